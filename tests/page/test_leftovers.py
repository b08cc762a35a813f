"""Nothing shows as it is: Markdown, TeX or a template that is left as text is refused with its line and remedy."""

import pytest
from markdown import Markdown

from conftest import PROJECT
from gdsite.page.extension import PageExtension
from gdsite.page.session import Session, current

# Of a draft, which may have typed numerals. It has seven lines: a mistake begins on the seventh.
HEAD = "---\ntitle: A\ndescription: B.\ndraft: true\n---\n\n"
BLOCK = '```python exec="on"\n{}\n```\n\n'

# What an author writes, and what the message says; the mistake is on its first line, or behind ¶.
LEFT = {
    "formulas of LaTeX": (r"With \(\alpha + 1\) and", r"\(: a formula in the line is $…$"),
    "a letter in them": (r"With \(w\) and", r"\(: a formula in the line is $…$"),
    "those of other generators": (r"With \\(w\\) and", "a formula in the line is $…$"),
    "a formula with a blank at its end": ("See $xy $ here.", "without blanks at its ends"),
    "a long one with blanks": ("See $ x_1 + 2y $ here.", "without blanks at its ends"),
    "displayed ones": ("\\[\nx^2\n\\]", r"\[: a displayed formula is a fence"),
    "displayed in the line": (r"So \[ x \] is", r"\[: a displayed formula is a fence"),
    "blanks in a formula": ("See $ w $ here.", "without blanks at its ends"),
    "an open formula": ("See $w + 1 here.", "$w would show as it is"),
    "an open formula in the next line": ("See\n¶that $x^2 is", "$x would show as it is"),
    "an open formula behind a price": ("For $5 a $\\frac{1}{2} is", "a formula in the line is $…$"),
    "a formula that is only closed": ("See w$ here.", "closed in its paragraph"),
    "a formula over cells": ("¶| a $x | y$ |\n| - | - |\n| b | c |", "item or cell"),
    "a formula over items": ("- a $x\n- b$", "item or cell"),
    "a formula over lines of a quote": ("> a $x\n> b$", "item or cell"),
    "a footnote": ("Text[^1].\n\n[^1]: More text.", "[^1] would show as it is: a footnote needs"),
    "a footnote of one word": ("Text[^1].\n\n[^1]: More", "^1 would show as it is"),
    "tabs": ('=== "A"\n\n    Text.', "pymdownx.tabbed"),
    "tasks": ("- [ ] a\n- [x] b", "[ ] would show as it is: no extension in mkdocs.yml reads tasks"),
    "a done task": ("- a\n¶- [x] b", "pymdownx.tasklist"),
    "an icon": ("So :material-check: it is.", ":material-check: would show as it is"),
    "an emoji": ("So :smile:", "pymdownx.emoji"),
    "a snippet": ('--8<-- "a.md"', "pymdownx.snippets"),
    "an abbreviation": ("*[HTML]: Hyper Text", "abbr does"),
    "an alert": ("> [!NOTE]\n> Text.", '[!NOTE] would show as it is: a box is !!! note "Title"'),
    "a table behind text": ("Text.\n¶| a | b |\n| - | - |\n| 1 | 2 |", "a table stands behind an empty line"),
    "a table without a line": ("| a | b |\n| c | d |", "a table stands behind an empty line"),
    "a cell too few": ("| a | b |\n| - | - |\n¶| c |", "this row has 1 of the 2 cells"),
    "a cell too many": ("| a | b |\n| - | - |\n| c | d |\n¶| c | d | e |", "this row has 3 of the 2 cells"),
    "a cell too many, in a quote": ("> a | b\n> - | -\n¶> c | d | e", "this row has 3 of the 2 cells"),
    "a list behind text": ("Text:\n¶- a\n- b", "a list begins behind an empty line"),
    "a numbered list behind text": ("Text:\n¶1. a\n2. b", "a list begins behind an empty line"),
    "a list in HTML": ("<div>\n¶- a\n</div>", "where that says markdown"),
    "open bold": ("Some **text", "** would show as it is"),
    "bold that is only closed": ("Some text** here", "** would show as it is"),
    "open bold behind a right one": ("**Right** it is.\n\n¶Some **bold", "** would show as it is"),
    "open bold behind a literal one": (r"Literal \*\*bold." + "\n\n¶Some **bold", "** would show as it is"),
    "open emphasis": ("Some *text", "* would show as it is"),
    "bold with blanks": ("Some ** text ** here, **more **.", "** would show as it is"),
    "open bold with underlines": ("Some __text", "__ would show as it is"),
    "open emphasis at the beginning": ("*Some text", "* would show as it is"),
    "open emphasis with an underline": ("This is _some text.", "_ would show as it is"),
    "emphasis that is only closed": ("This is so_ far.", "_ would show as it is"),
    "bold in HTML": ("<p>**a**</p>", "** would show as it is"),
    "bold in an alternative text": ("![**a**](assets/favicon.svg)", "** would show as it is"),
    "struck out": ("Some ~~text~~", "pymdownx.tilde"),
    "marked": ("Some ==text==", "pymdownx.mark"),
    "inserted": ("Some ^^text^^", "pymdownx.caret"),
    "below": ("H~2~O", "pymdownx.tilde"),
    "keys": ("Press ++ctrl+c++.", "pymdownx.keys"),
    "a review's mark": ("Some {++text++}", "{++ would show as it is"),
    "an open link": ("See [text](index.md", "[text](index.md would show as it is: is a field or a link broken?"),
    "a link with a blank": ("See [text] (index.md).", "a link is [text](address)"),
    "a reference that is not there": ("See [text][other].", "[text][other] would show as it is"),
    "a reference to a reference": ("See [text][].", "[text][] would show as it is"),
    "a definition that is none": ("[text]: see the other page, there", "[name]: address"),
    "a wiki's link": ("See [[Page]].", "[[Page]] would show as it is"),
    "an open image": ("![text] (assets/favicon.svg)", "a picture ![text](address)"),
    "an open comment": ("Text <!-- never closed", "a comment is closed"),
    "an open div": ('<div class="a">\n\nText.', "<div> is never closed: write </div>"),
    "an open span": ("Some <span>text.", "<span> is never closed"),
    "an element in another order": ("<b>a <i>b</b> c</i>", "<i> is never closed"),
    "an end without a start": ("Some </div> text.", "</div> closes nothing"),
    "a type": ("A List<int> is", "<int> is never closed: write </int>; where no element is meant, &lt; or backquotes"),
    "an open tag": ("Some <b class='a text.", "a tag is closed by >"),
    "an attribute list behind nothing": ("Some text. {: .a }", "an attribute list stands behind its word"),
    "an open attribute list": ("## Heading { .a", "{ .a would show as it is"),
    "a heading without a blank": ("#Title", "#Title: a heading has a blank behind #"),
    "an indented heading": ("   # Title", "# Title would show as it is"),
    "a heading of seven": ("<div>\n¶## Title\n</div>", "## Title would show as it is"),
    "a template": ("{% if a %}", "{% if a %} would show as it is: no template is read"),
    "an inclusion": ('{% include "a.md" %}', "no template is read"),
    "a field without blanks": ("So {{w}} is", "a field is {{ expression }}"),
    "one brace": (BLOCK.format("w = 1") + "¶So {w} is", "{w} would show as it is: a field has two braces"),
    "one brace and a format": (BLOCK.format("w = 1") + "¶So {w:g} is", "a field has two braces"),
    "one brace around a sum": (BLOCK.format("w = 1") + "¶So {w + w} is", "a field has two braces"),
    "an entity": ("A &foo; b", "&foo; would show as it is: HTML knows no such entity"),
    "an open entity": ("A&nbsp b", "&nbsp would show as it is"),
    "open code": ("Some `code", "as many backquotes as it begins with"),
    "TeX": (r"So \alpha is", r"\alpha would show as it is: TeX stands in a formula"),
    "an index": ("So x_{1} is", "TeX stands in a formula"),
    "a power": ("So x^2 is", "TeX stands in a formula"),
    "a line's end": ("Some\\\ntext", "a line ends with two blanks or <br>"),
    "a box's title without quotes": ("!!! warning A common mistake\n    Text.", "a title stands in quotes"),
    "a box of another generator": ("/// note\nText.", "/// note would show as it is"),
    "what a block prints": (BLOCK.format('print("Some **text")'), "** would show as it is"),
    "a list that a block prints": (BLOCK.format('print("Text:\\n- a")'), "a list begins behind an empty line"),
    "a table that a block prints": (
        BLOCK.format('print("| a | b |\\n| - | - |\\n| c |")'), "this row has 1 of the 2 cells"
    ),
    "a listing's title": ('```text title="Some **text"\na\n```', "** would show as it is"),
    "a strange line end": ("Text.\n\n¶A\u2028b.", r"the character '\u2028' cannot be seen"),
}  # fmt: skip

