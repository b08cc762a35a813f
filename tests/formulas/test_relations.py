"""Every relation in a formula holds in the digits that it shows, or the formula is refused."""

import re
from decimal import Decimal
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conftest import FUNCTIONS
from gdsite.formulas import katex, parser, tokens
from gdsite.formulas.expressions import Unreadable, evaluate
from gdsite.formulas.relations import FalseRelation, Kind, Relations
from gdsite.formulas.tokens import statements

read = partial(parser.read, functions=FUNCTIONS.names)


def kinds(*formulas):
    """Kinds of the relations in a page's formulas, by their initials."""
    page = Relations(FUNCTIONS)
    return "".join(relation.kind.name[0] for formula in formulas for relation in page.read(formula))


def value(tex):
    """What an expression without names comes to."""
    (statement,) = statements(tex)
    return evaluate(read(statement.sides[0]), None)


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
    ("O", r"\frac{df}{dx} = \lim_{h \to 0}\frac{f(x + h) - f(x)}{h}"),  # of any f
    ("E", r"\sum_{i=1}^3 i = 6"),
    ("O", r"\sum x = y"),
    ("", r"\lim_{h \to 0}"),
    ("", r"2x(t - xw)"),
    ("", r"\approx"),
]

FALSE = [
    (r"4 - 2(1.2) = 1.7", "4 - 2(1.2) = 1.7 does not hold in the digits shown: the left side is 1.6"),
    (r"4 - 2(-1.2) = 1.6", "the left side is 6.4"),
    (r"\frac{2}{3} = 0.667", "the left side is 2/3"),
    (r"\frac{2}{3} \approx 0.666", "the left side is 2/3"),
    (r"\tanh 1 = 0.7616", "the left side is 0.761594156"),
    (r"0.34 \approx \frac{1}{3}", "the left side is 0.34, the right side 1/3"),
    (r"1.6 < 1.2", "the left side is 1.6"),
    (r"10^{400} = 1", "the left side is too large to be shown"),
    (r"0.5 > 10^{400}", "the left side is 0.5"),
    (r"2^{1000} = 1", f"the left side is {2**1000}"),
    (r"0 < r < -0.25", "0, -0.25 are not in order"),
    (r"0 < r > 0.25", "it goes up and down"),
    (r"1 \ne 1.0", "the left side is 1"),
    (r"(2, 1) = (2, 2)", "the left side is (2, 1)"),
    (r"w \leftarrow 1 + 0.1(2) = 1.3", "1 + 0.1(2) = 1.3 does not hold"),
    (r"(a - b)^2 = a^2 + 2ab + b^2", "does not hold"),
    (r"f(x, w) = x + w", "does not hold"),
    (r"\begin{align} x & = \frac{-xh}{h} \\ & = x \end{align}", r"x = \frac{-xh}{h} does not hold"),
    (r"\lim_{h \to 0}\frac{-xh}{h} = x", "does not hold"),
    (r"\lim_{h \to 0}\frac{(x + h)^2 - x^2}{h} = x", "does not hold"),
]

UNREADABLE = [
    (r"\sum_{i=1}^{n} 5 = 6", "a sum is worked out only from one number to another"),
    (r"\sin 0 = 0", r"\sin"),
    (r"1 + = 1", "the end stands where"),
    (r"2 (3 = 6", "= is not read here"),
    (r"1.2 \to 1.6", "no numbers can decide what its sign says"),
    (r"\frac{1}{0} = 1", "/ cannot be applied to 1, 0"),
    (r"2^{0.5} = 1", "exponent"),
    (r"1 + 1 \approx 3 - 1", "≈ needs a single number"),
    (r"f(3) = 6", "f of 1 is not known"),
    (r"(1, 2) + (1, 2) = (2, 4)", "cannot be applied"),
    (r"x = \lim_{h \to 0}\frac{x}{h} = x", "there is no such limit"),
    (r"\lim_{h \to 0} (1, h) = 5", "limit cannot be applied"),
    (r"\tanh 10^{400} = 1", "tanh cannot be applied to a number of more than 40 digits"),
    (r"((10^{1000})^{1000})^{1000} = 1", "with the exponent 1000 is too large"),
    (r"2^{10^{50}} = 1", "the exponent a number of more than 40 digits is not a whole number"),
    ("9" * 5000 + " = 1", "a numeral has at most 4000 digits, got 5000"),
]

