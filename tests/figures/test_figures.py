"""Figures: every state that a reader can reach shows what was computed, in a real browser."""

import gzip
import json
import re
from fractions import Fraction
from html import unescape
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from matplotlib.figure import Figure
from matplotlib.path import Path

from conftest import PATIENCE, PROJECT, signs, wait_until
from gdsite.figures import Plot
from gdsite.site.fonts import characters

LIMITS = {"script": 4_000, "figure": 25_000, "page": 60_000}  # bytes, compressed


def pages_with_figures(published):
    """Paths of the published pages that have figures, and their articles."""
    for path in sorted(published.site.rglob("index.html")):
        article = html.fromstring(path.read_text(encoding="utf-8")).find(".//article")
        if article.xpath(".//div[@class='plot']"):
            yield path.parent.relative_to(published.site).as_posix().replace(".", ""), article


def figures(article):
    return article.xpath(".//div[@class='plot']")


def compressed(element):
    return len(gzip.compress(html.tostring(element), 9))


def test_every_chapter_has_figures(published):
    """Each of the first nine; and the six that move are there."""
    pages = dict(pages_with_figures(published))
    chapters = {"", "loss", "slope", "loop", "learning-rate", "many-weights", "chain-rule", "network", "beyond"}
    assert chapters <= pages.keys()
    moving = {name for name, article in pages.items() if article.xpath(".//div[@class='plot-controls']")}
    assert {"", "slope", "loop", "learning-rate", "many-weights", "network"} <= moving


def test_figures_say_what_they_show(published):
    """Each has a title and a description, the axes' names aside, a caption, and a table of its data."""
    for name, article in pages_with_figures(published):
        for figure in figures(article):
            for drawing in figure.xpath(".//svg"):
                labels = [drawing.get(f"aria-{kind}") for kind in ("labelledby", "describedby")]
                words = [article.xpath(f"string(.//*[@id='{label}'])") for label in labels]
                assert drawing.get("role") == "img" and len(words[0]) > 5 and len(words[1]) > 40, figure.get("id")
            (around,) = figure.xpath("ancestor::figure")
            assert around.xpath("string(.//figcaption)").strip(), figure.get("id")
        assert article.xpath(".//figure//table"), name


def test_a_caption_is_read_before_the_data(published):
    """In each figure: drawings, what they say, sliders; then the caption, then the table, and nothing behind it."""
    for name, article in pages_with_figures(published):
        for figure in article.xpath(".//figure[.//div[@class='plot']]"):
            order = [part.get("class", part.tag) for part in figure.iter("div", "figcaption", "details")]
            at = order.index("figcaption")
            assert "plot-data" in order[at + 1 : at + 2] or "plot-data" not in order, (name, order)


def test_ids_are_unique(published):
    """Of figures, titles, descriptions and clips, on each page."""
    for name, article in pages_with_figures(published):
        ids = article.xpath(".//@id")
        assert len(ids) == len(set(ids)), name


def test_figures_are_light(published):
    """The script, each figure with its states, and the figures of a page together, compressed."""
    script = (PROJECT / "docs/javascripts/figures.js").read_bytes()
    assert len(gzip.compress(script, 9)) <= LIMITS["script"]
    for name, article in pages_with_figures(published):
        sizes = {}
        for figure in figures(article):
            data = article.xpath(f".//*[@id='{figure.get('id')}-data']")
            sizes[figure.get("id")] = sum(map(compressed, [figure, *data]))
        assert max(sizes.values()) <= LIMITS["figure"], sizes
        assert sum(sizes.values()) <= LIMITS["page"], (name, sizes)


def test_figures_have_no_style_of_their_own(published):
    """Their colors are classes, which follow light and dark; their texts are text, in the page's font."""
    for name, article in pages_with_figures(published):
        for drawing in article.xpath(".//div[@class='plot']//svg"):
            assert not drawing.xpath(".//@style | .//style | .//@font-family | .//image")
            assert not re.search("#[0-9a-f]{6}", html.tostring(drawing).decode()), name


# --- How they are drawn -------------------------------------------------------------------


def plot(**options):
    return Plot("drawn", "A drawing", "What it shows", **{"xlim": (0, 4), "ylim": (0, 6)} | options)


def test_a_point_is_where_the_axes_say():
    """The axes leave 44 units on the left, 14 on the right, 44 below and 30 above, of 480 by 300."""
    drawn = plot()
    assert drawn.place(0, 0) == (44, 256) and drawn.place(4, 6) == (466, 30)
    assert drawn.place(Fraction(2), 3) == (255, 143)  # the middle
    assert plot(ylim=(1, 100), log=True).place(0, 10) == (44, 143)  # halfway in powers of ten


@pytest.mark.parametrize("log", [False, True])
def test_points_are_where_matplotlib_has_them(log):
    """On the same axes, to the tenth of a unit that is drawn; matplotlib counts from below."""
    drawn = plot(xlim=(-1, 3), ylim=(0.01, 500), log=log)
    figure = Figure(figsize=(480 / 72, 300 / 72), dpi=72)
    axes = figure.add_axes((44 / 480, 44 / 300, 422 / 480, 226 / 300))
    axes.set(xlim=(-1, 3), yscale="log" if log else "linear", ylim=(0.01, 500))
    for x, y in [(-1, 0.01), (0, 1), (0.7, 33), (3, 500), (4, 700)]:
        across, up = axes.transData.transform((x, y))
        assert drawn.place(x, y) == pytest.approx((across, 300 - up), abs=0.051)


@given(st.integers(-100, 100), st.floats(0.1, 1000))
def test_an_axis_has_round_numbers(low, length):
    """Where none are given: 3 to 7 of them, all on the axis, in even steps of 1, 2 or 5 times a power of ten."""
    drawn = html.fromstring(plot(xlim=(low, low + length), ticks=(None, [])).__html__())
    ticks = [Fraction(text.replace("−", "-")) for text in drawn.xpath("//text/text()")]
    assert 3 <= len(ticks) <= 7 and low - 1e-9 <= ticks[0] and ticks[-1] <= low + length + 1e-9
    steps = {after - before for before, after in pairwise(ticks)}
    assert len(steps) == 1 and f"{float(steps.pop()):e}".startswith(("1.000000", "2.000000", "5.000000"))


