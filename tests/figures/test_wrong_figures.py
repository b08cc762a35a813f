"""A figure that would mislead is refused: at the line that draws it, or at the one that shows it."""

import pytest
from lxml import html

HEAD = "---\ntitle: A\ndescription: B.\n---\n"
FIGURE = """
```python exec="on"
import numpy as np

import gdsite.figures
from gdsite.figures import Plot

xs, ys, nan = [0, 1], [4, 2], float("nan")
shown = Plot("losses", "The loss", "It falls.", xlim=(0, 1), ylim=(1, 4))
shown.slider("w", "weight", [f"{x}" for x in xs])
CALL
```

{{ shown }}
"""
LIMITS = "xlim=(0, 1), ylim=(1, 4)"

DRAWN = {
    "shown.line([0, nan], ys)": "x must be a number that a drawing has a place for, got nan",
    'shown.line(xs, [1, float("inf")])': "y must be a number that a drawing has a place for, got inf",
    "shown.dots([nan], [2])": "got nan",
    "shown.text(0, nan, 'a')": "got nan",
    "shown.moving_dot([(0, nan), (1, 2)])": "got nan",
    "shown.moving_line([(xs, ys), (xs, [nan, 2])])": "got nan",
    'Plot("a", "b", "c", xlim=(0, float("inf")), ylim=(0, 1))': "xlim must be two numbers",
    'Plot("a", "b", "c", xlim=(0, 1), ylim=(nan, 1))': "ylim must be two numbers",
    "shown.dots([0, 2], ys)": "(2, 2) is outside the axes, which reach from 0 to 1, and from 1 to 4",
    "shown.text(0, 5, 'a')": "(0, 5) is outside the axes",
    "shown.moving_text(0, 0, ['a', 'b'])": "(0, 0) is outside the axes",
    "shown.moving_dot([(0, 9), (1, 2)])": "(0, 9) is outside the axes",
    "shown.line([2, 3], ys)": "this line is outside the axes",
    "shown.line([], [])": "a line goes through two points or more, got 0",
    "shown.line([0], [2])": "a line goes through two points or more, got 1",
    "shown.contours(xs, [1, 4], np.eye(2), [7])": "nowhere in the axes is the height 7",
    f'Plot("a", "b", "", {LIMITS})': "the description is empty",
    f'Plot("a", " ", "c", {LIMITS})': "the title is empty",
    f'Plot("a", "b", {LIMITS})': "it is Plot(name, title, description, *, x=",
    f'Plot("a", None, "c", {LIMITS})': "a text, such as f\"{value:g}\", was to be here, got None",
    f'Plot("a", "b", "c", x=1.5, {LIMITS}).__html__()': "was to be here, got 1.5",
    f'Plot(1.5, "b", "c", {LIMITS})': "was to be here, got 1.5",
    f'gdsite.figures.Plot("a", "b", {LIMITS})': "it is Plot(name, title, description",
    "shown.line(xs)": "it is Drawing.line(xs, ys",
    "shown.text(0, 2)": "it is Drawing.text(x, y, text",
    "shown.slider('v', 2.5, ['a', 'b'])": "was to be here, got 2.5",
    "shown.slider('v', '', ['a', 'b'])": "the label of a slider is empty",
    "shown.slider('v', 'v', 'ab')": "a list of texts was to be here, got 'ab'",
    "shown.moving_text(0, 2, 'ab')": "a list of texts was to be here, got 'ab'",
    "shown.table(['x'], [['a']]); shown.table(['x'], [['b']])": "losses: a figure has one table",
    "shown.table(['x', 'y'], [['a', 'b'], ['c']])": "each row has a cell for each of 2 headings, got 1",
    "shown.table(['x'], [['a', 'b']])": "each row has a cell for each of 1 headings, got 2",
    "shown.table(['x'], [])": "losses: this table has no rows",
    r"shown.text(0, 2, '$\\frc$')": r"TeX: Undefined control sequence: \frc in \frc",
    "shown.text(0, 2, '$w = 3$')": "3 in “$w = 3$” says not how it was computed",
    "shown.moving_text(0, 2, ['$v$', '$w$'])": "'$v$' changes, which only text can",
    "shown.text(0, 2, '$w')": "would show as it is: a figure reads no Markdown, and TeX between dollars",
    "shown.arrow(0, 2, 2, 0)": "(2, 2) is outside the axes",
    r"shown.text(0, 2, '\\alpha')": r"\alpha in '\\alpha' would show as it is",
    "shown.text(0, 2, 'x^2')": "would show as it is",
    "shown.say('It is **small**.')": "** in 'It is **small**.' would show as it is",
    "shown.say('It is `small`.')": "would show as it is",
    "shown.say('See [there](loss.md).')": "would show as it is",
    "shown.table(['`x`'], [['a']])": "would show as it is",
    f'Plot("a", "b", "The **c**", {LIMITS})': "would show as it is",
    f'Plot("a", "b", "c {{xs}}", {LIMITS})': "{xs} in 'c {xs}' would show as it is",
    "shown.slider('a', 'a', ['x', 'y']); shown.choose('w', 'a')": "losses: the positions of a are no numbers",
    "shown.slider('a', 'a', [f'{y + 5}' for y in ys]); shown.choose('w', 'a')": "(0, 9) is outside the axes",
    "shown.sound(ys, xs)": "losses: what sounds is played",
    "shown.play('w'); shown.sound([1, -1], xs)": "losses: a loss that is heard is zero or more",
    "shown.play('w'); shown.sound([1], xs)": "losses: 1 values for 2 states of w",
    "shown.choose('w', 'b')": "there is no slider b; there is w",
    'shown.formula([rf"w = {x}" for x in xs] * 2)': "losses: 4 values for 2 states of w",
    'shown.formula([rf"w = {xs[0]}", rf"w < {xs[1]}"])': "losses, w 1: its signs are not those of w 0: w < 1",
    'shown.formula([rf"w = {xs[0]}", rf"w = {xs}"])': "losses, w 1: [0, 1] is more than digits",
    'shown.formula([rf"w = {x + 0.1:.1e}" for x in xs])': "losses, w 0: 1.0e-01 is more than digits",
    'shown.formula([rf"w = 7 + {x}" for x in xs])': "7 in “$w = 7 + …$” says not how it was computed",
    'shown.formula([rf"\\frc {x}" for x in xs])': "TeX: Undefined control sequence: \\frc",
    'shown.formula([1, 2])': "was to be here, got 1",
    'shown.formula([rf"{x} + {x} = {x}" for x in xs])': "losses, w 1: 1 + 1 = 1 does not hold",
    'shown.formula([rf"w = {x}, \\quad w + {x} = {x}" for x in xs])': "losses, w 1: w + 1 = 1 does not hold",
    f'other = Plot("a", "b", "c", {LIMITS})': "the figure a is drawn and never shown",
    f'[Plot("a", "b", "c", {LIMITS})]': "the figure a is drawn and never shown",
    f'def draw(): return Plot("a", "b", "c", {LIMITS})\ndraw()': "the figure a is drawn and never shown",
}  # fmt: skip

