"""What an author can write: fields, formulas in three notations, the draft's dialect, blocks."""

import json
import re
from base64 import b64decode
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from conftest import PROJECT, Copy, signs
from gdsite.formulas import katex

DRAFT = """---
title: A draft
---

We want `$f(2, w) = \\{4}$`, and `$\\frac{df}{dx}$` in `code`.

### \\{Two} Variables

```math
f(x, w) = xw
```

1. `$h$` is small.

```math
r = \\{0.1} \\\\
w \\leftarrow \\{1} \\\\
\\\\
w \\leftarrow w + rx \\leftarrow \\{1} + \\{0.1}(\\{2}) \\leftarrow \\{1.2}
```
"""

FIELDS = """---
title: Fields
---

# The value {{ v }} and $w = {{ v }}$

```python exec="on"
from fractions import Fraction

v, half, big = 3, Fraction(1, 2), 1234567.891
row, third = (1, 2.25), 1 / 3


def double(numbers):
    return tuple(2 * number for number in numbers)


words = {"a": "<b> & _c_", "b": "[0][1]"}
```

Plain {{ v }}, formatted {{ big:,.1f }}, converted {{ "q"!r }}, called {{ max(v, 2) }}.

In a row {{ row }} and {{ row:.1f }}, of a call {{ double(row)[::-1]:g }}, below zero {{ -v }}.

Exact {{ half }}, text {{ words["a"] }}, in bold **{{ v }}**, linked [{{ v }}](index.md).

Code `{{ v }}` and `` `{{ v }}` `` stay; so does \\{{ v }}, and <!-- {{ nothing }} -->.

| name | value |
| ---- | ----- |
| v    | {{ v }} |

```math
\\begin{aligned}
a & = {{ v }} & b & = \\frac{ {{ third:g }} }{2} \\\\
c & = {{ -v }} & d & = x^{{ v }}
\\end{aligned}
```

- in a list: {{ v }}
    - and below: $v = {{ v }}$, `$v = {{ v + 1 }}$`

!!! note "Title {{ v }}"

    In a box: {{ v }}

    ```math
    \\text{in a box } {{ v }}
    ```

<figure markdown="span">
![A curve through {{ v }}, as $v = {{ v }}$](assets/favicon.svg)
<figcaption>Caption {{ v }} and $c = {{ v }}$</figcaption>
</figure>

## Second, $u = {{ v }}$

<div>Raw {{ v }} and $d = {{ v }}$</div>

It costs $5, or $6 and \\$7. Escaped \\[a\\]\\[b\\], shown {{ words["b"] }}, to infinity.

<span title="About {{ v }}">In an attribute.</span>

```text
{{ v }} $x$
```

```python exec="off"
print("{{ v }}")
```
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A copy of the site with pages that use everything an author can write."""
    copy = Copy(tmp_path_factory.mktemp("pages")).keep_only_the_first_page()
    copy.write("docs/draft.md", DRAFT)
    copy.write("docs/fields.md", FIELDS)
    copy.write("docs/blocks.md", BLOCKS)
    copy.write("docs/printed.md", PRINTED)
    copy.write("docs/other.md", 'Its own {{ mine }}.\n\n```python exec="on"\nmine = "v" in dir()\n```\n')
    build = copy.build()
    assert build.returncode == 0, build.stdout
    return copy


BLOCKS = """# Blocks

```python exec="on" source="above" result="markdown"
def double(a):
    return 2 * a


price = "$5 and $x$"
first = double(4)
print(f"Printed **{first}**, and $p = {first}$")
```

```python exec="on"
print("| k | w |")
print("| - | - |")
for k in range(2):
    print(f"| {k} | {double(k)} |")
```

```python exec="on" result="text"
print("as it is: $x$ {{ first }}")
```

    an indented line is text, not code: {{ first }}
"""


PRINTED = """# Printed

```python exec="on" source="above" result="markdown"
rows = [(2, 3)]
total, half = sum(rows[0]), 2.5
print(total)
```

```python exec="on"
def pay(k):
    return -k / 3


last = 7
print("| k | pay |\\n| - | - |")
for k in range(2):
    print(f"| {k} | {pay(k):.2f} |")
done = True; print("\\n" + ", ".join(f"{n}" for row in rows for n in row), "and", last, f"$x = {-half:g}$")
```

```python exec="on" result="text"
print(f"as text: {total}, {total == 5}, {f'a total of {total}'}")
```
"""


