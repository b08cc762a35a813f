"""The code of a page's blocks, and its statements by their lines on the page."""

import ast
from collections.abc import Iterable, Iterator
from types import CodeType

from gdsite.page.asserts import judge_asserts
from gdsite.page.claims import Claims
from gdsite.page.outside import CLOCKS, OWNER
from gdsite.page.provenance import keep_values


class Blocks(dict[int, str]):
    """The code of each block that has run, by the line of the page on which its fence opens.

    path: of the page, as its author knows it.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.statements: dict[int, list[ast.stmt]] = {}  # of each block, and those within them

    def compile(self, line: int, claims: Claims) -> CodeType:
        """The block of a line, in which claims are judged, and what it displays keeps its values.

        Its lines are those of the page.
        """
        source = "\n" * line + self[line]
        tree = ast.parse(source, self.path)
        self.statements[line] = [*_statements(tree.body)]
        judge_asserts(tree, source.split("\n"), claims)
        watch_attributes(tree)
        return compile(keep_values(tree, source), self.path, "exec", dont_inherit=True, optimize=0)  # as without -O

    def fence(self, line: int) -> int:
        """Line of the fence whose block has the given line."""
        return max(fence for fence in self if fence < line)

    def statement(self, line: int) -> str:
        """Source of the innermost statement on a line, in one line; of a loop, its first one."""
        fence = self.fence(line)
        around = [node for node in self.statements[fence] if node.lineno <= line <= _end(node)]
        innermost = min(around, key=lambda node: _end(node) - node.lineno)
        lines = self[fence].encode().split(b"\n")[innermost.lineno - fence - 1 : _end(innermost) - fence]
        lines[-1] = lines[-1][: innermost.end_col_offset]  # in bytes
        lines[0] = lines[0][innermost.col_offset :]
        if body := getattr(innermost, "body", None):
            lines = lines[: max(1, body[0].lineno - innermost.lineno)]
        return " ".join(b" ".join(lines).decode().split())


def watch_attributes(tree: ast.AST) -> None:
    """Have OWNER asked about each attribute or item that is bound, and each attribute that may ask the clock."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Attribute, ast.Subscript)):
            what = getattr(node, "attr", "an item")
            is_bound = not isinstance(node.ctx, ast.Load)
            if is_bound or what in CLOCKS:
                call = ast.Call(
                    ast.Name(OWNER, ast.Load()), [node.value, ast.Constant(what), ast.Constant(is_bound)], []
                )
                node.value = ast.fix_missing_locations(ast.copy_location(call, node.value))


def _end(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _statements(body: Iterable[ast.AST]) -> Iterator[ast.stmt]:
    """The statements of a body, and those in their own bodies."""
    for node in body:
        if isinstance(node, ast.stmt):  # no case, no handler
            yield node
        for name in ("body", "orelse", "handlers", "finalbody", "cases"):
            yield from _statements(getattr(node, name, ()))
