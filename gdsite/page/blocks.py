"""The code of a page's blocks, and its statements by their lines on the page."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from types import CodeType

from gdsite.page.asserts import judge_asserts
from gdsite.page.claims import Claims
from gdsite.page.origins import names_bound, names_changed, rebinds
from gdsite.page.outside import CLOCKS, OWNER
from gdsite.page.provenance import keep_values

_FUNCTIONS = ast.FunctionDef, ast.AsyncFunctionDef


def file_beside(page: str | Path) -> Path:
    """Where the Python file beside a page is, if there is one: docs/loop.py beside docs/loop.md."""
    return Path(page).with_suffix(".py")


def code_beside(page: str | Path | None) -> str | None:
    """The code in the file beside a page; None where there is none."""
    file = file_beside(page) if page else None
    return file.read_text(encoding="utf-8") if file and file.is_file() else None


class Blocks(dict[int, str]):
    """The code of each block that has run, by the line of the page on which its fence opens.

    path: of the page, as its author knows it.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.statements: dict[int, list[ast.stmt]] = {}  # of each block, and those within them
        self.imported: set[str] = set()  # names
        self.changing: defaultdict[str, list[ast.stmt]] = defaultdict(list)  # by the name of what they change

    def compile(self, line: int, claims: Claims) -> CodeType:
        """The block of a line, in which claims are judged, and what it displays keeps its values.

        Its lines are those of the page.
        """
        source = "\n" * line + self[line]
        tree = ast.parse(source, self.path)
        self.statements[line] = [*_statements(ast.parse(source).body)]  # as they are written
        for node in self.statements[line]:
            if isinstance(node, ast.Import | ast.ImportFrom):
                self.imported |= names_bound(node)
            for name in names_changed(node):
                self.changing[name].append(node)
        judge_asserts(keep_values(tree, source), source.split("\n"), claims)
        watch_attributes(tree)
        return compile(tree, self.path, "exec", dont_inherit=True, optimize=0)  # as without -O

    def fence(self, line: int) -> int:
        """Line of the fence whose block has the given line."""
        return max(fence for fence in self if fence < line)

    def statement(self, line: int) -> str:
        """Source of the innermost statement on a line, in one line; of a loop, its first one."""
        return self.source(_innermost(self._on(line)))

    def makers(self, line: int, name: str) -> list[ast.stmt]:
        """The statements that made what a name stands for, which was bound on a line.

        If that is in a loop and goes on from what the name stood for, all of the loop that bind it, with the loop.
        """
        around = self._on(line)
        bound = _innermost([node for node in around if name in names_bound(node)] or around)
        if rebinds(bound, name):
            for loop in reversed([node for node in around if isinstance(node, ast.For | ast.While)]):
                if len(within := [node for node in _statements(loop.body) if name in names_bound(node)]) > 1:
                    return [loop, *within]
        return [bound]

    def changes(self, name: str, since: int) -> list[ast.stmt]:
        """The statements below a line, and in no function, that change what a name stands for and bind no other."""
        found = [node for node in self.changing[name] if node.lineno > since]
        return [node for node in found if not any(isinstance(outer, _FUNCTIONS) for outer in self._on(node.lineno))]

    def bindings(self, name: str) -> list[ast.stmt]:
        """All statements that bind a name of the page: by themselves, or as a global in a function."""
        bodies = [[*_statements(node.body)] for node in self._all() if isinstance(node, _FUNCTIONS)]
        inner = {node for body in bodies for node in body}
        is_global = [body for body in bodies if any(isinstance(n, ast.Global) and name in n.names for n in body)]
        found = [*(node for node in self._all() if node not in inner), *chain(*is_global)]
        return [node for node in found if name in names_bound(node)]

    def source(self, node: ast.stmt) -> str:
        """Source of a statement, in one line; of a loop or a function, its first one."""
        fence = self.fence(node.lineno)
        lines = self[fence].encode().split(b"\n")[node.lineno - fence - 1 : _end(node) - fence]
        lines[-1] = lines[-1][: node.end_col_offset]  # in bytes
        lines[0] = lines[0][node.col_offset :]
        if body := getattr(node, "body", None):
            lines = lines[: max(1, body[0].lineno - node.lineno)]
        return " ".join(b" ".join(lines).decode().split())

    def _on(self, line: int) -> list[ast.stmt]:
        """The statements around a line, from the outermost in."""
        return [node for node in self.statements[self.fence(line)] if _start(node) <= line <= _end(node)]

    def _all(self) -> Iterator[ast.stmt]:
        return chain(*self.statements.values())


def _innermost(statements: list[ast.stmt]) -> ast.stmt:
    return min(statements, key=lambda node: _end(node) - node.lineno)


def _start(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def watch_attributes(tree: ast.AST) -> None:
    """Have OWNER asked about each attribute or item that is bound, and each attribute that may ask the clock."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Attribute, ast.Subscript)):
            what = getattr(node, "attr", "an item")
            is_bound = not isinstance(node.ctx, ast.Load)
            if is_bound or what in CLOCKS:
                node.value = _asked_of_owner(node.value, what, is_bound)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("setattr", "delattr") and node.args:
            node.args[0] = _asked_of_owner(node.args[0], "an attribute", is_bound=True)


def _asked_of_owner(owner: ast.expr, what: str, is_bound: bool) -> ast.expr:
    call = ast.Call(ast.Name(OWNER, ast.Load()), [owner, ast.Constant(what), ast.Constant(is_bound)], [])
    return ast.fix_missing_locations(ast.copy_location(call, owner))


def _end(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _statements(body: Iterable[ast.AST]) -> Iterator[ast.stmt]:
    """The statements of a body, and those in their own bodies."""
    for node in body:
        if isinstance(node, ast.stmt):  # no case, no handler
            yield node
        for name in ("body", "orelse", "handlers", "finalbody", "cases"):
            yield from _statements(getattr(node, name, ()))
