"""How well the site is proven: counted in the published pages, for `make report` and the page that shows it."""

import ast
import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import html
from mkdocs.exceptions import BuildError

import numerals
from conftest import FUNCTIONS, PROJECT, Copy, Renderer, beside, source_of
from gdsite.formulas.relations import Kind, Relations
from gdsite.page.fences import find_fences

REPORT = PROJECT / "docs/report.json"
MUTANTS = PROJECT / "tests/mutants.json"
ARTICLE_MUTANTS = PROJECT / "tests/article_mutants.json"
NOT_COUNTED = "proof", "reference"  # the page of the report itself, and one that shows no numbers


def count(site):
    """What there is to prove on each page of a published site, and what is proven."""
    return {name: _count_page(name, article_of(path)) for name, path in pages_of(site).items()}


def pages_of(site):
    """The pages that are counted, by their names."""
    return {"index": site / "index.html"} | {
        path.parent.name: path for path in sorted(site.glob("*/index.html")) if path.parent.name not in NOT_COUNTED
    }


def article_of(path):
    (article,) = html.fromstring(path.read_text(encoding="utf-8")).xpath("//article")
    return article


def _count_page(name, article):
    computed = len(numerals.numbers(article))
    kinds = relations(article)
    return {
        "numbers": computed + len(numerals.orphans(article)),
        "computed": computed,
        "typed": len(numerals.own(article)),
        "formulas": len(article.xpath(".//annotation")),
        "relations": kinds.total(),
        **{kind.name.lower(): kinds[kind] for kind in Kind},
        "unread": signs(article) - kinds.total(),
        "claims": claims(source_of(name), beside(name) or "") + at_sentences(article),
        "in_text": at_sentences(article),
    }


def relations(article):
    """How many relations of each kind there are in the article's formulas."""
    page = Relations(FUNCTIONS)
    return Counter(relation.kind for tex in article.iter("annotation") for relation in page.read(tex.text))


def signs(article):
    """How many relations KaTeX has set in the article's formulas; an arrow below a lim is part of that.

    The equation of a figure is none of them: it has other numbers in each state, and the build has checked them all.
    """
    formulas = ".//*[contains(concat(' ', @class, ' '), ' mrel ') and not(ancestor::*[@class='plot-formula'])]"
    signs = len(article.xpath(formulas))
    return signs - sum(tex.text.count(r"\lim_{") for tex in article.iter("annotation"))


def at_sentences(article):
    """How many claims stand at the sentences that they prove."""
    return len(article.xpath(".//span[@class='claim']"))


def claims(source, code=""):
    """How many claims the blocks of a page assert, and the code beside it."""
    fences = find_fences(source.splitlines())
    blocks = [fence.code for fence in fences if fence.header.startswith('python exec="on"')]
    return sum(isinstance(node, ast.Assert) for block in [*blocks, code] for node in ast.walk(ast.parse(block)))


def main(site=PROJECT / "site", report=REPORT, mutants=MUTANTS):
    """Write the report on a published site, or end with what is wrong and leave the report that was there."""
    pages, found, of_article = count(site), *(_read(path) for path in (mutants, ARTICLE_MUTANTS))
    parts = {"pages": pages, "mutants": found, "article_mutants": of_article}
    text = json.dumps({"date": date.today().isoformat(), **parts}, indent=2, ensure_ascii=False) + "\n"
    try:
        show(text)
    except BuildError as error:
        sys.exit(f"{error}\nNo report is written: the page of it would not be built.")
    new = report.with_name(f".{report.name}")
    new.write_text(text, encoding="utf-8")
    new.replace(report)
    print_table(pages)
    print(f"mutants: {found['caught']} of {found['mutants']} caught")


def _read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def show(text):
    """Render the page that shows a report with this text; BuildError where that is not built."""
    with TemporaryDirectory() as folder:
        copy = Copy(Path(folder, "copy"))
        copy.write("docs/report.json", text)
        Renderer(copy).article("proof", source_of("proof"), beside("proof"))


def print_table(pages):
    print(f"{'':15}" + "".join(f"{heading:>11}" for heading in next(iter(pages.values()))))
    for name, row in pages.items():
        print(f"{name:15}" + "".join(f"{number:>11}" for number in row.values()))
    total = sum(map(Counter, pages.values()), Counter())
    print(f"{'together':15}" + "".join(f"{total[key]:>11}" for key in next(iter(pages.values()))))


if __name__ == "__main__":
    main()
