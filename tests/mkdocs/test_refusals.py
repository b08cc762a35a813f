"""What is false does not build: each mistake fails with its place and cause, and the site that stood stays whole.

Whatever the flags: -q switches MkDocs' own --strict off, -v its check of anchors.
A build lists all mistakes of all pages. So most are made in one build of one page each, and those that Markdown
finds are asked one by one as well, in this process: it takes a hundredth of the time.
"""

import re
from dataclasses import replace

import pytest
from mkdocs.exceptions import BuildError

from conftest import Copy, snapshot
from gdsite.site.links import Broken, broken_links

# The name of each mistake, the Markdown that makes it, the line of it that the message names,
# counted from 1, and what the message says.
MISTAKES = {
    "exception": ('```python exec="on"\nx = 1\n1 / 0\n```', 3, "ZeroDivisionError: division by zero"),
    "exception in gdcore": (
        '```python exec="on"\nfrom gdcore import step\n\nstep(1, 2, -0.1)\n```',
        4,
        "ValueError: learning_rate must be positive, got -0.1 (gdcore/checks.py:",
    ),
    "syntax error": ('```python exec="on"\nx = 1\nx = = 2\n```', 3, "SyntaxError: invalid syntax"),
    "failed assert": (
        '```python exec="on"\nx = 1\nassert x > 1\n```', 3, "assert x > 1 is false: 1 > 1"
    ),
    "SystemExit": ('```python exec="on"\nraise SystemExit\n```', 2, "SystemExit"),
    "exit with status 0": ('```python exec="on"\nimport sys\nsys.exit(0)\n```', 3, "SystemExit: 0"),
    "sys.stdout": (
        '```python exec="on"\nimport sys\nsys.stdout.write("lost")\n```', 3, "'lost' was written to"
    ),
    "a library's print": (
        '```python exec="on"\nimport this\n```', 2, "was written to the terminal and would miss the page"
    ),
    "a library's print, its failure caught": (
        '```python exec="on"\ntry:\n    import this\nexcept Exception:\n    pass\n```',
        3,
        "was written to the terminal and would miss the page",
    ),
    "print to stderr": (
        '```python exec="on"\nimport sys\nprint("lost", file=sys.stderr)\n```', 3, "'lost' was written"
    ),
    "output of a program": (
        '```python exec="on"\nimport os\nos.write(1, b"lost")\n```', 1, "'lost' was written to the terminal"
    ),
    "output behind Python's back": (
        '```python exec="on"\nimport sys\nsys.__stdout__.write("lost")\n```', 1, "'lost' was written"
    ),
    "print in a field": (
        '```python exec="on"\ndef f():\n    print("lost")\n    return 3\n```\n\n{{ f() }}', 7, "reaches no page"
    ),
    "a field in what is printed": (
        '```python exec="on"\nprint("{" * 2 + " x }}")\n```', 1, "would show as it is"
    ),
    "a fence in what is printed": (
        '```python exec="on"\nprint("~~~python exec=on\\nx = 1\\n~~~")\n```', 1, "printed: python exec=on"
    ),
    "a fence that is printed and not run": (
        '```python exec="on"\nprint("~~~python exec=\'on\'\\nx = 1\\n~~~")\n```', 1, "printed: python exec="
    ),
    "a separator of too many digits": (
        '```python exec="on"\nprint(1, 2, sep=str(0.1 + 0.2))\n```', 2, "more than 10 significant digits"
    ),
    "a claim that cannot fail": (
        '```python exec="on"\nx = 1\nassert (x == 2, "x is two")\n```', 3, "neither true nor false"
    ),
    "a warning": (
        '```python exec="on"\nimport numpy\nnumpy.float64(1) / 0\n```', 3, "RuntimeWarning: divide by"
    ),
    "NaN in a field": ('{{ float("nan") }}', 1, "nan is not a number to display"),
    "infinity in a field": ('{{ float("inf"):.2f }}', 1, "inf is not a number to display"),
    "minus zero": ("{{ -0.0 }}", 1, "-0.0 is zero with a minus sign"),
    "minus zero by rounding": ("{{ -0.001:.2f }}", 1, "-0.00 is zero with a minus sign"),
    "too many digits": ("{{ 0.1 + 0.2 }}", 1, "0.30000000000000004 has more than 10 significant"),
    "too many digits in a formula": ("$1 = {{ 1 / 3 }}$", 1, "more than 10 significant digits"),
    "too many digits in a list": ("{{ [1, 0.1 + 0.2] }}", 1, "more than 10 significant digits"),
    "too many digits printed": (
        '```python exec="on"\nprint(0.1 + 0.2)\n```', 2, "more than 10 significant digits"
    ),
    "too many digits printed in a sentence": (
        '```python exec="on"\nprint(f"so {2 / 3} it is")\n```', 2, "more than 10 significant digits"
    ),
    "NaN printed": ('```python exec="on"\nprint(float("nan"))\n```', 2, "nan is not a number to display"),
    "a function in a field": (
        '```python exec="on"\nfrom gdcore import linear as model\n```\n\n{{ model }}', 5, "is not a value"
    ),
    "nothing in a field": ("{{ None }}", 1, "None is not a value to display"),
    "unknown name in a field": ("See {{ w2 }}.", 1, "{{ w2 }}: NameError: name 'w2' is not defined"),
    "unknown name in a formula": ("$w = {{ w2 }}$", 1, "{{ w2 }}: NameError: name 'w2' is not defined"),
    "unknown name in a math fence": ("```math\nx\n= {{ w2 }}\n```", 3, "{{ w2 }}: NameError"),
    "unknown name in a table": ("| a |\n| - |\n| {{ w2 }} |", 3, "{{ w2 }}: NameError"),
    "unknown name in a heading": ("## The value {{ w2 }}", 1, "{{ w2 }}: NameError"),
    "bad format": ("{{ 1.5:.2q }}", 1, "ValueError: Unknown format code 'q'"),
    "no expression": ("{{ 1 + }}", 1, "{{ 1 + }}: SyntaxError"),
    "a number of numpy's in a list": (
        '```python exec="on"\nimport numpy\nv = [numpy.float64(0.5)]\n```\n\n{{ v }}', 6, "is not a value to display"
    ),
    "a shown name bound twice in the format": (
        '```python exec="on"\nd = 1\nd = 2\n```\n\n{{ 0.5:.{d}f }}', 6, "d is bound more than once"
    ),
    "two bindings of a shown name": (
        '```python exec="on"\nv = 1\n```\n\n{{ v }}\n\n```python exec="on"\nv = 2\n```',
        5,
        "v is bound more than once",
    ),
    "a shown name bound in a loop": (
        '```python exec="on"\nfor v in range(3):\n    pass\n```\n\n{{ v }}', 6, "v is bound more than once"
    ),
    "field without spaces": ("The loss is {{loss}}.", 1, "one space inside each pair of braces"),
    "field over two lines": ("The loss is {{ 1 +\n1 }}.", 1, "a field is {{ expression }}"),
    "misspelt option": ('```python exce="on"\nx = 1\n```', 1, "has no option exce"),
    "misspelt value": ('```python exec="no" sauce="above"\n```', 1, 'exec="no" should be on or off'),
    "misspelt place of the source": (
        '```python exec="on" source="abvoe"\n```', 1, 'source="abvoe" should be above, below'
    ),
    "line numbers that are none": (
        '```python exec="on" source="above" linenums="a"\nx = 1\n```', 1, 'linenums="a" should be'
    ),
    "field in a fence's title": ('```text title="{{ 1 }}"\nx\n```', 1, 'title="{{ 1 }}" should be'),
    "unknown language": ("```maht\nx\n```", 1, "a fence in an unknown language: maht"),
    "option without quotes": ("```python exec=on\nx = 1\n```", 1, "fence header not understood"),
    "neither on nor off": ("```python\nx = 1\n```", 1, 'a python fence says exec="on", or exec="off"'),
    "misspelt language": ('```pyhton exec="on"\nx = 1\n```', 1, "only a python fence runs, got pyhton"),
    "fence never closed": ('```python exec="on"\nx = 1\n', 1, "this fence is never closed"),
    "fence behind other text": (
        'A list:\n\n-   ```python exec="on"\n    x = 1\n    ```', 3, "a fence begins on a line of its own"
    ),
    "fence with less indentation inside": (
        'A list:\n\n-   \n    ```python exec="on"\n  x = 1\n    ```', 4, "a line of this fence is indented less"
    ),
    "fence in a quotation broken off": (
        '> ```python exec="on"\nx = 1\n> ```', 1, "a line of this fence is indented less"
    ),
    "unknown TeX": ("```math\nx\n+ \\foo\n```", 3, r"TeX: Undefined control sequence: \foo"),
    "unfinished TeX": (r"Half $\frac{1}{$ of it.", 1, "TeX: "),
    "TeX that KaTeX doubts": ("$xé$", 1, "TeX: Accented Unicode text character"),
    "field without spaces in a formula": ("$w = {{w}}$", 1, "one space inside each pair of braces"),
    "field without spaces in a math fence": ("```math\nx\n= {{w }}\n```", 3, "one space inside each"),
    "a command that KaTeX does not trust": (r"$\href{https://a.example/}{y}$", 1, r"\href has no place"),
    "a formula with blanks at its ends": (r"Half is $ \frac{1}{2} $.", 1, "a formula in the line is"),
    "a formula that is not closed": (r"Half is $\frac{1}{2} of it.", 1, "a formula in the line is"),
    "an environment outside a fence": ("\\begin{align}\nx\n\\end{align}", 1, "a displayed formula is a fence"),
    "dollars for a displayed formula": ("$$\nx\n$$", 1, "a displayed formula is a fence: ```math"),
    "two elements with one id": ('<p id="one">on</p>\n\n<p id="one">off</p>', 3, "two elements have the id one"),
    "a name for the reference that no package has": ("::: gdcore.nothing", 1, "no package of the project has this"),
    "link to a reference that is not there": ("See [the text][nowhere].", 1, "would show as it is"),
    "link with markup to a reference that is not there": (
        "In `[the text][nowhere]` and\n\nsee [the *text*][nowhere].", 3, "would show as it is"
    ),
    "field in an attribute list": ('[on](index.md){ title="{{ 2 }}" }', 1, "no place in an attribute list"),
    "field in the anchor of a heading": ("## H {#sec-{{ 3 }}}", 1, "no place in an attribute list"),
    "a claim of an earlier block": (
        '```python exec="on"\ndef check(a):\n    assert a > 1\n```\n\n```python exec="on"\ncheck(0)\n```',
        3, "assert a > 1 is false: 0 > 1",
    ),
}  # fmt: skip

