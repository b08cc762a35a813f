"""One build: where it writes, what it has found out, and what has gone wrong."""

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError
from mkdocs.structure.files import File, Files

from gdsite.mkdocs.error_screen import Messages
from gdsite.page.givens import Given
from gdsite.page.settings import Settings
from gdsite.site.publish import discard, stage
from gdsite.store import Store


def cache_of(config: MkDocsConfig) -> Path:
    """The folder of what is kept from build to build."""
    return Path(config.config_file_path).parent / ".cache/gdsite"


@dataclass
class Build:
    """The build under way.

    Attributes:
        root: The project's folder.
        site: Where the site is to stand.
        staging: Where it is being written.
        settings: What the pages know of mkdocs.yml.
        store: What is kept for the next build.
        code: Digest of the project's own packages.
        files: All files of the site, once they are known.
        chapters: Pages that mkdocs.yml lists by hand.
        state: Digest of all else that each page is made from.
        visuals: What is drawn in each page that is not yet written.
        written: The lines of each page that may have links, by number.
        front_matter: The settings at the head of each page that is written.
        asked: Names of such settings for which a template or a plugin has asked.
        givens: What each page is given, by its path.
        sheets: Stylesheets to join, in their order.
        card: Picture for links to the site.
        errors: What is wrong on the pages.
        warnings: All that MkDocs has warned of.
    """

    root: Path
    site: Path
    staging: Path
    settings: Settings
    store: Store
    code: str
    files: Files = field(init=False)
    chapters: set[File] = field(default_factory=set)
    state: str = ""
    card: bytes | None = None
    visuals: dict[File, list[str]] = field(default_factory=dict)
    written: dict[File, list[tuple[int, str]]] = field(default_factory=dict)
    front_matter: dict[File, Any] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    givens: dict[str, list[Given]] = field(default_factory=dict)
    sheets: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: Messages = field(default_factory=lambda: Messages(logging.WARNING))

    @classmethod
    def begin(cls, config: MkDocsConfig, settings: Settings, code: str) -> "Build":
        """A build to a new folder beside the site's."""
        site = Path(config.site_dir).resolve()
        try:
            staging = stage(site)
        except OSError as error:
            raise BuildError(str(error)) from error
        root = Path(config.config_file_path).parent
        build = cls(root, site, staging, settings, Store(cache_of(config)), code)
        build.warnings.start()
        return build

    def end(self) -> None:
        """Remove what is left of it, if it has failed, and listen no more."""
        discard(self.staging)
        self.warnings.stop()
