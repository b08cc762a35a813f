"""Fields: {{ expression }}, a replacement field of an f-string."""

import ast
import re
from functools import cache

FIELD = re.compile(r"\{\{ (?P<body>[^\n]+?) \}\}")
FIELD_FORM = "a field is {{ expression }}: one line, one space inside each pair of braces"


def parse_field(body: str) -> ast.FormattedValue:
    """Value, conversion and format of the field {{ body }}; raises SyntaxError for anything else."""
    tree = ast.parse(f"f'''{{ {body}}}'''", mode="eval").body
    parts = tree.values if isinstance(tree, ast.JoinedStr) else []
    if len(parts) != 1 or not isinstance(field := parts[0], ast.FormattedValue):
        raise SyntaxError("a field holds one expression, with or without a format")
    return field


@cache
def names_in(body: str) -> frozenset[str]:
    """Names of the page that the field {{ body }} reads, in its value or in its format."""
    try:
        nodes = ast.walk(ast.parse(f"f'''{{ {body}}}'''"))
    except SyntaxError:
        return frozenset()  # it is refused where it is shown
    names = [node for node in nodes if isinstance(node, ast.Name)]
    own = {name.id for name in names if isinstance(name.ctx, ast.Store)}  # of a comprehension
    return frozenset(name.id for name in names) - own
