"""Directions: what a step goes against in the place of the plain gradient.

Each function makes a new one: it takes the gradients of a descent in their order, and returns
for each what the learning rate is to be multiplied with. It remembers, so one serves one descent.
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
    velocity = 0

    def direction(gradient):
        nonlocal velocity
        velocity = keep * velocity + gradient
        return velocity

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
    k, mean, mean_of_squares = 0, 0, 0

    def direction(gradient):
        nonlocal k, mean, mean_of_squares
        k += 1
        mean = keep * mean + (1 - keep) * gradient
        mean_of_squares = keep_squares * mean_of_squares + (1 - keep_squares) * gradient**2
        unbiased = mean_of_squares / (1 - keep_squares**k)
        root = unbiased**0.5 if shape(unbiased) else sqrt(unbiased)
        return mean / (1 - keep**k) / (root + epsilon)

    return direction
