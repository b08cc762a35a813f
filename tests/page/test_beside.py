"""The file beside a page, docs/NAME.py beside docs/NAME.md, runs as its last block, and is not published."""

import json

import pytest

from conftest import visible

PAGE = """---
title: Page
description: A page.
---
```python exec="on"
w = 2  # given
```

It doubles to {{ twice }}. {{ assert twice > w }}

{{ shown }}
"""
FIGURE = """from gdsite.figures import Plot

shown = Plot("curve", "A curve", "It rises.", xlim=(0, 1), ylim=(0, 2))
"""
CODE = FIGURE + "twice = w * 2\n"

# What is wrong with it: code, and how the message begins, and goes on.
WRONG = {
    "an error": (f"{CODE}w.lost", "recap.py:5: ", "AttributeError: 'int' object has no attribute 'lost'"),
    "one in its first line": ("lost\n", "recap.py:1: ", "NameError: name 'lost' is not defined"),
    "a syntax error": (f"{CODE}x = (\n", "recap.py:5: ", "SyntaxError: '(' was never closed"),
    "a false claim": (f"{CODE}assert twice < w", "recap.py:5: ", "assert twice < w is false: 4 < 2"),
    "a claim never judged": (f"{CODE}if not w:\n    assert twice", "recap.py:6: ", "has never run"),
    "a clock": (f"{CODE}import time\ntime.time()", "recap.py:6: ", "clock"),
    "print": (f"{CODE}print(w)", "recap.py:5: ", "beside the page reaches no page; only a block can print"),
    "a figure nobody sees": (
        f'{CODE}more = Plot("more", "M", "It.", xlim=(0, 1), ylim=(0, 2))', "recap.py:5: ", "drawn and never shown"
    ),
    "a typed number": (CODE.replace("It rises", "It rises to 7"), "recap.py:3: ", "7 in “It rises to 7.” says not"),
    "a name bound again": (f"{CODE}twice = w + 2\ntwice += 1", "recap.md:9: ", "on line recap.py:4, recap.py:6"),
    "a given that is another": (f"{CODE}# given\nx = 3  # given, as on lost.md: 3\n1  # given, as on index.md",
        "recap.py:7: ", "on its line, each name has to be bound"),
    "what a field shows is changed": (f"{CODE}w = 3", "recap.md:9: ", "w"),
}  # fmt: skip


@pytest.fixture
def refusal(renderer):
    """What is said of the page with this code beside it, without folders."""
    return lambda code: renderer.refusal("recap", PAGE, code).replace("docs/", "")


def test_it_runs_after_the_blocks_and_before_the_fields(renderer):
    """It reads w, and a field shows what it has made of it: 2 · 2 = 4, with its line in the file."""
    article = renderer.article("recap", PAGE, CODE)
    assert "It doubles to 4." in visible(article)
    assert article.xpath(".//div[@class='plot']")
    (number,) = article.xpath(".//data[@data-expression='twice']")
    table = json.loads(article.xpath(".//*[@id='__computed']/@data-origins")[0])
    assert [table[int(at)] for at in number.get("data-from").split()] == [["twice = w * 2", "docs/recap.py:4"]]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_in_it_has_its_place(refusal, wrong):
    """The file and the line."""
    code, place, message = WRONG[wrong]
    said = refusal(code)
    assert place in said and message in said


def test_its_own_file_is_the_one_beside_the_page(renderer):
    """As __file__ says."""
    article = renderer.article("recap", PAGE, f"{CODE}assert __file__.endswith('/docs/recap.py')\n")
    assert "It doubles" in visible(article)


def test_it_is_not_published_and_a_change_of_it_shows(copy):
    """One without a page is a file like any other; a change of a page's own renders that page, and shows."""
    copy.write("docs/more.md", PAGE)
    copy.write("docs/more.py", CODE)
    copy.write("docs/other.py", "x = 1\n")
    copy.build_well()
    assert not list(copy.site.rglob("more.py")) and (copy.site / "other.py").exists()
    assert "It doubles to 4." in copy.chapter("more").text()
    copy.replace("docs/more.py", "w * 2", "w * 3")
    copy.build_well()
    assert "It doubles to 6." in copy.chapter("more").text()
    (copy.folder / "docs/more.py").unlink()
    assert "docs/more.md:9: {{ twice }}: NameError" in copy.build().stdout
