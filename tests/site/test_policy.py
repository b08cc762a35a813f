"""The published pages' Content-Security-Policy: on each of them, as strict as can be, and nothing runs into it."""

import base64
import hashlib
import re

import pytest
from lxml import html

from conftest import ask_search
from gdsite import style_classes
from gdsite.formulas import katex
from gdsite.site.csp import set_policy

HASH = re.compile(r"'sha256-[\w+/]{43}='")
HEAVIEST = "network/"

# By hand: this site alone; pictures in stylesheets are data, and so are the fonts.
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],  # and hashes
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["data:"],
    "connect-src": ["'self'"],
    "worker-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
}


def read(policy):
    """The sources that a policy allows, by directive."""
    directives = [directive.split() for directive in policy.split(";")]
    assert len({name for name, *_ in directives}) == len(directives)
    return {name: sources for name, *sources in directives}


@pytest.fixture(scope="module")
def trees(published):
    """Every published page, read as a browser reads it."""
    return {
        str(path.relative_to(published.site)): html.fromstring(path.read_text(encoding="utf-8"))
        for path in published.site.rglob("*.html")
    }


@pytest.fixture(scope="module")
def policies(trees):
    found = {
        name: tree.xpath("//head/meta[@http-equiv='Content-Security-Policy']/@content") for name, tree in trees.items()
    }
    assert {"404.html", "index.html", "network/index.html"} <= found.keys()
    assert all(len(policy) == 1 for policy in found.values())
    return {name: read(policy) for name, (policy,) in found.items()}


def test_each_page_allows_what_the_site_needs_and_nothing_else(policies):
    """No unsafe-inline, no unsafe-eval, no other host; the same on all pages: the theme shows them in one document."""
    for policy in policies.values():
        assert policy == policies["index.html"]
        scripts = [source for source in policy["script-src"] if not HASH.fullmatch(source)]
        assert policy | {"script-src": scripts} == POLICY


def test_scripts_in_pages_are_the_ones_with_a_hash(trees, policies):
    """SHA-256 of the text between the tags, by hashlib; and no hash is left over."""
    scripts = {
        script.text
        for tree in trees.values()
        for script in tree.iter("script")
        if not script.get("src") and script.get("type") != "application/json"
    }
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts}
    allowed = set(policies["index.html"]["script-src"]) - {"'self'"}
    assert len(scripts) > 1
    assert allowed == {f"'sha256-{text}'" for text in hashes}


def test_the_policy_stands_before_what_it_governs(trees):
    """A browser obeys it from where it stands."""
    for tree in trees.values():
        first = next(element for element in tree.iter("meta", "link", "script") if element.get("charset") is None)
        assert first.get("http-equiv") == "Content-Security-Policy"


def test_no_page_has_styles_or_handlers_in_it(trees):
    """The policy would switch them off."""
    for name, tree in trees.items():
        assert not tree.xpath("//@style | //style"), name
        assert not [a for a in tree.xpath("//@*") if a.attrname.startswith("on")], name
        assert not tree.xpath("//*[starts-with(@href, 'javascript:')]"), name


def test_nothing_is_sent_and_nothing_embedded(trees):
    """The one form is the theme's search, which leads nowhere; no frame, no object."""
    for tree in trees.values():
        forms = {form.get("name") or form.get("data-md-component") for form in tree.iter("form")}
        assert forms == {"search"}
        assert not tree.xpath("//form/@action | //@formaction | //iframe | //object | //embed | //base")


