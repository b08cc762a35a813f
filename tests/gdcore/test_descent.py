"""Objectives and descents: closed forms, exact fractions, and other implementations."""

import math
import weakref
from dataclasses import FrozenInstanceError
from fractions import Fraction

import numpy as np
import pytest
import sympy

from gdcore import (
    Iterate,
    Loss,
    Objective,
    Outcome,
    Trace,
    absolute_error,
    adam,
    central_difference_quotient,
    curvatures,
    difference_quotient,
    double_well,
    half_squared_error,
    linear,
    linear_objective,
    minimize,
    momentum,
    numeric_gradient,
    powers,
    product,
    product_objective,
    sampled_objective,
    shrink_factor,
    signed_error,
    squared_error,
    stability_limit,
    with_slope,
)

ROWS = np.array([[1.0, 1], [2, 1], [3, 1]])
TARGETS = np.array([3.0, 5, 8])


def exact(*rows):
    """An array of fractions: numpy's arrays may hold any numbers."""
    return np.array([[Fraction(value) for value in row] for row in rows], dtype=object)


# --- Objectives ---------------------------------------------------------------------------


def test_mean_squared_error_by_hand():
    """Weight 1, examples (1, 2), (2, 4), (3, 7): misses 1, 2, 4, loss 21/3 = 7, gradient −2 · 17/3."""
    x, t = exact([1, 2, 3])[0], exact([2, 4, 7])[0]
    objective = linear_objective(x, t)
    assert objective.loss(Fraction(1)) == 7
    assert objective.gradient(Fraction(1)) == Fraction(-34, 3)


def test_a_loss_of_ones_own_brings_its_slope_along():
    """(t − f)³ has the slope −3(t − f)²: at x = 2, w = 1, t = 5 it is 27, and its gradient −3 · 9 · 2 = −54."""

    @with_slope(lambda output, target: -3 * (target - output) ** 2)
    def cubed_error(output, target):
        return (target - output) ** 3

    objective = linear_objective(2, 5, cubed_error)
    assert (objective.loss(1), objective.gradient(1)) == (27, -54)
    assert (cubed_error(2, 5), cubed_error.slope(2, 5)) == (27, -27)


@pytest.mark.parametrize("loss", [signed_error, absolute_error, half_squared_error, squared_error, None])
def test_each_gradient_of_many_weights_is_that_of_its_definition(loss):
    """The central quotient of a square is exact, that of a line too: in fractions, to the last digit."""
    x, t = exact([1, 5, -2], [3, -1, 4]), exact([2, -7])[0]
    w = exact([Fraction(1, 3), 2, Fraction(-5, 2)])[0]
    objective = linear_objective(x, t, loss) if loss else linear_objective(x, t)
    numeric = numeric_gradient(objective.loss, w, Fraction(1, 1000), central_difference_quotient)
    gradient = (loss or squared_error).gradient(x, w, t)
    assert gradient.tolist() == numeric.tolist() == objective.gradient(w).tolist()
    assert len(set(numeric)) > 1


def test_one_example_of_many_weights_is_a_row():
    """x = (2, 1), w = (1, 1), t = 4: L = 1 and gradient (−4, −2), by hand, as a row and as an example."""
    w = np.array([1.0, 1])
    for x, t in ((np.array([2.0, 1]), 4), (np.array([[2.0, 1]]), np.array([4.0]))):
        objective = linear_objective(x, t)
        assert objective.loss(w) == 1
        assert objective.gradient(w).tolist() == [-4, -2]


def test_the_product_and_its_gradient():
    """f = 2 · 3 · 5 = 30, t = 32: L = 4, gradient −2 · 2 · 2 · (5, 3) = (−40, −24); sympy agrees."""
    objective, w = product_objective(2, 32), np.array([3, 5])
    assert product(2, w) == 30
    assert objective.loss(w) == 4
    assert objective.gradient(w).tolist() == [-40, -24]
    a, b = sympy.symbols("a b")
    loss = (32 - 2 * a * b) ** 2
    assert [sympy.diff(loss, s).subs({a: 3, b: 5}) for s in (a, b)] == [-40, -24]


