"""What Markdown has left as it was: a reader would see its signs, and not what they were to do."""

import html
import re
from collections.abc import Iterable

from gdsite.page.fences import LEFT_OVER, Fence
from gdsite.page.session import Session

# Where braces and brackets are meant: code, what a backslash has made literal, comments.
_MEANT = re.compile(
    r'<(pre|script|style|annotation|data)\b.*?</\1>|<span class="literal">.*?</span>|<!--.*?-->', re.DOTALL
)
_MARKUP = re.compile(r"<code>.*?</code>|<(?!/?(p|li|td|th|h\d|div|br)\b)[^>]*>", re.DOTALL)
_BOX = re.compile(r"( *)(?:!!!|\?\?\?\+?) \w")
_ADMONITION = re.compile(r"<p>((?:!!!|\?\?\?\+?) [^<\n]*)")
_LEFT = re.compile(r"\{\{[^<\n]*|(?<![\w\]])\[[^\[\]<]+\]\[[^\[\]<\n]*\]")


def check_boxes(lines: list[str], fences: Iterable[Fence], page: Session) -> None:
    """Refuse a box whose text is not indented: it would be empty, and its text would stand below it."""
    fenced = {at for fence in fences for at in range(fence.start, fence.end + 1)}
    for at, line in enumerate(lines):
        if (box := _BOX.match(line)) and at not in fenced:
            text = next(filter(str.strip, lines[at + 1 :]), "")
            if len(text) - len(text.lstrip()) < len(box[1]) + 4:
                raise page.error(
                    page.offset + at + 1, f"{line.strip()}: the text in this box is indented by four blanks"
                )


def check_fences(lines: list[str], page: Session) -> None:
    """Refuse a fence that SuperFences has not taken: it would show as text, and run for nothing."""
    for text in lines:
        if LEFT_OVER.match(text):
            at = re.search(r'at="(\d+)"', text)
            message = f"this fence was not recognized, check its indentation: {text.strip()}"
            raise page.error(at[1] if at else page.offset + 1, message)


def check_page(html_text: str, page: Session) -> None:
    """Refuse fields, links and boxes that are still there in the finished page."""
    visible = _MARKUP.sub("…", _MEANT.sub("…", html_text))
    if left := _LEFT.search(visible):
        last = left[0][left[0].rindex("[" if left[0][0] == "[" else "{{") :]  # it has no markup in it
        raise page.error(page.line_of(last), f"{left[0]} would show as it is: is a field or a link broken?")
    if left := _ADMONITION.search(html_text):
        written = html.unescape(left[1])
        raise page.error(
            page.line_of(written),
            f'{written} would show as it is; write !!! note "Title" or ??? question "Title", without more quotes',
        )
