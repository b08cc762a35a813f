"""Formulas read: from the words of TeX to expressions."""

import operator
import re
from collections.abc import Callable, Collection
from fractions import Fraction

from gdsite.formulas.expressions import (
    Expression,
    Number,
    Operation,
    Unreadable,
    Value,
    names,
    require_size,
    substitute,
)
from gdsite.formulas.tokens import CLOSING, Side, name_of, part_name, tokens

LONGEST_NUMERAL = 4000  # digits; Python itself reads some more
MOST_TERMS = 100  # of a sum that is written out
_FUNCTIONS = {r"\tanh", r"\exp", r"\ln", r"\max", r"\min", r"\sqrt"}
_BARS = {"|": "size", r"\vert": "size", r"\lvert": "size", r"\|": "norm", r"\Vert": "norm", r"\lVert": "norm"}
_FRACTIONS = {r"\frac", r"\dfrac", r"\tfrac"}
_BRACES = {r"\underbrace", r"\overbrace"}
_SERIES = {r"\sum": "+", r"\prod": "*"}
_STARTS = {*_FUNCTIONS, *_FRACTIONS, *_BRACES, *_SERIES}


def read(side: Side, functions: Collection[str] = ()) -> Expression:
    """The expression that the tokens of a side are.

    functions: the names that are applied to what follows them in brackets, and do not multiply it.
    """
    return _Reader(side, functions).whole()


def units(expression: Expression) -> set[str]:
    """Words behind numbers, such as that of 4 \\text{ units}."""
    if not isinstance(expression, Operation):
        return set()
    found = {str(expression.parts[1])} if expression.name == "unit" else set()
    return found.union(*map(units, expression.parts))


def without_units(expression: Expression, left_out: Collection[str]) -> Expression:
    """The expression without some words behind its numbers."""
    if not isinstance(expression, Operation):
        return expression
    if expression.name == "unit" and expression.parts[1] in left_out:
        return expression.parts[0]
    return Operation(expression.name, tuple(without_units(part, left_out) for part in expression.parts))


Contains = Callable[[Value, Callable[[Expression], Value]], bool]
_SETS: dict[str, Callable[[Value], bool]] = {
    "R": lambda number: True,
    "Q": lambda number: True,
    "Z": lambda number: bool(number.denominator == 1),
    "N": lambda number: bool(number.denominator == 1 and number >= 0),
}


def read_set(side: Side, functions: Collection[str]) -> Contains | None:
    """Whether a value is in the set that a side is, if that can be read: an interval, a list in braces, or ℝ, ℤ, ℕ.

    The function that is returned takes the value, and a function that evaluates.
    """
    if len(side) == 1 and (named := re.fullmatch(r"\\mathbb\s*\{?([RQZN])\}?", side[0].text)):
        return lambda value, evaluated: isinstance(value, Fraction) and _SETS[named[1]](value)
    opening, closing = side[0].text, side[-1].text
    if (opening, closing) == (r"\{", r"\}"):
        parts = _Reader(side[1:], functions).listed(closing)
        return lambda value, evaluated: any(value == evaluated(part) for part in parts)
    if opening in ("[", "(") and closing in ("]", ")"):
        parts = _Reader(side[1:], functions).listed(closing)
        if len(parts) == 2:
            below = operator.le if opening == "[" else operator.lt
            above = operator.le if closing == "]" else operator.lt
            return lambda value, evaluated: bool(
                below(evaluated(parts[0]), value) and above(value, evaluated(parts[1]))
            )
    return None


