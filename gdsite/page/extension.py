"""Python-Markdown extension: executed blocks, {{ fields }} and formulas.

Blocks, fields and formulas are found in the source while its line numbers are still true.
All blocks run first. Then each field and each inline formula becomes a mark, a few characters
that Markdown passes through untouched, and the marks become HTML at the end.
"""

import html
import json
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.superfences import SuperFencesCodeExtension

from gdsite.formulas import katex
from gdsite.formulas.expressions import Unreadable
from gdsite.formulas.numerals import COMPUTED, glued, has_numeral, typed_numerals
from gdsite.formulas.relations import FalseRelation, Relations
from gdsite.page.elements import check_elements
from gdsite.page.fences import HEADER, OPTIONS, Fence, find_fences, read_header
from gdsite.page.fields import FIELD, is_claim
from gdsite.page.leftovers import check_boxes, check_fences, check_page, check_source, outside_code
from gdsite.page.numerals import OWN, Typed, has_number, in_attributes, in_page
from gdsite.page.placeholders import (
    ATTRIBUTE,
    INLINE,
    JOIN,
    MARK,
    PROSE,
    RELATION_IN_PROSE,
    STRAY,
    TAG,
    Claim,
    Data,
    Formula,
    Literal,
    Placeholders,
    is_no_formula,
)
from gdsite.page.provenance import PRINTED
from gdsite.page.session import NOT_TYPED, Session, current
from gdsite.page.settings import TIME_LIMIT, Settings
from gdsite.page.tables import check_columns, check_rows
from gdsite.page.typesetting import keep_together, set_tables
from gdsite.page.values import UNSEEN, Html, Value, is_numeral, is_rounded, origins
from gdsite.page.zensical import begin_page
from gdsite.style_classes import as_classes

_ALONE = re.compile(rf"{FIELD.pattern}|{PRINTED.pattern}")
_CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)
_MISREAD = re.compile(f'<span class="err">({PRINTED.pattern}+)</span>')
# What a formula says to the check of its relations: also where an attribute has it as plain text.
_TO_READ = re.compile(
    r'<annotation (?P<notes>data-line="(?P<line>\d+)" data-shown="(?P<shown>[^"]*)" ?'
    r'(?:data-state="(?P<state>[^"]*)")?)[^>]*>(?P<tex>[^<]*)'
)
_READ_IN_TAG = re.compile(r"<template><annotation [^>]*>[^<]*(?:</annotation>)?</template>")
_LISTING_TITLE = re.compile(r'<span class="filename">[^<]*')


_UNCOLORED = re.compile(r'<(div|span) class="other-letters".*?</\1>', re.DOTALL)

# A claim stands in none of these: they are names, links or code.
_AROUND_CLAIM = re.compile(
    r"<(?P<end>/?)(?P<name>h[1-6]|a|code|pre|kbd|samp|label|button|option|textarea|title|svg)\b[^>]*>"
    r'|<span class="claim" data-expression="(?P<claim>[^"]*)"[^>]* data-line="(?P<line>\d+)"'
)
_FIGURE = re.compile(r"<figure\b.*?(?=</figure>)", re.DOTALL)
_DATA = re.compile(r'<details class="plot-data".*?</details>', re.DOTALL)
_ONE_CLAIM = r'<span class="claim"[^>]*></span>'
_CLAIMS_ALONE = re.compile(rf"<p>(?=(\s*{_ONE_CLAIM})+\s*</p>)")
_BEFORE_CLAIM = re.compile(rf"\s+({_ONE_CLAIM})(?=(\w|<(?!/|span class=\"claim))?)")


