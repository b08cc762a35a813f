"""How long the site is, chapter by chapter: words, figures, questions, mistakes, and lines of code.

make words
"""

import re
import sys
from collections import Counter
from pathlib import Path

from lxml import html

from conftest import CHAPTERS, PROJECT, beside, source_of
from gdsite.page.fences import find_fences
from report import article_of

# What is no text of the article: code, formulas, drawings, the tables of figures, and the list of chapters.
_NO_TEXT = (
    "//pre | //svg | //script | //style | //*[@class='chapters'] | //*[contains(@class, 'katex')] | //figure//details"
)
_CLAIM = re.compile(r" *\{\{ assert .*? \}\}")


def words(article):
    """How many words a reader finds in an article, without code, formulas and what figures say in them."""
    copy = html.fromstring(html.tostring(article, encoding="unicode"))
    for part in copy.xpath(_NO_TEXT):
        if part.getparent() is not None:
            part.drop_tree()
    return len(re.findall(r"[A-Za-z][\w’'-]*", copy.text_content().replace("\N{SOFT HYPHEN}", "")))


def lines(code):
    """How many lines of some code are not empty."""
    return sum(bool(line.strip()) for line in code.splitlines())


def _blocks(source):
    """The fences of a page's Markdown that run and are in it, and whether each is shown."""
    for fence in find_fences(source.splitlines()):
        if 'exec="on"' in fence.header:
            yield fence, "source=" in fence.header


def hidden(source):
    """How many lines of a page's Markdown run unseen."""
    return sum(lines(fence.code) for fence, is_shown in _blocks(source) if not is_shown)


def shown(article):
    """How many lines of code an article shows that run, those of gdcore among them; without what they print."""
    return sum(lines(listing.find(".//pre").text_content()) for listing in article.find_class("listing"))


def overhead(source):
    """How many times as many characters a page's Markdown has as its text.

    The text is what is left of it without front matter, blocks that run unseen, and claims.
    """
    text = source.split("\n---\n", 1)[1].splitlines()
    for fence, is_shown in reversed([*_blocks("\n".join(text))]):
        if not is_shown:
            del text[fence.start : fence.end + 1]
    return len(source) / len(_CLAIM.sub("", "\n".join(text)))


def count(name, article):
    """The figures of a chapter."""
    source = source_of(name)
    return {
        "words": words(article),
        "figures": len(article.xpath(".//figure")),
        "questions": len(article.xpath(".//details[contains(@class, 'question')]")),
        "mistakes": len(article.xpath(".//*[contains(@class, 'warning')]")),
        "shown": shown(article),
        "hidden": hidden(source),
        "beside": lines(beside(name) or ""),
        "overhead": round(overhead(source), 2),
    }


def main(site=PROJECT / "site"):
    together = Counter()
    for name in CHAPTERS:
        row = count(name, article_of(Path(site, "index.html" if name == "index" else f"{name}/index.html")))
        if name == CHAPTERS[0]:
            print(f"{'':15}" + "".join(f"{heading:>10}" for heading in row))
        print(f"{name:15}" + "".join(f"{number:>10}" for number in row.values()))
        together.update({key: number for key, number in row.items() if key != "overhead"})
    print(f"{'together':15}" + "".join(f"{number:>10}" for number in together.values()))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
