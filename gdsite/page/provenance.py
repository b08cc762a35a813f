"""Numbers that a block prints or writes into a figure: each keeps the expression that made it.

In the f-strings that are displayed, and only there, each replacement field becomes a call that leaves
a mark in the place of a number. So `print(f"| {at.k} | {at.loss:g} |")` is all that an author writes.
"""

import ast
import re
from collections.abc import Sequence

DISPLAY = "__display__"  # name of the function that these calls call
# What f-strings are given to.
DISPLAYING = {"print", "Plot", "text", "moving_text", "slider", "say", "table"}
PRINTED = re.compile("\ue002(\\d+)\ue003")
_DISPLAYING = re.compile("|".join(DISPLAYING))
_Loop = ast.For | ast.comprehension
_Comprehension = ast.GeneratorExp | ast.ListComp | ast.SetComp


def mark(number: int) -> str:
    """What stands in printed text for the value of that number."""
    return f"\ue002{number}\ue003"


def keep_values(tree: ast.Module, source: str) -> ast.Module:
    """The module of a source, with its printed expressions made into calls of DISPLAY."""
    lines, start = source.split("\n"), 0
    for i, statement in enumerate(tree.body):
        end = statement.end_lineno or statement.lineno
        if _DISPLAYING.search("\n".join(lines[start:end])):  # a visit of what displays nothing is a waste
            tree.body[i] = _Printed().visit(statement)
        start = end - 1
    return tree


class _Printed(ast.NodeTransformer):
    def __init__(self) -> None:
        self.is_printed = False
        self.loops: list[_Loop] = []  # around the node, from the outermost in

    def visit_Call(self, node: ast.Call) -> ast.Call:
        before = self.is_printed
        called = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        self.is_printed = before or called in DISPLAYING
        self.generic_visit(node)
        if called == "print":
            node.args = [self._argument(argument) for argument in node.args]
        self.is_printed = before
        return node

    def _argument(self, node: ast.expr) -> ast.expr:
        return node if isinstance(node, (ast.Constant, ast.JoinedStr, ast.Starred)) else self._call(node, node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        if self.is_printed:
            node.values = [self._field(part) for part in node.values]
        return node

    def _field(self, part: ast.expr) -> ast.expr:
        if not isinstance(part, ast.FormattedValue):
            return part
        call = self._call(part.value, part, ast.Constant(part.conversion), part.format_spec or ast.Constant(""))
        return ast.copy_location(ast.FormattedValue(call, -1), part)

    def _call(self, node: ast.expr, place: ast.expr, *how: ast.expr) -> ast.Call:
        """A call of DISPLAY for a node, which stands where the place does."""
        origin = [ast.Constant(text) for text in (ast.unparse(node), self._loops_of(node))]
        call = ast.Call(ast.Name(DISPLAY, ast.Load()), [node, *origin, *how], [])
        return ast.fix_missing_locations(ast.copy_location(call, place))

    def _loops_of(self, node: ast.expr) -> str:
        """The loops that bind names in an expression, from the outermost in."""
        wanted, loops = _names(node) if self.loops else set(), ""
        for loop in reversed(self.loops):
            if wanted & _names(loop.target):
                loops = f" {_unparse_loop(loop)}{loops}"
                wanted |= _names(loop.iter)
        return loops

    def visit_For(self, node: ast.For) -> ast.For:
        self._visit_in([node], node)
        return node

    def _visit_comprehension(self, node: _Comprehension) -> _Comprehension:
        self._visit_in(node.generators, node)
        return node

    visit_GeneratorExp = visit_ListComp = visit_SetComp = _visit_comprehension

    def _visit_in(self, loops: Sequence[_Loop], node: ast.AST) -> None:
        self.loops += loops
        self.generic_visit(node)
        del self.loops[-len(loops) :]


def _unparse_loop(loop: _Loop) -> str:
    target = ast.unparse(loop.target)
    if isinstance(loop.target, ast.Tuple):
        target = target[1:-1]  # without its brackets, as in the source
    return f"for {target} in {ast.unparse(loop.iter)}"


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
