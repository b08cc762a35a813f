"""Marks: what stands in the place of fields and formulas while Markdown is at work."""

import html
import re
from typing import NamedTuple
from xml.etree.ElementTree import Element, tostring

from markdown.util import AtomicString

from gdsite import katex
from gdsite.page import FIELD_FORM

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
    | \{\{[ ] (?P<body> [^\n]+? ) [ ]\}\}
    | (?P<stray> \{\{ | \}\} | \$\$ )
    """,
    re.VERBOSE | re.DOTALL,
)
_DISPLAYED = "a displayed formula is a fence: ```math"
STRAY = {"{{": FIELD_FORM, "}}": FIELD_FORM, "$$": _DISPLAYED, "\\begin{": _DISPLAYED}
ATTRIBUTE = "a field has no place in an attribute list"
INLINE = "a formula in the line is $…$, without blanks at its ends, closed in its paragraph"


class Value(NamedTuple):
    """A field's mark: what made the value, and what it shows."""

    expression: str
    text: str

    def element(self, number):
        element = Element("data", {"value": self.text, "data-expression": self.expression})
        element.text = AtomicString(self.text)
        return element

    def html(self):
        return tostring(self.element(None), encoding="unicode")

    def plain(self):
        return self.text


class Formula(NamedTuple):
    """An inline formula's mark: what KaTeX made of it."""

    rendered: str

    def element(self, number):
        # Headings go from here to the table of contents, the title and the anchor: as plain text.
        element = Element("span", {"data-formula": str(number)})
        element.text = AtomicString(self.plain())
        return element

    def html(self):
        return self.rendered

    def plain(self):
        return html.unescape(katex.plain(self.rendered))


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


class Marks:
    """What stands behind the marks of one Markdown text."""

    def __init__(self):
        self.found = []

    def add(self, mark):
        self.found.append(mark)
        return f"\ue000{len(self.found) - 1}\ue001"

    def __getitem__(self, number):
        return self.found[int(number)]
