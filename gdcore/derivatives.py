"""Derivatives by their definition: the change of an output per unit of change of an input."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeAlias

from gdcore.checks import require_finite, require_number, shape, whole
from gdcore.types import Array, Number, Numbers

Function: TypeAlias = Callable[[Numbers], Numbers]


def difference_quotient(f: Function, a: Numbers, h: Number) -> Numbers:
    """Average slope of f between a and a + h: (f(a + h) − f(a)) / h.

    Its limit as h → 0 is the derivative of f at a.

    Args:
        f: A function of one argument.
        a: Where to measure.
        h: The change, not zero.

    Raises:
        ValueError: When h is zero, and when a, h or the quotient is NaN or infinite.
    """
    _require_change(h, a=a)
    return _finite((f(a + h) - f(a)) / h)


def central_difference_quotient(f: Function, a: Numbers, h: Number) -> Numbers:
    """Average slope of f between a − h and a + h: (f(a + h) − f(a − h)) / 2h.

    Its error shrinks like h², while that of the one-sided quotient shrinks like h.

    Args:
        f: A function of one argument.
        a: Where to measure.
        h: The change to each side, not zero.

    Raises:
        ValueError: When h is zero, and when a, h or the quotient is NaN or infinite.
    """
    _require_change(h, a=a)
    return _finite((f(a + h) - f(a - h)) / (2 * h))


def partial_derivative(f: Callable[..., Numbers], arguments: Sequence[Numbers], position: int, h: Number) -> Numbers:
    """Difference quotient of f in one of its arguments, with the others held fixed.

    Args:
        f: A function of len(arguments) arguments.
        arguments: Where to measure: a value for each argument of f.
        position: The index of the argument that changes.
        h: Its change, not zero. The smaller it is, the closer the result is to the partial
            derivative, until rounding takes over.

    Raises:
        ValueError: When h is zero or not finite, or there is no argument at that position.
    """
    if not len(arguments):
        raise ValueError("arguments must not be empty")
    position = whole("position", position, least=0, most=len(arguments) - 1)
    require_finite(**{f"argument {i}": argument for i, argument in enumerate(arguments)})

    def along(value: Numbers) -> Numbers:
        return f(*arguments[:position], value, *arguments[position + 1 :])

    return difference_quotient(along, arguments[position], h)


def numeric_gradient(
    loss: Function, w: Array, h: Number, quotient: Callable[[Function, Numbers, Number], Numbers] = difference_quotient
) -> Array:
    """Gradient of a loss by a difference quotient in each weight, with the others held fixed.

    Evaluates the loss n + 1 times with the one-sided quotient, and 2n times with the central one.

    Args:
        loss: A function from an array of weights to a number.
        w: An array of n weights.
        h: The change of each weight, not zero.
        quotient: difference_quotient, which is one-sided, or central_difference_quotient.

    Raises:
        ValueError: When h is zero or not finite, or w is not an array of n weights.
    """
    _require_change(h, w=w)
    if len(shape(w)) != 1:
        raise ValueError(f"w must be an array of n weights, got shape {shape(w)}")
    from numpy import array  # one weight works without numpy

    loss_here = cache(lambda: loss(w))  # the one-sided quotient asks for it with every weight

    def along(i: int) -> Function:
        """The loss as a function of weight i alone."""

        def f(value: Numbers) -> Numbers:
            if value == w[i]:
                return loss_here()
            moved = w + 0 * h  # a copy, which may hold what w + h is
            moved[i] = value
            return loss(moved)

        return f

    return array([quotient(along(i), w[i], h) for i in range(len(w))])


def _require_change(h: Number, **place: Numbers) -> None:
    require_number(h=h)
    require_finite(**place, h=h)
    if float(h) == 0:  # as it may be for a fraction that is not zero itself
        raise ValueError(f"h must not be zero: without a change there is no slope, got {h}")


def _finite(quotient: Numbers) -> Numbers:
    """The quotient, if it is a finite number; it is not where f is too large."""
    require_finite(**{"the difference quotient": quotient})
    return quotient
