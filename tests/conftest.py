"""What the tests share: copies of the project, real builds of them, and the published pages."""

import fcntl
import math
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from lxml import html
from mkdocs.config import load_config
from mkdocs.exceptions import BuildError
from mkdocs.structure.files import get_files
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page as MarkdownPage
from playwright.sync_api import Error, sync_playwright

from host import serving

# The same examples each time, however slow the machine is.
settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.load_profile("same")

PROJECT = Path(__file__).parent.parent
MKDOCS = Path(sys.executable).with_name("mkdocs")
CONFIG = load_config(str(PROJECT / "mkdocs.yml"))
FUNCTIONS = CONFIG.plugins["gdsite"].config.functions  # of the article's formulas
PATIENCE = 300  # seconds until what has not come will not come, on a busy machine too; make bench measures how soon
DATE = {"SOURCE_DATE_EPOCH": "1789000000"}  # of what is published: one day in 2026, whenever the tests run
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def listed(nav):
    """The pages of a nav, sections or not, in their order."""
    for entry in nav:
        for page in entry.values() if isinstance(entry, dict) else [entry]:
            yield from listed(page) if isinstance(page, list) else [page]


CHAPTERS = [page.removesuffix(".md") for page in listed(CONFIG.nav)]
_OTHER_CHAPTER = re.compile(r"\]\((?!index)[\w-]+\.md(#[\w-]*)?\)")


class Copy:
    """A copy of the project's sources in a folder of its own, to change and to build; made where it is not there."""

    def __init__(self, folder):
        self.folder, self.site = folder, folder / "site"
        if not (folder / "mkdocs.yml").exists():
            folder.mkdir(parents=True, exist_ok=True)
            for name in ("docs", "gdcore", "overrides"):
                self.take(name)
            for name in ("offline.yml", "mkdocs.yml"):
                shutil.copy(PROJECT / name, folder)

    def take(self, name):
        """Copy a folder of the project; if it is a package, it comes before the one that is installed."""
        shutil.copytree(PROJECT / name, self.folder / name, ignore=shutil.ignore_patterns("__pycache__"))

    def copied(self, folder):
        """Another copy, with what is kept of its build and without its site."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("site"), dirs_exist_ok=True)
        return Copy(folder)

    def keep_only_the_first_page(self):
        """Remove the other chapters, and the links to them: a build then takes a tenth of the time."""
        code = beside("index")
        self.write("docs/index.md", _OTHER_CHAPTER.sub("](index.md)", source_of("index")))
        self.write("docs/index.py", code)
        for page in (self.folder / "docs").glob("*.[mp][dy]"):
            if page.stem != "index":
                page.unlink()
        config = (self.folder / "mkdocs.yml").read_text(encoding="utf-8")
        self.write("mkdocs.yml", re.sub(r"^nav:\n( +- .*\n)+", "", config, flags=re.MULTILINE))
        return self

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if path.suffix == ".md":  # another page, to which the code beside the old one does not belong
            path.with_suffix(".py").unlink(missing_ok=True)

    def replace(self, name, old, new):
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} has {text.count(old)} times {old!r}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def line(self, name, text):
        """Number of the one line that has the text."""
        lines = (self.folder / name).read_text(encoding="utf-8").splitlines()
        (number,) = (n for n, line in enumerate(lines, 1) if text in line)
        return number

    def start(self, *arguments, variables=None, **options):
        """A running mkdocs; what it says goes to one pipe, its stdout."""
        return subprocess.Popen(
            [MKDOCS, *arguments],
            cwd=self.folder, env=environment(self.folder) | (variables or {}), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options,
        )  # fmt: skip

    def build(self, *flags, **options):
        """A finished mkdocs build: its exit status, and what it said, as stdout."""
        process = self.start("build", *flags, **options)
        output, _ = process.communicate(timeout=PATIENCE)
        return subprocess.CompletedProcess(process.args, process.returncode, output)

    def build_well(self, *flags, **options):
        """A build that has to succeed; where it does not, the test fails with what the build said."""
        build = self.build(*flags, **options)
        if build.returncode:
            pytest.fail(f"the site does not build:\n{build.stdout}", pytrace=False)
        return self

    def page(self, name="index.html"):
        return Page(self.site / name)

    def chapter(self, name):
        """The published page of a chapter."""
        return self.page("index.html" if name == "index" else f"{name}/index.html")


def environment(folder):
    """The environment of a user whose packages in this folder come before what is installed."""
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
    return os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": path}


def free_port():
    """The number of a port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


