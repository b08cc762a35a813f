"""Directions: what a step goes against instead of the plain gradient.

A direction is a function of a state and a gradient. It returns what the learning rate is to be
multiplied by, and the next state. The first state is None. The function itself remembers nothing, so
many descents can share it.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from gdcore.checks import require_finite, require_positive, require_share
from gdcore.types import Number, Numbers

Direction: TypeAlias = Callable[[Any, Numbers], tuple[Numbers, Any]]


def momentum(keep: Number) -> Direction:
    """Direction of a heavy ball: the velocity, u ← βu + gradient, which is also the state.

    Source: Polyak, Some methods of speeding up the convergence of iteration methods, 1964.

    Args:
        keep: β, the share of the last velocity that is kept, at least 0 and below 1; with 0 this
            is the plain gradient.

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
    """Direction of Adam: a running mean of the gradients, divided by the root of one of their squares.

    So each weight moves by about the learning rate, however large its partial derivative is. Both
    means start at zero, and the bias correction makes up for that. The state is the number of
    gradients so far, and the two means.
    Source: Kingma and Ba, Adam: a method for stochastic optimization, 2015, algorithm 1.

    Args:
        keep: β₁, the share of the mean of the gradients that is kept, at least 0 and below 1.
        keep_squares: β₂, the share of the mean of their squares that is kept, likewise.
        epsilon: A positive number that is added to the root, so that the divisor is never zero.

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
