"""What gdcore is given: each argument of each function, with what is no number and with large whole numbers."""

import inspect
import math
import re
import sys
from fractions import Fraction

import numpy as np
import pytest

import gdcore
from gdcore import (
    Objective,
    Outcome,
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
    partial_derivative,
    powers,
    product,
    product_objective,
    sampled_objective,
    shrink_factor,
    signed_error,
    squared_error,
    stability_limit,
    step,
)
from gdcore.network import backpropagate, forward, hidden, join, network, network_objective, split

NAN, INF = float("nan"), float("inf")
ROWS, TARGETS, PAIR = np.array([[1.0, 1], [2, 1], [3, 1]]), np.array([3.0, 5, 8]), np.array([1.0, 2])
WELL = double_well(0.3)

# Each function, with good values for those of its arguments that are numbers.
CALLS = [
    (linear, {"x": 2.0, "w": 3.0}),
    (linear, {"x": ROWS, "w": PAIR}),
    (product, {"x": 2.0, "w": PAIR}),
    (powers, {"x": PAIR, "degree": 2}),
    *((loss, {"output": 3.0, "target": 4.0}) for loss in (signed_error, absolute_error, squared_error)),
    *((loss.slope, {"output": 3.0, "target": 4.0}) for loss in (signed_error, absolute_error, squared_error)),
    (half_squared_error, {"output": PAIR, "target": PAIR}),
    (squared_error.gradient, {"x": ROWS, "w": PAIR, "t": TARGETS}),
    (linear_objective, {"x": ROWS, "t": TARGETS}),
    (linear_objective(ROWS, TARGETS).loss, {"w": PAIR}),
    (linear_objective(ROWS, TARGETS).gradient, {"w": PAIR}),
    (product_objective, {"x": 2.0, "t": 4.0}),
    (product_objective(2.0, 4.0).loss, {"w": PAIR}),
    (product_objective(2.0, 4.0).gradient, {"w": PAIR}),
    (double_well, {"tilt": 0.3}),
    (WELL.loss, {"w": 2.0}),
    (WELL.gradient, {"w": 2.0}),
    (sampled_objective, {"x": ROWS, "t": TARGETS, "size": 2, "generator": None}),
    (difference_quotient, {"f": abs, "a": 2.0, "h": 0.5}),
    (central_difference_quotient, {"f": abs, "a": 2.0, "h": 0.5}),
    (partial_derivative, {"f": max, "arguments": (1.0, 2.0), "position": 1, "h": 0.5}),
    (numeric_gradient, {"loss": np.sum, "w": PAIR, "h": 0.5}),
    (step, {"w": 1.0, "gradient": 2.0, "learning_rate": 0.1}),
    (step, {"w": PAIR, "gradient": PAIR, "learning_rate": 0.1}),
    (minimize, {"objective": WELL, "w": 2.0, "learning_rate": 0.1, "steps": 3, "keep_every": 1}),
    (minimize, {"objective": WELL, "w": 2.0, "learning_rate": 0.1, "steps": 3, "loss_below": 0.1}),
    (minimize, {"objective": WELL, "w": 2.0, "learning_rate": 0.1, "steps": 3, "gradient_below": 0.1}),
    (momentum, {"keep": 0.5}),
    (adam, {"keep": 0.5, "keep_squares": 0.5, "epsilon": 0.5}),
    (curvatures, {"x": 2.0}),
    (curvatures, {"x": ROWS}),
    (stability_limit, {"curvature": 2.0}),
    (shrink_factor, {"curvature": 2.0, "learning_rate": 0.1}),
    (join, {"W": np.ones((2, 2)), "b": PAIR, "v": PAIR, "c": 1.0}),
    (split, {"w": np.ones(9), "n": 2}),
    (forward, {"x": ROWS, "w": np.ones(9)}),
    (hidden, {"x": ROWS, "w": np.ones(9)}),
    (network, {"x": ROWS, "w": np.ones(9)}),
    (backpropagate, {"x": ROWS, "w": np.ones(9), "t": TARGETS}),
    (network_objective, {"x": ROWS, "t": TARGETS}),
    (network_objective(ROWS, TARGETS).loss, {"w": np.ones(9)}),
    (network_objective(ROWS, TARGETS).gradient, {"w": np.ones(9)}),
]
NO_NUMBERS = {"f", "objective", "loss", "arguments", "generator"}
ARGUMENTS = [(call, good, name) for call, good in CALLS for name in good if name not in NO_NUMBERS]
BAD = {
    "NaN": NAN, "infinity": INF, "less than any": -INF, "a large int": 10**400, "a large fraction": Fraction(10**400),
    "true": True, "a text": "a", "bytes": b"1", "complex": 1j, "numpy's true": np.True_, "a dictionary": {},
    "an array of NaN": np.array([1, NAN]),
    "of infinity": np.array([[1, INF]]), "of nothing": np.array([]),
    "of no rows": np.ones((0, 2)), "of objects": np.array([None]), "of texts": np.array(["a"]),
    "of truths": np.array([True]), "of complex numbers": np.array([1j]),
    "of NaN among objects": np.array([1, NAN], object),
    **{kind: np.array([1, 1], kind) for kind in ("int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64")},
    "large integers": np.array([2**32, 1]), "the smallest integer": np.array([-(2**63), 1]),
    "numpy's large integer": np.int64(2**32),
}  # fmt: skip


