"""Directions: what a step goes against in the place of the plain gradient.

A direction is a rule from a state and a gradient to a pair: what the learning rate is to be
multiplied with, and the next state. The first state is None. A rule remembers nothing itself, so the
same one may serve many descents.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from gdcore.checks import require_finite, require_positive, require_share
from gdcore.types import Number, Numbers

Direction: TypeAlias = Callable[[Any, Numbers], tuple[Numbers, Any]]


def momentum(keep: Number) -> Direction:
    """Direction of a heavy ball: the gradient plus a part of the last direction, which is the state.

    Source: Polyak, Some methods of speeding up the convergence of iteration methods, 1964.

    Args:
        keep: That part of the last direction, at least 0 and below 1; with 0 it is the plain
            gradient.

    Raises:
        ValueError: For any other keep.
    """
    require_share(keep=keep)

    def direction(last: Numbers, gradient: Numbers) -> tuple[Numbers, Numbers]:
        require_finite(gradient=gradient)
        velocity = gradient if last is None else keep * last + gradient
        return velocity, velocity

    return direction


def adam(keep: Number = 0.9, keep_squares: Number = 0.999, epsilon: Number = 1e-8) -> Direction:
    """Direction of Adam: a running mean of the gradients over the root of that of their squares.

    So each weight moves by about the learning rate, however large its partial derivative is. The
    state is how many gradients there were, and the two means.
    Source: Kingma and Ba, Adam: a method for stochastic optimization, 2015, algorithm 1.

    Args:
        keep: The part of the mean of the gradients that is kept, at least 0 and below 1.
        keep_squares: The part of the mean of their squares that is kept, likewise.
        epsilon: A positive number, added to the root, so that it is never zero.

    Raises:
        ValueError: For any other of these.
    """
    require_share(keep=keep, keep_squares=keep_squares)
    require_positive(epsilon=epsilon)

    def direction(state: Any, gradient: Numbers) -> tuple[Numbers, Any]:
        require_finite(gradient=gradient)
        k, mean, mean_of_squares = state or (0, 0, 0)
        k = k + 1
        mean = keep * mean + (1 - keep) * gradient
        mean_of_squares = keep_squares * mean_of_squares + (1 - keep_squares) * gradient * gradient
        require_finite(**{"the squares of the gradients": mean_of_squares})
        unbiased_mean = mean / (1 - keep**k)
        unbiased_squares = mean_of_squares / (1 - keep_squares**k)
        return unbiased_mean / (unbiased_squares**0.5 + epsilon), (k, mean, mean_of_squares)

    return direction
