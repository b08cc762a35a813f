"""How a figure is written: texts in which each number says how it was made, the drawing, the table."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gdsite.page.elements import missing_color
from gdsite.page.leftovers import left_in
from gdsite.page.numerals import COMPUTED, OWN, in_text
from gdsite.page.placeholders import GAP
from gdsite.page.provenance import pieces_of
from gdsite.page.session import current
from gdsite.page.values import Value, in_prose, origins

FONT = 13  # size of a drawing's texts, in the units of its SVG


def required(what: str, text: Any) -> Any:
    """A text that may not be empty."""
    if not as_text(text).strip():
        raise ValueError(f"{what} is empty: say it for those who do not see the figure")
    return text


def attributes(values: Mapping[str, object]) -> str:
    """Attributes of an element, each after a blank."""
    return "".join(f' {name}="{html.escape(str(value))}"' for name, value in values.items())


def known(names: Iterable[str]) -> str:
    """What there is, for the message that something is not."""
    return f"there is {listed}" if (listed := ", ".join(names)) else "there is none"


def in_words(text: Any) -> str:
    """The text with its numbers as they are displayed, for HTML."""
    return html.escape("".join(map(_in_words, _pieces(text))))


def numbers(text: Any, tag: str) -> str:
    """The text with an element for each number in it, which says how it was made."""

    def written(piece: Value | str) -> str:
        words = html.escape(_in_words(piece))
        if isinstance(piece, str):
            return words
        return f"<{tag}{attributes(piece.attributes(value_attribute(tag)))}>{words}</{tag}>"

    return "".join(map(written, _pieces(text)))


def value_attribute(tag: str) -> str:
    """The attribute that holds a number in full."""
    return "value" if tag == "data" else "data-value"


def value_of(text: str) -> Value | None:
    """The value that the text displays, if it is a number and nothing else."""
    pieces = [piece for piece in _pieces(text) if piece]
    return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], Value) else None


def drawing(name: str, size: tuple[int, int], title: str, description: str, content: str) -> str:
    """The SVG of a figure, with its title and its description."""
    # paint-order: the rim of texts is below them; the HTML checker knows it here, not in stylesheets.
    return (
        f'<svg viewBox="0 0 {size[0]} {size[1]}" role="img" paint-order="stroke" '
        f'aria-labelledby="{name}-title {name}-description">'
        f'<title id="{name}-title"{_origins(title)}>{in_words(title)}</title>'
        f'<desc id="{name}-description"{_origins(description)}>{in_words(description)}</desc>{content}</svg>'
    )


def require_colors(texts: Iterable[str], content: str) -> None:
    """Raise ValueError where texts name a color that nothing in a drawing has."""
    if wrong := missing_color([re.sub(r"<[^>]*>", "", text) for text in texts], content):
        raise ValueError(wrong)


def table(headings: Iterable[str], rows: Iterable[str], is_open: bool) -> str:
    """The data of a figure, folded away, from the HTML of headings and rows."""
    head = "".join(f'<th scope="col">{heading}</th>' if heading else "<td></td>" for heading in headings)
    return (
        f"<details{' open' if is_open else ''}><summary>The numbers of this figure</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></details>"
    )


def as_text(text: Any) -> str:
    """The text; raises ValueError for what is none, for TeX or Markdown, which a figure shows as it is, and for
    numbers that come from no replacement field.
    """
    if not isinstance(text, str):
        raise ValueError(f'a text, such as f"{{value:g}}", was to be here, got {text}')
    session, pieces = current.get(None), pieces_of(text)
    gaps = "".join(piece if isinstance(piece, str) else GAP for piece in pieces)
    for left in left_in(re.sub(OWN, GAP, gaps), session.names if session else {}):
        written = "".join(piece if isinstance(piece, str) else "…" for piece in pieces)
        raise ValueError(f"{left.sign} in {written!r} would show as it is: a figure reads no TeX and no Markdown")
    if typed := in_text("".join(piece if isinstance(piece, str) else COMPUTED for piece in pieces)):
        raise ValueError(typed[0].message('f"{…}"'))
    return text


def _pieces(text: Any) -> Sequence[Value | str]:
    """The values in a text, those that its author has marked among them, and what stands between them."""
    found: list[Value | str] = []
    for piece in pieces_of(as_text(text)):
        if isinstance(piece, str):
            parts = re.split(OWN, piece)
            found += [Value.own(part) if at % 2 else part for at, part in enumerate(parts)]
        else:
            found.append(piece)
    return found


def _in_words(piece: Value | str) -> str:
    return in_prose(piece.text) if isinstance(piece, Value) else piece


def _origins(text: str) -> str:
    """An attribute that says how the numbers of a text were made."""
    made = [piece for piece in _pieces(text) if isinstance(piece, Value)]
    return attributes({"data-computed": origins(made)}) if made else ""
