"""Names that other packages promise to nobody: each is still there, and is what the plugin takes it for.

When an upgrade takes one away, its test fails and says what stood on it. CONTRIBUTING.md lists them.
"""

import inspect
import json

import markdown
import pytest
from mkdocs.commands import build as building
from mkdocs.commands import serve
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from watchdog.observers import Observer

from conftest import PROJECT


@pytest.fixture(scope="module")
def config():
    """MkDocs' settings of this project."""
    return load_config(str(PROJECT / "mkdocs.yml"))


def parameters(function):
    return [*inspect.signature(function).parameters]


def test_mkdocs_notes_of_a_page_what_the_page_cache_keeps(config):
    """gdsite/mkdocs/page_cache.py keeps _title_from_render, present_anchor_ids and links_to_anchors of a page."""
    config.markdown_extensions, config.mdx_configs = ["toc"], {}
    files = Files([File(name, "docs", "site", use_directory_urls=True) for name in ("one.md", "two.md")])
    one, two = (Page(None, file, config) for file in files)
    one.markdown = "# First\n\n## There\n\n[on](two.md#here)\n"
    one.render(config, files)
    assert one._title_from_render == "First" and one.present_anchor_ids == {"first", "there"}
    assert one.links_to_anchors == {two.file: {"here": "two.md#here"}}
    assert [item.title for item in one.toc] == ["First"]


def test_mkdocs_renders_a_page_by_its_own_method(config):
    """gdsite/mkdocs/plugin.py puts its own render in the place of a page's, which is called with these arguments."""
    from mkdocs.commands import build

    assert parameters(Page.render) == ["self", "config", "files"]
    assert "page.render(config, files)" in inspect.getsource(build._populate_page)


def test_mkdocs_serve_finds_its_server_and_build_by_name():
    """gdsite/mkdocs/server.py puts others in the place of serve.build and serve.LiveReloadServer."""
    source = inspect.getsource(serve.serve)
    assert "server = LiveReloadServer(" in source and "build(config" in source
    assert serve.LiveReloadServer is LiveReloadServer
    names = LiveReloadServer.__init__.__code__.co_names + LiveReloadServer.serve.__code__.co_names
    assert {"_rebuild_cond", "_want_rebuild", "_shutdown"} <= {*names}
    assert parameters(LiveReloadServer._serve_request) == ["self", "environ", "start_response"]
    assert "'dirty' build" in inspect.getsource(building.build)
    assert {"observer", "build_delay", "builder", "serve_request", "set_app"} <= set(names)
    assert {"path", "recursive", "event_filter"} <= {*parameters(Observer.schedule)}


def test_material_s_search_reads_pages_by_a_method(config):
    """gdsite/mkdocs/search.py puts another in the place of add_entry_from_context of the plugin's index."""
    from material.plugins.search.plugin import SearchIndex

    assert parameters(SearchIndex.add_entry_from_context) == ["self", "page"]
    index = SearchIndex(**config.plugins["material/search"].config)
    assert index.entries == [] and index.config["lang"] in (None, ["en"])


def test_autorefs_finds_references_by_a_pattern_of_this_name(config):
    """gdsite/mkdocs/plugin.py takes the pattern away, so that a reference to nowhere is refused with its line."""
    from mkdocs_autorefs import AutorefsExtension

    md = markdown.Markdown(extensions=[AutorefsExtension()])
    assert "mkdocs-autorefs" in md.inlinePatterns
    assert "<autoref" in md.convert("[text][nowhere]")


def test_the_theme_names_its_files_as_the_plugin_expects(published):
    """gdsite/mkdocs/plugin.py joins assets/stylesheets/*.css and leaves out words for search in other languages."""
    import material

    theme = PROJECT.joinpath(material.__path__[0], "templates/assets")
    assert [*theme.glob("stylesheets/main.*.min.css")] and [*theme.glob("stylesheets/palette.*.min.css")]
    assert [*theme.glob("javascripts/lunr/*")] and (theme / "images/favicon.png").exists()
    index = json.loads((published.site / "search/search_index.json").read_text(encoding="utf-8"))
    assert index.keys() >= {"config", "docs"}


@pytest.mark.parametrize("old", ['role="dialog"', " required>", '<label class="md-nav__title"', "</h1>"])
def test_a_template_that_finds_nothing_to_replace_ends_the_build(copy, old):
    """overrides/main.html replaces parts of the theme's HTML, which may change with any version of the theme."""
    template = (copy.folder / "overrides/main.html").read_text(encoding="utf-8")
    assert f"'{old}" in template or f'"{old}"' in template
    copy.write("overrides/main.html", template.replace(f"'{old}", f"'gone {old}").replace(f'"{old}"', f'"gone {old}"'))
    build = copy.build()
    assert build.returncode != 0 and not copy.site.exists()
    assert f"the theme has changed, there is nothing to replace: gone {old}" in build.stdout


def test_katex_closes_the_visible_half_as_expected():
    """gdsite/formulas/katex.py parts the halves of a formula at this element, the last one in it."""
    from gdsite.formulas import katex

    for display in (False, True):
        rendered = json.loads(katex._renderer()("x", display))
        assert rendered.count('<span class="katex-html" aria-hidden="true">') == 1
        assert rendered.count('<annotation encoding="application/x-tex">x</annotation>') == 1
        assert rendered.endswith("</span>" * (3 if display else 2))


def test_zensical_tells_of_its_page(tmp_path):
    """gdsite/page/zensical.py asks Zensical's context for its settings and the page's path."""
    from zensical.extensions.context import ContextExtension, ContextPreprocessor
    from zensical.extensions.context import Page as ZensicalPage

    md = markdown.Markdown(extensions=[ContextExtension(page=ZensicalPage("", "a.md"), config={"docs_dir": "docs"})])
    found = ContextPreprocessor.from_markdown(md)
    assert (found.page.path, found.config["docs_dir"]) == ("a.md", "docs")
