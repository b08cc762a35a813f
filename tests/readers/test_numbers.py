"""What readers learn of a number: by pointing, tapping and focusing, and what stays as it was."""

import gzip
import json
import re

import pytest

from conftest import PROJECT, wait_until

NUMBERS = "data[data-expression], .katex-html [data-expression]"  # as they are seen
STOPS = "data[role=button], .number-stop"  # as they are focused
NOTE = ".number-note"


def at(page, expression, within="article"):
    """The first number that is seen with this expression."""
    return page.locator(within).locator(NUMBERS).and_(page.locator(f'[data-expression="{expression}"]')).first


def turn_on(page):
    page.get_by_role("switch", name="Show computed numbers").click()


def boxes(page):
    """Place and size of each number, of each block of text and of the header's parts."""
    return page.evaluate(
        """() => ['article > *, article [data-expression]', '.md-header__inner > *']
            .flatMap(parts => [...document.querySelectorAll(parts)])
            .filter(part => part.checkVisibility())
            .map(part => {
                const {x, y, width, height} = part.getBoundingClientRect()
                const {y: top} = part.closest('article, header').getBoundingClientRect()
                return [x, y - top, width, height]
            })"""
    )


def focused(page):
    """Role, name and description of the focused element, as the browser tells a screen reader."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    (node,) = (
        node
        for node in tree["nodes"]
        if node["role"]["value"] != "RootWebArea"
        and {"name": "focused", "value": {"type": "booleanOrUndefined", "value": True}} in node.get("properties", [])
    )
    return tuple(node.get(part, {}).get("value", "") for part in ("role", "name", "description"))


@pytest.mark.parametrize("path", ["", "loop/", "network/"])
def test_the_note_says_what_the_page_says_of_the_number(visit, path):
    """Expression, value and statements are those that the page carries; the link is the listing's."""
    page = visit(path)
    told = page.evaluate(
        """([numbers, note]) => [...document.querySelectorAll(numbers)].map(number => {
            number.click()
            const made = document.querySelector(note)
            return [
                number.dataset.expression, number.value ?? number.dataset.value, made.innerText, number.dataset.from,
                [...made.querySelectorAll('a')].map(a => [a.innerText, a.getAttribute('href').slice(1)]),
            ]
        })""",
        [NUMBERS, NOTE],
    )
    computed = json.loads(page.locator("#__computed").get_attribute("data-origins"))
    titles = page.locator(".listing").evaluate_all(
        "all => Object.fromEntries(all.map(e => [e.id, e.querySelector('.filename').innerText]))"
    )
    assert len(told) > 50
    for expression, value, text, made_by, links in told:
        bound = [computed[int(number)] for number in (made_by or "").split()]
        lines = text.split("\n")
        assert lines[:2] == [expression, f"value {value}"]
        assert {*lines[2:]} == {statement for statement, _ in bound} | {
            f"from {titles.get(listing, listing or 'lines not shown on this page')}" for _, listing in bound
        }
        assert {(title, listing) for title, listing in links} == {
            (titles[listing], listing) for _, listing in bound if listing in titles
        }


def test_a_pointer_opens_the_note_and_can_enter_it(visit):
    """It shows after a moment, stays under the pointer, and goes when the pointer leaves."""
    page = visit()
    number, note = at(page, "w_next:g", "div.math"), page.locator(NOTE)
    assert note.is_hidden()
    number.hover()
    note.wait_for()
    assert note.inner_text().split("\n") == [
        "w_next:g",
        "value 1.2",
        "from The numbers on this page",
        "w_next = step(w, slope, r)",
    ]
    note.hover()
    page.wait_for_timeout(500)
    assert note.is_visible()
    page.mouse.move(5, 5)
    note.wait_for(state="hidden")


def test_a_pointer_that_passes_opens_nothing(visit):
    """Less than a tenth of a second on a number is no question."""
    page = visit()
    number, note = at(page, "level[0]", "td"), page.locator(NOTE)
    delay = note.evaluate(
        """(note, number) => new Promise(resolve => {
            const start = performance.now()
            new MutationObserver(() => resolve(performance.now() - start)).observe(note, {attributes: true})
            number.dispatchEvent(new PointerEvent('pointerover', {bubbles: true, pointerType: 'mouse'}))
        })""",
        number.element_handle(),
    )
    assert delay > 100
    page.keyboard.press("Escape")
    pass_over(number)
    assert note.is_hidden()


def pass_over(number):
    """A pointer enters and leaves at once; what follows from that has then happened."""
    number.evaluate(
        """number => {
            for (const type of ['pointerover', 'pointerout'])
                number.dispatchEvent(new PointerEvent(type, {bubbles: true, pointerType: 'mouse'}))
        }"""
    )
    number.page.wait_for_timeout(500)