def test_the_double_well_and_its_gradient():
    """At w = 2, tilt 3: 9 + 6 = 15, slope 4 · 2 · 3 + 3 = 27; without tilt its valleys are at ±1."""
    assert (double_well(3).loss(2), double_well(3).gradient(2)) == (15, 27)
    assert [double_well(0).gradient(w) for w in (-1, 0, 1)] == [0, 0, 0]
    assert [double_well(0).loss(w) for w in (-1, 0, 1)] == [0, 1, 0]


def test_powers():
    """The columns 1, x, x², x³; of degree 0 the column 1 alone."""
    assert powers(np.array([2, -1]), 0).tolist() == [[1], [1]]
    assert powers(np.array([2, -1]), 3).tolist() == [[1, 2, 4, 8], [1, -1, 1, -1]]


def test_a_sampled_gradient_is_that_of_its_batch():
    """With all examples in the batch it is the full one; over all single ones, the mean is."""
    w = np.array([0.5, -1])
    full = squared_error.gradient(ROWS, w, TARGETS)
    everything = sampled_objective(ROWS, TARGETS, 3, np.random.default_rng(0))
    assert np.allclose(everything.gradient(w), full)
    assert everything.loss(w) == linear_objective(ROWS, TARGETS).loss(w)
    one = sampled_objective(ROWS, TARGETS, 1, np.random.default_rng(0))
    each = [squared_error.gradient(ROWS[i : i + 1], w, TARGETS[i : i + 1]) for i in range(3)]
    drawn = [one.gradient(w) for _ in range(30)]
    assert all(any(np.allclose(gradient, known) for known in each) for gradient in drawn)
    assert np.allclose(np.mean(each, axis=0), full)
    assert len({tuple(gradient) for gradient in drawn}) == 3


# --- Quotients ----------------------------------------------------------------------------


def test_central_difference_quotient_of_a_cube():
    """((a + h)³ − (a − h)³) / 2h = 3a² + h²: 12 + 1/4 at a = 2, h = 1/2, exactly."""
    assert central_difference_quotient(lambda a: a**3, Fraction(2), Fraction(1, 2)) == Fraction(49, 4)


@pytest.mark.parametrize(("quotient", "losses"), [(difference_quotient, 1 + 5), (central_difference_quotient, 2 * 5)])
def test_a_numeric_gradient_asks_for_so_many_losses(quotient, losses):
    """n + 1 with the one-sided quotient, 2n with the central one: for n = 5."""
    asked = []

    def loss(w):
        asked.append(tuple(w))
        return float(w @ w)

    w = np.arange(1.0, 6)
    assert np.allclose(numeric_gradient(loss, w, 1e-6, quotient), 2 * w, atol=1e-4)
    assert len(asked) == losses
    assert w.tolist() == [1, 2, 3, 4, 5], "the weights given stay as they are"


def test_a_numeric_gradient_of_whole_numbers_is_not_cut_off():
    """(1.1² − 1) / 0.1 = 2.1 and (2.1² − 4) / 0.1 = 4.1, though the weights are whole."""
    gradient = numeric_gradient(lambda w: (w**2).sum(), np.array([1, 2]), 0.1)
    assert np.allclose(gradient, [2.1, 4.1])


# --- Descents -----------------------------------------------------------------------------


def test_a_descent_against_numpy_step_by_step():
    """Written out with matrices, w − r · 2/m · Xᵀ(Xw − t): the same weights over 50 steps."""
    w = np.array([0.3, -0.7])
    for iterate in minimize(linear_objective(ROWS, TARGETS), w, 0.05, steps=50):
        assert np.allclose(iterate.weights, w, rtol=1e-12)
        assert math.isclose(iterate.loss, np.mean((ROWS @ w - TARGETS) ** 2), rel_tol=1e-12)
        w = w - 0.05 * 2 / 3 * ROWS.T @ (ROWS @ w - TARGETS)


