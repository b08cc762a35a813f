"""What the chapter on the network prepares, and its figures."""

from itertools import pairwise, product
from math import exp, isclose

from gdcore import (
    central_difference_quotient,
    linear,
    linear_objective,
    minimize,
    numeric_gradient,
    squared_error,
    step,
)
from gdcore.network import hidden, network, network_objective, split
from gdsite.figures import Plot

no, yes = int(x.min()), int(x.max())
assert (no, yes) == (0, 1) and sorted(map(tuple, x)) == list(product((no, yes), repeat=2))
assert (t == (x.sum(axis=1) == yes)).all()  # exactly one of them said yes
middle = (no + yes) / 2
objective = network_objective(x, t)
trace = minimize(objective, start, r, steps=500)
assert trace[-1].loss < 0.001  # it has learned
by_hand = w  # where the loop on the page ends, a step further
W, b, v, c = split(start, 2)

# A linear model on the examples.
with_bias = np.column_stack([x, np.ones(len(x))])  # a bias is the weight of an input that is always 1
linear_fit = minimize(linear_objective(with_bias, t), np.zeros(3), 0.5, steps=1000, gradient_below=1e-9)
linear_weights, floor = linear_fit[-1].weights, linear_fit[-1].loss
linear_outputs = linear(with_bias, linear_weights)
gap = (t[1] + t[2]) - (t[0] + t[3])
share = gap / len(t)

# The example that is worked through, forward and back.
example = 2  # chosen
one_x, one_t = x[example], t[example]
z = [linear(np.append(one_x, 1), np.append(W[i], b[i])) for i in (0, 1)]
a, (f,) = hidden(x[[example]], start)[0], network(x[[example]], start)
d = split(backpropagate(x[[example]], start, t[[example]]), 2)  # ∂L/∂W, ∂L/∂b, ∂L/∂v and ∂L/∂c
one_L, d_f = squared_error(f, one_t), squared_error.slope(f, one_t)
d_a = d_f * v
d_x = d.b @ W[:, 0]
each = np.array([backpropagate(x[[i]], start, t[[i]])[0] for i in range(len(t))])  # ∂L/∂W₁₁, by each example
euler = exp(1)
tanh, near, far, deep = np.tanh, 1, 3, 3  # chosen: where tanh is flat, and for how many layers
numbers = np.linspace(-3.5, 3.5, 71)
heights = tanh(numbers)
low, high = -1, 1
many = 1_000_000  # chosen: weights

# The gradient check.
h, tolerance = 1e-5, 0.000001  # chosen
numeric = numeric_gradient(objective.loss, start, h, central_difference_quotient)
checked = np.column_stack([trace[0].gradient, numeric])
relative = (abs(checked[:, 0] - numeric) / abs(checked).max(axis=1)).round(8)  # beyond that, it is noise
flipped = trace[0].gradient * [-1, *[1] * (len(start) - 1)]
flipped_loss = objective.loss(step(start, flipped, r))
found = abs(flipped - numeric)[0] / abs(numeric[0])

# The descent, and what became of the hidden units.
tenth, end, last = trace[10], trace[-1], split(trace[-1].weights, 2)
drop_first, drop_later = trace[0].loss - trace[1].loss, tenth.loss - trace[11].loss
close = 0.001
seen = hidden(x, end.weights)
sums = seen.sum(axis=1)


def right_side(at):
    """How many examples are on the right side of the middle."""
    return int(((network(x, at.weights) > middle) == (t == yes)).sum())


passed = next(at for at in trace if at.loss < floor)
correct_at = [right_side(at) for at in trace]
turns = [at.k for before, at in pairwise(trace) if correct_at[at.k] != correct_at[before.k]]

# Other starts.
zeros = minimize(objective, 0 * start, r, steps=500)
twin = 1, 0.5, 1, 0.5, 0.5, 0.5  # chosen: W, unit by unit, and v
single = 3 / 4 * t[1:].var()  # one example right, and the mean of their targets for the other three
spread, low_enough, later, last_step = 0.5, 0.01, 2000, 5000  # chosen
draws = np.random.default_rng(0).normal(0, spread, (200, 6)).T  # a column for each start


