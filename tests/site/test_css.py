"""The one stylesheet: it has all that the pages need of what was written, and that in the words of its authors."""

import pytest

from conftest import PROJECT
from gdsite.site import css
from gdsite.site.links import Broken, broken_links
from gdsite.site.stylesheet import join_stylesheets
from gdsite.store import Store


@pytest.fixture
def sheet(tmp_path):
    """Writes a stylesheet where authors have theirs, and others beside it."""

    def write(text, **others):
        (tmp_path / "stylesheets").mkdir(exist_ok=True)
        for name, other in others.items():
            (tmp_path / f"stylesheets/{name}.css").write_text(other, encoding="utf-8")
        (tmp_path / "stylesheets/extra.css").write_text(text, encoding="utf-8")
        return tmp_path / "stylesheets/extra.css"

    return write


def used(sheet, *names):
    """The stylesheet as it stands in assets, for pages with these names."""
    return css.used(css.read(sheet, sheet.parent.parent / "assets"), set(names))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (".kept, .gone { a: b }", ".kept, .gone{a: b}"),
        (".kept .gone { a: b }", ""),
        (".kept\n\t> p  { a:\n b c }", ".kept > p{a: b c}"),
        ("#gone { a: b } p { a: b; }", "p{a: b}"),
        ("@media print { .kept{a:b} .gone{a:b} }", "@media print{.kept{a:b}}"),
        ("@media print { .gone{a:b} } p{a:b}", "p{a:b}"),
        ("@supports (display:grid) { @container (width>1px) { .kept{a:b} } }",
         "@supports (display:grid){@container (width>1px){.kept{a:b}}}"),
        ("@layer one, two; @layer two { .gone{a:b} } @layer one { p{a:b} }",
         "@layer one, two;@layer two{}@layer one{p{a:b}}"),
        (".kept { a:b; .gone{a:b} &:hover{c:d} e:f }", ".kept{a:b;&:hover{c:d}e:f}"),
        (".gone { .kept{a:b} }", ""),
        ('[href$=".pdf"], [data-x] { a:b }', '[href$=".pdf"], [data-x]{a:b}'),
        ("img[src$='#only-dark'] { a:b }", 'img[src$="#only-dark"]{a:b}'),
        ("[type=kept]{a:b} [type='gone']{a:b} [type*=gone]{a:b} [type=gone i]{a:b}",
         "[type=kept]{a:b}[type*=gone]{a:b}[type=gone i]{a:b}"),
        (":is(.gone, p):not(.gone):has(> .gone) { a:b }", ":is(.gone, p):not(.gone):has(> .gone){a:b}"),
        (r".a\:b{a:b} .\31 0{a:b} .a\:gone{a:b}", r".a\:b{a:b}.\31 0{a:b}"),
        ('p { content: "} .gone{" } .gone { content: "}" }', 'p{content: "} .gone{"}'),
        ("p { content: 'it is \\'so\\''; a:b }", "p{content: \"it is 'so'\";a:b}"),
        ("/* } */ p/* { */ { a:/* ; */b }", "p{a:b}"),
        ('@charset "utf-8"; p{a:b}', "p{a:b}"),
        ("\ufeffp{a:b}", "p{a:b}"),
        ("@font-face { font-family:x; src:url(data:font/woff2;base64,AA==) }",
         '@font-face{font-family:x;src:url("data:font/woff2;base64,AA==")}'),
        ("@keyframes k { from{a:b} 12.5%{a:c} to{a:d} }", "@keyframes k{from{a:b}12.5%{a:c}to{a:d}}"),
        ("@page { margin:1cm; @top-left{a:b} }", "@page{margin:1cm;@top-left{a:b}}"),
        ("p { a:b!important; c:d !important }", "p{a:b!important;c:d !important}"),
        ("p { *a:b; c:d } } q{a:b} i{a:b", "p{c:d}} q{a:b}i{a:b}"),
    ],
)  # fmt: skip
def test_what_a_stylesheet_says_is_kept(sheet, written, expected):
    """All of CSS, but for rules of classes, ids and attribute values that no page has; errors end where they did."""
    assert used(sheet(written), "kept", "a:b", "10") == expected