# What Python's recursion does not reach, by how it is nested.
DEEP = {
    "factors": " ".join(["x"] * 2000),
    "terms": " + ".join(["x"] * 2000),
    "brackets": "(" * 2000 + "x" + ")" * 2000,
    "fractions": r"\frac{1}{" * 2000 + "x" + "}" * 2000,
    "powers": "x^{" * 2000 + "x" + "}" * 2000,
    "signs": "-" * 2000 + "x",
}


GIVEN = ("x = 2", "t = 4", "w = 1", "r = 0.1", "v = (2, 1)")

# What is false, or claims what nobody can know, on a page that has said what is GIVEN; and what its author is told.
LIES = [
    *((rf"w {sign} 4", "where w = 1") for sign in (r"> 4 \quad w >", "≥", r"\geqslant", r"\gtrsim", r"\gg", r"\nleq")),
    *((rf"4 {sign} w", "the left side is 4") for sign in ("<", "≤", r"\leqslant", r"\ll", r"\lesssim", r"\leqq", "≪")),
    *((rf"4 {sign} 5", "the left side is 4") for sign in ("≡", "≈", r"\simeq", r"\coloneqq", r"\cong", r"\triangleq")),
    *((rf"4 {sign} 4", "the left side is 4") for sign in ("≠", r"\not=", r"\not =", r"\neq", "<", r"\lneq")),
    *((f"4 {sign} 5", "no numbers can decide") for sign in (r"\sim", "∼", r"\propto", r"\preceq", r"\mapsto", "=>")),
    *((f"4 {sign} 5", "is not read here") for sign in (r"\between", r"\bowtie", r"\lessgtr", r"\circeq")),
    (r"4 \overset{!}{=} 5", "the left side is 4"),
    (r"4 \mathrel{=} 5", "the left side is 4"),
    (r"w \ne 1", "where w = 1"),
    (r"w < 0", "where w = 1"),
    (r"0 < 1.6 < r", "where r = 0.1"),
    (r"f(x, w) = 4", "the left side is 2, where w = 1, x = 2"),
    (r"f \approx 4", "the left side is 2"),
    (r"\frac{\partial L}{\partial w} = 4", "the left side is -8"),
    (r"\frac{dL}{dw} = 4", "the left side is -8"),
    (r"L'(w) = 4", "the left side is -8"),
    (r"L'(3) = 4", "the left side is 8"),
    (r"L'' = 4", "the left side is 8"),
    (r"\frac{d^2 L}{dw^2} = 4", "the left side is 8"),
    (r"\frac{\partial^2 L}{\partial w^2} \approx 4", "the left side is 8"),
    (r"\frac{d}{dw}(t - xw)^2 = 2x(t - xw)", "the left side is -8, the right side 8"),
    (r"w \in [2, 3]", "the left side is 1"),
    (r"w \in (1, 3]", "the left side is 1"),
    (r"w \in \{0, 2\}", "the left side is 1"),
    (r"w \notin [0, 1]", "the left side is 1"),
    (r"r \in \mathbb{Z}", "the left side is 0.1"),
    (r"v_{1} - v_2 = 2", "does not hold"),
    (r"4 - 2(1) = 4 \text{ units}", "the left side is 2"),
    (r"4 - 2(1) = 4\,\text{units}", "the left side is 2"),
    (r"4 - 2(1) = 4 units", "no value on this page so far: state it before, or write a unit as \\text{ units}"),
    (r"4 - 2(1) = 4 m", "m has no value on this page so far"),
    (r"4 - 2(1) \text{ is } 4", "write a sign, such as =, in the place of \\text{ is }"),
    (r"4 - 2(1) \text{ = } 4", "write a sign, such as =, in the place of \\text{ = }"),
    (r"4 - 2(1) \operatorname{equals} 4", "write a sign, such as ="),
    (r"1 + 2 + \dots + 10 = 54", "nobody can know what its dots leave out: write all of it, or the sum with \\sum"),
    (r"\sum_{i=1}^{10} i = 54", "the left side is 55"),
    (r"\prod_{i=1}^{4} i = 25", "the left side is 24"),
    (r"1{,}5 = 1.5", "write 1.5 for a decimal comma"),
    (r"w = 1,5", "write 1.5 for a decimal comma"),
    (r"w = 1,000", "1{,}000 for a thousand"),
    (r"1 000 = 999 + 1", "1{,}000 for a thousand"),
    (r"1\,000 = 999 + 1", "1{,}000 for a thousand"),
    (r"1.5e3 = 1500", "write a power of ten"),
    (r"1.5E-3 = 0.0015", "write a power of ten"),
    (r"50 \% = 5", "the left side is 0.5"),
    (r"w =", "= has nothing behind it: write both sides into one formula"),
    (r"w = \quad", "= has nothing behind it"),
    (r"= 5", "= has nothing before it: write both sides into one formula"),
    (r"\le 5", "\\le has nothing before it"),
    (r"2w = \\ 5", "the left side is 2"),
    (r"2w = \qquad 5", "the left side is 2"),
    (r"\begin{aligned} 2w = \\ & 5 \end{aligned}", "the left side is 2"),
    (r"\underbrace{4 - 2(1)}_{= 3}", "is not read here"),
    (r"\underbrace{4 - 2(1)}_{\text{the loss}} = 3", "the left side is 2"),
    (r"\overbrace{4 - 2(1)}^{3} = 2", "write words"),
    (r"(w = 5)", "= is not read here"),
    (r"\boxed{w = 5}", "= is not read here"),
    (r"\underline{w = 5}", "= is not read here"),
    (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix} = (1, 3)", "the left side is (1, 2), the right side (1, 3)"),
    (r"v = \begin{cases} 5 & w < 1 \\ 6 & w > 1 \end{cases}", "only one column is read: write a sentence"),
    (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} = 5", "only one column is read"),
    (r"w = 1 \implies 2w = 3", "the left side is 2"),
    (r"w = 1 \text{ and } x > 3", "the left side is 2"),
    (r"\lVert v \rVert^2 = 4", "the left side is 5"),
    (r"|-w| = 2", "the left side is 1"),
    (r"\sqrt{9} = 4", "the left side is 3"),
    (r"\max(1, 3) = 2", "the left side is 3"),
    (r"[w + 1] x = 5", "the left side is 4"),
    (r"x^2 = 2x", "holds only for the last value of x, but stands on both sides"),
    (r"\frac12 = 0.6", "the left side is 0.5"),
    (r"3! = 5", "the left side is 6"),
    (r"4 \subset 5", "write \\in"),
    (r"4 \implies 5", "stands between statements"),
    (r"\color{red}{4} = 5", "the left side is 4"),
    (r"\mathbf{4} = 5", "write it in the notation"),
    (r"\text{4} = 5", "write it in the notation"),
    (r"4 \mathrel{R} 5", "is not read here"),
    (r"\begin{array}{rl} 4 &= 5 \end{array}", "= is not read here"),
    (r"\lfloor 2.5 \rfloor = 3", "write it in the notation"),
    (r"\sin 0 = 1", "write it in the notation"),
    (r"\log_{10} 100 = 3", "write it in the notation"),
    (r"7 \equiv 2 \pmod{4}", "write it in the notation"),
    (r"４ = 5", "the left side is 4"),
    (r"y(a + 1) = ya - y", "a, y have no value on this page so far: state it before, as in $a = \\dots$"),
    (r"\int_0^1 y\,dy = 5", "write it in the notation that CONTRIBUTING lists"),
]

