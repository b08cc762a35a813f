"""Two sides compared: whether they agree, for the numbers that were said and for any other."""

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction

from gdsite.formulas.expressions import (
    INEXACT,
    Expression,
    Number,
    Operation,
    Unreadable,
    Value,
    evaluate,
    names,
    operations,
)
from gdsite.formulas.said import Point, Said

Test = Callable[[Value, Value], bool]

ORDER: dict[str, Test] = {
    "<": operator.lt, "≤": operator.le, ">": operator.gt, "≥": operator.ge, "≠": operator.ne,
    "≪": lambda a, b: 10 * abs(a) <= abs(b), "≫": lambda a, b: abs(a) >= 10 * abs(b),
}  # fmt: skip
POINTS = 3  # where two sides must agree to be the same; at random ones a wrong line does not
TINY = Fraction(1, 10**30)  # further apart two sides are not the same, where their functions have 50 digits


def test(sign: str, a: Expression, b: Expression) -> Test:
    """The test that the values of two expressions must pass."""
    if sign in "=←":  # further arrows of a chain hand the same value on
        if INEXACT & (operations(a) | operations(b)):
            return lambda left, right: bool(abs(left - right) <= TINY * max(1, abs(left)))
        return operator.eq
    if sign in ORDER:
        return ORDER[sign]
    unit = unit_of(b) or unit_of(a)
    if sign in "≲≳":
        margin = (unit or 0) / 2
        return lambda a, b: bool(a <= b + margin if sign == "≲" else a >= b - margin)
    if not unit:
        raise Unreadable("≈ needs a single number on one of its sides")
    return lambda left, right: bool(abs(left - right) <= unit / 2)


def unit_of(expression: Expression) -> Fraction | None:
    """What one unit of the last digit is worth of a single number, such as −0.5 or 3 · 10⁻⁵."""
    if isinstance(expression, Number):
        return expression.unit
    if isinstance(expression, Operation) and expression.name == "negative":
        return unit_of(expression.parts[0])
    if isinstance(expression, Operation) and expression.name in ("*", "times") and not names(expression):
        mantissa, power = expression.parts
        if isinstance(power, Operation) and power.name == "^" and power.parts[0] == Number(10, Fraction(1)):
            unit = unit_of(mantissa)
            return unit and Fraction(unit * evaluate(power))
    return None


def agree(a: Expression, b: Expression, passes: Test, said: Said, last: Mapping[str, Expression]) -> bool:
    """Whether two sides pass a test, whatever the names stand for of which nothing was said last."""
    for _ in range(POINTS):
        point = Point(said, last)
        if not passes(evaluate(a, point), evaluate(b, point)):
            return False
        if not point.unknown:
            break
    return True


def unknowns(expression: Expression, said: Said, last: Mapping[str, Expression]) -> set[str]:
    """The names without a value that the expression's own value depends on."""
    first = Point(said, last)
    value = evaluate(expression, first)
    for _ in range(POINTS):
        point = Point(said, last)
        if evaluate(expression, point) != value:
            return first.unknown
    return set()
