"""The site's Content-Security-Policy: what its pages may load and run. All else is refused by the browser."""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

HEADERS = "_headers"

_SCRIPT = re.compile(r"<script(?![^>]* (?:src=|type=.application))[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_MEDIA = re.compile(r"<(?:audio|video)\b", re.IGNORECASE)
_FONT_FILE = re.compile(r"""@font-face[^}]*url\(\s*+["']?+(?!data:)""", re.IGNORECASE)
# A policy governs what stands behind it: all of these.
_GOVERNED = re.compile(r"<(?:script|link|style|body)\b", re.IGNORECASE)
_CHARSET = re.compile(r"<meta\s[^>]*\bcharset\s*=[^>]*>", re.IGNORECASE)
_HEAD = re.compile(r"<head(?:\s[^>]*)?>", re.IGNORECASE)

# For a host that reads it, as Netlify and Cloudflare Pages do; others are told the same by their own settings.
_HEADERS = """\
/*
  Content-Security-Policy: {policy}; frame-ancestors 'none'
  Cross-Origin-Opener-Policy: same-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=()
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff
"""


def policy(pages: Iterable[str], styles: str = "") -> str:
    """The policy for pages: what is written in them may run; sound and film in them, and fonts of styles, may load."""
    html = "".join(pages)
    allowed = " ".join(sorted(map(_source, set(_SCRIPT.findall(html)))))
    media = "media-src 'self'; " if _MEDIA.search(html) else ""
    fonts = "'self' data:" if _FONT_FILE.search(styles) else "data:"
    return (
        f"default-src 'none'; script-src 'self' {allowed}; style-src 'self'; img-src 'self' data:; "
        f"font-src {fonts}; {media}connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
    )


def _source(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def set_policy(site: Path) -> None:
    """Write the policy into each page, and beside them a file of headers with all that a page itself cannot say.

    It is one policy: the theme shows page after page in one document, which keeps its first one.
    Raises ValueError where a page has no place for it.
    """
    pages = {page: page.read_text(encoding="utf-8") for page in site.rglob("*.html")}
    styles = "".join(sheet.read_text(encoding="utf-8") for sheet in site.rglob("*.css"))
    content = policy(pages.values(), styles)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{content}">'
    for page, html in pages.items():
        if not (place := _place(html)):
            raise ValueError(
                f"{page.relative_to(site)}: no <head> and no <meta charset>, behind which a policy could stand"
            )
        page.write_text(f"{html[:place]}{meta}{html[place:]}", encoding="utf-8")
    (site / HEADERS).write_text(_HEADERS.format(policy=content), encoding="utf-8")


def _place(html: str) -> int:
    """Where a page's policy is to stand: behind its encoding, or else where its head begins; 0 if it has neither."""
    before = _GOVERNED.split(html, maxsplit=1)[0]
    found = _CHARSET.search(before) or _HEAD.search(before)
    return found.end() if found else 0
