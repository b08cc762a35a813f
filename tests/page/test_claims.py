"""Claims: at their sentences, with their numbers; and none that cannot fail."""

import json
import sys

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
            "data-from": "0",
            "data-value": "0 < 1.6 < 2",
        }
        ((statement, _),) = json.loads(page.xpath("//div[@id='__computed']/@data-origins")[0])
        assert "after" in statement and "before" in statement


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
    "all(0 < fall < 4 for fall in falls)": "all 3 of (0 < fall < 4 for fall in falls)",
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


# Code of a block, and what the message says of the line that ends with “# here”.
CANNOT_FAIL = {
    # what is no truth value
    "assert (before, after)  # here": "a value of type tuple is neither true nor false; say “and” between its parts",
    "assert (after < before, 'it fell')  # here": "a value of type tuple is neither true nor false",
    "assert f'{after}'  # here": "a value of type str is neither true nor false; compare it",
    "assert isclose  # here": "is neither true nor false; call it",
    "assert (lambda: after > before)  # here": "a value of type function is neither true nor false; call it",
    "assert (a > 5 for a in falls)  # here": "neither true nor false; put all() or any() around it",
    "assert before - after  # here": "a value of type float is neither true nor false; compare it",
    "assert falls  # here": "a value of type list is neither true nor false; compare it",
    "assert len(falls)  # here": "a value of type int is neither true nor false; compare it",
    "assert ends  # here": "a value of type ndarray is neither true nor false; put all() or any() around it",
    "assert ends < 3  # here": "a value of type ndarray is neither true nor false; put all() or any() around it",
    "assert half  # here": "a value of type Fraction is neither true nor false",
    "assert None or falls  # here": "None is always the same",
    "assert falls.sort  # here": "is neither true nor false; call it",
    "assert after < before and isclose  # here": "is neither true nor false; call it",
    "assert not not isclose  # here": "is neither true nor false; call it",
    "assert bool(isclose)  # here": "is neither true nor false; call it",
    "assert all((a > 5, 'large') for a in falls)  # here": "a value of type tuple is neither true nor false",
    "assert any((lambda: a > 5) for a in falls)  # here": "a value of type function is neither true nor false; call it",
    # what is always the same
    "assert True  # here": "True is always the same; claim something about what the page has computed",
    "assert 1 < 2  # here": "1 < 2 is always the same",
    "assert 'a'  # here": "'a' is always the same",
    "assert bool(1)  # here": "bool(1) is always the same",
    "assert after > before or True  # here": "True is always the same",
    "assert after > before or not False  # here": "False is always the same",
    "assert after > before or 1 == 1  # here": "1 == 1 is always the same",
    "assert after > before or len([1]) == 1  # here": "len([1]) == 1 is always the same",
    "assert after > before or (after > 5 or 'yes')  # here": "'yes' is always the same",
    "assert not (after < before and False)  # here": "False is always the same",
    "assert True if after > before else True  # here": "True is always the same",
    "assert any([after > before, True])  # here": "True is always the same",
    "assert all(True for a in falls)  # here": "True is always the same",
    "assert after == after  # here": "after is compared with itself",
    "assert after > before or after <= after  # here": "after is compared with itself",
    "assert (after > before) | True  # here": "True is always the same",
    "assert len(falls) >= 0  # here": "it is never below 0",
    "assert after > before or 0 <= abs(after)  # here": "it is never below 0",
    "assert after > before or not after > before  # here": "it is true either way",
    "assert after > before or before >= after  # here": "it is true either way",
    # what never runs
    "if False:\n    assert after > before  # here": "has never run",
    "def check():\n    assert after > before  # here": "has never run",
    "class Check:\n    def run(self):\n        assert after > before  # here": "has never run",
    "for a in []:\n    assert a > 5  # here": "has never run",
    "while after > before:\n    assert after > 5  # here": "has never run",
    "def checks():\n    yield 1\n    assert after > before  # here\nchecks()": "has never run",
    "def checks():\n    yield 1\n    assert after > before  # here\nnext(checks())": "has never run",
    "async def check():\n    assert after > before  # here": "has never run",
    "try:\n    1 / 0\n    assert after > before  # here\nexcept ZeroDivisionError:\n    pass": "has never run",
    "from contextlib import *\nwith suppress(Exception):\n    [][1]\n    assert after > 5  # here": "has never run",
    "def check():\n    return 1\n    assert after > before  # here\ncheck()": "has never run",
    "try:\n    assert 1 / (before - 2) > 5  # here\nexcept ZeroDivisionError:\n    pass": "was broken off",
    "import contextlib\nwith contextlib.suppress(Exception):\n    assert falls.pop(99) > 5  # here": "was broken off",
    "def last(n):\n    try:\n        assert [5][n] > 4  # here\n    except IndexError:\n        return n\n"
    "last(0)\nassert last(1) == 1": "was broken off",
    # what is caught
    "try:\n    assert after > before  # here\nexcept AssertionError:\n    pass": "is false: 1.6 > 2",
    "try:\n    assert after > before  # here\nexcept:\n    pass": "is false: 1.6 > 2",
    "try:\n    assert after > before  # here\nexcept BaseException as error:\n    print(error)": "is false: 1.6 > 2",
    "import contextlib\nwith contextlib.suppress(Exception):\n    assert after > 5  # here": "is false: 1.6 > 5",
    "def check():\n    try:\n        assert after > 5  # here\n    finally:\n        return\ncheck()": "1.6 > 5",
    "for _ in falls:\n    try:\n        assert after > 5  # here\n    finally:\n        continue": "is false: 1.6 > 5",
    "class Quiet:\n    def __enter__(self): ...\n    def __exit__(self, *error): return True\n"
    "with Quiet():\n    assert after > 5  # here": "is false: 1.6 > 5",
    "try:\n    assert after > 5  # here\nexcept AssertionError:\n    raise SystemExit(0)": "is false: 1.6 > 5",
    "class Odd:\n    def __del__(self):\n        assert after > 5  # here\nOdd()": "is false: 1.6 > 5",
    "try:\n    assert after > 5, 1 / 0  # here\nexcept ZeroDivisionError:\n    pass": "is false: 1.6 > 5",
    # what looks at nothing, or not at all of it
    "assert all(a > 5 for a in [])  # here": "all(a > 5 for a in []) looks at nothing",
    "assert all(a > 5 for a in falls if a > 7)  # here": "looks at nothing",
    "assert not any(a > 5 for a in falls[3:])  # here": "any(a > 5 for a in falls[3:]) looks at nothing",
    "assert after < before and all(map(isclose, [], []))  # here": "looks at nothing",
    "assert all([])  # here": "all([]) is always the same",
    "assert np.all(ends[2:] > 5)  # here": "np.all(ends[2:] > 5) looks at nothing",
    "assert (ends[2:] > 5).all()  # here": "(ends[2:] > 5).all() looks at nothing",
    "assert np.allclose(ends[2:], [])  # here": "np.allclose(ends[2:], []) looks at nothing",
    "assert [all(a > 5 for a in falls[3:])][0]  # here": "all(a > 5 for a in falls[3:]) looks at nothing",
    "assert sorted(zip(falls, [3]))[0] == (3, 3)  # here": "leaves out the rest",
    "assert all(a == b for a, b in zip(falls, falls + [4]))  # here": "leaves out the rest of what is longer",
    "assert all(a == b for a, b in zip(falls + [4], falls))  # here": "leaves out the rest of what is longer",
    "assert all(a == b for a, b in zip(falls, iter(falls + [4])))  # here": "leaves out the rest",
    "assert sum(a for a, b in zip(falls, [1])) == 3  # here": "leaves out the rest",
    "assert all(map(isclose, falls, [3, 2.5]))  # here": "leaves out the rest",
    "pairs = zip(falls, [3])\nassert all(a == b for a, b in pairs)  # here": "leaves out the rest",
    "same = (a == b for a, b in zip(falls, [3]))\nassert all(same)  # here": "leaves out the rest",
    "def same(a, b):\n    return all(x == y for x, y in zip(a, b))\n\nassert same(falls, [3])  # here": "leaves out",
    "assert list(zip(falls, [3])) == [(3, 3)]  # here": "leaves out the rest",
}  # fmt: skip


