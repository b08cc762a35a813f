"""KaTeX's stylesheet and fonts: of the fonts, the characters that the pages' formulas show."""

import io
import logging
import re
from base64 import b64encode
from html import unescape
from itertools import product

from gdsite.formulas.katex import DISTRIBUTION, VISUAL
from gdsite.store import Store, digest

Face = tuple[str, str, str]  # family, style and weight
_TEXT = re.compile(r"(?<=>)[^<]+")
_IN_DRAWING = re.compile(r'<tspan class="katex">(?:[^<]|<tspan[^>]*>[^<]*</tspan>)*</tspan>')
_FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
_FONT_FILE = re.compile(r"fonts/[\w-]+\.woff(?!2)")  # as WOFF2, reading takes longer than cutting


def katex_stylesheet() -> str:
    """KaTeX's stylesheet without its fonts."""
    return _FONT_FACE.sub("", _css())


def _css() -> str:
    return (DISTRIBUTION / "katex.min.css").read_text(encoding="utf-8")


def characters(html: str) -> set[str]:
    """Characters in the visual halves of the formulas in the HTML, and in those of drawings."""
    formulas = VISUAL.findall(html) + _IN_DRAWING.findall(html)
    return set(unescape("".join(_TEXT.findall("".join(formulas)))))


def fonts(classes: set[str], characters: set[str], store: Store) -> str:
    """The rules for the fonts that formulas of these classes use, and in them the fonts' own files.

    They arrive with the stylesheet: a formula is readable at first paint, and nothing shifts.
    """
    faces = {_face(rule): rule for rule in _FONT_FACE.findall(_css())}
    used = _faces_used(_css(), classes)
    return "".join(_embedded(rule, "".join(sorted(characters)), store) for face, rule in faces.items() if face in used)


def _embedded(rule: str, text: str, store: Store) -> str:
    """The rule with its font as data, as far as the text needs it."""
    return store.cached(f"fonts/{digest(rule)}", [text], lambda: _embed(rule, text))


def _embed(rule: str, text: str) -> str:
    from fontTools import subset  # slow to import

    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns of these fonts' dates
    options = subset.Options(flavor="woff2", hinting=False, bidi_closure=False, name_IDs=[])
    (file,) = _FONT_FILE.findall(rule)
    with subset.load_font(DISTRIBUTION / file, options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(font)
        subset.save_font(font, written := io.BytesIO(), options)
    data = b64encode(written.getvalue()).decode()
    return re.sub(r"src:[^;}]*", f'src:url(data:font/woff2;base64,{data}) format("woff2")', rule)


def _faces_used(css: str, names: set[str]) -> set[Face]:
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


def _face(declarations: str) -> Face:
    """Family, style and weight that declarations ask for; where nothing is said "", normal, 400."""
    family = re.search(r"KaTeX_\w+", declarations)
    style = re.search(r"font-style:(\w+)", declarations)
    weight = re.search(r"font-weight:(\w+)", declarations)
    return (
        family[0] if family else "",
        style[1] if style else "normal",
        weight[1].replace("bold", "700") if weight else "400",
    )
