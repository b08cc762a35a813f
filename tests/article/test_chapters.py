"""The numbers of each chapter, in the published pages: by hand, in closed form, or done once more.

Everywhere x = 2, t = 4, w = 1, r = 0.1, unless a test says otherwise.
"""

import math
import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import sympy
from mkdocs.exceptions import BuildError

from conftest import CHAPTERS, beside, network_by_hand, source_of, visible


def of(name):
    """Marks a test of one chapter, which it gets as its page; its name is among the test's own."""
    return pytest.mark.parametrize("page", [name], indirect=True)


@pytest.fixture
def page(chapter, request):
    """A published chapter."""
    return chapter(request.param)


def decimal(number, digits=6):
    """A fraction or float as it is written by hand: without trailing zeros."""
    return f"{float(number):.{digits}f}".rstrip("0").rstrip(".").replace("-0", "0", number == 0)


def table_of(page, name):
    """The rows of a figure's table."""
    return [[visible(cell) for cell in row] for row in page.article.xpath(f".//*[@id='{name}-data']//tr")]


def squared(w, x=2, t=4):
    return (t - x * w) ** 2


def descent(w, rate, steps, x=2, t=4):
    """Weights of a descent on (t − xw)², in closed form: the miss shrinks by 1 − 2rx² each step."""
    best = Fraction(t, x)
    return [best - (best - w) * (1 - 2 * rate * x**2) ** k for k in range(steps + 1)]


def figure_rows(page, name):
    """The rows of a figure's table, as they are written by hand."""
    rows = page.article.xpath(f".//*[@id='{name}-data']//tbody/tr")
    return [[cell.text_content().replace("−", "-") for cell in row] for row in rows]


# --- Order and parts ----------------------------------------------------------------------


def test_previous_and_next_lead_through_all_chapters(chapter):
    """From the first to the last and back; the ends have one neighbor each."""
    for name, following in pairwise(CHAPTERS):
        (onward,) = chapter(name).tree.xpath("//a[contains(@class, 'md-footer__link--next')]/@href")
        (back,) = chapter(following).tree.xpath("//a[contains(@class, 'md-footer__link--prev')]/@href")
        assert following in onward
        assert name in back or name == CHAPTERS[0]
    assert not chapter(CHAPTERS[0]).tree.xpath("//a[contains(@class, 'md-footer__link--prev')]")
    assert not chapter(CHAPTERS[-1]).tree.xpath("//a[contains(@class, 'md-footer__link--next')]")


# --- The loss -----------------------------------------------------------------------------


@of("loss")
def test_the_drafts_loss_walks_past_the_answer(page):
    """w = 1 + k/5 and l = 2 − 2k/5: 0 at step 5, −0.4 at step 6, −2 at step 10, −18 at step 50."""
    rows, text = figure_rows(page, "past"), page.text()
    for k in range(11):
        assert [str(k), decimal(1 + Fraction(k, 5)), decimal(2 - Fraction(2 * k, 5))] in rows
    assert "After 5 steps the weight is 2 and the loss is zero" in text
    assert "After 50 steps the weight is 11, and the loss is -18" in text


@of("loss")
def test_the_drafts_loss_walks_away_from_a_target_below(page):
    """With t = 1: 1 − 2 = −1, then 1 − 2 · 1.2 = −1.4."""
    assert "e=1-2(1)=-1w←1+0.1(2)=1.2e=1-2(1.2)=-1.4" in page.text()


@of("loss")
def test_signed_errors_cancel(page):
    """Inputs 2 and −2 with targets 4 and −4 at w = 1: (2 + (−2)) / 2 = 0, and (2² + 2²) / 2 = 4."""
    text = page.text()
    assert "(4-2)+(-4-(-2))2=2+(-2)2=0" in text
    assert "the mean of the squares is 4, and not zero" in text


@of("loss")
def test_the_absolute_loss_bounces(page):
    """In fractions it bounces 0.2 ↔ 0.4 with r = 0.15; with 0.015 it first needs 33 steps of 0.03, to 1.99."""
    rows, text = figure_rows(page, "bounce"), page.text()
    for k, w, loss, slope in ((3, "1.9", "0.2", "-2"), (4, "2.2", "0.4", "2"), (5, "1.9", "0.2", "-2")):
        assert [str(k), w, loss, slope] in rows
    assert 1 + 33 * Fraction(3, 100) == Fraction(199, 100)
    assert "with 0.015 the walk needs 33 steps before it starts bouncing" in text


@of("loss")
def test_a_shrinking_rate_cures_the_bounce(page):
    """With 0.15/k, a step is ±0.3/k; after 100 of them the loss is as a loop of fractions has it."""
    w = Fraction(1)
    for k in range(1, 101):
        w += Fraction(3, 10 * k) * (1 if w < 2 else -1)
    assert f"100 steps end at a loss of {float(abs(4 - 2 * w)):.4f}" in page.text()


@of("loss")
def test_the_slope_of_the_square_fades(page):
    """From a to a + 0.2 it is −8 + 8(a − 1) + 0.8: −7.2, −5.6, … where that of |4 − 2w| is −2, then 2."""
    for k, slope in enumerate(["-7.2", "-5.6", "-4", "-2.4", "-0.8", "0.8"]):
        a, b = 1 + Fraction(k, 5), 1 + Fraction(k + 1, 5)
        assert decimal((squared(b) - squared(a)) * 5) == slope
        assert [f"{decimal(a)} to {decimal(b)}", "-2" if k < 5 else "2", slope] in page.rows()


@of("loss")
def test_an_outlier(page):
    """With 40 for 4, |40 − 2w| still has the slope −2; (37.6² − 38²) / 0.2 is −151.2, where it was −7.2."""
    jumped = (squared(Fraction(6, 5), t=40) - squared(1, t=40)) * 5
    assert decimal(jumped) == "-151.2"
    text = page.text()
    assert "the slope of the absolute loss at the first weight is still -2." in text
    assert "the average slope of L from 1 to 1.2 jumps from -7.2 to -151.2" in text


