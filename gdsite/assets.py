"""What all pages share: one stylesheet, made from what they are found to need, and the index for search."""

import json

from gdsite import cache, katex, styles
from gdsite.reads import digest

STYLESHEET = "assets/site.css"
SEARCH = "javascripts/search.js"  # asks for the whole index, once somebody searches
INDEX = "search/search_index.json"
WHOLE_INDEX = "search/index.json"


def join_stylesheets(site, sheets):
    """Write one stylesheet in the place of these: what the site's pages need of them, and their formulas' fonts."""
    needs = [_needs(page, site) for page in site.rglob("*.html")]
    names, parts, classes, characters = (set().union(*each) for each in zip(*needs, strict=True))
    css, scripts = (
        "".join(file.read_text(encoding="utf-8") for file in files)
        for files in ((site / sheet for sheet in sheets), sorted(site.rglob("*.js")))
    )

    def make():
        known = names | styles.names_in_script(scripts, parts)
        joined = katex.fonts(names, characters) + styles.used(css, known) + styles.rules(classes)
        return f'@charset "UTF-8";{joined}'.encode()

    found = [css, scripts, *map(sorted, (names, parts, classes, characters))]
    (site / STYLESHEET).write_bytes(cache.kept("stylesheet", found, make))
    for sheet in map(site.joinpath, sheets):
        sheet.unlink()
        if not any(sheet.parent.iterdir()):
            sheet.parent.rmdir()


def _needs(page, site):
    """What a page needs of the stylesheets and fonts; kept, for most pages are as they were in the last build."""
    html = page.read_text(encoding="utf-8")

    def read():
        look = styles.names_in_page, styles.parts_in_page, styles.declared, katex.characters
        return [each(html) for each in look]

    return cache.kept(f"needs/{digest(page.relative_to(site))}", [html], read)


def keep_index_apart(site):
    """Move the index to where SEARCH asks for it.

    The theme loads its file with every page; this keeps how words are told apart, which marks what was found.
    """
    index = site / INDEX
    settings = json.loads(index.read_bytes())["config"]
    index.rename(site / WHOLE_INDEX)
    index.write_text(json.dumps({"config": settings, "docs": []}), encoding="utf-8")
