"""Numbers that a block prints or writes into a figure: each keeps the expression that made it.

An f-string that is given to print or to a figure becomes a Text: the very string that Python makes of it, which also
knows the values in it. So `print(f"| {at.k} | {at.loss:g} |")` is all that an author writes; and whoever else reads
that string, be it len, another library or a file, finds nothing but the string.
"""

import ast
import re
from collections.abc import Iterable, Sequence
from typing import Any, SupportsIndex

from gdsite.page.origins import COMPREHENSIONS, FUNCTIONS, Scopes, root
from gdsite.page.values import Value, display, formatted, is_row

# Names of the functions that a block calls where it displays: for a value, for texts in a row, and to ask who displays.
DISPLAY, JOIN, DISPLAYS = "__display__", "__join__", "__displays__"

_FIRST, _LAST = 0xF0000, 0x10FFFD  # private-use characters: a mark is one of them, so nothing can part it
PRINTED = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")
_DISPLAYING = re.compile("print|[fF][rR]?[\"']")  # no statement without these

Piece = Value | str | ValueError  # the last in the place of a value that may not be displayed


def mark(number: int) -> str:
    """What stands in printed text for the value of that number."""
    if number > _LAST - _FIRST:
        raise ValueError(f"a page prints at most {_LAST - _FIRST + 1:,} numbers")
    return chr(_FIRST + number)


def number_of(mark: str) -> int:
    """The number of the value that a mark stands for."""
    return ord(mark) - _FIRST


class Displaying:
    """What displays texts with the values in them: the print of a page, and figures."""


def displays(called: Any) -> bool:
    """Whether a function is a page's print, or one of a figure's."""
    owner = getattr(called, "__self__", called)
    return issubclass(owner if isinstance(owner, type) else type(owner), Displaying)


class Text(str):
    """A string that knows the values in it, for those who display it; to all others, a string like any other."""

    pieces: Sequence[Piece]

    def __add__(self, other: str) -> str:
        return join([self, other]) if isinstance(other, str) else NotImplemented

    def __radd__(self, other: str) -> str:
        return join([other, self])

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return str, (str(self),)


def text_of(text: str, pieces: Sequence[Piece]) -> str:
    """The text, with its pieces where there are values among them."""
    if all(isinstance(piece, str) for piece in pieces):
        return text
    made = Text(text)
    made.pieces = pieces
    return made


def join(texts: Iterable[str], between: str = "") -> str:
    """Texts in a row, as str.join makes them."""
    texts = list(texts)
    pieces: list[Piece] = []
    for text in texts:
        pieces += [between, *_pieces(text)]
    return text_of(between.join(texts), pieces[1:])


def pieces_of(text: str) -> Sequence[Value | str]:
    """The values in a text, and what stands between them; raises ValueError for one that may not be displayed."""
    for piece in (pieces := _pieces(text)):
        if isinstance(piece, ValueError):
            raise piece.with_traceback(None)
    return pieces  # type: ignore[return-value]  # no error is among them


def displayed(
    value: Any, expression: str, loops: str, origins: tuple[int, ...], conversion: int = -1, spec: str = ""
) -> str:
    """What an f-string makes of a value, which knows the expression that made it, with its loops, and its origins."""
    if isinstance(value, Text) and conversion < 0 and not spec:
        return value
    if isinstance(value, str):
        return formatted(value, conversion, spec)

    def with_origin(piece: Value | str) -> Value | str:
        if isinstance(piece, str) or not re.search(r"\d", piece.text):
            return _shown(piece)
        return piece._replace(expression=piece.expression + loops, origins=origins)

    try:
        pieces: list[Piece] = [*map(with_origin, display(value, expression, conversion, spec))]
    except ValueError as refusal:
        pieces = [refusal]
    if spec and is_row(value):
        return text_of("".join(map(_shown, pieces)), pieces)
    return text_of(formatted(value, conversion, spec), pieces)


def _shown(piece: Piece) -> str:
    return piece.text if isinstance(piece, Value) else str(piece)


def _pieces(text: str) -> Sequence[Piece]:
    return text.pieces if isinstance(text, Text) else [text]


def keep_values(tree: ast.Module, source: str) -> ast.Module:
    """The module of a source, in which what is displayed keeps its values."""
    lines, start = source.split("\n"), 0
    for statement in tree.body:
        end = statement.end_lineno or statement.lineno
        if _DISPLAYING.search("\n".join(lines[start:end])):  # a visit of what displays nothing is a waste
            ast.fix_missing_locations(_Displayed().visit(statement))
        start = end - 1
    return tree


