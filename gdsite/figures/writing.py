"""How a figure is written: texts in which each number says how it was made, the drawing, the table."""

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from gdsite.figures import symbols
from gdsite.formulas import katex
from gdsite.formulas.numerals import glued, typed_numerals
from gdsite.page.elements import missing_color
from gdsite.page.leftovers import left_in
from gdsite.page.numerals import COMPUTED, OWN, Typed, in_text
from gdsite.page.placeholders import GAP
from gdsite.page.provenance import PRINTED, mark, number_of, pieces_of
from gdsite.page.session import Session, current, line_running
from gdsite.page.values import Value, in_prose, is_rounded, origins

_FORMULA = re.compile(r"\$(?!\s)([^$]+?)(?<!\s)\$(?!\d)")  # and no two prices
_IN_TEX = re.compile(f"{OWN}|{PRINTED.pattern}")
_PART = re.compile(f"({PRINTED.pattern})")
_HOLLOW = re.compile(r'class="[^"]*\bfill-(?:none|paper)"')
_LINE = re.compile(r'class="(?:axes )?stroke-(?!paper)[^"]*"')
_TO_READ = re.compile(r"<annotation data-line.*?</annotation>", re.DOTALL)


def required(what: str, text: Any) -> Any:
    """A text that may not be empty."""
    if not in_words(text).strip():
        raise ValueError(f"{what} is empty: say it for those who do not see the figure")
    return text


def attributes(values: Mapping[str, object]) -> str:
    """Attributes of an element, each after a blank."""
    return "".join(f' {name}="{html.escape(str(value))}"' for name, value in values.items())


def known(names: Iterable[str]) -> str:
    """What there is, for the message that something is not."""
    return f"there is {listed}" if (listed := ", ".join(names)) else "there is none"


def in_words(text: Any) -> str:
    """The text with its numbers as they are displayed and its formulas as they are spoken, for HTML."""
    return html.escape("".join(map(_in_words, _pieces(text))))


def numbers(text: Any, tag: str) -> str:
    """The text with an element for each number in it, which says how it was made; for a tspan, as a drawing has it."""
    is_drawn, height = tag == "tspan", 0.0  # of what stands before
    shown = ""
    for piece in _pieces(text):
        if isinstance(piece, Formula):
            if is_drawn:
                made, height = piece.drawn()
                shown += made
            else:
                shown += piece.html
            continue
        attached = attributes({"dy": f"{height:g}em"}) if height and piece else ""  # down again from a power
        words = html.escape(_in_words(piece))
        if isinstance(piece, Value):
            shown += f"<{tag}{attached}{attributes(piece.attributes(value_attribute(tag)))}>{words}</{tag}>"
        else:
            shown += f"<{tag}{attached}>{words}</{tag}>" if attached else words
        height = 0.0 if piece else height
    return shown


def has_formula(text: Any) -> bool:
    """Whether a formula is in the text."""
    return any(isinstance(piece, Formula) for piece in _pieces(text))


def value_attribute(tag: str) -> str:
    """The attribute that holds a number in full."""
    return "value" if tag == "data" else "data-value"


def value_of(text: str) -> Value | None:
    """The value that the text displays, if it is a number and nothing else."""
    pieces = [piece for piece in _pieces(text) if piece]
    return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], Value) else None


def drawing(name: str, size: tuple[int, int], title: str, description: str, content: str) -> str:
    """The SVG of a figure, with its title and its description."""
    # --width: by how much a drawing is scaled, its texts are not (figures.css).
    # fallback-image: by this name alone, the readers of browsers keep what is hidden from being read aloud.
    # paint-order: the rim of texts is below them; the HTML checker knows it here, not in stylesheets.
    return (
        f'<span class="drawing"><svg viewBox="0 0 {size[0]} {size[1]}" width="{size[0]}" height="{size[1]}" '
        f'fill="currentColor" role="img" paint-order="stroke" style="--width:{size[0]}px" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-description">'
        f'<title id="{name}-title"{_origins(title)}>{in_words(title)}</title>'
        f'<desc id="{name}-description"{_origins(description)}>{in_words(description)}</desc>'
        f'<g aria-hidden="true" class="fallback-image">{_painted(content)}</g></svg></span>'
    )


def _painted(content: str) -> str:
    """A drawing that is one without our styles, too, as in a browser's reader: its lines are no areas."""
    hollow = _HOLLOW.sub(r'\g<0> fill="none"', content)
    return _LINE.sub(r'\g<0> stroke="currentColor"', hollow)


def require_colors(texts: Iterable[str], content: str) -> None:
    """Raise ValueError where texts name a color that nothing in a drawing has."""
    if wrong := missing_color([re.sub(r"<[^>]*>", "", text) for text in texts], content):
        raise ValueError(wrong)


def table(name: str, headings: Iterable[str], rows: Iterable[str], is_open: bool) -> str:
    """The data of the figure of that name, folded away, from the HTML of headings and rows."""
    head = "".join(f'<th scope="col">{heading}</th>' if heading else "<td></td>" for heading in headings)
    return (
        f'<details class="plot-data" id="{name}-data" data-search-exclude{" open" if is_open else ""}>'
        "<summary>The numbers of this figure</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></details>"
    )


