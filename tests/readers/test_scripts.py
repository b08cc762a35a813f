"""Our scripts where the theme's were: they keep what readers have done, and need nothing that can be switched off."""

from conftest import ask_search, wait_until

# As with all cookies blocked: the browser throws at the name alone.
BLOCKED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError') }})"
OPEN = "all => all.map(answer => answer.open)"


def test_everything_works_where_nothing_is_kept(visit):
    """With storage blocked, palette, switch and search work, and forget."""
    page = visit(color_scheme="light")
    page.add_init_script(BLOCKED)
    page.reload(wait_until="load")
    palette = page.locator("[data-md-component=palette] button:visible")
    palette.click()
    palette.click()
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    page.get_by_role("switch").click()
    assert page.locator("data[role=button]").count() > 10
    ask_search(page, "weight")
    page.reload(wait_until="load")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "default"
    assert page.get_by_role("switch", checked=False).count() == 1


def test_back_shows_a_page_as_it_was_left(visit):
    """Place, open answers and sliders, by the browser's own Back."""
    page = visit("loop/")
    answers, slider = page.locator("article details"), page.locator(".plot input").first
    for number in (1, 3):
        answers.nth(number).locator("summary").first.click()
    slider.press("End")
    page.wait_for_url("**?*=*")
    page.evaluate("scrollTo(0, 2000)")
    left = page.evaluate("scrollY"), answers.evaluate_all(OPEN), slider.input_value()
    page.locator(".md-footer__link--next").evaluate("link => link.click()")
    page.get_by_role("heading", level=1, name="The learning rate").wait_for()
    page.go_back()
    page.get_by_role("heading", level=1, name="The loop").wait_for()
    page.wait_for_load_state()
    assert sum(left[1]) == 2
    assert (page.evaluate("scrollY"), answers.evaluate_all(OPEN), slider.input_value()) == left


def test_no_letter_alone_does_anything(visit):
    """WCAG 2.1.4: the theme's n, p, s, f, /, comma and period left the page or opened the search."""
    page = visit("loop/")
    address = page.url
    for key in "npsf/,.":
        page.keyboard.press(key)
    assert page.url == address
    assert not page.locator("#__search").is_checked()
    assert page.evaluate("document.activeElement === document.body")


def test_a_note_leads_to_its_listing_each_time(visit):
    """The second click on the same link goes there again, and not back."""
    page = visit()
    for _ in range(3):
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.locator("[data-expression='w_next:g']").first.evaluate("number => number.click()")
        page.locator(".number-note a").first.evaluate("link => link.click()")
        assert page.url.endswith("#__listing-1")
        assert page.locator("#__listing-1").evaluate("e => Math.abs(e.getBoundingClientRect().top) < 200")


def test_chapters_are_found_before_the_reference(visit):
    """Whatever the words: who reads the article does not look for the library first."""
    page = visit()
    ask_search(page, "weight")
    for words in ("loss", "learning rate", "gradient"):
        page.get_by_role("textbox", name="Search").fill(words)
        page.locator(".md-search-result__item a[href*='h=']").first.wait_for()
        wait_until(page, "word => document.querySelector('.md-search-result a').href.includes(word)", words[:4])
        titles = page.locator(".md-search-result__item h1").all_inner_texts()
        assert titles.index("Reference") > 5 or titles[-1] == "Reference", words