# What is true, or has no value that could be wrong, on a page that has said nothing.
RIGHT = r"""
C(x) = A(x) \cdot B(x)
g(x) = h(x)
dL = g\,dw
u \times v = -v \times u
\text{softmax}(z + c) = \text{softmax}(z)
a^2 + b^2 = c^2
(A \cdot B)(x) = A(x) \cdot B(x).
w_{130} + 130 = 1 + 130
x_2 = x_1 + h
E = mc^2 \tag{1}
y = mx + b.
f'(x) = 2x, \qquad f''(x) = 2
[a + b]c = ac + bc
\{a + b\} c = ac + bc
\left\lVert u \right\rVert = 1
\|u\|^2 = u^\top u
|z| = 1
\bar{x} = \frac{1}{n} \sum_{i=1}^{n} x_i
\sum_i p_i = 1
S = \{ s : s > 0 \}
x \in \mathbb{R}^{2}
f\colon \mathbb{R}^2 \to \mathbb{R}
\mathbf{w} = (w_1, \ldots, w_n)
\text{error} = \text{target} - \text{output}
k_{t+1} = g(k_t) \text{ where } g(k) := s f(k) + (1 - \delta) k
\alpha \in (0, 1)
k_t \to k^*
h \to 0
F(\lambda K, \lambda L) = \lambda F(K, L) \quad \text{for all } \lambda \geq 0
t \to \infty
\le n
=
T(n) = 2T\left(\frac{n}{2}\right) + O(n)
w_n^{n/2} = -1
A(x) = A_0(x^2) + x A_1(x^2)
\nabla f(x) = 0
a_0 x^0 + a_1 x^1 + \dots + a_{n-1} x^{n-1} = A
1 + 2 + \dots + n = \frac{n(n + 1)}{2}
i = 0,1,\dots,n
y_k = y_k^0 + w_n^k y_k^1, \quad k = 0 \dots \frac{n}{2} - 1.
A=2.0, s=0.6, \alpha=0.3,
X \sim \mathcal{N}(0, 1)
\lim_{\epsilon \rightarrow 0}\frac{L(4+\epsilon) - L(4)}{\epsilon} = 8.
L(x) = x^{2} + 1701(x-4)^3
x = \pm 2
\frac{df}{dx} = \frac{d}{dx}f = f' = \nabla_xf = D_xf = f_x.
\frac{d}{dx}(ax) = a
\frac{d}{dx} x^n = nx^{n-1}
\frac{df}{dx}(x) = \lim_{\epsilon \rightarrow 0}\frac{f(x+\epsilon) - f(x)}{\epsilon}.
x^2 = x + 1
Ax = \lambda x
x'_t = (1-\alpha) (sA - \delta x_t)
P(A|B) = \frac{P(B|A) P(A)}{P(B)}
\sigma(x) = \frac{1}{1 + e^{-x}}
w(n) = 0.5 - 0.5\cos\left(\frac{2\pi{n}}{M-1}\right) \qquad 0 \leq n \leq M-1
\text{ReLU}(x) = \max(0, x)
\sqrt{2}^2 = 2
\sqrt{2} \approx 1.41
\ln 2 \approx 0.693
\exp(1) \approx 2.718
1 \gg 0.1
0.1 \ll 1
h \ll 1
1 \in [0, 1]
1.5 \notin (0, 1)
2 \in \{1, 2\}
3 \in \mathbb{N}
n \in \{1, \dots, N\}
50 \% = 0.5
1.5 \text{ m} = 3(0.5) \text{ m}
100 \text{ cm} = 1 \text{ m}
a = b \iff b = a
\begin{aligned} f(x + h) & = g(x + h) \\ & \approx g(x) + h g'(x) \end{aligned}
p = 0 \text{ if } q = 1
P(X = 3) = \frac16
P(A | B) = 0.5
G(x, y) = 1 - F(x, y) = P(X < x \text{ or } X > y)
\{3, 5\} \subset S
\lfloor y \rfloor = 3
\log y = 3
y = 3 \pm 1
2 \cdot 3 = 3!
a \equiv b \pmod{7}
\mathbf{A} \in \mathbb{R}^{3 \times 3}
H = -\sum_i p_i \log_2 p_i
\int_0^3 f(y)\,dy = A
""".strip().splitlines()


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


