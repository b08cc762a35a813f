"""A small network: inputs, one hidden layer of tanh units, one linear output; and its gradient.

Its weights are one array, like those of every model here, so that the same descent serves:
first W, row by row (row i holds the weights into hidden unit i), then the biases b of the
hidden units, the output's weights v, and its bias c. With n inputs and h hidden units these
are h·n + h + h + 1 numbers.
"""

from typing import Any, NamedTuple

import numpy as np

from gdcore.checks import require_finite, require_same_shape, shape
from gdcore.objectives import Objective


class Layers(NamedTuple):
    """The weights of the network, by their names in the article: W, b, v and c."""

    W: Any
    b: Any
    v: Any
    c: Any


def join(W, b, v, c):
    """One array of weights from W (h × n), b (h), v (h) and the number c."""
    return np.concatenate((W, b, v, c), axis=None, dtype=float)


def split(w, n):
    """W, b, v and c of an array of weights, for n inputs.

    Raises:
        ValueError: When no number of hidden units fits.
    """
    h, left = divmod(len(w) - 1, n + 2)
    if left or h < 1:
        raise ValueError(f"{len(w)} weights fit no network of {n} inputs: it has h·(n + 2) + 1")
    W, b, v = w[: h * n], w[h * n : h * n + h], w[h * n + h : -1]
    return Layers(W.reshape(h, n), b, v, w[-1])


def hidden(x, w):
    """Outputs of the hidden units: a = tanh(Wx + b), a row for each example; x, w as in network."""
    return _outputs(x, w)[0]


def network(x, w):
    """Output of the network for each example: f = v · a + c, with a = tanh(Wx + b).

    Args:
        x: m rows of n inputs, or one example of n.
        w: An array of weights, as described above.

    Raises:
        ValueError: For NaN or infinity, and where no number of hidden units fits.
    """
    return _outputs(x, w)[1]


def _outputs(x, w):
    """Outputs of the hidden units, and that of the network, for values that are looked at first."""
    require_finite("x", x)
    if not shape(x):
        raise ValueError(f"x must be m rows of n inputs, or one example of n, got {x}")
    return _forward(x, _layers(x, w))


def _layers(x, w):
    """The weights by their names, for the inputs x."""
    require_finite("w", w)  # infinite ones may have finite outputs: tanh(∞) = 1
    return split(w, shape(x)[-1])


def _forward(x, layers):
    """The same for values that are known to be finite."""
    W, b, v, c = layers
    a = np.tanh(x @ W.T + b)
    return a, a @ v + c


def backpropagate(x, w, t):
    """Gradient of the network's mean squared error, all weights at once, from the output back.

    Source: the chain rule, line by line in the article's chapter on the network.

    Args:
        x: m rows of n inputs.
        w: As in network.
        t: m targets.

    Returns:
        An array in the order of w.

    Raises:
        ValueError: As network does, and where x and t do not match.
    """
    _require_examples(x, t)
    layers = _layers(x, w)
    return _backward(x, layers.v, t, *_forward(x, layers))


def _backward(x, v, t, a, f):
    """The same, from the outputs of the hidden units and of the network."""
    d_f = -2 * (t - f) / len(t)  # ∂L/∂f of each example
    d_z = np.outer(d_f, v) * (1 - a**2)  # ∂L/∂z, for tanh′ = 1 − tanh²
    return join(d_z.T @ x, d_z.sum(axis=0), a.T @ d_f, d_f.sum())


def _require_examples(x, t):
    """Raise ValueError unless x is m rows of inputs and t has m targets, all of them finite."""
    require_finite("x, t", x, t)
    if len(shape(x)) != 2:
        raise ValueError(f"x must be m rows of n inputs, got shape {shape(x)}")
    require_same_shape("outputs, targets", x[:, 0], t)


def network_objective(x, t):
    """Mean squared error of the network over m examples, with its gradient by backpropagation.

    Args:
        x: m rows of n inputs.
        t: m targets.

    Raises:
        ValueError: Where these do not match.
    """
    _require_examples(x, t)  # once, not at each step

    def mean_loss(f):
        return ((t - f) ** 2).sum() / len(t)

    def loss_and_gradient(w):
        layers = _layers(x, w)
        a, f = _forward(x, layers)
        return mean_loss(f), _backward(x, layers.v, t, a, f)

    return Objective(
        lambda w: mean_loss(network(x, w)), lambda w: backpropagate(x, w, t), loss_and_gradient
    )
