"""The small network: against a network written out unit by unit, and against finite differences."""

import math

import numpy as np
import pytest

from conftest import network_by_hand
from gdcore import central_difference_quotient, minimize, numeric_gradient
from gdcore.network import (
    backpropagate,
    hidden,
    join,
    network,
    network_objective,
    split,
)

X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
XOR = np.array([0.0, 1, 1, 0])
START = join([[1, 0.5], [-0.5, -1]], [0, 0.5], [0.5, 0.5], 0)


def test_the_network_is_its_units():
    """Row i of W holds the weights into hidden unit i: another order gives other outputs."""
    w = np.arange(1.0, 10) / 7
    assert network(X, w) == pytest.approx([network_by_hand(w, x) for x in X], rel=1e-14)
    assert network(X, START)[0] == pytest.approx(0.5 * math.tanh(0.5))


def test_one_example_alone_has_the_output_of_its_row():
    """Each row of X, given alone, and what the hidden units make of it."""
    for i in range(4):
        assert network(X[i], START) == pytest.approx(network(X, START)[i], rel=1e-14)
        assert hidden(X[i], START) == pytest.approx(hidden(X, START)[i], rel=1e-14)


def test_split_undoes_join():
    """For any number of inputs and hidden units."""
    for n, h in ((2, 2), (3, 5), (1, 1)):
        parts = (np.random.default_rng(n).normal(size=size) for size in ((h, n), h, h, ()))
        W, b, v, c = parts = tuple(parts)
        again = split(join(W, b, v, c), n)
        assert all(np.array_equal(a, p) for a, p in zip(again, parts, strict=True))


@pytest.mark.parametrize("seed", range(5))
def test_backpropagation_is_the_gradient(seed):
    """Central differences of the loss, in every weight, to 1e-9; so for 3 inputs and 4 hidden units."""
    random = np.random.default_rng(seed)
    x, t, w = random.normal(size=(6, 3)), random.normal(size=6), random.normal(size=4 * 5 + 1)
    objective = network_objective(x, t)
    numeric = numeric_gradient(objective.loss, w, 1e-5, central_difference_quotient)
    assert np.abs(backpropagate(x, w, t) - numeric).max() <= 1e-9


def test_xor_is_learned():
    """The losses of the commission, to six digits, and outputs that round to XOR."""
    trace = minimize(network_objective(X, XOR), START, 0.1, steps=500)
    losses = {0: 0.360488, 1: 0.283806, 10: 0.206853, 100: 0.083214}
    assert {k: round(trace[k].loss, 6) for k in losses} == losses
    assert network(X, trace[500].weights).round(4).tolist() == [0.0004, 0.9996, 0.9996, 0.0006]


def test_zero_weights_stay_stuck():
    """Only the last bias moves, to the targets' mean 1/2; the loss stays at 1/4."""
    trace = minimize(network_objective(X, XOR), np.zeros(9), 0.1, steps=500)
    assert trace[500].weights[:-1].tolist() == [0] * 8
    assert trace[500].weights[-1] == pytest.approx(0.5)
    assert trace[500].loss == pytest.approx(0.25)


def test_a_network_of_one_input():
    """With one input and one hidden unit, f = v tanh(wx + b) + c: at x = 2, 5 tanh(2 · 3 + 4) + 6."""
    x, w = np.array([[2.0]]), np.array([3.0, 4, 5, 6])
    f = 5 * math.tanh(10) + 6
    assert network_objective(x, np.array([1.0])).loss(w) == pytest.approx((1 - f) ** 2, rel=1e-14)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: network(X, np.ones(8)), "8 weights do not fit a network of 2 inputs"),
        (lambda: network(X, np.ones(1)), "1 weights do not fit a network of 2 inputs"),
        (lambda: network(X, START * np.nan), "w must be finite"),
        (lambda: network_objective(X, XOR).loss(START + np.inf), "w must be finite"),
        (lambda: network_objective(X, XOR).gradient(START + np.inf), "w must be finite"),
        (lambda: join([[1, 2]], [0, 0], [0], 0), r"got \(1, 2\), \(2,\), \(1,\) and \(\)"),
        (lambda: join([[1, 2]], [0], [0, 0], 0), r"got \(1, 2\), \(1,\), \(2,\) and \(\)"),
        (lambda: join([1, 2], [0], [0], 0), r"got \(2,\), \(1,\), \(1,\) and \(\)"),
        (lambda: join([[1, 2]], [0], [0], [0]), r"got \(1, 2\), \(1,\), \(1,\) and \(1,\)"),
        (lambda: join([[1, 2]], [np.nan], [0], 0), "b must be finite"),
        (lambda: split(START, 0), "n must be a whole number, at least 1, got 0"),
        (lambda: split(START, 1.5), "n must be a whole number, at least 1, got 1.5"),
        (lambda: split(1.0, 1), r"w must be an array of weights, got shape \(\)"),
        (lambda: network(X[:0], START), "x must not be empty"),
        (lambda: network(np.ones((1, 1, 2)), START), "m rows of n inputs, or one example of n, got "),
        (lambda: hidden(X * np.nan, START), "x must be finite"),
        (lambda: network(2.0, START), "m rows of n inputs, or one example of n, got 2.0"),
        (lambda: network_objective(X, XOR[:3]), r"one target for each row of x, got \(4, 2\) and \(3,\)"),
        (lambda: network_objective(X * np.nan, XOR), "x must be finite"),
        (lambda: network_objective(XOR, XOR), r"m rows of n inputs, got shape \(4,\)"),
        (lambda: backpropagate(X, START, XOR[:1]), r"one target for each row of x, got \(4, 2\) and \(1,\)"),
        (lambda: backpropagate(X[0], START, 0.0), r"m rows of n inputs, got shape \(2,\)"),
        (lambda: backpropagate(X, START, XOR * np.nan), "t must be finite"),
    ],
)
def test_bad_input_is_refused(call, message):
    """A ValueError says what was wrong."""
    with pytest.raises(ValueError, match=message):
        call()
