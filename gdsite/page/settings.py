"""What a site may set for its pages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gdsite.formulas.functions import Functions
from gdsite.formulas.quantities import Quantities

TIME_LIMIT = 30.0


@dataclass(frozen=True)
class Settings:
    """What all pages of a site have in common.

    Attributes:
        functions: Those that formulas apply by name.
        quantities: Those that have a color.
        packages: The project's own, whose names in listings lead to the reference.
        time_limit: Seconds that a block may run.
        folders: Of the project, whose files a block may read.
    """

    functions: Functions = field(default_factory=Functions)
    quantities: Quantities = field(default_factory=Quantities)
    packages: tuple[str, ...] = ()
    time_limit: float = TIME_LIMIT
    folders: tuple[str, ...] = ()

    @classmethod
    def of(cls, functions: Any, quantities: Any, packages: Any, time_limit: Any) -> "Settings":
        """Settings as a file has them; raises ValueError for one of another kind, with its name and value."""
        return cls(
            read_functions(functions),
            read_quantities(quantities),
            read_packages(packages),
            read_time_limit(time_limit),
        )


def read_functions(value: Any) -> Functions:
    """Functions by their definitions, such as f(x, w): xw."""
    if not isinstance(value, Mapping):
        raise ValueError(f"functions must be definitions such as f(x, w): xw, got {value!r}")
    return Functions({str(head): str(body) for head, body in value.items()})


def read_quantities(value: Any) -> Quantities:
    """Quantities by their names, each with a list of the letters and words that stand for it."""
    listed = isinstance(value, Mapping) and all(
        re.fullmatch("[a-z]+", str(name)) and isinstance(signs, list) and all(isinstance(sign, str) for sign in signs)
        for name, signs in value.items()
    )
    if not listed:
        raise ValueError(f"quantities must be lists by names, such as weight: [w, bias], got {value!r}")
    return Quantities.of(value)


def read_packages(value: Any) -> tuple[str, ...]:
    """Names of packages."""
    if isinstance(value, str) or not isinstance(value, Sequence) or not all(isinstance(name, str) for name in value):
        raise ValueError(f"packages must be a list of names, got {value!r}")
    return tuple(value)


def read_time_limit(value: Any) -> float:
    """Seconds above zero."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
        raise ValueError(f"time_limit must be a number of seconds above zero, got {value!r}")
    return float(value)
