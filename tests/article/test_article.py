"""The published article: its numbers by hand, its derivation by exact algebra, its parts."""

import json
import re
from fractions import Fraction

import pytest
import sympy
from sympy.parsing.sympy_parser import (
    convert_xor,
    implicit_multiplication,
    parse_expr,
    standard_transformations,
)

from conftest import PROJECT


@pytest.fixture(params=["index"])
def page(chapter, request):
    """The article's first page."""
    return chapter(request.param)


def test_every_formula_with_numbers(page):
    """Worked out by hand from x = 2, t = 4, w = 1, r = 0.1, in the order of the draft."""
    formulas = iter(page.formulas())
    for formula in [
        "f(x, w) = xw",
        "f(2, w) = 4",
        "w = 1",
        "f(2, 1) = 2",
        "l(x, w, t) = t - f(x, w)",
        "l(2, 1, 4) = 4 - 2 = 2",
        r"\frac{df}{dx} = \lim_{h \to 0}\frac{f(x + h) - f(x)}{h}",
        r"w \leftarrow w - r\,\frac{\partial l}{\partial w}",
        r"w \leftarrow w + rx",
        "r = 0.1",
        r"\begin{aligned} r & = 0.1 \\ w & \leftarrow 1 \\ l(2, w, 4) & = 4 - 2(1) = 2 \\ \\ "
        r"w & \leftarrow w + rx = 1 + 0.1(2) = 1.2 \\ l(2, w, 4) & = 4 - 2(1.2) = 1.6 \end{aligned}",
    ]:
        assert formula in formulas, f"{formula} is missing, or not where the draft has it"


def test_numbers_in_sentences_and_in_the_table(page):
    """1.2 − 1 = 0.2 and 2 − 1.6 = 0.4; ((1 + h)² − 1)/h = 2 + h: by hand."""
    text = page.text()
    assert "for each unit that w goes up, the loss goes down by 2." in text
    assert "The weight went up by 0.2, and for each unit the loss goes down by 2." in text
    assert "So the loss had to fall by 2(0.2)=0.4, from 2 to 1.6." in text
    assert "the number of ways to choose them all would have 603 digits" in text  # 1000 log 4 = 602.06
    settling = [["1", "3", "-2"], ["0.1", "2.1", "-2"], ["0.01", "2.01", "-2"], ["0.001", "2.001", "-2"]]
    assert [row for row in page.rows() if row in settling] == settling


def test_every_number_says_how_it_was_made(page):
    """The numbers of the table carry the expression that made them."""
    made = {data.get("data-expression"): data.get("value") for data in page.article.iter("data")}
    assert made["float(curved[1]):g"] == "2.1"
    assert made["level[1]"] == "-2"