class _Reader:
    """Recursive descent, one method for each rank of operation."""

    def __init__(self, tokens: Side, functions: Collection[str]) -> None:
        self.tokens = [(token.kind, token.text) for token in tokens] + [("end", "the end")]
        self.functions = functions
        self.position = 0
        self.bars: list[str] = []  # that are open

    def whole(self) -> Expression:
        expression = self.sum()
        self.expect("the end")
        return expression

    def peek(self) -> tuple[str, str]:
        """The kind and the text of the next token."""
        return self.tokens[self.position]

    def next(self) -> tuple[str, str]:
        """The same, and go on behind it."""
        self.position += 1
        return self.tokens[self.position - 1]

    def accept(self, *texts: str) -> bool:
        """Go on behind one of these texts, if it comes next."""
        found = self.peek()[1] in texts
        self.position += found
        return found

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise Unreadable(f"{self.peek()[1]} stands where {text} should")

    def sum(self) -> Expression:
        self.accept("+")
        expression = self.product()
        while self.peek()[1] in ("+", "-"):
            expression = Operation(self.next()[1], (expression, self.product()))
        return expression

    def product(self) -> Expression:
        if self.accept("-"):
            return Operation("negative", (self.product(),))
        if self.peek()[0] in ("limit", "operator"):
            kind, variable = self.next()
            name = "limit" if kind == "limit" else "derivative"
            return Operation(name, (name_of(variable), self.product()))
        expression = self.power()
        while True:
            if self.accept("/"):
                expression = Operation("/", (expression, self.power()))
            elif self.accept(r"\cdot", "·", "*", r"\ast"):
                expression = Operation("*", (expression, self.power()))
            elif self.accept(r"\times", "×"):
                expression = Operation("times", (expression, self.power()))
            elif self._factor_follows():
                if self.peek()[0] == self.tokens[self.position - 1][0] == "number":
                    raise Unreadable(f"write \\cdot, or 1{{,}}000 for a thousand, before {self.peek()[1]}")
                name = "unit" if self._unit_follows() else "*"
                expression = Operation(name, (expression, self.power()))
            else:
                return expression

    def _factor_follows(self) -> bool:
        kind, text = self.peek()
        if kind in ("number", "name", "block", "limit", "operator") or text in CLOSING or text in _STARTS:
            return True
        return text in _BARS and text not in self.bars

    def _unit_follows(self) -> bool:
        """Whether a word comes next, right behind a number and before nothing else: 4 \\text{ units}."""
        (before, _), (_, text), (after, _) = self.tokens[self.position - 1 : self.position + 2]
        return before == "number" and after == "end" and text.startswith((r"\text", r"\mathrm"))

    def power(self) -> Expression:
        base = self.factor()
        while self.accept("!"):
            base = Operation("factorial", (base,))
        return Operation("^", (base, self.argument())) if self.accept("^") else base

    def argument(self) -> Expression:
        """What TeX takes as the argument of a command: a group, or one character."""
        if self.accept("{"):
            return self.group("}")
        kind, text = self.peek()
        if kind not in ("number", "name") or (kind == "number" and len(text) > 1):
            raise Unreadable(f"{text} stands where a group in braces should")  # TeX takes one digit
        return self.factor()

    def _digit(self) -> Expression | None:
        """The first digit of a number, where TeX takes no more: \\frac12."""
        kind, text = self.peek()
        if kind != "number" or not text[1:].isdigit():
            return None
        self.tokens[self.position] = (kind, text[1:])
        return _number(text[0])

    def group(self, closing: str) -> Expression:
        expression = self.sum()
        self.expect(closing)
        return expression

    def factor(self) -> Expression:
        kind, text = self.next()
        if kind == "number":
            return _number(text)
        if kind == "name":
            return self._named(name_of(text))
        if kind == "block":
            return _column(text, self.functions)
        if text in _FRACTIONS:
            return Operation("/", (self._digit() or self.argument(), self._digit() or self.argument()))
        if text in _SERIES:
            return self._series(_SERIES[text])
        if text in _BRACES:
            return self._braced()
        if text in _FUNCTIONS:
            return Operation(text[1:], self._arguments(text))
        if text in _BARS:
            return self._size(text)
        if text in CLOSING:
            parts = self.listed(CLOSING[text])
            return parts[0] if len(parts) == 1 else Operation("vector", parts)
        raise Unreadable(f"{text} stands where an expression should")

    def _size(self, bar: str) -> Expression:
        closing = CLOSING.get(bar, bar)
        self.bars.append(closing)
        expression = self.group(closing)
        self.bars.pop()
        return Operation(_BARS[bar], (expression,))

    def _arguments(self, function: str) -> tuple[Expression, ...]:
        if function == r"\sqrt":
            return (self.argument(),)
        if function in (r"\max", r"\min"):
            opening = self.next()[1]
            if opening not in ("(", r"\{", "["):
                raise Unreadable(f"{function} is applied to what is listed in brackets")
            return self.listed(CLOSING[opening])
        return (self.power(),)

    def _braced(self) -> Expression:
        """What has a brace above or below it, whatever words or names there are at the brace."""
        expression = self.argument()
        if self.accept("_", "^"):
            self.expect("{")
            while not self.accept("}"):
                kind, text = self.next()
                if kind not in ("connective", "name"):
                    raise Unreadable(f"{text} stands at a brace: write words, \\text{{…}}, there, and = in the line")
        return expression

    def _series(self, operation: str) -> Expression:
        """A sum or a product, written out."""
        self.expect("_")
        self.expect("{")
        variable = name_of(self.next()[1])
        bounds = [self._bound("}")] if self.accept("=") else []
        if bounds and self.accept("^"):
            bounds.append(self._bound("}" if self.accept("{") else ""))
        body = self.product()
        if len(bounds) < 2:
            raise Unreadable("a sum is worked out only from one number to another, as in \\sum_{i=1}^{3}")
        first, last = (int(bound.value) for bound in bounds)
        if last - first >= MOST_TERMS:
            raise Unreadable(f"a sum of more than {MOST_TERMS} terms is not worked out")
        require_size(body, last - first + 1)
        terms = [_at(body, variable, index) for index in range(first, last + 1)]
        if not terms:
            return Number(Fraction(operation == "*"), Fraction(1))
        result = terms[0]
        for term in terms[1:]:
            result = Operation(operation, (result, term))
        return result

    def _bound(self, closing: str) -> Number:
        kind, text = self.next()
        if kind != "number" or (closing and not self.accept(closing)):
            raise Unreadable("a sum is worked out only from one number to another, as in \\sum_{i=1}^{3}")
        return _number(text)

    def listed(self, closing: str = ")") -> tuple[Expression, ...]:
        """Expressions between commas, up to the closing bracket."""
        parts = [self.sum()]
        while self.accept(","):
            parts.append(self.sum())
        self.expect(closing)
        return tuple(parts)

    def _event(self) -> str:
        """What stands in the brackets that come next, if that is a relation or a condition: P(X = 3), P(A | B)."""
        depth, end = 1, self.position + 1
        while depth and end < len(self.tokens):
            text = self.tokens[end][1]
            depth += (text in CLOSING) - (text in CLOSING.values())
            end += 1
        inside = self.tokens[self.position + 1 : end - 1]
        is_event = any(kind == "relation" or text == "|" for kind, text in inside)
        if depth or not is_event or self.peek()[1] not in ("(", "["):
            return ""
        self.position = end
        return " ".join(text for _, text in inside)

    def _named(self, name: str) -> Expression:
        """A name, or the function of that name applied to what follows in brackets."""
        if event := self._event():
            return f"{name}({event})"
        if name.rstrip("'") not in self.functions or not self.accept("("):
            return name
        parts = self.listed()
        return Operation(f"{name}/{len(parts)}", parts)


