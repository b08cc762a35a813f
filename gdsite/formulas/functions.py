"""The functions that formulas apply by name, such as f(x, w) = xw: stated once, in the site's settings."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from gdsite.formulas import parser, tokens
from gdsite.formulas.expressions import (
    Expression,
    Operation,
    Unreadable,
    Value,
    differentiate,
    evaluate,
    names,
    require_size,
    substitute,
)


class Function(NamedTuple):
    """A function: the names of its arguments, and what it comes to."""

    arguments: tuple[str, ...]
    meaning: Expression


class Functions(dict[str, Function]):
    """Functions by their name and how many arguments they take, as in f/2.

    Where a function has a shorter form, as L(w) beside L(x, w, t), the arguments left out are givens:
    they keep the number that a formula has put in their place.
    """

    def __init__(self, definitions: Mapping[str, str] | None = None) -> None:
        """Read definitions such as {"f(x, w)": "xw"}; raises ValueError for one that is not of this form."""
        super().__init__(_read(head, body) for head, body in (definitions or {}).items())
        self.names = {_name(key) for key in self}
        self.givens: set[str] = set()
        for key, function in self.items():
            forms = [other.arguments for name, other in self.items() if _name(name) == _name(key)]
            left_out = set[str]().union(*forms) - set(function.arguments)
            self.givens |= left_out
            if unknown := names(function.meaning) - set(function.arguments) - left_out:
                raise ValueError(f"functions: {key}: {', '.join(sorted(unknown))} is none of its arguments")

    def named(self, expression: Expression) -> str:
        """The name that an expression is, if it is no more, or else none; f(x, w) is f."""
        if isinstance(expression, Operation):
            function = self.get(expression.name)
            return _name(expression.name) if function and expression.parts == function.arguments else ""
        return expression if isinstance(expression, str) else ""

    def given(self, expression: Expression) -> Iterator[tuple[str, Value]]:
        """Givens to which functions are applied as numbers: l(2, w, 4) says x = 2 and t = 4."""
        if not isinstance(expression, Operation):
            return
        arguments = self[expression.name].arguments if expression.name in self else ()
        for name, part in zip(arguments, expression.parts, strict=False):
            if name in self.givens and not names(part):
                yield name, evaluate(part)
        for part in expression.parts:
            yield from self.given(part)

    def expand(self, expression: Expression) -> Expression:
        """The expression with these functions worked out."""
        if not isinstance(expression, Operation):
            return expression
        parts = tuple(map(self.expand, expression.parts))
        if expression.name == "derivative" and parts[0] in names(parts[1]):  # else it may depend on it unseen
            assert isinstance(parts[0], str)
            return differentiate(parts[1], parts[0])
        if function := self.applied(expression.name):
            return require_size(substitute(function.meaning, dict(zip(function.arguments, parts, strict=True))))
        return Operation(expression.name, parts)

    def applied(self, key: str) -> Function | None:
        """The function of a name in the table, such as L/1, or its derivative, such as L'/1."""
        function = self.get(key.replace("'", ""))
        for _ in range(key.count("'")):
            if function is None or len(function.arguments) != 1:
                return None
            function = function._replace(meaning=differentiate(function.meaning, function.arguments[0]))
        return function

    def meaning(self, name: str) -> Expression | None:
        """What a function's own name stands for, in its arguments, if it has that name: f for f(x, w)."""
        forms = [function for key, function in self.items() if _name(key) == name]
        return max(forms, key=lambda form: len(form.arguments)).meaning if forms else None


def _name(key: str) -> str:
    return key.partition("/")[0]


def _read(head: str, body: str) -> tuple[str, Function]:
    """A definition's name in the table, and the function; both sides are TeX."""
    name, bracket, arguments = head.partition("(")
    listed = tuple(argument.strip() for argument in arguments.removesuffix(")").split(","))
    try:
        if not (bracket and head.endswith(")") and all([name.strip(), *listed])):
            raise Unreadable("write it as f(x, w)")
        found = tokens.statements(body)
        if len(found) != 1 or found[0].relations:
            raise Unreadable("it has to come to one expression")
        function = Function(listed, parser.read(found[0].sides[0]))
    except ValueError as error:
        raise ValueError(f"functions: {head}: {body}: {error}") from None
    return f"{name.strip()}/{len(listed)}", function
