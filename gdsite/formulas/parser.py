"""Formulas read: from the TeX of the article to expressions."""

import re
from collections.abc import Collection
from fractions import Fraction
from typing import NamedTuple

from gdsite.formulas.expressions import Expression, Number, Operation, Unreadable


class Token(NamedTuple):
    """A word of TeX: its kind, which is a group of _TOKEN; its text; and where in the TeX it stands."""

    kind: str
    text: str
    start: int
    end: int


Side = list[Token]


class Statement(NamedTuple):
    """Sides, and the relations between them. Without relations it says nothing."""

    sides: list[Side]
    relations: list[str]


RELATIONS = {
    "=": "=", r"\approx": "≈", r"\leftarrow": "←", r"\gets": "←", r"\to": "→", r"\rightarrow": "→",
    r"\ne": "≠", r"\neq": "≠", "<": "<", ">": ">", r"\lt": "<", r"\gt": ">",
    r"\le": "≤", r"\leq": "≤", r"\ge": "≥", r"\geq": "≥",
}  # fmt: skip
_GREEK = "alpha|beta|gamma|delta|epsilon|varepsilon|eta|theta|lambda|mu|rho|sigma|tau|phi|omega"
_NAME = rf"(?:[A-Za-z]|\\(?:{_GREEK})(?![A-Za-z]))(?:_(?:[A-Za-z0-9]|\{{[A-Za-z0-9]+\}}))?"
_DERIVATIVE = (
    rf"\\frac\s*\{{\s*(?P<d>\\partial|d)\s*{_NAME}\s*\}}\s*\{{\s*(?P=d)\s*{_NAME}\s*\}}"
    rf"|\\partial\s*{_NAME}\s*/\s*\\partial\s*{_NAME}"
)
_TOKEN = re.compile(
    rf"""
      (?P<blank> [\s~]+ | \\[,;:!\ ] | \\(?:left|right)(?![A-Za-z]) | \\(?:begin|end)\{{[a-z]+\*?\}} )
    | (?P<number> \d+ (?:\{{,\}}\d{{3}})* (?:\.\d+)? (?:\\%)? )
    | (?P<name> {_DERIVATIVE} | \\Delta\s*{_NAME} | \\text\{{[^{{}}]*\}} | \\dots | {_NAME} )
    | (?P<limit> \\lim_\{{\s*(?P<variable>{_NAME})\s*\\to\s*0\s*\}} )
    | (?P<cell> & )
    | (?P<row> \\\\(?:\[[^\]]*\])? )
    | (?P<gap> \\q?quad(?![A-Za-z]) )
    | (?P<command> \\[A-Za-z]+ )
    | (?P<sign> [-+/^(){{}},=<>] )
    """,
    re.VERBOSE,
)
LONGEST_NUMERAL = 4000  # digits; Python itself reads some more
_OPENING, _CLOSING = {"(", "{", r"\lvert"}, {")", "}", r"\rvert"}


def statements(tex: str) -> list[Statement]:
    """The statements of a formula, in reading order.

    They are parted by rows, wide gaps and commas, and by every second & of a row, which is where
    aligned formulas have their columns; a row that begins with a relation goes on.
    """
    found: list[Statement] = []
    depth, cells, goes_on = 0, 0, False
    for token in _tokens(tex):
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        cells = 0 if token.kind == "row" else cells + (token.kind == "cell")
        if token.kind == "cell":
            goes_on = goes_on and cells % 2 == 1
        elif token.kind in ("row", "gap") or (token.text == "," and depth == 0):
            goes_on = False
        elif token.text in RELATIONS:
            if depth or not found:
                raise Unreadable(f"{token.text} stands in brackets, or before everything else")
            found[-1].relations.append(token.text)
            found[-1].sides.append([])
            goes_on = True
        elif goes_on:
            found[-1].sides[-1].append(token)
        else:
            found.append(Statement([[token]], []))
            goes_on = True
    return found


def _tokens(tex: str) -> list[Token]:
    position, found = 0, list[Token]()
    while position < len(tex):
        match = _TOKEN.match(tex, position)
        if not match:
            raise Unreadable(f"{tex[position:].split()[0]} is not known")
        kind = str(match.lastgroup)
        if kind != "blank":
            found.append(Token(kind, match["variable"] if kind == "limit" else match.group(), *match.span()))
        position = match.end()
    return found


def source(tex: str, side: Side) -> str:
    """The side as it stands in the TeX."""
    return " ".join(tex[side[0].start : side[-1].end].replace("&", " ").split()) if side else ""


