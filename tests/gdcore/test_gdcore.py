"""gdcore: each function against its definition, by hand, by exact fractions, by numpy."""

import inspect
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
import sympy

from gdcore import (
    Objective,
    absolute_error,
    central_difference_quotient,
    difference_quotient,
    double_well,
    half_squared_error,
    linear,
    linear_objective,
    minimize,
    partial_derivative,
    signed_error,
    squared_error,
    step,
)

LOSSES = [signed_error, absolute_error, squared_error]
# Points where wrong code differs: no argument is 0 or 1, none equals another.
# The output is below its target, below it with a negative input, and above it.
POINTS = [
    (Fraction(2), Fraction(3), Fraction(11)),
    (Fraction(-5, 3), Fraction(7, 2), Fraction(1, 9)),
    (Fraction(3), Fraction(4), Fraction(5)),
]


def on_weight(loss):
    """l(x, w, t) of a loss on the linear model."""
    return lambda x, w, t: loss(linear(x, w), t)


def test_linear_is_the_product():
    """3 · (−7/2) = −21/2, for fractions exactly; 3 · 2.5 = 7.5."""
    assert linear(Fraction(3), Fraction(-7, 2)) == Fraction(-21, 2)
    assert linear(3, 2.5) == 7.5


def test_linear_sums_over_an_array_of_weights():
    """(2, 1) · (3, 5) = 11; rows (2, 1) and (0, 4) give 11 and 20; one input, many weights: each."""
    w = np.array([3, 5])
    assert linear(np.array([2, 1]), w) == 11
    assert linear(np.array([[2, 1], [0, 4]]), w).tolist() == [11, 20]
    assert linear(2, w).tolist() == [6, 10]


def test_losses_by_hand():
    """Output 3, target 7: 4, 4, 16. Output 9: −2, 2, 4. The same in an array."""
    assert [loss(3, 7) for loss in LOSSES] == [4, 4, 16]
    assert [loss(9, 7) for loss in LOSSES] == [-2, 2, 4]
    outputs = np.array([3, 9])
    assert [loss(outputs, 7).tolist() for loss in LOSSES] == [[4, -2], [4, 2], [16, 4]]


@pytest.mark.parametrize(("x", "w", "t"), POINTS)
@pytest.mark.parametrize("loss", LOSSES)
def test_each_gradient_is_the_limit_of_its_difference_quotient(loss, x, w, t):
    """The quotient's distance from the gradient is at most x²|h|, exactly: it goes to 0 with h.

    For (t − xw)² it is x²h by algebra; the two other losses are straight lines near these points.
    """
    exact = loss.gradient(x, w, t)
    for h in (Fraction(1, 10**k) for k in range(2, 12)):
        quotient = partial_derivative(on_weight(loss), (x, w, t), 1, h)
        assert quotient - exact == (x**2 * h if loss is squared_error else 0)


def test_gradients_agree_with_sympy():
    """sympy differentiates t − xw, |t − xw| and (t − xw)² to the same functions."""
    x, w, t = sympy.symbols("x w t", real=True)
    error = t - x * w
    formulas = [error, sympy.Abs(error), error**2]
    for loss, formula in zip(LOSSES, formulas, strict=True):
        derivative = sympy.diff(formula, w)
        for point in POINTS:
            values = dict(zip((x, w, t), map(sympy.Rational, point), strict=True))
            assert derivative.subs(values).doit() == sympy.Rational(loss.gradient(*point))


def test_partial_derivative_changes_one_argument_only():
    """At l = t − xw the three partial derivatives are −w, −x and 1."""
    loss, point, h = on_weight(signed_error), POINTS[0], Fraction(1, 7)
    assert [partial_derivative(loss, point, i, h) for i in range(3)] == [-3, -2, 1]


def test_difference_quotient_of_a_square():
    """((a + h)² − a²) / h = 2a + h: 7 at a = 3, h = 1, and 11/2 at h = −1/2."""
    assert difference_quotient(lambda a: a**2, 3, 1) == 7
    assert difference_quotient(lambda a: a**2, Fraction(3), Fraction(-1, 2)) == Fraction(11, 2)