@pytest.mark.parametrize(("formula", "message"), LIES)
def test_what_contradicts_given_values_is_refused(formula, message):
    """Whatever its sign, a relation is judged with the values of the page, or refused with what to do."""
    with pytest.raises((FalseRelation, Unreadable)) as error:
        kinds(*GIVEN, formula)
    assert message in str(error.value)


@pytest.mark.parametrize("formula", RIGHT)
def test_what_has_no_value_is_let_through(formula):
    """Formulas of other people's pages, which state no value of which they could be false."""
    kinds_of = Relations().read(formula)
    assert all(relation.text for relation in kinds_of)


def commands_of_katex():
    """Everything that KaTeX sets as a relation."""
    script = (katex.DISTRIBUTION / "katex.min.js").read_text(encoding="utf-8")
    named = re.findall(r'"(\\\\[A-Za-z]+|[^\x00-\x7f])"', script)
    return sorted(filter(katex.is_relation, {name.replace("\\\\", "\\") for name in named} | set("=<>:")))


def test_no_relation_of_katex_is_passed_over():
    """5 and 4 between each of KaTeX's own signs: it holds as what the table says it asks, or is refused."""
    signs = commands_of_katex()
    assert len(signs) > 300
    for sign in signs:
        try:
            assert Relations().read(f"5 {sign} 4") and tokens.RELATIONS[sign] in ">≥≠≳∉", sign
        except (FalseRelation, Unreadable):
            assert tokens.RELATIONS.get(sign) not in (">", "≥", "≠", "≳"), sign


