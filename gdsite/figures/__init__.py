"""Figures: drawn as SVG while the site is built, with sliders, sentences and a table of their numbers."""

from gdsite.figures.plot import Plot

__all__ = ["Plot"]
