"""The text itself: spelling, length of sentences, words that say nothing."""

import re
import subprocess
import sys

import pytest
from lxml import html

from conftest import CHAPTERS, PROJECT
from words import count, hidden, overhead, shown

PAGES = sorted((PROJECT / "docs").glob("*.md"))
FILLER = {
    r"\b(simply|obviously|of course|clearly|trivial(ly)?|basically|let's dive)\b": "says nothing",
}
# What the article calls otherwise, and how.
TERMS = {
    r"\b(the|a|each|its|same|new|first|such) miss(es)?\b": "the error, or residual",
    r"largest stable (learning )?rate": "the stability limit",
    r"in the place of": "instead of",
    r"\b(has|have|is|means|with) no slope\b": "its slope is zero, or undefined",
    r"\b(this|that|it|which) is no (?!longer|more|less)": "is not a",
    r"\bwhat [^.]{1,40} lacks\b": "how far it falls short",
    r"[,;:] for (it|its|there|they|their|we|he|she|that is)\b": "because",
    r"\bfor ever\b": "forever",
    r"\bnumerical derivatives?\b": "the numeric gradient",
    r"\bgradient's length\b": "the length of the gradient",
    r"\b(can not|learnt|whilst|amongst|towards|backwards)\b": "cannot, learned, while, among, toward",
}


def prose(page):
    """Lines of a page that are sentences: no front matter, no fences, no tables; formulas as one word."""
    text = re.sub(r"\A---\n.*?^---\n", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^( *)```.*?^\1```$", "", text, flags=re.DOTALL | re.MULTILINE)
    for formula, word in ((r"`\$.+?\$`", "F"), (r"\{\{ .+? \}\}", "N"), (r"\]\([^)]*\)", "]")):
        text = re.sub(formula, word, text)
    return [line for line in text.splitlines() if line.strip() and not line.startswith("|")]


@pytest.mark.parametrize("name", ["docs", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "gdcore", "gdsite"])
def test_spelling(name):
    """codespell knows no misspelt word here, and none of another variety of English than the American."""
    dictionaries = "clear,rare,en-GB_to_en-US"
    allowed = "fro"  # to and fro
    command = [sys.executable, "-m", "codespell_lib", "--builtin", dictionaries, "-L", allowed]
    found = subprocess.run([*command, PROJECT / name], capture_output=True, text=True)
    assert found.returncode == 0, found.stdout
    assert not found.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_sentences_are_short(page):
    """At most 35 words, formulas and fields counted as one."""
    for line in prose(page):
        for sentence in re.split(r"(?<=[.!?])[”)]?\s+", line):
            assert len(sentence.split()) <= 35, sentence


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_thing_has_one_name(page):
    """Words that say nothing, and words in whose place the article has others."""
    for line in prose(page):
        for word, other in {**FILLER, **TERMS}.items():
            found = re.search(word, line, flags=re.IGNORECASE)
            assert not found, f"{found[0]}: {other}: {line}"


def seen(article):
    """What a reader sees of an article but code and formulas."""
    copy = html.fromstring(html.tostring(article, encoding="unicode"))
    for part in copy.xpath("//pre | //code | //script | //style | //*[contains(@class, 'katex')]"):
        if part.getparent() is not None:
            part.drop_tree()
    return " ".join(copy.text_content().split())


@pytest.mark.parametrize("name", [name for name in CHAPTERS if name != "reference"])
def test_quotes_are_curly_and_small_numbers_have_one_style(chapter, name):
    """Neither " nor ', and 3 × 10⁻⁵ for 3e-05; the reference shows docstrings."""
    text = seen(chapter(name).article)
    assert not re.findall(r""".{0,30}["'].{0,30}""", text)
    assert not re.findall(r".{0,30}\d[eE][-+]?\d.{0,30}", text)


def test_the_site_is_as_long_as_it_was_meant_to_be(published):
    """Words of all chapters but the reference; mistakes, and questions beside the exercises."""
    pages = {name: count(name, published.chapter(name).article) for name in CHAPTERS if name != "reference"}
    assert sum(page["words"] for page in pages.values()) <= 15_300
    assert 16 <= sum(page["mistakes"] for page in pages.values()) <= 20
    assert 17 <= sum(page["questions"] for name, page in pages.items() if name != "exercises") <= 23


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_chapter_reads_as_a_chapter(published, page):
    """Its Markdown is at most a third longer than its text, and a third of the lines in it that run are shown.

    One short block that prints a table may be hidden.
    """
    assert overhead(page.read_text(encoding="utf-8")) <= 4 / 3
    lines, unseen = shown(published.chapter(page.stem).article), hidden(page.read_text(encoding="utf-8"))
    assert unseen <= 10 or lines >= (lines + unseen) / 3


def test_the_text_of_a_chapter_is_what_is_no_front_matter_no_claim_and_no_hidden_block():
    """Counted by hand: of 156 characters 59 are none of the text."""
    source = (
        "---\ntitle: A\n---\nFive.\n{{ assert a == 5 }}\n"
        '```python exec="on"\na = 5\n```\n'
        '```python exec="on" source="above"\na = 5\n\nb = 6\n```\n'
    )
    text = 'Five.\n\n```python exec="on" source="above"\na = 5\n\nb = 6\n```'
    assert overhead(source) == len(source) / len(text)
    assert hidden(source) == 1