def _at(expression: Expression, variable: str, index: int) -> Expression:
    """The expression with a number in the place of the variable, and of an index of that name."""
    meanings: dict[str, Expression] = {variable: Number(Fraction(index), Fraction(1))}
    for name in names(expression):
        base, mark, part = name.partition("_")
        if mark and part.strip("{}") == variable:
            meanings[name] = part_name(base, index)
    return substitute(expression, meanings)


def _column(block: str, functions: Collection[str]) -> Expression:
    """A column of numbers: a matrix with one."""
    found = re.fullmatch(r"\\begin\{([a-zA-Z]+)\*?\}(.*)\\end\{\1\*?\}", block, re.DOTALL)
    if not found or not found[1].endswith("matrix") or "&" in found[2]:
        raise Unreadable("of matrices, arrays and cases only one column is read: write a sentence for each case")
    rows = [row for row in re.split(r"\\\\", found[2]) if row.strip()]
    return Operation("vector", tuple(read(tokens(row), functions) for row in rows))


def _number(text: str) -> Number:
    if len(text) > LONGEST_NUMERAL:
        raise Unreadable(f"a numeral has at most {LONGEST_NUMERAL} digits, got {len(text)}")
    digits = re.sub(r"[^\d.]", "", text)
    whole, _, decimals = digits.partition(".")
    unit = Fraction(1, 10 ** len(decimals) * (100 if "%" in text else 1))
    return Number(int(whole + decimals) * unit, unit)
