"""The article is a function of its givens: with others, a page is true, or it is not built.

A given is a number in a statement marked `# given` or `# chosen` in a page's blocks.
The pages are rendered by MkDocs, its plugins and the hooks, in this process and without the theme:
a build of the whole site for each example would take a hundred times as long.
"""

import ast
import re
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from mkdocs.exceptions import BuildError

import numerals
from conftest import source_of
from test_chapters import CHAPTERS

BLOCK = re.compile(r'^```python exec="on".*?\n(.*?)^```$', re.DOTALL | re.MULTILINE)
CLAIM = re.compile(r"docs/[\w-]+\.md:\d+: (AssertionError: assert .|.*does not hold in the digits shown)")


def givens(source):
    """Places and values of the givens in a page's source, in their order."""
    found = []
    for block in BLOCK.finditer(source):
        code = block[1]
        lines = code.splitlines(keepends=True)
        starts = [block.start(1) + sum(map(len, lines[:n])) for n in range(len(lines))]
        for statement in ast.parse(code).body:
            if not re.search("# (given|chosen)", "".join(lines[statement.lineno - 1 : statement.end_lineno])):
                continue
            for node in ast.walk(statement):
                if isinstance(node, ast.Constant) and type(node.value) in (int, float):
                    line = starts[node.lineno - 1]
                    found.append((line + node.col_offset, line + node.end_col_offset, node.value))
    return sorted(found)


def others(value):
    """Other values for a given: whole numbers for whole ones, short decimals for decimals."""
    if isinstance(value, int):
        return st.integers(-9, 9) if abs(value) < 10 else st.integers(2, 2 * value)
    digits = max(len(str(value).partition(".")[2]), 2)
    return st.integers(1, 5 * 10**digits).map(lambda n: float(Fraction(n, 10**digits)))


@st.composite
def other_givens(draw, source):
    """Other values for one or several of the givens of a source, by their places in it."""
    places = st.sets(st.sampled_from(givens(source)), min_size=1, max_size=3)
    return {(start, end): draw(others(value)) for start, end, value in sorted(draw(places))}


def with_givens(source, values):
    """The source with these values in these places."""
    for (start, end), value in sorted(values.items(), reverse=True):
        source = source[:start] + str(value) + source[end:]
    return source


@pytest.mark.slow("draw many examples")
@pytest.mark.parametrize("name", CHAPTERS[:-2])  # the last two start from nothing
def test_other_givens_make_another_true_page_or_none(renderer, name):
    """Either a claim is named that is false now, or all numerals have an origin and all relations hold."""
    original, built = source_of(name), []
    assert givens(original), "no given in this page"

    @settings(
        max_examples=200 if name == "index" else 25, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(other_givens(original))
    def check(values):
        source = with_givens(original, values)
        note("\n".join(line for line in source.splitlines() if re.search("# (given|chosen)", line)))
        try:
            article = renderer.article(name, source)
        except BuildError as error:
            assert CLAIM.search(str(error)), str(error)
        else:
            built.append(source)
            assert not numerals.orphans(article)

    check()
    print(name, len(built))
    assert not numerals.orphans(renderer.article(name, original))
    if name == "index":
        assert len(built) > 20
