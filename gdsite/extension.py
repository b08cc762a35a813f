"""Python-Markdown extension: executed blocks, {{ fields }} and formulas.

Blocks, fields and formulas are found in the source while its line numbers are still true.
All blocks run first. Then each field and each inline formula becomes a mark, a few characters
that Markdown passes through untouched, and the marks become HTML at the end.
"""

import html
import json
import re
from pathlib import Path
from xml.etree.ElementTree import Element

import markdown_exec
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from gdsite import katex
from gdsite.fences import HEADER, LEFT_OVER, OPTIONS, find_fences, read_header
from gdsite.marks import ATTRIBUTE, INLINE, MARK, PROSE, STRAY, TAG, Data, Formula, Literal, Marks
from gdsite.page import FIELD, Page, current, names_in
from gdsite.printed import PRINTED
from gdsite.relations import FalseRelation, Relations
from gdsite.styles import as_classes
from gdsite.tex import Unreadable
from gdsite.values import Html, Value, origins


_ANNOTATION = re.compile(r'<annotation data-line="(?P<line>\d+)"[^>]*>(?P<tex>[^<]*)')

# Where braces and brackets are meant: code, what a backslash has made literal, comments.
_MEANT = r'<(pre|script|style|annotation|data)\b.*?</\1>|<span class="literal">.*?</span>|<!--.*?-->'
_MARKUP = r"<code>.*?</code>|<(?!/?(p|li|td|th|h\d|div|br)\b)[^>]*>"
_BOX = re.compile(r"( *)(?:!!!|\?\?\?\+?) \w")
_ADMONITION = re.compile(r"<p>((?:!!!|\?\?\?\+?) [^<\n]*)")
_LEFT = re.compile(r"\{\{[^<\n]*|(?<![\w\]])\[[^\[\]<]+\]\[[^\[\]<\n]*\]")


class Read(Preprocessor):
    """Run the page's blocks, show its fields, render its inline formulas."""

    def __init__(self, md, marks):
        super().__init__(md)
        self.marks = marks

    def run(self, lines):
        if "rendering_context" in self.md.preprocessors:
            _begin_page(self.md.preprocessors["rendering_context"], lines)
        page = current.get()
        fences = list(find_fences(lines))
        if page.listing is None:
            page.lines = lines.copy()
            _check_boxes(lines, fences, page)
            self._run_blocks(lines, fences, page)
            page.compare()
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
                if "source" in options:
                    page.listings[line] = f"listing-{len(page.listings) + 1}"
                page.run(fence.code, line)
            if language in OPTIONS:  # SuperFences does not tell its formatters the line
                lines[fence.start] = f'{lines[fence.start].rstrip()} at="{line}"'

    def _mark(self, lines, start, page):
        text = "\n".join(lines)

        def mark(found):
            line = page.listing or page.offset + start + 1 + text.count("\n", 0, found.start())
            if tex := found["tex"] or found["quoted_tex"]:
                return self.marks.add(Formula(*_formula(tex, line, page, display=False)))
            if printed := found["printed"]:
                return self.marks.add(Data(page.printed[int(printed)]))
            if page.listing is not None and found["stray"] == "}}":
                return found.group()  # as of a printed dictionary
            if page.listing is not None and (found["body"] or found["stray"]):
                raise page.error(line, f"{found.group()} in what this block prints would show as it is")
            if body := found["body"]:
                return "".join(self._mark_piece(piece) for piece in page.show(body, line))
            if found["attribute"]:
                raise page.error(line, f"{found.group()}: {ATTRIBUTE}")
            if stray := found["stray"] or found["raw_tex"]:
                raise page.error(line, f"{stray}: {STRAY.get(stray, INLINE)}")
            if literal := found["literal"]:
                return self.marks.add(Literal(literal))
            return found.group()

        return PROSE.sub(mark, text).split("\n") if lines else []

    def _mark_piece(self, piece):
        """A mark for a value or a figure; the text between values as it is."""
        if isinstance(piece, Value):
            piece = Data(piece)
        return self.marks.add(piece) if isinstance(piece, (Data, Html)) else piece


def _check_boxes(lines, fences, page):
    """A box whose text is not indented would be empty, and its text would stand below it."""
    fenced = {at for fence in fences for at in range(fence.start, fence.end + 1)}
    for at, line in enumerate(lines):
        if (box := _BOX.match(line)) and at not in fenced:
            text = next(filter(str.strip, lines[at + 1 :]), "")
            if len(text) - len(text.lstrip()) < len(box[1]) + 4:
                raise page.error(page.offset + at + 1, f"{line.strip()}: the text in this box is indented by four blanks")


