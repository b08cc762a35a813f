"""Losses: how far an output is from its target, and how that changes with the weight.

Each loss takes an output and a target, numbers or arrays of one shape, and returns a number
for each pair. Each gradient takes the input x, the weight w and the target t of the linear
model, and is the exact partial derivative of the loss with respect to w, derived by hand;
with an array of weights it is the array of their partial derivatives, for one example.
All raise ValueError for NaN, infinity, and shapes that do not match.
"""

from gdcore.checks import require_finite, require_matching, shape
from gdcore.models import linear


def signed_error(output, target):
    """Signed error of an output: what is missing to the target, l = t − f.

    Its unit is that of the output. Below zero where the output is too high.
    """
    require_finite(output=output, target=target)
    require_matching(output=output, target=target)
    return target - output


def absolute_error(output, target):
    """Absolute error of an output: its distance from the target, |t − f|."""
    return abs(signed_error(output, target))


def squared_error(output, target):
    """Squared error of an output: its squared distance from the target, (t − f)²."""
    return signed_error(output, target) ** 2


def signed_error_gradient(x, w, t):
    """Partial derivative of l = t − xw with respect to w: −x, whatever w and t are.

    In units of loss per unit of weight. Source: the six lines on the article's first page.
    """
    _missing(x, w, t)  # refuses what has no loss, and so no derivative
    return -x


def absolute_error_gradient(x, w, t):
    """Partial derivative of |t − xw| with respect to w: −x below the target, x above it.

    Exactly on the target the loss has a kink and no derivative; there the value is 0,
    one of its subgradients, so that a descent that arrives stays.
    """
    missing = _missing(x, w, t)
    return x * ((missing < 0) * 1 - (missing > 0) * 1)


def squared_error_gradient(x, w, t):
    """Partial derivative of (t − xw)² with respect to w: −2x(t − xw)."""
    return -2 * x * _missing(x, w, t)


def _missing(x, w, t):
    """Signed error of the linear model, where its product with x is a gradient."""
    missing = signed_error(linear(x, w), t)
    if shape(x) and shape(w) and shape(missing):
        raise ValueError(
            "a gradient in an array of weights is of one example: x needs the shape of w, "
            f"and t must be a number; got shapes {shape(x)}, {shape(w)} and {shape(t)}"
        )
    return missing
