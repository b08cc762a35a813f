"""Stylesheets with only the rules that the pages need."""

import re

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"""([^{}]+)\{((?:[^{}"']|"[^"]*"|'[^']*')*)\}""")
_VALUE = re.compile(r"""(?<=[{;]) ?(--[\w-]+):(?:[^;{}"']|"[^"]*"|'[^']*')*;?""")
# Rules of the theme for which a browser restyles all of a page when its scripts arrive: they end in any element.
# Without them, colors fade when a reader switches them, and blocks in a table's cell, which Markdown has not, keep
# their margins.
COSTLY = re.compile(r"\[data-md-color-switching\] \*|table:not\(\[class\]\) t[dh] ?> ?:(?:first|last)-child")
# Parts that the theme's script makes for pages which ask for them, by how their classes begin; and what is in a page
# that asks: a class, an attribute, or a feature named in the theme's settings.
_ANNOTATED = ["content.code.annotate", 'class="annotate', ' annotate"', " annotate "]
_PARTS = {
    "tabbed": ["tabbed-set"],
    "md-annotation": _ANNOTATED,
    "md-tooltip": [*_ANNOTATED, "tooltips"],
    "md-version": ['"provider"'],
    "md-source": ["md-source"],
    "md-tag": ["md-tag"],
    "rtl": ['dir="rtl"'],
}
_LOOKED_AT = r"(?:for|name|type|dir|data-md-[\w-]+)"  # attributes by whose values rules are told apart
_NAME = re.compile(rf"""[.#]((?:[\w-]|\\.)+)|\[{_LOOKED_AT}=["']?([\w-]+)["']?\]""")
_NAMED = re.compile(rf'\s(?:class|id|{_LOOKED_AT}) *="([^"]*)"')


def names_in_page(html):
    """Values of a page's attributes that selectors name."""
    return {name for names in set(_NAMED.findall(html)) for name in names.split()}


def parts_in_page(html):
    """The parts of _PARTS for which a page asks."""
    return {part for part, signs in _PARTS.items() if any(sign in html for sign in signs)}


def names_in_script(text, parts):
    """Words in a script, but for those of parts for which no page asks: what it may give to an element as a class."""
    words, unasked = set(re.findall(r"[A-Za-z_-][\w-]*", text)), tuple(_PARTS.keys() - parts)
    return {word for word in words if not word.startswith(unasked)}


def used(css, names):
    """The stylesheet without rules that match nothing or cost too much, and without values that no rule asks for."""
    css = " ".join(re.sub("@charset[^;]*;", "", _COMMENT.sub("", css)).split())
    css = _RULE.sub(lambda rule: rule[0] if _can_match(rule[1], names) and not COSTLY.search(rule[1]) else "", css)
    asked = names.union(re.findall(r"var\((--[\w-]+)", css))
    css = _VALUE.sub(lambda value: value[0] if value[1] in asked else "", css)
    while css != (fuller := re.sub(r"[^{};]+\{\s*\}", "", css)):
        css = fuller  # a group whose rules have all gone
    return css


def _can_match(selectors, names):
    """Whether one of the selectors asks only for classes, ids and attribute values that are among the names."""
    while selectors != (without := re.sub(r":[\w-]+\([^()]*\)", "", selectors)):
        selectors = without  # what :not() and the like ask for
    asked = (_NAME.findall(selector) for selector in selectors.split(","))
    return any(all(_is_known(a.replace("\\", "") or b, names) for a, b in wanted) for wanted in asked)


def _is_known(name, names):
    """A script may add the end behind -- itself."""
    return name in names or (name.partition("--")[0] + "--" in names and "--" in name)
