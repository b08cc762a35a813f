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
d_f = squared_error.slope(f, one_t)
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


# --- Figures ------------------------------------------------------------------------------

border = [no - 0.5, yes + 0.5, yes + 0.5, no - 0.5, no - 0.5]


def draw_square(plot):
    plot.line(border, border[1:] + border[1:2], "faint", width=1)
    plot.dots(*x[t == yes].T, "green", 7)
    plot.dots(*x[t == no].T, "green", 7, hollow=True)


corners = Plot(
    "corners", "The examples as corners of a square",
    "The inputs across and upward. The corners where exactly one input is yes are filled; they lie on one diagonal, "
    "and the hollow ones on the other.",
    xlim=(middle - 2, middle + 2), ylim=(middle - 1.03, middle + 1.03), axes=False, size=(480, 255),
)  # fmt: skip
draw_square(corners)
for across, up in x:
    corners.text(across, up + (0.14 if up == yes else -0.26), f"{across}, {up}", anchor="middle")

bend = Plot(
    "bend", "The graph of tanh",
    f"A curve that rises from nearly {low} to nearly {high}. It is steepest at zero, and flat far out.",
    x="z", y="tanh z", xlim=(-3.5, 3.5), ylim=(-1.2, 1.2), ticks=(range(-3, 4), (-1, 0, 1)), size=(480, 230),
)  # fmt: skip
for edge in (low, high):
    bend.line([-3.5, 3.5], [edge, edge], "faint", dashed=True, width=1)
bend.line([-1.2, 1.2], [-1.2, 1.2], "faint", width=1)
bend.line(numbers, heights, "blue")
bend.table(["z", "tanh z"], [[f"{at:g}", f"{tanh(at):.4f}"] for at in (-far, -1, 0, 0.1, 1, far)])

spots = {
    "x₁": (-0.4, 4.2), "x₂": (-0.4, 2.2), "z₁": (1.2, 4.2), "z₂": (1.2, 2.2),
    "a₁": (2, 4.2), "a₂": (2, 2.2), "f": (3.3, 3.2),
}  # fmt: skip
pairs = [("x₁", "z₁"), ("x₂", "z₁"), ("x₁", "z₂"), ("x₂", "z₂"), ("a₁", "f"), ("a₂", "f")]
edges = [([spots[a][0] + 0.15, spots[z][0] - 0.15], [spots[a][1], spots[z][1]]) for a, z in pairs]
of_edges = [0, 1, 2, 3, 6, 7]  # where their weights are in the array; the others are biases
names = ["W₁₁", "W₁₂", "W₂₁", "W₂₂", "b₁", "b₂", "v₁", "v₂", "c"]
beside = [
    (0.3, 4.3), (0.83, 3.42), (0.83, 2.9), (0.3, 1.97),
    (1.2, 4.42), (1.2, 1.84), (2.7, 3.85), (2.7, 2.4), (3.3, 3.42),
]  # fmt: skip
aside = 1, 2, 6, 7  # those that begin at their place


def draw_units(plot):
    for up in (4.2, 2.2):
        plot.line([1.35, 1.85], [up, up], "faint")
        plot.text(1.6, up + 0.06, "tanh", anchor="middle")
    for name, (across, up) in spots.items():
        plot.dots([across], [up], "ink", radius=15, hollow=True)
        plot.text(across, up - 0.04, name, anchor="middle")


network_forward = Plot(
    "forward", "The network at the start, going forward",
    f"Inputs, hidden units and an output, with an edge for each weight. For the inputs {one_x[0]} and {one_x[1]} the "
    f"hidden units return {a[0]:.4f} and {a[1]:g}, and the output is {f:.4f}.",
    xlim=(-0.7, 3.7), ylim=(1.7, 4.7), axes=False,
)  # fmt: skip
for edge, weight in zip(edges, start[of_edges]):
    network_forward.line(*edge, dashed=weight < 0, width=1 + 2 * abs(weight))
draw_units(network_forward)
for i, (place, name, weight) in enumerate(zip(beside, names, start)):
    network_forward.text(*place, f"{name} = {weight:g}", "blue", "start" if i in aside else "middle")
for (across, up), value in zip(spots.values(), [*one_x, *z, *a, f]):
    below = 0.24 if up == 2.2 else -0.37
    network_forward.text(across, up + below, f"{value:.4g}", anchor="middle")
network_forward.table(["weight", "at the start"], [[name, f"{weight:g}"] for name, weight in zip(names, start)])

grid = np.linspace(no - 0.5, yes + 0.5, 21)
squares = np.array([[across, up] for up in grid for across in grid])
region = {"class": "stroke-grid fill-green", "stroke-width": 0.5, "fill-opacity": 0.15}


def above(plot, weights, level):
    """Outlines of where the output is above a level."""
    return plot.region_path(grid, grid, network(squares, weights).reshape(21, 21), level)


dense = *range(11), *range(15, 51, 5), *range(60, 101, 20), 120, 150, *range(200, 501, 100)
shown = [trace[k] for k in dense]
states = np.array([at.weights for at in shown])
correct = [right_side(at) for at in shown]
levels = 0.25, 0.5, 0.75  # chosen: where the squares get a shade darker

