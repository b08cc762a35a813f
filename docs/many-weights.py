from itertools import product
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


down, level = directions[3:]  # against the gradient, and along the line of equal loss
angles = range(0, 360, 9)
turned = [np.array([np.cos(np.radians(a)), np.sin(np.radians(a))]) for a in angles]
lowest = np.degrees(np.arctan2(*down[::-1]))
edges = 1.6 * length * np.array([-1, 1])
beside = 344, 300  # size: the axes are 286 by 226, on which right angles look right
turn = Plot(
    "turn", "Steps of one length",
    f"Lines of equal loss are straight, and lower toward the upper right. Of all steps of length {length}, "
    f"the one at a right angle to them, against the gradient, ends lowest: at the loss {heights[3]:.3f}.",
    x="weight $w_1$", y="weight $w_2$", xlim=w[0] + edges, ylim=w[1] + edges * 226 / 286, size=beside,
    ticks=([w[0] - length, w[0], w[0] + length], [w[1] - length, w[1], w[1] + length]),
)  # fmt: skip
turn.landscape(
    objective.loss, {loss, *(round(objective.loss(w + shift * length * down), 1) for shift in (1, 0.5, -0.5, -1))}
)
around = np.radians(np.linspace(0, 360, 73))
turn.line(w[0] + length * np.cos(around), w[1] + length * np.sin(around), "ink", dashed=True, width=1)
corner = 0.12 * length * np.array([level, level + down, down])
turn.line(*(w + corner).T, "ink", width=1)
turn.arrow(*w, *(length * down))
turn.slider("angle", "angle (°)", [f"{a}" for a in angles], 10)
turn.moving_arrow([(*w, *(length * way)) for way in turned], color="weight")
turn.dots([w[0]], [w[1]], "weight")
ended = [objective.loss(w + length * way) for way in turned]
change = turn.panel(
    "loss", "The loss after the step, by its angle",
    f"A wave around the loss at the start, {loss}, lowest at {lowest:.1f} degrees, against the gradient.",
    x="angle (°)", y="loss after the step", xlim=(0, 360), ylim=(0, 1.1 * max(ended)), size=beside,
    ticks=(range(0, 361, 90), None),
)  # fmt: skip
change.line([0, 360], [loss, loss], "faint", dashed=True, width=1)
change.line([*angles, 360], [*ended, ended[0]], "loss")
change.dots([lowest], [heights[3]], "gradient")
change.text(lowest, 0.8 * heights[3], "against the gradient", "gradient")
change.text(lowest + 180, 0.9 * loss, "loss at the start", "faint", "middle")
change.moving_dot(zip(angles, ended, strict=True), color="weight")
turn.say(
    "At the start, the loss changes by ", [f"{gradient @ way:z.3f}" for way in turned],
    " per unit; after the step it is ", [f"{each:.3f}" for each in ended], ".",
)  # fmt: skip
turn.table(
    ["angle (°)", "change per unit", "loss"],
    [[f"{a}", f"{gradient @ way:z.3f}", f"{each:.3f}"]
     for a, way, each in zip(angles[::3], turned[::3], ended[::3], strict=True)],
)  # fmt: skip

side = np.linspace(-1, 1, 41)
cuts = Plot(
    "cuts", "The valley from the side",
    f"Across the valley the loss rises as a steep parabola, with the curvature {steep:.3f}; along its bed, as a nearly "
    f"level one, with {flat:.3f}.",
    x="distance from the solution", y="loss $L$", xlim=(-1, 1), ylim=(0, steep / 2), size=(320, 240),
)  # fmt: skip
for way in axes:
    cuts.line(side, [fit.loss(solution + each * way) for each in side], "loss")
cuts.text(0, steep / 3, "across", "loss", "middle")
cuts.text(1, flat, "along", "loss", "end")
cuts.table(
    ["distance", "across", "along"],
    [[f"{each:.1f}", *(f"{fit.loss(solution + each * way):.3f}" for way in axes[::-1])] for each in side[20::4]],
)

