"""Relations in formulas: each is evaluated from the digits that it shows, in exact rational numbers.

What a page has said in one formula (x = 2, w ← 1.2, L = (t − f)²) holds in the next ones, until
it is said anew. Functions such as f(x, w) have the meaning that the site's settings give them: not
that of the code which computes them, with which it has to agree.
"""

import re
from enum import Enum
from fractions import Fraction
from typing import Any, NamedTuple

from gdsite.formulas import parser
from gdsite.formulas.functions import Functions
from gdsite.formulas.parser import Number, Operation, Unreadable, Vector, evaluate, has_numbers, names
from gdsite.formulas.said import Point, Said


class FalseRelation(ValueError):
    """A relation that does not hold in the digits shown."""


class Kind(Enum):
    """What is known of a relation."""

    EVALUATED = "its sides come to numbers, and it holds between them"
    PROVEN = "it holds whatever numbers its names stand for"
    STATED = "it gives a name its number"
    DEFINED = "it gives a name its meaning, in other names"
    CONDITION = "it asks something of an unknown number, and such a number is possible"
    OPEN = "there is no number in it, and nothing that could be evaluated"


class Relation(NamedTuple):
    """A relation that is not false: its TeX, and what is known of it."""

    text: str
    kind: Kind


class Side(NamedTuple):
    """A side of a relation: its name, if it is nothing but a name, and the expression."""

    name: str | None
    expression: Any


_COMMANDS = "|".join(sign[1:] for sign in parser.RELATIONS if sign.startswith("\\"))
_SIGN = re.compile(rf"[=<>]|\\(?:{_COMMANDS})(?![A-Za-z])")
_ORDER = {
    "<": lambda a, b: a < b, "≤": lambda a, b: a <= b,
    ">": lambda a, b: a > b, "≥": lambda a, b: a >= b, "≠": lambda a, b: a != b,
}  # fmt: skip
_POINTS = 3  # where two sides must agree to be the same; at random ones a wrong line does not


class Relations:
    """The relations of one page, and what its formulas have said so far."""

    def __init__(self, functions=None):
        self.functions = functions or Functions()
        self.said = Said()

    def read(self, tex):
        """The relations of the page's next formula, in reading order.

        Raises FalseRelation for one that does not hold, and Unreadable where there are numbers
        and a relation that cannot be evaluated.
        """
        if not _SIGN.search(tex) or tex.strip() in parser.RELATIONS:  # the sign itself is spoken of
            return []
        tex = " ".join(tex.split())
        try:
            statements = parser.statements(tex)
        except Unreadable as error:
            return self._open(tex, [tex], error, re.search(r"\d", tex))
        return [found for statement in statements for found in self._chain(tex, *statement)]

    def _open(self, tex, relations, error, numeric):
        """The relations that cannot be evaluated, which is an error where there are numbers."""
        if numeric or isinstance(error, parser.NoLimit):
            raise Unreadable(f"{tex}: {error}") from None
        return [Relation(text, Kind.OPEN) for text in relations]

    def _chain(self, tex, sides, signs):
        """The relations of one chain, such as w ← w + rx = 1 + 0.1(2) = 1.2."""
        if not signs:
            return []
        texts = [parser.source(tex, side) for side in sides]
        relations = [f"{a} {sign} {b}" for a, sign, b in zip(texts, signs, texts[1:], strict=False)]
        try:
            read = list(map(self._side, sides))
            kinds = self._kinds(read, [parser.RELATIONS[sign] for sign in signs], relations)
        except Unreadable as error:
            numeric = any(token.kind == "number" for side in sides for token in side)
            return self._open(tex, relations, error, numeric)
        return list(map(Relation, relations, kinds))

    def _side(self, tokens):
        expression = parser.read(tokens, self.functions.names)
        for given, number in self.functions.given(expression):
            self.said.state(given, number)
        return Side(self.functions.named(expression), self.functions.expand(expression))

    def _kinds(self, sides, signs, texts):
        """What is known of each relation of a chain; then what it says of its first names is known."""
        heads = _heads(sides, signs)
        pairs = list(zip(sides, signs, sides[1:], texts, strict=False))
        # What is said holds from here on: in w ← w + rx the w on the right is the old one.
        kinds = [self._compare(*pair) for pair in pairs[heads:]]
        _require_order(sides[heads:], signs[heads:], " ".join(texts))
        if heads:
            said = self._say(sides[:heads], signs[heads - 1], sides[heads:], texts[heads - 1])
            kinds = [said] * heads + kinds
        return kinds

    def _compare(self, left, sign, right, text):
        """What is known of the relation between two sides, which has to hold."""
        a, b = left.expression, right.expression
        if sign == "→":
            raise Unreadable(f"what {sign} means here cannot be evaluated")
        numeric = has_numbers(a) or has_numbers(b)
        if sign in _ORDER and names(a) | names(b):
            return Kind.CONDITION if numeric else Kind.OPEN
        holds = _holds(sign, a, b)
        if self._agree(a, b, holds, {}):
            return Kind.PROVEN if names(a) | names(b) else Kind.EVALUATED
        shared = names(a) & names(b)  # of these it speaks in general
        said = {name: meaning for name, meaning in self.said.last.items() if name not in shared}
        if self._agree(a, b, holds, said):
            return Kind.EVALUATED
        point = Point(self.said, said)
        values = evaluate(a, point), evaluate(b, point)
        if not numeric and not shared:
            return Kind.OPEN
        if point.unknown and sign == "=" and not (names(a) and names(b)):
            if self._can_hold(a, b, said, point.unknown):
                return Kind.CONDITION
        raise _false(text, *values, b, {name: point(name) for name in sorted(names(a) | names(b))})

    def _agree(self, a, b, holds, said):
        """Whether it holds between two sides, whatever the names stand for of which nothing is said."""
        for _ in range(_POINTS):
            point = Point(self.said, said)
            if not holds(evaluate(a, point), evaluate(b, point)):
                return False
            if not point.unknown:
                break
        return True

    def _can_hold(self, a, b, said, unknown):
        """Whether a and b, of the first degree in the unknown, are equal for some of its values."""

        def gap(values):
            point = Point(self.said, said | {name: Number(values[name], 0) for name in unknown})
            return evaluate(a, point) - evaluate(b, point)

        here, there = ({name: self.said.number() for name in unknown} for _ in range(2))
        between = {name: (here[name] + 2 * there[name]) / 3 for name in unknown}
        return gap(here) != gap(there) and gap(between) == (gap(here) + 2 * gap(there)) / 3

    def _say(self, heads, sign, rest, text):
        """What the chain says of the names that it begins with, from now on."""
        meaning, kind = rest[0].expression, Kind.DEFINED
        closed = [side.expression for side in rest if not names(side.expression)]
        for head in heads:
            if names(meaning) and sign == "=":
                known = self.said.derivative(head.name) or head.expression
                if names(known) & names(meaning):
                    kind = self._compare(head._replace(expression=known), "=", rest[0], text)
                self.said.define(head.name, meaning)
            if closed:
                kind = Kind.STATED
                value = evaluate(closed[-1], None)
                if sign == "=":
                    self._require_as_defined(head.name, closed[-1], value, text)
                self.said.state(head.name, value)
        return kind

    def _require_as_defined(self, name, expression, value, text):
        if name in self.said.definitions:
            point = Point(self.said, {other: said for other, said in self.said.last.items() if other != name})
            defined = evaluate(self.said.definitions[name], point)
            if not point.unknown and defined != value:
                used = {other: point(other) for other in sorted(names(self.said.definitions[name]))}
                raise _false(text, defined, value, expression, used)


