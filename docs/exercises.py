from fractions import Fraction

import numpy as np

from gdcore import curvatures, linear, linear_objective, minimize, shrink_factor, stability_limit

x, t, w = 3, 12, 2  # given
r, bound = Fraction(1, 20), 0.000001  # chosen
assert x != 0 and r > 0

objective = linear_objective(x, t)
trace = minimize(objective, w, r, steps=100, loss_below=bound)
error = t - linear(x, w)
(curvature,) = curvatures(x)
factor = shrink_factor(curvature, r)
limit = stability_limit(Fraction(curvature))
hop = minimize(objective, w, limit, steps=2)
kept, slow = 0.5, 0.01
breaking = next(n for n in range(1, 100) if r * n * n > 1)

pair, t_pair = np.array([1, 3]), 5  # given
start, r_pair = np.array([0, 1]), Fraction(1, 40)  # chosen
assert r_pair > 0
two = minimize(linear_objective(pair, t_pair), start, r_pair, steps=1)
two_error, two_after = (t_pair - linear(pair, at.weights) for at in two)

x_both, t_both = np.array([1, 2]), np.array([1, 6])  # given
assert any(x_both)
bend = Fraction(curvatures(x_both[:, None])[0])
both = minimize(linear_objective(x_both, t_both), Fraction(0), 1 / bend, steps=1)
