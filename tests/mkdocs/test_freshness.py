"""Nothing that is shown is older than what it was made from, although pages are kept from build to build."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import DATE, Copy, snapshot
from gdsite.store import Store, digest

PAGE = """
It has read {{ len(text) }} characters and found {{ len(names) }} files.
The error of {{ t }} is {{ half_squared_error(f, t):g }}.
It is [told elsewhere](other.md#a-heading).

```python exec="on"
from pathlib import Path

from gdcore import half_squared_error

f, t = 0, 4
here = Path(__file__).parent
text = (here / "data/one.txt").read_text()
names = [path for path in (here / "data").iterdir() if path.suffix == ".txt"]
```
"""
OTHER = "# Other\n\n## A heading\n"


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A site of two small pages, one of which reads a file."""
    copy = Copy(tmp_path_factory.mktemp("fresh")).keep_only_the_first_page()
    copy.take("gdsite")
    copy.write("docs/index.md", PAGE)
    copy.write("docs/other.md", OTHER)
    copy.write("docs/data/one.txt", "12345")
    run(copy)
    return copy


def run(copy):
    """Build, and say when the page's blocks have run: whatever they make is kept anew."""
    copy.build_well()
    return kept(copy).stat().st_mtime_ns


def kept(copy, name="index"):
    """Where a page is kept."""
    return copy.folder / ".cache/gdsite/pages" / digest(f"{name}.md")


def test_what_has_not_changed_does_not_run_again(copy):
    """So that the tests below cannot pass without a cache; and the second site is the first, byte for byte."""
    first, before = run(copy), snapshot(copy.site)
    assert run(copy) == first and snapshot(copy.site) == before


CHANGES = [
    ("docs/index.md", "The error of", "The loss of"),
    ("gdcore/losses.py", "** 2 / 2", "** 2 / 8"),
    ("gdcore/descent.py", '"""', '"""One word more. '),
    ("gdsite/page/values.py", '"""What may', '"""All that may'),
    ("mkdocs.yml", "permalink: true", "permalink: false"),
    ("docs/data/one.txt", "12345", "1234567"),
]
NEW_FILES = [
    ("gdsite/page/new_file.py", "# a new file"),
    ("docs/data/two.txt", "a second file in a folder that was read"),
    ("a_library-2.0.dist-info/METADATA", "a library of another version"),
]


def test_a_page_runs_again_when_what_it_was_made_from_changes(copy):
    """After each change of a file, each new file, and each that goes; and not for a module that is nothing to it."""
    runs = [run(copy)]

    def assert_runs(change):
        runs.append(run(copy))
        assert runs[-1] not in runs[:-1], change

    for file, old, new in CHANGES:
        path = copy.folder / file
        path.write_text(path.read_text().replace(old, new, 1))
        assert_runs(file)
    for file, text in NEW_FILES:
        copy.write(file, text)
        assert_runs(file)
    copy.write("new.py", "# a module beside gdcore, which is nothing to this page")
    assert run(copy) == runs[-1]
    (copy.folder / "new.py").unlink()
    for file, _ in NEW_FILES:
        (copy.folder / file).unlink()
        if "dist-info" in file:
            (copy.folder / file).parent.rmdir()
        assert_runs(f"{file} is gone")
    for file, old, new in CHANGES:
        path = copy.folder / file
        path.write_text(path.read_text().replace(new, old, 1))
    assert_runs("all as it was")


def test_each_change_shows(copy):
    """In the digits: 4² / 8 = 2 after an edit of gdcore, seven characters after one of the file."""
    copy.replace("gdcore/losses.py", "** 2 / 2", "** 2 / 8")
    copy.write("docs/data/one.txt", "1234567")
    run(copy)
    assert "read 7 characters" in copy.page().text() and "of 4 is 2." in copy.page().text()
    copy.replace("gdcore/losses.py", "** 2 / 8", "** 2 / 2")
    copy.write("docs/data/one.txt", "12345")
    run(copy)
    assert "read 5 characters" in copy.page().text() and "of 4 is 8." in copy.page().text()


def test_two_edits_within_a_second_show(copy, monkeypatch):
    """Of the same size, 4² / 8 = 2 and 4² / 4 = 4: Python alone would take the first one's bytecode for both."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    path = copy.folder / "gdcore/losses.py"
    text = path.read_text()
    saved = time.time()
    for number in "84":
        path.write_text(text.replace("** 2 / 2", f"** 2 / {number}"))
        os.utime(path, (saved, saved))
        run(copy)
    assert "of 4 is 4." in copy.page().text()
    path.write_text(text)


def test_a_template_is_compiled_again(copy):
    """The theme's templates are kept as bytecode; an edit of one shows, and the page need not run."""
    before = run(copy)
    copy.replace("overrides/main.html", "{{ config.site_name }}</title>", "New: {{ config.site_name }}</title>")
    assert run(copy) == before
    assert copy.page().tree.findtext(".//title").startswith("New: ")
    copy.replace("overrides/main.html", "New: {{ config.site_name }}</title>", "{{ config.site_name }}</title>")
    run(copy)
    assert "New: " not in copy.page().tree.findtext(".//title")


def test_a_hook_of_the_author_s_is_asked_each_time(small):
    """What it gives to templates can come from anywhere."""
    small.write(
        "hook.py",
        "from pathlib import Path\n\n\n"
        "def on_env(env, config, files):\n    env.globals['told'] = Path('told').read_text()\n",
    )
    small.replace("mkdocs.yml", "watch:\n", "hooks:\n  - hook.py\nwatch:\n")
    small.replace("overrides/main.html", "{% block site_nav %}", "{% block site_nav %}{{ told }}")
    for told in ("It was so.", "It is so."):
        small.write("told", told)
        small.build_well()
        assert told in small.page().source


def test_only_what_the_settings_name_of_the_environment_counts(copy, monkeypatch):
    """No block knows the environment, so that a new terminal makes no page again; mkdocs.yml may name a part of it."""
    first = run(copy)
    for variable, value in {"SSH_CONNECTION": "1", "SOURCE_DATE_EPOCH": "86400", "ANY_OTHER": "1"}.items():
        monkeypatch.setenv(variable, value)
        assert run(copy) == first, variable
    monkeypatch.setenv("SITE_URL", "https://elsewhere.example/")
    assert run(copy) != first


def test_a_page_of_other_code_of_the_project_is_not_kept(copy):
    """A module of the project that is neither in gdcore nor in gdsite: who knows which pages it has made."""
    copy.write("helper.py", "")
    copy.write("docs/unsteady.md", PAGE.replace("here = ", "import helper\nhere = "))
    copy.build_well()
    assert kept(copy, "other").exists() and not kept(copy, "unsteady").exists()
    for file in ("helper.py", "docs/unsteady.md"):
        (copy.folder / file).unlink()


def test_a_module_that_is_read_from_its_bytecode_is_never_stale(small, tmp_path_factory, monkeypatch):
    """One outside of the project, as of an editable installation, that was imported before: edits of it show."""
    folder = tmp_path_factory.mktemp("lib")
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    write_page(small, "It is {{ units.value() }}.", "import units")
    for number in (1, 22, 333):
        (folder / "units.py").write_text(f"def value():\n    return {number}\n")
        subprocess.run([sys.executable, "-c", "import units"], check=True)
        small.build_well()
        assert f"It is {number}." in small.page().text()
    before = kept(small).stat().st_mtime_ns
    small.build_well()
    assert kept(small).stat().st_mtime_ns == before  # or this would show nothing


def test_a_file_that_markdown_includes_is_never_stale(small):
    """By an extension, such as pymdownx.snippets: no block has read it."""
    small.replace("mkdocs.yml", "  - tables\n", "  - tables\n  - pymdownx.snippets\n")
    write_page(small, '--8<-- "part.txt"')
    for text in ("One part.", "Another part."):
        small.write("part.txt", text)
        small.build_well()
        assert text in small.page().text()


def test_whether_a_file_is_there_is_never_stale(small):
    """A block has only asked for it; then it comes, and then it goes."""
    write_page(small, "It is {{ there }}.", "from pathlib import Path\n\nthere = Path('new.txt').exists()")
    for there in (False, True, False):
        small.write("new.txt", "") if there else (small.folder / "new.txt").unlink(missing_ok=True)
        small.build_well()
        assert f"It is {there}." in small.page().text()


def test_a_date_in_a_template_is_that_of_the_build(small):
    """Templates are asked anew in each build, also around a page that was kept."""
    small.replace("overrides/main.html", "{{ config.site_name }}</title>", "{{ build_date_utc.year }}</title>")
    write_page(small, "It is so.")
    for year in (1970, 1971):
        small.build_well(variables={"SOURCE_DATE_EPOCH": str((year - 1970) * 366 * 86400)})
        assert small.page().tree.findtext(".//title").startswith(str(year))


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (OTHER.replace("A heading", "Another"), "a-heading"),  # to which the page, which is kept, has a link
        (f"{OTHER}\n[nowhere](nowhere.md)\n", "'other.md' contains a link 'nowhere.md'"),  # on this page itself
    ],
)
def test_what_is_kept_hides_no_mistake(copy, other, message):
    """A build with a link to nowhere fails as often as it is tried."""
    run(copy)
    copy.write("docs/other.md", other)
    for _ in range(2):
        build = copy.build()
        assert build.returncode != 0 and message in build.stdout
    copy.write("docs/other.md", OTHER)
    run(copy)


