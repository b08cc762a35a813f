"""What is outside of a page, and the same for none of its builds: clock, chance, host, network, programs, files.

A block that asks for it, or changes it, is refused. Libraries may ask for themselves, as logging asks the clock.
"""

import builtins
import datetime
import importlib
import logging
import os
import random
import sys
import threading
import zoneinfo
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from numbers import Number
from operator import is_
from types import FrameType, FunctionType, ModuleType
from typing import Any, NoReturn

from gdsite.page.dependencies import READING, hearing, is_installed, tell, writes

_local = threading.local()  # its block, while that runs

CLOCK = "the clock says something else in each build; write the date or the time into the page"
CHANCE = "this chance has no seed; draw from numpy.random.default_rng(seed), or from random.Random(seed)"
HOST = "each build may be on another machine; write the answer into the page"
ENVIRONMENT = "each terminal has another environment; write the value into the page, or into a file of the project"
NETWORK = "the network answers differently from day to day; put the answer into a file of the project"
PROGRAM = "a page starts no other program; run it before, and put what it says into a file of the project"
WRITING = "a page writes no file; print() is what reaches its readers"
ELSEWHERE = "this file is not in the project, and others may not have it; put it there"
PROCESS = "this would outlive the page, and reach others; change only what is the page's own"
THREAD = "a failure in a thread would not be seen; call the function itself"
ANSWER = "nobody is there to answer; write the answer into the page"
ADDRESS = "each build gives another number; compare the values themselves"
LOG = "a log reaches no reader; print() does"

# Functions that ask for what is outside, or change it, and why they may not.
_FUNCTIONS = {
    CLOCK: """
        time.time time.time_ns time.monotonic time.monotonic_ns time.perf_counter time.perf_counter_ns
        time.process_time time.process_time_ns time.thread_time time.thread_time_ns time.clock_gettime
        time.clock_gettime_ns time.gmtime time.localtime time.ctime time.asctime time.strftime
        timeit.timeit timeit.repeat timeit.default_timer
        os.times os.path.getmtime os.path.getatime os.path.getctime""",
    CHANCE: """
        os.urandom os.getrandom uuid.uuid1 uuid.uuid4 random.Random.__init__ random.SystemRandom.random
        random.SystemRandom.getrandbits numpy.random.seed numpy.random.default_rng
        numpy.random.RandomState numpy.random.SeedSequence numpy.random.PCG64 numpy.random.PCG64DXSM
        numpy.random.MT19937 numpy.random.Philox numpy.random.SFC64 secrets.choice secrets.randbelow secrets.randbits
        secrets.token_bytes secrets.token_hex secrets.token_urlsafe""",
    HOST: """
        platform.uname platform.platform platform.node platform.machine platform.processor platform.system
        platform.release platform.version os.getpid os.getppid os.cpu_count os.uname os.getlogin os.getuid
        os.geteuid os.getgid os.getegid os.getloadavg os.sched_getaffinity os.get_terminal_size os.sysconf
        os.statvfs uuid.getnode shutil.get_terminal_size shutil.disk_usage shutil.which getpass.getuser
        pathlib.Path.home tempfile.gettempdir threading.get_ident threading.active_count""",
    PROCESS: """
        os._exit os.abort os.umask os.nice atexit.register signal.signal signal.alarm signal.setitimer
        sys.setrecursionlimit sys.setswitchinterval locale.setlocale gc.disable
        faulthandler.enable faulthandler.disable importlib.reload time.tzset""",
    LOG: """
        logging.basicConfig logging.debug logging.info logging.warning logging.error logging.critical
        logging.exception logging.log logging.Logger.warning logging.Logger.error logging.Logger.critical
        logging.Logger.exception""",
}
# With so many arguments, the answer is the same in each build.
_ENOUGH = {
    "time.gmtime": 1, "time.localtime": 1, "time.ctime": 1, "time.asctime": 1, "time.strftime": 2,
    "random.Random.__init__": 2,
} | dict.fromkeys(
    (f"numpy.random.{name}" for name in ("default_rng", "RandomState", "SeedSequence", "PCG64", "PCG64DXSM", "MT19937",
    "Philox", "SFC64")), 1)  # fmt: skip

