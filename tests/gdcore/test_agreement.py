"""The article's descents, step by step, against implementations that share nothing with gdcore.

Each loss is written out below. Its gradients come from complex steps in numpy, the weights from the sums
in which each rule can be written, and the bottoms from scipy.
"""

import numpy as np
import pytest
from scipy import optimize

from gdcore import (
    absolute_error,
    adam,
    double_well,
    half_squared_error,
    linear_objective,
    minimize,
    momentum,
    product_objective,
    signed_error,
)
from gdcore.network import network_objective

X, T = np.array([1.0, 2, 3]), np.array([2, 4, 6.6])
ROWS, LINE = np.array([[1.0, 1], [2, 1], [3, 1]]), np.array([3.0, 5, 7])
CORNERS, XOR = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0.0, 1, 1, 0])
NETWORK = [1, 0.5, -0.5, -1, 0, 0.5, 0.5, 0.5, 0]  # W row by row, b, v, c

# The losses, of weights that may be complex.
LOSSES = {
    "signed": lambda w: 4 - 2 * w,
    "absolute": lambda w: (4 - 2 * w) * np.sign((4 - 2 * w).real),
    "squared": lambda w: (4 - 2 * w) ** 2,
    "half squared": lambda w: (4 - 2 * w) ** 2 / 2,
    "three examples": lambda w: ((T - X * w) ** 2).sum() / 3,
    "two weights": lambda w: (4 - (2 * w[0] + w[1])) ** 2,
    "valley": lambda w: ((LINE - ROWS[:, 0] * w[0] - w[1]) ** 2).sum() / 3,
    "thousand weights": lambda w: (4000 - 2 * w.sum()) ** 2,
    "product": lambda w: (4 - 2 * w[0] * w[1]) ** 2,
    "double well": lambda w: w**4 - 2 * w**2 + 1 + 0.3 * w,
    "network": lambda w: ((XOR - network_by_columns(w)) ** 2).sum() / 4,
}
OBJECTIVES = {
    "signed": linear_objective(2, 4, signed_error),
    "absolute": linear_objective(2, 4, absolute_error),
    "squared": linear_objective(2, 4),
    "half squared": linear_objective(2, 4, half_squared_error),
    "three examples": linear_objective(X, T),
    "two weights": linear_objective(np.array([2.0, 1]), 4),
    "valley": linear_objective(ROWS, LINE),
    "thousand weights": linear_objective(np.full(1000, 2.0), 4000),
    "product": product_objective(2, 4),
    "double well": double_well(0.3),
    "network": network_objective(CORNERS, XOR),
}
ADAM = "Adam"
# Loss, start, learning rate, steps; and the rule: how much of the last direction is kept, or Adam.
DESCENTS = [
    ("signed", 1.0, 0.1, 50, 0),
    ("absolute", 1.0, 0.1, 100, 0),
    *(("squared", 1.0, r, 200, 0) for r in (0.01, 0.05, 0.1, 0.125, 0.2, 0.24, 0.25, 0.3)),
    ("half squared", 1.0, 0.1, 100, 0),
    ("three examples", 1.0, 0.1, 100, 0),
    ("two weights", [1.0, 1], 0.1, 20, 0),
    ("valley", [0.0, 0], 0.1, 100, 0),
    ("thousand weights", np.ones(1000), 0.0001, 20, 0),
    ("product", [1.0, 1], 0.1, 4, 0),  # it never settles, and later steps are made of rounding
    ("product", [1.0, 1], 0.01, 100, 0),
    ("product", [2.0, 0.5], 0.01, 100, 0),
    ("product", [1.0, -0.99], 0.01, 100, 0),
    ("network", NETWORK, 0.1, 500, 0),
    *(("valley", [0.0, 0], 0.1, 200, keep) for keep in (0.3, 0.5, 0.7, 0.9)),
    ("squared", 1.0, 0.1, 100, 0.7),
    ("valley", [0.0, 0], 0.1, 200, ADAM),
    ("squared", 1.0, 0.1, 200, ADAM),
    ("thousand weights", np.ones(1000), 0.1, 20, ADAM),
    *(("double well", start, 0.05, 100, 0) for start in (-2.0, 2.0)),
]
each_descent = pytest.mark.parametrize(("loss", "start", "rate", "steps", "rule"), DESCENTS)


