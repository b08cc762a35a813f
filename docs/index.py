from fractions import Fraction
from inspect import signature
from itertools import pairwise
from math import isclose

from gdcore import difference_quotient, linear_objective, minimize
from gdsite.figures import Plot

variables = list(signature(linear).parameters)
many = 1000  # chosen: too many weights to guess
answer = Fraction(t, x)
choices = [answer + n for n in (-2, -1, 0, 1)]
digits = len(str(len(choices) ** many))

tries = [answer + Fraction(n, 10) for n in range(-20, 21)]
outputs = [linear(x, v) for v in tries]
straight = linear_objective(x, t, signed_error).loss

spot = 1  # chosen: where on the ramp
hs = [Fraction(1, 10**n) for n in range(4)]
curved = [difference_quotient(lambda place: place**2, spot, h) for h in hs]
level = [difference_quotient(straight, w, h) for h in hs]
steepness = 2 * spot  # by the power rule

r_exact = (answer - w) / x
elsewhere = w - 1
missed = step(elsewhere, signed_error.gradient(x, elsewhere, t), r_exact)
bowl = linear_objective(1, 3)
walk = minimize(bowl, Fraction(0), Fraction(3, 20), steps=9)
places, heights = [i.weights for i in walk], [i.loss for i in walk]
strides = [b - a for a, b in pairwise(places)]
ground = [Fraction(n, 10) for n in range(-5, 66)]

hill = Plot(
    "hill", "A walk downhill",
    f"A bowl. The walk starts high on its left side and takes {len(strides)} steps, each shorter than the last, "
    "almost to the bottom.",
    x="where you are", y="height in meters", xlim=(ground[0], ground[-1]), ylim=(-1, 13),
    ticks=([], [heights[0] * Fraction(n, 3) for n in range(4)]),
    size=(480, 250),
)  # fmt: skip
surface = [bowl.loss(a) for a in ground]
hill.area([*ground, ground[-1], ground[0]], [*surface, -1, -1], "loss")
hill.line(ground, surface, "loss", width=2.5)
hill.dots(places, heights, "weight", 3.5, hollow=True)
hill.slider("k", "steps", [f"{i.k}" for i in walk], 0)
hill.play("k")
tangents = [hill.straight(i.weights, i.loss, i.gradient, (max(i.weights - 1, ground[0]), i.weights + 1)) for i in walk]
hill.moving_line(tangents, color="gradient", width=2.5)
ahead = [step(i.weights, i.gradient, Fraction(3, 20)) - i.weights for i in walk]
hill.moving_arrow([(i.weights, i.loss, move, 0) for i, move in zip(walk, ahead)], color="weight")
hill.moving_dot(zip(places, heights), color="weight", radius=6.5)
hill.say(
    "After ", [f"{i.k}" for i in walk], " ", ["step" if i.k == 1 else "steps" for i in walk],
    " you are ", [f"{float(y):.2f}" for y in heights], " meters above the bottom.",
)  # fmt: skip
hill.table(
    ["steps", "where you are", "height in meters"],
    [[f"{k}", f"{float(a):.2f}", f"{float(y):.2f}"] for k, (a, y) in enumerate(zip(places, heights))],
    current="k",
)

guess = Plot(
    "guess", "Guess the weight",
    f"The output is a straight line over the weight. It meets the target {t} at the weight {answer}.",
    x="weight $w$", y="output $f$",
    xlim=(tries[0], tries[-1]), ylim=(outputs[0], outputs[-1]), ticks=(tries[::10], outputs[::10]),
)  # fmt: skip
guess.line([tries[0], tries[-1]], [t, t], "target", dashed=True)
guess.line(tries, outputs, "output", width=2.5)
guess.text(tries[1], t + Fraction(x, 8), f"target {t}", "target")
guess.text(tries[-1], outputs[-9], "output $f$", "output", "end")
guess.slider("w", "weight $w$", [f"{float(v):g}" for v in tries], 10)
guess.moving_dot(zip(tries, outputs), color="weight", ghost=True)
guess.say(
    "The output is ", [f"{float(f):g}" for f in outputs], ": ",
    ["too low" if f < t else "too high" if f > t else "right" for f in outputs], ".",
)  # fmt: skip
guess.table(["weight", "output"], [[f"{float(v):g}", f"{float(f):g}"] for v, f in zip(tries[::5], outputs[::5])])
