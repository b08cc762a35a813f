"""Numerals of a published page: which say how they were computed, and which are orphans; read from its HTML alone.

The build refuses orphans by itself (gdsite/page/numerals.py); this is another way to see that it did.

A numeral without provenance is allowed where it is no quantity of an example. The rules, all of them:

In prose
- name    digits in a word with letters: CS231n
- own     its author's, which the source marks and the page says
- number  of an exercise, at the beginning of its question: “3. Take one step …”
- frame   which chapter it is, and how long it takes: the build counts both
- code    what stands in <code> or <pre> is a program's text
- defined in the reference: a constant of what a function is, and no quantity of an example
- tick    at an axis of a figure, or at a line of equal height, where it only measures

In formulas
- index   below a letter: the 1 of w₁, in a drawing, too
- power   above a letter or a bracket: the 2 of a square
- zero    that a quantity goes to or is compared with: h → 0, 0 < r
- operand 1 or 2 beside other things in a side of a relation, the constants of the article's formulas:
          the 2 and the 1 of 1 − 2rx². That they are right is proven elsewhere, for the relation
          is evaluated, or the symbolic formula proven.
"""

import json
import re

from conftest import signs

NUMERAL = re.compile(r"[\w.,/]*\d[\w.,/]*")
RELATIONS = "=≈←→<>≤≥≠,"
OWN = "typed by the author"


def numbers(article):
    """Elements of the article that show a computed number: in prose and tables, and in formulas."""
    shown = article.xpath(".//data | .//span[@data-n] | .//tspan[@data-expression]")
    return [one for one in shown if re.search(r"\d", one.text_content() + signs(one)) and expression(one) != OWN]


def own(article):
    """Elements of the article that show what its author has typed, and marked: a year, a number word."""
    return article.xpath(f".//*[@data-expression='{OWN}']")


def expression(element):
    return element.get("data-expression")


def orphans(article):
    """Numerals of the article without provenance, each with what stands around it."""
    return [*_in_prose(article), *_in_formulas(article), *_in_attributes(article)]


def _in_attributes(article):
    for element in article.xpath(".//*[not(self::math)][@alt or @title or @aria-label]"):  # which repeats its own
        shown = " ".join(element.get(name) or "" for name in ("alt", "title", "aria-label"))
        computed = json.loads(element.get("data-computed") or "[]")
        if len(NUMERAL.findall(shown)) > len(computed):
            yield shown.strip(), shown.strip()


def _in_prose(article):
    skipped = [
        "code",
        "pre",
        "p[@class='chapter']",
        "script",
        "data",
        "span[@class='katex']",
        "a[@class='headerlink']",
        "tspan[@data-expression]",
        "text[contains(@class, 'tick') or contains(@class, 'level')]",
        "template",
        "tspan[contains(@class, 'script')]",
        "desc[@data-computed]",
        "title[@data-computed]",
        "div[contains(@class, 'doc-contents')]",
    ]
    inside = " or ".join(f"ancestor::{name}" for name in skipped)
    for text in article.xpath(f".//text()[not({inside})]"):
        for found in NUMERAL.finditer(text):
            if not _is_allowed_in_prose(found, text):
                yield found[0], " ".join(text.split())


def _is_allowed_in_prose(found, text):
    numeral = found[0].rstrip(".,")
    is_name = re.search(r"[^\W\d_]", numeral)
    is_number = found[0].endswith(".") and not text[: found.start()].strip()
    return is_name or is_number


def _in_formulas(article):
    for formula in article.xpath(".//math"):
        for numeral in formula.xpath(".//mn[not(ancestor-or-self::*[@data-n or @data-part])]"):
            if not _is_allowed_in_formula(numeral):
                yield numeral.text, " ".join(formula.xpath("string(.//annotation)").split())
        for text in formula.xpath(".//mtext[not(ancestor-or-self::*[@data-n or @data-part])]"):
            if re.search(r"\d", text.text or ""):
                yield text.text, text.text


def _is_allowed_in_formula(numeral):
    return _is_script(numeral) or _is_zero(numeral) or _is_operand(numeral)


def _is_script(numeral):
    """Whether it is an index or a power: in a script of something, first or second, but not its base."""
    for part in (numeral, *numeral.iterancestors()):
        parent = part.getparent()
        if parent is not None and parent.tag in ("msub", "msup", "msubsup") and parent[0] is not part:
            return True
    return False


def _is_zero(numeral):
    side, before, after = _side(numeral)
    return numeral.text == "0" and side == [numeral] and (before in ("→", "<", ">") or after in ("<", ">"))


def _is_operand(numeral):
    side, _, _ = _side(numeral)
    others = [
        part
        for top in side
        for part in top.xpath(
            "descendant-or-self::mi | descendant-or-self::mtext | descendant-or-self::*[@data-n or @data-part]"
        )
    ]
    return numeral.text in ("1", "2") and bool(others)


def _side(numeral):
    """The side of a relation that the numeral is in, and the signs before and after it."""
    part = numeral
    while not _is_row(part.getparent()):
        part = part.getparent()
    siblings = list(part.getparent())
    at = siblings.index(part)
    signs = [i for i, e in enumerate(siblings) if e.tag == "mo" and (e.text or "").strip() in RELATIONS and e.text]
    start = max((i for i in signs if i < at), default=-1)
    end = min((i for i in signs if i > at), default=len(siblings))
    before = siblings[start].text if start >= 0 else None
    after = siblings[end].text if end < len(siblings) else None
    return siblings[start + 1 : end], before, after


def _is_row(element):
    """Whether a relation can stand among the children: the formula, a cell of it, what is below a lim."""
    if element.tag == "semantics":
        return True
    children = [child.text for child in element if child.tag == "mo"]
    is_relation = any(text and text in RELATIONS[:-1] for text in children)
    return is_relation or element.getparent().tag in ("semantics", "mtd", "munder")
