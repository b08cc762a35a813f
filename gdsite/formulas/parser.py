"""Formulas read: from the TeX of the article to expressions that can be evaluated."""

import operator
import re
from decimal import Context, Decimal
from fractions import Fraction
from math import prod
from typing import NamedTuple


class Unreadable(ValueError):
    """A formula that cannot be read, or cannot be evaluated."""


class NoLimit(Unreadable):
    """A limit that does not exist, or of something else than a polynomial."""


class Number(NamedTuple):
    """A numeral: its value, and how much one unit of its last digit is worth."""

    value: Fraction
    unit: Fraction


class Operation(NamedTuple):
    """An operation, by its name, on expressions. An expression is one, a Number, or a name: a str."""

    name: str
    parts: tuple


class Statement(NamedTuple):
    """Sides, and the relations between them; a side is its tokens. Without relations it says nothing."""

    sides: list
    relations: list


class Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


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
_OPENING, _CLOSING = {"(", "{", r"\lvert"}, {")", "}", r"\rvert"}


def statements(tex):
    """The statements of a formula, in reading order.

    They are parted by rows, wide gaps and commas, and by every second & of a row, which is where
    aligned formulas have their columns; a row that begins with a relation goes on.
    """
    found, depth = [], 0
    cells, goes_on = 0, False
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


def _tokens(tex):
    position, found = 0, []
    while position < len(tex):
        match = _TOKEN.match(tex, position)
        if not match:
            raise Unreadable(f"{tex[position:].split()[0]} is not known")
        if match.lastgroup != "blank":
            text = match["variable"] if match.lastgroup == "limit" else match.group()
            found.append(Token(match.lastgroup, text, match.start(), match.end()))
        position = match.end()
    return found


def source(tex, side):
    """The side as it stands in the TeX."""
    return " ".join(tex[side[0].start : side[-1].end].replace("&", " ").split()) if side else ""


def read(side, functions=()):
    """The expression that the tokens of a side are.

    functions: the names that are applied to what follows them in brackets, and do not multiply it.
    """
    return _Reader(side, functions).whole()


class _Reader:
    """Recursive descent, one method for each rank of operation."""

    def __init__(self, tokens, functions):
        self.tokens = [(token.kind, token.text) for token in tokens] + [("end", "the end")]
        self.functions = functions
        self.position = 0

    def whole(self):
        expression = self.sum()
        self.expect("the end")
        return expression

    def peek(self):
        return self.tokens[self.position]

    def next(self):
        self.position += 1
        return self.tokens[self.position - 1]

    def accept(self, text):
        if self.peek()[1] == text:
            return self.next()

    def expect(self, text):
        if not self.accept(text):
            raise Unreadable(f"{self.peek()[1]} stands where {text} should")

    def sum(self):
        expression = self.product()
        while self.peek()[1] in ("+", "-"):
            expression = Operation(self.next()[1], (expression, self.product()))
        return expression

    def product(self):
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

    def _factor_follows(self):
        kind, text = self.peek()
        return kind in ("number", "name") or text in (*_OPENING, r"\frac", r"\tanh")

    def power(self):
        base = self.factor()
        return Operation("^", (base, self.argument())) if self.accept("^") else base

    def argument(self):
        """What TeX takes as the argument of a command: a group, or one character."""
        if self.accept("{"):
            return self.group("}")
        kind, text = self.peek()
        if kind not in ("number", "name") or (kind == "number" and len(text) > 1):
            raise Unreadable(f"{text} stands where a group in braces should")  # TeX takes one digit
        return self.factor()

    def group(self, closing):
        expression = self.sum()
        self.expect(closing)
        return expression

    def factor(self):
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

    def listed(self):
        parts = [self.sum()]
        while self.accept(","):
            parts.append(self.sum())
        self.expect(")")
        return tuple(parts)

    def _named(self, name):
        """A name, or the function of that name applied to what follows in brackets."""
        if name not in self.functions or not self.accept("("):
            return name
        parts = self.listed()
        return Operation(f"{name}/{len(parts)}", parts)