def test_a_contour_is_where_the_level_is():
    """On x² + y² the level 1 is the circle with radius 1, up to the width of the grid."""
    drawn = plot(xlim=(-2, 2), ylim=(-2, 2))
    grid = np.linspace(-2, 2, 81)
    points = re.findall(r"([\d.]+),([\d.]+)", drawn.contour_path(grid, grid, grid**2 + grid[:, None] ** 2, 1))
    center, right, top = drawn.place(0, 0), drawn.place(1, 0), drawn.place(0, 1)
    for across, up in points:
        x = (float(across) - center[0]) / (right[0] - center[0])
        y = (float(up) - center[1]) / (top[1] - center[1])
        assert abs(x * x + y * y - 1) < 0.01
    assert len(points) > 50


def test_a_region_is_closed_by_the_edge_of_the_grid():
    """From 0 to 4 and from 0 to 6, x is above 1 in the rectangle from there to the right edge."""
    drawn = plot()
    xs, ys = np.linspace(0, 4, 5), np.linspace(0, 6, 7)
    outline = drawn.region_path(xs, ys, xs + 0 * ys[:, None], 1)
    (points,) = rings(outline)
    corners = [drawn.place(x, y) for x in (1, 4) for y in (0, 6)]
    assert np.allclose(sorted(map(tuple, points)), sorted(corners), atol=0.26)


@pytest.mark.parametrize(
    ("slope", "expected"),
    [(1, ([1, 4], [2, 5])), (-2, ([1, 3.5], [5, 0])), (-4, ([1.25, 2.75], [6, 0])), (0, ([1, 4], [3, 3]))],
)
def test_a_straight_line_ends_where_the_axes_do(slope, expected):
    """Through (2, 3), from x = 1 to x = 4: it leaves axes from 0 to 6 below, above, or not at all."""
    assert plot().straight(2, 3, slope, (1, 4)) == expected


def test_a_landscape_has_its_levels():
    """On x² + y² the level 1 is the circle with radius 1, drawn to a tenth of a unit, whether filled or not."""
    drawn = plot(xlim=(-2, 2), ylim=(-2, 2))
    drawn.landscape(lambda point: point @ point, [1], filled=False)
    path = max(html.fromstring(drawn.__html__()).xpath("//path/@d"), key=len)
    numerals = [float(numeral) for numeral in re.findall(r"[\d.]+", path)]
    center, right, top = drawn.place(0, 0), drawn.place(1, 0), drawn.place(0, 1)
    for across, up in zip(numerals[::2], numerals[1::2], strict=True):
        x = (across - center[0]) / (right[0] - center[0])
        y = (up - center[1]) / (top[1] - center[1])
        assert abs(x * x + y * y - 1) < 0.01
    assert len(numerals) > 100


def test_the_higher_the_darker():
    """On x² + y² two layers of one tint lie over the corner, one between the circles with radius 1 and 1.5."""
    drawn = plot(xlim=(-2, 2), ylim=(-2, 2))
    drawn.landscape(lambda point: point @ point, [1, 2.25])
    layers = html.fromstring(drawn.__html__()).xpath("//path[contains(@class, 'fill-loss')]")
    assert len({layer.get("fill-opacity") for layer in layers}) == 1 and len(layers) == 2
    for (x, y), expected in {(1.9, 1.9): [True, True], (1.2, 0): [True, False], (0.5, 0.5): [False, False]}.items():
        assert [is_inside(drawn.place(x, y), layer.get("d")) for layer in layers] == expected


def is_inside(place, outlines):
    """Whether a place is inside of an odd number of the outlines, as matplotlib has it."""
    return sum(Path(ring).contains_point(place) for ring in rings(outlines)) % 2 == 1


def rings(outlines):
    """The points of closed lines, whose ways from one to the next are written."""
    ways = (re.findall(r"([-\d.]+),([-\d.]+)", ring) for ring in outlines.split("z")[:-1])
    return [np.array(each, float).cumsum(axis=0) for each in ways]


def test_each_level_is_named_once_on_its_line():
    """On x² + y² the labels 1, 2.25 and 4 stand at the radii 1, 1.5 and 2, in the axes, and apart from each other."""
    drawn = plot(xlim=(-3, 3), ylim=(-3, 3))
    drawn.landscape(lambda point: point @ point, [1, Fraction(9, 4), 4])
    labels = html.fromstring(drawn.__html__()).xpath("//text[contains(@class, 'level')]")
    assert [label.text for label in labels] == ["1", "2.25", "4"]
    center, right, top = drawn.place(0, 0), drawn.place(1, 0), drawn.place(0, 1)
    places = []
    for label in labels:
        across, up = float(label.get("x")), float(label.get("y")) - 4  # from its base to its middle
        x, y = (across - center[0]) / (right[0] - center[0]), (up - center[1]) / (top[1] - center[1])
        assert abs(x * x + y * y - float(label.text)) < 0.1
        places.append((across, up))
    assert all(abs(a[0] - b[0]) > 30 or abs(a[1] - b[1]) > 15 for a in places for b in places if a is not b)


def test_levels_keep_clear():
    """On x² + y², with points all along the circle with radius 1 but for its top, its level stands there."""
    drawn = plot(xlim=(-3, 3), ylim=(-3, 3))
    around = np.linspace(np.pi / 2 + 0.8, 5 * np.pi / 2 - 0.8, 60)
    drawn.landscape(lambda point: point @ point, [1], clear=np.column_stack([np.cos(around), np.sin(around)]))
    (label,) = html.fromstring(drawn.__html__()).xpath("//text[contains(@class, 'level')]")
    across, up = drawn.place(0, 1)
    assert abs(float(label.get("x")) - across) < 5 and abs(float(label.get("y")) - 4 - up) < 5


def test_specks_are_one_element():
    """Those in the axes, each place once: two of four."""
    drawn = plot()
    drawn.specks([1, 1, 2, 100], [1, 1, 2, 1])
    (path,) = html.fromstring(drawn.__html__()).xpath("//path[@stroke-linecap]/@d")
    assert path == "".join("M{:g},{:g}h0".format(*drawn.place(at, at)) for at in (1, 2))


