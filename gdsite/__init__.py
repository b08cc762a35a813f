"""The way from a value that gdcore computed to the page that shows it. Nothing here computes.

Four floors, each of which knows those below it: mkdocs → site, figures → page → formulas → store.
"""

from gdsite.store import TOOLS as TOOLS  # first of all: what they are a digest of is then never newer than what runs
