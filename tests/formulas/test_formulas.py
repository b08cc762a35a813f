"""The article's formulas, read from the published pages: proven, and equal to what gdcore computes."""

import inspect
import operator
import re
from fractions import Fraction
from functools import cache, partial
from itertools import pairwise
from random import Random

import numpy as np
import pytest
import sympy
from sympy.parsing.latex import parse_latex

from gdcore import (
    absolute_error,
    central_difference_quotient,
    curvatures,
    difference_quotient,
    double_well,
    half_squared_error,
    linear,
    linear_objective,
    momentum,
    product,
    product_objective,
    shrink_factor,
    signed_error,
    squared_error,
    stability_limit,
    step,
)
from gdcore.network import backpropagate, join, network_objective
from gdsite.formulas import parser
from gdsite.formulas.expressions import Operation, evaluate, names, substitute
from gdsite.formulas.tokens import source, statements

read = partial(parser.read, functions={"f", "l", "L"})

# --- Reading ----------------------------------------------------------------------------------

FUNCTIONS = {  # the article's
    "f/2": lambda x, w: x * w,
    "l/3": lambda x, w, t: t - x * w,
    "L/3": lambda x, w, t: (t - x * w) ** 2,
}
SYMBOLIC = FUNCTIONS | {
    "^": operator.pow,
    "tanh": sympy.tanh,
    "exp": sympy.exp,
    "size": sympy.Abs,
    "limit": lambda quotient: sympy.limit(quotient(h := sympy.Symbol("h")), h, 0),
    "L/1": lambda w: (sympy.Symbol("t") - sympy.Symbol("x") * w) ** 2,
}
GIVEN = {"x", "w", "t"}  # what is not worked out from other names


class Formulas:
    """The formulas of a published page, as expressions."""

    def __init__(self, page):
        unbounded = r"\sum_i"  # over as many units as there are: nothing to evaluate
        found = [(tex, each) for tex in page.formulas() if unbounded not in tex for each in statements(tex)]
        self.sides = {source(tex, side): side for tex, each in found for side in each.sides}
        self.chains = [
            (tex, list(map(read, each.sides)))
            for tex, each in found
            if each.relations and each.relations[0] in ("=", r"\leftarrow")
        ]

    def starting(self, part):
        """Expressions whose TeX begins so: there is one, or there are several equal ones."""
        return [read(side) for text, side in self.sides.items() if text.startswith(part)]

    def said(self, name):
        """What the page says that a name is, in other names."""
        about = [sides for _, (head, *sides) in self.chains if named(head) == name]
        return [side for sides in about for side in sides if names(side)]

    def derivations(self):
        """The lines of each derivation of three or more, which is numbered or has limits."""
        for tex, sides in self.chains:
            lines = [side for side in sides if names(side) and not isinstance(side, str)]
            if (tex.startswith(r"\begin{align}") or r"\lim" in tex) and len(lines) > 2:
                yield lines

    def definitions(self, **others):
        """The first meaning of each name that is not given; of some names, another one."""
        heads = {named(sides[0]) for _, sides in self.chains} - GIVEN - {None}
        first = {name: said[0] for name in heads if (said := self.said(name))}
        return first | {name: self.said(name)[which] for name, which in others.items()}


def named(expression):
    """The name that an expression is; f(x, w) is f."""
    if isinstance(expression, Operation):
        is_call = "/" in expression.name[1:] and all(isinstance(part, str) for part in expression.parts)
        return expression.name[0] if is_call else None
    return expression if isinstance(expression, str) else None


def indexed(expression, i, j=1):
    """The expression with numbers in the place of its indices i and j."""

    def number(name):
        indices = {ord("i"): str(i), ord("j"): str(j)}
        return re.sub(r"(?<=_)\{?\w+\}?", lambda index: index[0].translate(indices), name)

    return substitute(expression, {name: number(name) for name in names(expression)})


def of_each_unit(definitions):
    """Definitions with indices, written out for two units and two inputs."""
    places = [(i, j) for i in (1, 2) for j in (1, 2)]
    return {
        indexed(name, *place): indexed(meaning, *place) for name, meaning in definitions.items() for place in places
    }


@pytest.fixture(scope="module")
def formulas(published):
    """The formulas of a chapter, by its name."""

    @cache
    def get(name):
        return Formulas(published.chapter(name))

    return get


# --- The lines of a derivation ----------------------------------------------------------------