def test_an_arrow_ends_in_its_tip():
    """From (1, 1), 2 across and 1 up: a shaft as thick as asked for, and a head, both even about the line."""
    drawn = plot()
    drawn.arrow(1, 1, 2, 1, width=4)
    (path,) = html.fromstring(drawn.__html__()).xpath("//path[contains(@class, 'fill-gradient')]/@d")
    corners = np.array(re.findall(r"([\d.]+),([\d.]+)", path), float)
    start, tip = np.array(drawn.place(1, 1)), corners[3]
    assert tuple(tip) == drawn.place(3, 2) and np.allclose(corners[0] + corners[6], 2 * start, atol=0.2)
    along = (tip - start) / np.hypot(*(tip - start))
    for one, other in ((0, 6), (1, 5), (2, 4)):
        across = corners[one] - corners[other]
        assert across @ along == pytest.approx(0, abs=0.2), "not at a right angle"
        assert one == 2 or np.hypot(*across) == pytest.approx(4, abs=0.2)


def test_an_arrow_without_a_length_has_no_head():
    """Where the gradient is zero there is no direction."""
    drawn = plot()
    drawn.slider("k", "step", ["a", "b"])
    drawn.moving_arrow([(1, 1, 0, 0), (1, 1, 0.001, 0)])
    (path,) = html.fromstring(drawn.__html__()).xpath("//path[@data-part]")
    assert path.get("d") == "M{:g},{:g}".format(*drawn.place(1, 1))


def test_a_ghost_is_where_the_dot_was():
    """At the second of three steps the ring is at the place of the first; at the first it is under the dot."""
    drawn = plot()
    drawn.slider("r", "rate", ["a", "b"], 1)
    drawn.slider("k", "step", ["c", "d", "e"])
    places = [(0, 0), (1, 1), (2, 2), (1, 1), (2, 2), (3, 3)]
    drawn.moving_dot(places, ["r", "k"], "weight", ghost=True)
    written = html.fromstring(drawn.__html__())
    ring, dot = written.xpath("//circle")
    assert "fill-paper" in ring.get("class") and "fill-weight" in dot.get("class")
    moves = json.loads(written.xpath("string(//@data-states)"))["moves"]
    before = [drawn.place(*places[at]) for at in (0, 0, 1, 3, 3, 4)]
    assert [values for part, *_, values in moves if str(part) == ring.get("data-part")] == [
        [x for x, _ in before],
        [y for _, y in before],
    ]
    assert float(ring.get("cx")) == drawn.place(1, 1)[0]


def test_a_panel_moves_by_the_same_sliders():
    """Two drawings with axes, titles and ids of their own, one set of sliders, one table."""
    drawn = plot()
    drawn.slider("k", "step", ["a", "b"])
    second = drawn.panel("curve", "The curve", "How it falls", x="step", xlim=(0, 1), ylim=(0, 10))
    drawn.moving_dot([(0, 0), (1, 1)])
    second.moving_dot([(0, 10), (1, 5)])
    written = html.fromstring(drawn.__html__())
    assert written.xpath("//svg/@aria-labelledby") == ["drawn-title", "drawn-curve-title"]
    assert written.xpath("//svg/@aria-describedby") == ["drawn-description", "drawn-curve-description"]
    assert written.xpath("count(//input)") == 1 and len(set(written.xpath("//@id"))) == len(written.xpath("//@id"))
    parts = [int(part) for part in written.xpath("//svg//@data-part")]
    states = json.loads(written.xpath("string(//@data-states)"))
    assert [values for part, name, _, values in states["moves"] if name == "cy" and part == parts[1]] == [
        [second.place(0, 10)[1], second.place(1, 5)[1]]
    ]


# --- Symbols ------------------------------------------------------------------------------


def drawn_symbols(label):
    """The name of an axis as it is drawn."""
    name = html.fromstring(plot(x=label).__html__()).xpath("//text[contains(@class, 'name')]")[0]
    for to_read in name.xpath(".//template"):  # which the check of relations takes out of a page
        to_read.drop_tree()
    return name


def test_symbols_are_set_as_by_katex():
    """Letters italic, digits and signs upright, an index lower and smaller, words as they are."""
    name = drawn_symbols("weight $w_1$ of $\\alpha = \\partial L$")
    assert "".join(name.itertext()) == "weight w1 of α=∂L"
    italic = name.xpath(".//tspan[contains(@class, 'mathnormal')]/text()")
    assert italic == ["w", "α", "L"] and all(
        name.xpath(f"boolean(.//tspan[@class='katex'][contains(., '{at}')])") for at in "w1α"
    )
    (index,) = name.xpath(".//tspan[contains(@class, 'script')]")
    assert index.text == "1" and float(index.get("dy").removesuffix("em")) > 0


def test_what_follows_a_power_is_on_the_line_again():
    """The shifts of a text add up to nothing before each word and each full sized sign."""
    for label in ("$x^2$ up", "$x^2_1 + y$", "$w_1 = x^2$ and $x_2$ again"):
        height = 0.0
        for tspan in drawn_symbols(label).iter("tspan"):
            size = 1.1 if tspan.getparent().tag == "tspan" or tspan.get("class") == "katex" else 1
            size *= 0.7 if "script" in tspan.get("class", "") else 1
            height -= float(tspan.get("dy", "0em").removesuffix("em")) * size
            is_script = "script" in tspan.get("class", "")
            assert is_script or not tspan.text or abs(height) < 0.002, label


def test_symbols_are_spoken_plainly():
    """In the title and the description, which have no formulas: ∂L/∂w, w₁, x², tanh z."""
    drawn = Plot("a", "The $w_1$", "It is $\\partial L / \\partial w$ at $x^2 = \\tanh z$", xlim=(0, 1), ylim=(0, 1))
    written = html.fromstring(drawn.__html__())
    assert written.xpath("//title/text()") == ["The w₁"] and written.xpath("//desc/text()") == [
        "It is ∂L/∂w at x² = tanh z"
    ]


