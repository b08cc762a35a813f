from itertools import pairwise
from math import isclose

import gdcore
from gdcore import Outcome, shrink_factor, signed_error, stability_limit
from gdsite.figures import Plot

output = linear(x, w)
error = signed_error(output, t)
loss = objective.loss(w)
assert error > 0 and all(x > 0)  # the first output is too low
curvature = curvatures(x[None, :])[0]  # x as one row: one example of two inputs
factor = shrink_factor(curvature, r)
linear_part, square_part = gradient @ (w_next - w), (x @ (w_next - w)) ** 2
starts = [w, np.array([0, 0]), np.array([3, 1]), np.array([0, 3])]  # chosen
ends = [step(start, objective.gradient(start), r) for start in starts]

length = 0.1  # chosen: of each step
ways = [np.array(way) for way in [(0, 1), (1, 0), (1, 1), -gradient, (x[1], -x[0])]]
directions = [way / np.sqrt(way @ way) for way in ways]
changes = [gradient @ direction for direction in directions]  # of the loss, per unit of length
heights = [objective.loss(w + length * direction) for direction in directions]

solution = np.array([w_true, b_true])
assert len(set(points)) == len(points) == 3 and fit.loss(solution) == 0
lift, tilt = np.array([0.2, 0.1]), np.array([0.1, -0.2])  # chosen: as long, across the valley and along it
m, squares, total = len(points), (points**2).sum(), points.sum()
hessian = 2 / m * rows.T @ rows
of_sum, of_product = m * hessian.trace(), m * np.linalg.det(hessian).round(9)
under_root = (of_sum / 2 / m) ** 2 - of_product / m
along, across = shrink_factor(flat, r), shrink_factor(steep, r)
limit, balanced = stability_limit(steep), 2 / (flat + steep)
near, brisk, too_large = 0.18, 0.17, 0.2  # chosen: around the limit
assert r < brisk < near < limit < too_large
bound = 1e-6  # chosen: a loss that is small enough
zero = trace[0].weights
needed = {
    rate: minimize(fit, zero, rate, steps=5000, loss_below=bound)[-1].k for rate in (r, brisk, near, balanced)
}  # fmt: skip
axes = np.linalg.eigh(hessian)[1].T  # directions along the bed and across the valley, with the weight going up
axes *= np.sign(axes[:, :1])
left = np.array([axes @ (at.weights - solution) for at in trace.iterates[:6]])
powers = np.arange(len(left))
creeping, crossing = (left / left[0]).T
centered = points - points.mean()
central = np.column_stack([centered, np.ones(m)])
rounder = curvatures(central)
eased_fit = linear_objective(central, targets)
center = np.array([w_true, targets.mean()])
best = 2 / sum(rounder)
eased = {rate: minimize(eased_fit, zero, rate, steps=5000, loss_below=bound)[-1].k for rate in (r, best)}

assert x_each != 0  # with an input of zero, no weight would matter
factor_one = shrink_factor(curvatures(x_each)[0], r)
curvature_one, curvature_many = curvatures(x_each)[0], curvatures(np.full((1, n), x_each))[0]
factor_many = shrink_factor(curvature_many, r)
ones = many_trace[0].weights
burst = minimize(many, ones, r, steps=4)
error_many, error_next = (n * t_each - x_each * at.weights.sum() for at in (burst[0], burst[1]))
seen = []
numeric_gradient(lambda at: seen.append(1) or many.loss(at), ones, h)
evaluations = len(seen)
assert np.allclose(numeric, gdcore.numeric_gradient(objective.loss, w.astype(float), h))


def arrow(plot, start, end):
    """A path from one point to another, with a head."""
    (x0, y0), (x1, y1) = plot.place(*start), plot.place(*end)
    along = np.array([x1 - x0, y1 - y0]) / max(np.hypot(x1 - x0, y1 - y0), 1e-9)
    side = np.array([-along[1], along[0]])
    (a, b), (c, d) = (np.array([x1, y1]) - 9 * along + sign * 4 * side for sign in (1, -1))
    return f"M{x0:g},{y0:g}L{x1:g},{y1:g}M{a:.1f},{b:.1f}L{x1:g},{y1:g}L{c:.1f},{d:.1f}"


down, level = directions[3:]  # against the gradient, and along the line of equal loss
angles = range(0, 360, 9)
turned = [np.array([np.cos(np.radians(a)), np.sin(np.radians(a))]) for a in angles]
edges = 1.6 * length * np.array([-1, 1])
turn = Plot(
    "turn", "Steps of one length",
    f"Lines of equal loss are straight, and lower toward the upper right. Of all steps of length {length}, "
    f"the one at a right angle to them, against the gradient, ends lowest: at the loss {heights[3]:.3f}.",
    x="weight w₁", y="weight w₂", xlim=w[0] + edges * 1.733, ylim=w[1] + edges,
    ticks=([w[0] - length, w[0], w[0] + length], [w[1] - length, w[1], w[1] + length]),
)  # fmt: skip
for shift in (-1, 0, 1):
    through = w + shift * length * down
    turn.line(*np.array([through - 5 * length * level, through + 5 * length * level]).T, "blue", width=1.5)
    turn.text(*(through + 1.1 * length * level), f"loss {round(objective.loss(through), 3):g}", "blue")
