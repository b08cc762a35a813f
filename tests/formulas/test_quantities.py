"""Letters and words that stand for quantities, and what marking them may not change."""

import re

import pytest
from lxml import html

from gdsite.formulas import katex
from gdsite.formulas.quantities import Quantities

QUANTITIES = Quantities.of(
    {"weight": ["w", "W"], "input": ["x"], "loss": ["L"], "gradient": ["g", "∂L"], "rate": ["r", "learning rate"]}
)

# Beside each formula, the signs in it that are marked, by their quantities.
MARKED = {
    r"f = wx": {"weight": "w", "input": "x"},
    r"w_1 + W_{ij} x_{12}": {"weight": "w1Wij", "input": "x12"},
    r"x^2 + x_1^2": {"input": "xx1"},
    r"2^x \sqrt x \frac x2": {"input": "xxx"},
    r"\mathbf{w} + w'": {"weight": "ww′"},
    r"\Delta L \approx g_1 \Delta w_1": {"loss": "L", "gradient": "g1", "weight": "w1"},
    r"L' + L''(w)": {"gradient": "L′L′′", "weight": "w"},
    r"\partial L / \partial w_1": {"gradient": "∂L/∂w1"},
    r"\frac{dL}{dw} + \frac{\partial f}{\partial x}": {"gradient": "dLdw", "input": "x"},
    r"\frac{\Delta L}{\Delta w}": {"loss": "L", "weight": "w"},
    r"\text{new L} + \max(r, 1)": {"rate": "r"},
    r"\begin{aligned} a & = b \\[0.2ex] b & = \lambda \end{aligned}": {},
}


def rendered(tex, marked=True):
    return katex.render(katex.Tex(tex, QUANTITIES.in_tex(tex) if marked else tex, ()), True, {})


def seen(formula):
    """The quantity of each sign that is seen, None for most, and the sign."""
    for leaf in html.fromstring(formula).xpath("//bdi//*[not(*)]"):
        of = [name for each in leaf.xpath("ancestor-or-self::*/@class") for name in re.findall(r"\bq-(\w+)", each)]
        yield from (((of or [None])[0], sign) for sign in (leaf.get("data-signs", "")).strip("\u200b"))


@pytest.mark.parametrize("tex", MARKED)
def test_each_letter_of_a_quantity_is_marked_with_its_index_and_nothing_else(tex):
    """Exponents, differences and words are not; a derivative of the loss is the gradient as a whole."""
    expected = [(name, sign) for name, signs in MARKED[tex].items() for sign in signs]
    assert sorted(pair for pair in seen(rendered(tex)) if pair[0]) == sorted(expected)


@pytest.mark.parametrize("tex", MARKED)
def test_marks_change_only_the_look(tex):
    """What is read aloud and what is copied is the same with them and without, and so is each sign that is seen."""
    with_marks, without = rendered(tex), rendered(tex, marked=False)
    assert mathml(with_marks) == mathml(without)
    assert [sign for _, sign in seen(with_marks)] == [sign for _, sign in seen(without)]


def mathml(formula):
    """What is read of a formula: its MathML, without what is there for its classes alone."""
    (math,) = html.fromstring(formula).iter("math")
    for mark in math.xpath(".//mstyle[@class]"):
        assert [*mark.attrib] == ["class"]
        mark.drop_tag()
    return html.tostring(math)


def test_words_are_quantities_in_any_number_and_not_inside_of_others():
    """The longest counts: a learning rate is one word."""
    words = QUANTITIES.in_words("# Weights, a learning rate; losses, lossless, weighty, gd_weight")
    assert words == (
        '# <span class="q-weight">Weights</span>, a <span class="q-rate">learning rate</span>; '
        '<span class="q-loss">losses</span>, lossless, weighty, gd_weight'
    )
    assert [QUANTITIES.of_word(word) for word in ("weights", "learning rate", "the weights", "g", "s")] == [
        "weight", "rate", None, None, None,
    ]  # fmt: skip


def test_where_no_quantities_are_named_nothing_is_marked():
    """As in a project that does not set them."""
    none = Quantities()
    assert none.in_tex(r"\frac{dL}{dw} L'") == r"\frac{dL}{dw} L'"
    assert none.in_words("# weights") == "# weights" and none.of_word("s") is None
