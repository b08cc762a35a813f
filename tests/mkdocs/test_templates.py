"""Templates and front matter: what fails or is read by nobody is said with its place, and never as a traceback."""

import pytest
from jinja2 import Environment, FileSystemLoader
from mkdocs.exceptions import BuildError

from conftest import PROJECT
from gdsite.mkdocs.templates import FrontMatter, say_place


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("a\n{{ gone.b }}", "page.html:2: UndefinedError: 'gone' is undefined"),
        ("a\n\n{{ 1 / 0 }}", "page.html:3: ZeroDivisionError: division by zero"),
        ("a\n{% if %}", "page.html:2: TemplateSyntaxError: Expected an expression"),
        ("a\n{% block b %}", "page.html:2: TemplateSyntaxError: Unexpected end of template"),
        ("{% include 'gone.html' %}", "page.html:1: TemplateNotFound: 'gone.html' not found"),
        ("{% include 'other.html' %}", "other.html:2: UndefinedError"),
    ],
)
def test_an_error_in_a_template_is_one_line_with_its_place(tmp_path, template, message):
    """The innermost template that failed, its line, and what happened there."""
    (tmp_path / "page.html").write_text(template)
    (tmp_path / "other.html").write_text("a\n{{ gone.b }}")
    env = Environment(loader=FileSystemLoader(tmp_path))
    env.handle_exception = say_place(env.handle_exception)
    with pytest.raises(BuildError) as refused:
        env.get_template("page.html").render()
    assert message in str(refused.value) and "\n" not in str(refused.value)


def test_what_a_template_asks_for_is_read():
    """By each way in which Jinja and Python ask; whoever asks for all may use each."""
    env, asked = Environment(), set()
    settings = {"title": "a", "hide": "b", "tags": "c", "order": 1, "date": 2}
    meta = FrontMatter(settings, asked)
    assert meta.unread() == list(settings)
    text = "{{ meta.title }}{{ meta['hide'] }}{% if 'tags' in meta %}{{ meta.get('gone') }}{% endif %}"
    assert env.from_string(text).render(meta=meta) == "abNone"
    assert meta.unread() == ["order", "date"]
    assert FrontMatter({"tags": "d", "order": 2}, asked).unread() == ["order"]
    assert dict(meta) == settings and meta.unread() == ["order", "date"]
    env.from_string("{% for name, value in meta.items() %}{% endfor %}").render(meta=meta)
    assert meta.unread() == []


FRONT = {
    "a field": ("title: A\ndescription: It is {{ x }}.\n", 3, "fields and formulas work in the page"),
    "a formula": ("title: A $w$ b\ndescription: B.\n", 2, "fields and formulas work in the page"),
    "Markdown": ("title: A **b**\ndescription: B.\n", 2, "title: ** would show as it is"),
    "TeX": ("title: A\ndescription: It is \\alpha.\n", 3, "description: \\alpha would show as it is"),
    "behind a strange line end": ('description: "a\u2028b"\ntitle: A `b\n', 3, "title: ` would show as it is"),
}


@pytest.mark.parametrize("mistake", FRONT)
def test_front_matter_that_would_show_as_it_is_is_refused(renderer, mistake):
    """Nothing in it is Markdown, and nothing computed."""
    settings, line, message = FRONT[mistake]
    with pytest.raises(BuildError) as refused:
        renderer.article("recap", f"---\n{settings}---\nText.\n")
    assert str(refused.value).startswith(f"docs/recap.md:{line}: ") and message in str(refused.value)


@pytest.mark.parametrize(
    "head",
    ["\n---\ntitle: A\n---\n", "+++\ntitle = 'A'\n+++\n", "---\ntitle: A\n\nText.\n"],
    ids=["behind an empty line", "in TOML", "never closed"],
)
def test_what_only_looks_like_front_matter_is_refused(renderer, head):
    """It would be text, and its page would have no title."""
    with pytest.raises(BuildError, match=r"^docs/recap\.md:1: front matter: it begins on the first line"):
        renderer.article("recap", f"{head}\nText.\n")


def test_prices_stay_text_in_front_matter(renderer):
    """Two of them make no formula."""
    renderer.article("recap", "---\ntitle: A\ndescription: From $5 to $10, at $HOME.\n---\nText.\n")


PAGES = {
    "outside": "Text.\n\n## A heading $x$\n\n### Computed\n\nText.\n\n## Listing \\{1}\n",
    "unread": "---\ntitle: Unread\norder: 3\nhide: [toc]\n---\nText.\n",
    "template": "---\ntitle: Template\ntemplate: gone.html\n---\nText.\n",
    "misnamed": "Text.\n\nSee [Unread](template.md), [unread](unread.md) and [Unread](https://a.example).\n",
    "printed": 'A.\n\n```python exec="on"\nprint("[a](gone/)")\n```\n',
}


def build_with(copy, *names):
    for name in names:
        copy.write(f"docs/{name}.md", PAGES[name])
    return copy.build()


def test_a_page_outside_the_nav_builds(copy):
    """Whatever its headings: the theme's label for its contents is there without them."""
    copy.replace("mkdocs.yml", "plugins:\n", "nav:\n  - index.md\n\nplugins:\n")
    build = build_with(copy, "outside")
    assert build.returncode == 0, build.stdout
    assert copy.page("outside/index.html").article.xpath(".//h3/@id") == ["computed"]


def test_templates_and_names_of_pages_are_checked(copy):
    """A template that is not there, a link named like another page; what the policy refuses in the project's own."""
    copy.replace("overrides/main.html", "{% block styles %}", "{% block styles %}\n<p onclick='a()'></p>")
    copy.replace("docs/stylesheets/print.css", "@page {", "p { color red }\n@page {")
    css = copy.line("docs/stylesheets/print.css", "color red")
    said = build_with(copy, "unread", "template", "misnamed").stdout
    assert "docs/template.md:3: template: gone.html: there is no such template in overrides" in said
    assert "docs/misnamed.md:3: the link “Unread” names a page and leads to another, “Template”" in said
    assert f"overrides/main.html:{copy.line('overrides/main.html', 'onclick')}: onclick=…" in said
    assert f"docs/stylesheets/print.css:{css}: browsers skip this" in said
    assert said.count("names a page") == 1 and "Traceback" not in said


def test_links_and_settings_have_their_lines(copy):
    """A link that a block has printed, and a setting that nothing reads: each in its page."""
    said = build_with(copy, "unread", "printed").stdout
    assert "docs/unread.md:3: order: no template reads this setting" in said and "hide" not in said
    assert "docs/printed.md:3: gone/: there is no such file" in said
    assert "or the theme" not in said


def test_the_pages_of_the_article_have_no_setting_that_nothing_reads():
    """Their order is that of nav."""
    for page in (PROJECT / "docs").glob("*.md"):
        head = page.read_text(encoding="utf-8").split("---\n")[1]
        names = {line.partition(":")[0] for line in head.splitlines() if not line.startswith(" ")}
        assert names - {"search"} == {"title", "description"}, page  # which the search reads
