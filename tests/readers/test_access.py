"""The published site for every reader: by keyboard, by screen reader, with large and widely set text."""

import pytest

from conftest import PROJECT, ask_search, wait_until
from host import serving

NAMES = [*sorted(path.stem for path in (PROJECT / "docs").glob("*.md")), "404"]
PAGES = [{"index": "", "404": "404.html"}.get(name, f"{name}/") for name in NAMES]
AXE = PROJECT / "tests/node_modules/axe-core/axe.min.js"


def test_these_are_all_pages(published):
    """Each page that is published is among those that the tests of this file walk through."""
    site = published.site
    found = {str(page.relative_to(site)).removesuffix("index.html") for page in site.rglob("*.html")}
    assert found == set(PAGES)


@pytest.fixture(scope="module")
def root(published):
    """The published site where its address says: there alone the 404 page, whose links are absolute, is whole."""
    with serving(published.site) as address:
        yield address


@pytest.fixture
def walk(visit, root):
    """Opens a page on which nothing moves, so that each state is there at once."""
    return lambda path, **options: visit(path, home=root, reduced_motion="reduce", **options)


# What axe finds

RUN = """async ([rules, part]) => {
    const {violations} = await axe.run(part ?? document, {resultTypes: ['violations'], ...rules})
    return violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 120)}`))
}"""
ALL = {"rules": {"target-size": {"enabled": True}}}  # which axe leaves out, if it is not asked for it
COLORS = {"runOnly": ["color-contrast", "link-in-text-block"]}

# A formula's visual half is hidden from assistive technology, and axe sees no text in it. All of it has the color of
# the text around it, or that of a quantity, which words have, too: so it gives way to its box.
# It is half of a page's elements, and most of the time that axe takes.
LIGHTEN = """() => {
    const visuals = [...document.querySelectorAll('.katex-html')]
    const other = visuals.flatMap(visual => [...visual.querySelectorAll('*')].filter(part =>
        !part.closest('[class*=q-]') &&
        getComputedStyle(part).color !== getComputedStyle(visual.parentElement).color))
    const boxes = visuals.map(visual => visual.getBoundingClientRect())
    visuals.forEach((visual, i) => {
        visual.replaceChildren()
        Object.assign(visual.style, {
            display: 'inline-block', width: `${boxes[i].width}px`, height: `${boxes[i].height}px`,
            overflow: 'hidden',
        })
    })
    return other.length
}"""


@pytest.fixture
def audit(walk):
    """Opens a page and returns it with a function that has axe judge its present state."""

    def start(path, **options):
        page = walk(path, **{"viewport": {"width": 1280, "height": 800}} | options)
        page.evaluate(AXE.read_text(encoding="utf-8"))  # as a policy for scripts lets only the console do
        return page, lambda rules=ALL, part=None: page.evaluate(RUN, [rules, part])

    return start


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_axe_finds_nothing(audit, path):
    """Neither against WCAG 2.2 AA nor against best practice: in each scheme, at each width, in each state.

    Not all of them are combined, where one cannot change what another one shows: a scheme changes colors
    only, so the dark one is judged by the rules on colors; what is in use is there as well as what is
    loaded; an open drawer and an open search are the same on each page. `make axe` leaves nothing out.
    """
    page, judge = audit(path)
    assert page.evaluate(LIGHTEN) == 0
    found = {}
    for width in (1280, 375, 320) if not path else (1280, 320):
        resize(page, width)
        if width == 1280 or not path:
            found["light", width, "loaded"] = judge()
        if width < 1220 and not path:
            open_drawer(page)
            found["light", width, "drawer"] = judge(part=".md-sidebar--primary")
            page.keyboard.press("Escape")
        if not path:
            ask_search(page, "weight")
            found["light", width, "search"] = judge(part=".md-header")
            page.keyboard.press("Escape")
    use(page)
    found["light", 320, "in use"] = judge()
    light = structure(page)
    page.emulate_media(color_scheme="dark")
    assert structure(page) == light
    found["dark", 320, "in use"] = judge(COLORS)
    resize(page, 1280)
    page.get_by_role("switch").click()
    found["dark", 1280, "loaded"] = judge(COLORS)
    if not path:
        ask_search(page, "weight")
        found["dark", 1280, "search"] = judge(COLORS, ".md-header")
    assert {state: problems for state, problems in found.items() if problems} == {}


def resize(page, width):
    """The page as wide as this, and drawn: its script learns of sizes then."""
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def open_drawer(page):
    page.get_by_role("button", name="Navigation", exact=True).click()


