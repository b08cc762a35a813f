"""What a first visit weighs, that nothing shifts while it arrives, and that nothing needed is left out."""

import importlib.util
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from conftest import PATIENCE, PROJECT, READY, ask_search, wait_until
from gdsite.formulas import katex
from host import Compressed, sent, serving

CHAPTERS = [page.stem for page in sorted((PROJECT / "docs").glob("*.md"))]


@pytest.fixture(scope="module")
def hosted(published):
    """The published site at the root of a host that compresses."""
    with serving(published.site, Compressed) as address:
        yield address


# From before load: how far things have moved, and which fonts were there when the first text was painted.
WATCH = """
window.shifts = 0
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) shifts += entry.value
}).observe({ type: "layout-shift", buffered: true })
new PerformanceObserver(() => {
  window.fontsAtPaint ??= [...document.fonts].filter((font) => font.status === "loaded").map((font) => font.family)
}).observe({ type: "paint", buffered: true })
"""


def first_visit(browser, address, width=1280, kilobytes_a_second=None):
    """A page with nothing in the cache, when all has arrived; and the paths of all that it asked for."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.set_default_timeout(1000 * PATIENCE)
    context.add_init_script(WATCH)
    asked = []
    context.on("request", lambda request: asked.append(urlsplit(request.url)))
    page = context.new_page()
    if kilobytes_a_second:
        network = context.new_cdp_session(page)
        limits = {"offline": False, "latency": 150, "uploadThroughput": -1}
        throughput = {"downloadThroughput": kilobytes_a_second * 1000}
        network.send("Network.emulateNetworkConditions", limits | throughput)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page, [url.path for url in asked if url.scheme == "http"]


def still_visit(browser, *arguments, **options):
    """What shifts in a first visit, the fonts at its first paint, and the number of formulas.

    A browser on a busy machine may paint while it has read half of a formula, which then moves. What the page itself
    moves, it moves each time: so the stillest of three visits counts.
    """
    for _ in range(3):
        page, _ = first_visit(browser, *arguments, **options)
        found = page.evaluate("[shifts, fontsAtPaint, document.querySelectorAll('.katex').length]")
        page.context.close()
        if found[0] <= 0.01:
            break
    return found


def weights(site, paths):
    """Bytes of each file as a host sends it compressed, without headers; the icon is asked for by every browser."""
    files = {path: site / path.removeprefix("/") for path in {*paths, "/assets/favicon.svg"}}
    return {path: len(sent(file / "index.html" if file.is_dir() else file)) for path, file in files.items()}


def test_the_first_page_weighs_at_most_100_kb_in_12_requests(browser, hosted, published, record_property):
    """All that a first visit to the article asks for, until nothing more comes."""
    page, paths = first_visit(browser, hosted)
    page.context.close()
    found = weights(published.site, paths)
    record_property("first visit", f"{sum(found.values())} bytes in {len(found)} requests")
    assert len(paths) == len(set(paths)), "asked for twice"
    assert len(found) <= 12, found
    assert sum(found.values()) <= 100_000, found


def test_a_chapter_weighs_at_most_150_kb(browser, hosted, published, record_property):
    """What the first page loads is what every page loads, beside itself: the heaviest one shows it."""
    page, paths = first_visit(browser, hosted)
    page.context.close()
    shared = set(paths) - {"/"}
    pages = {name: published.site / ("" if name == "index" else name) / "index.html" for name in CHAPTERS}
    heaviest = max(pages, key=lambda name: len(sent(pages[name])))
    page, paths = first_visit(browser, f"{hosted}{heaviest}/")
    page.context.close()
    assert set(paths) - {f"/{heaviest}/"} == shared
    total = sum(weights(published.site, paths).values())
    record_property("heaviest chapter", f"{heaviest}, {total} bytes")
    assert total <= 150_000


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", CHAPTERS)
def test_nothing_shifts(browser, hosted, name, width):
    """Cumulative layout shift of at most 0.01 on every page; and formulas are in their fonts at the first paint."""
    shifts, fonts, formulas = still_visit(browser, hosted + ("" if name == "index" else f"{name}/"), width)
    assert shifts <= 0.01
    assert "KaTeX_Main" in fonts or not formulas


@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_shifts_on_a_slow_network(browser, hosted, width):
    """Where each part comes late, the heaviest page stands still, too."""
    shifts, fonts, _ = still_visit(browser, f"{hosted}network/", width, kilobytes_a_second=50)
    assert shifts <= 0.01
    assert "KaTeX_Main" in fonts


def test_a_shift_is_seen(browser, hosted):
    """So that no shift means something."""
    page, _ = first_visit(browser, hosted)
    page.evaluate("document.querySelector('article').prepend(document.querySelector('.plot'))")
    wait_until(page, "shifts > 0.01")
    page.context.close()


def stylesheets():
    """The stylesheets as the theme, KaTeX and the author wrote them."""
    theme = Path(importlib.util.find_spec("material").origin).parent / "templates/assets/stylesheets"
    settings = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    named = [PROJECT / "docs" / name for name in re.findall(r"- (stylesheets/[a-z]+\.css)", settings)]
    own = [katex.DISTRIBUTION / "katex.min.css", *named]
    sheets = [*sorted(theme.glob("*.min.css")), *own]
    assert len(named) == 8 and len(sheets) == 11
    return "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


# Rules of the whole stylesheet that are not in the published one; and which of them an element would have.
READ_RULES = """async ([whole, path]) => {
  const rules = (list) => [...list].flatMap((rule) => rule.selectorText ?? rules(rule.cssRules ?? []))
  const sheet = async (text) => rules((await new CSSStyleSheet().replace(text)).cssRules)
  const published = new Set(await sheet(await (await fetch(path)).text()))
  const lost = [...new Set(await sheet(whole))].filter((selector) => !published.has(selector))
  window.lost = lost
  return [lost.length, published.size]
}"""
MISSED = """() => lost.filter((selector) => {
  const states = /::?(before|after|placeholder|marker|backdrop|selection|-[\\w-]+|hover|focus(-[\\w]+)?|active|target)/g
  return document.querySelector(selector.replace(states, "").replace(/(^|[\\s>+~,])(?=$|[>+~,])/g, "$1*"))
})"""


# Each rule of a stylesheet in the browser's words, between what opens and closes the groups that it is in.
READ_TEXTS = """async (text) => {
  const read = (list) => [...list].flatMap((rule) => rule.cssRules?.length && !rule.selectorText
    ? [rule.cssText.split("{")[0], ...read(rule.cssRules), "}"]
    : [rule.cssText])
  return read((await new CSSStyleSheet().replace(text)).cssRules)
}"""


def test_a_rule_says_what_it_said(browser, published):
    """What a browser reads of the published stylesheet, it reads in the same order of what its authors wrote.

    Apart from rules that set custom properties, of which some go; fonts; and classes that were style attributes.
    """
    page = browser.new_page()
    site = (published.site / "assets/site.css").read_text(encoding="utf-8")
    whole, found = (iter(page.evaluate(READ_TEXTS, text)) for text in (stylesheets(), site))
    page.close()
    same = [text for text in found if not re.search(r"--[\w-]+: |font/woff2|\\:", text)]
    assert len(same) > 500
    assert next((text for text in same if text not in whole), None) is None  # each is looked for behind the last one


def test_no_rule_is_missed(browser, hosted):
    """What was left out of the stylesheets matches nothing: on no page as it is, nor with all of it in use."""
    page, _ = first_visit(browser, hosted)
    for name in CHAPTERS:
        page.goto(hosted + ("" if name == "index" else f"{name}/"), wait_until="load")
        lost, kept = page.evaluate(READ_RULES, [stylesheets(), "/assets/site.css"])
        assert lost > 500 < kept
        assert page.evaluate(MISSED) == [], name
    ask_search(page, "rate")
    page.locator(".number-switch").click(force=True)
    assert page.evaluate(MISSED) == []
    page.context.close()


def test_scripts_restyle_a_page_about_once(browser, hosted, record_property):
    """Once they have arrived, at most about all of it once: a palette that they set would make it twice."""
    context = browser.new_context()
    page = context.new_page()
    session, events, end = context.new_cdp_session(page), [], []
    session.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
    session.on("Tracing.tracingComplete", lambda how: end.append(how))
    session.send("Tracing.start", {"traceConfig": {"includedCategories": ["devtools.timeline"]}})
    page.goto(hosted, wait_until="networkidle")
    wait_until(page, READY)
    elements = page.locator("*").count()
    session.send("Tracing.end")
    while not end:
        page.wait_for_timeout(20)
    context.close()
    start = min(e["ts"] for e in events if e["name"] == "EvaluateScript" and ".js" in e["args"]["data"]["url"])
    styled = [e["args"] for e in events if e["name"] == "UpdateLayoutTree" and e["ts"] > start]
    restyled = sum(each.get("elementCount", 0) for each in styled)  # none where it was under way at the end
    record_property("elements restyled", f"{restyled / elements:.2f} times")
    assert restyled < 1.2 * elements


def test_no_empty_folder_is_published(published):
    """Where all stylesheets are one, nothing is left of the others."""
    assert [path for path in published.site.rglob("*") if path.is_dir() and not any(path.iterdir())] == []
