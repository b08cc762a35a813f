"""What a block may not do while it runs: write past the page, ignore a warning, never end."""

import faulthandler
import io
import os
import signal
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from types import FrameType
from typing import NoReturn

GRACE = 5  # seconds more than the limit, then the process ends: a loop that catches everything cannot be stopped


class OutOfTime(BaseException):
    """A block ran longer than its limit. No Exception: a block that catches those has no say."""


class LostOutput(Exception):
    """Something was written to the terminal that a reader of the page would never see."""


class _Terminal(io.TextIOBase):
    """Stands in for stdout and stderr while a block runs, and refuses to be written to."""

    refusal: LostOutput | None = None  # the first one, which may be caught on its way

    def write(self, text: str) -> NoReturn:
        refusal = LostOutput(
            f"{text.strip()[:40]!r} was written to the terminal and would miss the page; "
            "only print() in the block itself reaches it"
        )
        self.refusal = self.refusal or refusal
        raise self.refusal  # a library that logs its failures writes twice

    def read(self, *size: object) -> NoReturn:
        raise LostOutput("nobody is there to answer; write the answer into the page")

    readline = read


@contextmanager
def sandbox(time_limit: float) -> Iterator[None]:
    """No output but the page's, no unheeded warning, no loop that outlasts the limit, in seconds."""
    terminal = _Terminal()
    with _limited(time_limit), redirect_stdout(terminal), redirect_stderr(terminal):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", ResourceWarning)  # as of json.load(open(…)), which Python closes
            sys.stdin, stdin = terminal, sys.stdin
            try:
                yield
            finally:
                sys.stdin = stdin
    if terminal.refusal:
        raise terminal.refusal


@contextmanager
def nothing_at_stdout() -> Iterator[None]:
    """No output past Python's own streams either: of a program, a library in C, os.write."""
    stdout = sys.__stdout__ or io.StringIO()
    with tempfile.TemporaryFile() as file:
        stdout.flush()
        terminal = os.dup(1)
        os.dup2(file.fileno(), 1)
        try:
            yield
        finally:
            stdout.flush()
            os.dup2(terminal, 1)
            os.close(terminal)
        file.seek(0)
        if text := file.read().decode(errors="replace"):
            _Terminal().write(text)


@contextmanager
def at_greenwich() -> Iterator[None]:
    """The time zone is UTC, wherever the page is built."""
    zone = os.environ.get("TZ")
    os.environ["TZ"] = "UTC0"
    time.tzset()
    try:
        yield
    finally:
        del os.environ["TZ"]
        if zone is not None:
            os.environ["TZ"] = zone
        time.tzset()


# Where even the handler below does not run, for a loop in C, the signal itself ends the process.
faulthandler.register(signal.SIGVTALRM, file=sys.__stderr__ or 2, chain=True)


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Timers, and no thread that watches: to start one for each field took longer than the fields."""
    end = time.monotonic() + seconds + GRACE

    def expire(signum: int, frame: FrameType | None) -> None:
        if time.monotonic() < end:
            raise OutOfTime(f"still running after {seconds:g} seconds")
        print("Timeout: this block catches everything", file=sys.__stderr__)
        faulthandler.dump_traceback(sys.__stderr__ or 2)
        os._exit(1)

    interruptible = threading.current_thread() is threading.main_thread()
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds + GRACE + 1)
    if interruptible:
        before = signal.signal(signal.SIGALRM, expire)
        signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        if interruptible:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
