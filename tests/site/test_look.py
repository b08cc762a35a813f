"""The look of the pages: lines that read well, colors that can be told from paper, and a margin that is one."""

import pytest

from conftest import CHAPTERS

HUES = ["weight", "input", "target", "output", "loss", "gradient", "rate"]

# Characters of each full line of the text's paragraphs: not of the last ones, nor where a formula or code is in it.
LINES = """() => [...document.querySelectorAll("article > p:not([class])")].flatMap((paragraph) => {
  if (paragraph.querySelector(".katex, code")) return []
  const lines = new Map(), range = document.createRange()
  const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    for (let at = 0; at < texts.currentNode.length; at++) {
      range.setStart(texts.currentNode, at)
      range.setEnd(texts.currentNode, at + 1)
      const bottom = Math.round(range.getBoundingClientRect().bottom / 8)
      lines.set(bottom, (lines.get(bottom) ?? 0) + 1)
    }
  }
  return [...lines.values()].slice(0, -1)
})"""


def test_a_line_has_65_to_72_characters(visit):
    """On a wide page the middle one of all full lines; letters have 17 to 18 pixels, lines 1.55 to 1.65 times that."""
    page = visit("loss/", viewport={"width": 1280, "height": 800})
    lengths = sorted(page.evaluate(LINES))
    assert len(lengths) > 20
    assert 65 <= lengths[len(lengths) // 2] <= 72
    size, leading = page.evaluate("""(() => {
        const style = getComputedStyle(document.querySelector("article > p:not([class])"))
        return [parseFloat(style.fontSize), parseFloat(style.lineHeight)]
    })()""")
    assert 17 <= size <= 18 and 1.55 <= leading / size <= 1.65


def luminance(color):
    """WCAG's relative luminance of a color's red, green and blue, from 0 to 255."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in color)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    """WCAG's contrast ratio."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ink_and_each_hue_can_be_read(visit, scheme):
    """As text on paper and behind code, 4.5 to 1; and no two hues of quantities are the same."""
    page = visit("loss/", color_scheme=scheme)
    colors = page.evaluate(
        """(names) => {
        const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })
        return Object.fromEntries(names.map((name) => {
          context.fillStyle = getComputedStyle(document.body).getPropertyValue(`--${name}`)
          context.fillRect(0, 0, 1, 1)
          return [name, [...context.getImageData(0, 0, 1, 1).data].slice(0, 3)]
        }))
    }""",
        ["paper", "shade", "ink", "muted", *HUES],
    )
    for name in ("ink", "muted", *HUES):
        for ground in ("paper", "shade"):
            assert contrast(colors[name], colors[ground]) >= 4.5, (name, ground)
    assert len({tuple(colors[name]) for name in HUES}) == len(HUES)
    assert (luminance(colors["paper"]) > 0.5) == (scheme == "light")


def test_contrast_is_wcag_s():
    """Black on white is 21 to 1, and #767676 on white the palest gray with 4.5."""
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((0x76, 0x76, 0x76), (255, 255, 255)) == pytest.approx(4.54, abs=0.005)


# The boxes of notes, and of all else in the article that they could cover; notes that reach into the text; and
# the parts of the page that are wider than it.
PLACES = """() => {
  const box = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect()
    return { left, top, right, bottom, said: element.textContent.trim().slice(0, 40) }
  }
  const notes = [...document.querySelectorAll("article > .admonition, article > aside")]
  const others = [...document.querySelectorAll("article > *, .md-footer")]
    .filter((element) => !notes.includes(element) && element.getClientRects().length)
  const column = box(document.querySelector("article > p:not([class])"))
  return { notes: notes.map(box), others: others.map(box), column, width: document.documentElement.clientWidth,
           wide: document.documentElement.scrollWidth }
}"""


def meet(one, other):
    """Whether two boxes have more than an edge in common."""
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    along = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > 1 and along > 1


@pytest.mark.parametrize("name", CHAPTERS)
def test_notes_are_in_the_margin_of_a_wide_page(visit, name):
    """At 1280 pixels beside the text, in the page, and on nothing; at 1100 in the text, as wide as it."""
    path = "" if name == "index" else f"{name}/"
    page = visit(path, viewport={"width": 1280, "height": 800})
    found = page.evaluate(PLACES)
    for number, note in enumerate(found["notes"]):
        assert found["column"]["right"] < note["left"] and note["right"] <= found["width"], note
        for other in found["notes"][:number] + found["others"]:
            assert not meet(note, other), (note, other)
    page.set_viewport_size({"width": 1100, "height": 800})
    found = page.evaluate(PLACES)
    for note in found["notes"]:
        assert (note["left"], note["right"]) == (found["column"]["left"], found["column"]["right"]), note


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_page_is_wider_than_a_phone(visit, name):
    """At 320 pixels, only parts of it scroll sideways."""
    page = visit("" if name == "index" else f"{name}/", viewport={"width": 320, "height": 640})
    found = page.evaluate(PLACES)
    assert found["wide"] <= found["width"] == 320


def test_the_first_screen_has_the_title_the_promise_and_the_bowl(visit):
    """On a laptop and on a phone, as far as the first dot of the walk."""
    for width, height in ((1280, 800), (375, 812)):
        page = visit(viewport={"width": width, "height": height})
        ends = page.evaluate("""["h1", ".lead", "#hill svg .tick"].map((part) =>
            document.querySelector(part).getBoundingClientRect().bottom)""")
        assert ends == sorted(ends) and ends[-1] < height
        page.close()