def test_what_is_damaged_is_made_anew(copy):
    """One byte of each file that is kept changes; or half of it is gone."""
    assert copy.build().returncode == 0
    before = snapshot(copy.site)
    for damage in (lambda text: text[:-1] + bytes([text[-1] ^ 1]), lambda text: text[: len(text) // 2]):
        kept = [path for path in (copy.folder / ".cache").rglob("*") if path.is_file() and path.suffix != ".new"]
        assert len(kept) > 20
        for path in kept:
            path.write_bytes(damage(path.read_bytes()))
        build = copy.build()
        assert build.returncode == 0, build.stdout
        assert snapshot(copy.site) == before


def test_builds_at_the_same_time_and_killed_ones_leave_a_whole_cache(copy):
    """Two that start together publish the same; also after one that was killed when it kept something."""
    shutil.rmtree(copy.folder / ".cache")
    killed = copy.start("build")
    while killed.poll() is None and not list((copy.folder / ".cache").rglob("*")):
        pass
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    builds = [copy.start("build", "--site-dir", str(copy.folder / name)) for name in ("one", "two")]
    assert [build.communicate() and build.returncode for build in builds] == [0, 0]
    assert snapshot(copy.folder / "one") == snapshot(copy.folder / "two")


def test_what_a_killed_process_leaves_is_taken_by_the_next(tmp_path, monkeypatch):
    """Half of what is to be kept is not kept, and does not stay: such files would pile up."""

    def kill(path, target):
        raise KeyboardInterrupt

    store = Store(tmp_path)
    with monkeypatch.context() as killed:
        killed.setattr("pathlib.Path.replace", kill)
        with pytest.raises(KeyboardInterrupt):
            store.store("page", b"one")
    assert store.load("page") is None
    store.store("page", b"two")
    assert store.load("page") == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["page"]


@pytest.mark.slow("build sites of their own")
def test_the_whole_site_from_the_cache_is_the_site(published, tmp_path):
    """All chapters, built with nothing kept and then with everything: byte for byte the same."""
    published.build_well("--site-dir", str(tmp_path / "site"), variables=DATE)
    assert snapshot(tmp_path / "site") == snapshot(published.site)


# Each page shows what gdcore gives in one way only, which its name says.
BLOCK = '```python exec="on"{options}\nfrom gdcore import half_squared_error\n\n{code}\n```\n'
WAYS = {
    "field": ("It is {{ half_squared_error(f, t):g }}.", "f, t = 0, 4"),
    "formula": ("It is ${{ half_squared_error(f, t):g }}$.", "f, t = 0, 4"),
    "attribute": ('<a title="It is {{ half_squared_error(f, t):g }}">it</a>', "f, t = 0, 4"),
    "printed": ("", 'f, t = 0, 4\nprint(f"It is {half_squared_error(f, t):g}.")'),
    "words": ("", 'print("more" if half_squared_error(0, 4) > 5 else "less")'),
    "figure": (
        "{{ plot }}",
        "from gdsite.figures import Plot\n"
        'plot = Plot("plot", "Title", "What it shows.", xlim=(0, 1), ylim=(0, 99))\n'
        "plot.dots([0.5], [half_squared_error(0, 4)])",
    ),
    "statement": ("It is {{ it }}.", "if half_squared_error(0, 4) > 5:\n    it = 6 - 5\nelse:\n    it = 2 - 1"),
}
OTHER_WAYS = {
    "listing": BLOCK.format(options=' source="above"', code=""),
    "reference": "::: gdcore.losses\n",
    "printed-reference": BLOCK.format(options="", code='print(":" * 3, "gdcore.losses")'),
}
EDITS = {  # each of gdcore/losses.py, and the pages that it changes
    ("** 2 / 2\n", "** 2 / 8\n"): [*WAYS],
    ("** 2 / 2\n", "** 2 / 2\n\n\nvars(half_squared_error)['__qualname__'] = 'absolute_error'\n"): ["listing"],
    ('"""Half the', '"""A part of the'): ["reference", "printed-reference"],
}


def write_page(copy, text, code="", name="index"):
    copy.write(f"docs/{name}.md", f"# Page\n\n{text}\n\n{BLOCK.format(options='', code=code)}")


@pytest.fixture(scope="module")
def ways(tmp_path_factory):
    """A site with these pages."""
    copy = Copy(tmp_path_factory.mktemp("ways")).keep_only_the_first_page()
    copy.write("docs/index.md", "# Page\n")
    for name, (text, code) in WAYS.items():
        write_page(copy, text, code, name)
    for name, text in OTHER_WAYS.items():
        copy.write(f"docs/{name}.md", f"# {name}\n\n{text}")
    return copy


@pytest.fixture
def losses(ways):
    """A file of its gdcore, which is put back after the test."""
    path = ways.folder / "gdcore/losses.py"
    text = path.read_text()
    yield path
    path.write_text(text)


def edit(path, old, new):
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


@pytest.mark.parametrize(("change", "pages"), EDITS.items(), ids=["value", "name", "docstring"])
def test_what_gdcore_gives_shows_in_each_way(ways, losses, change, pages):
    """After an edit of gdcore these pages change, and no other; each is that of a build which has nothing kept."""
    ways.build_well()  # in the environment of this test
    before = snapshot(ways.site)
    edit(losses, *change)
    ways.build_well()
    after = snapshot(ways.site)
    shutil.rmtree(ways.folder / ".cache")
    ways.build_well()
    anew = snapshot(ways.site)
    published = {name: Path(name, "index.html") for name in (*WAYS, *OTHER_WAYS)}
    assert [name for name, page in published.items() if before[page] != after[page]] == pages
    assert all(after[page] == anew[page] for page in published.values())


@pytest.fixture
def small(first_page, tmp_path):
    """A site of small pages, in the place of the first one."""
    return first_page.copied(tmp_path)


def assert_as_anew(copy):
    """What it publishes now is what it publishes with nothing kept."""
    copy.build_well()
    kept = snapshot(copy.site)
    shutil.rmtree(copy.folder / ".cache")
    copy.build_well()
    assert snapshot(copy.site) == kept


def test_lines_may_move_without_the_page(small):
    """A comment in the front matter is none of the page's Markdown, and the lines of its blocks are others."""
    small.write(
        "docs/index.md",
        "---\ntitle: Page\n---\n# Page\n\n{{ x:g }}\n\n"
        + BLOCK.format(options="", code="x = half_squared_error(0, 4)"),
    )
    small.build_well()
    small.replace("docs/index.md", "title: Page\n", "title: Page\n# a comment\n")
    small.build_well()
    small.replace("gdcore/losses.py", "** 2 / 2", "** 2 / 8")
    small.build_well()
    assert "2" in small.page().text()


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (
            "It is {{ half_squared_error(f, t):g }}.",
            "f, t = 0, 4",
            "3: {{ half_squared_error(f, t):g }}: UserWarning: only once",
        ),
        ("It is {{ x:g }}.", "x = half_squared_error(0, 4)", "8: UserWarning: only once"),
        (
            "It is {{ half_squared_error(f, t):g }}.",
            'f, t = 0, 4\n```\n\n```python exec="on"\nanother = True',
            "3: {{ half_squared_error(f, t):g }}: UserWarning: only once",
        ),
    ],
    ids=["field", "block", "field before another block"],
)
def test_a_failure_that_does_not_come_twice_is_refused(small, text, code, line):
    """A warning of gdcore that is given once in a process: nothing is tried again until it passes."""
    write_page(small, text, code)
    small.build_well()
    path = small.folder / "gdcore/losses.py"
    path.write_text(
        f"{path.read_text()}\n\nwarned, quiet = [], half_squared_error\n\n\ndef half_squared_error(output, target):\n"
        "    if not warned:\n        import warnings\n\n        warned.append(1)\n        warnings.warn('only once')\n"
        "    return quiet(output, target)\n"
    )
    for _ in range(2):
        build = small.build()
        assert build.returncode != 0 and f"docs/index.md:{line}" in build.stdout


