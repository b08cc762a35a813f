"""No orphan numeral: a page with a typed quantity is not built, and each refusal says what its author can do."""

import re

import pytest
from markdown import Markdown
from mkdocs.config import load_config
from mkdocs.exceptions import BuildError

from conftest import Copy, signs
from gdsite.formulas.numerals import in_words
from gdsite.mkdocs.settings import take_shown_texts
from gdsite.page.extension import PageExtension
from gdsite.page.session import Session, current

HEAD = """---
title: How
description: How it is.
---
# How

```python exec="on"
from fractions import Fraction

from gdcore import linear
from gdsite.figures import Plot

w, r, words = 1, 0.5, {2: "two"}
rows = [1, 2]
```

"""
LINE = HEAD.count("\n") + 1  # of what follows
PLOT = """shown = Plot("a", "A", "A line.", x="x", y="y", xlim=(0, 1), ylim=(0, 1))
shown.line(rows[:1] * 2, rows[:1] * 2)
shown.slider("k", "k", rows)
"""
SHOW = "\n\n{{ shown }}"


def block(code):
    return f'```python exec="on"\n{code}\n```'


# What is typed, the numeral or number word that is named, and how many lines below the first one.
TYPED = {
    "in a sentence": ("about 1.7 now", "1.7"),
    "in a later line": ("It fell.\nIt is 1.7 now.", "1.7", 1),
    "with a comma": ("some 12,000, or so", "12,000"),
    "with gaps": ("some 1 600 steps", "1 600"),
    "with narrow gaps": ("some 1\u202f600 steps", "1\u202f600"),
    "in a range": ("from 5-10 steps", "5"),
    "a percentage": ("by 40% now", "40"),
    "with a letter": ("is 3x as large", "3x"),
    "with k": ("10k steps", "10k"),
    "an ordinal": ("the 2nd step", "2nd"),
    "dimensions": ("in 2D now", "2D"),
    "a fraction": ("some ½ of it", "½"),
    "in a circle": ("step ③ is", "③"),
    "a Roman sign": ("step Ⅳ is", "Ⅳ"),
    "Roman letters": ("step IV is", "IV"),
    "a raised sign": ("the x² is", "²"),
    "Arabic": ("step ٣ is", "٣"),
    "Devanagari": ("step ३ is", "३"),
    "full width": ("step ３ is", "３"),
    "Chinese": ("step 三 is", "三"),
    "an entity": ("step &#51; is", "3"),
    "an entity with a name": ("some &frac12; of it", "½"),
    "in bold": ("is **1.7** now", "1.7"),
    "in a heading": ("## In 4 steps", "4"),
    "in a link's text": ("[step 4](how.md)", "4"),
    "in a link's title": ('[a step](how.md "Step 4")', "4"),
    "in a box's title": ('!!! note "After 4 steps"\n\n    Text.', "4"),
    "in a box": ('!!! note "A"\n\n    Text 4.', "4", 2),
    "in a question": ('??? question "In 4 steps?"\n\n    Text.', "4"),
    "in a cell": ("| a |\n| - |\n| 7 |", "7", 2),
    "in a column's head": ("| 7 |\n| - |\n| a |", "7"),
    "in an item": ("- 7 steps", "7"),
    "in a quote": ("> 7 steps", "7"),
    "in a caption": ('<figure markdown="span">\na\n<figcaption>After 7 steps</figcaption>\n</figure>', "7", 2),
    "in an alternative text": ("![A curve to 9](assets/favicon.svg)", "9"),
    "in HTML": ("<div>After 7 steps</div>", "7"),
    "raised in HTML": ("x<sup>2</sup>", "2"),
    "in HTML that looks computed": ('<data value="7">7</data>', "7"),
    "in MathML": ("<math><mn>7</mn></math>", "7"),
    "in SVG": ("<svg><text>7</text></svg>", "7"),
    **{
        f"in {name}": (f'<p {name}="After 7 steps">Text</p>', "7")
        for name in ("title", "aria-label", "placeholder", "content", "value", "label")
    },
    "in an attribute with a field": ('<p title="{{ w }} of 7">Text</p>', "7"),
    "in an attribute without quotes": ("<p title=7>Text</p>", "7"),
    "in an attribute list": ('Text.\n{ title="After 7 steps" }', "7", 1),
    "in a listing's title": ('```python exec="off" title="In 7 steps"\nx\n```', "7"),
    "a dot in a number": ("No.5 is", "5"),
    "behind a sign": ("w=1.7 is", "1.7"),
    "behind a name": ("loss1.7 is", "7"),
    "a year": ("A book by somebody, 2016.", "2016"),
    "at the beginning of a paragraph": ("3\\. Text", "3"),
    "glued behind a field": ("is {{ w }}0 now", "0"),
    "glued before a field": ("is 0{{ w }} now", "0"),
    "glued with a dot": ("is 1.{{ w }} now", "1"),
    "a power glued to a field": ("is {{ w }}e5 now", "5"),
    "two fields glued": ("is {{ w }}{{ w }} now", "……"),
    "two fields with a dot": ("is {{ w }}.{{ w }} now", "….…"),
    "a minus glued to a field": ("is -{{ w }} now", "-…"),
    "a thousand glued to a field": ("is {{ w }}k now", "…k"),
    "printed": (block('print("loss 1.7")'), "1.7", 1),
    "printed in a table": (block('print("| a |\\n| - |\\n| 7 |")'), "7", 1),
    "printed as a text": (block('text = f"{w / 8:.3f}"\nprint(f"is {text}")'), "0.125", None),  # no line has it
    # Formulas
    "a formula of its own": ("the loss $-1$", "1"),
    "a side of a relation": ("$w = 1$ now", "1"),
    "a digit more": ("$w = {{ w }}0$ now", "…0"),
    "a digit before": ("$w = 2{{ w }}$ now", "2…"),
    "two fields glued in a formula": ("$w = {{ w }} {{ w }}$ now", "… …"),
    "an operand of no formula": ("$a = 3({{ w }})$", "3"),
    "a fraction of its own": (r"the share $\frac{1}{2}$", "1"),
    "the base of a power": ("$10^{-3}$", "10"),
    "in the text of a formula": (r"$\text{in 6 steps}$", "6"),
    "in a displayed formula": ("```math\nw \\\\\nr = 7\n```", "7", 1),
    "in a formula that is printed": (block('print("$w = 7$")'), "7"),
    # Number words
    "five times": ("It is five times as large.", "five"),
    "twice": ("It is twice as large.", "twice"),
    "two thirds": ("It is two thirds of it.", "two thirds"),
    "forty percent": ("It fell by forty percent.", "forty"),
    "the third step": ("In the third step, it falls.", "third"),
    "a dozen": ("It takes a dozen steps.", "dozen"),
    "half as much": ("It is half as much.", "half"),
    "double": ("It is double that.", "double"),
    "it doubled": ("It doubled.", "doubled"),
    "tenfold": ("It is a tenfold loss.", "tenfold"),
    "hundreds": ("It takes hundreds of steps.", "hundreds"),
    "a thousand": ("It takes a thousand steps.", "thousand"),
    "twenty-five": ("It takes Twenty-five steps.", "Twenty-five"),
    "a quarter": ("It is a quarter of it.", "quarter"),
    "in a heading, in words": ("## Two ways", "Two"),
    "in a cell, in words": ("| a |\n| - |\n| two |", "two", 2),
    "in an attribute, in words": ('<p title="In two steps">Text</p>', "two"),
    "behind another sentence's claim": ("It is so. {{ assert w == 1 }} It takes two steps.", "two"),
    "before another sentence": ("It takes two steps. It is so. {{ assert w == 1 }}", "two"),
}
TYPED = {kind: (*mistake, 0)[:3] for kind, mistake in TYPED.items()}

