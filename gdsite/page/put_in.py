"""A claim with its numbers put in: `0 < after < before` as `0 < 1.6 < 2`."""

import ast
from collections.abc import Mapping
from enum import Enum
from numbers import Integral, Rational, Real
from typing import Any

from gdsite.page.values import DECIMALS, SIGNIFICANT_DIGITS

Place = tuple[int, int]  # where a part of a claim begins and ends in its source, in bytes
Leaf = ast.Name | ast.Attribute | ast.Subscript | ast.Call | ast.JoinedStr

_SHORT = 40  # characters of a text or an integer; what is longer is known by its name
_FEW = 6  # numbers in a row
_DIGITS = 6, SIGNIFICANT_DIGITS, 17  # the last are all that a float has


def place_of(node: ast.expr) -> Place:
    """The place of a part of a claim."""
    return node.col_offset, node.end_col_offset or 0


def put_in(source: str, seen: Mapping[Place, Any], looked_at: Mapping[Place, int], holds: bool) -> str:
    """The source of a claim with what was seen in it, in so few digits as show whether it holds.

    looked_at: how many things each all() and any() has looked at.
    """
    for digits in _DIGITS:
        numbers = _PutIn(seen, looked_at, digits).text(source)
        if _shows(numbers, holds):
            break
    return numbers


class _PutIn(ast.NodeVisitor):
    """Puts what was seen in the place of names, attributes, items and calls."""

    def __init__(self, seen: Mapping[Place, Any], looked_at: Mapping[Place, int], digits: int) -> None:
        self.seen = seen
        self.looked_at = looked_at
        self.digits = digits
        self.is_operand = False  # whether a sign or a fraction needs brackets
        self.texts: dict[Place, str] = {}

    def text(self, source: str) -> str:
        self.visit(ast.parse(source, mode="eval").body)
        result = source.encode()
        for (start, end), text in sorted(self.texts.items(), reverse=True):
            result = result[:start] + text.encode() + result[end:]
        return result.decode()

    def _put_in(self, node: ast.expr) -> None:
        if place_of(node) in self.seen and (text := _text(self.seen[place_of(node)], self.digits)):
            is_plain = text[0] != "-" and "/" not in text
            self.texts[place_of(node)] = f"({text})" if self.is_operand and not is_plain else text

    visit_Name = visit_Attribute = visit_Subscript = visit_JoinedStr = _put_in

    def visit_Call(self, node: ast.Call) -> None:
        """A call that says yes or no has its numbers in its arguments, or in the one of many that decided."""
        value = self.seen.get(place_of(node))
        self.is_operand &= not is_truth(value)
        if not is_truth(value):
            self._put_in(node)
        elif decisive := _decisive(node, bool(value)):
            (start, end), (first, last) = place_of(node), place_of(decisive)
            is_joined = isinstance(decisive, (ast.BoolOp, ast.IfExp))
            self.texts |= {(start, first): "(" * is_joined, (last, end): ")" * is_joined}
            self.visit(decisive)
        elif value and getattr(node.func, "id", "") == "all" and place_of(node) in self.looked_at:
            self.texts[place_of(node.func)] = f"all {self.looked_at[place_of(node)]} of "
        else:
            for argument in [*node.args, *node.keywords]:
                self.visit(argument)

    def _visit_operands(self, node: ast.BinOp | ast.UnaryOp) -> None:
        before, self.is_operand = self.is_operand, not isinstance(getattr(node, "op", None), ast.Not)
        self.generic_visit(node)
        self.is_operand = before

    visit_BinOp = visit_UnaryOp = _visit_operands

    def _leave(self, node: ast.expr) -> None:
        """It has been evaluated many times, or not at all."""

    visit_GeneratorExp = visit_ListComp = visit_SetComp = visit_DictComp = visit_Lambda = _leave


def _decisive(node: ast.Call, value: bool) -> ast.expr | None:
    """What any() has found true, or all() false: the last that they have looked at."""
    name = getattr(node.func, "id", None)
    if (name, value) in (("any", True), ("all", False)) and isinstance(each := node.args[0], ast.GeneratorExp):
        return each.elt
    return None


def is_truth(value: Any) -> bool:
    """Whether it is True or False, of Python or of numpy."""
    return isinstance(value, bool) or (str(getattr(value, "dtype", "")) == "bool" and value.size == 1)


def _text(value: Any, digits: int) -> str | None:
    """A value as it can be written in the place of its name, if it is short."""
    if isinstance(value, (tuple, list)) or getattr(value, "ndim", 0) == 1:
        texts = [_text(part, digits) or "" for part in value] if len(value) <= _FEW else [""]
        row = ", ".join(texts)
        return (f"[{row}]" if isinstance(value, list) else f"({row})") if all(texts) else None
    if is_truth(value) or value is None:
        return str(value)
    if isinstance(value, Real) and not isinstance(value, Rational):
        return _float(float(value), digits)
    if isinstance(value, (Enum, Integral, Rational, str)):
        text = repr(value) if type(value) is str else str(value)
        return text if len(text) <= _SHORT else None
    return None


def _float(value: float, digits: int) -> str:
    """A float in a few digits; what is below the twelfth decimal shows only where it matters."""
    if digits > SIGNIFICANT_DIGITS:
        return repr(value)
    return f"{round(value, DECIMALS) if digits < SIGNIFICANT_DIGITS else value:z.{digits}g}"


def _shows(numbers: str, holds: bool) -> bool:
    """Whether a reader of the numbers sees that the claim holds, or does not; where that can be told."""
    try:
        tree = ast.parse(numbers, mode="eval")
        return any(isinstance(node, Leaf) for node in ast.walk(tree)) or bool(eval(numbers)) == holds
    except (ArithmeticError, SyntaxError, TypeError, ValueError):
        return True
