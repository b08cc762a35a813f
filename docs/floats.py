from itertools import pairwise
from math import isclose, sqrt, ulp

from gdcore import central_difference_quotient, difference_quotient, linear

assert any(i.loss == 0 for i in exact[2:18])
kink = next(i.k for i in exact if i.loss == 0)
k = [kink - 1, kink, kink + 1, kink + 2]
answer = exact[kink].weights
missed = float(answer - Fraction(floats[kink].weights))
away = [abs(float(answer - Fraction(floats[n].weights))) for n in k]
gap = ulp(w)
lost_each = [
    (Fraction(str(r)) * x - (Fraction(b.weights) - Fraction(a.weights))) / Fraction(gap)
    for a, b in pairwise(floats[: kink + 1])
]
third, base = Fraction(1, 3), 2

squared = linear_objective(x, t)
slope = squared.gradient(w)
hs = [1e-1, 1e-5, 1e-8, 1e-12, 1e-15, 1e-16]  # chosen
quotients = [difference_quotient(squared.loss, float(w), h) for h in hs]
off = [abs(q - slope) for q in quotients]
central_off = abs(central_difference_quotient(squared.loss, float(w), hs[0]) - slope)
