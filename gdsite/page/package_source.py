"""Listings that are taken from a package: its functions and classes as they are, without what only explains or checks.

Left out are docstrings, type hints, and statements that only check the input: calls of require_…, x = whole(…, x), and
`if …: raise`. Comments stay.
"""

import ast
import builtins
import importlib
import inspect
import re
import symtable
import textwrap
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from gdsite.page.origins import names_bound

_WIDTH = 79  # of a listing
_Defined = ast.FunctionDef | ast.ClassDef


class Listing(NamedTuple):
    """The listing of functions and classes, and what a page's session runs for it: imports of all that it binds."""

    code: str
    binding: str


class _Module:
    """A module of a package: its name, its source and its statements."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.names = vars(module := importlib.import_module(name))
        self.source = Path(str(module.__file__)).read_text(encoding="utf-8")
        self.body = ast.parse(self.source).body

    def defined(self, name: str) -> _Defined | None:
        """Its own function or class of that name."""
        return next((node for node in self.body if isinstance(node, _Defined) and node.name == name), None)


def listing_of(paths: Sequence[str], packages: Collection[str], known: Collection[str]) -> Listing:
    """The listing of what these paths, such as gdcore.step, name; with the imports that it needs, but for known names.

    Raises ValueError for a path that names no function and no class of these packages.
    """
    found = [_find(path, packages) for path in paths]
    bound = {*known, *(path.rpartition(".")[2] for path in paths)}
    head, binding, bodies = set[str](), set[str](), list[str]()
    for module, defined in found:
        bodies.append(_without_checks(module.source, defined))
        for statement, names in _needed(bodies[-1], module, bound):
            bound |= names
            head.add(statement)
            is_import = statement.startswith(("import ", "from "))
            binding.add(statement if is_import else f"from {module.name} import {', '.join(names)}")
    binding |= {f"from {path.rpartition('.')[0]} import {path.rpartition('.')[2]}" for path in paths}
    imports = {line for line in head if line.startswith(("import ", "from "))}
    heads = ["\n".join(_merged(imports, packages)), *sorted(head - imports)]
    code = "\n\n\n".join(["\n\n".join(filter(None, heads)), *bodies])
    return Listing(code.strip(), "\n".join(sorted(binding)))


def _find(path: str, packages: Collection[str]) -> tuple[_Module, _Defined]:
    """The definition of what a path names, and its module."""
    owner, _, name = path.rpartition(".")
    if owner.partition(".")[0] not in packages:
        raise ValueError(f"{path} is in none of the project's own packages: {', '.join(packages) or 'there are none'}")
    try:
        value: Any = inspect.unwrap(getattr(importlib.import_module(owner), name))
        if value.__module__.partition(".")[0] in packages:
            module = _Module(value.__module__)
            if defined := module.defined(value.__qualname__):
                return module, defined
    except (ImportError, AttributeError):
        pass
    raise ValueError(f"{path} is no function and no class of {owner}")


def _needed(code: str, module: _Module, bound: Iterable[str]) -> Iterator[tuple[str, set[str]]]:
    """What binds the names of a module that some code of it reads, and these: imports, and constants in full."""
    lines = module.source.splitlines()
    statements = [inner for node in module.body for inner in (node, *getattr(node, "body", ()))]
    for name in sorted(_globals(code) - {*bound} - vars(builtins).keys()):
        statement = next((each for each in statements if name in names_bound(each)), None)
        if isinstance(statement, ast.ImportFrom):
            (alias,) = (each for each in statement.names if name in (each.name, each.asname))
            yield f"from {_shortest(str(statement.module), alias.name)} import {ast.unparse(alias)}", {name}
        elif isinstance(statement, ast.Import):
            yield ast.unparse(statement), {name}
        elif isinstance(statement, ast.Assign):
            yield "\n".join(lines[statement.lineno - 1 : statement.end_lineno]), {name}
        elif statement:
            yield f"from {_shortest(module.name, name)} import {name}", {name}


def _shortest(module: str, name: str) -> str:
    """The package itself, where it offers the same name as its module does."""
    package = module.partition(".")[0]
    return package if name in getattr(importlib.import_module(package), "__all__", ()) else module


def _merged(imports: Iterable[str], packages: Collection[str]) -> list[str]:
    """Imports, one line for each module; the project's own packages last."""
    names: dict[str, list[str]] = {}
    for line in sorted(imports):
        before, _, name = line.partition(" import ")
        names.setdefault(before, []).extend([name] if name else [])
    lines = [f"{before} import {', '.join(each)}" if each else before for before, each in names.items()]
    return sorted(lines, key=lambda line: (line.split()[1].partition(".")[0] in packages, line))