def test_claims_hold_whatever_python_is_told(small, monkeypatch):
    """With -O, Python compiles without assert statements; what is kept of such a build would have none either."""
    write_page(small, "It is {{ x:g }}.", "x = half_squared_error(0, 4)\nassert x == 8")
    monkeypatch.setenv("PYTHONOPTIMIZE", "1")
    small.build_well()
    small.replace("gdcore/losses.py", "** 2 / 2", "** 2 / 8")
    build = small.build()
    assert build.returncode != 0 and "docs/index.md:9: assert x == 8" in build.stdout


def test_a_block_fails_where_it_stands(small):
    """Two more lines have come above it since the last build: the message has its line of today."""
    write_page(small, "It is {{ x:g }}.", "x = half_squared_error(0, 4)\nassert x == 8")
    small.build_well()
    small.replace("docs/index.md", "It is", "Now look.\n\nIt is")
    small.replace("gdcore/losses.py", "** 2 / 2", "** 2 / 8")
    build = small.build()
    assert build.returncode != 0 and "docs/index.md:11: assert x == 8" in build.stdout


def test_any_value_may_have_a_name(small):
    """Even one that answers to no attribute but its own."""
    code = "class Row(dict):\n    def __getattr__(self, name):\n        return self[name]\n\n\nrow = Row(a=1)"
    write_page(small, "It is {{ row.a }}.", code)
    small.build_well()


