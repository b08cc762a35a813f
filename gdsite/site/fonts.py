"""The fonts of text and formulas, with the characters that pages show in each face; and KaTeX's stylesheet."""

import io
import logging
import re
from base64 import b64encode
from html import unescape
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import product
from typing import NamedTuple

from gdsite.formulas.katex import DISTRIBUTION, VISUAL
from gdsite.store import Store, digest

# Source Serif Pro. What is cut from it may not have its name: so says its license, which is published with it.
TEXT = files("font_source_serif_pro") / "files"
FAMILY = "Article"

Face = tuple[str, str, str]  # family, style and weight
_TEXT = re.compile(r"(?<=>)[^<]+|(?<= data-signs=\")[^\"]+")
_IN_DRAWING = re.compile(r'<tspan class="katex">(?:[^<]|<tspan[^>]*>[^<]*</tspan>)*</tspan>')
_STATES = re.compile(r' data-states="([^"]*)"')
_FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
_FONT_FILE = re.compile(r"fonts/[\w-]+\.woff(?!2)")  # as WOFF2, reading takes longer than cutting
_OTHERWISE_SET = re.compile(r"<(script|style|math|code)\b.*?</\1>", re.DOTALL)
_ITALIC = re.compile(r"<(em|i)\b.*?</\1>", re.DOTALL)
_STRONG = re.compile(r'<(h[1-6]|strong|b|th|dt|summary)\b.*?</\1>|<p class="admonition-title">.*?</p>', re.DOTALL)


class Characters(NamedTuple):
    """Characters that a page shows: in formulas, in its text, and there those that are slanted or strong."""

    formulas: set[str]
    text: set[str]
    italic: set[str]
    strong: set[str]


def katex_stylesheet() -> str:
    """KaTeX's stylesheet without its fonts."""
    return _FONT_FACE.sub("", _css())


def _css() -> str:
    return (DISTRIBUTION / "katex.min.css").read_text(encoding="utf-8")


def characters(html: str) -> Characters:
    """Characters in the HTML: those of the visual halves of its formulas and of those in drawings, and of its text."""
    formulas = "".join(VISUAL.findall(html) + _IN_DRAWING.findall(html))
    text = _OTHERWISE_SET.sub("", VISUAL.sub("", html))
    italic, strong = ("".join(found[0] for found in kind.finditer(text)) for kind in (_ITALIC, _STRONG))
    states = " ".join(_STATES.findall(html))  # a figure shows them when its sliders are moved
    return Characters(*map(_characters, (formulas, f">{text}>{states}", italic, strong)))


def _characters(html: str) -> set[str]:
    return set(unescape("".join(_TEXT.findall(html))))


def fonts(classes: set[str], characters: set[str], store: Store) -> str:
    """The rules for the fonts that formulas of these classes use, and in them the fonts' own files.

    They arrive with the stylesheet: a formula is readable at first paint, and nothing shifts.
    """
    faces = {_face(rule): rule for rule in _FONT_FACE.findall(_css())}
    used = _faces_used(_css(), classes)
    return "".join(
        _embedded(rule, DISTRIBUTION / _FONT_FILE.findall(rule)[0], characters, store)
        for face, rule in faces.items()
        if face in used
    )


def text_fonts(characters: Characters, store: Store) -> str:
    """The rules for the text's three faces, with their files."""
    faces = [
        ("Regular", "normal", 400, characters.text),
        ("It", "italic", 400, characters.italic),
        ("Semibold", "normal", 600, characters.strong),
    ]
    return "".join(
        _embedded(
            f"@font-face{{font-family:{FAMILY};font-style:{style};font-weight:{weight};src:}}",
            TEXT / f"SourceSerifPro-{name}.ttf", shown, store,
        )
        for name, style, weight, shown in faces
    )  # fmt: skip


def _embedded(rule: str, file: Traversable, characters: set[str], store: Store) -> str:
    """The rule with its font as data, as far as the characters need it."""
    text = "".join(sorted(characters))
    return store.cached(f"fonts/{digest(rule)}", [text], lambda: _embed(rule, file, text))


def _embed(rule: str, file: Traversable, text: str) -> str:
    from fontTools import subset  # slow to import

    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns of these fonts' dates
    options = subset.Options(
        flavor="woff2", hinting=False, bidi_closure=False, name_IDs=[], layout_features=["kern", "liga"]
    )
    with subset.load_font(file, options) as font:
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
