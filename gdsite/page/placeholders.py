"""Placeholders: what stands in the place of fields and formulas while Markdown is at work."""

import html
import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, tostring

from markdown.util import AtomicString

from gdsite.formulas.plain import plain
from gdsite.page.fields import FIELD_FORM
from gdsite.page.numerals import OWN
from gdsite.page.values import Html, Value, in_prose

# Private-use characters: no author types them, and no part of Markdown minds them.
GAP = "\x00"  # in text that is searched, what stands for code and the like
MARK = re.compile("\ue000(\\d+)\ue001")
TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""")

_TEX_SIGN = r"(?: \\[a-zA-Z]{2} | [\^=+] | _\{ | (?<![a-zA-Z]) [a-zA-Z]_\w\b )"  # by which \( … \) is a formula
PROSE = re.compile(
    OWN
    + r"""
    | (?P<comment> <!--.*?--> | <(?P<tag>script|style|pre)\b.*?</(?P=tag)> )
    | (?<!`) `\$ (?P<quoted_tex> [^`]+? ) \$` (?!`)
    | (?P<code> (?<!`) (?P<ticks>`+) (?!`) (?: (?!\n[ \t]*\n) . )+? (?<!`) (?P=ticks) (?!`) )
    | \$ (?! [\s$/] | \d [^$\\{]*? \s (?: (?:to|or|at|and|for|per|in|of|the|[a-z]{4,}) \s | [A-Z]{2} \$ ) )  # no price
      (?P<tex> (?: \\. | (?! \n[ \t]*(?: \n | > | (?:[-*+]|\d+[.)])[ ] ) ) [^\\$`] )+? ) (?<!\s) \$ (?!\d)
    | (?P<raw_tex> \$ \s* \\[a-zA-Z]+ | \\begin\{
      | \\?\\\( (?= (?: (?!\n[ \t]*\n | \\\) ) . )*? """
    + _TEX_SIGN
    + r""" (?: (?!\n[ \t]*\n) . )*? \\\) )
      | (?<!_) \\?\\\( (?= (?: (?![a-zA-Z]{3}) [^\n\\`] )*? [a-zA-Z] (?: (?![a-zA-Z]{3}) [^\n\\`] )*? \\?\\\) )
      | \\?\\\[ (?= (?: (?!\n[ \t]*\n | \\\] ) [^`[] )*? """
    + _TEX_SIGN
    + r""" (?: (?!\n[ \t]*\n) . )*? \\\] )
      | \\\[ (?= [ \t]*\n | [ ] [^\n\\]* [ ] \\\] ) )
    | \\ (?P<literal> \$ | \[ | \{\{ [^\n]*? \}\} )
    | (?P<escape> \\. )
    | (?P<attribute> \{:?[ ]? [^{}\n]* (?: =["']? | [#.][^{}\s]* ) \{\{ )
    | (?P<printed> [\U000f0000-\U0010ffff] )
    | \{\{[ ] (?P<body> [^\n]+? ) [ ]\}\}
    | (?P<stray> \{\{ | \}\} | \$\$ )
    """,
    re.VERBOSE | re.DOTALL,
)
_TABLE = re.compile(r"^[> \t]*(?=[^\n|]*\|)[|: \t]*-[-|: \t]*$", re.MULTILINE)
_DISPLAYED = "a displayed formula is a fence: ```math"
STRAY = {"{{": FIELD_FORM, "}}": FIELD_FORM} | dict.fromkeys(("$$", "\\begin{", "\\[", "\\\\["), _DISPLAYED)
ATTRIBUTE = "a field has no place in an attribute list"
INLINE = "a formula in the line is $…$, without blanks at its ends, closed in its paragraph"


def is_no_formula(found: re.Match[str]) -> bool:
    """Whether two dollars found are no formula's: it would go over cells of a table, or leave a bracket open."""
    tex = re.sub(r"\\.", "", found["tex"])
    while tex != (inner := re.sub(r"\([^()]*\)|\{[^{}]*\}", "", tex)):
        tex = inner
    if tex[:1].isdigit() and "(" in tex:
        return True  # as of $5 (US$)
    goes_over = " | " in tex or tex.count("|") % 2
    return bool(goes_over and _TABLE.search(_block_around(found)))


def _block_around(found: re.Match[str]) -> str:
    """The lines around it, up to empty ones."""
    start, end = found.string.rfind("\n\n", 0, found.start()), found.string.find("\n\n", found.end())
    return found.string[start + 1 : end if end >= 0 else None]


# A relation in the prose between numbers and formulas, where nobody reads it: $a$ = $b$, w = {{ w }}.
_ANY_MARK = "\ue000\\d+\ue001"
_BETWEEN = r"(?:[\s*_|~]|</?[a-z]+[^<>]*>)*"
_CERTAIN = r"(?:={1,2}(?!=)|:=|<=?|[≠≡≤≥≪≫]|&(?:equals|ne|lt|gt|le|ge);)"
_ROUGH = r"(?:[≈≃≅∼←]|&(?:asymp|ap|approx|sim);)"  # which may also stand before a number alone: ≈ 3
RELATION_IN_PROSE = re.compile(
    rf"""
      {_ANY_MARK}{_BETWEEN}(?:{_CERTAIN}|{_ROUGH}|(?<=[^\s>])[ ]?>=?){_BETWEEN}{_ANY_MARK}
    | (?<![\w?&/=-])[^\W\d_]\w*[*_]*(?:[ ]?{_CERTAIN}|[ ]>=?)[ ]?{_ANY_MARK}
    | (?<!\w)[^\W\d_](?:_\w)?[*_]*[ ]{_ROUGH}[ ]{_ANY_MARK}
    | {_ANY_MARK}[ ](?:{_CERTAIN}|{_ROUGH}|>=?)[ ][*_]*\w
    """,
    re.VERBOSE,
)
JOIN = "nobody reads this relation: write all of it into one formula, such as $a = {{ b }}$"


class Data(NamedTuple):
    """A displayed value's mark; in code, a minus sign is a hyphen."""

    value: Value
    in_code: bool = False

    def element(self, number: str) -> Element:
        element = Element("data", self.value.attributes("value"))
        element.text = AtomicString(self.plain())
        return element

    def html(self) -> str:
        return tostring(self.element(""), encoding="unicode")

    def plain(self) -> str:
        return self.value.text if self.in_code else in_prose(self.value.text)

    def values(self) -> Sequence[Value]:
        return [self.value]


class Claim(NamedTuple):
    """A proven claim's mark: an element without text, which is seen only where numbers show how they were made."""

    value: Value
    line: int

    def element(self, number: str) -> Element:
        place = {"class": "claim", "data-expression": self.value.expression, "data-line": str(self.line)}
        return Element("span", place | self.value.attributes())

    def html(self) -> str:
        return tostring(self.element(""), encoding="unicode", short_empty_elements=False)

    def plain(self) -> str:
        return ""

    def values(self) -> Sequence[Value]:
        return []


class Formula(NamedTuple):
    """An inline formula's mark: what KaTeX made of it, and the values that it displays."""

    rendered: str
    displayed: tuple[Value, ...]

    def element(self, number: str) -> Element:
        # Headings go from here to the table of contents, the title and the anchor: as plain text.
        element = Element("span", {"data-formula": str(number)})
        element.text = AtomicString(self.plain())
        return element

    def html(self) -> str:
        return self.rendered

    def plain(self) -> str:
        return html.unescape(plain(self.rendered))

    def values(self) -> Sequence[Value]:
        return self.displayed


class Literal(NamedTuple):
    """Characters that are no field, because the author has said so with a backslash."""

    text: str

    def element(self, number: str) -> Element:
        element = Element("span", {"class": "literal"})
        element.text = AtomicString(self.text)
        return element

    def html(self) -> str:
        return tostring(self.element(""), encoding="unicode")

    def plain(self) -> str:
        return self.text

    def values(self) -> Sequence[Value]:
        return []


Placeholder = Data | Claim | Formula | Literal | Html


class Placeholders:
    """What stands behind the marks of one Markdown text: of a page, or of what a block prints, or of a docstring."""

    def __init__(self) -> None:
        self.found: list[Placeholder] = []
        self.is_page = False

    def add(self, mark: Placeholder) -> str:
        self.found.append(mark)
        return f"\ue000{len(self.found) - 1}\ue001"

    def __getitem__(self, number: str) -> Placeholder:
        return self.found[int(number)]
