from fractions import Fraction
from itertools import pairwise
from math import isclose

from gdsite.figures import Plot

best = t / x  # the answer
assert objective.loss(w) > bound and objective.gradient(w) < 0  # the first output is too low
counts = [descent[-1].k for descent in descents]
needed = [count if arrived else "never" for count, arrived in zip(counts, arrives)]
verdicts = [
    "diverges" if factor < -1 else "bounces forever" if factor == -1 else "arrives in zigzags" if factor < 0
    else "arrives in one step" if factor == 0 else "arrives" if factor <= 0.9 else "arrives slowly"
    for factor in factors
]  # fmt: skip
bounces, runaway = descents[6], descents[7]
nearby = [0.11, 0.12, 0.14, 0.15]  # chosen: around the best rate
near_counts = [minimize(objective, w, rate, steps=200, loss_below=bound)[-1].k for rate in nearby]
place = 5  # chosen: where to try Newton’s step
newton = objective.gradient(place) / curvature
tenfold = 10 * x
(tenfold_curvature,) = curvatures(tenfold)
tenfold_limit = stability_limit(tenfold_curvature)
lost = minimize(linear_objective(tenfold, t), w, r, steps=100)
trial_rates = [r / 100, r / 10, r, 10 * r]
trials = [minimize(objective, w, rate, steps=3) for rate in trial_rates]
lasts = [trial[-1].loss for trial in trials]

shown_steps = 8
tried = sorted({Fraction(str(r)), *(Fraction(2, curvature) * Fraction(n, 50) for n in range(2, 61))})
leaves = [shrink_factor(curvature, rate) for rate in tried]
walks = [minimize(objective, w, rate, steps=shown_steps) for rate in tried]  # exactly
assert all(len(walk) == shown_steps + 1 for walk in walks)  # none was given up
fates = [
    "diverges" if leaf < -1 else "bounces forever" if leaf == -1 else "zigzags" if leaf < 0
    else "arrives in one step" if leaf == 0 else "converges" if leaf <= Fraction(9, 10) else "crawls"
    for leaf in leaves
]  # fmt: skip


def digits(value):
    """A format with three digits, and a power of ten where many zeros would come first."""
    return ".2e" if 0 < abs(value) < 1e-4 else ".3g"


reach = 2.2 * abs(best - w)
around = [best + reach * n / 40 for n in range(-40, 41)]
height = objective.loss(around[0])
sweep = Plot(
    "rate", "The same descent with other learning rates",
    f"The loss over the weight is a bowl, lowest at {best:g}. On it, the first steps from {w}. Up to the rate "
    f"{limit / 2:g} they come down on one side; up to {limit:g} they jump from side to side; beyond that they climb.",
    x="weight $w$", y="loss $L$", xlim=(around[0], around[-1]), ylim=(-objective.loss(w) / 4, height), size=(400, 280),
    ticks=([best + n * (best - w) for n in (-2, -1, 0, 1, 2)], [0, objective.loss(w)]),
)  # fmt: skip
sweep.line(around, [objective.loss(v) for v in around], "loss", width=2.5)
sweep.slider("r", "rate $r$", [f"{float(rate):g}" for rate in tried], tried.index(Fraction(str(r))))
seen = [[at for at in walk if abs(at.weights - best) <= reach] for walk in walks]
inside = [([at.weights for at in walk], [at.loss for at in walk]) for walk in seen]
sweep.moving_line(inside, "r", "weight", width=1.5, beads=True)
steps = range(shown_steps + 1)
sweep.slider("k", "step $k$", steps, 2)
sweep.play("k")
states = [(walk[k], rate, leaf, k) for walk, rate, leaf in zip(walks, tried, leaves, strict=True) for k in steps]
sweep.moving_dot([(at.weights, at.loss) for at, *_ in states], ["r", "k"], "weight", radius=7, ghost=True)
sweep.sound([at.loss for at, *_ in states], [(at.weights - best) / reach for at, *_ in states], ["r", "k"])
sweep.formula(
    [rf"(1 - {curvature} \cdot {float(rate):g})^{{{k}}} = ({float(leaf):g})^{{{k}}} \approx {float(leaf**k):z.4f}"
     for _, rate, leaf, k in states],
    ["r", "k"],
)  # fmt: skip
sweep.text(w - reach / 20, objective.loss(w) * 0.75, "start", anchor="end")
least, most = objective.loss(w) / 10**5, objective.loss(w) * 10**4
curve = sweep.panel(
    "curve", "The loss over the steps",
    f"On a logarithmic scale, the losses of the first {shown_steps} steps lie on a line that falls, is level "
    "at the limit, and rises beyond it.",
    x="step $k$", y="loss $L$", xlim=(0, shown_steps), ylim=(least, most), log=True, size=(400, 280),
)  # fmt: skip
losses = [(steps, [max(at.loss, least / 10) for at in walk]) for walk in walks]  # lower ones are cut off
curve.moving_line(losses, "r", "loss", width=1.5, beads=True)
curve.moving_dot([(k, max(at.loss, least / 10)) for at, *_, k in states], ["r", "k"], "loss", radius=7)
sweep.say("The factor is ", ([f"{float(leaf):g}" for leaf in leaves], "r"), ": the descent ", (fates, "r"), ".")
sweep.table(
    ["step", "distance left", "loss"],
    [
        [
            f"{k}",
            ([f"{left:{digits(left)}}" for left in (float(Fraction(t, x) - walk[k].weights) for walk in walks)], "r"),
            ([f"{loss:{digits(loss)}}" for loss in (float(walk[k].loss) for walk in walks)], "r"),
        ]
        for k in steps
    ],
    current="k",
)  # fmt: skip

final_steps = 5  # chosen
assert final_steps > 0
spread = [limit * (2 * n + 1) / 80 for n in range(52)]
finals = [minimize(objective, w, rate, steps=final_steps)[-1].loss for rate in spread]
assert min(finals) > 0  # as a logarithm wants it
lowest, highest = objective.loss(w) / 1e7, 3 * max(finals)
grid = [tick for tick in (0.0001, 0.01, 1, 100) if lowest < tick < highest]
final = Plot(
    "final", "The last loss for each learning rate",
    f"From the left, the loss after {final_steps} steps falls until the rate {limit / 2:g}, where it is zero. "
    f"From there it rises; at the rate {limit:g} it is what it was at the start, and beyond that it is larger.",
    x="learning rate $r$", y="loss $L$", xlim=(0, spread[-1]), ylim=(lowest, highest), log=True,
    ticks=([0, limit / 2, limit], grid),
)  # fmt: skip
final.line([limit / 2, limit / 2], [lowest, highest], "ink", dashed=True, width=1)
final.line([limit, limit], [lowest, highest], "ink", dashed=True, width=1)
final.line(spread, finals, "loss", width=2.5)
for at, words in ((limit / 4, "no zigzag"), (0.75 * limit, "zigzag"), (1.15 * limit, "diverges")):
    final.text(at, highest / 3, words, anchor="middle")
final.text(limit * 0.51, objective.loss(w) / 4, "one step")
final.text(limit * 0.99, lowest * 3, "bounce", anchor="end")
at_end = [minimize(objective, w, rate, steps=final_steps)[-1] for rate in rates]
final.table(
    ["learning rate", "loss at the end"],
    [[f"{rate:g}", f"{at.loss:{digits(at.loss)}}"] for rate, at in zip(rates, at_end, strict=True)],
)
