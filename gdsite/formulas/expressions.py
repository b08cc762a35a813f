"""Expressions: what a formula's sides are, and what they come to, in exact rational numbers."""

import operator
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from fractions import Fraction
from math import prod
from typing import Any, NamedTuple

LARGEST_EXPONENT = 1000
LARGEST_POWER = 4_000_000  # bits, a million digits: a power of such a one would take minutes
LONGEST = 40  # digits of a number that an error shows

Value = Any  # a Fraction or a Vector; or what the functions that evaluate is given can be applied to


class Unreadable(ValueError):
    """A formula that cannot be read, or cannot be evaluated."""


class NoLimit(Unreadable):
    """A limit that does not exist, or of something else than a polynomial."""


class Number(NamedTuple):
    """A numeral: its value, and how much one unit of its last digit is worth."""

    value: Value
    unit: Fraction


class Operation(NamedTuple):
    """An operation, by its name, on expressions."""

    name: str
    parts: "tuple[Expression, ...]"


Expression = Number | Operation | str  # a str is a name


class Vector(tuple[Fraction, ...]):
    """Several numbers, which are equal where each is; their product is the sum of the products."""

    __add__ = __rmul__ = None  # type: ignore[assignment]  # a tuple's own, which would not be a vector's

    def __mul__(self, other: object) -> Fraction:  # type: ignore[override]
        if not (isinstance(other, Vector) and len(self) == len(other)):
            raise TypeError("a vector times something else")
        return sum(map(operator.mul, self, other), Fraction(0))


def names(expression: Expression) -> set[str]:
    """Names that an expression leaves open."""
    if isinstance(expression, str):
        return {expression}
    if isinstance(expression, Number):
        return set()
    found = set[str]().union(*map(names, expression.parts))
    return found - names(expression.parts[0]) if expression.name == "limit" else found


def has_numbers(expression: Expression) -> bool:
    """Whether there is a numeral in it."""
    if isinstance(expression, Operation):
        return any(map(has_numbers, expression.parts))
    return isinstance(expression, Number)


def substitute(expression: Expression, meanings: Mapping[str, Expression]) -> Expression:
    """The expression with other expressions in the place of names."""
    if isinstance(expression, str):
        return meanings.get(expression, expression)
    if isinstance(expression, Operation):
        return Operation(expression.name, tuple(substitute(part, meanings) for part in expression.parts))
    return expression


def evaluate(
    expression: Expression,
    value: Callable[[str], Value] | None = None,
    functions: Mapping[str, Callable[..., Value]] | None = None,
) -> Value:
    """What an expression comes to.

    value: a function from a name to its value; None for an expression that leaves no name open.
    functions: what to apply in the place of OPERATIONS, for other values than exact rationals.
    """
    if isinstance(expression, str):
        return _value(expression, value)
    if isinstance(expression, Number):
        return expression.value
    apply = (functions or {}).get(expression.name) or OPERATIONS.get(expression.name)
    if not apply:
        raise Unreadable(f"{expression.name.replace('/', ' of ')} is not known")
    parts: list[Any]
    if expression.name == "limit":
        variable, body = expression.parts
        parts = [lambda h: evaluate(body, lambda name: h if name == variable else _value(name, value), functions)]
    else:
        parts = [evaluate(part, value, functions) for part in expression.parts]
    try:
        return apply(*parts)
    except (ArithmeticError, TypeError) as error:
        raise Unreadable(f"{expression.name} cannot be applied to {', '.join(map(_shown, parts))}") from error


def _value(name: str, value: Callable[[str], Value] | None) -> Value:
    if value is None:
        raise Unreadable(f"{name} has no value here")
    return value(name)


def power(base: Value, exponent: Value) -> Value:
    """Power with a whole exponent, which is exact."""
    if getattr(exponent, "denominator", 0) != 1 or abs(exponent) > LARGEST_EXPONENT:
        raise Unreadable(f"the exponent {_shown(exponent)} is not a whole number up to {LARGEST_EXPONENT}")
    if isinstance(base, Fraction) and abs(exponent) * _bits(base) > LARGEST_POWER:
        raise Unreadable(f"the power of {_shown(base)} with the exponent {exponent} is too large")
    return base ** int(exponent)


def tanh(z: Fraction) -> Fraction:
    """Hyperbolic tangent, to 50 digits."""
    e = _DIGITS.exp(_DIGITS.divide(Decimal(2 * z.numerator), Decimal(z.denominator)))
    return Fraction(_DIGITS.divide(_DIGITS.subtract(e, 1), _DIGITS.add(e, 1)))


_DIGITS = Context(prec=50)


def limit(quotient: Callable[[Fraction], Fraction]) -> Fraction:
    """Limit, for h → 0, of what is a polynomial in h, of degree 4 at most, wherever h is not zero.

    The polynomial through five points gives it; the one through five others has to agree.
    """
    first, second = (sum(weight * quotient(h) for h, weight in points) for points in _POINTS)
    if first != second:
        raise NoLimit("there is no such limit")
    return Fraction(first)


def _weighted(points: range) -> list[tuple[Fraction, Fraction]]:
    """The points, each with the weight of its value in that at 0, for a polynomial (Lagrange)."""
    return [
        (
            Fraction(point),
            prod((Fraction(other, other - point) for other in points if other != point), start=Fraction(1)),
        )
        for point in points
    ]


_POINTS = _weighted(range(1, 6)), _weighted(range(6, 11))


def _bits(number: Fraction) -> int:
    return max(number.numerator.bit_length(), number.denominator.bit_length())


def _shown(value: Value) -> str:
    """A value in an error, where no one reads a long one."""
    if callable(value):
        return "this"
    is_long = isinstance(value, Fraction) and _bits(value) > 3.32 * LONGEST  # bits of a digit
    return f"a number of more than {LONGEST} digits" if is_long else str(value)


OPERATIONS: dict[str, Callable[..., Value]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "^": power,
    "negative": operator.neg, "size": abs, "tanh": tanh, "limit": limit,
    "vector": lambda *parts: Vector(parts),
}  # fmt: skip
