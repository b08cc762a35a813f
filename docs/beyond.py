from math import isclose

from gdcore import adam, curvatures, double_well, linear, squared_error, stability_limit
from gdsite.figures import Plot

best = steady[-1]
late, calm = noisy[101:], fading[101:]
pulls = [squared_error.gradient(x[i], best, t[i]) for i in range(3)]

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
assert abs(plain[-1].weights - [2, 1]).max() < 0.1  # the picture is of the valley around this answer
paths = Plot(
    "paths", "Plain descent and momentum in a valley",
    f"Plain descent bounces from side to side and takes {blue} steps; momentum takes {orange}.",
    x="weight", y="bias", xlim=(0.5, 5), ylim=(-2.2, 2.2), ticks=([1, 2, 3, 4, 5], [-2, -1, 0, 1, 2]),
)  # fmt: skip
paths.landscape(valley.loss, [0.1, 0.5, 1.5, 4, 10, 20])
for trail, color in ((plain, "blue"), (heavy, "orange")):
    first, second = zip(*[at.weights for at in trail.iterates[:200]])
    paths.line(first, second, color, width=1.5)
    paths.dots(first[:12], second[:12], color, 3)
paths.dots([2], [1], "green", 5)
paths.table(
    ["step", "plain", "loss", "momentum", "loss"],
    [
        [f"{k}", f"({plain[k].weights[0]:z.3f}, {plain[k].weights[1]:z.3f})", f"{plain[k].loss:.4f}",
         f"({heavy[k].weights[0]:z.3f}, {heavy[k].weights[1]:z.3f})", f"{heavy[k].loss:.4f}"]
        for k in (0, 1, 2, 3, 4, 5, 10, 15, 20)
    ],
)  # fmt: skip

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
runs = [minimize(double_well(tilt), start, r_well, steps=1000, gradient_below=1e-9) for start in (left, right)]
deep, shallow = runs[0][-1], runs[1][-1]
along = np.linspace(left, right, 121)
heights = [wells_loss(place) for place in along]
wells = Plot(
    "wells", "A loss with \\{two} dips",
    f"From {left} the descent ends at {deep.weights:.3f}, where the loss is {deep.loss:.3f}; from {right} it ends at "
    f"{shallow.weights:.3f}, where it is {shallow.loss:.3f}.",
    x="weight w", y="loss L", xlim=(left - 0.2, right + 0.2), ylim=(min(heights) - 2, max(heights) + 0.5),
    ticks=(range(left, right + 1), None),
)  # fmt: skip
wells.line(along, heights)
for run in runs:
    spots = [*run.iterates[:8], run[-1]]
    wells.dots([at.weights for at in spots], [at.loss for at in spots], "orange", 5.5, hollow=run is runs[1])
    wells.text(run[-1].weights, run[-1].loss - 1.3, f"loss {run[-1].loss:z.3f}", anchor="middle")
wells.table(
    ["step", "w from the left", "loss", "w from the right", "loss"],
    [
        [f"{a.k}", f"{a.weights:z.3f}", f"{a.loss:z.3f}", f"{b.weights:z.3f}", f"{b.loss:z.3f}"]
        for a, b in zip(runs[0].iterates[:8], runs[1].iterates[:8])
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
    x="x", y="t", xlim=(x_train.min() - 0.1, x_train.max() + 0.1), ylim=(min(seen) - 0.5, max(seen) + 0.3),
    ticks=(x_train, None),
)  # fmt: skip
fits.line(reach, unbent)
fits.line(reach, bent, "red", dashed=True)
for at, wanted, got in zip(x_test, t_test, missed):
    fits.line([at, at], [wanted, got], "red", width=1)
fits.dots(x_train, t_train, "ink", 5)
fits.dots(x_test, t_test, "green", 5.5, hollow=True)
fits.text(reach[56], unbent[56] + 0.15, "line", "blue", "end")
fits.text(reach[10], bent[10] - 0.4, "curve", "red")
fits.table(
    ["x", "line", "curve"],
    [[f"{a:.2f}", f"{b:.3f}", f"{c:.3f}"] for a, b, c in zip(reach[::8], unbent[::8], bent[::8])],
)
