"""One color for each quantity, wherever a reader meets it."""

import re
from collections import Counter

import pytest

from conftest import CHAPTERS

LETTERS = dict.fromkeys("wWbcv", "weight") | {"x": "input", "t": "target", "f": "output"}
LETTERS |= {"l": "loss", "L": "loss", "g": "gradient", "r": "rate"}
QUANTITIES = {*LETTERS.values()}
WORDS = {word: word for word in QUANTITIES} | {
    "bias": "weight", "biases": "weight", "losses": "loss", "loss function": "loss", "learning rate": "rate",
}  # fmt: skip
WORDS |= {f"{word}s": quantity for word, quantity in WORDS.items()}
LOSS = "l", "L"


def meant(node, of=None):
    """Letters of MathML with what they stand for: an index with its letter, a derivative of the loss as a whole."""
    parts = [*node]
    if node.tag == "mfrac" and re.fullmatch("[∂d][lL]", parts[0].text_content()):
        of = "gradient"
    if not parts and node.tag == "mi" and re.fullmatch("[A-Za-z]", node.text or ""):
        yield node.text, LETTERS.get(node.text) if of is None else of
    texts = [part.text_content() for part in parts]
    for place, part in enumerate(parts):
        own = of
        for first in range(max(place - 4, 0), place + 1):  # ∂L/∂w
            if texts[first : first + 3] in [["∂", loss, "/"] for loss in LOSS]:
                own = "gradient"
        if place == 1 and node.tag in ("msub", "msubsup") and of is None:
            own = LETTERS.get(texts[0], "")
        if part.tag != "annotation":
            yield from meant(part, own)


def seen(formula):
    """Letters of a formula as it is seen, with the quantity of the class that they, or what is around them, have."""
    for leaf in formula.xpath(".//*[@class='katex-html']//*[contains(@class, 'mathnormal')]"):
        yield from ((letter, quantity(leaf) or "") for letter in leaf.get("data-signs") if letter.isascii())


def quantity(element):
    return (re.findall(r"(?:^| )q-(\w+)", " ".join(element.xpath("ancestor-or-self::*/@class"))) or [None])[-1]


@pytest.mark.parametrize("name", CHAPTERS)
def test_each_letter_of_a_formula_has_the_class_of_what_it_stands_for(chapter, name):
    """And no other letter has one: where the author says so, letters stand for something else."""
    for formula in chapter(name).article.xpath(".//*[@class='katex'][not(self::tspan)]"):  # those of drawings aside
        other = "" if formula.xpath("ancestor::*[@class='other-letters']") else None
        (math,) = formula.iter("math")
        expected = Counter((letter, of or "") for letter, of in meant(math, other))
        assert Counter(seen(formula)) == expected, math.xpath("string(.//annotation)")


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_word_has_the_class_of_its_quantity_where_it_is_defined_and_in_comments(chapter, name):
    """Defined is what is emphasized; in code nothing else is marked: names are the reader's own."""
    article = chapter(name).article
    for defined in article.iter("em", "strong"):
        assert quantity(defined) == WORDS.get(defined.text_content().lower())
    for listing in article.find_class("listing"):
        marked = listing.xpath(".//*[starts-with(@class, 'q-')]")
        assert all(
            quantity(word) == WORDS[word.text.lower()] and word.getparent().get("class") == "c1" for word in marked
        )
        words = re.compile(rf"\b(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})\b", re.IGNORECASE)
        comments = " ".join(comment.text_content() for comment in listing.find_class("c1"))
        assert [word.text for word in marked] == words.findall(comments)


def test_the_first_page_defines_each_quantity_and_says_that_it_has_a_color(chapter):
    """All seven, and none that is not defined."""
    article = chapter("index").article
    assert {quantity(defined) for defined in article.iter("em")} - {None} == QUANTITIES
    assert "Each quantity keeps its color throughout." in chapter("index").text()


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_letter_in_a_drawing_has_the_class_of_what_it_stands_for(chapter, name):
    """As in a formula: all signs of a derivative of the loss are the gradient's, and an index is its letter's."""
    for letter in chapter(name).article.xpath(".//*[local-name()='svg']//*[contains(@class, 'mathnormal')]"):
        is_alone = "script" not in letter.get("class") and quantity(letter) != "gradient"
        assert not is_alone or quantity(letter) == LETTERS.get(letter.text), letter.getparent().text_content()


HUES = """() => Object.fromEntries(QUANTITIES.map(name => [name, ['em', '.katex-html *', '.c1 *', 'svg *'].flatMap(
    place => [...document.querySelectorAll(place)]
        .filter(part => part.matches(`.q-${name}, .stroke-${name}, .fill-${name}`) && part.closest('article'))
        .map(part => getComputedStyle(part)[
            part.matches(`.stroke-${name}`) ? 'stroke' : part.closest('svg') ? 'fill' : 'color'])
)]))""".replace("QUANTITIES", repr(sorted(QUANTITIES)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_quantity_has_one_color_of_its_own_in_words_formulas_code_and_figures(visit, scheme):
    """Seven hues for seven quantities, in each scheme, on the first page, which has them all."""
    hues = visit(color_scheme=scheme).evaluate(HUES)
    assert all(len(set(found)) == 1 < len(found) for found in hues.values()), hues
    assert len({found[0] for found in hues.values()}) == len(QUANTITIES)