learn = Plot(
    "learn", "The network as it learns",
    f"Above the network, with its weights; below a square of inputs, a shade darker "
    f"where the output exceeds {levels[0]}, {levels[1]}, and {levels[2]}. "
    f"In {end.k} steps the loss falls from {trace[0].loss:.4f} to {end.loss:.7f}.",
    xlim=(-0.7, 3.7), ylim=(-0.75, 4.75), axes=False, size=(480, 596),
)  # fmt: skip
learn.slider("k", "step", [f"{at.k}" for at in shown])
learn.play("k")
for edge, weights in zip(edges, states.T[of_edges]):
    widths, dashes = [f"{1 + 2 * abs(w):.1f}" for w in weights], ["5 4" if w < 0 else "none" for w in weights]
    fixed = {"class": "stroke-blue fill-none", "d": learn.path(*edge)}
    learn.moving("path", fixed, {"stroke-width": widths, "stroke-dasharray": dashes})
draw_units(learn)
for i, (across, up) in enumerate(beside):
    line, anchor = (0.18 if up > 3 else 0), ("start" if i in aside else "middle")
    learn.moving_text(across, up + line, [f"{at.weights[i]:z.2f}" for at in shown], color="blue", anchor=anchor)
    learn.moving_text(
        across, up + line - 0.18, [f"{at.gradient[i]:z.3f}" for at in shown], color="orange", anchor=anchor
    )
for level in levels:
    learn.moving("path", region, {"d": [above(learn, weights, level) for weights in states]})
draw_square(learn)
for i, (across, up) in enumerate(x):
    learn.moving_text(
        across, up + (0.13 if up == yes else -0.25),
        [f"{network(x, at.weights)[i]:z.2f}" for at in shown], anchor="middle",
    )  # fmt: skip
for place in (no, yes):
    learn.text(place, -0.68, f"{place}", anchor="middle")
    learn.text(-0.6, place - 0.04, f"{place}", anchor="middle")
for place, words in zip(((1.5, -0.68), (-0.6, 1.38)), ("x₁", "x₂")):
    learn.text(*place, words, anchor="middle")
learn.text(1.7, 1.3, "loss")
learn.moving_text(2.2, 1.3, [f"{at.loss:.{4 if at.loss > close / 10 else 7}f}" for at in shown])
learn.dots([1.78], [0.74], "green", 7)
learn.dots([1.78], [0.49], "green", 7, hollow=True)
learn.text(1.92, 0.7, f"target {yes}")
learn.text(1.92, 0.45, f"target {no}")
learn.text(1.7, 0.1, "weights", "blue")
learn.text(1.7, -0.1, "derivatives", "orange")
learn.say(
    "At step ", [f"{at.k}" for at in shown],
    " the loss is ", [f"{at.loss:.{4 if at.loss > close / 10 else 7}f}" for at in shown],
    "; ", [f"{count}" for count in correct], f" of the {len(t)} examples are on the right side of {middle:g}.",
)  # fmt: skip
learn.table(
    ["weight", *[f"step {trace[k].k}" for k in (0, 10, 100, 500)]],
    [[name, *[f"{trace[k].weights[i]:z.4f}" for k in (0, 10, 100, 500)]] for i, name in enumerate(names)],
)

surfaces = []
for name, at in zip(("first", "early", "later", "last"), (trace[0], tenth, trace[100], end)):
    outputs = network(x, at.weights)
    surface = Plot(
        name, f"The output for every input, at step {at.k}",
        f"The outputs for the examples are {outputs[0]:z.2f}, {outputs[1]:z.2f}, {outputs[2]:z.2f} and "
        f"{outputs[3]:z.2f}.",
        xlim=(no - 0.5, yes + 0.5), ylim=(no - 0.5, yes + 0.75), axes=False, size=(240, 270),
    )  # fmt: skip
    for level in levels:
        surface.moving("path", region | {"d": above(surface, at.weights, level)}, {}, [])
    landscape = network(squares, at.weights).reshape(21, 21)
    if landscape.min() < middle < landscape.max():
        surface.contours(grid, grid, landscape, [middle], "green", 2.5)
    draw_square(surface)
    surface.text(no - 0.5, yes + 0.57, f"step {at.k}")
    for (across, up), output in zip(x, outputs):
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
    x="step k", y="loss L", xlim=(0, end.k), ylim=(1e-5, 1), log=True,
)  # fmt: skip
for i in few:
    curves.line(ks, random_losses[ks, i].clip(1e-6), "faint", width=1)
curves.line([0, end.k], [floor, floor], "ink", dashed=True, width=1)
curves.line(ks, [trace[k].loss for k in ks], "blue", width=3)
curves.text(320, 2e-5, "our start", "blue", "end")
curves.table(
    ["step", "our start", "median of the random ones", "below the floor", f"below {low_enough}"],
    [
        [f"{k}", f"{trace[k].loss:.4f}", f"{np.median(random_losses[k]):.4f}", f"{(random_losses[k] < floor).sum()}",
         f"{reached(k)}"]
        for k in (0, 10, 100, 200, 500)
    ],
)  # fmt: skip
