"""MkDocs: the plugin that has it build true pages, keep them, and serve them. All private names of other packages are here."""
