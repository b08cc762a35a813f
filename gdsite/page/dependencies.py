"""What the blocks of a page have read, so that a rendered page can be known to be still true."""

import importlib.util
import os
import sys
import sysconfig
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from gdsite.store import digest

# How those events of Python's audit begin after which nobody knows what was answered.
_ANSWERS = ("os.exec", "os.fork", "os.posix_spawn", "os.system", "socket.", "sqlite3.", "subprocess.", "urllib.")

# What is installed is known by its version, and this package, too, is a part of what is compared.
_INSTALLED = (
    f"{Path(__file__).parents[1]}{os.sep}",
    *(f"{path}{os.sep}" for name, path in sysconfig.get_paths().items() if name.endswith(("lib", "stdlib"))),
)


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
    """The files and folders that a page has read while it was watched, each with its digest.

    Those of earlier pages are among them, and the modules that are there already: what gdcore reads once, for all
    pages of a process, is read by the first.
    """

    of_all_pages: ClassVar[dict[str, str]] = {}

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}
        for module in list(sys.modules.values()):
            if path := getattr(module, "__file__", None):
                self._note_file(path)
        self.digests |= self.of_all_pages
        self.deterministic = True  # whether all that was asked can be asked again, and compared

    @contextmanager
    def watched(self) -> Iterator[None]:
        """While this lasts, what the page's code asks for is noted."""
        with hearing(self.note):
            yield

    @contextmanager
    def included(self) -> Iterator[None]:
        """While this lasts, files that are opened are noted, as Markdown includes some.

        Where its extensions look for them, and which programs they ask, changes no page: mkdocstrings asks git.
        """
        with hearing(lambda event, arguments: self.note(event, arguments) if event == "open" else None):
            yield

    def note(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take notice of an event of Python's audit. A digest from before the reading is never too new."""
        if event in READING and not _is_import(event):
            named, *how = arguments
            if isinstance(named, (str, bytes, os.PathLike)) and not (event == "open" and writes(*how)):
                self._note_file(os.path.abspath(os.fsdecode(named)))
        elif event.startswith(_ANSWERS):
            self.deterministic = False

    def _note_file(self, path: str) -> None:
        """Of bytecode, the file is noted that it was made from."""
        if path.endswith(".pyc"):
            with suppress(ValueError):  # it may be all that there is
                path = importlib.util.source_from_cache(path)
        if not is_installed(path):
            if path not in self.of_all_pages:
                self.of_all_pages[path] = digest_of(path)
            self.digests[path] = self.of_all_pages[path]


READING = {"open", "os.listdir", "os.scandir", "os.stat"}


def writes(mode: str | None, flags: int) -> bool:
    """Whether a file is opened to be written."""
    return bool(set(mode or "") & set("wax+") or flags & (os.O_WRONLY | os.O_RDWR))


def is_installed(path: str) -> bool:
    """Whether a file is known by the version of what it belongs to."""
    return path.startswith(_INSTALLED)


def _is_import(event: str) -> bool:
    """Whether it is Python's own look into a folder for a module."""
    return event == "os.listdir" and sys._getframe(3).f_code.co_filename.startswith("<frozen importlib")


_local = threading.local()  # its listeners: those of one thread hear nothing of another


@contextmanager
def hearing(listener: Callable[[str, tuple[Any, ...]], None]) -> Iterator[None]:
    """While this lasts, a listener is told of each event of Python's audit in this thread."""
    _listen()
    before = getattr(_local, "listeners", ())
    _local.listeners = (*before, listener)
    try:
        yield
    finally:
        _local.listeners = before


@cache
def _listen() -> None:
    """Have Python tell what it opens: once in a process, for it can never be told to stop."""
    sys.addaudithook(tell)


def tell(event: str, arguments: tuple[Any, ...]) -> None:
    """Tell those who listen in this thread of an event."""
    listeners = getattr(_local, "listeners", ())
    _local.listeners = ()  # while they ask themselves
    try:
        for listener in listeners:
            listener(event, arguments)
    finally:
        _local.listeners = listeners
