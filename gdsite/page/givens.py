"""What a page is given, and which other page it says is given the same."""

import io
import posixpath
import re
import tokenize
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from gdsite.page.session import Session

_GIVEN = re.compile(r"#\s*(?:given|chosen)\b")
_AS_ON = re.compile(r"#\s*(?:(?:given|chosen)\b,?\s*)?as (?:(?P<names>\w+(?:, *\w+)*) )?on (?P<page>[^\s;:,]+\.md)\b")
_OTHER_PAGE = re.compile(r"\bon \S+\.md\b")


class Given(NamedTuple):
    """A name that a page binds, once, on a line with the comment `# given`, `# chosen` or `# as on PAGE.md`.

    Attributes:
        place: The page, or the file beside it, and the line.
        name: The name.
        value: Its value; plain numbers, texts, and lists of these.
        page: The other page that is given the same, as the comment has it; "" where it names none.
        there: The name of the same on that page.
    """

    place: str
    name: str
    value: Any
    page: str
    there: str


def givens(page: Session) -> list[Given]:
    """What the page's blocks bind on lines with such a comment; PageError where they do not bind what it says."""
    return [given for line, comment in _comments(page) for given in _bound(page, line, comment)]


def _comments(page: Session) -> Iterator[tuple[int, str]]:
    """The comments that say what is given, and their lines."""
    for fence, code in page.blocks.items():
        if _GIVEN.search(code) or _AS_ON.search(code):
            for token in tokenize.generate_tokens(io.StringIO(code).readline):
                if token.type == tokenize.COMMENT and (_GIVEN.match(token.string) or _AS_ON.match(token.string)):
                    yield fence + token.start[0], token.string


def _bound(page: Session, line: int, comment: str) -> Iterator[Given]:
    bound = [name for name, lines in page.names.lines.items() if line in lines and name in page.names]
    names = [name for name in bound if not name.startswith("__")]  # such as __annotations__
    once = [name for name in names if len(page.names.lines[name]) == 1]
    as_on = _AS_ON.match(comment)
    if not as_on and _OTHER_PAGE.search(comment):
        raise page.error(line, f"{comment}: another page's value is taken as in # given, as x on index.md")
    if not as_on:
        yield from (Given(page.at(line), name, _plain(page.names[name]), "", name) for name in once)
        return
    there = re.split(", *", as_on["names"]) if as_on["names"] else names
    if not names or names != once or len(there) != len(names):
        raise page.error(line, f"{comment}: on its line, each name has to be bound, once, that it is about")
    for name, other in zip(names, there, strict=True):
        yield Given(page.at(line), name, _plain(page.names[name]), as_on["page"], other)


def differences(pages: Mapping[str, list[Given]]) -> Iterator[tuple[str, str]]:
    """Where pages are not given what they say, and what is wrong there; pages by their paths below docs."""
    for path, own in pages.items():
        for given in filter(lambda given: given.page, own):
            there = pages.get(posixpath.normpath(posixpath.join(posixpath.dirname(path), given.page)))
            if wrong := _difference(given, there):
                yield given.place, wrong


def _difference(given: Given, there: list[Given] | None) -> str:
    """What is wrong with a name that is to have the value of one of those there; "" where nothing is."""
    if there is None:
        return f"as on {given.page}: there is no such page"
    same = next((each for each in there if each.name == given.there), None)
    if not same:
        return f"as on {given.page}: no line there binds {given.there}, once, with the comment # given or # chosen"
    if _same(given.value, same.value):
        return ""
    return (
        f"{given.name} is {_shown(given.value)}, and {given.there} on {same.place} is "
        f"{_shown(same.value)}: change one of them, or the comment as on {given.page}"
    )


def _plain(value: Any) -> Any:
    """The value as plain numbers, texts, and lists of these."""
    if hasattr(value, "tolist"):  # as arrays have
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if type(value) in (int, float, Fraction) else repr(value)


def _same(one: Any, other: Any) -> bool:
    """Whether two plain values are the same; a fraction and a float are if no float is nearer to the fraction."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if {type(one), type(other)} == {float, Fraction}:
        return float(one) == float(other)
    return bool(one == other)


def _shown(value: Any) -> str:
    """A plain value as an author writes it."""
    return f"[{', '.join(map(_shown, value))}]" if isinstance(value, list) else str(value)