def test_a_fraction_is_for_sentences():
    """In a drawing it is refused; in a sentence, a heading of the table and the label of a slider KaTeX sets it."""
    with pytest.raises(ValueError, match=r"more than a row of signs"):
        plot(x="$\\frac{a}{b}$").__html__()
    drawn = plot()
    drawn.slider("k", "step $k$", ["a", "b"])
    drawn.say("It is $\\frac{a}{b}$.")
    drawn.table(["$w$"], [["$a$"]])
    assert len(html.fromstring(drawn.__html__()).xpath("//span[@class='katex']//math")) == 4


def test_fonts_have_what_figures_show():
    """The signs of drawn formulas, in KaTeX's faces; and words of states that sliders come to, in the text's."""
    drawn = plot(x="$\\kappa \\to 0$")
    drawn.slider("k", "step", ["a", "ř"])
    found = characters(drawn.__html__())
    assert {"κ", "→", "0"} <= found.formulas and "ř" in found.text


SYMBOLS = """---
title: Symbols
description: Formulas in a figure.
---

```python exec="on"
from gdsite.figures import Plot

n = 2.5
shown = Plot("symbols", "Symbols", "Of $n$.", x=f"to $n = {n:g}$", xlim=(0, 1), ylim=(0, 1))
shown.say(f"It is $2n = {2 * n:g}$.")
```

{{ shown }}
"""


def test_numbers_in_symbols_say_how_they_were_made(renderer):
    """In the drawing and in the sentence."""
    article = renderer.article("recap", SYMBOLS)
    (number,) = article.xpath(".//svg//tspan[@data-value]")
    assert (number.get("data-expression"), number.get("data-value"), number.text) == ("n:g", "2.5", "2.5")
    assert article.xpath("//p[@class='plot-says']//@data-expression")[-1] == "2 * n:g"


@pytest.mark.parametrize(
    ("right", "wrong"), [("$2n = {2 * n:g}$", "$3n = {2 * n:g}$"), ("$n = {n:g}$", "$n = {n:g} = {2 * n:g}$")]
)
def test_a_relation_in_a_figure_holds(renderer, right, wrong):
    """In the drawing and in the sentence, each is evaluated in the digits that it shows."""
    assert "shows" not in renderer.article("recap", SYMBOLS).text_content()
    assert right in SYMBOLS
    assert "=" in renderer.refusal("recap", SYMBOLS.replace(right, wrong))


def test_a_landscape_with_an_edge_is_refused():
    """|x − y| has an edge along which no polynomial is close to it; a steep logistic slope is smooth."""
    drawn = plot(xlim=(-2, 2), ylim=(-2, 2))
    drawn.landscape(lambda point: 1 / (1 + 2.718 ** (point[1] - 2 * point[0])), [0.5])
    with pytest.raises(ValueError, match="not smooth"):
        drawn.landscape(lambda point: abs(point[0] - point[1]), [1])


def test_powers_of_ten_are_written_as_such():
    """From 0.001 to 1000, with exponents that need no other size of text, and every second one."""
    shown = html.fromstring(plot(ylim=(0.001, 1000), log=True).__html__()).xpath("//text/text()")
    assert {"0.01", "1", "100"} <= set(shown) and "10" not in shown
    shown = html.fromstring(plot(ylim=(1e-9, 1e9), log=True).__html__()).xpath("//text/text()")
    assert {"10⁻⁸", "1", "10⁸"} <= set(shown)


def test_what_moves_is_cut_off_at_the_edge():
    """A dot or a line beyond the axes is not seen: they are cut off 6 units outside, the width of a dot."""
    drawn = plot()
    drawn.slider("w", "weight", ["a", "b"], 0)
    drawn.moving_dot([(0, 0), (99, 99)])
    drawn.moving_line([([0, 1], [0, 1]), ([0, 99], [0, 99])])
    written = html.fromstring(drawn.__html__())
    (edge,) = written.xpath("//*[@id='drawn-edge']/rect")
    assert dict(edge.attrib) == {"x": "38", "y": "24", "width": "434", "height": "238"}
    assert written.xpath("//*[@data-part]/@clip-path")[:2] == ["url(#drawn-edge)"] * 2


def test_what_does_not_fit_is_refused():
    """As many values as states; and each position of a slider has a text of its own."""
    drawn = plot()
    drawn.slider("w", "weight", ["a", "b", "c"], 0)
    with pytest.raises(ValueError, match="drawn: 2 values for 3 states of w"):
        drawn.moving_dot([(0, 0), (1, 1)], ["w"])
    with pytest.raises(ValueError, match="drawn: two positions of r show the same text"):
        drawn.slider("r", "rate", ["a", "a"], 0)


def test_states_of_several_sliders_count_like_digits():
    """The last slider changes fastest: with 3 and 2 positions, at (1, 1), it is state 1 · 2 + 1 = 3."""
    drawn = plot()
    drawn.slider("w", "weight", ["a", "b", "c"], 1)
    drawn.slider("k", "step", ["x", "y"], 1)
    drawn.moving_text(1, 1, ["ax", "ay", "bx", "by", "cx", "cy"], ["w", "k"])
    assert ">by</tspan>" in drawn.__html__()
    drawn.say("At ", (["zero", "one"], ["k"]))
    assert ">one</span>" in drawn.__html__()


def test_what_moves_by_the_only_slider_need_not_name_it():
    """A figure whose one slider is named nowhere, by a text, or in a list, is written the same."""

    def written(*by):
        drawn = plot()
        drawn.slider("start", "start", ["a", "b"])
        drawn.moving_dot([(0, 0), (1, 1)], *by)
        drawn.moving_line([([0, 1], [0, 1]), ([1, 0], [0, 1])], *by)
        drawn.moving("rect", {"x": 1}, {"width": [2, 3]}, *by)
        drawn.moving_text(1, 1, ["c", "d"], *by)
        drawn.say("It is ", (["e", "f"], *by) if by else ["e", "f"])
        return drawn.__html__()

    assert written() == written("start") == written(["start"]) == written([])
    assert all(f">{first}</" in written() for first in "ace")  # it starts at the first position