# Those that do not come to an end, where a block may run for a tenth of a second.
ENDLESS = {
    "endless loop": ('```python exec="on"\nwhile True:\n    pass\n```', 2, "still running after 0.1 sec"),
    "endless loop that catches exceptions": (
        '```python exec="on"\nwhile True:\n    try:\n        while True:\n            pass\n'
        "    except Exception:\n        pass\n```",
        4,
        "still running after 0.1 sec",
    ),
    "endless loop in a field": ("{{ [0 for _ in iter(int, 1)] }}", 1, "still running after 0.1 sec"),
}  # fmt: skip

# Those that only the finished site shows.
ON_THE_SITE = {
    "broken link": ("Go [on](missing.md).", 1, "missing.md: there is no such file"),
    "broken anchor": ("Go [on](#missing).", 1, "#missing: there is no such anchor"),
    "broken anchor of a page": ("Go [on](index.md#gone).", 1, "#gone: there is no such anchor"),
    "broken image": ("![A curve](missing.svg)", 1, "missing.svg: there is no such file"),
    "broken image in HTML": ('<img src="missing.svg" alt="a">', 1, "missing.svg: there is no such file"),
    "broken link in HTML": ('<a href="missing/">on</a>', 1, "missing/: there is no such file"),
    "image of another host in a set": (
        '<img src="../assets/favicon.svg" alt="a" srcset="https://host.example/x.png 2x, ">', 1, "another host"
    ),
    "link out of the site": ('<a href="../../mkdocs.yml">x</a>', 1, "there is no such file"),
    "link to a file of this machine": ("![x](file:///tmp/x.png)", 1, "is nowhere else"),
    "image of another host": ("![x](https://host.example/x.png)", 1, "would ask another host"),
    "a link, its address also in code and in prose": (
        "`gone.md` and gone.md\n\n[on](gone.md)", 3, "gone.md: there is no such file"
    ),
    "absolute link": ("Go [on](/index.html).", 1, "/index.html: an absolute link breaks"),
    "absolute image": ("![A curve](/assets/favicon.svg)", 1, "an absolute link breaks"),
}  # fmt: skip