@of("loss")
def test_a_rate_halved_each_time_stalls(page):
    """The steps are 0.3, 0.15, 0.075, …, and all of them together 0.6: from 1 to 1.6, and never to 2."""
    w = Fraction(1)
    for k in range(50):
        w += Fraction(3, 10) / 2**k
        assert w < Fraction(8, 5)
    assert Fraction(8, 5) - w < Fraction(1, 10**9) and "the walk stalls at 1.6." in page.text()


# --- Floats -------------------------------------------------------------------------------


@of("floats")
def test_floats_miss_the_kink(page):
    """Python's own floats, done here: five steps of 0.1 · 2 from 1 end 2.2e-16 short, then 2.0 ↔ 2.2."""
    w = 1.0
    for _ in range(5):
        w = w - 0.1 * -2
    assert 2 - w == math.ulp(1.0) and "misses the kink by 2.2 × 10⁻¹⁶" in page.text()
    tiny = "2.2 × 10⁻¹⁶"
    for row in (["5", "2.0", "2.0", tiny, "-2"], ["6", "2.0", "2.2", "0.2", "2"], ["7", "2.0", "2.0", tiny, "-2"]):
        assert row in page.rows()


@of("floats")
def test_a_change_that_is_too_small(page):
    """Python's own floats, done here; of powers of ten 1e-8 is best, next to the square root of 2.2e-16."""
    shown = {1: "0.4", 5: "4 × 10⁻⁵", 8: "9 × 10⁻⁸", 12: "0.0007", 15: "0.9", 16: "8"}
    off = {}
    for n, wrong_by in shown.items():
        h = float(f"1e-{n}")
        slope = ((4 - 2 * (1.0 + h)) ** 2 - 4.0) / h
        off[n] = abs(slope + 8)
        assert f"{off[n]:.1g}" == wrong_by.replace(" × 10⁻", "e-0").translate(str.maketrans("⁵⁸", "58"))
        assert [f"{slope:.8f}", wrong_by] in [row[1:] for row in page.rows()]
    assert min(off, key=off.get) == 8 and round(-math.log10(math.sqrt(math.ulp(1.0)))) == 8


# --- The slope ----------------------------------------------------------------------------


@of("slope")
@pytest.mark.parametrize("h", ["1", "0.1", "0.01", "0.001"])
def test_the_quotients_settle(page, h):
    """Exactly, (L(1 + h) − L(1)) / h is −8 + 4h, as printed; the secant's table has it for −h, too."""
    change = Fraction(h)
    for moved in (change, -change):
        quotient = (squared(1 + moved) - squared(1)) / moved
        assert quotient == -8 + 4 * moved
        assert [decimal(moved), decimal(quotient * moved), decimal(quotient)] in table_of(page, "secant")
    assert f"change {h}: average slope {float(-8 + 4 * change):.3f}" in page.text()


@of("slope")
def test_the_general_slope(page):
    """−2x(t − xw) + x²h by algebra, and −8 + 4h with the numbers; −4e from both sides of the answer."""
    text = page.text()
    assert "=-2x(t-xw)+x2h" in text
    assert "-2(2)(4-2(1))+22h=-8+4h" in text
    assert "∂L∂w=-2x(t-xw)" in text
    for w in (1, Fraction(3, 2), 2, 3):
        assert [decimal(w), decimal(4 - 2 * w), decimal(-4 * (4 - 2 * w))] in page.rows()


@of("slope")
def test_one_step_on_the_squared_loss(page):
    """1 − 0.1 · (−8) = 1.8, where the loss is 0.4² = 0.16."""
    assert "=1-0.1(-8)=1.8(4-2(1.8))2=0.16" in page.text()
    assert "weight 1 -> 1.8 loss 4 -> 0.16" in page.text()


def test_the_central_quotient_is_exact_for_every_quadratic():
    """(a(w + h)² + b(w + h) − a(w − h)² − b(w − h)) / 2h = 2aw + b, for fractions; for w³ it is h² too much."""
    w, h = Fraction(3, 7), Fraction(5, 3)
    for a, b in ((1, 0), (Fraction(2, 9), -5), (-4, Fraction(1, 6))):
        above, below = (a * place**2 + b * place for place in (w + h, w - h))
        assert (above - below) / (2 * h) == 2 * a * w + b
    assert ((w + h) ** 3 - (w - h) ** 3) / (2 * h) == 3 * w**2 + h**2


# --- The loop -----------------------------------------------------------------------------


@of("loop")
def test_the_loop(page):
    """w = 2 − 0.2^k, e = 2 · 0.2^k and L = 4 · 0.04^k: as printed, and as the figures' tables have it."""
    for k, w in enumerate(descent(1, Fraction(1, 10), 4)):
        error = 4 - 2 * w
        assert (w, error, squared(w)) == (2 - Fraction(1, 5) ** k, 2 * Fraction(1, 5) ** k, 4 * Fraction(1, 25) ** k)
        said = f"step {k}: weight {decimal(w)}, error {decimal(error)}, loss {decimal(squared(w))}"
        assert (said in page.text()) == (k < 4)
        loss = decimal(squared(w), 8)
        assert [str(k), decimal(w), decimal(-4 * error), loss] in table_of(page, "bowl")
        assert [str(k), loss] in table_of(page, "decay")


@of("loop")
def test_how_many_steps_to_come_near(page):
    """0.2^5 is below 0.001, and 0.2^4 is not: 4 steps after the first; 100 · 0.2^8 is, and 100 · 0.2^7 is not."""
    assert Fraction(1, 5) ** 5 < Fraction(1, 1000) < Fraction(1, 5) ** 4
    assert 100 * Fraction(1, 5) ** 8 < Fraction(1, 1000) < 100 * Fraction(1, 5) ** 7
    text = page.text()
    assert "until it is within 0.001 of the answer? It takes 4." in text
    assert "100 times as far away needs only 3 more steps to come within 0.001" in text and "divide it by 125." in text