THIRDS = """---
title: Parts
description: Numbers in a figure.
---

```python exec="on"
from fractions import Fraction

import numpy as np
from gdsite.figures import Plot

parts = [Fraction(1, 3), 2]
sizes = np.array([2.5, 3.0])
shown = Plot("parts", "Parts", "Their sizes.", xlim=(0, 1), ylim=(0, 1))
shown.slider("p", "part", parts, fmt=".2f")
shown.moving_text(0, 0, sizes)
shown.say("It is ", parts, ".")
shown.table(["size"], [[sizes]])
```

{{ shown }}
"""


STEP = """---
title: Equations
description: In a figure.
---

Here `$w = {{ w }}$`.

```python exec="on"
from gdsite.figures import Plot

w, rates = 3, [0.5, 1.25]
shown = Plot("step", "A step", "One.", xlim=(0, 1), ylim=(0, 1))
shown.slider("r", "rate", rates)
shown.formula([rf"w - {r} = {w} - {r} = {w - r}" for r in rates])
```

{{ shown }}

Still `$w + {{ w }} = {{ w + w }}$`.
"""


def test_an_equation_has_the_numbers_of_its_state(renderer):
    """In both halves; what does not change is kept once; what was rounded or made keeps its note; no TeX is left."""
    article = renderer.article("recap", STEP)
    (shown,) = article.xpath(".//*[@class='plot-formula']")
    assert shown.xpath("string(.//*[local-name()='math'])") == "w−0.5=3−0.5=2.5"
    assert signs(shown) == "w−0.5=3−0.5=2.5"
    notes = [(at.get("data-expression"), at.get("data-value")) for at in shown.xpath(".//*[@data-expression]")]
    assert notes[-1] == ("w - r for r in rates", "2.5")
    moves = json.loads(article.xpath("string(.//@data-states)"))["moves"]
    assert [values for *_, values in moves].count(["2.5", "1.75"]) == 1
    assert not article.xpath(".//*[@class='plot']//annotation") and "template" not in html.tostring(article).decode()


def test_what_the_page_has_said_holds_in_the_states_of_a_figure(renderer):
    """With another w, each state is false, and the first is named; what a state says holds in no other formula."""
    false = STEP.replace("= {w} - {r}", "= {2 * w - 3} - {r}").replace(
        "Here `$w = {{ w }}$`", "Here `$w = {{ w + 1 }}$`"
    )
    line = 1 + false.splitlines().index(next(text for text in false.splitlines() if "shown.formula" in text))
    refused = renderer.refusal("recap", false)
    assert refused.startswith(f"docs/recap.md:{line}: step, r 0.5: w - 0.5 = 3 - 0.5 does not hold")
    said = STEP.replace('rf"w - {r} = {w} - {r} = {w - r}"', 'rf"w = {w + r}"')
    assert renderer.article("recap", said).xpath(".//*[@class='plot-formula']")


def test_numbers_in_the_place_of_texts_say_how_they_were_made(renderer):
    """A list that has a name on the page is the origin of its numbers; they have the slider's format.

    By hand: 1/3 is 0.33 in two decimals, and Python's own format of 2.5 without a format is 2.5.
    """
    article = renderer.article("recap", THIRDS)
    third, two = ("float(each):.2f for each in parts", str(1 / 3)), ("each:.2f for each in parts", "2")
    assert [(data.get("data-expression"), data.get("value"), data.text) for data in article.iter("data")] == [
        (*third, "0.33"), (*third, "0.33"), ("each:.2f for each in sizes", "2.5", "2.50"),
    ]  # fmt: skip
    (text,) = article.xpath(".//svg//tspan")
    assert (text.get("data-expression"), text.get("data-value"), text.text) == (
        "each:.2f for each in sizes",
        "2.5",
        "2.50",
    )
    states = json.loads(article.xpath("string(.//@data-states)"))
    assert states["texts"] == [["0.33", "2.00"]]
    assert [values for *_, values in states["moves"]][:2] == [[third[1], two[1]], ["0.33", "2.00"]]


AXES = """---
title: Axes
description: Numbers at the axes of a figure.
---

```python exec="on"
from gdsite.figures import Plot

n = 2.5
shown = Plot("axes", "Axes", "Their names.", x=f"from {n:g}", y=f"{n:g} up", xlim=(0, 1), ylim=(0, 1))
```

{{ shown }}
"""


def test_numbers_at_the_axes_say_how_they_were_made(renderer):
    """The names of both axes are texts like any other: what is shown of 2.5 is 2.5, from n."""
    article = renderer.article("recap", AXES)
    names = article.xpath(".//svg//text[tspan]")
    assert [name.text_content() for name in names] == ["from 2.5", "2.5 up"]
    assert [(at.get("data-expression"), at.get("data-value")) for at in article.iter("tspan")] == [("n:g", "2.5")] * 2


# --- In the browser -----------------------------------------------------------------------

STATES = """figure => {
    const {texts, moves} = JSON.parse(figure.querySelector('.plot-states').dataset.states)
    const sliders = [...figure.querySelectorAll('input')]
    const wrong = []
    let count = 0
    const expected = (by, values) => values[by.reduce((n, i) => n * texts[i].length + +sliders[i].value, 0)]
    const visit = i => {
        if (i < sliders.length) {
            for (let at = 0; at < texts[i].length; at++) { sliders[i].value = at; visit(i + 1) }
            return
        }
        count++
        sliders[0].dispatchEvent(new Event('input', {bubbles: true}))
        for (const [part, attribute, by, values] of moves) {
            const around = `:is(#${figure.id}, #${figure.id}-data)`
            for (const element of document.querySelectorAll(`${around} [data-part="${part}"]`)) {
                const shown = attribute ? element.getAttribute(attribute) : element.dataset.signs ?? element.textContent
                if (shown !== `${expected(by, values)}`) wrong.push([part, attribute, shown])
            }
        }
        sliders.forEach((s, i) => s.getAttribute('aria-valuetext') === texts[i][s.value] || wrong.push([s.name]))
        if (document.documentElement.scrollWidth > innerWidth) wrong.push('wider than the page')
    }
    visit(0)
    return [count, wrong]
}"""


def states_of(figure):
    """How many states the sliders of a published figure have together."""
    states = json.loads(unescape(figure.xpath("string(.//*[@class='plot-states']/@data-states)")))
    count = 1
    for texts in states["texts"]:
        count *= len(texts)
    return count


