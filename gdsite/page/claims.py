"""Claims: each is judged, and says with which numbers it holds or does not.

While a claim is evaluated, what its names, attributes, items and calls give is noted by the way: nothing is
evaluated twice, and `0 < after < before` can be shown as `0 < 1.6 < 2`.

What is wrong with a claim is kept, and raised when the block is done: its own code may have caught it.
"""

import builtins
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count, cycle, repeat, starmap
from typing import Any

from gdsite.page.put_in import Place, is_truth, put_in

CLAIMS = "__claims__"  # name of the page's Claims for its own code

_LEFT_OUT = "zip() leaves out the rest of what is longer; if that is meant, say zip(…, strict=False)"
_ENDLESS = count, cycle, repeat


class ClaimError(AssertionError):
    """A claim that is false, or that could not be."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Claim:
    """A claim of a page: its source and its line."""

    def __init__(self, source: str, line: int) -> None:
        self.source = source
        self.line = line
        self.has_run = False

    def error(self, what: str) -> ClaimError:
        return ClaimError(f"assert {self.source}{what}", self.line)


class Evaluation:
    """One evaluation of a claim: what was seen at which place of its source."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.seen: dict[Place, Any] = {}
        self.looked_at: dict[Place, int] = {}  # how many by each all() and any()

    def numbers(self, holds: bool = True) -> str:
        """The claim with its numbers put in."""
        return put_in(self.claim.source, self.seen, self.looked_at, holds)

    def error(self, value: Any) -> ClaimError | None:
        """What is wrong with the claim, if it has this value."""
        if not is_truth(value):
            return self.claim.error(f": {_no_truth(value)}")
        if nothing := [place for place, number in self.looked_at.items() if not number]:
            call = self.claim.source.encode()[slice(*nothing[0])].decode()
            return self.claim.error(f": {call} looks at nothing, and so says nothing")
        if value:
            return None
        numbers = self.numbers(holds=False)
        return self.claim.error(" is false" + (f": {numbers}" if numbers != self.claim.source else ""))


class Claims:
    """The claims of a page."""

    def __init__(self) -> None:
        self.stated: list[Claim] = []
        self.under_way: list[Evaluation] = []  # the innermost last
        self.problem: ClaimError | None = None  # the first one

    def state(self, source: str, line: int) -> int:
        """The number of a claim that is new."""
        self.stated.append(Claim(source, line))
        return len(self.stated) - 1

    @contextmanager
    def settled(self) -> Iterator[None]:
        """At its end, what is wrong with a claim is raised, whatever has become of it."""
        try:
            yield
            if self.under_way:
                self._note(self._broken_off())
        finally:
            self.under_way.clear()
            if self.problem:
                raise self.problem

    def require_all_run(self) -> None:
        """Raise ClaimError for a claim that was never judged."""
        for claim in self.stated:
            if not claim.has_run:
                self._note(
                    claim.error(
                        " has never run: nothing leads to it, such as a call of its function, "
                        "a condition that is true or a loop over something"
                    )
                )
        if self.problem:
            raise self.problem

    # What a claim is made to call: see asserts.py

    def begin(self, number: int) -> Evaluation:
        """Begin to evaluate a claim."""
        self.under_way.append(evaluation := Evaluation(self.stated[number]))
        return evaluation

    def see(self, start: int, end: int, value: Any) -> Any:
        """The value that was found at a place of the claim's source."""
        if self.under_way:
            self.under_way[-1].seen[start, end] = value
        return value

    def part(self, value: Any) -> Any:
        """A part of the claim that is to be true or false, and could be either."""
        if self.under_way and (callable(value) or isinstance(value, (tuple, Iterator))):
            raise self._note(self.under_way[-1].claim.error(f": {_no_truth(value)}"))
        return value

    def truth(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """bool(), of what could be either."""
        return lambda *values: function(*map(self.part, values))

    def look(self, start: int, end: int, function: Callable[..., Any]) -> Callable[..., Any]:
        """all() or any(), of Python, of numpy or of an array, which notes whether there was anything to look at."""
        if not self.under_way:
            return function
        looked_at, place = self.under_way[-1].looked_at, (start, end)
        looked_at.setdefault(place, 0)

        def items(of: Iterable[Any]) -> Iterator[Any]:
            for item in of:
                looked_at[place] += 1
                yield self.part(item)

        def call(*arguments: Any, **options: Any) -> Any:
            if function in (builtins.all, builtins.any):
                return function(*map(items, arguments), **options)
            looked_at[place] += _size(getattr(function, "__self__", None), *arguments)
            return function(*arguments, **options)

        return call

    def judge(self, evaluation: Evaluation, value: Any, message: Callable[[], object] | None = None) -> Evaluation:
        """The evaluation at its end; raises ClaimError if the claim does not hold, or could not fail."""
        if evaluation is not self.under_way[-1]:
            self._note(self._broken_off())
        del self.under_way[self.under_way.index(evaluation) :]
        evaluation.claim.has_run = True
        if error := evaluation.error(value):
            self._note(error)
            if message:  # which may fail itself
                error.args = (f"{error}; {message()}",)
            raise error
        return evaluation

    # What the page's own code is made to call

    def rows(self, function: Callable[..., Any], line: int = 0) -> Callable[..., Any]:
        """zip() or map(), the columns of which have to be equally long where a claim reads them.

        line: that of the loop, if there are claims in it.
        """
        if function is builtins.zip:
            return lambda *columns: self._rows([*map(iter, columns)], line)
        if function is builtins.map:
            return lambda call, *columns: starmap(call, self._rows([*map(iter, columns)], line))
        return function

    def _rows(self, columns: Sequence[Iterator[Any]], line: int) -> Iterator[tuple[Any, ...]]:
        while columns:
            row: list[Any] = []
            for column in columns:
                try:
                    row.append(next(column))
                except StopIteration:
                    if (self.under_way or line) and _is_left_over(columns, len(row)):
                        raise self._note(self._left_out(line)) from None
                    return
            yield tuple(row)

    def _left_out(self, line: int) -> ClaimError:
        if self.under_way:
            return self.under_way[-1].claim.error(f": {_LEFT_OUT}")
        return ClaimError(f"claims in a loop: {_LEFT_OUT}", line)

    def _note(self, error: ClaimError) -> ClaimError:
        self.problem = self.problem or error
        return error

    def _broken_off(self) -> ClaimError:
        return self.under_way[-1].claim.error(" was broken off by an exception, which was caught; so it says nothing")


def _is_left_over(columns: Sequence[Iterator[Any]], place: int) -> bool:
    """Whether the column at a place has ended and another has not; one that never ends does not count."""
    finite = [column for column in columns if not isinstance(column, _ENDLESS)]
    before, after, ended = columns[:place], columns[place + 1 :], object()
    return any(column in before or (column in after and next(column, ended) is not ended) for column in finite)


def _size(*things: Any) -> int:
    """How many parts the first of these has that is an array or a list; or else there is one."""
    for thing in things:
        if hasattr(thing, "size"):
            return int(thing.size)
        if hasattr(thing, "__len__"):
            return len(thing)
    return 1


def _no_truth(value: Any) -> str:
    """Why a value says nothing, and what to do about it."""
    kind = f"a value of type {type(value).__name__} is neither true nor false"
    if callable(value):
        return f"{kind}; call it"
    if isinstance(value, tuple):
        return f"{kind}; say “and” between its parts"
    if isinstance(value, Iterator) or getattr(value, "size", 1) != 1:
        return f"{kind}; put all() or any() around it"
    return f"{kind}; compare it with what it has to be"
