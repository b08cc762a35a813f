from fractions import Fraction
from math import isclose, tanh

import numpy as np

from gdcore import (
    central_difference_quotient,
    curvatures,
    linear,
    linear_objective,
    minimize,
    shrink_factor,
    squared_error,
    stability_limit,
)

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

x_net, w_net, v_net, t_net = 2, 0.5, 3, 1  # given


def loss_net(w, v):
    return squared_error(v * tanh(linear(x_net, w)), t_net)


z_net = linear(x_net, w_net)
a_net = tanh(z_net)
f_net = v_net * a_net
back = -2 * (t_net - f_net)
back_v, back_z = back * a_net, back * v_net * (1 - a_net**2)
back_w = back_z * x_net
