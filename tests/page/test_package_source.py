"""A fence may show functions and classes of a package as they are, without what only explains or checks."""

import ast
import sys

import pytest

import gdcore
import gdcore.network
from conftest import Copy, visible
from gdsite.page.package_source import listing_of

HEAD = "---\ntitle: Page\ndescription: A page.\n---\n"

MODULE = '''"""A module."""

from math import inf as endless, pi
from typing import Any

import numpy as np
from other.checks import require_finite, whole

LIMIT = 3  # and no more


class Pair(tuple[Any, Any]):
    """Two of a kind."""

    first: Any

    def swap(self, times: int = 1, small: float = 1e-8) -> "Pair":
        """The other way around."""
        if times > LIMIT:
            raise ValueError("too often")

        # a comment
        return self[::-1] if times < LIMIT else self


def _helper(x: float) -> float:
    """Helps."""
    require_finite(x=x)
    return x


def area(radius: float, times: int = 2, *, a_name_of_some_length: int = 0, another_of_some_length: int = 0) -> float:
    """Of a circle.

    Args:
        radius: Its radius.
    """
    require_finite(radius=radius)  # a check
    times = whole("times", times, least=1)
    other: float = _helper(  # twice
        radius
    )
    if times == 1:
        require_finite(other=other)
    if times == 2:
        require_finite(other=other)
    elif times:
        other = endless

    def inner(value: float) -> float:
        """Inside."""
        return value * pi

    total = whole("total", times, least=0)

    return np.sum(inner(radius)) * other + total


def checked(x: float) -> None:
    """Looks at its input, and does nothing."""
    require_finite(x=x)
'''
PAIR = """LIMIT = 3  # and no more


class Pair(tuple[Any, Any]):
    first: Any

    def swap(self, times=1, small=1e-8):
        # a comment
        return self[::-1] if times < LIMIT else self"""
AREA = """def area(
    radius, times=2, *, a_name_of_some_length=0, another_of_some_length=0,
):
    other = _helper(  # twice
        radius
    )
    if times == 2:
        require_finite(other=other)
    elif times:
        other = endless

    def inner(value):
        return value * pi

    total = whole("total", times, least=0)

    return np.sum(inner(radius)) * other + total"""
# What is asked for, which names are known already, and the listing.
LISTINGS = {
    "a class, and its constant": ("Pair", (), f"from typing import Any\n\n{PAIR}"),
    "a function, and its imports": (
        "area",
        {"require_finite", "whole"},
        f"from math import inf as endless, pi\nimport numpy as np\nfrom other import _helper\n\n\n{AREA}",
    ),
    "what is known": ("area", {"endless", "np", "pi", "_helper", "require_finite", "whole"}, AREA),
    "two that need each other": (
        "_helper area",
        {"endless", "np", "pi", "require_finite", "whole"},
        f"def _helper(x):\n    return x\n\n\n{AREA}",
    ),
    "nothing is left": ("checked", (), "def checked(x):\n    pass"),
}


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package named other, with the module above."""
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "checks.py").write_text("def require_finite(**_): ...\ndef whole(name, value, least): return value\n")
    (folder / "__init__.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    yield "other"
    for name in ("other", "other.checks"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("case", LISTINGS)
def test_what_only_explains_or_checks_is_left_out(package, case):
    """Written by hand: the rest stands as it is, with the imports and constants that are not known yet."""
    names, known, expected = LISTINGS[case]
    paths = [f"{package}.{name}" for name in names.split()]
    listing = listing_of(paths, [package], known)
    assert listing.code == expected
    bound = {}
    exec(listing.binding, bound)
    exec(listing.code, bound | dict.fromkeys(known))


@pytest.mark.parametrize(
    "path",
    sorted({f"gdcore.{name}" for name in gdcore.__all__} | {"gdcore.network.forward", "gdcore.network.backpropagate"}),
)
def test_each_of_gdcore_is_a_program(path):
    """What is shown of it runs by itself, says what the source says, and has no docstring and no hint of a function."""
    listing = listing_of([path], ["gdcore"], ())
    bound = {"__name__": "listing"}
    exec(compile(listing.code, path, "exec"), bound)
    assert path.rpartition(".")[2] in bound
    for node in ast.walk(ast.parse(listing.code)):
        if isinstance(node, ast.FunctionDef):
            arguments = [each for each in ast.walk(node.args) if isinstance(each, ast.arg)]
            assert not ast.get_docstring(node) and not any(each.annotation for each in arguments) and not node.returns
        assert not isinstance(node, ast.Raise)


PAGE = HEAD + (
    '```python source_of="gdcore.step" title="A step"\n```\n\n'
    '```python exec="on" source="above"\nw = step(1, -8, 0.1)  # given\nprint(f"*w* is {w:g}.")\n```\n\n'
    "It is {{ w:g }}.\n"
)


def test_the_blocks_below_call_what_is_shown(renderer):
    """1 − 0.1 · (−8) = 1.8; what is printed is shown as it is, and its number says how it was made."""
    article = renderer.article("recap", PAGE)
    listings = [pre.text_content().strip() for pre in article.xpath(".//pre")]
    assert listings[0] == "def step(w, gradient, learning_rate):\n    return w - learning_rate * gradient"
    assert listings[2] == "*w* is 1.8." and "It is 1.8." in visible(article)
    assert article.xpath("string(.//pre//data/@data-expression)") == "w:g"
    assert [each.text for each in article.find_class("filename")] == ["A step", "Output"]


def test_output_may_be_markdown(renderer):
    """Where the author says so; and of a hidden block it is."""
    for options in ('source="above" result="markdown"', ""):
        page = PAGE.replace('exec="on" source="above"', f'exec="on" {options}'.strip())
        assert [each.text for each in renderer.article("recap", page).xpath(".//em")] == ["w"]


def test_noise_is_refused_in_a_listing_too(renderer):
    """0.1 + 0.2 in all its digits."""
    refused = renderer.refusal("recap", PAGE.replace('f"*w* is {w:g}."', "w * (0.1 + 0.2)"))
    assert refused.startswith("docs/recap.md:10: ") and "digits" in refused


WRONG = {
    "an unknown name": ("gdcore.stepp", "gdcore.stepp is no function and no class of gdcore"),
    "no function": ("gdcore.types.Numbers", "gdcore.types.Numbers is no function and no class of gdcore.types"),
    "another package": ("numpy.mean", "numpy.mean is in none of the project's own packages: gdcore"),
    "no package": ("step", "step is in none of the project's own packages: gdcore"),
    "a sign": ("gdcore.step, gdcore.linear", "should be what is to be shown, such as gdcore.step gdcore.minimize"),
    "a body": ('gdcore.step"\nx = 1\n```\n\n```python exec="off', "a fence with source_of is empty"),
    "more options": ('gdcore.step" exec="on', "a fence with source_of is empty, and runs by itself"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_has_its_line(renderer, wrong):
    """The line of the fence, and what to do."""
    paths, message = WRONG[wrong]
    refused = renderer.refusal("recap", PAGE.replace("gdcore.step", paths, 1))
    assert refused.startswith("docs/recap.md:5: ") and message in refused


def test_a_change_of_the_source_shows(copy):
    """Also in a page that was kept."""
    copy.write("docs/more.md", PAGE)
    copy.build_well()
    copy.replace("gdcore/descent.py", "return w - learning_rate * gradient", "return w - gradient * learning_rate")
    assert "w - gradient * learning_rate" in Copy(copy.folder).build_well().chapter("more").text()
