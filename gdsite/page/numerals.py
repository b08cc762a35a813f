"""Numerals and number words that were typed: a page shows none that is a quantity.

A numeral comes from a field, or is its author's own and says so: \\{1847}. What may stand as it is: the names,
the structure of formulas (both in gdsite.formulas.numerals), code, addresses, what mkdocstrings says of a
library, and the number at the head of a title, as of an exercise.
A number word may also stand in a sentence, an item, a cell or a caption that has a claim.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from gdsite.formulas.numerals import COMPUTED as COMPUTED
from gdsite.formulas.numerals import in_words

OWN = r"\\\{(?P<own>[^{}\\$`\n]+)\}"  # \{1847}: the author's own numeral or number word

# Number words. Not among them, by what the article means by them, are: one, first and second (which tell things
# apart), zero (a place, like the 0 of a limit), once, both, single, pair, none; a double click and half-planes are
# no quantities either, nor the second half, nor “Third,” at the beginning of an argument.
_DIGITS = "two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_LARGE = "dozen|hundred|thousand|million|billion|trillion"
_ORDINALS = (
    r"third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth"
    r"|twentieth|thirtieth|fortieth|fiftieth|sixtieth|seventieth|eightieth|ninetieth|hundredth|thousandth|millionth|billionth"
)
_MULTIPLES = (
    r"twice|thrice|halve[sd]?|quadruple[sd]?|triple[sd]?"
    r"|double[sd]?(?![- ](?:check|click|quote|bond|precision|space))"
    r"|(?<!first )(?<!second )(?<!other )half(?![- ](?:plane|space|line|open|closed|life))"
    rf"|(?:{_DIGITS}|ten|hundred|thousand|many)-?fold|quarters?"
)
_WORD = rf"(?:(?:{_DIGITS}|{_TEENS}|{_TENS}|{_LARGE}|{_ORDINALS})s?|sixes|{_MULTIPLES})"
_NUMBER_WORD = re.compile(rf"\b(?=[bdefhmnqst]){_WORD}(?:[- ](?:and )?{_WORD})*\b", re.IGNORECASE)
_IN_ORDER = re.compile(rf"\W*(?:{_ORDINALS}),", re.IGNORECASE)

# What stands in the text of a page for what is no text.
_OTHER, _CLAIM, _BLOCK = "\ue011", "\ue012", "\ue013"
_NOTHING_TYPED = "", COMPUTED, _OTHER
_TITLES = {"h1", "h2", "h3", "h4", "h5", "h6", "summary", "title"}  # the last is that of a box
_WHOLE = {"li", "td", "th", "dt", "dd", "figcaption", "caption", *_TITLES}  # one claim serves all sentences in it
_IN_TAG = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
_DRAWN = re.compile(
    r'<span class="katex">.*?</bdi></span>|<svg[^>]* paint-order=.*?</svg>', re.DOTALL
)  # looked at before
_PIECE = re.compile(
    rf"""
      <!--.*?--> | <a\ class="(?:headerlink|footnote-){_IN_TAG}>.*?</a>
    | (?P<other> <(?P<code>pre|script|style|code)\b{_IN_TAG}>.*?</(?P=code)> | <span\ data-part={_IN_TAG}>[^<]*</span> )
    | <data\b[^>]*\ data-expression={_IN_TAG}>(?P<computed>[^<]*)</data>
    | </?(?P<block>p|li|td|th|dt|dd|h[1-6]|summary|figcaption|caption|div|blockquote|details|figure|tr|table|text|label
        |button|option|legend|section|hr|ul|ol|dl)\b(?P<title>\ class="admonition-title")?{_IN_TAG}>
    | (?P<claim> <(?P<mark>\w+)\ class="claim"{_IN_TAG}>.*?</(?P=mark)> )
    | </?[a-zA-Z]{_IN_TAG}>
    """,
    re.DOTALL | re.VERBOSE,
)
_TAG = re.compile(rf"<(?!math|data|[^>]* data-computed|input type=\"range\"|a class=\"footnote)[a-zA-Z]{_IN_TAG}>")
_ATTRIBUTE = re.compile(
    r"""(?<!<data)\s(?:alt|title|aria-label|aria-description|placeholder|content|label|value|summary)\s*=\s*"""
    r"""("[^"]*"|'[^']*'|[^\s>"']+)"""
)


