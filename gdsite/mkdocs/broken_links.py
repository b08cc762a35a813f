"""Broken links of a finished site, by the lines of the pages that have them."""

import os
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from gdsite.page.session import without_code
from gdsite.site.links import Broken


def locate(broken: Broken, site: Path, files: Files, config: MkDocsConfig) -> str:
    """Message for a broken link: page, line, address and reason."""
    where = f"{broken.page.relative_to(site)} (or mkdocs.yml, or the theme)"
    for file in files.documentation_pages():
        is_page = Path(file.abs_dest_path) == broken.page
        if is_page and (line := _line_of_link(broken.address, file.content_string)):
            where = f"{path_of(file, config)}:{line}"
    return f"{where}: {broken.address}: {broken.reason}"


def path_of(file: File, config: MkDocsConfig) -> str:
    """Path of a page's source as its author knows it: docs/index.md."""
    return os.path.join(os.path.relpath(config.docs_dir, Path(config.config_file_path).parent), file.src_uri)


def _line_of_link(address: str, source: str) -> int | None:
    """Line of the link with this address, of which MkDocs changes all but the last part."""
    address = unescape(unquote(address))
    last_part = address.rpartition("#" if "#" in address else "/")[2] or address
    lines = without_code(source).splitlines()
    for written in (re.escape(address), r"[^)\s\"']*" + re.escape(last_part)):
        link = re.compile(rf"""(\]\(|\]: *|=["']?){written}""")
        for number, line in enumerate(lines, 1):
            if link.search(line):
                return number
    return None
