"""A page of Markdown: its blocks run, its fields shown, its formulas checked. Knows no MkDocs."""
