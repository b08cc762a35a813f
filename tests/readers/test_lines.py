"""Where lines end in a browser."""

import re

import pytest

# Of each place where a line of text begins: what is before it and behind it. In formulas, only their edges.
LINES = r"""() => {
    for (const details of document.querySelectorAll("details")) details.open = true
    const BLOCKS = "p, li, td, th, dd, dt, figcaption, summary, h1, h2, h3, h4"
    const UNREAD = ".katex-mathml, svg, pre, .headerlink"
    const found = []
    for (const block of document.querySelectorAll("article")[0].querySelectorAll(BLOCKS)) {
        const texts = document.createTreeWalker(block)
        const range = document.createRange()
        let written = "", last, text
        while ((text = texts.nextNode())) {
            if (text.nodeType !== Node.TEXT_NODE && !text.dataset?.signs) continue
            const parent = text.parentElement
            if (parent.closest(BLOCKS) !== block || parent.closest(UNREAD)) continue
            const isFormula = !!parent.closest(".katex")
            const shown = text.data ?? text.dataset.signs
            for (let at = 0; at < shown.length; at++) {
                if (!isFormula) {
                    range.setStart(text, at)
                    range.setEnd(text, at + 1)
                }
                const place = [...(isFormula ? text : range).getClientRects()].at(-1)
                if (shown[at].trim() && place?.width) {
                    const isNew = last && place.top > last.bottom - 4 && place.left < last.left
                    if (isNew && !(isFormula && last.isFormula)) written += "⏎"
                    last = { bottom: place.bottom, left: place.left, isFormula }
                }
                written += shown[at]
            }
        }
        found.push(written)
    }
    return found
}"""
WRONG = (  # ends and beginnings of lines
    r"(?<!\w{20})⏎[.,:;!?)\]’”%](?!\d)",
    r"[(\[“‘−]⏎",
    r"[\d.,⁻]⏎[\d.,⁰¹²³⁴-⁹]",
    r"\d⏎\s*×|\d\s⏎[%°]",
)


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_no_line_begins_with_a_mark_or_within_a_number(visit, pages, width):
    """No point, comma or bracket that closes begins a line, none that opens ends one; no page is wider than a phone."""
    page = visit(viewport={"width": width, "height": 800})
    start, lines = page.url, 0
    for path in pages:
        page.goto(start + path, wait_until="load")
        page.evaluate("document.fonts.ready.then(() => null)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        for text in page.evaluate(LINES):
            lines += text.count("⏎")
            for wrong in WRONG:
                assert not (found := re.search(rf".{{0,40}}(?:{wrong}).{{0,20}}", text)), (path, found[0])
    assert lines > 800
