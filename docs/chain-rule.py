"""What the chapter on the chain rule prepares, and its figures."""

from math import isclose, sqrt

from gdcore import central_difference_quotient, linear_objective, product, squared_error, stability_limit
from gdsite.figures import Plot

# Otherwise a link passes nothing on, nothing is left to learn, or the weights head for no answer.
assert h and w1 and w2 and f != t and x * t > 0
assert min(map(len, (falling, bouncing, wandering))) > 10

first, second, last = (a_nudged - a) / h, (f_nudged - f) / (a_nudged - a), (L_nudged - L) / (f_nudged - f)
whole = (L_nudged - L) / h
gradient, slope_f = objective.gradient(w), squared_error.slope(f, t)
uneven = np.array([0.5, 2])  # chosen: one small weight, one large

up, down, p_weight, s_weight = 3, -2, 4, 5  # chosen: the factors of two paths
moves = [h, up * h, down * h]
arriving = p_weight * moves[1], s_weight * moves[2]
moved = p_weight * up * h + s_weight * down * h

alone = minimize(linear_objective(x, t), w1, r, steps=1)  # the one weight of The loop
jump = wandering[1].weights
grown = jump - w
promised, promised_slow = gradient @ grown, gradient @ (falling[1].weights - w)

wanted = Fraction(t, x)  # of w₁ · w₂
answer = np.full(2, sqrt(wanted))
directions = np.array([[1, 0], [0, 1], [1, 1], [1, -1]])
bend = np.array(
    [central_difference_quotient(lambda s, d=d: objective.gradient(answer + s * d), 0, 1e-4) for d in directions]
)
limit_alone, limit = (stability_limit(bend[i][0].round(6)) for i in (0, 2))
just_below, just_above = 0.0624, 0.0626  # chosen
settled, unsettled = (minimize(objective, w, rate, steps=3000, loss_below=enough) for rate in (just_below, just_above))
held_rate, lost_rate = 0.124, 0.126  # chosen
held, lost = (minimize(objective, w, rate, steps=3000) for rate in (held_rate, lost_rate))

highest = max(wandering, key=lambda at: at.loss)
origin = 0 * w
stuck = minimize(objective, origin, r, steps=1000)
off, early = 0.1, 30  # chosen
both, single, opposed = off * directions[2], off * directions[0], off * directions[3]
leaving = minimize(objective, np.array([0.001, 0.001]), slow, steps=200, loss_below=enough)  # chosen: a start
diagonal = minimize(objective, np.array([1, -1]), slow, steps=200, gradient_below=enough)  # chosen: a start
assert early < len(leaving) and len(diagonal) > 1  # otherwise they have arrived before one looks


paths = Plot(
    "paths", "A nudge that splits",
    f"From a, one path goes through p, with the factors {up} and {p_weight}; the other through s, with {down} and "
    f"{s_weight}. They meet in y, where {float(arriving[0]):.3f} and {float(arriving[1]):.3f} arrive.",
    xlim=(-0.5, 3.5), ylim=(-0.15, 2.25), axes=False, size=(480, 230),
)  # fmt: skip
places = {"a": (0, 1), "p": (1.5, 1.75), "s": (1.5, 0.25), "y": (3, 1)}
for start, end, factor, color, aside in [
    ("a", "p", up, "blue", 0.2),
    ("p", "y", p_weight, "blue", 0.2),
    ("a", "s", down, "orange", -0.3),
    ("s", "y", s_weight, "orange", -0.3),
]:
    (left, low), (right, high) = places[start], places[end]
    rise = (high - low) / (right - left)
    tip = right - 0.2, high - 0.2 * rise
    paths.line([left + 0.2, tip[0]], [low + 0.2 * rise, tip[1]], color)
    for side in (-0.08, 0.08):
        paths.line([tip[0] - 0.1, tip[0]], [tip[1] - 0.1 * rise + side, tip[1]], color)
    paths.text((left + right) / 2, (low + high) / 2 + aside, f"× {factor}", color, "middle")
for (name, (across, height)), move in zip(places.items(), [*moves, moved], strict=True):
    paths.dots([across], [height], radius=15, hollow=True, color="ink")
    paths.text(across, height - 0.04, name, anchor="middle")
    paths.text(across, height - 0.38, f"{float(move):+g}", anchor="middle")