def test_every_state_shows_what_was_computed(visit, published):
    """Each position of each slider, in all combinations: text for text, attribute for attribute."""
    for name, article in pages_with_figures(published):
        moving = [figure for figure in figures(article) if figure.xpath(".//input")]
        page = visit(f"{name}/" if name else "") if moving else None
        for figure in moving:
            count, wrong = page.locator(f"#{figure.get('id')}").evaluate(STATES)
            assert not wrong and count == states_of(figure), (name, figure.get("id"), wrong[:5])


def test_a_slider_works_by_keyboard(visit):
    """Arrow keys, Home and End; the sentence, the text of the slider and the address follow."""
    page = visit()
    slider = page.locator("#guess input")
    slider.focus()
    page.keyboard.press("End")
    assert slider.get_attribute("aria-valuetext") == "4"
    assert "The output is 8: too high." in page.locator("#guess .plot-says").inner_text()
    wait_until(page, "location.search === '?guess.w=4'")
    page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "3.9"
    for _ in range(19):
        page.keyboard.press("ArrowLeft")
    assert "The output is 4: right." in page.locator("#guess .plot-says").inner_text()


def test_the_address_holds_the_state(visit):
    """It can be sent; reloading and coming back keep it; what is not a state is ignored."""
    page = visit("?guess.w=2.5")
    assert "The output is 5" in page.locator("#guess .plot-says").inner_text()
    page.reload(wait_until="networkidle")
    assert page.locator("#guess input").get_attribute("aria-valuetext") == "2.5"
    page.locator("a.md-footer__link--next").click()
    page.wait_for_url("**/loss/")
    page.wait_for_load_state("networkidle")
    page.go_back()
    page.wait_for_url("**guess.w=2.5*")
    page.wait_for_selector("#guess.live")
    page.wait_for_load_state("networkidle")
    assert "The output is 5" in page.locator("#guess .plot-says").inner_text()
    secant = visit("slope/?secant.h=-0.5")  # with a hyphen, as it is typed
    assert secant.locator("#secant input").get_attribute("aria-valuetext") == "−0.5"
    other = visit("?guess.w=77")
    assert "The output is 2" in other.locator("#guess .plot-says").inner_text()


SMALL = """() => [...document.querySelectorAll('.plot svg')].flatMap(svg =>
    [...svg.querySelectorAll('text')].filter(text => {
        const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width
        return parseFloat(getComputedStyle(text).fontSize) * scale < 11
    }).map(text => svg.closest('.plot').id + ': ' + text.textContent))"""

COLLISIONS = """() => [...document.querySelectorAll('.plot svg')].flatMap(svg => {
    const boxes = [...svg.querySelectorAll('text')].filter(text => text.textContent.trim()).map(text => {
        const { left, right, top, bottom } = text.getBoundingClientRect(), air = (bottom - top) / 5
        return { left, right, top: top + air, bottom: bottom - air, words: text.textContent }
    })
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
    const outside = boxes.filter(({ left, right }) => left < 0 || right > innerWidth)
    const pairs = boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b => meet(a, b)).map(b => [a.words, b.words]))
    return [...outside.map(({ words }) => [words]), ...pairs].map(at => [svg.closest('.plot').id, ...at])
})"""


