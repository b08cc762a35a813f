"""Stylesheets with only the rules that the pages need."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import pairwise
from os.path import relpath
from pathlib import Path
from typing import Any, NamedTuple

import tinycss2
from tinycss2.serializer import serialize_string_value

_LOOKED_AT = r"(?:for|name|type|dir|data-md-[\w-]+)"  # attributes by whose values rules are told apart
_NAMED = re.compile(rf"""\s(?:class|id|{_LOOKED_AT})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_CUSTOM = re.compile(r"(?<![\w\\-])--(?:[\w-]|\\.)+")  # a property that authors name
_LOOKED_AT_FOR = re.compile(rf"""\s*{_LOOKED_AT}\s*=\s*["']?([^\s"'\\]+)["']?\s*""")
_SKIPPED = "browsers skip this: a declaration is property: value; and a rule selector { … }"
_STRING = re.compile(r"""/\*.*?(?:\*/|$)|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^"')]*\)""", re.DOTALL)
_WITH_ADDRESS = ("url", "src", "image-set", "-webkit-image-set")  # functions that take an address in quotes
_ABSOLUTE = re.compile(r"[a-zA-Z][\w+.-]*:|[/#?]|$")  # how an address begins that is the same in every folder


def names_in_page(html: str) -> set[str]:
    """Values of a page's attributes that selectors name."""
    return {name for values in set(_NAMED.findall(html)) for name in unescape("".join(values)).split()}


def names_in_script(text: str) -> set[str]:
    """Words in a script: what it may give to an element as a class."""
    return set(re.findall(r"[A-Za-z_-][\w-]*", text))


def errors(text: str) -> list[tuple[int, str]]:
    """What is wrong in a stylesheet, which browsers skip without a word: the line, and what."""
    nodes = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return [*_unbalanced(text)] or [(line, _SKIPPED) for line in _lines_of_errors(nodes)]


def _unbalanced(text: str) -> Iterator[tuple[int, str]]:
    """The first brace without another one."""
    text = _STRING.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    opened: list[int] = []
    for brace in re.finditer("[{}]", text):
        line = text.count("\n", 0, brace.start()) + 1
        if brace[0] == "{":
            opened.append(line)
        elif not opened:
            yield line, "this } closes nothing"
            return
        else:
            opened.pop()
    if opened:
        yield opened[-1], "this { is never closed"


def _lines_of_errors(nodes: Iterable[Any]) -> Iterator[int]:
    for node in nodes:
        if node.type == "error":
            yield node.source_line
        elif content := getattr(node, "content", None):
            yield from _lines_of_errors(
                tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
            )


class Statement(NamedTuple):
    """A declaration, or a rule with the statements in its block.

    Attributes:
        text: The declaration, or the rule up to its block.
        selectors: For each selector of a style rule, the classes, ids and attribute values that it asks for.
        block: What is in the rule's block; None where it has none.
    """

    text: str
    selectors: Sequence[set[str]] = ()
    block: "list[Statement] | None" = None


def read(sheet: Path, folder: Path) -> list[Statement]:
    """What a stylesheet says, with addresses as seen from a folder.

    Raises ValueError for an @import: browsers read it at the start of a stylesheet only, and the start is another's.
    """
    tokens = tinycss2.parse_component_value_list(sheet.read_text(encoding="utf-8-sig"), skip_comments=True)
    _even_out(tokens, sheet.parent, folder)
    statements = _statements(tinycss2.parse_stylesheet(tokens))
    if imports := [text for text, _, _ in statements if text.lower().startswith("@import")]:
        raise ValueError(f"{sheet.name}: {imports[0]}: an import is not read; list the file in extra_css of mkdocs.yml")
    return statements


def _even_out(tokens: list[Any], source: Path, target: Path) -> None:
    """Make all blanks single ones, and addresses in a stylesheet of one folder lead to the same from another."""

    def moved(address: str) -> str:
        if not _ABSOLUTE.match(address):
            path, mark, rest = re.split(r"([?#]|$)", address, maxsplit=1)
            address = Path(relpath(source / path, target)).as_posix() + mark + rest
        return f'"{serialize_string_value(address)}"'

    for token in _all(tokens):
        if token.type == "whitespace":
            token.value = " "
        elif token.type == "url":
            token.representation = f"url({moved(token.value)})"
        elif token.type == "function" and token.lower_name in _WITH_ADDRESS:
            for argument in token.arguments:
                if argument.type == "string":
                    argument.representation = moved(argument.value)


def _statements(nodes: Iterable[Any]) -> list[Statement]:
    """What nodes say, without blanks, and errors, which browsers skip."""
    found = []
    for node in nodes:
        content = getattr(node, "content", None)
        block = None if content is None else _statements(tinycss2.parse_blocks_contents(content))
        if node.type == "declaration":
            found.append(Statement(node.serialize().strip()))
        elif node.type == "at-rule" and node.lower_at_keyword != "charset":
            found.append(Statement(f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}".strip(), block=block))
        elif node.type == "qualified-rule":
            found.append(Statement(tinycss2.serialize(node.prelude).strip(), _selectors(node.prelude), block))
    return found


def _all(tokens: Iterable[Any]) -> Iterator[Any]:
    """The tokens, and those in their brackets."""
    for token in tokens:
        yield token
        yield from _all(getattr(token, "arguments", None) or getattr(token, "content", None) or ())


def _selectors(prelude: list[Any]) -> list[set[str]]:
    """The names that each selector asks for; not those in :is(), :not() and the like."""
    selectors: list[set[str]] = [set()]
    for before, token in pairwise([None, *prelude]):
        if token == ",":
            selectors.append(set())
        elif token.type == "hash" or (token.type == "ident" and before == "."):
            selectors[-1].add(token.value)
        elif token.type == "[] block" and (value := _LOOKED_AT_FOR.fullmatch(tinycss2.serialize(token.content))):
            selectors[-1].add(value[1])
    return selectors


def used(statements: list[Statement], names: set[str]) -> str:
    """The stylesheet without rules that match nothing, and without values that no rule asks for."""
    kept = _matching(statements, names)
    in_names = set(_CUSTOM.findall(" ".join(names)))  # a declaration in a style attribute has become a class
    return _write(kept, names | in_names | _asked(kept))


def _matching(statements: list[Statement], names: set[str]) -> list[Statement]:
    """The statements without rules that ask for a name that is not among these."""
    return [
        rule if rule.block is None else rule._replace(block=_matching(rule.block, names))
        for rule in statements
        if not rule.selectors or any(all(_is_known(name, names) for name in asked) for asked in rule.selectors)
    ]


def _is_known(name: str, names: set[str]) -> bool:
    """A script may add the end behind -- itself."""
    return name in names or (name.partition("--")[0] + "--" in names and "--" in name)


def _asked(statements: list[Statement]) -> set[str]:
    """Custom properties that are read, or named in another way than to set them."""
    asked: set[str] = set()
    for text, _, block in statements:
        asked |= _asked(block or [])
        asked.update(name[0] for name in _CUSTOM.finditer(text) if name.start())
    return asked


def _write(statements: list[Statement], asked: set[str]) -> str:
    """The text of statements, without empty rules; but an empty layer has its place in the order of layers."""
    written = []
    for text, _, block in statements:
        if block is None:
            if not (declared := _CUSTOM.match(text)) or declared[0] in asked:
                written.append(f"{text};")
        elif (inside := _write(block, asked)) or text.startswith("@layer"):
            written.append(f"{text}{{{inside.removesuffix(';')}}}")
    return "".join(written)
