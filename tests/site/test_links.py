"""The links of a finished site, in all the ways in which HTML and CSS let them be written."""

import pytest

from gdsite.site.links import Broken, broken_links

NO_ANCHOR, NO_FILE, NO_HOST = (
    "there is no such anchor",
    "there is no such file",
    "the page would ask another host for it",
)


@pytest.mark.parametrize(
    "element",
    [
        '<a href="#here" id name></a><a href="#here" id>', '<label for="__toc"></label>',
        "<a href>", "<img src alt>", "<p id>", "<a name>", "<label for>", "<img srcset>", "<path fill mask>",
        '<path fill="none"/>', '<path fill="url(#here)"/>', """<path fill="url('#here')"/>""",
        """<path fill='url( "#here" ) red'/>""", '<img srcset="page.html 1x, page.html 2x">',
    ],
)  # fmt: skip
def test_what_leads_somewhere_or_nowhere_at_all_is_no_broken_link(tmp_path, element):
    """An attribute without a value asks for nothing; quotes and blanks are no part of an address."""
    (tmp_path / "page.html").write_text(f'<p id="here">{element}')
    assert list(broken_links(tmp_path, "/")) == []


@pytest.mark.parametrize(
    ("element", "address", "reason"),
    [
        ("<a href='gone.html'>", "gone.html", NO_FILE),
        ("<A HREF=#gone>", "#gone", NO_ANCHOR),
        ("""<path fill="url('#gone')"/>""", "#gone", NO_ANCHOR),
        ("<g mask='url(#gone) luminance'/>", "#gone", NO_ANCHOR),
        ('<img srcset="page.html 1x, gone.svg 2x">', "gone.svg", NO_FILE),
        ("<img src=https://a.example/>", "https://a.example/", NO_HOST),
        ("<a href=https://a.example/></a><script src=https://a.example/></script>", "https://a.example/", NO_HOST),
        ("<script src=https://a.example/></script><a href=https://a.example/>", "https://a.example/", NO_HOST),
        ("<label for=gone>", "#gone", NO_ANCHOR),
        ("<i id=here>", "#here", "two elements have this id"),
    ],
)
def test_a_broken_link_is_found_however_it_is_written(tmp_path, element, address, reason):
    """With either quotes, with none, in capitals; and an address that one element loads, though another links to it."""
    (tmp_path / "page.html").write_text(f'<p id="here">{element}')
    assert list(broken_links(tmp_path, "/")) == [Broken(tmp_path / "page.html", address, reason)]


@pytest.mark.parametrize(
    ("rule", "address", "reason"),
    [
        ("p{a:url(gone.svg)}", "gone.svg", NO_FILE),
        ('p{a:url( "gone one.svg" )}', "gone one.svg", NO_FILE),
        ('@import "gone.css";', "gone.css", NO_FILE),
        ("@import url(//a.example/b.css);", "//a.example/b.css", NO_HOST),
    ],
)
def test_a_broken_link_of_a_stylesheet_is_found(tmp_path, rule, address, reason):
    """As an address or as an import."""
    (tmp_path / "site.css").write_text(rule)
    assert list(broken_links(tmp_path, "/")) == [Broken(tmp_path / "site.css", address, reason)]