class Page:
    """A published page."""

    def __init__(self, path):
        self.source = path.read_text(encoding="utf-8")
        self.tree = html.fromstring(self.source)
        (self.article,) = self.tree.xpath("//article")

    def formulas(self):
        """TeX of the page's formulas, as it stands in their MathML, blanks evened out."""
        return [" ".join(tex.text.split()) for tex in self.article.iter("annotation")]

    def text(self):
        """What a reader sees of the article, formulas as the characters of their MathML."""
        return visible(self.article)

    def rows(self):
        """The rows of the article's tables, but for those of figures: what a reader sees in their cells."""
        rows = self.article.xpath(".//tr[not(ancestor::*[@class='plot-data'])]")
        return [[visible(cell) for cell in row] for row in rows]


def visible(element):
    """Text of an element as a reader sees it: each formula once, minus signs as hyphens, without soft hyphens."""
    copy = html.fromstring(html.tostring(element, encoding="unicode", with_tail=False))
    for hidden in copy.xpath("//script | //*[@class='katex-html'] | //annotation | //*[@class='headerlink']"):
        hidden.drop_tree()
    return " ".join(copy.text_content().translate({ord("−"): "-", 0xAD: None}).split())


def signs(element):
    """What is seen of a formula, or of a part of it: the stylesheet shows it, and a text is only in the MathML."""
    return "".join(element.xpath("descendant-or-self::*/@data-signs")).replace("\u200b", "")


def network_by_hand(weights, x):
    """Output of the 2-2-1 network for one example, unit by unit, from its weights in a row."""
    w11, w12, w21, w22, b1, b2, v1, v2, c = weights
    a1 = math.tanh(w11 * x[0] + w12 * x[1] + b1)
    a2 = math.tanh(w21 * x[0] + w22 * x[1] + b2)
    return v1 * a1 + v2 * a2 + c


def source_of(name):
    """The Markdown of a chapter."""
    return (PROJECT / f"docs/{name}.md").read_text(encoding="utf-8")


def beside(name):
    """The code beside the Markdown of a chapter; None where there is none."""
    path = PROJECT / f"docs/{name}.py"
    return path.read_text(encoding="utf-8") if path.exists() else None


class Renderer:
    """Pages of a copy of the project as MkDocs renders them, before the theme is put around."""

    def __init__(self, copy):
        self.copy = copy
        config = load_config(str(copy.folder / "mkdocs.yml"))
        config.plugins.on_startup(command="build", dirty=False)
        self.config = config.plugins.on_config(config)
        self.plugin = config.plugins["gdsite"]
        self.build = self.plugin.build
        self.files = get_files(self.config)
        config.plugins.on_nav(get_navigation(self.files, self.config), config=self.config, files=self.files)

    def article(self, name, source, beside=None):
        """The article of a chapter with this source, and this code beside it; BuildError where it is not built."""
        self.plugin.build = self.build  # MkDocs has one plugin for all configurations of a process
        self.copy.write(f"docs/{name}.md", source)
        if beside is not None:
            self.copy.write(f"docs/{name}.py", beside)
        page = MarkdownPage(None, self.files.get_file_from_path(f"{name}.md"), self.config)
        page.read_source(self.config)
        events, context = self.config.plugins, {"page": page, "config": self.config, "files": self.files}
        page.markdown = events.on_page_markdown(page.markdown, **context)
        page.render(self.config, self.files)
        if wrong := self.build.errors.copy():
            self.build.errors.clear()
            raise BuildError("\n".join(wrong))
        content = events.on_page_content(page.content, **context)
        whole = events.on_post_page(content, page=page, config=self.config)  # with what is drawn
        return html.fromstring(f"<article>{whole}</article>")

    def refusal(self, name, source, beside=None):
        """What is said of a chapter with this source, which must not be built."""
        with pytest.raises(BuildError) as refused:
            self.article(name, source, beside)
        return str(refused.value)


def snapshot(site):
    """Every file of a site with its bytes."""
    return {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}


@pytest.fixture(scope="session")
def first_page(tmp_path_factory):
    """A copy of the project with its first page only, built once."""
    return Copy(tmp_path_factory.mktemp("first")).keep_only_the_first_page().build_well()