BEFORE = "---\ntitle: Wrong\ndescription: What is wrong.\n---\n\n# Wrong\n\n"  # the lines of a page before the mistake


def page_with(markdown):
    return f"{BEFORE}{markdown}\n\nText after it.\n"


def assert_tells(said, page, line, message):
    """What was said has a line with the page, the line on it, counted from where the mistake begins, and the cause."""
    place = f"docs/{page}.md:{BEFORE.count(chr(10)) + line}: "
    assert [text for text in said.splitlines() if place in text and message in text], said


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_markdown_is_refused(renderer, mistake):
    """The message names page, line and cause."""
    markdown, line, message = MISTAKES[mistake]
    with pytest.raises(BuildError) as refused:
        renderer.article("recap", page_with(markdown))
    assert_tells(str(refused.value), "recap", line, message)


@pytest.mark.parametrize("mistake", ENDLESS)
def test_what_does_not_end_is_refused(renderer, mistake, monkeypatch):
    """After the time that mkdocs.yml gives a block, with the page and the line that was running."""
    markdown, line, message = ENDLESS[mistake]
    monkeypatch.setattr(renderer.build, "settings", replace(renderer.build.settings, time_limit=0.1))
    with pytest.raises(BuildError) as refused:
        renderer.article("recap", page_with(markdown))
    assert_tells(str(refused.value), "recap", line, message)


