"""Numerals that were typed: in words, and in formulas, where those of its structure are no quantities.

In words a digit is part of a name where a letter begins it: CS231n, float64, utf-8; 3x, 10k and 2nd are numerals.
Addresses and prices are text.
In formulas structure is
- index    below a letter: the 1 of w₁
- power    above a letter or a bracket: the 2 of a square
- zero     that a quantity goes to or is compared with: h → 0, 0 < r
- operand  1 or 2 beside other things in a side of a relation: the 2 and the 1 of 1 − 2rx².
           Whether they are right, the relation tells: it is evaluated.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from xml.etree.ElementTree import Element, fromstring

_COMPARISONS = ("<", ">", "≤", "≥", "≠")
_SIGNS = "=≈←→<>≤≥≠"
_SCRIPTS = "msub", "msup", "msubsup"

# What stands in a text for a number that a field has made.
COMPUTED = "\ue010"
_GLUED = re.compile(
    rf"""
      (?: (?<![\^_\d])\d[\d.]* | {COMPUTED} ) (?: \{{,\}} | \. )? \s* {COMPUTED}
    | {COMPUTED} (?: \{{,\}} | \. )? \s* \d
    """,
    re.VERBOSE,
)


def in_words(text: str) -> list[str]:
    """The numerals of a text that were typed, and what is glued to a computed number so that it reads as another."""
    others = "".join(sorted(sign for sign in set(text) if _is_number(sign) and not sign.isascii()))
    if not others and not re.search(rf"[\d{COMPUTED}]|[IVX]{{2}}", text):
        return []
    found = (match["numeral"] or match["glued"] for match in _words(others).finditer(text))
    return [numeral.rstrip(".,/") for numeral in found if numeral]


@cache
def _words(others: str) -> re.Pattern[str]:
    """Names and numerals; others: the numerals of a text that are not 0 to 9."""
    return re.compile(
        rf"""
          https?://\S+ | www\.\S+ | [\w.]+@[\w.]+ | \bv\d+(?:\.\d+)*\b
        | [$€£¥]\ ?\d[\d.,]*(?:[kmb]n?\b)? | \d[\d.,]*\ ?[$€£¥]
        | (?P<numeral> \d{{1,3}} (?: [ \u00a0\u2009\u202f]\d{{3}}\b )+ | [\d{others}] [\w.,/{others}]*
          | (?<![\w{COMPUTED}-]) (?=[IVX]{{2}}) X{{0,3}} (?: IX | IV | V?I{{0,3}} ) (?![\w-]) )
        | (?<![\w{COMPUTED}]) [^\W\d_{others}] [^\W{others}]* (?: -[^\W{others}]+ )*
        | (?P<glued> {COMPUTED} (?: [.,]?{COMPUTED} | (?:[kKM]|bn)\b ) | (?<![\w{COMPUTED})\]]) [-−]{COMPUTED} )
        """,
        re.VERBOSE,
    )


def _is_number(sign: str) -> bool:
    """Whether a sign is a number by itself, in any script; an index, as in CO₂, is part of a name."""
    return unicodedata.numeric(sign, None) is not None and sign not in "₀₁₂₃₄₅₆₇₈₉"


def glued(tex: str) -> list[str]:
    """What makes another number of one that is computed, in TeX with marks for these: KaTeX sets both as one."""
    return _GLUED.findall(tex)


def typed_numerals(rendered: str) -> list[str]:
    """The numerals of a rendered formula that no field has made, and that are not its structure."""
    math = rendered[rendered.index("<semantics") : rendered.index("<annotation")]
    return list(_Formula(fromstring(f"{math}</semantics>")).typed())


def has_numeral(text: str) -> bool:
    """Whether there is a digit of any script in a text, or another sign that is a number, as ½."""
    return any(map(_is_number, set(text)))


class _Formula:
    """The MathML of a formula, and the way up from each of its elements."""

    def __init__(self, math: Element) -> None:
        self.math = math
        self.parents = {child: parent for parent in math.iter() for child in parent}

    def typed(self) -> Iterator[str]:
        for element in self.math.iter():
            text = element.text or ""
            if not has_numeral(text) or self._is_computed(element):
                continue
            if element.tag == "mn" and not self._is_structure(element):
                yield text
            elif element.tag in ("mi", "mo", "mtext", "ms"):
                yield from in_words(text)

    def _around(self, element: Element) -> Iterator[Element]:
        """The element, and those that it stands in."""
        at: Element | None = element
        while at is not None:
            yield at
            at = self.parents.get(at)

    def _is_computed(self, element: Element) -> bool:
        return any("data-n" in at.attrib for at in self._around(element))

    def _is_structure(self, numeral: Element) -> bool:
        if not (numeral.text or "").isascii():
            return False
        return self._is_script(numeral) or self._is_zero(numeral) or self._is_operand(numeral)

    def _is_script(self, numeral: Element) -> bool:
        """Whether it is an index or a power, and not what has one."""
        pairs = ((at, self.parents.get(at)) for at in self._around(numeral))
        return any(parent is not None and parent.tag in _SCRIPTS and parent[0] is not at for at, parent in pairs)

    def _is_zero(self, numeral: Element) -> bool:
        side, before, after = self._side(numeral)
        return numeral.text == "0" and side == [numeral] and (before in (*_COMPARISONS, "→") or after in _COMPARISONS)

    def _is_operand(self, numeral: Element) -> bool:
        side, _, _ = self._side(numeral)
        others = (part for top in side for part in top.iter())
        return numeral.text in ("1", "2") and any(
            part.tag in ("mi", "mtext") or "data-n" in part.attrib for part in others
        )

    def _side(self, numeral: Element) -> tuple[list[Element], str, str]:
        """The side of a relation that the numeral is in, and the signs before and after it."""
        part = numeral
        while not self._is_row(self.parents[part]):
            part = self.parents[part]
        row = list(self.parents[part])
        at = row.index(part)
        signs = [i for i, element in enumerate(row) if element.tag == "mo" and _sign(element) in [*_SIGNS, ","]]
        start = max((i for i in signs if i < at), default=-1)
        end = min((i for i in signs if i > at), default=len(row))
        return row[start + 1 : end], _sign(row[start]) if start >= 0 else "", _sign(row[end]) if end < len(row) else ""

    def _is_row(self, element: Element) -> bool:
        """Whether a relation can stand among its parts: the formula, a cell of it, what is below a lim."""
        if element.tag == "semantics":
            return True
        is_relation = any(child.tag == "mo" and _sign(child) in list(_SIGNS) for child in element)
        return is_relation or self.parents[element].tag in ("semantics", "mtd", "munder")


def _sign(element: Element) -> str:
    return (element.text or "").strip()
