"""MkDocs hooks: what Markdown extensions alone cannot do."""

import atexit
import gc
import logging
import os
import re
import sys
from contextlib import suppress
from functools import partial
from html import unescape
from importlib.util import cache_from_source
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parent.parent
PACKAGES = ("gdcore", "gdsite")


def _find_packages():
    """Make gdcore and gdsite those beside the mkdocs.yml in use, as they are, whatever else is installed."""
    sys.path[:] = [str(ROOT), *(path for path in sys.path if path != str(ROOT))]
    for source in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        bytecode = Path(cache_from_source(source))
        if bytecode.exists() and bytecode.stat().st_mtime - source.stat().st_mtime < 2:
            bytecode.unlink()  # Python takes it for true, if a later edit of the same second has the same size


def _sources(package):
    """The source of each file of a package, as it is now."""
    return {path: path.read_bytes() for path in sorted((ROOT / package).rglob("*.py"))}


_find_packages()
OWN_SOURCES = _sources("gdsite")  # from before it is loaded: what the cache takes this code for is never too new

import yaml  # noqa: E402
from markdown_exec import markdown_config  # noqa: E402
from markdown_exec._internal import rendering  # noqa: E402
from mkdocs.commands.build import _build_template, _populate_page  # noqa: E402
from mkdocs.config.config_options import Hooks  # noqa: E402
from mkdocs.exceptions import BuildError  # noqa: E402
from mkdocs.plugins import CombinedEvent, event_priority  # noqa: E402
from mkdocs.structure.files import File, InclusionLevel  # noqa: E402
from mkdocs.utils import get_relative_url  # noqa: E402
from mkdocstrings import Handlers  # noqa: E402

from gdsite import assets, cache, card, katex, links, policy, publish, styles  # noqa: E402
from gdsite.extension import without_code  # noqa: E402
from gdsite.helper import Helper  # noqa: E402
from gdsite.page import Page, Unchanged, current  # noqa: E402
from gdsite.reads import Reads, are_true, digest, has_other_code  # noqa: E402
from gdsite.screen import ErrorScreen, Messages  # noqa: E402

KATEX = "assets/katex"
REFERENCE_CSS = "assets/_mkdocstrings.css"  # of mkdocstrings, for what our reference does not show

# Files of the theme that no page asks for: source maps, search in other languages, an icon beside ours.
_UNUSED = re.compile(r"assets/(.*\.map|javascripts/lunr/.*|images/favicon\.png)")

log = logging.getLogger("mkdocs.gdsite")
screen = ErrorScreen()


class Build:
    """The build under way: what it has to remember from one event to the next."""

    site = None  # where the site is to stand
    staging = None  # where it is being written
    files = ()
    sources = {}  # of gdcore, as they were before it was loaded
    nav = None  # as in the pages' templates
    state = None  # digest of what all pages are made from, but for gdcore
    core = None  # digest of gdcore
    is_new = True  # whether these are not what they were in the last build
    is_cold = True  # whether these tools have never built anything
    keys = {}  # of the pages that are being rendered, for the cache
    helper = Helper({})  # process that works ahead
    card = None  # function that gives the card's picture
    visuals = {}  # of each page that is not yet written, those of its formulas and figures
    sheets = ()  # stylesheets, in their order
    warnings = Messages(logging.WARNING)
    is_draft = "mkdocs.commands.serve" in sys.modules  # for its author alone, also when this file is read anew


def on_startup(command, dirty):
    gc.freeze()  # what is loaded stays
    atexit.register(gc.freeze)  # and nobody needs to look for garbage in what is there at the end
    Handlers._download_inventories = lambda self: None  # it has none to ask for, but would load all it has
    if Build.is_draft:
        from mkdocs.commands import serve  # a build can do without its server

        from gdsite.watch import Server

        sys.dont_write_bytecode = True  # two edits within a second would share one .pyc
        serve.build = screen.guard(serve.build)
        serve.LiveReloadServer = Server