def test_escape_closes_the_note_without_moving_the_pointer(visit):
    """WCAG 1.4.13: dismissible."""
    page = visit()
    at(page, "w_next:g", "div.math").hover()
    page.locator(NOTE).wait_for()
    page.keyboard.press("Escape")
    assert page.locator(NOTE).is_hidden()


@pytest.mark.parametrize("path", ["", "chain-rule/", "network/"])
def test_every_number_can_be_pointed_at(visit, path):
    """No part of a formula lies over a number."""
    page = visit(path)
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    covered = page.locator(NUMBERS).evaluate_all(
        """all => all.filter(number => {
            number.scrollIntoView({block: 'center', inline: 'center'})
            const {x, y, width, height} = number.getBoundingClientRect()
            const found = document.elementFromPoint(x + width / 2, y + height / 2)
            return found?.closest('[data-expression]') !== number
        }).map(number => number.dataset.expression)"""
    )
    assert covered == []


def test_a_tap_opens_the_note_and_a_tap_elsewhere_closes_it(visit):
    """In prose and in a formula."""
    page = visit(has_touch=True, viewport={"width": 390, "height": 800})
    note = page.locator(NOTE)
    for number in (at(page, "w_next:g", "div.math"), at(page, "digits")):
        number.scroll_into_view_if_needed()
        box = number.bounding_box()  # which the half that is read lies over
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        note.wait_for()
        assert note.locator("code").inner_text() == number.get_attribute("data-expression")
        page.get_by_role("heading", level=1).first.dispatch_event("click")
        page.touchscreen.tap(380, 790)
        note.wait_for(state="hidden")


