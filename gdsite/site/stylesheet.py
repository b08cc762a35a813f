"""The one stylesheet of all pages, made from what they are found to need."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from gdsite.site import css
from gdsite.site.fonts import FAMILY, Characters, characters, fonts, text_fonts
from gdsite.store import Store, digest
from gdsite.style_classes import declared, rules

STYLESHEET = "assets/site.css"


class Needs(NamedTuple):
    """What a page needs of the stylesheets and fonts."""

    names: set[str]
    classes: set[str]
    formulas: set[str]
    text: set[str]
    italic: set[str]
    strong: set[str]


def join_stylesheets(site: Path, sheets: Sequence[str], store: Store) -> None:
    """Write one stylesheet in the place of these: what the site's pages need of them, and their fonts."""
    found = [_needs(page, site, store) for page in site.rglob("*.html")]
    needs = Needs(*(set().union(*each) for each in zip(*found, strict=True)))
    styles = [file.read_bytes() for file in sorted(site.rglob("*.css"))]
    scripts = "".join(file.read_text(encoding="utf-8") for file in sorted(site.rglob("*.js")))

    def read() -> list[css.Statement]:
        return [statement for sheet in sheets for statement in css.read(site / sheet, (site / STYLESHEET).parent)]

    def make() -> bytes:
        statements = store.cached("stylesheets", [*sheets, *styles], read)
        known = needs.names | css.names_in_script(scripts)
        used = css.used(statements, known) + rules(needs.classes)
        faces = fonts(needs.names, needs.formulas, store)
        if FAMILY in used:
            faces += text_fonts(Characters(needs.formulas, needs.text, needs.italic, needs.strong), store)
        return f'@charset "UTF-8";{faces}{used}'.encode()

    (site / STYLESHEET).write_bytes(store.cached("stylesheet", [*sheets, *styles, scripts, *map(sorted, needs)], make))
    for sheet in map(site.joinpath, sheets):
        sheet.unlink()
        if not any(sheet.parent.iterdir()):
            sheet.parent.rmdir()


def _needs(page: Path, site: Path, store: Store) -> Needs:
    """What a page needs of the stylesheets; kept, for most pages are as they were in the last build."""
    html = page.read_text(encoding="utf-8")

    def read() -> Needs:
        return Needs(css.names_in_page(html), declared(html), *characters(html))

    return store.cached(f"needs/{digest(page.relative_to(site))}", [html], read)
