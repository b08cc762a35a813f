"""Claims: at their sentences, with their numbers; and none that cannot fail."""

import json

import pytest
from mkdocs.exceptions import BuildError

from conftest import visible

PAGE = """---
title: Claims
description: What a claim is.
---

```python exec="on"
from fractions import Fraction
from math import isclose

import numpy as np

before, after, falls, tiny = 2, 1.6, [3, 2.5, 1], 3e-15
half, ends, third, far = Fraction(1, 2), np.array([1.5, -2.0]), np.float64(1) / 3, list(range(9))
k = 1
```

TEXT

```python exec="on"
k = 2
```
"""
LINE = PAGE.splitlines().index("TEXT") + 1


def article(renderer, text):
    return renderer.article("recap", PAGE.replace("TEXT", text))


def refusal(renderer, text):
    with pytest.raises(BuildError) as refused:
        article(renderer, text)
    return str(refused.value)


def test_a_claim_at_a_sentence_shows_nothing(renderer):
    """It is an empty element behind the sentence's last sign; what proves it stands in its attributes."""
    for written in (
        "It fell. {{ assert 0 < after < before }} Then.",
        "It fell.\n{{ assert 0 < after < before }}\nThen.",
    ):
        page = article(renderer, written)
        (claim,) = page.xpath("//span[@class='claim']")
        assert visible(page) == "It fell. Then."
        assert claim.getparent().text == "It fell." and not claim.text and not len(claim)
        assert claim.attrib == {
            "class": "claim",
            "data-expression": "0 < after < before",
            "data-value": "0 < 1.6 < 2",
        }
        assert set(json.loads(page.xpath("//div[@id='__computed']/@data-origins")[0])) == {"after", "before"}


