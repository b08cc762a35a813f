"""Tables that an author has typed: a row of too many cells, or with fields in each other's columns, is refused."""

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from gdsite.page.fields import FIELD, is_claim, parse_field
from gdsite.page.session import Session

_SEPARATOR = re.compile(r"[> \t]*(?=[^|]*\|)\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")
_ENOUGH = 2  # other rows, which show how a column is made

Row = Sequence[tuple[str, str]]  # of each cell its field, and how that is made; two empty texts if it has not one


def check_rows(lines: Sequence[str], page: Session) -> None:
    """Each row of a table has as many cells as its head: Markdown drops what is more, and adds what is missing."""
    wanted, bordered = 0, False
    for at, line in enumerate(lines):
        row = line.strip("> \t")
        if not row:
            wanted = 0
        elif wanted and (cells := _cells(row, bordered)) != wanted:
            raise page.error(
                page.listing or page.offset + at + 1,
                f"this row has {cells} of the {wanted} cells of its table; an empty one is | |, a sign \\|",
            )
        elif not wanted and at + 1 < len(lines) and _SEPARATOR.match(lines[at + 1]):
            bordered = row.startswith("|") or row.endswith("|")
            below = lines[at + 1].strip("> \t")
            wanted = _cells(row, bordered) if _cells(row, bordered) == _cells(below, bordered) else 0


def _cells(row: str, bordered: bool) -> int:
    return (row.removeprefix("|").removesuffix("|") if bordered else row).count("|") + 1


def check_columns(gaps: Sequence[str], lines: Sequence[str], page: Session) -> None:
    """Refuse a row in which two fields are made as each other's columns are in all other rows.

    gaps: the lines, with gaps for fields, formulas and code.
    """
    for first, rows in _tables(gaps, lines):
        for at, row in enumerate(rows):
            others = [*rows[:at], *rows[at + 1 :]]
            for one, other in combinations(range(len(row)), 2):
                (field, made), (other_field, other_made) = row[one], row[other]
                above = [{each[column][1] for each in others} for column in (one, other)]
                if made and other_made and made != other_made and above == [{other_made}, {made}]:
                    raise page.error(
                        page.offset + first + at + 1,
                        f"{field} and {other_field} seem to be exchanged: in all other rows of this table, "
                        "it is the other way round",
                    )


def _tables(gaps: Sequence[str], lines: Sequence[str]) -> Iterator[tuple[int, list[Row]]]:
    """The tables that have enough rows: the place of the first one below the head, and the rows."""
    for head, line in enumerate(gaps):
        if _SEPARATOR.match(line):
            end = next((at for at in range(head, len(gaps)) if not gaps[at].strip("> \t")), len(gaps))
            rows = [_row(gaps[at], lines[at]) for at in range(head + 1, end)]
            if len(rows) > _ENOUGH and len({len(row) for row in rows}) == 1:
                yield head + 1, rows


def _row(gaps: str, line: str) -> Row:
    bars = [-1, *(bar.start() for bar in re.finditer(r"\|", gaps)), len(gaps)]
    return [_cell(line[bars[n] + 1 : bars[n + 1]]) for n in range(len(bars) - 1)]


def _cell(text: str) -> tuple[str, str]:
    fields = [field for field in FIELD.finditer(text) if not is_claim(field["body"])]
    return (fields[0][0], _made(fields[0]["body"])) if len(fields) == 1 else ("", "")


def _made(body: str) -> str:
    """How a field is made: with which functions, attributes and format, of whatever values."""
    try:
        field = parse_field(body)
    except SyntaxError:  # it is refused where it is shown
        return ""
    called = [node.func for node in ast.walk(field) if isinstance(node, ast.Call)]
    for node in ast.walk(field.value):
        if isinstance(node, ast.Constant):
            node.value = 0
        elif isinstance(node, ast.Name) and node not in called:
            node.id = "_"
    return ast.unparse(ast.JoinedStr([field]))