def as_text(text: Any) -> str:
    """The text; raises ValueError for what is none, for Markdown, which a figure shows as it is, for TeX outside of
    $…$ or that KaTeX cannot read, and for numbers that come from no replacement field.
    """
    if not isinstance(text, str):
        raise ValueError(f'a text, such as f"{{value:g}}", was to be here, got {text}')
    session = current.get(None)
    pieces = _pieces_of(text)
    gaps = "".join(piece if isinstance(piece, str) else GAP for piece in pieces)
    for left in left_in(re.sub(OWN, GAP, gaps), session.names if session else {}):
        written = "".join(piece if isinstance(piece, str) else "…" for piece in pieces)
        raise ValueError(
            f"{left.sign} in {written!r} would show as it is: a figure reads no Markdown, and TeX between dollars: $w$"
        )
    words = (piece if isinstance(piece, str) else COMPUTED if isinstance(piece, Value) else GAP for piece in pieces)
    if typed := in_text("".join(words)):
        raise ValueError(typed[0].message('f"{…}"'))
    return text


class Formula(NamedTuple):
    """A formula in a text: its TeX with the values in it, and what KaTeX made of it."""

    tex: katex.Tex
    html: str

    def drawn(self) -> tuple[str, float]:
        """As elements of a text in a drawing, and how far up its last sign stands."""
        made, height = symbols.drawn(self._signs(), lambda n: attributes(self.tex.values[n].attributes()))
        # The check of relations reads this, and leaves it out; that of a formula in a sentence reads its annotation.
        read = _TO_READ.search(self.html)
        return made + (f"<template>{read[0]}</template>" if read else ""), height

    def spoken(self) -> str:
        """As plain text."""
        return symbols.spoken(self._signs())

    def _signs(self) -> list[symbols.Sign]:
        return symbols.signs(self.html, self.tex.source)


def _pieces(text: Any) -> Sequence[Value | Formula | str]:
    """The values and formulas in a text, those numbers that its author has marked among them, and the rest."""
    found: list[Value | Formula | str] = []
    for piece in _pieces_of(as_text(text)):
        if isinstance(piece, str):
            parts = re.split(OWN, piece)
            found += [Value.own(part) if at % 2 else part for at, part in enumerate(parts)]
        else:
            found.append(piece)
    return found


def _pieces_of(text: str) -> Sequence[Value | Formula | str]:
    """The values and formulas in a text, and what stands between them."""
    if "$" not in text:
        return pieces_of(text)
    with_marks, values = marked(text)
    found: list[Value | Formula | str] = []
    for at, part in enumerate(_FORMULA.split(with_marks)):
        if at % 2:
            found.append(_formula(part, values))
        else:
            found += [
                values[number_of(each)] if PRINTED.fullmatch(each) else each for each in _PART.split(part) if each
            ]
    return found


def marked(text: Any) -> tuple[str, list[Value]]:
    """A text with marks for its values, and these."""
    if not isinstance(text, str):
        raise ValueError(f'a text, such as f"{{value:g}}", was to be here, got {text}')
    pieces = pieces_of(text)
    values = [piece for piece in pieces if isinstance(piece, Value)]
    numbered = iter(range(len(values)))
    return "".join(mark(next(numbered)) if isinstance(piece, Value) else piece for piece in pieces), values


def tex_of(marked: str, values: Sequence[Value]) -> katex.Tex:
    """TeX with values in the place of their marks."""

    def value(found: re.Match[str]) -> list[Value]:
        return [Value.own(found["own"]) if found["own"] else values[number_of(found[0])]]

    return katex.fill(marked, _IN_TEX, value)


def rendered(marked: str, values: Sequence[Value], display: bool) -> str:
    """What KaTeX makes of it; raises ValueError for numbers that were typed, and where KaTeX has any doubt."""
    session, tex = current.get(None), tex_of(marked, values)
    tex = session.colored(tex, _line(session)) if session else tex
    try:
        shown = katex.render(tex, display, session.formulas if session else {})
    except katex.TexError as error:
        raise ValueError(f"TeX: {error} in {tex.source}") from None
    computed = _IN_TEX.sub(COMPUTED, marked)
    for numeral in glued(computed) + typed_numerals(shown):
        raise ValueError(Typed(numeral, f"${computed}$").message('f"{…}"'))
    return shown


def to_read(tex: katex.Tex, state: str = "") -> str:
    """TeX for the check of relations, which leaves it out; state: of which state of which figure it is."""
    return f"{_notes(tex, state)}>{html.escape(tex.source, quote=False)}</annotation>"


def _notes(tex: katex.Tex, state: str = "") -> str:
    if not (session := current.get(None)):
        return "<annotation"
    shown = [(*at, is_rounded(value)) for value, at in zip(tex.values, tex.places, strict=True)]
    notes = {"data-line": _line(session), "data-shown": json.dumps(shown)} | ({"data-state": state} if state else {})
    return f"<annotation{attributes(notes)}"


def _line(session: Session) -> int:
    """The line of the page that is drawing."""
    return line_running(session.path) or session.offset + 1


def _formula(marked: str, values: Sequence[Value]) -> Formula:
    """A formula in whose TeX marks stand for values."""
    tex = tex_of(marked, values)
    return Formula(tex, rendered(marked, values, display=False).replace("<annotation", _notes(tex)))


def _in_words(piece: Value | Formula | str) -> str:
    if isinstance(piece, Formula):
        return piece.spoken()
    return in_prose(piece.text) if isinstance(piece, Value) else piece


def _origins(text: str) -> str:
    """An attribute that says how the numbers of a text were made."""
    made = [
        value
        for piece in _pieces(text)
        for value in ([piece] if isinstance(piece, Value) else getattr(getattr(piece, "tex", None), "values", ()))
    ]
    return attributes({"data-computed": origins(made)}) if made else ""
