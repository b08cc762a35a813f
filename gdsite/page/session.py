"""A page's session: its blocks run once, in order; then its fields read what they left."""

import ast
import builtins
import decimal
import io
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import Context, ContextVar, copy_context
from functools import cached_property, partial
from types import FrameType, ModuleType
from typing import Any

from gdsite.formulas import katex
from gdsite.page.asserts import judged
from gdsite.page.blocks import Blocks, code_beside, file_beside, watch_attributes
from gdsite.page.claims import CLAIMS, ClaimError, Claims
from gdsite.page.dependencies import Dependencies
from gdsite.page.errors import PageError, describe, place, remedy
from gdsite.page.fields import FIELD, FIELD_FORM, compile_expression, is_claim, names_in, parse_claim, read_field
from gdsite.page.literals import is_literal, typed_in
from gdsite.page.numerals import OWN, Typed, has_number
from gdsite.page.origins import Maker, names_bound
from gdsite.page.outside import OWNER, alone, own_hash, owner, prepare, unshared
from gdsite.page.package_source import listing_of
from gdsite.page.provenance import (
    DISPLAY,
    DISPLAYS,
    JOIN,
    PRINTED,
    Displaying,
    displayed,
    displays,
    join,
    mark,
    number_of,
    pieces_of,
    text_of,
)
from gdsite.page.sandbox import LostOutput, at_greenwich, nothing_at_stdout, sandbox
from gdsite.page.settings import Settings
from gdsite.page.values import LONGEST, Html, Value, display, require_displayable

_IN_TEX = re.compile(f"{FIELD.pattern}|{OWN}")
NOT_TYPED = re.compile(f"{_IN_TEX.pattern}|{PRINTED.pattern}")  # in the TeX of a formula

TYPED = "{} is typed, not computed: state it in a block as what is given, such as x = 3  # given, and show {{{{ x }}}}"

current: ContextVar["Session"] = ContextVar("session")


def line_running(path: str) -> int:
    """The line of the page of that path that is running; 0 if none is."""
    frame: FrameType | None = sys._getframe(2)
    while frame and frame.f_code.co_filename != path:
        frame = frame.f_back
    return frame.f_lineno if frame else 0


class Names(dict[str, Any]):
    """The global names of a page's blocks, and the lines that bound each of them.

    path: of the page, as its blocks are compiled.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.lines: defaultdict[str, list[int]] = defaultdict(list)
        self.bound: dict[str, tuple[int, Any]] = {}  # the line that bound each name last, and to what

    def __setitem__(self, name: str, value: Any) -> None:
        line = line_running(self.path)
        if name not in self or self[name] is not value:  # to import the same again changes nothing
            self.lines[name].append(line)
        self.bound[name] = line, value
        super().__setitem__(name, value)


class Print(Displaying):
    """The print of a page's blocks: to the page, and only what may be displayed."""

    def __init__(self) -> None:
        self.output = io.StringIO()
        self.values: list[Value] = []  # that it has printed, each at the place of its mark

    def __call__(
        self, *values: object, sep: str | None = None, end: str | None = None, file: Any = None, flush: bool = False
    ) -> None:
        if file is not None:
            builtins.print(*values, sep=sep, end=end, file=file, flush=flush)
        else:
            sep, end = (how and self._marked(how) for how in (sep, end))
            builtins.print(*map(self._marked, values), sep=sep, end=end, file=self.output)
            if self.output.tell() > LONGEST:
                raise ValueError(f"more than {LONGEST} characters are printed: show a part of them")

    def _marked(self, value: object) -> str:
        """The text of a value, with a mark in the place of each number that says how it was made."""
        if not isinstance(value, str):
            require_displayable(value, str(value))
        return "".join(map(self._mark, pieces_of(value if isinstance(value, str) else str(value))))

    def _mark(self, piece: Value | str) -> str:
        if isinstance(piece, Value):
            self.values.append(piece)
            return mark(len(self.values) - 1)
        if found := PRINTED.search(piece):
            raise ValueError(f"U+{ord(found.group()):X} is a character for private use, which shows as none")
        require_displayable(piece, piece)
        return piece