@pytest.fixture(scope="module")
def fields(site):
    return site.page("fields/index.html")


def test_fields_in_prose(fields):
    """f-string semantics: value, format, conversion; what is in code stays as it is."""
    text = fields.text()
    assert "Plain 3" in text and "1,234,567.9, converted 'q', called 3." in text
    assert "Exact 1/2, text <b> & _c_, in bold 3, linked 3." in text
    assert "Code {{ v }} and `{{ v }}` stay; so does {{ v }}, and ." in text
    assert "It costs $5, or $6 and $7. Escaped [a][b], shown [0][1], to infinity." in text
    assert fields.article.xpath("//span/@title") == ["About 3"]


def origins(elements):
    """What elements with a number show, their expressions and their full values."""
    name = "value" if elements[0].tag == "data" else "data-value"
    return [(e.text_content() or signs(e), e.get("data-expression"), e.get(name)) for e in elements]


def test_a_number_says_how_it_was_made(fields):
    """With its expression and its full value, each number of a row by itself; below zero with a minus sign."""
    made = origins(fields.article.xpath("//p//data"))
    assert ("1,234,567.9", "big:,.1f", "1234567.891") in made
    assert ("1/2", "half", "1/2") in made and ("−3", "-v", "-3") in made
    assert [m for m in made if m[1].startswith("row[")] == [
        ("1", "row[0]", "1"), ("2.25", "row[1]", "2.25"),
        ("1.0", "row[0]:.1f", "1"), ("2.2", "row[1]:.1f", "2.25"),
    ]  # fmt: skip
    assert ("4.5", "double(row)[::-1][0]:g", "4.5") in made
    assert "In a row (1, 2.25) and (1.0, 2.2), of a call (4.5, 2), below zero -3." in fields.text()


def test_a_number_in_a_formula_says_how_it_was_made(fields):
    """In its visual half; a number of the formula's own leads from there to the MathML half, in any order."""
    (formula,) = fields.article.xpath("//h2//span[@class='katex']")
    assert origins(formula.xpath(".//span[@data-n]")) == [("3", "v", "3")]
    (block,) = fields.article.xpath("//div[@class='math'][.//annotation[contains(., 'aligned')]]")
    mathml, visual = block.xpath(".//math//*[@data-n]"), block.xpath(".//*[@class='katex-html']//*[@data-n]")
    shown = {e.get("data-n"): signs(e) for e in visual}
    assert {e.get("data-n"): e.text_content() for e in mathml} == shown
    assert shown == {"0": "3", "1": "0.333333", "2": "−3", "3": "3"}
    assert ("0.333333", "third:g", str(1 / 3)) in origins(visual)
    assert block.xpath("string(.//annotation)").split() == (
        [
            r"\begin{aligned}",
            r"a",
            r"&",
            r"=",
            r"3",
            r"&",
            r"b",
            r"&",
            r"=",
            r"\frac{",
            r"0.333333",
            r"}{2}",
            r"\\",
            r"c",
            r"&",
            r"=",
            r"-3",
            r"&",
            r"d",
            r"&",
            r"=",
            r"x^3",
            r"\end{aligned}",
        ]
    )


def test_a_number_in_an_attribute_says_how_it_was_made(fields):
    """Beside it, in data-computed, as pairs of expression and full value."""
    (image,) = fields.article.xpath("//img")
    assert json.loads(image.get("data-computed")) == [["v", "3"], ["v", "3"]]
    (titled,) = fields.article.xpath("//span[@title]")
    assert json.loads(titled.get("data-computed")) == [["v", "3"]]


