"""Relations in formulas: each is evaluated from the digits that it shows, in exact rational numbers.

What a page has said in one formula (x = 2, w ← 1.2, L = (t − f)²) holds in the next ones, until
it is said anew. Functions such as f(x, w) have the meaning that the site's settings give them: not
that of the code which computes them, with which it has to agree.

A relation is judged where its sides can be evaluated. Where a name has no value it can only be asked
whether it holds for every number; where a side cannot be read, there may be no number in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from gdsite.formulas import katex, parser, tokens
from gdsite.formulas.comparison import Test, agree, test, unit_of, unknowns
from gdsite.formulas.expressions import (
    Expression,
    NoLimit,
    Number,
    Unreadable,
    Value,
    Vector,
    evaluate,
    has_numbers,
    names,
    operations,
    require_size,
)
from gdsite.formulas.functions import Functions
from gdsite.formulas.said import Point, Said


class FalseRelation(ValueError):
    """A relation that does not hold in the digits shown."""


class Unseen(Unreadable):
    """A sign that is not read, or of which nobody can know what it hides."""


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


Shown = tuple[int, int, bool]  # where a number begins and ends in the TeX, and whether it was rounded to be shown


class Side(NamedTuple):
    """A side of a relation.

    text: its TeX. name: its name, if it is nothing but a name. units: words behind its numbers.
    error: why it cannot be read, if so.
    """

    text: str
    words: tokens.Side
    name: str = ""
    expression: Expression = ""
    units: frozenset[str] = frozenset()
    error: Unreadable | None = None


_LONGEST = 60  # characters of a formula that an error shows, where the formula is too long to be read
_REMEDY = "write it in the notation that CONTRIBUTING lists, or say it in a sentence"


class Relations:
    """The relations of one page, and what its formulas have said so far."""

    def __init__(self, functions: Functions | None = None) -> None:
        self.functions = functions or Functions()
        self.said = Said(self.functions)
        self.shown: Sequence[Shown] = ()

    def read(self, tex: str, shown: Sequence[Shown] = ()) -> list[Relation]:
        """The relations of the page's next formula, in reading order.

        shown: the numbers that fields have put into it.
        Raises FalseRelation for one that does not hold, and Unreadable where there are numbers
        and a relation that cannot be evaluated.
        """
        self.shown = shown
        if tex.strip() in tokens.RELATIONS:  # the sign itself is spoken of
            return []
        try:
            return [found for statement in tokens.statements(tex) for found in self._chain(tex, *statement)]
        except RecursionError:  # of Python's own, which is as deep as an expression may be
            reason = "too many brackets in each other, or parts in a row"
        except Unreadable as error:
            reason = str(error)
        raise Unreadable(f"{_shortened(tex)}: {reason}")

    def _chain(
        self, tex: str, sides: list[tokens.Side], signs: list[str], is_condition: bool = False
    ) -> list[Relation]:
        """The relations of one chain, such as w ← w + rx = 1 + 0.1(2) = 1.2."""
        if not signs:
            self._require_no_hidden_sign(Side(tokens.source(tex, sides[0]), sides[0], error=Unreadable()))
            return []
        read = [self._side(tokens.source(tex, side), side) for side in sides]
        texts = [f"{a.text} {sign} {b.text}" for a, sign, b in zip(read, signs, read[1:], strict=False)]
        if tokens.is_list(sides[-1]):  # i = 1, 2, 3
            return [Relation(text, Kind.OPEN) for text in texts]
        if is_condition and any(tokens.names_in(side) for side in sides):
            return [Relation(text, Kind.CONDITION) for text in texts]
        kinds = self._kinds(
            read, [tokens.RELATIONS[sign] for sign in signs], texts, tokens.source(tex, [*sides[0], *sides[-1]])
        )
        return list(map(Relation, texts, kinds))

    def _side(self, text: str, words: tokens.Side) -> Side:
        try:
            read = parser.read(words, self.functions.names)
            for given, number in self.functions.given(read):
                self.said.state(given, number)
            units = frozenset(parser.units(read)) - self.said.last.keys()
            expression = self.functions.expand(parser.without_units(read, units))
        except Unreadable as error:
            return Side(text, words, error=error)
        require_size(expression)
        return Side(text, words, self.functions.named(read), expression, units)

    def _require_no_hidden_sign(self, side: Side) -> None:
        """What KaTeX sets as a relation, and we have not read as one, may have no numbers at its sides."""
        for word in side.words:
            signs = tokens.signs_in(word) if word.kind == "block" else []
            if word.kind == "relation" or (word.kind in ("command", "sign") and katex.is_relation(word.text)):
                signs = [word.text]
            if signs:
                self._require_no_number([side], Unseen(f"{signs[0]} is not read here"))

    def _kinds(self, sides: list[Side], signs: list[str], texts: list[str], whole: str) -> list[Kind]:
        """What is known of each relation of a chain; then what it says of its first names is known."""
        heads = _heads(sides, signs)
        pairs = list(zip(sides, signs, sides[1:], texts, strict=False))
        self._require_approximate(pairs)
        # What is said holds from here on: in w ← w + rx the w on the right is the old one.
        kinds = [self._judge(*pair) for pair in pairs[heads:]]
        self._require_order(sides[heads:], signs[heads:], whole)
        if heads:
            kinds = [self._say(sides[:heads], signs[heads - 1], sides[heads:], texts[heads - 1])] * heads + kinds
        return kinds

    def _require_approximate(self, pairs: Sequence[tuple[Side, str, Side, str]]) -> None:
        """What is rounded is no name's equal; it may be that of other numbers, in the digits shown."""
        for a, sign, b, text in pairs:
            for side, other in ((a, b), (b, a)):
                if (
                    sign == "="
                    and not tokens.numerals(other.text)
                    and any(tokens.is_at(side.words, start, end) for start, end, rounded in self.shown if rounded)
                ):
                    reason = f"{side.text} is rounded: write \\approx, or show all its digits"
                    raise FalseRelation(f"{text} does not hold in the digits shown: {reason}")

    def _judge(self, a: Side, sign: str, b: Side, text: str) -> Kind:
        """What is known of the relation between two sides, which has to hold."""
        try:
            if sign in "∈∉":
                return self._compare_with_set(a, sign, b, text)
            if sign == "?" or (sign == "→" and b.expression != Number(0, Fraction(1))):
                raise Unseen("no numbers can decide what its sign says: write =, \\approx or <, if you mean that")
            if sign == "⊂":
                raise Unreadable("sets are compared by nobody here: write \\in, or say it in a sentence")
            if sign == "→":  # h → 0
                return Kind.OPEN
            for side in (a, b):
                if side.error:
                    raise side.error
            return self._compare(a, sign, b, text)
        except NoLimit:
            raise
        except Unreadable as error:
            return self._require_no_number([a, b], error)

    def _require_no_number(self, sides: Sequence[Side], error: Unreadable) -> Kind:
        """Raise the error, if what cannot be read has numbers that could be wrong; or else all is open.

        What is only defined by it, in names without a value, cannot be.
        """
        numerals = [tokens.numerals(side.text) for side in sides]
        names_of = [tokens.names_in(side.words) if side.error else names(side.expression) for side in sides]
        has_claim = any(not own and tokens.quantities(found) for own, found in zip(names_of, numerals, strict=True))
        is_bound = any(side.error and tokens.binds(side.words) for side in sides)
        has_more = isinstance(error, Unseen) and tokens.quantities(set().union(*numerals))
        is_open = set().union(*names_of) - self._known()
        if any(numerals) and (not is_open or has_more or (has_claim and is_bound)):
            remedy = "" if "write " in str(error) else f"; {_REMEDY}"
            raise Unreadable(f"{error}{remedy}") from None
        return Kind.OPEN

    def _known(self) -> set[str]:
        """Names that need no value anymore."""
        return {*self.said.last, *self.functions.names}

    def _compare(self, a: Side, sign: str, b: Side, text: str) -> Kind:
        """What is known of two sides that can be read."""
        if a.units and b.units and a.units != b.units:  # 100 cm = 1 m
            return Kind.CONDITION
        left, right = a.expression, b.expression
        numeric, used = has_numbers(left) or has_numbers(right), names(left) | names(right)
        passes = test(sign, left, right)
        if sign in "=←≈" and agree(left, right, passes, self.said, {}):
            return Kind.PROVEN if used else Kind.EVALUATED
        # Of names on both sides an equation speaks in general.
        shared = names(left) & names(right) if sign in "=←≈" else set()
        last = self.said.without(shared) if shared else self.said.last
        here, there = unknowns(left, self.said, last), unknowns(right, self.said, last)
        if not (here or there):
            if self._is_symbolic(a, sign, b) and not shared and not agree(left, right, passes, self.said, last):
                return Kind.OPEN  # as r < 2/c is, for the r that fulfill it
            return self._require_that(passes, left, right, text, used, last)
        if tokens.DOTS in here | there and len(here | there) == 1:
            raise Unseen("nobody can know what its dots leave out: write all of it, or the sum with \\sum")
        if sign in "=←≈" and agree(left, right, passes, self.said, last):
            return Kind.EVALUATED
        self._require_no_bare_unit(a, sign, b, there)
        is_general = here and there and (here <= there or there <= here) and sign in "=←"
        if is_general and not (self._is_doubtful(a, b) or self._is_solvable(left, right, here | there, last)):
            raise self._not_in_general(passes, left, right, text, here | there)
        return Kind.CONDITION if numeric else Kind.OPEN

    def _is_symbolic(self, a: Side, sign: str, b: Side) -> bool:
        """Whether there is no number in a relation; in a comparison those of its form may be, such as the 2 of 2/c."""
        if any(tokens.touches(side.words, start, end) for side in (a, b) for start, end, _ in self.shown):
            return False
        numerals = tokens.numerals(a.text) | tokens.numerals(b.text)
        return all(names(side.expression) for side in (a, b)) and not (
            numerals if sign in "=←≈" else tokens.quantities(numerals)
        )

    def _require_that(
        self,
        passes: Test,
        left: Expression,
        right: Expression,
        text: str,
        used: set[str],
        last: Mapping[str, Expression],
    ) -> Kind:
        point = Point(self.said, last)
        values = evaluate(left, point), evaluate(right, point)
        if not passes(*values):
            raise _false(text, *values, right, {name: point(name) for name in used})
        return Kind.EVALUATED

    def _not_in_general(
        self, passes: Test, left: Expression, right: Expression, text: str, unknown: set[str]
    ) -> FalseRelation:
        """The error for an equation that has to hold for every number, and does not."""
        if unknown <= self.said.last.keys():
            self._require_that(passes, left, right, text, names(left) | names(right), self.said.last)
            reason = f"it holds only for the last value of {_listed(unknown)}, but stands on both sides"
            return FalseRelation(f"{text} does not hold for every number: {reason}")
        without = sorted(unknown - self.said.last.keys())
        return FalseRelation(
            f"{text} does not hold for every number, and {_listed(without)} "
            f"{'have' if len(without) > 1 else 'has'} no value on this page so far: "
            f"state it before, as in ${without[0]} = \\dots$, or mend the formula"
        )

    def _require_no_bare_unit(self, a: Side, sign: str, b: Side, unknown: set[str]) -> None:
        """In 2 = 4 m the m may be a unit, or a name."""
        kinds = [token.kind for token in b.words]
        is_measure = kinds[0] == "number" and set(kinds[1:]) == {"name"}
        if sign in "=≈" and is_measure and not tokens.names_in(a.words):
            raise FalseRelation(
                f"{a.text} {sign} {b.text}: {_listed(unknown)} has no value on this page so far: "
                "state it before, or write a unit as \\text{ units}"
            )

    def _is_solvable(
        self, left: Expression, right: Expression, unknown: set[str], last: Mapping[str, Expression]
    ) -> bool:
        """Whether it is an equation for one number that the page does not know, such as x² = x + 1."""
        if len(unknown) > 1 or unknown <= self._quantities():
            return False

        def gap(at: int) -> Value:
            point = Point(self.said, {**last, **dict.fromkeys(unknown, Number(Fraction(at), Fraction(0)))})
            return evaluate(left, point) - evaluate(right, point)

        return bool(gap(0)) and len({gap(at) for at in range(1, 4)}) > 1

    def _is_doubtful(self, *sides: Side) -> bool:
        """Whether what looks like a product may be none: g(x), u × v; or dots leave something out."""
        if any("times" in operations(side.expression) for side in sides):
            return True
        applied = tokens.perhaps_functions([side.words for side in sides])
        return not applied <= self._quantities()

    def _quantities(self) -> set[str]:
        """Names that stand for numbers on this page, or for functions that are known."""
        arguments = {name for function in self.functions.values() for name in function.arguments}
        return {*self.said.last, *self.functions.names, *arguments} - {tokens.DOTS}

    def _compare_with_set(self, a: Side, sign: str, b: Side, text: str) -> Kind:
        """Whether a number is in a set, if both are known."""
        if a.error:
            raise a.error
        contains = parser.read_set(b.words, self.functions.names)
        if contains is None:
            raise Unreadable(f"the set {b.text} is not read")
        unknown = unknowns(a.expression, self.said, self.said.last)
        point = Point(self.said)
        is_in = contains(evaluate(a.expression, point), lambda part: evaluate(self.functions.expand(part), point))
        if unknown or point.unknown:
            return Kind.CONDITION
        if is_in == (sign == "∉"):
            value = _written(evaluate(a.expression, point))
            raise FalseRelation(f"{text} does not hold in the digits shown: the left side is {value}")
        return Kind.EVALUATED

    def _require_order(self, sides: list[Side], signs: list[str], text: str) -> None:
        """In 0 < r < 0.25 the numbers must be in order, whatever r is."""
        up, down = set(signs) & set("<≤"), set(signs) & set(">≥")
        if up and down:
            raise FalseRelation(f"{text} does not hold in the digits shown: it goes up and down")
        if not (up or down) or any(side.error for side in sides):
            return
        values = [evaluate(side.expression) for side in sides if not names(side.expression)]
        is_ordered = sorted(values, reverse=bool(down)) == values
        if not is_ordered or (set(signs) <= set("<>") and len(set(values)) < len(values)):
            shown = ", ".join(map(_written, values))
            raise FalseRelation(f"{text} does not hold in the digits shown: {shown} are not in order")

    def _say(self, heads: list[Side], sign: str, rest: list[Side], text: str) -> Kind:
        """What the chain says of the names that it begins with, from now on."""
        try:
            if rest[0].error:
                raise rest[0].error
            return self._say_it(heads, sign, rest, text)
        except NoLimit:
            raise
        except Unreadable as error:
            kind = self._require_no_number([*heads, rest[0]], error)
            for head in heads:
                self.said.forget(head.name)
            return kind

    def _say_it(self, heads: list[Side], sign: str, rest: list[Side], text: str) -> Kind:
        meaning, kind = rest[0].expression, Kind.DEFINED
        closed = [side.expression for side in rest if not (names(side.expression) or side.error)]
        for head in heads:
            name = head.name
            if names(meaning) and sign == "=":
                known = self.said.derivative(name) or head.expression
                if names(known) & names(meaning):
                    kind = self._judge(head._replace(expression=known), "=", rest[0], text)
                self.said.define(name, meaning)
            if closed:
                kind = Kind.STATED
                value = evaluate(closed[-1])
                if sign in "=≈":
                    self._require_as_defined(name, sign, closed[-1], value, text)
                self.said.state(name, value)
        return kind

    def _require_as_defined(self, name: str, sign: str, expression: Expression, value: Value, text: str) -> None:
        """What a name is stated to be must be what follows from its definition, if that has no unknown."""
        if (definition := self.said.derivative(name) or self.said.meaning(name)) is None:
            return
        point = Point(self.said, {other: said for other, said in self.said.last.items() if other != name})
        try:
            defined = evaluate(definition, point)
        except Unreadable:
            return
        if not point.unknown and not test(sign, definition, expression)(defined, value):
            used = {other: point(other) for other in names(definition)}
            raise _false(text, defined, value, expression, used)


