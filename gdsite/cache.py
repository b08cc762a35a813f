"""What a build leaves for the next one, in .cache/: pages, alone and in the theme, and its templates as bytecode.

A rendered page serves again only if all is the same that it was made from: its source, the code of gdcore
and gdsite, the settings, the environment, the site's files by name, what is installed, and each file and
folder that its blocks have read. Where only gdcore or such a file is another one, the blocks run again, and the
page serves if they give the same. What a block asks that cannot be compared, such as the time, keeps its page out
of here; a file counts by what is in it, so far as it is opened, and a folder by its names.
"""

import logging
import os
import pickle
import re
import sys
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import BytecodeCache, Template
from mkdocs.utils import get_build_datetime

from gdsite.reads import are_true, digest, is_installed

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".cache"
_VOLATILE = {"_", "COLUMNS", "LINES", "OLDPWD", "PWD", "SHLVL"}  # of a shell, and the cause of nothing


def _names(folder):
    try:
        return os.listdir(folder or ".")
    except OSError:
        return []


# What is installed, and this package: from before its other modules are loaded.
_INSTALLED = sorted(name for path in sys.path for name in _names(path) if name.endswith(".dist-info"))
TOOLS = digest(sys.version, _INSTALLED, *(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))))


def load(name):
    """The bytes stored under a name; None where there are none, or not those that these tools have stored."""
    try:
        stored = (FOLDER / name).read_bytes()
    except OSError:
        return None
    return stored[64:] if stored[:64] == digest(TOOLS, stored[64:]).encode() else None


def store(name, content):
    """Store bytes under a name in one stroke, whatever ends this process: the next one takes the same way there.

    Where two take it together, what they mix is not what either has stored, and load does not give it.
    """
    path = FOLDER / name
    new = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(digest(TOOLS, content).encode() + content)
        new.replace(path)
    except OSError as error:  # the build can do without
        logging.getLogger("mkdocs.gdsite").info("Nothing is kept for the next build: %s", error)


def kept(name, parts, make):
    """What make() gives, made anew only when one of the parts has changed that it depends on."""
    key = digest(*parts)
    stored = load(name)
    found, result = pickle.loads(stored) if stored else (None, None)
    if found != key:
        result = make()
        store(name, pickle.dumps((key, result)))
    return result


class Templates(BytecodeCache):
    """Jinja's cache of compiled templates, which knows each by its source, in this folder."""

    def load_bytecode(self, bucket):
        if found := load(self._name(bucket)):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket):
        store(self._name(bucket), bucket.bytecode_to_string())

    def _name(self, bucket):
        return f"templates/{digest([*bucket.environment.extensions], bucket.key)}"


def template_class(around):
    """The class of templates that give of a page what they gave, if it and all around it are what they were."""

    class Kept(Template):
        def render(self, context):
            if not (page := context.get("page")):
                return super().render(context)
            # What around and the page stand for; the date is another one in each build.
            known = {"config", "nav", "page", "pages", "build_date_utc"}
            others = {name: value for name, value in context.items() if name not in known}
            parts = [around, self.name, page.content, page.toc, _text(others)]
            return kept(f"written/{digest(page.file.src_uri)}", parts, partial(super().render, context))

    return Kept


def surroundings(state, config, files):
    """Digest of what the theme makes pages from, besides the page itself."""
    folders = [Path(folder) for folder in config.theme.dirs if not is_installed(folder)]
    own = {path: path.read_bytes() for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()}
    settings = {name: value for name, value in config.items() if name not in ("hooks", "plugins", "site_dir", "theme")}
    return digest(
        state,
        own,
        get_build_datetime() if b"build_date_utc" in b"".join(own.values()) else "",
        _text([settings, dict(config.theme.items())]),
        [(file.src_uri, file.page.title, file.page.meta) for file in files.documentation_pages()],
    )


class Rendered(NamedTuple):
    """A page as Markdown has left it, found true: what it was made from, and what it holds.

    key: of what it was made from, but for what its blocks have used: the code of gdcore, and what they have read.
    """

    key: str
    core: str
    reads: dict
    compiled: dict
    fields: list
    results: str
    content: str
    visuals: list
    formulas: dict
    toc: Any
    title: str | None
    anchors: set
    links: dict

    @classmethod
    def of(cls, page, key, core, session, content, visuals):
        """What MkDocs and we have found out about a page."""
        return cls(
            key=key,
            core=core,
            reads=session.reads.digests,
            compiled=session.compiled,
            fields=[*session.displayed],
            results=session.results(),
            content=content,
            visuals=visuals,
            formulas=session.formulas,
            toc=page.toc,
            title=page._title_from_render,
            anchors=page.present_anchor_ids,
            links={file.src_uri: anchors for file, anchors in (page.links_to_anchors or {}).items()},
        )

    def is_made_from(self, key, core):
        """Whether the key and gdcore are these, and what the blocks have read still holds the same."""
        return (self.key, self.core) == (key, core) and are_true(self.reads)

    def render(self, page, files):
        """In the place of MkDocs' own rendering."""
        page.content, page.toc, page._title_from_render = self.content, self.toc, self.title
        page.present_anchor_ids = self.anchors
        page.links_to_anchors = {files.get_file_from_path(path): anchors for path, anchors in self.links.items()}


def state(sources, config, files):
    """Digest of what all pages are made from; sources: gdsite's code as it was before it was loaded."""
    return digest(
        sorted((str(path), source) for path, source in sources.items()),
        Path(config.config_file_path).read_bytes(),
        _text([config.site_url, config.markdown_extensions, config.mdx_configs]),  # as they were read
        _text([(name, dict(getattr(plugin, "config", {}))) for name, plugin in config.plugins.items()]),
        sorted((name, value) for name, value in os.environ.items() if name not in _VOLATILE),
        sorted((file.src_uri, file.dest_uri, str(file.inclusion)) for file in files),
        logging.getLogger("mkdocs").getEffectiveLevel() > logging.DEBUG,  # or else MkDocs notes no anchors
    )


def _text(settings):
    """Settings as text: objects among them by their kind, not by where they are in memory."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(settings))


def key_of(page, markdown, source, state):
    """Digest of what a page is made from, but for gdcore and what its blocks will read.

    source: the Markdown with its front matter, for bytecode knows its lines.
    """
    return digest(state, page.file.abs_src_path, page.meta, markdown, source)


def find(page):
    """The page as it was last rendered, if it ever was, with these tools."""
    stored = load(_name(page))
    return Rendered(*pickle.loads(stored)) if stored else None


def keep(page, rendered):
    """Keep a rendered page, in the place of the one before."""
    store(_name(page), pickle.dumps(tuple(rendered)))


def _name(page):
    return f"pages/{digest(page.file.src_uri)}"
