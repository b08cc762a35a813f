"""The next builder: under Zensical, mkdocs.yml and the pages as they are make the same article."""

import subprocess
import sys

import pytest

import numerals
from conftest import Copy, environment

pytest.importorskip("zensical", reason="Zensical is not installed")


def build(copy):
    """A finished build by Zensical, which has no hooks: mkdocs.yml names the extension to it."""
    command = [sys.executable, "-m", "zensical", "build"]
    return subprocess.run(command, cwd=copy.folder, env=environment(copy.folder), capture_output=True, text=True, timeout=120)


def read(page):
    """What a chapter says: its text, its formulas, its numbers with what made them, and where these come from."""
    made = [
        (e.text_content(), numerals.expression(e), e.get("value"), e.get("data-value"))
        for e in numerals.numbers(page.article)
    ]
    return page.text(), page.formulas(), made, page.article.xpath("string(.//*[@id='computed']/@data-origins)")


@pytest.mark.slow("builds another site")
def test_zensical_makes_the_same_article(published, tmp_path):
    """The same text, formulas and numbers in every chapter, and the same is said of each number."""
    copy = Copy(tmp_path)
    made = build(copy)
    assert made.returncode == 0, made.stdout + made.stderr
    pages = {path.relative_to(published.site) for path in published.site.rglob("index.html")}
    assert len(pages) > 10
    for name in pages:
        assert read(copy.page(name)) == read(published.page(name)), name


@pytest.mark.parametrize(
    "mistake, message",
    [
        ("The loss is {{ nothing }}.", "{{ nothing }}: NameError: name 'nothing' is not defined"),
        ("$2 + 2 = 5$", "2 + 2 = 5 does not hold in the digits shown"),
    ],
)
def test_what_is_false_is_not_built_by_zensical_either(copy, mistake, message):
    """The build fails, and names page, line and cause."""
    text = (copy.folder / "docs/index.md").read_text(encoding="utf-8")
    copy.write("docs/index.md", f"{text}\n{mistake}\n")
    made = build(copy)
    assert made.returncode != 0
    line = copy.line("docs/index.md", mistake)
    assert f"docs/index.md:{line}: {message}" in made.stdout + made.stderr