def _heads(sides: Sequence[Side], signs: Sequence[str]) -> int:
    """How many names a chain begins with that are said to be what comes after."""
    for i, (side, sign) in enumerate(zip(sides, signs, strict=False)):
        if sign == "←" and side.name:
            continue
        if not (sign in ("=", "≈") and side.name) or side.name in names(sides[i + 1].expression):
            return i
    return len(signs)


def _false(text: str, left: Value, right: Value, expression: Expression, used: dict[str, Value]) -> FalseRelation:
    """The error for a relation that does not hold: what its sides come to, and with which numbers.

    expression: the right side. used: the names in both, with their values.
    """
    message = f"{text} does not hold in the digits shown: the left side is {_written(left)}"
    if not unit_of(expression):
        message += f", the right side {_written(right)}"
    if used:
        message += ", where " + ", ".join(f"{name} = {_written(used[name])}" for name in sorted(used))
    return FalseRelation(message)


def _listed(listed: Iterable[str]) -> str:
    return ", ".join(sorted(listed))


def _shortened(tex: str) -> str:
    tex = " ".join(tex.split())
    return tex if len(tex) <= 2 * _LONGEST else f"{tex[:_LONGEST]} …"


def _written(value: Value) -> str:
    """A value as a reader would write it: as a decimal, if that ends soon, or as a fraction."""
    if isinstance(value, Vector):
        return f"({', '.join(map(_written, value))})"
    value = Fraction(value)
    try:
        number = float(value)
    except OverflowError:
        return "too large to be shown"
    if value.denominator > 10**15:  # of tanh
        return f"{number:.10g}"
    decimal = f"{number:.10f}".rstrip("0").rstrip(".")
    return decimal if Fraction(decimal) == value else str(value)
