"""The mathematics of gradient descent, and nothing else.

The article's symbols, and the names they have in code:

    x  input              given
    t  target             given: the output we want
    w  weights            learned
    f  output             of the model: linear(x, w) is xw
    l  loss               the first chapter's: signed_error(f, t) is t − f; its slope in f is −1
    L  squared loss       of one output, or the mean over several: squared_error(f, t) is (t − f)²
    h  change             of one argument, not zero, in a difference quotient
    r  learning_rate      how far a step goes per unit of gradient
    k  step number        0 at the start
    n  number of weights  m  number of examples

Functions take floats, fractions.Fraction and numpy arrays alike, because they use operators only.
Input that cannot be right raises a ValueError that names it. Nothing here prints, draws or knows
about pages. The network needs numpy and is in gdcore.network, so that one weight works without it.
"""

from gdcore.convergence import curvatures, shrink_factor, stability_limit
from gdcore.derivatives import (
    central_difference_quotient,
    difference_quotient,
    numeric_gradient,
    partial_derivative,
)
from gdcore.descent import Iterate, Outcome, Trace, minimize, outcome_at, step
from gdcore.directions import adam, momentum
from gdcore.losses import (
    Loss,
    absolute_error,
    half_squared_error,
    signed_error,
    squared_error,
    with_slope,
)
from gdcore.models import linear, powers, product
from gdcore.objectives import (
    Objective,
    double_well,
    linear_objective,
    product_objective,
    sampled_objective,
)

__all__ = [
    "Iterate",
    "Loss",
    "Objective",
    "Outcome",
    "Trace",
    "absolute_error",
    "adam",
    "central_difference_quotient",
    "curvatures",
    "difference_quotient",
    "double_well",
    "half_squared_error",
    "linear",
    "linear_objective",
    "minimize",
    "momentum",
    "numeric_gradient",
    "outcome_at",
    "partial_derivative",
    "powers",
    "product",
    "product_objective",
    "sampled_objective",
    "shrink_factor",
    "signed_error",
    "squared_error",
    "stability_limit",
    "step",
    "with_slope",
]