paths.table(
    ["path", "factors", "together", "arrives at y as"],
    [
        ["through p", f"{up} and {p_weight}", f"{up * p_weight}", f"{float(arriving[0]):.3f}"],
        ["through s", f"{down} and {s_weight}", f"{down * s_weight}", f"{float(arriving[1]):.3f}"],
    ],
)

rates = Plot(
    "rates", "The loss with several learning rates",
    f"With the learning rate {slow} the loss falls steadily. With {middle} it bounces, and with {r} it wanders.",
    x="step k", y="loss L", xlim=(0, len(wandering) - 1), ylim=(1e-6, 100), log=True,
    ticks=(None, (1e-5, 1e-3, 0.1, 10)),
)  # fmt: skip
for trace, color in ((falling, "blue"), (bouncing, "orange"), (wandering, "red")):
    rates.line([at.k for at in trace], [at.loss for at in trace], color)
rates.text(20, 1e-4, f"r = {slow}", "blue")
rates.text(16, 0.2, f"r = {middle}", "orange", "middle")
rates.text(16, 30, f"r = {r}", "red", "middle")
rates.table(
    ["step", f"r = {slow}", f"r = {middle}", f"r = {r}"],
    [[f"{k}", *(f"{trace[k].loss:.4g}" for trace in (falling, bouncing, wandering))] for k in (0, 1, 2, 3, 5, 10)],
)

trips = [
    minimize(objective, np.array(place), slow, steps=200)
    for place in [(0.3, -0.2), (-0.3, 0.2), (1.5, -1.7), (-2.5, 1.5)]  # chosen: four starts
]
assert all(trip[-1].loss < enough for trip in trips)  # each leaves and arrives
routes = [np.array([at.weights for at in trip]) for trip in trips]
half = max(2.2, 1.05 * max(abs(route / [1.73, 1]).max() for route in routes))  # of the height, in weights
saddle = Plot(
    "saddle", "A saddle between valleys",
    f"At zero the loss is {stuck[0].loss}. It falls toward valleys where both weights have the same sign and their "
    f"product is {wanted}, and rises where the signs differ. Descents that begin near zero end in a valley.",
    x="first weight w₁", y="second weight w₂",
    xlim=(-1.73 * half, 1.73 * half), ylim=(-half, half), ticks=(range(-3, 4), range(-2, 3)),
)  # fmt: skip
levels = [stuck[0].loss * part for part in (0.5, 1.5, 2, 4)]
saddle.landscape(objective.loss, levels)
for level, lean in zip(levels, (4.5, 5, 1.5, 1), strict=True):  # a label on each line, where it has room
    wide = (abs(t) - sqrt(level)) / abs(x)
    top = sqrt(lean * abs(wide))
    if 0 < top < 0.9 * half:
        saddle.text(wide / top, top - 0.06, f"{level:g}", anchor="middle")
saddle.landscape(lambda place: product(x, place), [t], "green", width=2)
for route in routes:
    saddle.line(*route.T, "orange")
    saddle.dots(*route[:1].T, "orange", radius=3.5, hollow=True)
    saddle.dots(*route[-1:].T, "orange", radius=3.5)
ridge = np.array([at.weights for at in diagonal])
assert abs(ridge / [1.73, 1]).max() <= half  # in the picture
saddle.line(*ridge.T, "red", dashed=True)
saddle.dots(*ridge[:1].T, "red", radius=3.5, hollow=True)
saddle.dots([0], [0], "red")
saddle.text(0.3, 0.05, "saddle", "red")
saddle.text(-1.7 * half, 0.88 * half, "higher")
saddle.text(1.7 * half, -0.96 * half, "higher", anchor="end")
saddle.table(
    ["start", "first weight there", "second", "first weight at the end", "second", "loss"],
    [[f"{i}", *(f"{part:.3f}" for part in route[0]), *(f"{part:z.3f}" for part in route[-1]), f"{trip[-1].loss:.6f}"]
     for i, (route, trip) in enumerate(zip([*routes, ridge], [*trips, diagonal], strict=True), 1)],
)  # fmt: skip
