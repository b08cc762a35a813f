"""Every number of the article says which statements made it: those that Python itself would have it from."""

import ast
import dis
import json
import re
import textwrap
from collections import defaultdict
from types import CodeType

import pytest

from conftest import CHAPTERS, beside, source_of

BLOCK = re.compile(r'^(?P<indent> *)```python exec="on"[^\n]*\n(?P<code>.*?)^(?P=indent)```', re.DOTALL | re.MULTILINE)


def code_of(name):
    """The blocks of a chapter as one module, each line where it is on the page, and the code beside it behind them."""
    source, code = source_of(name), ""
    for block in BLOCK.finditer(source):
        code += "\n" * (source.count("\n", 0, block.start("code")) - code.count("\n"))
        code += textwrap.dedent(block["code"])
    return f"{code}\n{beside(name) or ''}"


def loaded(code):
    """The names that compiled code reads from the page, as the compiler says."""
    names = {step.argval for step in dis.get_instructions(code) if step.opname in ("LOAD_NAME", "LOAD_GLOBAL")}
    return names.union(*(loaded(inner) for inner in code.co_consts if isinstance(inner, CodeType)))


def read_by(expression):
    """The names that a note's expression, with its format and its loops, reads from the page."""
    for end in [*(found.start() for found in re.finditer(" for ", expression)), len(expression)]:
        try:
            return loaded(compile(f"[f'''{{ {expression[:end]}}}'''{expression[end:] or ' for _ in ()'}]", "", "eval"))
        except SyntaxError:
            continue
    raise AssertionError(f"no expression: {expression}")


def bindings(code):
    """For each name of the page the statements that bind it, as the compiler says, by their first lines."""
    found = defaultdict(dict)
    statements = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.stmt)]
    line = 0
    for step in dis.get_instructions(compile(code, "", "exec")):
        line = step.positions.lineno or line
        if step.opname in ("STORE_NAME", "STORE_GLOBAL"):
            around = [node for node in statements if node.lineno <= line <= node.end_lineno]
            column = step.positions.col_offset or 0
            node = min(around, key=lambda node: (node.end_lineno - node.lineno, abs(node.col_offset - column)))
            found[step.argval][node] = " ".join(
                ast.get_source_segment(code, node).splitlines()[0].split("  #")[0].split()
            )
    return found


def is_imported_function(node, name):
    """Whether a name is that of a function that another module has made."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return False
    names = {}
    exec(ast.unparse(node), names)
    return callable(names[name])


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_note_names_the_statements_that_made_its_number(chapter, name):
    """For each name that the compiler finds read: a statement by which it finds it bound, and no other statement."""
    article = chapter(name).article
    bound = bindings(code_of(name))
    sources = json.loads(article.xpath("string(.//*[@id='__computed']/@data-origins)") or "[]")
    for number in article.xpath(".//*[@data-expression and not(@data-expression='typed by the author')]"):
        expression = number.get("data-expression")
        told = {sources[int(each)][0] for each in number.get("data-from", "").split()}
        explained = set()
        for read in read_by(expression) & bound.keys():
            made = {text for node, text in bound[read].items() if not is_imported_function(node, read)}
            by_name = {each for each in told if any(each.startswith(text) for text in made)}
            assert bool(by_name) == bool(made), f"{expression}: {read} comes from {made}, not from {told}"
            changed = {each for each in told if re.match(rf"{read}[.\[]", each)}
            explained |= by_name | changed
        assert told == explained, f"{expression} does not come from {told - explained}"


def test_no_note_is_about_a_name_that_its_expression_binds():
    """The oracle: loops, comprehensions and lambdas have names of their own, but for what they begin from."""
    assert read_by("at.weights:g for at in together") == {"together"}
    assert read_by("[x for x in x][0]!r") == {"x"}
    assert read_by("max(a, (lambda b: b)(c)):.{d}f") == {"max", "a", "c", "d"}
    assert read_by("sum((k for k in ks)) for k in range(2)") == {"sum", "ks", "range"}
    made = bindings("a = b = 1; c = 2\nfor d in [d for e in a]:\n  a += 1")
    assert {name: [*statements.values()] for name, statements in made.items()} == {
        "a": ["a = b = 1", "a += 1"], "b": ["a = b = 1"], "c": ["c = 2"], "d": ["for d in [d for e in a]:"],
    }  # fmt: skip
