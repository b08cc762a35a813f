"""What gdcore accepts: finite real numbers, and numpy arrays of them whose shapes match.

Plain int and Fraction are exact at any size. Integers in an array are not: numpy keeps 64 bits of
each and lets anything larger wrap around, so that the square of 2³² is 0. So integers in arrays, and
plain ones used with them, may be up to a million in size: the product of two such integers fits, and
so does a sum of millions of products. Larger ones must be floats.
"""

import sys
from fractions import Fraction

from gdcore.types import Array, Numbers

LARGEST = sys.float_info.max  # about 1.8 · 10³⁰⁸
LARGEST_INTEGER = 10**6  # in an array


def shape(value: Numbers) -> tuple[int, ...]:
    """Shape of an array; () for a plain number."""
    return getattr(value, "shape", ())


def require_finite(**values: Numbers) -> None:
    """Raise ValueError for the first value that is not a finite number or a non-empty array of them."""
    beside_integers = False
    for name, value in values.items():
        if isinstance(value, float) or not hasattr(value, "dtype"):  # numpy's float64 is a float, too
            fault = _fault_of_number(value)
        else:
            fault = _fault_of_array(value)
            beside_integers = beside_integers or value.dtype.kind == "i"
        if fault:
            raise ValueError(f"{name} must {fault}")
    if beside_integers:
        _require_small_integers(**values)


def require_number(**values: Numbers) -> None:
    """Raise ValueError for the first value that is not one finite number."""
    for name, value in values.items():
        if shape(value):
            raise ValueError(f"{name} must be one number, got an array of shape {shape(value)}")
    require_finite(**values)


def require_positive(**values: Numbers) -> None:
    """Raise ValueError for the first value that is not one finite number above zero."""
    for name, value in values.items():
        require_number(**{name: value})
        if not value > 0:
            raise ValueError(f"{name} must be positive, got {value}")


def require_share(**values: Numbers) -> None:
    """Raise ValueError for the first value that is not one number from 0 to below 1."""
    for name, value in values.items():
        require_number(**{name: value})
        if not 0 <= value < 1:
            raise ValueError(f"{name} must be at least 0 and below 1, got {value}")


def whole(name: str, value: Numbers, least: int, most: int | None = None) -> int:
    """The value as an int; ValueError unless it is one whole number, neither too small nor too large."""
    require_number(**{name: value})
    if value != int(value) or value < least or (most is not None and value > most):
        limits = f"at least {least}" if most is None else f"from {least} to {most}"
        raise ValueError(f"{name} must be a whole number, {limits}, got {value}")
    return int(value)


def require_same_shape(**values: Numbers) -> None:
    """Raise ValueError unless both values have the same shape."""
    one, other = map(shape, values.values())
    if one != other:
        raise ValueError(f"{' and '.join(values)} must have the same shape, got {one} and {other}")


def _fault_of_number(value: Numbers) -> str | None:
    """What is wrong with a number, as the end of a message; None if it is finite."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Fraction)):
        return f"be a number or an array of numbers, got {value!r}"
    if -LARGEST <= value <= LARGEST:
        return None
    if isinstance(value, float):
        return f"be finite, got {value}"
    return f"be at most {LARGEST:.1e} in size, as floats are"


def _fault_of_array(array: Array) -> str | None:
    """What is wrong with an array, as the end of a message; None if its numbers are finite and do not wrap around."""
    if array.size == 0:
        return f"not be empty, got an array of shape {array.shape}"
    if array.dtype.kind == "f":
        return None if _all_finite(array) else f"be finite, got {array}"
    if array.dtype.kind == "O":
        return next(filter(None, map(_fault_of_number, array.flat)), None)
    if array.dtype.kind not in "iu":
        return f"be a number or an array of numbers, got an array of {array.dtype}"
    if array.dtype != "int64":
        return f"not be of {array.dtype}: small integers wrap around"
    return None


def _all_finite(array: Array) -> bool:
    """Whether all floats of an array are finite; if not, neither is the sum of their squares, which is found faster."""
    import numpy  # one weight works without

    return bool(numpy.isfinite(numpy.vdot(array, array)) or numpy.isfinite(array).all())


def _require_small_integers(**values: Numbers) -> None:
    """Raise ValueError for the first integer, plain or in an array, large enough for a product to wrap around."""
    for name, value in values.items():
        if hasattr(value, "dtype"):
            small = value.dtype.kind != "i" or -LARGEST_INTEGER <= value.min() <= value.max() <= LARGEST_INTEGER
        else:
            small = not isinstance(value, int) or -LARGEST_INTEGER <= value <= LARGEST_INTEGER
        if not small:
            raise ValueError(f"integers in {name} must be at most {LARGEST_INTEGER:,} in size, or floats, got {value}")
