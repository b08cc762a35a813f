"""What an author can write: fields, formulas in three notations, the draft's dialect, blocks."""

import shutil

import pytest

from conftest import PROJECT, Copy

DRAFT = """---
title: A draft
date: January 1, 2018
order: 8
math: true
draft: true
---

We want `$f(2, w) = 4$`, and `$\\frac{df}{dx}$` in `code`.

### Two Variables

```math
f(x, w) = xw
```

1. `$h$` is small.

```math
r = 0.1 \\\\
w \\leftarrow 1 \\\\
\\\\
w \\leftarrow w + rx \\leftarrow 1 + 0.1(2) \\leftarrow 1.2
```
"""

FIELDS = """---
title: Fields
---

# The value {{ v }} and $w = {{ v }}$

```python exec="on"
from fractions import Fraction

v, half, big = 3, Fraction(1, 2), 1234567.891
words = {"a": "<b> & _c_"}
```

Plain {{ v }}, formatted {{ big:,.1f }}, converted {{ "q"!r }}, called {{ max(v, 2) }}.

Exact {{ half }}, text {{ words["a"] }}, in bold **{{ v }}**, linked [{{ v }}](index.md).

Code `{{ v }}` and `` `{{ v }}` `` stay; so does \\{{ v }}, and <!-- {{ nothing }} -->.

| name | value |
| ---- | ----- |
| v    | {{ v }} | 

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

It costs $5, or $6 and \\$7. Escaped \\[0\\]\\[1\\], shown {{ "[0][1]" }}, to infinity.

<span title="3 and {{ v }}">In an attribute.</span>

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
    copy.write("docs/other.md", 'Its own {{ mine }}.\n\n```python exec="on"\nmine = "v" in dir()\n```\n')
    build = copy.build()
    assert build.returncode == 0, build.stdout
    return copy


BLOCKS = """# Blocks

```python exec="on" source="above"
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


@pytest.fixture(scope="module")
def fields(site):
    return site.page("fields/index.html")


def test_fields_in_prose(fields):
    """f-string semantics: value, format, conversion; what is in code stays as it is."""
    text = fields.text()
    assert "Plain 3" in text and "1,234,567.9, converted 'q', called 3." in text
    assert "Exact 1/2, text <b> & _c_, in bold 3, linked 3." in text
    assert "Code {{ v }} and `{{ v }}` stay; so does {{ v }}, and ." in text
    assert "It costs $5, or $6 and $7. Escaped [0][1], shown [0][1], to infinity." in text
    assert fields.article.xpath("//span/@title") == ["3 and 3"]


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
    """`$…$` and ```math render; code stays code; lines ended by \\\\ are lines; math and draft do no harm."""
    page = site.page("draft/index.html")
    assert page.formulas()[:4] == ["f(2, w) = 4", r"\frac{df}{dx}", "f(x, w) = xw", "h"]
    assert page.article.xpath("//code/text()") == ["code"]
    (last,) = page.article.xpath("(//span[@class='katex-display'])[last()]")
    assert len(last.xpath(".//span[contains(@class, 'newline')]")) == 3
    assert len(last.xpath(".//*[local-name()='mspace' and @linebreak='newline']")) == 3


def test_the_draft_itself(copy):
    """The draft this project grew from, dropped into docs/ unchanged, renders every formula."""
    draft = PROJECT / "tests/draft-article.md"
    shutil.copy(draft, copy.folder / "docs")
    build = copy.build()
    assert build.returncode == 0, build.stdout
    page = copy.page("draft-article/index.html")
    source = draft.read_text(encoding="utf-8")
    assert len(page.formulas()) == source.count("`$") + source.count("```math") == 41
    assert "$" not in page.text() and "\\" not in page.text()


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


def test_only_the_fonts_that_formulas_need_are_published(published):
    """Text, letters and brackets of two sizes are in the article's formulas: four of twenty fonts."""
    fonts = {path.name for path in published.site.rglob("*.woff2")}
    needed = ("Main-Regular", "Math-Italic", "Size1-Regular", "Size3-Regular")
    assert fonts == {f"KaTeX_{font}.woff2" for font in needed}
    css = (published.site / "assets/katex/katex.css").read_text(encoding="utf-8")
    assert css.count("@font-face") == len(fonts)
    assert all(f"url(fonts/{font})" in css for font in fonts)
    assert "MIT License" in (published.site / "assets/katex/LICENSE").read_text(encoding="utf-8")
