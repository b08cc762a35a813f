"""Templates of the site: where one fails, what the policy refuses in it, which front matter none of them reads."""

import os
import re
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateError, TemplateNotFound, TemplateSyntaxError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError
from mkdocs.structure.files import Files

from gdsite.mkdocs.broken_links import path_of
from gdsite.page.front_matter import line_of_setting

_REFUSED = re.compile(
    r"<(?P<element>style|iframe|object|embed)\b|<[a-z][^<>]*\s(?P<handler>on[a-z]+)\s*=", re.IGNORECASE
)


class FrontMatter(dict[str, Any]):
    """The settings at the head of a page, and of all pages which of them something has asked for, by their names."""

    def __init__(self, settings: dict[str, Any], asked: set[str]) -> None:
        super().__init__(settings)
        self.asked = asked

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.asked.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)

    def items(self) -> Any:
        self.asked.update(self)  # whoever asks for all may use each of them
        return super().items()

    def unread(self) -> list[str]:
        """The settings for which nothing has asked."""
        return [name for name in self if name not in self.asked]


def missing_templates(env: Environment, files: Files, config: MkDocsConfig) -> Iterator[str]:
    """What is wrong with pages whose template is not there."""
    for file in files.documentation_pages():
        if file.page and (name := dict(file.page.meta).get("template")):
            try:
                env.get_template(str(name))
            except TemplateNotFound:
                line = line_of_setting("template", file.content_string)
                where = "in overrides" if config.theme.custom_dir else "in the theme"
                yield f"{path_of(file, config)}:{line}: template: {name}: there is no such template {where}"


def refused_in_templates(config: MkDocsConfig) -> Iterator[str]:
    """What the policy would refuse in the project's own templates."""
    for path in sorted(Path(config.theme.custom_dir or os.devnull).rglob("*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if found := _REFUSED.search(line):
                what = f"<{found['element']}>" if found["element"] else f"{found['handler']}=…"
                remedy = "the site's policy refuses it; use extra_css and extra_javascript"
                yield f"{os.path.relpath(path)}:{number}: {what}: {remedy}"


def say_place(handle: Callable[..., Any]) -> Callable[..., Any]:
    """Jinja's own handling of an error in a template, as one line with the template's place."""

    def handled(source: str | None = None) -> None:
        try:
            handle(source)
        except BuildError:
            raise
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            places = [(frame.filename, frame.lineno) for frame in frames if frame.filename.endswith((".html", ".xml"))]
            if isinstance(error, TemplateSyntaxError):
                places.append((error.filename or error.name or "", error.lineno))
            if not places:
                raise
            what = error.message if isinstance(error, TemplateError) else str(error)
            raise BuildError(f"{_short(places[-1][0])}:{places[-1][1]}: {type(error).__name__}: {what}") from error

    return handled


def _short(path: str) -> str:
    return os.path.relpath(path) if os.path.isabs(path) and not os.path.relpath(path).startswith("..") else path
