"""Under Zensical, which has no plugins, the extension itself has to find out which page it is at."""

import sys
from pathlib import Path
from typing import Any

from markdown import Markdown

from gdsite.page.session import Session, current
from gdsite.page.settings import Settings


def begin_page(md: Markdown, lines: list[str], settings: Settings) -> None:
    """Begin the page that Zensical is rendering, if it is there, and this is no output of one of its blocks."""
    context = sys.modules.get("zensical.extensions.context")
    rendering: Any = context and context.ContextPreprocessor.from_markdown(md)
    page = current.get(None)
    if not rendering or (page and page.listing is not None):
        return
    from markdown_exec import markdown_config  # here, for it is slow to start

    config = rendering.config
    path = Path(config["docs_dir"], rendering.page.path)
    source = path.read_text(encoding="utf-8").rstrip()
    offset = source.count("\n") - "\n".join(lines).rstrip().count("\n")
    session = Session(f"{path.parent.name}/{path.name}", offset, str(path), settings)
    written = [line.rstrip() for line in lines if line.strip()]
    if 2 * sum(line in source for line in written) < len(written):
        session.lines = (
            lines.copy()
        )  # a docstring, which a reference on the page shows: the page itself is read elsewhere
    current.set(session)
    markdown_config.save(config["markdown_extensions"], config["mdx_configs"])
