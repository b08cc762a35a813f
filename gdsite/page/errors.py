"""What is wrong on a page: where, what happened there, and what may have been meant."""

import inspect
import re
import sys
import traceback
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType

from pymdownx.superfences import SuperFencesException

_WRONG_CALL = re.compile(r"([\w.]+?)(\.__init__)?\(\) (got|missing|takes)")


class PageError(SuperFencesException):  # type: ignore[misc]  # untyped; SuperFences swallows every exception but its own
    """What is wrong on a page, and where: 'docs/index.md:41: {{ w2 }}: NameError …'."""


def describe(error: BaseException) -> str:
    """What an error says, and of which kind it is."""
    message = str(error)
    if isinstance(error, SyntaxError) and (error.filename or "<").startswith("<"):
        message = error.msg  # without a place that the author has never seen
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def place(error: BaseException, path: str) -> tuple[int | None, str]:
    """The line of the page at path where an error was raised, and the place beyond the page that raised it, if any."""
    frames = traceback.extract_tb(error.__traceback__)
    on_page = [i for i, frame in enumerate(frames) if frame.filename == path]
    if not on_page:
        return None, ""
    raised = Path(frames[-1].filename)
    is_beyond = frames[on_page[-1] + 1 :] and Path(__file__).parents[1] not in raised.parents
    return frames[on_page[-1]].lineno, f" ({_short(raised)}:{frames[-1].lineno})" if is_beyond else ""


def remedy(error: BaseException, names: Mapping[str, object]) -> str:
    """What may have been meant: of a name that is not known one like it, of a wrong call the right one.

    names: those that the failing code knows, with what they stand for.
    """
    called = _WRONG_CALL.match(str(error)) if isinstance(error, TypeError) else None
    if called and (signature := _signature(called[1], names)):
        return f"; it is {signature}"
    known_names = [name for name in _known(error, names) if not name.startswith("_")]
    unknown = re.search(r"'(\w+)'( is not defined| from |$)", str(error))
    close = get_close_matches(unknown[1], known_names, n=1) if unknown else ()
    return f"; did you mean {close[0]}?" if close else ""


def _signature(called: str, names: Mapping[str, object]) -> str:
    """How a function is called, or a method such as Plot.say, if the names know it: without types."""
    owner, _, method = called.rpartition(".")
    known = getattr(_class(owner, names), method, None) if owner else names.get(called)
    if not callable(known):
        return ""
    parameters = list(inspect.signature(known).parameters.values())[bool(owner) :]  # without self
    shown = inspect.Signature([parameter.replace(annotation=parameter.empty) for parameter in parameters])
    return f"{called}{shown}"


def _class(name: str, names: Mapping[str, object]) -> object:
    """The class of that name, if it, a class made from it or an instance of one is known, under whichever name."""
    own = [value if isinstance(value, type) else type(value) for value in names.values()]
    classes = [base for each in own for base in each.__mro__]
    modules = [getattr(value, name, None) for value in names.values() if isinstance(value, ModuleType)]
    return next((known for known in [*classes, *modules] if getattr(known, "__name__", None) == name), None)


def _known(error: BaseException, names: Iterable[str]) -> Iterable[str]:
    """The names that were to be had where one was not found."""
    if isinstance(error, NameError):
        return names
    if isinstance(error, AttributeError):
        return dir(error.obj)
    if isinstance(error, ImportError):
        return dir(sys.modules.get(error.name or ""))
    return ()


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
