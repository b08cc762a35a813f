"""Listings: a block that is shown, and what it has printed, as markdown-exec lays them out."""

import re
from typing import Any

import markdown_exec
from markdown import Markdown

from gdsite.page.session import Session, current

_START = '<div class="highlight">'
_NAME = re.compile(r'(?<!<span class="o">\.</span>)<span class="n">((?!_)\w+)</span>')  # no attribute, nothing private
_COMMENT = re.compile(r'(?<=<span class="c1">)[^<]*')
_ON_OTHER_PAGE = re.compile(r"(?<=given|hosen),? as (?:[\w, ]+ )?on [\w./-]+\.md")  # for the build, not for readers


def read_options(
    language: str, inputs: dict[str, str], options: dict[str, Any], attrs: dict[str, str], md: Markdown
) -> bool:
    """Whether a fence is a block that runs, and its options; as SuperFences asks for."""
    at = inputs.pop("at", None)
    if not markdown_exec.validator(language, inputs, options, attrs, md):
        return False  # to be shown only
    options["at"] = int(at or 0)
    return True


def listing(src: str, options: dict[str, Any], md: Markdown) -> str:
    """HTML of a block that has run: its listing, if it is shown, and its output."""
    page = current.get()
    page.listing = line = options.pop("at")
    name = page.listings.get(line)
    if name and page.outputs[line]:  # which is a listing, too, unless it is to be Markdown
        options["result"] = {"": "text", "markdown": ""}.get(result := options["result"], result)
    options["id_prefix"] = f"exec-{[*page.blocks].index(line) + 1}--"  # else it counts the blocks of all pages
    try:
        formatted: str = markdown_exec.base_format(
            language="python", run=lambda code, **_: page.outputs[line], code=src, md=md, **options
        )
    finally:
        page.listing = None
    if name and options["result"] == "text" and options["source"] == "above":
        source, start, output = formatted.rpartition(_START)
        formatted = f'{source}{start}<span class="filename">Output</span>{output}'
    if not name:
        return formatted
    return f'<div class="listing" id="{name}">{_with_references(_with_comments(formatted, page), page)}</div>'


def _with_comments(formatted: str, page: Session) -> str:
    """The listing with its comments as readers see them: quantities are marked, and no other page is named."""

    def read(comment: re.Match[str]) -> str:
        return page.settings.quantities.in_words(_ON_OTHER_PAGE.sub("", comment[0]))

    return _COMMENT.sub(read, formatted)


def _with_references(formatted: str, page: Session) -> str:
    """The listing, in which each name that has an entry in the reference leads there."""
    entries = page.entries()

    def lead(name: re.Match[str]) -> str:
        entry = entries.get(name[1])
        return f'<autoref identifier="{entry}" optional>{name[0]}</autoref>' if entry else name[0]

    return _NAME.sub(lead, formatted)