class Signs(Preprocessor):
    """Refuse signs that nobody sees, and that Markdown would take away or change: before it does."""

    def run(self, lines: list[str]) -> list[str]:
        page = current.get()
        if page.listing is None and not page.lines:  # no docstring, which a reference shows
            for line, text in enumerate(lines, page.offset + 1):
                if found := UNSEEN.search(text):
                    raise page.error(line, f"the character {found[0]!a} cannot be seen: delete it")
            for fence in find_fences(lines):
                self._require_no_tab(fence, page)
        return lines

    def _require_no_tab(self, fence: Fence, page: Session) -> None:
        for line, text in enumerate(fence.code.split("\n"), page.offset + fence.start + 2):
            if 'exec="on"' in fence.header and "\t" in text.strip():
                raise page.error(line, r"Markdown makes blanks of this tab: write it as \t, or as blanks")


class Read(Preprocessor):
    """Run the page's blocks, show its fields, render its inline formulas."""

    def __init__(self, md: Markdown, marks: Placeholders, settings: Settings) -> None:
        super().__init__(md)
        self.marks = marks
        self.settings = settings

    def run(self, lines: list[str]) -> list[str]:
        begin_page(self.md, lines, self.settings)
        page = current.get()
        fences = list(find_fences(lines))
        prose = outside_code(lines, fences)
        self.marks.is_page = page.listing is None and not page.lines
        if page.listing is not None or self.marks.is_page:  # no docstring, which a reference shows
            page.written += [(page.listing or page.offset + at, line) for at, line in enumerate(prose, 1)]
            check_source(prose, page)
            check_rows(prose, page)
        if page.listing is None:
            page.lines = page.lines or lines.copy()
            page.uncolored |= {page.offset + at for at in _uncolored("\n".join(lines))}
            check_columns(prose, lines, page)
            check_boxes(lines, fences, page)
            self._run_blocks(lines, fences, prose, page)
        else:
            _check_printed(fences, page)
        result: list[str] = []
        at = 0
        for fence in fences:
            result += self._mark(lines[at : fence.start], at, page)
            taken = page.taken.get(page.offset + fence.start + 1) if self.marks.is_page else None
            result += taken or lines[fence.start : fence.end + 1]
            at = fence.end + 1
            if not lines[fence.start].lstrip().startswith(">"):
                result.append("")  # what stands right below it, such as a claim, is a paragraph of its own
        return result + self._mark(lines[at:], at, page)

    def _run_blocks(self, lines: list[str], fences: Sequence[Fence], prose: Sequence[str], page: Session) -> None:
        page.fields = [*dict.fromkeys(body for body in _fields(lines, fences) if not is_claim(body))]
        for fence in fences:
            line = page.offset + fence.start + 1
            language, options = read_header(fence, line, page)
            is_taken = "source_of" in options
            if options.get("exec") == "on" or is_taken:
                _require_listed(fence, prose, page)
                if "source" in options or is_taken:
                    page.listings[line] = f"__listing-{len(page.listings) + 1}"
                page.run(page.take(options["source_of"], line) if is_taken else fence.code, line)
            if language in OPTIONS:  # SuperFences does not tell its formatters the line
                lines[fence.start] = f'{lines[fence.start].rstrip()} at="{line}"'
            if is_taken:
                begin, end = lines[fence.start], lines[fence.end]
                indent = begin[: len(begin) - len(begin.lstrip("> \t"))]
                begin = re.sub(r'source_of="[^"]*"', 'exec="on" source="above"', begin)
                page.taken[line] = [begin, *(f"{indent}{each}" for each in page.taken[line]), end]
        if self.marks.is_page:
            page.run_beside()

    def _mark(self, lines: list[str], start: int, page: Session) -> list[str]:
        text = "\n".join(lines)

        def mark(found: re.Match[str]) -> str:
            line = page.listing or page.offset + start + 1 + text.count("\n", 0, found.start())
            if found["tex"] and is_no_formula(found):
                return found.group()
            if tex := found["tex"] or found["quoted_tex"]:
                rendered, values = _formula(tex, line, page, display=False)
                if len(values) == 1 and _ALONE.fullmatch(tex) and is_numeral(values[0].text):
                    return self.marks.add(Data(values[0]))
                return self.marks.add(Formula(rendered, values))
            if printed := found["printed"]:
                return self.marks.add(Data(page.printed(printed)))
            if page.listing is not None and found["stray"] == "}}":
                return found.group()  # as of a printed dictionary
            if page.listing is not None and (found["body"] or found["stray"]):
                raise page.error(line, f"{found.group()} in what this block prints would show as it is")
            if (own := found["own"]) and has_number(own):
                return self.marks.add(Data(Value.own(own)))
            if (body := found["body"]) and is_claim(body):
                (value,) = page.show(body, line)
                return self.marks.add(Claim(value, line))
            if body:
                return "".join(self._mark_piece(piece) for piece in page.show(body, line))
            if found["attribute"]:
                raise page.error(line, f"{found.group()}: {ATTRIBUTE}")
            if stray := found["stray"] or found["raw_tex"]:
                raise page.error(line, f"{stray}: {STRAY.get(stray, INLINE)}")
            if literal := found["literal"]:
                return self.marks.add(Literal(literal))
            return found.group()

        marked = PROSE.sub(mark, text)
        self._require_no_relation(marked, page.listing, page.offset + start + 1, page)
        return marked.split("\n") if lines else []

    def _require_no_relation(self, marked: str, listing: int | None, first: int, page: Session) -> None:
        """Refuse a relation between numbers or formulas, but outside of them: nobody would read it."""
        for found in RELATION_IN_PROSE.finditer(marked):
            at = [self.marks[number] for number in MARK.findall(found[0])]
            if all(isinstance(mark, (Data, Formula)) for mark in at):
                shown = MARK.sub(lambda each: self.marks[each[1]].plain(), found[0])
                line = listing or first + marked.count("\n", 0, found.start())
                raise page.error(line, f"{' '.join(shown.split())}: {JOIN}")

    def _mark_piece(self, piece: Value | Html | str) -> str:
        """A mark for a value or a figure; the text between values as it is."""
        if isinstance(piece, Value):
            return self.marks.add(Data(piece))
        return self.marks.add(piece) if isinstance(piece, Html) else piece


