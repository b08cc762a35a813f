"""Objectives: a loss as a function of the weights alone, the examples being fixed in it."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Optional

from gdcore.checks import is_integer, require_finite, require_matching, shape
from gdcore.losses import FORMULAS, squared_error, squared_error_gradient
from gdcore.models import product, weigh


@dataclass(frozen=True, eq=False)
class Objective:
    """What a descent makes small: the loss at given weights, and its exact gradient there.

    Attributes:
        loss: A function from weights to a number.
        gradient: A function from weights to the partial derivatives of the loss, in the weights'
            shape.
        loss_and_gradient: A function from weights to both, for an objective in which they share
            work.
    """

    loss: Callable
    gradient: Callable
    loss_and_gradient: Optional[Callable] = None

    def at(self, w):
        """The loss and its gradient at given weights."""
        if self.loss_and_gradient:
            return self.loss_and_gradient(w)
        return self.loss(w), self.gradient(w)


def linear_objective(x, t, loss=squared_error, gradient=squared_error_gradient):
    """Mean loss of the linear model over the examples x with targets t.

    Args:
        x: The input of one example, or an array of those of m examples, as in linear.
        t: The target of one example, or an array of m targets.
        loss: One of gdcore.losses; the squared error where none is given.
        gradient: The gradient of its mean, of gdcore.losses too; that of the mean squared error
            where none is given.

    Raises:
        ValueError: For NaN or infinity, here for the examples, and for outputs at each step.
    """
    require_finite("x, t", x, t)  # once; weights that are not finite have no finite outputs
    formula = FORMULAS.get(id(loss), loss)

    def mean_loss(output):
        require_matching("output, target", output, t)
        losses = formula(output, t)
        mean = losses.sum() / len(losses) if shape(losses) else losses
        if not abs(mean) < inf or is_integer(output):  # else no output can be infinite, or NaN
            require_finite("output, target", output, t)
        return mean

    def loss_and_gradient(w):
        output = weigh(x, w)
        return mean_loss(output), gradient(x, w, t, output)

    return Objective(
        lambda w: mean_loss(weigh(x, w)), lambda w: gradient(x, w, t), loss_and_gradient
    )


def product_objective(x, t):
    """Squared error of f = x · w₁ · w₂ for one example; its gradient is −2x(t − f)(w₂, w₁).

    Source: the chain rule, in the article's chapter of that name.
    """

    def gradient(w):
        return -2 * x * (t - product(x, w)) * w[::-1]

    return Objective(lambda w: squared_error(product(x, w), t), gradient)


def double_well(tilt):
    """The loss (w² − 1)² + tilt · w of one weight: for small tilts it has two valleys, one deeper.

    Its gradient is 4w(w² − 1) + tilt.
    """
    return Objective(lambda w: (w**2 - 1) ** 2 + tilt * w, lambda w: 4 * w * (w**2 - 1) + tilt)


def sampled_objective(x, t, size, generator):
    """Mean squared error over all examples, with the gradient of a random few: a minibatch.

    Args:
        x: The inputs of m examples, as in linear_objective.
        t: Their targets, as in linear_objective.
        size: How many of them each gradient sees, drawn anew each time, without repetition.
        generator: numpy.random.default_rng(seed).

    Raises:
        ValueError: For a size that is not from 1 to m.
    """
    if not 1 <= size <= len(t):
        raise ValueError(f"size must be from 1 to {len(t)}, got {size}")

    def gradient(w):
        batch = generator.choice(len(t), size, replace=False)
        return squared_error_gradient(x[batch], w, t[batch])

    return Objective(linear_objective(x, t).loss, gradient)