def on_serve(server, config, builder):
    import mkdocstrings_handlers.python  # noqa: F401  # here, or each helper would load it anew

    known = {"gdcore": Build.sources, "gdsite": OWN_SOURCES}

    def build():
        now = {package: _sources(package) for package in PACKAGES}
        edited = [package for package in PACKAGES if now[package] != known[package]]
        known.update(now)
        if "gdsite" in edited:
            _forget(PACKAGES)
            Hooks._load_hook.cache_clear()  # this file is one of gdsite
        if "gdcore" in edited:
            server.build_first(screen.guard(builder), lambda: screen.message)
        else:
            builder()

    server.builder = screen.guard(build)
    server.set_app(server.before(screen.before(server.get_app())))


def _begin(config):
    _find_packages()  # again: MkDocs restores the path after it has loaded its hooks
    os.umask(0o022)  # what is published is for all to read, whoever builds it
    gc.set_threshold(100_000)  # a build makes much and drops little: looking for garbage was 5 % of it
    mkdocs = logging.getLogger("mkdocs")
    mkdocs.setLevel(min(mkdocs.level, logging.WARNING))  # -q hides warnings, and with them --strict
    if "material/offline" in config.plugins:  # from a disk, it would end the theme's scripts at once
        config.theme["features"].remove("navigation.instant")
    Build.warnings.start()
    Build.visuals.clear()
    Build.keys.clear()
    _read_core()
    _quicken_reference(config.plugins.get("mkdocstrings"))
    Build.site = Path(config.site_dir).resolve()
    Build.staging = publish.stage(Build.site)
    config.site_dir = str(Build.staging)
    config.extra_css.remove(REFERENCE_CSS)
    config.markdown_extensions.append("gdsite.extension")
    markdown_config.save(config.markdown_extensions, config.mdx_configs)


def _read_core():
    """Let the pages of this build import gdcore as it is now."""
    now = _sources("gdcore")
    if Build.sources and (now != Build.sources or not are_true(Reads.of_all_pages)):
        _forget(["gdcore"])
        Reads.of_all_pages.clear()
    Build.sources, Build.core = now, digest(*now, *now.values())


@event_priority(100)  # before a plugin asks for a template
def _quicken(config):
    """Give the theme's environment the templates that were compiled before, and a shorter list of its files."""
    theme = config.theme
    get_env = theme.get_env

    def get_quick_env():
        env = get_env()
        env.bytecode_cache = cache.Templates()
        env.loader.list_templates = lambda: _visible_files(env.loader.searchpath)
        return env

    theme.get_env = get_quick_env


on_config = CombinedEvent(_quicken, _begin)


def _quicken_reference(mkdocstrings):
    """Give the templates of the reference the same, once they are asked for: they have an environment of their own."""
    if mkdocstrings and mkdocstrings.config.enabled:
        get_handler = mkdocstrings.handlers.get_handler

        def get_quick_handler(name, handler_config=None):
            handler = get_handler(name, handler_config)
            handler.env.bytecode_cache = cache.Templates()
            return handler

        mkdocstrings.handlers.get_handler = get_quick_handler


def _visible_files(roots):
    """The files in these folders, but for hidden ones: the theme's 14,000 icons, which are published by nobody."""
    found = set()
    for root in roots:
        for folder, inner, files in os.walk(root):
            inner[:] = [name for name in inner if not name.startswith(".")]
            found |= {os.path.relpath(os.path.join(folder, file), root) for file in files}
    return sorted(found)


def on_nav(nav, config, files):
    Build.nav = nav
    Build.state = cache.state(OWN_SOURCES, config, files)
    last, now = cache.load("state"), digest(Build.state, Build.core).encode()
    Build.is_new, Build.is_cold = last != now and not _first(), last is None  # for one page, no helper
    if Build.is_new:
        cache.store("state", now)
    if search := config.plugins.get("material/search"):
        _keep_entries(search.search_index)


