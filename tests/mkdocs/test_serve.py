"""mkdocs serve, as a real process: what is shown is never stale, and an error is on screen."""

import re
import signal
import threading
import time
import urllib.error
import urllib.request
from functools import partial

import pytest

from conftest import PATIENCE, Copy, free_port


class Server:
    """A running mkdocs serve on a copy of the project."""

    def __init__(self, copy, *flags):
        self.copy = copy
        self.port = free_port()
        # Tests that run in the background ignore SIGINT, and so would what they start.
        hear = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
        self.process = copy.start("serve", "--dev-addr", f"127.0.0.1:{self.port}", *flags, preexec_fn=hear)
        self.log = ""
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        with self.process.stdout:
            for line in self.process.stdout:
                self.log += line

    def get(self, path=""):
        """Status and text of a page, the first one by default; None while there is no answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except (urllib.error.URLError, OSError):
            return None, ""

    def until(self, status, text, without=None, path=""):
        """Ask until the page has this status and text, and not the other; fail when time is over."""
        end = time.monotonic() + PATIENCE
        while True:
            found = self.get(path)
            if found[0] == status and text in found[1] and not (without and without in found[1]):
                return found[1]
            if time.monotonic() > end:
                shown = re.sub(r"\s+", " ", found[1])[:500]
                pytest.fail(f"after {PATIENCE} s: {found[0]}, without {text!r}: {shown}\n{self.log}")
            time.sleep(0.05)

    def until_logged(self, pattern, start=0):
        """Wait until the log has this, from a place on: its lines come through a pipe."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, self.log[start:]):
            assert time.monotonic() < end, f"no {pattern} in {self.log[start:]}"
            time.sleep(0.05)

    def stop(self):
        self.process.send_signal(signal.SIGINT)  # as an author does, so that it tidies up
        self.process.wait(PATIENCE)
        self.reader.join()


# A page that claims nothing: with every other one, an edit of gdcore makes some claim false.
FRESH_PAGE = """---
title: Fresh
---
The error: {{ half_squared_error(f, t):g }}.

```python exec="on"
from gdcore import half_squared_error

f, t = 0, 4
```
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    copy = Copy(tmp_path_factory.mktemp("serve")).keep_only_the_first_page()
    copy.write("docs/fresh.md", FRESH_PAGE)
    server = Server(copy)
    server.until(200, ">1.6<")
    yield server
    server.stop()


@pytest.mark.parametrize(
    ("file", "old", "new", "shown"),
    [
        # 1 + 0.15 · 2 = 1.3
        ("docs/index.md", "w, r = 1, 0.1", "w, r = 1, 0.15", ">1.3<"),
        ("docs/index.md", "What happens next?", "And now?", "And now?"),
        ("docs/index.py", "Guess the weight", "Guess a weight", "Guess a weight"),
        ("overrides/main.html", 'property="og:type"', 'property="og:kind"', "og:kind"),
        ("mkdocs.yml", "permalink: true", "permalink: §", "§"),
    ],
)  # fmt: skip
def test_an_edit_shows_and_its_undoing_too(server, file, old, new, shown):
    """Of the page, the code beside it, a template and the settings."""
    server.copy.replace(file, old, new)
    server.until(200, shown)
    server.copy.replace(file, new, old)
    server.until(200, ">1.6<", without=shown)


def test_the_author_s_pages_have_no_policy(server):
    """What reloads them is a script that MkDocs writes into each answer: no hash in the page could name it."""
    page = server.until(200, ">1.6<")
    assert "<script>\nvar livereload" in page
    assert "Content-Security-Policy" not in page


def test_an_edit_of_the_mathematics_shows_and_its_undoing_too(server):
    """4² / 2 = 8, and 4² / 8 = 2: the same size and perhaps the same second, but a new number."""
    server.until(200, ">8<", path="fresh/")
    server.copy.replace("gdcore/losses.py", "** 2 / 2", "** 2 / 8")
    server.until(200, ">2<", path="fresh/")
    server.copy.replace("gdcore/losses.py", "** 2 / 8", "** 2 / 2")
    server.until(200, ">8<", path="fresh/")


def test_an_edit_of_what_the_mathematics_has_read_shows(server):
    """A file that gdcore reads once in a process: it is loaded anew when that file is another one."""
    files = {
        "gdcore/table.py": "from functools import cache\nfrom pathlib import Path\n\n\n@cache\ndef table():\n"
        "    return int(Path(__file__).parent.with_name('docs').joinpath('table.txt').read_text())\n",
        "docs/table.txt": "5",
        "docs/table.md": 'It is {{ table() }}.\n\n```python exec="on"\nfrom gdcore.table import table\n```\n',
    }
    for name, text in files.items():
        server.copy.write(name, text)
    for number in "5795":
        server.copy.write("docs/table.txt", number)
        server.until(200, f">{number}<", path="table/")
    for name in files:
        (server.copy.folder / name).unlink()
    server.until(404, "", path="table/")


def test_a_reload_keeps_the_readers_place(server, browser):
    """Scrolled to the middle of a page, its author sees the edit there, and not the page's top."""
    server.until(200, ">1.6<")
    page = browser.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    try:
        page.goto(f"http://127.0.0.1:{server.port}/", wait_until="load")
        page.evaluate("scrollTo(0, 1500)")
        page.wait_for_function("scrollY === 1500")
        server.copy.replace("docs/index.md", "What happens next?", "And now?")
        page.wait_for_function("document.body.innerText.includes('And now?')")
        page.wait_for_function("scrollY === 1500")
    finally:
        page.close()
        server.copy.replace("docs/index.md", "And now?", "What happens next?")
        server.until(200, ">1.6<", without="And now?")