# Literals in fields and in what a block prints: these are named as they are.
LITERALS = {
    "{{ 1.7 }}": "1.7",
    '{{ "1.7" }}': "'1.7'",
    '{{ "five" }}': "'five'",
    '{{ float("1.7") }}': "float('1.7')",
    "{{ 2 + 3 }}": "2 + 3",
    "{{ Fraction(17, 10) }}": "Fraction(17, 10)",
    "{{ linear(2, 3) }}": "linear(2, 3)",
    "{{ [1, 7][1] }}": "[1, 7][1]",
    "{{ sum(n for n in (1, 7)) }}": "7",
    "{{ w * 1.7 }}": "1.7",
    "{{ w + 17 }}": "17",
    "{{ 7 if w else w }}": "7",
    '{{ f"{w}7" }}': "'7'",
    "{{ max(w, 7) }}": "7",
    "$w = {{ 1.0 }}$": "1.0",
    block("print(1 + 6)"): "1 + 6",
    block('print(f"{1.7}")'): "1.7",
    block('print(f"{Fraction(17, 10)}")'): "Fraction(17, 10)",
}

# Texts of figures.
FIGURES = {
    'Plot("b", "In 7 steps", "A line.", xlim=(0, 1), ylim=(0, 1))': "7",
    'Plot("b", "A", "It falls to 7.", xlim=(0, 1), ylim=(0, 1))': "7",
    'Plot("b", "A", f"It falls to {w}7.", xlim=(0, 1), ylim=(0, 1))': "7",
    'Plot("b", "A", "A", x="in 7", xlim=(0, 1), ylim=(0, 1))': "7",
    'shown.text(0, 0, "7")': "7",
    'shown.moving_text(0, 0, ["a", "7"])': "7",
    'shown.say("It takes 7 steps.")': "7",
    'shown.say("It takes ", ["a", "7"], " steps.")': "7",
    'shown.slider("b", "step 7", ["a", "b"])': "7",
    'shown.slider("b", "step", ["a", "7"])': "7",
    'shown.table(["a"], [["7"]])': "7",
    'shown.table(["7"], [["a"]])': "7",
    'shown.say("It takes five steps.")': "five",
}