def test_all_functions_are_called_here():
    """All that are offered and take numbers: those that return or are classes of records take none."""
    offered = {name for name in gdcore.__all__ if not inspect.isclass(getattr(gdcore, name))} - {
        "outcome_at",
        "with_slope",
    }
    assert offered <= {call.__name__ for call, _ in CALLS}


@pytest.mark.parametrize(("call", "good", "name"), ARGUMENTS, ids=lambda part: getattr(part, "__name__", None))
def test_what_is_no_finite_number_is_refused_by_name(call, good, name):
    """With good values the call succeeds, and with a bad one in one place a ValueError names the place."""
    call(**good)
    for kind, bad in BAD.items():
        with pytest.raises(ValueError, match="must") as refusal:
            call(**good | {name: bad})
        place = "t(arget)?" if name == "t" else name
        assert re.match(rf"(integers in )?{place} must ", str(refusal.value)), kind


def test_of_a_sequence_each_entry_is_looked_at():
    """The arguments of a partial derivative: none is an error, and a bad one is named by its index."""
    with pytest.raises(ValueError, match="arguments must not be empty"):
        partial_derivative(max, (), 0, 0.5)
    with pytest.raises(ValueError, match="argument 1 must be finite, got inf"):
        partial_derivative(max, (0.0, INF), 0, 0.5)


MILLION = 10**6
WHOLE = [  # functions of whole numbers, whose values Python's int gives exactly
    (squared_error, (MILLION, -MILLION), lambda f, t: (t - f) ** 2),
    (squared_error.slope, (MILLION, -MILLION), lambda f, t: 2 * (f - t)),
    (half_squared_error, (MILLION, -MILLION), lambda f, t: Fraction((t - f) ** 2, 2)),
    (absolute_error, (MILLION, -MILLION), lambda f, t: abs(t - f)),
    (signed_error, (-MILLION, MILLION), lambda f, t: t - f),
    (lambda w, g: step(w, g, MILLION), (MILLION, -MILLION), lambda w, g: w - MILLION * g),
    (lambda w, _: double_well(-MILLION).loss(w), (1000, 0), lambda w, _: (w**2 - 1) ** 2 - MILLION * w),
    (lambda w, _: double_well(-MILLION).gradient(w), (1000, 0), lambda w, _: 4 * w * (w**2 - 1) - MILLION),
]


@pytest.mark.parametrize(("function", "arguments", "exact"), WHOLE)
def test_whole_numbers_up_to_a_million_are_exact(function, arguments, exact):
    """In arrays of 64 bits as Python's own, whatever the product; the next larger one is refused."""
    assert function(*arguments) == exact(*arguments)
    arrays = [np.array([argument, 0]) for argument in arguments]
    assert function(*arrays).tolist() == [exact(*arguments), exact(0, 0)]
    larger = arrays[0] + (1 if arguments[0] > 0 else -1)
    with pytest.raises(ValueError, match="must be at most 1,000,000 in size, or floats"):
        function(larger, arrays[1])


def test_sums_of_whole_numbers_do_not_wrap_around():
    """Of 1000 products of a million with a million, 10¹⁵; of squared misses of two million, 4 · 10¹², the mean."""
    many = np.full(1000, MILLION)
    assert linear(many, many) == 1000 * MILLION**2
    with pytest.raises(ValueError, match="integers in w must be at most 1,000,000 in size, or floats"):
        linear(many, many + 1)
    assert linear_objective(many, -many).loss(1) == 4 * MILLION**2
    assert linear_objective(many, -many).gradient(1) == 4 * MILLION**2
    assert curvatures(np.array([[MILLION]])) == [2 * MILLION**2]


def test_a_plain_whole_number_has_no_limit_but_beside_an_array_of_them():
    """10³⁰ squared is 10⁶⁰; beside an array of integers it is refused, and beside one of floats it is taken."""
    assert linear(10**30, 10**30) == 10**60
    assert squared_error(10**30, 0) == 10**60
    assert linear(2**62, np.array([4.0])) == [2.0**64]
    with pytest.raises(ValueError, match="integers in x must be at most 1,000,000 in size, or floats, got 46"):
        linear(2**62, np.array([4]))
    with pytest.raises(ValueError, match="integers in learning_rate"):
        step(np.array([1]), np.array([4]), 2**62)


