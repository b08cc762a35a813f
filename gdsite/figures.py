"""Figures: drawn by matplotlib while the site is built, as SVG that follows the page's colors and font.

A figure is a value like any other: a block makes it, and a field {{ figure }} puts it on the page.
Numbers in its texts keep the expression that made them, as numbers in printed f-strings do.
What moves has one value for each state of the sliders it depends on, all of them known beforehand:
the reader's browser looks them up (docs/javascripts/figures.js).
"""

import html
import io
import json
from math import inf, log10, prod
from typing import NamedTuple

from contourpy import contour_generator
from matplotlib import rc_context
from matplotlib.figure import Figure
from numpy import array, linspace

from gdsite.page import current
from gdsite.printed import PRINTED
from gdsite.svg import COLORS, slim
from gdsite.values import in_prose, origins

SIZE = 480, 300  # of a figure, in the units of its SVG; the stylesheet scales it
FONT = 13  # size of its texts, in the same units
MARGINS = 52, 12, 46, 14  # left, right, below and above the axes, for their labels
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_STYLE = {
    "svg.fonttype": "none", "font.size": FONT, "axes.facecolor": "none", "figure.facecolor": "none",
    "axes.edgecolor": COLORS["faint"], "axes.linewidth": 1, "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "axes.axisbelow": True, "grid.color": COLORS["grid"], "grid.linewidth": 1,
    "xtick.major.size": 0, "ytick.major.size": 0, "xtick.minor.size": 0, "ytick.minor.size": 0,
    "xtick.labelcolor": COLORS["ink"], "ytick.labelcolor": COLORS["ink"], "axes.labelcolor": COLORS["ink"],
}  # fmt: skip


class Slider(NamedTuple):
    """A control of a figure: its label, the text of each of its positions, and the first position."""

    label: str
    texts: list
    start: int


