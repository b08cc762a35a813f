"""The text itself: spelling, length of sentences, words that say nothing."""

import re
import subprocess
import sys

import pytest

from conftest import PROJECT

PAGES = sorted((PROJECT / "docs").glob("*.md"))


def prose(page):
    """Lines of a page that are sentences: no front matter, no fences, no tables; formulas as one word."""
    text = re.sub(r"\A---\n.*?^---\n", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^( *)```.*?^\1```$", "", text, flags=re.DOTALL | re.MULTILINE)
    for hidden, word in ((r"`\$.+?\$`", "F"), (r"\{\{ .+? \}\}", "N"), (r"\]\([^)]*\)", "]")):
        text = re.sub(hidden, word, text)
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
    """At most 30 words, formulas and fields counted as one; a colon or a semicolon ends one, too."""
    for line in prose(page):
        for sentence in re.split(r"(?<=[.!?:;])\s+", line):
            assert len(sentence.split()) <= 30, sentence


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_filler(page):
    """Words that make a reader feel slow, or that say nothing."""
    filler = r"\b(simply|obviously|of course|clearly|trivial(ly)?|basically|let's dive)\b"
    assert not re.findall(filler, "\n".join(prose(page)), flags=re.IGNORECASE)