def _globals(code: str) -> set[str]:
    """The names that some code reads from its module."""

    def read(table: symtable.SymbolTable) -> Iterator[str]:
        is_top = table.get_type() == "module"
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (is_top or symbol.is_global()):
                yield symbol.get_name()
        for child in table.get_children():
            yield from read(child)

    return {*read(symtable.symtable(code, "", "exec"))}


def _without_checks(source: str, defined: _Defined) -> str:
    """Source of a function or a class without docstrings, hints and checks."""
    lines: list[str | None] = [*source.splitlines()]

    def put(text: str | None, first: int, last: int | None) -> None:
        """Write a text in the place of some lines."""
        lines[first - 1 : last] = [text, *[None] * ((last or first) - first)]

    for node in ast.walk(defined):
        body: Any = getattr(node, "body", None)
        body = body if isinstance(body, list) else []
        is_all = bool(body) and all(map(_is_left_out, body))
        for statement in filter(_is_left_out, body):
            if isinstance(node, _Defined) or not is_all:  # or else the node is left out itself, or has an else
                put(None, statement.lineno, statement.end_lineno)
        if isinstance(node, ast.FunctionDef):
            put(_header(node), node.lineno, node.body[0].lineno - 1)
            for hinted in (each for each in node.body if isinstance(each, ast.AnnAssign) and each.value):
                text = f"{' ' * hinted.col_offset}{ast.unparse(hinted.target)} = "
                put(text + "\n".join(_rest(source, hinted)), hinted.lineno, hinted.end_lineno)
        if isinstance(node, _Defined) and is_all:
            put(f"{' ' * body[-1].col_offset}pass", body[-1].lineno, body[-1].end_lineno)
    first = min([defined.lineno, *(each.lineno for each in defined.decorator_list)])
    kept = [line for line in lines[first - 1 : defined.end_lineno] if line is not None]
    text = re.sub(r"\n(?:[ \t]*\n)+", "\n\n", "\n".join(kept))
    return re.sub(r":\n\n(?=[ \t])", ":\n", text).rstrip()


def _rest(source: str, hinted: ast.AnnAssign) -> list[str]:
    """The value of an assignment with a hint, and the comment behind it."""
    assert hinted.value
    lines = source.splitlines()[hinted.value.lineno - 1 : hinted.end_lineno]
    return [lines[0].encode()[hinted.value.col_offset :].decode(), *lines[1:]]


def _header(function: ast.FunctionDef) -> str:
    """The first lines of a function without hints."""
    for argument in ast.walk(function.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    indent = " " * function.col_offset
    arguments = re.sub(r"(?<=\de)-0(?=\d)", "-", ast.unparse(function.args))
    if len(line := f"{indent}def {function.name}({arguments}):") <= _WIDTH:
        return line
    wrapped = textwrap.wrap(f"{arguments},", _WIDTH - len(indent) - 4, break_long_words=False)
    return "\n".join([f"{indent}def {function.name}(", *(f"{indent}    {line}" for line in wrapped), f"{indent}):"])


def _is_left_out(statement: ast.stmt) -> bool:
    """Whether a statement only explains or checks."""
    match statement:
        case ast.Expr(ast.Constant(str())):
            return True
        case ast.Expr(ast.Call(ast.Name(name))):
            return name.lstrip("_").startswith("require_")
        case ast.Assign([ast.Name(target)], ast.Call(ast.Name("whole"), arguments)):
            return any(isinstance(each, ast.Name) and each.id == target for each in arguments)
        case ast.If(body=body, orelse=[]):
            return all(isinstance(each, ast.Raise) or _is_left_out(each) for each in body)
    return False
