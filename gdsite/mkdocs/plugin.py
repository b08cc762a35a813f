"""The plugin for MkDocs: what Markdown extensions alone cannot do."""

import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from html import unescape
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import click
from jinja2 import Environment, FileSystemBytecodeCache
from markdown import Markdown
from markdown.extensions import Extension
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError, PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents
from mkdocs.utils import get_relative_url
from mkdocs.utils.meta import get_data

from gdsite.formulas import katex
from gdsite.mkdocs.broken_links import locate, misnamed_links, path_of, with_links
from gdsite.mkdocs.build import Build, cache_of
from gdsite.mkdocs.error_screen import ErrorScreen
from gdsite.mkdocs.live import LivePackages, Sources
from gdsite.mkdocs.page_cache import Rendered, entries_noted, name_of, state
from gdsite.mkdocs.search import keep_entries, put_aside, put_back
from gdsite.mkdocs.settings import PluginConfig, take_shown_texts
from gdsite.mkdocs.templates import FrontMatter, missing_templates, refused_in_templates, say_place
from gdsite.page.blocks import code_beside, file_beside
from gdsite.page.errors import PageError
from gdsite.page.front_matter import REQUIRED, check_front_matter, line_of_setting
from gdsite.page.givens import differences, givens
from gdsite.page.numerals import without_marks
from gdsite.page.session import Session, current
from gdsite.site import css, fonts, social_card, stylesheet
from gdsite.site.csp import set_policy
from gdsite.site.links import broken_links
from gdsite.site.publish import publish
from gdsite.site.scripts import remove_unasked
from gdsite.store import digest

REFERENCE_CSS = "assets/_mkdocstrings.css"  # of mkdocstrings, for what our reference does not show
KATEX, TEXT = "assets/katex", "assets/text"  # where the licenses of their fonts stand

_NAME = re.compile(r'<autoref identifier="([\w.]+)" optional>(.*?)</autoref>')

log = logging.getLogger("mkdocs.gdsite")