def symbol(name):
    return sympy.Symbol(re.sub(r"[{}\\]", "", name))


def symbolic(expression, value=symbol):
    return evaluate(expression, value, SYMBOLIC)


def equal(a, b):
    return sympy.simplify(a - b) == 0


def is_limit(expression):
    return isinstance(expression, Operation) and expression.name == "limit"


@pytest.mark.parametrize(("chapter", "lines"), [("index", 6), ("slope", 6), ("loop", 3), ("many-weights", 4)])
def test_each_line_of_a_derivation_equals_the_next(formulas, chapter, lines):
    """The lines as published, with their limits, are the same; and under two limits, without them."""
    (derivation,) = formulas(chapter).derivations()
    assert len(derivation) == lines
    for line, following in pairwise(derivation):
        assert equal(symbolic(line), symbolic(following))
        if is_limit(line) and is_limit(following):
            assert equal(symbolic(line.parts[1]), symbolic(following.parts[1]))


def worked_out(definitions, kept=None):
    """From a name to its meaning in the given names alone, or in those and one that is kept.

    A derivative is sympy's own, of what the page says the changing quantity is.
    """

    def value(name):
        if name == kept:
            return symbol(name)
        if "/" in name:
            y, x = (part[1:] for part in name.split("/"))
            return sympy.diff(worked_out(definitions, x)(y), symbol(x)).subs(symbol(x), value(x))
        return symbolic(definitions[name], value) if name in definitions else symbol(name)

    return value


@pytest.mark.parametrize(
    ("chapter", "heads", "of", "which", "count"),
    [
        ("index", "∂", "index", {}, 6),
        ("slope", "∂", "slope", {}, 1),
        ("loop", "∂", "slope", {}, 1),
        ("many-weights", "∂", "many-weights", {}, 4),
        ("chain-rule", "∂", "chain-rule", {}, 8),
        ("network", "∂", "network", {"f": 1}, 8),
        ("recap", "∂l/∂w$", "index", {}, 1),
        ("recap", "∂L/∂w$", "slope", {}, 1),
        ("recap", "∂L/∂w_i$", "many-weights", {}, 1),
        ("recap", "∂L/∂w_1$", "chain-rule", {}, 1),
        ("recap", "∂L/∂[^w]", "network", {"f": 1}, 6),
    ],
)
def test_each_derivative_is_the_derivative(formulas, chapter, heads, of, which, count):
    """What a page says of ∂y/∂x is what sympy finds, from a chapter's own definitions of y."""
    definitions = formulas(of).definitions(**which)
    value = worked_out(of_each_unit({name: definitions[name] for name in definitions if "/" not in name}))
    page = formulas(chapter)
    said = [(head, side) for head in page.definitions() if re.match(heads, head) for side in page.said(head)]
    assert len(said) == count
    for head, side in said:
        for i, j in [(1, 1), (2, 1), (2, 2)]:
            derivative = value(indexed(head, i, j))
            assert derivative != 0
            assert equal(derivative, symbolic(indexed(side, i, j), value))


@pytest.mark.parametrize("chapter", ["index", "recap"])
def test_the_definition_of_the_derivative(formulas, chapter):
    """Applied to 2x³ − x + 5, it gives 6x² − 1."""
    (definition,) = formulas(chapter).said("df/dx")
    for _ in range(5):
        x = number("x")
        assert evaluate(definition, {"x": x}.get, {"f/1": cubic}) == 6 * x**2 - 1


# --- gdcore -----------------------------------------------------------------------------------

ARGUMENTS = {"beta": r"\beta", "slope": "∂L/∂w", "curvature": r"\text{curvature}"}
random = Random(0)


def number(name):
    """A rational number that an argument of this name may be."""
    size = Fraction(random.randint(1, 30), random.randint(31, 40) if name == "beta" else random.randint(1, 9))
    return size if name in ("r", "beta", "curvature") else size * random.choice((-1, 1))


def array(*numbers):
    return np.array(numbers, dtype=object)


def loss(x, t):
    return lambda w: squared_error(linear(x, w), t)


def cubic(x):
    return 2 * x**3 - x + 5


