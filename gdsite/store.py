"""A folder of results that one build leaves for the next one."""

import hashlib
import logging
import os
import pickle
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
log = logging.getLogger("mkdocs.gdsite")


def digest(*parts: object) -> str:
    """One name for some texts and bytes, which changes with any of them."""
    found = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else str(part).encode()
        found.update(len(content).to_bytes(8) + content)
    return found.hexdigest()


def _installed() -> list[str]:
    """What is installed, by name and version."""
    return sorted(name for path in sys.path for name in _names(path) if name.endswith(".dist-info"))


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder or ".")
    except OSError:
        return []


def _own_code() -> Iterable[bytes]:
    return (path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py")))


# Everything that makes results and is no part of the site: Python, what is installed, and this package.
TOOLS = digest(sys.version, _installed(), *_own_code())


class Store:
    """Results under names, in a folder; each is given back only to the same tools that stored it.

    Without a folder nothing is stored.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder

    def load(self, name: str) -> bytes | None:
        """The bytes stored under a name; None where there are none, or not those that these tools have stored."""
        if not self.folder:
            return None
        try:
            stored = (self.folder / name).read_bytes()
        except OSError:
            return None
        return stored[64:] if stored[:64] == digest(TOOLS, stored[64:]).encode() else None

    def store(self, name: str, content: bytes) -> None:
        """Store bytes under a name in one stroke, whatever ends this process.

        Where two processes store at once, what they mix is not what either has stored, and load does not give it.
        """
        if not self.folder:
            return
        path = self.folder / name
        new = path.with_name(f"{path.name}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(digest(TOOLS, content).encode() + content)
            new.replace(path)
        except OSError as error:  # the build can do without
            log.info("Nothing is kept for the next build: %s", error)

    def cached(self, name: str, parts: Iterable[object], make: Callable[[], T]) -> T:
        """What make() gives, made anew only when one of the parts has changed that it depends on."""
        key = digest(*parts)
        found, result = self.load_object(name) or (None, None)
        if found != key:
            result = make()
            self.store_object(name, (key, result))
        return result  # type: ignore[return-value]  # of this key

    def load_object(self, name: str) -> Any:
        """The object stored under a name, or None."""
        stored = self.load(name)
        return pickle.loads(stored) if stored else None

    def store_object(self, name: str, value: object) -> None:
        """Store an object under a name."""
        self.store(name, pickle.dumps(value))