@of("loop")
def test_when_it_stops(page):
    """4 · 0.04^4 is the first loss below 0.0001, 8 · 0.2^6 the first slope below 0.001, and 4 · 49^4 is too much."""
    assert next(k for k in range(9) if 4 * 0.04**k < 0.0001) == 4
    assert next(k for k in range(9) if 8 * 0.2**k < 0.001) == 6
    assert next(k for k in range(9) if 4 * 49**k > 4_000_000) == 4
    printed = "CONVERGED after 4 steps CONVERGED after 6 steps STEP_LIMIT after 3 steps DIVERGED after 4 steps"
    assert printed in page.text()
    assert f"from 4 to {4 * 49**4:,}" in page.text()


@of("loop")
def test_several_examples(page):
    """Exactly, by fractions: L 5.987 → 0.06927 → 0.04286, w → 29.8/14, floor 0.042857; the slopes there cancel."""
    examples = [(1, Fraction(2)), (2, Fraction(4)), (3, Fraction(66, 10))]

    def mean(w):
        return sum((t - x * w) ** 2 for x, t in examples) / 3

    w, text = Fraction(1), page.text()
    for k in range(6):
        assert f"step {k}: weight {float(w):.4g}, loss {float(mean(w)):.4g}" in text
        w += Fraction(1, 10) * sum(2 * x * (t - x * w) for x, t in examples) / 3
    best = sum(x * t for x, t in examples) / sum(x * x for x, _ in examples)
    assert f"settles at about {float(mean(best)):.4f}, with the weight at about {float(best):.3f}" in text
    slopes = [-2 * x * (t - x * best) for x, t in examples]
    assert sum(slopes) == 0
    assert "about {:.3f}, {:.3f}, and {:.3f}.".format(*map(float, slopes)) in text


# --- The learning rate --------------------------------------------------------------------


@of("learning-rate")
@pytest.mark.parametrize(
    ("rate", "factor", "steps", "verdict"),
    [
        ("0.01", "0.92", "92", "arrives slowly"),
        ("0.05", "0.6", "15", "arrives"),
        ("0.1", "0.2", "5", "arrives"),
        ("0.125", "0", "1", "arrives in one step"),
        ("0.2", "-0.6", "15", "arrives in zigzags"),
        ("0.24", "-0.92", "92", "arrives in zigzags"),
        ("0.25", "-1", "never", "bounces forever"),
        ("0.3", "-1.4", "never", "diverges"),
    ],
)
def test_the_learning_rates(page, rate, factor, steps, verdict):
    """Factor 1 − 8r; the first k with 4(1 − 8r)^2k < 1e-6, exactly, or none within 200."""
    shrink = 1 - 8 * Fraction(rate)
    assert decimal(shrink) == factor
    below = (k for k in range(200) if 4 * shrink ** (2 * k) < Fraction(1, 10**6))
    assert str(next(below, "never")) == steps
    assert [rate, factor, steps, verdict] in page.rows()


@of("learning-rate")
def test_each_step_multiplies_the_error_by_the_factor(page):
    """In fractions, with every rate of the table: so the distance to the answer shrinks, and the loss by its square."""
    for rate in map(Fraction, ("0.01", "0.05", "0.1", "0.125", "0.2", "0.24", "0.25", "0.3")):
        factor = 1 - 8 * rate
        for before, after in pairwise(descent(1, rate, 8)):
            assert after == before - rate * -4 * (4 - 2 * before)
            assert 2 - after == factor * (2 - before) and squared(after) == factor**2 * squared(before)


@of("learning-rate")
def test_bouncing_and_diverging(page):
    """With r = 0.25 the weights are 1, 3, 1, … and the loss stays 4; with 0.3 they are 1, 3.4, 0.04, 4.744."""
    bounce, runaway = (descent(1, Fraction(rate), 3) for rate in ("0.25", "0.3"))
    assert bounce == [1, 3, 1, 3] and {squared(w) for w in bounce} == {4}
    assert [decimal(w) for w in runaway] == ["1", "3.4", "0.04", "4.744"] and Fraction("1.4") ** 2 == Fraction("1.96")
    text = page.text()
    assert "bounces between 1 and 3 forever, and the loss stays at 4." in text
    assert "the weight goes from 1 to 3.4 to 0.04 to 4.744, and each step multiplies the loss by 1.96." in text


@of("learning-rate")
def test_rates_near_the_best(page):
    """The first k with 4(1 − 8r)^2k < 1e-6, exactly: 4, 3, 4 and 5 steps with 0.11, 0.12, 0.14 and 0.15."""
    for rate, steps in (("0.11", 4), ("0.12", 3), ("0.14", 4), ("0.15", 5)):
        factor = 1 - 8 * Fraction(rate)
        assert next(k for k in range(9) if 4 * factor ** (2 * k) < Fraction(1, 10**6)) == steps
        assert f"{rate} needs {steps}" in page.text()


@of("learning-rate")
def test_rates_to_try(page):
    """Three steps with 0.001, 0.01, 0.1 and 1: 4(1 − 8r)⁶ is 3.81, 2.43, 0.000256 and 7⁶ · 4 = 470,596."""
    for rate, shown in (("0.001", "3.81"), ("0.01", "2.43"), ("0.1", "0.000256"), ("1", "470,596")):
        loss = float(4 * (1 - 8 * Fraction(rate)) ** 6)
        assert f"{loss:,.{len(shown.partition('.')[2])}f}" == shown
        assert f"to {shown}" in page.text()


@of("learning-rate")
def test_the_stability_limit(page):
    """Curvature 2x² = 8, and 2/8 = 0.25; Newton’s step from 5 is 24/8 = 3; the input 20 has the curvature 800."""
    assert "0<r<2curvature=28=0.25" in page.text()
    assert -4 * (4 - 2 * 5) == 24 and "248=3 units, at the answer" in page.text()
    assert "2(20)2=800" in page.text() and "the stability limit is 0.0025" in page.text()


# --- Many weights -------------------------------------------------------------------------


