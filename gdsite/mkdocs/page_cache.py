"""Pages as Markdown has left them, kept from build to build.

A page serves again only if all is the same that it was made from: its source, the code that it calls, this
package, the settings, where Python looks for modules, the site's files by name, what is installed, and each file
and folder that was read for it. Of the environment, only what mkdocs.yml names is a part of it, for blocks know
none. A file counts by what is in it, so far as it is opened, and a folder by its names.
"""

import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from gdsite.mkdocs.broken_links import with_links
from gdsite.page.dependencies import unchanged
from gdsite.page.givens import Given
from gdsite.page.session import Session
from gdsite.store import digest

Entry = tuple[tuple[Any, ...], dict[str, Any]]  # as autorefs is told of it: arguments, and those with names

_VARIABLES = re.compile(rb"!ENV\s+(\[[^\]]*\]|\S+)")


class Rendered(NamedTuple):
    """A page that was found true: what it was made from, and what MkDocs and we know of it.

    key: digest of what it was made from, but for what its blocks have read. visuals: what is drawn in it.
    written: its lines that may have links.
    formulas: as KaTeX has rendered them, which serve again when the page itself does not. givens: what it is given,
    which is compared with other pages in each build. entries: what autorefs was told of it.
    """

    key: str
    read: dict[str, str]
    content: str
    visuals: list[str]
    formulas: dict[Any, str]
    toc: Any
    title: str | None
    anchors: set[str] | None
    links: dict[str, dict[str, str]]
    written: list[tuple[int, str]]
    givens: list[Given]
    entries: list[Entry]

    @classmethod
    def of(
        cls, page: Page, key: str, session: Session, visuals: list[str], givens: list[Given], entries: list[Entry]
    ) -> "Rendered":
        """What MkDocs and we have found out about a page."""
        links = {file.src_uri: anchors for file, anchors in (page.links_to_anchors or {}).items()}
        return cls(
            key,
            session.dependencies.digests,
            page.content or "",
            visuals,
            session.formulas,
            page.toc,
            page._title_from_render,
            page.present_anchor_ids,
            links,
            with_links(session.written),
            givens,
            entries,
        )

    def is_made_from(self, key: str) -> bool:
        """Whether the key is this one, and what the blocks have read still holds the same."""
        return self.key == key and unchanged(self.read)

    def render(self, page: Page, files: Files, autorefs: Any) -> None:
        """In the place of MkDocs' own rendering."""
        for entry, options in self.entries:
            autorefs.register_anchor(page, *entry, **options)
        page.content, page.toc, page._title_from_render = self.content, self.toc, self.title
        page.present_anchor_ids = self.anchors
        found = {files.get_file_from_path(path): anchors for path, anchors in self.links.items()}
        page.links_to_anchors = {file: anchors for file, anchors in found.items() if file}


@contextmanager
def entries_noted(autorefs: Any) -> Iterator[list[Entry]]:
    """While this lasts, what that plugin is told of a page is noted: it has to be told again when the page is kept.

    Or else what a reference says of its own entries would be links only in the build that has made it.
    """
    entries: list[Entry] = []
    if not autorefs:
        yield entries
        return
    register = autorefs.register_anchor

    def note(page: Page, *entry: Any, **options: Any) -> None:
        entries.append((entry, options))
        register(page, *entry, **options)

    autorefs.register_anchor = note
    try:
        yield entries
    finally:
        del autorefs.register_anchor


def _variables(config: MkDocsConfig) -> list[tuple[str, str | None]]:
    """The variables of the environment that mkdocs.yml names, with their values."""
    named = b" ".join(_VARIABLES.findall(Path(config.config_file_path).read_bytes())).decode()
    return [(name, os.environ.get(name)) for name in re.findall(r"\w+", named)]


def state(config: MkDocsConfig, files: Files) -> str:
    """Digest of what all pages are made from, but for the code that they call."""
    return digest(
        Path(config.config_file_path).read_bytes(),
        _as_text([config.site_url, config.markdown_extensions, config.mdx_configs]),  # as they were read
        _as_text([(name, dict(getattr(plugin, "config", {}))) for name, plugin in config.plugins.items()]),
        _variables(config),
        sys.path,
        sorted((file.src_uri, file.dest_uri, str(file.inclusion)) for file in files),
        logging.getLogger("mkdocs").getEffectiveLevel() > logging.DEBUG,  # or else MkDocs notes no anchors
    )


def _as_text(settings: object) -> str:
    """Settings as text: objects among them by their kind, not by where they are in memory."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(settings))


def name_of(page: Page) -> str:
    """The name under which a page is stored."""
    return f"pages/{digest(page.file.src_uri)}"