# What Python's audit hooks tell of, by how its name begins.
_EVENTS = {
    NETWORK: ["socket.", "urllib.", "http.", "ftplib.", "smtplib.", "imaplib.", "poplib.", "telnetlib.", "webbrowser."],
    PROGRAM: [
        "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "pty.", "os.startfile",
        "ctypes.dlopen",
    ],
    WRITING: [
        "tempfile.", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate",
        "os.chmod",
        "os.chown", "os.utime", "os.setxattr", "os.removexattr", "os.mkfifo", "os.mknod", "os.lockf", "shutil.",
        "sqlite3.connect", "dbm.",
    ],
    PROCESS: [
        "os.putenv", "os.unsetenv", "os.kill", "signal.", "sys.settrace", "sys.setprofile", "sys.addaudithook",
        "sys.set_asyncgen_hooks", "resource.setrlimit", "resource.prlimit", "syslog.",
    ],
    THREAD: ["_thread.start"],
    ANSWER: ["builtins.input", "builtins.breakpoint"],
}  # fmt: skip
_BEGINNINGS = [(beginning, why) for why, beginnings in _EVENTS.items() for beginning in beginnings]


class Outside(Exception):
    """A block has asked for what is outside of its page, or has changed it."""


class Alone:
    """A block while it runs: what it may read, and what it has asked for that it may not.

    folders: of the project, whose files it may read.
    """

    def __init__(self, folders: Iterable[str]) -> None:
        self.folders = tuple(f"{folder}{os.sep}" for folder in (*folders, *zoneinfo.TZPATH))
        self.refusal: Outside | None = None  # the first one, which may be caught on its way

    def refuse(self, asked: str, why: str) -> NoReturn:
        refusal = Outside(f"{asked}: {why}")
        self.refusal = self.refusal or refusal
        raise refusal

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Refuse an event of Python's audit that has to do with the outside."""
        if event == "builtins.id":
            if _is_own(_caller(sys._getframe(2))):
                self.refuse("id", ADDRESS)
        elif event == "sqlite3.connect/handle" or arguments[:1] == (":memory:",):
            pass  # a data base that is no file
        elif event in READING - {"os.stat"}:
            self._hear_of_file(event, *arguments)
        elif (why := _forbidden(event)) and _asking(sys._getframe(2)):
            self.refuse(event, why)

    def _hear_of_file(self, event: str, named: Any = None, *how: Any) -> None:
        if not isinstance(named, (str, bytes, os.PathLike)) or not (asking := _asking(sys._getframe(3))):
            return
        path = os.path.abspath(os.fsdecode(named))
        own_folder = f"{os.path.dirname(asking.f_code.co_filename)}{os.sep}"
        if event == "open" and writes(*how):
            self.refuse(f"open({os.fsdecode(named)!r})", WRITING)
        if not is_installed(path) and not f"{path}{os.sep}".startswith((*self.folders, own_folder)):
            self.refuse(f"{event}({os.fsdecode(named)!r})", ELSEWHERE)


OWNER = "__owner__"  # name of the function below in a page
CLOCKS = {"now", "utcnow"}  # of datetime, whose methods cannot be replaced


def owner(value: Any, attribute: str, is_bound: bool) -> Any:
    """The owner of an attribute that a block asks for, or binds; refused where that is outside of the page."""
    if is_bound and _is_shared(value):
        _local.block.refuse(f"{attribute} of {_name(value)} is bound anew", PROCESS)
    if not is_bound and isinstance(value, type) and issubclass(value, datetime.datetime):
        _local.block.refuse(f"{_name(value)}.{attribute}", CLOCK)
    return value


def _is_shared(value: Any) -> bool:
    """Whether it is a module, or what a module defines, and the page does not."""
    if isinstance(value, (FunctionType, type)):
        return _home(value) != "__main__"
    return isinstance(value, ModuleType) or value is sys.modules or (type(value) is dict and "__loader__" in value)


def _name(value: Any) -> str:
    return str(value.get("__name__", "sys.modules") if isinstance(value, dict) else value.__name__)


def _home(value: Any) -> str:
    """Name of the module in which something is defined; a module is at home in none."""
    globals_ = getattr(value, "__globals__", {})  # functools.wraps changes a function's __module__
    return str(globals_.get("__name__") or getattr(value, "__module__", ""))


