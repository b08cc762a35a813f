"""A page's session: its blocks run once, in order; then its fields read what they left."""

import ast
import builtins
import inspect
import io
import marshal
import os
import re
import sys
import traceback
from collections import defaultdict
from contextlib import suppress
from contextvars import ContextVar
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from types import FunctionType

from mkdocs.exceptions import BuildError
from pymdownx.superfences import SuperFencesException

from gdsite import katex
from gdsite.guards import LostOutput, guarded, nothing_at_stdout
from gdsite.printed import DISPLAY, PRINTED, keep_values, mark
from gdsite.reads import Reads, digest
from gdsite.values import Html, Value, display, require_displayable

FIELD = re.compile(r"\{\{ (?P<body>[^\n]+?) \}\}")
FIELD_FORM = "a field is {{ expression }}: one line, one space inside each pair of braces"

_NAME = re.compile(r"(?<![\w.'\"])[A-Za-z_]\w*")  # in an expression, but no attribute

current = ContextVar("page")


class PageError(SuperFencesException, BuildError):
    """What is wrong on a page, and where: 'docs/index.md:41: {{ w2 }}: NameError …'.

    SuperFences swallows every exception but its own; MkDocs shows a BuildError without a traceback.
    """


class Unchanged(Exception):
    """A page's blocks and fields have given what they gave in the last build: so will the rest."""


class Names(dict):
    """The global names of a page's blocks, and the lines that bound each of them."""

    def __init__(self):
        self.lines = defaultdict(list)

    def __setitem__(self, name, value):
        if name not in self or self[name] is not value:  # to import the same again changes nothing
            self.lines[name].append(sys._getframe(1).f_lineno)
        super().__setitem__(name, value)


