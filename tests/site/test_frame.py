"""What stands around a chapter's text: its number and its time, the list of all, and where to report a mistake."""

import re

import pytest

from conftest import CONFIG, listed

NUMBERED = [entry.removesuffix(".md") for entry in CONFIG.nav if isinstance(entry, str)]
BEHIND = [page.removesuffix(".md") for page in listed(entry for entry in CONFIG.nav if isinstance(entry, dict))]


def around(chapter, name):
    """The line below a page's title, or nothing."""
    return chapter(name).tree.xpath("string(//h1/following-sibling::p[@class='chapter'])").strip()


def test_a_chapter_says_its_number_and_its_time(chapter):
    """The number is its place in the nav; the time is that of 150 to 300 of its words a minute."""
    for number, name in enumerate(NUMBERED, 1):
        found = re.fullmatch(r"Chapter (\d+) · (\d+) minutes?", around(chapter, name))
        assert found, name
        article = chapter(name).article
        skipped = "ancestor::figure or ancestor::*[@class='katex'] or ancestor::p[@class='chapter']"
        words = sum(len(text.split()) for text in article.xpath(f".//text()[not({skipped})]"))
        assert int(found[1]) == number
        assert words / 300 < int(found[2]) < words / 150 + 1, (name, words)


@pytest.mark.parametrize("name", BEHIND)
def test_what_follows_the_chapters_has_no_number(chapter, name):
    """Recap, exercises and the appendix are no chapters."""
    assert not around(chapter, name)


def test_the_list_of_chapters_does_not_repeat_the_site_s_name(chapter):
    """Its title is another one, because the first chapter is called as the site is."""
    (navigation,) = chapter("index").tree.xpath("//nav[contains(@class, 'md-nav--primary')]")
    (title,) = navigation.xpath("./label[@class='md-nav__title']")
    assert title.text_content().split() == ["Chapters"]


def test_a_mistake_can_be_reported_where_an_address_is_set(published, copy, monkeypatch):
    """REPORT_URL, or report in mkdocs.yml, makes a link at the end of each page; without it there is none."""
    assert "report" in CONFIG.extra
    assert not [path for path in published.site.rglob("*.html") if 'class="report"' in path.read_text("utf-8")]
    monkeypatch.setenv("REPORT_URL", "https://example.org/mistakes")
    copy.build_well()
    (link,) = copy.chapter("index").article.xpath(".//p[@class='report']/a")
    assert link.get("href") == "https://example.org/mistakes" and "mistake" in link.text
