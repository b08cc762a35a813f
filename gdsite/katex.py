"""Formulas: TeX to HTML and MathML by KaTeX, while the site is built."""

import io
import json
import logging
import re
from base64 import b64encode
from functools import cache
from html import escape, unescape
from importlib.resources import files
from itertools import product
from typing import NamedTuple

# The module behind quickjs (quickjs-ng on PyPI): quickjs itself starts a thread as it is imported.
from _quickjs import Context, JSException

from gdsite.cache import kept
from gdsite.reads import digest
from gdsite.styles import as_classes
from gdsite.values import in_tex

# djangocms-katex is where PyPI carries KaTeX's own files, unmodified.
DISTRIBUTION = files("djangocms_katex") / "static/djangocms_katex/vendor/katex"

# The visual half of a rendered formula; the other half is its MathML.
VISUAL = re.compile(r'<bdi class="katex-html".*?</bdi>', re.DOTALL)

_TEXT = re.compile(r"(?<=>)[^<]+")
_FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
_FONT_FILE = re.compile(r"fonts/[\w-]+\.woff(?!2)")  # as WOFF2, reading takes longer than cutting

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

    def __init__(self, message, line=0):
        super().__init__(message)
        self.line = line


_rendered = {}  # by the TeX to read, the TeX with numbers, and whether it is displayed


@cache
def _renderer():
    context = Context()
    context.eval((DISTRIBUTION / "katex.min.js").read_text(encoding="utf-8"))
    return context.eval(_RENDER)


class Tex(NamedTuple):
    """The TeX of a formula: to read, to render with a number on each value in it, and these values."""

    source: str
    numbered: str
    values: tuple


def fill(tex, pattern, pieces):
    """A formula, with what the pattern finds in its TeX replaced by values and the text between them.

    pieces: a function from a match to them.
    """
    source, numbered, values, at = [], [], [], 0
    for found in pattern.finditer(tex):
        shown = [], []  # to read, and with numbers
        for piece in pieces(found):
            text = in_tex(getattr(piece, "text", piece))
            is_number = piece is not text and re.search(r"\d", text)
            shown[0].append(text)
            shown[1].append(_numbered(text, len(values)) if is_number else text)
            values += [piece] if is_number else []
        is_argument = _BEFORE_ARGUMENT.search(tex, 0, found.start())
        for result, displayed in zip((source, numbered), map("".join, shown), strict=True):
            in_braces = is_argument and not (len(displayed) == 1 and displayed.isdigit())
            result += [tex[at : found.start()], f"{{{displayed}}}" if in_braces else displayed]
        at = found.end()
    return Tex("".join(source) + tex[at:], "".join(numbered) + tex[at:], tuple(values))


def _numbered(tex, number):
    """TeX that marks both halves of what it renders to: KaTeX has \\htmlData for one, a link for the other."""
    return rf"{{\html@mathml{{\htmlData{{n={number}}}{{{tex}}}}}{{\href{{#{number}}}{{{tex}}}}}}}"


def remember(formulas):
    """Take these formulas of an earlier build for rendered."""
    _rendered.update(formulas)


def render(tex, display, used):
    """HTML of a formula; each value in it has its number, and in the visual half what made it.

    used: the formulas of a page, to which this one is added, for remember.
    Raises TexError where KaTeX has any doubt.
    """

    def with_origin(found):
        value = tex.values[int(found[1])]
        return f'{found[0]} data-value="{escape(value.full)}" data-expression="{escape(value.expression)}"'

    key = tex.source, tex.numbered, display
    if key not in _rendered:
        _rendered[key] = _render(*key)
    html = used[key] = _rendered[key]
    return re.sub(r'<span class="enclosing[^"]*" data-n="(\d+)"', with_origin, html)


