"""Directions: what a step goes against in the place of the plain gradient.

A direction is a rule from a state and a gradient to a pair: what the learning rate is to be
multiplied with, and the next state. The first state is None. A rule remembers nothing itself, so the
same one may serve many descents.
"""

from math import sqrt

from gdcore.checks import shape


def momentum(keep):
    """Direction of a heavy ball: the gradient plus a part of the last direction.

    Source: Polyak, Some methods of speeding up the convergence of iteration methods, 1964.

    Args:
        keep: That part of the last direction, at least 0 and below 1; with 0 it is the plain
            gradient.
    """
    if not 0 <= keep < 1:
        raise ValueError(f"keep must be at least 0 and below 1, got {keep}")

    def direction(last, gradient):
        velocity = gradient if last is None else keep * last + gradient
        return velocity, velocity

    return direction


def adam(keep=0.9, keep_squares=0.999, epsilon=1e-8):
    """Direction of Adam: a running mean of the gradients over the root of that of their squares.

    So each weight moves by about the learning rate, however large its partial derivative is.
    Source: Kingma and Ba, Adam: a method for stochastic optimization, 2015, algorithm 1.
    """
    if not (0 <= keep < 1 and 0 <= keep_squares < 1 and epsilon > 0):
        raise ValueError(
            "keep and keep_squares must be at least 0 and below 1, and epsilon above 0, "
            f"got {keep}, {keep_squares} and {epsilon}"
        )

    def direction(state, gradient):
        k, mean, mean_of_squares = state or (0, 0, 0)
        k = k + 1
        mean = keep * mean + (1 - keep) * gradient
        mean_of_squares = keep_squares * mean_of_squares + (1 - keep_squares) * gradient**2
        unbiased = mean_of_squares / (1 - keep_squares**k)
        root = unbiased**0.5 if shape(unbiased) else sqrt(unbiased)
        return mean / (1 - keep**k) / (root + epsilon), (k, mean, mean_of_squares)

    return direction
