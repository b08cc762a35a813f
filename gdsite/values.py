"""What may be displayed: text that says what the value is."""

import re
from numbers import Rational, Real

SIGNIFICANT_DIGITS = 10  # more of a float than this is noise, or the author's oversight

_NUMERAL = re.compile(r"(?<![\w.])[-−]?(?P<mantissa>\d[\d,_]*\.?\d*|\.\d+)(?P<exponent>[eE][-+]?\d+)?")
_NOT_A_NUMBER = re.compile(r"(?<!\w)[-+]?(s?nan|inf)(?!\w)|∞", re.IGNORECASE)
_NOT_A_VALUE = re.compile(r"<.* at 0x[0-9a-fA-F]+>|<module .*>|\bnp\.\w+\(")


def require_displayable(value, text):
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


def _require_honest(numeral, inexact):
    shown = numeral.group()
    digits = re.sub(r"\D", "", numeral["mantissa"])
    if shown[0] in "-−" and not digits.strip("0"):
        raise ValueError(f"{shown} is zero with a minus sign")
    if "." not in numeral["mantissa"]:
        digits = digits.rstrip("0")  # 12000 may well be 12 thousand
    inexact = inexact or "." in shown or numeral["exponent"]
    if inexact and len(digits.lstrip("0")) > SIGNIFICANT_DIGITS:
        raise ValueError(
            f"{shown} has more than {SIGNIFICANT_DIGITS} significant digits; "
            "round it with a format, such as {{ value:.6g }}"
        )


def in_tex(text):
    """A displayed value as TeX: 1,598,000 without gaps, 1e-05 as a power of ten, % as itself."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "{,}", text)
    text = re.sub(
        r"(?<=\d)e([-+]?\d+)", lambda power: rf" \times 10^{{{int(power[1])}}}", text
    )
    return text.replace("%", r"\%")