def _number(text):
    digits, percent, _ = text.replace("{,}", "").partition(r"\%")
    whole, _, decimals = digits.partition(".")
    unit = Fraction(1, 10 ** len(decimals) * (100 if percent else 1))
    return Number(int(whole + decimals) * unit, unit)


def _name(text):
    """One spelling for each name: x_1 for x_{1}, ∂L/∂w for each way to write it."""
    if text.startswith(r"\text"):
        return text
    name = re.sub(r"\{(\w)\}", r"\1", re.sub(r"\s+", "", text.replace(r"\partial", "∂")))
    name = re.sub(r"^\\frac\{(.*)\}\{(.*)\}$", r"\1/\2", name)
    return name.replace(r"\Delta", "Δ")


def names(expression):
    """Names that an expression leaves open."""
    if isinstance(expression, str):
        return {expression}
    if isinstance(expression, Number):
        return set()
    found = set().union(*map(names, expression.parts))
    return found - {expression.parts[0]} if expression.name == "limit" else found


def has_numbers(expression):
    """Whether there is a numeral in it."""
    if isinstance(expression, Operation):
        return any(map(has_numbers, expression.parts))
    return isinstance(expression, Number)


def substitute(expression, meanings):
    """The expression with other expressions in the place of names."""
    if isinstance(expression, str):
        return meanings.get(expression, expression)
    if isinstance(expression, Operation):
        return Operation(expression.name, tuple(substitute(part, meanings) for part in expression.parts))
    return expression


def evaluate(expression, value, functions=None):
    """What an expression comes to; value: a function from a name to its value.

    functions: what to apply in the place of OPERATIONS, for other values than exact rationals.
    """
    if isinstance(expression, str):
        return value(expression)
    if isinstance(expression, Number):
        return expression.value
    apply = (functions or {}).get(expression.name) or OPERATIONS.get(expression.name)
    if not apply:
        raise Unreadable(f"{expression.name.replace('/', ' of ')} is not known")
    if expression.name == "limit":
        variable, body = expression.parts
        return apply(
            lambda h: evaluate(body, lambda name: h if name == variable else value(name), functions)
        )
    parts = [evaluate(part, value, functions) for part in expression.parts]
    try:
        return apply(*parts)
    except (ArithmeticError, TypeError) as error:
        raise Unreadable(f"{expression.name} cannot be applied to {', '.join(map(str, parts))}") from error


class Vector(tuple):
    """Several numbers, which are equal where each is; their product is the sum of the products."""

    __add__ = __rmul__ = None

    def __mul__(self, other):
        if not (isinstance(other, Vector) and len(self) == len(other)):
            raise TypeError("a vector times something else")
        return sum(map(operator.mul, self, other))


def power(base, exponent):
    """Power with a whole exponent, which is exact."""
    if getattr(exponent, "denominator", 0) != 1 or abs(exponent) > LARGEST_EXPONENT:
        raise Unreadable(f"the exponent {exponent} is not a whole number up to {LARGEST_EXPONENT}")
    return base ** int(exponent)


LARGEST_EXPONENT = 1000


def tanh(z):
    """Hyperbolic tangent, to 50 digits."""
    e = _DIGITS.exp(_DIGITS.divide(Decimal(2 * z.numerator), Decimal(z.denominator)))
    return Fraction(_DIGITS.divide(_DIGITS.subtract(e, 1), _DIGITS.add(e, 1)))


_DIGITS = Context(prec=50)


def limit(quotient):
    """Limit, for h → 0, of what is a polynomial in h, of degree 4 at most, wherever h is not zero.

    The polynomial through five points gives it; the one through five others has to agree.
    """
    first, second = (sum(weight * quotient(h) for h, weight in points) for points in _POINTS)
    if first != second:
        raise NoLimit("there is no such limit")
    return first


def _weighted(points):
    """The points, each with the weight of its value in that at 0, for a polynomial (Lagrange)."""
    return [
        (Fraction(point), prod(Fraction(other, other - point) for other in points if other != point))
        for point in points
    ]


_POINTS = _weighted(range(1, 6)), _weighted(range(6, 11))


OPERATIONS = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "^": power,
    "negative": operator.neg, "size": abs, "tanh": tanh, "limit": limit,
    "vector": lambda *parts: Vector(parts),
}  # fmt: skip
