"""mkdocs serve: told of changes by the system, looking for others itself, and with every failed build on screen."""

import errno
import os
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from mkdocs.commands import serve
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from watchdog.events import (
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from gdsite.mkdocs.error_screen import ErrorScreen
from gdsite.mkdocs.live import Sources

LOOK = 0.5  # seconds between two looks for changes

CHANGES = [FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent]  # a build itself opens files


class _Changes(Observer):  # type: ignore[misc, valid-type]  # it is another class on each system
    """Tells of changes of files; of a single one through its folder, for editors put a new file in its place."""

    def schedule(self, handler: FileSystemEventHandler, path: str, *, recursive: bool = False) -> Any:
        if os.path.isfile(path):
            tell, file, path, recursive = handler.on_any_event, path, os.path.dirname(path), False

            def tell_of_file(event: FileSystemEvent) -> None:
                if file in (event.src_path, event.dest_path):
                    tell(event)

            handler.on_any_event = tell_of_file  # type: ignore[method-assign]
        return super().schedule(handler, path, recursive=recursive, event_filter=CHANGES)


class Server(LiveReloadServer):
    """MkDocs' server, with every failed build on screen, and with the system's own notices of changes.

    MkDocs' own looks for changes again and again, and ends with a build that fails. This one looks for those only
    that the system does not tell of, such as behind symbolic links and on some mounts.
    """

    def __init__(self, screen: ErrorScreen, sources: Sources, **options: Any) -> None:
        super().__init__(**options)
        self.sources = sources
        self.builder = self._from_now(screen.guard(self.builder))
        self.set_app(screen.before(self.serve_request))
        self.observer = _Changes()  # watchdog itself polls where a system has no notices
        self.build_delay = 0.02  # seconds for an editor to finish

    def _from_now(self, build: Callable[..., None]) -> Callable[..., None]:
        """The build; what has changed before it begins need not be seen again."""

        def build_from_now(*arguments: Any, **options: Any) -> None:
            self.sources.look()
            build(*arguments, **options)

        return build_from_now

    def _look_for_changes(self) -> None:
        while not self._shutdown:
            time.sleep(LOOK)
            if self.sources.look():
                with self._rebuild_cond:
                    self._want_rebuild = True
                    self._rebuild_cond.notify_all()

    def _serve_request(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes] | None:
        try:
            environ["PATH_INFO"].encode("latin-1").decode()
            return super()._serve_request(environ, start_response)
        except ValueError:  # no file has such a name: it has a null byte, or is no UTF-8
            return None

    def serve(self, *, open_in_browser: bool = False) -> None:
        """Serve until the author stops it; a port that is taken is said in one line."""
        threading.Thread(target=self._look_for_changes, daemon=True).start()
        try:
            super().serve(open_in_browser=open_in_browser)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise Abort(
                f"{self.url}: another program listens there; "
                "choose another port: make serve PORT=8001, or mkdocs serve --dev-addr 127.0.0.1:8001"
            ) from None


def prepare(screen: ErrorScreen, sources: Sources) -> None:
    """Before mkdocs serve makes its server and builds for the first time: let it use this one, and the screen."""
    serve.build = screen.guard(serve.build)  # type: ignore[attr-defined]
    serve.LiveReloadServer = partial(Server, screen, sources)  # type: ignore[assignment, attr-defined]
