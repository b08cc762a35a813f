"""Fields: {{ expression }}, a replacement field of an f-string, and {{ assert condition }}, a claim."""

import ast
import re
from functools import cache
from types import CodeType
from typing import NamedTuple

from gdsite.page.blocks import watch_attributes
from gdsite.page.origins import free_names

FIELD = re.compile(r"\{\{ (?P<body>[^\n]+?) \}\}")
FIELD_FORM = "a field is {{ expression }}: one line, one space inside each pair of braces"
_CLAIM = re.compile(r"\s*assert\b")


class Field(NamedTuple):
    """A field {{ body }} as it is evaluated: the source, the syntax and the code of its value, and its format."""

    source: str
    names: set[str]  # that the value reads
    value: ast.expr
    code: CodeType
    conversion: int
    spec: CodeType | None


@cache
def read_field(body: str, path: str) -> Field:
    """The field {{ body }} of the page of that path; raises SyntaxError for anything else."""
    field = parse_field(body)
    source, names = ast.unparse(field.value), free_names(field.value)
    watch_attributes(field)
    code = compile_expression(field.value, path)
    spec = compile_expression(field.format_spec, path) if field.format_spec else None
    return Field(source, names, field.value, code, field.conversion, spec)


def compile_expression(node: ast.expr, path: str) -> CodeType:
    """The code of an expression on the page of that path."""
    return compile(ast.Expression(node), path, "eval", dont_inherit=True)


def parse_field(body: str) -> ast.FormattedValue:
    """Value, conversion and format of the field {{ body }}; raises SyntaxError for anything else."""
    tree = ast.parse(f"f'''{{ {body}}}'''", mode="eval").body
    parts = tree.values if isinstance(tree, ast.JoinedStr) else []
    if len(parts) != 1 or not isinstance(field := parts[0], ast.FormattedValue):
        raise SyntaxError("a field holds one expression, with or without a format")
    _require_no_binding(field)
    return field


def is_claim(body: str) -> bool:
    """Whether the field {{ body }} is a claim."""
    return bool(_CLAIM.match(body))


def parse_claim(body: str) -> ast.Assert:
    """The statement in the claim {{ body }}; raises SyntaxError for anything else."""
    statements = ast.parse(body.strip()).body
    if len(statements) != 1 or not isinstance(claim := statements[0], ast.Assert):
        raise SyntaxError("a claim is {{ assert condition }}")
    _require_no_binding(claim)
    return claim


def _require_no_binding(field: ast.AST) -> None:
    """All fields are read when the blocks have run, in no order that a reader sees."""
    for node in ast.walk(field):
        if isinstance(node, ast.NamedExpr):
            raise SyntaxError(f"a field binds no name; bind {node.target.id} in a block")


@cache
def names_in(body: str) -> frozenset[str]:
    """Names of the page that the field {{ body }} reads, in its value or in its format."""
    try:
        return frozenset(free_names(parse_claim(body) if is_claim(body) else parse_field(body)))
    except SyntaxError:
        return frozenset()  # it is refused where it is shown
