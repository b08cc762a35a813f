"""Gradient descent: change the weights against the gradient, again and again."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from gdcore.checks import (
    LARGEST,
    require_finite,
    require_number,
    require_positive,
    require_same_shape,
    shape,
    whole,
)
from gdcore.directions import Direction
from gdcore.objectives import Objective
from gdcore.types import Number, Numbers

BLOW_UP = 1e6  # a loss this many times the first one means divergence


@dataclass(frozen=True, eq=False)
class Iterate:
    """Where a descent stands after k steps: its weights, the loss there, and its gradient."""

    k: int
    weights: Numbers
    loss: Numbers
    gradient: Numbers


class Outcome(Enum):
    """How a descent ended."""

    CONVERGED = "the loss or its gradient is as small as requested"
    STEP_LIMIT = "all steps have been taken"
    DIVERGED = "the loss has grown far beyond the first one"


@dataclass(frozen=True, eq=False)
class Trace:
    """A descent that has ended: its iterates, including the first and the last, and how it ended.

    Where not all iterates were kept, each still says by its k how many steps led to it.
    """

    iterates: tuple[Iterate, ...]
    outcome: Outcome

    def __len__(self) -> int:
        return len(self.iterates)

    def __getitem__(self, k: int) -> Iterate:
        return self.iterates[k]

    def __iter__(self) -> Iterator[Iterate]:
        return iter(self.iterates)


def step(w: Numbers, gradient: Numbers, learning_rate: Number) -> Numbers:
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
    require_positive(learning_rate=learning_rate)
    require_finite(w=w, gradient=gradient, learning_rate=learning_rate)
    require_same_shape(w=w, gradient=gradient)
    return w - learning_rate * gradient


def minimize(
    objective: Objective,
    w: Numbers,
    learning_rate: Number,
    *,
    steps: int,
    loss_below: Number | None = None,
    gradient_below: Number | None = None,
    direction: Direction | None = None,
    keep_every: int = 1,
) -> Trace:
    """Trace of a gradient descent of at most the given number of steps.

    It ends early as CONVERGED when the loss is below loss_below, or when every partial derivative
    is smaller in size than gradient_below, where these are given. It ends as DIVERGED when the size
    of the loss exceeds 10⁶ times the first one, or 10⁶ if the first one is below 1.

    Args:
        objective: The Objective to make small.
        w: The weights to start from, a number or an array.
        learning_rate: r, a positive number: weight change per unit of gradient.
        steps: The largest number of steps to take, a whole number that is not negative.
        loss_below: The loss below which it ends.
        gradient_below: The size of each partial derivative below which it ends, a positive number.
        direction: What to step against, one of gdcore.directions; by default the gradient itself.
        keep_every: With 1 the trace keeps every iterate, with 100 those of steps 0, 100, 200, …
            and the last.

    Raises:
        ValueError: At once for a bad start or learning rate, for a number of steps that is not whole
            or below zero, for a keep_every that is not whole or below one, for a bound that is not a
            finite number, and for a first loss that is not finite; and at the step where a gradient
            is not finite.
    """
    steps = whole("steps", steps, least=0)
    keep_every = whole("keep_every", keep_every, least=1)
    require_positive(learning_rate=learning_rate)
    require_finite(w=w)
    if loss_below is not None:
        require_number(loss_below=loss_below)
    if gradient_below is not None:
        require_positive(gradient_below=gradient_below)
    kept: list[Iterate] = []
    state = None
    for k in range(steps + 1):
        at = Iterate(k, w, objective.loss(w), objective.gradient(w))
        if k == 0 and not abs(at.loss) <= LARGEST:
            raise ValueError(f"the first loss must be finite, got {at.loss}")
        if k % keep_every == 0:
            kept.append(at)
        outcome = outcome_at(at, kept[0], loss_below, gradient_below)
        if outcome or k == steps:
            break
        against = at.gradient
        if direction:  # momentum and Adam, which keep a state
            against, state = direction(state, at.gradient)
        w = step(w, against, learning_rate)
    if kept[-1] is not at:
        kept.append(at)
    return Trace(tuple(kept), outcome or Outcome.STEP_LIMIT)


def outcome_at(at: Iterate, first: Iterate, loss_below: Number | None, gradient_below: Number | None) -> Outcome | None:
    """How a descent ends at an iterate, by the rules of minimize; None where it may go on."""
    if loss_below is not None and at.loss < loss_below:
        return Outcome.CONVERGED
    if gradient_below is not None and _below(at.gradient, gradient_below):
        return Outcome.CONVERGED
    if not abs(at.loss) <= BLOW_UP * max(1, abs(first.loss)):  # NaN, too
        return Outcome.DIVERGED
    return None


def _below(gradient: Numbers, bound: Number) -> bool:
    """Whether each partial derivative is smaller in size than the bound."""
    below = abs(gradient) < bound
    return bool(below.all() if shape(gradient) else below)
