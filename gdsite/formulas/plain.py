"""Formulas in plain text, as one types them: 2/8, 10⁻⁵, w1. For titles, names, and what the search reads."""

import re
from collections.abc import Callable
from html import escape
from xml.etree.ElementTree import Element, fromstring

# What Unicode has as a power.
RAISED = str.maketrans("0123456789+−=()n*∗′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ**′")

_BRACKETS = re.compile(r"\([^()]*\)")
_OPERATOR = re.compile(r"[-+−±=<>≤≥≈⋅·×/ ]")


def plain(html: str) -> str:
    """A rendered formula as plain text, for HTML: the characters of its MathML, with what places say as signs."""
    mathml = html[html.index("<math") : html.index("<annotation")]
    return escape(_text(fromstring(f"{mathml}</semantics></math>")).strip())


def _text(element: Element) -> str:
    """What an element says; {http://www.w3.org/1998/Math/MathML}mfrac and mfrac are the same."""
    parts = [(element.text or "").replace("\u2061", " "), *map(_text, element)]  # "function application", not seen
    return _JOINED.get(element.tag.rpartition("}")[2], "".join)(parts)


def _fraction(parts: list[str]) -> str:
    _, over, under = parts
    return f"{_grouped(over)}/{_grouped(under)}"


def _index(parts: list[str]) -> str:
    """A number stands right behind its letter, as in names of Python."""
    _, base, index = parts
    return base + (index if index.isdigit() else f"_{_bracketed(index)}")


def _power(parts: list[str]) -> str:
    _, base, power = parts
    raised = power.translate(RAISED)
    return base + (f"^{_bracketed(power)}" if set(power) & set(raised) - {"*", "′"} else raised)


def _both(parts: list[str]) -> str:
    before, base, index, power = parts
    return _power([before, _index([before, base, index]), power])


def _root(parts: list[str]) -> str:
    return f"√{_bracketed(''.join(parts))}"


def _grouped(text: str) -> str:
    """A side of a fraction, in brackets where it would fall apart."""
    bare = text
    while bare != (bare := _BRACKETS.sub("", bare)):
        pass
    return f"({text})" if _OPERATOR.search(bare) else text


def _bracketed(text: str) -> str:
    return text if len(text) == 1 or text.isdigit() else f"({text})"


_JOINED: dict[str, Callable[[list[str]], str]] = {
    "mfrac": _fraction,
    "msub": _index,
    "munder": _index,
    "msup": _power,
    "msubsup": _both,
    "munderover": _both,
    "msqrt": _root,
    "mtable": " ".join,
}