def test_figures_fit_and_can_be_read(visit, published):
    """At no width does the page grow wider, no text is smaller than 11 px; light and dark have contrast."""
    for name, _ in pages_with_figures(published):
        page = visit(f"{name}/" if name else "")
        for width in (320, 375, 600, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            # Waits, for the theme's search box glides into its new place.
            wait_until(page, "document.documentElement.scrollWidth === innerWidth")
            assert not page.evaluate(SMALL), (name, width)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert not page.evaluate(CONTRAST), (name, scheme)
        page.close()


@pytest.mark.parametrize("width", [320, 375, 600, 768, 1000, 1280])
def test_texts_in_drawings_keep_clear_of_each_other(visit, published, width):
    """As figures are when a page opens: none lies on another one, and none leaves the screen."""
    found = {}
    for name, _ in pages_with_figures(published):
        page = visit(f"{name}/" if name else "")
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("document.fonts.ready")
        if collisions := page.evaluate(COLLISIONS):
            found[name] = collisions
        page.close()
    assert not found


CONTRAST = """() => {
    const light = color => {
        const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number)
        const [R, G, B] = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number)
        const mix = [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)].map(c => {
            c /= 255
            return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
        })
        return 0.2126 * mix[0] + 0.7152 * mix[1] + 0.0722 * mix[2]
    }
    const ground = light(getComputedStyle(document.body).backgroundColor)
    const ratio = color => {
        const one = light(color)
        return (Math.max(one, ground) + 0.05) / (Math.min(one, ground) + 0.05)
    }
    return [...document.querySelectorAll('.plot svg :is(text, path, circle)')].filter(part => {
        const style = getComputedStyle(part)
        if (part.matches('.stroke-grid, .stroke-faint, .fill-none.stroke-none, .grip')) return false
        const hasFill = style.fill !== 'none' && !part.matches('.fill-paper')
        const color = part.matches('text') || hasFill ? style.fill : style.stroke
        return color !== 'none' && ratio(color) < (part.matches('text') ? 4.5 : 3)
    }).map(part => part.outerHTML.slice(0, 120))
}"""


def test_without_javascript_and_on_paper_the_figure_stands(visit):
    """The drawing, its sentence and its table; no control is seen, and none is on paper."""
    bare = visit(java_script_enabled=False)
    assert bare.locator("#guess svg").is_visible() and not bare.locator("#guess input").is_visible()
    bare.locator("#guess-data summary").click()
    assert bare.locator("#guess-data table").is_visible()
    page = visit()
    assert page.locator("#guess input").is_visible()
    page.emulate_media(media="print")
    assert page.locator("#guess svg").is_visible() and not page.locator("#guess input").is_visible()


def test_nothing_moves_when_the_script_arrives(visit):
    """The script shows controls whose place was kept."""
    page = visit()
    assert page.evaluate("getComputedStyle(document.querySelector('#guess .plot-controls')).visibility") == "visible"
    height = "document.querySelector('#guess').getBoundingClientRect().height"
    before = page.evaluate(height)
    page.evaluate("document.querySelector('#guess').classList.remove('live')")
    assert page.evaluate(height) == before


def moving(page, name="guess"):
    """Writes down the address at each replaceState, and what the status of a figure says."""
    page.evaluate(
        """name => {
            window.written = []
            const replace = history.replaceState.bind(history)
            history.replaceState = (...all) => {
                written.push(new URL(all[2] ?? location, location).search)
                replace(...all)
            }
            window.said = []
            const status = document.querySelector(`#${name} [role=status]`)
            new MutationObserver(() => status.textContent && said.push(status.textContent))
                .observe(status, {childList: true, characterData: true, subtree: true})
        }""",
        name,
    )


def hold(page, times):
    """What a browser tells of an arrow key that is held: without a pause, however slow the machine is."""
    page.locator("#guess input").evaluate(
        """(slider, times) => {
            while (times--) {
                slider.value++
                for (const type of ['input', 'change']) slider.dispatchEvent(new Event(type, {bubbles: true}))
            }
        }""",
        times,
    )


def test_a_held_key_writes_the_address_once(visit):
    """WebKit throws at the hundredth time in ten seconds; the address is written once the slider rests."""
    page = visit()
    moving(page)
    hold(page, 15)
    assert page.locator("#guess input").get_attribute("aria-valuetext") == "2.5"
    wait_until(page, "written.length")
    page.wait_for_timeout(1000)
    assert page.evaluate("written.filter((search, i) => search !== written[i - 1])") == ["?guess.w=2.5"]


def test_a_new_state_is_read_out_once_and_whole(visit):
    """One status in a figure, empty until a slider rests; then all sentences in one text, and soon nothing again."""
    page = visit()
    live = "#guess :is([role=status], [aria-live]:not([aria-live=off]), output:not([aria-live=off]))"
    assert page.locator(live).count() == 1 and page.locator("#guess [role=status]").inner_text() == ""
    moving(page)
    hold(page, 5)
    wait_until(page, "said.length")
    wait_until(page, "document.querySelector('#guess [role=status]').textContent === ''")
    assert page.evaluate("said") == [page.locator("#guess .plot-says").inner_text()]


DRAWN_AT = (
    "([x]) => Math.abs(parseFloat(getComputedStyle(document.querySelector('#guess circle[data-part]')).cx) - x) < 0.01"
)


def test_what_moves_goes_there_and_is_there_at_once_where_motion_is_not_wanted(visit):
    """A dot that moves is between two states for a while; with reduced motion, and when a page opens, never."""
    of_dot = """() => {
        const dot = document.querySelector('#guess circle[data-part]')
        const at = () => parseFloat(getComputedStyle(dot).cx)
        const slider = document.querySelector('#guess input'), before = at()
        slider.value = slider.max
        slider.dispatchEvent(new Event('input', {bubbles: true}))
        const now = at()
        return [before, now, +dot.getAttribute('cx')]
    }"""
    page = visit("?guess.w=2.5")
    assert page.evaluate("document.getAnimations().length") == 0
    before, now, after = page.evaluate(of_dot)
    assert before == now != after
    wait_until(page, DRAWN_AT, [after])
    before, now, after = visit(reduced_motion="reduce").evaluate(of_dot)
    assert before != now == pytest.approx(after)


def swipe(page, start, end):
    """A finger that goes from one point to another."""
    touch, steps = page.context.new_cdp_session(page), np.linspace(start, end, 9)
    for kind, (x, y) in zip(["touchStart", *["touchMove"] * 8], steps, strict=True):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        page.wait_for_timeout(20)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)  # for what the browser makes of it


def test_a_swipe_over_a_slider_scrolls_the_page(visit):
    """It begins on the track and goes up: the slider stays. Along the track it moves the slider, and not the page."""
    page = visit(viewport={"width": 375, "height": 700}, has_touch=True, is_mobile=True)
    slider = page.locator("#guess input")

    def swiped(across, up):
        """From near the right end of the slider; where it is then, and how far the page has been scrolled."""
        slider.evaluate("slider => slider.scrollIntoView({block: 'center', behavior: 'instant'})")
        box, before = slider.bounding_box(), page.evaluate("scrollY")
        start = np.array([box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2])
        swipe(page, start, start - (across, up))
        return slider.input_value(), page.evaluate("scrollY") - before

    value, scrolled = swiped(0, 150)
    assert value == slider.get_attribute("value") and scrolled > 100
    value, scrolled = swiped(60, 0)
    assert value != slider.get_attribute("value") and scrolled == 0


def ring(page, w, b):
    """Where on the screen the ring of a start is, once the sliders have brought it there by keys."""
    for name, text in (("w", w), ("b", b)):
        slider = page.locator(f"#rates input[name={name}]")
        slider.evaluate("slider => slider.focus({preventScroll: true})")
        page.keyboard.press("Home")
        while slider.get_attribute("aria-valuetext") != text:
            page.keyboard.press("ArrowRight")
    circle = page.locator("#rates .chosen circle").first
    wait_until(
        page, "ring => +ring.getAttribute('cx') === parseFloat(getComputedStyle(ring).cx)", circle.element_handle()
    )
    box = circle.bounding_box()
    return np.array([box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])


def chosen(page):
    """The texts of the two sliders."""
    return [page.locator(f"#rates input[name={name}]").get_attribute("aria-valuetext") for name in "wb"]


def test_a_start_is_chosen_on_the_plane(visit):
    """By a click near a start, and by dragging to another one; the address remembers, the dot is there."""
    page = visit("many-weights/", reduced_motion="reduce")
    page.locator("#rates").evaluate("figure => figure.scrollIntoView({block: 'start', behavior: 'instant'})")
    there, beyond = ring(page, "4", "2"), ring(page, "1", "0")
    page.mouse.click(*(there + 6))
    assert chosen(page) == ["4", "2"]
    page.mouse.move(*there)
    page.mouse.down()
    page.mouse.move(*(beyond - 5), steps=4)
    assert chosen(page) == ["1", "0"]
    page.mouse.up()
    page.mouse.move(*there)
    assert chosen(page) == ["1", "0"]
    wait_until(page, "location.search === '?rates.w=1&rates.b=0'")
    assert not visit("many-weights/", java_script_enabled=False).locator("#rates .chosen").is_visible()


