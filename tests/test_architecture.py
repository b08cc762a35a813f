"""ARCHITECTURE.md tells the truth about the code: which wing imports which, and where one finds a file."""

import re

import grimp

from conftest import PROJECT

TEXT = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_the_table_of_imports_is_that_of_the_code():
    """As grimp reads it from the sources: each wing, and those that a module of it imports."""
    graph = grimp.build_graph("gdsite", cache_dir=None)
    wings = {module for module in graph.modules if module.count(".") == 1}
    found = {}
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            pair = tuple(".".join(module.split(".")[:2]) for module in (importer, imported))
            if pair[0] != pair[1] and pair[0] in wings:
                found.setdefault(pair[0], set()).add(pair[1])
    table = re.findall(r"^\| `(gdsite\.\w+)` \| (.*) \|$", TEXT, flags=re.MULTILINE)
    assert {wing: set(re.findall(r"`(.*?)`", imports)) for wing, imports in table} == found


def test_each_file_has_its_place():
    """Every module, script and stylesheet is named under the heading of its folder, and nothing else is."""
    for folder, pattern in {
        "gdsite/page": "*.py",
        "gdsite/formulas": "*.py",
        "gdsite/figures": "*.py",
        "gdsite/site": "*.py",
        "gdsite/mkdocs": "*.py",
    }.items():
        section = TEXT.partition(f"### `{folder}/`\n")[2].partition("\n##")[0]
        files = {path.name for path in (PROJECT / folder).glob(pattern)} - {"__init__.py"}
        assert set(re.findall(r"`(\w+\.py)`", section)) == files, folder
    assert set(re.findall(r"`(docs/(?:stylesheets|javascripts)/.*?)`", TEXT)) == {
        path.relative_to(PROJECT).as_posix()
        for folder in ("stylesheets", "javascripts")
        for path in (PROJECT / "docs" / folder).iterdir()
    }