def network_by_columns(w):
    """Outputs of the 2-2-1 network for the four corners."""
    x1, x2 = CORNERS.T
    a1 = np.tanh(w[0] * x1 + w[1] * x2 + w[4])
    a2 = np.tanh(w[2] * x1 + w[3] * x2 + w[5])
    return w[6] * a1 + w[7] * a2 + w[8]


def gradient_of(loss, w):
    """By complex steps: Im L(w + ih) / h has no difference in it, so no digits are lost to a small h."""
    h = 2.0**-300
    steps = (1j * h * direction.reshape(w.shape) for direction in np.eye(w.size))
    return np.reshape([loss(w + step).imag / h for step in steps], w.shape)


def direction_of(gradients, rule):
    """The sums that the rules' recursions come to: Σ keepⁱ gᵢ, and weighted means; i = 0 is the last."""
    ages = np.arange(len(gradients))[::-1]
    if rule is not ADAM:
        return np.tensordot(float(rule) ** ages, gradients, 1)
    mean = np.average(gradients, axis=0, weights=0.9**ages)
    return mean / (np.sqrt(np.average(np.square(gradients), axis=0, weights=0.999**ages)) + 1e-8)


def descent(loss, start, rate, steps, rule):
    """The first iterates of gdcore's descent."""
    direction = adam() if rule is ADAM else momentum(rule) if rule else None
    start = np.array(start) if np.ndim(start) else start
    return list(minimize(OBJECTIVES[loss], start, rate, steps=steps, direction=direction))


def require_agreement(iterates, *others):
    """Weights, losses and gradients to 1e-12; of their size now or at the start, where that exceeds 1."""
    for name, theirs in zip(("weights", "loss", "gradient"), others, strict=True):
        ours = np.array([getattr(iterate, name) for iterate in iterates])
        size = np.maximum(np.abs(theirs), np.abs(theirs[0])).clip(1)
        assert ours.shape == size.shape
        assert np.max(np.abs(ours - theirs) / size) <= 1e-12, name


@each_descent
def test_numpy_agrees_at_every_step(loss, start, rate, steps, rule):
    """Complex steps for the gradient, sums over all past gradients for the direction."""
    w, formula, weights, losses, gradients = np.array(start), LOSSES[loss], [], [], []
    iterates = descent(loss, start, rate, steps, rule)
    for _ in iterates:
        weights.append(w)
        losses.append(formula(w))
        gradients.append(gradient_of(formula, w))
        w = w - rate * direction_of(gradients, rule)
    assert len(iterates) == steps + 1 or abs(losses[-1]) > 1e6 * max(1, losses[0])
    require_agreement(iterates, weights, losses, gradients)


def test_the_valley_in_closed_form():
    """On a mean square, step k leaves (I − rH)ᵏ of the distance to the bottom (2, 1); H = 2XᵀX/m."""
    shrink = np.eye(2) - 0.1 * 2 / 3 * np.array([[14, 6], [6, 3]])
    for iterate in descent("valley", [0.0, 0], 0.1, 100, 0):
        left = np.linalg.matrix_power(shrink, iterate.k) @ [-2, -1]
        assert iterate.weights == pytest.approx(np.array([2, 1]) + left, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(("start", "bracket"), [(-2, (-2, -0.8)), (2, (0.8, 2))])
def test_scipy_finds_the_same_bottoms_of_the_double_well(start, bracket):
    """Brent's method on the derivative 4w³ − 4w + 0.3, between two places where its signs differ."""
    bottom = optimize.brentq(lambda w: 4 * w**3 - 4 * w + 0.3, *bracket, xtol=1e-15)
    end = minimize(double_well(0.3), start, 0.05, steps=1000, gradient_below=1e-13)[-1]
    assert end.weights == pytest.approx(bottom, rel=1e-12)


def test_scipy_finds_the_same_bottoms_of_the_linear_models():
    """Least squares over the three examples, and over the rows of the valley."""
    for loss, rows, targets, start in (
        ("three examples", X[:, None], T, 1.0),
        ("valley", ROWS, LINE, np.zeros(2)),
    ):
        bottom = optimize.lsq_linear(rows, targets, tol=1e-15).x
        end = minimize(OBJECTIVES[loss], start, 0.1, steps=2000, gradient_below=1e-13)[-1]
        assert end.weights == pytest.approx(bottom, rel=1e-12)
