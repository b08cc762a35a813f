"""Figures: drawn while the site is built, as SVG that follows the page's colors and font.

A figure is a value like any other: a block makes it, and a field {{ figure }} puts it on the page.
Numbers in its texts keep the expression that made them, as numbers in printed f-strings do.
What moves has one value for each state of the sliders it depends on, all of them known beforehand:
the reader's browser looks them up (docs/javascripts/figures.js).
"""

import html
import json
from math import ceil, floor, inf, log10, prod
from typing import NamedTuple

from gdsite.page.session import current
from gdsite.page.provenance import PRINTED
from gdsite.page.values import in_prose, origins

SIZE = 480, 300  # of a figure, in the units of its SVG; the stylesheet scales it
FONT = 13  # size of its texts, in the same units
MARGINS = 52, 12, 46, 14  # left, right, below and above the axes, for their labels
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
TICKS = 44, 38  # units from one number of an axis to the next, at least, where none are given
GRID = 81  # points of a landscape along each axis: with fewer, narrow curves look jagged
KNOTS = 21  # points along each axis where its height is asked for; a polynomial gives the others

COLORS = "ink", "faint", "grid", "blue", "orange", "green", "red", "purple", "paper"  # as in the stylesheet
ANCHORS = "start", "middle", "end"


class Sliders(dict):
    """The sliders of a figure by their names."""

    def __missing__(self, name):
        raise ValueError(f"there is no slider {name}; {_known(self)}")


class Slider(NamedTuple):
    """A control of a figure: its label, the text of each of its positions, and the first position."""

    label: str
    texts: list
    start: int


