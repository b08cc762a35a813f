"""Displayed equations of figures: in each state other numbers, between the same signs."""

import html
import re
from collections.abc import Iterable
from typing import Any

from gdsite.figures import writing
from gdsite.figures.sliders import By, Sliders
from gdsite.page.values import in_prose

_NUMBER = re.compile(r"-?[\d,]*\.?\d+%?")  # what a script can put in the place of another: no power of ten
_ANNOTATION = re.compile(r"<annotation .*?</annotation>", re.DOTALL)


def equation(texts: Iterable[Any], sliders: Sliders, by: By) -> str:
    """HTML of an equation that has the numbers of a state, from the TeX of each state.

    With it goes the TeX of all states, which the check of relations reads, and leaves out.
    Raises ValueError where states differ in more than their numbers.
    """
    marked = [writing.marked(text) for text in texts]
    names, start = sliders.states_by(by, marked), sliders.start(by)
    states = [writing.tex_of(*each) for each in marked]
    for name, (tex, _), state in zip(names, marked, states, strict=True):
        if tex != marked[start][0] or len(state.values) != len(states[start].values):
            raise ValueError(f"{sliders.figure}, {name}: its signs are not those of {names[start]}: {state.source}")
        if wrong := [value.text for value in state.values if not _NUMBER.fullmatch(value.text)]:
            raise ValueError(f"{sliders.figure}, {name}: {wrong[0]} is more than digits: give it another format")
    shown = _rendered(*marked[start])
    for number, values in enumerate(zip(*(state.values for state in states), strict=True)):
        part = sliders.part()
        full = [value.full for value in values]
        if full != (displayed := [in_prose(value.text) for value in values]):
            sliders.move("data-value", by, full)
        text = html.escape(sliders.move("", by, displayed))
        # In both halves, the visual one and the MathML.
        seen = rf'(<span class="[^"]*") data-n="{number}"([^>]*)><span class="[^"]*" data-signs="0"></span></'
        shown = re.sub(seen, rf'\1\2{part} data-signs="{text}"></', shown)
        shown = re.sub(rf'<mn data-n="{number}">0</', rf"<mn{part}>{text}</", shown)
    read = "".join(
        f"<template>{writing.to_read(state, f'{sliders.figure}, {name}')}</template>"
        for name, state in zip(names, states, strict=True)
    )
    return f'<span class="plot-formula">{shown}</span>{read}'


def _rendered(tex: str, values: list[Any]) -> str:
    """The equation with the number 0 in the place of each: whatever number comes there, it is set alike."""
    zeros = [value._replace(text="0") for value in values]
    return _ANNOTATION.sub("", writing.rendered(tex, zeros, display=True))
