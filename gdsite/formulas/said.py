"""What the formulas of a page have said so far of the names in them."""

from collections.abc import Mapping
from fractions import Fraction
from random import Random

from gdsite.formulas.expressions import Expression, Number, Operation, Value, Vector, evaluate, names, substitute


class Said:
    """Of each name the last that was said: its number, or its meaning in other names."""

    def __init__(self) -> None:
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
                self.state(f"{name}_{i}", part)

    def define(self, name: str, meaning: Expression) -> None:
        """Give a name its meaning; to say the same again takes no number away from it."""
        if self.definitions.get(name) != meaning:
            self.last[name] = meaning
            if getattr(meaning, "name", None) != "vector":  # x = (x_1, x_2) only names the parts
                self.definitions[name] = meaning

    def derivative(self, name: str) -> Operation | None:
        """What ∂y/∂x is, as the limit of a difference quotient, where y was defined in terms of x."""
        y, _, x = name.partition("/")
        definition = self.definitions.get(y[1:]) if x else None
        if definition is None or x[1:] not in names(definition):
            return None
        changed = substitute(definition, {x[1:]: Operation("+", (x[1:], "h'"))})
        return Operation("limit", ("h'", Operation("/", (Operation("-", (changed, definition)), "h'"))))

    def number(self) -> Fraction:
        """Any number but zero."""
        return Fraction(self.random.choice((-1, 1)) * self.random.randint(1, 50), self.random.randint(1, 9))

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
            if meaning := self.last.get(name) or self.said.derivative(name):
                self.values[name] = evaluate(meaning, self)
            else:
                self.unknown.add(name)
        return self.values[name]