class _Program:
    """Stands where Python looks for the module of what a page defines, as dataclasses and pickle do."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.__dict__ = names


@contextmanager
def alone(names: dict[str, Any], folders: Iterable[str]) -> Iterator[None]:
    """While this lasts, what a block asks of the outside is refused, also where it has caught that.

    names: the page's. folders: of the project, whose files it may read.
    """
    block = Alone(folders)
    program = sys.modules["__main__"]
    sys.modules["__main__"] = _Program(names)  # type: ignore[assignment]
    try:
        with _running(block), hearing(block.hear):
            yield
    finally:
        sys.modules["__main__"] = program
    if block.refusal:
        raise block.refusal


@contextmanager
def unshared(packages: Collection[str]) -> Iterator[None]:
    """What a block changes of what all pages share is undone, and refused.

    packages: the project's own.
    """
    before = _shared(packages)
    changed = None
    try:
        yield
    finally:
        if changed := next(_differences(before, _shared(packages)), None):
            _put_back(before, packages)
    if changed:
        raise Outside(f"this block changes {changed}: {PROCESS}")


@contextmanager
def _running(block: Alone) -> Iterator[None]:
    """While this lasts, functions that ask for the outside refuse to answer this block."""
    before = getattr(_local, "block", None)
    _local.block = block
    try:
        yield
    finally:
        _local.block = before


@cache
def prepare() -> None:
    """Put functions in their place that refuse to answer blocks: once in a process, before the first block runs."""
    for owner, name, function in _replacements():
        setattr(owner, name, function)


def _replacements() -> list[tuple[Any, str, Any]]:
    """For each function that asks for the outside: where it is, its name, and one that refuses."""
    import numpy.random  # here and below, for it is slow to start, and kept pages need none

    found: list[tuple[Any, str, Any]] = []
    for why, paths in _FUNCTIONS.items():
        for path in paths.split():
            home, name = _home_of(path), path.rpartition(".")[2]
            if real := getattr(home, name, None):  # not each system has all of them
                refusing = _seeded(path, real) if isinstance(real, type) else _refusing(path, real, why)
                found.append((home, name, refusing))
    for module, shared in ((random, random._inst), (numpy.random, numpy.random.mtrand._rand)):
        for name, real in vars(module).items():
            if getattr(real, "__self__", None) is shared:
                found.append((module, name, _refusing(f"{module.__name__}.{name}", real, CHANCE)))
    start = threading.Thread.start
    found.append((threading.Thread, "start", _whoever_asks("threading.Thread.start", start, THREAD)))
    for name in ("stat", "lstat"):
        found.append((os, name, _telling(f"os.{name}", getattr(os, name))))
    environ = type(os.environ)
    for name in ("__getitem__", "__iter__"):
        real = getattr(environ, name)
        found.append((environ, name, _refusing("os.environ", real, ENVIRONMENT)))
    return found


def _home_of(path: str) -> Any:
    """The module, or the class in it, that has what the path names."""
    module, _, inner = path.rpartition(".")[0].partition(".")
    return getattr(importlib.import_module(module), inner) if inner else importlib.import_module(module)


def _refusing(path: str, real: Callable[..., Any], why: str) -> Callable[..., Any]:
    enough = _ENOUGH.get(path, 100)

    @wraps(real)
    def function(*arguments: Any, **options: Any) -> Any:
        block = getattr(_local, "block", None)
        given = sum(value is not None for value in (*arguments, *options.values())) if block else 0
        if block and given < enough and _is_own(_caller(sys._getframe(1))):
            block.refuse(path.removesuffix(".__init__"), why)
        return real(*arguments, **options)

    return function


def _seeded(path: str, real: type) -> type:
    """A class of numpy's, which gives its own objects, and none without a seed."""

    class Seeded(type(real)):  # type: ignore[misc]  # for isinstance
        def __instancecheck__(cls, value: Any) -> bool:
            return isinstance(value, real)

    seeded = _refusing(path, real, CHANCE)
    return Seeded(real.__name__, (real,), {"__new__": lambda _, *seed, **options: seeded(*seed, **options)})


def _whoever_asks(path: str, real: Callable[..., Any], why: str) -> Callable[..., Any]:
    """A function that is refused to libraries, too."""

    @wraps(real)
    def function(*arguments: Any, **options: Any) -> Any:
        if (block := getattr(_local, "block", None)) and _asking(sys._getframe(1)):
            block.refuse(path, why)
        return real(*arguments, **options)

    return function


