"""A shown value cannot be changed by a later block, at any depth, nor by the field itself."""

import pytest
from mkdocs.exceptions import BuildError

from conftest import visible

FRONT_MATTER = "---\ntitle: Case\ndescription: What is displayed.\n---\n"


def page(first, field, second=""):
    blocks = [f'```python exec="on"\n{code}\n```\n' for code in (first, second) if code]
    return f"{FRONT_MATTER}\n# Case\n\nIt is {{{{ {field} }}}}.\n\n" + "\n".join(blocks)


# What a block binds, a field that shows it, what a later block changes, and what the field was and is.
CHANGED = {
    "an item": ("v = [1]", "v[0]", "v[0] = 2", "1", "2"),
    "an item of an item": ("v = [[1], 5]", "v[0][0]", "v[0][0] = 2", "1", "2"),
    "an attribute": ("class A: pass\na = A()\na.x = 1", "a.x", "a.x = 2", "1", "2"),
    "a field of a dataclass": (
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: list\na = A([1])", "a.x[0]", "a.x[0] = 2",
        "1", "2",
    ),
    "an array in a list": ("import numpy\nv = [numpy.array([1, 5])]", "v[0][0]", "v[0][0] = 2", "1", "2"),
    "a view of an array": ("import numpy\nv = numpy.array([1, 5])\nw = v[:1]", "w[0]", "v[0] = 2", "1", "2"),
    "a function of a name bound anew": ("a = 1\ndef f(): return a", "f()", "a = 2", "1", "2"),
    "a closure": (
        "def make():\n    n = [1]\n    def get(): return n[0]\n    return get, n\nget, n = make()", "get()", "n[0] = 2",
        "1", "2",
    ),
    "a global of a function": ("v = 1\ndef f():\n    global v\n    v = 2", "v", "f()", "1", "2"),
    "a default argument": ("v = [1]\ndef f(of=v): return of[0]", "f()", "v.append(0); v[0] = 2", "1", "2"),
    "more digits than it shows": ("v = [1 / 3]", "v[0]:.2g", "v[0] = 0.3301", "0.3333333333333333", "0.3301"),
    "an iterator, read": ("v = iter([1, 2])", "next(v)", "", "1", "2"),
    "a list, emptied by its field": ("v = [2, 1]", "v.pop()", "", "1", "2"),
    "a format": ("d, q = [1], 0.25", "q:.{d[0]}f", "d[0] = 2", "0.2", "0.25"),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGED)
def test_a_shown_value_is_not_changed(renderer, kind):
    """The field's line, what it was after which block, what it is, and the remedy."""
    first, field, second, was, now = CHANGED[kind]
    with pytest.raises(BuildError) as refused:
        renderer.article("recap", page(first, field, second))
    message = str(refused.value)
    assert message.startswith(
        f"docs/recap.md:8: {{{{ {field} }}}}: ValueError: this was {was} after the block on line 10"
    )
    assert f"is {now} when all blocks have run" in message and "bind what has changed to another name" in message


KEPT = {
    "another item": ("v = [1, 5]", "v[0]", "v[1] = 2"),
    "a name that a later block gives": ("def f(): return limit", "f()", "limit = 1"),
    "a claim that needs a later block": ("def f():\n    assert limit > 0\n    return limit", "f()", "limit = 1"),
    "in code": ("v = [2, 1]", "v[-1]", "print(' `v.pop()` ', len(v))"),
    "a copy": ("v = [1]\nw = [*v]", "w[0]", "v[0] = 2"),
    "an error at first": ("v = {}", "v['a']", "v['a'] = 1"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KEPT)
def test_what_is_not_changed_is_shown(renderer, kind):
    """What has no value at first may get one later, and what is beside a shown value may change."""
    first, field, second = KEPT[kind]
    assert "It is 1." in visible(renderer.article("recap", page(first, field, second)))


def test_what_stands_as_code_is_not_read(renderer):
    """A field in code, or behind a backslash, is none."""
    source = page("v = [2, 1]", "v[-1]") + "\nSo `{{ v.pop() }}`, \\{{ v.pop() }}.\n\n```text\n{{ v.pop() }}\n```\n"
    assert "It is 1." in visible(renderer.article("recap", source))