class _Displayed(ast.NodeTransformer):
    """Puts, beside each text that is given to a call, the same as a Text, for the case that the call displays it."""

    def __init__(self) -> None:
        self.scopes = Scopes()

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, (*FUNCTIONS, *COMPREHENSIONS, ast.For)):
            with self.scopes.within(node):
                return super().generic_visit(node)
        return super().generic_visit(node)

    def visit_Assert(self, node: ast.Assert) -> ast.Assert:
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        called = node.func
        if not _is_path(called):
            self.generic_visit(node)
            return node
        is_print = isinstance(called, ast.Name) and called.id == "print"
        arguments = [self._argument(argument, called, is_print) for argument in node.args]
        named = [self._argument(keyword.value, called) for keyword in node.keywords]
        self.generic_visit(node)  # for the calls within, which the arguments have from here
        node.args = arguments
        for keyword, value in zip(node.keywords, named, strict=True):
            keyword.value = value
        return node

    def _argument(self, node: ast.expr, called: ast.expr, is_print: bool = False) -> ast.expr:
        """An argument, as a text where the call displays it."""
        if isinstance(node, ast.Starred):
            return ast.copy_location(ast.Starred(self._argument(node.value, called), ast.Load()), node)
        shown = self._shown(node)
        if not shown and is_print and not isinstance(node, ast.Constant):
            shown = self._displayed(node, node)
        if not shown:
            return node
        return ast.copy_location(ast.IfExp(_call(DISPLAYS, called), shown, node), node)

    def _shown(self, node: ast.expr) -> ast.expr | None:
        """The same expression with Texts in the place of f-strings; None if there are none to be displayed."""
        made: ast.expr | None = None
        if isinstance(node, ast.JoinedStr):
            made = _call(JOIN, ast.List([self._field(part) for part in node.values], ast.Load()))
        elif isinstance(node, ast.List | ast.Tuple):
            shown, elements = self._shown_among(*node.elts)
            made = type(node)(elements, ast.Load()) if shown else None
        elif isinstance(node, ast.Subscript):
            made = ast.Subscript(element, node.slice, ast.Load()) if (element := self._shown(node.value)) else None
        elif isinstance(node, ast.Starred):
            made = ast.Starred(element, ast.Load()) if (element := self._shown(node.value)) else None
        elif isinstance(node, ast.IfExp):
            shown, (body, other) = self._shown_among(node.body, node.orelse)
            made = ast.IfExp(node.test, body, other) if shown else None
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            shown, (left, right) = self._shown_among(node.left, node.right)
            made = ast.BinOp(left, node.op, right) if shown else None
        elif isinstance(node, ast.ListComp | ast.GeneratorExp):
            with self.scopes.within(node):
                element = self._shown(node.elt)
            made = type(node)(element, node.generators) if element else None
        elif isinstance(node, ast.Call) and _is_join(node):
            element = self._shown(node.args[0])
            made = _call(JOIN, element, node.func.value) if element else None  # type: ignore[attr-defined]
        return ast.copy_location(made, node) if made else None

    def _shown_among(self, *nodes: ast.expr) -> tuple[bool, list[ast.expr]]:
        """Whether any of these is to be displayed, and all of them, with those as they are shown."""
        shown = [self._shown(node) for node in nodes]
        return any(shown), [made or node for made, node in zip(shown, nodes, strict=True)]

    def _field(self, part: ast.expr) -> ast.expr:
        if not isinstance(part, ast.FormattedValue):
            return part
        how = [ast.Constant(part.conversion), part.format_spec or ast.Constant("")]
        return self._displayed(part.value, part, *how)

    def _displayed(self, node: ast.expr, place: ast.expr, *how: ast.expr) -> ast.Call:
        """A call of DISPLAY for a node, which stands where the place does."""
        loops, makers = self.scopes.origin(node)
        made: list[ast.expr] = [ast.Constant(ast.unparse(node)), ast.Constant(loops), ast.Constant(makers)]  # type: ignore[arg-type]
        return ast.copy_location(_call(DISPLAY, self._shown(node) or node, *made, *how), place)


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), [*arguments], [])


def _is_path(node: ast.expr) -> bool:
    """Whether it is a name, or reached from one without a call: to read it twice changes nothing."""
    acting = ast.Call | ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom
    return bool(root(node)) and not any(isinstance(part, acting) for part in ast.walk(node))


def _is_join(node: ast.Call) -> bool:
    """Whether it joins texts by one that is written there."""
    called = node.func
    return (
        isinstance(called, ast.Attribute)
        and called.attr == "join"
        and isinstance(called.value, ast.Constant)
        and isinstance(called.value.value, str)
        and len(node.args) == 1
    )
