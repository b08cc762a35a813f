"""What axe finds in every combination of page, scheme, width and state.

    make axe

The tests of every day judge fewer of them, and formulas as boxes; here nothing is left out.
"""

import pytest
from test_access import NAMES, PAGES, audit, open_drawer, root, use, walk  # noqa: F401  # some are fixtures

from conftest import ask_search


@pytest.mark.parametrize("width", [1280, 375, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES, ids=NAMES)
def test_axe_finds_nothing_in_any_combination(audit, path, scheme, width):  # noqa: F811
    """Neither against WCAG 2.2 AA nor against best practice: as loaded, drawer open, search open, in use."""
    page, judge = audit(path, color_scheme=scheme, viewport={"width": width, "height": 800})
    found = {"loaded": judge()}
    if width < 1220:  # above, the drawer is always open
        open_drawer(page)
        found["drawer"] = judge()
        page.keyboard.press("Escape")
    ask_search(page, "weight")
    found["search"] = judge()
    page.keyboard.press("Escape")
    use(page)
    found["in use"] = judge()
    assert {state: problems for state, problems in found.items() if problems} == {}