@of("many-weights")
def test_two_weights(page):
    """x = (2, 1), w = (1, 1), t = 4: f = 3, L = 1, gradient (−4, −2), one step to (1.4, 1.2), f = 4."""
    text = page.text()
    assert "f(x,w)=2(1)+1(1)=3" in text
    assert "=-2(2)(1)=-4" in text
    assert "=-2(1)(1)=-2" in text
    assert "w1←1-0.1(-4)=1.4w2←1-0.1(-2)=1.2f(x,w)=2(1.4)+1(1.2)=4" in text


@of("many-weights")
@pytest.mark.parametrize(
    ("way", "slope", "loss"),
    [
        ((0, 1), "-2", "0.810"),
        ((1, 0), "-4", "0.640"),
        ((1, 1), "-4.243", "0.621"),
        ((2, 1), "-4.472", "0.603"),
        ((1, -2), "0", "1.000"),
    ],
)
def test_steps_of_one_length(page, way, slope, loss):
    """From (1, 1), 0.1 long: slope −4p − 2q and loss (1 − 0.1(2p + q))², where (p, q) is the way by its length."""
    p, q = (part / math.hypot(*way) for part in way)
    assert (f"{-4 * p - 2 * q:z.3f}".replace(".000", ""), f"{(1 - (2 * p + q) / 10) ** 2:.3f}") == (slope, loss)
    direction = f"({p:.3f}, {q:.3f})" if p % 1 else f"({p:g}, {q:g})"
    assert [direction, slope, loss] in [row[1:] for row in page.rows()]


def test_against_the_gradient_is_the_steepest():
    """Of a thousand directions around (1, 1) none is steeper than (2, 1), and only (1, −2) and (−1, 2) are level."""
    slopes = {a: -4 * math.cos(a) - 2 * math.sin(a) for a in np.linspace(0, 2 * math.pi, 1000, endpoint=False)}
    assert min(slopes.values()) == pytest.approx(-math.sqrt(20), rel=1e-5)
    assert min(slopes, key=slopes.get) == pytest.approx(math.atan2(1, 2), abs=0.005)
    turns = [a for a, b in pairwise(slopes) if slopes[a] * slopes[b] < 0]
    assert turns == pytest.approx([math.atan2(2, -1), math.atan2(-2, 1) + 2 * math.pi], abs=0.01)


@of("many-weights")
def test_each_end_is_the_nearest_solution(page):
    """In fractions: the step ends where the perpendicular from the start meets 2a + b = 4; there the output is 4."""
    for start in ((1, 1), (0, 0), (3, 1), (0, 3)):
        a, b = map(Fraction, start)
        share = (4 - 2 * a - b) / 5  # of (2, 1), by the formula for the foot of a perpendicular
        end = a + 2 * share, b + share
        assert 2 * end[0] + end[1] == 4
        assert end == (a - Fraction(1, 10) * -4 * (4 - 2 * a - b), b - Fraction(1, 10) * -2 * (4 - 2 * a - b))
        shown = "({}, {})".format(*map(decimal, end))
        assert ["({}, {})".format(*start), decimal(2 * a + b), shown, "4"] in page.rows()
    assert "the first terms come to -2 and the square to 1, so the loss falls from 1 to zero" in page.text()


def line_fit(rate):
    """Weight, bias and loss after each step from (0, 0) on the examples (1, 3), (2, 5), (3, 7)."""
    w = b = Fraction(0)
    while True:
        errors = [t - x * w - b for x, t in ((1, 3), (2, 5), (3, 7))]
        yield w, b, sum(error**2 for error in errors) / 3
        pull = errors[0] + 2 * errors[1] + 3 * errors[2]
        # Rounded to 200 binary digits: the exact fractions would grow with each step.
        w = Fraction(round((w + 2 * rate / 3 * pull) * 2**200), 2**200)
        b = Fraction(round((b + 2 * rate / 3 * sum(errors)) * 2**200), 2**200)


@of("many-weights")
def test_weight_and_bias(page):
    """In fractions: 27.66667 → 0.33185 → 0.00527 → 0.00130; eigenvalues of 2/3 · [[14, 6], [6, 3]]: (17 ± √265)/3.

    4Δw = (λ − 2)Δb along each eigenvector.
    """
    rows = page.rows()
    for k, (w, b, loss) in zip(range(101), line_fit(Fraction(1, 10)), strict=False):
        if k in (1, 2, 3, 10, 100):
            assert [str(k), f"{float(w):.3f}", f"{float(b):.3f}", f"{float(loss):.5f}"] in rows
    assert ["0", "0", "0", "27.66667"] in rows
    flat, steep = ((17 - math.sqrt(265)) / 3, (17 + math.sqrt(265)) / 3)
    assert (f"{flat:.3f}", f"{steep:.3f}", f"{2 / steep:.4f}") == ("0.240", "11.093", "0.1803")
    for name, each, sign in (("along the bed", flat, -1), ("across the valley", steep, 1)):
        length = math.hypot(each - 2, 4)
        direction = f"({sign * (each - 2) / length:.2f}, {sign * 4 / length:.2f})"
        assert [name, direction, f"{each:.3f}", f"{1 - each / 10:.3f}"] in rows
    assert ["both", "283Δw+4Δb", "4Δw+2Δb"] in rows  # from (14Δw² + 12ΔwΔb + 3Δb²)/3
    text = page.text()
    assert "(λ-283)(λ-2)=42" in text and "λ2-343λ=-83" in text
    assert "below 2/curvature, about 0.1803." in text
    for dw, db, loss in ((2, 1, "0.277"), (1, -2, "0.007")):
        assert f"{(14 * dw**2 + 12 * dw * db + 3 * db**2) / 300:.3f}" == loss
    assert "by 0.2 and 0.1, and all outputs rise together: the loss climbs to 0.277." in text
    assert (
        "by 0.1 and lower the bias by twice as much, and the line only tilts about its middle: the loss is 0.007."
        in text
    )
    assert f"{steep / flat:.0f}" == "46" and "the condition number, here about 46" in text


