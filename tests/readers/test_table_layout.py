"""Tables in a browser: aligned, and on a phone no wider than it."""

import re

import pytest

NUMBER = re.compile(r"−?[\d,]+(\.\d+)?(( × 10)?[⁻⁰¹²³⁴-⁹]+)?%?")

# For each table its number of columns, by how much it is wider than its place, and for each number alone in a cell its
# column, its text and where its units end.
TABLES = r"""() => {
    for (const details of document.querySelectorAll("details")) details.open = true
    return [...document.querySelectorAll("article table")].map((table) => {
        const numbers = [...table.tBodies[0].rows].flatMap((row) => [...row.cells].map((cell, column) => {
            const [number, ...others] = cell.querySelectorAll("data")
            const text = number?.firstChild
            if (!text || others.length || cell.textContent.trim() !== text.data) return null
            const units = document.createRange()
            units.setStart(text, 0)
            units.setEnd(text, text.data.match(/^−?[\d,]*/)[0].length)
            return [column, text.data, units.getBoundingClientRect().right]
        }))
        const { scrollWidth, clientWidth } = table.parentElement
        return [table.rows[0].cells.length, scrollWidth - clientWidth, numbers.filter(Boolean)]
    })
}"""


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_numbers_stand_below_each_other_and_a_phone_shows_four_columns(visit, pages, width):
    """In a column, units end at one place, and so they do in powers of ten; only five columns may scroll."""
    page = visit(viewport={"width": width, "height": 800})
    start, tables, columns = page.url, 0, 0
    for path in pages:
        page.goto(start + path, wait_until="load")
        page.evaluate("document.fonts.ready.then(() => null)")
        for count, over, numbers in page.evaluate(TABLES):
            tables += 1
            assert count > 4 or over <= 0, f"{path}: a table of {count} columns is {over} px too wide"
            ends = {}
            for column, text, end in numbers:
                if number := NUMBER.fullmatch(text):
                    ends.setdefault((column, bool(number[2])), []).append(end)
            for where, places in ends.items():
                columns += 1
                assert max(places) - min(places) < 1, (path, where)
    assert tables > 30
    assert columns > 60
