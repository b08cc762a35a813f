"""What Markdown has left as it was: a reader would see its signs, and not what they were to do.

What the finished page still shows is looked for in its text. It is wrong only if it stands in the source as it is
shown: where a backslash or an entity makes a sign literal, the author has meant it. What the page no longer shows,
such as a cell that a table has dropped, is looked for in the source.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from gdsite.page.fences import LEFT_OVER, Fence
from gdsite.page.fields import names_in
from gdsite.page.placeholders import GAP, PROSE, is_no_formula
from gdsite.page.session import Session

# How a block of the finished text begins, and an item or a cell.
_BLOCK, _ITEM, _CELL = "\x1e", "\x1d", "\x1f"
_END = r"[\x00\x1d-\x1f\n&<]"  # of what stands in the source as it is shown
_START = r"[\x1d\x1e\n][ ]*"
_LINE_END = r"[ ]*(?=[\x1d-\x1f\n])"

_EXTENSION = "no extension in mkdocs.yml reads {}"
_MARKUP = "**bold** and the like are closed in their paragraph; behind a backslash, a sign is just a sign"
_LINK = "a link is [text](address), a picture ![text](address), without blanks; or [text][name], with [name]: address"
_DOLLAR = (
    "a formula in the line is $…$, without blanks at its ends, closed in its paragraph, item or cell; a dollar is \\$"
)
_HTML_TAGS = (
    "a|b|i|p|u|s|em|strong|div|span|br|img|figure|figcaption|table|tr|td|th|ul|ol|li|details|summary|sup|sub|code|pre|"
    "kbd|h[1-6]|section|article|aside|svg|iframe|video|audio|script|style"
)

# What was to be Markdown, TeX or a template, and what its author can do.
_SIGNS: dict[str, tuple[str, str]] = {
    "field": (r"\{\{[^<\n]*", "a field is {{ expression }}: one line, one space inside each pair of braces"),
    "template": (r"\{[%#][^\n}]*[%#]\}|\{%", "no template is read in a page; a value is shown by {{ expression }}"),
    "critic": (r"\{(?:\+\+|--|~~|==|>>)", _EXTENSION.format("{++ and the like")),
    "attributes": (
        r"\{:[^{}\n\x00-\x1f]*\}?|\{ ?[.#][A-Za-z][\w-]*[^{}\n\x00-\x1f]*\}?",
        "an attribute list stands behind its word, or below its paragraph, and is closed: { .class #id }",
    ),
    "braces": (r"\{[^{}\n\x00-\x1f]{1,60}\}", "a field has two braces on each side: {{ expression }}"),
    "wiki": (r"!?\[\[[A-Za-z_][^\[\],\n\x00-\x1f]*\]\]", _LINK),
    "footnote": (
        r"\[\^[^\]\s]+\]|\^\[(?=\w)|(?<=\x00)\^[\w-]+(?=\x00)",
        "a footnote needs the extension footnotes in mkdocs.yml, and its text: [^1]: text",
    ),
    "abbreviation": (r"\*\[[^\]\n]+\]:", _EXTENSION.format("abbreviations: abbr does")),
    "alert": (_START + r"\[![A-Za-z]+\]", 'a box is !!! note "Title", with its text indented by four blanks'),
    "contents": (r"\[TOC\]", "the page's contents stand beside it already; [TOC] has a paragraph to itself"),
    "task": (r"\x1d\[[ xX]\]", _EXTENSION.format("tasks: pymdownx.tasklist does")),
    "link": (
        r"\[[^\[\]\x00-\x1f]*\]\([^\s\x00-\x1f]*|\]\(|(?<![\w\]])\[[^\[\]<]+\]\[[^\[\]<\n]*\]|!\["
        r"|\[[^\]\x00-\x1f]+\] \((?:https?:|#|\.{0,2}/|[\w./-]+\.(?:md|html|png|svg|jpe?g)\b)"
        r"|\)\[(?:https?:|[\w./-]+\.md)|" + _START + r"\[[^\]\x00-\x1f]+\]:[ ]",
        "is a field or a link broken? " + _LINK,
    ),
    "tab": (_START + r"===[!+]{0,2} [\"']", _EXTENSION.format("tabs: pymdownx.tabbed does")),
    "box": (
        _START + r"(?:!!!|\?\?\?\+?) ?\w[^<\n\x1e]*",
        'write !!! note "Title" or ??? question "Title", without more quotes',
    ),
    "block": (_START + r"(?::::+|///+) ?\w[^\n\x1e]*", _EXTENSION.format("blocks of this kind")),
    "snippet": (r"-+8<-+", _EXTENSION.format("snippets: pymdownx.snippets does")),
    "icon": (
        r"(?<![^\s\x00-\x1f(]):(?:[a-z][a-z0-9]+(?:[-_+][a-z0-9]+)*|[+-]1):(?!\w)",
        _EXTENSION.format("icons: pymdownx.emoji does"),
    ),
    "table": (
        _START
        + r"(?:\|[ ]*:?-+:?[ ]*|:?-+:?[ ]*(?=\|))(?:\|[ ]*:?-+:?[ ]*)*\|?"
        + _LINE_END
        + "|"
        + _START
        + r"\|[ ][^\n]*[ ]\|"
        + _LINE_END,
        "a table stands behind an empty line, with | --- | --- | below its head and as many cells there",
    ),
    "list": (
        r"\n[ ]*(?:[-*+]|1[.)])[ ]+(?=[^\s\x1d-\x1f])[^\n\x00-\x1f]*",
        "a list begins behind an empty line; in an HTML element, where that says markdown",
    ),
    "heading": (
        _START + r"#{1,7}[ ]+[^\s\x00-\x1f][^\n\x00-\x1f]*",
        "a heading is not indented, has at most six #, and in an HTML element that says markdown",
    ),
    "rule": (_START + r"={3,}" + _LINE_END, "a heading underlined by === is one line long"),
    "definition": (r"\n:[ ]+[^\s\x00-\x1f]", _EXTENSION.format("definitions: def_list does")),
    "bold": (
        r"(?<![\w*])\*{2,3}(?=[^\s*\x1d-\x1f])|(?<=[^\W\d_])\*{2,3}(?![\w*])|(?<=[.,!?)\"”])\*{2,3}(?![\w*])",
        _MARKUP,
    ),
    "emphasis": (r"(?:(?<=[a-z,;:] )|" + _START + r")\*(?=[A-Za-z])", _MARKUP),
    "underlines": (
        r"(?<![\w_])__(?=[^\W_])|(?<=[^\W_])__(?![\w_])"
        r"|(?<=[a-z,;:] )_(?=[A-Za-z]+[\s,.;:!?])|(?<=[ ][a-z]{2})_(?=[\s,.;:!?])",
        _MARKUP,
    ),
    "tildes": (
        r"(?<![~\w])~~(?=[^~\s])|(?<=\w)~[^~\s\x00-\x1f]{1,8}~(?!~)",
        _EXTENSION.format("~: pymdownx.tilde does"),
    ),
    "marked": (r"(?<![=\w!<>])==(?=[^=\s])[^=\n]*==", _EXTENSION.format("==: pymdownx.mark does")),
    "carets": (r"\^\^(?=[^\s^])[^^\n]*\^\^", _EXTENSION.format("^^: pymdownx.caret does")),
    "keys": (r"\+\+[a-z][\w+-]*\+\+", _EXTENSION.format("++: pymdownx.keys does")),
    "comment": (r"<!--", "a comment is closed: <!-- … -->"),
    "tag": (rf"</?(?:{_HTML_TAGS})(?:[ ][^<>\n]*=[^<>\n]*|[ ]*/?>)", "a tag is closed by >, and a sign < is &lt;"),
    "entity": (
        r"&(?:[a-zA-Z][a-zA-Z0-9]+|#\d+|#x[\da-fA-F]+);|&(?:nbsp|amp|lt|gt|quot|copy|[mn]dash|hellip|times)\b",
        "HTML knows no such entity; the sign itself may stand there",
    ),
    "code": (r"`+", "code is closed by as many backquotes as it begins with, in its paragraph"),
    "tex": (
        r"(?<![\w:\\/.%])\\[a-zA-Z]{2,}(?![\w\\/])|(?<=[\w)\]])(?:[_^]\{|\^[\w({-])",
        "TeX stands in a formula: $…$; what is no formula in backquotes",
    ),
    "break": (r"\\(?=[\n\x1e])", "a line ends with two blanks or <br>, and no backslash"),
    "dollars": (
        r"(?<![\w$])\$[ ]?(?:[A-Za-z](?![\w])|[A-Za-z][_^]|[a-z]{2,3} ?[=<>+]"
        r"|[-+]? ?\\[a-zA-Z]|[-+][ ]?[A-Za-z]|\([A-Za-z]\b)"
        r"|(?<![\w$])\$\d[\d.,]*(?:[\\^_]|(?![kKmMbBtT]n?\b)[a-z]\b| ?[=*+] ?(?:[a-zA-Z]\b|\\))"
        r"|(?<![\w$])\$(?:[ ]|[a-z\\(])(?:(?!(?<!\\)\b[a-zA-Z]{4})[^$\n\x1d-\x1f])*[^\s$][ ]\$(?!\w)"
        r"|(?<=[a-z)}])\$(?![\w/$])",
        _DOLLAR,
    ),
}
# With a look at the first character, for most of a text is letters.
_LEFT = re.compile(
    r"(?=[^\w\s.,;'\"]|[_\n\x1d-\x1f])(?:" + "|".join(f"(?P<{name}>{sign})" for name, (sign, _) in _SIGNS.items()) + ")"
)

# What is no text: code, formulas, numbers that were computed, what a backslash has made literal, comments.
_NO_TEXT = re.compile(
    r"<(pre|script|style|svg|code|kbd|samp|textarea|data)\b.*?</\1>|<span class=\"katex\"[^>]*>.*?</bdi></span>"
    r"|<span class=\"literal\">.*?</span>|<!--.*?-->",
    re.DOTALL,
)
_IN_ATTRIBUTE = re.compile(r"""\s(?:alt|title|aria-label)="([^"]+)\"""")
_PARTS = {
    _ITEM: re.compile(r"<(?:li|dd)\b[^>]*>(?:\s*<p>)?\s*"),
    _CELL: re.compile(r"</?t[dh]\b[^>]*>"),
    _BLOCK: re.compile(
        r"</?(?:p|div|h\d|ul|ol|li|dl|dt|dd|br|hr|blockquote|figure|figcaption|details|summary|section|article|aside|"
        r"header|footer|main|nav|table|thead|tbody|tfoot|tr|caption|center|form|fieldset|address)\b[^>]*>"
    ),
    GAP: re.compile(r"</?[a-zA-Z][^<>]*>"),
}


class Left(NamedTuple):
    """What a text shows as it is; what stands before it, and from there on; and what its author can do."""

    sign: str
    before: str
    behind: str
    remedy: str


def left_in(text: str, names: Mapping[str, object] | None = None) -> Iterator[Left]:
    """What is left in a text; names: those of the page, of which a single pair of braces may have one."""
    for found in _LEFT.finditer(text):
        kind, sign = found.lastgroup or "", found[0].strip()
        if _is_meant(kind, sign, names or {}):
            continue
        first = found.end() - len(found[0].lstrip())
        before = re.split(_END, text[max(first - 30, 0) : first])[-1]
        behind = re.split(_END, text[first + 1 : found.end() + 30])[0]
        yield Left(sign, before, text[first] + behind, _SIGNS[kind][1])


def check_page(html_text: str, page: Session) -> None:
    """Refuse what the finished page shows as it stands in the source."""
    for sign, before, behind, remedy in left_in(_text_of(html_text), page.names):
        if line := page.line_written(before + behind) or page.line_written(behind):
            raise page.error(line, f"{' '.join(sign.replace(GAP, '…').split())} would show as it is: {remedy}")


def _text_of(html_text: str) -> str:
    """The text of HTML: parted into blocks, items and cells, with a gap for what is no text and for each tag."""
    text = _NO_TEXT.sub(GAP, html_text)
    attributes = [value for value in _IN_ATTRIBUTE.findall(text) if value[0] != ":"]  # as of an icon
    for part, tag in _PARTS.items():
        text = tag.sub(part, text)
    return html.unescape(_BLOCK.join(["", text, *attributes, ""]))


def _is_meant(kind: str, sign: str, names: Mapping[str, object]) -> bool:
    """Whether it only looks like a sign: braces around no name of the page, an entity that was written out."""
    if kind == "braces":
        read = names_in(sign[1:-1]) if "," not in sign else frozenset()  # with commas, it is a set
        return not read or not read <= names.keys()
    return kind == "entity" and sign[-1] == ";" and html.unescape(sign) != sign


# In the source


def outside_code(lines: Sequence[str], fences: Iterable[Fence]) -> list[str]:
    """The lines with gaps for code, formulas, fields, comments and literal characters; of fences only the headers."""
    result: list[str] = []
    for fence in fences:
        result += [*_with_gaps(lines[len(result) : fence.start]), fence.header, *[""] * (fence.end - fence.start)]
    return [*result, *_with_gaps(lines[len(result) :])]


def _with_gaps(lines: Sequence[str]) -> list[str]:
    def gap(found: re.Match[str]) -> str:
        is_text = found["raw_tex"] or found["stray"] or found["attribute"] or (found["tex"] and is_no_formula(found))
        is_text = is_text or re.fullmatch(r"\\[a-zA-Z\n]", found[0])  # no sign that a backslash makes literal
        shown = len(found["tag"]) + 1 if found["tag"] else 0  # <style, of which the line is asked
        return found[0] if is_text else found[0][:shown] + re.sub(r"[^\n]", GAP, found[0][shown:])

    return PROSE.sub(gap, "\n".join(lines)).split("\n") if lines else []


def check_source(lines: Sequence[str], page: Session) -> None:
    """Refuse what a page would no longer show of its source, given without code."""
    for at, line in enumerate(lines):
        if found := re.match(r"[> \t]*(#{1,6}[^#\s\x00{][^\n]*)", line):
            raise page.error(_line(at, page), f"{found[1]}: a heading has a blank behind #; a # at the start is \\#")
    if page.listing is None:
        _check_tags(lines, page)


_ONE_TAG = re.compile(r"""(?<!\]\()(?<!\]: )<(/?)([a-zA-Z][\w-]*)(?=[\s/>])(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_NEEDS_NO_END = re.compile(  # or may have none
    "area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|"
    "p|li|dt|dd|tr|td|th|thead|tbody|tfoot|option|optgroup|colgroup|rt|rp"
)


def _check_tags(lines: Sequence[str], page: Session) -> None:
    """Each element of HTML is closed: one that is not takes in the rest of the page, and hides what it was to be."""
    text, opened = "\n".join(lines), list[tuple[str, int]]()
    for tag in _ONE_TAG.finditer(text):
        name, line = tag[2].lower(), text.count("\n", 0, tag.start())
        if _NEEDS_NO_END.fullmatch(name) or tag[0].endswith("/>"):
            continue
        if not tag[1]:
            opened.append((name, line))
        elif name not in [name for name, _ in opened]:
            raise page.error(_line(line, page), f"{tag[0]} closes nothing")
        else:
            while opened[-1][0] != name:
                _refuse_open(*opened[-1], page)
            opened.pop()
    if opened:
        _refuse_open(*opened[-1], page)


def _refuse_open(name: str, at: int, page: Session) -> None:
    message = f"<{name}> is never closed: write </{name}>; where no element is meant, &lt; or backquotes"
    raise page.error(_line(at, page), message)


def _line(at: int, page: Session) -> int:
    """Number of the page's line at that place; of printed lines, that of their block."""
    return page.listing or page.offset + at + 1


_BOX = re.compile(r"( *)(?:!!!|\?\?\?\+?) ?(?P<type>[\w-]+)(?P<words>(?: +[\w-]+)*)(?P<title> +\".*\")? *$")
_BEGINS_BOX = re.compile(r"( *)(?:!!!|\?\?\?\+?) \w")
_WITH_A_MEANING = {"inline", "end", "annotate"}


def check_boxes(lines: list[str], fences: Iterable[Fence], page: Session) -> None:
    """Refuse a box whose text is not indented, which would be empty, and one whose title would be lost."""
    fenced = {at for fence in fences for at in range(fence.start, fence.end + 1)}
    for at, line in enumerate(lines):
        if (box := _BEGINS_BOX.match(line)) and at not in fenced:
            text = next(filter(str.strip, lines[at + 1 :]), "")
            if len(text) - len(text.lstrip()) < len(box[1]) + 4:
                raise page.error(
                    page.offset + at + 1, f"{line.strip()}: the text in this box is indented by four blanks"
                )
            read = _BOX.match(line)
            if read and not read["title"] and set(read["words"].split()) - _WITH_A_MEANING:
                raise page.error(page.offset + at + 1, f'{line.strip()}: a title stands in quotes: !!! note "Title"')


def check_fences(lines: list[str], page: Session) -> None:
    """Refuse a fence that SuperFences has not taken: it would show as text, and run for nothing."""
    for text, behind in pairwise([*lines, ""]):
        if LEFT_OVER.match(text):
            written = pairwise([*map(str.strip, page.lines), ""])
            at = next((at for at, pair in enumerate(written, 1) if pair == (text.strip(), behind.strip())), 1)
            said = re.search(r'at="(\d+)"', text)
            message = f"this fence was not recognized, check its indentation: {text.strip()}"
            raise page.error(said[1] if said else page.offset + at, message)
