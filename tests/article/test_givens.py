"""The article is a function of its givens: with others, a page is true, or it is not built.

A given is a number in a statement marked `# given` or `# chosen` in a page's blocks.
The pages are rendered by MkDocs and its plugins, in this process and without the theme:
a build of the whole site for each example would take a hundred times as long.
"""

import ast
import random
import re
from fractions import Fraction
from itertools import islice

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from mkdocs.exceptions import BuildError

import numerals
from conftest import CHAPTERS, beside, source_of

BLOCK = re.compile(r'^```python exec="on".*?\n(.*?)^```$', re.DOTALL | re.MULTILINE)
BESIDE = '\n```python exec="on" beside\n'  # behind the Markdown, where the tests have the code beside it
CLAIM = re.compile(r"docs/[\w-]+\.(?:md|py):\d+: (assert .|.*does not hold in the digits shown)")


def whole(name):
    """The Markdown of a chapter, and the code beside it as a last block."""
    code = beside(name)
    return source_of(name) if code is None else f"{source_of(name)}{BESIDE}{code}```\n"


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


def far(value):
    """Other values for a given: whole numbers for whole ones, short decimals for decimals."""
    if isinstance(value, int):
        return st.integers(-9, 9) if abs(value) < 10 else st.integers(2, 2 * value)
    digits = max(len(str(value).partition(".")[2]), 2)
    return st.integers(1, 5 * 10**digits).map(lambda n: float(Fraction(n, 10**digits)))


def near(value):
    """Values beside a given: one or two more or less than a whole number, two or ten percent for decimals."""
    if isinstance(value, int):
        return [value - 2, value - 1, value + 1, value + 2]
    return [float(f"{factor * value:.3g}") for factor in (0.9, 0.98, 1.02, 1.1)]


@st.composite
def far_givens(draw, source):
    """Other values for one or several of the givens of a source, by their places in it."""
    places = st.sets(st.sampled_from(givens(source)), min_size=1, max_size=3)
    return {(start, end): draw(far(value)) for start, end, value in sorted(draw(places))}


def near_givens(source):
    """Each given of a source with each value beside it, in an order of chance, always the same."""
    found = [{(start, end): other} for start, end, value in givens(source) for other in near(value)]
    random.Random(0).shuffle(found)
    return found


def with_givens(source, values):
    """The source with these values in these places."""
    for (start, end), value in sorted(values.items(), reverse=True):
        source = source[:start] + str(value) + source[end:]
    return source


def is_built(renderer, name, source):
    """Whether a page is built, and then all its numbers have an origin; if it is not, a claim is false on it."""
    try:
        markdown, _, code = source.partition(BESIDE)
        article = renderer.article(name, markdown, code.removesuffix("```\n") if code else None)
    except BuildError as error:
        if not CLAIM.search(str(error)):
            raise
        return False
    assert not numerals.orphans(article)
    return True


# To explain a failure, hypothesis traces the pages, which then run out of their time.
PHASES = set(Phase) - {Phase.explain}
WITH_GIVENS = [name for name in CHAPTERS if givens(whole(name))]


@pytest.mark.slow("draw many examples")
@pytest.mark.parametrize("name", WITH_GIVENS)
def test_far_givens_make_another_true_page_or_none(renderer, name):
    """Either a claim is named that is false now, or all numerals have an origin and all relations hold."""
    original = whole(name)

    @settings(max_examples=15, phases=PHASES, suppress_health_check=list(HealthCheck))
    @given(far_givens(original))
    def check(values):
        source = with_givens(original, values)
        note("\n".join(line for line in source.splitlines() if re.search("# (given|chosen)", line)))
        is_built(renderer, name, source)

    check()


@pytest.mark.slow("draw many examples")
@pytest.mark.parametrize("name", WITH_GIVENS)
def test_near_givens_make_another_true_page(renderer, name):
    """Of a hundred pages with another number in one place, five at least are true: claims are not mere equalities."""
    sources = (with_givens(whole(name), values) for values in near_givens(whole(name))[:100])
    built = islice((source for source in sources if is_built(renderer, name, source)), 5)
    assert len(list(built)) == 5


def test_the_first_page_has_givens():
    """So that the tests above are not empty."""
    assert "index" in WITH_GIVENS
