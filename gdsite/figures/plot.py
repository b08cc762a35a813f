"""Figures: drawn while the site is built, as SVG that follows the page's colors and font.

A figure is a value like any other: a block makes it, and a field {{ figure }} puts it on the page.
Numbers in its texts keep the expression that made them, as numbers in printed f-strings do.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from gdsite.figures import marks, writing
from gdsite.figures.axes import SIZE, Axes, Numbers, Place, Real, points
from gdsite.figures.equations import equation
from gdsite.figures.sliders import By, Sliders, Texts
from gdsite.page.provenance import Displaying
from gdsite.page.session import current


class Drawing(Displaying):
    """One pair of axes, or none, for a diagram, and what is drawn there; sliders: by which it moves."""

    def __init__(self, name: str, title: str, description: str, axes: Axes, sliders: Sliders) -> None:
        if not str(name).replace("-", "").isalpha():
            raise ValueError(f"a figure's name has letters and hyphens only, got {writing.in_words(name)}")
        self.name, self.axes, self.sliders = name, axes, sliders
        self.title = writing.required("the title", title)
        self.description = writing.required("the description", description)
        self.ground: list[str] = []  # below the axes
        self.lines: list[str] = []  # cut off by them
        self.parts: list[str] = []  # above the lines
        self.grip = ""  # above all, for fingers
        self._inside, self._edge = f"{name}-axes", f"{name}-edge"  # ids of what cuts off lines, and what moves

    # What stands still

    def line(
        self, xs: Numbers, ys: Numbers, color: str = "ink", dashed: bool = False, width: float = 2,
        beads: bool = False,
    ) -> None:  # fmt: skip
        """A line through points, with a small dot on each of them if it has beads."""
        dashes = f"{3 * width:g} {2 * width:g}" if dashed else ""
        path = self.axes.path_inside(xs, ys)
        look = marks.stroke(color, width, dashes) | (self._beads(color) if beads else {})
        self.lines.append(marks.line(path, look, self._inside))

    def area(self, xs: Numbers, ys: Numbers, color: str = "faint") -> None:
        """What points enclose, in a tint."""
        look = marks.filled(color) | {"fill-opacity": 0.1, "clip-path": f"url(#{self._inside})"}
        self.lines.append(f"<path{writing.attributes({'d': self.axes.path_inside(xs, ys), **look})}/>")

    def dots(self, xs: Numbers, ys: Numbers, color: str = "ink", radius: float = 4.5, hollow: bool = False) -> None:
        """A dot on each point, or a ring around it."""
        places = [self.axes.place_inside(x, y) for x, y in points(xs, ys)]
        self.parts += [marks.circle(place, color, radius, hollow=hollow) for place in places]

    def specks(self, xs: Numbers, ys: Numbers, color: str = "loss", width: float = 1.5) -> None:
        """Many small dots, as one element: those that are in the axes, each place once."""
        path = "".join(f"M{x:g},{y:g}h0" for x, y in sorted({*self.axes.inside(xs, ys)}))
        look = marks.stroke(color, width) | {"stroke-linecap": "round"}
        self.lines.append(marks.line(path, look, self._inside))

    def contours(
        self, xs: Any, ys: Any, zs: Any, levels: Iterable[float], color: str = "faint", width: float = 1
    ) -> None:
        """The lines along which zs, a row for each of ys, is as large as each of the levels."""
        for level in levels:
            if not (path := self.contour_path(xs, ys, zs, level)):
                raise ValueError(f"nowhere in the axes is the height {level:g}: no line would be drawn")
            self.lines.append(marks.line(path, marks.stroke(color, width), self._inside))

    def bands(
        self, xs: Any, ys: Any, zs: Any, levels: Sequence[float], color: str = "loss", darkest: float = marks.DARKEST
    ) -> None:
        """Where zs, a row for each of ys, is larger than each of the levels: the larger, the darker.

        darkest: the opacity where it is larger than all of them.
        """
        self.ground += marks.bands(self.axes, xs, ys, zs, levels, color, darkest)

    def landscape(
        self, height: Callable[[Any], float], levels: Iterable[Real], color: str = "loss", filled: bool = True,
        labels: bool = True, width: float = 1, clear: Iterable[Place] = (),
    ) -> None:  # fmt: skip
        """A smooth function of a point, which is an array: the lines along which it is as large as each of the levels.

        filled: the higher the ground, the darker. labels: each level once on its line, where there is room
        beside these points to keep clear of.
        Raises ValueError for a function that is not smooth: one that no polynomial is close to.
        """
        ground, levels = marks.landscape(self.axes, height), sorted(map(float, levels))
        if filled:
            self.bands(*ground, levels, color)
        else:
            self.contours(*ground, levels, color, width)
        if labels:
            self.parts += marks.level_labels(self.axes, *ground, levels, clear)

    def arrow(self, x: Real, y: Real, dx: Real, dy: Real, color: str = "gradient", width: float = 2) -> None:
        """An arrow from a point, so far across and up."""
        self.axes.place_inside(x, y)
        self.axes.place_inside(float(x) + float(dx), float(y) + float(dy))
        look = writing.attributes({"d": marks.arrow(self.axes, x, y, dx, dy, width)} | marks.filled(color))
        self.parts.append(f"<path{look}/>")

    def text(self, x: Real, y: Real, text: str, color: str = "ink", anchor: str = "start") -> None:
        """A text whose start, middle or end is at a point."""
        self.parts.append(marks.text(self.axes.place_inside(x, y), writing.numbers(text, "tspan"), color, anchor))

    def _beads(self, color: str) -> dict[str, object]:
        """Attributes of a line on whose points are dots."""
        key = f"{self.name}-{color}-bead"
        if (bead := marks.bead(key, color)) not in self.ground:
            self.ground.append(bead)
        return {f"marker-{place}": f"url(#{key})" for place in ("start", "mid", "end")}

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

    def moving_dot(
        self, points: Iterable[tuple[Real, Real]], by: By = None, color: str = "weight", radius: float = 5.5,
        ghost: bool = False,
    ) -> None:  # fmt: skip
        """A dot that is at one of these points: in the axes at first, and in other states maybe outside them.

        ghost: a ring is where it was one position before of the last slider.
        """
        points = list(points)
        if ghost:
            run = len(self.sliders[self.sliders.named(by)[-1]].texts)
            before = [points[at - 1 if at % run else at] for at in range(len(points))]
            self._moving_circle(before, by, color, radius - 1, hollow=True)
        self._moving_circle(points, by, color, radius)

    def _moving_circle(
        self, points: list[tuple[Real, Real]], by: By, color: str, radius: float, hollow: bool = False
    ) -> None:
        places, part = [self.place(x, y) for x, y in points], self.sliders.part()
        x = self.sliders.move("cx", by, [x for x, _ in places])
        y = self.sliders.move("cy", by, [y for _, y in places])
        self.axes.place_inside(*points[self.sliders.start(by)])
        clip = writing.attributes({"clip-path": f"url(#{self._edge})"})
        self.parts.append(marks.circle((x, y), color, radius, part + clip, hollow))

    def moving_line(
        self,
        lines: Iterable[str | tuple[Numbers, Numbers]],
        by: By = None,
        color: str = "weight",
        dashed: bool = False,
        width: float = 2,
        beads: bool = False,
    ) -> None:
        """A line that is one of these: a pair of xs and ys, or a path."""
        paths = [line if isinstance(line, str) else self.path(*line) for line in lines]
        look = marks.stroke(color, width, "5 4" if dashed else "") | (self._beads(color) if beads else {})
        self.moving("path", look, {"d": marks.evened(paths)}, by)

    def moving_arrow(
        self, arrows: Iterable[tuple[Real, Real, Real, Real]], by: By = None, color: str = "gradient", width: float = 2
    ) -> None:
        """An arrow that is one of these: where it starts, and how far across and up it reaches."""
        outlines = [marks.arrow(self.axes, *each, width) for each in arrows]
        self.moving("path", marks.filled(color), {"d": outlines}, by)

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

    def svg(self) -> str:
        """The drawing as SVG."""
        content = [*self.ground, self.axes.frame()]
        content += [self.axes.clip(self._inside, 0) if self.lines else "", *self.lines]
        content += [self.axes.clip(self._edge, 6) if self.sliders.parts else "", *self.parts, self.grip]
        return writing.drawing(self.name, self.axes.size, self.title, self.description, "".join(content))


class Plot(Drawing):
    """A figure with one pair of axes, or with none, for a diagram.

    What moves takes one value for each state of the sliders named in by; where there is only one slider,
    by may be left out. Where a text is wanted for each state, numbers will do, if their list has a name
    on the page: then each knows what made it. Between dollars, texts have formulas, as on a page; those in a
    drawing are a row of signs, with indices and powers.

    A color is named after what it stands for: weight, input, target, output, loss, gradient, rate, or ink,
    faint, grid, paper.

    Args:
        name: What it is called in addresses, once on its page: letters and hyphens.
        title: What it is, for those who do not see it.
        description: What it shows, for those who do not see it.
        x: The name of the axis across.
        y: The name of the upward axis.
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
        drawn = Axes(x, y, xlim=xlim, ylim=ylim, ticks=ticks, log=log, axes=axes, size=size)
        super().__init__(name, title, description, drawn, Sliders(name))
        if session := current.get(None):
            session.draw(name)
        self.drawings: list[Drawing] = [self]
        self.equations: list[str] = []
        self.sentences: list[str] = []
        self.data = ""

    def panel(self, name: str, title: str, description: str, **axes: Any) -> Drawing:
        """A second drawing beside the first, and below it on a phone, which moves by the same sliders.

        Its arguments are those of a Plot, and it draws by the same methods.
        """
        self.drawings.append(Drawing(f"{self.name}-{name}", title, description, Axes(**axes), self.sliders))
        return self.drawings[-1]

    # Of several sliders, the last one that by names changes fastest

    def slider(self, name: str, label: str, texts: Texts, start: int = 0, fmt: str = "g") -> None:
        """A control with a text for each of its positions, at first in the position start.

        fmt: the format of numbers in the place of texts, here and in what moves by this slider.
        """
        self.sliders.add(name, label, texts, start, fmt)

    def play(self, name: str) -> None:
        """Buttons that move this slider on by itself, and all sliders back."""
        self.sliders.named(name)  # there must be one
        self.sliders.played = name

    def sound(self, losses: Iterable[Real], sides: Iterable[Real], by: By = None) -> None:
        """A button that plays the figure with a tone for each state: as high as the loss, on the side of the answer.

        sides: from −1, left, to 1, right. Raises ValueError for a figure without play, and a loss below zero.
        """
        self.sliders.hear(losses, sides, by)

    def choose(self, across: str, up: str) -> None:
        """Let readers choose the positions of two sliders on the plane, by pointer and touch: those nearest to it.

        A ring is where they are. Raises ValueError where the positions are no numbers, or outside the axes.
        """
        xs, ys = self.sliders.numbers(across), self.sliders.numbers(up)
        places = [self.axes.place_inside(x, y) for x in xs for y in ys]
        order, part = list(self.sliders), self.sliders.part()
        across_at, up_at = [x for x, _ in places[:: len(ys)]], [y for _, y in places[: len(ys)]]
        for name, attribute, at in ((across, "cx", across_at), (up, "cy", up_at)):
            self.sliders.chosen.append((order.index(name), at))
            self.sliders.move(attribute, name, at)
        x, y = places[self.sliders.start([across, up])]
        ring = marks.circle((x, y), "ink", 9, part, hollow=True)
        self.grip = f'<g class="chosen">{ring}<circle class="grip" cx="{x:g}" cy="{y:g}" r="24"{part}/></g>'

    # What stands below

    def formula(self, texts: Iterable[Any], by: By = None) -> None:
        """A displayed equation with the numbers of a state, from its TeX in each state.

        Each state's relations are judged as those of a formula on the page. Raises ValueError where
        states differ in more than their numbers.
        """
        self.equations.append(equation(texts, self.sliders, by))

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
        self.data = writing.table(self.name, head, written, is_open)

    def _row(self, i: int, row: Iterable[Any], count: int, current: str | None) -> str:
        marked = self.sliders.row(i, count, current)
        return f"<tr{marked}>" + "".join(f"<td>{self.sliders.piece(cell)}</td>" for cell in row) + "</tr>"

    def __html__(self) -> str:
        drawn = "".join(drawing.svg() for drawing in self.drawings)
        said = "".join(f'<p class="plot-says">{sentence}</p>' for sentence in self.sentences)
        texts = [text for drawing in self.drawings for text in (drawing.title, drawing.description)]
        writing.require_colors([*texts, *self.sentences], drawn)
        if len(self.drawings) > 1:
            drawn = f'<span class="panels">{drawn}</span>'
        return (
            f'<div class="plot" id="{self.name}" data-search-exclude>'
            f"{drawn}{''.join(self.equations)}{said}{self.sliders.controls()}{self.sliders.status()}"
            f"{self.sliders.states()}</div>{self.data}"
        )
