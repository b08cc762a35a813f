"""Models: from an input and the weights to an output."""

from gdcore.checks import require_finite, require_number, shape


def linear(x, w):
    """Output of the linear model: the input times the weight, f(x, w) = xw.

    Args:
        x: A number, an array of m inputs for one weight, or m rows of n inputs for n weights;
            with an array of n weights, also one example of n inputs.
        w: A number, or an array of n weights.

    Returns:
        With one input and many weights, an output for each of them, as to draw a curve.
        Otherwise each input is multiplied by its weight, and the products are summed:
        f = x₁w₁ + … + xₙwₙ, one output for each example.

    Raises:
        ValueError: For NaN or infinity, and where x and w have different n.
    """
    require_finite("x, w", x, w)
    return weigh(x, w)


def weigh(x, w):
    """Output of the linear model for values that are known to be finite; errors as in linear."""
    if not (shape(x) and shape(w)):
        return x * w
    if shape(w) != shape(x)[-1:]:
        raise ValueError(
            f"w must hold one weight for each input, got inputs of shape {shape(x)} "
            f"and weights of shape {shape(w)}"
        )
    return x @ w


def product(x, w):
    """Output of two weights in a row: f = x · w₁ · w₂.

    Args:
        x: A number.
        w: An array of two weights.

    Raises:
        ValueError: For NaN or infinity, and for any other number of weights.
    """
    require_finite("x, w", x, w)
    require_number("x", x)
    if shape(w) != (2,):
        raise ValueError(f"w must hold two weights, got shape {shape(w)}")
    return x * w[0] * w[1]


def powers(x, degree):
    """Inputs of a polynomial, for the linear model to weigh: the columns 1, x, x², …, x^degree.

    Args:
        x: An array of m numbers.
        degree: A whole number, at least 0.

    Returns:
        m rows of degree + 1.
    """
    if degree < 0:
        raise ValueError(f"degree must not be negative, got {degree}")
    return x[:, None] ** range(degree + 1)