def _uncolored(text: str) -> Iterator[int]:
    """The lines on which letters do not stand for the article's quantities, as their author says."""
    for found in _UNCOLORED.finditer(text):
        first = text.count("\n", 0, found.start()) + 1
        yield from range(first, first + found[0].count("\n") + 1)


def _fields(lines: Sequence[str], fences: Sequence[Fence]) -> Iterator[str]:
    """The fields in a page's text and in its formulas."""
    prose = [*lines]
    for fence in fences:
        prose[fence.start : fence.end + 1] = [""] * (fence.end + 1 - fence.start)
    for found in PROSE.finditer("\n".join(prose)):
        if found["body"]:
            yield found["body"]
        else:
            yield from _fields_in(found["tex"] or found["quoted_tex"] or "")
    for fence in fences:
        if fence.header.startswith("math"):
            yield from _fields_in(fence.code)


def _fields_in(tex: str) -> Iterator[str]:
    return (field["body"] for field in FIELD.finditer(tex))


def _require_listed(fence: Fence, prose: Sequence[str], page: Session) -> None:
    """Refuse a block in a comment, and lines that markdown-exec would hide: they would run, and nobody would know."""
    before = "\n".join(prose[: fence.start])
    if before.rfind("<!--") > before.rfind("-->"):
        raise page.error(page.offset + fence.start + 1, 'this block runs, though it is in a comment: write exec="off"')
    for line, text in enumerate(fence.code.split("\n"), page.offset + fence.start + 2):
        if "markdown-exec: hide" in text:
            raise page.error(line, "this line would run and not be shown: move it into a block without source")


def _check_printed(fences: Sequence[Fence], page: Session) -> None:
    """What a block prints is Markdown, but nothing in it runs, and no mistake in it may pass."""
    for fence in fences:
        if fence.problem or not (read := HEADER.match(fence.header)):
            raise page.error(page.listing, f"printed: {fence.problem or fence.header}")
        if "exec=" in read["options"]:
            raise page.error(page.listing, "a printed fence does not run")