def test_custom_properties_are_kept_where_something_asks_for_them(sheet):
    """A rule, a script by its words, a style attribute that has become a class; not another property's own rule."""
    written = ":root { --rule:1; --script:2; --class:3; --container:4; --gone:5 } p { a:var( --rule ) }"
    asked = "@container style(--container: 4){q{a:b}}"
    assert used(sheet(written + asked), "--script", "a:var(--class)") == (
        ":root{--rule:1;--script:2;--class:3;--container:4}p{a:var( --rule )}" + asked
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("url(pic.svg)", 'url("../stylesheets/pic.svg")'),
        ("url( 'a b.svg?c#d' )", 'url( "../stylesheets/a b.svg?c#d" )'),
        ("URL(../pic.svg)", 'url("../pic.svg")'),
        ("url(../assets/pic.svg)", 'url("pic.svg")'),
        ('image-set("pic.svg" 1x, url(pic.svg) 2x)',
         'image-set("../stylesheets/pic.svg" 1x, url("../stylesheets/pic.svg") 2x)'),
        ("url(#shape)", 'url("#shape")'),
        ("url(/pic.svg)", 'url("/pic.svg")'),
        ("url(https://a.example/pic.svg)", 'url("https://a.example/pic.svg")'),
        ('"pic.svg"', '"pic.svg"'),
    ],
)  # fmt: skip
def test_an_address_leads_from_assets_to_the_same_file(sheet, written, expected):
    """A browser takes it from where the stylesheet is; what is no relative address, and other text, stays."""
    assert used(sheet(f"p{{a:{written}}}")) == f"p{{a:{expected}}}"


@pytest.mark.parametrize(
    "written", ['@import "more.css"', "@import url(more.css) print", "@IMPORT 'more.css' layer(x)"]
)
def test_an_import_is_refused(sheet, written):
    """Browsers read it at the start of a stylesheet only, and the start of the one is another's."""
    with pytest.raises(ValueError, match="an import is not read; list the file in extra_css"):
        used(sheet(f"{written}; p{{a:b}}"))


@pytest.mark.parametrize(
    "attribute", ['class="a b"', "class='a b'", "CLASS = 'a&#32;b'", "class=a id=b", 'type="a" name="b"']
)
def test_names_are_found_however_attributes_are_written(attribute):
    """HTML lets authors write them with either quotes, with none, in capitals, and with references."""
    assert css.names_in_page(f"<p {attribute}>") == {"a", "b"}


def test_a_site_with_its_stylesheets_in_one(sheet, tmp_path):
    """The rules in the order of the stylesheets, each up to its end; their links hold, and a broken one is seen."""
    extra = sheet(":root{--mine:red} .note{background:url(pic.svg)}", open="p{a:b")
    (tmp_path / "assets").mkdir()
    (tmp_path / "stylesheets/pic.svg").write_text("<svg/>")
    (tmp_path / "index.html").write_text('<p class="note color:var(--mine)">')
    join_stylesheets(tmp_path, ["stylesheets/open.css", "stylesheets/extra.css"], Store())
    assert (tmp_path / "assets/site.css").read_text(encoding="utf-8").splitlines() == [
        '@charset "UTF-8";p{a:b}:root{--mine:red}.note{background:url("../stylesheets/pic.svg")}'
        r".color\:var\(--mine\){color:var(--mine)!important}"
    ]
    assert not extra.exists()
    assert list(broken_links(tmp_path, "/")) == []
    (tmp_path / "stylesheets/pic.svg").unlink()
    (broken,) = broken_links(tmp_path, "/")
    assert broken == Broken(tmp_path / "assets/site.css", "../stylesheets/pic.svg", "there is no such file")


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("p {\n  a: b;\n  color red;\n}", 3),
        ("p { a: b }\n}\nq { a: b }", 2),
        ("p { a: b }\n@media print {\n  p { a: b }\n", 2),
        ("p {\n  a: b", 1),
        ("p a: b;", 1),
        ("p { *zoom: 1 }", 1),
    ],
)
def test_an_error_is_found_with_its_line(written, line):
    """What browsers skip without a word; the project's own stylesheets are read for it."""
    assert [found for found, _ in css.errors(written)] == [line]


def test_what_is_right_has_no_error():
    """Nesting, strings and comments with braces, and the project's own stylesheets."""
    nested = "p { content: '}'; &:hover { a: b } } /* { */ [href$='.pdf'] { --a: { b }; c: url(data:x,{) }"
    assert css.errors(f"{nested} @media x {{ p {{ a: b }} }}") == []
    sheets = [*(PROJECT / "docs/stylesheets").glob("*.css")]
    assert len(sheets) == 8
    assert [each.name for each in sheets if css.errors(each.read_text(encoding="utf-8"))] == []