def test_gradient_in_an_array_of_weights():
    """x = (2, 1), w = (1, 1), t = 4: −2 · x · (4 − 3) = (−4, −2), by hand."""
    x, w = np.array([2, 1]), np.array([1, 1])
    assert squared_error.gradient(x, w, 4).tolist() == [-4, -2]
    assert signed_error.gradient(x, w, 4).tolist() == [-2, -1]
    assert absolute_error.gradient(x, w, 4).tolist() == [-2, -1]


def test_absolute_error_has_a_kink_on_the_target():
    """Below the target −x, above it x, on it 0, so that a descent that arrives stays."""
    assert [absolute_error.gradient(3, w, 6) for w in (1, 2, 3)] == [-3, 0, 3]


def test_step_goes_against_the_gradient():
    """5 − (1/4)(8) = 3; 5 − (1/4)(−8) = 7; arrays each on its own."""
    r = Fraction(1, 4)
    assert step(5, 8, r) == 3
    assert step(5, -8, r) == 7
    assert step(np.array([5.0, 1.0]), np.array([8.0, -2.0]), 0.25).tolist() == [3, 1.5]


def test_descent_on_the_drafts_loss_is_an_arithmetic_sequence():
    """On l = t − xw each step adds rx: 1, 6/5, 7/5, …, and step 50 is at 11, exactly."""
    objective = linear_objective(2, 4, signed_error)
    first = minimize(objective, Fraction(1), Fraction(1, 10), steps=50)
    assert [iterate.weights for iterate in first] == [1 + Fraction(k, 5) for k in range(51)]
    assert [iterate.loss for iterate in first] == [2 - Fraction(2 * k, 5) for k in range(51)]
    assert (first[50].k, first[50].weights, first[50].gradient) == (50, 11, -2)


def test_descent_on_the_square_shrinks_the_miss_by_a_constant_factor():
    """On (t − xw)², step k leaves (1 − 2rx²)^k of the first miss."""
    x, w, t, r = Fraction(3), Fraction(1, 2), Fraction(5), Fraction(1, 25)
    for iterate in minimize(linear_objective(x, t), w, r, steps=11):
        factor = (1 - 2 * r * x**2) ** iterate.k
        assert t - x * iterate.weights == factor * (t - x * w)
        assert iterate.loss == (factor * (t - x * w)) ** 2


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: step(1, 1, 0), "learning_rate must be positive, got 0"),
        (lambda: step(1, 1, -0.1), "learning_rate must be positive, got -0.1"),
        (lambda: step(1, 1, NAN), "learning_rate must be finite, got nan"),
        (lambda: step(1, 1, np.ones(1)), r"learning_rate must be one number, got an array of shape \(1,\)"),
        (lambda: step([1], 1, 1), r"w must be a number or an array of numbers, got \[1\]"),
        (lambda: step(1, None, 1), "gradient must be a number or an array of numbers, got None"),
        (lambda: step(NAN, 1, 0.1), "w must be finite, got nan"),
        (lambda: step(1, INF, 0.1), "gradient must be finite, got inf"),
        (lambda: step(np.ones(2), np.ones(3), 0.1), r"same shape, got \(2,\) and \(3,\)"),
        (lambda: step(np.ones(2), 1, 0.1), r"same shape, got \(2,\) and \(\)"),
        (lambda: minimize(double_well(0), 1, 0, steps=1), "learning_rate must be positive, got 0"),
        (lambda: minimize(double_well(0), NAN, 1, steps=1), "w must be finite, got nan"),
        (lambda: minimize(Objective(abs, lambda w: NAN), 1, 1, steps=1), "must be finite, got nan"),
        (lambda: linear(NAN, 1), "x must be finite, got nan"),
        (lambda: linear(-INF, 1), "x must be finite, got -inf"),
        (lambda: linear(1, np.array([1, -INF])), "w must be finite"),
        (lambda: linear(np.ones(3), np.ones(2)), r"inputs of shape \(3,\) and weights of shape \(2,\)"),
        (lambda: linear(np.ones((2, 3)), np.ones((3, 2))), r"weights of shape \(3, 2\)"),
        (lambda: signed_error(NAN, 1), "output must be finite, got nan"),
        (lambda: squared_error(1, INF), "target must be finite, got inf"),
        (lambda: absolute_error(np.ones(2), np.ones(3)), r"same shape, got \(2,\) and \(3,\)"),
        (lambda: squared_error.gradient(np.ones((2, 2)), np.ones(2), np.ones(3)), "same shape"),
        (lambda: squared_error.gradient(np.ones((2, 2)), np.ones(2), 1), "same shape"),
        (lambda: signed_error.gradient(1, NAN, 1), "w must be finite, got nan"),
        (lambda: absolute_error.gradient(1, 1, NAN), "target must be finite, got nan"),
        (lambda: difference_quotient(abs, 1, 0), "h must not be zero"),
        (lambda: difference_quotient(abs, 1, NAN), "h must be finite, got nan"),
        (lambda: difference_quotient(abs, INF, 1), "a must be finite, got inf"),
        (lambda: partial_derivative(max, (1, 2), 2, 1), "position must be a whole number, from 0 to 1, got 2"),
        (lambda: partial_derivative(max, (1, 2), -1, 1), "position must be a whole number, from 0 to 1, got -1"),
        (lambda: partial_derivative(max, (1, 2), 0, 0), "h must not be zero"),
        (lambda: partial_derivative(max, (NAN, 2), 1, 1), "argument 0 must be finite, got nan"),
        (lambda: difference_quotient(abs, 1, np.ones(2)), r"h must be one number, got an array of shape \(2,\)"),
    ],
)
def test_bad_input_is_refused(call, message):
    """A ValueError says which value was wrong, and how."""
    with pytest.raises(ValueError, match=message):
        call()


