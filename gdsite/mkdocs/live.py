"""What is edited while the site is served: the project's own packages, which pages call, and all other sources."""

import importlib.util
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

from gdsite.page.dependencies import Dependencies, is_installed, unchanged
from gdsite.store import digest


class LivePackages:
    """Packages whose edits show in the next build, in the same process too."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.sources = self.read()  # as they were before they are imported

    def folders(self) -> list[Path]:
        """Where these packages are; one that is not found is left to the page that imports it."""
        specs = filter(None, map(importlib.util.find_spec, self.names))
        return [Path(folder) for spec in specs for folder in spec.submodule_search_locations or ()]

    def read(self) -> dict[Path, bytes]:
        """The source of each of their files, as it is now."""
        return {path: path.read_bytes() for folder in self.folders() for path in sorted(folder.rglob("*.py"))}

    def digest(self) -> str:
        """Digest of their code as the build under way knows it."""
        return digest(*self.sources, *self.sources.values())

    def refresh(self) -> None:
        """Let the pages of the next build import these packages, and all that they have imported, as it is by then."""
        now = self.read()
        if now != self.sources or not unchanged(Dependencies.of_all_pages):
            for name in [name for name, module in sys.modules.items() if self._is_of_a_page(name, module)]:
                del sys.modules[name]
            Dependencies.of_all_pages.clear()
        self.sources = now

    def _is_of_a_page(self, name: str, module: ModuleType) -> bool:
        is_read = getattr(module, "__file__", None) in Dependencies.of_all_pages
        return name.partition(".")[0] in self.names or (is_read and name != "__main__")

    def is_all_of(self, root: Path) -> bool:
        """Whether no other code below a folder is loaded, such as a hook: who knows which pages it has made."""
        own = tuple(f"{folder}{os.sep}" for folder in (*self.folders(), Path(__file__).parents[1]))
        loaded = dict(sys.modules) | {"__main__": None}  # that one is mkdocs itself
        files = [getattr(module, "__file__", None) or "" for module in loaded.values()]
        inside = [file for file in files if file.startswith(f"{root}{os.sep}")]
        return all(file.startswith(own) or is_installed(file) for file in inside)


class Sources:
    """What a site is made from: the files in some folders, and all that its pages have read."""

    def __init__(self) -> None:
        self.paths: set[str] = set()  # of the folders, and of single files
        self.seen: dict[str, tuple[int, int] | None] = {}

    def add(self, paths: Iterable[str]) -> None:
        """Look at these, too, from now on."""
        if new := set(paths) - self.paths:
            self.paths |= new
            self.look()

    def look(self) -> bool:
        """Whether anything is another than at the last look, behind symbolic links as well.

        A new file is seen by the time of its folder.
        """
        before, self.seen = self.seen, {path: _time_and_size(path) for path in self._all()}
        return any(self.seen.get(path, seen) != seen for path, seen in before.items())

    def _all(self) -> Iterator[str]:
        for top in (*self.paths, *Dependencies.of_all_pages.copy()):
            yield top
        for top in self.paths:
            for folder, _, files in os.walk(top, followlinks=True):
                yield folder
                yield from (os.path.join(folder, file) for file in files)


def _time_and_size(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
