"""What mkdocs.yml may set for the plugin."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar

from mkdocs.config import config_options as c
from mkdocs.config.base import BaseConfigOption, Config, ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError

from gdsite.formulas.functions import Functions
from gdsite.formulas.quantities import Quantities
from gdsite.page.numerals import in_text, without_marks
from gdsite.page.settings import (
    TIME_LIMIT,
    Settings,
    read_functions,
    read_packages,
    read_quantities,
    read_time_limit,
)

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

    quantities = _Read[Quantities](read_quantities, {})
    """What has a color, each by the letters and words that stand for it."""

    packages = _Read[tuple[str, ...]](read_packages, [])
    """The project's own packages, whose edits show in the next build."""

    reference = c.Optional(c.Type(str))
    """The page with their reference, to which their names in listings lead."""

    time_limit = _Read[float](read_time_limit, TIME_LIMIT)
    """Seconds that a block may run."""

    def for_pages(self) -> Settings:
        """Those of them that pages know."""
        return Settings(self.functions, self.quantities, self.packages, self.time_limit)


_SHOWN = "site_name", "site_description", "copyright"


def take_shown_texts(config: MkDocsConfig) -> None:
    """Refuse numerals in what mkdocs.yml has pages show: the site's name, titles in its nav; take their marks away."""
    texts = [*filter(None, map(config.get, _SHOWN)), *_titles(config.nav)]
    if typed := [one for text in texts for one in in_text(text)]:
        lines = Path(config.config_file_path).read_text(encoding="utf-8").splitlines()
        raise BuildError("\n".join(f"mkdocs.yml:{_line(one.around, lines)}: {one.message(field='')}" for one in typed))
    for name in _SHOWN:
        config[name] = without_marks(config[name]) if config[name] else config[name]
    config.nav = _shown(config.nav)


def _titles(nav: Any) -> Iterator[str]:
    """The titles in a nav, in which pages and sections may have one."""
    for entry in nav or ():
        for title, content in entry.items() if isinstance(entry, dict) else ():
            yield title
            yield from _titles(content) if isinstance(content, list) else ()


def _shown(nav: Any) -> Any:
    """The nav with titles as they are shown."""
    if isinstance(nav, dict):
        return {without_marks(title): _shown(content) for title, content in nav.items()}
    return [*map(_shown, nav)] if isinstance(nav, list) else nav


def _line(text: str, lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines, 1) if text in line), 1)
