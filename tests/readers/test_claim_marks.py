"""What readers learn of a claim: nothing until they ask, and then what proves its sentence."""

import pytest
from test_numbers import NOTE, contrast, focused, over, rgba, turn_on

CLAIMS = "article .claim"
FELL = '.claim[data-expression="0 < after < before"]'
NOTED = ["0 < after < before", "proven: 0 < 1.6 < 2", "from The numbers on this page"]


def test_without_the_switch_a_claim_is_not_there(visit):
    """It takes no room, stops no Tab key, is not read aloud, and is not copied."""
    page = visit()
    assert page.locator(CLAIMS).count() > 10
    for claim in page.locator(CLAIMS).all():
        assert claim.evaluate("e => e.getBoundingClientRect().width + e.tabIndex + e.textContent.length") == -1
        assert claim.evaluate("e => getComputedStyle(e, '::after').content") == "none"
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    assert "proven" not in {node.get("name", {}).get("value") for node in tree["nodes"]}
    copied = page.evaluate("() => { getSelection().selectAllChildren(document.querySelector('article'))\n"
                           "return String(getSelection()) }")  # fmt: skip
    assert "And it did.\n" in copied and "It is smaller, but not zero. So" in copied
    for gone in page.locator("article p.claims").all():
        assert gone.evaluate("e => e.getBoundingClientRect().height + getComputedStyle(e).margin") == "00px"


@pytest.mark.parametrize("width", [320, 375, 500, 1280])
def test_a_mark_is_behind_the_last_word_of_its_sentence(visit, width):
    """On the same line, whatever the width: no line ends between them; and none is outside of the window."""
    page = visit(viewport={"width": width, "height": 700})
    turn_on(page)
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    apart = page.locator(CLAIMS).evaluate_all(
        """all => all.filter(claim => {
            let before = claim.previousSibling
            while (before?.lastChild) before = before.lastChild
            if (!before?.textContent.trim()) return false
            const end = document.createRange()
            end.setStart(before, before.textContent.length - 1)
            end.setEnd(before, before.textContent.length)
            const [word, mark] = [end.getBoundingClientRect(), claim.getBoundingClientRect()]
            const [right, down] = [mark.left - word.right, mark.bottom - word.bottom].map(Math.abs)
            return right > 1 || down > 4 || mark.left > innerWidth - 10
        }).map(claim => claim.dataset.expression)"""
    )
    assert apart == []


def test_a_pointer_and_a_finger_open_the_note(visit):
    """The assertion, its numbers, and the lines that made them."""
    page = visit(has_touch=True)
    turn_on(page)
    claim, note = page.locator(FELL), page.locator(NOTE)
    claim.scroll_into_view_if_needed()
    box = claim.bounding_box()
    x, y = box["x"] + 4, box["y"] + 0.3 * box["height"]  # where the check mark is
    page.mouse.move(x, y)
    note.wait_for()
    assert note.inner_text().split("\n")[:3] == NOTED
    page.keyboard.press("Escape")
    page.touchscreen.tap(x, y)
    note.wait_for()
    assert note.inner_text().split("\n")[:3] == NOTED
    assert "after = signed_error(linear(x, w_next), t)" in note.inner_text()


def test_a_keyboard_and_a_screen_reader_find_it(visit):
    """With the switch it is a button that is called proven, and describes itself by the note."""
    page = visit()
    turn_on(page)
    page.locator(FELL).focus()
    role, name, description = focused(page)
    assert (role, name) == ("button", "proven") and description.startswith(" ".join(NOTED))
    assert page.locator(FELL).evaluate("e => getComputedStyle(e, '::before').outlineStyle") == "solid"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mark_is_seen_on_the_screen_alone(visit, scheme):
    """WCAG: 3 to 1 beside its ground; and nothing of it on paper."""
    page = visit(color_scheme=scheme)
    turn_on(page)
    color, ground = page.locator(FELL).evaluate(
        "e => [getComputedStyle(e, '::after').borderRightColor, getComputedStyle(document.body).backgroundColor]"
    )
    below = over(rgba(ground), (255, 255, 255))
    assert contrast(over(rgba(color), below), below) >= 3
    page.emulate_media(media="print")
    assert page.locator(FELL).evaluate("e => getComputedStyle(e, '::after').content") == "none"
