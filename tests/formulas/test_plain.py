"""Formulas in plain text, as they stand in titles, names and the search's index."""

from html import unescape

import pytest

from gdsite.formulas.katex import Tex, render
from gdsite.formulas.plain import plain


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\frac{2}{8}", "2/8"),
        (r"\frac{\partial L}{\partial w} = -2x", "∂L/∂w=−2x"),
        (r"\frac{1}{1 - \beta}", "1/(1−β)"),
        (r"\frac{f(a - b)}{2}", "f(a−b)/2"),
        (r"\frac{(a + b)(c + d)}{\frac{1}{2}}", "(a+b)(c+d)/(1/2)"),
        (r"x^2 + 10^{-5}", "x²+10⁻⁵"),
        (r"x^{k} x^{ij}", "x^kx^(ij)"),
        (r"w^* f' w^T", "w*f′w^T"),
        (r"w_1 w_{10} w_k w_{k+1}", "w1w10w_kw_(k+1)"),
        (r"w_1^2", "w1²"),
        (r"\sum_{i=1}^n i", "∑_(i=1)ⁿi"),
        (r"\sqrt{2} \sqrt{a + b}", "√2√(a+b)"),
        (r"\exp x < 1", "exp x<1"),
        (r"1{,}000 \cdot 2", "1,000⋅2"),
        (r"\begin{aligned} a &= 1 \\ b &= 2 \end{aligned}", "a=1 b=2"),
    ],
)
def test_a_formula_is_written_as_one_types_it(tex, text):
    """What a place says on paper a sign says here: of a fraction, a power, an index, a root, a line."""
    assert unescape(plain(render(Tex(tex, tex, ()), False, {}))) == text