@pytest.fixture(scope="module")
def wrong(tmp_path_factory):
    """A copy of the site that stands published, in which mistakes are made."""
    copy = Copy(tmp_path_factory.mktemp("wrong")).keep_only_the_first_page().build_well()
    copy.before = snapshot(copy.site)
    return copy


def refused(copy, *flags):
    """What a build says that has failed and has left the published site as it was."""
    build = copy.build(*flags)
    assert build.returncode != 0, build.stdout
    assert snapshot(copy.site) == copy.before
    return build.stdout


def told(copy, mistakes, *flags):
    """What a build says of a site that has each of the mistakes, on a page of its own."""
    pages = {copy.folder / f"docs/{name_of(mistake)}.md": markdown for mistake, (markdown, _, _) in mistakes.items()}
    for page, markdown in pages.items():
        page.write_text(page_with(markdown), encoding="utf-8")
    try:
        said = refused(copy, *flags)
    finally:
        for page in pages:
            page.unlink()
    assert not list(copy.folder.glob(".site.*")), "a failed build has left its folder behind"
    return said


def name_of(mistake):
    """The name of the page with a mistake."""
    return re.sub(r"\W", "-", mistake)


@pytest.mark.parametrize("mistakes", [MISTAKES, ON_THE_SITE], ids=["in Markdown", "on the site"])
def test_every_mistake_is_told_at_once(wrong, mistakes):
    """Each with its page, its line and its cause, where MkDocs is laxest."""
    said = told(wrong, mistakes, "-q")
    for mistake, (_, line, message) in mistakes.items():
        assert_tells(said, name_of(mistake), line, message)


@pytest.mark.parametrize("flags", ["", "--strict", "--no-strict", "-v", "-q --no-strict"])
@pytest.mark.parametrize(
    "mistakes",
    [
        {name: MISTAKES[name] for name in ("exception", "SystemExit")},
        {name: ON_THE_SITE[name] for name in ("broken anchor", "absolute link")},
    ],
    ids=["in Markdown", "on the site"],
)
def test_no_flag_lets_a_mistake_pass(wrong, mistakes, flags):
    """One mistake of each way in which MkDocs itself would have let it pass, under the other flags."""
    said = told(wrong, mistakes, *flags.split())
    for mistake, (_, line, message) in mistakes.items():
        assert_tells(said, name_of(mistake), line, message)


CATCHES_ALL = "while True:\n    try:\n        while True:\n            pass\n    except:\n        pass"


@pytest.mark.parametrize(("loop", "line"), [(CATCHES_ALL, "1"), ("sum(range(10**12))", "9")], ids=["Python", "C"])
def test_a_loop_that_nothing_stops_ends_the_process(wrong, loop, line):
    """A block that catches even the time limit, or never hears of it, ends the build, with its page and line."""
    wrong.replace("mkdocs.yml", "  gdsite: &gdsite\n", "  gdsite: &gdsite\n    time_limit: 0.1\n")
    wrong.write("docs/wrong.md", f'{BEFORE}```python exec="on"\n{loop}\n```\n')
    try:
        said = refused(wrong)
    finally:
        wrong.replace("mkdocs.yml", "    time_limit: 0.1\n", "")
        (wrong.folder / "docs/wrong.md").unlink()
    assert "(most recent call first)" in said and f'File "docs/wrong.md", line {line}' in said
    assert wrong.build().returncode == 0
    assert not list(wrong.folder.glob(".site.*")), "the next build removes what the killed one left"


@pytest.mark.parametrize(
    ("file", "broken", "cause"),
    [
        ("gdcore/losses.py", "def (", "SyntaxError: invalid syntax (losses.py, line 1)"),
        ("gdcore/models.py", "import nowhere", "ModuleNotFoundError: No module named 'nowhere' (gdcore/models.py:1)"),
    ],
)  # fmt: skip
def test_a_gdcore_that_does_not_import_is_refused(wrong, file, broken, cause):
    """The message names the page and line that import it, and the cause."""
    text = (wrong.folder / file).read_text(encoding="utf-8")
    line = wrong.line("docs/index.md", "from gdcore import")
    wrong.write(file, f"{broken}\n{text}")
    try:
        assert f"docs/index.md:{line}: {cause}" in refused(wrong)
    finally:
        wrong.write(file, text)


