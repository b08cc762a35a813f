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


def test_the_tests_that_hold_promises_are_there():
    """Each file of tests that the tables of PROMISES.md and README.md name, the latter from tests/readers."""
    named = {"PROMISES.md": PROJECT, "README.md": PROJECT / "tests/readers"}
    for text, folder in named.items():
        rows = re.findall(r"^\|.*\|$", (PROJECT / text).read_text(encoding="utf-8"), flags=re.MULTILINE)
        tests = [name for row in rows for name in re.findall(r"`([\w./]+\.py)`", row)]
        assert len(tests) > 20
        assert [name for name in tests if not (folder / name).is_file()] == []
