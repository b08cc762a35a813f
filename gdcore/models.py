"""Models: from an input and the weights to an output."""

from gdcore.checks import require_finite, require_number, shape, whole
from gdcore.types import Array, Number, Numbers


def linear(x: Numbers, w: Numbers) -> Numbers:
    """Output of the linear model: the input times the weight, f(x, w) = xw.

    Args:
        x: A number, an array of m inputs for one weight, or m rows of n inputs for n weights;
            with an array of n weights, also one example of n inputs.
        w: A number, or an array of n weights.

    Returns:
        With one input and many weights, an output for each of them, as for drawing a curve.
        Otherwise each input is multiplied by its weight, and the products are summed:
        f = x₁w₁ + … + xₙwₙ, one output for each example.

    Raises:
        ValueError: For NaN or infinity, and where x and w have different n.
    """
    require_finite(x=x, w=w)
    return _weigh(x, w)


def _weigh(x: Numbers, w: Numbers) -> Numbers:
    """Output of the linear model for values already known to be finite."""
    if not shape(x) or (not shape(w) and len(shape(x)) == 1):
        return x * w
    if shape(w) != shape(x)[-1:] or len(shape(x)) > 2:
        raise ValueError(
            f"w must hold one weight for each input, got inputs of shape {shape(x)} and weights of shape {shape(w)}"
        )
    return x @ w


def product(x: Number, w: Array) -> Numbers:
    """Output of two weights in a row: f = x · w₁ · w₂.

    Args:
        x: A number.
        w: An array of two weights.

    Raises:
        ValueError: For NaN or infinity, and for any other number of weights.
    """
    require_number(x=x)
    require_finite(x=x, w=w)
    if shape(w) != (2,):
        raise ValueError(f"w must hold two weights, got shape {shape(w)}")
    return x * w[0] * w[1]


def powers(x: Array, degree: int) -> Array:
    """Inputs of a polynomial, for the linear model to weigh: the columns 1, x, x², …, x^degree.

    Args:
        x: An array of m numbers.
        degree: A whole number, at least 0.

    Returns:
        m rows of degree + 1.

    Raises:
        ValueError: For any other x or degree, for NaN or infinity, and where a power is too large.
    """
    require_finite(x=x)
    degree = whole("degree", degree, least=0)
    if len(shape(x)) != 1:
        raise ValueError(f"x must be an array of m numbers, got shape {shape(x)}")
    from numpy import column_stack  # one weight works without numpy

    columns = []
    for k in range(degree + 1):
        columns.append(x**k)
        require_finite(**{f"x to the power {k}": columns[-1]})
    return column_stack(columns)
