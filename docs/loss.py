import numpy as np

from gdcore import difference_quotient, linear
from gdsite.figures import Plot

assert any(i.loss == 0 for i in walk[1:21])
hit = next(i for i in walk if i.loss == 0)
past, later, far = walk[hit.k + 1], walk[2 * hit.k], walk[50]
seen = walk[: later.k + 1]

t_low = 1  # given: a target below the first output
right_low = Fraction(t_low, x)
away = minimize(linear_objective(x, t_low, signed_error), w, r, steps=50)[:]

inputs, targets = np.array([2, -2]), np.array([4, -4])  # given: examples whose errors cancel
errors = signed_error(linear(inputs, w), targets)
mean_error = linear_objective(inputs, targets, signed_error)
mean_square = linear_objective(inputs, targets).loss(w)


def bounce_of(trace):
    """The first iterates between which a walk goes to and fro."""
    pairs = [(a, b) for a, b, back in zip(trace, trace[1:], trace[2:]) if a.weights == back.weights != b.weights]
    assert len(pairs) > 0
    return pairs[0]


low, high = bounce_of(bounces)
r_narrow = r_wide / 10
narrow = minimize(absolute, w, r_narrow, steps=100)
narrow_low, _ = bounce_of(narrow)
stalled, wall = walk_with([r_wide / 2**k for k in range(50)]), w + 2 * r_wide * x

squared = linear_objective(x, t)
stretch = r * x
starts = [w + n * stretch for n in range(7)]
steady = [difference_quotient(absolute.loss, a, stretch) for a in starts[:-1]]
fading = [difference_quotient(squared.loss, a, stretch) for a in starts[:-1]]
short, shorter = Fraction(1, 10), Fraction(1, 100)  # chosen: how far to look from the answer
assert 0 < shorter < short
around = [float(difference_quotient(squared.loss, hit.weights, h)) for h in (-short, short)]
closer = [float(difference_quotient(squared.loss, hit.weights, h)) for h in (-shorter, shorter)]

typo = 40  # chosen: an outlier
absolute_typo = linear_objective(x, typo, absolute_error)
jumped = difference_quotient(linear_objective(x, typo).loss, w, stretch)

ends = [w - r * x, later.weights + r * x]  # a step more on both sides
by_step = r * x / 4  # from a dot to its number
walking = Plot(
    "past", "The walk on the first loss",
    f"The loss is a straight line over the weight. The walk starts at the weight {w} with the loss {walk[0].loss}, "
    f"reaches zero at the weight {hit.weights} after {hit.k} steps, and goes on below zero, in steps of the same "
    f"length: after {later.k} steps the loss is {later.loss}.",
    x="weight $w$", y="loss $t - xw$", xlim=ends, ylim=[signed.loss(a) for a in reversed(ends)],
    ticks=([w, hit.weights, later.weights], [walk[0].loss, 0, later.loss]), size=(480, 280),
)  # fmt: skip
walking.line(ends, [0, 0], "target", dashed=True, width=1.5)
walking.line(ends, [signed.loss(a) for a in ends], "loss")
walking.text(ends[0] + by_step, -9 * by_step, "output too low", "output")
walking.text(ends[1], 2 * by_step, "output too high", "output", "end")
walking.dots([i.weights for i in seen], [i.loss for i in seen], "weight")
for i in seen:
    walking.text(i.weights + by_step, i.loss + by_step, f"{i.k}", "weight")
walking.table(["steps", "weight", "loss"], [[f"{i.k}", f"{float(i.weights):g}", f"{float(i.loss):g}"] for i in seen])

close = [low.weights - r, hit.weights, high.weights + r]
bouncing = Plot(
    "bounce", "The bounce on the kink",
    f"Close to the kink at the weight {hit.weights}, the walk bounces between the weights "
    f"{float(low.weights):g} and {float(high.weights):g}, where the loss is {float(low.loss):g} and "
    f"{float(high.loss):g}.",
    x="weight $w$", y="absolute loss", xlim=(close[0], close[2]), ylim=(0, max(absolute.loss(a) for a in close)),
    size=(480, 220), ticks=([low.weights, hit.weights, high.weights], [0, low.loss, high.loss]),
)  # fmt: skip
bouncing.line(close, [absolute.loss(a) for a in close], "loss")
for one, other in ((low, high), (high, low)):
    bouncing.arrow(one.weights, one.loss, other.weights - one.weights, other.loss - one.loss, "weight")
    bouncing.dots([one.weights], [one.loss], "weight")
bouncing.table(
    ["steps", "weight", "loss", "slope"],
    [[f"{i.k}", f"{float(i.weights):g}", f"{float(i.loss):g}", f"{i.gradient}"] for i in bounces[: low.k + 3]],
)

margin = squared.loss(w) / Fraction(8)
weights = [w + n * (later.weights - w) / 40 for n in range(41)]
kinds = [("signed", "no bottom", signed), ("absolute", "a kink", absolute), ("squared", "a floor", squared)]
views = []
for kind, at_zero, objective in kinds:
    view = Plot(
        kind, f"The {kind} loss: {at_zero}",
        f"From the weight {w} through {hit.weights} to {later.weights}, the {kind} loss goes from "
        f"{objective.loss(w)} through {objective.loss(hit.weights)} to {objective.loss(later.weights)}.",
        x="weight $w$", y=f"{kind}: {at_zero}", xlim=(w, later.weights),
        ylim=(later.loss - margin, squared.loss(w) + margin), size=(240, 190),
        ticks=([w, hit.weights, later.weights], [later.loss, 0, walk[0].loss, squared.loss(w)]),
    )  # fmt: skip
    view.line([w, later.weights], [0, 0], "target", dashed=True, width=1.5)
    view.line(weights, [objective.loss(a) for a in weights], "loss")
    view.dots([hit.weights], [0], "target")
    views.append(view)
views[-1].table(
    ["weight", *(kind for kind, _, _ in kinds)],
    [[f"{float(a):g}", *(f"{float(objective.loss(a)):g}" for _, _, objective in kinds)] for a in weights[::4]],
)
