"""SVG as pages need it: what matplotlib has drawn, with classes in the place of styles."""

import html
import re
from xml.etree import ElementTree

# Colors have names, which the stylesheet gives a light and a dark one; matplotlib gets these in their place.
_NAMES = ["ink", "faint", "grid", "blue", "orange", "green", "red", "purple", "paper"]
COLORS = {name: f"#0000{number:02x}" for number, name in enumerate(_NAMES, 1)}
_COLOR_NAMES = {color: name for name, color in COLORS.items()}

_SVG = "{http://www.w3.org/2000/svg}"
_KEPT = {"d", "x", "y", "width", "height", "transform", "clip-path"}
_PRESENTATION = {"stroke-width", "stroke-dasharray", "text-anchor"}
_DROPPED = {f"{_SVG}metadata", f"{_SVG}style"}


def slim(text):
    """What an SVG of matplotlib draws, without the document around it."""
    return "".join(map(_write, ElementTree.fromstring(text)))


def _write(element):
    tag = element.tag.removeprefix(_SVG)
    if element.tag in _DROPPED or element.get("style") == "fill: none":
        return ""
    inner = html.escape((element.text or "").strip()) + "".join(map(_write, element))
    if tag == "g" or (tag == "defs" and not inner):
        return inner
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in _attributes(element, tag))
    return f"<{tag}{attributes}>{inner}</{tag}>" if inner else f"<{tag}{attributes}/>"


def _attributes(element, tag):
    """Names and values of an element's attributes: colors as classes, numbers with one decimal."""
    for name, value in element.attrib.items():
        if name == "style":
            rules = dict(rule.split(": ", 1) for rule in value.split("; ") if rule)
            yield from _presentation(rules, ["tick"] if tag == "text" else [])
        elif name == "transform" and value.startswith("rotate(-0"):
            continue
        elif name in _KEPT or (name == "id" and tag == "clipPath"):
            yield name, value if name == "clip-path" else _short(value)


def _presentation(style, classes):
    colors = [f"{what}-{_COLOR_NAMES.get(style[what], 'none')}" for what in ("stroke", "fill") if what in style]
    if classes := classes + colors:
        yield "class", " ".join(classes)
    yield from ((name, _short(value)) for name, value in style.items() if name in _PRESENTATION)


def _short(text):
    """Numbers rounded to tenths of a unit, and no needless blanks."""
    text = re.sub(r"\d+\.\d+", lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), text)
    return re.sub(r"\s+(?=[A-Za-z])|(?<=[A-Za-z])\s+", "", text).strip()
