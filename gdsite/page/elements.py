"""Elements of a page that mislead, do nothing, or are refused by the policy under which the page is published."""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from markdown.extensions.toc import slugify

from gdsite.page.placeholders import GAP
from gdsite.page.session import Session
from gdsite.style_classes import attributes_of

# Where no element is looked for: formulas, code, scripts, comments; and in drawings, what has no name.
_NOT_READ = re.compile(
    r'<span class="katex"[^>]*>.*?</bdi></span>|<(pre|code|script|textarea)\b.*?</\1>|<!--.*?-->'
    r"|<(?:path|circle|text|tspan|data) (?![^>]*\s(?:id|href|on\w+)\s*=)[^>]*>",
    re.DOTALL,
)
_TAG = re.compile(r"""<([a-zA-Z][\w:-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
_LINK = re.compile(r"""<a\b((?:[^<>"']|"[^"]*"|'[^']*')*)>(.*?)</a>""", re.DOTALL | re.IGNORECASE)
_SHOWN = re.compile(r"""<svg\b|<img\b[^>]*\balt\s*=\s*["']?[^\s"'>]""", re.IGNORECASE)
_IMAGES = {".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".apng", ".bmp", ".ico"}
_SCRIPT = re.compile(r"(?:javascript|vbscript|data):")
_EMBEDDED = "iframe", "frame", "object", "embed", "applet", "portal"
_LINKS = "href", "xlink:href"

# The hues in figures, and the quantity that has each.
HUES = {
    "blue": "weight",
    "teal": "input",
    "green": "target",
    "purple": "output",
    "orange": "loss",
    "pink": "gradient",
    "gold": "rate",
}
COLORS = {*HUES, "red", "yellow", "brown"}
_COLOR = re.compile(rf"\b(?:{'|'.join(COLORS)})\b", re.IGNORECASE)
_USED_COLOR = re.compile(r"\b(?:stroke|fill)-(\w+)")

# What is wrong, and how it may be written in the source.
Wrong = tuple[str, str]


def check_elements(html_text: str, page: Session) -> None:
    """Refuse links, images, ids and elements of the finished page that would mislead a reader, or do nothing."""
    text = _NOT_READ.sub(GAP, html_text)
    ids: Counter[str] = Counter()
    for tag in _TAG.finditer(text):
        if "=" in tag[2] or tag[1].lower() not in ("p", "li", "td", "th", "tr", "em", "strong", "span", "div"):
            attributes = attributes_of(tag[2])
            ids.update([attributes["id"]] if "id" in attributes else [])
            for message, written in _wrong(tag[1].lower(), attributes):
                raise page.error(_line(written, page), message)
    for link in _LINK.finditer(text):
        attributes = attributes_of(link[1])
        if "href" in attributes and not _has_text(attributes, link[2]):
            raise page.error(
                _line(r"(?<!!)\[\s*\]\(|<a\b", page), f"a link to {attributes['href']} without a text: [text](address)"
            )
    for key in (key for key, number in ids.items() if number > 1):
        raise page.error(
            _line_of_id(key, page), f'two elements have the id {key}: "## Heading {{ #other }}" has its own'
        )
    _check_captions(html_text, page)


def _wrong(name: str, attributes: Mapping[str, str]) -> Iterator[Wrong]:
    """What is wrong with an element."""
    for key in attributes:
        if re.fullmatch(r"on[a-z]+", key):
            yield (
                f"{key}=…: the site's policy runs no handler; a script of extra_javascript may listen",
                rf"(?i)\b{key}\s*=",
            )
    yield from _refused(name, attributes)
    for key in set(_LINKS) & attributes.keys():
        address = html.unescape(attributes[key]).strip()
        if not address:
            yield "a link without an address: [text](address)", r"\]\(\s*(?:<>)?[^\S\n]*\)|href|\]:\s*<>"
        elif address == "#":
            yield (
                "a link to # leads nowhere; one to a heading has its id: #id",
                r"""\]\(#\)|href\s*=\s*["']?#["'\s>]|\]:\s*#""",
            )
        elif _SCRIPT.match(re.sub(r"[\x00-\x20]", "", address).lower()):
            yield f"{address[:40]}: the site's policy runs no script in a link", "(?i)script|data:"
    if name == "img":
        yield from _wrong_image(attributes)


def _refused(name: str, attributes: Mapping[str, str]) -> Iterator[Wrong]:
    """Whether the policy refuses an element."""
    written = rf"(?i)<{name}\b"
    if name == "style":
        yield "<style>: the site's policy takes no styles in a page; put them into a file of extra_css", written
    elif name in _EMBEDDED:
        yield f"<{name}>: the site's policy embeds nothing; a link may lead there", written
    elif name == "base":
        yield "<base>: the site's policy lets no page change where links lead", written
    elif "formaction" in attributes or (name == "form" and attributes.get("action")):
        yield f"<{name}>: the site's policy sends no form", written


def _wrong_image(attributes: Mapping[str, str]) -> Iterator[Wrong]:
    """Whether an image has no text, or is none. One that only decorates says so."""
    is_decoration = attributes.get("role") in ("none", "presentation") or attributes.get("aria-hidden") == "true"
    address = html.unescape(attributes.get("src", "")).strip()
    if not attributes.get("alt", "").strip() and not is_decoration:
        message = f'an image without a text, {address}: ![what it shows](address); a decoration has role="presentation"'
        yield message, r"""!\[\s*\]|<img\b(?![^>]*\balt\s*=\s*["']?[^\s"'>])"""
    path = PurePosixPath(re.split(r"[?#]", address)[0])
    if not address.startswith("data:image/") and path.suffix.lower() not in _IMAGES and "//" not in address:
        yield (
            f"{address or 'no address'}: no image; an image ends in .svg, .png, .jpg …",
            re.escape(path.stem) or r"!\[|<img\b",
        )


def _has_text(attributes: Mapping[str, str], inside: str) -> bool:
    """Whether a reader of any kind meets a text in a link, or a picture."""
    named = attributes.get("aria-label") or attributes.get("title")
    return bool(named or _SHOWN.search(inside) or html.unescape(re.sub(r"<[^>]*>", "", inside)).strip())


def _line(written: str, page: Session) -> int:
    """The first line on which something is written, outside of code; the page's first, if it is on none."""
    pattern = re.compile(written)
    return next((number for number, line in page.written if pattern.search(line)), page.offset + 1)


def _line_of_id(key: str, page: Session) -> int:
    """The line of the second element that has an id, as far as one can be found: an attribute, a heading, a figure."""
    attribute = re.compile(rf"""\bid\s*=\s*["']?{re.escape(key)}["'\s>]|\{{[^}}]*#{re.escape(key)}[\s}}]""")
    lines = [number for number, line in page.written if attribute.search(line)]
    lines += [number for number, line in enumerate(page.lines, page.offset + 1) if _slug(line) == key]
    lines += [number for name, number in page.figures.items() if key == name or key.startswith(f"{name}-")]
    lines = sorted(set(lines))
    return [*lines[1:2], *lines[:1], page.offset + 1][0]


def _slug(line: str) -> str:
    """The id of a heading; empty for other lines."""
    heading = re.match(r"[> \t]*#{1,6}\s+([^{]*)", line)
    return slugify(heading[1].strip().strip("#"), "-") if heading else ""


# Colors in words


def missing_color(texts: Iterable[str], content: str) -> str:
    """What is wrong where texts of a figure name a color that nothing in its drawing has; empty if nothing is."""
    used = set(_USED_COLOR.findall(content))
    used |= {hue for hue, quantity in HUES.items() if quantity in used}
    for text in texts:
        for word in _COLOR.findall(text):
            if word.lower() not in used:
                known = ", ".join(sorted(used & COLORS)) or "none of these"
                return f"nothing in this figure is {word}, as “{' '.join(text.split())}” says; it has {known}"
    return ""


def _check_captions(html_text: str, page: Session) -> None:
    for figure in html_text.split("<figure")[1:]:
        drawing, caption, behind = figure.partition("</figure>")[0].partition("<figcaption")
        said, _, behind = behind.partition("</figcaption>")
        is_drawn = 'class="plot"' in drawing + behind
        if is_drawn and (wrong := missing_color([re.sub(r"<[^>]*>", "", f"<{caption}{said}")], drawing + behind)):
            raise page.error(_line("<figcaption", page), wrong)
