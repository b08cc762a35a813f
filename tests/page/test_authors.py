"""What an author gets wrong is refused with its place, and with what was meant or what there is."""

import pytest

import numerals
from conftest import PROJECT, visible

FRONT_MATTER = "---\ntitle: Halving\ndescription: What a smaller step does.\n---\n"
FIGURE = """
```python exec="on"
from gdsite.figures import Plot

xs, ys = [0, 1], [4, 2]
shown = Plot("losses", "The loss", "It falls.", xlim=(0, 1), ylim=(1, 4))
shown.slider("w", "weight", [f"{x}" for x in xs], 0)
CALL
```

{{ shown }}
"""

# A mistake, the line of the page that the message names, and what that says.
PAGES = {
    "a name like another": ("{{ lopp }}\n\n```python exec=\"on\"\nloop = 2\n```", 5, "did you mean loop?"),
    "a name that gdcore has not": (
        '```python exec="on"\nfrom gdcore import signed_eror\n```', 6, "did you mean signed_error?"
    ),
    "an attribute": ('```python exec="on"\nimport gdcore\ngdcore.stepp\n```', 7, "did you mean step?"),
    "an argument that gdcore has not": (
        '```python exec="on"\nfrom gdcore import step\nstep(1, 2, lr=0.1)\n```',
        7,
        "it is step(w, gradient, learning_rate)",
    ),
    "an argument too few": (
        '```python exec="on"\nfrom gdcore import step\nstep(1, 2)\n```',
        7,
        "it is step(w, gradient, learning_rate)",
    ),
    "a fence without an end": (
        '```python exec="on"\nx = 1\n\n```math\nx\n```', 5, "never closed: 3 lines below another one begins"
    ),
    "a fence that cannot run": ('```python3 exec="on"\nx = 1\n```', 5, "only a python fence runs, got python3"),
    "a listing's place": ('```python exec="on" source="top"\nx = 1\n```', 5, "above, below, block or console"),
    "a field in a listing's title": (
        '```python exec="on" source="above" title="{{ 1 }}"\nx = 1\n```', 5, "should be text without braces"
    ),
    "an admonition": ('??? question: "Why?"\n\n    Text.', 5, '??? question: "Why?" would show as it is'),
    "an answer that is not indented": ("??? question \"Why?\"\n\n   Text.", 5, "indented by four blanks"),
    "a note without text": ("Text.\n\n- One:\n\n    !!! note\n    Text.", 9, "indented by four blanks"),
    "two figures of one name": (
        FIGURE.replace("CALL", "other = shown") + "\n{{ other }}", 17, "two figures of this page have the name losses"
    ),
}  # fmt: skip

CALLS = {
    'shown.line(xs, ys, "pink")': "there is no color pink; there is weight, input, target, output, loss",
    'shown.dots(xs, ys, "pink")': "there is no color pink",
    'shown.text(0, 2, "here", anchor="center")': "there is no anchor center; there is start, middle, end",
    "shown.line(xs, ys[1:])": "each point has an x and a y, got 2 and 1 of them",
    'shown.moving_dot(list(zip(xs, ys)), ["v"])': "there is no slider v; there is w",
    'shown.moving_dot(list(zip(xs, ys))[1:], ["w"])': "losses: 1 values for 2 states of w",
    'shown.play("v")': "there is no slider v; there is w",
    'shown.table(["x"], [["0"], ["1"]], current="v")': "there is no slider v; there is w",
    'shown.moving_dot(zip(xs, ys), "v")': "there is no slider v; there is w",
    'shown.table(["x", "y"], [xs])': 'a text, such as f"{value:g}", was to be here, got 0',
    'shown.say("It is ", None)': "a text, or a pair (texts, sliders), was to be here, got None",
    'shown.say("It is ", {"a", "b"})': "a text, or a pair (texts, sliders), was to be here, got {",
    'shown.say("It is ", ["a", "b", "c"])': "losses: 3 values for 2 states of w",
    "shown.text(0, 2, 1.5)": 'a text, such as f"{value:g}", was to be here, got 1.5',
    "shown.moving_text(0, 2, [1.5, 2.5])": 'a text, such as f"{value:g}", was to be here, got 1.5',
    'Plot("a", "b", 1.5, xlim=(0, 1), ylim=(0, 1)).__html__()': 'a text, such as f"{value:g}", was to be here, got 1.5',
    'shown.slider("v", "v", xs); shown.say(ys)': "losses: by which slider does this move? there is w, v",
    'Plot("a", "b", "c", xlim=(0, 1), ylim=(0, 1)).say(xs)': "a: by which slider does this move? there is none",
    "shown.line(xs)": "it is Drawing.line(xs, ys, color='ink', dashed=False, width=2, beads=False)",
    "shown.moving_dot(zip(xs, ys), size=3)": "it is Drawing.moving_dot(points, by=None, color='weight', radius=5.5",
    'shown.slider("h", "h", ["a", "b"], 2)': "losses: h starts at one of its positions 0 to 1, got 2",
    'Plot("a", "b", "c", xlim=3, ylim=(0, 1))': "xlim must be two numbers, the smaller first, got 3",
    'Plot("a", "b", "c", xlim=(0, 1), ylim=(1, 1))': "ylim must be two numbers, the smaller first, got (1, 1)",
    'Plot("a", "b", "c", xlim=(0, 1), ylim=(0, 1), log=True)': "ylim must be positive on an axis of powers of ten",
    'Plot("a", "b", "c", xlabel="x", xlim=(0, 1), ylim=(0, 1))': "it is Plot(name, title, description, *, x='', y=''",
}


@pytest.mark.parametrize("mistake", PAGES)
def test_a_mistake_is_named_with_its_place_and_what_was_meant(renderer, mistake):
    """Page, line, and the remedy."""
    markdown, line, message = PAGES[mistake]
    refused = renderer.refusal("recap", f"{FRONT_MATTER}{markdown}\n")
    assert refused.startswith(f"docs/recap.md:{line}: ") and message in refused


@pytest.mark.parametrize("call", CALLS)
def test_a_wrong_figure_is_named_with_its_line_and_what_there_is(renderer, call):
    """The line of the call, what is wrong with it, and what there is in its place."""
    source = FRONT_MATTER + FIGURE.replace("CALL", call)
    refused = renderer.refusal("recap", source)
    line = source.splitlines().index(call) + 1
    assert refused.startswith(f"docs/recap.md:{line}: ") and CALLS[call] in refused


@pytest.mark.parametrize("field", ["title", "description"])
def test_a_chapter_has_a_title_and_a_description(renderer, field):
    """One that is missing, or misspelt, is asked for."""
    refused = renderer.refusal("recap", FRONT_MATTER.replace(f"{field}:", f"{field}s:") + "\nText.\n")
    assert refused.startswith(f"docs/recap.md:1: front matter: a chapter has a {field}")


def test_the_chapter_that_contributing_writes_is_one(renderer):
    """Its steps, one below the other, are built; with r = 0.05 the weight goes to 1 + 0.05 · 2 = 1.1."""
    text = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("## Write a chapter\n")[2].partition("\n## ")[0]
    written = [line[8:] for line in section.splitlines() if line.startswith(" " * 8) or not line]
    article = renderer.article("recap", "\n".join(written).lstrip())
    assert "the weight goes up, from 1 to 1.1." in visible(article)
    assert article.xpath(".//div[@class='plot']") and not numerals.orphans(article)