def losses_of(draws, steps):
    """The loss at each step, and the last outputs, of a descent for each column: backpropagate, all at once."""
    inputs = x[:, :, None, None]  # examples, inputs, units, starts
    into, v = np.array([draws[[0, 2]], draws[[1, 3]]]), draws[4:]
    b, c, losses = 0 * v, 0 * v[0], []
    for _ in range(steps + 1):
        a = tanh((inputs * into).sum(axis=1) + b)
        errors = t[:, None] - (a * v).sum(axis=1) - c
        losses.append((errors**2).mean(axis=0))
        d_f = -2 * errors[:, None] / len(t)
        d_z = d_f * v * (1 - a**2)
        into = into - r * (inputs * d_z[:, None]).sum(axis=0)
        b, v, c = b - r * d_z.sum(axis=0), v - r * (d_f * a).sum(axis=0), c - r * d_f.sum(axis=(0, 1))
    return np.array(losses), t[:, None] - errors


losses, outputs = losses_of(np.column_stack([draws, twin]), last_step)
random_losses, twin_losses, twin_outputs = losses[:, :-1], losses[:, -1], outputs[:, -1]
misses = abs(t[:, None] - outputs[:, :-1])
flat = random_losses[last_step] > 0.8 * floor  # still on the plateau
caught = (random_losses[last_step] >= low_enough) & ~flat


def reached(k):
    """How many random starts are below the loss that is low enough after k steps."""
    return int((random_losses[k] < low_enough).sum())


ours = next(at.k for at in trace if at.loss < low_enough)


# Straight lines, each where a linear model crosses a level. None has every example on its own side.
angles, shifts = range(0, 180, 15), np.arange(-4, 5) / 5  # chosen
cuts, well_placed = [], []
for angle, shift in product(angles, shifts):
    normal = np.array([np.cos(angle * np.pi / 180), np.sin(angle * np.pi / 180)])
    at, along = middle + shift * normal, 2 * np.array([[-1], [1]]) * [normal[1], -normal[0]]
    cuts.append((at + along).T)
    agree = ((linear(x - middle, normal) > shift) == t).sum()
    well_placed.append(int(max(agree, len(t) - agree)))
assert max(well_placed) == len(t) - 1


# --- Figures ------------------------------------------------------------------------------


def draw_examples(plot):
    plot.dots(*x[t == yes].T, "target", 7)
    plot.dots(*x[t == no].T, "target", 7, hollow=True)