class Page:
    """One page: where it stands, and what its blocks have bound and printed.

    path: as its author knows it, such as docs/index.md. offset: lines of front matter before the
    Markdown. file: where it is, as the blocks' own __file__.
    """

    def __init__(self, path, offset=0, file=None):
        self.path = path
        self.file = file
        self.offset = offset
        self.names = Names()
        self.shown = {}  # names in the page's fields, and what each held at first
        self.displayed = {}  # what each field displays
        self.failed = {}  # the error of each field that displays nothing
        self.printed = []  # values that blocks have printed
        self.listings = {}  # id of each block that is shown, by the line of its fence
        self.blocks = {}  # code of the blocks that have run, by the line of the fence
        self.statements = {}  # of those of them that have been parsed
        self.compiled = {}  # the bytecode of each, by all it depends on
        self.compiled_before = {}  # the bytecode that was kept with the page
        self.outputs = {}  # what each block printed, by the line of its fence
        self.lines = []  # of its Markdown
        self.figures = set()  # names of its figures
        self.formulas = {}  # as KaTeX has rendered them
        self.reads = Reads()  # of the blocks and fields
        self.before = None  # the page of this same source as it was kept
        self.listing = None  # line of the fence whose listing and output are being rendered

    def error(self, line, message):
        """The error to raise for something wrong on a line of the page."""
        return PageError(f"{self.path}:{line}: {message}")

    def run(self, code, line):
        """Run a block whose fence opens on the given line, and keep what it prints."""
        output = io.StringIO()
        self.blocks[line] = code
        folder = os.getcwd()
        # Not through __setitem__: these are not the page's own bindings.
        own = {"__name__": "__page__", "__file__": self.file, "print": partial(_print, output), DISPLAY: self._display_printed}
        dict.update(self.names, own)
        try:
            with guarded(), nothing_at_stdout():
                bytecode = self._bytecode(line)
                with self.reads.watched():
                    exec(marshal.loads(bytecode), self.names)
            require_displayable(output.getvalue(), PRINTED.sub("", output.getvalue()))
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise self.error(*self._cause(error, line)) from error
        finally:
            os.chdir(folder)
        self._require_kept(line)
        self.outputs[line] = output.getvalue()

    def _bytecode(self, line):
        """The block of a line as bytecode: that which was kept, if this very block stood there then, too."""
        key = self.path, line, self.blocks[line]
        self.compiled[key] = self.compiled_before.get(key) or self._compile(line)
        return self.compiled[key]

    def _compile(self, line):
        """The block of a line as bytecode, in which what it displays keeps its values."""
        source, tree = self._parse(line)
        self.reads.check_imports(self.statements[line])
        code = compile(keep_values(tree, source), self.path, "exec", dont_inherit=True, optimize=0)  # claims hold
        return marshal.dumps(code)

    def _parse(self, line):
        """The block of a line as source, with its lines where they are on the page, and as a tree."""
        source = "\n" * line + self.blocks[line]
        tree = ast.parse(source, self.path)
        self.statements[line] = [*_statements(tree.body)]
        return source, tree

    def show(self, body, line):
        """What the field {{ body }}, a replacement field of an f-string, displays: values and text."""
        if body not in self.displayed and body not in self.failed:
            try:
                self.displayed[body] = self._evaluate(body)
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                self.failed[body] = error
        if body in self.failed:
            error = self.failed[body]
            raise self.error(line, f"{{{{ {body} }}}}: {_describe(error)}{self._remedy(error)}") from error
        return self.displayed[body]

    def _evaluate(self, body):
        dict.update(self.names, print=_print_in_field)
        node, conversion, spec = _parse_field(body)
        expression = ast.unparse(node)
        with guarded(), self.reads.watched():
            if hasattr(value := self._value(node), "__html__"):
                figure = Html(value.__html__())
                self._require_new_name(value)
                return [figure]
            pieces = display(value, expression, conversion, self._value(spec) if spec else "")
        self._require_bound_once(body)
        return pieces

    def _value(self, node):
        return eval(compile(ast.Expression(node), self.path, "eval", dont_inherit=True), self.names)

    def _display_printed(self, value, expression, loops="", conversion=-1, spec=""):
        """What a block prints for a value: a mark in the place of each number."""
        if isinstance(value, str):
            return format(value, spec) if conversion < 0 else f"{value!r:{spec}}"
        return "".join(self._keep(piece, loops) for piece in display(value, expression, conversion, spec))

    def _keep(self, piece, loops):
        if isinstance(piece, str) or not re.search(r"\d", piece.text):
            return getattr(piece, "text", piece)
        self.printed.append(piece._replace(expression=piece.expression + loops))
        return mark(len(self.printed) - 1)

    def fill(self, tex, line):
        """The formula, with each of its fields replaced by what it displays; line is the TeX's first."""

        def pieces(field):
            return self.show(field["body"], line + tex.count("\n", 0, field.start()))

        filled = katex.fill(tex, FIELD, pieces)
        if "{{" in filled.source:
            line += filled.source.count("\n", 0, filled.source.index("{{"))
            raise self.error(line, f"{{{{: {FIELD_FORM}; for TeX's own braces, put a space between")
        return filled

    def fill_printed(self, tex):
        """The formula that a block has printed, with the values in it."""
        return katex.fill(tex, PRINTED, lambda found: [self.printed[int(found[1])]])

    def compare(self):
        """Raise Unchanged if all that the blocks and fields give is as it was before."""
        if not self.before:
            return
        with suppress(PageError):  # show will raise it again, with its line
            for body in self.before.fields:
                self.show(body, 0)
            if self.results() == self.before.results:
                raise Unchanged

    def results(self):
        """Digest of what the page shows of its blocks and fields: of one source, the same results make the same page."""
        values = {name: name in self.names and not callable(self.names[name]) for name in self.names.lines}
        return digest(self.outputs, self.displayed, self.printed, dict(self.names.lines), values, self.entries())

    def entries(self):
        """The entries in the reference of the page's names for functions and classes of gdcore."""
        named = {name: value for name, value in self.names.items() if isinstance(value, (type, FunctionType))}
        paths = {name: f"{value.__module__}.{value.__qualname__}" for name, value in named.items()}
        return {name: path for name, path in paths.items() if re.fullmatch(r"gdcore\.[\w.]+", path)}  # not in <locals>

    def origins(self):
        """Where the numbers come from: for each name of theirs, its statement and the id of its listing.

        The id is None where the listing is not shown.
        """
        expressions = [piece.expression for piece in self.printed]
        expressions += [piece.expression for pieces in self.displayed.values() for piece in pieces if isinstance(piece, Value)]
        names = {name for expression in expressions for name in _NAME.findall(expression)}
        lines = {name: self.names.lines[name] for name in sorted(names & self.names.keys())}
        return {
            name: [self._statement(at[0]), self.listings.get(self._fence(at[0]))]
            for name, at in lines.items()
            if at and not callable(self.names[name])
        }

    def _fence(self, line):
        """Line of the fence whose block has the given line."""
        return max(fence for fence in self.blocks if fence < line)

    def _statement(self, line):
        """Source of the innermost statement on a line, in one line; of a loop, its first one."""
        fence = self._fence(line)
        if fence not in self.statements:
            self._parse(fence)
        around = [node for node in self.statements[fence] if node.lineno <= line <= node.end_lineno]
        innermost = min(around, key=lambda node: node.end_lineno - node.lineno)
        text = _segment(self.blocks[fence], innermost, fence)
        if body := getattr(innermost, "body", None):
            text = "\n".join(text.split("\n")[: max(1, body[0].lineno - innermost.lineno)])
        return " ".join(text.split())

    def _require_new_name(self, figure):
        name = getattr(figure, "name", None)
        if name in self.figures:
            raise ValueError(f"two figures of this page have the name {name}")
        self.figures.add(name)

    def _require_bound_once(self, body):
        for name in names_in(body):
            if len(lines := self.names.lines[name]) > 1:
                where = ", ".join(map(str, sorted(set(lines))))
                raise ValueError(
                    f"{name} is bound more than once, on line {where}; fields are read "
                    "after all blocks have run, so a name that is shown keeps one value"
                )

    def _require_kept(self, line):
        """No block may change what a shown name stands for: an item of it, or it as a global."""
        for name in self.shown.keys() & self.names.keys():
            now = _contents(self.names[name])
            before = self.shown[name] = self.shown[name] or now
            if len(self.names.lines[name]) < 2 and not _same(before, now):
                raise self.error(line, f"this block changes {name}, which is shown: bind another name")

    def _cause(self, error, line):
        """Line of the page where a block failed, and what happened there."""
        if isinstance(error, SyntaxError) and error.filename == self.path:
            return error.lineno, f"SyntaxError: {error.msg}"
        frames = traceback.extract_tb(error.__traceback__)
        failed = max((i for i, at in enumerate(frames) if at.filename == self.path), default=None)
        if failed is None:
            return line, _describe(error)
        at = frames[failed].lineno
        message = _describe(error) + self._remedy(error)
        if not str(error):
            message += f": {self._statement(at)}"
        raised = Path(frames[-1].filename)
        if frames[failed + 1 :] and raised.parent != Path(__file__).parent:
            message += f" ({_short(raised)}:{frames[-1].lineno})"
        return at, message

    def _remedy(self, error):
        """What may have been meant: of a name that is not known one like it, of a wrong call the right one."""
        if isinstance(error, TypeError) and (called := re.match(r"(\w+)(\.__init__)?\(\) (got|missing|takes)", str(error))):
            if callable(known := self.names.get(called[1])):
                return f"; it is {called[1]}{inspect.signature(known)}"
        known = {
            NameError: lambda: self.names,
            AttributeError: lambda: dir(error.obj),
            ImportError: lambda: dir(sys.modules.get(error.name)),
        }.get(type(error), list)()
        names = [name for name in known if not name.startswith("_")]
        unknown = re.search(r"'(\w+)'( is not defined| from |$)", str(error))
        close = get_close_matches(unknown[1], names, n=1) if unknown else ()
        return f"; did you mean {close[0]}?" if close else ""


