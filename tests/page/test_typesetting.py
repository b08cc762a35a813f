"""How tables are set."""

import re

import pytest

from gdsite.page.typesetting import set_tables


def table(*columns):
    """A table's HTML from its columns, each a heading and cells."""
    head, *rows = zip(*columns, strict=True)
    heading = "".join(f"<th>{text}</th>" for text in head)
    body = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{heading}</tr></thead><tbody>{body}</tbody></table>"


@pytest.mark.parametrize(
    ("column", "rooms"),
    [
        (["2.71", "3", "10.5", "−1,000"], ["", ".00", "0", ".00"]),
        (["0.25", "2.5 × 10⁻⁹", "10⁻¹⁶", "−3 × 10⁶"], ["", "⁶", ".0 × 00", ".0⁻⁶"]),
        (["12%", "7.5%"], [".0", ""]),
        (["15", "never", "0.5"], [".0", "", ""]),
        (['<data value="0.5">0.5</data>', '<data value="1.25">1.25</data><span class="claim"></span>'], ["0", ""]),
    ],
)
def test_numbers_are_aligned_at_the_decimal_point(column, rooms):
    """What is missing behind the units of a number has its room; powers of ten are aligned with each other."""
    html = set_tables(table(["steps", *column]))
    assert '<th class="number">steps' in html
    assert re.findall(r'<td class="number"(?: data-room="(.*?)")?>', html) == rooms


@pytest.mark.parametrize("column", [["(1, 2)", "(3, 4.5)"], ["3", "many", "none"], ["", ""], ["1 to 2", "2 to 3"]])
def test_other_columns_are_left_as_they_are(column):
    """Columns of words, of pairs and of nothing begin at their left."""
    assert "number" not in set_tables(table(["what", *column]))


def test_a_table_has_its_box_and_no_empty_heading():
    """The box scrolls, and an empty heading is a cell."""
    html = set_tables(table(["", "a"], ["b", "1"]))
    assert html.startswith('<div class="table"><table class="booktabs"><thead><tr><td></td><th class="number">b</th>')
    assert html.endswith("</table></div>")
