"""How a page is set: its tables, with numbers aligned at the decimal point, and what no line may part."""

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

_FORMULA = r'(?:<span class="math">)?<span class="katex">.*?</bdi></span>(?:</span>)?'
_NAME = r"(?:<a [^>]*>)?<code>(?:<a [^>]*>)?[^\s<]{1,28}(?:</a>)?</code>(?:</a>)?"
_WITH_MARKS = re.compile(rf"[(\[“‘—]*(?:{_FORMULA}|{_NAME})[^\s<&]{{0,3}}", re.DOTALL)
_UNIT = r"(?:percent|meters?|pixels?|degrees?|seconds?|px|kB|ms|%|°)(?!\w)"
_WITH_UNIT = re.compile(rf"(?<=</data>) (?={_UNIT}|× <data)|(?<=</data> ×) (?=<data)")
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
    attributes = cell["attributes"].replace(' class="', ' class="number ')  # one by which an author aligns the column
    kind = "" if attributes != cell["attributes"] else ' class="number"'
    return f"<{cell['tag']}{kind}{told}{attributes}>{cell['content']}</{cell['tag']}>"


def keep_together(html: str) -> str:
    """The HTML, in which no line ends between a formula or a name and the marks around it, or a number and its unit
    or what multiplies it.

    Formulas are boxes, and between a box and a comma browsers end a line; within a long formula they still may.
    """
    return _WITH_MARKS.sub(_kept, _WITH_UNIT.sub("\N{NO-BREAK SPACE}", html))


def _kept(found: re.Match[str]) -> str:
    has_marks = not (found[0].startswith("<") and found[0].endswith(">"))
    return f'<span class="nowrap">{found[0]}</span>' if has_marks else found[0]