def _keep_entries(index):
    """Have the theme's search read only the pages that are not as they were: it reads all their HTML."""
    read = index.add_entry_from_context

    def add(page):
        def entries():
            before = len(index.entries)
            read(page)
            found, index.entries[before:] = index.entries[before:], []
            return found

        parts = [page.content, page.url, page.title, page.meta, index.config]
        index.entries += cache.kept(f"search/{digest(page.file.src_uri)}", parts, entries)

    index.add_entry_from_context = add


def on_files(files, config):
    for file in list(files):
        if _UNUSED.fullmatch(file.src_uri):
            files.remove(file)


@event_priority(100)  # before anything changes the author's lines
def on_page_markdown(markdown, page, config, files):
    source = page.file.content_string
    key = cache.key_of(page, markdown, source, Build.state)
    Build.helper.wait_for(page.file)
    before = cache.find(page)
    if before and (before.is_made_from(key, Build.core) or _let_wait(page)):
        Build.keys.pop(page.file, None)
        page.render = partial(_render_unless_same, before, page)
        return
    Build.keys[page.file] = key, len(Build.warnings.texts)
    if len(Build.keys) == (1 if Build.is_new else 2):
        Build.helper = _help_with_pages(page, config, files)
    front_matter = source.count("\n") - markdown.count("\n")
    session = Page(_path(page.file, config), front_matter, page.file.abs_src_path)
    current.set(session)
    session.compiled_before = before.compiled if before else {}
    katex.remember(before.formulas if before else {})
    _check_front_matter(page, source, config.nav)
    if before and before.key == key and ":::" not in markdown:  # the reference shows gdcore itself
        session.before = before
        page.render = partial(_render_unless_same, before, page)


def _server():
    """The class of the server of mkdocs serve, which has outlived all that this file is read anew for."""
    return sys.modules["mkdocs.commands.serve"].LiveReloadServer


def _first():
    """The file of the site that is needed before all others, if there is one."""
    return _server().first if Build.is_draft else None


def _let_wait(page):
    """Let the page stay as it was until the first one is shown, which shows of it its title alone; whether it can."""
    if _first() in (None, page.file.dest_uri) or "title" not in page.meta:
        return False
    _server().waiting.update([page.file.dest_uri, assets.INDEX, assets.WHOLE_INDEX])
    return True


def _render_unless_same(before, page, config, files):
    """Render a page, unless it is made from the same as before, or its blocks are found to give the same."""
    del page.render  # or each page would hold what was kept of it until the end
    if page.file in Build.keys:
        with suppress(Unchanged):
            return page.render(config, files)
    Build.visuals[page.file] = before.visuals
    before.render(page, files)


def _help_with_pages(page, config, files):
    """A process that compiles templates, and renders pages, the last one first, while this one comes from the front."""
    pages = files.documentation_pages()
    behind = [file.page for file in reversed(pages[pages.index(page.file) + 1 :]) if file.page]
    templates = {"templates": partial(_render_lost_page, config, files)} if Build.is_cold else {}
    return Helper(templates | {page.file: partial(_render, page, config, files) for page in behind})


def _render_lost_page(config, files):
    template = config.theme.get_env().get_template("404.html")  # most of it is in all pages
    _build_template("404.html", template, files, config, Build.nav)


def _render(page, config, files):
    _populate_page(page, config, files)
    config.plugins.on_page_context({}, page=page, config=config, nav=Build.nav)  # what search finds in it


def _check_front_matter(page, source, nav):
    error = current.get().error
    if source.startswith("---\n") and not page.meta:
        try:
            yaml.safe_load(source.split("\n---\n")[0])
        except yaml.MarkedYAMLError as what:
            raise error(what.problem_mark.line + 1, f"front matter: {what.problem}") from None
    if page.file.src_uri in (nav or ()):
        for name in ("title", "description"):
            if not page.meta.get(name):
                raise error(1, f"front matter: a chapter has a {name}, for the browser's tab and for search engines")
    for name, value in page.meta.items():
        if re.search(r"\{\{|\$.+\$", str(value)):
            line = next(n for n, text in enumerate(source.splitlines(), 1) if text.startswith(name))
            raise error(line, f"{name}: fields and formulas work in the page, not in its front matter")