SAID = [
    ("index", "f", lambda x, w: linear(x, w)),
    ("index", "l", lambda x, w, t: signed_error(linear(x, w), t)),
    ("index", "∂l/∂w", lambda x, w, t: signed_error.gradient(x, w, t)),
    ("index", "w", lambda x, w, t, r: step(w, signed_error.gradient(x, w, t), r)),
    ("loss", "L", lambda x, w, t: squared_error(linear(x, w), t)),
    ("slope", "L", lambda x, w, t: squared_error(linear(x, w), t)),
    ("slope", "∂L/∂w", lambda x, w, t: squared_error.gradient(x, w, t)),
    ("learning-rate", "L", lambda x, w, t: squared_error(linear(x, w), t)),
    ("loop", "∂L/∂w", lambda x, w, t: squared_error.gradient(x, w, t)),
    ("loop", "w", lambda x, w, t, r: step(w, squared_error.gradient(x, w, t), r)),
    (
        "loop",
        r"\text{new error}",
        lambda x, w, t, r: signed_error(linear(x, step(w, squared_error.gradient(x, w, t), r)), t),
    ),
    ("chain-rule", "a", lambda x, w_1: linear(x, w_1)),
    ("chain-rule", "f", lambda x, w_1, w_2: product(x, array(w_1, w_2))),
    ("chain-rule", "L", lambda x, w_1, w_2, t: product_objective(x, t).loss(array(w_1, w_2))),
    ("beyond", "L", lambda w: double_well(Fraction(3, 10)).loss(w)),
    ("beyond", "u", lambda beta, u, slope: momentum(beta)(u, slope)[0]),
    ("recap", "l", lambda x, w, t: signed_error(linear(x, w), t)),
    ("recap", "∂l/∂w", lambda x, w, t: signed_error.gradient(x, w, t)),
    ("recap", "∂L/∂w", lambda x, w, t: squared_error.gradient(x, w, t)),
    ("recap", r"\text{curvature}", lambda x: curvatures(x)[0]),
    ("recap", "u", lambda beta, u, slope: momentum(beta)(u, slope)[0]),
]


def require_equal(expressions, function, definitions):
    """Each expression is, at random rational numbers for the arguments, what the function returns."""
    assert expressions
    for expression in expressions:
        for _ in range(5):
            arguments = {name: number(name) for name in inspect.signature(function).parameters}
            assert evaluate_at(expression, arguments, definitions) == function(**arguments)


def evaluate_at(expression, arguments, definitions):
    """The expression's exact value where the arguments of a function are the values of its names."""
    values = {ARGUMENTS.get(name, name): value for name, value in arguments.items()}

    def value(name):
        return values[name] if name in values else evaluate(definitions[name], value, exact)

    exact = FUNCTIONS | {"f/1": cubic, "L/1": lambda w: (arguments["t"] - arguments["x"] * w) ** 2}
    return evaluate(expression, value, exact)


@pytest.mark.parametrize(("chapter", "name", "function"), SAID, ids=lambda part: str(part)[:20])
def test_what_a_name_is_said_to_be_is_what_gdcore_computes(formulas, chapter, name, function):
    """Each meaning that a page gives a name equals gdcore's function, exactly."""
    page = formulas(chapter)
    require_equal(page.said(name), function, page.definitions())


def quotients(x, w, t, h):
    return difference_quotient(loss(x, t), w, h)


def gradient(i):
    """Partial derivative of the squared error of two inputs with respect to weight i."""
    return lambda x_1, x_2, w_1, w_2, t: squared_error.gradient(array(x_1, x_2), array(w_1, w_2), t)[i - 1]


def gradient_of_product(i):
    return lambda x, w_1, w_2, t: product_objective(x, t).gradient(array(w_1, w_2))[i - 1]


def output_gained(x_1, x_2, w_1, w_2, t, r):
    """How much one step adds to the output of two weights."""
    x, w = array(x_1, x_2), array(w_1, w_2)
    return linear(x, step(w, squared_error.gradient(x, w, t), r)) - linear(x, w)


def centrals(x, w, t, h):
    return central_difference_quotient(loss(x, t), w, h)


