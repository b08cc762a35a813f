"""Every relation in a formula holds in the digits that it shows, or the formula is refused."""

from decimal import Decimal
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conftest import FUNCTIONS
from gdsite.formulas import parser
from gdsite.formulas.expressions import Unreadable, evaluate
from gdsite.formulas.parser import statements
from gdsite.formulas.relations import FalseRelation, Kind, Relations

read = partial(parser.read, functions=FUNCTIONS.names)


def kinds(*formulas):
    """Kinds of the relations in a page's formulas, by their initials."""
    page = Relations(FUNCTIONS)
    return "".join(relation.kind.name[0] for formula in formulas for relation in page.read(formula))


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
    (r"\lim_{h \to 0} (1, h) = 1", "limit cannot be applied"),
    (r"10^{400} = 1", "it does not hold, between numbers too large to be shown"),
    (r"0.5 > 10^{400}", "it does not hold, between numbers too large to be shown"),
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
        ("S", ["f = xw", "x = 2", "w = 3", r"f \approx 6.1"]),
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
