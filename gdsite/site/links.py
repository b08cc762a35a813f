"""Links of the published pages: each leads to a file that is there, and to an anchor in it."""

import os
import re
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
# Most of a page's tags, and nothing to check in them: formulas, lines of drawings, and whatever has no attribute
# that asks for something or can be asked for. The parser would take much longer to find that out.
_IN_TAG = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
_CHECKED = r"(?<![\w-])(?:id|name|href|src|srcset|poster|data|for|headers|aria-\w+|clip-path|mask|filter|fill|stroke)"
_NO_HTML = r"(?:script|style|title|textarea)\b"  # elements whose text is none, up to their end
_PLAIN = re.compile(
    r'<span class="katex"[^>]*>.*?</bdi></span>|<(?:path|circle|text) (?![^>]*(?:\bid=|url\())[^>]*>'
    rf"|<(?!{_NO_HTML})\w+(?!{_IN_TAG}{_CHECKED}\s*=){_IN_TAG}>|</(?!{_NO_HTML})\w+>",
    re.DOTALL | re.IGNORECASE,
)


class _Page(HTMLParser):
    """Addresses that a page asks for, and the anchors it offers."""

    def __init__(self, text):
        super().__init__()
        self.addresses = {}  # each once, in their order
        self.loaded = set()  # what the browser asks for by itself
        self.anchors = {"", "top"}
        self.repeated = []  # ids that two elements have
        self.feed(_PLAIN.sub("", text))

    def handle_starttag(self, tag, attributes):
        if ("rel", "canonical") in attributes:
            return  # where the page will be, not what it needs
        for name, value in attributes:
            if name == "id" or (name == "name" and tag == "a"):
                if name == "id" and value in self.anchors:
                    self.repeated.append(value)
                self.anchors.add(value)
            elif name in ("href", "xlink:href", "src", "poster", "data") and value is not None:
                self._ask(value, is_loaded=tag == "link" or not name.endswith("href"))
            elif name in _BY_ID:
                for key in (value or "").split():
                    self._ask(f"#{key}", is_loaded=False)
            elif name in ("clip-path", "mask", "filter", "fill", "stroke") and (value or "").startswith("url("):
                self._ask(value[4:-1], is_loaded=True)
            elif name == "srcset":
                for part in filter(str.strip, (value or "").split(",")):
                    self._ask(part.split()[0], is_loaded=True)

    def _ask(self, address, is_loaded):
        self.addresses[address] = None
        if is_loaded:
            self.loaded.add(address)


class _Found(NamedTuple):
    """What a page asks for and offers."""

    addresses: list
    loaded: set
    anchors: set
    repeated: list


def _read(path, site, store):
    """What the page asks for and offers; kept, for most pages are as they were in the last build."""
    text = path.read_text(encoding="utf-8")

    def read():
        page = _Page(text)
        return _Found([*page.addresses], page.loaded, page.anchors, page.repeated)

    return store.cached(f"links/{digest(path.relative_to(site))}", [text], read)


def broken_links(site, root, store=None):
    """Broken links of all pages below the folder, and ids that are not unique on their page.

    root: the path at which the site will be, for 404.html: a host serves that at any address.
    """
    pages = {str(path): _read(path, site, store or Store()) for path in site.rglob("*.html")}
    files = {os.path.join(folder, name) for folder, _, names in os.walk(site) for name in names}
    asked = {path: page.addresses for path, page in pages.items()}
    for sheet in site.rglob("*.css"):
        asked[str(sheet)] = re.findall(r"url\([\"']?([^)\"']+)", sheet.read_text(encoding="utf-8"))
    lost = str(site / "404.html")
    for path, addresses in asked.items():
        for address in addresses:
            if reason := _what_is_wrong(address, path, pages, files, root if path == lost else None):
                yield Broken(Path(path), address, reason)
    for path, page in pages.items():
        for key in page.repeated:
            yield Broken(Path(path), f"#{key}", "two elements have this id")


def _what_is_wrong(address, path, pages, files, root):
    """The reason why an address that a file asks for leads nowhere, or None; root: where a lost page's links start."""
    try:
        link = urlsplit(address)
    except ValueError as error:
        return str(error)
    is_loaded = path not in pages or address in pages[path].loaded
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
        target = os.path.normpath(os.path.join(os.path.dirname(path), unquote(link.path.removeprefix(root or ""))))
    if target not in files:
        target = os.path.join(target, "index.html")
    if target not in files:
        return "there is no such file"
    if target in pages and unquote(link.fragment) not in pages[target].anchors:
        return "there is no such anchor"
    return None
