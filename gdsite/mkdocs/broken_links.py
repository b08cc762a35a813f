"""Broken links of a finished site, by the lines of the pages that have them."""

import os
import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from gdsite.site.links import Broken

Lines = list[tuple[int, str]]  # of a page, or printed on it, by number

_LINK = re.compile(r"""<a\b[^>]*?\shref="([^"]*)"[^>]*>(.*?)</a>""", re.DOTALL)


def with_links(lines: Lines) -> Lines:
    """Those lines that may have links."""
    return [(number, line) for number, line in lines if re.search(r"\]\(|\]:|=|<", line)]


def locate(broken: Broken, site: Path, files: Files, written: Mapping[File, Lines], config: MkDocsConfig) -> str:
    """Message for a broken link: page, line, address and reason."""
    where = f"{broken.page.relative_to(site)} (or mkdocs.yml, or the theme)"
    for file in files.documentation_pages():
        is_page = Path(file.abs_dest_path) == broken.page
        if is_page and (line := _line_of_link(broken.address, written.get(file, []))):
            where = f"{path_of(file, config)}:{line}"
    return f"{where}: {broken.address}: {broken.reason}"


def misnamed_links(files: Files, written: Mapping[File, Lines], config: MkDocsConfig) -> Iterator[str]:
    """What is wrong with links to a page whose text is the title of another one."""
    pages = {file.url: file for file in files.documentation_pages() if file.page and file.page.content}
    titled = {(_plain(file.page.title or ""), url) for url, file in pages.items() if file.page}
    titles = {title for title, _ in titled}
    for url, file in pages.items():
        for address, text in _LINK.findall((file.page and file.page.content) or ""):
            target = urljoin(url, unescape(address))
            if (title := _plain(text)) in titles and target in pages and (title, target) not in titled:
                other = pages[target].page
                line = _line_of_link(address, [(n, line) for n, line in written.get(file, []) if text in line])
                line = line or _line_of_link(address, written.get(file, [])) or 1
                named = other.title if other else target
                yield f"{path_of(file, config)}:{line}: the link “{text}” names a page and leads to another, “{named}”"


def _plain(text: str) -> str:
    """A title as it is read, in small letters."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", text)).lower().split())


def path_of(file: File, config: MkDocsConfig) -> str:
    """Path of a page's source as its author knows it: docs/index.md."""
    return os.path.join(os.path.relpath(config.docs_dir, Path(config.config_file_path).parent), file.src_uri)


def _line_of_link(address: str, lines: Lines) -> int | None:
    """Line of the link with this address, of which MkDocs changes all but the last part."""
    address = unescape(unquote(address))
    last_part = re.split(r"[#/]", address.rstrip("/"))[-1] or address
    for written in (re.escape(address), r"[^)\s\"']*" + re.escape(last_part)):
        link = re.compile(rf"""(\]\(|\]: *|=["']?){written}""")
        for number, line in lines:
            if link.search(line):
                return number
    return None