choices = [0.01, r, brisk, too_large]
counts = [0, 1, 2, 3, 5, 10]
from_w, from_b = range(w_true - 3, w_true + 4), range(b_true - 2, b_true + 3)
fields = [np.array(place) for place in product(from_w, from_b)]
descents = [[minimize(fit, place, rate, steps=counts[-1]) for rate in choices] for place in fields]
assert choices[0] < r and all(len(walk) > counts[-1] for row in descents for walk in row)  # none was given up
rates = Plot(
    "rates", "Start and learning rate",
    f"A valley around the weight {w_true} and the bias {b_true}. With the rate {choices[0]} a descent creeps, "
    f"with {r} it crosses the bed and comes closer at each step, with {too_large} it leaves the picture.",
    x="weight $w$", y="bias $b$", xlim=(w_true - 3.6, w_true + 3.6), ylim=(b_true - 3.1, b_true + 3.1), size=(344, 320),
)  # fmt: skip
rates.landscape(fit.loss, [2, 10, 20, 40, 60])
rates.slider("w", "start, weight $w$", from_w, 5)
rates.slider("b", "start, bias $b$", from_b)
rates.slider("r", "rate $r$", [f"{rate}" for rate in choices], 2)
rates.slider("k", "step $k$", [f"{k}" for k in counts])
rates.choose("w", "b")
rates.play("k")
by = ["w", "b", "r", "k"]
trails = [np.array([at.weights for at in walk]).T for row in descents for walk in row]
rates.moving_line(trails, by[:3], "weight", width=1.2, beads=True)
against = [-gradient / max(np.hypot(*gradient), 1e-9) for gradient in map(fit.gradient, fields)]  # of length one
rates.moving_arrow([(*place, *way) for place, way in zip(fields, against, strict=True)], by[:2])
walks = [(walk, k) for row in descents for walk in row for k in counts]
rates.moving_dot([walk[k].weights for walk, k in walks], by, "weight")
rates.dots([w_true], [b_true], "ink", 3)
data = rates.panel(
    "line", "The line of these weights",
    "The points to fit, and the line that the weight and the bias of this step make.",
    x="input $x$", y="output $f$", xlim=(0, 4), ylim=(-2, 12), size=(344, 320),
)  # fmt: skip
data.moving_line([([0, 4], walk[k].weights @ [[0, 4], [1, 1]]) for walk, k in walks], by, "output")
data.dots(points, targets, "target")
rates.say(
    "At step ", ([f"{k}" for k in counts], "k"),
    " the loss is ", ([f"{round(walk[k].loss, 4):.6g}" for walk, k in walks], by),
    ". Each step multiplies the distance across the valley by ",
    ([f"{shrink_factor(steep, rate):.3f}" for rate in choices], "r"),
    ", along it by ", ([f"{shrink_factor(flat, rate):.3f}" for rate in choices], "r"),
    ".",
)  # fmt: skip
corners = [(place, row) for place, row in zip(fields, descents, strict=True) if not ((place - solution) % 2).any()]
rates.table(
    ["start $w$", "start $b$", "rate $r$", f"loss at step {counts[-1]}"],
    [[f"{place[0]}", f"{place[1]}", f"{rate}", f"{round(walk[counts[-1]].loss, 4):.6g}"]
     for place, row in corners for rate, walk in zip(choices, row, strict=True)],
)  # fmt: skip

assert burst.outcome is Outcome.DIVERGED
assert one_trace[0].loss > one_trace[-1].loss > 0  # an axis of powers has a place for it
small = r / n
thousand = Plot(
    "thousand", f"The loss of {n:,} weights",
    f"With r = {r} the loss of {n:,} weights explodes. With r = {small:g} it falls, as steadily as that of one weight.",
    x="step $k$", y="loss $L$", log=True, xlim=(0, 4), ylim=(one_trace[4].loss, burst[-1].loss), ticks=(range(5), None),
)  # fmt: skip
for walk, dashed in ((burst, False), (many_trace, False), (one_trace, True)):
    thousand.line([at.k for at in walk], [at.loss for at in walk], "loss", dashed, beads=True)
thousand.text(1.15, burst[1].loss, f"{n:,} weights, $r = {r}$", "loss")
thousand.text(1.5, many_trace[1].loss, f"{n:,} weights, $r = {small:g}$", "loss")
thousand.text(1.5, one_trace[1].loss, f"one weight, $r = {r}$", "loss")
thousand.table(
    ["step", "many weights, same rate", "many weights, smaller rate", "one weight"],
    [[f"{k}", f"{burst[k].loss:.6g}" if k < len(burst) else "diverged", f"{many_trace[k].loss:.6g}",
      f"{one_trace[k].loss:.6g}"] for k in range(5)],
)  # fmt: skip