class Plot:
    """A figure with one pair of axes, or with none, for a diagram.

    name: what it is called in addresses, once on its page. title, description: what it is and what it
    shows, for those who do not see it. x, y: texts at the axes. xlim, ylim: what these reach from and to.
    ticks: where they have numbers. log: whether the upward axis counts in powers of ten.
    """

    def __init__(
        self, name, title, description, *, x="", y="", xlim, ylim, ticks=(None, None), log=False,
        axes=True, size=SIZE,
    ):  # fmt: skip
        if not name.replace("-", "").isalpha():
            raise ValueError(f"a figure's name has letters and hyphens only, got {in_words(name)}")
        self.name, self.title, self.description, self.size = name, title, description, size
        self.parts = []  # elements above what matplotlib draws
        self.sliders, self.outputs, self.played = {}, {}, None
        self._cut = {"clip-path": f"url(#{name}-edge)"}
        self.moves, self.moved = [], 0
        self.sentences, self.data = [], ""
        left, right, below, above = MARGINS if axes else (8, 8, 8, 8)
        width, height = size
        box = left / width, below / height, 1 - (left + right) / width, 1 - (below + above) / height
        with rc_context(_STYLE):
            self.figure = Figure(figsize=(width / 72, height / 72), dpi=72)  # so that a dot is one unit
            self.axes = self.figure.add_axes(box)
        self.axes.set(xlabel=x, ylabel=y, yscale="log" if log else "linear")
        self.axes.set(xlim=_floats(xlim), ylim=_floats(ylim))
        self.axes.set_axis_on() if axes else self.axes.set_axis_off()
        for axis, places in zip((self.axes.xaxis, self.axes.yaxis), ticks, strict=True):
            if places is not None:
                axis.set_ticks(_floats(places), [in_prose(f"{place:g}") for place in _floats(places)])
        if log:
            self.axes.yaxis.set_major_formatter(_power_of_ten)

    # What stands still

    def line(self, xs, ys, color="blue", dashed=False, width=2):
        """A line through points."""
        style = (0, (3, 2)) if dashed else "-"
        self.axes.plot(_floats(xs), _floats(ys), color=COLORS[color], linestyle=style, linewidth=width)

    def dots(self, xs, ys, color="blue", radius=4.5, hollow=False):
        """A dot on each point, or a ring around it."""
        places = [self.place(x, y) for x, y in zip(xs, ys, strict=True)]
        self.parts += [self._circle(place, color, radius, hollow=hollow) for place in places]

    def contours(self, xs, ys, zs, levels, color="faint", width=1):
        """The lines along which zs, a row for each of ys, is as large as each of the levels."""
        self.axes.contour(xs, ys, zs, levels=levels, colors=[COLORS[color]], linewidths=width)

    def landscape(self, height, levels, color="faint", width=1):
        """The lines along which a function of a point, which is an array, is as large as each of the levels."""
        xs, ys = (linspace(*limits, 101) for limits in (self.axes.get_xlim(), self.axes.get_ylim()))
        self.contours(xs, ys, [[height(array([x, y])) for x in xs] for y in ys], levels, color, width)

    def text(self, x, y, text, color="ink", anchor="start"):
        """A text whose start, middle or end is at a point."""
        self._text(x, y, numbers(text, "tspan"), color, anchor)

    # Where things are, in the units of the SVG

    def place(self, x, y):
        """Place of a point."""
        across, up = self.axes.transData.transform((float(x), float(y)))
        return round(float(across), 1), round(float(self.size[1] - up), 1)

    def path(self, xs, ys):
        """Line through points, as SVG writes it."""
        return "M" + "L".join("{:g},{:g}".format(*self.place(x, y)) for x, y in zip(xs, ys, strict=True))

    def contour_path(self, xs, ys, zs, level):
        """Lines along which zs is as large as the level, as SVG writes them."""
        return "".join(self.path(*line.T) for line in contour_generator(xs, ys, zs).lines(level))

    def region_path(self, xs, ys, zs, level):
        """Outlines of where zs is larger than the level, as SVG writes them."""
        outlines, _ = contour_generator(xs, ys, zs, fill_type="OuterCode").filled(level, inf)
        return "".join(f"{self.path(*outline.T)}Z" for outline in outlines)

    def straight(self, x, y, slope, ends):
        """The line through a point with a slope, from one x to another where it is in the axes: xs and ys."""
        x, y, slope, *ends = _floats([x, y, slope, *ends])
        if slope:
            cuts = sorted(x + (edge - y) / slope for edge in self.axes.get_ylim())
            ends = [min(max(end, cuts[0]), cuts[1]) for end in ends]
        return ends, [y + slope * (end - x) for end in ends]

    # What moves: by names the sliders it depends on; of these the last one changes fastest

    def slider(self, name, label, texts, start):
        """A control with a text for each of its positions, at first in the position start."""
        shown = [html.unescape(in_words(text)) for text in texts]
        if len(set(shown)) < len(shown):
            raise ValueError(f"{self.name}: two positions of {name} show the same text")
        self.sliders[name] = Slider(label, shown, start)
        self.outputs[name] = self._words("data", texts, [name])

    def play(self, name):
        """Buttons that move this slider on by itself, and all sliders back."""
        self.played = name

    def moving_dot(self, points, by, color="orange", radius=5.5):
        """A dot that is at one of these points."""
        places = [self.place(x, y) for x, y in points]
        self.parts.append(self._circle(places[self._start(by)], color, radius, self._part() + _attributes(self._cut)))
        self._move("cx", by, [x for x, _ in places])
        self._move("cy", by, [y for _, y in places])

    def moving_line(self, lines, by, color="orange", dashed=False, width=2):
        """A line that is one of these: a pair of xs and ys, or a path."""
        paths = [line if isinstance(line, str) else self.path(*line) for line in lines]
        fixed = {"class": f"stroke-{color} fill-none", "stroke-width": width}
        self.moving("path", fixed | ({"stroke-dasharray": "5 4"} if dashed else {}), {"d": paths}, by)

    def moving(self, tag, fixed, changing, by):
        """An SVG element with fixed attributes, and with others that change."""
        shown = fixed | {name: values[self._start(by)] for name, values in changing.items()} | self._cut
        self.parts.append(f"<{tag}{_attributes(shown)}{self._part()}/>")
        for name, values in changing.items():
            self._move(name, by, values)

    def moving_text(self, x, y, texts, by, color="ink", anchor="start"):
        """A text in the drawing that is one of these."""
        self._text(x, y, self._words("tspan", texts, by), color, anchor)

    # What stands below

    def say(self, *pieces):
        """A sentence; a piece of it that changes is a pair: the texts, and the sliders they depend on."""
        self.sentences.append("".join(self._piece(piece) for piece in pieces))

    def table(self, headings, rows, current=None, is_open=False):
        """The figure's data, folded away: rows of texts, or of pairs as in say.

        current: a slider, whose position is the number of the row to point out.
        """
        head = "".join(f'<th scope="col">{self._piece(heading)}</th>' for heading in headings)
        body = "".join(self._row(i, row, len(rows), current) for i, row in enumerate(rows))
        self.data = (
            f"<details{' open' if is_open else ''}><summary>The numbers of this figure</summary>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></details>"
        )

    def _row(self, i, row, count, current):
        mark = ""
        if current:
            mark = f' aria-current="{str(i == self.sliders[current].start).lower()}"{self._part()}'
            self._move("aria-current", [current], [str(i == at).lower() for at in range(count)])
        return f"<tr{mark}>" + "".join(f"<td>{self._piece(cell)}</td>" for cell in row) + "</tr>"

    # How it is written

    def __html__(self):
        said = "".join(f'<p class="plot-says" role="status">{sentence}</p>' for sentence in self.sentences)
        return (
            f'<div class="plot" id="{self.name}" data-search-exclude>'
            f"{self._drawing()}{self._controls()}{said}{self.data}{self._states()}</div>"
        )

    def _drawing(self):
        written = io.StringIO()
        with rc_context(_STYLE | {"svg.hashsalt": self.name}):
            self.figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
        width, height = self.size
        return (
            f'<svg viewBox="0 0 {width} {height}" role="img" '
            f'aria-labelledby="{self.name}-title {self.name}-description">'
            f'<title id="{self.name}-title"{_origins(self.title)}>{in_words(self.title)}</title>'
            f'<desc id="{self.name}-description"{_origins(self.description)}>{in_words(self.description)}</desc>'
            f"{slim(written.getvalue())}{self._edge()}{''.join(self.parts)}</svg>"
        )

    def _edge(self):
        """The axes with room for a dot on their edge: what moves is cut off there."""
        (left, high), (right, low) = self.axes.transAxes.transform([(0, 1), (1, 0)])
        box = {"x": left - 6, "y": self.size[1] - high - 6, "width": right - left + 12, "height": high - low + 12}
        rectangle = _attributes({name: f"{value:g}" for name, value in box.items()})
        return f'<clipPath id="{self.name}-edge"><rect{rectangle}/></clipPath>' if self.sliders else ""

    def _controls(self):
        if not self.sliders:
            return ""
        controls = "".join(
            f'<label><span>{html.escape(slider.label)}</span><input type="range" name="{name}" min="0" '
            f'max="{len(slider.texts) - 1}" value="{slider.start}" autocomplete="off" '
            f'aria-valuetext="{html.escape(slider.texts[slider.start])}"><output>{self.outputs[name]}</output></label>'
            for name, slider in self.sliders.items()
        )
        if self.played:
            controls += (
                f'<span><button type="button" data-play="{self.played}" aria-pressed="false">Play</button>'
                '<button type="button" data-reset>Reset</button></span>'
            )
        return f'<div class="plot-controls" role="group" aria-labelledby="{self.name}-title">{controls}</div>'

    def _states(self):
        if not self.sliders:
            return ""
        states = {"texts": [slider.texts for slider in self.sliders.values()], "moves": self.moves}
        text = json.dumps(states, ensure_ascii=False, separators=(",", ":"))
        return f'<div class="plot-states" hidden data-states="{html.escape(text)}"></div>'

    def _text(self, x, y, content, color, anchor):
        across, up = self.place(x, y)
        self.parts.append(
            f'<text x="{across:g}" y="{up:g}" text-anchor="{anchor}" class="fill-{color}">{content}</text>'
        )

    def _circle(self, place, color, radius, part="", hollow=False):
        x, y = place
        colors = f'stroke-{color} fill-none" stroke-width="2' if hollow else f"fill-{color}"
        return f'<circle cx="{x:g}" cy="{y:g}" r="{radius}" class="{colors}"{part}/>'

    def _piece(self, piece):
        return numbers(piece, "data") if isinstance(piece, str) else self._words("data", *piece)

    def _words(self, tag, texts, by):
        """An element whose text is one of these; where all are numbers, it says how they are made."""
        shown = [html.unescape(in_words(text)) for text in texts]
        made = [_value(text) for text in texts]
        if all(made):
            element = numbers(texts[self._start(by)], tag).replace(">", f"{self._part()}>", 1)
            if (full := [value.full for value in made]) != shown:
                self._move("value" if tag == "data" else "data-value", by, full)
        else:
            name = "span" if tag == "data" else tag
            element = f"<{name}{self._part()}>{html.escape(shown[self._start(by)])}</{name}>"
        self._move("", by, shown)
        return element

    def _part(self):
        """An attribute by which the script finds the element."""
        self.moved += 1
        return f' data-part="{self.moved - 1}"'

    def _move(self, attribute, by, values):
        """Values of an attribute of the last part; of its text, where the attribute is empty."""
        if len(values) != (wanted := prod(len(self.sliders[name].texts) for name in by)):
            raise ValueError(f"{self.name}: {len(values)} values for {wanted} states of {', '.join(by)}")
        order = list(self.sliders)
        self.moves.append([self.moved - 1, attribute, [order.index(name) for name in by], list(values)])

    def _start(self, by):
        """Number of the first state, among those of these sliders."""
        number = 0
        for name in by:
            number = number * len(self.sliders[name].texts) + self.sliders[name].start
        return number


