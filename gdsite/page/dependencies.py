"""What the blocks of a page have read, so that a rendered page can be known to be still true."""

import ast
import os
import sys
import sysconfig
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from gdsite.store import digest

# Modules, and the events of Python's audit that begin like them, whose answers differ from run to run.
_NONDETERMINISTIC = {"datetime", "random", "secrets", "socket", "sqlite3", "subprocess", "time", "urllib", "uuid"}
_NONDETERMINISTIC_EVENTS = {"os.exec", "os.fork", "os.posix_spawn", "os.system"}

# What is installed is known by its version.
_INSTALLED = tuple({f"{path}{os.sep}" for name, path in sysconfig.get_paths().items() if name.endswith(("lib", "stdlib"))})
_BYTECODE = f"{os.sep}__pycache__{os.sep}"


def digest_of(path):
    """Digest of what a path holds now: a file its content, a folder the names in it."""
    try:
        return digest(sorted(os.listdir(path)) if os.path.isdir(path) else Path(path).read_bytes())
    except OSError as error:
        return type(error).__name__


def unchanged(digests):
    """Whether all of these paths still hold what they held."""
    return all(digest_of(path) == found for path, found in digests.items())


class Dependencies:
    """The files and folders that blocks have read while they were watched, each with its digest.

    Those of earlier pages are among them: what gdcore reads once, for all pages of a process, is read by the first.
    """

    of_all_pages = {}

    def __init__(self):
        self.digests = self.of_all_pages.copy()
        self.deterministic = True  # whether all that was asked can be asked again, and compared

    @contextmanager
    def watched(self):
        """While this lasts, what Python opens is noted."""
        _listen()
        _watching.append(self)
        try:
            yield
        finally:
            _watching.remove(self)

    def note(self, event, arguments):
        """Take notice of an event of Python's audit. A digest from before the reading is never too new."""
        if event in ("open", "os.listdir", "os.scandir"):
            path, *how = arguments
            if not isinstance(path, (str, bytes, os.PathLike)) or is_installed(path := os.path.abspath(os.fsdecode(path))):
                return
            self.deterministic &= event != "open" or not _writes(*how)
            if path not in self.digests:
                self.digests[path] = self.of_all_pages[path] = digest_of(path)
        elif event in _NONDETERMINISTIC_EVENTS or event.partition(".")[0] in _NONDETERMINISTIC:
            self.deterministic = False

    def check_imports(self, statements):
        """Take notice of a block that imports what may answer differently the next time."""
        for node in statements:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            self.deterministic &= not any(name.partition(".")[0] in _NONDETERMINISTIC for name in names)


def _writes(mode, flags):
    return bool(set(mode or "") & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR))


def is_installed(path):
    """Whether a file is known by the version of what it belongs to."""
    return path.startswith(_INSTALLED) or _BYTECODE in path


_watching: list[Dependencies] = []  # the innermost last


@cache
def _listen():
    """Have Python tell what it opens: once in a process, for it can never be told to stop."""
    sys.addaudithook(_tell)


def _tell(event, arguments):
    if _watching and not _is_import(event):
        dependencies = _watching.pop()  # while it reads itself
        try:
            dependencies.note(event, arguments)
        finally:
            _watching.append(dependencies)


def _is_import(event):
    """Whether it is Python's own look into a folder for a module."""
    return event == "os.listdir" and sys._getframe(2).f_code.co_filename.startswith("<frozen importlib")


def has_other_code(root, packages):
    """Whether code of the project is loaded that is in none of these packages: who knows which pages it has made."""
    own = tuple(f"{root / package}{os.sep}" for package in packages)
    modules = [module for name, module in list(sys.modules.items()) if name != "__main__"]  # such as .venv/bin/mkdocs
    files = [getattr(module, "__file__", None) or "" for module in modules]
    return any(file.startswith(f"{root}{os.sep}") and not file.startswith(own) and not is_installed(file) for file in files)