@of("many-weights")
def test_the_best_rate_for_the_valley(page):
    """2/(34/3) = 3/17: factors ±√265/17. The first step below a loss of 1e-6: 150 with 0.1, then 88, 198, 2,616."""
    assert f"{3 / 17:.4f}" == "0.1765" and f"{math.sqrt(265) / 17:.1%}" == "95.8%"
    text = page.text()
    assert "234/3=317≈0.1765" in text and "leaves 95.8% of each distance" in text
    for rate, steps in (("1/10", 150), ("17/100", 88), ("3/17", 198), ("18/100", 2616)):
        assert next(k for k, (_, _, loss) in enumerate(line_fit(Fraction(rate))) if loss < Fraction(1, 10**6)) == steps
    assert "r=0.1 takes 150 steps, 0.17 takes 88, and 317 takes 198." in text
    assert "Why does it take 2,616 steps?" in text


@of("many-weights")
def test_a_centered_input_makes_the_valley_rounder(page):
    """Inputs −1, 0 and 1: curvatures 2/3 · 2 and 2, ratio 3/2, best rate 3/5; from (0, 0) to the line 2x + 5."""
    text = page.text()
    assert (
        "they become -1, 0, and 1." in text
        and "the curvatures are 1.33 and 2, and the condition number falls to 1.5." in text
    )
    for rate, steps in ((Fraction(1, 10), 52), (Fraction(3, 5), 6)):
        losses = (
            (2 * (1 - rate * Fraction(4, 3)) ** k) ** 2 * Fraction(2, 3) + (5 * (1 - rate * 2) ** k) ** 2
            for k in range(100)
        )
        assert next(k for k, loss in enumerate(losses) if loss < Fraction(1, 10**6)) == steps
    assert "The right bias moves to 5, the height of the line at the middle" in text
    assert "takes 52 steps with r=0.1, and with the best rate, 0.6, only 6." in text


@of("many-weights")
def test_a_thousand_weights(page):
    """Factor 1 − 0.1 · 2 · 4 · 1000 = −799: the error of 2000 becomes −1,598,000; the weights of one with r/1000."""
    assert 1 - 0.1 * 2 * 4 * 1000 == -799 and -799 * 2000 == -1_598_000
    text = page.text()
    assert "The target is 4,000, twice the output, so the error is 2,000." in text
    assert "the error to -1,598,000, which is 799 times as large" in text
    assert [decimal(w) for w in descent(1, Fraction(1, 10), 4)] == ["1", "1.8", "1.96", "1.992", "1.9984"]
    assert "every weight goes 1, 1.8, 1.96, 1.992, and 1.9984, number for number" in text
    assert "with 1,000 weights that is 1,001 times." in text


@of("many-weights")
def test_the_numeric_gradient(page):
    """((1 − 0.002)² − 1)/0.001 = −3.996 and ((1 − 0.001)² − 1)/0.001 = −1.999, exactly."""
    h = Fraction(1, 1000)
    quotients = [((1 - x * h) ** 2 - 1) / h for x in (2, 1)]
    assert quotients == [Fraction("-3.996"), Fraction("-1.999")]
    assert "This numeric gradient, (-3.996, -1.999), is close to the exact one, (-4, -2)." in page.text()


# --- The chain rule -----------------------------------------------------------------------


@of("chain-rule")
def test_two_weights_in_a_row(page):
    """A nudge of 1/1000, by fractions: (2.002 − 2, 3.992004 − 4); then w ← w + 4rw(4 − 2w²), from 4 to 6.1504."""
    w, h = Fraction(1), Fraction(1, 1000)
    before, after = [[u, 2 * u, 2 * u * w, (4 - 2 * u * w) ** 2] for u in (w, w + h)]
    changes = [b - a for a, b in zip(before, after, strict=True)]
    names = ["w1", "a=xw1", "f=aw2", "L=(t-f)2"]
    rows = page.rows()
    for i, name in enumerate(names):
        times = decimal(changes[i] / changes[i - 1]) if i else ""
        assert [name, decimal(before[i]), decimal(after[i]), decimal(changes[i]), times] in rows
    text = page.text()
    assert "-3.998(1)(2)=-7.996" in text
    assert "=-2(4-2)(1)(2)=-8" in text
    assert "=-2(4-2)(2)=-8" in text
    assert "L=(4-6.48)2=6.1504" in text
    assert "-8(0.8)+(-8)(0.8)=-12.8" in text


@of("chain-rule")
def test_paths_add(page):
    """3 · 4 = 12 by one path and −2 · 5 = −10 by the other: 2."""
    assert "=4(3)+5(-2)=2" in page.text()


def one_of_two_equal(rate, steps):
    """Losses of w ← w + 4rw(4 − 2w²): both weights of x · w₁ · w₂ start at 1, and stay equal."""
    w, losses = type(rate)(1), []
    for _ in range(steps + 1):
        losses.append((4 - 2 * w * w) ** 2)
        w += rate * 4 * w * (4 - 2 * w * w)
    return losses


@of("chain-rule")
def test_both_weights_share_one_stability_limit(page):
    """At (√2, √2) sympy's Hessian has the eigenvalues 0 and 32: 0.0625, where each weight alone would allow 0.125."""
    w1, w2 = sympy.symbols("w1 w2", positive=True)
    hessian = sympy.hessian((4 - 2 * w1 * w2) ** 2, (w1, w2)).subs({w1: sympy.sqrt(2), w2: sympy.sqrt(2)})
    assert hessian.eigenvals() == {0: 1, 32: 1}
    assert hessian[0, 0] == hessian[0, 1] == 16
    rows, text = page.rows(), page.text()
    assert ["w1 up by h", "16h", "16h"] in rows and ["both up by h", "32h", "32h"] in rows
    assert "the stability limit 0.125" in text and "is 32 and the limit only 0.0625" in text
    below = one_of_two_equal(0.0624, 1600)
    steps = next(k for k, loss in enumerate(below) if loss < 1e-6)
    assert f"it takes {steps:,} steps" in text
    assert min(one_of_two_equal(0.0626, 20_000)) > 0.02
    assert min(one_of_two_equal(0.07, 20_000)) > 0.5
    wandering = one_of_two_equal(Decimal("0.1"), 30)  # from step 40 on, floats go elsewhere
    assert f"{min(wandering):.3f}" == "0.016" and 15.9 < max(wandering) < 16
    assert "wanders between 0.016 and almost 16 for 30 steps" in text


