"""Relations in formulas: each is evaluated from the digits that it shows, in exact rational numbers.

What a page has said in one formula (x = 2, w ← 1.2, L = (t − f)²) holds in the next ones, until
it is said anew. Functions such as f(x, w) have the meaning that the site's settings give them: not
that of the code which computes them, with which it has to agree.
"""

import re
from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from gdsite.formulas import parser
from gdsite.formulas.comparison import ORDER, agree, can_be_equal, test, unit_of
from gdsite.formulas.expressions import Expression, NoLimit, Unreadable, Value, Vector, evaluate, has_numbers, names
from gdsite.formulas.functions import Functions
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

    name: str
    expression: Expression


_COMMANDS = "|".join(sign[1:] for sign in parser.RELATIONS if sign.startswith("\\"))
_SIGN = re.compile(rf"[=<>]|\\(?:{_COMMANDS})(?![A-Za-z])")
_LONGEST = 60  # characters of a formula that an error shows, where the formula is too long to be read


class Relations:
    """The relations of one page, and what its formulas have said so far."""

    def __init__(self, functions: Functions | None = None) -> None:
        self.functions = functions or Functions()
        self.said = Said()

    def read(self, tex: str) -> list[Relation]:
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
            return _open(tex, [tex], error, bool(re.search(r"\d", tex)))
        try:
            return [found for statement in statements for found in self._chain(tex, *statement)]
        except RecursionError:  # of Python's own, which is as deep as an expression may be
            raise Unreadable(f"{tex[:_LONGEST]} …: too many brackets in each other, or parts in a row") from None

    def _chain(self, tex: str, sides: list[parser.Side], signs: list[str]) -> list[Relation]:
        """The relations of one chain, such as w ← w + rx = 1 + 0.1(2) = 1.2."""
        if not signs:
            return []
        texts = [parser.source(tex, side) for side in sides]
        relations = [f"{a} {sign} {b}" for a, sign, b in zip(texts, signs, texts[1:], strict=False)]
        try:
            read = list(map(self._side, sides))
            kinds = self._kinds(read, [parser.RELATIONS[sign] for sign in signs], relations)
        except Unreadable as error:
            return _open(tex, relations, error, any(token.kind == "number" for side in sides for token in side))
        return list(map(Relation, relations, kinds))

    def _side(self, tokens: parser.Side) -> Side:
        expression = parser.read(tokens, self.functions.names)
        for given, number in self.functions.given(expression):
            self.said.state(given, number)
        return Side(self.functions.named(expression), self.functions.expand(expression))

    def _kinds(self, sides: list[Side], signs: list[str], texts: list[str]) -> list[Kind]:
        """What is known of each relation of a chain; then what it says of its first names is known."""
        heads = _heads(sides, signs)
        pairs = list(zip(sides, signs, sides[1:], texts, strict=False))
        # What is said holds from here on: in w ← w + rx the w on the right is the old one.
        kinds = [self._compare(a.expression, sign, b.expression, text) for a, sign, b, text in pairs[heads:]]
        _require_order(sides[heads:], signs[heads:], " ".join(texts))
        if heads:
            said = self._say(sides[:heads], signs[heads - 1], sides[heads:], texts[heads - 1])
            kinds = [said] * heads + kinds
        return kinds

    def _compare(self, a: Expression, sign: str, b: Expression, text: str) -> Kind:
        """What is known of the relation between two sides, which has to hold."""
        if sign == "→":
            raise Unreadable(f"what {sign} means here cannot be evaluated")
        numeric = has_numbers(a) or has_numbers(b)
        used, shared = names(a) | names(b), names(a) & names(b)
        if sign in ORDER and used:
            return Kind.CONDITION if numeric else Kind.OPEN
        passes = test(sign, a, b)
        if agree(a, b, passes, self.said, {}):
            return Kind.PROVEN if used else Kind.EVALUATED
        # Of names on both sides it speaks in general.
        last = {name: meaning for name, meaning in self.said.last.items() if name not in shared}
        if agree(a, b, passes, self.said, last):
            return Kind.EVALUATED
        if not numeric and not shared:
            return Kind.OPEN
        point = Point(self.said, last)
        values = evaluate(a, point), evaluate(b, point)
        asks = sign == "=" and point.unknown and not (names(a) and names(b))
        if asks and can_be_equal(a, b, self.said, last, point.unknown):
            return Kind.CONDITION
        raise _false(text, *values, b, point, used)

    def _say(self, heads: list[Side], sign: str, rest: list[Side], text: str) -> Kind:
        """What the chain says of the names that it begins with, from now on."""
        meaning, kind = rest[0].expression, Kind.DEFINED
        closed = [side.expression for side in rest if not names(side.expression)]
        for name, expression in heads:
            if names(meaning) and sign == "=":
                known = self.said.derivative(name) or expression
                if names(known) & names(meaning):
                    kind = self._compare(known, "=", meaning, text)
                self.said.define(name, meaning)
            if closed:
                kind = Kind.STATED
                value = evaluate(closed[-1])
                if sign == "=":
                    self._require_as_defined(name, closed[-1], value, text)
                self.said.state(name, value)
        return kind

    def _require_as_defined(self, name: str, expression: Expression, value: Value, text: str) -> None:
        """What a name is stated to be must be what follows from its definition, if that has no unknown."""
        if not (definition := self.said.definitions.get(name)):
            return
        point = Point(self.said, {other: said for other, said in self.said.last.items() if other != name})
        defined = evaluate(definition, point)
        if not point.unknown and defined != value:
            raise _false(text, defined, value, expression, point, names(definition))