def test_a_tower_of_powers_does_not_hang():
    """The size of a number, and how many operations there are, is bounded, not the time."""
    tower = "9" + "^{9" * 40 + "}" * 40
    product = r" \cdot ".join(["10^{900}"] * 300)
    sums = r"\sum_{i=1}^{90}" * 5 + " i = 5"
    limits = r"\lim_{h \to 0}" * 9 + " h = 5"
    for formula in (f"{tower} = 1", f"{product} = 1", f"({product})^{{900}} = 1", sums, limits):
        with pytest.raises(Unreadable, match=r"too large|not a whole number up to 1000|too long"):
            Relations().read(formula)


@pytest.mark.parametrize("right", ["1", "y"])
@pytest.mark.parametrize("nested", DEEP)
def test_what_is_nested_too_deep_is_refused(nested, right):
    """Whether there are numbers or not: nothing is known of it, and the message is short."""
    with pytest.raises(Unreadable) as error:
        kinds(f"{DEEP[nested]} = {right}")
    assert "too many brackets in each other, or parts in a row" in str(error.value)
    assert len(str(error.value)) < 200


def test_what_is_large_is_exact():
    """10⁴⁰⁰ is the square of 10²⁰⁰, and the largest exponent that is read is 1000."""
    assert kinds(r"10^{400} = (10^{200})^2", r"2^{1000} = 2 \cdot 2^{999}", r"10^{400} > 10^{399}") == "EEE"


