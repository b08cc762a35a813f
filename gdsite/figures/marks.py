"""Marks: lines, dots and texts as SVG, and the lines along which a landscape is equally high."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import hypot, inf
from typing import Any

from gdsite.figures.axes import Axes, Place, Real
from gdsite.figures.writing import attributes, known
from gdsite.page.values import in_prose

QUANTITIES = "weight", "input", "target", "output", "loss", "gradient", "rate"  # each has a hue of its own
COLORS = *QUANTITIES, "ink", "faint", "grid", "paper"  # as in figures.css
ANCHORS = "start", "middle", "end"
GRID = 81  # points of a landscape along each axis: with fewer, narrow curves look jagged
DARKEST = 0.32  # opacity of the highest ground of a landscape
HEAD = 9, 4.6  # of an arrow: its length, and half its width; of a thick one more
LABEL = 15, 6.6  # of a level: the height of its text, and the width of a digit
KNOTS = 21  # points along each axis where its height is asked for; a polynomial gives the others

Array = Any  # of numpy, which is imported where it is needed: it is slow to start, and few pages need it
Surface = Callable[[Array, Array], Array]  # from grid lines to a height for each of their crossings


def stroke(color: str, width: float, dashes: str = "") -> dict[str, object]:
    """Attributes of a line."""
    drawn = {"class": f"{paint('stroke', color)} fill-none", "stroke-width": width}
    return drawn | ({"stroke-dasharray": dashes} if dashes else {})


def filled(color: str) -> dict[str, object]:
    """Attributes of a filled outline."""
    return {"class": paint("fill", color)}


def line(path: str, look: Mapping[str, object], clip: str) -> str:
    """A line along a path, cut off by the shape of that id."""
    return f"<path{attributes({'d': path, **look, 'clip-path': f'url(#{clip})'})}/>"


def evened(paths: list[str]) -> list[str]:
    """Lines with as many points each, the last ones in one place: browsers move one into another then."""
    if not all(re.fullmatch(r"M[^a-zA-Z]+(L[^a-zA-Z]+)*", path) for path in paths):
        return paths
    most = max(path.count("L") for path in paths)
    return [path + "l0,0" * (most - path.count("L")) for path in paths]


def circle(place: Place, color: str, radius: float, more: str = "", hollow: bool = False) -> str:
    """A dot at a place, or a ring around it; more: attributes."""
    x, y = place
    colors = f'{paint("stroke", color)} fill-paper" stroke-width="2' if hollow else paint("fill", color)
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius}" class="{colors}"{more}/>'


def bead(key: str, color: str) -> str:
    """A small dot that a line can have on each of its points; key: its id."""
    size = {"viewBox": "-3 -3 6 6", "markerWidth": 6, "markerHeight": 6, "markerUnits": "userSpaceOnUse"}
    return f'<marker{attributes({"id": key} | size)}><circle r="2.2" class="{paint("fill", color)}"/></marker>'


def text(place: Place, content: str, color: str, anchor: str, kind: str = "") -> str:
    """A text whose start, middle or end is at a place; its content is HTML. kind: another class, and a blank."""
    if anchor not in ANCHORS:
        raise ValueError(f"there is no anchor {anchor}; {known(ANCHORS)}")
    x, y = place
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" class="{kind}{paint("fill", color)}">{content}</text>'


def arrow(axes: Axes, x: Real, y: Real, dx: Real, dy: Real, width: float) -> str:
    """Outline of an arrow from a point, so far across and up; of one without a length, nothing but its start."""
    start = axes.place(x, y)
    tip = axes.place(float(x) + float(dx), float(y) + float(dy))
    across, up = tip[0] - start[0], tip[1] - start[1]
    if not (length := hypot(across, up)):
        return "M{:g},{:g}".format(*start)
    across, up = across / length, up / length
    thick = max(1, (width + 2) / 4)
    head = min(thick * HEAD[0], length)
    side = head * HEAD[1] / HEAD[0]
    outline = (0, width / 2), (length - head, width / 2), (length - head, side), (length, 0)
    outline += tuple((along, -aside) for along, aside in reversed(outline[:3]))
    corners = (
        (start[0] + along * across - aside * up, start[1] + along * up + aside * across) for along, aside in outline
    )
    return f"{_through(corners)}Z"


def contour_path(axes: Axes, xs: Array, ys: Array, zs: Array, level: float) -> str:
    """Lines along which zs, a row for each of ys, is as large as the level."""
    return "".join(map(_through, _contour(axes, xs, ys, zs, level)))


def region_path(axes: Axes, xs: Array, ys: Array, zs: Array, level: float) -> str:
    """Outlines of where zs, a row for each of ys, is larger than the level."""
    from contourpy import contour_generator

    areas: Array = contour_generator(xs, ys, zs, fill_type="OuterOffset").filled(level, inf)
    rings = [area[start:end] for area, ends in zip(*areas, strict=True) for start, end in pairwise(ends)]
    return "".join(_outline(axes, ring) for ring in rings)


def bands(
    axes: Axes, xs: Array, ys: Array, zs: Array, levels: Sequence[float], color: str, darkest: float
) -> list[str]:
    """Where zs is larger than each of the levels, one above the other: the higher, the darker."""
    opacity = round(1 - (1 - darkest) ** (1 / len(levels)), 3)
    look = {"class": f"{paint('fill', color)} stroke-paper", "fill-opacity": opacity}
    return [f"<path{attributes({'d': region_path(axes, xs, ys, zs, level), **look})}/>" for level in levels]


def level_labels(
    axes: Axes, xs: Array, ys: Array, zs: Array, levels: Sequence[float], clear: Iterable[Place]
) -> Iterator[str]:
    """Each level once on its line, where it is farthest from other lines, the edge, and the places to keep clear of."""
    from numpy import array, concatenate, full, hypot, minimum, round

    lines = [concatenate(_contour(axes, xs, ys, zs, level) or [full((0, 2), 0.0)]) for level in levels]
    left, above, right, below = axes.box
    taken = [axes.place(*each) for each in clear]
    for level, line in zip(levels, lines, strict=True):
        if not len(line):
            continue
        label = in_prose(f"{level:g}")
        half = LABEL[1] * len(label) / 2
        x, y = line.T
        edge = minimum(minimum(x - left, right - x) - half, minimum(y - above, below - y) - LABEL[0] / 2)
        others = [other for other in lines if other is not line and len(other)]
        room = minimum(edge, 40.0)
        for other in [*others, *([array(taken)] if taken else [])]:
            aside = (x[:, None] - other[:, 0]) * LABEL[0] / (2 * half + LABEL[0])  # a label is wider than high
            room = minimum(room, hypot(aside, y[:, None] - other[:, 1]).min(axis=1))
        best = int(round(room, 1).argmax())
        if edge[best] < 2:
            continue  # there is no room
        taken.append((x[best], y[best]))
        yield text((float(x[best]), round(float(y[best]) + 4, 1)), label, "ink", "middle", "level ")


def landscape(axes: Axes, height: Callable[[Array], float]) -> tuple[Array, Array, Array]:
    """Grid lines over the axes, and for each of their crossings the height of a smooth function.

    The function is asked for in few points, and a polynomial is laid through them.
    Raises ValueError for a function that is not smooth: one that no polynomial is close to.
    """
    from numpy import array, linspace

    surface = _polynomial(lambda x, y: height(array([x, y])), axes.xlim, axes.ylim)
    xs, ys = (linspace(*limits, GRID) for limits in (axes.xlim, axes.ylim))
    return xs, ys, surface(xs, ys).round(9)  # the digits behind differ between processors, and so would outlines


def _contour(axes: Axes, xs: Array, ys: Array, zs: Array, level: float) -> list[Array]:
    """The lines along which zs is as large as the level: places in the drawing."""
    from contourpy import contour_generator  # here, for it imports numpy
    from numpy import array

    lines: Array = contour_generator(xs, ys, zs).lines(level)
    return [array([axes.place(x, y) for x, y in line]) for line in lines]


def _outline(axes: Axes, ring: Array) -> str:
    """A closed line through points, to half a unit, each as seen from the one before: with many states, this is short.

    Without those on the straight edges of the grid.
    """
    places = [(round(2 * x) / 2, round(2 * y) / 2) for x, y in (axes.place(x, y) for x, y in ring[:-1])]
    around = zip([places[-1], *places], places, [*places[1:], places[0]], strict=False)
    kept = [b for a, b, c in around if not (a[0] == b[0] == c[0] or a[1] == b[1] == c[1])]
    ways = (f"{x - before[0]:g},{y - before[1]:g}" for before, (x, y) in pairwise(kept))
    return "M{:g},{:g}l".format(*kept[0]) + " ".join(ways) + "z" if kept else ""


def _through(places: Iterable[Place]) -> str:
    """A line through places, as SVG writes it."""
    return "M" + "L".join(f"{round(x, 1):g},{round(y, 1):g}" for x, y in places)


def paint(what: str, color: str) -> str:
    """The class by which the stylesheet gives an element its color, one in the light and one in the dark."""
    if color not in COLORS:
        raise ValueError(f"there is no color {color}; {known(COLORS)}")
    return f"{what}-{color}"


def _polynomial(function: Callable[[float, float], float], xlim: Place, ylim: Place) -> Surface:
    """The polynomial in x and y through a function's values at Chebyshev's points, as a function of grid lines.

    Of degree KNOTS − 1 in each: with such points it comes close to any smooth function. Where it does
    not, half a knot aside, the function is refused.
    """
    from numpy import abs, array, interp, linalg
    from numpy.polynomial.chebyshev import chebgrid2d, chebpts1, chebvander

    def values(xs: Array, ys: Array) -> Array:
        return array([[function(x, y) for x in xs] for y in ys])

    knots = chebpts1(KNOTS)
    xs, ys = (interp(knots, (-1, 1), limits) for limits in (xlim, ylim))
    inverse = linalg.inv(chebvander(knots, KNOTS - 1))
    heights = values(xs, ys)
    coefficients = inverse @ heights.T @ inverse.T

    def surface(xs: Array, ys: Array) -> Array:
        return chebgrid2d(interp(xs, xlim, (-1, 1)), interp(ys, ylim, (-1, 1)), coefficients).T

    between = [(at[1:] + at[:-1])[::4] / 2 for at in (xs, ys)]
    if abs(surface(*between) - values(*between)).max() > 1e-5 * (heights.max() - heights.min()):
        raise ValueError("this landscape is not smooth: draw it with contours, from its values on a fine grid")
    return surface
