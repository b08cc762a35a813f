"""Hosts that serve a folder on this machine: as it is, or compressed by gzip, as hosts on the web do."""

import gzip
import threading
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TEXT = {".html", ".css", ".js", ".json", ".svg", ".xml"}


def sent(path):
    """The bytes that a host sends for a file."""
    content = path.read_bytes()
    return gzip.compress(content, 9, mtime=0) if path.suffix in TEXT else content


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


class Compressed(Quiet):
    def do_GET(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            return self.send_error(HTTPStatus.NOT_FOUND)
        content = sent(path)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(content)))
        if path.suffix in TEXT:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)
        return None


@contextmanager
def serving(folder, handler=Quiet):
    """The folder's address on a host of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