def test_numbers_whose_squares_overflow_are_finite():
    """10²⁰⁰ is a number like others, though its square is none; beside it, NaN is found and infinity too."""
    big = np.array([1e200, -1e200])
    assert linear(big, 2).tolist() == [2e200, -2e200]
    for bad in (NAN, INF, -INF):
        with pytest.raises(ValueError, match="x must be finite"):
            linear(np.array([1e200, bad]), 2)


@pytest.mark.parametrize("kind", ["int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64"])
def test_integers_that_wrap_around_are_refused(kind):
    """100 + 100 is −56 in eight bits, and 1 − 2 is not −1 without a sign; 64 bits with a sign are taken."""
    with pytest.raises(ValueError, match=f"x must not be of {kind}: small integers wrap around"):
        linear(np.ones(2, dtype=kind), 1)
    assert linear(np.array([2, 3], dtype="int64"), 5).tolist() == [10, 15]


def test_the_one_weight_part_works_without_numpy():
    """Importing gdcore and taking a step loads no numpy."""
    code = "import sys, gdcore; gdcore.step(1, 2, 3); assert 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("loss", [*LOSSES, half_squared_error])
@pytest.mark.parametrize(("output", "target"), [(Fraction(3), Fraction(7)), (Fraction(9, 2), Fraction(-1, 3))])
def test_each_slope_is_the_limit_of_its_difference_quotient(loss, output, target):
    """The central quotient is exact for squares and for lines; on the target, only |t − f| has a kink, with slope 0."""
    quotient = central_difference_quotient(lambda f: loss(f, target), output, Fraction(1, 100))
    assert loss.slope(output, target) == quotient
    on_target = central_difference_quotient(lambda f: loss(f, target), target, Fraction(1, 100))
    assert loss.slope(target, target) == on_target


def test_a_loss_of_arrays_has_a_slope_for_each_pair():
    """Outputs 3 and 9 with the target 7: −1, −1; −1, 1; −8, 4; −4, 2."""
    outputs = np.array([3, 9])
    slopes = [loss.slope(outputs, 7).tolist() for loss in (*LOSSES, half_squared_error)]
    assert slopes == [[-1, -1], [-1, 1], [-8, 4], [-4, 2]]


def test_a_loss_is_documented_as_the_function_it_is():
    """Its name, place, signature and docstring are those of its formula: help and the reference show them."""
    assert (squared_error.__name__, squared_error.__qualname__) == ("squared_error", "squared_error")
    assert squared_error.__module__ == "gdcore.losses"
    assert squared_error.__doc__.startswith("Squared error of an output")
    assert list(inspect.signature(squared_error).parameters) == ["output", "target"]