@pytest.mark.parametrize(
    ("file", "old", "new", "error"),
    [
        ("docs/index.md", "to {{ after:g }}.\nAnd", "to {{ aftr:g }}.\nAnd", "NameError: name &#x27;aftr"),
        ("docs/index.md", "assert output < t and", "assert output > t and", "assert output &gt; t"),
        ("docs/index.md", "output = linear", "raise SystemExit; output = linear", "SystemExit"),
        ("docs/index.md", r"\frac{-xh}{h}", r"\frc{-xh}{h}", r"Undefined control sequence: \frc"),
        ("docs/index.md", "# What happens next?", "# [What](gone.md)", "gone.md: there is no such file"),
        ("gdcore/losses.py", "def signed_error(", "def signed_error((", "SyntaxError"),
        ("gdcore/descent.py", "w - learning_rate", "w + learning_rate", "assert w &lt; w_next"),
        ("mkdocs.yml", "name: material", "name: immaterial", "Unrecognised theme name"),
    ],
)  # fmt: skip
def test_a_broken_edit_shows_its_error_and_the_mended_one_recovers(server, file, old, new, error):
    """On screen, in the log, with its place; then the page is back."""
    before = len(server.log)
    server.copy.replace(file, old, new)
    shown = server.until(500, error)
    assert "The build failed" in shown
    if file == "docs/index.md":
        assert re.search(r"docs/index\.md:\d+: ", shown)
        server.until_logged(r"docs/index\.md:\d+: ", before)
    server.copy.replace(file, new, old)
    server.until(200, ">1.6<")


@pytest.mark.slow("build sites of their own")
def test_an_edit_shows_in_the_whole_article(tmp_path):
    """All chapters, as their author serves them: a page's edit, a docstring's, and one of gdcore."""
    copy = Copy(tmp_path)
    server = Server(copy)
    try:
        server.until(200, ">1.6<")
        copy.replace("docs/loss.md", "## The next steps", "## How it goes on")
        server.until(200, "How it goes on", path="loss/")
        copy.replace("gdcore/descent.py", "How a descent ended.", "How it ended.")
        server.until(200, "How it ended.", path="reference/")
        copy.replace("gdcore/descent.py", "w - learning_rate", "w + learning_rate")
        server.until(500, "is false")
        copy.replace("gdcore/descent.py", "w + learning_rate", "w - learning_rate")
        server.until(200, "How it goes on", path="loss/")
    finally:
        server.stop()


def test_a_server_that_starts_with_an_error_recovers(copy):
    """The first build may fail: its error is on screen, and goes when it is mended."""
    copy.replace("docs/index.md", "assert output < t and", "assert output > t and")
    server = Server(copy)
    try:
        server.until(500, "assert output &gt; t")
        server.until_logged("assert output > t")
        copy.replace("docs/index.md", "assert output > t and", "assert output < t and")
        server.until(200, ">1.6<")
    finally:
        server.stop()


@pytest.mark.parametrize("flags", [(), ("--no-livereload",), ("--dirty",)], ids=" ".join)
def test_every_edit_shows_whatever_the_flags(copy, tmp_path_factory, flags):
    """Behind symbolic links, of which the system tells nothing, too; and after a build in the folder that is served."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "notes").mkdir()
    for name in ("linked.md", "notes/note.md"):
        (outside / name).write_text("# Page\n\nIt is old.\n")
    (copy.folder / "docs/linked.md").symlink_to(outside / "linked.md")
    (copy.folder / "docs/notes").symlink_to(outside / "notes")
    server = Server(copy, *flags)
    try:
        server.until(200, "It is old", path="linked/")
        for name in ("linked", "notes/note"):
            (outside / f"{name}.md").write_text("# Page\n\nIt is new.\n")
            server.until(200, "It is new", path=f"{name}/")
        copy.replace("docs/index.md", "assert output < t and", "assert output > t and")
        server.until(500, "output &gt; t")
        copy.replace("docs/index.md", "assert output > t and", "assert output < t and")
        server.until(200, ">1.6<")
        copy.build_well()
        copy.replace("docs/index.md", "What happens next?", "And now?")
        server.until(200, "And now?")
    finally:
        server.stop()  # it ends, too: it waits for no watcher that a build has killed
    assert "Traceback" not in server.log


@pytest.mark.parametrize("path", ["%00", "a%00/", "%01", "%0d%0a", "%7f", "%ff", "%C0%80", "a" * 5000])
def test_an_odd_path_is_not_found(server, path):
    """A name that no file can have is as one that none has: 404, and no traceback."""
    assert server.get(path)[0] == 404
    assert "Traceback" not in server.log