def test_a_descent_ends_at_the_least_squares_solution():
    """Where numpy's lstsq says the smallest mean squared error is."""
    trace = minimize(linear_objective(ROWS, TARGETS), np.zeros(2), 0.1, steps=5000, gradient_below=1e-10)
    assert trace.outcome is Outcome.CONVERGED
    solution = np.linalg.lstsq(ROWS, TARGETS, rcond=None)[0]
    assert np.allclose(trace[-1].weights, solution, atol=1e-8)


@pytest.mark.parametrize(
    ("rate", "outcome", "steps"),
    [
        # The miss is 2(1 − 8r)^k; the first k with 4(1 − 8r)^2k < 1e-6, by logarithms.
        (0.01, Outcome.CONVERGED, math.ceil(math.log(1e-6 / 4) / (2 * math.log(0.92)))),
        (0.2, Outcome.CONVERGED, math.ceil(math.log(1e-6 / 4) / (2 * math.log(0.6)))),
        (0.125, Outcome.CONVERGED, 1),
        (0.25, Outcome.STEP_LIMIT, 200),
        # 4 · 1.4^2k > 4e6 first at k = 21.
        (0.3, Outcome.DIVERGED, math.ceil(math.log(1e6) / (2 * math.log(1.4)))),
    ],
)
def test_how_a_descent_ends(rate, outcome, steps):
    """CONVERGED below the loss asked for, DIVERGED long before overflow, or at the limit of steps."""
    trace = minimize(linear_objective(2, 4), 1, rate, steps=200, loss_below=1e-6)
    assert trace.outcome is outcome
    assert trace[-1].k == len(trace) - 1 == steps


def on_a_walk(*losses):
    """An objective whose loss is losses[w] at w = 0, 1, 2, …; a rate of 1 leads from each to the next."""
    return Objective(losses.__getitem__, lambda w: -1)


@pytest.mark.parametrize(("first", "limit"), [(1, 10**6), (0.5, 10**6), (-3, 3 * 10**6)])
def test_divergence_begins_above_a_million_times_the_first_loss(first, limit):
    """Or a million, where the first is less than 1 in size; above in size, so far below zero too."""
    for sign in (1, -1):
        trace = minimize(on_a_walk(first, sign * limit, sign * (limit + 1), 0), 0, 1, steps=3)
        assert (trace.outcome, trace[-1].k) == (Outcome.DIVERGED, 2)


def test_a_descent_converges_below_the_bound_and_not_on_it():
    """Losses 2, 1, 0: the first below 1 is the third. Derivatives of size 1 are not below 1 either."""
    trace = minimize(on_a_walk(2, 1, 0), 0, 1, steps=2, loss_below=1)
    assert (trace.outcome, trace[-1].k) == (Outcome.CONVERGED, 2)
    trace = minimize(on_a_walk(2, 1, 0), 0, 1, steps=2, gradient_below=1)
    assert (trace.outcome, trace[-1].k) == (Outcome.STEP_LIMIT, 2)


def test_every_partial_derivative_has_to_be_small():
    """(0, 1) has one below 1/2, and does not end a descent; (0, 1/4) has two, and does."""
    for other, outcome in ((1, Outcome.STEP_LIMIT), (0.25, Outcome.CONVERGED)):
        objective = Objective(lambda w: 1.0, lambda w, other=other: np.array([0, other]))
        trace = minimize(objective, np.zeros(2), 1, steps=1, gradient_below=0.5)
        assert trace.outcome is outcome


def test_a_descent_of_no_steps_is_its_start():
    """At most 0 steps: the trace holds the first iterate."""
    trace = minimize(linear_objective(2, 4), 1, 0.1, steps=0)
    assert (trace.outcome, len(trace), trace[0].weights) == (Outcome.STEP_LIMIT, 1, 1)


