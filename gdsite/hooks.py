"""MkDocs hooks: what Markdown extensions alone cannot do."""

import gc
import logging
import os
import re
import sys
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parent.parent
PACKAGES = ("gdcore", "gdsite")


def _find_packages():
    """Make gdcore and gdsite those beside the mkdocs.yml in use, whatever else is installed."""
    sys.path[:] = [str(ROOT), *(path for path in sys.path if path != str(ROOT))]


_find_packages()

import yaml  # noqa: E402
from markdown_exec import markdown_config  # noqa: E402
from mkdocs.config.config_options import Hooks  # noqa: E402
from mkdocs.exceptions import BuildError  # noqa: E402
from mkdocs.plugins import event_priority  # noqa: E402
from mkdocs.structure.files import File, InclusionLevel  # noqa: E402

from gdsite import card, katex, links, publish  # noqa: E402
from gdsite.extension import without_code  # noqa: E402
from gdsite.page import Page, current  # noqa: E402
from gdsite.screen import ErrorScreen, Messages  # noqa: E402

KATEX = "assets/katex"
REFERENCE_CSS = "assets/_mkdocstrings.css"  # of mkdocstrings, for what our reference does not show

log = logging.getLogger("mkdocs.gdsite")
screen = ErrorScreen()


class Build:
    """The build under way: what it has to remember from one event to the next."""

    site = None  # where the site is to stand
    staging = None  # where it is being written
    files = ()
    visuals = []  # of the formulas of all pages
    warnings = Messages(logging.WARNING)
    is_draft = False  # under serve, for its author alone


def on_startup(command, dirty):
    if command == "serve":
        Build.is_draft = True
        from mkdocs.commands import serve  # a build can do without its server

        sys.dont_write_bytecode = True  # two edits within a second would share one .pyc
        serve.build = screen.guard(serve.build)
        serve.LiveReloadServer = partial(serve.LiveReloadServer, polling_interval=0.1)  # seconds


def on_serve(server, config, builder):
    loaded = _sources()

    def build():
        nonlocal loaded
        now = _sources()
        _forget(package for package in PACKAGES if now[package] != loaded[package])
        loaded = now
        builder()

    server.builder = screen.guard(build)
    server.build_delay = 0.05  # seconds for an editor to finish
    server.set_app(screen.before(server.get_app()))


def on_config(config):
    _find_packages()  # again: MkDocs restores the path after it has loaded its hooks
    os.umask(0o022)  # what is published is for all to read, whoever builds it
    gc.set_threshold(100_000)  # a build makes much and drops little: looking for garbage was 5 % of it
    mkdocs = logging.getLogger("mkdocs")
    mkdocs.setLevel(min(mkdocs.level, logging.WARNING))  # -q hides warnings, and with them --strict
    Build.warnings.start()
    Build.visuals.clear()
    Build.site = Path(config.site_dir).resolve()
    Build.staging = publish.stage(Build.site)
    config.site_dir = str(Build.staging)
    config.extra_css.remove(REFERENCE_CSS)
    config.markdown_extensions.append("gdsite.extension")
    markdown_config.save(config.markdown_extensions, config.mdx_configs)


@event_priority(100)  # before anything changes the author's lines
def on_page_markdown(markdown, page, config, files):
    source = page.file.content_string
    front_matter = source.count("\n") - markdown.count("\n")
    current.set(Page(_path(page.file, config), front_matter, page.file.abs_src_path))
    _check_front_matter(page, source)


def _check_front_matter(page, source):
    error = current.get().error
    if source.startswith("---\n") and not page.meta:
        try:
            yaml.safe_load(source.split("\n---\n")[0])
        except yaml.MarkedYAMLError as what:
            raise error(what.problem_mark.line + 1, f"front matter: {what.problem}") from None
    for name, value in page.meta.items():
        if re.search(r"\{\{|\$.+\$", str(value)):
            line = next(n for n, text in enumerate(source.splitlines(), 1) if text.startswith(name))
            raise error(line, f"{name}: fields and formulas work in the page, not in its front matter")


# A number of a table, for which nobody searches: thousands of numerals make the theme's engine err.
_IN_TABLE = re.compile(r'(<td[^>]*>(?:<data|<span class="math"><span class="katex"))')


