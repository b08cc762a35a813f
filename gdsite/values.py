"""What may be displayed: text that says what the value is."""

import re
from numbers import Rational, Real

SIGNIFICANT_DIGITS = 10  # more of a float than this is noise, or the author's oversight

_NUMERAL = re.compile(r"(?<![\w.])[-−]?(?P<mantissa>\d[\d,_]*\.?\d*|\.\d+)(?P<exponent>[eE][-+]?\d+)?")
_NOT_A_NUMBER = re.compile(r"(?<!\w)[-+]?(nan|inf|infinity)(?!\w)", re.IGNORECASE)
_ADDRESS = re.compile(r"<.* at 0x[0-9a-fA-F]+>")


def require_displayable(value, text):
    """Raise ValueError if a reader could not take the text at its word.

    value: what the text displays; a string stands for itself.
    """
    if value is None or callable(value) or _ADDRESS.search(text):
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
    inexact = inexact or "." in shown or numeral["exponent"]
    if inexact and len(digits.lstrip("0")) > SIGNIFICANT_DIGITS:
        raise ValueError(
            f"{shown} has more than {SIGNIFICANT_DIGITS} significant digits; "
            "round it with a format, such as {{ value:.6g }}"
        )