def _render(source, numbered, display):
    """The HTML with its MathML and, in that, the TeX to read.

    The theme's search is to find the characters of the MathML, and not the TeX in it once more.
    """
    if reserved := _RESERVED.search(source):
        line = source.count("\n", 0, reserved.start())
        raise TexError(f"{reserved[0]} has no place in a formula here", line)
    try:
        html = json.loads(_renderer()(numbered, display))
    except JSException as error:
        raise _tex_error(str(error), numbered) from None
    if "#error" in html:
        raise TexError("KaTeX shows a part of it as an error")
    html = as_classes(html)
    html = re.sub(r'<(m\w+) href="#(\d+)"', r'<\1 data-n="\2"', html)
    annotation = f"<annotation data-search-exclude encoding=\"application/x-tex\">{escape(source, quote=False)}<"
    html = re.sub(r"<annotation [^>]*>[^<]*<", lambda _: annotation, html)
    # An element that KaTeX itself never uses, so that VISUAL finds its end.
    before, visual = html.split('<span class="katex-html" aria-hidden="true">')
    end = "</span></span></span>" if display else "</span></span>"
    opening = '<bdi class="katex-html" aria-hidden="true">'
    return f"{before}{opening}{visual.removesuffix(end)}</bdi>{end.removeprefix('</span>')}"


def plain(html):
    """A rendered formula as plain text, for titles and attributes: the characters of its MathML."""
    mathml = html[html.index("<math") : html.index("<annotation")]
    return re.sub(r"<[^>]*>", "", mathml)


def named(html):
    """A rendered formula that has its plain text as its name: with it, a column is announced at each cell."""
    name = plain(html).replace("\u2061", " ")  # "function application", which is not seen
    return html.replace("<math ", f'<math aria-label="{name}" ', 1)


def _tex_error(message, tex):
    found = re.search(
        r"KaTeX parse error: (?P<what>.*?)(?: at position (?P<position>\d+): .*| at end of input: .*)?$",
        message.split("\n    at ")[0],
        re.DOTALL,
    )
    if not found:
        return TexError(message.split("\n")[0].removeprefix("Error: "))
    what = found["what"].removeprefix("LaTeX-incompatible input and strict mode is set to 'error': ")
    return TexError(what, tex.count("\n", 0, int(found["position"] or 1) - 1))


def stylesheet():
    """KaTeX's stylesheet without its fonts."""
    return _FONT_FACE.sub("", _css())


def _css():
    return (DISTRIBUTION / "katex.min.css").read_text(encoding="utf-8")


def characters(html):
    """Characters in the visual halves of the formulas in the HTML."""
    return set(unescape("".join(_TEXT.findall("".join(VISUAL.findall(html))))))


def fonts(classes, characters):
    """The rules for the fonts that formulas of these classes use, and in them the fonts' own files.

    They arrive with the stylesheet: a formula is readable at first paint, and nothing shifts.
    """
    faces = {_face(rule): rule for rule in _FONT_FACE.findall(_css())}
    used = _faces_used(_css(), classes)
    return "".join(_embedded(rule, "".join(sorted(characters))) for face, rule in faces.items() if face in used)


def _embedded(rule, text):
    """The rule with its font as data, as far as the text needs it."""
    return kept(f"fonts/{digest(rule)}", [text], lambda: _embed(rule, text))


def _embed(rule, text):
    from fontTools import subset  # slow to import

    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns of these fonts' dates
    options = subset.Options(flavor="woff2", hinting=False, bidi_closure=False, name_IDs=[])
    with subset.load_font(DISTRIBUTION / _FONT_FILE.search(rule)[0], options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(font)
        subset.save_font(font, written := io.BytesIO(), options)
    data = b64encode(written.getvalue()).decode()
    return re.sub(r"src:[^;}]*", f'src:url(data:font/woff2;base64,{data}) format("woff2")', rule)


def _faces_used(css, names):
    """Font faces of the rules whose classes are all among these names."""
    faces = {
        _face(declarations)
        for selectors, declarations in re.findall(r"([^{}]+)\{([^{}]*font[^{}]*)\}", css)
        for selector in selectors.split(",")
        if (wanted := set(re.findall(r"\.([\w-]+)", selector))) and wanted <= names
    }
    # A rule without a family, such as \textit's, applies to whatever family is around it.
    families = {family for family, _, _ in faces if family}
    styles = {style for family, style, _ in faces if not family} | {"normal"}
    weights = {weight for family, _, weight in faces if not family} | {"400"}
    return {face for face in faces if face[0]} | set(product(families, styles, weights))


def _face(declarations):
    """Family, style and weight that declarations ask for; where nothing is said "", normal, 400."""
    family = re.search(r"KaTeX_\w+", declarations)
    style = re.search(r"font-style:(\w+)", declarations)
    weight = re.search(r"font-weight:(\w+)", declarations)
    return (
        family[0] if family else "",
        style[1] if style else "normal",
        weight[1].replace("bold", "700") if weight else "400",
    )