def test_a_printed_number_says_how_it_was_made(site):
    """A field of a printed f-string, or what is printed itself, with the loops around it; in tables and formulas."""
    page = site.page("printed/index.html")
    assert origins(page.article.xpath("//td//data")) == [
        ("0", "k for k in range(2)", "0"), ("0.00", "pay(k):.2f for k in range(2)", "0.0"),
        ("1", "k for k in range(2)", "1"), ("−0.33", "pay(k):.2f for k in range(2)", str(-1 / 3)),
    ]  # fmt: skip
    assert origins(page.article.xpath("//p//data")) == [
        ("5", "total", "5"), ("2", "n for row in rows for n in row", "2"), ("3", "n for row in rows for n in row", "3"),
        ("7", "last", "7"),
    ]  # fmt: skip
    assert origins(page.article.xpath("//*[@class='katex-html']//*[@data-n]")) == [("−2.5", "-half:g", "-2.5")]
    assert page.article.xpath("//pre//data/@data-expression") == ["total", "total"]
    assert "as text: 5, True, a total of 5" in page.text()


def test_numbers_lead_to_their_statements_and_listings(site):
    """Each number has the numbers of the statements that made it; each statement the listing where that is shown."""
    page = site.page("printed/index.html")
    (table,) = page.article.xpath("//*[@id='__computed']/@data-origins")
    statements = json.loads(table)
    made_by = {
        number.get("data-expression"): [statements[int(each)] for each in number.get("data-from", "").split()]
        for number in page.article.xpath(".//*[@data-expression]")
    }
    assert made_by == {
        "-half:g": [["total, half = sum(rows[0]), 2.5", "__listing-1"]],
        "k for k in range(2)": [],
        "last": [["last = 7", None]],
        "n for row in rows for n in row": [["rows = [(2, 3)]", "__listing-1"]],
        "pay(k):.2f for k in range(2)": [["def pay(k):", None]],
        "total": [["total, half = sum(rows[0]), 2.5", "__listing-1"]],
    }
    (listing,) = page.article.xpath("//div[@id='__listing-1']")
    assert "rows = [(2, 3)]" in listing.text_content()


def test_fields_elsewhere(fields):
    """In headings, tables, lists, boxes, captions, raw HTML, alternative texts."""
    text = fields.text()
    assert "in a list: 3" in text and "In a box: 3" in text and "Title 3" in text
    assert "Caption 3 and c=3" in text and "Raw 3 and d=3" in text
    assert [td.text_content() for td in fields.article.xpath("//td")] == ["v", "3"]
    assert fields.article.xpath("//img/@alt") == ["A curve through 3, as v=3"]
    assert {"v = 3", "v = 4", "c = 3", "d = 3", r"\text{in a box } 3"} <= set(fields.formulas())
    assert fields.article.xpath("//pre")[0].text_content().strip() == "{{ v }} $x$"
    assert fields.article.xpath("//pre")[1].text_content().strip() == 'print("{{ v }}")'


def test_a_heading_reaches_title_contents_and_anchor_as_plain_text(fields):
    """The formula of a heading is the characters of its MathML there, once."""
    assert fields.article.xpath("//h1/@id") == ["the-value-3-and-w3"]
    assert fields.article.xpath("//h1//annotation/text()") == ["w = 3"]
    contents = fields.tree.xpath("//nav[@aria-label='Table of contents']//a")
    assert {" ".join(link.text_content().split()) for link in contents} == {"Second, u=3"}
    assert contents[0].get("href") == "#second-u3"
    assert fields.tree.findtext(".//title").startswith("Fields")


def test_no_mark_and_no_raw_tex_is_left(site):
    """Nothing of the way there reaches a page: no private character, no field, no dollar formula."""
    for path in ("index.html", "draft/index.html", "fields/index.html", "blocks/index.html"):
        source = (site.site / path).read_text(encoding="utf-8")
        assert not [c for c in source if "\ue000" <= c <= "\uf8ff" or c in "\x02\x03"]
    assert "$" not in site.page("draft/index.html").text()
    assert "\\" not in site.page("draft/index.html").text()


def test_the_drafts_dialect(site):
    """`$…$` and ```math render; code stays code; lines ended by \\\\ are lines."""
    page = site.page("draft/index.html")
    assert page.formulas()[:4] == ["f(2, w) = 4", r"\frac{df}{dx}", "f(x, w) = xw", "h"]
    assert page.article.xpath("//code/text()") == ["code"]
    (last,) = page.article.xpath("(//span[@class='katex-display'])[last()]")
    assert len(last.xpath(".//span[contains(@class, 'newline')]")) == 3
    assert len(last.xpath(".//*[local-name()='mspace' and @linebreak='newline']")) == 3