@pytest.mark.parametrize("code", CANNOT_FAIL)
def test_a_claim_in_a_block_that_cannot_fail_is_refused(renderer, code, monkeypatch):
    """It runs, on True or False, and on something; and its failure reaches the build, whoever catches it."""
    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)  # in the place of pytest's own
    refused = refusal(renderer, f'```python exec="on"\n{code}\n```')
    (at,) = (n for n, line in enumerate(code.splitlines(), LINE + 1) if line.endswith("# here"))
    assert refused.startswith(f"docs/recap.md:{at}: assert ") and CANNOT_FAIL[code] in refused


@pytest.mark.parametrize("code", [code for code in CANNOT_FAIL if code.startswith("assert ")])
def test_a_claim_at_a_sentence_that_cannot_fail_is_refused(renderer, code):
    """By the same rules, with the sentence's line."""
    claim = code.removesuffix("  # here")
    refused = refusal(renderer, f"It fell.\n{{{{ {claim} }}}}")
    assert refused.startswith(f"docs/recap.md:{LINE + 1}: assert ") and CANNOT_FAIL[code] in refused


# Code of blocks whose claims are right.
RIGHT = {
    "assert after < before, f'{after} is too much'",
    "assert not falls == []",
    "assert ends[0] < 3 and (ends < 3).all() and np.all(ends > -3) and np.any(ends > 0)",
    "assert np.isclose(ends[0], 1.5)",
    "assert np.array([after]) < before",
    "assert falls and falls[0] == 3",
    "assert len(falls) and len(falls) == 3",
    "assert all(falls) and any(falls)",
    "assert sum(range(10)) == 45",
    "assert after > before or after < before",
    "assert after != after + 1",
    "assert isclose(after, 1.6) == isclose(after, 1.6)",
    "assert (after < before) is True",
    "assert all(a > b for a, b in zip(falls, falls[1:]))",
    "assert all(a > b for a, b in zip(falls[:-1], falls[1:]))",
    "assert all(a > b for a, b in zip(falls, [2.9, 2, 0, 9], strict=False))",
    "assert all(all(falls[i] > falls[j] for j in range(i, 3)) or i >= 0 for i in range(3))",
    "assert all(all(falls[i] < falls[j] for j in range(i)) for i in range(3))",
    "from itertools import count\nassert all(a > -n for n, a in zip(count(), falls))",
    "for n in range(2):\n    assert n < 5\nelse:\n    assert n == 1",
    "def check(number):\n    assert number < before\n    return number\n\nchecked = check(after)",
    "def check(low, max):\n    assert low < max\n\ncheck(after, before)",
    "def sizes():\n    for a in falls:\n        assert a < 4\n        yield a\n\nassert sum(sizes()) == 6.5",
    "class Walk:\n    length = 2\n    assert length == 2",
    "assert (n := len(falls)) == 3\nassert n > 2",
    "def depth(n):\n    assert n < 9 and (n > 2 or depth(n + 1))\n    return True\n\ndepth(0)",
    "try:\n    [][1]\nexcept IndexError:\n    assert after < before",
    "lines, colors = [1, 2], 'rgbk'\nfor line, color in zip(lines, colors):\n    text = color\nassert text == 'g'",
    "for line, color in zip([1, 2], 'rgbk', strict=False):\n    assert line < 3",
    "for a, b in zip(falls, falls[1:]):\n    assert a > b",
    "assert sorted(falls, key=lambda fall: any(fall > n for n in [2])) == [1, 3, 2.5]",
    "assert f'{all(a > 0 for a in falls)}' == 'True'",
    "assert (ends < 3).all() | (ends > 5).any()",
    "assert abs(after) >= 0.5 and len(falls) >= 3",
    "numbers = iter([1, 2, 3])\npairs = list(zip(range(2), numbers))\nassert next(numbers) == 3",
    "assert list(zip()) == []\nassert list(map(abs, [-1])) == [1]",
    "assert isinstance(zip, type) and after < before",
    "text = 'assert False'\nassert len(text) == 12",
    "assert (\n    after\n    < before\n)",
    "assert 'é' < 'ü' + str(after) and after < before",
    "def is_prime(n):\n    return all(n % k for k in range(2, n))\n\nassert is_prime(2) and is_prime(7)",
}


