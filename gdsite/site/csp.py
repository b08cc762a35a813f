"""The site's Content-Security-Policy: what its pages may load and run. All else is refused by the browser."""

import re
from base64 import b64encode
from hashlib import sha256

HEADERS = "_headers"

_HEAD = '<meta charset="utf-8">'
_SCRIPT = re.compile(r"<script(?![^>]* (?:src=|type=.application))[^>]*>(.*?)</script>", re.DOTALL)

# For a host that reads it, as Netlify and Cloudflare Pages do; others are told the same by their own settings.
_HEADERS = """\
/*
  Content-Security-Policy: {policy}; frame-ancestors 'none'
  Cross-Origin-Opener-Policy: same-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=()
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff
"""


def policy(scripts):
    """The policy for pages with these scripts written in them."""
    allowed = " ".join(sorted(map(_source, scripts)))
    return (
        f"default-src 'none'; script-src 'self' {allowed}; style-src 'self'; img-src 'self' data:; "
        "font-src data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
    )


def _source(script):
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def set_policy(site):
    """Write the policy into each page, and beside them a file of headers with all that a page itself cannot say.

    It is one policy: the theme shows page after page in one document, which keeps its first one.
    """
    pages = list(site.rglob("*.html"))
    scripts = {script for page in pages for script in _SCRIPT.findall(page.read_text(encoding="utf-8"))}
    content = policy(scripts)
    for page in pages:
        html = page.read_text(encoding="utf-8")
        meta = f'{_HEAD}<meta http-equiv="Content-Security-Policy" content="{content}">'
        page.write_text(html.replace(_HEAD, meta, 1), encoding="utf-8")
    (site / HEADERS).write_text(_HEADERS.format(policy=content), encoding="utf-8")
