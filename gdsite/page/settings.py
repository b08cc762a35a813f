"""What a site may set for its pages."""

from dataclasses import dataclass, field

from gdsite.formulas.functions import Functions


@dataclass(frozen=True)
class Settings:
    """What all pages of a site have in common.

    Attributes:
        time_limit: Seconds that a block may run.
        functions: Those that formulas apply by name.
        packages: The project's own, whose names in listings lead to the reference.
    """

    time_limit: float = 10
    functions: Functions = field(default_factory=Functions)
    packages: tuple[str, ...] = ()
