"""Symbols: the formulas in a drawing's texts, as letters, signs and raised or lowered ones, in KaTeX's fonts.

What KaTeX has made of a formula is read in its MathML, where a letter is a letter and an index an index.
"""

import html
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element, fromstring

from gdsite.formulas.plain import RAISED

MATH = 1.1  # size of a formula's letters to the text around it: KaTeX's are smaller
SCRIPT = 0.7  # size of an index or a power to them
_SHIFTS = {"msub": (-0.22,), "msup": (0.38,), "msubsup": (-0.24, 0.38)}  # how far up, in the text's size
_RELATION, _BINARY, _NAME = 0.28, 0.22, 0.17  # room on both sides, and behind a name, in the letters' size
_RELATIONS, _BINARIES = "=≈<>≤≥≪≫≠∼→←↦∈∝", "+−⋅×±"
_SLANTED = re.compile(r'margin-right:([\d.]+)em" data-signs="(.)"')
_GROUPS = "mrow", "mstyle", "math", "semantics", "mpadded"
_FACES = {"italic": "mathnormal", "bold": "mathbf"}
_LOWERED = str.maketrans("0123456789+−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")


class Sign(NamedTuple):
    """A few characters of a formula: in which face, how far up, with how much room before, and of which value.

    names: the classes of its face and of its quantity.
    """

    text: str
    names: str
    up: float
    room: float
    value: int | None


def signs(rendered: str, tex: str) -> list[Sign]:
    """The signs of a formula that KaTeX has rendered, from left to right.

    Raises ValueError for what is more than a row of signs, such as a fraction.
    """
    slanted = {sign: float(by) for by, sign in _SLANTED.findall(rendered)}  # reach beyond their width
    mathml = rendered[rendered.index("<math") : rendered.index("</math>") + len("</math>")]
    root = fromstring(re.sub(r' (xmlns="[^"]*"|data-search-exclude)', "", mathml))
    found: list[Sign] = []
    room = 0.0
    for text, names, up, value in _walk(root, 0, None, "", tex):
        space = 0.0 if up or text not in _RELATIONS + _BINARIES else _RELATION if text in _RELATIONS else _BINARY
        # A minus with nothing before it, or after a bracket or a relation, is a sign of its number.
        if space and (not found or found[-1].text in f"({_RELATIONS}") and text in _BINARIES:
            space = 0.0
        found.append(Sign(text, names, up, max(space, room), value))
        room = space or (0 if up else _NAME if len(text) > 1 and text.isalpha() else slanted.get(text, 0.0))
    return found


def _walk(
    element: Element, up: float, value: int | None, quantity: str, tex: str
) -> Iterator[tuple[str, str, float, int | None]]:
    """Text, classes, height and value of each sign."""
    quantity = element.get("class", quantity)
    if number := element.get("data-n"):
        value = int(number)
    text = (element.text or "").replace("\u2061", "")
    if element.tag in ("mi", "mo", "mn", "mtext"):
        is_letter = element.tag == "mi" and len(text) == 1
        variant = element.get("mathvariant", "italic" if is_letter else "normal")
        if text:
            yield text, f"{_FACES.get(variant, '')} {quantity}".strip(), up, value
    elif element.tag in _GROUPS:
        for child in element:
            yield from _walk(child, up, value, quantity, tex)
    elif element.tag in _SHIFTS and not up:
        base, *scripts = element
        yield from _walk(base, up, value, quantity, tex)
        for script, shift in zip(scripts, _SHIFTS[element.tag], strict=True):
            yield from _walk(script, shift, value, quantity, tex)
    elif element.tag not in ("annotation", "mspace"):
        raise ValueError(
            f"${tex}$ is more than a row of signs: a drawing has letters, numbers, one index and one power; "
            "a sentence and a table have any formula"
        )


def drawn(found: list[Sign], attributes: Callable[[int], str]) -> tuple[str, float]:
    """Signs as elements of a text in a drawing, and how far up its last one stands; attributes: of each value."""
    pieces, before = [], 0.0
    for text, classes, up, room, value in found:
        size = MATH * (SCRIPT if up else 1)
        moved = {"dx": room, "dy": (before - up) / size}
        shown = "".join(f' {name}="{round(by, 3):g}em"' for name, by in moved.items() if by)
        names = " ".join(filter(None, (classes, "script" if up else "")))
        shown += f' class="{names}"' if names else ""
        shown += "" if value is None else attributes(value)
        pieces.append(f"<tspan{shown}>{html.escape(text)}</tspan>" if shown else html.escape(text))
        before = up
    return f'<tspan class="katex">{"".join(pieces)}</tspan>', before


def spoken(found: list[Sign]) -> str:
    """Signs as plain text, for titles and attributes."""
    words = ""
    for text, _, up, room, _ in found:
        written = text.translate(RAISED if up > 0 else _LOWERED) if up else text
        words += " " * (room >= _NAME) + written
    return words