STARTING = [
    ("index", r"\frac{f(x + h) - f(x)}{h}", lambda x, h: difference_quotient(cubic, x, h)),
    ("slope", r"\frac{L(w + h) - L(w)}{h}", quotients),
    ("slope", "-2x(t - xw) + x^2h", quotients),
    ("slope", r"\frac{L(w + h) - L(w - h)}", centrals),
    ("loop", r"\frac{1}{2}(t", lambda x, w, t: half_squared_error(linear(x, w), t)),
    ("loop", "-x(t - xw)", lambda x, w, t: half_squared_error.gradient(x, w, t)),
    ("loop", "1 - 2rx^2", lambda x, r: shrink_factor(curvatures(x)[0], r)),
    ("learning-rate", "1 - 2rx^2", lambda x, r: shrink_factor(curvatures(x)[0], r)),
    ("learning-rate", "-2xt + 2x^2w", lambda x, w, t: squared_error.gradient(x, w, t)),
    ("learning-rate", r"\frac{2}{\text", lambda curvature: stability_limit(curvature)),
    ("many-weights", "x_1 h", lambda x_1, x_2, w_1, w_2, h: linear(array(x_1, x_2), array(h, 0))),
    ("many-weights", "-2 x_2 e", gradient(2)),
    ("many-weights", "2 r x_1^2 e + 2 r x_2^2 e", output_gained),
    ("many-weights", r"1 - r \cdot \text", lambda curvature, r: shrink_factor(curvature, r)),
    ("many-weights", r"2 / \text", lambda curvature: stability_limit(curvature)),
    ("chain-rule", "2(x w_2)^2", lambda x, w_2: curvatures(linear(x, w_2))[0]),
    ("recap", r"\lvert t - f", lambda f, t: absolute_error(f, t)),
    ("recap", r"\frac{f(x + h) - f(x - h)}", lambda x, h: central_difference_quotient(cubic, x, h)),
    ("recap", "1 - 2rx^2", lambda x, r: shrink_factor(curvatures(x)[0], r)),
    ("recap", r"\frac{2}{\text", lambda curvature: stability_limit(curvature)),
]


@pytest.mark.parametrize(("chapter", "start", "function"), STARTING)
def test_other_expressions_are_what_gdcore_computes(formulas, chapter, start, function):
    """Expressions that no name is given to, found by how they begin, equal gdcore's function, exactly."""
    page = formulas(chapter)
    require_equal(page.starting(start), function, page.definitions())


@pytest.mark.parametrize(
    ("chapter", "name", "which", "function"),
    [
        ("many-weights", "f", 0, lambda x_1, x_2, w_1, w_2: linear(array(x_1, x_2), array(w_1, w_2))),
        ("many-weights", "∂L/∂w_1", slice(4), gradient(1)),
        ("recap", "f", 0, lambda x, w: linear(x, w)),
        ("recap", "f", 2, lambda x, w_1, w_2: product(x, array(w_1, w_2))),
        ("recap", "w", 0, lambda w, r, slope: step(w, slope, r)),
        ("recap", "w", 1, lambda w, r, u: step(w, u, r)),
        ("beyond", "w", 0, lambda w, r, u: step(w, u, r)),
        ("chain-rule", "∂L/∂w_1", -1, gradient_of_product(1)),
        ("chain-rule", "∂L/∂w_2", -1, gradient_of_product(2)),
    ],
)
def test_each_of_several_meanings_is_what_gdcore_computes(formulas, chapter, name, which, function):
    """One meaning, or the first few, of a name that the page uses for several things."""
    page = formulas(chapter)
    said = page.said(name)[which]
    require_equal(said if isinstance(said, list) else [said], function, page.definitions())


def test_rounded_functions_of_gdcore_are_the_formulas_too(formulas):
    """What gdcore computes in floats agrees to 1e-12: the factor of two inputs, the mean of three losses."""
    (factor,) = formulas("many-weights").starting("1 - 2r(x_1^2 + x_2^2)")
    three = formulas("loop").said("L")[-1]
    x, t = np.array([1, 2, 3]), np.array([2, 4, 6.6])
    for _ in range(5):
        values = {name: number(name) for name in ("x_1", "x_2", "r", "w")}
        row = np.array([[float(values["x_1"]), float(values["x_2"])]])
        expected = shrink_factor(curvatures(row)[0], float(values["r"]))
        assert float(evaluate(factor, values.get)) == pytest.approx(expected, rel=1e-12, abs=1e-12)
        expected = linear_objective(x, t).loss(float(values["w"]))
        assert float(evaluate(three, values.get)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("chapter", "f"), [("network", 1), ("recap", 4)])
