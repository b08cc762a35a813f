"""Relations on a page: in attributes, in headings, rounded, and between numbers outside of any formula."""

import pytest
from mkdocs.exceptions import BuildError

HEAD = """---
title: A page
description: It has a few numbers, and relations between them.
---

```python exec="on"
x, w = 2, 1  # given
q, close, name = 2 / 3, 0.1 + 0.2, "slope"
near = 2 * q + 0.0066
```

"""
LINE = HEAD.count("\n") + 1

TRUE = [
    r"$q \approx {{ q:.2f }}$",
    r"$1 - q \approx {{ 1 - q:.2f }}$",
    "$c = {{ close:g }}$",  # 0.30000000000000004 is 0.3, but for noise
    "$c = {{ close:.1f }}$ and $w = {{ w }}$",
    r"$\{0.67} \cdot 2 = {{ near:.2f }}$",  # the digits shown say so
    "$f(x, w) = xw$, $x = {{ x }}$, $w = {{ w }}$ and $f(x, w) = {{ x * w }}$",
    "> {{ x }}\n> {{ w }}",
    "<b>{{ x }}</b> is more than <b>{{ w }}</b>",
    "{{ x }}\n===",
    "From {{ x }} to {{ w }}, ≈ {{ w }} or about ~{{ w }}",
    "[more](network.md?w={{ w }})",
    "`w = {{ w }}` is code",
    "| $w$ | $x$ |\n| - | - |\n| {{ w }} | {{ x }} |",
    "![It is $w = {{ w }}$](assets/card.png)",
]

FALSE = [
    ("$q = {{ q:.2f }}$", "0.67 is rounded: write \\approx, or show all its digits"),
    ("$q = -{{ q:.2f }}$", "0.67 is rounded"),
    (r"$q = {{ q:.1e }}$", "is rounded"),
    ("$x = {{ x }}$ is ${{ q * 3:.0f }} = x$ and ${{ q:.0f }} = w$", "1 is rounded"),
    (r"$x = {{ x }}$, $w = {{ w }}$, so $w \neq x - {{ w }}$", "does not hold in the digits shown"),
    (r"$x = {{ x }}$, $w = {{ w }}$, so $w + x \hspace{1em} = {{ x }}$", "does not hold in the digits shown"),
    (r"$x = {{ x }}$, $w = {{ w }}$, so $\overbrace{w + x}^{a} = {{ x }}$", "does not hold in the digits shown"),
    (
        r"$x = {{ x }}$, $w = {{ w }}$, so $\mathrm{w + x} = {{ 2 * x }}$",
        "write it in the notation that CONTRIBUTING lists",
    ),
    ("$w$ = {{ w }}", "w = 1: nobody reads this relation: write all of it into one formula"),
    ("{{ x }} < {{ w }}", "2 < 1: nobody reads this relation"),
    ("{{ x }}<{{ w }}", "nobody reads this relation"),
    ("{{ x }} &lt; {{ w }}", "nobody reads this relation"),
    ("{{ x }} > {{ w }}", "nobody reads this relation"),
    ("**{{ x }}** = **{{ w }}**", "nobody reads this relation"),
    ("<b>{{ x }}</b> = <b>{{ w }}</b>", "nobody reads this relation"),
    ("`$x$`\n≤ `$w$`", "nobody reads this relation"),
    ("{{ name }} = {{ w }}", "slope = 1: nobody reads this relation"),
    ("{{ w }} ≈ {{ x }}", "nobody reads this relation"),
    ("w = {{ x }}", "nobody reads this relation"),
    ("w > {{ x }}", "nobody reads this relation"),
    ("The rate < {{ w }}", "nobody reads this relation"),
    ("{{ x }} = w", "nobody reads this relation"),
    ("w_1 ≈ {{ x }}", "nobody reads this relation"),
    ("| w | = | x |\n| - | - | - |\n| {{ w }} | = | {{ x }} |", "nobody reads this relation"),
    ("# The weight $w = {{ w }}$, and $2w = {{ w }}$", "2w = 1 does not hold"),
    ("![It is $w = {{ w }}$, and $w > {{ x }}$](assets/card.png)", "where w = 1"),
    ('[more](network.md "It is $2 = {{ w }}$")', "2 = 1 does not hold"),
    ('<p title="It is $2 = {{ w }}$">more</p>', "2 = 1 does not hold"),
    ("With $w =$ {{ w }}", "= has nothing behind it"),
    ("$10^{400} = {{ w }}$", "too large to be shown"),
    (f"${'x ' * 2000} = {{{{ w }}}}$", "too many brackets in each other, or parts in a row"),
]


@pytest.mark.parametrize("text", TRUE)
def test_what_is_true_is_published(renderer, text):
    """Nothing of what a formula tells the check of its relations is left in the page."""
    article = renderer.article("index", HEAD + text)
    assert not article.xpath("//template | //*[@data-shown or @data-line]")


@pytest.mark.parametrize(("text", "message"), FALSE)
def test_what_is_false_or_read_by_nobody_is_refused(renderer, text, message):
    """The build ends at its line, wherever on the page a relation stands, with what its author can do."""
    with pytest.raises(BuildError) as refused:
        renderer.article("index", HEAD + text)
    line, _, said = str(refused.value).removeprefix("docs/index.md:").partition(": ")
    assert int(line) in range(LINE, LINE + 1 + text.count("\n")) and message in said