@pytest.mark.parametrize(("every", "last"), [(1, 7), (3, 7), (7, 7), (10, 7), (3, 6)])
def test_a_trace_of_every_kth_iterate_is_part_of_the_full_one(every, last):
    """At the steps 0, every, 2 · every, …, and the last, it stands where the full one does; however it ends."""
    objective, w = linear_objective(ROWS, TARGETS), np.zeros(2)
    bound = minimize(objective, w, 0.1, steps=last)[-1].loss * 1.001
    for steps, loss_below, outcome in ((last, None, Outcome.STEP_LIMIT), (99, bound, Outcome.CONVERGED)):
        full = minimize(objective, w, 0.1, steps=steps, loss_below=loss_below)
        thin = minimize(objective, w, 0.1, steps=steps, loss_below=loss_below, keep_every=every)
        assert thin.outcome is full.outcome is outcome
        assert [at.k for at in thin] == sorted({*range(0, last + 1, every), last})
        for at in thin:
            whole = full[at.k]
            assert (at.k, *at.weights, at.loss, *at.gradient) == (whole.k, *whole.weights, whole.loss, *whole.gradient)


def test_a_thin_trace_holds_no_more_than_it_keeps():
    """Of 1000 steps, every 100th kept: the weights of 11 iterates are alive, and none of the 990 others."""
    plain, seen = linear_objective(np.array([2.0]), 4), []

    def loss(w):
        seen.append(weakref.ref(w))
        return plain.loss(w)

    trace = minimize(Objective(loss, plain.gradient), np.ones(1), 0.01, steps=1000, keep_every=100)
    alive = [w for ref in seen if (w := ref()) is not None]
    assert (len(seen), len(alive)) == (1001, 11)
    assert all(w is at.weights for w, at in zip(alive, trace, strict=True))


@pytest.mark.parametrize(
    ("kind", "fields"),
    [(Iterate, (0, 1, 2, 3)), (Trace, ((), Outcome.STEP_LIMIT)), (Objective, (abs, abs)), (Loss, (max, min))],
)
def test_records_are_frozen_and_equal_to_themselves_only(kind, fields):
    """No field can be set; and two records with the same fields differ, for arrays have no one equality."""
    record = kind(*fields)
    with pytest.raises(FrozenInstanceError):
        setattr(record, next(iter(vars(record))), 0)
    assert record == record != kind(*fields)


def test_divergence_is_found_before_overflow():
    """A rate a million times too large ends after one step, finite."""
    trace = minimize(linear_objective(2, 4), 1, 1e6, steps=1000)
    assert trace.outcome is Outcome.DIVERGED
    assert len(trace) == 2
    assert math.isfinite(trace[-1].loss)


def test_a_gradient_of_zero_stops_a_descent_that_asks_for_it():
    """At (0, 0) the product's gradient is zero and its loss is not: 16 with x = 2, t = 4."""
    trace = minimize(product_objective(2, 4), np.zeros(2), 0.1, steps=9, gradient_below=1e-12)
    assert (trace.outcome, len(trace), trace[0].loss) == (Outcome.CONVERGED, 1, 16)


def test_one_path_from_one_weight_to_a_thousand():
    """1000 equal weights, x = 2, t = 4000, rate r/1000: each goes where the one weight goes with r."""
    x = np.full(1000, 2.0)
    many = minimize(linear_objective(x, 4000), np.ones(1000), 0.0001, steps=5)
    one = minimize(linear_objective(2, 4), 1, 0.1, steps=5)
    for a, b in zip(many, one, strict=True):
        assert np.allclose(a.weights, b.weights, rtol=1e-12)


