"""The error screen of mkdocs serve: a build that failed shows why, in place of every page."""

import html
import logging
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("mkdocs.gdsite")

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="1">
<meta name="color-scheme" content="light dark">
<title>The build failed</title>
<style>body {{ font: 1rem/1.5 sans-serif; max-width: 50rem; margin: 3rem auto; padding: 0 1rem }}
pre {{ white-space: pre-wrap; font-size: 1.1rem; border-left: .25rem solid #d33; padding-left: 1rem }}</style>
<h1>The build failed</h1>
<pre>{message}</pre>
<p>Mend it and save: the page comes back by itself.</p>
"""


class Messages(logging.Handler):
    """Keeps what MkDocs logs, from a level up."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())

    def start(self) -> None:
        """Forget what was kept, and listen."""
        self.texts.clear()
        logging.getLogger("mkdocs").addHandler(self)

    def stop(self) -> None:
        """Listen no more."""
        logging.getLogger("mkdocs").removeHandler(self)


class ErrorScreen:
    """Remembers how the last build failed, and serves that until one succeeds."""

    def __init__(self) -> None:
        self.message: str | None = None

    def guard(self, build: Callable[..., None]) -> Callable[..., None]:
        """The build, but where it fails the server stays, with the message on its pages.

        MkDocs itself would end at a failed first build, and leave every request hanging after
        a failed later one.
        """

        def guarded(*arguments: Any, **options: Any) -> None:
            self.message = None
            errors = Messages(logging.ERROR)
            errors.start()
            try:
                build(*arguments, **options)
            except (Exception, SystemExit) as error:
                cause = error.__context__ or error  # MkDocs aborts in the place of what it caught
                what = str(cause) or type(cause).__name__
                if not errors.texts:
                    log.error("%s", what)
                self.message = "\n".join(dict.fromkeys([*errors.texts, what]))
            finally:
                errors.stop()

        return guarded

    def before(self, application: WSGIApplication) -> WSGIApplication:
        """The WSGI application, with the screen before it."""

        def screened(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            if self.message is None or environ["PATH_INFO"].startswith("/livereload/"):
                return application(environ, start_response)
            start_response("500 The build failed", [("Content-Type", "text/html; charset=utf-8")])
            return [_PAGE.format(message=html.escape(self.message)).encode()]

        return screened
