"""Formulas: TeX to HTML and MathML by KaTeX, while the site is built."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any, NamedTuple

from gdsite.formulas.plain import plain
from gdsite.formulas.quantities import as_marked
from gdsite.style_classes import as_classes

# djangocms-katex is where PyPI carries KaTeX's own files, unmodified.
DISTRIBUTION = files("djangocms_katex") / "static/djangocms_katex/vendor/katex"

# The visual half of a rendered formula; the other half is its MathML.
# Its signs are attributes, which the stylesheet shows: they can be seen, and neither copied nor found; the MathML can.
VISUAL = re.compile(r'<bdi class="katex-html".*?</bdi>', re.DOTALL)

_SIGNS = re.compile(r">([^<>]+)</span>")
_BOX = '<span class="base">'
_SHORT = 20  # characters of a formula, or of a side of it, that stay in one line

_BEFORE_ARGUMENT = re.compile(r"(?:[\^_}]|\\[a-zA-Z]+) *$")

# What a page's own TeX may not use: it is kept for the values in a formula, and HTML has no place in one.
_RESERVED = re.compile(r"\\(href|url|includegraphics|html[a-zA-Z@]*)")

# \\ outside an environment ends a line in KaTeX; under strict: "error" it would end the build.
# QuickJS hands a long string over in pieces that Python cannot read: JSON makes it one.
_RENDER = r"""
(tex, display) => JSON.stringify(katex.renderToString(tex, {
    displayMode: display,
    throwOnError: true,
    strict: (code) => ["newLineInDisplayMode", "htmlExtension"].includes(code) ? "ignore" : "error",
    trust: true,
    errorColor: "#error",
}))
"""


class TexError(ValueError):
    """TeX that KaTeX cannot render, or doubts; line is that of the TeX where it stopped, from 0."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


Key = tuple[str, str, bool]  # of a rendered formula: the TeX to read, the TeX with numbers, and whether it is displayed

_rendered: dict[Key, str] = {}


@cache
def _renderer() -> Callable[[str, bool], str]:
    """KaTeX: from TeX to its HTML as JSON."""
    # Here, for it starts a thread, and pages that were kept need none.
    from quickjs import Context  # type: ignore[import-untyped]

    context = Context()
    context.eval((DISTRIBUTION / "katex.min.js").read_text(encoding="utf-8"))
    render: Callable[[str, bool], str] = context.eval(_RENDER)
    return render


@cache
def is_relation(command: str) -> bool:
    """Whether KaTeX sets a command as a relation, such as < is."""
    from quickjs import JSException

    try:
        return 'class="mrel' in json.loads(_renderer()(f"a {command} b", False))
    except JSException:
        return False


class Tex(NamedTuple):
    """The TeX of a formula: to read, to render with a number on each value in it, and these values.

    places: where in the TeX to read each value begins and ends.
    """

    source: str
    numbered: str
    values: tuple[Any, ...]
    places: tuple[tuple[int, int], ...] = ()


def fill(tex: str, pattern: re.Pattern[str], pieces: Callable[[re.Match[str]], Iterable[Any]]) -> Tex:
    """A formula, with what the pattern finds in its TeX replaced by values and the text between them.

    pieces: a function from a match to them.
    """
    source, numbered, at = "", "", 0
    values: list[Any] = []
    places: list[tuple[int, int]] = []
    for found in pattern.finditer(tex):
        to_read, with_numbers = "", ""
        own: list[tuple[int, int]] = []
        for piece in pieces(found):
            text = in_tex(getattr(piece, "text", piece))
            is_number = piece is not text and re.search(r"\d", text)
            to_read += text
            with_numbers += _numbered(text, len(values)) if is_number else text
            values += [piece] if is_number else []
            own += [(len(to_read) - len(text), len(to_read))] if is_number else []
        before, is_argument = tex[at : found.start()], _BEFORE_ARGUMENT.search(tex, 0, found.start())
        shown = _braced(to_read) if is_argument else to_read
        offset = len(source) + len(before) + shown.index(to_read)
        places += [(start + offset, end + offset) for start, end in own]
        source += before + shown
        numbered += before + (_braced(with_numbers) if is_argument else with_numbers)
        at = found.end()
    return Tex(source + tex[at:], numbered + tex[at:], tuple(values), tuple(places))


def _braced(tex: str) -> str:
    """TeX as one argument of a command."""
    return tex if len(tex) == 1 and tex.isdigit() else f"{{{tex}}}"


