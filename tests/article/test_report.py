"""The page that counts what is proven counts right, and what is there now."""

import json

from conftest import PROJECT
from report import claims, count


def test_the_report_is_of_these_pages(published):
    """What it says of each page is what the published pages hold; if not, run `make report`."""
    reported = json.loads((PROJECT / "docs/report.json").read_text(encoding="utf-8"))["pages"]
    assert reported == count(published.site), "run make report"


def test_claims_are_the_assertions_of_executed_blocks():
    """Counted by hand: two in blocks that run, one of them in a loop and indented; none that is only shown."""
    source = """
```python exec="on"
x = 1
assert x == 1
```

    ```python exec="on" source="above"
    for x in range(2):
        assert x < 2
    ```

```python exec="off"
assert shown
```
"""
    assert claims(source) == 2


def test_the_page_shows_the_report(published):
    """The first page's row of the table, and what it adds up to."""
    page = published.page("proof/index.html")
    pages = json.loads((PROJECT / "docs/report.json").read_text(encoding="utf-8"))["pages"]
    columns = ("numbers", "computed", "formulas", "relations", "claims")
    assert ["index", *(str(pages["index"][column]) for column in columns)] in page.rows()
    together = sum(row["numbers"] for row in pages.values())
    assert f"shows {together} numbers, and {together} of them are computed" in page.text()
