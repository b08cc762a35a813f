"""The mistakes that `make mutate-article` makes are those that it counts, each in its place and nowhere else."""

import random

import pytest

from conftest import CHAPTERS, source_of
from mutate_article import KINDS, Places, changed
from report import NOT_COUNTED

PAGE = """---
title: two
description: "- two"
---

The loss falls from {{ before }} to `${{ after }}$`, in two steps - or ten. {{ assert before < after }}

| a | {{ first }} | {{ second }} |
| - | - | - |

```math
w_1 - r\\,x = {{ one }} - {{ other }} \\approx {{ one }} \\text{ a - b}
```

```python exec="on"
low, high = 1, 2
assert low < high  # two
assert low == other
print(f"| {low:.{1}f} | {high} |")
```

!!! note

    ```python exec="on"
    if low:
        assert low != 3
    ```
"""

# What stands in the place of a part of the page, for each kind; a part as it is, and as it becomes.
WRONG = {
    "a minus sign dropped in a formula": [("w_1 - r", "w_1  r"), ("}} - {{ other", "}}  {{ other")],
    "fields of a formula exchanged": [
        ("{{ one }} - {{ other }}", "{{ other }} - {{ one }}"),
        ("{{ other }} \\approx {{ one }}", "{{ one }} \\approx {{ other }}"),
    ],
    "an index changed": [("w_1", "w_2")],
    "≈ made =": [("\\approx", "=")],
    "fields of a sentence exchanged": [("{{ before }} to `${{ after }}$`", "{{ after }} to `${{ before }}$`")],
    "fields of a row exchanged": [
        ("{{ first }} | {{ second }}", "{{ second }} | {{ first }}"),
        ("{low:.{1}f} | {high}", "{high} | {low:.{1}f}"),
    ],
    "names in a claim exchanged": [("before < after", "after < before"), ("low < high", "high < low")],
    "a comparison in a claim turned around": [
        ("before < after", "before > after"), ("low < high", "low > high"), ("low == other", "low != other"),
        ("low != 3", "low == 3"),
    ],
    "a number word changed": [("in two steps", "in three steps"), ("or ten", "or twelve")],
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_a_mistake_is_made_in_its_place(kind):
    """In formulas, sentences, rows and claims; not in front matter, code, comments, nor words of a formula."""
    made = {changed(PAGE, change) for change in KINDS[kind](Places(PAGE), random.Random(0))}
    assert made == {PAGE.replace(part, wrong) for part, wrong in WRONG[kind]}


def test_a_letter_becomes_another_letter_of_the_formulas():
    """Each one of w, r and x becomes one of the others."""
    page, chance = Places(PAGE), random.Random(0)
    changes = [change for (change,) in KINDS["a letter of a formula replaced"](page, chance)]
    assert [PAGE[start:end] for start, end, _ in changes] == ["w", "r", "x"]
    assert all(letter in {"w", "r", "x"} - {PAGE[start:end]} for start, end, letter in changes)


def test_every_kind_is_known_to_the_article():
    """So that none counts nothing; and on each page with numbers there is something to make wrong."""
    sources = [source_of(name) for name in CHAPTERS if name not in NOT_COUNTED]
    pages = [Places(source) for source in sources if "{{" in source]
    found = [{kind: len([*changes(page, random.Random(0))]) for kind, changes in KINDS.items()} for page in pages]
    assert all(any(row.values()) for row in found)
    assert all(sum(row[kind] for row in found) > 3 for kind in KINDS)