def test_the_draft_itself(renderer):
    """The draft this project grew from, without the settings that nothing reads, is a page: every formula."""
    source = (PROJECT / "tests/draft-article.md").read_text(encoding="utf-8")
    read = re.sub(r"^(date|order): .*\n", "", source, flags=re.MULTILINE).replace("math: true", "description: Of old.")
    article = renderer.article("how", read)
    formulas = article.xpath("//annotation")
    assert len(formulas) == source.count("`$") + source.count("```math") == 41
    assert not re.search(r"[$\\]", "".join(article.xpath("//text()[not(ancestor::annotation)]")))


def test_blocks(site):
    """A block shows its source where asked; what it prints is Markdown with formulas."""
    page = site.page("blocks/index.html")
    assert "Printed 8, and p=8" in page.text()
    assert [td.text_content() for td in page.article.xpath("//td")] == ["0", "0", "1", "2"]
    listing, as_it_is = page.article.xpath("//pre")
    assert 'price = "$5 and $x$"' in listing.text_content()
    assert as_it_is.text_content().strip() == "as it is: $x$ {{ first }}"
    assert "an indented line is text, not code: 8" in page.text()


def test_a_page_is_a_session_of_its_own(site):
    """A name of one page is unknown on another; a field reads what a later block leaves."""
    assert "Its own False." in site.page("other/index.html").text()


def test_formulas_are_html_and_mathml(site):
    """Each formula is there twice, for eyes and for assistive technology."""
    for path in ("index.html", "draft/index.html", "fields/index.html"):
        page = site.page(path)
        formulas = page.article.xpath("//span[@class='katex']")
        assert len(formulas) == len(page.formulas()) > 0
        for formula in formulas:
            mathml, visual = formula
            assert mathml.xpath("./*[local-name()='math']")
            assert visual.get("class") == "katex-html" and visual.get("aria-hidden") == "true"


FACE = re.compile(r"@font-face\{[^}]*font-family:(KaTeX_\w+);font-style:(\w+)[^}]*base64,([\w+/=]+)\)")


def test_a_formula_is_rendered_once(monkeypatch):
    """One that an earlier build has rendered is not asked of KaTeX again; one with another number is."""
    two, three, used, asked = katex.Tex("w = 2", "w = 2", ()), katex.Tex("w = 3", "w = 3", ()), {}, []
    first = katex.render(two, False, used)
    render = katex._render
    monkeypatch.setattr(katex, "_render", lambda *tex: asked.append(tex[0]) or render(*tex))
    monkeypatch.setattr(katex, "_rendered", {})
    katex.remember(used)
    assert katex.render(two, False, {}) == first and asked == []
    assert "w = 3" in katex.render(three, False, {}) and katex.render(two, True, {}) != first
    assert asked == ["w = 3", "w = 2"]


def test_only_the_fonts_that_formulas_need_are_published(published):
    """Text, letters, sums, brackets of two sizes: five of twenty fonts; and of each, the characters of formulas."""
    css = (published.site / "assets/site.css").read_text(encoding="utf-8")
    fonts = {(family, style): TTFont(BytesIO(b64decode(data))) for family, style, data in FACE.findall(css)}
    assert css.count("@font-face") == len(fonts) + 3  # the text's faces
    sizes = [(f"KaTeX_Size{n}", "normal") for n in (1, 2, 3)]
    assert sorted(fonts) == [("KaTeX_Main", "normal"), ("KaTeX_Math", "italic"), *sizes]
    pages = [published.page(path.relative_to(published.site)).tree for path in published.site.rglob("index.html")]
    shown = {ord(c) for page in pages for seen in page.xpath("//@data-signs") for c in seen}
    for font in fonts.values():
        assert font.getBestCmap().keys() <= shown
    # What is nowhere in the fonts: the zero-width space, by which KaTeX gives an empty box its height.
    assert shown - {code for font in fonts.values() for code in font.getBestCmap()} == {0x200B}
    assert "MIT License" in (published.site / "assets/katex/LICENSE").read_text(encoding="utf-8")
