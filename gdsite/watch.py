"""The server of mkdocs serve, told of changes by the system, where MkDocs' own looks for them again and again."""

import os

from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent
from watchdog.observers import Observer

CHANGES = [FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent]  # a build itself opens files


class _Changes(Observer):
    """Tells of changes of files; of a single one through its folder, for editors put a new file in its place."""

    def schedule(self, handler, path, *, recursive=False):
        if os.path.isfile(path):
            tell, file, path = handler.on_any_event, path, os.path.dirname(path)
            handler.on_any_event = lambda event: file in (event.src_path, event.dest_path) and tell(event)
        return super().schedule(handler, path, recursive=recursive, event_filter=CHANGES)


class Server(LiveReloadServer):
    """MkDocs' server with the system's own notices; watchdog itself polls where a system has none."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.observer = _Changes()
        self.build_delay = 0.02  # seconds for an editor to finish