# A number of a table, for which nobody searches: thousands of numerals make the theme's engine err.
_IN_TABLE = re.compile(r'(<td[^>]*>(?:<data|<span class="math"><span class="katex"))')


# What is drawn: a formula, of which the search is to find the characters; a figure; a drawing of the author's own.
_DRAWN = re.compile(
    r"""
    (?P<formula> <span\ class="katex"(?P<excluded>\ data-search-exclude)?> .*? </bdi></span> )
    | <div\ class="plot"\  (?:(?!</?div\b).)* (?: <div\ class="plot-controls"\  .*? <div\ class="plot-states"[^>]*></div> )? </div>
    | <svg\  .*? </svg>
    """,
    re.DOTALL | re.VERBOSE,
)


def on_page_content(html, page, config, files):
    """Keep the page as Markdown has left it, for the next build."""
    if page.file not in Build.keys:  # the cache had it
        return html
    session = current.get()
    if page.file in Build.visuals:  # its blocks have run, and it is as it was
        rendered = session.before._replace(core=Build.core, reads=session.reads.digests)
    else:
        html = _put_aside(_lead_to_reference(html, page, files), page)
        key, _ = Build.keys[page.file]
        rendered = cache.Rendered.of(page, key, Build.core, session, html, Build.visuals[page.file])
    if _is_to_be_kept(page, session):
        cache.keep(page, rendered)
    _forget_page()
    return html


def _put_aside(html, page):
    """The page without what is drawn, which the search plugin is not to read.

    It is most of a page's elements, and the plugin would read them all to skip them: a fifth of a build.
    It comes back when the page is written.
    """
    visuals = Build.visuals[page.file] = []

    def keep(drawn):
        visuals.append(drawn[0])
        text = katex.plain(drawn[0]) if drawn["formula"] else ""
        return f'<bdi data-visual="{len(visuals) - 1}"{drawn["excluded"] or ""}>{text}</bdi>'

    return _DRAWN.sub(keep, _IN_TABLE.sub(r"\1 data-search-exclude", html))


def _forget_page():
    """Let go of what the page was made with: nothing is to be held for pages that are done."""
    current.get().names.clear()  # functions hold them, and they hold the functions
    rendering._register_headings_processors.cache_clear()  # which holds each page's Markdown instance
    if len(Build.keys) % 10 == 0:
        gc.collect()


_NAME = re.compile(r'<autoref identifier="([\w.]+)" optional>(.*?)</autoref>')


def _lead_to_reference(html, page, files):
    """The page, where gdcore's names in its listings are links, if the site has a reference.

    Not left to autorefs, which knows only the entries that its own process has seen.
    """
    if not (reference := files.get_file_from_path("reference.md")):
        return _NAME.sub(r"\2", html)
    address = get_relative_url(reference.url, page.url)
    return _NAME.sub(rf'<a class="autorefs" href="{address}#\1">\2</a>', html)


def _is_to_be_kept(page, session):
    """Whether no warning, and nothing that its blocks have done, speaks against it."""
    _, warnings = Build.keys[page.file]
    is_known = session.reads.steady and not has_other_code(ROOT, PACKAGES)  # all that its blocks have used
    was_edited = _sources("gdcore") != Build.sources  # perhaps before it was imported
    has_reference = any(":::" in printed for printed in session.outputs.values())
    return is_known and not was_edited and not has_reference and len(Build.warnings.texts) == warnings


def on_post_page(output, page, config):
    visuals = Build.visuals.pop(page.file)
    page.content = None  # it is written: nothing else is to be held

    def put_back(kept):
        return visuals[int(kept[1])]

    return _valid(re.sub(r'<bdi data-visual="(\d+)"[^>]*>[^<]*</bdi>', put_back, output))


def on_post_template(output, template_name, config):
    return _valid(output)


def _valid(page):
    """The theme's page without the attribute of its checkboxes that HTML does not know."""
    return re.sub(r'(<input [^>]*type="checkbox"[^>]*) autocomplete="off"', r"\1", page)