class Plot:
    """A figure with one pair of axes, or with none, for a diagram.

    name: what it is called in addresses, once on its page. title, description: what it is and what it
    shows, for those who do not see it. x, y: texts at the axes. xlim, ylim: what these reach from and to.
    ticks: where they have numbers; None for round ones. log: whether the upward axis counts in powers of ten.
    """

    def __init__(
        self, name, title, description, *, x="", y="", xlim, ylim, ticks=(None, None), log=False,
        axes=True, size=SIZE,
    ):  # fmt: skip
        if not name.replace("-", "").isalpha():
            raise ValueError(f"a figure's name has letters and hyphens only, got {in_words(name)}")
        self.name, self.title, self.description, self.size = name, title, description, size
        self.lines, self.parts = [], []  # on the grid, and above
        self.sliders, self.outputs, self.played = Sliders(), {}, None
        self._cut = {"clip-path": f"url(#{name}-edge)"}
        self.moves, self.moved = [], 0
        self.sentences, self.data = [], ""
        left, right, below, above = MARGINS if axes else (8, 8, 8, 8)
        width, height = size
        self.box = left, above, width - right, height - below
        self.xlim, self.ylim, self.labels = _limits("xlim", xlim), _limits("ylim", ylim), (x, y)
        if log and self.ylim[0] <= 0:
            raise ValueError(f"ylim must be positive on an axis of powers of ten, got {ylim}")
        self.has_axes, self.ticks, self.log = axes, ticks, log
        self._across = _scale(self.xlim, (left, self.box[2]))
        self._up = _scale(map(self._height, self.ylim), (self.box[3], above))

    # What stands still

    def line(self, xs, ys, color="blue", dashed=False, width=2):
        """A line through points."""
        self._line(self.path(xs, ys), color, width, {"stroke-dasharray": f"{3 * width:g} {2 * width:g}"} if dashed else {})

    def dots(self, xs, ys, color="blue", radius=4.5, hollow=False):
        """A dot on each point, or a ring around it."""
        places = [self.place(x, y) for x, y in _points(xs, ys)]
        self.parts += [self._circle(place, color, radius, hollow=hollow) for place in places]

    def contours(self, xs, ys, zs, levels, color="faint", width=1):
        """The lines along which zs, a row for each of ys, is as large as each of the levels."""
        for level in levels:
            self._line(self.contour_path(xs, ys, zs, level), color, width)

    def landscape(self, height, levels, color="faint", width=1):
        """The lines along which a smooth function of a point, which is an array, is as large as each of the levels.

        Raises ValueError for a function that is not smooth: one that no polynomial is close to.
        """
        from numpy import array, linspace

        surface = _polynomial(lambda x, y: height(array([x, y])), self.xlim, self.ylim)
        xs, ys = (linspace(*limits, GRID) for limits in (self.xlim, self.ylim))
        self.contours(xs, ys, surface(xs, ys), levels, color, width)

    def text(self, x, y, text, color="ink", anchor="start"):
        """A text whose start, middle or end is at a point."""
        self._text(x, y, numbers(text, "tspan"), color, anchor)

    # Where things are, in the units of the SVG

    def place(self, x, y):
        """Place of a point."""
        return self._across(float(x)), self._up(self._height(y))

    def _height(self, y):
        return log10(y) if self.log else float(y)

    def path(self, xs, ys):
        """Line through points, as SVG writes it."""
        places = [self.place(x, y) for x, y in _points(xs, ys)]
        return "M" + "L".join("{:g},{:g}".format(*place) for place in places)

    def contour_path(self, xs, ys, zs, level):
        """Lines along which zs is as large as the level, as SVG writes them."""
        from contourpy import contour_generator  # here, for numpy is slow to start, and few pages need it

        return "".join(self.path(*line.T) for line in contour_generator(xs, ys, zs).lines(level))

    def region_path(self, xs, ys, zs, level):
        """Outlines of where zs is larger than the level, as SVG writes them."""
        from contourpy import contour_generator

        outlines, _ = contour_generator(xs, ys, zs, fill_type="OuterCode").filled(level, inf)
        return "".join(f"{self.path(*outline.T)}Z" for outline in outlines)

    def straight(self, x, y, slope, ends):
        """The line through a point with a slope, from one x to another where it is in the axes: xs and ys."""
        x, y, slope, *ends = _floats([x, y, slope, *ends])
        if slope:
            cuts = sorted(x + (edge - y) / slope for edge in self.ylim)
            ends = [min(max(end, cuts[0]), cuts[1]) for end in ends]
        return ends, [y + slope * (end - x) for end in ends]

    # What moves: by names the sliders it depends on; of these the last one changes fastest

    def slider(self, name, label, texts, start):
        """A control with a text for each of its positions, at first in the position start."""
        shown = [html.unescape(in_words(text)) for text in texts]
        if len(set(shown)) < len(shown):
            raise ValueError(f"{self.name}: two positions of {name} show the same text")
        if start not in range(len(shown)):
            raise ValueError(f"{self.name}: {name} starts at one of its positions 0 to {len(shown) - 1}, got {start}")
        self.sliders[name] = Slider(label, shown, start)
        self.outputs[name] = self._words("data", texts, [name])

    def play(self, name):
        """Buttons that move this slider on by itself, and all sliders back."""
        self.sliders[name]  # there must be one
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
        fixed = {"class": f"{_paint('stroke', color)} fill-none", "stroke-width": width}
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
        head = "".join(
            f'<th scope="col">{self._piece(heading)}</th>' if heading else "<td></td>" for heading in headings
        )
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
        width, height = self.size
        # paint-order: the rim of texts is below them; the HTML checker knows it here, not in stylesheets.
        return (
            f'<svg viewBox="0 0 {width} {height}" role="img" paint-order="stroke" '
            f'aria-labelledby="{self.name}-title {self.name}-description">'
            f'<title id="{self.name}-title"{_origins(self.title)}>{in_words(self.title)}</title>'
            f'<desc id="{self.name}-description"{_origins(self.description)}>{in_words(self.description)}</desc>'
            f"{self._axes()}{self._clip('axes', 0) if self.lines else ''}{''.join(self.lines)}"
            f"{self._clip('edge', 6) if self.moved else ''}{''.join(self.parts)}</svg>"
        )

    def _axes(self):
        """The grid, its numbers, the names of the axes, and these themselves."""
        if not self.has_axes:
            return ""
        left, above, right, below = self.box
        xs, ys = self._ticks()
        across = [(self.place(x, self.ylim[0])[0], text) for x, text in xs]
        up = [(self.place(self.xlim[0], y)[1], text) for y, text in ys]
        grid = [f"M{x:g} {below}V{above}" for x, _ in across] + [f"M{left} {y:g}H{right}" for y, _ in up]
        texts = [_tick(x, below + 13.4, text) for x, text in across]
        texts += [_tick(left - 3.5, round(y + 4.9, 1), text, "end") for y, text in up]
        # The name of the upward axis keeps clear of the longest number there, each digit 0.64 of its height wide.
        beside = round(left - 10.6 - 0.64 * FONT * max((len(text) for _, text in ys), default=0), 1)
        middle = (above + below) / 2
        texts += [_tick((left + right) / 2, below + 30.4, self.labels[0])] if self.labels[0] else []
        texts += [_tick(beside, middle, self.labels[1], turned=True)] if self.labels[1] else []
        return (
            f'<path d="{"".join(grid)}" class="stroke-grid fill-none"/>{"".join(texts)}'
            f'<path d="M{left} {above}V{below}H{right}" class="stroke-faint fill-none"/>'
        )

    def _ticks(self):
        """For each axis, where it has numbers and what these are."""
        left, above, right, below = self.box
        for places, limits, length, log in (
            (self.ticks[0], self.xlim, (right - left) / TICKS[0], False),
            (self.ticks[1], self.ylim, (below - above) / TICKS[1], self.log),
        ):
            if places is None:
                places = _powers_of_ten(*limits) if log else _round_numbers(*limits, length)
            written = _power_of_ten if log else "{:g}".format
            yield [(place, in_prose(written(place))) for place in _floats(places)]

    def _clip(self, name, room):
        """The axes as a shape that cuts off what leaves them: with room for a dot on their edge, or without."""
        left, above, right, below = self.box
        box = {"x": left - room, "y": above - room, "width": right - left + 2 * room, "height": below - above + 2 * room}
        return f'<clipPath id="{self.name}-{name}"><rect{_attributes(box)}/></clipPath>'

    def _controls(self):
        if not self.sliders:
            return ""
        controls = "".join(map(self._control, self.sliders))
        if self.played:
            controls += (
                f'<span><button type="button" data-play="{self.played}" aria-pressed="false">Play</button>'
                '<button type="button" data-reset>Reset</button></span>'
            )
        return f'<div class="plot-controls" role="group" aria-labelledby="{self.name}-title">{controls}</div>'

    def _control(self, name):
        """A slider between its label and its text; these stand beside it, for a label names one control."""
        slider, key = self.sliders[name], f"{self.name}-{name}"
        return (
            f'<div class="plot-control"><label for="{key}">{html.escape(slider.label)}</label>'
            f'<input type="range" id="{key}" name="{name}" min="0" max="{len(slider.texts) - 1}" '
            f'value="{slider.start}" autocomplete="off" aria-valuetext="{html.escape(slider.texts[slider.start])}">'
            f'<output for="{key}">{self.outputs[name]}</output></div>'
        )

    def _states(self):
        if not self.sliders:
            return ""
        states = {"texts": [slider.texts for slider in self.sliders.values()], "moves": self.moves}
        text = json.dumps(states, ensure_ascii=False, separators=(",", ":"))
        return f'<div class="plot-states" hidden data-states="{html.escape(text)}"></div>'

    def _line(self, path, color, width, style={}):
        drawn = {"d": path, "class": f"{_paint('stroke', color)} fill-none", "stroke-width": width} | style
        self.lines.append(f"<path{_attributes(drawn | {'clip-path': f'url(#{self.name}-axes)'})}/>")

    def _text(self, x, y, content, color, anchor):
        if anchor not in ANCHORS:
            raise ValueError(f"there is no anchor {anchor}; {_known(ANCHORS)}")
        across, up = self.place(x, y)
        self.parts.append(
            f'<text x="{across:g}" y="{up:g}" text-anchor="{anchor}" class="{_paint("fill", color)}">{content}</text>'
        )

    def _circle(self, place, color, radius, part="", hollow=False):
        x, y = place
        ring = f'{_paint("stroke", color)} fill-none" stroke-width="2'
        colors = ring if hollow else _paint("fill", color)
        return f'<circle cx="{x:g}" cy="{y:g}" r="{radius}" class="{colors}"{part}/>'

    def _piece(self, piece):
        if isinstance(piece, str):
            return numbers(piece, "data")
        if not (isinstance(piece, tuple) and len(piece) == 2):
            raise ValueError(f"{self.name}: a text, or a pair (texts, sliders), was to be here, got {type(piece).__name__}")
        return self._words("data", *piece)

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