@of("chain-rule")
def test_what_each_rate_leads_to(page):
    """Far below the limit the loss is gone; with 0.07 two losses stay, by hand; with 0.1 it takes many."""
    (path,) = page.tree.xpath("//*[@id='rates']//path[@stroke-linecap]/@d")
    columns = {}
    for x, y in re.findall(r"M([\d.]+),([\d.]+)h0", path):
        columns.setdefault(float(x), set()).add(float(y))
    tick = {
        visible(text): float(text.get("x"))
        for text in page.tree.xpath("(//*[@id='rates']//svg)[2]//text[contains(@class, 'tick')][@text-anchor='middle']")
    }
    per_unit = (tick["0.125"] - tick["0.0625"]) / 0.0625

    def losses_at(rate):
        """The places of those that belong to the rate."""
        nearest = min(columns, key=lambda x: abs(x - tick["0.0625"] - (rate - 0.0625) * per_unit))
        return columns[nearest]

    assert min(columns) > tick["0.0625"] - 0.01 * per_unit
    low, high = sorted(one_of_two_equal(0.07, 400)[-2:])
    places = losses_at(0.07)
    decade = 246 / 8  # of the upward axis, from a millionth to a hundred
    assert len(places) == 2 and max(places) - min(places) == pytest.approx(decade * math.log10(high / low), abs=0.2)
    assert len(losses_at(0.1)) > 20


@of("chain-rule")
def test_stuck_at_zero(page):
    """At (0, 0): −2 · 4 · 0 · 2 = 0 twice, and L = 16; lower along one diagonal, higher along the other."""
    text, rows = page.text(), page.rows()
    assert "=-2(4-0)(0)(2)=0" in text and "=-2(4-0)(0)=0" in text
    assert "After 1,000 steps the loss is still 16." in text
    # (4 − 2 · 0.01)² = 15.8404 and (4 + 0.02)² = 16.1604, by hand.
    assert ["both up", "(0.1, 0.1)", "15.84"] in rows
    assert ["one up, one down", "(0.1, -0.1)", "16.16"] in rows


# --- The network --------------------------------------------------------------------------

EXAMPLES = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]
START = [1, 0.5, -0.5, -1, 0, 0.5, 0.5, 0.5, 0]


def network_loss(weights):
    return sum((t - network_by_hand(weights, x)) ** 2 for x, t in EXAMPLES) / 4


def slope_by_hand(weights, i, h=1e-5):
    """Central difference quotient of the network's loss in one weight."""
    up, down = list(weights), list(weights)
    up[i], down[i] = weights[i] + h, weights[i] - h
    return (network_loss(up) - network_loss(down)) / (2 * h)


def trained(weights, steps):
    """Losses of a descent by central differences: another way to the same numbers."""
    losses = []
    for _ in range(steps + 1):
        losses.append(network_loss(weights))
        last, gradient = weights, [slope_by_hand(weights, i) for i in range(9)]
        weights = [w - 0.1 * g for w, g in zip(weights, gradient, strict=True)]
    return losses, last


@of("network")
def test_no_linear_model_learns_it(page):
    """Least squares, solved: 0.5 for each example, so a loss of 0.25."""
    rows = np.array([[*x, 1] for x, _ in EXAMPLES])
    targets = np.array([t for _, t in EXAMPLES])
    best = np.linalg.lstsq(rows, targets, rcond=None)[0]
    assert np.mean((targets - rows @ best) ** 2) == pytest.approx(0.25, abs=1e-12)
    text = page.text()
    assert "(e2+e3)-(e1+e4)=(1+1)-(0+0)=2" in text
    assert "It gets to 0.25, and no lower." in text and "0.52=0.25" in text


@of("network")
def test_the_network_learns(page):
    """L 0.3604881 → 0.2838056 (1) → 0.2068530 (10) → 0.0832145 (100), by central differences, as the program prints."""
    losses, weights = trained(START, 500)
    text = page.text()
    for k in (0, 1, 10, 100, 500):
        assert f"step {k}: loss {losses[k]:.7f}, outputs " in text
    outputs = [f"{network_by_hand(weights, x):.4f}" for x, _ in EXAMPLES]
    assert outputs == ["0.0004", "0.9996", "0.9996", "0.0006"]
    assert f"outputs {' '.join(outputs)}" in text


@of("network")
def test_the_gradient_check(page):
    """Derivatives at the start, by central differences, as both columns of the table show them."""
    rows = page.rows()
    for i, name in {0: "W11", 3: "W22", 6: "v1", 8: "c"}.items():
        slope = f"{slope_by_hand(START, i):.6f}"
        assert [name, slope, slope, "below 0.000001"] in rows


@of("network")
def test_the_paths_from_an_input_add(page):
    """∂L/∂x₁ of the example (1, 0), by a central difference."""

    def loss(x1):
        return (1 - network_by_hand(START, (x1, 0))) ** 2

    slope = (loss(1 + 1e-5) - loss(1 - 1e-5)) / 2e-5
    assert f"-0.2600(1)+(-0.6192)(-0.5)={slope:.4f}" in page.text()


@of("network")
def test_the_figure_of_the_backward_pass_has_the_derivatives(page):
    """Of the loss of the example (1, 0) with the target 1 in each weight, by central differences."""

    def slope(i, h=1e-5):
        up, down = list(START), list(START)
        up[i], down[i] = START[i] + h, START[i] - h
        return ((1 - network_by_hand(up, (1, 0))) ** 2 - (1 - network_by_hand(down, (1, 0))) ** 2) / (2 * h)

    rows = page.tree.xpath("//*[@id='backward-data']//tbody/tr")
    shown = {visible(name): float(visible(number)) for name, number in rows}
    names = "W11", "W12", "W21", "W22", "b1", "b2", "v1", "v2", "c"
    assert shown == pytest.approx({name: slope(i) for i, name in enumerate(names)}, abs=5.1e-5)