@event_priority(-100)  # when every other plugin has its stylesheets in place
def on_env(env, config, files):
    """Publish KaTeX's stylesheet and license; the pages ask for one stylesheet, which holds all."""
    Build.helper.end()
    Build.files = files
    Build.card = _find_card(config, files)
    Build.helper = Helper({"card": Build.card, "fonts": _cut_fonts} if Build.is_cold else {})
    published = {
        "katex.css": {"content": katex.stylesheet()},
        "LICENSE": {"abs_src_path": str(katex.DISTRIBUTION / "LICENSE")},
    }
    for name, source in published.items():
        files.append(
            File.generated(config, f"{KATEX}/{name}", inclusion=InclusionLevel.INCLUDED, **source)
        )
    Build.sheets = [f"{KATEX}/katex.css", *map(str, config.extra_css)]
    config.extra_css.clear()
    config.extra["stylesheet"] = assets.STYLESHEET
    if "material/offline" not in config.plugins:  # a page opened from a disk may not ask for an index
        config.extra["search"] = assets.SEARCH
    if not has_other_code(ROOT, PACKAGES):  # such as another hook, which may tell templates anything
        env.template_class = cache.template_class(cache.surroundings(Build.state, config, files))


def _find_card(config, files):
    """The card is made from the figure that mkdocs.yml names in extra.card; pages need what it says."""
    path, _, name = config.extra.get("card", "").partition("#")
    if Build.is_draft or not (file := files.get_file_from_path(path)):
        return lambda: None
    if not (figure := card.find(name, "".join(Build.visuals[file]))):
        raise BuildError(f"mkdocs.yml: extra.card: {path} has no figure {name}")
    config.extra["card_says"] = figure["says"]
    stylesheet = files.get_file_from_path("stylesheets/extra.css").content_string
    parts = [config.site_name, config.site_description, figure[0], stylesheet]
    draw = partial(card.draw, config.site_name, config.site_description, figure, stylesheet)
    return partial(cache.kept, "card", parts, draw)


def _cut_fonts():
    """Have the fonts at hand that the formulas will be found to need."""
    formulas = "".join(visual for visuals in Build.visuals.values() for visual in visuals)
    katex.fonts(styles.names_in_page(formulas), katex.characters(formulas))


@event_priority(-100)  # when every other plugin has written its files
def on_post_build(config):
    (Build.staging / REFERENCE_CSS).unlink()
    Build.helper.wait_for("card")
    if png := Build.card():
        (Build.staging / "assets/card.png").write_bytes(png)
    Build.helper.wait_for("fonts")
    Build.helper.end()
    Build.helper = Helper({"links": partial(links.read_all, Build.staging)} if Build.is_cold else {})
    assets.join_stylesheets(Build.staging, _sheets())
    root = urlsplit(config.site_url or "/").path
    Build.helper.wait_for("links")
    problems = [_locate(broken, config) for broken in links.broken_links(Build.staging, root)]
    if problems := problems or Build.warnings.texts:
        raise BuildError("\n".join(problems))
    if "search" in config.extra:
        assets.keep_index_apart(Build.staging)
        if not Build.is_draft:  # MkDocs writes a script into what it serves, with a new text each time
            policy.set_policy(Build.staging)
    Build.helper.end()
    publish.publish(Build.staging, Build.site)
    config.site_dir = str(Build.site)
    log.info("Published to %s", Build.site)
    Build.warnings.stop()


def on_build_error(error):
    Build.helper.end()
    if Build.staging:
        publish.discard(Build.staging)
    Build.warnings.stop()


def _sheets():
    """The theme's stylesheets, in alphabetical order as in its pages, and those of extra_css."""
    theme = sorted(Build.staging.glob("assets/stylesheets/*.css"))
    sheets = [*(str(sheet.relative_to(Build.staging)) for sheet in theme), *Build.sheets]
    for sheet in sheets:
        if not (Build.staging / sheet).is_file():
            raise BuildError(f"mkdocs.yml: extra_css: {sheet}: there is no such file")
    return sheets


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
