"""Python-Markdown extension: executed blocks, {{ fields }} and formulas.

Blocks, fields and formulas are found in the source while its line numbers are still true.
All blocks run first. Then each field and each inline formula becomes a mark, a few characters
that Markdown passes through untouched, and the marks become HTML at the end.
"""

import html
import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

import markdown_exec
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from gdsite import katex
from gdsite.page import FIELD, FIELD_FORM, Page, current, names_in

# --- Fences -------------------------------------------------------------------------------

_OPENING = re.compile(r"(?P<indent>[> \t]*)(?P<ticks>`{3,}|~{3,})(?P<header>[^`]*)$")
_HEADER = re.compile(r'(?P<language>[\w#.+-]*)(?P<options>(?:\s+[a-z_]+="[^"]*")*)$')
_OPTION = re.compile(r'([a-z_]+)="([^"]*)"')
_MISPLACED = re.compile(r"[^`~]*[^`~> \t][^`~]*(```+|~~~+)[^`]*$")
_LEFT_OVER = re.compile(r"[> \t]*(`{3,}[^`]*|~{3,}.*)$")

# The options of a fence, by its language, and the values that each may have.
_LISTING = {"title": r"[^{}]*", "hl_lines": r"\d+(-\d+)?( \d+(-\d+)?)*", "linenums": r"\d+"}
_PYTHON = {"exec": "on|off", "source": "above|below|block|console", "result": r"\w+", "html": "on|off"}
_OPTIONS = {"python": _PYTHON | _LISTING, "math": {}}


class Fence(NamedTuple):
    """A fenced block: its first and last line, counted from 0, its header and what is in it."""

    start: int
    end: int
    header: str
    code: str
    problem: str | None


def find_fences(lines):
    """The fenced blocks of a text, by the rules of SuperFences, and what breaks these rules."""
    at = 0
    while at < len(lines):
        if opening := _OPENING.match(lines[at]):
            fence = _read_fence(lines, at, opening)
            yield fence
            at = fence.end
        elif _MISPLACED.match(lines[at]):
            yield Fence(at, at, "", "", "a fence begins on a line of its own")
        at += 1


def _read_fence(lines, start, opening):
    indent, problem = opening["indent"], None
    closing = re.compile(rf"[> \t]*{opening['ticks']}[ \t]*$")
    end = next((at for at in range(start + 1, len(lines)) if closing.match(lines[at])), None)
    if end is None:
        end, problem = len(lines) - 1, "this fence is never closed"
    body = lines[start + 1 : end]
    if any(line.strip("> \t") and not line.startswith(indent) for line in body):
        problem = problem or "a line of this fence is indented less than its first"
    code = "\n".join(line[len(indent) :] for line in body)
    return Fence(start, end, opening["header"].strip(), code, problem)


def read_header(fence, line, page):
    """Language and options of a fence; an error for whatever would silently do nothing."""
    if fence.problem:
        raise page.error(line, fence.problem)
    if not (read := _HEADER.match(fence.header)):
        raise page.error(
            line, f'fence header not understood: {fence.header}; write language key="value" …'
        )
    language, options = read["language"], dict(_OPTION.findall(read["options"]))
    allowed = _OPTIONS.get(language, _LISTING)
    for name, value in options.items():
        if name not in allowed:
            raise page.error(
                line,
                f"a {language or 'plain'} fence has no option {name}; "
                f"it has {', '.join(allowed) or 'none'}",
            )
        if not re.fullmatch(allowed[name], value):
            raise page.error(line, f'{name}="{value}" should be {allowed[name]}')
    if language not in (*_OPTIONS, "", "text") and not _has_lexer(language):
        raise page.error(line, f"a fence in an unknown language: {language}")
    if language == "python" and "exec" not in options:
        raise page.error(line, 'a python fence says exec="on", or exec="off" to be shown only')
    return language, options


def _has_lexer(language):
    try:
        return bool(get_lexer_by_name(language))
    except ClassNotFound:
        return False


# --- Marks --------------------------------------------------------------------------------

# Private-use characters: no author types them, and no part of Markdown minds them.
_MARK = re.compile("\ue000(\\d+)\ue001")
_TAG_WITH_MARK = re.compile("<[a-zA-Z][^<>]*\ue000\\d+\ue001[^<>]*>")

