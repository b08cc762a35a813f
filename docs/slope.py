from fractions import Fraction
from itertools import pairwise

from gdcore import central_difference_quotient, difference_quotient, linear_objective
from gdsite.figures import Plot

assert x > 0 and t > x * w  # the output starts too low
hs = [Fraction(h) for h in ("1", "0.1", "0.01", "0.001")]  # those of the listing, exactly
slope_at = linear_objective(x, t).gradient
limit = slope_at(w)
forward = [difference_quotient(loss, w, h) for h in hs]
excess = [q - limit for q in forward]
fall = loss(w) - loss(w + hs[3])
answer = Fraction(t, x)
places = [answer + (w - answer) * share for share in (1, Fraction(1, 2), 0, -1)]
t_low = 1  # given, as on loss.md: the lower target
sides = [(h, difference_quotient(loss, w, h), difference_quotient(loss, w, -h)) for h in hs]
slope_low = linear_objective(x, t_low).gradient(w)


def cube(w):
    """A smooth curve that is no parabola; its slope is 3w²."""
    return w**3


ahead = [Fraction(h) for h in ("0.001", "0.01", "0.1", "0.2", "0.5", "1")]
moves = [*(-h for h in reversed(ahead)), *ahead]  # none is zero
quotients = [difference_quotient(loss, w, h) for h in moves]
window = [Fraction(n, 20) for n in range(-25, 26)]  # in units of the change
ends = window[0], window[-1]
top = max(loss(w + u) - loss(w) for u in ends)
bottom = limit * ends[1] - top / 6  # with room for the weights there


def seen(h):
    """The curve around our point, magnified by how small the change is."""
    return window, [(loss(w + abs(h) * u) - loss(w)) / abs(h) for u in window]


secant = Plot(
    "secant", "A secant under the magnifying glass",
    f"The loss around the weight {w}, and the secant to the weight {w + hs[0]}, whose slope is {forward[0]}. As the "
    f"change and the window shrink together, the curve straightens, and the secant’s slope approaches {limit}.",
    x="weight $w$", y="loss $L$", xlim=ends, ylim=(bottom, top + top / 20), ticks=([], []),
)  # fmt: skip
secant.slider("h", "change $h$", [f"{float(h):g}" for h in moves], len(moves) - 1)
signs = [1 if h > 0 else -1 for h in moves]
rises = [q * sign for q, sign in zip(quotients, signs, strict=True)]
secant.moving_line([seen(h) for h in moves], color="loss", width=2.5)
secant.moving_line([secant.straight(0, 0, q, ends) for q in quotients], color="gradient")
legs = [([0, sign, sign], [0, 0, rise]) for sign, rise in zip(signs, rises, strict=True)]
secant.moving_line(legs, color="ink", dashed=True, width=1)
for side, near in ((1, 0.5), (-1, -0.5)):
    secant.moving_text(near, top / 40, ["run" if sign == side else "" for sign in signs], anchor="middle")
secant.dots([0], [0], "weight")
secant.moving_dot(zip(signs, rises, strict=True), color="weight")
edge = ends[0] + Fraction(1, 40)
for up in (0, -4):  # below both lines
    secant.line([ends[0], edge], [up, up], "ink", width=1)
    secant.moving_text(edge + Fraction(1, 40), up - top / 60, [f"{float(loss(w) + abs(h) * up):g}" for h in moves])
secant.text(0, bottom + top / 40, f"{w}", anchor="middle")
secant.moving_text(edge, bottom + top / 40, [f"{float(w + abs(h) * ends[0]):g}" for h in moves])
secant.moving_text(ends[1], bottom + top / 40, [f"{float(w + abs(h) * ends[1]):g}" for h in moves], anchor="end")
secant.say(
    "From the weight ", f"{w}", " to ", [f"{float(w + h):g}" for h in moves], " the loss changes by ",
    [f"{float(q * h):g}" for q, h in zip(quotients, moves, strict=True)], ": the average slope is ",
    [f"{float(q):g}" for q in quotients], ".",
)  # fmt: skip
secant.table(
    ["change $h$", "change in the loss", "average slope"],
    [[f"{float(h):g}", f"{float(q * h):g}", f"{float(q):g}"] for h, q in zip(moves, quotients, strict=True)],
    current="h",
)