class Session:
    """One page: where it stands, and what its blocks have bound and printed.

    path: as its author knows it, such as docs/index.md. offset: lines of front matter before the
    Markdown. file: where it is, as the blocks' own __file__. is_draft: by its front matter; then numerals may be
    typed.
    """

    def __init__(
        self,
        path: str,
        offset: int = 0,
        file: str | None = None,
        settings: Settings | None = None,
        is_draft: bool = False,
    ) -> None:
        prepare()  # before any time limit runs: numpy may be imported for it
        self.path = path
        self.offset = offset
        self.file = file
        self.settings = settings or Settings()
        self.beside = code_beside(file)  # the code of the file beside the page, which runs last
        self.end = 0  # below this line come, in what is counted here, the lines of that file
        self.is_draft = is_draft
        self.lines: list[str] = []  # of its Markdown
        self.written: list[tuple[int, str]] = []  # these without code, and those that blocks have printed, by number
        self.uncolored: set[int] = set()  # the lines on which letters do not stand for the article's quantities
        self.names = Names(path)
        self.blocks = Blocks(path)
        self.claims = Claims()
        self.outputs: dict[int, str] = {}  # what each block printed, by the line of its fence
        self.print = Print()
        self.statements: dict[ast.stmt, int] = {}  # those that have made what is displayed, numbered
        self.made_by: dict[tuple[str, int], list[ast.stmt]] = {}  # of these, by a name and the line that bound it
        self.listings: dict[int, str] = {}  # id of each block that is shown, by the line of its fence
        self.taken: dict[int, list[str]] = {}  # what each fence shows that has its listing from a package
        self.listing: int | None = None  # line of the fence whose listing and output are being rendered
        self.fields: list[str] = []  # those in its text and its formulas
        self.early: dict[
            str, tuple[int, list[Any]]
        ] = {}  # what each displayed as soon as it could, and after which block
        self.failed: dict[str, BaseException] = {}  # why each of the others displayed nothing then
        self.displayed: dict[str, list[Any]] = {}  # what each field displays
        self.drawn: dict[str, int] = {}  # the line on which each figure is drawn, by its name
        self.figures: dict[str, int] = {}  # the line on which each figure is shown
        self.formulas: dict[Any, str] = {}  # as KaTeX has rendered them
        self.dependencies = Dependencies()  # of the blocks and fields
        self.literal: dict[str, bool] = {}  # printed expressions, and whether they are typed
        self.typed: list[Typed] = []  # numerals that were found where no finished page shows them as text

    def require_claims(self) -> None:
        """No claim may be left that was never judged."""
        try:
            self.claims.require_all_run()
        except ClaimError as error:
            raise self.error(error.line, str(error)) from None

    def error(self, line: int | str | None, message: str) -> PageError:
        """The error to raise for something wrong on a line of the page."""
        return PageError(f"{self.at(line)}: {message}")

    def at(self, line: int | str | None) -> str:
        """Where a line is: that of the page, or, below its end, of the file beside it."""
        if self.end and line and int(line) >= self.end:
            return f"{file_beside(self.path).as_posix()}:{max(int(line) - self.end, 1)}"
        return f"{self.path}:{line}"

    def line_of(self, text: str) -> int:
        """The line of the page on which a text stands outside of code; its first line, if it is on none."""
        lines = enumerate(self.lines, self.offset + 1)
        return next((number for number, line in lines if text in without_code(line)), self.offset + 1)

    def line_written(self, text: str) -> int | None:
        """The line on which a text stands outside of code, or whose block has printed it; None if it is nowhere."""
        return next((number for number, line in self.written if text in line), None)

    def require_none_typed(self, found: Iterable[Typed]) -> None:
        """Refuse all numerals that were typed, these and those that were found before, each with its line."""
        typed = [(one.line or self._place(one), one.message()) for one in [*self.typed, *found]]
        if typed:
            in_order = sorted(dict.fromkeys(typed), key=lambda place: place[0])
            raise PageError("\n".join(f"{self.at(line)}: {message}" for line, message in in_order))

    def _place(self, typed: Typed) -> int:
        """The line that most likely has it: with its text, and most of the words around it."""
        words = set(re.findall(r"\w+", typed.around))

        def likeness(line: tuple[int, str]) -> tuple[bool, int]:
            return typed.text in line[1], len(words.intersection(re.findall(r"\w+", line[1])))

        code = [line for block in self.blocks for line in enumerate(self.blocks[block].split("\n"), block + 1)]
        lines = sorted([*code, *self.written], key=lambda line: line in code)  # of two alike, prose
        in_blocks = sorted(lines, key=lambda line: line[0] in self.blocks)  # and what prints, not what was printed
        return max(in_blocks, key=likeness, default=(self.offset + 1, ""))[0]

    def take(self, paths: str, line: int) -> str:
        """Take the listing of a fence on a line from the project's packages; the code that binds what it shows."""
        shown = [names_bound(node) for fence in self.listings for node in self.blocks.statements.get(fence, ())]
        with self.dependencies.watched():
            try:
                taken = listing_of(paths.split(), self.settings.packages, set().union(*shown))
            except ValueError as error:
                raise self.error(line, str(error)) from None
        self.taken[line] = taken.code.split("\n")
        return taken.binding

    def run_beside(self) -> None:
        """Run the file beside the page, as a block below it that prints nothing."""
        if self.beside is not None:
            self.end = self.offset + len(self.lines) + 1
            self.run(self.beside, self.end)

    def run(self, code: str, line: int) -> None:
        """Run a block whose fence opens on the given line, and keep what it prints."""
        output = self.print.output = io.StringIO()
        self.blocks[line] = code
        self.made_by.clear()
        folder = os.getcwd()
        # Not through __setitem__: these are not the page's own bindings.
        own = {
            "__name__": "__main__",  # as of a program that is run: its guard holds
            "__file__": str(file_beside(self.file)) if self.file and line == self.end else self.file,
            "print": _print_in_field if line == self.end else self.print,
            "hash": own_hash,
            OWNER: owner,
            DISPLAY: self._display,
            DISPLAYS: displays,
            JOIN: join,
            CLAIMS: self.claims,
        }
        dict.update(self.names, own)
        try:
            with self.claims.settled(), sandbox(self.settings.time_limit), nothing_at_stdout(), at_greenwich():
                compiled = self.blocks.compile(line, self.claims)
                with self._alone(), unshared(self.settings.packages):
                    self.context.run(exec, compiled, self.names)
            require_displayable(output.getvalue(), PRINTED.sub(" ", output.getvalue()))
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise self.error(*self._cause(error, line)) from error
        finally:
            os.chdir(folder)
        self.outputs[line] = output.getvalue()
        self._read_early(line)

    def show(self, body: str, line: int) -> list[Any]:
        """What the field {{ body }}, a replacement field of an f-string, displays: values and text.

        A claim displays nothing: its one value is itself, with its numbers put in as the value in full.
        """
        if body not in self.displayed:
            try:
                if body in self.failed:
                    raise self.failed[body]  # and not tried again: a warning may come only once
                evaluate = partial(self._prove, line=line) if is_claim(body) else self._evaluate
                self.displayed[body] = self.context.run(evaluate, body)
                self._require_kept(body)
            except KeyboardInterrupt:
                raise
            except ClaimError as error:
                raise self.error(error.line, str(error)) from error
            except BaseException as error:
                message = f"{{{{ {body} }}}}: {describe(error)}{remedy(error, self.names)}"
                raise self.error(line, message) from error
        for piece in self.displayed[body]:
            if isinstance(piece, Html):
                self._show_once(piece.name, line)
        return self.displayed[body]

    def fill(self, tex: str, line: int) -> katex.Tex:
        """The formula, with each of its fields replaced by what it displays; line is the TeX's first."""

        def pieces(field: re.Match[str]) -> list[Any]:
            at = line + tex.count("\n", 0, field.start())
            if own := field["own"]:
                return [Value.own(own)]
            if is_claim(field["body"]):
                raise self.error(at, f"{field[0]}: a claim has no place in a formula; put it behind the formula")
            return self.show(field["body"], at)

        filled = katex.fill(tex, _IN_TEX, pieces)
        if "{{" in filled.source:
            line += filled.source.count("\n", 0, filled.source.index("{{"))
            raise self.error(line, f"{{{{: {FIELD_FORM}; for TeX's own braces, put a space between")
        return filled

    def fill_printed(self, tex: str) -> katex.Tex:
        """The formula that a block has printed, with the values in it."""
        return katex.fill(tex, PRINTED, lambda found: [self.printed(found.group())])

    def colored(self, tex: katex.Tex, line: int) -> katex.Tex:
        """The formula with the colors of its quantities, unless its author says that its letters are others."""
        if line in self.uncolored:
            return tex
        return tex._replace(numbered=self.settings.quantities.in_tex(tex.numbered))

    def printed(self, mark: str) -> Value:
        """The value that a mark in what a block has printed stands for."""
        return self.print.values[number_of(mark)]

    def entries(self) -> dict[str, str]:
        """The entries in the reference of the page's names for what the project's packages define."""
        own = re.compile(rf"({'|'.join(map(re.escape, self.settings.packages))})\.[\w.]+")  # nothing in <locals>
        paths = {name: path for name, value in self.names.items() if (path := _path(value))}
        return {name: path for name, path in paths.items() if own.fullmatch(path)}

    def origins(self, makers: Iterable[Maker]) -> tuple[int, ...]:
        """Numbers of the statements that made what is displayed, in the page's order."""
        statements = {statement for maker in makers for statement in self._made_by(maker)}
        in_order = sorted(statements, key=lambda statement: (statement.lineno, statement.col_offset))
        return tuple(self.statements.setdefault(statement, len(self.statements)) for statement in in_order)

    def sources(self) -> list[tuple[str, str | None]]:
        """The statements that made what is displayed, by their numbers, each with the id of its listing.

        Of the file beside the page it is the place in the place of the id, and None where the listing is not shown.
        """

        def listing(line: int) -> str | None:
            fence = self.blocks.fence(line)
            return self.at(line) if fence == self.end else self.listings.get(fence)

        return [(self.blocks.source(statement), listing(statement.lineno)) for statement in self.statements]

    def _made_by(self, maker: Maker) -> list[ast.stmt]:
        """The statements that made what a name stands for now."""
        if isinstance(maker, tuple):
            return self.blocks.makers(*maker)
        if maker not in self.names:
            return []
        value, (line, bound) = self.names[maker], self.names.bound.get(maker, (0, None))
        if not line or value is not bound:  # a function has bound it
            return self.blocks.bindings(maker)
        if (maker, line) not in self.made_by:
            made = self.blocks.makers(line, maker)
            if callable(value):
                made = [] if isinstance(made[0], ast.Import | ast.ImportFrom) else made
            elif not isinstance(value, ModuleType | Displaying):
                made += self.blocks.changes(maker, line)
            self.made_by[maker, line] = made
        return self.made_by[maker, line]

    def _evaluate(self, body: str) -> list[Any]:
        dict.update(self.names, print=_print_in_field)
        field = read_field(body, self.path)
        with self.claims.settled(), sandbox(self.settings.time_limit), self._alone():
            if hasattr(value := eval(field.code, self.names), "__html__"):
                return [Html(value.__html__(), getattr(value, "name", ""))]
            pieces = display(value, field.source, field.conversion, eval(field.spec, self.names) if field.spec else "")
        self._require_bound_once(body)
        shown = "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)
        if not self.is_draft and has_number(shown) and (typed := typed_in(field.value, self._is_value)):
            raise ValueError(TYPED.format(typed))
        made_by = self.origins(field.names)
        return [piece._replace(origins=made_by) if isinstance(piece, Value) else piece for piece in pieces]

    def _prove(self, body: str, line: int) -> list[Any]:
        """The claim {{ body }}, with its numbers put in as its value in full."""
        dict.update(self.names, {"print": _print_in_field, CLAIMS: self.claims})
        call = judged(parse_claim(body), [body.strip()], self.claims, line)
        watch_attributes(call)
        with self.claims.settled(), sandbox(self.settings.time_limit), self._alone():
            evaluation = eval(compile_expression(call, self.path), self.names)
            numbers = evaluation.numbers()
        self._require_bound_once(body)
        return [Value(evaluation.claim.source, numbers, "", self.origins(names_in(body)))]

    @cached_property
    def context(self) -> Context:
        """What the blocks set for themselves, such as numpy's errors and the precision of decimal."""
        context = copy_context()
        context.run(decimal.setcontext, decimal.DefaultContext.copy())  # or else all contexts would have the same one
        return context

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While this lasts, the page's code runs: what it reads is noted, and what it may not ask is refused."""
        folders = self.settings.folders or (os.getcwd(), os.path.dirname(self.file or ""))
        with self.dependencies.watched(), alone(self.names, filter(None, folders)):
            yield

    def _display(self, value: Any, expression: str, loops: str, makers: Iterable[Maker], *how: Any) -> str:
        """What a block's f-string makes of a value; it knows the value."""
        text = displayed(value, expression, loops, self.origins(makers), *how)
        is_refused = any(isinstance(piece, ValueError) for piece in getattr(text, "pieces", ()))
        if not (is_refused or self.is_draft or isinstance(value, str)) and self._is_literal(expression):
            return text_of(text, [ValueError(TYPED.format(expression))])
        return text

    def _is_value(self, name: str) -> bool:
        """Whether a name in an expression stands for a value of the page, or of the block's function around it."""
        if name not in self.names:
            return not hasattr(builtins, name)
        value = self.names[name]
        return not callable(value) or name not in self.blocks.imported

    def _is_literal(self, expression: str) -> bool:
        if expression not in self.literal:
            self.literal[expression] = is_literal(ast.parse(expression, mode="eval").body, self._is_value)
        return self.literal[expression]

    def draw(self, name: str) -> None:
        """Take notice of a figure that is drawn, on a line of the page."""
        self.drawn[name] = line_running(self.path) or self.offset + 1

    def require_figures_shown(self) -> None:
        """Each figure that is drawn is shown: nobody would see it otherwise, or miss it."""
        for name, line in self.drawn.items():
            if name not in self.figures:
                raise self.error(line, f"the figure {name} is drawn and never shown; {{{{ its variable }}}} shows it")

    def _show_once(self, name: str, line: int) -> None:
        if name in self.figures:
            message = f"two figures of this page have the name {name}, the first on line {self.figures[name]}"
            raise self.error(line, f"{message}: a figure is shown once, and another one has another name")
        if name:
            self.figures[name] = line

    def _require_bound_once(self, body: str) -> None:
        for name in sorted(names_in(body)):
            if len(lines := self.names.lines[name]) > 1:
                where = ", ".join(self._named(line) for line in sorted(set(lines)))
                raise ValueError(
                    f"{name} is bound more than once, on line {where}; fields are read "
                    "after all blocks have run, so a name that is shown keeps one value"
                )

    def _named(self, line: int) -> str:
        """A line in a message about the page."""
        return self.at(line).removeprefix(f"{self.path}:")

    def _read_early(self, line: int) -> None:
        """Read each field that the block of a line is the first to give all names, for _require_kept."""
        known = self.names.keys() | vars(builtins).keys()
        for body in self.fields:
            is_final = body in self.early or isinstance(self.failed.get(body), Warning)
            if not is_final and names_in(body) <= known:
                try:
                    self.early[body] = line, self.context.run(self._evaluate, body)
                    self.failed.pop(body, None)  # this block has given what was missing
                except KeyboardInterrupt:
                    raise
                except BaseException as error:  # it will be told, if it is still so when all blocks have run
                    self.failed[body] = error
                    self.claims.problem = None

    def _require_kept(self, body: str) -> None:
        """Raise ValueError if a field now displays anything else than as soon as it could."""
        line, early = self.early.get(body, (0, self.displayed[body]))
        (then, in_full_then), (now, in_full) = _shown(early), _shown(self.displayed[body])
        if then == now:
            then, now = in_full_then, in_full
        if then != now:
            raise ValueError(
                f"this was {then} after the block on line {self._named(line)}, and is {now} when all blocks have run: "
                "a later block, or the field itself, changes what it reads; bind what has changed to another name"
            )

    def _cause(self, error: BaseException, line: int) -> tuple[int | None, str]:
        """Line of the page where a block failed, and what happened there."""
        if isinstance(error, ClaimError):
            return error.line, str(error)
        if isinstance(error, SyntaxError) and error.filename == self.path:
            return error.lineno, f"SyntaxError: {error.msg}"
        at, beyond = place(error, self.path)
        if at is None:
            return line, describe(error)
        statement = "" if str(error) else f": {self.blocks.statement(at)}"
        return at, f"{describe(error)}{remedy(error, self.names)}{statement}{beyond}"


def without_code(source: str) -> str:
    """Markdown without what stands between backquotes."""
    return re.sub(r"`[^`\n]+`", "", source)


def _path(value: Any) -> str | None:
    """Where a function or a class is defined, if it is one."""
    with suppress(Exception):  # it may be anything, and answer as it likes
        return f"{value.__module__}.{value.__qualname__}" if callable(value) else None
    return None


def _print_in_field(*values: object, **options: object) -> None:
    raise LostOutput("print() in a field or beside the page reaches no page; only a block can print")


def _shown(pieces: Iterable[Any]) -> tuple[str, str]:
    """What a field displays, but for a figure: as it is shown, and in full."""
    texts = [piece for piece in pieces if not isinstance(piece, Html)]
    shown, full = ["".join(getattr(text, name, text) for text in texts) for name in ("text", "full")]
    return shown, full
