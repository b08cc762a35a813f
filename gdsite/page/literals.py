"""Literals in what a page displays: {{ 1.7 }} and {{ w * 1.7 }} show what their author has typed."""

import ast
from collections.abc import Callable, Iterable, Iterator

from gdsite.formulas.numerals import in_words

_OPERANDS = {*range(11), 100, 1000}  # of sums and products: no quantities, but a formula's own numbers, and percent
_CHOICES = {0, 1, 2}  # where a literal may be all that is shown, as in max(w, 0)


def is_literal(expression: ast.expr, is_value: Callable[[str], bool]) -> bool:
    """Whether an expression has literals and no value of the page.

    is_value: whether a name stands for a value, of the page or of a loop, and for no function that was imported.
    """
    names = {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}
    if any(map(is_value, names)):
        return False
    return not names or any(isinstance(node, ast.Constant) for node in ast.walk(expression))


def typed_in(expression: ast.expr, is_value: Callable[[str], bool]) -> str | None:
    """The literal that an expression shows or makes its value of, if that is a quantity."""
    if is_literal(expression, is_value):
        return ast.unparse(expression)
    return next(map(repr, _literals(expression, is_value, _CHOICES)), None)


def _literals(node: ast.AST, is_value: Callable[[str], bool], free: set[int]) -> Iterator[object]:
    """The literals of which the value of an expression may be made: no index, exponent, condition or format.

    free: numbers that may stand here.
    """
    if isinstance(node, ast.Constant):
        if not _is_free(node.value, free):
            yield node.value
        return
    parts: Iterable[ast.AST] = ast.iter_child_nodes(node)
    if isinstance(node, (ast.Subscript, ast.FormattedValue)):
        parts = [node.value]
    elif isinstance(node, ast.IfExp):
        parts = [node.body, node.orelse]
    elif isinstance(node, ast.Compare):
        parts = []
    elif isinstance(node, ast.BinOp):
        parts = [node.left] if isinstance(node.op, ast.Pow) else [node.left, node.right]
    elif isinstance(node, ast.Call):
        parts = _given_to(node, is_value)
    for part in parts:
        yield from _literals(part, is_value, _OPERANDS if isinstance(node, ast.BinOp) else _CHOICES)


def _is_free(value: object, free: set[int]) -> bool:
    """Whether a literal is no quantity: one of these numbers, or a text without numerals."""
    return not in_words(value) if isinstance(value, str) else not isinstance(value, (int, float)) or value in free


def _given_to(call: ast.Call, is_value: Callable[[str], bool]) -> list[ast.expr]:
    """What a call makes its value of: not the number of decimals, nor what selects a value, as in trace.at(3)."""
    called = call.func
    if isinstance(called, ast.Name) and called.id == "round":
        return call.args[:1]
    is_own = any(is_value(node.id) for node in ast.walk(called) if isinstance(node, ast.Name))
    selects = [arg for arg in call.args if not (is_own and isinstance(arg, ast.Constant))]
    return [*([called.value] if isinstance(called, ast.Attribute) else []), *selects]