def test_curvature_and_the_stability_limit():
    """2x² = 18 at x = 3 and 2 / 18; the closed form of a symmetric 2 × 2 matrix for the rows."""
    assert curvatures(3) == [18]
    assert stability_limit(18) == pytest.approx(1 / 9)
    (a, b), (_, d) = 2 / 3 * np.array([[14, 6], [6, 3]])  # 2XᵀX/m, by hand
    root = math.sqrt((a - d) ** 2 + 4 * b**2)
    assert curvatures(ROWS) == pytest.approx([(a + d - root) / 2, (a + d + root) / 2])
    # One row of n inputs: 2|x|², from the smaller of the two products.
    assert curvatures(np.array([[3.0, 4]])) == pytest.approx([50])


@pytest.mark.parametrize(("share", "outcome"), [(0.99, Outcome.STEP_LIMIT), (1.05, Outcome.DIVERGED)])
def test_the_stability_limit_separates(share, outcome):
    """Just below it the loss falls for good; just above it diverges."""
    rate = share * stability_limit(curvatures(ROWS)[-1])
    trace = minimize(linear_objective(ROWS, TARGETS), np.zeros(2), rate, steps=300)
    assert trace.outcome is outcome
    assert bool(trace[-1].loss < trace[0].loss) == (share < 1)


def test_shrink_factor():
    """One step on (t − xw)² multiplies the miss by it: 1 − 8/10 = 1/5 at x = 2, r = 1/10."""
    assert shrink_factor(Fraction(8), Fraction(1, 10)) == Fraction(1, 5)
    first, second = minimize(linear_objective(2, 4), Fraction(1), Fraction(1, 10), steps=1)
    assert (4 - 2 * second.weights) / (4 - 2 * first.weights) == Fraction(1, 5)


# --- Directions ---------------------------------------------------------------------------


def directions(rule, *gradients):
    """What a rule makes of gradients in their order, from its first state on."""
    state, found = None, []
    for gradient in gradients:
        direction, state = rule(state, gradient)
        found.append(direction)
    return found


def test_momentum_by_hand():
    """Gradients 1, 2, 4, keeping 1/2: 1, then 2 + 1/2, then 4 + 5/4."""
    assert directions(momentum(Fraction(1, 2)), 1, 2, 4) == [1, Fraction(5, 2), Fraction(21, 4)]


def test_momentum_of_nothing_is_the_gradient():
    """Keeping 0 of the last direction, the descent is the plain one."""
    objective, w = linear_objective(ROWS, TARGETS), np.zeros(2)
    plain = minimize(objective, w, 0.05, steps=9)
    heavy = minimize(objective, w, 0.05, steps=9, direction=momentum(0))
    assert [i.weights.tolist() for i in heavy] == [i.weights.tolist() for i in plain]