# --- What a page has said ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "formulas"),
    [
        ("E", ["x = 2", "-x = -2"]),
        ("E", ["l(2, w, 4) = 4 - 2w", "t - 3x = -2"]),  # x and t are 2 and 4 there
        ("E", ["x = 5", "x = 2", "-x = -2"]),  # the last counts
        ("EP", ["x = 2", "1 - 2rx^2 = 1 - 2r(2)^2 = 1 - 8r"]),  # for every r
        ("SEE", ["x = 2", "w = 1", "r = 0.1", r"w \leftarrow w + rx = 1 + 0.1(2) = 1.2"]),  # the old w
        ("E", ["w = 1", r"w \leftarrow 1.2", "f(2, w) = 2.4"]),
        ("SEE", ["t = 4", "f = 3", "L = (t - f)^2 = (4 - 3)^2 = 1"]),
        ("SE", ["x = (2, 1)", "w = (1, 1)", "f(x, w) = 2(1) + 1(1) = 3"]),
        ("E", ["x = (2, 1)", "2(x_1^2 + x_2^2) = 10"]),
        ("EE", ["x = 2", "t = 4", r"\frac{L(1.1) - L(1)}{0.1} = \frac{3.24 - 4}{0.1} = -7.6"]),
        ("PP", ["l = t - xw", r"\frac{\partial l}{\partial w} = -x \qquad \partial l/\partial x = -w"]),
        ("P", ["a = bc", "d = 3a", r"\frac{\partial d}{\partial a} \frac{\partial a}{\partial b} = 3c"]),
        ("S", ["f = xw", "x = 2", "w = 3", "f = 6"]),
        ("S", ["f = xw", "x = 2", "w = 3.1", r"f \approx 6"]),
        ("E", ["a = 2", "a = xw", "x = 2", "w = 3", "-a = -6"]),  # the 2 is out of date
    ],
)
def test_what_was_said_holds_until_it_is_said_anew(expected, formulas):
    """A name stands for what a formula before has said last; on both sides, for every number."""
    assert kinds(*formulas)[-len(expected) :] == expected


@pytest.mark.parametrize(
    "formulas",
    [
        ["x = 3", "-x = -2"],
        ["x = 2", "x = 5", "-x = -2"],
        ["x = 3", "1 - 2rx^2 = 1 - 2r(2)^2"],
        ["1 - 2r(2)^2 = 1 - 6r"],
        ["x = 2", "r = 0.1", "w = 2", r"w \leftarrow w + rx = 1 + 0.1(2) = 1.2"],
        ["f = xw", "x = 2", "w = 3", "f = 5"],
        ["f = xw", "x = 2", "w = 3", r"f \approx 6.1"],
        ["L = (t - f)^2", r"\frac{\partial L}{\partial f} = 2(t - f)"],
        ["D = -2x(t - xw)", r"w \leftarrow w - rD = w - 2rx(t - xw)"],
        ["l(2, w, 4) = 4 - 2(1)", "w = 1", "l(2, w, 4) = 4 - 2(2)"],
        [r"f(2, w) = 0 \cdot w + 3w"],
        ["f(0, w) = 4"],
    ],
)
def test_what_contradicts_the_page_is_refused(formulas):
    """The last of these formulas is false after those before it, which are not."""
    kinds(*formulas[:-1])
    with pytest.raises(FalseRelation):
        kinds(*formulas)


def test_a_page_knows_nothing_of_another():
    """x = 3 on one page leaves -x = -2 a condition on the next."""
    Relations(FUNCTIONS).read("x = 3")
    assert Relations(FUNCTIONS).read("-x = -2")[0].kind is Kind.CONDITION


def test_a_row_goes_on_from_the_row_before():
    """Each relation is told in reading order, with the side of the row above."""
    page = Relations(FUNCTIONS)
    tex = r"\begin{aligned} w & \leftarrow {1.2} \\[0.7em] f & = 2(1.2) \\ & = 2.4 \qquad t = 4 \end{aligned}"
    assert [(relation.text, relation.kind) for relation in page.read(tex)] == [
        (r"w \leftarrow {1.2}", Kind.STATED),
        ("f = 2(1.2)", Kind.STATED),
        ("2(1.2) = 2.4", Kind.EVALUATED),
        ("t = 4", Kind.STATED),
    ]


# --- Whatever the numbers ---------------------------------------------------------------------