def on_page_content(html, page, config, files):
    """Keep the formulas' visual halves out of search.

    They are most of a page's elements, and the search plugin would read them all to skip them:
    a fifth of a build. They come back when the page is written.
    """
    def keep(visual):
        Build.visuals.append(visual[0])
        return f'<bdi data-visual="{len(Build.visuals) - 1}"></bdi>'

    html = _IN_TABLE.sub(r"\1 data-search-exclude", html)
    return katex.VISUAL.sub(keep, html)


def on_post_page(output, page, config):
    def put_back(kept):
        return Build.visuals[int(kept[1])]

    return _valid(re.sub(r'<bdi data-visual="(\d+)"></bdi>', put_back, output))


def on_post_template(output, template_name, config):
    return _valid(output)


def _valid(page):
    """The theme's page without the attribute of its checkboxes that HTML does not know."""
    return re.sub(r'(<input [^>]*type="checkbox"[^>]*) autocomplete="off"', r"\1", page)


def on_env(env, config, files):
    """Publish KaTeX's stylesheet and fonts, as far as the formulas need them."""
    Build.files = files
    _publish_card(config, files)
    if not Build.visuals:
        return
    css, fonts = katex.stylesheet("".join(Build.visuals))
    published = {"katex.css": {"content": css}}
    for name in ("LICENSE", *(f"fonts/{font}" for font in fonts)):
        published[name] = {"abs_src_path": str(katex.DISTRIBUTION / name)}
    for name, source in published.items():
        files.append(
            File.generated(config, f"{KATEX}/{name}", inclusion=InclusionLevel.INCLUDED, **source)
        )
    config.extra_css.insert(0, f"{KATEX}/katex.css")


def _publish_card(config, files):
    """Draw the card from the figure that mkdocs.yml names in extra.card; pages need what it says."""
    path, _, name = config.extra.get("card", "").partition("#")
    if Build.is_draft or not (file := files.get_file_from_path(path)):
        return
    if not (figure := card.find(name, file.page.content)):
        raise BuildError(f"mkdocs.yml: extra.card: {path} has no figure {name}")
    stylesheet = files.get_file_from_path("stylesheets/extra.css").content_string
    png = card.draw(config.site_name, config.site_description, figure, stylesheet)
    files.append(File.generated(config, "assets/card.png", content=png))
    config.extra["card_says"] = figure["says"]


@event_priority(-100)  # when every other plugin has written its files
def on_post_build(config):
    (Build.staging / REFERENCE_CSS).unlink()
    root = urlsplit(config.site_url or "/").path
    problems = [_locate(broken, config) for broken in links.broken_links(Build.staging, root)]
    if problems := problems or Build.warnings.texts:
        raise BuildError("\n".join(problems))
    publish.publish(Build.staging, Build.site)
    config.site_dir = str(Build.site)
    log.info("Published to %s", Build.site)
    Build.warnings.stop()


def on_build_error(error):
    if Build.staging:
        publish.discard(Build.staging)
    Build.warnings.stop()


def _locate(broken, config):
    """Message for a broken link: page, line, address and reason."""
    where = f"{broken.page.relative_to(Build.staging)} (or mkdocs.yml, or the theme)"
    for file in Build.files:
        if Path(file.abs_dest_path) == broken.page and file.is_documentation_page():
            if line := _line_of_link(broken.address, file.content_string):
                where = f"{_path(file, config)}:{line}"
    return f"{where}: {broken.address}: {broken.reason}"


def _line_of_link(address, source):
    """Line of the link with this address, of which MkDocs changes all but the last part."""
    address = unescape(unquote(address))
    last_part = address.rpartition("#" if "#" in address else "/")[2] or address
    lines = without_code(source).splitlines()
    for written in (re.escape(address), r"[^)\s\"']*" + re.escape(last_part)):
        link = re.compile(rf"""(\]\(|\]: *|=["']?){written}""")
        for number, line in enumerate(lines, 1):
            if link.search(line):
                return number
    return None


def _path(file, config):
    """Path of a page's source as its author knows it: docs/index.md."""
    return os.path.relpath(file.abs_src_path, Path(config.config_file_path).parent)


def _forget(packages):
    """Let the next build of this process read these packages anew, as they are by then."""
    for package in packages:
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]
        Hooks._load_hook.cache_clear()  # this file is one of gdsite


def _sources():
    """The source of each package, as it is now."""
    return {
        package: {path: path.read_bytes() for path in (ROOT / package).glob("*.py")}
        for package in PACKAGES
    }
