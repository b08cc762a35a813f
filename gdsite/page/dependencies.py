"""What the blocks of a page have read, so that a rendered page can be known to be still true."""

import ast
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from gdsite.store import digest

# Modules, and the events of Python's audit that begin like them, whose answers differ from run to run.
_NONDETERMINISTIC = {"datetime", "random", "secrets", "socket", "sqlite3", "subprocess", "time", "urllib", "uuid"}
_NONDETERMINISTIC_EVENTS = {"os.exec", "os.fork", "os.posix_spawn", "os.system"}

# What is installed is known by its version.
_INSTALLED = tuple(
    f"{path}{os.sep}" for name, path in sysconfig.get_paths().items() if name.endswith(("lib", "stdlib"))
)
_BYTECODE = f"{os.sep}__pycache__{os.sep}"


def digest_of(path: str) -> str:
    """Digest of what a path holds now: a file its content, a folder the names in it."""
    try:
        return digest(sorted(os.listdir(path)) if os.path.isdir(path) else Path(path).read_bytes())
    except OSError as error:
        return type(error).__name__


def unchanged(digests: Mapping[str, str]) -> bool:
    """Whether all of these paths still hold what they held."""
    return all(digest_of(path) == found for path, found in digests.items())


class Dependencies:
    """The files and folders that blocks have read while they were watched, each with its digest.

    Those of earlier pages are among them: what gdcore reads once, for all pages of a process, is read by the first.
    """

    of_all_pages: ClassVar[dict[str, str]] = {}

    def __init__(self) -> None:
        self.digests = self.of_all_pages.copy()
        self.deterministic = True  # whether all that was asked can be asked again, and compared

    @contextmanager
    def watched(self) -> Iterator[None]:
        """While this lasts, what Python opens is noted."""
        _listen()
        _watching.append(self)
        try:
            yield
        finally:
            _watching.remove(self)

    def note(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take notice of an event of Python's audit. A digest from before the reading is never too new."""
        if event in ("open", "os.listdir", "os.scandir"):
            named, *how = arguments
            if isinstance(named, (str, bytes, os.PathLike)):
                path = os.path.abspath(os.fsdecode(named))
                if not is_installed(path):
                    self._note_file(path, is_written=event == "open" and _writes(*how))
        elif event in _NONDETERMINISTIC_EVENTS or event.partition(".")[0] in _NONDETERMINISTIC:
            self.deterministic = False

    def _note_file(self, path: str, is_written: bool) -> None:
        self.deterministic &= not is_written
        if path not in self.digests:
            self.digests[path] = self.of_all_pages[path] = digest_of(path)

    def check_imports(self, statements: Iterable[ast.stmt]) -> None:
        """Take notice of a block that imports what may answer differently the next time."""
        for node in statements:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            self.deterministic &= not any(name.partition(".")[0] in _NONDETERMINISTIC for name in names)


def _writes(mode: str | None, flags: int) -> bool:
    return bool(set(mode or "") & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR))


def is_installed(path: str) -> bool:
    """Whether a file is known by the version of what it belongs to."""
    return path.startswith(_INSTALLED) or _BYTECODE in path


_watching: list[Dependencies] = []  # the innermost last


@cache
def _listen() -> None:
    """Have Python tell what it opens: once in a process, for it can never be told to stop."""
    sys.addaudithook(_tell)


def _tell(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and not _is_import(event):
        dependencies = _watching.pop()  # while it reads itself
        try:
            dependencies.note(event, arguments)
        finally:
            _watching.append(dependencies)


def _is_import(event: str) -> bool:
    """Whether it is Python's own look into a folder for a module."""
    return event == "os.listdir" and sys._getframe(2).f_code.co_filename.startswith("<frozen importlib")
