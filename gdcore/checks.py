"""What gdcore accepts: finite numbers, and arrays of them whose shapes match."""

from math import inf


def shape(value):
    """Shape of an array; () for a plain number."""
    return getattr(value, "shape", ())


def all_below(value, limit):
    """Whether a number, or each of an array, is in size below the limit; NaN is not."""
    below = abs(value) < limit  # alike for floats, fractions and arrays
    return below.all() if shape(below) else below


def require_finite(**values):
    """Raise ValueError for the first value that is not a finite number or an array of them."""
    for name, value in values.items():
        if isinstance(value, (list, tuple, str)) or value is None:
            raise ValueError(f"{name} must be a number or an array, got {value!r}")
        if getattr(value, "dtype", float) in _SMALL:
            raise ValueError(f"{name} must not be of {value.dtype}: small integers wrap around")
        if not all_below(value, inf):
            raise ValueError(f"{name} must be finite, got {value}")


_SMALL = ("int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64")


def require_positive(**values):
    """Raise ValueError for the first value that is not one finite number above zero."""
    for name, value in values.items():
        if shape(value):
            raise ValueError(f"{name} must be one number, got an array of shape {shape(value)}")
        require_finite(**{name: value})
        if not value > 0:
            raise ValueError(f"{name} must be positive, got {value}")


def require_same_shape(**values):
    """Raise ValueError unless both values have one shape."""
    (name, value), (other_name, other) = values.items()
    if shape(value) != shape(other):
        raise ValueError(
            f"{name} and {other_name} must have the same shape, "
            f"got {shape(value)} and {shape(other)}"
        )


def require_matching(**values):
    """Raise ValueError unless both values have one shape; a plain number matches every shape."""
    if all(shape(value) for value in values.values()):
        require_same_shape(**values)