def _check_printed(fences, page):
    """What a block prints is Markdown, but nothing in it runs, and no mistake in it may pass."""
    for fence in fences:
        if fence.problem or not (read := HEADER.match(fence.header)):
            raise page.error(page.listing, f"printed: {fence.problem or fence.header}")
        if "exec=" in read["options"]:
            raise page.error(page.listing, "a printed fence does not run")


def _begin_page(context, lines):
    """Under Zensical, which has no hooks, a page begins here, unless this is what one of its blocks prints."""
    page = current.get(None)
    if page is None or page.listing is None:
        path = Path(context.config["docs_dir"], context.page.path)
        source = path.read_text(encoding="utf-8").rstrip()
        offset = source.count("\n") - "\n".join(lines).rstrip().count("\n")
        current.set(Page(f"{path.parent.name}/{path.name}", offset, str(path)))
        markdown_exec.markdown_config.save(context.config["markdown_extensions"], context.config["mdx_configs"])


class Check(Preprocessor):
    """After SuperFences: a fence that is still there would show as text, and run for nothing."""

    def run(self, lines):
        page = current.get()
        if page.listing is not None:
            return lines
        for text in lines:
            if LEFT_OVER.match(text):
                at = re.search(r'at="(\d+)"', text)
                raise page.error(
                    at[1] if at else page.offset + 1,
                    f"this fence was not recognized, check its indentation: {text.strip()}",
                )
        return lines


class Place(InlineProcessor):
    """Put elements in the place of marks, so that headings can be read as text."""

    def __init__(self, md, marks):
        super().__init__(MARK.pattern, md)
        self.marks = marks

    def handleMatch(self, found, data):
        mark = self.marks[found[1]]
        if isinstance(mark, Html):
            return self.md.htmlStash.store(mark), *found.span()
        return mark.element(found[1]), *found.span()


class Typeset(Treeprocessor):
    """Put each formula in the place of its plain text, once all headings have been read."""

    def __init__(self, md, marks):
        super().__init__(md)
        self.marks = marks

    def run(self, root):
        in_headings = {span for heading in root.iter("th") for span in heading.iter("span")}
        for span in root.iter("span"):
            if number := span.attrib.pop("data-formula", None):
                span.set("class", "math")
                rendered = self.marks[number].html()
                if span in in_headings:
                    rendered = katex.named(rendered)
                span.text = AtomicString(self.md.htmlStash.store(rendered))
        if current.get().listing is None:  # Finish has seen the headings alone; Whole sees the page
            self.md.postprocessors.register(Whole(self.md), "gdsite_whole", 0)


class Tables(Treeprocessor):
    """An empty heading of a table heads nothing: it becomes a cell. And each table has a box to itself.

    The theme's script replaces tables by others that scroll: a browser then restyles all that is in the same box.
    """

    def run(self, root):
        for heading in root.iter("th"):
            if not len(heading) and not (heading.text or "").strip():
                heading.tag = "td"
        for parent in list(root.iter()):
            for place, child in enumerate(parent):
                if child.tag == "table":
                    parent[place] = box = Element("div")
                    box.append(child)


class Finish(Postprocessor):
    """Show the marks in raw HTML, which no inline processor has seen: in its tags as plain text; no styles in tags."""

    def __init__(self, md, marks):
        super().__init__(md)
        self.marks = marks

    def run(self, text):
        # Where no inline processor was at work, as in code that a block prints, its marks are left.
        text = PRINTED.sub(lambda at: self.marks.add(Data(current.get().printed[int(at[1])])), text)
        if MARK.search(text):
            text = TAG.sub(self._in_tag, text)
        return as_classes(MARK.sub(lambda at: self.marks[at[1]].html(), text))

    def _in_tag(self, tag):
        """The tag with plain text in the place of its marks, and in an attribute what made its values."""
        values = [v for at in MARK.finditer(tag[0]) for v in self.marks[at[1]].values()]
        text = MARK.sub(lambda at: html.escape(self.marks[at[1]].plain()), tag[0])
        if not values:
            return text
        end = "/>" if text.endswith("/>") else ">"
        return f'{text.removesuffix(end)} data-computed="{html.escape(origins(values))}"{end}'


class Whole(Postprocessor):
    """Check the finished page: what Markdown has left, its relations; and say where its numbers come from."""

    def run(self, text):
        page = current.get()
        _check_left(text, page)
        return _check_relations(text, page) + _origins(page)