@pytest.mark.parametrize("code", sorted(RIGHT))
def test_a_claim_that_can_fail_is_left_in_peace(renderer, code):
    """Whatever Python's grammar allows, and with the values that Python gives."""
    article(renderer, f'```python exec="on"\n{code}\n```')


def test_a_claim_in_a_function_may_be_run_by_a_field(renderer):
    """By the time that all fields are read; and if it is false then, its own line is named."""
    code = '```python exec="on"\ndef check(n):\n    assert n < 2\n    return n\n```\n\n'
    article(renderer, code + "It is {{ check(1) }}.")
    assert f":{LINE + 2}: assert n < 2 is false: 3 < 2" in refusal(renderer, code + "It is {{ check(3) }}.")


def test_what_an_assert_says_is_said(renderer):
    """Its own words, behind its numbers."""
    code = "assert after > before, f'{after} is too little'"
    refused = refusal(renderer, f'```python exec="on"\n{code}\n```')
    assert refused.endswith("assert after > before is false: 1.6 > 2; 1.6 is too little")


def test_a_loop_with_claims_goes_over_columns_of_one_length(renderer):
    """Or else its claims would say less than they seem to."""
    code = "for a, b in zip(falls, [3]):\n    assert a == b"
    refused = refusal(renderer, f'```python exec="on"\n{code}\n```')
    assert refused.startswith(
        f"docs/recap.md:{LINE + 1}: claims in a loop: zip() leaves out the rest of what is longer"
    )


def test_a_claim_over_several_lines_is_said_in_one(renderer):
    """Without what stands there as a comment."""
    code = "assert (\n    after\n    > before  # here\n    and f'{after}'\n    == '1.6'\n)"
    refused = refusal(renderer, f'```python exec="on"\n{code}\n```')
    assert "assert after > before and f'{after}' == '1.6' is false: 1.6 > 2 and f'{after}' == '1.6'" in refused
