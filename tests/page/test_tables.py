"""Tables that an author types: a field in another one's column is refused with the row's line."""

import pytest

HEAD = """---
title: A
description: B.
---

```python exec="on"
from math import sqrt

sizes = [1, 4, 9]  # given: areas
sides = [sqrt(size) for size in sizes]
names = ["a", "b", "c"]
```

| square | area | side |
| --- | --- | --- |
"""
RIGHT = [
    "| a | {{ sizes[0] }} | {{ sides[0]:g }} |",
    "| b | {{ sizes[1] }} | {{ sides[1]:g }} |",
    "| c | {{ sizes[2] }} | {{ sides[2]:g }} |",
]
EXCHANGED = {
    "by their format": (2, "| c | {{ sides[2]:g }} | {{ sizes[2] }} |", "{{ sides[2]:g }} and {{ sizes[2] }}"),
    "in the first row": (0, "| a | {{ sides[0]:g }} | {{ sizes[0] }} |", "{{ sides[0]:g }} and {{ sizes[0] }}"),
    "with a claim between them": (
        1,
        "| b | {{ sides[1]:g }} {{ assert sides[1] < sizes[1] }} | {{ sizes[1] }} |",
        "{{ sides[1]:g }} and {{ sizes[1] }}",
    ),
}
TRUE = {
    "all rows alike": RIGHT,
    "too few rows to tell": ["| a | {{ sizes[0] }} | {{ sides[0]:g }} |", "| b | {{ sides[1]:g }} | {{ sizes[1] }} |"],
    "a row of another kind": [*RIGHT, "| all | {{ sum(sizes) }} | {{ max(sides):g }} |"],
    "one cell of the other kind": [*RIGHT, "| c | {{ sides[2]:g }} | {{ sides[2]:g }} |"],
    "two fields in a cell": [*RIGHT, "| c | {{ sides[2]:g }}, {{ sides[2]:g }} | {{ sizes[2] }} |"],
}  # fmt: skip


@pytest.mark.parametrize("mistake", EXCHANGED)
def test_exchanged_fields_are_refused(renderer, mistake):
    """Two fields of a row that are made as each other's columns are in all other rows are refused at their row."""
    row, written, fields = EXCHANGED[mistake]
    source = HEAD + "\n".join([*RIGHT[:row], written, *RIGHT[row + 1 :]]) + "\n"
    line = HEAD.count("\n") + 1 + row
    refused = renderer.refusal("recap", source)
    assert f"docs/recap.md:{line}: {fields} seem to be exchanged" in refused


@pytest.mark.parametrize("right", TRUE)
def test_tables_of_other_kinds_pass(renderer, right):
    """A table shows whatever its author wants: only what all other rows speak against is refused."""
    article = renderer.article("recap", HEAD + "\n".join(TRUE[right]) + "\n")
    assert len(article.findall(".//tbody/tr")) == len(TRUE[right])
