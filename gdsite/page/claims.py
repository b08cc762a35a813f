"""Claims: each is judged, and says with which numbers it holds or does not.

While a claim is evaluated, what its names, attributes, items and calls give is noted by the way: nothing is
evaluated twice, and `0 < after < before` can be shown as `0 < 1.6 < 2`.
"""

import ast
from collections.abc import Sequence
from typing import Any

from gdsite.page.put_in import Leaf, Place, place_of, put_in

CLAIMS = "__claims__"  # name of the page's Claims for its own code


class FalseClaim(AssertionError):
    """A claim that does not hold, with its numbers."""


class Evaluation:
    """One evaluation of a claim: what was seen at which place of its source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.seen: dict[Place, Any] = {}

    def numbers(self, holds: bool = True) -> str:
        """The claim with its numbers put in."""
        return put_in(self.source, self.seen, holds)


class Claims:
    """The claims of a page."""

    def __init__(self) -> None:
        self.under_way: list[Evaluation] = []  # the innermost last

    def begin(self, source: str) -> Evaluation:
        """Begin to evaluate a claim."""
        self.under_way.append(evaluation := Evaluation(source))
        return evaluation

    def see(self, start: int, end: int, value: Any) -> Any:
        """The value that was found at a place of the claim's source."""
        self.under_way[-1].seen[start, end] = value
        return value

    def judge(self, evaluation: Evaluation, value: Any) -> Evaluation:
        """The evaluation, ended; raises FalseClaim if the claim does not hold."""
        del self.under_way[self.under_way.index(evaluation) :]
        if not value:
            numbers = evaluation.numbers(holds=False)
            raise FalseClaim(
                f"assert {evaluation.source} is false" + (f": {numbers}" if numbers != evaluation.source else "")
            )
        return evaluation


def judged(claim: ast.Assert, lines: Sequence[str]) -> ast.Call:
    """The call that evaluates a claim and judges it; lines are those of its source."""
    source = _source(claim.test, lines)
    test = ast.increment_lineno(ast.parse(source, mode="eval").body, claim.lineno - 1)
    call = _call("judge", _call("begin", ast.Constant(source)), _See().visit(test))
    return ast.fix_missing_locations(ast.copy_location(call, claim))


def _source(test: ast.expr, lines: Sequence[str]) -> str:
    """A claim in one line, as its author wrote it, if that was one line, too."""
    if test.lineno != test.end_lineno:
        return ast.unparse(test)
    return lines[test.lineno - 1].encode()[test.col_offset : test.end_col_offset].decode()


def _call(method: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Attribute(ast.Name(CLAIMS, ast.Load()), method, ast.Load()), [*arguments], [])


class _See(ast.NodeTransformer):
    """Has what names, attributes, items and calls give noted."""

    def _see(self, node: Leaf) -> ast.expr:
        return _call("see", *map(ast.Constant, place_of(node)), node)

    visit_Attribute = visit_Subscript = visit_JoinedStr = _see

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._see(node) if isinstance(node.ctx, ast.Load) else node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        node.args = [self.visit(argument) for argument in node.args]
        node.keywords = [self.visit(keyword) for keyword in node.keywords]
        return self._see(node)

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        return node