RIGHT = {
    "names": "CS231n, float64, Adam2, H2O, CO₂, x86, MP3, utf-8, GPT-4 and v1.2",
    "addresses": "See <https://example.org/2017/12>, and [there](https://example.org/3).",
    "prices": "It costs $5, 6 € or US$ 7.50.",
    "code": "The literal `0.1`, and\n\n```text\n0.2\n```",
    "a comment": "Text <!-- 7 -->",
    "a numbered list": "1. Text\n2. Text",
    "a numbered list that begins later": "3. Text\n4. Text",
    "the number of an exercise": '??? question "3. How many?"\n\n    {{ w }}',
    "a numbered heading": "## 3. The loss",
    "fields": "{{ w }}, $v = {{ w }}$, {{ r:.2f }}, **{{ w }}**, {{ w }}% and {{ w }}-{{ r }}, ({{ w }}, {{ r }})",
    "a unit": "{{ w }}m, {{ w }} m, {{ w }}th",
    "operands": "{{ 2 * r }}, {{ 100 * r:.0f }}%, {{ 1 - r }}, {{ 3 * w }}, {{ max(w, 0) }}, {{ -w }}, {{ w**3 }}",
    "indices and decimals": "{{ rows[1] }}, {{ round(r / 2, 3) }}, {{ r:.3f }}",
    "a choice of words": '{{ "more" if w > 7 else "less" }}',
    "a function of the page": block("def total(k):\n    return w + k") + "\n\n{{ total(7) }}",
    "printed": block('print(f"{w} and {sum(rows)}")\nprint(w)'),
    "in attributes": '<p title="After {{ w }} steps, $w = {{ w }}$">Text</p>\n\n![To {{ w }}](assets/favicon.svg)',
    "an index and a power": "$w_1$, $W_{11}$ and $x^2$",
    "zero in a limit or a bound": r"$\lim_{h \to 0} h$ and $0 < q$ and $q \ge 0$",
    "an operand": r"$1 - 2qx^2$ and $\frac{1}{2}(t - xw)^2$ and $2({{ w }})$",
    "a name in the text of a formula": r"$\text{H2O}$",
    "words that are no quantities": "One step, zero, first and second, at once, both, a single one, none, a pair.",
    "words of an argument": "First, it falls. Second, it rises. Third, it ends.",
    "idioms": "Halfway there, double-click it, on the half-plane, in the second half.",
    "a word in a word": "The tension of the network often weighs, and fortyish phones.",
    "a word by a field": "It takes {{ words[2] }} steps.",
    "a claim at the sentence": "It takes two steps. {{ assert len(rows) == 2 }} It ends.",
    "a claim in the sentence": "It takes two steps {{ assert len(rows) == 2 }}, and it ends.",
    "a claim on the next line": "It takes two steps.\n{{ assert len(rows) == 2 }}",
    "a claim below a formula": "It takes two steps:\n\n```math\nx\n```\n{{ assert len(rows) == 2 }}",
    "a claim below a heading": "## Two ways\n\n{{ assert len(rows) == 2 }}\n\nText.",
    "a claim in a cell": "| a |\n| - |\n| two. It is. {{ assert len(rows) == 2 }} |",
    "a claim in an item": "- It takes two steps. It is so. {{ assert len(rows) == 2 }}\n- Text",
    "an abbreviation": "It takes two steps (e.g. these), and it ends. {{ assert len(rows) == 2 }}",
}

