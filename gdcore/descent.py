"""Gradient descent: change the weights against the gradient, again and again."""

from dataclasses import dataclass
from enum import Enum
from itertools import count
from typing import Any

from gdcore.checks import all_below, require_finite, require_positive, require_same_shape

BLOW_UP = 1e6  # a loss this many times the first one is never coming back: divergence


@dataclass(frozen=True, eq=False)
class Iterate:
    """Where a descent stands after k steps: its weights, the loss there, and its gradient."""

    k: int
    weights: Any
    loss: Any
    gradient: Any


class Outcome(Enum):
    """How a descent ended."""

    CONVERGED = "the loss or its gradient is as small as was asked for"
    STEP_LIMIT = "all steps are taken"
    DIVERGED = "the loss has grown far beyond the first one"


@dataclass(frozen=True, eq=False)
class Trace:
    """A descent that has ended: its iterates, the first and the last included, and how it ended.

    Where not all of them were kept, each still says by its k after how many steps it stood there.
    """

    iterates: tuple
    outcome: Outcome

    def __len__(self):
        return len(self.iterates)

    def __getitem__(self, k):
        return self.iterates[k]


def step(w, gradient, learning_rate):
    """Weights after one step of gradient descent: w − r · gradient.

    Source: Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées, 1847.

    Args:
        w: A number or an array.
        gradient: The derivative of the loss with respect to w, of w's shape.
        learning_rate: r, a positive number: weight change per unit of gradient.

    Raises:
        ValueError: For a learning rate that is not positive, for NaN or infinity,
            and where w and its gradient have different shapes.
    """
    require_positive("learning_rate", learning_rate)
    require_finite("w", w)
    return _step(w, gradient, learning_rate)


def _step(w, gradient, learning_rate):
    """The same, from weights that are finite, or came of such, and with a learning rate above zero."""
    require_finite("gradient", gradient)
    require_same_shape("w, gradient", w, gradient)
    return w - learning_rate * gradient


def descend(objective, w, learning_rate, direction=None):
    """The iterates of a gradient descent that never ends: the start, then one step after another.

    Args:
        objective: What to make small: an Objective.
        w: As in step.
        learning_rate: As in step.
        direction: What to go against, one of gdcore.directions; the gradient itself where none is
            given.

    Returns:
        An iterator; take from it as many as you want.

    Raises:
        ValueError: At once for a bad start, and at the step where a gradient is not finite.
    """
    require_positive("learning_rate", learning_rate)
    require_finite("w", w)

    def iterates(w):
        state = None
        for k in count():
            loss, gradient = objective.at(w)
            yield Iterate(k, w, loss, gradient)
            against = gradient
            if direction:
                against, state = direction(state, gradient)
            w = _step(w, against, learning_rate)

    return iterates(w)


def minimize(
    objective, w, learning_rate, *,
    steps, loss_below=None, gradient_below=None, direction=None, keep_every=1,
):  # fmt: skip
    """Trace of a gradient descent of at most so many steps.

    It ends early, CONVERGED, when the loss is below loss_below, or every partial derivative is,
    in size, below gradient_below, where these are given; and DIVERGED when the size of the loss
    exceeds 10⁶ times the first one, or 10⁶ where that is less than 1.

    Args:
        objective: As in descend.
        w: As in descend.
        learning_rate: As in descend.
        steps: A whole number, not negative: how many steps it takes at most.
        loss_below: The loss below which it ends.
        gradient_below: The size of each partial derivative below which it ends.
        direction: As in descend.
        keep_every: With 1 the trace keeps each iterate, with 100 those of the steps 0, 100, 200, …
            and the last.

    Raises:
        ValueError: As descend does, and for a number of steps below zero, or a keep_every
            below one.
    """
    if not (steps >= 0 and steps == int(steps)):
        raise ValueError(f"steps must be a whole number, not negative, got {steps}")
    if not (keep_every >= 1 and keep_every == int(keep_every)):
        raise ValueError(f"keep_every must be a whole number above zero, got {keep_every}")

    def outcome(at):
        if loss_below is not None and at.loss < loss_below:
            return Outcome.CONVERGED
        if gradient_below is not None and all_below(at.gradient, gradient_below):
            return Outcome.CONVERGED
        if abs(at.loss) > limit:
            return Outcome.DIVERGED
        return Outcome.STEP_LIMIT if at.k == steps else None

    kept = []
    for iterate in descend(objective, w, learning_rate, direction):
        if iterate.k == 0:
            limit = BLOW_UP * max(1, abs(iterate.loss))
        end = outcome(iterate)
        if end or iterate.k % keep_every == 0:
            kept.append(iterate)
        if end:
            return Trace(tuple(kept), end)