def _power_of_ten(place):
    return f"{place:g}" if 0.01 <= place <= 100 else "10" + str(round(log10(place))).translate(_RAISED)


def _round_numbers(low, high, count):
    """About so many numbers from low to high, in steps of 1, 2 or 5 times a power of ten."""
    least = (high - low) / count
    power = 10.0 ** floor(log10(least))
    step = next(step * power for step in (1, 2, 5, 10) if step * power >= least)
    return [n * step for n in range(ceil(low / step), floor(high / step) + 1)]


def _powers_of_ten(low, high):
    """The powers of ten from low to high, or every second one of them, or fewer: at most nine."""
    exponents = range(ceil(log10(low)), floor(log10(high)) + 1)
    every = ceil(len(exponents) / 9)
    return [10.0**exponent for exponent in exponents if exponent % every == 0]


def _tick(x, y, text, anchor="middle", turned=False):
    """A number at an axis, or the axis's name, if need be turned to read upward."""
    place = {"text-anchor": anchor, "x": f"{x:g}", "y": f"{y:g}"}
    turn = {"transform": f"rotate(-90 {x:g} {y:g})"} if turned else {}
    return f'<text class="tick fill-ink"{_attributes(place | turn)}>{html.escape(text)}</text>'


def _scale(limits, places):
    """The function from a value to its place: from the limits to these two, to a tenth of a unit.

    First to less, so that no noise in its last digits turns a half.
    """
    (low, high), (start, end) = limits, places
    return lambda value: round(round(start + (end - start) * ((value - low) / (high - low)), 6), 1)