def use(page):
    """Numbers marked, the note open, and each slider moved."""
    page.get_by_role("switch").click()
    for slider in page.locator(".plot input").all():
        slider.press("ArrowRight")
    for number in page.locator("article [role=button]:visible").all()[:1]:
        number.focus()
        page.locator(".number-note").wait_for()


def structure(page):
    """All elements, without what the scheme says of colors, and what figures say for a moment."""
    return page.evaluate(r"""() => {
        const copy = document.documentElement.cloneNode(true)
        for (const said of copy.querySelectorAll(".plot [role=status]")) said.textContent = ""
        return copy.outerHTML.replace(/ data-md-color-\w+="[^"]*"|<meta[^>]*>/g, "")
    }""")


# The keyboard's way

# All that a pointer can use and an eye can see; the sign in the search's field is a part of that. The sign behind a
# heading is left out: the contents have the same link.
CONTROLS = """() => [...document.querySelectorAll('a[href], button, input, summary, .md-header label')].filter(
    part => !part.matches('.md-search__icon, .headerlink') &&
        part.checkVisibility({opacityProperty: true, visibilityProperty: true})
)"""

LOOK = """() => {
    const stop = document.activeElement
    if (stop === document.body) return null
    stop.passed = true
    const {outlineStyle, outlineWidth} = getComputedStyle(stop)
    const {x, y, width, height} = stop.getBoundingClientRect()
    const lines = [...stop.getClientRects()].flatMap(({x, y, width, height}) =>
        [[x + width / 2, y + height / 2], [x + 3, y + 3], [x + width - 3, y + height - 3]])
    return {
        name: stop.outerHTML.slice(0, 120),
        ring: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
        inside: x >= -1 && x + width <= innerWidth + 1 && y < innerHeight && y + height > 0,
        seen: lines.some(([x, y]) => stop.contains(document.elementFromPoint(x, y))),
    }
}"""


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_the_keyboard_reaches_everything(walk, path, width):
    """From start to end by Tab: each stop is seen, has a ring, lets go; and no control is left out."""
    page = walk(path, viewport={"width": width, "height": 800})
    controls = page.evaluate_handle(CONTROLS)
    stops = []
    for _ in range(200):
        page.keyboard.press("Tab")
        if not (stop := page.evaluate(LOOK)):
            break
        stops.append(stop)
    assert not stop, "the last stops are a trap"
    assert [s for s in stops if not (s["ring"] and s["inside"] and s["seen"])] == []
    missed = "all => all.filter(e => !e.passed).map(e => e.outerHTML.slice(0, 120))"
    assert controls.evaluate(missed) == []
    assert stops


def focus(page):
    """Name of what has the focus, for a reader of the source."""
    return page.evaluate(
        "(({ariaLabel, title, textContent}) => ariaLabel || title || textContent.trim())(document.activeElement)"
    )


@pytest.mark.parametrize("width", [375, 1000])
def test_the_drawer_is_for_the_keyboard(walk, width):
    """Enter and the space bar open it; the focus moves in, through all links, stays in, and comes back at the end."""
    page = walk("loop/", viewport={"width": width, "height": 800})
    opener = page.get_by_role("button", name="Navigation", exact=True)
    for opened, closed in (("Enter", "Escape"), ("Space", "Space"), ("Enter", "Enter")):
        opener.focus()
        assert opener.get_attribute("aria-expanded") == "false"
        page.keyboard.press(opened)
        assert focus(page) == "Close navigation"
        assert page.locator("#__drawer").is_checked()
        page.keyboard.press(closed)
        assert focus(page) == "Navigation"
        assert not page.locator("#__drawer").is_checked()
    page.keyboard.press("Enter")
    inside = []
    for _ in range(40):
        page.keyboard.press("Tab")
        inside.append(page.evaluate("document.activeElement.closest('body > *, .md-sidebar--primary')?.className"))
        assert (stop := page.evaluate(LOOK)) is None or stop["seen"], stop
    assert set(inside) <= {"md-sidebar md-sidebar--primary", None}  # None is the browser's own
    assert inside.count("md-sidebar md-sidebar--primary") > 30
    links = page.locator(".md-nav--primary").get_by_role("link")
    assert links.filter(has_text="Reference").count() == 1  # of a group
    assert links.evaluate_all("all => all.filter(e => !e.passed).map(e => e.textContent.trim())") == []
    page.keyboard.press("Escape")
    assert focus(page) == "Navigation"
    page.keyboard.press("Enter")
    page.set_viewport_size({"width": 1280, "height": 800})
    wait_until(page, "!document.querySelector('.md-content').inert")


