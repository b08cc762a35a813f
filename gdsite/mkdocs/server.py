"""mkdocs serve: told of changes by the system, and with every failed build on screen."""

import errno
import os
from functools import partial
from typing import Any

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

    MkDocs' own looks for changes again and again, and ends with a build that fails.
    """

    def __init__(self, screen: ErrorScreen, **options: Any) -> None:
        super().__init__(**options)
        self.builder = screen.guard(self.builder)
        self.set_app(screen.before(self.serve_request))
        self.observer = _Changes()  # watchdog itself polls where a system has no notices
        self.build_delay = 0.02  # seconds for an editor to finish

    def serve(self, *, open_in_browser: bool = False) -> None:
        """Serve until the author stops it; a port that is taken is said in one line."""
        try:
            super().serve(open_in_browser=open_in_browser)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise Abort(
                f"{self.url}: another program listens there; "
                "choose another port: make serve PORT=8001, or mkdocs serve --dev-addr 127.0.0.1:8001"
            ) from None


def prepare(screen: ErrorScreen) -> None:
    """Before mkdocs serve makes its server and builds for the first time: let it use this one, and the screen."""
    serve.build = screen.guard(serve.build)  # type: ignore[attr-defined]
    serve.LiveReloadServer = partial(Server, screen)  # type: ignore[assignment, attr-defined]
