"""How well the article is guarded: its pages are made wrong in one place at a time, and rendered.

    make mutate-article

Each kind of mistake is made in some places of each page, drawn with a fixed seed. A mistake is stopped where the
page is not built. One after which a reader sees the same as before is none, and another is made; only of claims,
which show nothing, that is not known: some of those that pass are as true as before.
"""

import ast
import json
import random
import re
import tempfile
from collections import Counter
from datetime import date
from itertools import islice, pairwise
from multiprocessing import get_context
from pathlib import Path

from mkdocs.exceptions import BuildError

from conftest import CHAPTERS, PROJECT, Copy, Renderer, beside, source_of
from gdsite.page.fences import find_fences
from gdsite.page.fields import FIELD, is_claim
from gdsite.page.placeholders import PROSE
from report import NOT_COUNTED

MADE = PROJECT / "tests/article_mutants.json"
PROCESSES = 2
PLACES = 3  # of each kind on each page
WORDS = {
    "two": "three", "three": "four", "four": "five", "five": "four", "six": "seven", "ten": "twelve",
    "twice": "three times", "half": "double", "third": "fourth", "hundred": "thousand", "thousand": "hundred",
}  # fmt: skip
TURNED = {"<": ">", ">": "<", "<=": ">", ">=": "<", "==": "!=", "!=": "=="}
NAME = re.compile(r"(?<![\w.\"'])(?!(?:assert|and|or|not|in|is|for|if|else)\b)[a-z]\w*(?![\w(\"'])", re.IGNORECASE)
EITHER_WAY = re.compile(r"[\w.\[\]]* (?:[!=]=|and|or) |, ")  # what is the same when its sides are exchanged
NO_LETTER = re.compile(r"\\(?:text|begin|end|mathrm|operatorname)\{[^}]*\}|\\[A-Za-z]+|\{\{.*?\}\}")


class Places:
    """A page's source, and where in it are formulas, lines of text, lines of tables, and claims: starts and ends."""

    def __init__(self, source):
        self.source = source
        lines = source.splitlines(keepends=True)
        starts = [sum(map(len, lines[:n])) for n in range(len(lines) + 1)]
        front = source.index("\n---\n", 4) + 5
        fences = [(starts[fence.start], starts[fence.end + 1], fence) for fence in find_fences(source.splitlines())]
        prose = self._blank(source, [(0, front), *((start, end) for start, end, _ in fences)])
        found = [*PROSE.finditer(prose)]
        inline = [each.span(name) for each in found for name in ("tex", "quoted_tex") if each[name]]
        self.formulas = [*inline, *((start, end) for start, end, fence in fences if "math" in fence.header)]
        self.words = self._blank(prose, [each.span() for each in found if not each["own"]])
        self.fields = [each.span() for each in FIELD.finditer(prose) if not is_claim(each["body"])]
        self.sentences = [each.span() for each in re.finditer(r".+", prose) if not each[0].lstrip(" >").startswith("|")]
        self.rows = [each.span() for each in re.finditer(r"^[ >]*\|.+", prose, re.MULTILINE)]
        blocks = [(start, end) for start, end, fence in fences if 'exec="on"' in fence.header]
        self.printed = [
            (start + row.start(), start + row.end())
            for start, end in blocks
            for row in re.finditer(r'f".*\|.*"', source[start:end])
        ]
        self.claims = [each.span("body") for each in found if each["body"] and is_claim(each["body"])]
        self.claims += [span for start, end in blocks for span in self._asserts(start, end)]

    @staticmethod
    def _blank(text, spans):
        """The text with blanks in the place of all but line ends, so that all else stays where it is."""
        for start, end in spans:
            text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
        return text

    def _asserts(self, start, end):
        """Where the assertions of a block are."""
        block = self.source[start:end]
        indent = len(block) - len(block.lstrip(" "))  # as in a box
        code = re.sub(r"\A.*\n|.*\n\Z", lambda fence: " " * (len(fence[0]) - 1) + "\n", block)
        lines = code.splitlines(keepends=True)
        code = "".join(line[indent:] or "\n" for line in lines)
        at = [sum(map(len, lines[:n])) for n in range(len(lines))]
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Assert):
                first, last = (lines[line - 1][indent:].encode() for line in (node.lineno, node.end_lineno))
                columns = (
                    indent + len(first[: node.col_offset].decode()),
                    indent + len(last[: node.end_col_offset].decode()),
                )
                yield start + at[node.lineno - 1] + columns[0], start + at[node.end_lineno - 1] + columns[1]

    def within(self, pattern, spans, source=None):
        """Where a pattern is found in these places."""
        return [
            (start + each.start(), start + each.end())
            for start, end in spans
            for each in re.finditer(pattern, (source or self.source)[start:end])
        ]


# The kinds of mistakes. Each yields changes of a page: starts, ends, and what to write there.


def dropped_minus(page, _):
    for span in page.within("-", page.formulas, _without_fields(page)):
        yield [(*span, "")]


def exchanged_fields_in_formulas(page, _):
    for span in page.formulas:
        yield from _exchanges(page, page.within(FIELD, [span]))


