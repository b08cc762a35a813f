from itertools import pairwise
from math import isclose

from gdcore import adam, curvatures, double_well, linear, squared_error, stability_limit
from gdsite.figures import Plot

best = steady[-1]
late, calm = noisy[101:], fading[101:]
pulls = [squared_error.gradient(x[i], best, t[i]) for i in range(3)]
seen = range(steps + 1)
noise = Plot(
    "noise", "One example at a time",
    f"With all examples the weight stays at {best:.3f}. With one at a time it wanders around that until the end; with "
    f"a rate that fades, it wanders ever less.",
    x="step $k$", y="weight $w$", xlim=(0, steps), ylim=(min(late) - 0.25, max(noisy) + 0.15), size=(480, 260),
)  # fmt: skip
noise.line(seen, noisy, "faint", width=1)
noise.line(seen, fading, "weight", width=1.5)
noise.line(seen, steady, "ink", dashed=True, width=1.5)
noise.text(steps, max(noisy) + 0.06, "one drawn", "faint", "end")
noise.text(steps / 3, max(noisy) + 0.06, "fading rate", "weight", "middle")
noise.text(steps, min(late) - 0.12, "all, dashed", anchor="end")
noise.table(
    ["step", "all", "one drawn", "fading rate"],
    [[f"{k}", f"{steady[k]:.3f}", f"{noisy[k]:.3f}", f"{fading[k]:.3f}"] for k in seen[:: steps // 10]],
)  # fmt: skip

# Momentum
rows, line = np.array([[1, 1], [2, 1], [3, 1]]), np.array([3, 5, 7])  # given: (x, 1); t = 2x + 1
best_r, wide_r, small_r = 0.17, 0.24, 0.01
small = 1e-6
part, tuned = 0.7, 0.6
x_one, t_one = 2, 4  # given, as x, t on index.md
valley, one = linear_objective(rows, line), linear_objective(x_one, t_one)
low, high = curvatures(rows)
entry = np.array([3.8, -1.6])


def roll(objective, start, rate, kept):
    return minimize(objective, start, rate, steps=1000, direction=momentum(kept))


def stays(trace):
    """From which step on the loss is small; it is so for long."""
    late = max((at.k for at in trace if at.loss >= small), default=-1) + 1
    assert 0 < late < 500
    return late


count = {
    (rate, kept): stays(roll(valley, entry, rate, kept))
    for rate, kept in ((r, 0), (best_r, 0), (r, part), (wide_r, tuned))
}
single = {(rate, kept): stays(roll(one, w, rate, kept)) for rate in (small_r, r) for kept in (0, part)}


def pushed(kept, same):
    """The velocity after many gradients of size 1, of the same sign or alternating."""
    velocity = 0
    for k in range(100):
        velocity = kept * velocity + same**k
    return velocity


plain, heavy = roll(valley, entry, best_r, 0), roll(valley, entry, wide_r, tuned)
blue, orange = stays(plain), stays(heavy)
assert abs(plain[-1].weights - [2, 1]).max() < 0.1  # the pictures are of the valley around this answer
draw_r, adam_r, race = 0.08, 0.5, 20  # chosen: rates of the other descents, and steps to draw
drawn = sampled_objective(rows, line, size=1, generator=np.random.default_rng(seed=1))
batches = minimize(drawn, entry, draw_r, steps=race)
swift = minimize(valley, entry, adam_r, steps=race, direction=adam())
runs = {"plain": plain, "momentum": heavy, "batches": batches, "adam": swift}
assert race > 5 and all(len(run) > race and run[race].loss < run[0].loss for run in runs.values())
steps_drawn = range(race + 1)
sight = {
    "x": "weight $w$", "y": "bias $b$", "xlim": (-0.4, 5.6), "ylim": (-2.4, 1.9), "ticks": ([0, 2, 4], [-2, 0]),
    "size": (344, 279),  # of equal scales
}  # fmt: skip
paths = Plot(
    "paths", "Plain descent in a valley",
    f"From side to side, it takes {blue} steps until the loss stays below {small:.6f}.", **sight,
)  # fmt: skip
views = [
    paths,
    paths.panel(
        "momentum",
        "Descent with momentum",
        f"It is thrown across the valley, then rolls along it: {orange} steps.",
        **sight,
    ),
    paths.panel(
        "batches", "A minibatch of one example", "Its steps point in other directions than the gradient.", **sight
    ),
    paths.panel("adam", "Descent with Adam", "At first it moves both weights equally fast, then swings.", **sight),
]
paths.slider("k", "step $k$", [f"{k}" for k in steps_drawn], race)
paths.play("k")
for view, run in zip(views, runs.values(), strict=True):
    trail = np.array([at.weights for at in run.iterates[: race + 1]])
    assert (abs(trail - [2.6, -0.25]) < [3, 2.15]).all()  # it is in the picture
    view.landscape(valley.loss, [1, 5, 10, 20, 30], clear=trail)
    view.moving_line([trail[: k + 1].T for k in steps_drawn], color="weight", width=1.2, beads=True)
    view.moving_dot(trail, color="weight")
    view.dots([2], [1], "ink", 3)
views[0].text(5.5, 1.45, f"plain, $r = {best_r}$", anchor="end")
views[1].text(5.5, 1.45, f"momentum, $r = {wide_r}$", anchor="end")
views[2].text(5.5, 1.45, f"one example, $r = {draw_r}$", anchor="end")
views[3].text(5.5, 1.45, f"Adam, $r = {adam_r}$", anchor="end")
paths.say(
    "Loss: plain ", [f"{at.loss:.5f}" for at in plain.iterates[: race + 1]],
    ", momentum ", [f"{at.loss:.5f}" for at in heavy.iterates[: race + 1]],
    ", one example ", [f"{at.loss:.5f}" for at in batches],
    ", Adam ", [f"{at.loss:.5f}" for at in swift], ".",
)  # fmt: skip
paths.table(
    ["step", "plain", "momentum", "one example", "Adam"],
    [[f"{k}", *(f"{run[k].loss:.5f}" for run in runs.values())] for k in range(0, race + 1, 2)],
)

# Adam
keep, keep_squares, epsilon = 0.9, 0.999, 1e-8  # chosen
thousand = linear_objective(np.full(1000, x_one), 1000 * t_one)
adam_one = minimize(one, w, r, steps=1000, direction=adam(keep, keep_squares, epsilon))
adam_many = minimize(thousand, np.full(1000, w), r, steps=1000, direction=adam(keep, keep_squares, epsilon))
adam_steps = stays(adam_one)
g = adam_one[0].gradient
p, s = (1 - keep) * g, (1 - keep_squares) * g * g
p_two = keep * p + (1 - keep) * adam_one[1].gradient
s_two = keep_squares * s + (1 - keep_squares) * adam_one[1].gradient ** 2
farthest = max(adam_one, key=lambda iterate: iterate.weights)

# Where a descent can end
tilt = 0.3  # chosen
r_well, bottom, leap_r = 0.05, 2, 0.03
leap = minimize(plateau, -1.0, leap_r, steps=1000)
left, right = -2, 2
wells_loss = double_well(tilt).loss
falls = [minimize(double_well(tilt), start, r_well, steps=1000, gradient_below=1e-9) for start in (left, right)]
deep, shallow = falls[0][-1], falls[1][-1]
along = np.linspace(left, right, 121)
heights = [wells_loss(place) for place in along]
wells = Plot(
    "wells", "A loss with \\{two} dips",
    f"From {left} the descent ends at {deep.weights:.3f}, where the loss is {deep.loss:.3f}; from {right} it ends at "
    f"{shallow.weights:.3f}, where it is {shallow.loss:.3f}.",
    x="weight $w$", y="loss $L$", xlim=(left - 0.2, right + 0.2), ylim=(min(heights) - 2, max(heights) + 0.5),
    ticks=(range(left, right + 1), None),
)  # fmt: skip
wells.line(along, heights, "loss")
assert all(left <= at.weights <= right for run in falls for at in run)  # they are in the picture
for run, inward, anchor in zip(falls, (0.12, -0.12), ("start", "end"), strict=True):
    spots = [*run.iterates[:8], run[-1]]
    for a, b in pairwise(spots[:3]):
        wells.arrow(a.weights, a.loss, b.weights - a.weights, b.loss - a.loss, "weight", 1.5)
    wells.dots([at.weights for at in spots[1:-1]], [at.loss for at in spots[1:-1]], "weight", 3)
    wells.dots([run[0].weights], [run[0].loss], "weight", 5, hollow=True)
    wells.text(run[0].weights + inward, run[0].loss, "start", "weight", anchor)
    wells.dots([run[-1].weights], [run[-1].loss], "weight", 5)
    wells.text(run[-1].weights, run[-1].loss - 1.2, f"end, loss {run[-1].loss:z.3f}", "weight", "middle")
wells.table(
    ["step", "w from the left", "loss", "w from the right", "loss"],
    [
        [f"{a.k}", f"{a.weights:z.3f}", f"{a.loss:z.3f}", f"{b.weights:z.3f}", f"{b.loss:z.3f}"]
        for a, b in zip(falls[0].iterates[:8], falls[1].iterates[:8])
    ],
)

# Examples not seen
truth, off = np.array([1, 2]), 0.2  # given: bias and weight of the line; errors
assert (x_train[:-1] < x_test).all() and (x_test < x_train[1:]).all()
reach = np.linspace(x_train.min(), x_train.max(), 81)
bent, unbent = linear(powers(reach, 4), curve.weights), linear(powers(reach, 1), straight.weights)
seen = [*bent, *unbent, *t_train, *t_test]
missed = linear(powers(x_test, 4), curve.weights)
fits = Plot(
    "fits", "A line and a curve through the same points",
    f"The curve meets all points that it learned from, and misses new ones by up to {abs(t_test - missed).max():.3f}.",
    x="input $x$", y="target $t$", xlim=(x_train.min() - 0.1, x_train.max() + 0.1),
    ylim=(min(seen) - 0.5, max(seen) + 0.3), ticks=(x_train, None),
)  # fmt: skip
fits.line(reach, unbent, "output")
fits.line(reach, bent, "output", dashed=True)
for at, wanted, got in zip(x_test, t_test, missed):
    fits.line([at, at], [wanted, got], "loss", width=1.5)
fits.dots(x_train, t_train, "target", 5)
fits.dots(x_test, t_test, "target", 5, hollow=True)
fits.text(reach[56], unbent[56] + 0.15, "line", "output", "end")
fits.text(reach[10], bent[10] - 0.4, "curve", "output")
fits.text(x_train[2] - 0.05, t_train[2] + 0.1, "to learn from", "target", "end")
fits.text(x_test[2] + 0.06, t_test[2] - 0.15, "new", "target")
fits.table(
    ["x", "line", "curve"],
    [[f"{a:.2f}", f"{b:.3f}", f"{c:.3f}"] for a, b, c in zip(reach[::8], unbent[::8], bent[::8])],
)
