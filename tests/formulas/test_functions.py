"""The functions that formulas apply by name: how a site states them, and what formulas make of them."""

import pytest

from gdsite.formulas.expressions import Number, Operation, Unreadable, evaluate
from gdsite.formulas.functions import Functions
from gdsite.formulas.parser import read
from gdsite.formulas.relations import FalseRelation, Kind, Relations
from gdsite.formulas.tokens import statements

LOSS = {"L(x, w, t)": "(t - xw)^2", "L(w)": "(t - xw)^2"}


def expression(tex, functions):
    """The expression that a formula without relations is."""
    (statement,) = statements(tex)
    return read(statement.sides[0], functions.names)


def value(tex, functions, **values):
    """What a formula comes to, its functions worked out."""
    return evaluate(functions.expand(expression(tex, functions)), values.get)


@pytest.mark.parametrize(
    ("head", "body", "message"),
    [
        ("f", "xw", "write it as f(x, w)"),
        ("f(x, w", "xw", "write it as f(x, w)"),
        ("(x)", "x", "write it as f(x, w)"),
        ("f()", "1", "write it as f(x, w)"),
        ("f(x,)", "x", "write it as f(x, w)"),
        ("f(x) g", "x", "write it as f(x, w)"),
        ("f(x)", "x +", "the end stands where an expression should"),
        ("f(x)", "(x", "the end stands where ) should"),
        ("f(x)", r"\sin x", r"\sin stands where"),
        ("f(x)", "x # 1", "# stands where the end should"),
    ],
)
def test_a_definition_in_the_wrong_form_is_refused(head, body, message):
    """The error says which definition it is, and what is wrong with it."""
    with pytest.raises(ValueError) as error:
        Functions({head: body})
    assert str(error.value).startswith(f"functions: {head}: {body}: ") and message in str(error.value)


@pytest.mark.parametrize("body", ["", "x = 1", "x, 2", r"x \quad 2"])
def test_a_definition_has_one_side(body):
    """No expression, a relation, or several expressions are refused: a function comes to one value."""
    with pytest.raises(ValueError, match=r"functions: f\(x\): .*: it has to come to one expression"):
        Functions({"f(x)": body})


@pytest.mark.parametrize(
    ("definitions", "message"),
    [
        ({"f(x)": "xw"}, "functions: f/1: w is none of its arguments"),
        ({"f(x)": "awx"}, "functions: f/1: a, w is none of its arguments"),
        ({"g(w)": "w", "f(x)": "xw"}, "functions: f/1: w is none of its arguments"),  # an argument of another one
        ({"L(w)": "(t - xw)^2"}, "functions: L/1: t, x is none of its arguments"),  # without the longer form
    ],
)
def test_a_name_that_is_no_argument_is_refused(definitions, message):
    """It would have whatever value a page has last given to it."""
    with pytest.raises(ValueError) as error:
        Functions(definitions)
    assert str(error.value) == message


def test_a_function_is_applied_to_what_follows_in_brackets():
    """f(x, w) = xw + x: f(2, 3) = 2 · 3 + 2 = 8; applied to itself, f(2, f(1, 3)) = 2 · 4 + 2 = 10."""
    functions = Functions({"f(x, w)": "xw + x"})
    assert value("f(2, 3)", functions) == 8
    assert value("f(2, f(1, 3))", functions) == 10
    assert value("f(a, 3)", functions, a=5) == 20
    # At once in both places: with one after the other, f(w, x) would be xx + x or ww + w.
    assert value("f(w, x)", functions, x=2, w=3) == 9


def test_a_function_is_known_by_its_name_and_how_many_arguments_it_takes():
    """L(x, w, t) and L(w) are two; L(1, 2) is neither."""
    functions = Functions({**LOSS, "L(w)": "2(t - xw)"})
    assert functions.keys() == {"L/3", "L/1"} and functions.names == {"L"}
    assert value("L(1, 2, 5)", functions) == 9 and value("L(2)", functions, x=1, t=5) == 6
    with pytest.raises(Unreadable, match="L of 2 is not known"):
        value("L(1, 2)", functions)


def test_a_name_that_is_no_function_multiplies():
    """C(x) is C times x, where C stands for no function; f without brackets is a name."""
    functions = Functions({"f(x)": "x + 1"})
    assert value("C(3)", functions, C=2) == 6
    assert value("3 f", functions, f=2) == 6


def test_a_function_of_its_own_arguments_is_its_name():
    """f(x, w) is said of as f; f(2, w), f(w, x) and what is not known are no names."""
    functions = Functions({"f(x, w)": "xw"})
    expected = {"f(x, w)": "f", "w": "w", "f(2, w)": "", "f(w, x)": "", "2": "", "xw": ""}
    assert {tex: functions.named(expression(tex, functions)) for tex in expected} == expected
    assert not Functions().named(Operation("f/2", ("x", "w")))


def test_what_a_shorter_form_leaves_out_is_given():
    """L(3, w, 5) says x = 3 and t = 5; a number for w, an argument of both forms, says nothing of w."""
    functions = Functions(LOSS)
    assert functions.givens == {"x", "t"}
    assert dict(functions.given(expression("1 + 2 L(3, 1, 5)", functions))) == {"x": 3, "t": 5}
    assert dict(functions.given(expression("L(a, w, 2 + 2)", functions))) == {"t": 4}
    assert not Functions({"f(x, w)": "xw"}).givens and not list(Functions().given(Number(1, 1)))


def test_the_shorter_form_keeps_the_givens_of_the_page():
    """After L(2, 1, 4) = (4 − 2 · 1)² = 4, with the same x and t, L(3) is (4 − 2 · 3)² = 4, and not 1."""
    page = Relations(Functions(LOSS))
    for formula in ("L(2, 1, 4) = 4", "L(3) = 4"):
        assert [relation.kind for relation in page.read(formula)] == [Kind.EVALUATED]
    with pytest.raises(FalseRelation, match="the left side is 4"):
        page.read("L(3) = 1")


def test_a_page_of_a_site_without_functions_multiplies():
    """There f(2) = 2f."""
    assert [relation.kind for relation in Relations().read("f(2) = 2f")] == [Kind.PROVEN]