def another_letter(page, chance):
    places = page.within(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])", page.formulas, _without_fields(page))
    letters = sorted({page.source[start:end] for start, end in places})
    for start, end in places:
        if others := [letter for letter in letters if letter != page.source[start:end]]:
            yield [(start, end, chance.choice(others))]


def another_index(page, _):
    for start, end in page.within(r"(?<=_)\d|(?<=_\{)\d(?=\})", page.formulas):
        yield [(start, end, "2" if page.source[start:end] == "1" else "1")]


def approx_as_equal(page, _):
    for span in page.within(r"\\approx", page.formulas):
        yield [(*span, "=")]


def exchanged_fields_in_prose(page, _):
    for start, end in page.sentences:
        fields = [field for field in page.fields if start <= field[0] < end]
        together = {pair for formula in page.formulas for pair in pairwise(page.within(FIELD, [formula]))}
        yield from _exchanges(page, fields, together)


def exchanged_fields_in_tables(page, _):
    for start, end in page.rows:
        yield from _exchanges(page, [field for field in page.fields if start <= field[0] < end])
    for span in page.printed:
        yield from _exchanges(page, page.within(r"(?<!\{)\{(?:[^{}]|\{[^{}]*\})+\}(?!\})", [span]))


def exchanged_names_in_claims(page, _):
    for span in page.claims:
        names = page.within(NAME, [span])
        same = [pair for pair in pairwise(names) if EITHER_WAY.fullmatch(page.source[pair[0][1] : pair[1][0]])]
        yield from _exchanges(page, names, same)


def another_number_word(page, _):
    for start, end in page.within(rf"\b(?:{'|'.join(WORDS)})\b", [(0, len(page.source))], page.words):
        yield [(start, end, WORDS[page.source[start:end]])]


def comparison_turned_around(page, _):
    for start, end in page.within(r"(?<= )(?:[<>]=?|[!=]=)(?= )", page.claims):
        yield [(start, end, TURNED[page.source[start:end]])]


KINDS = {
    "a minus sign dropped in a formula": dropped_minus,
    "fields of a formula exchanged": exchanged_fields_in_formulas,
    "a letter of a formula replaced": another_letter,
    "an index changed": another_index,
    "≈ made =": approx_as_equal,
    "fields of a sentence exchanged": exchanged_fields_in_prose,
    "fields of a row exchanged": exchanged_fields_in_tables,
    "names in a claim exchanged": exchanged_names_in_claims,
    "a comparison in a claim turned around": comparison_turned_around,
    "a number word changed": another_number_word,
}


def _exchanges(page, spans, left_out=()):
    """Changes that exchange two neighbors which are not the same, but for those pairs."""
    for one, other in pairwise(spans):
        first, second = page.source[slice(*one)], page.source[slice(*other)]
        if first != second and (one, other) not in left_out:
            yield [(*one, second), (*other, first)]


def _without_fields(page):
    """The source with blanks in the place of commands, of words in formulas, and of fields."""
    return NO_LETTER.sub(lambda found: " " * len(found[0]), page.source)


# Asking


def changed(source, change):
    for start, end, text in sorted(change, reverse=True):
        source = source[:start] + text + source[end:]
    return source


def seen(renderer, name, source):
    """What a reader sees of a page; None where it is not built."""
    try:
        return renderer.article(name, source, beside(name)).text_content()
    except BuildError:
        return None


def ask(name):
    """Of each kind how many mistakes were made on a page, and which of them were published: lines before and after."""
    source, found = source_of(name), {}
    with tempfile.TemporaryDirectory() as folder:
        renderer = Renderer(Copy(Path(folder, "copy")))
        before = seen(renderer, name, source)
        assert before, f"{name} is not built as it is"
        for kind, changes in KINDS.items():
            chance = random.Random(f"{name}, {kind}")
            mutants = [changed(source, change) for change in changes(Places(source), chance)]
            chance.shuffle(mutants)
            results = ((mutant, seen(renderer, name, mutant)) for mutant in mutants)
            wrong = ((mutant, after) for mutant, after in results if after != before or "claim" in kind)
            asked = list(islice(wrong, PLACES))
            found[kind] = len(asked), [_difference(source, mutant) for mutant, after in asked if after is not None]
    return name, found


def _difference(source, mutant):
    lines = zip(source.splitlines(), mutant.splitlines(), strict=True)
    return next((number, before, after) for number, (before, after) in enumerate(lines, 1) if before != after)


def main():
    made, published = Counter(), Counter()
    with get_context("fork").Pool(PROCESSES) as processes:
        for name, found in processes.imap(ask, [name for name in CHAPTERS if name not in NOT_COUNTED]):
            for kind, (number, lines) in found.items():
                made[kind] += number
                published[kind] += len(lines)
                for line, before, after in lines:
                    print(f"{kind}: docs/{name}.md:{line}: {before.strip()}\n  is published as {after.strip()}")
    kinds = {kind: {"made": made[kind], "stopped": made[kind] - published[kind]} for kind in KINDS}
    for kind, numbers in kinds.items():
        print(f"{numbers['stopped']:4} of {numbers['made']:3}  {kind}")
    text = json.dumps({"date": f"{date.today()}", "kinds": kinds}, indent=2, ensure_ascii=False)
    MADE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
