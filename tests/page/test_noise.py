"""Noise is no number to display: what rounding leaves of zero, an order that is none, Python's own way of writing."""

import pytest
from mkdocs.exceptions import BuildError

from conftest import visible

BEFORE = """---
title: Case
description: What is displayed.
draft: true
---
```python exec="on"
import math
from collections import Counter, deque, namedtuple
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy


@dataclass
class Point:
    x: int


class Mass:
    def __str__(self):
        return "2 kg"


Pair = namedtuple("Pair", "a b")
x, zero, gap = 2.5, 0.1 + 0.2 - 0.3, math.ulp(1.0)
label = f"{zero:.3g}"
```
"""

NOISE = {
    "zero:g": "in the place of zero", "zero:.3g": "in the place of zero", "-zero:.2g": "in the place of zero",
    "math.sin(math.pi):.3g": "in the place of zero", "sum([0.1] * 10) - 1:.3g": "in the place of zero",
    "(1, zero):.3g": "in the place of zero", "numpy.array([1, zero]):.3g": "in the place of zero",
    "complex(zero, 1):.3g": "in the place of zero", "(-1) ** 0.5:.3g": "in the place of zero",
    "label": "in the place of zero", "f'about {zero:.3g}'": "in the place of zero", "[label]": "in the place of zero",
    "str(1 / 3)": "more than 10 significant digits",
    "Fraction(1 / 3)": "a float as a fraction", "Fraction(0.1) * Fraction(1, 3)": "a float as a fraction",
    "str(Fraction(0.1))": "a float as a fraction",
    "{1, 2}": "sorted(…)", "frozenset([1])": "sorted(…)", "[1, {2, 3}]": "sorted(…)", "{'a': {2, 3}}": "sorted(…)",
    "range(3)": "range for programmers", "[range(3)]": "range for programmers", "b'a'": "bytes for programmers",
    "{1: 2}.keys()": "dict_keys for programmers", "Point(1)": "Point for programmers",
    "[Point(1)]": "Point for programmers", "Pair(1, 'b')": "Pair for programmers",
    "deque([1])": "deque for programmers",
    "Counter('a')": "Counter for programmers", "[Fraction(1, 2)]": "Fraction for programmers",
    "[numpy.array([1])]": "ndarray for programmers", "(n for n in [1])": "is not a value",
    "object()": "is not a value", "[object()]": "is not a value", "math": "is not a value",
    "float('nan')": "is not a number", "[1, math.inf]": "is not a number", "{'a': [math.nan]}": "is not a number",
    "Decimal('Infinity')": "is not a number", "Decimal('sNaN')": "is not a number",
    "complex(math.inf, 1)": "is not a number", "(1, math.nan)": "is not a number", "str(math.inf)": "is not a number",
    "f'so {math.nan}'": "is not a number",
}  # fmt: skip

RIGHT = {
    "zero:.2f": "0.00", "zero:.1e": "5.6 × 10⁻¹⁷", "gap:.1e": "2.2 × 10⁻¹⁶", "1e-16": "10⁻¹⁶", "-1e-17": "-10⁻¹⁷",
    "6.626e-34": "6.626 × 10⁻³⁴", "0.5 ** 70:.3g": "8.47 × 10⁻²²", "2.5e9:.1e": "2.5 × 10⁹", "f'{1e-16:g}'": "10⁻¹⁶",
    "Fraction(1, 2 ** 60)": "1/1152921504606846976", "Fraction(3, 4) ** 20": "3486784401/1099511627776",
    "Fraction(0.5)": "1/2", "Decimal('2.2e-16')": "2.2 × 10⁻¹⁶", "sorted({2, 1})": "[1, 2]", "[*range(3)]": "[0, 1, 2]",
    "tuple(range(3))": "(0, 1, 2)", "{'a': 1}": "{'a': 1}", "Pair(1, 2)": "(1, 2)", "Mass()": "2 kg",
    "'Nan eats naan, in Infinity'": "Nan eats naan, in Infinity", "x > 2": "True", "numpy.array([1, 2])": "(1, 2)",
    "[[1, 2], ['a', True]]": "[[1, 2], ['a', True]]", "complex(1, 2)": "(1+2j)", "2 ** 64": "18446744073709551616",
    "str(10 ** 12 + 1)": "1000000000001",
    "20240101 / 1": "20240101.0", "'k → ∞'": "k → ∞",
}  # fmt: skip


def field(renderer, expression):
    return visible(renderer.article("recap", f"{BEFORE}\nIt is {{{{ {expression} }}}}.\n"))


def printed(renderer, expression):
    return visible(
        renderer.article("recap", f'{BEFORE}\n```python exec="on"\nprint(f"It is {{{expression}}}.")\n```\n')
    )


@pytest.mark.parametrize("show", [field, printed])
@pytest.mark.parametrize("expression", NOISE)
def test_noise_is_refused(renderer, expression, show):
    """In a field and in what is printed, with its line, and what can be done where that is not plain."""
    if show is printed and any(sign in expression for sign in '{"'):
        pytest.skip("no replacement field of an f-string")
    with pytest.raises(BuildError) as refused:
        show(renderer, expression)
    assert str(refused.value).startswith(f"docs/recap.md:{BEFORE.count(chr(10)) + (2 if show is field else 3)}: ")
    assert NOISE[expression] in str(refused.value)


@pytest.mark.parametrize("show", [field, printed])
@pytest.mark.parametrize("expression", RIGHT)
def test_what_is_no_noise_is_shown(renderer, expression, show):
    """Small numbers that somebody has chosen, exact fractions, lists of what readers can read, words."""
    if show is printed and any(sign in expression for sign in '{"'):
        pytest.skip("no replacement field of an f-string")
    assert f"It is {RIGHT[expression]}." in show(renderer, expression)