sides = middle - 0.83, middle + 0.83  # of a square around the examples
named = {"x": "input $x_1$", "y": "input $x_2$", "ticks": ((no, yes), (no, yes))}
corners = Plot(
    "corners", "The examples as corners of a square",
    "The inputs across and upward. The corners where exactly one input is yes are filled; they lie on one diagonal, "
    "and the hollow ones on the other.",
    xlim=sides, ylim=sides, size=(320, 336), **named,
)  # fmt: skip
draw_examples(corners)
corners.slider("angle", "angle (°)", [f"{angle}" for angle in angles])
corners.slider("shift", "shift", [f"{shift:z.1f}" for shift in shifts], len(shifts) // 2)
corners.moving_line(cuts, ["angle", "shift"], "ink")
corners.say("This line gets ", ([f"{n}" for n in well_placed], ["angle", "shift"]), f" of the {len(t)} examples right.")
for (across, up), target in zip(x, t, strict=True):
    corners.text(across, up + (0.13 if up == yes else -0.22), f"$t = {target}$", "target", "middle")

bend = Plot(
    "bend", "The graph of tanh",
    f"A curve that rises from nearly {low} to nearly {high}. It is steepest at zero, and flat far out.",
    x="sum $z$", y="$\\tanh z$", xlim=(-3.5, 3.5), ylim=(-1.4, 1.4), ticks=(range(-3, 4), (-1, 0, 1)), size=(480, 270),
)  # fmt: skip
for edge in (low, high):
    bend.line([-3.5, 3.5], [edge, edge], "faint", dashed=True, width=1)
bend.line([-1.4, 1.4], [-1.4, 1.4], "faint", width=1)
bend.line(numbers, heights, "output", width=2.5)
bend.text(1.5, 1.2, "unchanged", "faint")
bend.text(1.2, 0.6, "$\\tanh z$", "output")
bend.table(["$z$", "$\\tanh z$"], [[f"{at:g}", f"{tanh(at):.4f}"] for at in (-far, -1, 0, 0.1, 1, far)])

# The network as a graph: places of its units, and of the texts at its edges, in the order of the weights.
spots = {
    "x_1": (42, 240), "x_2": (42, 70), "z_1": (262, 240), "z_2": (262, 70),
    "a_1": (402, 240), "a_2": (402, 70), "f": (562, 155), "L": (665, 155),
}  # fmt: skip
hues = {"x": "input", "z": "ink", "a": "ink", "f": "output", "L": "loss"}
names = ["W_{11}", "W_{12}", "W_{21}", "W_{22}", "b_1", "b_2", "v_1", "v_2", "c"]
links = [("x_1", "z_1"), ("x_2", "z_1"), ("x_1", "z_2"), ("x_2", "z_2"), ("a_1", "f"), ("a_2", "f")]
of_links = [0, 1, 2, 3, 6, 7]  # where their weights are in the array; the others are biases
beside = [
    (76, 250), (228, 175), (228, 125), (76, 45), (286, 208), (286, 92), (432, 234), (432, 58), (540, 104),
]  # fmt: skip


def trimmed(start, end, room=19):
    """Where the line between two units begins, and how far it goes."""
    way = np.subtract(spots[end], spots[start])
    gap = room * way / np.hypot(*way)
    return spots[start] + gap, way - 2 * gap


bare = {"xlim": (0, 704), "ylim": (0, 302), "axes": False, "size": (720, 318)}


def draw_units(plot):
    for unit, place in spots.items():
        plot.dots(*zip(place), hues[unit[0]], radius=18, hollow=True)
        plot.text(place[0], place[1] - 5, f"${unit}$", hues[unit[0]], "middle")


at_units = [(across, up + (-52 if up < 100 else 33)) for across, up in spots.values()]  # below in the lower row


network_forward = Plot(
    "forward", "The network at the start, going forward",
    f"Inputs, hidden units, an output and the loss, with an edge for each weight. For the inputs {one_x[0]} and "
    f"{one_x[1]} the hidden units return {a[0]:.4f} and {a[1]:g}, the output is {f:.4f}, and the loss {one_L:.4f}.",
    **bare,
)  # fmt: skip
draw_units(network_forward)
for (begin, finish), weight in zip(links, start[of_links], strict=True):
    place, way = trimmed(begin, finish)
    network_forward.line(*zip(place, place + way), "weight", dashed=weight < 0, width=1 + 2 * abs(weight))
for begin, finish in (("z_1", "a_1"), ("z_2", "a_2"), ("f", "L")):
    place, way = trimmed(begin, finish)
    network_forward.line(*zip(place, place + way), "ink", width=1)
for up in (247, 44):
    network_forward.text(332, up, "tanh", anchor="middle")
for place, name, weight in zip(beside, names, start, strict=True):
    network_forward.text(*place, f"${name} = {weight:g}$", "weight")
network_forward.text(665, 104, f"$t = {one_t}$", "target", "middle")
for place, unit, value in zip(at_units, spots, [*one_x, *z, *a, f, one_L]):
    network_forward.text(*place, f"{value:.4g}", hues[unit[0]], "middle")
network_forward.table(
    ["weight", "at the start"], [[f"${name}$", f"{weight:g}"] for name, weight in zip(names, start, strict=True)]
)

network_backward = Plot(
    "backward", "The derivatives, going backward",
    f"The same units, with arrows from the loss back to the inputs, the thicker the more they carry. The output "
    f"receives {d_f:.4f}, and the sums {d.b[0]:.4f} and {d.b[1]:.4f}. At the first input, "
    f"where paths meet, they add up to {d_x:.4f}.",
    **bare,
)  # fmt: skip
draw_units(network_backward)
links += [("z_1", "a_1"), ("z_2", "a_2"), ("f", "L")]
for (begin, finish), flow in zip(links, [*(d.b[[0, 0, 1, 1]] * W.ravel()), *d_a, *d.b, d_f], strict=True):
    place, way = trimmed(finish, begin)
    network_backward.arrow(*place, *way, width=1 + 4 * abs(flow))
for place, name, slope in zip(beside, names, np.concatenate([d.W.ravel(), d.b, d.v, [d.c]]), strict=True):
    network_backward.text(*place, f"${name}$: {slope:z.2f}", "gradient")
for place, value in zip(at_units, [*(d.b @ W), *d.b, *d_a, d_f]):
    network_backward.text(*place, f"{value:.2f}", "gradient", "middle")
network_backward.table(
    ["weight", "derivative"],
    [[f"${name}$", f"{slope:z.4f}"] for name, slope in zip(names, backpropagate(x[[example]], start, t[[example]]))],
)

# The output over the square of inputs: bands of equal output, and a heavy line at the middle.
grid = np.linspace(no - 0.5, yes + 0.5, 29)
squares = np.array([[across, up] for up in grid for across in grid])
levels = np.arange(1, 10) / 10  # chosen: where the map gets a shade darker
shown = [trace[k] for k in (*range(5), 6, 8, 10, 15, 20, 30, 40, 50, 60, 80, 100, 120, 150, 200, 300, 500)]
states = np.array([at.weights for at in shown])
correct = [right_side(at) for at in shown]
maps = [network(squares, weights).reshape(29, 29) for weights in states]

learn = Plot(
    "learn", "The network as it learns",
    f"The network, with its weights. In {end.k} steps the loss falls from {trace[0].loss:.4f} to {end.loss:.7f}.",
    xlim=(0, 384), ylim=(0, 244), axes=False, size=(400, 260),
)  # fmt: skip
learn.slider("k", "step $k$", [f"{at.k}" for at in shown])
learn.play("k")
units = {"x_1": (25, 200), "x_2": (25, 45), "a_1": (205, 200), "a_2": (205, 45), "f": (355, 122)}
at_weights = [(115, 207), (177, 142), (177, 94), (115, 24), (205, 227), (205, 4), (287, 172), (287, 61), (355, 149)]
for (begin, finish), weights in zip(links, states.T[of_links], strict=False):
    ends = units[begin], units[finish.replace("z", "a")]
    fixed = {"class": "stroke-weight fill-none", "d": learn.path(*zip(*ends))}
    widths, dashes = [f"{1 + 2 * abs(w):.1f}" for w in weights], ["5 4" if w < 0 else "none" for w in weights]
    learn.moving("path", fixed, {"stroke-width": widths, "stroke-dasharray": dashes})
for place, weights in zip(at_weights, states.T, strict=True):
    learn.moving_text(*place, [f"{w:z.2f}" for w in weights], color="weight", anchor="middle")
for unit, place in units.items():
    learn.dots(*zip(place), "paper", radius=16)
    learn.dots(*zip(place), hues[unit[0]], radius=16, hollow=True)
    learn.text(place[0], place[1] - 5, f"${unit}$", hues[unit[0]], "middle")

surface = learn.panel(
    "map", "The output for all inputs",
    f"A square of inputs, in deeper tints where the output is larger, with a heavy line where it is {middle:g}.",
    xlim=(no - 0.5, yes + 0.5), ylim=(no - 0.5, yes + 0.5), size=(400, 416), **named,
)  # fmt: skip
for level in levels:
    fixed = {"class": "fill-output stroke-paper", "fill-opacity": 0.07, "stroke-width": 0.5}
    surface.moving("path", fixed, {"d": [surface.region_path(grid, grid, each, level) for each in maps]})
surface.moving_line([surface.contour_path(grid, grid, each, middle) for each in maps], color="output", width=2.5)
draw_examples(surface)
for i, (across, up) in enumerate(x):
    surface.moving_text(
        across, up + (0.13 if up == yes else -0.2),
        [f"{network(x, at.weights)[i]:z.2f}" for at in shown], anchor="middle",
    )  # fmt: skip

losses_shown = [at.loss for at in trace]
fall = learn.panel(
    "loss", "The loss over the steps",
    f"The loss falls from {trace[0].loss:.4f}, lingers below the linear floor of {floor:.2f}, and falls to zero.",
    x="step $k$", y="loss $L$", xlim=(0, end.k), ylim=(0, max(0.4, *losses_shown)), size=(400, 180),
)  # fmt: skip
fall.line([0, end.k], [floor, floor], "faint", dashed=True, width=1)
fall.text(end.k, floor + 0.02, f"linear floor {floor:.2f}", "faint", "end")
fall.line([at.k for at in trace], losses_shown, "loss")
fall.moving_dot([(at.k, at.loss) for at in shown], color="loss", ghost=True)
learn.say(
    "At step ", [f"{at.k}" for at in shown],
    " the loss is ", [f"{at.loss:.{4 if at.loss > close / 10 else 7}f}" for at in shown],
    "; ", [f"{count}" for count in correct], f" of the {len(t)} examples are on the right side of {middle:g}.",
)  # fmt: skip
learn.table(
    ["weight", *[f"step {trace[k].k}" for k in (0, 10, 100, 500)]],
    [[f"${name}$", *[f"{trace[k].weights[i]:z.4f}" for k in (0, 10, 100, 500)]] for i, name in enumerate(names)],
)

surfaces = []
for name, at in zip(("first", "early", "later", "last"), (trace[0], tenth, trace[100], end), strict=True):
    outputs, landscape = network(x, at.weights), network(squares, at.weights).reshape(29, 29)
    surface = Plot(
        name, f"The output for every input, at step {at.k}",
        f"The outputs for the examples are {outputs[0]:z.2f}, {outputs[1]:z.2f}, {outputs[2]:z.2f} and "
        f"{outputs[3]:z.2f}.",
        xlim=(no - 0.5, yes + 0.5), ylim=(no - 0.5, yes + 0.75), axes=False, size=(240, 268),
    )  # fmt: skip
    surface.bands(grid, grid, landscape, levels, "output", 0.5)
    if landscape.min() < middle < landscape.max():
        surface.contours(grid, grid, landscape, [middle], "output", 2.5)
    draw_examples(surface)
    surface.text(no - 0.5, yes + 0.6, f"step {at.k}")
    for (across, up), output in zip(x, outputs, strict=True):
        surface.text(across, up + (0.13 if up == yes else -0.25), f"{output:z.2f}", anchor="middle")
    surfaces.append(surface)
surfaces[-1].table(
    ["example", *[f"step {trace[k].k}" for k in (0, 10, 100, 500)]],
    [[f"{one}, {two}", *[f"{network(x, trace[k].weights)[i]:z.4f}" for k in (0, 10, 100, 500)]]
     for i, (one, two) in enumerate(x)],
)  # fmt: skip

few = range(10)  # chosen: how many random starts are drawn
ks = [*range(20), *range(20, 501, 5)]
curves = Plot(
    "curves", "The loss from several starts",
    f"From our start the loss falls below {low_enough} well before step {end.k}. Of the random starts, some do so "
    f"too, and others stay at about {floor:.2f} for long.",
    x="step $k$", y="loss $L$", xlim=(0, end.k), ylim=(1e-5, 1), log=True,
)  # fmt: skip
for i in few:
    curves.line(ks, random_losses[ks, i].clip(1e-6), "loss", width=0.7)
curves.line([0, end.k], [floor, floor], "ink", dashed=True, width=1)
curves.text(end.k, 1.25 * floor, f"linear floor {floor:.2f}", anchor="end")
curves.line(ks, [trace[k].loss for k in ks], "loss", width=3)
curves.text(320, 2e-5, "our start", "loss", "end")
curves.text(330, 0.012, "random starts", "loss")
curves.table(
    ["step", "our start", "median of the random ones", "below the floor", f"below {low_enough}"],
    [
        [f"{k}", f"{trace[k].loss:.4f}", f"{np.median(random_losses[k]):.4f}", f"{(random_losses[k] < floor).sum()}",
         f"{reached(k)}"]
        for k in (0, 10, 100, 200, 500)
    ],
)  # fmt: skip
