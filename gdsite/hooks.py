"""MkDocs hooks: what Markdown extensions alone cannot do."""

import logging
import os
import sys
from pathlib import Path


def _find_packages():
    """Make gdcore and gdsite those beside the mkdocs.yml in use, whatever else is installed."""
    root = str(Path(__file__).parent.parent)
    sys.path[:] = [root, *(path for path in sys.path if path != root)]


_find_packages()

from markdown_exec import markdown_config  # noqa: E402
from mkdocs.config.config_options import Hooks  # noqa: E402
from mkdocs.exceptions import BuildError  # noqa: E402
from mkdocs.plugins import event_priority  # noqa: E402
from mkdocs.structure.files import File, InclusionLevel  # noqa: E402

from gdsite import katex, links, publish  # noqa: E402
from gdsite.page import Page, PageError, current  # noqa: E402
from gdsite.screen import ErrorScreen, Messages  # noqa: E402

KATEX = "assets/katex"

log = logging.getLogger("mkdocs.gdsite")
screen = ErrorScreen()


class Build:
    """The build under way: what it has to remember from one event to the next."""

    site = None  # where the site is to stand
    staging = None  # where it is being written
    files = ()
    warnings = Messages(logging.WARNING)


def on_startup(command, dirty):
    if command == "serve":
        from mkdocs.commands import serve  # a build can do without its server

        sys.dont_write_bytecode = True  # two edits within a second would share one .pyc
        serve.build = screen.guard(serve.build)


def on_serve(server, config, builder):
    def build():
        _forget()
        builder()

    server.builder = screen.guard(build)
    server.set_app(screen.before(server.get_app()))


def on_config(config):
    _find_packages()  # again: MkDocs restores the path after it has loaded its hooks
    mkdocs = logging.getLogger("mkdocs")
    mkdocs.setLevel(min(mkdocs.level, logging.WARNING))  # -q hides warnings, and with them --strict
    mkdocs.addHandler(Build.warnings)
    Build.site = Path(config.site_dir).resolve()
    Build.staging = publish.stage(Build.site)
    config.site_dir = str(Build.staging)
    config.markdown_extensions.append("gdsite.extension")
    markdown_config.save(config.markdown_extensions, config.mdx_configs)


@event_priority(100)  # before anything changes the author's lines
def on_page_markdown(markdown, page, config, files):
    source = page.file.content_string
    path = os.path.relpath(page.file.abs_src_path, Path(config.config_file_path).parent)
    current.set(Page(path, source.count("\n") - markdown.count("\n")))
    for name, value in page.meta.items():
        if "{{" in str(value):
            line = _line_of(name, source)
            raise PageError(f"{path}:{line}: {name}: a field works in the page, not in its front matter")


def on_env(env, config, files):
    """Publish KaTeX's stylesheet and fonts, as far as the formulas need them."""
    Build.files = files
    pages = [file.page for file in files.documentation_pages()]
    html = "".join(page.content for page in pages if page and page.content)
    if 'class="katex' not in html:
        return
    css, fonts = katex.stylesheet(html)
    published = {"katex.css": {"content": css}}
    for name in ("LICENSE", *(f"fonts/{font}" for font in fonts)):
        published[name] = {"abs_src_path": str(katex.DISTRIBUTION / name)}
    for name, source in published.items():
        files.append(
            File.generated(config, f"{KATEX}/{name}", inclusion=InclusionLevel.INCLUDED, **source)
        )
    config.extra_css.insert(0, f"{KATEX}/katex.css")


@event_priority(-100)  # when every other plugin has written its files
def on_post_build(config):
    problems = [_locate(broken, config) for broken in links.broken_links(Build.staging)]
    if problems or Build.warnings.texts:
        raise BuildError("\n".join(problems or Build.warnings.texts))
    publish.publish(Build.staging, Build.site)
    config.site_dir = str(Build.site)
    log.info("Published to %s", os.path.relpath(Build.site))
    _end()


def on_build_error(error):
    if Build.staging:
        publish.discard(Build.staging)
    _end()


def _end():
    logging.getLogger("mkdocs").removeHandler(Build.warnings)


def _locate(broken, config):
    """Message for a broken link: page, line, address and reason."""
    for file in Build.files:
        if Path(file.abs_dest_path) == broken.page:
            path = os.path.relpath(file.abs_src_path, Path(config.config_file_path).parent)
            where = f"{path}:{_line_of(broken.address, file.content_string)}"
            break
    else:
        where = broken.page.relative_to(Build.staging)
    return f"{where}: {broken.address}: {broken.reason}"


def _line_of(address, source):
    """First line that has the address; MkDocs may have changed it, but not its last part."""
    parts = (address, "#" + address.rpartition("#")[2], Path(address).name)
    lines = source.splitlines()
    return next((n for part in parts for n, line in enumerate(lines, 1) if part in line), 1)


def _forget():
    """Let the next build of this process read gdcore and gdsite anew, as they are by then."""
    for name in list(sys.modules):
        if name.partition(".")[0] in ("gdcore", "gdsite"):
            del sys.modules[name]
    Hooks._load_hook.cache_clear()