OWN = {
    "a year": (r"Written in \{1847}.", "1847"),
    "a word": (r"It takes \{a dozen} steps.", "a dozen"),
    "in a heading": (r"## In \{4} steps", "4"),
    "in a box's title": ('!!! note "After \\{4} steps"\n\n    Text.', "4"),
    "in a formula": (r"$w = \{1}$", "1"),
    "in a set": (r"$\{ \{0}, \{1} \}$", "0"),
    "in a listing's title": ('```python exec="off" title="In \\{7} steps"\nx\n```', "7"),
    "printed": (block(r'print("In \\{7} steps")'), "7"),
    "in a figure": (block(PLOT + r'shown.say("In \\{seven} steps.")') + SHOW, "seven"),
}


def refusal(renderer, text):
    return renderer.refusal("how", f"{HEAD}{text}\n").splitlines()


@pytest.mark.parametrize("kind", TYPED)
def test_a_typed_numeral_is_refused(renderer, kind):
    """Wherever it is typed, with its line, and with what its author can do."""
    text, numeral, below = TYPED[kind]
    message = refusal(renderer, text)[0]
    place = r"docs/how\.md:" + (r"\d+" if below is None else str(LINE + below)) + ": "
    assert re.match(place + re.escape(numeral), message), message
    assert rf"or mark it as yours: \{{{numeral}}}" in message or "put it into the field" in message


@pytest.mark.parametrize("text", LITERALS)
def test_a_typed_literal_is_refused(renderer, text):
    """What a field shows, or a block prints, depends on a value of the page."""
    (message,) = refusal(renderer, text)
    assert re.match(rf"docs/how\.md:{LINE}|docs/how\.md:{LINE + 1}", message)
    assert f"{LITERALS[text]} is typed, not computed: state it in a block" in message


@pytest.mark.parametrize("code", FIGURES)
def test_a_figure_says_no_typed_number(renderer, code):
    """Neither in its title nor in any state of what moves: each number is that of a replacement field."""
    (message,) = refusal(renderer, f"{block(PLOT + code)}{SHOW}")
    assert message.startswith(f"docs/how.md:{LINE + 4}: ValueError: {FIGURES[code]}")
    assert 'show it by a field, f"{…}", or mark it as yours' in message