def _paint(what, color):
    """The class by which the stylesheet gives an element its color, one in the light and one in the dark."""
    if color not in COLORS:
        raise ValueError(f"there is no color {color}; {_known(COLORS)}")
    return f"{what}-{color}"


def _known(names):
    return f"there is {', '.join(names)}" if names else "there is none"


def _points(xs, ys):
    """Pairs of xs and ys, of which there must be as many."""
    xs, ys = list(xs), list(ys)
    if len(xs) != len(ys):
        raise ValueError(f"each point has an x and a y, got {len(xs)} and {len(ys)} of them")
    return zip(xs, ys, strict=True)


def _limits(name, limits):
    """What an axis reaches from and to."""
    try:
        low, high = _floats(limits)
    except (TypeError, ValueError):
        low, high = 0, 0
    if not low < high:
        raise ValueError(f"{name} must be two numbers, the smaller first, got {limits}")
    return [low, high]


def _floats(values):
    return [float(value) for value in values]


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


def _polynomial(function, xlim, ylim):
    """The polynomial in x and y through a function's values at Chebyshev's points, as a function of grid lines.

    Of degree KNOTS − 1 in each: with such points it comes close to any smooth function. Where it does
    not, half a knot aside, the function is refused.
    """
    from numpy import abs, array, interp, linalg
    from numpy.polynomial.chebyshev import chebgrid2d, chebpts1, chebvander

    def values(xs, ys):
        return array([[function(x, y) for x in xs] for y in ys])

    knots = chebpts1(KNOTS)
    xs, ys = (interp(knots, (-1, 1), limits) for limits in (xlim, ylim))
    inverse = linalg.inv(chebvander(knots, KNOTS - 1))
    heights = values(xs, ys)
    coefficients = inverse @ heights.T @ inverse.T

    def surface(xs, ys):
        return chebgrid2d(*(interp(at, limits, (-1, 1)) for at, limits in ((xs, xlim), (ys, ylim))), coefficients).T

    between = [(at[1:] + at[:-1])[::4] / 2 for at in (xs, ys)]
    if abs(surface(*between) - values(*between)).max() > 1e-5 * (heights.max() - heights.min()):
        raise ValueError("this landscape is not smooth: draw it with contours, from its values on a fine grid")
    return surface
