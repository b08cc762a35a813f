"""The settings at the head of a page, between lines of three hyphens."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from gdsite.page.leftovers import left_in
from gdsite.page.numerals import in_text, without_marks
from gdsite.page.placeholders import PROSE, is_no_formula
from gdsite.page.session import Session

REQUIRED = "title", "description"  # of a chapter
# What looks like front matter, and is text: behind an empty line, between other signs, or never closed.
_LOOKS_LIKE_IT = re.compile(r"\s*(?:---|\+\+\+)[ \t]*\n[\w-]+[ \t]*[:=]")


def check_front_matter(source: str, meta: Mapping[str, Any], is_chapter: bool, page: Session) -> None:
    """Refuse front matter that cannot be read, lacks what a chapter has, or expects fields or Markdown to work in it.

    source: the page with it. meta: what was read of it.
    """
    if not meta and _LOOKS_LIKE_IT.match(source):
        raise page.error(*_why_unread(source))
    if is_chapter:
        for name in REQUIRED:
            if not meta.get(name):
                message = f"front matter: a chapter has a {name}, for the browser's tab and for search engines"
                raise page.error(1, message)
    for name, value in meta.items():
        if "{{" in str(value) or any(found["tex"] and not is_no_formula(found) for found in PROSE.finditer(str(value))):
            message = f"{name}: fields and formulas work in the page, not in its front matter"
            raise page.error(line_of_setting(name, source), message)
        for left in left_in(without_marks(str(value))) if name in REQUIRED else ():
            message = f"{name}: {left.sign} would show as it is: front matter reads no TeX and no Markdown"
            raise page.error(line_of_setting(name, source), message)
        for typed in in_text(str(value)) if name in REQUIRED else ():
            raise page.error(line_of_setting(name, source), f"{name}: {typed.message(field='')}")


def line_of_setting(name: str, source: str) -> int:
    """The line of a page's source on which a setting stands at its head."""
    lines = enumerate(source.split("\n"), 1)
    return next((number for number, line in lines if line.strip("\"' ").startswith(name)), 1)


def _why_unread(source: str) -> tuple[int, str]:
    """The line of what is wrong with front matter that was not read, and what that is."""
    head = re.match(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", source, re.DOTALL)
    try:
        yaml.safe_load(head[1] if head else "")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        return line, f"front matter: {error.problem}"
    return 1, "front matter: it begins on the first line, and stands between two lines of three hyphens"