def _telling(event: str, real: Callable[..., Any]) -> Callable[..., Any]:
    """Whether a file is there is a part of what a page is made from; Python's audit does not tell of it."""

    @wraps(real)
    def function(*arguments: Any, **options: Any) -> Any:
        tell(event, arguments)
        return real(*arguments, **options)

    return function


def own_hash(value: Any, /) -> int:
    """The hash of a value for a page: of numbers it is always the same, and what __hash__ gives is not to be shown."""
    if sys._getframe(1).f_code.co_name != "__hash__" and not _is_of_numbers(value):
        _local.block.refuse("hash", ADDRESS)
    return hash(value)


def _is_of_numbers(value: Any) -> bool:
    return isinstance(value, Number) or (isinstance(value, tuple) and all(map(_is_of_numbers, value)))


def _caller(frame: FrameType) -> FrameType:
    """The frame that asks, or the one that asks it, if its code is a part of Python itself, such as os."""
    while frame.f_back and frame.f_code.co_filename.startswith(("<", __file__)) and not _is_import(frame):
        frame = frame.f_back
    return frame


def _is_own(frame: FrameType) -> bool:
    """Whether the code of a frame is a page's, or of a module of the project."""
    path = frame.f_code.co_filename
    return not path.startswith("<") and not (os.path.isabs(path) and is_installed(path))


def _is_import(frame: FrameType) -> bool:
    return frame.f_code.co_filename.startswith("<frozen importlib._bootstrap")


def _asking(frame: FrameType | None) -> FrameType | None:
    """The frame for which something is done: of a page, or of a module of the project; none for an import."""
    while frame and not _is_import(frame):
        if _is_own(frame):
            return frame
        frame = frame.f_back
    return None


@cache
def _forbidden(event: str) -> str | None:
    return next((why for beginning, why in _BEGINNINGS if event.startswith(beginning)), None)


def _shared(packages: Collection[str]) -> dict[str, Any]:
    """What all pages share, by its name; the names of modules, and of their classes, each with what it stands for."""
    import numpy

    beginnings = tuple(packages)
    kind, key, *rest = numpy.random.get_state(legacy=True)
    found: dict[str, Any] = {
        "sys.path": sys.path.copy(),
        "sys.modules": sys.modules.copy(),
        "builtins": vars(builtins).copy(),
        "the handlers of logging": logging.root.handlers.copy(),
        "the state of random": random.getstate(),
        "the state of numpy.random": (kind, key.tobytes(), *rest),  # type: ignore[union-attr]  # it is an array
    }
    for path, module in found["sys.modules"].items():
        if path.startswith(beginnings) and path.partition(".")[0] in packages:  # the first is faster
            found[path] = names = getattr(module, "__dict__", {}).copy()
            for name, value in names.items():
                if name.startswith("_"):  # its own memory
                    continue
                if type(value) is numpy.ndarray:
                    found[f"what is in {path}.{name}"] = value.tobytes()
                elif type(value) in (list, dict, set):
                    found[f"what is in {path}.{name}"] = repr(value)
                elif isinstance(value, type) and value.__module__ == path:
                    found[f"{path}.{name}"] = dict(vars(value))
    return found


def _put_back(before: dict[str, Any], packages: Collection[str]) -> None:
    """Undo what a block has changed; the project's own packages are imported anew by whatever needs them."""
    import numpy

    sys.path[:] = before["sys.path"]
    sys.modules.update(before["sys.modules"])
    vars(builtins).update(before["builtins"])
    logging.root.handlers[:] = before["the handlers of logging"]
    random.setstate(before["the state of random"])
    kind, key, *rest = before["the state of numpy.random"]
    numpy.random.set_state((kind, numpy.frombuffer(key, numpy.uint32), *rest))
    for name in [name for name in sys.modules if name.partition(".")[0] in packages]:
        del sys.modules[name]


def _differences(before: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    """The names of what has become another; what is new is none of it."""
    for name, value in before.items():
        if isinstance(value, dict):
            yield from (f"{name}.{inner}" for inner in _rebound(value, now.get(name, {})))
        elif value != now.get(name):
            yield name


def _rebound(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    if len(before) == len(now) and all(map(is_, before.values(), now.values())):  # as a rule
        return []
    return [name for name, value in before.items() if value is not now.get(name)]
