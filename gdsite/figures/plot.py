"""Figures: drawn while the site is built, as SVG that follows the page's colors and font.

A figure is a value like any other: a block makes it, and a field {{ figure }} puts it on the page.
Numbers in its texts keep the expression that made them, as numbers in printed f-strings do.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from gdsite.figures import marks, writing
from gdsite.figures.axes import Axes, Numbers, Place, Real, points
from gdsite.figures.sliders import By, Sliders, Texts
from gdsite.page.provenance import Displaying
from gdsite.page.session import current

SIZE = 480, 300  # of a figure, in the units of its SVG; the stylesheet scales it


class Plot(Displaying):
    """A figure with one pair of axes, or with none, for a diagram.

    What moves takes one value for each state of the sliders named in by; where there is only one slider,
    by may be left out. Where a text is wanted for each state, numbers will do, if their list has a name
    on the page: then each knows what made it.

    Args:
        name: What it is called in addresses, once on its page: letters and hyphens.
        title: What it is, for those who do not see it.
        description: What it shows, for those who do not see it.
        x: The text at the axis across.
        y: The text at the upward axis.
        xlim: What the axis across reaches from and to.
        ylim: What the upward axis reaches from and to.
        ticks: Where each axis has numbers; None for round ones.
        log: Whether the upward axis counts in powers of ten.
        axes: Whether it has axes at all.
        size: Width and height, in the units of its SVG.

    Raises:
        ValueError: For a name with other characters, and for limits that are not two numbers, the smaller
            first. Its methods raise it for a color, an anchor or a slider that does not exist, and where
            there are more or fewer values than states.
    """

    def __init__(
        self, name: str, title: str, description: str, *, x: str = "", y: str = "", xlim: Numbers, ylim: Numbers,
        ticks: Sequence[Numbers | None] = (None, None), log: bool = False, axes: bool = True,
        size: tuple[int, int] = SIZE,
    ) -> None:  # fmt: skip
        if not str(name).replace("-", "").isalpha():
            raise ValueError(f"a figure's name has letters and hyphens only, got {writing.in_words(name)}")
        for label in (x, y):
            writing.as_text(label)  # refused here, on the line that has it
        self.name, self.size = name, size
        self.title = writing.required("the title", title)
        self.description = writing.required("the description", description)
        if session := current.get(None):
            session.draw(name)
        self.axes = Axes(size, (x, y), xlim, ylim, ticks, log, drawn=axes)
        self.sliders = Sliders(name)
        self.lines: list[str] = []  # on the grid
        self.parts: list[str] = []  # above the lines
        self.sentences: list[str] = []
        self.data = ""
        self._inside, self._edge = f"{name}-axes", f"{name}-edge"  # ids of what cuts off lines, and what moves

    # What stands still

    def line(self, xs: Numbers, ys: Numbers, color: str = "blue", dashed: bool = False, width: float = 2) -> None:
        """A line through points."""
        dashes = f"{3 * width:g} {2 * width:g}" if dashed else ""
        path = self.axes.path_inside(xs, ys)
        self.lines.append(marks.line(path, marks.stroke(color, width, dashes), self._inside))

    def dots(self, xs: Numbers, ys: Numbers, color: str = "blue", radius: float = 4.5, hollow: bool = False) -> None:
        """A dot on each point, or a ring around it."""
        places = [self.axes.place_inside(x, y) for x, y in points(xs, ys)]
        self.parts += [marks.circle(place, color, radius, hollow=hollow) for place in places]

    def contours(
        self, xs: Any, ys: Any, zs: Any, levels: Iterable[float], color: str = "faint", width: float = 1
    ) -> None:
        """The lines along which zs, a row for each of ys, is as large as each of the levels."""
        for level in levels:
            if not (path := self.contour_path(xs, ys, zs, level)):
                raise ValueError(f"nowhere in the axes is the height {level:g}: no line would be drawn")
            self.lines.append(marks.line(path, marks.stroke(color, width), self._inside))

    def landscape(
        self, height: Callable[[Any], float], levels: Iterable[float], color: str = "faint", width: float = 1
    ) -> None:
        """The lines along which a smooth function of a point, which is an array, is as large as each of the levels.

        Raises ValueError for a function that is not smooth: one that no polynomial is close to.
        """
        self.contours(*marks.landscape(self.axes, height), levels, color, width)

    def text(self, x: Real, y: Real, text: str, color: str = "ink", anchor: str = "start") -> None:
        """A text whose start, middle or end is at a point."""
        self.parts.append(marks.text(self.axes.place_inside(x, y), writing.numbers(text, "tspan"), color, anchor))

    # Where things are, in the units of the SVG

    def place(self, x: Real, y: Real) -> Place:
        """Place of a point."""
        return self.axes.place(x, y)

    def path(self, xs: Numbers, ys: Numbers) -> str:
        """Line through points, as SVG writes it."""
        return self.axes.path(xs, ys)

    def contour_path(self, xs: Any, ys: Any, zs: Any, level: float) -> str:
        """Lines along which zs is as large as the level, as SVG writes them."""
        return marks.contour_path(self.axes, xs, ys, zs, level)

    def region_path(self, xs: Any, ys: Any, zs: Any, level: float) -> str:
        """Outlines of where zs is larger than the level, as SVG writes them."""
        return marks.region_path(self.axes, xs, ys, zs, level)

    def straight(self, x: Real, y: Real, slope: Real, ends: Numbers) -> tuple[list[float], list[float]]:
        """The line through a point with a slope, from one x to another where it is in the axes: xs and ys."""
        return self.axes.straight(x, y, slope, ends)

    # What moves: of several sliders, the last one that by names changes fastest

    def slider(self, name: str, label: str, texts: Texts, start: int = 0, fmt: str = "g") -> None:
        """A control with a text for each of its positions, at first in the position start.

        fmt: the format of numbers in the place of texts, here and in what moves by this slider.
        """
        self.sliders.add(name, label, texts, start, fmt)

    def play(self, name: str) -> None:
        """Buttons that move this slider on by itself, and all sliders back."""
        self.sliders.named(name)  # there must be one
        self.sliders.played = name

    def moving_dot(
        self, points: Iterable[tuple[Real, Real]], by: By = None, color: str = "orange", radius: float = 5.5
    ) -> None:
        """A dot that is at one of these points: in the axes at first, and in other states maybe outside them."""
        points = list(points)
        places, part = [self.place(x, y) for x, y in points], self.sliders.part()
        x = self.sliders.move("cx", by, [x for x, _ in places])
        y = self.sliders.move("cy", by, [y for _, y in places])
        self.axes.place_inside(*points[self.sliders.start(by)])
        clip = writing.attributes({"clip-path": f"url(#{self._edge})"})
        self.parts.append(marks.circle((x, y), color, radius, part + clip))

    def moving_line(
        self,
        lines: Iterable[str | tuple[Numbers, Numbers]],
        by: By = None,
        color: str = "orange",
        dashed: bool = False,
        width: float = 2,
    ) -> None:
        """A line that is one of these: a pair of xs and ys, or a path."""
        paths = [line if isinstance(line, str) else self.path(*line) for line in lines]
        self.moving("path", marks.stroke(color, width, "5 4" if dashed else ""), {"d": paths}, by)

    def moving(
        self, tag: str, fixed: Mapping[str, object], changing: Mapping[str, Iterable[object]], by: By = None
    ) -> None:
        """An SVG element with fixed attributes, and with others that change."""
        part = self.sliders.part()
        first = {name: self.sliders.move(name, by, values) for name, values in changing.items()}
        shown = writing.attributes({**fixed, **first, "clip-path": f"url(#{self._edge})"})
        self.parts.append(f"<{tag}{shown}{part}/>")

    def moving_text(
        self, x: Real, y: Real, texts: Texts, by: By = None, color: str = "ink", anchor: str = "start"
    ) -> None:
        """A text in the drawing that is one of these."""
        self.parts.append(
            marks.text(self.axes.place_inside(x, y), self.sliders.changing("tspan", texts, by), color, anchor)
        )

    # What stands below

    def say(self, *pieces: Any) -> None:
        """A sentence; a piece of it that changes is the texts, or a pair: these, and the sliders they depend on."""
        self.sentences.append("".join(map(self.sliders.piece, pieces)))

    def table(
        self, headings: Iterable[Any], rows: Sequence[Iterable[Any]], current: str | None = None, is_open: bool = False
    ) -> None:
        """The figure's data, folded away: rows of pieces as in say.

        current: a slider, whose position is the number of the row to point out.
        """
        if self.data:
            raise ValueError(f"{self.name}: a figure has one table")
        head = [self.sliders.piece(heading) for heading in headings]
        cells = [list(row) for row in rows]
        if not cells:
            raise ValueError(f"{self.name}: this table has no rows")
        if wrong := [row for row in cells if len(row) != len(head)]:
            raise ValueError(f"{self.name}: each row has a cell for each of {len(head)} headings, got {len(wrong[0])}")
        written = [self._row(i, row, len(cells), current) for i, row in enumerate(cells)]
        self.data = writing.table(head, written, is_open)

    def _row(self, i: int, row: Iterable[Any], count: int, current: str | None) -> str:
        marked = self.sliders.row(i, count, current)
        return f"<tr{marked}>" + "".join(f"<td>{self.sliders.piece(cell)}</td>" for cell in row) + "</tr>"

    def __html__(self) -> str:
        axes, sliders = self.axes, self.sliders
        content = [axes.grid(), axes.clip(self._inside, 0) if self.lines else "", *self.lines]
        content += [axes.clip(self._edge, 6) if sliders.parts else "", *self.parts]
        writing.require_colors([self.title, self.description, *self.sentences], "".join(content))
        said = "".join(f'<p class="plot-says" role="status">{sentence}</p>' for sentence in self.sentences)
        return (
            f'<div class="plot" id="{self.name}" data-search-exclude>'
            f"{writing.drawing(self.name, self.size, self.title, self.description, ''.join(content))}"
            f"{sliders.controls()}{said}{self.data}{sliders.states()}</div>"
        )
