"""Losses: how far outputs are from their targets, and how that changes with the weights.

A loss takes an output and a target, numbers or arrays of one shape, and returns a number for
each pair. Its gradient takes the inputs x, the weights w and the targets t of the linear model,
one target for each output, and is the exact derivative of the mean loss with respect to the
weights, derived by hand. Where the output of the model is known, it is the last argument, and
x, w and t are taken as they are.
All raise ValueError for NaN, infinity, and shapes that do not match.
"""

from functools import wraps

from gdcore.checks import require_finite, require_matching, require_same_shape, shape
from gdcore.models import linear


FORMULAS = {}  # of the losses here, without their checks, by id: what wraps a loss is another one


def _checked(formula):
    """The loss of this formula, which looks at its values first."""

    @wraps(formula)
    def loss(output, target):
        require_finite("output, target", output, target)
        require_matching("output, target", output, target)
        return formula(output, target)

    FORMULAS[id(loss)] = formula
    return loss


@_checked
def signed_error(output, target):
    """Signed error of an output: what is missing to the target, l = t − f.

    Its unit is that of the output. Below zero where the output is too high.
    """
    return target - output


@_checked
def absolute_error(output, target):
    """Absolute error of an output: its distance from the target, |t − f|."""
    return abs(target - output)


@_checked
def squared_error(output, target):
    """Squared error of an output: its squared distance from the target, (t − f)²."""
    return (target - output) ** 2


@_checked
def half_squared_error(output, target):
    """Half the squared error, (t − f)²/2: a convention that spares its gradient a factor 2."""
    return (target - output) ** 2 / 2


def signed_error_gradient(x, w, t, output=None):
    """Derivative of the mean of t − xw with respect to w: −x for one example, whatever w and t.

    In units of loss per unit of weight. Source: the six lines on the article's first page.
    """
    return _gradient(_excess(x, w, t, output) * 0 - 1, x)


def absolute_error_gradient(x, w, t, output=None):
    """Derivative of the mean of |t − xw| with respect to w: for one example −x below the target.

    Above it, x. Exactly on the target the loss has a kink and no derivative; there the value
    is 0, one of its subgradients, so that a descent that arrives stays.
    """
    excess = _excess(x, w, t, output)
    return _gradient((excess > 0) * 1 - (excess < 0) * 1, x)


def squared_error_gradient(x, w, t, output=None):
    """Derivative of the mean of (t − xw)² with respect to w: −2x(t − xw) for one example."""
    return _gradient(2 * _excess(x, w, t, output), x)


def half_squared_error_gradient(x, w, t, output=None):
    """Derivative of the mean of (t − xw)²/2 with respect to w: −x(t − xw) for one example."""
    return _gradient(_excess(x, w, t, output), x)


def _excess(x, w, t, output):
    """Outputs less their targets, one for each example: −(t − xw), without −0.0 on the target."""
    if output is None:
        output = linear(x, w)
        require_finite("target", t)
    require_same_shape("output, target", output, t)
    return output - t


def _gradient(slopes, x):
    """Mean over the examples of each loss's slope, in its output, times the input."""
    if shape(slopes) and shape(x):
        return slopes / len(slopes) @ x
    return slopes * x