@pytest.mark.parametrize("kind", RIGHT)
def test_what_is_computed_or_no_quantity_is_built(renderer, kind):
    """Names, addresses, prices, code; what fields show; the structure of formulas; a word that is claimed."""
    renderer.article("how", f"{HEAD}{RIGHT[kind]}\n")


@pytest.mark.parametrize("kind", OWN)
def test_what_an_author_marks_is_built_and_says_so(renderer, kind):
    r"""\{1847} shows 1847, and says who typed it: so the report counts it."""
    text, shown = OWN[kind]
    article = renderer.article("how", f"{HEAD}{text}\n")
    (first, *_) = article.xpath(".//*[@data-expression='typed by the author']")
    assert (first.text_content() or signs(first)) == shown
    assert "\\" not in article.text_content().replace(article.xpath("string(.//annotation)"), "")


def test_all_that_is_typed_on_a_page_is_said_at_once(renderer):
    """Each with its line, in the order of the lines."""
    found = refusal(renderer, "A 7.\n\nA 8, a $w = 9$, and two.\n")
    said = [tuple(message.removeprefix("docs/how.md:").split(": ")[:2]) for message in found]
    assert [line for line, _ in said] == [str(LINE + below) for below in (0, 2, 2, 2)]
    assert {what.split(" ")[0] for _, what in said} == {"7", "8", "9", "two"}


def test_a_draft_may_have_typed_numerals(renderer):
    """While it says of itself, in its front matter, that it is one; literals in fields are no numbers of its text."""
    renderer.article("how", f"{HEAD}A 7.\n".replace("---\n#", "draft: true\n---\n#"))


@pytest.mark.parametrize(("old", "new", "line"), [("How\nd", "Step 7\nd", 2), ("How it is", "In 7 steps", 3)])
def test_front_matter_has_no_numeral(renderer, old, new, line):
    """It is for the tab and for search engines, and nothing is computed there; a mark works there, too."""
    with pytest.raises(BuildError, match=rf"docs/how\.md:{line}: \w+: 7 in .* mark it as yours: \\\{{7\}}"):
        renderer.article("how", HEAD.replace(old, new))
    renderer.article("how", HEAD.replace(old, new.replace("7", r"\{7}")))


@pytest.mark.parametrize(
    "setting", ["site_name: Route 66", "site_description: In 66 steps", "nav:\n  - In 66: index.md"]
)
def test_mkdocs_yml_shows_no_numeral(tmp_path, setting):
    """Neither in the site's name and description nor in a title of its nav; marks are taken away."""
    copy = Copy(tmp_path / "copy")
    copy.write("mkdocs.yml", f"{'' if 'name' in setting else 'site_name: A'}\n{setting}\n")
    line = copy.line("mkdocs.yml", "66")
    with pytest.raises(BuildError, match=rf"mkdocs\.yml:{line}: 66 in .* mark it as yours: \\\{{66\}}"):
        take_shown_texts(load_config(str(copy.folder / "mkdocs.yml")))
    copy.replace("mkdocs.yml", "66", r"\{66}")
    config = load_config(str(copy.folder / "mkdocs.yml"))
    take_shown_texts(config)
    assert "66" in f"{config.site_name} {config.site_description} {config.nav}"
    assert "\\" not in f"{config.site_name} {config.site_description} {config.nav}"


def test_a_docstring_in_a_reference_is_code():
    """What mkdocstrings shows of a library is made of its source, as a listing is."""
    current.set(Session("page.md"))
    html = '<div class="doc doc-object"><div>7</div></div>\n\nText.'
    assert Markdown(extensions=[PageExtension()]).convert(html)
    current.set(Session("page.md"))
    with pytest.raises(Exception, match=r"page\.md:3: 7 in"):
        Markdown(extensions=[PageExtension()]).convert(html.replace("Text", "A 7"))


def test_every_sign_that_is_a_number_is_a_numeral():
    """By Unicode's own table: digits, fractions and letters of numbers, in every script."""
    for sign in "7٣३３½③Ⅳ²⁷௰〇":
        assert in_words(f"a {sign} b") == [sign]
