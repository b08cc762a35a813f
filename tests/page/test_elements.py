"""Links, images, ids and elements that mislead, do nothing, or run into the site's policy are refused."""

import pytest
from mkdocs.exceptions import BuildError

HEAD = "---\ntitle: A\ndescription: B.\n---\nText.\n\n"  # seven lines: a mistake begins on the seventh
PLOT = 'Plot("bowl", "A", "B.", xlim=(0, 1), ylim=(0, 1))'
LINE = 'shown.line([0, 1], [0, 1], "weight")'
FIGURE = f'```python exec="on"\nfrom gdsite.figures import Plot\n\nshown = {PLOT}\n{LINE}\n```\n\n'

# What an author writes, and what the message says; the mistake is on its first line, or behind ¶.
WRONG = {
    "an empty link": ("See [text]().", "a link without an address"),
    "an empty link behind a right one": ("See [a](loss.md).\n¶And [text]().", "a link without an address"),
    "an empty link in HTML": ("See <a href=''>text</a>.", "a link without an address"),
    "a link without a value": ("See <a href>text</a>.", "a link without an address"),
    "a bare #": ("See [text](#).", "a link to # leads nowhere"),
    "a bare # in HTML": ("See [a](#b) and\n¶<a href=# class=c>text</a>.\n\n## B", "a link to # leads nowhere"),
    "a bare # by its name": ("See [text][a].\n\n¶[a]: #", "a link to # leads nowhere"),
    "a script": ("See [text](javascript:alert(1)).", "the site's policy runs no script in a link"),
    "a script in disguise": ('<a href=" Java&#10;Script:a()">text</a>', "the site's policy runs no script in a link"),
    "a page as data": ('<a href="data:text/html,a">text</a>', "the site's policy runs no script in a link"),
    "a link without a text": ("Text.\n¶[](loss.md)", "without a text: [text](address)"),
    "a link with a blank": ("[ ](loss.md)", "without a text: [text](address)"),
    "a link without a text in HTML": ('<a href="../loss/"><span></span></a>', "without a text"),
    "an image without a text": ("A.\n\n¶![](assets/favicon.svg)", "an image without a text, ../assets/favicon.svg"),
    "an image without a text in HTML": ('<img src="../assets/favicon.svg">', "an image without a text"),
    "an image with an empty text": ('<img alt="" src="../assets/favicon.svg">', "an image without a text"),
    "an image of a page": ("![text](loss.md)", "no image; an image ends in .svg"),
    "an image of a document": ("![text](assets/a.pdf)", "assets/a.pdf: no image"),
    "an image of nothing": ("![text]()", "no address: no image"),
    "an image of nothing in HTML": ('<img alt="text">', "no address: no image"),
    "a handler": ('<p>A</p>\n¶<p onclick="a()">B</p>', "onclick=…: the site's policy runs no handler"),
    "a handler without quotes": ("<b ONMOUSEOVER=a()>B</b>", "onmouseover=…: the site's policy runs no handler"),
    "a handler of an image": ("![a](assets/favicon.svg){ onload='b()' }", "onload=…"),
    "styles": ("<style>p { color: red }</style>", "<style>: the site's policy takes no styles in a page"),
    "styles in a drawing": ("<svg viewBox='0 0 1 1'>\n¶<style>path { fill: red }</style></svg>", "<style>: the site's"),
    "a frame": ('<iframe src="../loss/"></iframe>', "<iframe>: the site's policy embeds nothing"),
    "an object": ('<object data="../assets/favicon.svg"></object>', "<object>: the site's policy embeds nothing"),
    "a form": ('<form action="/a"><button>B</button></form>', "<form>: the site's policy sends no form"),
    "a base": ('<base href="/">', "<base>: the site's policy"),
    "an id twice": ('<p id="a">b</p>\n\n¶<p id="a">c</p>', "two elements have the id a"),
    "an id like a heading's": ('## Here\n\n¶<p id="here">b</p>', "two elements have the id here"),
    "an id in lists of attributes": ("## A { #b }\n\nText.\n¶{ #b }", "two elements have the id b"),
    "a figure like a heading": ("## Bowl\n\n" + FIGURE + "¶{{ shown }}", "two elements have the id bowl"),
    "a heading like a figure": (FIGURE + "{{ shown }}\n\n¶## Bowl title", "two elements have the id bowl-title"),
    "a link that is printed": ('```python exec="on"\nprint("[a]()")\n```', "a link without an address"),
    "a color in a caption": (
        FIGURE + '<figure markdown="span">\n{{ shown }}\n¶<figcaption>The red line.</figcaption>\n</figure>',
        "nothing in this figure is red, as “The red line.” says; it has blue",
    ),
}  # fmt: skip

RIGHT = {
    "links": "[a](loss.md), [`code`](loss.md), [$w$](loss.md), [b](#c), <https://a.example>, <a@a.example>, [d][e].\n\n"
    "## C\n\n[e]: https://a.example",
    "links of HTML": '<a id="a"></a> <a href="../loss/" aria-label="b"></a> <a href="mailto:a@a.example">c</a>',
    "a picture as a link": "[![text](assets/favicon.svg)](loss.md)",
    "images": '![a](assets/favicon.svg#only-light) ![b](data:image/png;base64,AA==) <img alt="c" src=../assets/a.webp>',
    "a decoration": '<img src="../assets/favicon.svg" alt="" role="presentation">',
    "a drawing": '<svg viewBox="0 0 1 1" role="img"><title>a</title><path id="b" d="M0 0" style="fill:red"/></svg>',
    "words that begin with on": '<p data-on="a" title="onclick=b">one = on</p>',
    "code": '`<style>`, `[a]()`, `onclick="a"`\n\n```html\n<style></style><p id="a" onclick="b"><p id="a">\n```',
    "a form that sends nothing": '<form><label>a <input type="checkbox"></label></form>',
    "a heading twice": "## A\n\nText.\n\n## A",
    "headings like ids of the tool": "## Computed\n\n## Listing \\{1}\n\n## Made\n\n" + FIGURE + "{{ shown }}",
    "a color that is there": FIGURE + '<figure markdown>\n{{ shown }}\n<figcaption>Blue.</figcaption>\n</figure>',
    "a color of other things": FIGURE + "{{ shown }}\n\nAn orange is red.",
}  # fmt: skip


@pytest.mark.parametrize("mistake", WRONG)
def test_what_misleads_is_refused_with_its_line(renderer, mistake):
    """The line on which it stands, what is wrong, and what the author can do."""
    markdown, message = WRONG[mistake]
    source = HEAD + markdown.replace("¶", "")
    line = (HEAD + markdown).partition("¶")[0].count("\n") + 1 if "¶" in markdown else HEAD.count("\n") + 1
    with pytest.raises(BuildError) as refused:
        renderer.article("recap", source)
    assert str(refused.value).startswith(f"docs/recap.md:{line}: ") and message in str(refused.value)


@pytest.mark.parametrize("right", RIGHT)
def test_what_is_right_stays(renderer, right):
    """Links, images and HTML that lead somewhere and say what they are."""
    renderer.article("recap", HEAD + RIGHT[right])