# What is right, or text, and has to stay: with what the page then says.
RIGHT = {
    "prices": ("From $5 to $10, $5-$10, US$ 7, $1,000.50.", "From $5 to $10, $5-$10, US$ 7, $1,000.50."),
    "two prices in a sentence": ("Buy for $5, and sell for 6$ a day.", "Buy for $5, and sell for 6$ a day."),
    "shares of a price": ("Rates: day (US$/h), night (US$/h).", "day (US$/h), night (US$/h)"),
    "a price in brackets": ("It costs $5 (US$), or $6m.", "$5 (US$), or $6m"),
    "a variable": ("Set $HOME and ${PATH}, or $HOME/bin, $name.", "$HOME and ${PATH}, or $HOME/bin, $name"),
    "what a price is worth": ("At $1 = 100 cents, $2 + tax, A$5 and R$ 6.", "At $1 = 100 cents"),
    "a dollar": (r"A dollar is \$, \$w too.", "A dollar is $, $w too."),
    "literal signs": (r"\*\*a, \_\_b, \`c, \{ .d }, \# e, \[f](g), 1\. h, \[0\]", "**a, __b, `c, { .d }, # e, [f](g)"),
    "literal brackets": (
        r"A link [text](https://a.example/b_\(c\)) and \(some words\), \[note\].", "(some words), [note]"
    ),
    "signs of code": ("In `**a`, ``b`c``, `{% d %}`, `[^1]`, `x^2`, `\\(x\\)`, `<div>`, `:e:`.", "**a"),
    "entities": ("&copy; &amp;copy; &lt;div&gt; &#42;&#42;a", "© &copy; <div> **a"),
    "stars": ("A 2 * 3 * 4, p < 0.05**, *text* and ***text***, **a**b.", "2 * 3 * 4, p < 0.05**"),
    "notes and multiplication": ("A price*, 5 *a and, \\*args.", "A price*, 5 *a and, *args."),
    "a power of Python": ("That is 2**3.", "2**3"),
    "underlines": ("A snake_case, __init__ and _text_, ____.", "snake_case, init and text, ____."),
    "signs of comparison": ("a == b, c => d, e -> f, g <-- h, i ~ j, 5 < 6 > 4", "a == b, c => d, e -> f, g <-- h"),
    "times": ("At 10:30:00, a ratio a:b:c, note: this: that.", "At 10:30:00, a ratio a:b:c"),
    "brackets": ("A list [0, 1], [[1, 2], [3, 4]], f[i] and [sic] (see there), [ ].", "[[1, 2], [3, 4]]"),
    "braces": (BLOCK.format("w, x = 1, 2") + "A set {a, b}, {w, x}, {.5} and { }.", "A set {a, b}, {w, x}, {.5}"),
    "hashes": ("Issue #5, C# and\n\\#5.", "Issue #5, C#"),
    "paths": (r"In C:\Users\me and \\host\share, \n.", r"C:\Users\me"),
    "a dash": ("It is\nfive - two, a +1 and\n2 is.", "five - two"),
    "a table of its kinds": (
        "| a | b |\n|:--|--:|\n| `|` | \\| |\n| | $|w|$ |\n| - 3 | $P(a | b)$ |\n| **c** | d |", "- 3"
    ),
    "a table without bars": ("a | b\n- | -\nc | d\ne |", "c"),
    "a table of one column": ("| a |\n| - |\n| b |", "b"),
    "dollars in cells": ("| Rent ($/m) | Power ($/kWh) |\n| - | - |\n| a | b |", "Rent ($/m)"),
    "dollars in items": ("- Buy for $5\n- Sell for 6$\n", "Buy for $5"),
    "rates in items": ("- day (US$/h)\n- night (US$/h)", "day (US$/h)"),
    "lists": ("Text:\n\n- a\n    - b\n- c\n\nText.\n\n1. d\n2. e", "a"),
    "boxes": ('!!! note inline end "T"\n    A.\n\n??? tip\n    B.\n\n!!! a-class note "T"\n    C.', "A."),
    "HTML": (
        '<div class="a" markdown>\n\n**b**\n\n</div>\n\n<p>c<br>d\n\n<ul><li>e<li>f</ul>\n\n'
        '<img src="assets/favicon.svg" alt="g">\n\n'
        'A <span title="h > i">j</span>, <https://a.example> and <a@a.example>.',
        "b",
    ),
    "a formula over lines": ("So $a + b\n= b + a$ it is.", "it is."),
    "a conditional": ("| a |\n| - |\n| $P(a | b)$ |", "a"),
    "a heading": ("## Heading { #other .a }\n\nText\n# Another\n\nSetext\n------", "Heading"),
    "a comment": ("Text <!-- **a [^1] --> more.", "more."),
    "definitions": ("Term\n:   Its text.", "Its text."),
    "a reference": ("See [text][other] and [other].\n\n[other]: https://a.example (Title)", "See text and other."),
    "a quote": ("> **a**\n> b\n\n> - c\n> - d", "b"),
    "a text of a field": (BLOCK.format('s = "**a"') + "{{ s }}", "**a"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", LEFT)
def test_what_is_left_is_refused_with_its_line(renderer, mistake):
    """The line on which it stands, the sign as it would show, and what the author can do."""
    markdown, message = LEFT[mistake]
    source = HEAD + markdown.replace("¶", "")
    line = (HEAD + markdown).partition("¶")[0].count("\n") + 1 if "¶" in markdown else HEAD.count("\n") + 1
    refused = renderer.refusal("recap", source)
    assert refused.startswith(f"docs/recap.md:{line}: ") and message in refused


@pytest.mark.parametrize("right", RIGHT)
def test_what_is_right_or_text_stays(renderer, right):
    """Markdown that does something, prices, variables, what a backslash makes literal, code."""
    markdown, text = RIGHT[right]
    article = renderer.article("recap", HEAD + markdown)
    assert text in " ".join(article.text_content().split())


@pytest.mark.parametrize(
    ("extension", "markdown"),
    [
        ("footnotes", "Text[^1].\n\n[^1]: More."),
        ("abbr", "HTML\n\n*[HTML]: Hyper Text"),
        ("pymdownx.tabbed", '=== "A"\n\n    Text.'),
        ("pymdownx.tasklist", "- [ ] a\n- [x] b"),
        ("pymdownx.emoji", "So :smile:"),
        ("pymdownx.tilde", "Some ~~text~~, H~2~O"),
        ("pymdownx.mark", "Some ==text=="),
        ("pymdownx.caret", "Some ^^text^^, x^2^"),
        ("pymdownx.keys", "Press ++ctrl+c++."),
        ("pymdownx.critic", "Some {++text++}"),
    ],
)
def test_what_an_extension_reads_is_right(extension, markdown):
    """Where mkdocs.yml has it; and without it, the same text is refused."""
    current.set(Session("page.md", is_draft=True))
    assert Markdown(extensions=[extension, PageExtension()]).convert(markdown)
    current.set(Session("page.md", is_draft=True))
    with pytest.raises(Exception, match=r"^page\.md:\d+: .* would show as it is"):
        Markdown(extensions=[PageExtension()]).convert(markdown)


@pytest.mark.parametrize("name", ["ARCHITECTURE", "PROMISES", "HOSTING", "CHANGELOG", "benchmarks/README"])
def test_documents_that_are_right_are_not_refused(name):
    """This project's own, which are Markdown as people write it; their fields are those of other pages."""
    text = (PROJECT / f"{name}.md").read_text(encoding="utf-8").replace("{{", r"\{{").replace("```python", "```text")
    current.set(Session(f"{name}.md", is_draft=True))
    extensions = ["tables", "attr_list", "md_in_html", "pymdownx.superfences", PageExtension()]
    assert Markdown(extensions=extensions).convert(text)
