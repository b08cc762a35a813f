"""Placeholders: what stands in the place of fields and formulas while Markdown is at work."""

import html
import re
from typing import NamedTuple
from xml.etree.ElementTree import Element, tostring

from markdown.util import AtomicString

from gdsite.formulas import katex
from gdsite.page.fields import FIELD_FORM
from gdsite.page.values import Value, in_prose

# Private-use characters: no author types them, and no part of Markdown minds them.
MARK = re.compile("\ue000(\\d+)\ue001")
TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""")

PROSE = re.compile(
    r"""
      (?P<comment> <!--.*?--> | <(?P<tag>script|style|pre)\b.*?</(?P=tag)> )
    | (?<!`) `\$ (?P<quoted_tex> [^`]+? ) \$` (?!`)
    | (?P<code> (?<!`) (?P<ticks>`+) (?!`) (?: (?!\n[ \t]*\n) . )+? (?<!`) (?P=ticks) (?!`) )
    | \\ (?P<literal> \$ | \[ | \{\{ [^\n]*? \}\} )
    | \$ (?![\s$]) (?P<tex> (?: \\. | (?!\n[ \t]*\n) [^\\$`] )+? ) (?<!\s) \$ (?!\d)
    | (?P<raw_tex> \$ \s* \\[a-zA-Z]+ | \\begin\{ )
    | (?P<escape> \\. )
    | (?P<attribute> \{:?[ ]? [^{}\n]* (?: =["']? | [#.][^{}\s]* ) \{\{ )
    | \ue002 (?P<printed> \d+ ) \ue003
    | \{\{[ ] (?P<body> [^\n]+? ) [ ]\}\}
    | (?P<stray> \{\{ | \}\} | \$\$ )
    """,
    re.VERBOSE | re.DOTALL,
)
_DISPLAYED = "a displayed formula is a fence: ```math"
STRAY = {"{{": FIELD_FORM, "}}": FIELD_FORM, "$$": _DISPLAYED, "\\begin{": _DISPLAYED}
ATTRIBUTE = "a field has no place in an attribute list"
INLINE = "a formula in the line is $…$, without blanks at its ends, closed in its paragraph"


class Data(NamedTuple):
    """A displayed value's mark."""

    value: Value

    def element(self, number):
        element = Element("data", {"value": self.value.full, "data-expression": self.value.expression})
        element.text = AtomicString(self.plain())
        return element

    def html(self):
        return tostring(self.element(None), encoding="unicode")

    def plain(self):
        return in_prose(self.value.text)

    def values(self):
        return [self.value]


class Formula(NamedTuple):
    """An inline formula's mark: what KaTeX made of it, and the values that it displays."""

    rendered: str
    displayed: tuple

    def element(self, number):
        # Headings go from here to the table of contents, the title and the anchor: as plain text.
        element = Element("span", {"data-formula": str(number)})
        element.text = AtomicString(self.plain())
        return element

    def html(self):
        return self.rendered

    def plain(self):
        return html.unescape(katex.plain(self.rendered))

    def values(self):
        return self.displayed


class Literal(NamedTuple):
    """Characters that are no field, because the author has said so with a backslash."""

    text: str

    def element(self, number):
        element = Element("span", {"class": "literal"})
        element.text = AtomicString(self.text)
        return element

    def html(self):
        return tostring(self.element(None), encoding="unicode")

    def plain(self):
        return self.text

    def values(self):
        return []


class Placeholders:
    """What stands behind the marks of one Markdown text."""

    def __init__(self):
        self.found = []

    def add(self, mark):
        self.found.append(mark)
        return f"\ue000{len(self.found) - 1}\ue001"

    def __getitem__(self, number):
        return self.found[int(number)]
