"""Formulas in a browser: once for eyes, and once for all else."""

import pytest

# How often the browser finds words in the page.
FIND = """words => {
    let found = 0
    while (found < 50 && window.find(words, true)) found++
    return found
}"""


@pytest.mark.parametrize(
    "words", ["f(2,w)=4", "l(2,w,4)=4−2(1.2)=1.6", "w←w+rx=1+0.1(2)=1.2", "Suppose that for the input 2"]
)
def test_a_formula_is_found_once(visit, words):
    """By the browser's own search, as one reads it."""
    assert visit().evaluate(FIND, words) == 1


COPIED = """([words, isWhole]) => {
    addEventListener('copy', ({clipboardData}) => (window.copied = clipboardData.getData('text/plain')))
    const paragraph = [...document.querySelectorAll('article p')].find(p => p.textContent.includes(words))
    const [first, last] = ['mi', 'mo'].map(sign => paragraph.querySelector(`math ${sign}`).firstChild)
    if (isWhole) getSelection().selectAllChildren(paragraph)
    else getSelection().setBaseAndExtent(first, 0, last, 1)
    document.execCommand('copy')
    return window.copied
}"""


@pytest.mark.parametrize(
    ("path", "words", "is_whole", "copied"),
    [
        ("", "the input 2", True, "Suppose that for the input 2 we want the output 4, that is, f(2, w) = 4."),
        ("", "the input 2", False, "f(2, w) = 4"),
        ("learning-rate/", "Newton", True, r"it reaches zero after \frac{ 24 }{ 8 } = 3 units, at the answer."),
    ],
)
def test_a_formula_is_copied_once_and_as_its_tex(visit, path, words, is_whole, copied):
    """Whole, also where a part of it is selected; the text around it is as it was."""
    found = visit(path).evaluate(COPIED, [words, is_whole])
    assert copied in found if is_whole else copied == found


def test_a_formula_has_one_text(chapter):
    """So it is read once where no stylesheet is: in a reader mode, in another program."""
    article = chapter("index").article
    assert article.xpath("//*[@class='katex-html']//@data-signs")
    assert not article.xpath("//*[@class='katex-html']//text()")


# Formulas in sight that another thing covers at the middle of their first line, or whose MathML is wider than they are.
COVERED = """() => [...document.querySelectorAll('article span.katex')].filter(formula => {
    if (!formula.checkVisibility() || formula.querySelector('.long')) return false
    formula.scrollIntoView({block: 'center', inline: 'center'})
    const box = formula.querySelector('.base').getBoundingClientRect()
    const met = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
    return met?.closest('math') !== formula.querySelector('math')
}).map(formula => formula.textContent)"""


@pytest.mark.parametrize("path", ["", "many-weights/", "network/"])
def test_a_finger_meets_the_mathml(visit, path):
    """A screen reader that is led by touch asks what is there: it is what it can read; nothing moves for it."""
    page = visit(path, viewport={"width": 375, "height": 800}, has_touch=True, is_mobile=True)
    assert page.locator("article .katex").count() > 50
    assert page.evaluate(COVERED) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 375