_PROSE = re.compile(
    r"""
      (?P<comment> <!--.*?--> | <(?P<tag>script|style|pre)\b.*?</(?P=tag)> )
    | (?<!`) `\$ (?P<quoted_tex> [^`]+? ) \$` (?!`)
    | (?P<code> (?<!`) (?P<ticks>`+) (?!`) (?: (?!\n[ \t]*\n) . )+? (?<!`) (?P=ticks) (?!`) )
    | \\ (?P<literal> \$ | \{\{ [^\n]*? \}\} )
    | \$ (?![\s$]) (?P<tex> (?: \\. | (?!\n[ \t]*\n) [^\\$`] )+? ) (?<!\s) \$ (?!\d)
    | (?P<raw_tex> \$ \s* \\[a-zA-Z]+ | \\begin\{ )
    | (?P<escape> \\. )
    | \{\{[ ] (?P<body> [^\n]+? ) [ ]\}\}
    | (?P<stray> \{\{ | \}\} | \$\$ )
    """,
    re.VERBOSE | re.DOTALL,
)
_DISPLAYED = "a displayed formula is a fence: ```math"
_STRAY = {"{{": FIELD_FORM, "}}": FIELD_FORM, "$$": _DISPLAYED, "\\begin{": _DISPLAYED}
_INLINE = "a formula in the line is $…$, without blanks at its ends, closed in its paragraph"


class Value(NamedTuple):
    """A field's mark: what made the value, and what it shows."""

    expression: str
    text: str

    def element(self, number):
        element = Element("data", {"value": self.text, "data-expression": self.expression})
        element.text = AtomicString(self.text)
        return element

    def html(self):
        value, expression, text = map(html.escape, (self.text, self.expression, self.text))
        return f'<data value="{value}" data-expression="{expression}">{text}</data>'

    def plain(self):
        return self.text


class Formula(NamedTuple):
    """An inline formula's mark: what KaTeX made of it."""

    rendered: str

    def element(self, number):
        # Headings go from here to the table of contents, the title and the anchor: as plain text.
        element = Element("span", {"data-formula": str(number)})
        element.text = AtomicString(self.plain())
        return element

    def html(self):
        return self.rendered

    def plain(self):
        return html.unescape(katex.plain(self.rendered))


class Literal(NamedTuple):
    """Characters that are no field, because the author has said so with a backslash."""

    text: str

    def element(self, number):
        element = Element("span", {"class": "literal"})
        element.text = AtomicString(self.text)
        return element

    def html(self):
        return f'<span class="literal">{html.escape(self.text)}</span>'

    def plain(self):
        return self.text


class Marks:
    """What stands behind the marks of one Markdown text."""

    def __init__(self):
        self.found = []

    def add(self, mark):
        self.found.append(mark)
        return f"\ue000{len(self.found) - 1}\ue001"

    def __getitem__(self, number):
        return self.found[int(number)]


# --- Markdown -----------------------------------------------------------------------------


class Read(Preprocessor):
    """Run the page's blocks, show its fields, render its inline formulas."""

    def __init__(self, md, marks):
        super().__init__(md)
        self.marks = marks

    def run(self, lines):
        page = current.get()
        fences = list(find_fences(lines))
        if page.listing is None:
            self._run_blocks(lines, fences, page)
        else:
            _check_printed(fences, page)
        result, at = [], 0
        for fence in fences:
            result += self._mark(lines[at : fence.start], at, page)
            result += lines[fence.start : fence.end + 1]
            at = fence.end + 1
        return result + self._mark(lines[at:], at, page)

    def _run_blocks(self, lines, fences, page):
        fields = FIELD.finditer("\n".join(lines))
        page.shown = dict.fromkeys(name for field in fields for name in names_in(field["body"]))
        for fence in fences:
            line = page.offset + fence.start + 1
            language, options = read_header(fence, line, page)
            if options.get("exec") == "on":
                page.run(fence.code, line)
            if language in _OPTIONS:  # SuperFences does not tell its formatters the line
                lines[fence.start] = f'{lines[fence.start].rstrip()} at="{line}"'

    def _mark(self, lines, start, page):
        text = "\n".join(lines)

        def mark(found):
            line = page.listing or page.offset + start + 1 + text.count("\n", 0, found.start())
            if tex := found["tex"] or found["quoted_tex"]:
                return self.marks.add(Formula(_formula(tex, line, page, display=False)))
            if page.listing is not None and (found["body"] or found["stray"]):
                raise page.error(line, f"{found.group()} in what this block prints would show as it is")
            if body := found["body"]:
                return self.marks.add(Value(body, page.show(body, line)))
            if stray := found["stray"] or found["raw_tex"]:
                raise page.error(line, f"{stray}: {_STRAY.get(stray, _INLINE)}")
            if literal := found["literal"]:
                return self.marks.add(Literal(literal))
            return found.group()

        return _PROSE.sub(mark, text).split("\n") if lines else []


