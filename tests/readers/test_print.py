"""The pages on paper."""

import io

import pytest
from pypdf import PdfReader

PAPER = {"A4": (595, 842), "Letter": (612, 792)}


def printed(page, paper="A4"):
    """The sheets that the browser prints of a page."""
    return PdfReader(io.BytesIO(page.pdf(format=paper))).pages


def text(sheet):
    return " ".join(sheet.extract_text().split())


@pytest.mark.parametrize("paper", PAPER)
def test_an_article_is_printed_and_nothing_else(visit, paper):
    """On numbered sheets of either kind, without header, navigation, footer, buttons; answers and data are open."""
    sheets = printed(visit("loop/"), paper)
    assert 4 < len(sheets) < 12
    for number, sheet in enumerate(sheets, 1):
        assert (sheet.mediabox.width, sheet.mediabox.height) == pytest.approx(PAPER[paper], abs=1)
        assert text(sheet).startswith(f"{number} ")
    assert text(sheets[0]).startswith("1 The loop Chapter")
    words = " ".join(map(text, sheets))
    for other in ("Skip to content", "Table of contents", "Search", "Previous", "Next", "Play", "Reset", "How well it"):
        assert other not in words
    assert "0.00001024" in words  # data of a figure, folded on the screen
    assert "No: it settles at about" in words  # the answer to a question


def test_figures_derivations_and_listings_are_whole(visit):
    """What belongs together is on one sheet: both axes of a drawing, the lines of a derivation, those of a listing."""
    for path, pairs in {
        "": [("target 4", "weight w"), ("(1)", "(6)"), ("from gdcore import linear", "assert 0 < after < before")],
        "loop/": [("0.16", "weight w"), ("(1)", "(3)"), ("descents = [", "]")],
    }.items():
        page = visit(path)
        for paper in PAPER:
            sheets = [text(sheet) for sheet in printed(page, paper)]
            for one, other in pairs:
                assert any(one in sheet and other in sheet for sheet in sheets), (path, paper, one, other)


def test_paper_is_light(visit):
    """What is printed in the dark is drawn with the same colors as in the light."""
    light, dark = (printed(visit(color_scheme=scheme)) for scheme in ("light", "dark"))
    assert [s.get_contents().get_data() for s in light] == [s.get_contents().get_data() for s in dark]


def test_links_say_where_they_lead(visit):
    """The addresses of other sites stand behind their links."""
    page = visit("history/")
    links = page.locator("article a[href^='http']:not([href*='127.0.0.1'])").evaluate_all("all => all.map(a => a.href)")
    words = "".join("".join(text(sheet) for sheet in printed(page)).split())
    assert len(links) > 3
    assert all(f"({link})" in words for link in links)


def test_nothing_is_wider_than_the_paper(visit, published):
    """No formula, table, listing or drawing of any page is cut at the margins of A4, the narrower paper."""
    page = visit(viewport={"width": round((210 - 2 * 16) / 25.4 * 96), "height": 1000})
    page.emulate_media(media="print")
    start = page.url
    for path in sorted(published.site.rglob("index.html")):
        page.goto(f"{start}{path.parent.relative_to(published.site)}/", wait_until="networkidle")
        page.evaluate("document.fonts.ready")
        wide = page.evaluate(
            """() => [...document.querySelectorAll("article :is(.katex-html > *, table, pre > code, svg, p, li)")]
                .filter((e) => e.getBoundingClientRect().right > innerWidth + 1
                    || e.matches("code") && e.scrollWidth > e.clientWidth)
                .map((e) => e.textContent.slice(0, 80))"""
        )
        assert not wide, path
