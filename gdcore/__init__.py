"""The mathematics of gradient descent, and nothing else.

The article's symbols, and the names they have in code:

    x  input              given
    t  target             given: the output we wish for
    w  weights            learned
    f  output             of the model: linear(x, w) is xw
    l  loss               of an output: signed_error(f, t) is t − f
    h  change             of one argument, not zero, in a difference quotient
    r  learning_rate      how far a step goes, per unit of gradient
    k  step number        0 at the start

Every function takes floats, fractions.Fraction and numpy arrays alike: it is written with
operators only. Nothing here prints, draws or knows of a page.
"""

from gdcore.derivatives import difference_quotient, partial_derivative
from gdcore.descent import descend, step
from gdcore.losses import (
    absolute_error,
    absolute_error_gradient,
    signed_error,
    signed_error_gradient,
    squared_error,
    squared_error_gradient,
)
from gdcore.models import linear

__all__ = [
    "absolute_error",
    "absolute_error_gradient",
    "descend",
    "difference_quotient",
    "linear",
    "partial_derivative",
    "signed_error",
    "signed_error_gradient",
    "squared_error",
    "squared_error_gradient",
    "step",
]
