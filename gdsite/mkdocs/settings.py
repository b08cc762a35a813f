"""What mkdocs.yml may set for the plugin."""

from typing import Any

from mkdocs.config import config_options as c
from mkdocs.config.base import Config, ValidationError

from gdsite.formulas.functions import Functions
from gdsite.page.settings import Settings


class _Functions(c.OptionallyRequired[Functions]):
    """Functions by their definitions, such as f(x, w): xw."""

    def run_validation(self, value: Any) -> Functions:
        if not isinstance(value, dict):
            raise ValidationError(f"definitions such as f(x, w): xw were to be here, got {value!r}")
        try:
            return Functions({str(head): str(body) for head, body in value.items()})
        except ValueError as error:
            raise ValidationError(str(error)) from None


class _Seconds(c.OptionallyRequired[float]):
    """A time, in seconds."""

    def run_validation(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
            raise ValidationError(f"a number of seconds, above zero, was to be here, got {value!r}")
        return value


class PluginConfig(Config):
    """The plugin's settings in mkdocs.yml."""

    card = c.Optional(c.Type(str))
    """The figure that stands for the site where a link to it is shown, as in loop.md#bowl."""

    functions = _Functions(default={})
    """Functions that formulas apply by name, such as f(x, w): xw."""

    packages = c.ListOfItems(c.Type(str), default=[])
    """The project's own packages, whose edits show in the next build."""

    reference = c.Optional(c.Type(str))
    """The page with their reference, to which their names in listings lead."""

    time_limit = _Seconds(default=Settings.time_limit)
    """Seconds that a block may run."""

    def for_pages(self) -> Settings:
        """Those of them that pages know."""
        return Settings(self.time_limit, self.functions, tuple(self.packages))