def test_powers_of_whole_numbers_are_exact_or_refused():
    """10⁶ is a power of 10 that may be; 10⁷ is not, nor are 2⁶⁴, which is 0 in 64 bits, and its like in floats."""
    assert powers(np.array([10, -1]), 6)[0].tolist() == [10**k for k in range(7)]
    for x, degree in (([10], 7), ([2], 64), ([-1000], 3)):
        with pytest.raises(ValueError, match=r"integers in x to the power \d+ must be at most 1,000,000"):
            powers(np.array(x), degree)
    with np.errstate(over="ignore"), pytest.raises(ValueError, match="x to the power 2 must be finite"):
        powers(np.array([1e200]), 2)


def test_the_loss_that_wrapped_to_zero():
    """2³² squared is 2⁶⁴: 0 in 64 bits, so that a descent from there seemed to have converged."""
    with pytest.raises(ValueError, match="integers in output must be at most 1,000,000 in size, or floats"):
        squared_error(np.array([2**32]), np.array([0]))
    with pytest.raises(ValueError, match="integers in w must"):
        minimize(linear_objective(np.array([1]), np.array([0])), np.array([2**32]), 0.1, steps=1, loss_below=1)
    assert squared_error(np.array([2.0**32]), np.array([0])) == [2.0**64]


# --- What becomes too large on the way ------------------------------------------------------


def test_a_loss_beyond_the_largest_float_is_infinite():
    """(10²⁰⁰)² = 10⁴⁰⁰ is no float; as plain numbers and in arrays."""
    assert squared_error(1e200, 0.0) == half_squared_error(1e200, 0) == math.inf
    with np.errstate(over="ignore"):
        assert squared_error(np.array([1e200]), 0.0) == [math.inf]


def test_the_largest_float_is_finite():
    """Of either sign, as an argument and as the first loss; what is beyond it is not, on either side."""
    largest = sys.float_info.max
    assert [linear(1, largest), linear(1, -largest)] == [largest, -largest]
    assert minimize(Objective(lambda w: largest, lambda w: 0.0), 1, 1, steps=0)[0].loss == largest
    with pytest.raises(ValueError, match="first loss must be finite, got -inf"):
        minimize(Objective(lambda w: -INF, lambda w: 0.0), 1, 1, steps=0)


@pytest.mark.parametrize("rate", [1e100, 1e160, 1e250])
def test_divergence_at_one_stroke_is_a_result(rate):
    """From a miss of 2, one step with such a rate misses by about 32 times the rate, whose square may be no float."""
    trace = minimize(linear_objective(2, 4), 1, rate, steps=9)
    assert (trace.outcome, len(trace)) == (Outcome.DIVERGED, 2)


def test_a_loss_that_becomes_nan_has_diverged():
    """It is no number below anything, nor above; at the start it is an error."""
    objective = Objective(lambda w: 1.0 if w == 0 else NAN, lambda w: -1)
    trace = minimize(objective, 0, 1, steps=9, loss_below=0.5)
    assert (trace.outcome, trace[-1].k) == (Outcome.DIVERGED, 1)


def test_a_quotient_that_is_no_number_is_refused():
    """Between 10²⁰⁰ and its neighbor, the square goes from infinity to infinity."""
    for quotient in (difference_quotient, central_difference_quotient):
        with pytest.raises(ValueError, match="the difference quotient must be finite, got nan"):
            quotient(lambda a: a * a, 1e200, 1.0)
    with pytest.raises(ValueError, match="h must not be zero"):
        difference_quotient(abs, 1.0, Fraction(1, 10**400))


def test_adam_refuses_gradients_whose_squares_are_no_floats():
    """(10²⁰⁰)² = 10⁴⁰⁰: the root would be infinite, and the step none."""
    with pytest.raises(ValueError, match="squares of the gradients must be finite, got inf"):
        adam()(None, 1e200)


def test_a_numeric_gradient_of_whole_numbers_with_a_whole_change():
    """((w + 2)³ − w³) / 4 is (27 − 1) / 4 = 6.5 at 1 and (64 − 8) / 4 = 14 at 2: not cut off to a whole number."""
    found = numeric_gradient(lambda w: (w**3).sum() / 2, np.array([1, 2]), 2)
    assert found.tolist() == [6.5, 14]
    thirds = numeric_gradient(lambda w: (w**3).sum(), np.array([1, 2]), Fraction(1, 3))
    assert thirds.tolist() == [Fraction(37, 9), Fraction(127, 9)]
