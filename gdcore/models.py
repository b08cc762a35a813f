"""Models: from an input and the weights to an output."""

from gdcore.checks import require_finite, shape


def linear(x, w):
    """Output of the linear model: the input times the weight, f(x, w) = xw.

    x: a number, or an array of n inputs, or one of m rows of n inputs.
    w: a number, or an array of n weights. With arrays the products are summed:
       f = x₁w₁ + … + xₙwₙ, one output for each row of x.
    Raises ValueError for NaN or infinity, and where x and w have different n.
    """
    require_finite(x=x, w=w)
    if not (shape(x) and shape(w)):
        return x * w
    if shape(w) != shape(x)[-1:]:
        raise ValueError(
            f"w must hold one weight for each input, got inputs of shape {shape(x)} "
            f"and weights of shape {shape(w)}"
        )
    return x @ w
