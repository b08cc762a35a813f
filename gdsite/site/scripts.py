"""Scripts of the theme: a site that brings its own does not publish them."""

from pathlib import Path


def remove_unasked(site: Path) -> None:
    """Remove the theme's script from a site of which no page asks for it."""
    pages = [page.read_text(encoding="utf-8") for page in site.rglob("*.html")]
    for script in site.glob("assets/javascripts/bundle.*.js"):
        if not any(script.name in page for page in pages):
            script.unlink()