def test_the_drawer_leads_to_another_page(walk):
    """Which begins with the drawer closed, and so does the one before it, when the reader goes back."""
    page = walk("loop/", viewport={"width": 375, "height": 800})
    for name in ("Recap", "The slope"):
        page.get_by_role("button", name="Navigation", exact=True).press("Enter")
        page.locator(".md-nav--primary").get_by_role("link", name=name).press("Enter")
        page.get_by_role("heading", level=1, name=name).wait_for()
        assert not page.locator("#__drawer").is_checked()
        assert page.locator("[inert]").count() == 0
    page.go_back()
    page.get_by_role("heading", level=1, name="Recap").wait_for()
    assert not page.locator("#__drawer").is_checked()


def test_the_palette_is_for_the_keyboard(walk):
    """Enter and the space bar go from the system's scheme to light, dark and back; the focus stays there."""
    page = walk("", color_scheme="dark")
    shown = page.locator("[data-md-component=palette] button:visible")
    shown.focus()
    for key, scheme, title in (
        ("Enter", "default", "Switch to dark mode"),
        ("Space", "slate", "Follow the system"),
        ("Enter", "slate", "Switch to light mode"),
        ("Space", "default", "Switch to dark mode"),
    ):
        page.keyboard.press(key)
        assert page.locator("body").get_attribute("data-md-color-scheme") == scheme
        assert focus(page) == shown.get_attribute("title") == title


@pytest.mark.parametrize("width", [320, 1280])
def test_the_search_is_for_the_keyboard(walk, width):
    """Its button or field opens it, Tab and arrows go through it, Escape gives the focus back, Enter goes on."""
    page = walk("loop/", viewport={"width": width, "height": 800})
    opener = page.get_by_role("button", name="Search", exact=True)
    if width == 320:
        opener.press("Enter")
    else:
        before = page.get_by_role("switch")
        before.focus()
        page.keyboard.press("Tab")
    assert focus(page) == "Search"
    page.keyboard.type("weight")
    page.locator(".md-search-result__item").first.wait_for()
    links = page.locator(".md-search-result__item :is(a, summary):visible")
    page.keyboard.press("Tab")
    assert focus(page) == "Clear"
    page.keyboard.press("Tab")
    assert links.first.evaluate("e => e === document.activeElement")
    for key, at in (("ArrowDown", 1), ("ArrowUp", 0)):
        page.keyboard.press(key)
        assert links.nth(at).evaluate("e => e === document.activeElement")
    page.keyboard.press("ArrowUp")
    assert focus(page) == "Search"
    page.keyboard.press("Escape")
    assert not page.locator("#__search").is_checked()
    if width == 320:
        assert opener.evaluate("e => e === document.activeElement")
        opener.press("Enter")
    else:
        assert before.evaluate("e => e === document.activeElement")
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert not page.locator("#__search").is_checked()
    assert (opener if width == 320 else before).evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter" if width == 320 else "Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**?h=weight*")


def test_the_skip_link_skips(walk):
    """The first stop of a page; the next one after it is in the article."""
    page = walk("loop/")
    page.keyboard.press("Tab")
    assert focus(page) == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('article')")


# Large and widely set text

WIDELY = """() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`
        * {line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important}
        p {margin-bottom: 2em !important}`)
    document.adoptedStyleSheets = [sheet]
}"""

# Meant for no eye, or shut; and the header's title, which the page's heading says in full.
UNSEEN = ".katex-mathml, .number-stop, .number-note, .md-search, .md-header__title"

