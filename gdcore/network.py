"""A small network: inputs, one hidden layer of tanh units, one linear output; and its gradient.

Its weights form one array, as in every model here, so that the same descent works: first W, row by
row (row i holds the weights into hidden unit i), then the biases b of the hidden units, the output's
weights v, and its bias c. With n inputs and h hidden units that makes h·n + h + h + 1 numbers.
"""

from typing import Any, NamedTuple

import numpy as np

from gdcore.checks import require_finite, shape, whole
from gdcore.losses import squared_error
from gdcore.objectives import Objective
from gdcore.types import Array, Numbers


class Layers(NamedTuple):
    """The weights of the network, by their names in the article: W, b, v and c."""

    W: Array
    b: Array
    v: Array
    c: float


def join(W: Any, b: Any, v: Any, c: Any) -> Array:
    """One array of weights from W (h × n), b (h), v (h) and the number c: arrays, or lists of numbers.

    Raises:
        ValueError: For NaN or infinity, and for shapes that do not match.
    """
    W, b, v, c = map(np.asarray, (W, b, v, c))
    require_finite(W=W, b=b, v=v, c=c)
    if W.ndim != 2 or b.shape != W.shape[:1] or v.shape != b.shape or c.shape:
        raise ValueError(
            "W, b, v and c must have the shapes (h, n), (h,), (h,) and (), "
            f"got {W.shape}, {b.shape}, {v.shape} and {c.shape}"
        )
    return np.concatenate((W, b, v, c), axis=None).astype(float)


def split(w: Array, n: int) -> Layers:
    """W, b, v and c of an array of weights, for n inputs.

    Raises:
        ValueError: For NaN or infinity, and when no number of hidden units fits.
    """
    require_finite(w=w)
    n = whole("n", n, least=1)
    if len(shape(w)) != 1:
        raise ValueError(f"w must be an array of weights, got shape {shape(w)}")
    units = (len(w) - 1) // (n + 2)  # hidden units
    if units < 1 or len(w) != units * (n + 2) + 1:
        raise ValueError(f"{len(w)} weights do not fit a network of {n} inputs, which has h·(n + 2) + 1")
    W = w[: units * n].reshape(units, n)
    b = w[units * n : units * (n + 1)]
    v = w[units * (n + 1) : -1]
    c = w[-1]
    return Layers(W, b, v, c)


def forward(x: Array, w: Array) -> tuple[Array, Numbers]:
    """Outputs of the hidden units, a, and of the network, f, for each example.

    Args:
        x: m rows of n inputs, or one example of n.
        w: An array of weights: W, b, v and c, as join makes it.

    Raises:
        ValueError: For NaN or infinity, and where no number of hidden units fits.
    """
    require_finite(x=x)
    if len(shape(x)) not in (1, 2):
        raise ValueError(f"x must be m rows of n inputs, or one example of n, got {x}")
    W, b, v, c = split(w, x.shape[-1])
    z = x @ W.T + b  # a row for each example, a column for each unit
    a = np.tanh(z.astype(float))
    f = a @ v + c  # a number for each example
    return a, f


def hidden(x: Array, w: Array) -> Array:
    """Outputs of the hidden units: a = tanh(Wx + b), h numbers for each example.

    Args:
        x: m rows of n inputs, or one example of n.
        w: An array of weights: W, b, v and c, as join makes it.

    Raises:
        ValueError: For NaN or infinity, and where no number of hidden units fits.
    """
    return forward(x, w)[0]


def network(x: Array, w: Array) -> Numbers:
    """Output of the network for each example: f = v · a + c, with a = tanh(Wx + b).

    Args:
        x: m rows of n inputs, or one example of n.
        w: An array of weights: W, b, v and c, as join makes it.

    Raises:
        ValueError: For NaN or infinity, and where no number of hidden units fits.
    """
    return forward(x, w)[1]


def backpropagate(x: Array, w: Array, t: Array) -> Array:
    """Gradient of the network's mean squared error, all weights at once, from the output back.

    Source: the chain rule, line by line in the article's chapter on the network.

    Args:
        x: m rows of n inputs.
        w: An array of weights: W, b, v and c, as join makes it.
        t: m targets.

    Returns:
        An array in the order of w.

    Raises:
        ValueError: As network does, and where x and t do not match.
    """
    _require_examples(x, t)
    a, f = forward(x, w)
    v = split(w, x.shape[-1]).v
    dL_df = squared_error.slope(f, t) / len(t)  # ∂L/∂f, for each example
    dL_dv = a.T @ dL_df  # ∂L/∂v, added up over the examples
    dL_dc = dL_df.sum()  # ∂L/∂c
    dL_da = np.outer(dL_df, v)  # ∂L/∂a, each ∂L/∂f times each v
    dL_dz = dL_da * (1 - a**2)  # ∂L/∂z, because tanh′ = 1 − tanh²
    dL_dW = dL_dz.T @ x  # ∂L/∂W, added up over the examples
    dL_db = dL_dz.sum(axis=0)  # ∂L/∂b, added up as well
    return np.concatenate((dL_dW, dL_db, dL_dv, dL_dc), axis=None)


def network_objective(x: Array, t: Array) -> Objective:
    """Mean squared error of the network over m examples, with its gradient by backpropagation.

    Args:
        x: m rows of n inputs.
        t: m targets.

    Raises:
        ValueError: For NaN or infinity, and where x and t do not match.
    """
    _require_examples(x, t)
    return Objective(
        loss=lambda w: squared_error(network(x, w), t).sum() / len(t),
        gradient=lambda w: backpropagate(x, w, t),
    )


def _require_examples(x: Array, t: Array) -> None:
    """Raise ValueError unless x is m rows of inputs and t has m targets, all of them finite."""
    require_finite(x=x, t=t)
    if len(shape(x)) != 2:
        raise ValueError(f"x must be m rows of n inputs, got shape {shape(x)}")
    if shape(t) != shape(x)[:1]:
        raise ValueError(f"t must hold one target for each row of x, got {shape(x)} and {shape(t)}")