def test_a_start_is_chosen_by_touch(visit):
    """A tap chooses; a finger that holds the ring drags it; any other one scrolls the page, and chooses nothing."""
    phone = {"viewport": {"width": 375, "height": 700}, "has_touch": True, "is_mobile": True}
    page = visit("many-weights/", reduced_motion="reduce", **phone)
    page.locator("#rates svg").first.evaluate("plane => plane.scrollIntoView({block: 'center', behavior: 'instant'})")
    there, beyond = ring(page, "4", "2"), ring(page, "0", "0")
    page.touchscreen.tap(*there)
    assert chosen(page) == ["4", "2"]
    scrolled = page.evaluate("scrollY")
    there = ring(page, "4", "2")
    swipe(page, there, beyond)
    assert chosen(page) == ["0", "0"] and page.evaluate("scrollY") == scrolled
    swipe(page, there, there - (0, 150))
    assert chosen(page) == ["0", "0"] and page.evaluate("scrollY") > scrolled + 100


def test_a_line_has_beads_of_its_color():
    """At its ends and each point between; one dot, drawn once, serves all lines of a color, also those that move."""
    drawn = plot()
    drawn.slider("k", "step", ["a", "b"])
    drawn.line([0, 1, 2], [0, 1, 0], "weight", beads=True)
    drawn.moving_line([([0, 4], [0, 6]), ([0, 4], [6, 0])], color="weight", beads=True)
    drawn.line([0, 4], [1, 1], "loss")
    figure = html.fromstring(drawn.__html__())
    (bead,) = figure.xpath("//marker")
    assert bead.xpath("./circle/@class") == ["fill-weight"]
    ends = figure.xpath("//path[@marker-start]/@*[starts-with(name(), 'marker-')]")
    assert ends == [f"url(#{bead.get('id')})"] * 6


def test_lines_with_other_numbers_of_points_move_into_each_other():
    """The shorter one ends with points in one place; a line of several pieces is left as it is."""
    drawn = plot()
    drawn.slider("k", "step", ["a", "b"])
    drawn.moving_line([([0], [0]), ([0, 4, 4], [0, 6, 0])])
    drawn.moving_line(["M0,0L1,1M2,2L3,3", "M0,0L1,1"])
    moves = json.loads(html.fromstring(drawn.__html__()).xpath("string(//@data-states)"))["moves"]
    (one, three), several = (values for *_, values in moves if "M" in values[0])
    assert one == three[: three.index("L")] + "l0,0" * 2 and several == ["M0,0L1,1M2,2L3,3", "M0,0L1,1"]


STUB = """() => {
    window.heard = []
    const node = more => ({connect: other => other, ...more})
    window.AudioContext = class {
        constructor() { heard.push('audio') }
        currentTime = 0
        createOscillator() { return this.tone = node({frequency: {}, start: () => heard.push(
            [this.tone.frequency.value, this.place.pan.value]), stop() {}}) }
        createGain() {
            return node({gain: {setTargetAtTime() {}}})
        }
        createStereoPanner() { return this.place = node({pan: {}}) }
    }
}"""


def test_a_descent_is_heard(visit):
    """By nobody who has not asked. As high as the loss, on the side of the answer; each kind of descent by its own.

    By hand, from the weight 1 to the answer 2: the loss is 4 times the distance squared, its pitch 440 times the
    root of the distance, at least 110 and at most 1760.
    """
    heard = {}
    for rate, factor in (("0.01", 0.92), ("0.125", 0), ("0.24", -0.92), ("0.25", -1), ("0.3", -1.4)):
        page = visit(f"learning-rate/?rate.r={rate}")
        page.evaluate(STUB)
        asked = []
        page.on("request", lambda request, asked=asked: request.resource_type == "script" and asked.append(request.url))
        page.locator("#rate [data-play]").click()
        page.locator("#rate [data-play]").click()
        assert page.evaluate("heard") == [] and asked == []
        page.locator("#rate").get_by_role("button", name="Listen").click()
        wait_until(page, "heard.length === 10")
        wait_until(page, "document.querySelector('#rate [data-listen]').getAttribute('aria-pressed') === 'false'")
        first, *tones = page.evaluate("heard")
        assert first == "audio" and [url.rsplit("/", 1)[1] for url in asked] == ["sound.js"]
        left = [abs(factor) ** k for k in range(9)]
        assert [pitch for pitch, _ in tones] == [round(min(max(440 * d**0.5, 110), 1760)) for d in left]
        sides = [-(factor**k) for k in range(9)]
        assert all(np.sign(side) == np.sign(of) for (_, side), of in zip(tones, sides, strict=True) if abs(of) > 0.05)
        heard[rate] = str(tones)
    assert len(set(heard.values())) == 5


def test_play_steps_on_and_stops(visit):
    """Play moves the slider on until its end, and says Pause meanwhile, as wide as before; Reset goes back."""
    page = visit("loop/")
    figure = page.locator(".plot:has([data-play])").first
    played = figure.locator(f"input[name='{figure.locator('[data-play]').get_attribute('data-play')}']")
    last, button = int(played.get_attribute("max")), figure.locator("[data-play]")
    played.evaluate(
        f"slider => {{ slider.value = {last - 2}; slider.dispatchEvent(new Event('input', {{bubbles: true}})) }}"
    )
    width = button.bounding_box()["width"]
    page.clock.install(time=0)
    page.clock.pause_at(1000 * PATIENCE)  # from here, time passes when it is told to
    figure.get_by_role("button", name="Play").click()
    assert played.input_value() == str(last - 1)
    assert button.inner_text() == "Pause" and button.bounding_box()["width"] == width
    button.click()
    assert button.inner_text() == "Play"
    page.clock.run_for(5000)
    assert played.input_value() == str(last - 1)
    button.click()
    page.clock.run_for(5000)
    assert played.input_value() == str(last) and button.inner_text() == "Play"
    figure.get_by_role("button", name="Reset").click()
    assert played.input_value() == played.get_attribute("value")
