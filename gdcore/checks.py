"""What gdcore accepts: finite numbers, and arrays of them whose shapes match."""

from math import inf


def shape(value):
    """Shape of an array; () for a plain number."""
    return getattr(value, "shape", ())


def require_finite(**values):
    """Raise ValueError for the first value that is NaN or infinite, or an array that holds one."""
    for name, value in values.items():
        # Comparing works alike for floats, fractions and arrays; NaN compares false with everything.
        finite = abs(value) < inf
        if not (finite.all() if shape(finite) else finite):
            raise ValueError(f"{name} must be finite, got {value}")


def require_positive(**values):
    """Raise ValueError for the first value that is not a finite number above zero."""
    require_finite(**values)
    for name, value in values.items():
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
