"""A finished folder of files: its stylesheet, links, policy and publishing. Knows no Markdown and no MkDocs."""
