"""When a descent converges: the curvature of its loss, and the learning rates it allows."""

from gdcore.checks import require_finite, require_positive, shape
from gdcore.types import Array, Number, Numbers


def curvatures(x: Numbers) -> "list[Number] | Array":
    """Curvatures of the linear model's mean squared error, flattest direction first.

    Args:
        x: A number, or an array of m rows of n inputs.

    Returns:
        For a number there is one, 2x². For an array they are the eigenvalues of 2xᵀx/m, the
        matrix of second derivatives (the Hessian). With fewer rows than weights only the m that can
        differ from zero are returned, because the loss is flat along all other directions.

    Raises:
        ValueError: For NaN or infinity, and for an array that does not consist of rows.
    """
    require_finite(x=x)
    if not shape(x):
        return [2 * x * x]
    if len(shape(x)) != 2:
        raise ValueError(f"x must be a number, or m rows of n inputs, got shape {shape(x)}")
    from numpy.linalg import eigvalsh  # one weight works without numpy

    short = min(x, x.T, key=len)  # of xᵀx and xxᵀ, the smaller has all that differ from zero
    return eigvalsh((2 * short @ short.T / len(x)).astype(float))


def stability_limit(curvature: Number) -> Number:
    """Learning rate below which descent on this curvature converges: 2 / curvature.

    In units of weight per unit of gradient. Source: |1 − r · curvature| < 1.

    Raises:
        ValueError: For a curvature that is not positive.
    """
    require_positive(curvature=curvature)
    return 2 / curvature


def shrink_factor(curvature: Number, learning_rate: Number) -> Number:
    """Factor by which one step multiplies the distance to the minimum: 1 − r · curvature.

    Below zero, a step overshoots; at −1 the descent swings forever, and below −1 it diverges.

    Raises:
        ValueError: For a curvature or a learning rate that is not positive.
    """
    require_positive(curvature=curvature, learning_rate=learning_rate)
    return 1 - learning_rate * curvature