SHOWN = {
    "shown.line(xs, ys); shown.say('The red line falls.')": "nothing in this figure is red, as “The red line falls.”",
    "shown.description = 'Green dots.'; shown.dots(xs, ys)": "nothing in this figure is Green",
}

RIGHT = [
    "shown.line(xs, ys, 'loss'); shown.say('The orange line falls.')",
    "shown.line([-5, 5], [0, 9])",
    "shown.moving_dot([(0, 2), (7, 9)])",
    "shown.moving_line([([], []), (xs, ys)], by='w')",
    "shown.text(0, 2, 'a price of $5, v * w, w₁ and {a, b}')",
    "shown.table(['x', ''], [['a', '']])",
    'shown.formula([rf"h = {x}, \\quad h + h = {2 * x}" for x in xs])',
    "shown.moving('path', {'class': 'stroke-target'}, {'d': ['M0 0', 'M1 1']}); shown.say('Green.')",
]


@pytest.mark.parametrize("call", DRAWN)
def test_a_figure_is_refused_where_it_is_drawn(renderer, call):
    """What has no place, no text, no data or no reader; the line of the call, and what is wrong with it."""
    source = HEAD + FIGURE.replace("CALL", call)
    refused = renderer.refusal("recap", source)
    line = source.splitlines().index(call.splitlines()[0]) + 1
    assert refused.startswith(f"docs/recap.md:{line}: ") and DRAWN[call] in refused


@pytest.mark.parametrize("call", SHOWN)
def test_a_color_that_a_figure_says_is_one_that_it_has(renderer, call):
    """In its title, its description and its sentences."""
    source = HEAD + FIGURE.replace("CALL", call)
    refused = renderer.refusal("recap", source)
    line = source.splitlines().index("{{ shown }}") + 1
    assert refused.startswith(f"docs/recap.md:{line}: ") and SHOWN[call] in refused


@pytest.mark.parametrize("again", ["{{ shown }}", "- {{ shown }}", "{{ [shown][0] }}"])
def test_a_figure_is_shown_once(renderer, again):
    """Its ids are its own; the line of the second one is named, and that of the first."""
    source = HEAD + FIGURE.replace("CALL", "") + f"\n{again}\n"
    refused = renderer.refusal("recap", source)
    lines = source.splitlines()
    first, second = lines.index("{{ shown }}") + 1, len(lines)
    assert refused.startswith(f"docs/recap.md:{second}: ")
    assert f"two figures of this page have the name losses, the first on line {first}" in refused


@pytest.mark.parametrize("call", RIGHT)
def test_a_figure_that_is_right_is_drawn(renderer, call):
    """A line and a moving dot may leave the axes, where nothing but a part of them is seen."""
    article = renderer.article("recap", HEAD + FIGURE.replace("CALL", call))
    assert len(article.xpath(".//*[@class='plot']//*[local-name()='svg']")) == 1
    assert "losses-title" in html.tostring(article, encoding="unicode")
