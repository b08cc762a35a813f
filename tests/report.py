"""How well the site is proven: counted in the published pages, for `make report` and the page that shows it."""

import ast
import json
from collections import Counter
from datetime import date

from lxml import html

import numerals
from conftest import FUNCTIONS, PROJECT
from gdsite.formulas.relations import Kind, Relations
from gdsite.page.fences import find_fences

REPORT = PROJECT / "docs/report.json"
MUTANTS = PROJECT / "tests/mutants.json"
NOT_COUNTED = "proof", "reference"  # the page of the report itself, and one that shows no numbers


def count(site):
    """What there is to prove on each page of a published site, and what is proven."""
    pages = {"index": site / "index.html"} | {
        path.parent.name: path for path in sorted(site.glob("*/index.html")) if path.parent.name not in NOT_COUNTED
    }
    return {name: _count_page(name, path) for name, path in pages.items()}


def _count_page(name, path):
    (article,) = html.fromstring(path.read_text(encoding="utf-8")).xpath("//article")
    computed = len(numerals.numbers(article))
    kinds = relations(article)
    return {
        "numbers": computed + len(numerals.orphans(article)),
        "computed": computed,
        "formulas": len(article.xpath(".//annotation")),
        "relations": kinds.total(),
        **{kind.name.lower(): kinds[kind] for kind in Kind},
        "claims": claims((PROJECT / f"docs/{name}.md").read_text(encoding="utf-8")),
    }


def relations(article):
    """How many relations of each kind there are in the article's formulas."""
    page = Relations(FUNCTIONS)
    return Counter(
        relation.kind for tex in article.iter("annotation") for relation in page.read(tex.text)
    )


def claims(source):
    """How many statements about its numbers a page asserts."""
    fences = find_fences(source.splitlines())
    blocks = [fence.code for fence in fences if fence.header.startswith('python exec="on"')]
    return sum(isinstance(node, ast.Assert) for block in blocks for node in ast.walk(ast.parse(block)))


def main():
    pages = count(PROJECT / "site")
    mutants = json.loads(MUTANTS.read_text(encoding="utf-8"))
    report = {"date": date.today().isoformat(), "pages": pages, "mutants": mutants}
    REPORT.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(f"{'':15}" + "".join(f"{heading:>11}" for heading in next(iter(pages.values()))))
    for name, row in pages.items():
        print(f"{name:15}" + "".join(f"{number:>11}" for number in row.values()))
    total = sum(map(Counter, pages.values()), Counter())
    print(f"{'together':15}" + "".join(f"{total[key]:>11}" for key in next(iter(pages.values()))))
    print(f"mutants: {mutants['caught']} of {mutants['mutants']} caught")


if __name__ == "__main__":
    main()
