"""MkDocs: the plugin that has it build true pages, keep them, and serve them.

All private names of other packages stand here; tests/mkdocs/test_private_names.py lists them with what they are for.
"""