class Typed(NamedTuple):
    """A numeral or a number word that was typed, what stands around it, and the line of the page, if it is known."""

    text: str
    around: str
    is_word: bool = False
    may_be_claimed: bool = False
    line: int | None = None

    def message(self, field: str = "{{ … }}") -> str:
        """What is wrong with it, and what its author can do; field: what works where it stands, if any does."""
        shown = _readable(self.text)
        around = shown if self.around == self.text else f"{shown} in “{' '.join(_readable(self.around).split())}”"
        if COMPUTED in self.text:
            return (
                f"{around}: what is glued to a number reads as another one; put it into the field, or a blank between"
            )
        remedies = [f"show it by a field, {field}"] if field else []
        remedies += ["claim it behind its sentence, {{ assert … }}"] if self.may_be_claimed else []
        remedies += [rf"mark it as yours: \{{{shown}}}"]
        return f"{around} says not how it {'is known' if self.is_word else 'was computed'}: {', or '.join(remedies)}"


def in_page(html: str) -> Iterator[Typed]:
    """What was typed into a finished page, in its order."""
    text = unescape(_PIECE.sub(_plain, _DRAWN.sub(_OTHER, _without_reference(html))))
    text = re.sub(rf"(?:{_BLOCK}[^>]*>[{_OTHER}\s]*)*{_BLOCK}p>\s*({_CLAIM}[{_CLAIM}\s]*)(?={_BLOCK})", r"\1", text)
    for block in f"{_BLOCK}>{text}".split(_BLOCK):
        tag, _, content = block.partition(">")
        if content.strip() not in _NOTHING_TYPED:  # as in most cells of figures' tables
            yield from _in_block(tag, content)


def in_attributes(html: str) -> Iterator[Typed]:
    """What was typed into attributes that are shown or read out."""
    for found in _ATTRIBUTE.finditer(html):
        tag = _TAG.match(html, html.rfind("<", 0, found.start()))
        if tag and tag.end() > found.end():
            yield from in_text(unescape(found[1].strip("\"'")))


@lru_cache(maxsize=10_000)  # figures have the same few sentences around many numbers
def in_text(text: str) -> list[Typed]:
    """What was typed into a text that has no claims, but for what is marked there."""
    text = re.sub(OWN, _OTHER, text)
    numerals = [Typed(numeral, text) for numeral in in_words(text)]
    return numerals + [Typed(word[0], text, True) for word in _NUMBER_WORD.finditer(text)]


def has_number(text: str) -> bool:
    """Whether there is anything in a text that it would have to say the origin of."""
    return bool(in_text(text))


def without_marks(text: str) -> str:
    r"""A text in which \{1847} is 1847."""
    return re.sub(OWN, lambda own: own["own"] if has_number(own["own"]) else own[0], text)


def _plain(piece: re.Match[str]) -> str:
    """What a piece of HTML is to those who look for numerals."""
    if piece["block"]:
        return f"{_BLOCK}{'title' if piece['title'] else piece['block']}>"
    if piece["claim"]:
        return _CLAIM
    if piece["computed"]:
        return COMPUTED if re.search(r"\d", piece["computed"]) else _OTHER
    return _OTHER if piece["other"] or piece[0].startswith("<sup") else ""  # x<sup>2</sup> is no name


def _in_block(tag: str, text: str) -> Iterator[Typed]:
    if tag in _TITLES:
        text = re.sub(r"^\s*\d+\.(?=\s)", "", text)
    for sentence in [text] if tag in _WHOLE else _sentences(text):
        yield from (Typed(numeral, sentence) for numeral in in_words(sentence))
        if _CLAIM not in sentence and not _IN_ORDER.match(sentence):
            may_be_claimed = not re.match(r"h\d", tag)
            yield from (Typed(word[0], sentence, True, may_be_claimed) for word in _NUMBER_WORD.finditer(sentence))


def _sentences(text: str) -> list[str]:
    """The sentences of a text, each with the claims behind it."""
    return re.findall(rf"\S.*?(?:[.!?…][”’\"')\]]*(?:\s*{_CLAIM})*(?=\s+[^a-z]|\s*\Z)|\Z)", text, re.DOTALL)


def _readable(text: str) -> str:
    return re.sub(f"[{COMPUTED}{_OTHER}]", "…", text).replace(_CLAIM, "")


def _without_reference(html: str) -> str:
    """The page without what mkdocstrings has made: a library's own words, as its code."""
    at = html.find('<div class="doc ')
    if at < 0:
        return html
    depth = 0
    for div in re.finditer(r"<div\b|</div>", html[at:]):
        depth += 1 if div[0] == "<div" else -1
        if not depth:
            return html[:at] + _without_reference(html[at + div.end() :])
    return html[:at]