circle = [w + length * np.array([np.cos(a), np.sin(a)]) for a in np.linspace(0, 2 * np.pi, 73)]
turn.line(*np.array(circle).T, "faint", dashed=True, width=1)
turn.slider("angle", "angle (°)", [f"{a}" for a in angles], 30)
turn.moving_line([arrow(turn, w, w + length * way) for way in turned], width=2.5)
turn.dots([w[0]], [w[1]], "orange")
turn.say(
    "At the start, the loss changes by ", [f"{gradient @ way:z.3f}" for way in turned],
    " per unit; after the step it is ", [f"{objective.loss(w + length * way):.3f}" for way in turned], ".",
)  # fmt: skip
turn.table(
    ["angle (°)", "change per unit", "loss"],
    [[f"{a}", f"{gradient @ way:z.3f}", f"{objective.loss(w + length * way):.3f}"]
     for a, way in zip(angles[::3], turned[::3], strict=True)],
)  # fmt: skip

across_from, up_from = range(7), range(-1, 4)  # chosen: where a descent may start
choices = [0.01, r, near, too_large]
counts = [*range(6), 10]
fields = [np.array([v, bias]) for v in across_from for bias in up_from]
descents = [[minimize(fit, place, rate, steps=counts[-1]) for rate in choices] for place in fields]
sideways = [shrink_factor(steep, rate) for rate in choices]
assert choices[0] < r and all(len(walk) > counts[-1] for row in descents for walk in row)  # none was given up
reach = 1.3 * np.array([-1, 1]) * (abs(np.array(fields) - solution) / (2, 1)).max()
rates = Plot(
    "rates", "Start and learning rate",
    f"A valley around the weight {w_true} and the bias {b_true}. With the rate {choices[0]} a descent creeps, "
    f"with {r} it crosses the bed and comes closer at each step, with {too_large} it leaves the picture.",
    x="weight w", y="bias b", xlim=w_true + reach * 1.733, ylim=b_true + reach,
)  # fmt: skip
levels = [0.1, 1, 10, 40, 100]  # chosen: lines of equal loss, which are ellipses
assert min(levels) > 0
around = np.linspace(0, 2 * np.pi, 97)
for height in levels:
    ellipse = np.array([np.cos(around) * (2 * height / flat) ** 0.5, np.sin(around) * (2 * height / steep) ** 0.5])
    rates.line(*(solution[:, None] + axes.T @ ellipse), "faint", width=1)
    aside = reach[1] * (0.85 if height > 1 else -0.4 if height < 1 else -0.75)
    half = hessian[0, 1] * aside
    root = max(half**2 - hessian[0, 0] * (hessian[1, 1] * aside**2 - 2 * height), 0) ** 0.5
    if abs(beside := (root - half) / hessian[0, 0]) < 1.7 * reach[1]:
        rates.text(w_true + beside, b_true + aside, f"{height}", "faint", "middle")
rates.dots([w_true], [b_true], "green")
rates.slider("w", "start, weight", across_from, across_from.index(0))
rates.slider("b", "start, bias", up_from, up_from.index(0))
rates.slider("r", "rate r", [f"{rate}" for rate in choices], 1)
rates.slider("k", "steps", [f"{k}" for k in counts], 3)
rates.choose("w", "b")
rates.play("k")
by = ["w", "b", "r", "k"]
walks = [(walk, k) for row in descents for walk in row for k in counts]
rates.moving_line([np.array([walk[i].weights for i in range(k + 1)]).T for walk, k in walks], by, width=1.5)
rates.moving_dot([walk[k].weights for walk, k in walks], by)
rates.say(
    "At step ", ([f"{k}" for k in counts], "k"),
    " the loss is ", ([f"{round(walk[k].loss, 4):.6g}" for walk, k in walks], by),
    ". Each step multiplies the distance across the valley by ", ([f"{each:.3f}" for each in sideways], "r"),
    ", along it by ", ([f"{shrink_factor(flat, rate):.3f}" for rate in choices], "r"),
    ".",
)  # fmt: skip
corners = [(place, row) for place, row in zip(fields, descents, strict=True) if not (place % 3).any()]
rates.table(
    ["weight", "bias", "rate", f"loss at step {counts[-1]}"],
    [[f"{place[0]}", f"{place[1]}", f"{rate}", f"{round(walk[counts[-1]].loss, 4):.6g}"]
     for place, row in corners for rate, walk in zip(choices, row, strict=True)],
)  # fmt: skip

assert (
    burst.outcome is Outcome.DIVERGED and one_trace[0].loss > one_trace[-1].loss > 0
)  # an axis of powers has a place for it
small = r / n
thousand = Plot(
    "thousand", f"The loss of {n:,} weights",
    f"With r = {r} the loss of {n:,} weights explodes. With r = {small:g} it falls, as steadily as that of one weight.",
    x="step", y="loss", log=True, xlim=(0, 4), ylim=(one_trace[4].loss, burst[-1].loss), ticks=(range(5), None),
)  # fmt: skip
for walk, color, dashed in ((burst, "red", False), (many_trace, "blue", False), (one_trace, "blue", True)):
    thousand.line([at.k for at in walk], [at.loss for at in walk], color, dashed)
    thousand.dots([at.k for at in walk], [at.loss for at in walk], color)
thousand.text(2, burst[1].loss, f"{n:,} weights, r = {r}", "red")
thousand.text(1.5, many_trace[0].loss, f"{n:,} weights, r = {small:g}", "blue")
thousand.text(1.5, one_trace[0].loss, f"one weight, r = {r}", "blue")
thousand.table(
    ["step", "many weights, same rate", "many weights, smaller rate", "one weight"],
    [[f"{k}", f"{burst[k].loss:.3g}" if k < len(burst) else "diverged", f"{many_trace[k].loss:.6g}",
      f"{one_trace[k].loss:.3g}"] for k in range(5)],
)  # fmt: skip