@pytest.fixture
def copy(first_page, tmp_path):
    """Such a copy for one test, with what is kept of its build: nothing that is the same is made again."""
    return first_page.copied(tmp_path)


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """The project's own site, built once for all tests that only read it, in whichever process they run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder, said = shared / "published", shared / "said"
        if not said.exists():
            said.write_text(Copy(folder).build(variables=DATE).stdout)
    copy = Copy(folder)
    if not copy.site.exists():
        pytest.fail(f"the site does not build:\n{said.read_text()}", pytrace=False)
    return copy


@pytest.fixture(scope="session")
def pages(published):
    """The addresses of all pages."""
    return [f"{path.parent.relative_to(published.site)}/" for path in sorted(published.site.rglob("index.html"))]


@pytest.fixture(scope="session")
def chapter(published):
    """A published chapter by its name, read once for all tests."""
    return cache(published.chapter)


@pytest.fixture(scope="session")
def renderer(tmp_path_factory):
    """Renders pages in this process, in a hundredth of the time that a build of the site takes."""
    return Renderer(Copy(tmp_path_factory.mktemp("rendered")))


# Fixtures of the tests that make check leaves out, and why; other such tests are marked slow("why").
SLOW = dict.fromkeys(("browser", "engine"), "need a browser") | dict.fromkeys(
    ("copy", "first_page", "ways", "wrong", "server", "versions", "disk"), "build sites of their own"
)


def pytest_addoption(parser):
    parser.addoption("--fast", action="store_true", help="leave out what takes long, and say how many tests and why")


def pytest_collection_modifyitems(config, items):
    """With --fast, skip what takes long."""
    for item in items if config.getoption("fast") else ():
        reasons = [SLOW[name] for name in item.fixturenames if name in SLOW]
        reasons += [mark.args[0] for mark in item.iter_markers("slow")]
        if getattr(item.function, "is_hypothesis_test", False):
            reasons.append("draw many examples")
        if reasons:
            item.add_marker(pytest.mark.skip(reason=reasons[0]))


FAILURES = pytest.StashKey()


def cause(report):
    """Why a test has failed, whichever process ran it."""
    return re.sub(r"^\[gw\d+\].*\n", "", report.longreprtext)


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report, config):
    """What fails before a test begins, such as the build of a site that many share, is told by the first one alone."""
    if report.when == "setup" and report.failed:
        told = config.stash.setdefault(FAILURES, {})
        if told.setdefault(cause(report), report.nodeid) != report.nodeid:
            return "not run", "E", "NOT RUN"
    return None


def pytest_terminal_summary(terminalreporter, config):
    """After the tests, what they have recorded, how many were left out and why, and which could not run."""
    for report in terminalreporter.getreports("passed"):
        for name, text in report.user_properties:
            terminalreporter.write_line(f"{name}: {text}")
    left_out = Counter(
        report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.getreports("skipped")
    )
    if left_out:
        reasons = ", ".join(f"{number} {reason}" for reason, number in left_out.most_common())
        terminalreporter.write_line(f"left out: {reasons}")
    for report in terminalreporter.getreports("not run"):
        terminalreporter.write_line(f"NOT RUN {report.nodeid}, as {config.stash[FAILURES][cause(report)]} says")


@pytest.fixture(scope="module")
def browser():
    """Chromium: the one on PATH, or else Playwright's own."""
    with sync_playwright() as playwright:
        installed = shutil.which("chromium") or shutil.which("chromium-browser")
        try:
            browser = playwright.chromium.launch(executable_path=installed, args=FLAGS)
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no Chromium on this machine: {error.message.splitlines()[0]}")
        yield browser
        browser.close()


# When the scripts have run. The network may rest before: on a machine under load, scripts that have arrived wait.
READY = "document.readyState === 'complete'"


def wait_until(page, condition, arg=None):
    """Wait until a JavaScript condition holds. Playwright's own way needs eval, which the site's policy forbids."""
    end = time.monotonic() + PATIENCE
    while not page.evaluate(condition, arg):
        assert time.monotonic() < end, f"{PATIENCE} s without {condition}"
        time.sleep(0.02)


def open_search(page):
    """By its field, which a narrow screen has behind a button; it is empty, also where it kept the words asked last."""
    page.locator(".md-search__input:visible, .search-open:visible").click()
    page.locator(".md-search__input").fill("")
    page.get_by_text("Type to start searching").wait_for()


def ask_search(page, words):
    """Ask the site's search, once and not at each letter, and wait for answers."""
    open_search(page)
    page.keyboard.insert_text(words)
    page.locator(".md-search-result__item").first.wait_for()


@pytest.fixture(scope="session")
def address(published, tmp_path_factory):
    """The published site on a server, under a prefix as on many hosts."""
    folder = tmp_path_factory.mktemp("host")
    (folder / "prefix").symlink_to(published.site)
    with serving(folder) as root:
        yield f"{root}prefix/"


def note_problems(page, problems, own):
    """Writes down what fails in a page, and what it asks of any address that does not begin with its own."""
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "requestfailed",  # aborted is what was still under way when the page was left
        lambda request: request.failure == "net::ERR_ABORTED" or problems.append(f"failed: {request.url}"),
    )
    page.on(
        "request",
        lambda request: request.url.startswith(own) or problems.append(f"asked of another host: {request.url}"),
    )


@pytest.fixture
def visit(browser, address):
    """Opens a page, the first one if not told; at the end, nothing may have failed, or asked another host."""
    problems, contexts = [], []

    def open_page(path="", home=address, **options):
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(1000 * PATIENCE)
        page = context.new_page()
        note_problems(page, problems, (home, "data:", "blob:"))
        page.goto(home + path, wait_until="networkidle")
        page.evaluate("document.fonts.ready")  # text has its size then
        if options.get("java_script_enabled", True):
            wait_until(page, READY)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems
