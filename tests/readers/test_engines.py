"""The published site in Firefox and in WebKit, as readers use it; in Chromium the other tests use it."""

import os
from contextlib import closing, contextmanager
from http import HTTPStatus
from pathlib import Path

import pytest
from lxml import html

from host import Quiet, serving
from webdriver import Firefox, Missing, WebKit

ENGINES = {"firefox": Firefox, "webkit": WebKit}

# Tells what goes wrong in a page, from before its first line on.
WATCH = """
const tell = (...problem) => navigator.sendBeacon("/problem", [location.pathname, ...problem].join(" "))
addEventListener("error", ({ message, target }) => tell(message ?? target.outerHTML), true)
addEventListener("unhandledrejection", ({ reason }) => tell(reason))
addEventListener("securitypolicyviolation", (refused) => tell(refused.effectiveDirective, refused.blockedURI))
for (const kind of ["error", "warn"]) console[kind] = tell
if (name === "blocked") // as with all cookies blocked: the browser throws at the name alone
  Object.defineProperty(window, "localStorage", { get() { throw new DOMException("", "SecurityError") } })
addEventListener("pageshow", ({ persisted }) => document.documentElement.dataset.persisted = persisted)
"""
# Of any width, which a window has not.
FRAME = """<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,">
<body style="margin: 0"><iframe height="800" style="border: 0"></iframe>"""


