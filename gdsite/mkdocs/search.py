"""What the theme's search reads of a page: its words, and the characters of its formulas."""

import re
from typing import Any

from mkdocs.structure.pages import Page

from gdsite.formulas.plain import plain
from gdsite.store import Store, digest

# A number of a table, and what a listing prints: nobody searches for it.
_NUMBERS = re.compile(
    r'(<td[^>]*>(?:<data|<span class="math"><span class="katex")|<span class="filename">Output</span><pre)'
)

# What is drawn: a formula, of which the search is to find the characters; a figure; a drawing of the author's own.
_DRAWN = re.compile(
    r"""
    (?P<formula> <span\ class="katex"(?P<excluded>\ data-search-exclude)?> .*? </bdi></span> )
    | <div\ class="plot"\  (?:(?!</?div\b).)*
      (?: <div\ class="plot-controls"\  .*? <div\ class="plot-states"[^>]*></div> )? </div>
    | <details\ class="plot-data"\  .*? </details>
    | <svg\  .*? </svg>
    """,
    re.DOTALL | re.VERBOSE,
)
_PUT_ASIDE = re.compile(r'<bdi data-visual="(\d+)"[^>]*>[^<]*</bdi>')


def put_aside(html: str) -> tuple[str, list[str]]:
    """The page without what is drawn, which the search is not to read, and that.

    It is most of a page's elements, and the search would read them all to skip them: a fifth of a build.
    """
    visuals: list[str] = []

    def aside(drawn: re.Match[str]) -> str:
        visuals.append(drawn[0])
        text = plain(drawn[0]) if drawn["formula"] else ""
        return f'<bdi data-visual="{len(visuals) - 1}"{drawn["excluded"] or ""}>{text}</bdi>'

    return _DRAWN.sub(aside, _NUMBERS.sub(r"\1 data-search-exclude", html)), visuals


def put_back(html: str, visuals: list[str]) -> str:
    """The page with what is drawn in its place."""
    return _PUT_ASIDE.sub(lambda place: visuals[int(place[1])], html)


def keep_entries(index: Any, store: Store) -> None:
    """Have the index of Material's search read only the pages that are not as they were: it reads all their HTML."""
    read = index.add_entry_from_context

    def add(page: Page) -> None:
        def entries() -> list[dict[str, Any]]:
            before = len(index.entries)
            read(page)
            found, index.entries[before:] = index.entries[before:], []
            return list(found)

        page.meta.get("search")  # as the index does: a setting that nobody asks for is refused
        parts = [page.content, page.url, page.title, page.meta, index.config]
        index.entries += store.cached(f"search/{digest(page.file.src_uri)}", parts, entries)

    index.add_entry_from_context = add