def _check_printed(fences, page):
    """What a block prints is Markdown, but nothing in it runs, and no mistake in it may pass."""
    for fence in fences:
        if fence.problem or not (read := _HEADER.match(fence.header)):
            raise page.error(page.listing, f"printed: {fence.problem or fence.header}")
        if "exec=" in read["options"]:
            raise page.error(page.listing, "a printed fence does not run")


class Check(Preprocessor):
    """After SuperFences: a fence that is still there would show as text, and run for nothing."""

    def run(self, lines):
        page = current.get()
        for text in lines:
            if _LEFT_OVER.match(text) and page.listing is None:
                at = re.search(r'at="(\d+)"', text)
                raise page.error(
                    at[1] if at else page.offset + 1,
                    f"this fence was not recognized, check its indentation: {text.strip()}",
                )
        return lines


class Place(InlineProcessor):
    """Put elements in the place of marks, so that headings can be read as text."""

    def __init__(self, md, marks):
        super().__init__(_MARK.pattern, md)
        self.marks = marks

    def handleMatch(self, found, data):
        return self.marks[found[1]].element(found[1]), *found.span()


class Typeset(Treeprocessor):
    """Put each formula in the place of its plain text, once all headings have been read."""

    def __init__(self, md, marks):
        super().__init__(md)
        self.marks = marks

    def run(self, root):
        for span in root.iter("span"):
            if number := span.attrib.pop("data-formula", None):
                span.set("class", "math")
                span.text = AtomicString(self.md.htmlStash.store(self.marks[number].html()))


class Finish(Postprocessor):
    """Show the marks in raw HTML, which no inline processor has seen: in its tags as plain text."""

    def __init__(self, md, marks):
        super().__init__(md)
        self.marks = marks

    def run(self, text):
        def plain(tag):
            return _MARK.sub(lambda at: html.escape(self.marks[at[1]].plain()), tag[0])

        text = _TAG_WITH_MARK.sub(plain, text)
        return _MARK.sub(lambda at: self.marks[at[1]].html(), text)


def _formula(tex, line, page, display):
    """HTML of a formula that begins on the given line; its fields are shown first."""
    if page.listing is None:
        tex = page.fill(tex, line)
    try:
        return katex.render(tex, display)
    except katex.TexError as error:
        line += tex.count("\n", 0, error.position) if page.listing is None else 0
        raise page.error(line, f"TeX: {error} in {' '.join(tex.split())}") from None


def _math_fence(src, options, **kwargs):
    page = current.get()
    line = page.listing or options["at"] + 1
    return f'<div class="math">{_formula(src, line, page, display=True)}</div>'


def _math_options(language, inputs, options, attrs, md):
    options["at"] = int(inputs.pop("at", 0))
    return True


def _python_fence(src, options, md, **kwargs):
    """Listing and output of a block that has run, as markdown-exec lays them out."""
    page = current.get()
    page.listing = options.pop("at")
    try:
        return markdown_exec.base_format(
            language="python",
            run=lambda code, **_: page.outputs[page.listing],
            code=src,
            md=md,
            **options,
        )
    finally:
        page.listing = None


def _python_options(language, inputs, options, attrs, md):
    at = inputs.pop("at", None)
    if not markdown_exec.validator(language, inputs, options, attrs, md):
        return False  # to be shown only
    options["at"] = int(at)
    return True


class PageExtension(Extension):
    """Registers all of it; needs pymdownx.superfences before it."""

    def extendMarkdown(self, md):
        if current.get(None) is None:
            current.set(Page("<page>"))
        superfences = md.preprocessors["fenced_code_block"].extension
        superfences.extend_super_fences("python", _python_fence, _python_options, None)
        superfences.extend_super_fences("math", _math_fence, _math_options, None)
        marks = Marks()
        md.preprocessors.register(Read(md, marks), "gdsite_read", 28)
        md.preprocessors.register(Check(md), "gdsite_check", 24)
        md.inlinePatterns.register(Place(md, marks), "gdsite_place", 195)
        md.treeprocessors.register(Typeset(md, marks), "gdsite_typeset", -100)
        md.postprocessors.register(Finish(md, marks), "gdsite_finish", 5)


def makeExtension(**options):
    return PageExtension(**options)
