"""What a page says that it is given as another page is, it is given so; or there is no site."""

import pytest

from gdsite.page.errors import PageError
from gdsite.page.givens import differences, givens
from gdsite.page.session import Session

FIRST = """
from fractions import Fraction
import numpy as np
x, t = 2, 4  # given: the input and the target
w, r = 1, 0.1  # chosen
rows = np.array([[0, 1], [1, 1]])  # given
third = Fraction(1, 3)  # chosen
result = x * w
twice = 1  # given
twice = 2  # given
"""


def page(code, path="docs/other.md"):
    """What a page is given whose one block is this code; its first line is line 3 of the page."""
    session = Session(path)
    session.run(code, 2)
    return givens(session)


def wrong(code, path="other.md"):
    """What is wrong with the givens of a page with this block, beside the first page: where, and what is said."""
    return list(differences({"index.md": page(FIRST, "docs/index.md"), path: page(code)}))


@pytest.mark.parametrize(
    "code",
    [
        "x, t = 2, 4  # given, as on index.md",
        "x, t = 2, 4  # given, as on index.md: the input and the target",
        "x = 2.0  # given, as on index.md",
        "r = 0.1; t = 4  # chosen, as on index.md",
        "from fractions import Fraction\nr = Fraction(1, 10)  # chosen as on index.md",
        "third = 1 / 3  # as on index.md",
        "first, second = 2, 4  # given, as x, t on index.md",
        "rows = [[0, 1], [1, 1]]  # given, as on index.md",
        "rows = (0, 1), (1, 1)  # given, as on index.md",
        "import numpy as np\nx_each = np.array([2, 1])[0]  # as x on index.md: an element",
        "x: int = 2  # given, as on ./index.md",
        "x = 3  # given",  # a number of its own
        "result = 5  # computed as on index.md",  # a comment like any other
        "text = '# given, as on index.md'",
        "def f():\n    x = 5  # given\n    return x",
    ],
)
def test_the_same_is_the_same_however_it_is_written(code):
    """As whole numbers, floats, fractions, arrays and lists; with names of the page's own; and what says nothing."""
    assert wrong(code) == []


@pytest.mark.parametrize(
    ("code", "line", "said"),
    [
        ("x, t = 2, 5  # given, as on index.md", 3, "t is 5, and t on docs/index.md:6 is 4: change one of them"),
        ("t, x = 2, 2  # given, as on index.md", 3, "t is 2, and t on docs/index.md:6 is 4"),
        ("a, b = 2, 2  # given, as t, x on index.md", 3, "a is 2, and t on docs/index.md:6 is 4"),
        ("\nr = 0.15  # chosen, as on index.md", 4, "r is 0.15, and r on docs/index.md:7 is 0.1"),
        (
            "from fractions import Fraction\nr = Fraction(1, 9)  # as on index.md",
            4,
            "r is 1/9, and r on docs/index.md:7 is",
        ),
        ("third = 0.3333  # chosen, as on index.md", 3, "third is 0.3333, and third on docs/index.md:9 is 1/3"),
        ("rows = [[0, 1]]  # given, as on index.md", 3, "rows is [[0, 1]], and rows on docs/index.md:8 is"),
        ("rows = [[0, 1], [1, 2]]  # as on index.md", 3, "rows is [[0, 1], [1, 2]], and rows on docs/index.md:8 is"),
        ("rows = 2  # given, as on index.md", 3, "rows is 2, and rows on docs/index.md:8 is"),
        ("x = '2'  # given, as on index.md", 3, "x is '2', and x on docs/index.md:6 is"),
        ("y = 2  # given, as on index.md", 3, "no line there binds y, once, with the comment # given or # chosen"),
        ("result = 2  # as on index.md", 3, "no line there binds result, once"),  # computed there
        ("twice = 2  # as on index.md", 3, "no line there binds twice, once"),
        ("x = 2  # given, as on indx.md", 3, "as on indx.md: there is no such page"),
    ],
)
def test_another_value_is_named_with_both_places(code, line, said):
    """Also for names that the other page has not been given, and for pages that are not there."""
    ((at, message),) = wrong(code)
    assert at == f"docs/other.md:{line}"
    assert said in message


@pytest.mark.parametrize(
    "code",
    [
        "1 + 1  # given, as on index.md",
        "# given, as on index.md\nx = 2",
        "x = [\n    2,\n]  # given, as on index.md",
        "x = 1\nx = 2  # given, as on index.md",
        "x, t = 2, 4  # given, as x on index.md",
        "x = 2  # given, as x, t on index.md",
        "x = 2  # given, the same on index.md",
        "def f():\n    x = 2  # given, as on index.md",
    ],
)
def test_a_comment_that_binds_nothing_is_refused(code):
    """It would never be compared: on a line of its own, behind several lines, for more or fewer names."""
    with pytest.raises(PageError, match=r"docs/other\.md:\d: # given, "):
        page(code)


def test_pages_in_folders_name_each_other_as_links_do():
    """From the page's own folder, up and down."""
    assert wrong("x = 2  # given, as on ../index.md", "more/other.md") == []
    ((_, said),) = wrong("x = 2  # given, as on index.md", "more/other.md")
    assert said == "as on index.md: there is no such page"


def test_a_page_that_was_kept_is_compared_as_well(copy):
    """In the second build only one page has changed; the other one, which is kept, is named."""
    for name, comment in (("one", "given"), ("other", "given, as on one.md")):
        copy.write(f"docs/{name}.md", f'# Page\n\n```python exec="on"\nx = 2  # {comment}\n```\n')
    copy.build_well()
    copy.replace("docs/one.md", "x = 2", "x = 3")
    assert "docs/other.md:4: x is 2, and x on docs/one.md:4 is 3: " in copy.build().stdout