def test_no_number_is_typed():
    """Outside code, the article's source has no numeral but the 0 of h → 0, and the 2 of a square."""
    source = (PROJECT / "docs/index.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    numerals = set()
    for part in source.split("\n```"):
        if part.startswith("python"):
            continue
        for line in part.splitlines():
            prose = re.sub(r"^\d+\. ", "", line)
            fields_out = "".join(piece.split(" }}")[-1] for piece in prose.split("{{ "))
            fields_out = fields_out.replace(r"h \to 0", "").replace("as `$h$` goes to `$0$`", "")
            fields_out = fields_out.replace("`$x^2$` meters high", "").replace("between `0` and", "")
            numerals |= {character for character in fields_out if character.isdigit()}
    assert not numerals


def test_the_derivation_line_by_line(page):
    """Each of the six lines has the same value for every h ≠ 0, and the last is their limit.

    The lines are read from the published TeX. sympy proves that they agree; exact fractions
    check it once more.
    """
    (tex,) = (tex for tex in page.formulas() if r"\begin{align}" in tex)
    lines = tex.removeprefix(r"\begin{align}").removesuffix(r"\end{align}").split(r"\\")
    quotients = [_expression(line.split("&")[1]) for line in lines]
    assert len(quotients) == 6

    x, w, t, h = sympy.symbols("x w t h")
    for quotient in quotients:
        assert sympy.simplify(quotient - quotients[0]) == 0
        assert sympy.limit(quotient, h, 0) == -x
        values = {x: Fraction(7, 3), w: Fraction(-2, 5), t: Fraction(9), h: Fraction(1, 10)}
        assert quotient.subs({name: sympy.Rational(n) for name, n in values.items()}) == -sympy.Rational(7, 3)
    assert quotients[-1] == -x


def _expression(tex):
    """One side of a line of the derivation, as sympy reads it; f and l by their definitions."""
    tex = tex.replace("=", "").replace(r"\lim_{h \to 0}", "").strip()
    if tex.startswith(r"\frac"):
        numerator, denominator = tex.removeprefix(r"\frac{").removesuffix("}").split("}{")
        return _expression(numerator) / _expression(denominator)
    x, w, t, h = sympy.symbols("x w t h")

    def f(x, w):
        return x * w

    names = {"x": x, "w": w, "t": t, "h": h, "f": f, "l": lambda x, w, t: t - f(x, w)}
    spaced = tex.replace("xw", "x w").replace("xh", "x h").replace("x(", "x *(")
    rules = (*standard_transformations, implicit_multiplication, convert_xor)
    return parse_expr(spaced, local_dict=names, transformations=rules)


def test_another_learning_rate_changes_the_page_by_itself(copy):
    """r = 0.2 in the one block: w = 1 + 0.2 · 2 = 1.4 and l = 4 − 2 · 1.4 = 1.2, by hand."""
    copy.replace("docs/index.md", "w, r = 1, 0.1", "w, r = 1, 0.2")
    assert copy.build().returncode == 0
    page = copy.page()
    (last,) = (tex for tex in page.formulas() if r"\begin{aligned}" in tex)
    assert r"w + rx = 1 + 0.2(2) = 1.4 \\ l(2, w, 4) & = 4 - 2(1.4) = 1.2" in last
    assert "The weight went up by 0.4, and" in page.text()
    assert "had to fall by 2(0.4)=0.8, from 2 to 1.2." in page.text()
    assert "1.6" not in page.text()


def test_title_and_description(page):
    """The page has its own title and description, from its front matter."""
    assert page.tree.findtext(".//title") == "Gradient Descent"
    (description,) = page.tree.xpath("//meta[@name='description']/@content")
    assert "one weight and one step" in description


def test_search_has_each_formula_once(published):
    """The index holds a formula as one types it, not its TeX nor its visual half as well."""
    index = json.loads((published.site / "search/search_index.json").read_text(encoding="utf-8"))
    first_page = [part for part in index["docs"] if "/" not in part["location"]]
    text = "".join(section["text"] for section in first_page)
    for formula in ("f(x,w)=xw ", "l(2,1,4)=4−2=2 ", "w←w+rx=1+0.1(2)=1.2", "l(2,w,4)=4−2(1.2)=1.6 "):
        assert text.count(formula) == 1, formula
    assert "the input x and the weight w." in text
    assert "\\" not in text


def test_search_leaves_out_what_figures_say(published):
    """It changes with their sliders: who is led there would not find it. What stands beside a figure is found."""
    index = json.loads((published.site / "search/search_index.json").read_text(encoding="utf-8"))
    found = re.sub(r"<[^>]+>", "", " ".join(part["text"] for part in index["docs"]))
    own = "//*[@class='plot']//p | //*[@class='plot-data']/summary"
    said = [
        part.text_content()
        for page in published.site.rglob("index.html")
        for part in published.page(page).article.xpath(own)
        if part.text_content()
    ]
    assert len(said) > 20 and not [text for text in said if text in found]
    assert "Move the weight until the output is the target." in found


def test_search_leaves_out_what_an_author_draws(copy):
    """The words in a drawing are on the page, as they were written, and not in the index."""
    drawing = '<svg viewBox="0 0 9 9"><title>Unsought</title><text y="9">Nor this</text></svg>'
    copy.replace("docs/index.md", "## The loss", f"{drawing}\n\nThis is sought.\n\n## The loss")
    build = copy.build()
    assert build.returncode == 0, build.stdout
    index = (copy.site / "search/search_index.json").read_text(encoding="utf-8")
    assert drawing in copy.page().source
    assert "This is sought." in index and "Unsought" not in index and "Nor this" not in index


def test_nothing_comes_from_another_host(published):
    """No page, stylesheet or script names another host for the browser to ask."""
    for page in published.site.rglob("*.html"):
        tree = published.page(page.relative_to(published.site)).tree
        asked = tree.xpath("//script/@src | //img/@src | //link[not(@rel='canonical')]/@href")
        assert asked and not [address for address in asked if "//" in address]
    for sheet in published.site.rglob("*.css"):
        css = sheet.read_text(encoding="utf-8")
        assert not re.search(r"""(url\(|@import)\s*["']?(https?:)?//""", css)


def test_an_open_question_ends_the_page(page):
    """The last section asks what the next steps do, and does not answer."""
    assert page.article.xpath("//h2")[-1].text_content().startswith("What happens next?")
    assert "Will it ever be exactly zero?" in page.text()