def _formula(tex, line, page, display):
    """HTML of a formula that begins on the given line, and the values that it displays."""
    filled = page.fill(tex, line) if page.listing is None else page.fill_printed(tex)
    try:
        rendered = katex.render(filled, display, page.formulas)
        return rendered.replace("<annotation ", f'<annotation data-line="{line}" '), filled.values
    except katex.TexError as error:
        line += error.line if page.listing is None else 0
        raise page.error(line, f"TeX: {error} in {' '.join(filled.source.split())}") from None


def _check_left(html_text, page):
    """Refuse what Markdown has left as it was."""
    visible = re.sub(_MEANT, "…", html_text, flags=re.DOTALL)
    visible = re.sub(_MARKUP, "…", visible, flags=re.DOTALL)
    if left := _LEFT.search(visible):
        last = left[0][left[0].rindex("[" if left[0][0] == "[" else "{{") :]  # it has no markup in it
        lines = without_code("\n".join(page.lines)).splitlines()
        line = next((n for n, written in enumerate(lines, 1) if last in written), 1)
        raise page.error(page.offset + line, f"{left[0]} would show as it is: is a field or a link broken?")
    if left := _ADMONITION.search(html_text):
        written = html.unescape(left[1])
        line = next((n for n, text in enumerate(page.lines, 1) if text.strip() == written), 1)
        raise page.error(
            page.offset + line,
            f'{written} would show as it is; write !!! note "Title" or ??? question "Title", without more quotes',
        )


def without_code(source):
    """Markdown without what stands between backquotes."""
    return re.sub(r"`[^`\n]+`", "", source)


def _origins(page):
    """For the script that shows where a number comes from: in an attribute, which nobody reads as text.

    In a script element of its own, the theme's instant navigation would run it.
    """
    if not (origins := page.origins()):
        return ""
    table = html.escape(json.dumps(origins, ensure_ascii=False))
    return f'\n<div id="computed" hidden data-origins="{table}"></div>'


def _check_relations(html_text, page):
    """The finished page, once each relation in its formulas has been found to hold, in reading order."""
    relations = Relations()

    def check(annotation):
        try:
            relations.read(html.unescape(annotation["tex"]))
        except (FalseRelation, Unreadable) as error:
            raise page.error(int(annotation["line"]), str(error)) from None
        return annotation[0].replace(f' data-line="{annotation["line"]}"', "", 1)

    return _ANNOTATION.sub(check, html_text)


def _math_fence(src, options, **kwargs):
    page = current.get()
    line = page.listing or options["at"] + 1
    return f'<div class="math">{_formula(src, line, page, display=True)[0]}</div>'


def _math_options(language, inputs, options, attrs, md):
    options["at"] = int(inputs.pop("at", 0))
    return True


def _python_fence(src, options, md, **kwargs):
    """Listing and output of a block that has run, as markdown-exec lays them out."""
    page = current.get()
    page.listing = options.pop("at")
    listing = page.listings.get(page.listing)
    options["id_prefix"] = f"exec-{[*page.blocks].index(page.listing) + 1}--"  # else it counts the blocks of all pages
    try:
        formatted = markdown_exec.base_format(
            language="python",
            run=lambda code, **_: page.outputs[page.listing],
            code=src,
            md=md,
            **options,
        )
    finally:
        page.listing = None
    return f'<div class="listing" id="{listing}">{_with_references(formatted, page)}</div>' if listing else formatted


_LISTED_NAME = re.compile(r'(?<!<span class="o">\.</span>)<span class="n">(\w+)</span>')  # no attribute


def _with_references(listing, page):
    """The listing, in which each name of gdcore's leads to its entry in the reference, if there is one."""
    entries = page.entries()

    def lead(name):
        entry = entries.get(name[1])
        return f'<autoref identifier="{entry}" optional>{name[0]}</autoref>' if entry else name[0]

    return _LISTED_NAME.sub(lead, listing)


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
        md.inlinePatterns.deregister("mkdocs-autorefs", strict=False)  # a broken reference is refused
        marks = Marks()
        md.preprocessors.register(Read(md, marks), "gdsite_read", 28)
        md.preprocessors.register(Check(md), "gdsite_check", 24)
        md.inlinePatterns.register(Place(md, marks), "gdsite_place", 85)  # after HTML in the line
        md.treeprocessors.register(Typeset(md, marks), "gdsite_typeset", -100)
        md.treeprocessors.register(Tables(md), "gdsite_tables", -100)
        md.postprocessors.register(Finish(md, marks), "gdsite_finish", 5)


def makeExtension(**options):
    return PageExtension(**options)