def _open(tex: str, relations: list[str], error: Unreadable, numeric: bool) -> list[Relation]:
    """The relations that cannot be evaluated, which is an error where there are numbers."""
    if numeric or isinstance(error, NoLimit):
        raise Unreadable(f"{tex}: {error}") from None
    return [Relation(text, Kind.OPEN) for text in relations]


def _heads(sides: Sequence[Side], signs: Sequence[str]) -> int:
    """How many names a chain begins with that are said to be what comes after."""
    for i, (side, sign) in enumerate(zip(sides, signs, strict=False)):
        if sign == "←" and side.name:
            continue
        if not (sign in ("=", "≈") and side.name) or side.name in names(sides[i + 1].expression):
            return i
    return len(signs)


def _require_order(sides: list[Side], signs: list[str], text: str) -> None:
    """In 0 < r < 0.25 the numbers must be in order, whatever r is."""
    up, down = set(signs) & set("<≤"), set(signs) & set(">≥")
    if up and down:
        raise FalseRelation(f"{text} does not hold in the digits shown: it goes up and down")
    values = [evaluate(side.expression) for side in sides if not names(side.expression)]
    if (up or down) and values != sorted(values, reverse=bool(down)):
        shown = ", ".join(map(_written, values))
        raise FalseRelation(f"{text} does not hold in the digits shown: {shown} are not in order")


def _false(text: str, left: Value, right: Value, expression: Expression, point: Point, used: set[str]) -> FalseRelation:
    """The error for a relation that does not hold: what its sides come to, and with which numbers.

    expression: the right side. used: the names in both, of which the point has the numbers.
    """
    message = f"{text} does not hold in the digits shown: the left side is {_written(left)}"
    if not unit_of(expression):
        message += f", the right side {_written(right)}"
    if used:
        message += ", where " + ", ".join(f"{name} = {_written(point(name))}" for name in sorted(used))
    return FalseRelation(message)


def _written(value: Value) -> str:
    """A value as a reader would write it: as a decimal, if that ends soon, or as a fraction."""
    if isinstance(value, Vector):
        return f"({', '.join(map(_written, value))})"
    value = Fraction(value)
    try:
        number = float(value)
    except OverflowError:
        raise Unreadable("it does not hold, between numbers too large to be shown") from None
    if value.denominator > 10**15:  # of tanh
        return f"{number:.10g}"
    decimal = f"{number:.10f}".rstrip("0").rstrip(".")
    return decimal if Fraction(decimal) == value else str(value)
