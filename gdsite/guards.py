"""What a block may not do while it runs: write past the page, ignore a warning, never end."""

import faulthandler
import io
import os
import signal
import sys
import tempfile
import threading
import warnings
from contextlib import contextmanager, redirect_stderr, redirect_stdout

TIME_LIMIT = 10  # seconds for a block
GRACE = 5  # seconds more, then the process ends: a loop that catches everything cannot be stopped


class OutOfTime(BaseException):
    """A block ran longer than TIME_LIMIT. No Exception: a block that catches those has no say."""


class LostOutput(Exception):
    """Something was written to the terminal that a reader of the page would never see."""


class _Terminal(io.TextIOBase):
    """Stands in for stdout and stderr while a block runs, and refuses to be written to."""

    refusal = None

    def write(self, text):
        self.refusal = LostOutput(
            f"{text.strip()[:40]!r} was written to the terminal and would miss the page; "
            "only print() in the block itself reaches it"
        )
        raise self.refusal


@contextmanager
def guarded():
    """No output but the page's, no unheeded warning, no endless loop."""
    terminal = _Terminal()
    with _time_limit(), redirect_stdout(terminal), redirect_stderr(terminal):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            yield
    if terminal.refusal:  # raised already, but caught on its way
        raise terminal.refusal


@contextmanager
def nothing_at_stdout():
    """No output past Python's own streams either: of a program, a library in C, os.write."""
    with tempfile.TemporaryFile() as file:
        sys.__stdout__.flush()
        terminal = os.dup(1)
        os.dup2(file.fileno(), 1)
        try:
            yield
        finally:
            sys.__stdout__.flush()
            os.dup2(terminal, 1)
            os.close(terminal)
        file.seek(0)
        if text := file.read().decode(errors="replace"):
            _Terminal().write(text)


@contextmanager
def _time_limit():
    def expire(signum, frame):
        raise OutOfTime(f"still running after {TIME_LIMIT} seconds")

    faulthandler.dump_traceback_later(TIME_LIMIT + GRACE, exit=True, file=sys.__stderr__)
    interruptible = threading.current_thread() is threading.main_thread()
    if interruptible:
        before = signal.signal(signal.SIGALRM, expire)
        signal.setitimer(signal.ITIMER_REAL, TIME_LIMIT, 1)
    try:
        yield
    finally:
        if interruptible:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        faulthandler.cancel_dump_traceback_later()