def test_the_file_of_headers_says_the_same_and_more(published, policies):
    """What a meta element cannot say: who may embed the pages; and that types are not to be guessed."""
    first, *lines = (published.site / "_headers").read_text(encoding="utf-8").splitlines()
    headers = dict(line.strip().split(": ", 1) for line in lines)
    assert first == "/*"
    assert all(line.startswith("  ") and len(line) < 2000 for line in lines)  # as Netlify and Cloudflare ask
    policy = read(headers["Content-Security-Policy"])
    assert policy == policies["index.html"] | {"frame-ancestors": ["'none'"]}
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.fixture
def watched(browser, address):
    """Opens a page in a browser that notes what the policy refuses, from before the page to its end."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    violations = []
    context.expose_function("violated", lambda directive: violations.append(directive))
    context.add_init_script("addEventListener('securitypolicyviolation', (e) => violated(e.violatedDirective))")
    page = context.new_page()

    def open_page(path):
        page.goto(address + path, wait_until="networkidle")
        return page, violations

    yield open_page
    context.close()


def use(page):
    """Everything that a page offers, but for what leads to another one."""
    for name in ("Switch to light mode", "Switch to dark mode", "Follow the system"):
        page.locator(f"header button[title='{name}']").click()
    page.locator(".number-switch").click()
    page.locator("article data[data-expression]").first.hover()
    page.locator(".number-note").wait_for()
    for summary in page.locator("article summary").all():
        summary.click()
    page.locator(".plot-controls input").first.press("ArrowRight")
    for button in page.locator(".plot-controls button").all():
        button.click()
    page.locator(".highlight").first.hover()
    page.get_by_role("button", name="Copy").first.click()
    page.set_viewport_size({"width": 375, "height": 800})
    page.get_by_role("button", name="Navigation", exact=True).click()
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(media="print")
    page.emulate_media(media="screen")


@pytest.mark.parametrize("path", ["", HEAVIEST])
def test_nothing_in_use_runs_into_the_policy(watched, path):
    """Palette, numbers, figures, listings, drawer, print, search, and what it has found, marked."""
    page, violations = watched(path)
    use(page)
    ask_search(page, "learning rate")
    page.keyboard.press("Enter")
    page.wait_for_url("**h=*")
    page.locator("article mark").first.wait_for(state="attached")
    assert violations == []
    assert page.context.cookies() == []


BREACHES = {
    "style-src-attr": "document.body.setAttribute('style', 'color: red')",
    "style-src-elem": "document.head.append(Object.assign(document.createElement('style'), {textContent: 'p {}'}))",
    "script-src-elem": "document.head.append(Object.assign(document.createElement('script'), {text: '1'}))",
    "script-src-attr": "document.body.setAttribute('onclick', '1'); document.body.click()",
    "script-src": "setTimeout('1')",
    "img-src": "new Image().src = 'https://another.example/'",
    "connect-src": "fetch('https://another.example/').catch(() => {})",
    "form-action": "document.forms.search.submit()",
}


def test_what_breaks_the_policy_is_refused_and_seen(watched):
    """So that no violation means something."""
    page, violations = watched("")
    for directive, script in BREACHES.items():
        page.evaluate(f"() => {{ {script} }}")
        for _ in range(100):
            if violations:
                break
            page.wait_for_timeout(50)
        assert violations == [directive]
        violations.clear()


@pytest.mark.parametrize(
    ("written", "classes", "rule"),
    [
        ('<td style="text-align: right;">', '<td class="text-align:right">',
         r".text-align\:right{text-align:right!important}"),
        ('<i class="a" style="top:-0.5em">', '<i class="a top:-0.5em">', r".top\:-0\.5em{top:-0.5em!important}"),
        ('<b style="margin: 0 auto" id="x">', '<b class="margin:0␣auto" id="x">',
         r".margin\:0\␣auto{margin:0 auto!important}"),
        ("<p>a style=\"b\" c</p>", "<p>a style=\"b\" c</p>", ""),
        ("<i style='top:0' class='a'>", '<i class="a top:0">', r".top\:0{top:0!important}"),
        ("<i class='a\"' style='top:0'>", '<i class="a&quot; top:0">', r".top\:0{top:0!important}"),
        ("<I\nSTYLE = top:0 Class=a>", '<I class="a top:0">', r".top\:0{top:0!important}"),
        ('<i class="a"style="top:0"/>', '<i class="a top:0"/>', r".top\:0{top:0!important}"),
        ('<i title="a > b" style="top:0">', '<i class="top:0" title="a > b">', r".top\:0{top:0!important}"),
        ("<i style='top:0; /* ; */ top : 1px;;' style='top:2px'>", '<i class="top:1px">',
         r".top\:1px{top:1px!important}"),
        ('<i style="top:0!important;top:1px">', '<i class="top:0">', r".top\:0{top:0!important}"),
        ('<i style="margin-left:1px;margin:0">', '<i class="margin:0">', r".margin\:0{margin:0!important}"),
        ('<i style="margin:0;margin-left:1px">', '<i class="margin:0 margin-left:1px">',
         ".margin\\:0{margin:0!important}\n.margin-left\\:1px{margin-left:1px!important}"),
        ('<i style="mask:url(data:a/b;base64,A=)">', '<i class="mask:url(data:a/b;base64,A=)">',
         r".mask\:url\(data\:a\/b\;base64\,A\=\){mask:url(data:a/b;base64,A=)!important}"),
        ("<i style='font-family:\"A B\"'>", '<i class="font-family:&quot;A␣B&quot;">',
         r""".font-family\:\"A\␣B\"{font-family:"A B"!important}"""),
        ('<i style="--mine: 1">', '<i class="--mine:1">', r".\--mine\:1{--mine:1!important}"),
        ('<i style="">', "<i>", ""),
        ('<script style="top:0">"<i style=a>"</script>', '<script class="top:0">"<i style=a>"</script>',
         r".top\:0{top:0!important}"),
    ],
)  # fmt: skip
def test_a_style_attribute_becomes_classes(written, classes, rule):
    """A declaration's class is the declaration, and its rule as important as the attribute was."""
    assert style_classes.as_classes(written) == classes
    assert style_classes.rules(style_classes.declared(classes)).strip() == rule


@pytest.mark.parametrize(
    "html",
    [
        "<p title=\" style='top:0'\" data-style='a:b'>Style = b</p>",
        "<!-- <p style='top:0'> --><textarea><p style='top:0'></textarea>",
        "a < b style='c' > d <P\tCLASS = 'a'\r\n>&amp;\xa0 style='e'",
    ],
)
def test_what_is_no_style_attribute_is_left_alone(html):
    """Byte for byte: text, comments, other attributes, and elements that hold text."""
    assert style_classes.as_classes(html) == html


