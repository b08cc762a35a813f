"""How a page is set: its tables, with numbers aligned at the decimal point."""

import re
from collections.abc import Sequence
from html import unescape
from itertools import zip_longest

_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_EMPTY_HEADING = re.compile(r"<th[^>]*>\s*</th>")
_CELL = re.compile(r"<(?P<tag>t[hd])(?P<attributes>(?:\s[^>]*)?)>(?P<content>.*?)</t[hd]>", re.DOTALL)
_UNREAD = re.compile(r"<bdi class=\"katex-html.*?</bdi>|<annotation.*?</annotation>|<[^>]*>", re.DOTALL)
# A number, and what may stand behind its units: decimals, and the parts of a power of ten.
_NUMBER = re.compile(r"−?[\d,]+(\.\d+)?( × 10)?(⁻)?(?P<exponent>[⁰¹²³⁴-⁹]+)?(%)?")

_DIGIT = re.compile(r"\d")

Longest = dict[bool, list[str]]


def set_tables(html: str) -> str:
    """The HTML with a box around each table, and room in its columns of numbers: .00 to the right of 3 above 2.71.

    A column is one of numbers if half of its cells are. The room is an attribute, for the stylesheet: nobody reads,
    copies or finds it. An empty heading heads nothing: it becomes a cell.
    """
    return _TABLE.sub(
        lambda table: f'<div class="table"><table class="booktabs">{_aligned(table[1])}</table></div>', html
    )


def _aligned(table: str) -> str:
    rows = _EMPTY_HEADING.sub("<td></td>", table).split("</tr>")
    texts = [[_read(cell) for cell in _CELL.finditer(row)] for row in rows if "</td>" in row and "</th>" not in row]
    longest = [_longest([text for text in column if text]) for column in zip_longest(*texts, fillvalue="")]

    def with_room(row: str) -> str:
        columns = iter(longest)
        return _CELL.sub(lambda cell: _with_room(cell, next(columns, {})), row)

    return "</tr>".join(map(with_room, rows))


def _read(cell: re.Match[str]) -> str:
    """What a reader sees in a cell."""
    return unescape(_UNREAD.sub("", cell["content"])).strip()


def _longest(column: Sequence[str]) -> Longest:
    """The longest of each part of a number, by whether there is a power of ten; nothing in a column of other texts."""
    numbers = [number for text in column if (number := _NUMBER.fullmatch(text))]
    if 2 * len(numbers) < len(column):
        return {}
    found: Longest = {}
    for number in numbers:
        longest = found.setdefault(bool(number["exponent"]), [""] * len(number.groups()))
        longest[:] = (max(pair, key=len) for pair in zip(longest, number.groups(""), strict=True))
    return found


def _with_room(cell: re.Match[str], longest: Longest) -> str:
    if not longest:
        return cell[0]
    room = ""
    if number := _NUMBER.fullmatch(_read(cell)):
        parts = zip(number.groups(""), longest.get(bool(number["exponent"]), ()), strict=False)
        room = "".join(_DIGIT.sub("0", most[len(own) :]) for own, most in parts)
    told = f' data-room="{room}"' if room else ""
    return f'<{cell["tag"]} class="number"{told}{cell["attributes"]}>{cell["content"]}</{cell["tag"]}>'
