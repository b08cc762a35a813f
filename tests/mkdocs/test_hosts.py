"""Other hosts: ProperDocs, which runs MkDocs' plugins, and Zensical, which has none, make the same article.

Both read mkdocs.yml and the pages as they are. What a host leaves out without a word is named here, too.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import numerals
from conftest import DATE, Copy, environment, snapshot

PROPERDOCS = [str(Path(sys.executable).with_name("properdocs")), "build", "-f", "mkdocs.yml"]
ZENSICAL = [sys.executable, "-m", "zensical", "build"]


def build(copy, command):
    """A finished build of a copy by another host, and what it said."""
    variables = environment(copy.folder) | DATE
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "timeout": 600}
    return subprocess.run(command, cwd=copy.folder, env=variables, check=False, **options)


def read(page):
    """What a chapter says: its text, its formulas, its numbers with what made them, and where these come from."""
    made = [
        (e.text_content(), numerals.expression(e), e.get("value"), e.get("data-value"))
        for e in numerals.numbers(page.article)
    ]
    for line in page.article.find_class("chapter"):  # its number and how long it takes, by a template
        line.getparent().remove(line)
    return page.text(), page.formulas(), made, page.article.xpath("string(.//*[@id='__computed']/@data-origins)")


@pytest.mark.slow("build sites of their own")
def test_properdocs_makes_the_same_site(published, tmp_path):
    """Byte for byte, but for its own name, which the theme writes into each page."""

    def named(site):
        generator = re.compile(rb'<meta name="generator" content="[^"]*">')
        return {path: generator.sub(b"", content) for path, content in snapshot(site).items()}

    copy = Copy(tmp_path)
    made = build(copy, PROPERDOCS)
    assert made.returncode == 0, made.stdout
    assert named(copy.site) == named(published.site)


@pytest.fixture(scope="module")
def zensical(tmp_path_factory):
    """The site as Zensical makes it."""
    copy = Copy(tmp_path_factory.mktemp("zensical"))
    made = build(copy, ZENSICAL)
    assert made.returncode == 0, made.stdout
    return copy


@pytest.mark.slow("build sites of their own")
def test_zensical_makes_the_same_article(published, zensical):
    """The same text, formulas and numbers in every chapter, and the same is said of each number."""
    pages = {path.relative_to(published.site) for path in published.site.rglob("index.html")}
    assert len(pages) > 10
    for name in pages:
        assert read(zensical.page(name)) == read(published.page(name)), name


@pytest.mark.slow("build sites of their own")
def test_zensical_leaves_out_what_the_plugin_does(published, zensical):
    """One stylesheet for all, the policy, and the card."""
    here, there = published.page().source, zensical.page().source
    for made in ("assets/site.css", "Content-Security-Policy", "og:image"):
        assert made in here and made not in there, made
    assert (published.site / "_headers").exists() and not (zensical.site / "_headers").exists()


MISTAKES = {
    "{{ nothing }}": "{{ nothing }}: NameError: name 'nothing' is not defined",
    "$2 + 2 = 5$": "2 + 2 = 5 does not hold in the digits shown",
    "$f(2, 1) = 3$": "f(2, 1) = 3 does not hold in the digits shown",
    "[the text][nowhere]": "[the text][nowhere] would show as it is",
}


@pytest.mark.parametrize("host", [PROPERDOCS, ZENSICAL], ids=["ProperDocs", "Zensical"])
def test_what_is_false_is_not_built_by_another_host_either(copy, host):
    """The build fails, and names page, line and cause: ProperDocs of all pages at once, Zensical of one."""
    for n, mistake in enumerate(MISTAKES):
        copy.write(f"docs/wrong-{n}.md", f"---\ntitle: Wrong\n---\n# Wrong\n\n{mistake}\n")
    made = build(copy, host)
    assert made.returncode != 0 and not (copy.site / "wrong-0/index.html").exists()
    messages = [f"docs/wrong-{n}.md:6: {message}" for n, message in enumerate(MISTAKES.values())]
    found = [message for message in messages if message in made.stdout]
    assert found == messages if host == PROPERDOCS else found, made.stdout


def test_zensical_publishes_a_link_in_html_that_leads_nowhere(copy):
    """A finished site is looked at by the plugin alone; Zensical itself looks at links in Markdown."""
    copy.write("docs/wrong.md", '# Wrong\n\n<a href="gone/">on</a>\n')
    assert build(copy, PROPERDOCS).returncode != 0
    assert build(copy, ZENSICAL).returncode == 0 and (copy.site / "wrong/index.html").exists()
