"""Which statements made what an expression reads: those that bound its names, as far as they are the page's own."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
Comprehension = ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp
Maker = str | tuple[int, str]  # a name of the page, or the line that bound a name in a function

FUNCTIONS = ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef
COMPREHENSIONS = ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp


def free_names(node: ast.AST) -> set[str]:
    """The names that an expression reads from around it: none that it binds itself, in a comprehension or a lambda."""
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    names = _names_in_parts(node)
    if isinstance(node, COMPREHENSIONS):
        return names - _bound(*(loop.target for loop in node.generators)) | free_names(node.generators[0].iter)
    if isinstance(node, ast.Lambda):
        defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        return names - {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)} | _free(*defaults)
    return names


def names_bound(statement: ast.stmt) -> set[str]:
    """The names that a statement binds by itself, and not one within it."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    return _bound(*(part for part in ast.iter_child_nodes(statement) if isinstance(part, ast.expr | ast.withitem)))


def names_changed(statement: ast.stmt) -> set[str]:
    """The names of which a statement changes what they stand for: an item or an attribute of it, or by a method."""
    if isinstance(statement, ast.Assign | ast.Delete):
        targets = statement.targets
    elif isinstance(statement, ast.AugAssign):
        targets = [statement.target]
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        targets = [statement.value.func]
    else:
        return set()
    return {name for part in targets if isinstance(part, ast.Attribute | ast.Subscript) and (name := root(part))}


def rebinds(statement: ast.stmt, name: str) -> bool:
    """Whether what a statement binds a name to is made from what the name stood for."""
    return isinstance(statement, ast.AugAssign) or (
        isinstance(statement, ast.Assign | ast.AnnAssign) and name in free_names(statement)
    )


def root(node: ast.expr) -> str | None:
    """The name that an attribute or an item is reached from."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


class _Loop(NamedTuple):
    """A loop around an expression: the names that it binds, those that it reads, and how it reads itself."""

    names: set[str]
    reads: set[str]
    text: str
    is_statement: bool


class _Body(NamedTuple):
    """A function around an expression: for each name of its own the line that bound it."""

    names: Mapping[str, int]


class Scopes:
    """The loops and functions around the place that a visitor of a block's syntax is at."""

    def __init__(self) -> None:
        self.around: list[_Loop | _Body] = []  # from the outermost in

    @contextmanager
    def within(self, node: Function | Comprehension | ast.For) -> Iterator[None]:
        """While this lasts, the place is in the body of the node."""
        before = self.around
        if isinstance(node, ast.For):
            self.around = [*before, _loop(node, _bound(node.target) - _bound(*node.body))]
        elif isinstance(node, FUNCTIONS):  # which runs when a loop around it may have ended
            kept = [scope for scope in before if not (isinstance(scope, _Loop) and scope.is_statement)]
            self.around = [*kept, _Body(_lines(node))]
        else:
            self.around = [*before, *(_loop(loop, _bound(loop.target)) for loop in node.generators)]
        try:
            yield
        finally:
            self.around = before

    def origin(self, node: ast.AST) -> tuple[str, tuple[Maker, ...]]:
        """The loops that bind names in an expression, from the outermost in, and what else has made it."""
        names, loops, own = free_names(node), "", set[tuple[int, str]]()
        for scope in reversed(self.around):
            if found := names.intersection(scope.names):
                names -= found
                if isinstance(scope, _Loop):
                    loops = f" {scope.text}{loops}"
                    names |= scope.reads
                else:
                    own |= {(scope.names[name], name) for name in found}
        return loops, (*sorted(names), *sorted(own))


def _loop(loop: ast.For | ast.comprehension, names: set[str]) -> _Loop:
    target = ast.unparse(loop.target)
    if isinstance(loop.target, ast.Tuple):
        target = target[1:-1]  # without its brackets, as in the source
    text = f"for {target} in {ast.unparse(loop.iter)}"
    return _Loop(names, free_names(loop.iter), text, isinstance(loop, ast.For))


def _lines(function: Function) -> dict[str, int]:
    """For each name of a function's own the line that binds it; where there are several, that of the function."""
    lines, elsewhere = defaultdict[str, set[int]](set), set[str]()
    for part in ast.walk(function):
        if isinstance(part, ast.Global | ast.Nonlocal):
            elsewhere |= set(part.names)
        elif isinstance(part, ast.arg):
            lines[part.arg].add(function.lineno)
        elif isinstance(part, ast.stmt) and part is not function:
            for name in names_bound(part):
                lines[name].add(part.lineno)
    own = lines.keys() - elsewhere
    return {name: at.pop() if len(at := lines[name]) == 1 else function.lineno for name in own}


def _names_in_parts(node: ast.AST) -> set[str]:
    return _free(*ast.iter_child_nodes(node))


def _free(*nodes: ast.AST) -> set[str]:
    return set[str]().union(*map(free_names, nodes))


def _bound(*nodes: ast.AST) -> set[str]:
    """The names that are bound anywhere in some syntax, but for those of its comprehensions."""
    names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in nodes:
        inner = [node.iter, *node.ifs] if isinstance(node, ast.comprehension) else ast.iter_child_nodes(node)
        names |= _bound(*inner)
    return names
