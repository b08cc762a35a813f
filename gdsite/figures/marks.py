"""Marks: lines, dots and texts as SVG, and the lines along which a landscape is equally high."""

from collections.abc import Callable, Mapping
from math import inf
from typing import Any

from gdsite.figures.axes import Axes, Place
from gdsite.figures.writing import attributes, known

COLORS = "ink", "faint", "grid", "blue", "orange", "green", "red", "purple", "paper"  # as in the stylesheet
ANCHORS = "start", "middle", "end"
GRID = 81  # points of a landscape along each axis: with fewer, narrow curves look jagged
KNOTS = 21  # points along each axis where its height is asked for; a polynomial gives the others

Array = Any  # of numpy, which is imported where it is needed: it is slow to start, and few pages need it
Surface = Callable[[Array, Array], Array]  # from grid lines to a height for each of their crossings


def stroke(color: str, width: float, dashes: str = "") -> dict[str, object]:
    """Attributes of a line."""
    drawn = {"class": f"{_paint('stroke', color)} fill-none", "stroke-width": width}
    return drawn | ({"stroke-dasharray": dashes} if dashes else {})


def line(path: str, look: Mapping[str, object], clip: str) -> str:
    """A line along a path, cut off by the shape of that id."""
    return f"<path{attributes({'d': path, **look, 'clip-path': f'url(#{clip})'})}/>"


def circle(place: Place, color: str, radius: float, more: str = "", hollow: bool = False) -> str:
    """A dot at a place, or a ring around it; more: attributes."""
    x, y = place
    colors = f'{_paint("stroke", color)} fill-none" stroke-width="2' if hollow else _paint("fill", color)
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius}" class="{colors}"{more}/>'


def text(place: Place, content: str, color: str, anchor: str) -> str:
    """A text whose start, middle or end is at a place; its content is HTML."""
    if anchor not in ANCHORS:
        raise ValueError(f"there is no anchor {anchor}; {known(ANCHORS)}")
    x, y = place
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" class="{_paint("fill", color)}">{content}</text>'


def contour_path(axes: Axes, xs: Array, ys: Array, zs: Array, level: float) -> str:
    """Lines along which zs, a row for each of ys, is as large as the level."""
    from contourpy import contour_generator  # here, for it imports numpy

    lines: Array = contour_generator(xs, ys, zs).lines(level)
    return "".join(axes.path(*each.T) for each in lines)


def region_path(axes: Axes, xs: Array, ys: Array, zs: Array, level: float) -> str:
    """Outlines of where zs, a row for each of ys, is larger than the level."""
    from contourpy import contour_generator

    outlines: Array = contour_generator(xs, ys, zs, fill_type="OuterCode").filled(level, inf)[0]
    return "".join(f"{axes.path(*outline.T)}Z" for outline in outlines)


def landscape(axes: Axes, height: Callable[[Array], float]) -> tuple[Array, Array, Array]:
    """Grid lines over the axes, and for each of their crossings the height of a smooth function.

    The function is asked for in few points, and a polynomial is laid through them.
    Raises ValueError for a function that is not smooth: one that no polynomial is close to.
    """
    from numpy import array, linspace

    surface = _polynomial(lambda x, y: height(array([x, y])), axes.xlim, axes.ylim)
    xs, ys = (linspace(*limits, GRID) for limits in (axes.xlim, axes.ylim))
    return xs, ys, surface(xs, ys)


def _paint(what: str, color: str) -> str:
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
