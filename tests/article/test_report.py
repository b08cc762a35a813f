"""The page that counts what is proven counts right, and what is there now."""

import json

import pytest
from lxml import html

from conftest import PROJECT
from report import MUTANTS, at_sentences, claims, count, main, signs


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


def test_relations_are_counted_by_what_katex_has_set():
    """Two signs, and of the arrows the one that is no part of a limit; a sign that nobody has read is one too many."""
    tex = r"<annotation>\lim_{h \to 0} a = b \to c</annotation>"
    read = 3 * '<i class="mrel">=</i>'
    article = html.fromstring(f'<article>{tex}{read}<i class="mord">=</i></article>')
    assert signs(article) == 2


def test_at_sentences_are_counted_by_their_marks():
    """By what a reader may switch on."""
    article = html.fromstring('<article><p class="claims"><span class="claim"></span></p><p>claim</p></article>')
    assert at_sentences(article) == 1


def test_the_page_shows_the_report(published):
    """What the rows of the report add up to, in sentences and in the table of relations."""
    page = published.page("proof/index.html")
    pages = json.loads((PROJECT / "docs/report.json").read_text(encoding="utf-8"))["pages"].values()
    numbers, evaluated, claims_ = (sum(row[name] for row in pages) for name in ("numbers", "evaluated", "claims"))
    assert f"shows {numbers:,} numbers, and each of them was computed" in page.text()
    assert f"make {claims_:,} claims" in page.text()
    assert [f"{evaluated:,}", "they compare numbers, and hold"] in page.rows()


@pytest.fixture
def there(tmp_path):
    """A report that is there, of no page."""
    report = tmp_path / "report.json"
    report.write_text("as it was")
    return report


def test_no_report_is_written_that_its_page_does_not_show(published, there, tmp_path):
    """Such as one of mutants that live: the page claims that nearly all are caught."""
    mutants = json.loads(MUTANTS.read_text(encoding="utf-8"))
    few = tmp_path / "mutants.json"
    few.write_text(json.dumps(mutants | {"caught": mutants["mutants"] // 2}))
    with pytest.raises(SystemExit, match=r"docs/proof\.md:\d+: assert all_mutants"):
        main(published.site, there, few)
    assert there.read_text() == "as it was"


def test_a_report_is_written_in_one_stroke(published, there, capsys):
    """Where there is nothing wrong; and it leaves nothing beside it."""
    main(published.site, there)
    assert json.loads(there.read_text())["pages"] == count(published.site)
    assert [path.name for path in there.parent.iterdir()] == ["report.json"]
    assert "together" in capsys.readouterr().out
