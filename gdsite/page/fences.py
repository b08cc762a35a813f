"""Fenced blocks of a page: found while their line numbers are true, and checked before they run."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from gdsite.page.numerals import OWN
from gdsite.page.session import Session

_OPENING = re.compile(r"(?P<indent>[> \t]*)(?P<ticks>`{3,}|~{3,})(?P<header>[^`]*)$")
HEADER = re.compile(r'(?P<language>[\w#.+-]*)(?P<options>(?:\s+[a-z_]+="[^"]*")*)$')
_OPTION = re.compile(r'([a-z_]+)="([^"]*)"')
_MISPLACED = re.compile(r"[^`~]*(```+|~~~+)[^`]*$")  # where none is opened
LEFT_OVER = re.compile(r"[> \t]*(`{3,}[^`]*|~{3,}.*)$")

# The options of a fence, by its language, and the values that each may have.
_LISTING = {"title": rf"(?:[^{{}}]|{OWN})*", "hl_lines": r"\d+(-\d+)?( \d+(-\d+)?)*", "linenums": r"\d+"}
_IN_WORDS = {
    _LISTING["title"]: "text without braces; fields work in the page's own text",
    _LISTING["hl_lines"]: "numbers of lines, such as 1 3-5",
    _LISTING["linenums"]: "the number of the first line",
    r"\w+": "the name of a language, or markdown",
    r"[\w.]+( [\w.]+)*": "what is to be shown, such as gdcore.step gdcore.minimize",
    "on|off": "on or off",
    "above|below|block|console": "above, below, block or console",
}
_PYTHON = {"exec": "on|off", "source": "above|below|block|console", "result": r"\w+", "html": "on|off"}
_SHOWN = {"source_of": r"[\w.]+( [\w.]+)*"} | _LISTING
OPTIONS: dict[str, dict[str, str]] = {"python": _PYTHON | _SHOWN, "math": {}}


class Fence(NamedTuple):
    """A fenced block: its first and last line, counted from 0, its header and what is in it."""

    start: int
    end: int
    header: str
    code: str
    problem: str | None


def find_fences(lines: Sequence[str]) -> Iterator[Fence]:
    """The fenced blocks of a text, by the rules of SuperFences, and what breaks these rules."""
    at = 0
    while at < len(lines):
        if opening := _OPENING.match(lines[at]):
            fence = _read_fence(lines, at, opening)
            yield fence
            at = fence.end
        elif _MISPLACED.match(lines[at]):
            yield Fence(at, at, "", "", "a fence begins on a line of its own")
        at += 1


def _read_fence(lines: Sequence[str], start: int, opening: re.Match[str]) -> Fence:
    indent, problem = opening["indent"], None
    closing = re.compile(rf"[> \t]*{opening['ticks']}[ \t]*$")
    end = next((at for at in range(start + 1, len(lines)) if closing.match(lines[at])), None)
    if end is None:
        end, problem = len(lines) - 1, "this fence is never closed"
    body = lines[start + 1 : end]
    if any(line.strip("> \t") and not line.startswith(indent) for line in body):
        problem = problem or "a line of this fence is indented less than its first"
    another = re.compile(rf"[> \t]*{opening['ticks']}[a-z]")
    if inner := next((at for at, line in enumerate(body, start + 2) if another.match(line)), None):
        problem = problem or f"this fence is never closed: {inner - start - 1} lines below another one begins"
    code = "\n".join(line[len(indent) :] for line in body)
    return Fence(start, end, opening["header"].strip(), code, problem)


def read_header(fence: Fence, line: int, page: Session) -> tuple[str, dict[str, str]]:
    """Language and options of a fence; an error for whatever would silently do nothing."""
    if fence.problem:
        raise page.error(line, fence.problem)
    if not (read := HEADER.match(fence.header)):
        raise page.error(line, f'fence header not understood: {fence.header}; write language key="value" …')
    language, options = read["language"], dict(_OPTION.findall(read["options"]))
    allowed = OPTIONS.get(language, _LISTING)
    for name, value in options.items():
        if name == "exec" and language != "python":
            raise page.error(line, f"only a python fence runs, got {language or 'a plain one'}")
        if name not in allowed:
            raise page.error(
                line,
                f"a {language or 'plain'} fence has no option {name}; it has {', '.join(allowed) or 'none'}",
            )
        if not re.fullmatch(allowed[name], value):
            raise page.error(line, f'{name}="{value}" should be {_IN_WORDS.get(allowed[name], allowed[name])}')
    if language not in (*OPTIONS, "", "text") and not _has_lexer(language):
        raise page.error(line, f"a fence in an unknown language: {language}")
    if "source_of" in options:
        if fence.code.strip() or options.keys() - _SHOWN.keys():
            raise page.error(line, "a fence with source_of is empty, and runs by itself: it shows what the package has")
    elif language == "python" and "exec" not in options:
        raise page.error(line, 'a python fence says exec="on", or exec="off" to be shown only')
    return language, options


def _has_lexer(language: str) -> bool:
    try:
        return bool(get_lexer_by_name(language))
    except ClassNotFound:
        return False
