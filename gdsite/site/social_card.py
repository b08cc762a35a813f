"""The picture that others show where they link to the site: its name, and a figure of the article."""

import html
import re
import textwrap

from resvg_py import svg_to_bytes

from gdsite.formulas.katex import DISTRIBUTION

SIZE = 1200, 630  # what those who show it ask for
FONT = "KaTeX_SansSerif"  # at hand in the build, and the same on every machine
INK = {"ink": "#222", "faint": "#666", "grid": "#ddd", "paper": "#fff"}
OLD = {"blue": "weight", "orange": "loss", "green": "target", "red": "gradient", "purple": "output"}  # of colors
_CARD = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}">
<path d="M0 0H24V630H0Z" class="fill-blue"/>
<text x="80" y="{middle}" font-size="64" font-weight="bold">{name}</text>
<g font-size="30" class="fill-faint">{lines}</g>
<svg x="600" y="130" width="592" height="370" viewBox="{box}" font-size="13" paint-order="stroke" class="plot">
{drawing}</svg>
</svg>"""


def find(name: str, page: str) -> re.Match[str] | None:
    """The drawing of the page's figure with this name, and what it says to those who do not see it; or None."""
    start = rf'<svg viewBox="(?P<box>[^"]*)"[^>]*aria-labelledby="{name}-title '
    pattern = rf"{start}.*?<desc[^>]*>(?P<says>.*?)</desc>(?P<drawing>.*?)</svg>"
    return re.search(pattern, page, re.DOTALL)


def draw(name: str, text: str, figure: re.Match[str], stylesheet: str) -> bytes:
    """The card as PNG: a name, a text, a figure that was found, and the site's stylesheet for its colors."""
    lines = textwrap.wrap(text, 30)
    middle = SIZE[1] // 2 - 20 * len(lines)
    rows = [f'<text x="80" y="{middle + 66 + 42 * i}">{html.escape(line)}</text>' for i, line in enumerate(lines)]
    svg = _CARD.format(
        size=SIZE, middle=middle, name=html.escape(name), lines="".join(rows),
        box=figure["box"], drawing=figure["drawing"],
    )  # fmt: skip
    faces = f"{FONT}-Regular", f"{FONT}-Bold", "KaTeX_Math-Italic"
    fonts = [str(DISTRIBUTION / f"fonts/{face}.ttf") for face in faces]
    return svg_to_bytes(
        svg, width=SIZE[0], background="#fff", style_sheet=_style(stylesheet),
        font_family=FONT, font_files=fonts, skip_system_fonts=True,
    )  # fmt: skip


def _style(stylesheet: str) -> str:
    """The classes of colors in a drawing, with the light colors, which the stylesheet has first."""
    colors = dict(reversed(re.findall(r"--(\w+): (#\w+)", stylesheet))) | INK
    colors |= {name: colors[quantity] for name, quantity in OLD.items() if quantity in colors}
    rules = [f".{what}-{name} {{ {what}: {color} }}" for name, color in colors.items() for what in ("stroke", "fill")]
    rules += [".mathnormal { font-family: KaTeX_Math; font-style: italic }", ".script { font-size: 0.7em }"]
    return "\n".join([*rules, ".fill-none { fill: none }", ".plot text { stroke: #fff; stroke-width: 4px }"])
