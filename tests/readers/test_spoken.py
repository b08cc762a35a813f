"""What a screen reader says of three pages, from top to bottom: roles, names and texts of the accessibility tree."""

import pytest

from conftest import PROJECT

SPOKEN = PROJECT / "tests/readers/spoken"


@pytest.mark.parametrize("name", ["index", "learning-rate", "network"])
def test_a_page_is_read_as_somebody_has_heard_it(visit, name):
    """As the file says. Where there is none, it is written, for its author to read aloud."""
    page = visit("" if name == "index" else f"{name}/")
    lines = page.locator("body").aria_snapshot().splitlines()
    said = "\n".join(line for line in lines if "- /url:" not in line) + "\n"
    file = SPOKEN / f"{name}.txt"
    if not file.exists():
        file.write_text(said, encoding="utf-8")
        pytest.fail(f"{file.name} is written anew: read it aloud")
    assert said.splitlines() == file.read_text(encoding="utf-8").splitlines(), f"delete {file} to have it written anew"