LOST = """(unseen) => {
    const lost = []
    if (document.documentElement.scrollWidth > innerWidth) lost.push('the page scrolls sideways')
    const seen = [...document.querySelectorAll('body *')].filter(part =>
        !part.closest(`.katex, svg, ${unseen}`) && part.checkVisibility({visibilityProperty: true}))
    for (const part of seen) {
        const {overflowX, overflowY} = getComputedStyle(part)
        const wide = /hidden|clip/.test(overflowX) && part.scrollWidth > part.clientWidth + 1
        const high = /hidden|clip/.test(overflowY) && part.scrollHeight > part.clientHeight + 1
        if (wide || high) lost.push(`cut off: ${part.outerHTML.slice(0, 120)}`)
    }

    // Lines of text by the block that they stand in; of formulas, whose parts overlap by design, what never breaks.
    const BLOCKS = 'p, li, td, th, h1, h2, h3, figcaption, summary, label, output, button, pre, .filename, '
        + '.admonition-title, .katex, svg text'
    const lines = []
    const add = (block, box) => {
        const end = block.closest('div.math, .table')?.getBoundingClientRect().right ?? Infinity  // of what is in sight
        for (const {left, right, top, bottom} of box.getClientRects()) {
            const rim = (bottom - top) / 4  // a line's height is more than its letters
            lines.push({block, left: left + 1, right: Math.min(right, end) - 1, top: top + rim, bottom: bottom - rim})
        }
    }
    for (const base of document.querySelectorAll('article .base')) add(base.closest('.katex'), base)
    const texts = document.createTreeWalker(document.querySelector('article'), NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
        const text = texts.currentNode, block = text.parentElement.closest(BLOCKS)
        if (!text.data.trim() || !block || block.closest(`.katex, ${unseen}`) || !block.checkVisibility()) continue
        const range = new Range()
        range.selectNodeContents(text)
        add(block, range)
    }
    lines.forEach((one, i) => lines.slice(i + 1).forEach(other => {
        if (one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
            && !one.block.contains(other.block) && !other.block.contains(one.block))
            lost.push(`overlap: ${[one, other].map(({block}) => block.textContent.trim().slice(0, 60)).join(' | ')}`)
    }))
    return [...new Set(lost)]
}"""


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_nothing_is_lost_when_text_grows(walk, path):
    """WCAG 1.4.4, 1.4.10, 1.4.12: at 320 pixels, with letters twice as large, and with text set widely."""
    page = walk(path, viewport={"width": 320, "height": 800})
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    lost = {"narrow": page.evaluate(LOST, UNSEEN)}
    page.evaluate(WIDELY)
    lost["narrow and widely set"] = page.evaluate(LOST, UNSEEN)
    page.set_viewport_size({"width": 1280, "height": 800})
    lost["widely set"] = page.evaluate(LOST, UNSEEN)
    page.evaluate("document.adoptedStyleSheets = []")
    size = "parseFloat(getComputedStyle(document.querySelector('article')).fontSize)"
    before = page.evaluate(size)
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})  # for 16 and 13
    assert page.evaluate(size) == 2 * before
    lost["twice as large"] = page.evaluate(LOST, UNSEEN)
    assert {how: what for how, what in lost.items() if what} == {}


# Formulas


@pytest.mark.parametrize("path", ["", "loop/", "network/"])
def test_formulas_are_read_through_mathml(walk, path):
    """The browser tells a screen reader of each formula that is shown, as mathematics, and of no visual half."""
    page = walk(path)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = [node["role"]["value"] for node in tree if not node["ignored"]]
    assert roles.count("MathMLMath") == page.locator("article span.katex").count() > 10
    assert page.locator("article .katex-html:not([aria-hidden=true])").count() == 0


@pytest.mark.parametrize("path", ["", "loop/", "network/"])
def test_what_is_too_wide_scrolls_by_keyboard_and_has_a_name(walk, path):
    """A formula, table or listing is a stop with a name while it is wider than its place, and only then."""
    page = walk(path, viewport={"width": 320, "height": 800})
    seen = page.locator("div.math, .table, pre > code").filter(visible=True)
    resize(page, 320)
    wide = 0
    for part in seen.all():
        scrolls, name, stop = part.evaluate(
            "e => [e.scrollWidth > e.clientWidth, e.role === 'group' ? e.ariaLabel : null, e.tabIndex === 0]"
        )
        assert (name or "").startswith("Scrollable ") == stop == scrolls
        if scrolls:
            wide += 1
            part.focus()
            page.keyboard.press("ArrowRight")
            wait_until(page, "document.activeElement.scrollLeft > 0")
    assert wide


@pytest.mark.parametrize("path", ["", "network/", "reference/"])
def test_a_heading_s_name_is_its_text(walk, path):
    """As a screen reader lists it: without the sign of the link behind it, which the contents have by keyboard."""
    page = walk(path)
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    names = [node["name"]["value"] for node in tree if not node["ignored"] and node["role"]["value"] == "heading"]
    assert len(names) > 5 and not [name for name in names if "¶" in name]
    addresses = "all => all.map(a => a.getAttribute('href'))"
    signs = page.locator("article h2 > .headerlink").evaluate_all(addresses)
    assert {*signs} <= {*page.locator(".md-nav a").evaluate_all(addresses)}
