"""Formulas: TeX to HTML and MathML by KaTeX, while the site is built."""

import json
import re
from functools import cache
from importlib.resources import files
from itertools import product

# The module behind quickjs (quickjs-ng on PyPI): quickjs itself starts a thread as it is imported.
from _quickjs import Context, JSException

# djangocms-katex is where PyPI carries KaTeX's own files, unmodified.
DISTRIBUTION = files("djangocms_katex") / "static/djangocms_katex/vendor/katex"

# The visual half of a rendered formula; the other half is its MathML.
VISUAL = re.compile(r'<bdi class="katex-html".*?</bdi>', re.DOTALL)

# \\ outside an environment ends a line in KaTeX; under strict: "error" it would end the build.
# QuickJS hands a long string over in pieces that Python cannot read: JSON makes it one.
_RENDER = r"""
(tex, display) => JSON.stringify(katex.renderToString(tex, {
    displayMode: display,
    throwOnError: true,
    strict: (code) => code === "newLineInDisplayMode" ? "ignore" : "error",
    trust: ({command}) => { throw new Error(`${command} has no place in a formula here`) },
    errorColor: "#error",
}))
"""


class TexError(ValueError):
    """TeX that KaTeX cannot render, or doubts; position is where in the TeX it stopped."""

    def __init__(self, message, position=0):
        super().__init__(message)
        self.position = position


@cache
def _renderer():
    context = Context()
    context.eval((DISTRIBUTION / "katex.min.js").read_text(encoding="utf-8"))
    return context.eval(_RENDER)


@cache
def render(tex, display):
    """HTML of a formula, with its MathML and, in that, its TeX.

    The theme's search is to find the characters of the MathML, and not the TeX in it once more.
    Raises TexError where KaTeX has any doubt.
    """
    try:
        html = json.loads(_renderer()(tex, display))
    except JSException as error:
        raise _tex_error(str(error)) from None
    if "#error" in html:
        raise TexError("KaTeX shows a part of it as an error")
    html = html.replace("<annotation ", "<annotation data-search-exclude ")
    # An element that KaTeX itself never uses, so that VISUAL finds its end.
    before, visual = html.split('<span class="katex-html" aria-hidden="true">')
    end = "</span></span></span>" if display else "</span></span>"
    opening = '<bdi class="katex-html" aria-hidden="true">'
    return f"{before}{opening}{visual.removesuffix(end)}</bdi>{end.removeprefix('</span>')}"


def plain(html):
    """A rendered formula as plain text, for titles and attributes: the characters of its MathML."""
    mathml = html[html.index("<math") : html.index("<annotation")]
    return re.sub(r"<[^>]*>", "", mathml)


def _tex_error(message):
    found = re.search(
        r"KaTeX parse error: (?P<what>.*?)(?: at position (?P<position>\d+): .*| at end of input: .*)?$",
        message.split("\n    at ")[0],
        re.DOTALL,
    )
    if not found:
        return TexError(message.split("\n")[0].removeprefix("Error: "))
    what = found["what"].removeprefix("LaTeX-incompatible input and strict mode is set to 'error': ")
    return TexError(what, int(found["position"] or 1) - 1)


def stylesheet(html):
    """KaTeX's stylesheet with only the fonts that the formulas in the HTML use, and those fonts.

    Returns the text, and the names of the font files it asks for.
    """
    css = (DISTRIBUTION / "katex.min.css").read_text(encoding="utf-8")
    used = _faces_used(css, html)
    fonts = []

    def keep(rule):
        if _face(rule[0]) not in used:
            return ""
        font = re.search(r"fonts/([\w-]+\.woff2)", rule[0])[1]
        fonts.append(font)
        return re.sub(r"src:[^;}]*", f'src:url(fonts/{font}) format("woff2")', rule[0])

    return re.sub(r"@font-face\{[^}]*\}", keep, css), fonts


def _faces_used(css, html):
    """Font faces of the rules whose classes all occur in the HTML, or around each formula."""
    names = " ".join(re.findall(r'class="([^"]*)"', html)).split()
    classes = {"katex", "katex-display", *names}
    faces = {
        _face(declarations)
        for selectors, declarations in re.findall(r"([^{}]+)\{([^{}]*font[^{}]*)\}", css)
        for selector in selectors.split(",")
        if (wanted := set(re.findall(r"\.([\w-]+)", selector))) and wanted <= classes
    }
    # A rule without a family, such as \textit's, applies to whatever family is around it.
    families = {family for family, _, _ in faces if family}
    styles = {style for family, style, _ in faces if not family} | {"normal"}
    weights = {weight for family, _, weight in faces if not family} | {"400"}
    return {face for face in faces if face[0]} | set(product(families, styles, weights))


def _face(declarations):
    """Family, style and weight that declarations ask for; where nothing is said "", normal, 400."""
    family = re.search(r"KaTeX_\w+", declarations)
    style = re.search(r"font-style:(\w+)", declarations)
    weight = re.search(r"font-weight:(\w+)", declarations)
    return (
        family[0] if family else "",
        style[1] if style else "normal",
        weight[1].replace("bold", "700") if weight else "400",
    )
