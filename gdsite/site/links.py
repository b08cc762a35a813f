"""Links of the published pages: each leads to a file that is there, and to an anchor in it."""

import os
import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from gdsite.store import Store, digest


class Broken(NamedTuple):
    """A link that leads nowhere: the page it is on, its address, and why."""

    page: Path
    address: str
    reason: str


# Attributes that name elements of the same page by their ids.
_BY_ID = {"for", "headers", "aria-labelledby", "aria-describedby", "aria-details", "aria-controls", "aria-owns"}
_THEMES_OWN = "__"  # how Material's ids begin
_URL = re.compile(r"""url\(\s*["']?([^)"']*[^)"'\s])""", re.IGNORECASE)
_IMPORT = re.compile(r"""@import\s*["']([^"']+)""", re.IGNORECASE)
# Most of a page's tags, and nothing to check in them: formulas, lines of drawings, and whatever has no attribute
# that asks for something or can be asked for. On the article's 14 pages, this takes 0.1 s, and the parser alone 0.7 s.
_IN_TAG = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
_CHECKED = r"(?<![\w-])(?:id|name|href|src|srcset|poster|data|for|headers|aria-\w+|clip-path|mask|filter|fill|stroke)"
_NO_HTML = r"(?:script|style|title|textarea)\b"  # elements whose text is none, up to their end
_PLAIN = re.compile(
    r'<span class="katex"[^>]*>.*?</bdi></span>|<(?:path|circle|text) (?![^>]*(?:\bid=|url\())[^>]*>'
    rf"|<(?!{_NO_HTML})\w+(?!{_IN_TAG}{_CHECKED}\s*=){_IN_TAG}>|</(?!{_NO_HTML})\w+>",
    re.DOTALL | re.IGNORECASE,
)


class Found(NamedTuple):
    """What a page asks for and offers.

    Attributes:
        addresses: What it asks for, each once, in their order; and whether the browser asks for it by itself.
        anchors: The anchors it offers.
        repeated: The ids that two elements have.
    """

    addresses: dict[str, bool]
    anchors: set[str]
    repeated: list[str]


class _Reader(HTMLParser):
    """Finds what a page asks for and offers."""

    def __init__(self) -> None:
        super().__init__()
        self.found = Found({}, {"", "top"}, [])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("rel", "canonical") in attrs:
            return  # where the page will be, not what it needs
        for name, value in attrs:
            if value is None:
                continue
            if name == "id" or (name == "name" and tag == "a"):
                self._offer(value, is_id=name == "id")
            for address in _addresses(name, value):
                is_loaded = tag == "link" or not (name.endswith("href") or name in _BY_ID)
                self.found.addresses[address] = is_loaded or self.found.addresses.get(address, False)

    def _offer(self, anchor: str, is_id: bool) -> None:
        if is_id and anchor in self.found.anchors:
            self.found.repeated.append(anchor)
        self.found.anchors.add(anchor)


def _addresses(name: str, value: str) -> list[str]:
    """The addresses in an attribute."""
    if name in ("href", "xlink:href", "src", "poster", "data"):
        return [value]
    if name in _BY_ID:  # a page outside nav has the theme's label of a control that it has not
        return [f"#{key}" for key in value.split() if not key.startswith(_THEMES_OWN)]
    if name in ("clip-path", "mask", "filter", "fill", "stroke"):
        return _URL.findall(value)
    if name == "srcset":
        return [part.split()[0] for part in value.split(",") if part.strip()]
    return []


def read(html: str) -> Found:
    """What a page asks for and offers."""
    reader = _Reader()
    reader.feed(_PLAIN.sub("", html))
    return reader.found


def _read(page: Path, site: Path, store: Store) -> Found:
    """What a page asks for and offers; kept, for most pages are as they were in the last build."""
    html = page.read_text(encoding="utf-8")
    return store.cached(f"links/{digest(page.relative_to(site))}", [html], partial(read, html))


def broken_links(site: Path, root: str, store: Store | None = None) -> Iterator[Broken]:
    """Broken links of all pages below the folder, and ids that are not unique on their page.

    root: the path at which the site will be, for 404.html: a host serves that at any address.
    """
    pages = {str(path): _read(path, site, store or Store()) for path in site.rglob("*.html")}
    files = {os.path.join(folder, name) for folder, _, names in os.walk(site) for name in names}
    asked = {path: page.addresses for path, page in pages.items()}
    for sheet in site.rglob("*.css"):
        css = sheet.read_text(encoding="utf-8")
        asked[str(sheet)] = dict.fromkeys(_URL.findall(css) + _IMPORT.findall(css), True)
    lost = str(site / "404.html")
    for path, addresses in asked.items():
        for address, is_loaded in addresses.items():
            if reason := _what_is_wrong(address, is_loaded, path, pages, files, root if path == lost else ""):
                yield Broken(Path(path), address, reason)
    for path, page in pages.items():
        for key in page.repeated:
            yield Broken(Path(path), f"#{key}", "two elements have this id")


def _what_is_wrong(
    address: str, is_loaded: bool, path: str, pages: dict[str, Found], files: set[str], root: str
) -> str | None:
    """The reason why an address that a file asks for leads nowhere, or None; root: where a lost page's links start."""
    try:
        link = urlsplit(address)
    except ValueError as error:
        return str(error)
    if link.scheme == "data":
        return None
    if link.scheme == "file":
        return "a file of this machine is nowhere else"
    if link.scheme or link.netloc:  # another host's matter, unless the page needs it
        return "the page would ask another host for it" if is_loaded else None
    if link.path.startswith("/") and not root:
        return "an absolute link breaks when the site moves; make it relative"
    if link.path and root and not link.path.startswith(root):
        return f"a host serves this page at any address: its links start with {root}"
    target = path
    if link.path:  # by names alone, without asking the system: a site of n pages has n² links in its navigation
        target = os.path.normpath(os.path.join(os.path.dirname(path), unquote(link.path.removeprefix(root))))
    if target not in files:
        target = os.path.join(target, "index.html")
    if target not in files:
        return "there is no such file"
    if target in pages and unquote(link.fragment) not in pages[target].anchors:
        return "there is no such anchor"
    return None