@of("network")
def test_all_zero_weights_stay_stuck(page):
    """Only the last bias moves, to the mean of the targets: loss (4 · 0.25) / 4."""
    assert network_loss([0] * 8 + [0.5]) == 0.25
    assert [slope_by_hand([0] * 8 + [0.3], i) for i in range(8)] == [0] * 8
    assert "the loss falls from 0.5 to the linear floor, and stays there." in page.text()


@of("network")
def test_random_starts_are_counted(page):
    """Of 200, drawn one after another, by sums over indices: 45 % below 0.01 after 500 steps, 88 and 90 % later."""
    chance = np.random.default_rng(0)
    draws = np.array([chance.normal(0, 0.5, 6) for _ in range(200)])
    x, t = np.array([x for x, _ in EXAMPLES]), np.array([t for _, t in EXAMPLES])
    W, v, b, c = draws[:, :4].reshape(200, 2, 2), draws[:, 4:], np.zeros((200, 2)), np.zeros(200)
    for k in range(5001):
        a = np.tanh(np.einsum("sij,mj->smi", W, x) + b[:, None])
        missing = t - np.einsum("smi,si->sm", a, v) - c[:, None]
        if k in (500, 2000, 5000):
            losses = np.mean(missing**2, axis=1)
            share = np.mean(losses < 0.01)
            assert f"{k:,} steps" in page.text().replace("After 500 steps", "after 500 steps")
            assert f"{share:.0%}" in page.text()
        back = np.einsum("sm,si,smi->smi", missing, v, 1 - a**2)
        W, b = W + 0.05 * np.einsum("smi,mj->sij", back, x), b + 0.05 * back.sum(1)
        v, c = v + 0.05 * np.einsum("sm,smi->si", missing, a), c + 0.05 * missing.sum(1)
    assert f"and {np.sum(losses > 0.2)} are still there" in page.text()
    assert f"The other {np.sum((losses > 0.125) & (losses < 0.13))} creep toward 0.125" in page.text()


@of("network")
def test_what_one_hidden_unit_can_do(page):
    """Its outputs rise with z, and z(0, 0) + z(1, 1) = z(0, 1) + z(1, 0), so one pair encloses the other: L ≥ 1/6."""

    def least(targets):
        """The smallest mean squared error of four numbers that never fall, by the largest means of runs."""
        best = [max(min(np.mean(targets[i:j]) for j in range(k + 1, 5)) for i in range(k + 1)) for k in range(4)]
        return np.mean((targets - np.array(best)) ** 2)

    for order in ([0, 1, 1, 0], [1, 0, 0, 1]):  # the yes examples between the others, or around them
        assert least(np.array(order)) == pytest.approx(1 / 6)
    assert f"with a loss of {1 / 6:.3f}" in page.text()


@of("network")
def test_the_derivative_of_tanh(page):
    """At 1, sympy: 1 − tanh² = 0.4200; three factors of 0.0099 make 10⁻⁶."""
    z = sympy.Symbol("z")
    slope = sympy.diff((sympy.exp(z) - sympy.exp(-z)) / (sympy.exp(z) + sympy.exp(-z)), z)
    text = page.text()
    assert f"the central difference quotient is {float(slope.subs(z, 1)):.4f}" in text
    assert f"{float(slope.subs(z, 3) ** 3):.1e}".replace("e-07", " × 10⁻⁷") in text


# --- Beyond -------------------------------------------------------------------------------


def heavy_ball(x, t, w, rate, share, most=300):
    """Polyak's heavy ball, written out: the steps after which L stays below 1e-6; None if `most` are too few."""
    velocity, late = np.zeros(len(w)), 0
    for k in range(1, most + 1):
        if not np.mean((t - x @ w) ** 2) < 1e-6:
            late = k
        velocity = share * velocity - 2 / len(x) * x.T @ (t - x @ w)
        w = w - rate * velocity
        if abs(w).max() > 1e6:
            return None
    return late if late < most else None


VALLEY = np.array([[1.0, 1], [2, 1], [3, 1]]), np.array([3.0, 5, 7]), np.array([3.8, -1.6])
ONE = np.array([[2.0]]), np.array([4.0]), np.ones(1)


@of("beyond")
def test_momentum_down_the_valley(page):
    """Each row of the table of steps; no pair of a grid beats the best of them."""
    for name, problem, rate, share in [
        ("valley", VALLEY, 0.1, 0), ("valley", VALLEY, 0.17, 0), ("valley", VALLEY, 0.1, 0.7),
        ("valley", VALLEY, 0.24, 0.6), ("one weight", ONE, 0.01, 0), ("one weight", ONE, 0.01, 0.7),
    ]:  # fmt: skip
        assert [name, f"{rate}", f"{share or 'none'}", str(heavy_ball(*problem, rate, share))] in page.rows()
    assert f"takes {heavy_ball(*ONE, 0.1, 0)} steps without momentum" in page.text()
    assert f"and {heavy_ball(*ONE, 0.1, 0.7)} with β=0.7" in page.text()
    best = heavy_ball(*VALLEY, 0.24, 0.6)
    pairs = ((rate, share) for rate in np.arange(0.05, 0.4, 0.01) for share in np.arange(0, 0.96, 0.05))
    assert all((heavy_ball(*VALLEY, *pair, most=60) or math.inf) >= best for pair in pairs)
    for rate, share, words in ((0.17, 0, "steps of plain descent"), (0.24, 0.6, "steps with momentum")):
        assert f"{heavy_ball(*VALLEY, rate, share)} {words}" in page.text()


