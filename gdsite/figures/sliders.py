"""Sliders: the controls of a figure, and what moves with them.

What moves has one value for each state of the sliders it depends on, all of them known beforehand: the
reader's browser looks them up (docs/javascripts/figures.js). Of several sliders the last changes fastest.
"""

import html
import json
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from numbers import Number
from typing import Any, NamedTuple, TypeVar

from gdsite.figures.writing import has_formula, in_words, known, numbers, required, value_attribute, value_of
from gdsite.page.provenance import displayed
from gdsite.page.session import current

Texts = Iterable[Any]  # or numbers
T = TypeVar("T")
PITCH = 440  # in hertz, of the first loss: an octave higher is sixteen times as much; up to two octaves from it
By = str | Sequence[str] | None  # names of sliders; None for the only one


class Slider(NamedTuple):
    """A control of a figure: its label, the text of each of its positions, and the first position.

    fmt: the format of numbers that are given in the place of texts.
    """

    label: str
    texts: list[str]
    start: int
    fmt: str


class Sliders(dict[str, Slider]):
    """The sliders of a figure by their names, and the values of what moves with them."""

    def __init__(self, figure: str) -> None:
        super().__init__()
        self.figure = figure  # its name
        self.outputs: dict[str, str] = {}  # the text of each slider, as HTML
        self.played = ""  # name of the slider that has a button which moves it on
        self.chosen: list[tuple[int, list[float]]] = []  # sliders chosen on the plane, and where their positions are
        self.sound: list[Any] = []  # numbers of the sliders that tones depend on, and each state's pitch and side
        self.parts = 0  # how many elements move
        self.moves: list[list[Any]] = []  # number of a part, attribute, numbers of the sliders, values

    def __missing__(self, name: str) -> Slider:
        raise ValueError(f"there is no slider {name}; {known(self)}")

    def add(self, name: str, label: str, texts: Texts, start: int, fmt: str) -> None:
        """Add a control with a text for each of its positions."""
        written = _written(texts, fmt)
        shown = [html.unescape(in_words(text)) for text in written]
        if len(set(shown)) < len(shown):
            raise ValueError(f"{self.figure}: two positions of {name} show the same text")
        if start not in range(len(shown)):
            raise ValueError(f"{self.figure}: {name} starts at one of its positions 0 to {len(shown) - 1}, got {start}")
        self[name] = Slider(numbers(required("the label of a slider", label), "data"), shown, start, fmt)
        self.outputs[name] = self.changing("data", written, name)

    def numbers(self, name: str) -> list[float]:
        """The numbers that the positions of a slider show."""
        texts = self[name].texts
        try:
            return [float(text.replace("−", "-").replace(",", "")) for text in texts]
        except ValueError:
            raise ValueError(f"{self.figure}: the positions of {name} are no numbers, which have a place") from None

    def named(self, by: By) -> list[str]:
        """The names of the sliders that something depends on."""
        if not by and len(self) != 1:
            raise ValueError(f"{self.figure}: by which slider does this move? {known(self)}")
        names = [by] if isinstance(by, str) else [*(by or self)]
        for name in names:
            self[name]  # there must be one
        return names

    def start(self, by: By) -> int:
        """Number of the first state, among those of these sliders."""
        number = 0
        for name in self.named(by):
            number = number * len(self[name].texts) + self[name].start
        return number

    def part(self) -> str:
        """An attribute by which the script finds an element, the one that moves next."""
        self.parts += 1
        return f' data-part="{self.parts - 1}"'

    def move(self, attribute: str, by: By, values: Iterable[T]) -> T:
        """Give an attribute of the last part its values; its text, where the attribute is empty. Returns the first."""
        names, values = self.named(by), list(values)
        self.states_by(by, values)
        first, order = values[self.start(names)], list(self)
        for name in names.copy():
            names, values = self._without(name, names, values)
        if names:
            self.moves.append([self.parts - 1, attribute, [order.index(name) for name in names], values])
        return first

    def _without(self, name: str, names: list[str], values: list[T]) -> tuple[list[str], list[T]]:
        """The same without a slider that changes nothing, which is half the data of some figures."""
        count = len(self[name].texts)
        inner = prod(len(self[other].texts) for other in names[names.index(name) + 1 :])
        at_first = [at for at in range(len(values)) if at // inner % count == 0]
        if any(values[at] != values[at + inner * more] for at in at_first for more in range(1, count)):
            return names, values
        return [other for other in names if other != name], [values[at] for at in at_first]

    def states_by(self, by: By, values: Sequence[object]) -> list[str]:
        """The names of the states that something has, each of which has its value."""
        names = self.named(by)
        states = [*product(*([f"{name} {text}" for text in self[name].texts] for name in names))]
        if len(values) != len(states):
            raise ValueError(f"{self.figure}: {len(values)} values for {len(states)} states of {', '.join(names)}")
        return [", ".join(state) for state in states]

    def changing(self, tag: str, texts: Texts, by: By) -> str:
        """An element whose text is one of these; where all are numbers, it says how they are made."""
        written = _written(texts, self[self.named(by)[-1]].fmt)
        if formula := next((text for text in written if has_formula(text)), None):
            raise ValueError(f"{self.figure}: {formula!r} changes, which only text can: put the formula beside it")
        shown = [html.unescape(in_words(text)) for text in written]
        made = [value for text in written if (value := value_of(text))]
        all_made, part = len(made) == len(written), self.part()
        if all_made and (full := [value.full for value in made]) != shown:
            self.move(value_attribute(tag), by, full)
        first = self.move("", by, shown)
        if all_made:
            return numbers(written[self.start(by)], tag).replace(">", f"{part}>", 1)
        name = "span" if tag == "data" else tag
        return f"<{name}{part}>{html.escape(first)}</{name}>"

    def piece(self, piece: Any) -> str:
        """A piece of a sentence: a text, or texts of which it is one, if need be in a pair with their sliders."""
        if isinstance(piece, (str, Number)):
            return numbers(piece, "data")
        texts, by = piece if isinstance(piece, tuple) and len(piece) == 2 else (piece, None)
        if isinstance(texts, str) or not hasattr(texts, "__getitem__"):
            raise ValueError(f"{self.figure}: a text, or a pair (texts, sliders), was to be here, got {piece!r}")
        return self.changing("data", texts, by)

    def hear(self, losses: Iterable[Any], sides: Iterable[Any], by: By) -> None:
        """Give each state a tone: its pitch in hertz, and how far left or right it is."""
        losses, sides = list(map(float, losses)), list(map(float, sides))
        if not self.played:
            raise ValueError(f"{self.figure}: what sounds is played: by which slider?")
        for values in (losses, sides):
            self.states_by(by, values)
        if not all(loss >= 0 for loss in losses) or not losses[0] > 0:
            raise ValueError(f"{self.figure}: a loss that is heard is zero or more, and more at first")
        tones = [
            [round(min(max(PITCH * (loss / losses[0]) ** 0.25, PITCH / 4), PITCH * 4)), round(min(max(side, -1), 1), 2)]
            for loss, side in zip(losses, sides, strict=True)
        ]
        order = list(self)
        self.sound = [[order.index(name) for name in self.named(by)], tones]

    def row(self, number: int, count: int, current: str | None) -> str:
        """Attributes of a row of a table, of which the one that a slider has come to is pointed out."""
        if not current:
            return ""
        part = self.part()
        first = self.move("aria-current", current, [str(number == at).lower() for at in range(count)])
        return f' aria-current="{first}"{part}'

    def controls(self) -> str:
        """The controls, and the buttons."""
        if not self:
            return ""
        controls = "".join(map(self._control, self))
        if self.played:
            listen = '<button type="button" data-listen aria-pressed="false">Listen</button>' if self.sound else ""
            controls += (
                f'<span><button type="button" data-play="{self.played}">Play</button>'
                f'{listen}<button type="button" data-reset>Reset</button></span>'
            )
        return f'<div class="plot-controls" role="group" aria-labelledby="{self.figure}-title">{controls}</div>'

    def _control(self, name: str) -> str:
        """A slider between its label and its text; these stand beside it, for a label names one control.

        Of a slider that moves, its aria-valuetext is read out, and so its text is not.
        """
        slider, key = self[name], f"{self.figure}-{name}"
        return (
            f'<div class="plot-control"><label for="{key}">{slider.label}</label>'
            f'<input type="range" id="{key}" name="{name}" min="0" max="{len(slider.texts) - 1}" '
            f'value="{slider.start}" aria-valuetext="{html.escape(slider.texts[slider.start])}">'
            f'<output for="{key}" aria-live="off">{self.outputs[name]}</output></div>'
        )

    def status(self) -> str:
        """Where the script puts what a figure says of a new state, for screen readers, which read it once and whole."""
        return '<p class="plot-status" role="status"></p>' if self else ""

    def states(self) -> str:
        """All values of what moves, for the script."""
        if not self:
            return ""
        states: dict[str, Any] = {"texts": [slider.texts for slider in self.values()], "moves": self.moves}
        if self.chosen:
            states["choose"] = self.chosen
        if self.sound:
            states["sound"] = self.sound
        text = json.dumps(states, ensure_ascii=False, separators=(",", ":"))
        return f'<div class="plot-states" hidden data-states="{html.escape(text)}"></div>'


def _written(texts: Texts, fmt: str) -> list[Any]:
    """The texts; numbers, if their list has a name on the page, as texts with that name as their origin."""
    if isinstance(texts, str):
        raise ValueError(f"a list of texts was to be here, got {texts!r}")
    session = current.get(None)
    names = [name for name, value in session.names.items() if value is texts] if session else []
    if not (session and names):
        return list(texts)
    name = names[0]
    makers = session.origins([name])
    return [_text(value, f" for each in {name}", makers, fmt) for value in texts]


def _text(value: object, loop: str, origins: tuple[int, ...], fmt: str) -> object:
    if isinstance(value, str):
        return value
    if isinstance(value, Fraction):  # which takes no format before Python 3.12
        return displayed(float(value), "float(each)", loop, origins, spec=fmt)
    return displayed(value, "each", loop, origins, spec=fmt)