def test_adam_by_its_algorithm():
    """Kingma and Ba's algorithm 1, written out for three gradients; and the first step is 1 or −1."""
    gradients, expected = [3.0, -1.0, 0.5], []
    m = v = 0.0
    for k, g in enumerate(gradients, 1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        expected.append(m / (1 - 0.9**k) / (math.sqrt(v / (1 - 0.999**k)) + 1e-8))
    assert directions(adam(), *gradients) == pytest.approx(expected, rel=1e-12)
    assert np.allclose(directions(adam(), np.array([1e-3, -1e3])), [1, -1], rtol=1e-4)


def test_adam_that_keeps_nothing_takes_the_sign_of_each_gradient():
    """Keeping 0, it is g / (|g| + epsilon): with epsilon 1, 3 gives 3/4 and −1 gives −1/2."""
    assert directions(adam(keep=0, keep_squares=0, epsilon=1), 3.0, -1.0) == [0.75, -0.5]


HEAVY = momentum(Fraction(1, 2))


@pytest.mark.parametrize("rule", [HEAVY, adam()])
def test_a_rule_remembers_nothing_from_one_descent_to_the_next(rule):
    """By momentum 1/2, from w = 1 with x = 1, t = 3, r = 1/4: gradients −4, −2, weights 1, 2, 3; each time it is used.

    The second step goes by −2 − 4/2 = −4, so by 1 again; with Adam, whose weights are no such numbers, the second
    descent and one that runs between the steps of another are the same as the first.
    """
    objective = linear_objective(1, 3)

    def weights(gradient=objective.gradient):
        trace = minimize(Objective(objective.loss, gradient), Fraction(1), Fraction(1, 4), steps=3, direction=rule)
        return [at.weights for at in trace]

    def with_another_between(w):
        weights()
        return objective.gradient(w)

    assert weights() == weights(with_another_between) == weights()
    if rule is HEAVY:
        assert weights()[:3] == [1, 2, 3]


# --- Bad input ----------------------------------------------------------------------------

NAN, SQUARE = float("nan"), linear_objective(2, 4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: minimize(SQUARE, 1, 0.1, steps=-1), "steps must be a whole number, at least 0, got -1"),
        (lambda: minimize(SQUARE, 1, 1, steps=2.5), "steps must be a whole number, at least 0, got 2.5"),
        (lambda: minimize(SQUARE, 1, 1, steps=NAN), "steps must be finite, got nan"),
        (lambda: minimize(SQUARE, 1, 1, steps=math.inf), "steps must be finite, got inf"),
        (lambda: minimize(SQUARE, 1, 1, steps=2, keep_every=0), "keep_every must be a whole number, at least 1, got 0"),
        (lambda: minimize(SQUARE, 1, 1, steps=2, keep_every=1.5), "at least 1, got 1.5"),
        (lambda: minimize(SQUARE, 1, 1, steps=2, keep_every=NAN), "keep_every must be finite, got nan"),
        (lambda: minimize(SQUARE, 1, 1, steps=2, loss_below=NAN), "loss_below must be finite, got nan"),
        (lambda: minimize(SQUARE, 1, 1, steps=2, gradient_below=0), "gradient_below must be positive, got 0"),
        (lambda: minimize(Objective(lambda w: NAN, abs), 1, 1, steps=2), "first loss must be finite, got nan"),
        (lambda: minimize(linear_objective(0.0, 1e200), 1, 1, steps=2), "first loss must be finite, got inf"),
        (lambda: linear_objective(NAN, 4), "x must be finite, got nan"),
        (lambda: linear_objective(2, np.array([4, NAN])), "t must be finite"),
        (lambda: linear_objective(2, 4, abs), "loss must be a Loss"),
        (lambda: SQUARE.loss(NAN), "w must be finite, got nan"),
        (lambda: linear_objective(2.0, 4).loss(1e308), "output must be finite, got inf"),
        (lambda: linear_objective(2.0, 4).gradient(1e308), "output must be finite, got inf"),
        (lambda: linear_objective(2.0, 4, signed_error).loss(1e308), "output must be finite, got inf"),
        (lambda: SQUARE.loss(np.array([100], np.int8)), "w must not be of int8"),
        (lambda: SQUARE.loss(np.ones(2)), r"same shape, got \(2,\) and \(\)"),
        (lambda: SQUARE.gradient(np.ones(2)), r"same shape, got \(2,\) and \(\)"),
        (lambda: product(np.ones(2), np.ones(2)), r"x must be one number, got an array of shape \(2,\)"),
        (lambda: adam(keep=1), "keep must be at least 0 and below 1, got 1"),
        (lambda: adam(keep=-0.5), "keep must be at least 0 and below 1, got -0.5"),
        (lambda: adam(keep_squares=1), "keep_squares must be at least 0 and below 1, got 1"),
        (lambda: adam(keep_squares=-0.5), "keep_squares must be at least 0 and below 1, got -0.5"),
        (lambda: adam(epsilon=0), "epsilon must be positive, got 0"),
        (lambda: adam()(None, NAN), "gradient must be finite, got nan"),
        (lambda: momentum(0.5)(None, NAN), "gradient must be finite, got nan"),
        (lambda: minimize(SQUARE, 1, 0, steps=1), "learning_rate must be positive, got 0"),
        (lambda: minimize(Objective(abs, lambda w: NAN), 1, 1, steps=2), "gradient must be finite, got nan"),
        (lambda: linear_objective(ROWS, TARGETS[:2]), r"got x of shape \(3, 2\) and t of shape \(2,\)"),
        (lambda: linear_objective(ROWS, 1), r"x of shape \(3, 2\) and t of shape \(\)"),
        (lambda: linear_objective(1, TARGETS), r"x of shape \(\) and t of shape \(3,\)"),
        (lambda: linear_objective(ROWS[:0], TARGETS[:0]), r"x must not be empty, got an array of shape \(0, 2\)"),
        (lambda: linear_objective(ROWS, TARGETS).loss(np.zeros(3)), r"w must hold one weight for each input"),
        (lambda: linear_objective(ROWS, TARGETS).gradient(np.zeros(3)), r"w must hold one weight for each input"),
        (lambda: linear_objective(ROWS, TARGETS).loss(0.5), r"w must hold one weight for each input"),
        (lambda: sampled_objective(ROWS, TARGETS, 0, None), "size must be a whole number, from 1 to 3, got 0"),
        (lambda: sampled_objective(ROWS, TARGETS, 4, None), "size must be a whole number, from 1 to 3, got 4"),
        (lambda: sampled_objective(ROWS, TARGETS, 1.5, None), "size must be a whole number, from 1 to 3, got 1.5"),
        (lambda: sampled_objective(2, 4, 1, None), "t must be an array of m targets, got 4"),
        (lambda: product_objective(NAN, 4), "x must be finite, got nan"),
        (lambda: product_objective(2, np.ones(2)), r"t must be one number, got an array of shape \(2,\)"),
        (lambda: double_well(NAN), "tilt must be finite, got nan"),
        (lambda: double_well(0).loss(NAN), "w must be finite, got nan"),
        (lambda: double_well(0).gradient(None), "w must be a number or an array of numbers, got None"),
        (lambda: product(1, np.ones(3)), r"w must hold two weights, got shape \(3,\)"),
        (lambda: product(NAN, np.ones(2)), "x must be finite"),
        (lambda: powers(np.ones(2), -1), "degree must be a whole number, at least 0, got -1"),
        (lambda: powers(np.ones(2), 1.5), "degree must be a whole number, at least 0, got 1.5"),
        (lambda: powers(np.array([1, NAN]), 1), "x must be finite"),
        (lambda: powers(np.ones((2, 2)), 1), r"x must be an array of m numbers, got shape \(2, 2\)"),
        (lambda: powers(np.ones(0), 1), "x must not be empty"),
        (lambda: powers(2, 1), r"x must be an array of m numbers, got shape \(\)"),
        (lambda: powers(np.array([2]), 20), "integers in x to the power 20 must be"),
        (lambda: curvatures(np.ones(3)), r"got shape \(3,\)"),
        (lambda: curvatures(NAN), "x must be finite"),
        (lambda: stability_limit(0), "curvature must be positive, got 0"),
        (lambda: shrink_factor(0, 1), "curvature must be positive, got 0"),
        (lambda: shrink_factor(1, -1), "learning_rate must be positive, got -1"),
        (lambda: momentum(-0.5), "keep must be at least 0 and below 1, got -0.5"),
        (lambda: momentum(1), "keep must be at least 0 and below 1, got 1"),
        (lambda: numeric_gradient(abs, 1, 1), r"w must be an array of n weights, got shape \(\)"),
        (lambda: numeric_gradient(sum, np.ones(2), 0), "h must not be zero"),
        (lambda: central_difference_quotient(abs, 1, 0), "h must not be zero"),
        (lambda: linear(np.ones((2, 2, 2)), np.ones(2)), r"inputs of shape \(2, 2, 2\) and weights of shape \(2,\)"),
        (lambda: linear(np.ones((2, 2)), np.ones((2, 1))), r"weights of shape \(2, 1\)"),
    ],
)  # fmt: skip
def test_bad_input_is_refused(call, message):
    """A ValueError says which value was wrong, and how."""
    with pytest.raises(ValueError, match=message):
        call()
