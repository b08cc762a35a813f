"""The copy for reading from a disk: make offline."""

import os
from zipfile import ZipFile

import pytest

from conftest import PATIENCE, Copy, ask_search, note_problems, snapshot, wait_until
from gdsite.site.archive import archive


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    """The folder that make offline writes."""
    copy = Copy(tmp_path_factory.mktemp("offline"))
    build = copy.build("-f", "offline.yml")
    assert build.returncode == 0, build.stdout
    return copy.folder / "offline/gradient-descent"


@pytest.fixture
def read(browser, disk):
    """Opens a file of the copy; at the end, nothing may have failed, or been asked of any host."""
    problems, page = [], browser.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    note_problems(page, problems, ("file:", "data:"))

    def open_file(name):
        page.goto(f"file://{disk}/{name}", wait_until="load")
        return page

    yield open_file
    page.close()
    assert not problems


def test_every_page_opens_from_a_disk(read, disk):
    """With its stylesheets, its fonts, its scripts and its formulas; and each links to the next."""
    names = sorted(path.name for path in disk.glob("*.html") if path.name != "404.html")
    assert len(names) > 11
    for name in names:
        page = read(name)
        assert page.locator(".md-header").evaluate("e => getComputedStyle(e).position") == "sticky"
        assert page.locator("html.js").count() == 1
        if page.locator(".katex").count():
            assert page.evaluate("document.fonts.load('16px KaTeX_Main').then(fonts => fonts.length)") == 1
    page = read("index.html")
    page.locator(".md-footer__link--next").click()
    page.wait_for_url("**/loss.html")


@pytest.mark.parametrize(("words", "found"), [("learning rate", "learning-rate.html"), ("0.1(2) = 1.2", "index.html")])
def test_search_works_from_a_disk(read, words, found):
    """Without a server it finds words and formulas, and what it finds opens."""
    page = read("how.html")
    ask_search(page, words)
    page.locator(f".md-search-result__item a[href*='/{found}?h=']").first.click()
    page.wait_for_url(f"**/{found}?h=*")
    assert page.locator("article h1").inner_text().strip("¶")


def test_figures_and_notes_work_from_a_disk(read):
    """A slider moves its figure and is remembered in the address; a number says how it was made."""
    page = read("index.html")
    slider = page.locator("#guess input").first
    before = page.locator("#guess .plot-says").inner_text()
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#guess .plot-says").inner_text() != before
    wait_until(page, "location.search.startsWith('?guess.')")  # once the figure has rested
    state = slider.input_value()
    page.reload()
    assert page.locator("#guess input").first.input_value() == state
    page.locator("article data[data-expression]:visible").first.hover()
    page.locator(".number-note code").wait_for()


def test_the_archive_is_the_folder(disk, tmp_path):
    """Unpacked it is the folder, file by file; written anew, later and by another user, it has the same bytes."""
    first = archive(disk)
    assert first == disk.parent / "gradient-descent.zip"
    with ZipFile(first) as file:
        file.extractall(tmp_path)
    assert snapshot(tmp_path / disk.name) == snapshot(disk)
    for path in tmp_path.rglob("*.html"):
        os.utime(path, (1, 1))
        path.chmod(0o600)
    assert archive(tmp_path / disk.name).read_bytes() == first.read_bytes()