class Watched(Quiet):
    """A host whose pages tell it what goes wrong in them, as it does itself what they ask in vain."""

    problems: list[str]

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if self.path.split("?")[0].endswith("/") else path
        if self.path == "/watch.js":
            self.give(WATCH, "text/javascript")
        elif self.path == "/frame":
            self.give(FRAME, "text/html")
        elif self.path == "/favicon.ico":  # which browsers ask for by themselves
            self.give("", "image/svg+xml")
        elif path.suffix == ".html" and path.exists():
            page = path.read_text(encoding="utf-8")
            self.give(page.replace("<meta", '<script src="/watch.js"></script><meta', 1), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def do_POST(self):
        self.problems.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(HTTPStatus.NO_CONTENT)
        self.end_headers()

    def give(self, text, kind):
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def send_error(self, code, *arguments, **options):
        self.problems.append(f"{self.path}: {code}")
        super().send_error(code, *arguments, **options)


@pytest.fixture(scope="module")
def host(published, tmp_path_factory):
    """The address of the published site on such a host, and the list of all that goes wrong."""
    folder, problems = tmp_path_factory.mktemp("watched"), []
    (folder / "prefix").symlink_to(published.site)
    with serving(folder, type("Host", (Watched,), {"problems": problems})) as root:
        yield f"{root}prefix/", problems


def started(engine, **settings):
    """A browser of its own, where its programs are installed."""
    try:
        return ENGINES[engine](**settings)
    except Missing as program:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no {program} on this machine")


@pytest.fixture(scope="module")
def running():
    """Browsers that have been started, by their names."""
    browsers = {}
    yield browsers
    for browser in browsers.values():
        browser.close()


@contextmanager
def firefox(host, settings):
    """A Firefox with settings of its own, at the first page."""
    with closing(started("firefox", **settings)) as browser:
        browser.home, problems = host
        browser.open(browser.home)
        yield browser
        assert problems == []


@pytest.fixture(params=ENGINES)
def engine(request, running, host):
    """Firefox or WebKit, at the first page; at the end, nothing may have gone wrong in any page that it has shown."""
    address, problems = host
    if request.param not in running:
        running[request.param] = started(request.param)
    browser = running[request.param]
    browser.home = address
    browser.open(address)
    browser.run("localStorage.clear()")
    yield browser
    browser.open("about:blank")
    found, problems[:] = problems[:], []
    assert found == []


def choose_scheme(engine, scheme):
    """By the palette's button, which goes from one to the next."""
    while engine.run("return document.body.dataset.mdColorScheme") != scheme:
        engine.click("[data-md-component=palette] button:not([hidden])")


# Loads a page into a frame and tells, width by width, what of it does not fit, and which formulas are not set.
LOOK = """return (async (page, widths, scheme) => {
const frame = document.querySelector("iframe")
frame.width = widths[0]
await new Promise((resolve) => { frame.onload = resolve; frame.src = page })
const { document: shown } = frame.contentWindow
await shown.fonts.ready
for (const answer of shown.querySelectorAll("details")) answer.open = true
const problems = []
const say = (...problem) => problems.push([page, ...problem].join(" "))
if (shown.body.dataset.mdColorScheme !== scheme) say("is", shown.body.dataset.mdColorScheme)
for (const width of widths) {
  frame.width = width
  await new Promise(requestAnimationFrame)
  const { scrollWidth, clientWidth } = shown.documentElement
  if (scrollWidth > clientWidth) say(width, "scrolls to", scrollWidth)
  for (const formula of shown.querySelectorAll("article .katex:not(tspan)"))
    if (formula.checkVisibility() && !(formula.getBoundingClientRect().height > 5)) say(width, formula.textContent)
  for (const display of shown.querySelectorAll("div.math"))
    if (display.clientHeight !== display.scrollHeight) say(width, "cut off", display.textContent)
}
return [problems, shown.querySelectorAll("article .katex:not(tspan)").length]
})(...arguments)"""


FORMULAS = "count(//article//*[contains(concat(' ', @class, ' '), ' katex ')][not(self::tspan)])"


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_every_page_is_whole(engine, published, pages, scheme):
    """At each width nothing scrolls sideways, each formula of the HTML has its height, and nothing goes wrong."""
    choose_scheme(engine, scheme)
    engine.open(engine.home.replace("prefix/", "frame"))
    wrong = []
    for page in pages:
        problems, formulas = engine.run(LOOK, engine.home + page, [1280, 375, 320], scheme)
        wrong += problems
        written = html.parse(published.site / page / "index.html").xpath(FORMULAS)
        if formulas != written:
            wrong.append(f"{page} shows {formulas} formulas of {written}")
    assert wrong == []


SLIDER = "#bowl input"


def value(engine, selector=SLIDER):
    return int(engine.run("return document.querySelector(arguments[0]).value", selector))


def test_a_slider_moves_by_mouse_and_keys(engine):
    """Pressed, dragged, and by arrow keys; what is said and the address follow."""
    engine.open(engine.home + "loop/")
    first = value(engine)
    engine.point(SLIDER, 0.1, 0.9)
    dragged = value(engine)
    engine.press("Left")
    assert first < dragged
    assert value(engine) == dragged - 1
    engine.until("location.search.includes('bowl.')")


def test_an_arrow_key_can_be_held(engine):
    """The address, which WebKit changes at most a hundred times in ten seconds, waits for the last state."""
    engine.open(engine.home + "loop/")
    engine.point(SLIDER, 0.02)
    engine.press(*["Right", "Left"], times=120)
    engine.press("Right")
    engine.until("location.search.includes('bowl.')")


NUMBER = "[data-expression='w_next:g']"


def test_the_note_of_a_number_leads_to_its_listing(engine):
    """Each time, by the mouse; and by keyboard, once numbers are marked, into the note and out of it."""
    for _ in range(2):
        engine.run("scrollTo(0, document.body.scrollHeight)")
        engine.click(NUMBER)
        engine.click(".number-note a")
        engine.until("location.hash === '#__listing-1'")
        engine.until("Math.abs(document.getElementById('__listing-1').getBoundingClientRect().top) < 200")
    engine.click(".number-switch")
    engine.run("document.querySelector(arguments[0]).focus()", f"data{NUMBER}")
    engine.press("Enter")
    engine.until("document.activeElement.closest('.number-note')")
    engine.press("Escape")
    engine.until("document.activeElement.matches('data[data-expression]')")


def test_the_search_leads_to_what_it_finds(engine):
    """Typed and chosen by keyboard; the words are marked where it leads."""
    engine.click(".md-search__input")
    engine.press(*"learning")
    engine.until("document.querySelector('.md-search-result__item')")
    engine.press("Enter")
    engine.until("location.search.includes('h=') && document.querySelector('article mark')")


def test_the_chosen_scheme_is_kept(engine):
    """Dark, on the next page, too."""
    choose_scheme(engine, "slate")
    engine.open(engine.home + "loop/")
    assert engine.run("return document.body.dataset.mdColorScheme") == "slate"


def test_the_drawer_opens_and_gives_the_focus_back(engine):
    """On a screen of 375 pixels: nothing but it can be reached while it is open, and Escape leads back."""
    engine.open(engine.home.replace("prefix/", "frame"))
    engine.run(
        "const [page] = arguments, frame = document.querySelector('iframe'); frame.width = 375;"
        "return new Promise((resolve) => { frame.onload = resolve; frame.src = page })",
        engine.home,
    )
    engine.command("SwitchToFrame", id=0)
    engine.click(".drawer-open")
    engine.until("document.activeElement.matches('.drawer-close')")
    assert engine.run("return document.querySelector('.md-content').inert")
    engine.press("Escape")
    engine.until("document.activeElement.matches('.drawer-open')")
    assert not engine.run("return document.querySelector('.md-content').inert")


LEFT = """[scrollY, [...document.querySelectorAll("article details")].map((answer) => answer.open).join(),
[...document.querySelectorAll("article input")].map((slider) => slider.value).join()].join("; ")"""


def test_back_shows_a_page_as_it_was_left(engine):
    """Place, sliders and open answers; and where it has the time for it, the browser has kept the page itself."""
    engine.open(engine.home + "loop/")
    engine.point(SLIDER, 0.9)
    engine.until("location.search.includes('bowl.')")
    engine.click("article details summary")
    engine.run("scrollTo(0, 2000)")
    left = engine.run(f"return {LEFT}")
    for _ in range(20):
        engine.run("document.querySelector('.md-footer__link--next').click()")
        engine.until("location.pathname.endsWith('learning-rate/') && document.readyState === 'complete'")
        engine.back()
        engine.until("location.pathname.endsWith('loop/') && document.readyState === 'complete'")
        assert engine.run(f"return {LEFT}") == left
        if engine.run("return document.documentElement.dataset.persisted") == "true":
            return
    pytest.fail("the browser never kept the page")


def forget(browser):
    """Use what is else kept: scheme, switch and search work, and a page that is loaded anew knows nothing of it."""
    before = browser.run("return document.body.dataset.mdColorScheme")
    other = {"default": "slate", "slate": "default"}[before]
    choose_scheme(browser, other)
    browser.click(".number-switch")
    browser.until("document.querySelectorAll('data[role=button]').length > 10")
    test_the_search_leads_to_what_it_finds(browser)
    browser.open(browser.home)
    assert browser.run("return document.body.dataset.mdColorScheme") == before
    assert browser.run("return document.querySelector('.number-switch').ariaChecked") == "false"


def test_all_works_where_nothing_is_kept(engine):
    """As with all cookies blocked."""
    engine.run("window.name = 'blocked'")
    engine.open(engine.home)
    forget(engine)
    engine.run("window.name = ''")


def test_all_works_in_firefox_with_cookies_blocked(host):
    """By its own setting, which blocks all that a page could keep."""
    with firefox(host, {"network.cookie.cookieBehavior": 2}) as browser:
        assert browser.run("try { localStorage } catch { return true }")
        forget(browser)


FORCED = {
    "browser.display.document_color_use": 2,
    "browser.display.use_system_colors": False,
    "browser.display.background_color": "#000000",
    "browser.display.foreground_color": "#ffff00",
    "ui.systemUsesDarkTheme": 1,
}
# The color of each thing that is seen in drawings, and what tells the current row.
DRAWN = """
const colors = new Set(), tables = [...document.querySelectorAll(".plot-data tr[aria-current=true]")]
for (const part of document.querySelectorAll(".plot svg *"))
  for (const property of ["fill", "stroke"]) colors.add(getComputedStyle(part)[property])
return [[...colors], tables.map((row) => getComputedStyle(row).outlineStyle)]
"""


def test_drawings_have_the_colors_that_a_reader_forces(host):
    """Yellow on black, whatever palette is chosen: all of a drawing in these two, and the current row in a frame."""
    with firefox(host, FORCED) as browser:
        choose_scheme(browser, "default")
        browser.open(browser.home + "loop/")
        assert browser.run("return matchMedia('(forced-colors: active)').matches")
        colors, frames = browser.run(DRAWN)
    assert {*colors} - {"none", "rgba(0, 0, 0, 0)"} == {"rgb(255, 255, 0)", "rgb(0, 0, 0)"}
    assert frames and {*frames} == {"solid"}


HEADINGS = "//article//*[self::h2 or self::h3]"
COUNTS = [f"count(//article//{tag})" for tag in ("math", "table", "svg[@role]//*")]


def told(page):
    """The headings below a page's title, and how many formulas, tables and parts of drawings it has."""
    tree = html.fromstring(page)
    return [heading.text_content().rstrip("¶") for heading in tree.xpath(HEADINGS)], [
        tree.xpath(count) for count in COUNTS
    ]


def test_the_reader_of_firefox_leaves_nothing_out(host, published, pages):
    """It drops headings whose ids have a word such as hidden or author, and what is twice there."""
    with firefox(host, {}) as browser:
        for page in pages:
            read = browser.read_as_article(browser.home + page)
            assert told(read) == told((published.site / page / "index.html").read_text("utf-8")), page


# What is seen of drawings and icons without a stylesheet.
BARE = """
for (const sheet of document.styleSheets) sheet.disabled = true
const wide = [...document.querySelectorAll("svg")].filter((drawing) =>
  drawing.getBoundingClientRect().width > drawing.viewBox.baseVal.width + 1)
const shapes = [...document.querySelectorAll(".plot svg :is(path, circle, rect:not(clipPath *), text)")]
const wrong = shapes.filter((shape) => {
  const { fill, stroke } = getComputedStyle(shape)
  const hollow = /fill-(none|paper)/.test(shape.getAttribute("class"))
  return hollow === (fill !== "none") || (hollow && stroke === "none") || (shape.matches("text") && stroke !== "none")
})
return [shapes.length, [...wide, ...wrong].map((part) => part.outerHTML.slice(0, 200))]
"""


def test_drawings_can_be_read_without_styles(engine):
    """Lines are lines and not black areas, and neither drawings nor icons are larger than they were drawn."""
    engine.open(engine.home + "loop/")
    shapes, wrong = engine.run(BARE)
    assert shapes > 30
    assert wrong == []