@pytest.mark.parametrize(
    "code",
    ["x = 12\nprint(f'It is {x}.')\nif half_squared_error(0, 4) < 5:\n    del x", "x = 12\nprint(f'It is {x}.')\n"
     "globals().update(x=print if half_squared_error(0, 4) < 5 else 12)"],
    ids=["deleted", "a function"],
)  # fmt: skip
def test_a_name_that_stands_for_no_value_any_more_has_no_origin(small, code):
    """After an edit of gdcore a block deletes it, or makes it a function: the page says no longer how it was made."""
    write_page(small, "", code)
    small.build_well()
    small.replace("gdcore/losses.py", "** 2 / 2", "** 2 / 8")
    assert_as_anew(small)


def test_anchors_of_printed_headings_are_the_page_s_own(small):
    """Those of one page do not depend on how many others were rendered in the same build."""
    for name in ("index", "one", "two"):
        write_page(
            small,
            "{{ half_squared_error(f, t):g }}",
            "print('## Head')\nf, t = 0, 4 if __file__.endswith('two.md') else 0",
            name,
        )
    small.build_well()
    small.replace("gdcore/losses.py", "** 2 / 2", "** 2 / 8")
    assert_as_anew(small)


@pytest.mark.parametrize("decorator", ["", "@functools.cache"], ids=["at import", "once"])
def test_what_gdcore_reads_once_is_read_for_all_pages(small, decorator):
    """A file that it reads for the first page, and holds on to: no page is older than that file."""
    reading = "int((Path(__file__).parent / 'table.txt').read_text())"
    table = f"TABLE = {reading}\n\n\ndef table():\n    return TABLE\n"
    if decorator:
        table = f"{decorator}\ndef table():\n    return {reading}\n"
    small.write("gdcore/table.py", f"import functools\nfrom pathlib import Path\n\n\n{table}")
    small.write("gdcore/table.txt", "5")
    for name in ("index", "one", "two"):
        write_page(small, "It is {{ x }}.", "from gdcore.table import table\n\nx = table()", name)
    for number in "57":
        small.write("gdcore/table.txt", number)
        small.build_well()
        shown = {small.chapter(name).text() for name in ("index", "one", "two")}
        assert all(f"It is {number}." in text for text in shown)