def _heads(sides, signs):
    """How many names a chain begins with that are said to be what comes after."""
    for i, (side, sign) in enumerate(zip(sides, signs, strict=False)):
        if sign == "←" and side.name:
            continue
        if not (sign in ("=", "≈") and side.name) or side.name in names(sides[i + 1].expression):
            return i
    return len(signs)


def _holds(sign, a, b):
    """The test that two values must pass."""
    if sign in "=←":  # further arrows of a chain hand the same value on
        return lambda left, right: left == right
    if sign in _ORDER:
        return _ORDER[sign]
    unit = _unit(b) or _unit(a)
    if not unit:
        raise Unreadable("≈ needs a single number on one of its sides")
    return lambda left, right: abs(left - right) <= unit / 2


def _unit(expression):
    """What one unit of the last digit is worth of a single number, such as −0.5 or 3 · 10⁻⁵."""
    if isinstance(expression, Number):
        return expression.unit
    if isinstance(expression, Operation) and expression.name == "negative":
        return _unit(expression.parts[0])
    if isinstance(expression, Operation) and expression.name == "*" and not names(expression):
        mantissa, power = expression.parts
        if isinstance(power, Operation) and power.name == "^" and power.parts[0] == Number(10, 1):
            return _unit(mantissa) and _unit(mantissa) * evaluate(power, None)
    return None


def _require_order(sides, signs, text):
    """In 0 < r < 0.25 the numbers must be in order, whatever r is."""
    up, down = set(signs) & set("<≤"), set(signs) & set(">≥")
    if up and down:
        raise FalseRelation(f"{text} does not hold in the digits shown: it goes up and down")
    values = [evaluate(side.expression, None) for side in sides if not names(side.expression)]
    if (up or down) and values != sorted(values, reverse=bool(down)):
        shown = ", ".join(map(_written, values))
        raise FalseRelation(f"{text} does not hold in the digits shown: {shown} are not in order")


def _false(text, left, right, expression, values):
    """The error for a relation that does not hold: what its sides come to, and with which numbers."""
    message = f"{text} does not hold in the digits shown: the left side is {_written(left)}"
    if not _unit(expression):
        message += f", the right side {_written(right)}"
    if values:
        message += ", where " + ", ".join(f"{name} = {_written(value)}" for name, value in values.items())
    return FalseRelation(message)


def _written(value):
    """A value as a reader would write it: as a decimal, if that ends soon, or as a fraction."""
    if isinstance(value, Vector):
        return f"({', '.join(map(_written, value))})"
    value = Fraction(value)
    if value.denominator > 10**15:  # of tanh
        return f"{float(value):.10g}"
    decimal = f"{float(value):.10f}".rstrip("0").rstrip(".")
    return decimal if Fraction(decimal) == value else str(value)
