"""What a page says of itself to search engines, to browsers, to those who link to it, and to lost readers."""

import io

import pytest
from lxml import etree, html
from PIL import Image

from conftest import PATIENCE, ask_search
from host import Quiet, serving

SITE = "https://gradient-descent.example/"


@pytest.fixture(scope="module")
def pages(published):
    """The pages of the site by their address below it, with what stands around their articles."""
    found = {path.parent.relative_to(published.site).as_posix(): path for path in published.site.rglob("index.html")}
    return {"" if name == "." else f"{name}/": html.parse(path).getroot() for name, path in found.items()}


def said(page, name):
    """Content of the one meta element with this name or property."""
    (content,) = page.xpath(f"//meta[@name='{name}' or @property='{name}']/@content")
    return content


def test_titles_and_descriptions_are_each_page_s_own(published, pages):
    """No two pages have the same title or description; a description is as short as search engines show it."""
    everything = [*pages.values(), html.parse(published.site / "404.html").getroot()]
    titles = [page.findtext(".//title") for page in everything]
    descriptions = [said(page, "description") for page in everything]
    assert len(set(titles)) == len(titles) == len(set(descriptions))
    assert all(len(text) <= 160 for text in descriptions)
    assert all(title.endswith("Gradient Descent") for title in titles)


def test_each_page_knows_its_address(published, pages):
    """Canonical address, language and sitemap: each page once, and nothing else."""
    for path, page in pages.items():
        assert page.xpath("//link[@rel='canonical']/@href") == [said(page, "og:url")] == [SITE + path]
        assert page.get("lang") == "en"
    sitemap = etree.parse(published.site / "sitemap.xml")
    listed = sitemap.xpath("//*[local-name()='loc']/text()")
    assert sorted(listed) == sorted(SITE + path for path in pages)


def test_what_a_shared_link_shows(published, pages):
    """Open Graph and Twitter cards: the page's own words, and a picture that is there, of the size it says."""
    for page in pages.values():
        title = page.findtext(".//title")
        assert title in (said(page, "og:title"), f"{said(page, 'og:title')} - {said(page, 'og:site_name')}")
        assert said(page, "og:description") == said(page, "description")
        assert said(page, "twitter:card") == "summary_large_image"
    bytes_of_card = (published.site / said(page, "og:image").removeprefix(SITE)).read_bytes()
    card = Image.open(io.BytesIO(bytes_of_card))
    assert card.format == "PNG" and len(bytes_of_card) < 60_000
    assert card.size == (1200, 630) == (int(said(page, "og:image:width")), int(said(page, "og:image:height")))


def test_the_card_is_a_figure_of_the_article(published, pages):
    """It has the figure's colors, curve and dots, and its words say the figure's computed numbers."""
    figure = published.chapter("learning-rate").article.xpath(".//*[@id='rate']")[0]
    words = said(pages["learning-rate/"], "og:image:alt")
    assert words == said(pages[""], "twitter:image:alt") == figure.findtext(".//desc")
    assert "Up to the rate 0.125 they" in words and "up to 0.25 they" in words  # 1/8 and 2/8, by hand
    card = Image.open(published.site / "assets/card.png").convert("RGB")
    drawing = card.crop((600, 0, 1200, 630))
    count = {color: n for n, color in drawing.getcolors(1 << 20)}
    curve, steps = (0xB3, 0x47, 0x00), (0x1A, 0x56, 0xC4)
    assert count[curve] > 500 and count[steps] > 100
    text = card.crop((60, 150, 600, 450)).getcolors(1 << 20)
    assert max(n for n, color in text if color == (0x1F, 0x23, 0x28)) > 2000  # ink


def test_a_card_without_its_figure_is_refused(copy):
    """Where the page that mkdocs.yml names for it has no such figure."""
    copy.replace("mkdocs.yml", "learning-rate.md#rate", "index.md#rate")
    build = copy.build()
    assert build.returncode != 0
    assert "mkdocs.yml: card: index.md has no figure rate" in build.stdout


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_browser_has_the_header_s_color(visit, scheme):
    """The theme color is the header's, in both schemes."""
    page = visit(color_scheme=scheme)
    shown = page.evaluate("getComputedStyle(document.querySelector('.md-header')).backgroundColor")
    color = page.evaluate("""[...document.querySelectorAll("meta[name='theme-color']")]
        .find((meta) => matchMedia(meta.media).matches).content""")
    assert shown == "rgb({}, {}, {})".format(*bytes.fromhex(color[1:]))


class Host(Quiet):
    """A host that serves 404.html where there is nothing, as static hosts do."""

    def send_error(self, code, message=None, explain=None):
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        with open(f"{self.directory}/prefix/404.html", "rb") as page:
            self.copyfile(page, self.wfile)


def test_a_lost_reader_finds_the_way(copy, browser, monkeypatch):
    """At any depth below any prefix, the page for lost readers has its colors, its links and its search."""
    monkeypatch.setenv("SITE_URL", "https://host.example/prefix")
    assert copy.build("-d", copy.folder / "host/prefix").returncode == 0
    with serving(copy.folder / "host", Host) as address:
        page = browser.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        failed = []
        page.on("response", lambda response: response.ok or failed.append(response.url))
        lost = f"{address}prefix/no/such/page"
        page.goto(lost, wait_until="networkidle")
        assert failed == [lost]
        assert page.locator("h1").all_inner_texts() == ["There is no such page"]
        assert page.locator("meta[name='robots']").get_attribute("content") == "noindex"
        assert page.locator(".md-header").evaluate("e => getComputedStyle(e).position") == "sticky"
        ask_search(page, "learning rate")
        page.keyboard.press("Escape")
        page.locator("article li a").first.click()
        page.wait_for_url("**/prefix/")
        assert page.locator("article h1").inner_text().startswith("Gradient Descent")
        page.close()