# Where it may stand, and what is then seen.
PLACES = {
    "- It fell. CLAIM\n- Then.": "It fell. Then.",
    "| a | b |\n| - | - |\n| it fell CLAIM | CLAIM |": "a b it fell",
    "> It fell.\n> CLAIM": "It fell.",
    '!!! note "It fell. CLAIM"\n\n    It did.\n    CLAIM': "It fell. It did.",
    '??? question "Did it? CLAIM"\n\n    It did. CLAIM': "Did it? It did.",
    '<figure markdown="span">\ntext\n<figcaption>It fell. CLAIM</figcaption>\n</figure>': "text It fell.",
    "<p>It fell. CLAIM</p>": "It fell.",
    "_It fell. CLAIM_ Then.": "It fell. Then.",
    "It fell CLAIM, then CLAIM *it* CLAIM CLAIM rose.": "It fell, then it rose.",
    "CLAIM It fell.": "It fell.",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_claim_stands_wherever_a_sentence_does(renderer, place):
    """In lists, tables, quotes, boxes, captions and HTML, without a blank before it."""
    page = article(renderer, place.replace("CLAIM", "{{ assert after < before }}"))
    assert len(page.xpath("//span[@class='claim']")) == place.count("CLAIM")
    assert visible(page) == PLACES[place]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_claim_behind_a_displayed_formula_takes_no_room(renderer, between):
    """It is a paragraph that the stylesheet knows, and no part of the formula's."""
    page = article(renderer, "```math\na\n```" + between + "{{ assert after < before }}\n{{ assert after < before }}")
    (alone,) = page.xpath("//p[@class='claims']")
    assert [child.get("class") for child in alone] == ["claim", "claim"] and not alone.text_content().strip()
    assert not page.xpath("//p[.//div]")


def test_an_example_of_a_claim_is_code(renderer):
    """What stands in code is shown, and not evaluated."""
    page = article(renderer, "`{{ assert nothing }}`")
    assert visible(page) == "{{ assert nothing }}"


# A claim, and the same with its numbers.
NUMBERS = {
    "after < before": "1.6 < 2",
    "isclose(after - before, -0.4)": "isclose(1.6 - 2, -0.4)",
    "0 < tiny < 1e-12": "0 < 3e-15 < 1e-12",
    "abs(0.1 + 0.2 - 0.3) < 1e-9": "0 < 1e-9",
    "half * 2 == 1 and -half < 0": "(1/2) * 2 == 1 and -(1/2) < 0",
    "ends[1] ** 2 == 4": "(-2) ** 2 == 4",
    "ends.sum() == -0.5": "-0.5 == -0.5",
    "third < 0.34": "0.333333 < 0.34",
    "third > 0.333333": "0.3333333333 > 0.333333",
    "tuple(ends) == (1.5, -2)": "(1.5, -2) == (1.5, -2)",
    "far[0] < len(far)": "0 < 9",
    "sorted(far) == far": "sorted(far) == far",
    "any(fall == 2.5 for fall in falls)": "2.5 == 2.5",
    "all(0 < fall < 4 for fall in falls)": "all(0 < fall < 4 for fall in falls)",
    "not after > before": "not 1.6 > 2",
    "f'{after:.2f}' == '1.60'": "'1.60' == '1.60'",
    "(after<before)": "1.6<2",
}


@pytest.mark.parametrize("claim", NUMBERS)
def test_its_numbers_are_put_in(renderer, claim):
    """Values in the place of names and calls, in so few digits as show that it holds; what is long keeps its name."""
    (mark,) = article(renderer, f"So. {{{{ assert {claim} }}}}").xpath("//span[@class='claim']")
    assert mark.get("data-value") == NUMBERS[claim]


# A claim that is false, and what the message says of it.
FALSE = {
    "after > before": "assert after > before is false: 1.6 > 2",
    "third <= 0.333333": "assert third <= 0.333333 is false: 0.3333333333 <= 0.333333",
    "all(fall > 2 for fall in falls)": "assert all(fall > 2 for fall in falls) is false: 1 > 2",
    "after < before and all(a < b or a < 0 for a, b in zip(falls, falls[1:]))": "1.6 < 2 and (3 < 2.5 or 3 < 0)",
    "not falls": "assert not falls is false: not [3, 2.5, 1]",
}


@pytest.mark.parametrize("claim", FALSE)
def test_a_false_claim_ends_the_build_at_its_sentence(renderer, claim):
    """With its line, the assertion, and the numbers of which it is false."""
    refused = refusal(renderer, f"The loss fell.\n{{{{ assert {claim} }}}}")
    assert refused.startswith(f"docs/recap.md:{LINE + 1}: assert ") and refused.endswith(FALSE[claim])


# What is no claim, or stands where none can: and what the message says.
MISTAKES = {
    "# It fell {{ assert after < before }}": "behind a sentence of the text, and not in <h1>",
    "[it fell {{ assert after < before }}](index.md)": "and not in <a>",
    "![it fell {{ assert after < before }}](assets/favicon.svg)": "and not in an attribute",
    '<p title="{{ assert after < before }}">x</p>': "and not in an attribute",
    "<code>{{ assert after < before }}</code>": "and not in <code>",
    '<a href="x">{{ assert after < before }}</a>': "and not in <a>",
    "$a {{ assert after < before }}$": "a claim has no place in a formula; put it behind the formula",
    "{{ assert }}": "SyntaxError",
    "{{assert after < before}}": "a field is {{ expression }}",
    "{{ assert after < before:g }}": "SyntaxError",
    "{{ assert after < before; before }}": "a claim is {{ assert condition }}",
    "{{ assert (q := after) < before }}": "a field binds no name; bind q in a block",
    "{{ (q := after) }}": "a field binds no name; bind q in a block",
    "{{ assert aftre < before }}": "name 'aftre' is not defined; did you mean after?",
    "{{ assert k < 3 }}": "k is bound more than once",
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_claim_that_is_none_is_refused(renderer, mistake):
    """With its line, and what to write."""
    refused = refusal(renderer, mistake)
    assert refused.startswith(f"docs/recap.md:{LINE}: ") and MISTAKES[mistake] in refused
