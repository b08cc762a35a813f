"""What the formulas of a page have said so far of the names in them."""

import re
from collections.abc import Mapping, Set
from fractions import Fraction
from random import Random

from gdsite.formulas.expressions import (
    Expression,
    Number,
    Unreadable,
    Value,
    Vector,
    differentiate,
    evaluate,
    names,
    substitute,
)
from gdsite.formulas.functions import Functions
from gdsite.formulas.tokens import part_name

_FRACTION = re.compile(r"[d∂](?:\^\{?\d\}?)?(?P<y>[^/]+)/(?P<below>[d∂].+)")
_NAME_BELOW = re.compile(r"[d∂]([^∂^]+?)(?:\^\{?(\d)\}?)?(?=[d∂]|$)")
_PRIMED = re.compile(r"(?P<y>[^'/]+)(?P<primes>'+)")


class Said:
    """Of each name the last that was said: its number, or its meaning in other names."""

    def __init__(self, functions: Functions | None = None) -> None:
        self.functions = functions or Functions()
        self.last: dict[str, Expression] = {}
        self.definitions: dict[str, Expression] = {}  # of each name the expression that it was said to be
        self.random = Random(0)

    def state(self, name: str, value: Value) -> None:
        """Give a name its number; what was worked out with its old one is no longer known."""
        self.last[name] = Number(value, Fraction(0))
        for other, definition in self.definitions.items():
            if other != name and name in self._reached(definition):
                self.last[other] = definition
        if isinstance(value, Vector):
            for i, part in enumerate(value, 1):
                self.state(part_name(name, i), part)

    def define(self, name: str, meaning: Expression) -> None:
        """Give a name its meaning; to say the same again takes no number away from it."""
        if self.definitions.get(name) != meaning:
            self.last[name] = meaning
            if getattr(meaning, "name", None) != "vector":  # x = (x_1, x_2) only names the parts
                self.definitions[name] = meaning

    def forget(self, name: str) -> None:
        """Let a name stand for something that is not known."""
        self.last.pop(name, None)
        self.definitions.pop(name, None)

    def meaning(self, name: str) -> Expression | None:
        """What a name is in other names: as a formula has said, or as a function or a derivative."""
        return self.definitions.get(name) or self.functions.meaning(name) or self.derivative(name)

    def derivative(self, name: str) -> Expression | None:
        """What ∂y/∂x, d²y/dx² or y' is, where y has a meaning that depends on x."""
        found = _FRACTION.fullmatch(name) or _PRIMED.fullmatch(name)
        if not found or (meaning := self.meaning(found["y"])) is None:
            return None
        by = _NAME_BELOW.findall(found["below"]) if "below" in found.re.groupindex else self._primed_by(found, meaning)
        try:
            for variable, times in by:
                meaning = self._in_terms_of(variable, meaning)
                if variable not in names(meaning):
                    return None
                for _ in range(int(times or 1)):
                    meaning = differentiate(meaning, variable)
        except Unreadable:
            return None
        return meaning if by else None

    def _primed_by(self, found: re.Match[str], meaning: Expression) -> list[tuple[str, str]]:
        """The one name that y' is a derivative by, if there is just one that has no value."""
        one = self.functions.get(f"{found['y']}/1")
        names_left = set(one.arguments) if one else names(meaning) - self.functions.givens
        return [(name, str(len(found["primes"]))) for name in names_left] if len(names_left) == 1 else []

    def _in_terms_of(self, variable: str, meaning: Expression) -> Expression:
        """The meaning with names worked out as far as is needed for the variable to stand in it."""
        for _ in range(len(self.definitions)):
            if variable in names(meaning):
                break
            known = {name: self.definitions[name] for name in names(meaning) & self.definitions.keys()}
            meaning = substitute(meaning, known)
        return meaning

    def number(self) -> Fraction:
        """Any number that is not whole, for which nothing comes to zero by chance."""
        return self.random.choice((-1, 1)) * (self.random.randint(0, 9) + Fraction(self.random.randint(1, 88), 89))

    def without(self, left_out: Set[str]) -> dict[str, Expression]:
        """What was said last of the other names; of what follows from the names left out, its meaning."""
        last = {name: meaning for name, meaning in self.last.items() if name not in left_out}
        for name, definition in self.definitions.items():
            if name in last and self._reached(definition) & left_out:
                last[name] = definition
        return last

    def _reached(self, expression: Expression) -> set[str]:
        """Names that an expression depends on, through definitions as well."""
        found: set[str] = set()
        new = names(expression)
        while new:
            found |= new
            new = set().union(*(names(self.definitions.get(name, name)) for name in new)) - found
        return found


class Point:
    """A number for each name: the one that follows from what was said, or else a random one.

    last: what was said of each name, if not all that is in said.
    """

    def __init__(self, said: Said, last: Mapping[str, Expression] | None = None) -> None:
        self.said = said
        self.last = said.last if last is None else last
        self.values: dict[str, Value] = {}
        self.unknown: set[str] = set()

    def __call__(self, name: str) -> Value:
        if name not in self.values:
            self.values[name] = self.said.number()  # so that no definition goes in circles
            if meaning := self.last.get(name) or self.said.derivative(name) or self._as_function(name):
                self.values[name] = evaluate(meaning, self)
            else:
                self.unknown.add(name)
        return self.values[name]

    def _as_function(self, name: str) -> Expression | None:
        """What a function's name stands for, if the page has not said it otherwise."""
        return None if name in self.said.definitions else self.said.functions.meaning(name)
