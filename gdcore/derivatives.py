"""Derivatives from their definition: the change of an output per unit of change of an input."""

from functools import cache

from gdcore.checks import require_finite, require_number, shape


def difference_quotient(f, a, h):
    """Average slope of f between a and a + h: (f(a + h) − f(a)) / h.

    Its limit for h → 0 is the derivative of f at a.

    Args:
        f: A function of one argument.
        a: Where to measure.
        h: The change, not zero.

    Raises:
        ValueError: When h is zero, and when a or h is NaN or infinite.
    """
    _require_change(a, h)
    return (f(a + h) - f(a)) / h


def central_difference_quotient(f, a, h):
    """Average slope of f between a − h and a + h: (f(a + h) − f(a − h)) / 2h.

    Its error shrinks with h², that of the one-sided quotient with h.
    Arguments and errors as in difference_quotient.
    """
    _require_change(a, h)
    return (f(a + h) - f(a - h)) / (2 * h)


def partial_derivative(f, arguments, position, h):
    """Difference quotient of f in one of its arguments, the others kept as they are.

    Args:
        f: A function of len(arguments) arguments.
        arguments: Where to measure: a value for each argument of f.
        position: The index of the one that changes.
        h: Its change, not zero; the smaller, the closer the result is to the partial derivative,
            until rounding takes over.

    Raises:
        ValueError: When h is zero or not finite, or there is no argument at that position.
    """
    if not 0 <= position < len(arguments):
        raise ValueError(f"position must be from 0 to {len(arguments) - 1}, got {position}")

    for i, argument in enumerate(arguments):
        require_finite(f"argument {i}", argument)

    def along(value):
        return f(*arguments[:position], value, *arguments[position + 1 :])

    return difference_quotient(along, arguments[position], h)


def numeric_gradient(loss, w, h, quotient=difference_quotient):
    """Gradient of a loss by a difference quotient in each weight, the others kept.

    Takes n + 1 losses with the one-sided quotient, 2n with the central one.

    Args:
        loss: A function from an array of weights to a number.
        w: An array of n weights.
        h: The change of each weight, not zero.
        quotient: difference_quotient, which is one-sided, or central_difference_quotient.

    Raises:
        ValueError: When h is zero or not finite, or w is no array of n weights.
    """
    if len(shape(w)) != 1:
        raise ValueError(f"w must be an array of n weights, got shape {shape(w)}")

    here = cache(lambda: loss(w))  # once, whatever the quotient asks

    def along(i):
        def f(value):
            if value == w[i]:
                return here()
            moved = w.astype(gradient.dtype)  # a copy, which may hold what w + h is
            moved[i] = value
            return loss(moved)

        return f

    gradient = w * h  # of the shape and the kind of numbers that the result has
    for i in range(len(w)):
        gradient[i] = quotient(along(i), w[i], h)
    return gradient


def _require_change(a, h):
    require_finite("a, h", a, h)
    require_number("h", h)
    if h == 0:
        raise ValueError(f"h must not be zero: no change has no slope, got {h}")
