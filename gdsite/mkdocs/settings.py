"""What mkdocs.yml may set for the plugin."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from mkdocs.config import config_options as c
from mkdocs.config.base import BaseConfigOption, Config, ValidationError

from gdsite.formulas.functions import Functions
from gdsite.page.settings import TIME_LIMIT, Settings, read_functions, read_packages, read_time_limit

T = TypeVar("T")


class _Read(BaseConfigOption[T], Generic[T]):
    """A setting that a function reads, which raises ValueError for a wrong one."""

    def __init__(self, read: Callable[[Any], T], default: Any) -> None:
        super().__init__()
        self.default = default
        self.read = read

    def run_validation(self, value: object) -> T:
        try:
            return self.read(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class PluginConfig(Config):
    """The plugin's settings in mkdocs.yml."""

    card = c.Optional(c.Type(str))
    """The figure that stands for the site where a link to it is shown, as in loop.md#bowl."""

    functions = _Read[Functions](read_functions, {})
    """Functions that formulas apply by name, such as f(x, w): xw."""

    packages = _Read[tuple[str, ...]](read_packages, [])
    """The project's own packages, whose edits show in the next build."""

    reference = c.Optional(c.Type(str))
    """The page with their reference, to which their names in listings lead."""

    time_limit = _Read[float](read_time_limit, TIME_LIMIT)
    """Seconds that a block may run."""

    def for_pages(self) -> Settings:
        """Those of them that pages know."""
        return Settings(self.functions, self.packages, self.time_limit)
