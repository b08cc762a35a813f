"""The published site in a real browser: light and dark, narrow and wide, with and without JavaScript."""

import pytest

from conftest import ask_search, open_search


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_wider_than_the_page(visit, scheme, width):
    """The page itself never scrolls sideways, and no formula is cut off at its top or bottom."""
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    formulas = page.locator("div.math")
    assert formulas.count() == 8
    for height, whole in formulas.evaluate_all("all => all.map(e => [e.clientHeight, e.scrollHeight])"):
        assert height == whole


def test_the_scheme_follows_the_system_and_the_toggle(visit):
    """Dark where the system is dark; the toggle goes on to light."""
    page = visit(color_scheme="dark")
    body = page.locator("body")
    assert body.get_attribute("data-md-color-scheme") == "slate"
    page.locator("button[title='Switch to light mode']").click()
    assert body.get_attribute("data-md-color-scheme") == "default"


def test_a_page_begins_with_drawer_and_search_closed(visit):
    """Whatever the browser remembers of them, as Firefox does when a page is loaded anew."""
    page = visit()
    opened = {f'id="{name}"': f'id="{name}" checked' for name in ("__drawer", "__search")}

    def remember(route):
        answer = route.fetch()
        text = answer.text()
        for closed, open_ in opened.items():
            text = text.replace(closed, open_, 1)
        route.fulfill(response=answer, body=text)

    page.route(page.url, remember)
    page.reload(wait_until="load")
    assert page.locator("#__drawer[checked], #__search[checked]").count() == 2, "the answer was changed"
    assert page.locator("#__drawer:checked, #__search:checked").count() == 0


def test_formulas_are_set_in_katex_fonts(visit):
    """The fonts are the site's own, and have arrived."""
    page = visit()
    loaded = page.evaluate("[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)")
    assert {*loaded} >= {"KaTeX_Main", "KaTeX_Math"}


def test_without_javascript_the_page_reads_the_same(visit):
    """Every formula is there, and no raw TeX."""
    page, bare = visit(), visit(java_script_enabled=False)
    page.evaluate("document.querySelectorAll('.plot-controls').forEach(part => part.remove())")  # they need it
    visible = bare.locator("article").inner_text()
    assert visible == page.locator("article").inner_text()
    assert "1.6" in visible
    assert "\\" not in visible and "$" not in visible


@pytest.mark.parametrize(
    ("words", "section"),
    [
        ("learning rate", "one-step"),
        ("f(x, w) = xw", "two-variables"),
        ("0.1(2) = 1.2", "one-step"),
        ("l(2, 1, 4)", "the-loss"),
        ("2/8 = 0.25", "curvature"),
    ],
)
def test_search_finds_words_and_formulas(visit, words, section):
    """Typed as it is read, a formula leads to its section; no TeX is in the results."""
    page = visit()
    ask_search(page, words)
    assert page.locator(f".md-search-result__item a[href*='#{section}']").count() == 1
    assert "\\" not in page.locator(".md-search-result__item").first.inner_text()


def test_search_leads_to_chapters_first(visit):
    """What explains a word comes before what lists the functions that have it in their names."""
    page = visit()
    for words in ("gradient", "learning rate", "linear"):
        ask_search(page, words)
        found = page.locator(".md-search-result__item > a:first-child").evaluate_all("all => all.map(a => a.pathname)")
        listed = ["/reference/" in path for path in found]
        assert any(listed) and listed == sorted(listed), words


def test_search_bears_the_article_s_numerals(visit):
    """Each digit can be typed, as the beginning of whatever numeral; the engine makes no error of it."""
    page = visit()
    open_search(page)
    for digit in "0123456789":
        page.keyboard.type(digit)
        page.locator(".md-search-result__item a[href*='h=']").first.wait_for()
        page.keyboard.press("Backspace")
        page.get_by_text("Type to start searching").wait_for()


FOUND = """([words, asked]) => new Promise(resolve => {
    const { base, search } = JSON.parse(document.getElementById("__config").textContent)
    const worker = new Worker(new URL(base + "/javascripts/search-worker.js?", location) + new URL(search, location))
    const docs = words.map(word => ({ location: word, title: word, text: "" })), found = []
    const config = { lang: ["en"], separator: " ", pipeline: [], fields: { title: { boost: 1 }, text: { boost: 1 } } }
    worker.onmessage = ({ data: { data } }) => {
        if (data) found.push(data.items.length)
        if (found.length < asked.length) worker.postMessage({ type: 2, data: asked[found.length] })
        else resolve(found)
    }
    worker.postMessage({ type: 0, data: { config, docs, options: {} } })
})"""


def test_search_finds_any_numerals(visit):
    """A thousand fifth powers in binary: found are all that begin so; without its mending, the engine finds none."""
    numerals = [f"{n**5:b}" for n in range(1, 1001)]
    typed = ["1", "10", "11", "1011"]
    assert visit().evaluate(FOUND, [numerals, typed]) == [sum(n.startswith(t) for n in numerals) for t in typed]


def test_search_does_not_find_what_is_not_there(visit):
    """So that a result means something."""
    page = visit()
    open_search(page)
    page.keyboard.type("photosynthesis")
    page.get_by_text("No matching documents").wait_for()


def test_a_listing_can_be_copied(visit):
    """The copy button puts the listing on the clipboard, to the letter."""
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    page.locator(".highlight").first.hover()
    page.get_by_role("button", name="Copy").first.click()
    page.get_by_role("status").get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("from gdcore import linear")
    assert "w, r = 1, 0.1" in copied
