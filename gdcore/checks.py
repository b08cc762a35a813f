"""What gdcore accepts: finite numbers, and arrays of them whose shapes match.

Each check takes the names of the values in one text, "x, w", and then the values: it is asked at
every step of a descent, and has to name a value only when it refuses one.
"""

from functools import cache
from math import inf


def shape(value):
    """Shape of an array; () for a plain number."""
    return getattr(value, "shape", ())


def is_integer(value):
    """Whether a value is of one of numpy's integer types, of which small ones wrap around."""
    kind = getattr(value, "dtype", None)
    return kind is not None and kind.kind in "iu"


def all_below(value, limit):
    """Whether a number, or each of an array, is in size below the limit; NaN is not."""
    below = abs(value) < limit  # alike for floats, fractions and arrays
    return below.all() if shape(below) else below


def require_finite(names, *values):
    """Raise ValueError for the first value that is not a finite number or an array of them."""
    for i, value in enumerate(values):
        if fault := _fault(value):
            raise ValueError(f"{names.split(', ')[i]} must {fault}")


def require_positive(name, value):
    """Raise ValueError unless the value is one finite number above zero."""
    require_number(name, value)
    require_finite(name, value)
    if not value > 0:
        raise ValueError(f"{name} must be positive, got {value}")


def require_number(name, value):
    """Raise ValueError for an array."""
    if shape(value):
        raise ValueError(f"{name} must be one number, got an array of shape {shape(value)}")


def require_same_shape(names, value, other):
    """Raise ValueError unless both values have one shape."""
    if shape(value) != shape(other):
        raise ValueError(
            f"{names.replace(', ', ' and ')} must have the same shape, "
            f"got {shape(value)} and {shape(other)}"
        )


def require_matching(names, value, other):
    """Raise ValueError unless both values have one shape; a plain number matches every shape."""
    if shape(value) and shape(other):
        require_same_shape(names, value, other)


def _fault(value):
    """What a value must be to be taken, and is not; None for a finite number or an array of them."""
    kind = getattr(value, "dtype", None)
    if kind and (kind.kind == "u" or kind.kind == "i" and kind.itemsize != 8):
        return f"not be of {kind}: small integers wrap around"
    try:
        finite = _all_finite(value) if kind else abs(value) < inf
    except TypeError:
        return f"be a number or an array, got {value!r}"
    return None if finite else f"be finite, got {value}"


def _all_finite(array):
    """Whether the sum of squares is finite, or, as that may overflow, each number in the array."""
    return _vdot()(array, array) < inf or all_below(array, inf)


@cache
def _vdot():
    from numpy import vdot  # one weight works without numpy; dot would warn of an overflow

    return vdot
