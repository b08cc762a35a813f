"""Expressions: what a formula's sides are, and what they come to, in exact rational numbers."""

import operator
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from fractions import Fraction
from math import factorial, isqrt, prod
from typing import Any, NamedTuple

LARGEST_EXPONENT = 1000
LARGEST_NUMBER = 50_000  # bits, fifteen thousand digits: with more, a tower of powers takes minutes
LARGEST_EXPRESSION = 50_000  # operations: a second or two
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


def require_size(expression: Expression, times: int = 1) -> Expression:
    """The expression, if it can be worked out so many times in a second or two."""
    if _size(expression) * times > LARGEST_EXPRESSION:
        raise Unreadable("it is too long to be worked out")
    return expression


def _size(expression: Expression) -> int:
    """How many operations an expression takes; a limit needs the ones in it at ten points."""
    if not isinstance(expression, Operation):
        return 1
    return (10 if expression.name == "limit" else 1) * (1 + sum(map(_size, expression.parts)))


def operations(expression: Expression) -> set[str]:
    """Names of the operations in it."""
    if isinstance(expression, Operation):
        return {expression.name}.union(*map(operations, expression.parts))
    return set()


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
        value_of_it = apply(*parts)
    except (ArithmeticError, AttributeError, TypeError) as error:
        raise Unreadable(f"{expression.name} cannot be applied to {', '.join(map(_shown, parts))}") from error
    if isinstance(value_of_it, Fraction) and _bits(value_of_it) > LARGEST_NUMBER:
        raise Unreadable("it has a number too large to be worked out")
    return value_of_it


def _value(name: str, value: Callable[[str], Value] | None) -> Value:
    if value is None:
        raise Unreadable(f"{name} has no value here")
    return value(name)


def power(base: Value, exponent: Value) -> Value:
    """Power with a whole exponent, which is exact."""
    if getattr(exponent, "denominator", 0) != 1 or abs(exponent) > LARGEST_EXPONENT:
        raise Unreadable(f"the exponent {_shown(exponent)} is not a whole number up to {LARGEST_EXPONENT}")
    if isinstance(base, Fraction) and abs(exponent) * _bits(base) > LARGEST_NUMBER:
        raise Unreadable(f"the power of {_shown(base)} with the exponent {exponent} is too large")
    return base ** int(exponent)


def differentiate(expression: Expression, name: str) -> Expression:
    """The derivative with respect to a name, by the rules of sums, products, quotients, powers and chains."""
    if name not in names(expression):
        return _ZERO
    if not isinstance(expression, Operation):
        return _ONE
    parts = expression.parts
    changes = tuple(differentiate(part, name) for part in parts)
    if expression.name in ("+", "-", "negative", "unit", "vector"):
        return Operation(expression.name, changes)
    if expression.name in ("*", "times"):
        return Operation("+", (_product(changes[0], parts[1]), _product(parts[0], changes[1])))
    if expression.name == "/":
        change = Operation("-", (_product(changes[0], parts[1]), _product(parts[0], changes[1])))
        return Operation("/", (change, _product(parts[1], parts[1])))
    if expression.name == "^" and name not in names(parts[1]):
        less = Operation("-", (parts[1], _ONE))
        return _product(_product(parts[1], Operation("^", (parts[0], less))), changes[0])
    if expression.name in _OUTER:
        return _product(_OUTER[expression.name](expression), changes[0])
    raise Unreadable(f"the derivative of {expression.name} is not known here")


def _product(a: Expression, b: Expression) -> Operation:
    return Operation("*", (a, b))


_ZERO, _ONE = Number(Fraction(0), Fraction(1)), Number(Fraction(1), Fraction(1))
_OUTER: dict[str, Callable[[Operation], Expression]] = {  # derivatives of functions, by their argument
    "tanh": lambda tanh: Operation("-", (_ONE, _product(tanh, tanh))),
    "exp": lambda exp: exp,
    "ln": lambda ln: Operation("/", (_ONE, ln.parts[0])),
    "sqrt": lambda root: Operation("/", (_ONE, Operation("+", (root, root)))),
}


def tanh(z: Fraction) -> Fraction:
    """Hyperbolic tangent, to 50 digits."""
    e = _DIGITS.exp(_DIGITS.divide(Decimal(2 * z.numerator), Decimal(z.denominator)))
    return Fraction(_DIGITS.divide(_DIGITS.subtract(e, 1), _DIGITS.add(e, 1)))


def root(number: Fraction) -> Fraction:
    """Square root: exact where it is a rational number, or else to 50 digits."""
    if number < 0:
        raise Unreadable(f"{_shown(number)} has no root here")
    parts = isqrt(number.numerator), isqrt(number.denominator)
    exact = Fraction(*parts)
    return exact if exact * exact == number else Fraction(_DIGITS.sqrt(_decimal(number)))


def _small(number: Fraction) -> int:
    if number.denominator != 1 or not 0 <= number <= LARGEST_EXPONENT:
        raise Unreadable(f"{_shown(number)} is not a whole number up to {LARGEST_EXPONENT}")
    return int(number)


def norm(value: Value) -> Fraction:
    """Length of a vector; of a number its size."""
    return root(value * value)


def _decimal(number: Fraction) -> Decimal:
    return _DIGITS.divide(Decimal(number.numerator), Decimal(number.denominator))


_DIGITS = Context(prec=50)
INEXACT = {"tanh", "exp", "ln", "sqrt", "norm"}  # what comes to no more than 50 digits


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
    "vector": lambda *parts: Vector(parts), "times": operator.mul, "unit": operator.mul, "sqrt": root, "norm": norm,
    "exp": lambda number: Fraction(_DIGITS.exp(_decimal(number))),
    "ln": lambda number: Fraction(_DIGITS.ln(_decimal(number))),
    "factorial": lambda number: Fraction(factorial(_small(number))),
    "max": lambda *parts: max(parts), "min": lambda *parts: min(parts),
}  # fmt: skip