class Check(Preprocessor):
    """After SuperFences: no fence may still be there."""

    def run(self, lines: list[str]) -> list[str]:
        page = current.get()
        if page.listing is None:
            check_fences(lines, page)
        return lines


class Place(InlineProcessor):
    """Put elements in the place of marks, so that headings can be read as text."""

    def __init__(self, md: Markdown, marks: Placeholders) -> None:
        super().__init__(MARK.pattern, md)
        self.marks = marks

    def handleMatch(self, found: re.Match[str], data: str) -> tuple[Element | str, int, int]:  # type: ignore[override]
        mark = self.marks[found[1]]
        if isinstance(mark, Html):
            return self.md.htmlStash.store(mark), *found.span()
        return mark.element(found[1]), *found.span()


class Typeset(Treeprocessor):
    """Put each formula in the place of its plain text, once all headings have been read; mark what is defined."""

    def __init__(self, md: Markdown, marks: Placeholders) -> None:
        super().__init__(md)
        self.marks = marks

    def run(self, root: Element) -> None:
        in_headings = {span for heading in root.iter("th") for span in heading.iter("span")}
        for span in root.iter("span"):
            if number := span.attrib.pop("data-formula", None):
                span.set("class", "math")
                rendered = self.marks[number].html()
                if span in in_headings:
                    rendered = katex.named(rendered)
                span.text = AtomicString(self.md.htmlStash.store(rendered))
        for defined in (*root.iter("em"), *root.iter("strong")):
            if quantity := current.get().settings.quantities.of_word(defined.text or ""):
                defined.set("class", f"q-{quantity}")
        if current.get().listing is None:  # Finish has seen the headings alone; Whole sees the page
            self.md.postprocessors.register(Whole(self.md, self.marks), "gdsite_whole", 0)


class Finish(Postprocessor):
    """Show the marks in raw HTML, which no inline processor has seen: in its tags as plain text; no styles in tags."""

    def __init__(self, md: Markdown, marks: Placeholders) -> None:
        super().__init__(md)
        self.marks = marks

    def run(self, text: str) -> str:
        # Where no inline processor was at work, as in code that a block prints, its marks are left.
        text = _CODE.sub(self._in_code, text)
        text = PRINTED.sub(lambda at: self.marks.add(Data(current.get().printed(at[0]))), text)
        text = _LISTING_TITLE.sub(lambda title: re.sub(OWN, self._own, title[0]), text)
        current.get().typed += in_attributes(MARK.sub(COMPUTED, text))
        if MARK.search(text):
            text = TAG.sub(self._in_tag, text)
        try:
            return as_classes(MARK.sub(lambda at: self.marks[at[1]].html(), text))
        except ValueError as error:
            page, (tag, _, what) = current.get(), str(error).partition(">: ")
            raise page.error(page.line_of(tag), f"{tag}>: {what}") from None

    def _own(self, typed: re.Match[str]) -> str:
        return self.marks.add(Data(Value.own(typed["own"])))

    def _in_code(self, code: re.Match[str]) -> str:
        """The code with its printed numbers as they were printed; none is an error to who colors them."""
        text = _MISREAD.sub(r"\1", code[0])
        return PRINTED.sub(lambda at: self.marks.add(Data(current.get().printed(at[0]), in_code=True)), text)

    def _in_tag(self, tag: re.Match[str]) -> str:
        """The tag with plain text in the place of its marks, and in an attribute what made its values."""
        marks = [self.marks[at[1]] for at in MARK.finditer(tag[0])]
        if not marks:
            return tag[0]
        for mark in marks:
            if isinstance(mark, Claim):
                raise current.get().error(mark.line, _misplaced(mark.value.expression, "an attribute"))
        values = [value for mark in marks for value in mark.values()]
        text = MARK.sub(lambda at: html.escape(self.marks[at[1]].plain()), tag[0])
        formulas = [_TO_READ.search(mark.html()) for mark in marks if isinstance(mark, Formula)]
        text = "".join(f"<template>{found[0]}</template>" for found in formulas if found) + text
        if not values:
            return text
        end = "/>" if text.endswith("/>") else ">"
        return f'{text.removesuffix(end)} data-computed="{html.escape(origins(values))}"{end}'


