"""How a figure is written: texts in which each number says how it was made, the drawing, the table."""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from gdsite.page.provenance import PRINTED
from gdsite.page.session import current
from gdsite.page.values import Value, in_prose, origins

FONT = 13  # size of a drawing's texts, in the units of its SVG


def attributes(values: Mapping[str, object]) -> str:
    """Attributes of an element, each after a blank."""
    return "".join(f' {name}="{html.escape(str(value))}"' for name, value in values.items())


def known(names: Iterable[str]) -> str:
    """What there is, for the message that something is not."""
    return f"there is {listed}" if (listed := ", ".join(names)) else "there is none"


def in_words(text: Any) -> str:
    """The text with its numbers as they are displayed, for HTML."""
    return html.escape(PRINTED.sub(lambda found: in_prose(_printed(found).text), _text(text)))


def numbers(text: Any, tag: str) -> str:
    """The text with an element for each number in it, which says how it was made."""

    def number(found: re.Match[str]) -> str:
        made = _printed(found)
        origin = {value_attribute(tag): made.full, "data-expression": made.expression}
        return f"<{tag}{attributes(origin)}>{html.escape(in_prose(made.text))}</{tag}>"

    return PRINTED.sub(number, html.escape(_text(text)))


def value_attribute(tag: str) -> str:
    """The attribute that holds a number in full."""
    return "value" if tag == "data" else "data-value"


def value_of(text: str) -> Value | None:
    """The value that the text displays, if it is a number and nothing else."""
    found = PRINTED.fullmatch(text)
    return _printed(found) if found else None


def drawing(name: str, size: tuple[int, int], title: str, description: str, content: str) -> str:
    """The SVG of a figure, with its title and its description."""
    # paint-order: the rim of texts is below them; the HTML checker knows it here, not in stylesheets.
    return (
        f'<svg viewBox="0 0 {size[0]} {size[1]}" role="img" paint-order="stroke" '
        f'aria-labelledby="{name}-title {name}-description">'
        f'<title id="{name}-title"{_origins(title)}>{in_words(title)}</title>'
        f'<desc id="{name}-description"{_origins(description)}>{in_words(description)}</desc>{content}</svg>'
    )


def table(headings: Iterable[str], rows: Iterable[str], is_open: bool) -> str:
    """The data of a figure, folded away, from the HTML of headings and rows."""
    head = "".join(f'<th scope="col">{heading}</th>' if heading else "<td></td>" for heading in headings)
    return (
        f"<details{' open' if is_open else ''}><summary>The numbers of this figure</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></details>"
    )


def _text(text: Any) -> str:
    if not isinstance(text, str):
        raise ValueError(f'a text, such as f"{{value:g}}", was to be here, got {text}')
    return text


def _printed(found: re.Match[str]) -> Value:
    return current.get().printed[int(found[1])]


def _origins(text: str) -> str:
    """An attribute that says how the numbers of a text were made."""
    made = [_printed(found) for found in PRINTED.finditer(_text(text))]
    return attributes({"data-computed": origins(made)}) if made else ""