def _power_of_ten(place, _):
    return f"{place:g}" if 0.01 <= place <= 100 else "10" + str(round(log10(place))).translate(_RAISED)


def _floats(values):
    return [float(value) for value in values]  # matplotlib knows no fractions


def numbers(text, tag):
    """The text with an element for each number in it, which says how it was made."""
    value = "value" if tag == "data" else "data-value"

    def number(found):
        made = _printed(found)
        origin = {value: made.full, "data-expression": made.expression}
        return f"<{tag}{_attributes(origin)}>{html.escape(in_prose(made.text))}</{tag}>"

    return PRINTED.sub(number, html.escape(text))


def in_words(text):
    """The text with its numbers as they are displayed, for HTML."""
    return html.escape(PRINTED.sub(lambda found: in_prose(_printed(found).text), text))


def _printed(found):
    return current.get().printed[int(found[1])]


def _value(text):
    """The value that the text displays, if it is a number and nothing else."""
    found = PRINTED.fullmatch(text)
    return _printed(found) if found else None


def _origins(text):
    """An attribute that says how the numbers of a text were made."""
    made = [_printed(found) for found in PRINTED.finditer(text)]
    return _attributes({"data-computed": origins(made)}) if made else ""


def _attributes(values):
    return "".join(f' {name}="{html.escape(str(value))}"' for name, value in values.items())