def test_the_network_is_its_formulas(formulas, chapter, f):
    """The lines forward and backward give gdcore's loss and each of its nine partial derivatives."""
    page = formulas(chapter)
    meanings = page.definitions(f=f) | {"L": formulas("network").said("L")[0]}
    definitions = of_each_unit(meanings)
    order = ["W_{11}", "W_{12}", "W_{21}", "W_{22}", "b_1", "b_2", "v_1", "v_2", "c"]
    for _ in range(3):
        values = {name: number(name) / 10 for name in [*order, "x_1", "x_2", "t"]}

        def value(name, values=values):
            if name not in values:
                values[name] = evaluate(definitions[name], value)
            return values[name]

        w = [float(values[name]) for name in order]
        weights = join(np.reshape(w[:4], (2, 2)), w[4:6], w[6:8], w[8])
        x, t = np.array([[float(values["x_1"]), float(values["x_2"])]]), np.array([float(values["t"])])
        assert float(value("L")) == pytest.approx(network_objective(x, t).loss(weights), rel=1e-12)
        backward = [float(value(f"∂L/∂{name}")) for name in order]
        assert backward == pytest.approx(backpropagate(x, weights, t), rel=1e-12, abs=1e-12)


# --- Gradients and difference quotients -------------------------------------------------------


def limit(quotient):
    """Limit for h → 0 of a polynomial in h of degree 4 or less, from exact values elsewhere."""
    h = sympy.Symbol("h")
    points = [(each, sympy.Rational(quotient(Fraction(each)))) for each in range(1, 6)]
    return sympy.interpolate(points, h).subs(h, 0)


@pytest.mark.parametrize(
    "objective",
    [lambda x, t, loss=loss: linear_objective(x, t, loss) for loss in (signed_error, squared_error, half_squared_error)]
    + [lambda x, t: double_well(t)],
    ids=["signed", "squared", "half", "double well"],
)
def test_the_gradient_of_one_weight_is_the_limit_of_its_quotient(objective):
    """Exactly, for random examples and weights."""
    for _ in range(5):
        x, t, w = map(number, "xtw")
        one = objective(x, t)
        assert limit(lambda h, one=one, w=w: difference_quotient(one.loss, w, h)) == one.gradient(w)


@pytest.mark.parametrize(
    "objective",
    [
        lambda x, t: linear_objective(array(*x), t),
        lambda x, t: linear_objective(array(x, x[::-1]), array(t, 3 * t)),
        lambda x, t: product_objective(x[0], t),
    ],
    ids=["one example", "two examples", "product"],
)
def test_the_gradient_of_two_weights_is_the_limit_of_its_quotients(objective):
    """Exactly, one weight at a time, for random examples and weights."""
    for _ in range(5):
        w = array(number("w"), number("w"))
        two = objective([number("x"), number("x")], number("t"))
        for i in range(2):
            along = array(1, 0) if i == 0 else array(0, 1)

            def moved(s, along=along, two=two, w=w):
                return two.loss(w + s * along)

            assert limit(lambda h, f=moved: difference_quotient(f, Fraction(0), h)) == two.gradient(w)[i]


def test_the_gradient_of_the_absolute_error_is_its_quotient():
    """The loss is straight on each side of its kink, so that any h that stays on a side is small enough."""
    for _ in range(20):
        x, t, w = map(number, "xtw")
        miss = t - x * w
        h = abs(miss / x) / 2 if miss else 1
        quotient = difference_quotient(lambda w, x=x, t=t: absolute_error(linear(x, w), t), w, h)
        assert miss == 0 or quotient == absolute_error.gradient(x, w, t)


# --- The reader -------------------------------------------------------------------------------


def test_another_reader_reads_the_same(formulas):
    """Where sympy's own parser of TeX can read an expression, it reads what we read."""
    agreed = 0
    for chapter in ("slope", "loop", "many-weights", "network"):
        for text, side in formulas(chapter).sides.items():
            if len(side) < 3 or re.search(r"(?<![A-Za-z])[flL]\(", text):  # to sympy l(…) is a product
                continue
            try:
                theirs = parse_latex(text, backend="lark")
            except Exception:  # lark's own, for what its grammar does not have
                continue
            if isinstance(theirs, sympy.Expr):
                theirs = theirs.doit().subs({each: symbol(each.name) for each in theirs.free_symbols})
                ours = sympy.sympify(symbolic(read(side)))
                at = {each: sympy.Rational(number("x")) for each in ours.free_symbols}
                assert theirs.free_symbols == ours.free_symbols, text
                assert abs((theirs - ours).subs(at)) < 1e-9, text
                agreed += 1
    assert agreed > 80
