"""What the chapter on the chain rule prepares, and its figures."""

from math import isclose, sqrt

from gdcore import central_difference_quotient, linear_objective, product, squared_error, stability_limit
from gdsite.figures import Plot

# Otherwise a link passes nothing on, nothing is left to learn, or the weights head for no answer.
assert h and w1 and w2 and x * t > 0 and f != t and f / t < 2
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

# Where descent ends up, for many rates at once: both weights are equal, and stay so.
many_rates = (limit * np.linspace(0.02, 1.99, 198)).round(6)  # the last digits of the limit differ between processors
both_weights, visited = float(w1), []
first_shown, last_shown = 350, 400  # chosen
for k in range(last_shown + 1):
    output = x * both_weights**2
    both_weights = both_weights - many_rates * squared_error.slope(output, t) * x * both_weights
    visited += [squared_error(output, t)] if k >= first_shown else []

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
    xlim=(0, 480), ylim=(0, 220), axes=False, size=(480, 220),
)  # fmt: skip
places = {"a": (40, 110), "p": (190, 175), "s": (190, 45), "y": (350, 110)}
for start, end, factor, aside in [
    ("a", "p", up, (-12, 16)), ("p", "y", p_weight, (12, 16)),
    ("a", "s", down, (-14, -27)), ("s", "y", s_weight, (14, -27)),
]:  # fmt: skip
    way = np.subtract(places[end], places[start])
    gap = 20 * way / np.hypot(*way)
    paths.arrow(*(places[start] + gap), *(way - 2.1 * gap), width=1.4 * abs(factor))
    paths.text(
        *(places[start] + way / 2 + aside), f"× {factor}" if factor > 0 else f"× ({factor})", "gradient", "middle"
    )
for (name, (across, height)), move in zip(places.items(), [*moves, moved], strict=True):
    paths.dots([across], [height], "ink", radius=15, hollow=True)
    paths.text(across, height - 4, f"${name}$", anchor="middle")
    if name != "y":
        paths.text(across, height + (24 if name == "p" else -33), f"{float(move):+g}", anchor="middle")
for height, move in zip((136, 110, 78), (*arriving, moved), strict=True):  # the sum, as one writes it
    paths.text(450, height, f"{float(move):+.3f}", anchor="end")
paths.line([390, 452], [103, 103], "ink", width=1)
paths.table(
    ["path", "factors", "together", "arrives at $y$ as"],
    [
        ["through $p$", f"{up} and {p_weight}", f"{up * p_weight}", f"{float(arriving[0]):.3f}"],
        ["through $s$", f"{down} and {s_weight}", f"{down * s_weight}", f"{float(arriving[1]):.3f}"],
    ],
)

runs = falling, bouncing, wandering
rates = Plot(
    "rates", "The loss with several learning rates",
    f"With the learning rate {slow} the loss falls steadily. With {middle} it bounces, and with {r} it wanders.",
    x="step $k$", y="loss $L$", xlim=(0, len(wandering) - 1), ylim=(1e-6, 100), log=True, size=(400, 320),
)  # fmt: skip
for run, width in zip(runs, (3, 2, 1), strict=True):
    rates.line([at.k for at in run], [at.loss for at in run], "loss", width=width)
for place, rate in zip(((13, 0.004), (12, 0.15), (12, 35)), (slow, middle, r), strict=True):
    rates.text(*place, f"$r = {rate}$", "rate")
beyond = rates.panel(
    "beyond", "The losses that each learning rate leads to",
    f"Below the limit of {limit} the loss falls to zero. Just above it, it alternates between a high value and a low "
    f"one; with larger rates it takes more and more values.",
    x="learning rate $r$", y="loss $L$", xlim=(0, 2.1 * limit), ylim=(1e-6, 100), log=True, size=(400, 320),
    ticks=((slow, limit, 2 * limit), None),
)  # fmt: skip
beyond.line([limit, limit], [1e-6, 100], "rate", dashed=True)
beyond.text(0.97 * limit, 1e-3, "stability limit", "rate", "end")
beyond.text(0.97 * limit, 2e-6, "falls to zero", "loss", "end")
for rate in (middle, r):
    beyond.line([rate, rate], [1e-6, 35], "rate", width=0.7)
    beyond.text(rate, 40, f"{rate}", "rate")
beyond.specks(np.tile(many_rates, len(visited)), np.ravel(visited))
rates.table(
    ["step", *(f"$r = {rate}$" for rate in (slow, middle, r))],
    [[f"{k}", *(f"{run[k].loss:.4g}" for run in runs)] for k in (0, 1, 2, 3, 5, 10)],
)

trips = [
    minimize(objective, np.array(place), slow, steps=200)
    for place in [(0.3, -0.2), (-0.3, 0.2), (1.5, -1.7), (-2.5, 1.5)]  # chosen: four starts
]
assert all(trip[-1].loss < enough for trip in trips)  # each leaves and arrives
routes = [np.array([at.weights for at in trip]) for trip in trips]
half = max(2.2, 1.05 * max(abs(route / [1.5, 1]).max() for route in routes))  # of the height, in weights
saddle = Plot(
    "saddle", "A saddle between valleys",
    f"At zero the loss is {stuck[0].loss}. It falls toward valleys where both weights have the same sign and their "
    f"product is {wanted}, and rises where the signs differ. Descents that begin near zero end in a valley.",
    x="first weight $w_1$", y="second weight $w_2$",
    xlim=(-1.5 * half, 1.5 * half), ylim=(-half, half), ticks=(range(-3, 4), range(-2, 3)), size=(480, 355),
)  # fmt: skip
ridge = np.array([at.weights for at in diagonal])
ring = [np.array([np.cos(turn), np.sin(turn)]) for turn in np.arange(8) * np.pi / 4]
clear = [place for way in (*routes, ridge) for place in way if abs(place / [1.5, 1]).max() < half] + ring
saddle.landscape(objective.loss, [stuck[0].loss * part for part in (0.25, 0.5, 1, 2, 4)], clear=clear)
saddle.landscape(lambda place: product(x, place), [t], "target", filled=False, labels=False, width=2)
for route in routes:
    saddle.line(*route.T, "weight", width=1)
    saddle.specks(*route[1:].T, "weight", width=4)
    saddle.dots(*route[:1].T, "weight", hollow=True)
    saddle.dots(*route[-1:].T, "weight")
assert abs(ridge / [1.5, 1]).max() <= half  # in the picture
saddle.line(*ridge.T, "weight", dashed=True)
saddle.dots(*ridge[:1].T, "weight", hollow=True)
for place in ring:
    saddle.arrow(*place, *(-0.02 * objective.gradient(place)))
saddle.dots([0], [0], "ink", radius=3)
saddle.text(0, 0.36, "saddle", anchor="middle")
saddle.table(
    ["start", "$w_1$ there", "$w_2$", "$w_1$ at the end", "$w_2$", "loss"],
    [[f"{i}", *(f"{part:.3f}" for part in route[0]), *(f"{part:z.3f}" for part in route[-1]), f"{trip[-1].loss:.6f}"]
     for i, (route, trip) in enumerate(zip([*routes, ridge], [*trips, diagonal], strict=True), 1)],
)  # fmt: skip