@of("beyond")
@pytest.mark.parametrize("share", [Fraction(1, 2), Fraction(7, 10), Fraction(9, 10)])
def test_momentum_widens_the_limit(page, share):
    """The characteristic equation z² − (1 + β − r·c)z + β = 0 has a root of −1 at r = 2(1 + β)/c, for any β."""
    curvature = Fraction(8)
    rate = 2 * (1 + share) / curvature
    assert 1 + (1 + share - rate * curvature) + share == 0
    for off, is_stable in ((0.999, True), (1.001, False)):
        middle = float(1 + share - off * rate * curvature)
        assert (max(abs(np.roots([1, -middle, float(share)]))) < 1) == is_stable
    assert "r<curvature2(1+β)" in page.text().replace(" ", "") or "2(1+β)" in page.text().replace(" ", "")


@of("beyond")
def test_two_steps_of_adam(page):
    """Kingma and Ba's algorithm 1, written out for one weight: the table, its end, and the first step uncorrected."""
    w, p, s, late = 1.0, 0.0, 0.0, 0
    for k in range(1, 301):
        late = k if (4 - 2 * w) ** 2 >= 1e-6 else late
        g = -4 * (4 - 2 * w)
        p, s = 0.9 * p + 0.1 * g, 0.999 * s + 0.001 * g * g
        w -= 0.1 * p / (1 - 0.9**k) / ((s / (1 - 0.999**k)) ** 0.5 + 1e-8)
        if k <= 2:
            assert [str(k), decimal(g), decimal(p), decimal(s), f"{w:.4f}"] in page.rows()
    assert f"after {late} steps, with plain descent after 5" in page.text()
    assert f"moved {0.8 / 0.064**0.5:.2f} times as far" in page.text()


@of("beyond")
def test_two_valleys(page):
    """Newton's method on the slope 4w(w² − 1) + 0.3, from the same starts: the same two bottoms."""
    for side, start in (("left", -2), ("right", 2)):
        w = start
        for _ in range(50):
            w -= (4 * w * (w * w - 1) + 0.3) / (12 * w * w - 4)
        assert f"The {side} one ends at w≈{w:.3f}" in page.text().replace("-", "-")


@of("beyond")
def test_a_descent_stalls_on_a_flat_spot(page):
    """On 3w⁴ − 8w³ from −1, done once more: it ends left of zero, far above −16; at another rate it gets there."""
    w, leap = -1.0, -1.0
    for _ in range(20_000):
        w -= 0.01 * (12 * w**3 - 24 * w**2)
        leap -= 0.03 * (12 * leap**3 - 24 * leap**2)
    assert f"At r=0.03 its first step jumps across, and it reaches {leap:.0f}." in page.text()
    assert f"{w:.4f}".replace("-", "−") in page.article.text_content().replace("-", "−")
    assert -0.001 < w < 0 and "where it is -16" in page.text()


@of("beyond")
def test_a_curve_through_all_points_does_worse_on_new_ones(page):
    """numpy's polyfit of degree 0, 1 and 4 on the same points: the same losses."""
    train = ([-1, -0.5, 0, 0.5, 1], [-0.8, -0.2, 1.2, 1.8, 3.2])
    test = ([-0.75, -0.25, 0.25, 0.75], [-0.7, 0.7, 1.3, 2.7])
    for name, degree in (("horizontal", 0), ("straight", 1), ("curve", 4)):
        fit = np.polyfit(*train, degree)
        seen, new = (np.mean((np.polyval(fit, x) - t) ** 2) for x, t in (train, test))
        assert f"{name} {seen:.4f} {new:.4f}" in " ".join(page.text().split())


# --- Exercises ----------------------------------------------------------------------------


@of("exercises")
def test_the_exercises(page):
    """By hand, each answer; in the second, 1 − 2 · 0.05 · 9 = 0.1 of the error is left by each step."""
    text = page.text()
    for answer in (
        "e=12-3(2)=6", "-2(3)(6)=-36", "2-0.05(-36)=3.8", "the loss falls from 36 to 0.36",
        "From 36 it takes 4 steps, to 0.00000036",
        "5-3=2", "(-4, -12)", "(0.1, 1.3), and the error 1",
        "of -2xt, -13", "w=13/5=2.6", "the loss is 1.6",
        "4 steps, weight 3.9998", "44 steps without, 23 with it",
        "the factor is -1", "jumps from 2 to 6 and back", "above 2/r=40, so the input is 5",
    ):  # fmt: skip
        assert answer in text, answer
    x, w, v, t = sympy.symbols("x w v t")
    loss, at = (t - v * sympy.tanh(w * x)) ** 2, {x: 2, w: sympy.Rational(1, 2), v: 3, t: 1}
    by_v, by_w = (float(loss.diff(weight).subs(at)) for weight in (v, w))
    assert f"multiplied by a, which makes {by_v:.3f}" in text and f"once more by x, which makes {by_w:.3f}" in text


# --- Claims fail when they stop being true ------------------------------------------------

GIVENS = {
    "loss": ("w, r = 1, Fraction(1, 10)", "w, r = 1, Fraction(1, 4)"),
    "slope": ("x, t, w = 2, 4, 1", "x, t, w = 2, 4, 3"),
    "loop": ("start, r = 2, 4, 1, 0.1", "start, r = 2, 4, 1, 0.2"),
    "learning-rate": ("w, r = 1, 0.1", "w, r = 1, 0.2"),
    "many-weights": ("x = np.array([2, 1])", "x = np.array([2, 2])"),
    "chain-rule": ("x, t = 2, 4", "x, t = 2, 5"),
    "network": ("r = 0.1", "r = 0.01"),
    "beyond": ("w, r = 1.0, 0.1", "w, r = 1.0, 0.05"),
    "exercises": ("x, t, w = 3, 12, 2", "x, t, w = 2, 12, 2"),
}


@pytest.mark.parametrize("name", GIVENS)
def test_other_givens_make_a_claim_false(renderer, name):
    """The page is not rendered: an assert of it fails, and the message says which."""
    before, after = GIVENS[name]
    text, code = source_of(name), beside(name) or ""
    assert before in text + code
    if before in text:
        text = text.replace(before, after, 1)
    else:
        code = code.replace(before, after, 1)
    with pytest.raises(BuildError, match=rf"docs/{name}\.(md|py):\d+: assert"):
        renderer.article(name, text, code or None)
