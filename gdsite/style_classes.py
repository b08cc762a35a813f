"""Inline styles as classes: a Content-Security-Policy without unsafe-inline lets no style attribute pass."""

import re
from html import unescape

_STYLED = re.compile(r'<\w[^<>]* style="[^"]*"[^<>]*>')
_BLANK = "␣"  # in a class, which has no blanks


def as_classes(html):
    """The HTML with a class in the place of each declaration in a style attribute, named like it: height:1em.

    A Content-Security-Policy without unsafe-inline lets no style attribute pass.
    """
    return _STYLED.sub(_with_classes, html)


def _with_classes(tag):
    before, style, after = re.split(r' style="([^"]*)"', tag[0], maxsplit=1)
    names = " ".join(_class(declaration) for declaration in style.split(";") if declaration.strip())
    tag = before + after
    if " class=" in tag:
        return re.sub(r' class="[^"]*', lambda classes: f"{classes[0]} {names}", tag, count=1)
    return re.sub(r"^<\w+", rf'\g<0> class="{names}"', tag)


def _class(declaration):
    name, value = declaration.split(":", 1)
    return f"{name.strip()}:{value.strip()}".replace(" ", _BLANK)


def declared(html):
    """Those classes in the HTML that stand for a declaration."""
    lists = re.findall(r'class="([^"]*:[^"]*)"', html)
    return {name for names in set(lists) for name in unescape(names).split() if ":" in name}


def rules(classes):
    """The rule of each such class; as important as the style attribute was."""
    return "".join(map(_rule, sorted(classes)))


def _rule(name):
    selector = re.sub(r"([^\w-])", r"\\\1", name)
    return f".{selector}{{{name.replace(_BLANK, ' ')}!important}}\n"