@pytest.mark.parametrize("style", ["red", "top", "top:0; red", "top:0}", "a{b:c}", "@media{}", ":0"])
def test_a_style_that_is_no_declaration_is_refused(style):
    """Browsers skip it without a word; the message shows the tag."""
    with pytest.raises(
        ValueError, match=re.escape(f'<p id="a" style="{style}">: a style is written as property: value')
    ):
        style_classes.as_classes(f'<p>b <p id="a" style="{style}">')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<head lang="en">\n<meta charset="utf-8">', "<script>1</script>"),
        ("<HEAD><META name=a><Meta  CharSet = utf-8 />", "<link rel=a>"),
        ("<head><meta http-equiv='Content-Type' content='text/html; charset=utf-8'>", "<style></style>"),
        ("<meta charset=utf-8>", "<title>a</title>"),
        ("<!doctype html><html><head>", "<title>a</title></head>"),
        ("<head>", "<script>1</script><meta charset=utf-8>"),
    ],
)
def test_a_page_s_policy_stands_behind_its_encoding(tmp_path, before, after):
    """However that is written; where a page has none, or too late for the policy, at the start of its head."""
    page = tmp_path / "index.html"
    page.write_text(before + after)
    set_policy(tmp_path)
    written = page.read_text()
    assert written.startswith(f'{before}<meta http-equiv="Content-Security-Policy" content="default-src')
    assert written.endswith(f'">{after}')


@pytest.mark.parametrize("html", ["<p>a</p>", "<header>a</header>", "<script>1</script><head>", ""])
def test_a_page_without_a_place_for_its_policy_is_refused(tmp_path, html):
    """The message names it: it would be published without a policy."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/page.html").write_text(html)
    with pytest.raises(ValueError, match=r"^sub/page\.html: no <head>"):
        set_policy(tmp_path)


@pytest.mark.parametrize("element", ["<video src=a>", "<AUDIO>"])
def test_sound_and_film_may_load_where_a_page_shows_them(tmp_path, element):
    """From this site; on a site that has none, nothing is allowed for them."""
    (tmp_path / "index.html").write_text(f"<head></head>{element}")
    (tmp_path / "other.html").write_text("<head></head>")
    set_policy(tmp_path)
    for page in tmp_path.glob("*.html"):
        (policy,) = html.fromstring(page.read_text()).xpath("//meta/@content")
        assert read(policy) == POLICY | {"media-src": ["'self'"]}


@pytest.mark.parametrize(
    ("style", "allowed"),
    [
        ("@font-face{font-family:a;src:url(a.woff2)}", ["'self'", "data:"]),
        ("@font-face { src: url(data:font/woff2;base64,AA==), url( 'b.woff' ) }", ["'self'", "data:"]),
        ("@font-face{src:url('data:font/woff2;base64,AA==')} p{background:url(a.png)}", ["data:"]),
    ],
)
def test_fonts_may_load_from_files_where_a_stylesheet_has_them(tmp_path, style, allowed):
    """As in other themes; on a site whose fonts stand in its stylesheet, no other may load."""
    (tmp_path / "index.html").write_text("<head></head>")
    (tmp_path / "a.css").write_text(style)
    set_policy(tmp_path)
    (policy,) = html.fromstring((tmp_path / "index.html").read_text()).xpath("//meta/@content")
    assert read(policy) == POLICY | {"font-src": allowed}


FORMULA = r"""\frac{a_1^2}{\sqrt[3]{b}} \color{red}{x} \boxed{y} \widehat{abc} \overbrace{a+b}^{c} \cancel{x} \not=
\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \colorbox{#eee}{x} \xrightarrow{ab} \Bigg( \sum_{i=0}^n i \Bigg) \tag{1}"""
BOXES = """() => [...document.querySelectorAll(".katex *")].map((element) => {
  const { x, y, width, height } = element.getBoundingClientRect()
  const { color, borderTopWidth, backgroundColor } = getComputedStyle(element)
  return [x, y, width, height, color, borderTopWidth, backgroundColor].join(" ")
})"""


def test_a_formula_with_classes_is_the_one_with_styles(browser):
    """Every box of it stands where KaTeX's own attributes put it, in the same colors."""
    css = (katex.DISTRIBUTION / "katex.min.css").read_text(encoding="utf-8")
    with_styles = katex._renderer()(FORMULA, True).encode().decode("unicode_escape").strip('"').replace(r"\/", "/")
    with_classes = style_classes.as_classes(with_styles)
    assert with_styles.count(" style=") > 50 and " style=" not in with_classes
    page = browser.new_page()
    found = []
    own_rules = style_classes.rules(style_classes.declared(with_classes))
    for formula, rules in ((with_styles, ""), (with_classes, own_rules)):
        page.set_content(f"<!doctype html><style>{css}{rules}</style>{formula}")
        found.append(page.evaluate(BOXES))
    page.close()
    assert len(found[0]) > 200
    assert found[0] == found[1]