@pytest.mark.parametrize("path", ["", "network/"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_note_is_inside_the_window(visit, path, width):
    """Wherever the number stands, at both ends of the page, and the page never scrolls sideways."""
    page = visit(path, viewport={"width": width, "height": 640})
    outside = page.locator(NUMBERS).evaluate_all(
        """(all, note) => all.filter(number => number.checkVisibility()).filter((number, i) => {
            number.scrollIntoView({block: ['start', 'center', 'end'][i % 3], inline: 'nearest'})
            number.click()
            const {left, top, right, bottom} = document.querySelector(note).getBoundingClientRect()
            const wide = document.documentElement.scrollWidth > innerWidth
            return wide || left < 0 || top < 0 || right > innerWidth || bottom > innerHeight
        }).map(number => number.dataset.expression)""",
        NOTE,
    )
    assert outside == []


def test_on_a_wide_screen_the_note_is_in_the_margin(visit):
    """Beside the text at the number's height; it covers no text."""
    page = visit(viewport={"width": 1400, "height": 900})
    number, note = at(page, "w_next:g", "div.math"), page.locator(NOTE)
    number.hover()
    note.wait_for()
    text, box = page.locator("article h1").bounding_box(), note.bounding_box()
    assert box["x"] > text["x"] + text["width"]
    assert box["y"] == pytest.approx(number.bounding_box()["y"], abs=1)


def test_without_the_switch_numbers_are_no_tab_stops(visit):
    """The switch makes each number one, once, and takes that back."""
    page = visit()
    before = page.locator("article").inner_html()
    stops = page.locator(STOPS)
    assert stops.count() == 0
    turn_on(page)
    assert stops.count() == page.locator(NUMBERS).count() > 50
    assert set(stops.evaluate_all("all => all.map(e => e.tabIndex)")) == {0}
    turn_on(page)
    assert page.locator("article").inner_html() == before


def test_the_switch_is_for_the_keyboard_and_large_enough(visit):
    """The space bar turns it, its focus shows, and it is at least 24 pixels wide and high."""
    page = visit()
    switch = page.get_by_role("switch", name="Show computed numbers", checked=False)
    box = switch.bounding_box()
    assert box["width"] >= 24 and box["height"] >= 24
    page.keyboard.press("Tab")
    switch.focus()
    assert switch.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.press("Space")
    assert page.get_by_role("switch", checked=True).count() == 1


def test_the_keyboard_goes_from_number_to_number(visit):
    """Focus shows the note, Escape closes it and leaves the focus where it is, Tab goes on."""
    page = visit()
    turn_on(page)
    note = page.locator(NOTE)
    page.locator("#one-step ~ * .number-stop").first.focus()  # from here on there are many, and no link between
    for _ in range(12):
        (ring,) = page.locator(".focused").all()
        assert note.locator("code").inner_text() == ring.get_attribute("data-expression")
        seen = "e => getComputedStyle(e, e.matches('.claim') ? '::before' : null).outlineStyle"  # a claim by its mark
        assert ring.evaluate(seen) == "solid"
        page.keyboard.press("Escape")
        assert note.is_hidden() and page.locator(".focused").count() == 1
        page.keyboard.press("Tab")


def test_a_passing_pointer_leaves_the_note_of_the_focused_number(visit):
    """WCAG 1.4.13: persistent; it goes when the focus goes."""
    page = visit()
    turn_on(page)
    number, other = (page.locator("td [role=button]:visible").nth(n) for n in (0, 1))
    number.focus()
    pass_over(other)
    assert page.locator(f"{NOTE} code").inner_text() == number.get_attribute("data-expression")
    assert page.locator(NOTE).is_visible()
    number.blur()
    assert page.locator(NOTE).is_hidden()


@pytest.mark.parametrize(
    ("within", "number", "said", "note"),
    [
        ("td", "2.01", "2.01", "float(curved[2]):g value 2.01 from"),
        (
            "div.math",
            "1.2",
            "1.2, computed",
            "w_next:g value 1.2 from The numbers on this page w_next = step(w, slope, r)",
        ),
    ],
)
def test_a_screen_reader_hears_how_the_number_was_made(visit, within, number, said, note):
    """The focused number has a name and describes itself by the note; a formula's is not taken for the formula."""
    page = visit()
    turn_on(page)
    page.locator(within).locator(STOPS).filter(has_text=number).first.focus()
    role, name, description = focused(page)
    assert (role, name) == ("button", said) and description.startswith(note)
    page.keyboard.press("Tab")
    assert focused(page)[1] != said


def test_a_formula_has_its_focus_ring_where_the_number_is_seen(visit):
    """The focus is beside the formula, the ring and the note are at the number of the visual half."""
    page = visit("network/", viewport={"width": 700, "height": 800})
    turn_on(page)
    stops = page.locator("div.math").locator(STOPS)
    for stop in (stops.first, stops.nth(stops.count() // 2), stops.last):
        stop.focus()
        ring, note = page.locator(".focused"), page.locator(NOTE)
        shown = ring.evaluate("e => [...e.querySelectorAll('[data-signs]')].map(e => e.dataset.signs).join('')")
        assert stop.text_content() == f"{shown}, computed"
        number, box = ring.bounding_box(), note.bounding_box()
        gap = max(box["y"] - number["y"] - number["height"], number["y"] - box["y"] - box["height"])
        assert 0 <= gap < 8


def test_the_note_leads_to_the_listing(visit):
    """Enter goes into the note, and on its link to the listing; Tab and Escape lead back."""
    page = visit()
    turn_on(page)
    number = page.locator("div.math").locator(STOPS).filter(has_text="1.2").first
    note, link = page.locator(NOTE), page.locator(f"{NOTE} a")
    for key, back in (("Escape", True), ("Tab", False), ("Shift+Tab", False)):
        number.focus()
        page.keyboard.press("Enter")
        assert link.evaluate("e => e === document.activeElement")
        page.keyboard.press(key)
        assert number.evaluate("e => e === document.activeElement") == back
        assert page.locator(".focused").count() == 1
        assert note.is_hidden() == back
    number.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    note.wait_for(state="hidden")
    assert page.url.endswith("#__listing-1")
    wait_until(
        page,
        """() => {
            const box = (name) => document.querySelector(name).getBoundingClientRect()
            const [header, listing] = [box('.md-header'), box('#__listing-1')]
            return header.height <= listing.top && listing.top < 200
        }""",
    )


def test_nothing_moves(visit):
    """Neither the switch nor the note changes place or size of anything."""
    page = visit()
    before = boxes(page)
    assert len(before) > 100
    turn_on(page)
    assert boxes(page) == before
    at(page, "w_next:g").click()
    assert page.locator(NOTE).is_visible()
    assert boxes(page) == before
    turn_on(page)
    assert boxes(page) == before


def test_nothing_shifts_on_load(visit):
    """The browser itself counts layout shifts; with the switch on, too."""
    page = visit()
    turn_on(page)
    page.add_init_script(
        """window.shifts = []
        new PerformanceObserver(list => shifts.push(...list.getEntries().map(shift => shift.value)))
            .observe({type: 'layout-shift', buffered: true})"""
    )
    page.reload(wait_until="networkidle")
    page.wait_for_timeout(300)
    assert page.evaluate("shifts") == []


def test_without_javascript_nothing_is_different(visit):
    """No switch, but its place; no stops, no marks, no note; each number the same, and as large."""
    page, bare = visit(), visit(java_script_enabled=False)
    assert bare.get_by_role("switch").count() == 0
    switch, place = (p.locator(".number-switch").bounding_box() for p in (page, bare))
    for side in ("y", "width", "height"):  # x is up to the theme's search, which needs JavaScript, too
        assert switch[side] == place[side]
    assert bare.locator("article [tabindex='0']").count() == 0
    assert bare.locator(NOTE).is_hidden()
    seen = """all => all.map(e => {
        const {x, width} = e.getBoundingClientRect()
        return [e.textContent, [...e.querySelectorAll('[data-signs]')].map(part => part.dataset.signs), x, width]
    })"""
    read = "data[data-expression]:not(output *), .katex-html [data-expression]"  # sliders need the script
    assert page.locator(read).evaluate_all(seen) == bare.locator(read).evaluate_all(seen)


def test_the_switch_outlasts_pages_and_reloads(visit):
    """And off again for good, also on a page to which the reader goes back."""
    page = visit()
    turn_on(page)
    page.locator(".md-nav--primary").get_by_role("link", name="The loop").click()
    page.get_by_role("heading", level=1, name="The loop").wait_for()
    number = at(page, "trace[1].weights:g")
    wait_until(page, "stops => document.querySelectorAll(stops).length > 50", arg=STOPS)
    number.hover()
    page.locator(NOTE).wait_for()
    assert page.locator(f"{NOTE} code").inner_text() == "trace[1].weights:g"
    page.reload(wait_until="networkidle")
    assert page.get_by_role("switch", checked=True).count() == 1
    assert page.locator(STOPS).count() == page.locator(NUMBERS).count()
    turn_on(page)
    page.reload(wait_until="networkidle")
    assert page.get_by_role("switch", checked=False).count() == 1
    assert page.locator(STOPS).count() == 0
    page.go_back()
    page.get_by_role("heading", level=1, name="Gradient Descent").wait_for()
    assert page.get_by_role("switch", checked=False).count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_are_seen_and_numbers_in_them_read(visit, scheme):
    """WCAG AA: text 4.5 to 1 on its mark; the mark's line, which is no mere color, 3 to 1 beside it."""
    page = visit(color_scheme=scheme)
    plain = page.locator(NUMBERS).first.evaluate("e => getComputedStyle(e).boxShadow")
    assert plain == "none"
    turn_on(page)
    marked = page.locator(NUMBERS).evaluate_all(
        """all => all.map(number => {
            const grounds = []
            for (let e = number; e; e = e.parentElement) grounds.push(getComputedStyle(e).backgroundColor)
            const {color, boxShadow} = getComputedStyle(number)
            return [color, boxShadow, grounds]
        })"""
    )
    for color, line, grounds in marked:
        ground = (255, 255, 255)
        for layer in map(rgba, reversed(grounds[1:])):
            ground = over(layer, ground)
        tinted = over(rgba(grounds[0]), ground)
        assert tinted != ground
        assert contrast(over(rgba(color), tinted), tinted) >= 4.5
        assert contrast(over(rgba(line), ground), ground) >= 3


def rgba(css):
    """Red, green, blue and opacity of the first color in a computed style."""
    kind, written = re.search(r"(rgba?|color)\((?:srgb )?([^)]*)\)", css).groups()
    red, green, blue, *opacity = (float(part) for part in re.findall(r"[\d.]+", written))
    unit = 255 if kind == "color" else 1
    return [unit * red, unit * green, unit * blue, *(opacity or [1])]


def over(layer, ground):
    """The color that shows where a layer lies on an opaque ground."""
    *color, opacity = layer
    return tuple(opacity * c + (1 - opacity) * g for c, g in zip(color, ground, strict=True))


def contrast(one, other):
    """The contrast ratio of two colors (WCAG 2)."""

    def luminance(color):
        shares = (c / 255 for c in color)
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_its_definition_says():
    """21 for black on white, 1 for a color on itself, 4.54 for the gray #767676."""
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((9, 9, 9), (9, 9, 9)) == 1
    assert contrast((0x76,) * 3, (255,) * 3) == pytest.approx(4.54, abs=0.005)


def test_paper_has_neither_marks_nor_note(visit):
    """Printed with the switch on and the note open, a page looks as it always does."""
    page = visit()
    turn_on(page)
    at(page, "digits").click()
    page.emulate_media(media="print")
    assert page.locator(NOTE).is_hidden()
    styles = page.locator(NUMBERS).evaluate_all(
        """all => all.map(e => { const s = getComputedStyle(e)
            return [s.boxShadow, s.backgroundColor, s.outlineStyle].join() })"""
    )
    assert set(styles) == {"none,rgba(0, 0, 0, 0),none"}


def test_the_script_is_small():
    """At most 2.7 kilobytes, compressed."""
    script = (PROJECT / "docs/javascripts/numbers.js").read_bytes()
    assert len(gzip.compress(script)) <= 2700
