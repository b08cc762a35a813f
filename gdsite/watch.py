"""The server of mkdocs serve: told of changes by the system, and soonest with the page that is looked at."""

import logging
import os
import posixpath
from contextlib import contextmanager

from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent
from watchdog.observers import Observer

from gdsite.reads import digest_of

CHANGES = [FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent]  # a build itself opens files


class _Changes(Observer):
    """Tells of changes of files; of a single one through its folder, for editors put a new file in its place."""

    def schedule(self, handler, path, *, recursive=False):
        if os.path.isfile(path):
            tell, file, path = handler.on_any_event, path, os.path.dirname(path)
            handler.on_any_event = lambda event: file in (event.src_path, event.dest_path) and tell(event)
        return super().schedule(handler, path, recursive=recursive, event_filter=CHANGES)


class Server(LiveReloadServer):
    """MkDocs' server, with the system's own notices, where MkDocs' own looks for changes again and again.

    While a build is under way every request waits for its end. After an edit of gdcore, the page that is looked at
    is built before all others, and then only those wait.
    """

    # Of the class, for a build can find that alone: it is what MkDocs takes for its own.
    first = None  # file of the site that the build under way is to make before all others
    waiting = set()  # files of the site that are not yet what they will be

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.observer = _Changes()  # watchdog itself polls where a system has no notices
        self.build_delay = 0.02  # seconds for an editor to finish
        self.looked_at = None  # file of the page that was asked for last

    def build_first(self, build, has_failed):
        """Build, and show the page that is looked at before all others."""
        page = os.path.join(self.root, self.looked_at or "")
        if not os.path.isfile(page):
            return build()
        Server.first, shown = self.looked_at, None
        with _silence():
            build()
        Server.first = None
        if not has_failed():
            shown = digest_of(page)
            self._answer()
        build()
        Server.waiting.clear()
        if has_failed() or shown != digest_of(page):
            self._wanted_epoch += 1  # its reader has something else to see

    def _answer(self):
        """Answer all requests but those for what waits, and let browsers ask."""
        with self._epoch_cond:
            self._visible_epoch = self._wanted_epoch
            self._epoch_cond.notify_all()

    def before(self, application):
        """The WSGI application, asked when what is asked for is there."""

        def patient(environ, start_response):
            path = environ["PATH_INFO"]
            if path.startswith("/livereload/"):
                return application(environ, start_response)
            file, epoch, heads = self._file(path), None, []
            if file.endswith(".html"):
                self.looked_at = file
            while epoch != self._wanted_epoch:  # a build has begun in the meantime
                epoch = self._wait_for(file)
                answer = application(environ, lambda *head: heads.append(head))
            start_response(*heads[-1])
            return answer

        return patient

    def _wait_for(self, file):
        """The version of the site in which the file need not wait any more."""
        with self._epoch_cond:
            self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch and file not in Server.waiting)
            return self._visible_epoch

    def _file(self, path):
        """The site's file for a path, as MkDocs finds it."""
        path = "/" + path.encode("latin-1").decode("utf-8", "ignore").removeprefix(self.mount_path)
        return posixpath.normpath(f"{path}index.html" if path.endswith("/") else path).lstrip("/")


@contextmanager
def _silence():
    """Nothing on the terminal from a build that another one follows, which will say it all."""

    def nothing(record):
        return False

    terminals = [each for each in logging.getLogger("mkdocs").handlers if isinstance(each, logging.StreamHandler)]
    for each in terminals:
        each.addFilter(nothing)
    try:
        yield
    finally:
        for each in terminals:
            each.removeFilter(nothing)