def _print(output, *values, file=None, **options):
    """The print of a page's blocks: to the page, and only what may be displayed."""
    if file is not None:
        return builtins.print(*values, file=file, **options)
    for value in values:
        require_displayable(value, str(value))
    builtins.print(*values, file=output, **options)


def _print_in_field(*values, **options):
    raise LostOutput("print() in a field reaches no page; only a block can print")


def _parse_field(body):
    """Value, conversion and format spec of the field {{ body }}, as the f-string's own nodes."""
    parts = ast.parse(f"f'''{{ {body}}}'''", mode="eval").body.values
    if len(parts) != 1 or not isinstance(parts[0], ast.FormattedValue):
        raise SyntaxError("a field holds one expression, with or without a format")
    return parts[0].value, parts[0].conversion, parts[0].format_spec


@cache
def names_in(body):
    """Names of the page that the field {{ body }} reads, in its value or in its format."""
    try:
        nodes = ast.walk(ast.parse(f"f'''{{ {body}}}'''"))
    except SyntaxError:
        return set()  # it is refused where it is shown
    names = [node for node in nodes if isinstance(node, ast.Name)]
    own = {name.id for name in names if isinstance(name.ctx, ast.Store)}  # of a comprehension
    return {name.id for name in names} - own


def _describe(error):
    message = str(error)
    if isinstance(error, SyntaxError) and (error.filename or "<").startswith("<"):
        message = error.msg  # without a place that the author has never seen
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _contents(value):
    """The value and what it holds, so far as that can be exchanged in its place."""
    if isinstance(value, dict):
        return [value, *value, *value.values()]
    if isinstance(value, (list, set)):
        return [value, *value]
    is_array = hasattr(value, "dtype") and not isinstance(value, type)
    return [value, value.tobytes() if is_array else b""]


def _same(before, now):
    return len(before) == len(now) and all(
        a is b or (isinstance(a, bytes) and a == b) for a, b in zip(before, now, strict=True)
    )


def _statements(body):
    """The statements of a body, and those in their own bodies."""
    for node in body:
        if isinstance(node, ast.stmt):  # no case, no handler
            yield node
        for name in ("body", "orelse", "handlers", "finalbody", "cases"):
            yield from _statements(getattr(node, name, ()))


def _segment(code, node, offset):
    """As ast.get_source_segment, which goes through the whole code, sign by sign; offset: lines above the code."""
    lines = code.encode().split(b"\n")[node.lineno - offset - 1 : node.end_lineno - offset]
    lines[-1] = lines[-1][: node.end_col_offset]
    lines[0] = lines[0][node.col_offset :]
    return b"\n".join(lines).decode()


def _short(path):
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
