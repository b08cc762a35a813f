from itertools import pairwise
from math import isclose

from gdcore import Outcome, curvatures, half_squared_error, shrink_factor, squared_error, step
from gdcore.descent import BLOW_UP
from gdsite.figures import Plot

assert x > 0 and all(inputs > 0) and x * start < t  # the output starts too low
answer = t / x
rounds = 4
trace = minimize(square, start, r, steps=rounds)
moves = [b.weights - a.weights for a, b in pairwise(trace)]
errors = [t - x * at.weights for at in trace]
factor = shrink_factor(curvatures(x)[0], r)
assert 0 < factor < 1  # so every step ends on the side where it began
near, farther = 0.001, 100  # chosen: how close to come, and how much farther away to start
nearing = minimize(square, start, r, steps=100)
close = next(at.k for at in nearing if abs(at.weights - answer) < near)
remote = minimize(square, answer + farther * (start - answer), r, steps=100)
extra = next(at.k for at in remote if abs(at.weights - answer) < near) - close
falls = [a.loss - b.loss for a, b in pairwise(trace)]
ends = [descent[len(descent) - 1] for descent in descents]
half_square = linear_objective(x, t, half_squared_error)
half = minimize(half_square, start, r, steps=rounds)
doubled = minimize(half_square, start, 2 * r, steps=rounds)
wishes = targets / inputs
settled = minimize(mean, start, r, steps=100, gradient_below=1e-9)
assert settled.outcome is Outcome.CONVERGED  # the rate suits these examples
best = settled[len(settled) - 1]
pulls = [squared_error.gradient(a, best.weights, b) for a, b in zip(inputs, targets, strict=True)]

starts = [answer + (start - answer) * n for n in (1, 0.5, 0, -0.5, -1)]
walks = [minimize(square, one, r, steps=rounds) for one in starts]
here = [at for walk in walks for at in walk]
so_far = [walk.iterates[: k + 1] for walk in walks for k in range(rounds + 1)]
reach = abs(start - answer) * 1.15
around = [answer + reach * n / 40 for n in range(-40, 41)]
top = square.loss(around[0])
bowl = Plot(
    "bowl", "The steps on the loss",
    f"The loss is a bowl over the weight, and lowest at {answer:g}. The steps start at {start} with the loss "
    f"{trace[0].loss}. The first goes up by {moves[0]:g}, the second by {moves[1]:g}, and each next one is shorter.",
    x="weight $w$", y="loss $L$", xlim=(around[0], around[-1]), ylim=(-top / 15, top),
    ticks=(starts, [0, trace[0].loss]),
)  # fmt: skip
bowl.line(around, [square.loss(v) for v in around], "loss", width=2.5)
bowl.slider("start", "start", [f"{one:g}" for one in starts])
bowl.slider("k", "step $k$", [f"{k}" for k in range(rounds + 1)])
bowl.play("k")


def places(value):
    """How many decimals a value has, up to eight."""
    return len(f"{value:.8f}".rstrip("0").partition(".")[2])


def stairs(places):
    """Across to each next weight, then down to the loss there."""
    weights = [at.weights for at in places for _ in range(2)]
    losses = [at.loss for at in places for _ in range(2)]
    return weights[1:], losses[:-1]


by = ["start", "k"]
bowl.moving_line(
    [
        bowl.straight(
            at.weights, at.loss, at.gradient,
            [max(around[0], at.weights - reach / 4), min(at.weights + reach / 4, around[-1])],
        )
        for at in here
    ],
    by, "gradient",
)  # fmt: skip
bowl.moving_line([stairs(places) for places in so_far], by, "weight", width=1.5)
bowl.moving_dot([(at.weights, at.loss) for at in here], by, "weight", ghost=True)
taken = [(at.weights, at.gradient + 0, step(at.weights, at.gradient, r)) for at in here]
bowl.formula(
    [rf"w \leftarrow {v:.{places(v)}f} - {r}({slope:.{places(slope)}f}) = {after:.{places(after)}f}"
     for v, slope, after in taken],
    by,
)  # fmt: skip
bowl.say(
    "Weight ", ([f"{at.weights:.{places(at.weights)}f}" for at in here], by),
    ", slope ", ([f"{at.gradient + 0:.{places(at.gradient)}f}" for at in here], by),
    ", loss ", ([f"{at.loss:.{places(at.loss)}f}" for at in here], by), ".",
)  # fmt: skip
bowl.table(
    ["step", "weight", "slope", "loss"],
    [
        [
            f"{k}",
            ([f"{walk[k].weights:.{places(walk[k].weights)}f}" for walk in walks], "start"),
            ([f"{walk[k].gradient + 0:.{places(walk[k].gradient)}f}" for walk in walks], "start"),
            ([f"{walk[k].loss:.{places(walk[k].loss)}f}" for walk in walks], "start"),
        ]
        for k in range(rounds + 1)
    ],
    current="k",
)

grid = 100, 1, 0.01, 0.0001
apart = grid[0] / grid[1]
lowest, highest = trace[rounds].loss / 4, trace[0].loss * 10
decay = Plot(
    "decay", "The loss over the steps",
    f"A straight line down, on a scale on which equal distances are equal factors: the loss goes from {trace[0].loss} "
    f"to {trace[1].loss:g}, {trace[2].loss:g} and so on, and each step divides it by {1 / factor**2:g}.",
    x="step $k$", y="loss $L$", xlim=(-0.2, rounds + 0.2), ylim=(lowest, highest), log=True,
    ticks=(range(rounds + 1), [tick for tick in grid if lowest < tick < highest]),
)  # fmt: skip
decay.line([at.k for at in trace], [at.loss for at in trace], "loss", dashed=True, width=1.5)
decay.dots([at.k for at in trace], [at.loss for at in trace], "loss")
for at in trace.iterates[1:]:
    decay.text(at.k - 0.4, at.loss / factor, f"÷ {1 / factor**2:g}")
decay.table(["step", "loss"], [[f"{at.k}", f"{at.loss:.{places(at.loss)}f}"] for at in trace])
