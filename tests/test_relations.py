"""Every relation in a formula holds in the digits that it shows, or the formula is refused."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdsite.relations import FalseRelation, Kind, Relations
from gdsite.tex import Unreadable, evaluate, read, statements


def kinds(*formulas):
    """Kinds of the relations in the last of a page's formulas."""
    page = Relations()
    for formula in formulas[:-1]:
        page.read(formula)
    return "".join(relation.kind.name[0] for relation in page.read(formulas[-1]))


def value(tex):
    """What an expression without names comes to."""
    ((sides, _),) = statements(tex)
    return evaluate(read(sides[0]), None)


# The kinds by their initials: Evaluated, Proven, Stated, Defined, Condition, Open.
TRUE = [
    ("E", r"4 - 2(1.2) = 1.6"),
    ("SE", r"w = 1 + 0.1(2) = 1.2"),
    ("E", r"-0.5(2) + (-1)(0) + 0.5 = -0.5"),
    ("E", r"0.2^2 = 0.04"),
    ("E", r"-2^2 = -4"),
    ("E", r"(-2)^2 = 4"),
    ("E", r"\lvert {-0.4} \rvert = 0.4"),
    ("E", r"\frac{(4 - 2) + (0 - 2)}{2} = 0"),
    ("E", r"1{,}000{,}000 = 1 \cdot 10^{6}"),
    ("E", r"2.5 \times 10^{-3} = 0.25\%"),
    ("E", r"2(3)^2 = 9 \cdot 2"),
    ("E", r"\tanh 0 = 0"),
    ("E", r"\tanh 1 \approx 0.7616"),  # 0.76159…
    ("E", r"\frac{2}{3} \approx 0.667"),
    ("E", r"-0.125 \approx -0.13"),  # half a unit, from either side
    ("E", r"-0.125 \approx -0.12"),
    ("E", r"0.33 \approx \frac{1}{3}"),
    ("E", r"6022 \approx 6.0 \cdot 10^{3}"),
    ("E", r"(2, 1) = (2, \frac{4}{4})"),
    ("EE", r"1 < 2 \le 2"),
    ("E", r"1 \ne 2"),
    ("EE", r"2 > 1 \geq 0.5"),
    ("P", r"(a - b)^2 = a^2 - 2ab + b^2"),
    ("P", r"\frac{1}{2}\left(-2x(t - xw)\right) = -x(t - xw)"),
    ("PP", r"f(x, w) = xw \qquad l(x, w, t) = t - f(x, w)"),
    ("P", r"\lim_{h \to 0}\frac{(x + h)^2 - x^2}{h} = 2x"),
    ("P", r"\frac{\Delta L}{\Delta w} = \frac{\Delta L}{\Delta f} \cdot \frac{\Delta f}{\Delta w}"),
    ("S", r"\beta = 0.7"),
    ("SS", r"w_1 = w_2 = 0"),
    ("D", r"f = x_1 w_1 + \dots + x_n w_n"),
    ("C", r"f(2, w) = 4"),
    ("C", r"2 w_1 + w_2 = 4"),
    ("CC", r"0 < r < 0.25"),
    ("O", r"x w_1 w_2 = t"),
    ("D", r"\frac{df}{dx} = \lim_{h \to 0}\frac{f(x + h) - f(x)}{h}"),
    ("O", r"\sum x = y"),
    ("", r"\lim_{h \to 0}"),
    ("", r"2x(t - xw)"),
]

FALSE = [
    (r"4 - 2(1.2) = 1.7", "4 - 2(1.2) = 1.7 does not hold in the digits shown: the left side is 1.6"),
    (r"4 - 2(-1.2) = 1.6", "the left side is 6.4"),
    (r"\frac{2}{3} = 0.667", "the left side is 2/3"),
    (r"\frac{2}{3} \approx 0.666", "the left side is 2/3"),
    (r"\tanh 1 = 0.7616", "the left side is 0.761594156"),
    (r"0.34 \approx \frac{1}{3}", "the left side is 0.34, the right side 1/3"),
    (r"1.6 < 1.2", "the left side is 1.6"),
    (r"0 < r < -0.25", "0, -0.25 are not in order"),
    (r"0 < r > 0.25", "it goes up and down"),
    (r"1 \ne 1.0", "the left side is 1"),
    (r"(2, 1) = (2, 2)", "the left side is (2, 1)"),
    (r"w \leftarrow 1 + 0.1(2) = 1.3", "1 + 0.1(2) = 1.3 does not hold in the digits shown: the left side is 1.2"),
    (r"(a - b)^2 = a^2 + 2ab + b^2", "does not hold"),
    (r"f(x, w) = x + w", "does not hold"),
    (r"\begin{align} x & = \frac{-xh}{h} \\ & = x \end{align}", r"x = \frac{-xh}{h} does not hold"),
    (r"\lim_{h \to 0}\frac{-xh}{h} = x", "does not hold"),
    (r"\lim_{h \to 0}\frac{(x + h)^2 - x^2}{h} = x", "does not hold"),
]

UNREADABLE = [
    (r"\sum_{i=1}^3 i = 6", "sum"),
    (r"\sin 0 = 0", r"\sin"),
    (r"1 + = 1", "the end stands where"),
    (r"2 (3 = 6", "= stands in brackets"),
    (r"1.2 \to 1.6", "→"),
    (r"\frac{1}{0} = 1", "/ cannot be applied to 1, 0"),
    (r"2^{0.5} = 1", "exponent"),
    (r"1 + 1 \approx 3 - 1", "≈ needs a single number"),
    (r"f(3) = 6", "f of 1 is not known"),
    (r"(1, 2) + (1, 2) = (2, 4)", "cannot be applied"),
    (r"x = \lim_{h \to 0}\frac{x}{h} = x", "there is no such limit"),
]


@pytest.mark.parametrize(("expected", "formula"), TRUE)
def test_what_holds_is_told_apart(expected, formula):
    """Each relation that holds is of the kind that one would say it is."""
    assert kinds(formula) == expected


@pytest.mark.parametrize(("formula", "message"), FALSE)
def test_what_is_false_is_refused(formula, message):
    """A relation that does not hold is refused, with what it comes to."""
    with pytest.raises(FalseRelation) as error:
        kinds(formula)
    assert message in str(error.value)


@pytest.mark.parametrize(("formula", "message"), UNREADABLE)
def test_what_cannot_be_evaluated_is_refused(formula, message):
    """A relation with numbers that cannot be evaluated is refused: none passes unseen."""
    with pytest.raises(Unreadable) as error:
        kinds(formula)
    assert message in str(error.value)