class Whole(Postprocessor):
    """Check the finished page: what Markdown has left, its relations, its numerals; and say where these come from."""

    def __init__(self, md: Markdown, marks: Placeholders) -> None:
        super().__init__(md)
        self.marks = marks

    def run(self, text: str) -> str:
        page = current.get()
        self.marks.found.clear()  # markdown-exec holds the Markdown of each page until the end
        page.require_claims()
        check_page(text, page)
        page.require_figures_shown()
        checked = _check_relations(text, page)
        if self.marks.is_page and not page.is_draft:
            page.require_none_typed(in_page(checked))
        text = keep_together(_place_data(set_tables(_place_claims(checked, page))))
        check_elements(text, page)
        return text + _origins(page)


def _formula(tex: str, line: int, page: Session, display: bool) -> tuple[str, tuple[Value, ...]]:
    """HTML of a formula that begins on the given line, and the values that it displays."""
    filled = page.fill(tex, line) if page.listing is None else page.fill_printed(tex)
    try:
        rendered = katex.render(page.colored(filled, line), display, page.formulas)
        typed = glued(marked := NOT_TYPED.sub(COMPUTED, tex))
        typed += typed_numerals(rendered) if has_numeral(marked) else []
        page.typed += (Typed(numeral, f"${marked.strip()}$", line=line) for numeral in typed)
        shown = [(*at, is_rounded(value)) for value, at in zip(filled.values, filled.places, strict=True)]
        notes = f'<annotation data-line="{line}" data-shown="{json.dumps(shown)}" '
        return rendered.replace("<annotation ", notes), filled.values
    except katex.TexError as error:
        line += error.line if page.listing is None else 0
        raise page.error(line, f"TeX: {error} in {' '.join(filled.source.split())}") from None


def _place_claims(html_text: str, page: Session) -> str:
    """The page, each claim of which stands right behind its sentence: no line ends between them.

    A paragraph of claims alone, as below a displayed formula, takes no room.
    """
    if 'class="claim"' not in html_text:
        return html_text
    around: list[str] = []
    for tag in _AROUND_CLAIM.finditer(html_text):
        if tag["line"] and around:
            raise page.error(tag["line"], _misplaced(html.unescape(tag["claim"]), f"<{around[-1]}>"))
        if tag["end"] and tag["name"] in around:
            around.remove(tag["name"])
        elif tag["name"] and not tag["end"]:
            around.append(tag["name"])
    html_text = re.sub(r'(<span class="claim" [^>]*?) data-line="\d+"', r"\1", html_text)
    html_text = _CLAIMS_ALONE.sub('<p class="claims">', html_text)
    return _BEFORE_CLAIM.sub(lambda found: found[1] + " " * bool(found[2]), html_text)


def _place_data(html_text: str) -> str:
    """The page, in each figure of which the data is the end of the caption, which has to be a figure's last part."""

    def in_caption(figure: re.Match[str]) -> str:
        data = "".join(_DATA.findall(figure[0]))
        caption, end, rest = _DATA.sub("", figure[0]).rpartition("</figcaption>")
        return caption + data + end + rest if end else rest + data

    return _FIGURE.sub(in_caption, html_text) if _DATA.search(html_text) else html_text


def _misplaced(claim: str, place: str) -> str:
    return f"{{{{ assert {claim} }}}}: a claim stands behind a sentence of the text, and not in {place}"


