"""Inline styles as classes: a Content-Security-Policy without unsafe-inline lets no style attribute pass."""

import re
from functools import cache
from html import escape, unescape

import tinycss2

_BLANK = "␣"  # in a class, which has no blanks

# HTML's own grammar of tags. Python's parser takes five times as long, and does not say where an attribute stands.
_ATTRIBUTE = r"""(?P<before>[\s/]*+)(?P<name>[^\s/>=]++)(?:\s*+=\s*+(?P<value>"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+))?+"""
_MARKUP = re.compile(
    rf"""
    <!--.*?-->
    | (?P<start> <(?: (?P<text>script|style|textarea|title)(?=[\s/>]) | [a-z][^\s/>]*+ ))
      (?P<attributes> (?:{_ATTRIBUTE})*+ )
      (?P<end> [\s/]*+> (?(text) .*?(?=</(?P=text)) ) )
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE | re.ASCII,
)
_EACH_ATTRIBUTE = re.compile(_ATTRIBUTE, re.ASCII)


def as_classes(html: str) -> str:
    """The HTML with a class in the place of each declaration in a style attribute, named like it: height:1em.

    Raises ValueError, which names the tag, where a style attribute has anything but declarations.
    """
    return _MARKUP.sub(_with_classes, html) if re.search(r"style\s*=", html, re.IGNORECASE) else html


def _with_classes(markup: re.Match[str]) -> str:
    """A comment as it is; a tag with classes in the place of its style attribute."""
    if "style" not in markup[0].lower():  # as most
        return markup[0]
    attributes = attributes_of(markup["attributes"] or "")
    if "style" not in attributes:
        return markup[0]
    try:
        names = escape(" ".join(_classes(unescape(attributes["style"]))))
    except ValueError as error:
        raise ValueError(f"{markup['start']}{markup['attributes']}>: {error}") from None

    def change(found: re.Match[str]) -> str:
        name = found["name"].lower()
        if name == "class":
            return f'{found["before"]}class="{" ".join(filter(None, [_value(found), names]))}"'
        return "" if name == "style" else found[0]

    changed = _EACH_ATTRIBUTE.sub(change, markup["attributes"])
    added = f' class="{names}"' if names and "class" not in attributes else ""
    return f"{markup['start']}{added}{changed}{markup['end']}"


def attributes_of(tag: str) -> dict[str, str]:
    """The attributes in a tag by their names in small letters, as they are written between double quotes."""
    attributes: dict[str, str] = {}
    for found in _EACH_ATTRIBUTE.finditer(tag):
        attributes.setdefault(found["name"].lower(), _value(found))  # of two, browsers take the first
    return attributes


def _value(attribute: re.Match[str]) -> str:
    """The attribute's value as it is written between double quotes."""
    written = attribute["value"] or ""
    return (written[1:-1] if written[:1] in ("'", '"') else written).replace('"', "&quot;")


@cache  # formulas have the same few again and again
def _classes(style: str) -> list[str]:
    """A class for each declaration that counts: not for one that another overrides."""
    nodes = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    if any(node.type != "declaration" or any(token.type == "error" for token in node.value) for node in nodes):
        raise ValueError("a style is written as property: value; property: value")
    values: dict[str, str] = {}
    for node in sorted(nodes, key=lambda node: bool(node.important)):
        for overridden in [name for name in values if f"{name}-".startswith(f"{node.name}-")]:
            del values[overridden]  # margin-left by a later margin
        values[node.name] = " ".join(tinycss2.serialize(node.value).split())
    return [f"{name}:{value}".replace(" ", _BLANK) for name, value in values.items()]


def declared(html: str) -> set[str]:
    """Those classes in the HTML that stand for a declaration."""
    lists = re.findall(r'class="([^"]*:[^"]*)"', html)
    return {name for names in set(lists) for name in unescape(names).split() if ":" in name}


def rules(classes: set[str]) -> str:
    """The rule of each such class, as important as the style attribute was; margin comes before margin-left."""
    return "".join(map(_rule, sorted(classes, key=lambda name: name.split(":", 1))))


def _rule(name: str) -> str:
    selector = re.sub(r"(^-|[^\w-])", r"\\\1", name)
    return f".{selector}{{{name.replace(_BLANK, ' ')}!important}}\n"
