"""Objectives: a loss as a function of the weights alone, with the examples built in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gdcore.checks import require_finite, require_number, require_same_shape, shape, whole
from gdcore.losses import Loss, _mean_gradient, squared_error
from gdcore.models import _weigh, product
from gdcore.types import Array, Number, Numbers

if TYPE_CHECKING:  # one weight works without numpy
    from numpy.random import Generator


@dataclass(frozen=True, eq=False)
class Objective:
    """What a descent makes small: the loss at any weights, and its exact gradient there.

    Attributes:
        loss: A function from weights to a number.
        gradient: A function from weights to the partial derivatives of the loss, in the weights'
            shape.
    """

    loss: Callable[[Numbers], Numbers]
    gradient: Callable[[Numbers], Numbers]


def linear_objective(x: Numbers, t: Numbers, loss: Loss = squared_error) -> Objective:
    """Mean loss of the linear model over the examples x with targets t.

    Args:
        x: The input of one example, or an array of those of m examples, as in linear.
        t: The target of one example, or an array of m targets.
        loss: One of gdcore.losses; by default the squared error.

    Raises:
        ValueError: For NaN or infinity, and where x and t, or x and the weights, do not match.
    """
    require_finite(x=x, t=t)
    if not isinstance(loss, Loss):
        raise ValueError(f"loss must be a Loss, such as those of gdcore.losses, got {loss!r}")
    one_example_of_many = len(shape(x)) == 1 and not shape(t)
    if shape(t) != shape(x)[:1] and not one_example_of_many:
        raise ValueError(
            f"t must hold one target for each example, got x of shape {shape(x)} and t of shape {shape(t)}"
        )

    one = x[:1] if shape(x) else x  # an integer if all are; they are known to be finite

    def outputs(w: Numbers) -> Numbers:
        require_finite(x=one, w=w)
        output = _weigh(x, w)
        require_same_shape(output=output, target=t)
        return output

    def mean_loss(w: Numbers) -> Numbers:
        losses = loss(outputs(w), t)
        return losses.sum() / len(losses) if shape(losses) else losses

    return Objective(mean_loss, lambda w: _mean_gradient(loss.slope(outputs(w), t), x))


def product_objective(x: Number, t: Number) -> Objective:
    """Squared error of f = x · w₁ · w₂ for one example; its gradient is −2x(t − f)(w₂, w₁).

    Source: the chain rule, in the article's chapter of that name.

    Args:
        x: The input of the example, a number.
        t: Its target, a number.

    Raises:
        ValueError: For anything else, and, at given weights, as product does.
    """
    require_number(x=x, t=t)

    def gradient(w: Array) -> Numbers:
        return squared_error.slope(product(x, w), t) * x * w[::-1]

    return Objective(lambda w: squared_error(product(x, w), t), gradient)


def double_well(tilt: Number) -> Objective:
    """The loss (w² − 1)² + tilt · w of one weight: for small tilts it has two dips, one of them deeper.

    Its gradient is 4w(w² − 1) + tilt.

    Args:
        tilt: A number: how much the loss rises per unit of weight, apart from the two wells.

    Raises:
        ValueError: For NaN or infinity.
    """
    require_number(tilt=tilt)

    def loss(w: Numbers) -> Numbers:
        require_finite(w=w, tilt=tilt)
        return squared_error(w * w, 1) + tilt * w

    def gradient(w: Numbers) -> Numbers:
        require_finite(w=w, tilt=tilt)
        return squared_error.slope(w * w, 1) * 2 * w + tilt

    return Objective(loss, gradient)


def sampled_objective(x: Array, t: Array, size: int, generator: "Generator") -> Objective:
    """Mean squared error over all examples, with the gradient of a few random ones, a minibatch.

    Args:
        x: The inputs of m examples, as in linear_objective.
        t: Their targets, an array of m.
        size: How many of them each gradient uses, drawn anew each time without repetition.
        generator: numpy.random.default_rng(seed).

    Raises:
        ValueError: As linear_objective does, and for a size that is not from 1 to m.
    """
    everything = linear_objective(x, t)
    if not shape(t):
        raise ValueError(f"t must be an array of m targets, got {t}")
    size = whole("size", size, least=1, most=len(t))

    def gradient(w: Numbers) -> Numbers:
        batch = generator.choice(len(t), size, replace=False)
        return squared_error.gradient(x[batch], w, t[batch])

    return Objective(everything.loss, gradient)