class _NoAutorefs(Extension):
    """Leaves a broken reference as it is written: then it is refused, with its line."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.inlinePatterns.deregister("mkdocs-autorefs", strict=False)


class GdsitePlugin(BasePlugin[PluginConfig]):
    """Has MkDocs build a site in which every number is computed, or no site."""

    build: Build  # the one under way, or the last one

    def __init__(self) -> None:
        self.screen = ErrorScreen()
        self.is_draft = False  # for its author alone, under mkdocs serve
        self.packages = LivePackages(())
        self.sources = Sources()

    # Around all builds

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        context = click.get_current_context(silent=True)  # with --clean, serve says that it is build
        self.is_draft = command == "serve" or (context is not None and context.info_name == "serve")
        if dirty:  # each build is whole here, in a folder of its own, so that there is nothing to warn of
            logging.getLogger("mkdocs.commands.build").addFilter(lambda record: "'dirty' build" not in record.msg)
        if self.is_draft:
            from gdsite.mkdocs import server  # here, for a build needs none, and it is slow to start

            server.prepare(self.screen, self.sources)

    # From settings to pages

    @event_priority(100)  # before a plugin asks for a template
    def _keep_templates(self, config: MkDocsConfig) -> None:
        """Have the theme's environments keep templates as bytecode, by Jinja's own setting."""
        bytecode = cache_of(config) / "templates"
        bytecode.mkdir(parents=True, exist_ok=True)
        get_env = config.theme.get_env

        def get_env_with_bytecode() -> Environment:
            env = get_env()
            env.bytecode_cache = FileSystemBytecodeCache(str(bytecode))
            env.handle_exception = say_place(env.handle_exception)  # type: ignore[method-assign]
            return env

        config.theme.get_env = get_env_with_bytecode  # type: ignore[method-assign]

    @event_priority(-100)  # when every other plugin has added its extensions and stylesheets
    def _begin(self, config: MkDocsConfig) -> MkDocsConfig:
        os.umask(0o022)  # what is published is for all to read, whoever builds it
        sys.dont_write_bytecode = True  # two edits within a second would share one .pyc
        mkdocs = logging.getLogger("mkdocs")
        mkdocs.setLevel(min(mkdocs.level, logging.WARNING))  # -q hides warnings, and with them --strict
        take_shown_texts(config)
        self._read_packages(config)
        folders = os.path.dirname(config.config_file_path), config.docs_dir
        settings = replace(self.config.for_pages(), folders=folders)
        self.sources.add([config.docs_dir, config.config_file_path, *config.watch] if self.is_draft else [])
        self.build = Build.begin(config, settings, self.packages.digest())
        config.site_dir = str(self.build.staging)
        if REFERENCE_CSS in config.extra_css:
            config.extra_css.remove(REFERENCE_CSS)
        if "gdsite" not in config.markdown_extensions:
            config.markdown_extensions.append("gdsite")
        config.markdown_extensions.append(_NoAutorefs())  # type: ignore[arg-type]  # Markdown takes both
        return config

    on_config = CombinedEvent(_keep_templates, _begin)

    def _read_packages(self, config: MkDocsConfig) -> None:
        if self.packages.names == self.config.packages:
            self.packages.refresh()
        else:
            self.packages = LivePackages(self.config.packages)
        config.watch.extend(map(str, self.packages.folders()))

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        beside = {str(file_beside(page.src_uri)) for page in files.documentation_pages()}
        for file in [file for file in files if file.src_uri in beside or _is_unused(file.src_uri, config)]:
            files.remove(file)
        for file in files.documentation_pages():
            if get_data(file.content_string)[1].get("draft") is True:  # it may have typed numbers: not to be published
                file.inclusion = InclusionLevel.DRAFT
        return files

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        self.build.chapters = {page.file for page in nav.pages} if config.nav else set()
        self.build.state = state(config, files)
        if search := config.plugins.get("material/search"):
            keep_entries(search.search_index, self.build.store)
        return nav

    @event_priority(100)  # before anything changes the author's lines
    def on_page_markdown(self, markdown: str, /, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        offset = page.file.content_string.count("\n") - markdown.count("\n")  # lines of front matter
        page.meta = FrontMatter(dict(page.meta), self.build.asked)
        page.render = partial(self._render, page, offset)  # type: ignore[method-assign]
        return markdown

    def _render(self, page: Page, offset: int, config: MkDocsConfig, files: Files) -> None:
        """Render a page, unless it was kept and is made from the same; or say what is wrong with it."""
        del page.render  # or each page would hold itself until the end
        build, is_draft = self.build, page.meta.get("draft") is True
        autorefs = config.plugins.get("autorefs")
        made_of = page.meta, page.markdown, page.file.content_string, code_beside(page.file.abs_src_path)
        key = digest(build.state, build.code, page.file.src_uri, *made_of)
        kept: Rendered | None = build.store.load_object(name_of(page))
        if kept and kept.is_made_from(key):
            kept.render(page, files, autorefs)
            build.visuals[page.file], build.written[page.file] = kept.visuals, kept.written
            build.givens[page.file.src_uri] = kept.givens
            return
        from markdown_exec import markdown_config  # here, for it is slow to start, and kept pages need none

        markdown_config.save(config.markdown_extensions, config.mdx_configs)
        session = Session(path_of(page.file, config), offset, page.file.abs_src_path, build.settings, is_draft)
        current.set(session)
        katex.remember(kept.formulas if kept else {})
        warnings = len(build.warnings.texts)
        try:
            check_front_matter(page.file.content_string, dict(page.meta), page.file in build.chapters, session)
            with session.dependencies.included(), entries_noted(autorefs) as entries, _collected(session):
                page.render(config, files)
            given = build.givens[page.file.src_uri] = givens(session)
        except PageError as error:
            build.errors.append(str(error))
            page.content, page.toc = "", TableOfContents([])
            return
        page.content, visuals = put_aside(self._lead_to_reference(page, files))
        build.visuals[page.file], build.written[page.file] = visuals, with_links(session.written)
        if len(build.warnings.texts) == warnings and self._is_to_be_kept(session):
            build.store.store_object(name_of(page), Rendered.of(page, key, session, visuals, given, entries))
        session.names.clear()  # functions hold them, and they hold the functions

    def _lead_to_reference(self, page: Page, files: Files) -> str:
        """The page, where names of the project's packages in its listings are links, if the site has a reference.

        Not left to autorefs, which knows only the entries that its own process has seen.
        """
        content = page.content or ""
        if not (reference := files.get_file_from_path(self.config.reference or "")):
            return _NAME.sub(r"\2", content)
        address = get_relative_url(reference.url, page.url)
        return _NAME.sub(rf'<a class="autorefs" href="{address}#\1">\2</a>', content)

    def _is_to_be_kept(self, session: Session) -> bool:
        """Whether all that its blocks have used is known, and was not edited before it was imported."""
        has_reference = any(":::" in printed for printed in session.outputs.values())
        is_known = session.dependencies.deterministic and self.packages.is_all_of(self.build.root)
        return is_known and not has_reference and self.packages.read() == self.packages.sources

    def on_page_content(self, html: str, /, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        page.meta.update({name: without_marks(str(page.meta[name])) for name in REQUIRED if name in page.meta})
        return html

    # From pages to files

    @event_priority(-100)  # when every other plugin has its stylesheets in place
    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> Environment:
        """Publish KaTeX's stylesheet and the licenses of fonts; the pages ask for one stylesheet, which holds all."""
        build = self.build
        if not build.errors:  # or else some pages do not say what they are given
            build.errors += (f"{place}: {wrong}" for place, wrong in differences(build.givens))
        if problems := [
            *build.errors,
            *misnamed_links(files, build.written, config),
            *missing_templates(env, files, config),
            *refused_in_templates(config),
            *_wrong_in_stylesheets(files, config),
        ]:
            raise BuildError("\n".join(problems))
        build.files = files
        self._find_card(config, files)
        self._set_stylesheet(env, config, files)
        return env

    def _find_card(self, config: MkDocsConfig, files: Files) -> None:
        """The card is made from the figure that mkdocs.yml names; pages need what that says."""
        path, _, name = (self.config.card or "").partition("#")
        if self.is_draft or not (file := files.get_file_from_path(path)):
            return
        if not (figure := social_card.find(name, "".join(self.build.visuals[file]))):
            raise BuildError(f"mkdocs.yml: card: {path} has no figure {name}")
        config.extra["card_says"] = figure["says"]
        sheets = [files.get_file_from_path(str(sheet)) for sheet in config.extra_css]
        css = "".join(sheet.content_string for sheet in sheets if sheet)
        parts = config.site_name, config.site_description or "", figure
        known = [config.site_name, config.site_description, figure[0], css]
        self.build.card = self.build.store.cached("card", known, partial(social_card.draw, *parts, css))

    def _set_stylesheet(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        """Publish KaTeX's stylesheet and the fonts' licenses, and have pages ask for one stylesheet in place of all.

        Templates that do not know of it ask for it beside their own.
        """
        included = InclusionLevel.INCLUDED
        for name, license_ in (KATEX, katex.DISTRIBUTION / "LICENSE"), (TEXT, fonts.TEXT / "LICENSE.txt"):
            files.append(File.generated(config, f"{name}/LICENSE", abs_src_path=str(license_), inclusion=included))
        sheet = f"{KATEX}/katex.css"
        files.append(File.generated(config, sheet, content=fonts.katex_stylesheet(), inclusion=included))
        self.build.sheets = [sheet]
        if _asks_for(env, "extra.stylesheet"):
            theme = [file.dest_uri for file in files if re.fullmatch(r"assets/stylesheets/.*\.css", file.dest_uri)]
            self.build.sheets = [*sorted(theme), sheet, *map(str, config.extra_css)]
            config.extra_css.clear()
            config.extra["stylesheet"] = stylesheet.STYLESHEET
        else:
            config.extra_css.insert(0, stylesheet.STYLESHEET)

    def on_post_page(self, output: str, /, *, page: Page, config: MkDocsConfig) -> str:
        page.content = None  # it is written: nothing else is to be held
        self.build.front_matter[page.file] = page.meta
        return _finish(put_back(output, self.build.visuals.pop(page.file)))

    def on_post_template(self, output_content: str, /, *, template_name: str, config: MkDocsConfig) -> str:
        return _finish(output_content)

    @event_priority(-100)  # when every other plugin has written its files
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        build = self.build
        (build.staging / REFERENCE_CSS).unlink(missing_ok=True)
        if build.card:
            (build.staging / "assets/card.png").write_bytes(build.card)
        for sheet in build.sheets:
            if not (build.staging / sheet).is_file():
                raise BuildError(f"mkdocs.yml: extra_css: {sheet}: there is no such file")
        remove_unasked(build.staging)
        _or_build_error(stylesheet.join_stylesheets, build.staging, build.sheets, build.store)
        root = urlsplit(config.site_url or "/").path
        broken = broken_links(build.staging, root, build.store)
        problems = [locate(link, build.staging, build.files, build.written, config) for link in broken]
        problems += self._unread_settings(config)
        if problems := problems or build.warnings.texts:
            raise BuildError("\n".join(problems))
        if not self.is_draft and "material/offline" not in config.plugins:
            # MkDocs writes a script into what it serves, with a new text each time
            _or_build_error(set_policy, build.staging)
        _or_build_error(publish, build.staging, build.site)
        config.site_dir = str(build.site)
        log.info("Published to %s", build.site)
        build.end()

    def _unread_settings(self, config: MkDocsConfig) -> list[str]:
        """What is wrong with front matter that no template and no plugin has asked for while the site was written."""
        return [
            f"{path_of(file, config)}:{line_of_setting(name, file.content_string)}: "
            f"{name}: no template reads this setting: take it out"
            for file, settings in self.build.front_matter.items()
            if isinstance(settings, FrontMatter)
            for name in settings.unread()
        ]

    def on_build_error(self, *, error: Exception) -> None:
        if hasattr(self, "build"):
            self.build.end()


def _is_unused(path: str, config: MkDocsConfig) -> bool:
    """Whether no page asks for a file of the theme: a source map, words for search in another language, its icon."""
    search = config.plugins.get("material/search")
    if path.startswith("assets/javascripts/lunr/"):
        return not search or search.config.lang in (None, ["en"])
    if path == "assets/images/favicon.png":
        return config.theme.get("favicon") != path
    return path.startswith("assets/") and path.endswith(".map")


def _wrong_in_stylesheets(files: Files, config: MkDocsConfig) -> Iterator[str]:
    """What is wrong in the project's own stylesheets, and would be skipped by browsers."""
    for sheet in map(files.get_file_from_path, map(str, config.extra_css)):
        if sheet and sheet.abs_src_path and Path(sheet.abs_src_path).is_relative_to(config.docs_dir):
            for line, message in css.errors(sheet.content_string):
                yield f"{path_of(sheet, config)}:{line}: {message}"


def _or_build_error(function: Callable[..., object], *arguments: object) -> None:
    """Call a function; what it finds wrong with the site or its place is a BuildError, which has no traceback."""
    try:
        function(*arguments)
    except (OSError, ValueError) as error:
        raise BuildError(str(error)) from error


def _asks_for(env: Environment, setting: str) -> bool:
    """Whether the templates of pages read a setting that the plugin makes."""
    assert env.loader
    return f"config.{setting}" in env.loader.get_source(env, "main.html")[0]


@contextmanager
def _collected(session: Session) -> Iterator[None]:
    """While this lasts, what mkdocstrings looks for and does not find is a mistake on its line of the page."""
    try:
        yield
    except PluginError as error:
        if not (missing := re.fullmatch("Could not collect '(.+)'", str(error))):
            raise
        message = f"::: {missing[1]}: no package of the project has this; ::: takes a name such as package.function"
        raise session.error(session.line_of(f"::: {missing[1]}"), message) from None


def _finish(page: str) -> str:
    """The theme's page without an attribute of its checkboxes that HTML does not know, and one of its labels; and with
    icons that have a size without its styles, too.

    Raises BuildError where a template has found nothing to replace in the theme's HTML, and has said so.
    """
    if missing := re.search(r"<!-- nothing to replace: (.*?) -->", page):
        raise BuildError(f"overrides: the theme has changed, there is nothing to replace: {unescape(missing[1])}")
    page = re.sub(r'(<label [^>]*) tabindex=""', r"\1", page)
    page = re.sub(r'(<svg xmlns="[^"]*" viewBox="0 0 (\d+) \2")>', r'\1 width="\2" height="\2">', page)
    return re.sub(r'(<input [^>]*type="checkbox"[^>]*) autocomplete="off"', r"\1", page)