SUM, PRODUCT, POWER, ATOM = range(4)  # ranks of what an expression does last


def wrapped(expression, rank):
    """TeX of an expression where an operation of this rank or a higher one is needed."""
    tex, _, its_rank = expression
    return tex if its_rank >= rank else rf"\left({tex}\right)"


def combined(children):
    """One operation more on expressions: its TeX, its value by Fraction's own operators, its rank."""

    def build(parts):
        kind, (a, b), n = parts
        left, right = a[1], b[1]
        if kind == "/" and not right:
            kind = "+"
        return {
            "+": lambda: (f"{wrapped(a, SUM)} + {wrapped(b, PRODUCT)}", left + right, SUM),
            "-": lambda: (f"{wrapped(a, SUM)} - {wrapped(b, PRODUCT)}", left - right, SUM),
            "*": lambda: (rf"{wrapped(a, POWER)} \cdot {wrapped(b, POWER)}", left * right, PRODUCT),
            "()": lambda: (f"{wrapped(a, POWER)}({b[0]})", left * right, PRODUCT),
            "/": lambda: (rf"\frac{{{a[0]}}}{{{b[0]}}}", left / right, ATOM),
            "^": lambda: (f"{wrapped(a, ATOM)}^{n}", left**n, POWER),
            "-a": lambda: (f"-{wrapped(a, POWER)}", -left, SUM),
            "||": lambda: (rf"\lvert {a[0]} \rvert", abs(left), ATOM),
        }[kind]()

    kinds = st.sampled_from(["+", "-", "*", "()", "/", "^", "-a", "||"])
    return st.tuples(kinds, st.tuples(children, children), st.integers(0, 3)).map(build)


def numeral(digits, decimals):
    text = str(Decimal(digits).scaleb(-decimals)) if decimals else f"{digits:,}".replace(",", "{,}")
    return text, Fraction(digits, 10**decimals), ATOM


numerals = st.builds(numeral, st.integers(0, 99_999), st.integers(0, 4))
expressions = st.recursive(numerals, combined, max_leaves=6)


@given(expressions)
def test_expressions_come_to_what_fraction_makes_of_them(expression):
    """What is read from an expression's TeX has the value that Python's own operators give."""
    tex, expected, _ = expression
    assert value(tex) == expected


@given(expressions, st.integers(0, 6), st.data())
def test_a_changed_digit_is_found(expression, decimals, data):
    """Rounded, a value is ≈ itself; in exact digits it is equal; one unit more or less is neither."""
    tex, exact, _ = expression
    assume(abs(exact) < 10**20)  # Decimal, which writes the numbers here, keeps 28 digits
    unit = Fraction(1, 10**decimals)
    rounded = round(exact / unit) * unit
    assume(abs(exact - rounded) != unit / 2)
    sign = r"\approx" if exact != rounded else data.draw(st.sampled_from(["=", r"\approx"]))

    def shown(number):
        return f"{'-' * (number < 0)}{Decimal(int(abs(number) / unit)).scaleb(-decimals):f}"

    Relations(FUNCTIONS).read(f"{tex} {sign} {shown(rounded)}")
    with pytest.raises(FalseRelation):
        Relations(FUNCTIONS).read(f"{tex} {sign} {shown(rounded + data.draw(st.sampled_from([-1, 1])) * unit)}")


@given(st.integers(-9, 9), st.integers(-9, 9), st.sampled_from([(1, 0), (0, 1)]))
def test_an_identity_holds_for_every_number_and_no_other_line_does(a, b, wrong):
    """(x + a)(x + b) = x² + (a + b)x + ab, and with one coefficient off by one it is false."""
    left = f"(x + {a})(x + {b}) = x^2 + "
    assert kinds(left + f"({a + b})x + {a * b}") == "P"
    with pytest.raises(FalseRelation):
        kinds(left + f"({a + b + wrong[0]})x + {a * b + wrong[1]}")
