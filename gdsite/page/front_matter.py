"""The settings at the head of a page, between lines of three hyphens."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from gdsite.page.session import Session

REQUIRED = "title", "description"  # of a chapter


def check_front_matter(source: str, meta: Mapping[str, Any], is_chapter: bool, page: Session) -> None:
    """Refuse front matter that cannot be read, lacks what a chapter has, or expects fields to work in it.

    source: the page with it. meta: what was read of it.
    """
    if source.startswith("---\n") and not meta:
        try:
            yaml.safe_load(source.split("\n---\n")[0])
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise page.error(line, f"front matter: {error.problem}") from None
    if is_chapter:
        for name in REQUIRED:
            if not meta.get(name):
                message = f"front matter: a chapter has a {name}, for the browser's tab and for search engines"
                raise page.error(1, message)
    for name, value in meta.items():
        if re.search(r"\{\{|\$.+\$", str(value)):
            line = next((n for n, text in enumerate(source.splitlines(), 1) if text.strip("\"' ").startswith(name)), 1)
            raise page.error(line, f"{name}: fields and formulas work in the page, not in its front matter")
