"""What may be displayed, and what each displayed number says of itself."""

import json
import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from numbers import Number, Rational, Real
from typing import Any, NamedTuple

SIGNIFICANT_DIGITS = 10  # more of a float than this is noise, or the author's oversight
DECIMALS = 12  # more of a sum of numpy's than this is noise, unless it is shown

_NUMERAL = re.compile(r"(?<![\w.])[-−]?(?P<mantissa>\d[\d,_]*\.?\d*|\.\d+)(?P<exponent>[eE][-+]?\d+)?")
_NOT_A_NUMBER = re.compile(r"(?<!\w)[-+]?(s?nan|inf)(?!\w)|∞", re.IGNORECASE)
_NOT_A_VALUE = re.compile(r"<.* at 0x[0-9a-fA-F]+>|<module .*>|\bnp\.\w+\(")


class Value(NamedTuple):
    """A value as it is displayed: the expression that made it, its full value, what is shown of it.

    origins: numbers of the statements that made it, in the page's list of them.
    """

    expression: str
    full: str
    text: str
    origins: tuple[int, ...] = ()

    def attributes(self, full: str = "data-value") -> dict[str, str]:
        """Attributes of an element that shows it, by which the script tells how it was made; full: the value's own."""
        made_by = {"data-from": " ".join(map(str, self.origins))} if self.origins else {}
        return {full: self.full, "data-expression": self.expression, **made_by}


def origins(values: Iterable[Value]) -> str:
    """How values were made, for an attribute: pairs of expression and full value, as JSON."""
    return json.dumps([[value.expression, value.full] for value in values])


class Html(str):
    """What a value displays that is no text, such as a figure, which has a name."""

    name: str

    def __new__(cls, html: str, name: str = "") -> "Html":
        made = super().__new__(cls, html)
        made.name = name
        return made

    def html(self) -> str:
        return self

    def plain(self) -> str:
        return ""

    def values(self) -> list[Value]:
        return []


_CONVERSIONS: dict[int, Callable[[Any], Any]] = {
    -1: lambda value: value,
    ord("s"): str,
    ord("r"): repr,
    ord("a"): ascii,
}


def formatted(value: Any, conversion: int = -1, spec: str = "") -> str:
    """A value as an f-string writes it."""
    return format(_CONVERSIONS[conversion](value), spec)


def display(value: Any, expression: str, conversion: int = -1, spec: str = "") -> list[Value | str]:
    """The values, and the text between them, that an f-string's replacement field displays.

    A tuple or a one-dimensional array of numbers is displayed as (1, 2), each number by itself.
    Raises ValueError where a reader could not take the text at its word.
    """
    suffix = (f"!{chr(conversion)}" if conversion > 0 else "") + (f":{spec}" if spec else "")
    if is_row(value) and conversion < 0:
        parts = [_display(part, f"{expression}[{i}]{suffix}", -1, spec) for i, part in enumerate(value)]
        between = [", "] * (len(parts) - 1) + [")"]
        return ["(", *(piece for pair in zip(parts, between, strict=True) for piece in pair)]
    return [_display(value, expression + suffix, conversion, spec)]


def _display(value: Any, expression: str, conversion: int, spec: str) -> Value:
    def show(value: Any) -> str:
        return formatted(value, conversion, spec)

    require_displayable(value, text := show(value))
    return Value(expression, _full(value, show), text)


def _full(value: Any, show: Callable[[Any], str]) -> str:
    """A value in full; of a float of numpy's only the digits that hold on every processor.

    On each kind of processor, numpy and its BLAS add and multiply in another order.
    """
    plain = value.item() if getattr(value, "ndim", None) == 0 else value
    if plain is value or not isinstance(plain, float):
        return str(plain)
    rounded = round(plain, DECIMALS)
    return f"{rounded if show(rounded) == show(plain) else plain:z.{SIGNIFICANT_DIGITS}g}"


def is_row(value: Any) -> bool:
    """Whether it is some numbers in a row."""
    if not isinstance(value, tuple) and getattr(value, "ndim", 0) != 1:
        return False
    return len(value) > 0 and all(isinstance(part, Number) for part in value)


def require_displayable(value: Any, text: str) -> None:
    """Raise ValueError if a reader could not take the text at its word.

    value: what the text displays; a string stands for itself.
    """
    if value is None or callable(value) or _NOT_A_VALUE.search(text):
        raise ValueError(f"{text} is not a value to display")
    if found := _NOT_A_NUMBER.search(text):
        raise ValueError(f"{found.group()} is not a number to display")
    inexact = isinstance(value, Real) and not isinstance(value, Rational)
    for numeral in _NUMERAL.finditer(text):
        _require_honest(numeral, inexact)


def _require_honest(numeral: re.Match[str], inexact: bool) -> None:
    shown = numeral.group()
    digits = re.sub(r"\D", "", numeral["mantissa"])
    if shown[0] in "-−" and not digits.strip("0"):
        raise ValueError(f"{shown} is zero with a minus sign")
    if "." not in numeral["mantissa"]:
        digits = digits.rstrip("0")  # 12000 may well be 12 thousand
    if (inexact or "." in shown or numeral["exponent"]) and len(digits.lstrip("0")) > SIGNIFICANT_DIGITS:
        raise ValueError(
            f"{shown} has more than {SIGNIFICANT_DIGITS} significant digits; "
            "round it with a format, such as {{ value:.6g }}"
        )


def in_prose(text: str) -> str:
    """A displayed value as prose: its minus sign is one, and no hyphen."""
    return re.sub(r"(?<![\w.)\]])-(?=[\d.])", "−", text)


def is_rounded(value: Value) -> bool:
    """Whether the number that is displayed is another one than the value in full, and not for noise alone."""
    try:
        shown, full = (_exact(text) for text in (value.text, value.full))
    except ValueError:
        return False
    return abs(shown - full) > max(abs(full) * Fraction(1, 10 ** (SIGNIFICANT_DIGITS - 1)), Fraction(1, 10**DECIMALS))


def _exact(text: str) -> Fraction:
    """The number that a text is, such as 1,500 or 50%."""
    number = Fraction(text.replace(",", "").removesuffix("%"))
    return number / 100 if text.endswith("%") else number
