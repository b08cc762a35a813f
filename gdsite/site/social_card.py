"""The picture that others show where they link to the site: its name, and a figure of the article."""

import html
import re
import textwrap

from resvg_py import svg_to_bytes

from gdsite.formulas.katex import DISTRIBUTION
from gdsite.site.fonts import TEXT

SIZE = 1200, 630  # what those who show it ask for
INK = {"faint": "muted", "grid": "hairline"}  # names of colors in figures, and in the stylesheet
_CARD = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}">
<g class="fill-ink"><text x="72" y="{middle}" font-size="64" font-weight="600">{name}</text></g>
<g font-size="34" class="fill-faint">{lines}</g>
<svg x="640" y="115" width="520" height="400" viewBox="{box}" font-size="19" paint-order="stroke" class="plot">
{drawing}</svg>
</svg>"""


def find(name: str, page: str) -> re.Match[str] | None:
    """The drawing of the page's figure with this name, and what it says to those who do not see it; or None."""
    start = rf'<svg [^>]*viewBox="(?P<box>[^"]*)"[^>]*aria-labelledby="{name}-title"'
    pattern = rf"{start}.*?<desc[^>]*>(?P<says>.*?)</desc>(?P<drawing>.*?)</svg>"
    return re.search(pattern, page, re.DOTALL)


def draw(name: str, text: str, figure: re.Match[str], stylesheet: str) -> bytes:
    """The card as PNG: a name, a text, a figure that was found, and the site's stylesheet for its colors."""
    lines = textwrap.wrap(text, 28)
    middle = SIZE[1] // 2 - 23 * len(lines)
    rows = [f'<text x="72" y="{middle + 74 + 46 * i}">{html.escape(line)}</text>' for i, line in enumerate(lines)]
    svg = _CARD.format(
        size=SIZE, middle=middle, name=html.escape(name), lines="".join(rows),
        box=figure["box"], drawing=figure["drawing"],
    )  # fmt: skip
    faces = [TEXT / f"SourceSerifPro-{face}.ttf" for face in ("Regular", "Semibold")]
    faces += [DISTRIBUTION / f"fonts/KaTeX_{face}.ttf" for face in ("Main-Regular", "Math-Italic")]
    colors = _colors(stylesheet)
    return svg_to_bytes(
        svg, width=SIZE[0], background=colors["paper"], style_sheet=_style(colors),
        font_family="Source Serif Pro", font_files=[*map(str, faces)], skip_system_fonts=True,
    )  # fmt: skip


def _colors(stylesheet: str) -> dict[str, str]:
    """The colors in a drawing by their names: the light ones, which the stylesheet has first."""
    colors = dict(reversed(re.findall(r"--(\w+): (#\w+)", stylesheet)))
    return colors | {name: colors[other] for name, other in INK.items() if other in colors}


def _style(colors: dict[str, str]) -> str:
    """The classes of colors and letters in a drawing."""
    rules = [f".{what}-{name} {{ {what}: {color} }}" for name, color in colors.items() for what in ("stroke", "fill")]
    rules += [".mathnormal { font-family: KaTeX_Math; font-style: italic }", ".script { font-size: 0.7em }"]
    rim = f".plot text {{ stroke: {colors['paper']}; stroke-width: 5px }}"
    return "\n".join([*rules, ".fill-none { fill: none }", rim])
