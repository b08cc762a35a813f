"""Axes: where a point stands in a drawing, and their lines, numbers and names."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import ceil, floor, inf, isfinite, log10
from typing import SupportsFloat

from gdsite.figures.writing import as_text, attributes, numbers
from gdsite.page.values import RAISED, in_prose

SIZE = 480, 300  # of a drawing, in the units of its SVG; the stylesheet scales it
MARGINS = 44, 14, 44, 30  # left, right, below and above the axes, for their numbers and names
BARE_MARGINS = 8, 8, 8, 8  # the same where no axes are drawn
TICKS = 5  # how many numbers an axis has, about, where none are given
TICK_ROOM = 60, 34  # units from one of them to the next, at least

Real = SupportsFloat  # such as an int, a float or a Fraction
Numbers = Iterable[Real]
Place = tuple[float, float]


class Axes:
    """The way from a point to its place in a drawing, in the units of the SVG, and what is drawn of it.

    x, y: names of the axes. xlim, ylim: what these reach from and to. ticks: where they have numbers; None for
    round ones. log: whether the upward axis counts in powers of ten. axes: whether they are seen. size: of the drawing.
    """

    def __init__(
        self, x: str = "", y: str = "", *, xlim: Numbers, ylim: Numbers,
        ticks: Sequence[Numbers | None] = (None, None), log: bool = False, axes: bool = True,
        size: tuple[int, int] = SIZE,
    ) -> None:  # fmt: skip
        self.labels, self.ticks, self.log, self.drawn, self.size = (x, y), ticks, log, axes, size
        for label in self.labels:
            as_text(label)  # refused here, on the line that has it
        self.xlim, self.ylim = _limits("xlim", xlim), _limits("ylim", ylim)
        if log and self.ylim[0] <= 0:
            raise ValueError(f"ylim must be positive on an axis of powers of ten, got {ylim}")
        left, right, below, above = MARGINS if axes else BARE_MARGINS
        self.box = left, above, size[0] - right, size[1] - below
        self._across = _scale(self.xlim, (left, self.box[2]))
        self._up = _scale([self._height(y) for y in self.ylim], (self.box[3], above))

    def place(self, x: Real, y: Real) -> Place:
        """Place of a point."""
        for name, value in (("x", x), ("y", y)):
            if not isfinite(value):
                raise ValueError(f"{name} must be a number that a drawing has a place for, got {value}")
        return self._across(float(x)), self._up(self._height(float(y)))

    def place_inside(self, x: Real, y: Real) -> Place:
        """Place of a point that must be in the axes, or nobody would see it."""
        place = self.place(x, y)
        left, above, right, below = self.box
        if not (left <= place[0] <= right and above <= place[1] <= below):
            raise ValueError(f"({float(x):g}, {float(y):g}) is outside the axes, which {self._limits()}")
        return place

    def inside(self, xs: Numbers, ys: Numbers) -> Iterator[Place]:
        """Places of those points that are in the axes."""
        (left, right), (low, high) = self.xlim, self.ylim
        pairs = points(_floats(xs), _floats(ys))
        return (self.place(x, y) for x, y in pairs if left <= float(x) <= right and low <= float(y) <= high)

    def path(self, xs: Numbers, ys: Numbers) -> str:
        """Line through points, as SVG writes it."""
        return "M" + "L".join("{:g},{:g}".format(*self.place(x, y)) for x, y in points(xs, ys))

    def path_inside(self, xs: Numbers, ys: Numbers) -> str:
        """Line through points, of which at least a part must be in the axes."""
        xs, ys = _floats(xs), _floats(ys)
        path = self.path(xs, ys)
        if len(xs) < 2:
            raise ValueError(f"a line goes through two points or more, got {len(xs)}")
        for values, limits in ((xs, self.xlim), (ys, self.ylim)):
            if max(values) < limits[0] or min(values) > limits[1]:
                raise ValueError(f"this line is outside the axes, which {self._limits()}")
        return path

    def straight(self, x: Real, y: Real, slope: Real, ends: Numbers) -> tuple[list[float], list[float]]:
        """The line through a point with a slope, from one x to another where it is in the axes: xs and ys."""
        x, y, slope, *xs = _floats([x, y, slope, *ends])
        if slope:
            first, last = sorted(x + (edge - y) / slope for edge in self.ylim)
            xs = [min(max(end, first), last) for end in xs]
        return xs, [y + slope * (end - x) for end in xs]

    def clip(self, key: str, room: float) -> str:
        """The axes as a shape that cuts off what leaves them: with room for a dot on their edge, or without."""
        x, y, right, below = self.box
        box = {"x": x - room, "y": y - room, "width": right - x + 2 * room, "height": below - y + 2 * room}
        return f'<clipPath id="{key}"><rect{attributes(box)}/></clipPath>'

    def frame(self) -> str:
        """The axes: two hairlines with their numbers, and their names at the ends."""
        if not self.drawn:
            return ""
        left, above, right, below = self.box
        xs, ys = self._ticks()
        across = [(self.place(x, self.ylim[0])[0], text) for x, text in xs]
        up = [(self.place(self.xlim[0], y)[1], text) for y, text in ys]
        lines = [f"M{x:g} {below}v4" for x, _ in across] + [f"M{left} {y:g}h-4" for y, _ in up]
        texts = [_tick(x, below + 17, text) for x, text in across]
        texts += [_tick(left - 7, round(y + 4.3, 1), text, "end") for y, text in up]
        x, y = (numbers(label, "tspan") for label in self.labels)
        texts += [_tick(right, below + (34 if xs else 18), x, "end", "name ")] if x else []
        texts += [_tick(0, above - 14, y, "start", "name ")] if y else []
        axes = f"M{left} {above}V{below}H{right}"
        return f'<path d="{axes}{"".join(lines)}" class="axes stroke-faint fill-none"/>{"".join(texts)}'

    def _height(self, y: float) -> float:
        if self.log and y <= 0:
            raise ValueError(f"y must be positive on an axis of powers of ten, got {y:g}")
        return log10(y) if self.log else y

    def _limits(self) -> str:
        across, up = ("{:g} to {:g}".format(*limits) for limits in (self.xlim, self.ylim))
        return f"reach from {across}, and from {up}"

    def _ticks(self) -> Iterator[list[tuple[float, str]]]:
        """For each axis, where it has numbers and what these are."""
        left, above, right, below = self.box
        for places, limits, count, log in (
            (self.ticks[0], self.xlim, min(TICKS, (right - left) / TICK_ROOM[0]), False),
            (self.ticks[1], self.ylim, min(TICKS, (below - above) / TICK_ROOM[1]), self.log),
        ):
            if places is None:
                places = _powers_of_ten(*limits) if log else _round_numbers(*limits, count)
            written = _power_of_ten if log else "{:g}".format
            yield [(place, in_prose(written(place))) for place in _floats(places)]


def points(xs: Numbers, ys: Numbers) -> Iterable[tuple[Real, Real]]:
    """Pairs of xs and ys, of which there must be as many."""
    xs, ys = list(xs), list(ys)
    if len(xs) != len(ys):
        raise ValueError(f"each point has an x and a y, got {len(xs)} and {len(ys)} of them")
    return zip(xs, ys, strict=True)


def _limits(name: str, limits: Numbers) -> tuple[float, float]:
    """What an axis reaches from and to."""
    try:
        low, high = _floats(limits)
    except (TypeError, ValueError):
        low, high = 0, 0
    if not -inf < low < high < inf:
        raise ValueError(f"{name} must be two numbers, the smaller first, got {limits}")
    return low, high


def _floats(values: Numbers) -> list[float]:
    return [float(value) for value in values]


def _scale(limits: Iterable[float], places: tuple[float, float]) -> Callable[[float], float]:
    """The function from a value to its place: from the limits to these two, to a tenth of a unit.

    First to less, so that no noise in its last digits turns a half.
    """
    (low, high), (start, end) = limits, places
    return lambda value: round(round(start + (end - start) * ((value - low) / (high - low)), 6), 1)


def _round_numbers(low: float, high: float, count: float) -> list[float]:
    """About so many numbers from low to high, and 3 or more, in steps of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** floor(log10((high - low) / count))
    ranges = [
        [n * step for n in range(ceil(low / step), floor(high / step) + 1)]
        for step in (power * size for size in (0.5, 1, 2, 5, 10))
    ]
    return min((numbers for numbers in ranges if len(numbers) >= 3), key=lambda numbers: abs(len(numbers) - count))


def _powers_of_ten(low: float, high: float) -> list[float]:
    """The powers of ten from low to high, or every second one of them, or fewer: at most six."""
    exponents = range(ceil(log10(low)), floor(log10(high)) + 1)
    every = ceil(len(exponents) / 6)
    return [10.0**exponent for exponent in exponents if exponent % every == 0]


def _power_of_ten(place: float) -> str:
    return f"{place:g}" if 0.01 <= place <= 100 else "10" + str(round(log10(place))).translate(RAISED)


def _tick(x: float, y: float, content: str, anchor: str = "middle", kind: str = "") -> str:
    """A number at an axis, or the axis's name; its content is HTML. kind: another class, and a blank."""
    place = attributes({"text-anchor": anchor, "x": f"{x:g}", "y": f"{y:g}"})
    return f'<text class="{kind}tick fill-ink"{place}>{content}</text>'
