"""Losses: how far outputs are from their targets, and how that changes with the weights."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from gdcore.checks import require_finite, require_same_shape, shape
from gdcore.models import linear
from gdcore.types import Numbers


@dataclass(frozen=True, eq=False)
class Loss:
    """A function of an output and its target, together with its slope.

    Called as loss(output, target), with two numbers or two arrays of the same shape, it returns a
    number for each pair; one target may also serve many outputs. Results beyond the largest float are
    infinite. All its functions raise ValueError for NaN, infinity, and shapes that do not match.

    Attributes:
        formula: The function itself, without checks of its arguments.
        formula_of_slope: Its derivative with respect to the output, likewise.
    """

    formula: Callable[[Numbers, Numbers], Numbers]
    formula_of_slope: Callable[[Numbers, Numbers], Numbers]

    def __post_init__(self) -> None:
        """Take over the formula's name and docstring, for help and for the reference."""
        for name in ("__name__", "__qualname__", "__module__", "__doc__"):
            vars(self)[name] = getattr(self.formula, name)
        vars(self)["__wrapped__"] = self.formula  # whose signature is the loss's

    def __call__(self, output: Numbers, target: Numbers) -> Numbers:
        _require_pairs(output, target)
        try:
            return self.formula(output, target)
        except OverflowError:  # of plain floats, where those of an array become infinite
            return inf

    def slope(self, output: Numbers, target: Numbers) -> Numbers:
        """Derivative of the loss with respect to the output, for each pair."""
        _require_pairs(output, target)
        return self.formula_of_slope(output, target)

    def gradient(self, x: Numbers, w: Numbers, t: Numbers) -> Numbers:
        """Derivative of the mean loss of the linear model with respect to its weights, exactly.

        Source: the chain rule, slope · x for each example; for the signed loss the article's first
        chapter, and for several examples the chapter “The loop”.

        Args:
            x: The inputs, as in linear.
            w: The weights, as in linear.
            t: The targets, one for each output.

        Returns:
            A value of w's shape, in units of loss per unit of weight. With one input and many
            weights, there is one value for each of them alone.
        """
        output = linear(x, w)
        slopes = self.slope(output, t)
        require_same_shape(output=output, target=t)
        return _mean_gradient(slopes, x)


def with_slope(slope: Callable[[Numbers, Numbers], Numbers]) -> Callable[[Callable[[Numbers, Numbers], Numbers]], Loss]:
    """Decorator that turns a formula into a Loss, given the formula of its slope.

    Args:
        slope: A function of output and target: the derivative of the loss with respect to the output.
    """
    return lambda formula: Loss(formula, slope)


def _mean_gradient(slopes: Numbers, x: Numbers) -> Numbers:
    """Gradient of a mean loss of the linear model, from the loss's slope at each output and the inputs."""
    if shape(slopes) and shape(x):
        return slopes / len(slopes) @ x
    return slopes * x


def _sign(excess: Numbers) -> Numbers:
    """−1 below zero, 0 at zero, 1 above."""
    return (excess > 0) * 1 - (excess < 0) * 1


def _require_pairs(output: Numbers, target: Numbers) -> None:
    require_finite(output=output, target=target)
    if shape(target):  # one target serves for many outputs
        require_same_shape(output=output, target=target)


@with_slope(lambda output, target: 0 * output - 1)
def signed_error(output: Numbers, target: Numbers) -> Numbers:
    """Signed error of an output: how far it falls short of the target, l = t − f.

    Its unit is that of the output. It is negative where the output is too high. Its slope is −1, so the
    gradient for one example is −x, whatever the weight and the target.
    """
    return target - output


@with_slope(lambda output, target: _sign(output - target))
def absolute_error(output: Numbers, target: Numbers) -> Numbers:
    """Absolute error of an output: its distance from the target, |t − f|.

    Its slope is −1 below the target and 1 above it. Exactly on the target it has a kink and no
    derivative; there the slope is 0, one of its subgradients, so that a descent that arrives stays.
    """
    return abs(target - output)


@with_slope(lambda output, target: 2 * (output - target))
def squared_error(output: Numbers, target: Numbers) -> Numbers:
    """Squared error of an output: its squared distance from the target, (t − f)².

    Its slope is −2(t − f), so the gradient for one example is −2x(t − xw).
    """
    return (target - output) ** 2


@with_slope(lambda output, target: output - target)
def half_squared_error(output: Numbers, target: Numbers) -> Numbers:
    """Half the squared error, (t − f)²/2: a convention that makes its slope −(t − f), without a factor 2."""
    return (target - output) ** 2 / 2
