"""What may be displayed, and what each displayed number says of itself."""

import json
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from numbers import Number, Rational, Real
from typing import Any, NamedTuple

SIGNIFICANT_DIGITS = 10  # more of a float than this is noise, or the author's oversight
DECIMALS = 12  # more of a sum of numpy's than this is noise, unless it is shown

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

_NUMERAL = re.compile(r"(?<![\w.])[-−]?(?P<mantissa>\d[\d,_]*(\.\d+)?|\.\d+)(?P<exponent>[eE][-+]?\d+)?")
_NOT_A_NUMBER = re.compile(r"(?<![\w\\])[-+]?(s?NaN|nan|NAN|inf|INF)(?!\w)")
_FRACTION = re.compile(r"(?<![\w.])(\d{13,})/(\d{13,})(?!\w|\.\d)")
_OF_CHOSEN_SIZE = tuple("eEfF%")  # formats that say how many digits stand where
_UNCHOSEN = 15  # characters of a float's digits, if they were not chosen by anybody
_NOT_A_VALUE = re.compile(r"<.* at 0x[0-9a-fA-F]+>|<module .*>|\bnp\.\w+\(")


# What nobody sees: control characters, and ends of lines that are none to an editor.
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
LONGEST = 200_000  # characters: more of a value, or of what a block prints, is an oversight


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

    @classmethod
    def own(cls, text: str) -> "Value":
        """What its author has typed and marked as such."""
        return cls("typed by the author", text, text)


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

    require_displayable(value, text := show(value), spec)
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


def require_displayable(value: Any, text: str, spec: str = "") -> None:
    """Raise ValueError if a reader could not take the text at its word.

    value: what the text displays, by the format spec; a string stands for itself.
    """
    if len(text) > LONGEST:
        raise ValueError(f"{len(text)} characters are more than a page can hold: show a part of them")
    if found := UNSEEN.search(text):
        raise ValueError(f"the character {found[0]!a} has nothing to show")
    if value is None or callable(value) or _NOT_A_VALUE.search(text):
        raise ValueError(f"{text} is not a value to display")
    _require_readable(value, text)
    if found := _NOT_A_NUMBER.search(text):
        raise ValueError(f"{found.group()} is not a number to display")
    for numerator, denominator in _FRACTION.findall(text):
        if int(numerator) > 2**40 and int(denominator) & -int(denominator) > 2**40:
            raise ValueError(
                f"{numerator}/{denominator} is a float as a fraction, with its noise; "
                "begin with exact numbers, such as Fraction(1, 3) or Fraction('0.1'), or show a float with a format"
            )
    inexact = isinstance(value, Real) and not isinstance(value, Rational)
    may_be_noise = spec[-1:] not in _OF_CHOSEN_SIZE and not isinstance(value, Rational | Decimal)
    for numeral in _NUMERAL.finditer(text):
        _require_honest(numeral, inexact)
        if may_be_noise:
            _require_no_noise(numeral.group(), value)


def _require_readable(value: Any, text: str) -> None:
    """Raise ValueError for what Python writes in a form of its own, which is not for readers, at any depth."""
    if isinstance(value, (set, frozenset)):
        raise ValueError(f"{text} is a set, whose order may be another in each build; show sorted(…) of it")
    kind: Any = type(value)
    if isinstance(value, (list, tuple, dict)):
        if kind.__repr__ not in (list.__repr__, tuple.__repr__, dict.__repr__):
            raise ValueError(_not_for_readers(value, text))
        for part in (*value, *value.values()) if isinstance(value, dict) else value:
            if not isinstance(part, (str, bool, int, float, complex, list, tuple, dict, set, frozenset)):
                raise ValueError(_not_for_readers(part, repr(part)))
            _require_readable(part, repr(part))
    elif isinstance(value, Number):
        if not _is_finite(value):
            raise ValueError(f"{value} is not a number to display")
    elif isinstance(value, bytes) or (kind.__str__ is object.__str__ and kind.__format__ is object.__format__):
        raise ValueError(_not_for_readers(value, text))


def _not_for_readers(value: Any, text: str) -> str:
    return (
        f"{text} is not a value to display: so Python writes a {type(value).__name__} for programmers; "
        "show its parts, each by itself"
    )


def _is_finite(value: Any) -> bool:
    """Whether a number is neither infinite nor none; what cannot be asked has no such values."""
    try:
        return isfinite(abs(value))
    except (TypeError, OverflowError):
        return True
    except ArithmeticError:  # of decimal, for a signaling NaN
        return False


def _require_no_noise(shown: str, value: Any) -> None:
    """Raise ValueError for what rounding has left in the place of zero of numbers around 1.

    That is tiny, and has digits that nobody has chosen: of 1e-16 there is one. What a text was made from is not known.
    """
    number = re.sub("[,_]", "", shown.replace("−", "-"))
    chosen = (
        len(repr(value).partition("e")[0]) < _UNCHOSEN if isinstance(value, float) else len(number) <= len("-1e-16")
    )
    if 2**-60 < abs(float(number)) < 2**-46 and not chosen:
        raise ValueError(
            f"{shown} is what rounding leaves in the place of zero: round it, as in {{{{ value:.6f }}}}; "
            "or, if it is meant, show the number itself with a format of its size, as in {{ value:.1e }}"
        )


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


def is_numeral(text: str) -> bool:
    """Whether a displayed value is one number and nothing else."""
    return bool(re.fullmatch(rf"{_NUMERAL.pattern}%?", text))


def in_prose(text: str) -> str:
    """A displayed value as prose: its minus sign is one, and no hyphen; 2e-16 is 2 × 10⁻¹⁶."""
    text = re.sub(r"(?<![\w.])(\d[\d.]*)[eE]([+-]?\d+)\b", _times_power_of_ten, text)
    return re.sub(r"(?<![\w.)\]])-(?=[\d.])", "−", text)


def _times_power_of_ten(number: re.Match[str]) -> str:
    power = "10" + str(int(number[2])).translate(RAISED)
    return power if number[1] == "1" else f"{number[1]} × {power}"


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