def _origins(page: Session) -> str:
    """For the script that shows where a number comes from: in an attribute, which nobody reads as text.

    In a script element of its own, the theme's instant navigation would run it.
    """
    if not page.statements:
        return ""
    table = html.escape(json.dumps(page.sources(), ensure_ascii=False))
    return f'\n<div id="__computed" hidden data-origins="{table}"></div>'


def _check_relations(html_text: str, page: Session) -> str:
    """The finished page, once each relation in its formulas has been found to hold, in reading order."""
    relations = Relations(page.settings.functions)

    def check(annotation: re.Match[str]) -> str:
        state = html.unescape(annotation["state"] or "")
        judged = deepcopy(relations) if state else relations  # what holds in one state of a figure, holds only there
        try:
            judged.read(html.unescape(annotation["tex"]), json.loads(html.unescape(annotation["shown"])))
        except (FalseRelation, Unreadable) as error:
            raise page.error(int(annotation["line"]), f"{state}: {error}" if state else str(error)) from None
        return annotation[0].replace(annotation["notes"], "", 1)

    return _READ_IN_TAG.sub("", _TO_READ.sub(check, html_text))


# The functions that SuperFences calls for a fence of a language: with its options, and for its HTML.


def _math_options(
    language: str, inputs: dict[str, str], options: dict[str, Any], attrs: dict[str, str], md: Markdown
) -> bool:
    options["at"] = int(inputs.pop("at", 0))
    return True


def _math_fence(src: str, options: dict[str, Any], **rest: Any) -> str:
    page = current.get()
    line = page.listing or options["at"] + 1
    return f'<div class="math">{_formula(src, line, page, display=True)[0]}</div>'


def _python_fence(src: str, options: dict[str, Any], md: Markdown, **rest: Any) -> str:
    from gdsite.page.listings import listing  # here, for markdown-exec is slow to start, and kept pages need none

    return listing(src, options, md)


def _python_options(*arguments: Any) -> bool:
    from gdsite.page.listings import read_options

    return read_options(*arguments)


class PageExtension(Extension):
    """Registers all of it, and pymdownx.superfences, if that is not there yet.

    Its options are those of the plugin, for hosts that have none. Raises ValueError for one of another kind.
    """

    def __init__(self, **options: Any) -> None:
        self.config = {
            "card": ["", "for the plugin alone"],
            "functions": [{}, "functions that formulas apply by name, such as f(x, w): xw"],
            "quantities": [{}, "what has a color, each by the letters and words that stand for it"],
            "packages": [[], "the project's own packages"],
            "reference": ["", "for the plugin alone"],
            "time_limit": [TIME_LIMIT, "seconds that a block may run"],
        }
        super().__init__(**options)
        self.settings = Settings.of(*map(self.getConfig, ("functions", "quantities", "packages", "time_limit")))

    def extendMarkdown(self, md: Markdown) -> None:
        if current.get(None) is None:
            current.set(Session("<page>", settings=self.settings))
        superfences = _superfences(md)
        superfences.extend_super_fences("python", _python_fence, _python_options, None)
        superfences.extend_super_fences("math", _math_fence, _math_options, None)
        marks = Placeholders()
        md.preprocessors.register(Signs(md), "gdsite_signs", 1000)  # before all others, which set such signs
        md.preprocessors.register(Read(md, marks, self.settings), "gdsite_read", 28)
        md.preprocessors.register(Check(md), "gdsite_check", 24)
        md.inlinePatterns.register(Place(md, marks), "gdsite_place", 85)  # after HTML in the line
        md.treeprocessors.register(Typeset(md, marks), "gdsite_typeset", -100)
        md.postprocessors.register(Finish(md, marks), "gdsite_finish", 5)


def _superfences(md: Markdown) -> SuperFencesCodeExtension:
    """The extension that finds fences, to which others can be added."""
    while True:
        for known in md.registeredExtensions:
            if isinstance(known, SuperFencesCodeExtension):
                return known
        md.registerExtensions(["pymdownx.superfences"], {})