def test_a_wrong_sign_in_gdcore_is_refused(copy):
    """With the step taken uphill, the page's own claim fails: the loss would not fall."""
    copy.replace("gdcore/descent.py", "return w - learning_rate", "return w + learning_rate")
    line = copy.line("docs/index.md", "assert w < w_next")
    build = copy.build()
    assert build.returncode != 0
    assert f"docs/index.md:{line}: assert w < w_next" in build.stdout
    assert not copy.site.exists()


@pytest.mark.parametrize(
    ("front_matter", "line", "message"),
    [
        ("title: Wrong\ndescription: The loss is {{ 1 }}\n", 3, "description: fields and formulas work in the page"),
        ("title: Wrong\ndescription: The $x$ of it\n", 3, "description: fields and formulas work in the page"),
        ("title: One: two\n", 2, "front matter: mapping values are not allowed here"),
    ],
    ids=["field", "formula", "YAML"],
)
def test_front_matter_that_would_show_is_refused(renderer, front_matter, line, message):
    """MkDocs publishes what it cannot read as text, and what is no text in front matter too."""
    with pytest.raises(BuildError, match=re.escape(f"docs/recap.md:{line}: {message}")):
        renderer.article("recap", f"---\n{front_matter}---\n\nText.\n")


def test_a_file_in_the_sites_place_is_kept(copy):
    """The build fails before it writes anything."""
    copy.write("site", "my notes")
    build = copy.build()
    assert build.returncode != 0
    assert "is in the way" in build.stdout
    assert copy.site.read_text() == "my notes"


def test_a_missing_stylesheet_is_refused(copy):
    """All pages share it: the message names where it is asked for."""
    copy.replace("mkdocs.yml", "stylesheets/print.css", "stylesheets/gone.css")
    build = copy.build()
    assert build.returncode != 0
    assert "mkdocs.yml: extra_css: stylesheets/gone.css: there is no such file" in build.stdout


def test_a_broken_link_of_the_page_for_lost_readers_is_refused(copy, monkeypatch):
    """404.html stands at any address: only what starts at the site's own path leads anywhere from there."""
    monkeypatch.setenv("SITE_URL", "https://host.example/prefix/")
    wrong = '<a href="loss/">1</a><a href="/loss/">2</a><a href="/prefix/gone/">3</a><a href="/prefix/">4</a>'
    copy.replace("overrides/404.html", "<h1>", f"{wrong}<h1>")
    build = copy.build()
    assert build.returncode != 0
    said = [line.partition("theme): ")[2] for line in build.stdout.splitlines() if "404.html" in line]
    anywhere = "a host serves this page at any address: its links start with /prefix/"
    assert said == [f"loss/: {anywhere}", f"/loss/: {anywhere}", "/prefix/gone/: there is no such file"]


@pytest.mark.parametrize(
    "element",
    [
        '<label for="gone">x</label>', '<p aria-labelledby="here gone">x</p>', '<p aria-describedby="gone">x</p>',
        '<svg><path clip-path="url(#gone)"/></svg>', '<svg><use xlink:href="#gone"/></svg>',
        '<td headers="gone">x</td>',
        '<P ARIA-DESCRIBEDBY="gone">x</P>', """<a title='b > c'href="#gone">x</a>""",
    ],
)  # fmt: skip
def test_what_a_page_refers_to_is_on_it(tmp_path, element):
    """An element that names another one by its id: labels, descriptions, shapes."""
    page = tmp_path / "index.html"
    page.write_text(f'<p id="here">{element}</p>')
    assert list(broken_links(tmp_path, "/")) == [Broken(page, "#gone", "there is no such anchor")]
    page.write_text(f'<p id="here">{element}</p><p id="gone"></p>')
    assert not list(broken_links(tmp_path, "/"))


def test_a_warning_of_mkdocs_is_refused(copy):
    """Even where neither strict mode nor the log is on: here, a page of the nav that is missing."""
    config = (copy.folder / "mkdocs.yml").read_text(encoding="utf-8")
    copy.write("mkdocs.yml", config + "\nnav:\n  - index.md\n  - missing.md\n")
    build = copy.build("-q", "--no-strict")
    assert build.returncode != 0
    assert "missing.md" in build.stdout
    assert not copy.site.exists()
