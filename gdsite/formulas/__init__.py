"""Formulas: set by KaTeX, read, and each relation in them checked."""