def read(side: Side, functions: Collection[str] = ()) -> Expression:
    """The expression that the tokens of a side are.

    functions: the names that are applied to what follows them in brackets, and do not multiply it.
    """
    return _Reader(side, functions).whole()


class _Reader:
    """Recursive descent, one method for each rank of operation."""

    def __init__(self, tokens: Side, functions: Collection[str]) -> None:
        self.tokens = [(token.kind, token.text) for token in tokens] + [("end", "the end")]
        self.functions = functions
        self.position = 0

    def whole(self) -> Expression:
        expression = self.sum()
        self.expect("the end")
        return expression

    def peek(self) -> tuple[str, str]:
        """The kind and the text of the next token."""
        return self.tokens[self.position]

    def next(self) -> tuple[str, str]:
        """The same, and go on behind it."""
        self.position += 1
        return self.tokens[self.position - 1]

    def accept(self, text: str) -> bool:
        """Go on behind this text, if it comes next."""
        found = self.peek()[1] == text
        self.position += found
        return found

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise Unreadable(f"{self.peek()[1]} stands where {text} should")

    def sum(self) -> Expression:
        expression = self.product()
        while self.peek()[1] in ("+", "-"):
            expression = Operation(self.next()[1], (expression, self.product()))
        return expression

    def product(self) -> Expression:
        if self.accept("-"):
            return Operation("negative", (self.product(),))
        if self.peek()[0] == "limit":
            variable = self.next()[1]
            return Operation("limit", (variable, self.product()))
        expression = self.power()
        while True:
            if self.accept("/"):
                expression = Operation("/", (expression, self.power()))
            elif self.accept(r"\cdot") or self.accept(r"\times") or self._factor_follows():
                expression = Operation("*", (expression, self.power()))
            else:
                return expression

    def _factor_follows(self) -> bool:
        kind, text = self.peek()
        return kind in ("number", "name") or text in (*_OPENING, r"\frac", r"\tanh")

    def power(self) -> Expression:
        base = self.factor()
        return Operation("^", (base, self.argument())) if self.accept("^") else base

    def argument(self) -> Expression:
        """What TeX takes as the argument of a command: a group, or one character."""
        if self.accept("{"):
            return self.group("}")
        kind, text = self.peek()
        if kind not in ("number", "name") or (kind == "number" and len(text) > 1):
            raise Unreadable(f"{text} stands where a group in braces should")  # TeX takes one digit
        return self.factor()

    def group(self, closing: str) -> Expression:
        expression = self.sum()
        self.expect(closing)
        return expression

    def factor(self) -> Expression:
        kind, text = self.next()
        if kind == "number":
            return _number(text)
        if kind == "name":
            return self._named(_name(text))
        if text == "{":
            return self.group("}")
        if text == r"\lvert":
            return Operation("size", (self.group(r"\rvert"),))
        if text == r"\frac":
            return Operation("/", (self.argument(), self.argument()))
        if text == r"\tanh":
            return Operation("tanh", (self.power(),))
        if text == "(":
            parts = self.listed()
            return parts[0] if len(parts) == 1 else Operation("vector", parts)
        raise Unreadable(f"{text} stands where an expression should")

    def listed(self) -> tuple[Expression, ...]:
        """Expressions between commas, up to the closing bracket."""
        parts = [self.sum()]
        while self.accept(","):
            parts.append(self.sum())
        self.expect(")")
        return tuple(parts)

    def _named(self, name: str) -> Expression:
        """A name, or the function of that name applied to what follows in brackets."""
        if name not in self.functions or not self.accept("("):
            return name
        parts = self.listed()
        return Operation(f"{name}/{len(parts)}", parts)


def _number(text: str) -> Number:
    if len(text) > LONGEST_NUMERAL:
        raise Unreadable(f"a numeral has at most {LONGEST_NUMERAL} digits, got {len(text)}")
    digits, percent, _ = text.replace("{,}", "").partition(r"\%")
    whole, _, decimals = digits.partition(".")
    unit = Fraction(1, 10 ** len(decimals) * (100 if percent else 1))
    return Number(int(whole + decimals) * unit, unit)


def _name(text: str) -> str:
    """One spelling for each name: x_1 for x_{1}, ∂L/∂w for each way to write it."""
    if text.startswith(r"\text"):
        return text
    name = re.sub(r"\{(\w)\}", r"\1", re.sub(r"\s+", "", text.replace(r"\partial", "∂")))
    name = re.sub(r"^\\frac\{(.*)\}\{(.*)\}$", r"\1/\2", name)
    return name.replace(r"\Delta", "Δ")
