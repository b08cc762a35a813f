"""Firefox and WebKit as W3C's WebDriver drives them: WebKit by HTTP, Firefox by Marionette, which it speaks itself.

Playwright drives neither as distributions install them, and geckodriver, which stands between HTTP and Marionette,
is in neither Debian nor PyPI. What the tests need of both is this.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

PATIENCE = 300  # seconds, as in conftest
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "End": "\ue010", "Left": "\ue012", "Right": "\ue014"}


# Where WebDriver has what Marionette calls so.
PLACES = {
    "Navigate": "url",
    "Back": "back",
    "ExecuteScript": "execute/sync",
    "PerformActions": "actions",
    "SetWindowRect": "window/rect",
    "SwitchToFrame": "frame",
}


def patiently(attempt):
    """What an attempt comes to once it succeeds: the other side has to begin to listen first."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return attempt()
        except (OSError, ValueError):
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


class Missing(Exception):
    """A program that is not on this machine."""


class Browser:
    """What a reader does; how a command reaches the engine, each subclass says by `command`, named as by Marionette."""

    def __init__(self, **settings):
        self.ending = ExitStack()
        try:
            self.begin(**settings)
        except BaseException:
            self.close()
            raise

    def open(self, url):
        self.command("Navigate", url=url)

    def back(self):
        self.command("Back")

    def run(self, script, *arguments):
        """What the body of a function returns in the page, or what its promise comes to."""
        return self.command("ExecuteScript", script=script, args=arguments)

    def until(self, condition, *arguments):
        """Wait until an expression holds; what it is then."""
        end = time.monotonic() + PATIENCE
        while not (found := self.run(f"return {condition}", *arguments)):
            assert time.monotonic() < end, f"{PATIENCE} s without {condition}"
            time.sleep(0.02)
        return found

    def press(self, *keys, times=1):
        keys = [KEYS.get(key, key) for key in keys] * times
        strokes = [{"type": stroke, "value": key} for key in keys for stroke in ("keyDown", "keyUp")]
        self.act("key", strokes)

    def click(self, selector):
        self.point(selector, 0.5)

    def point(self, selector, *places):
        """Press the mouse on an element, at a part of its width, draw it to other parts, and let go."""
        self.until("document.querySelector(arguments[0])?.getClientRects().length", selector)
        left, top, width, height = self.run(BOX, selector)
        first, *others = [
            {"type": "pointerMove", "x": round(left + width * place), "y": round(top + height / 2), "duration": 0}
            for place in places
        ]
        down, up = ({"type": change, "button": 0} for change in ("pointerDown", "pointerUp"))
        self.act("pointer", [first, down, *others, up], parameters={"pointerType": "mouse"})

    def act(self, kind, actions, **options):
        self.command("PerformActions", actions=[{"type": kind, "id": kind, "actions": actions, **options}])

    def close(self):
        self.ending.close()

    def start(self, names, *arguments, **options):
        """A program, by any of its names, that ends with the browser."""
        if not (program := next(filter(None, map(shutil.which, names.split())), None)):
            raise Missing(names)
        process = subprocess.Popen([program, *arguments], stderr=subprocess.DEVNULL, **options)
        self.ending.callback(process.wait)
        self.ending.callback(process.terminate)
        return process


BOX = """
const element = document.querySelector(arguments[0])
element.scrollIntoView({ block: "center", behavior: "instant" })
const { left, top, width, height } = element.getBoundingClientRect()
return [left, top, width, height]
"""


READER = """
const { ReaderMode } = ChromeUtils.importESModule("moz-src:///toolkit/components/reader/ReaderMode.sys.mjs")
return ReaderMode.downloadAndParseDocument(arguments[0]).then(({ content }) => content)
"""
SYSTEM = ["--remote-allow-system-access"]  # to ask its reader


class Firefox(Browser):
    """Messages of Marionette: their length, a colon, and JSON."""

    def begin(self, **settings):
        profile = Path(self.ending.enter_context(TemporaryDirectory()))
        settings |= {"marionette.port": 0}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items()]
        (profile / "user.js").write_text("".join(lines))
        self.start(
            "firefox-esr firefox",
            "--headless",
            "--marionette",
            *SYSTEM,
            "--profile",
            profile,
            stdout=subprocess.DEVNULL,
        )
        port = patiently(lambda: int((profile / "MarionetteActivePort").read_text()))
        self.connection = self.ending.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE))
        self.answers = self.ending.enter_context(self.connection.makefile("rb"))
        self.numbers = count()
        self.answer()  # its greeting
        self.command("NewSession")
        self.command("SetWindowRect", width=1280, height=886)

    def command(self, name, of="WebDriver", **parameters):
        message = json.dumps([0, next(self.numbers), f"{of}:{name}", parameters]).encode()
        self.connection.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self.answer()
        assert not error, error["message"]
        return result.get("value", result)

    def read_as_article(self, url):
        """The HTML that Firefox's reader shows of a page."""
        self.command("SetContext", of="Marionette", value="chrome")
        found = self.run(READER, url)
        self.command("SetContext", of="Marionette", value="content")
        return found

    def answer(self):
        length = iter(lambda: self.answers.read(1), b":")
        return json.loads(self.answers.read(int(b"".join(length))))


class WebKit(Browser):
    """GTK's WebKit, in a window on a screen that nobody sees."""

    def begin(self):
        reading, writing = os.pipe()
        self.start("Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1200x24", pass_fds=[writing])
        os.close(writing)
        with open(reading) as display:
            environment = os.environ | {"DISPLAY": f":{display.readline().strip()}"}
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.start("WebKitWebDriver", f"--port={self.port}", env=environment)
        patiently(lambda: socket.create_connection(("127.0.0.1", self.port)).close())
        self.session = self.send("POST", "", {"capabilities": {}})["sessionId"]
        self.ending.callback(self.send, "DELETE", self.session)
        self.command("SetWindowRect", width=1280, height=838)

    def command(self, name, **parameters):
        return self.send("POST", f"{self.session}/{PLACES[name]}", parameters)

    def send(self, method, place, parameters=None):
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request(method, f"/session/{place}".rstrip("/"), json.dumps(parameters or {}))
            answer = connection.getresponse()
            value = json.loads(answer.read())["value"]
        assert answer.status == 200, value["message"]
        return value