def in_tex(text: str) -> str:
    """A displayed value as TeX: 1,598,000 without gaps, 1e-05 as a power of ten, % as itself."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "{,}", text)
    text = re.sub(r"(?<=\d)e([-+]?\d+)", lambda power: rf" \times 10^{{{int(power[1])}}}", text)
    return text.replace("%", r"\%")


def _numbered(tex: str, number: int) -> str:
    """TeX that marks both halves of what it renders to: KaTeX has \\htmlData for one, a link for the other."""
    return rf"{{\html@mathml{{\htmlData{{n={number}}}{{{tex}}}}}{{\href{{#{number}}}{{{tex}}}}}}}"


def remember(formulas: Mapping[Key, str]) -> None:
    """Take these formulas of an earlier build for rendered."""
    _rendered.update(formulas)


def render(tex: Tex, display: bool, used: MutableMapping[Key, str]) -> str:
    """HTML of a formula; each value in it has its number, and in the visual half what made it.

    used: the formulas of a page, to which this one is added, for remember.
    Raises TexError where KaTeX has any doubt.
    """

    def with_origin(found: re.Match[str]) -> str:
        attributes: dict[str, str] = tex.values[int(found[1])].attributes()
        return found[0] + "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())

    key = tex.source, tex.numbered, display
    if key not in _rendered:
        _rendered[key] = _render(*key)
    html = used[key] = _rendered[key]
    return re.sub(r'<span class="enclosing[^"]*" data-n="(\d+)"', with_origin, html)


def _render(source: str, numbered: str, display: bool) -> str:
    """The HTML with its MathML and, in that, the TeX to read.

    The theme's search is to find the characters of the MathML, and not the TeX in it once more.
    """
    if reserved := _RESERVED.search(source):
        line = source.count("\n", 0, reserved.start())
        raise TexError(f"{reserved[0]} has no place in a formula here", line)
    from quickjs import JSException

    try:
        html: str = json.loads(_renderer()(numbered, display))
    except JSException as error:
        raise _tex_error(str(error), numbered) from None
    if "#error" in html:
        raise TexError("KaTeX shows a part of it as an error")
    html = as_marked(as_classes(html))
    html = re.sub(r'<(m\w+) href="#(\d+)"', r'<\1 data-n="\2"', html)
    annotation = f'<annotation data-search-exclude encoding="application/x-tex">{escape(source, quote=False)}<'
    html = re.sub(r"<annotation [^>]*>[^<]*<", lambda _: annotation, html)
    # An element that KaTeX itself never uses, so that VISUAL finds its end.
    before, visual = html.split('<span class="katex-html" aria-hidden="true">')
    end = "</span></span></span>" if display else "</span></span>"
    opening = '<bdi class="katex-html" aria-hidden="true">'
    visual = visual.removesuffix(end)
    visual = _SIGNS.sub(r' data-signs="\1"></span>', visual if display else _joined(visual))
    return f"{before}{opening}{visual}</bdi>{end.removeprefix('</span>')}"


def _joined(visual: str) -> str:
    """The boxes of a formula in the line, behind each of which the line may end: in a short one it does not.

    In a long one it does behind relations, and elsewhere only within a long side; its last piece stays with the marks
    behind it.
    """
    boxes = re.split(f"(?={_BOX})", visual)[1:]
    if len(boxes) < 2 or 'class="mspace newline"' in visual:
        return visual
    if len(_text(visual)) <= _SHORT:
        return _whole(visual)
    sides: list[list[str]] = [[]]
    for box in boxes:
        sides[-1].append(box)
        if box.rfind('class="mrel') > box.rfind('class="mbin'):
            sides.append([])
    pieces = [piece for side in sides for piece in (["".join(side)] if len(_text("".join(side))) <= _SHORT else side)]
    return f'<span class="long">{"".join(map(_whole, filter(None, pieces)))}</span>'


def _whole(boxes: str) -> str:
    return f'<span class="nowrap">{boxes}</span>'


def _text(html: str) -> str:
    return re.sub(r"<[^>]*>|\u200b", "", html)


def named(html: str) -> str:
    """A rendered formula that has its plain text as its name: with it, a column is announced at each cell."""
    return html.replace("<math ", f'<math aria-label="{plain(html)}" ', 1)


def _tex_error(message: str, tex: str) -> TexError:
    found = re.search(
        r"KaTeX parse error: (?P<what>.*?)(?: at position (?P<position>\d+): .*| at end of input: .*)?$",
        message.split("\n    at ")[0],
        re.DOTALL,
    )
    if not found:
        return TexError(message.split("\n")[0].removeprefix("Error: "))
    what = found["what"].removeprefix("LaTeX-incompatible input and strict mode is set to 'error': ")
    return TexError(what, tex.count("\n", 0, int(found["position"] or 1) - 1))