def test_a_package_in_gdcore_is_gdcore(small):
    """An edit in it shows on each page."""
    small.write("gdcore/inner/__init__.py", "")
    for name in ("index", "one", "two"):
        write_page(small, "It is {{ x }}.", "from gdcore.inner.one import f\n\nx = f()", name)
    for number in "57":
        small.write("gdcore/inner/one.py", f"def f():\n    return {number}\n")
        small.build_well()
        assert all(f"It is {number}." in small.chapter(name).text() for name in ("index", "one", "two"))


def test_another_file_that_was_read_is_the_one_to_watch(small):
    """After an edit of gdcore the block reads another file, of the same content: that one's edit shows."""
    small.write("docs/one.txt", "5")
    small.write("docs/two.txt", "5")
    write_page(
        small,
        "It is {{ x }}.",
        "from pathlib import Path\n\n"
        "x = int((Path(__file__).parent / ('one.txt' if half_squared_error(0, 4) > 5 else 'two.txt')).read_text())",
    )
    small.build_well()
    small.replace("gdcore/losses.py", "** 2 / 2", "** 2 / 8")
    small.build_well()
    small.write("docs/two.txt", "7")
    small.build_well()
    assert "It is 7." in small.page().text()


def test_a_page_s_new_needs_reach_the_stylesheet(small):
    """A class and a character that no page had before: their rule and their shape are there, as in a site made anew."""
    write_page(small, "It is $x$.")
    small.build_well()
    before = (small.site / "assets/site.css").read_bytes()
    write_page(small, "It is $x + \\zeta$. [There](index.md){ .md-button }")
    assert_as_anew(small)
    assert b".md-button" in (small.site / "assets/site.css").read_bytes() and b".md-button" not in before
