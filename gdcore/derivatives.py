"""Derivatives from their definition: the change of an output per unit of change of an input."""

from gdcore.checks import require_finite


def difference_quotient(f, a, h):
    """Average slope of f between a and a + h: (f(a + h) − f(a)) / h.

    Its limit for h → 0 is the derivative of f at a.
    f: a function of one argument. a: where to measure. h: the change, not zero.
    Raises ValueError when h is zero, and when a or h is NaN or infinite.
    """
    require_finite(a=a, h=h)
    if h == 0:
        raise ValueError(f"h must not be zero: no change has no slope, got {h}")
    return (f(a + h) - f(a)) / h


def partial_derivative(f, arguments, position, h):
    """Difference quotient of f in one of its arguments, the others kept as they are.

    f: a function of len(arguments) arguments. position: the index of the one that changes.
    h: its change, not zero; the smaller, the closer the result is to the partial derivative,
    until rounding takes over.
    Raises ValueError when h is zero or not finite, or there is no argument at that position.
    """
    if not 0 <= position < len(arguments):
        raise ValueError(f"position must be from 0 to {len(arguments) - 1}, got {position}")

    def along(value):
        return f(*arguments[:position], value, *arguments[position + 1 :])

    return difference_quotient(along, arguments[position], h)
