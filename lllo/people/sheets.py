"""Reads a spreadsheet (xlsx, xls, ods or csv) into rows, and rows into values.

``read`` refuses a file that cannot be used in one sentence; ``parse`` gives
back every mistake of every row at once, with sheet, row, column and value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.people.cells import (
    Cell,
    ErrorCell,
    as_text,
    is_blank,
    parse_amount,
    parse_date,
    parse_postal_code,
    parse_yes_no,
)
from lllo.people.columns import Column, find_column, nearest_heading
from lllo.people.files import Grid, read_grid
from lllo.people.template import template

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = [
    "Cell",
    "Column",
    "Problem",
    "Record",
    "Row",
    "Sheet",
    "parse",
    "parse_amount",
    "parse_date",
    "parse_postal_code",
    "parse_yes_no",
    "read",
    "template",
]
VALUE_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One cell, or one row when ``column`` is empty, that cannot be taken as it is."""

    sheet: str
    row: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        place = _("%(sheet)s, row %(row)s") % {"sheet": self.sheet, "row": self.row}
        if self.column:
            place += ", " + _("column %(column)s") % {"column": self.column}
        value = self.value[:VALUE_SHOWN] + ("…" if len(self.value) > VALUE_SHOWN else "")
        return f"{place}: “{value}”. {self.expected}" if value else f"{place}: {self.expected}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row that is not empty; ``number`` is the one a spreadsheet program shows."""

    sheet: str
    number: int
    cells: dict[str, Cell]

    def problem(self, column: str, value: object, expected: object) -> Problem:
        """Return a problem of this row."""
        return Problem(
            sheet=self.sheet,
            row=self.number,
            column=column,
            value=str(value),
            expected=str(expected),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The one filled sheet of a file; ``headings`` stand as they were written."""

    name: str
    header_row: int
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The values of one row by the key of their column; an empty cell has no value.

    ``headings`` leads from the key of a column to its heading as it was written.
    """

    row: Row
    values: dict[str, Any]
    headings: dict[str, str]

    def problem(self, key: str, expected: object) -> Problem:
        """Return a problem of the cell in the column ``key``, or of the row when it is empty."""
        heading = self.headings.get(key, "")
        return self.row.problem(heading, as_text(self.row.cells.get(heading)), expected)


def read(path: Path) -> Sheet:
    """Read the filled sheet of a file; its first filled row holds the headings.

    Raises ``Refused`` in a sentence when the file is not there, cannot be read,
    is empty, is protected, or has several filled sheets to choose from.
    """
    return _sheet(read_grid(path))


def _sheet(grid: Grid) -> Sheet:
    """Return the grid as rows with headings; columns without heading and value do not count."""
    filled = [
        (number, cells) for number, cells in grid.rows if not all(is_blank(cell) for cell in cells)
    ]
    if not filled:
        raise Refused(_("%(name)s is empty.") % {"name": grid.name}, code="sheet_empty")
    (header_row, header), *rest = filled
    width = max(len(cells) for _number, cells in filled)
    named: list[tuple[int, str]] = []
    for index in range(width):
        heading = as_text(header[index]) if index < len(header) else ""
        holds = any(index < len(cells) and not is_blank(cells[index]) for _n, cells in rest)
        if heading or holds:
            named.append((index, heading or f"({_letter(index)})"))
    rows = tuple(
        Row(
            sheet=grid.name,
            number=number,
            cells={name: cells[index] if index < len(cells) else None for index, name in named},
        )
        for number, cells in rest
    )
    headings = tuple(name for _index, name in named)
    return Sheet(name=grid.name, header_row=header_row, headings=headings, rows=rows)


def _letter(index: int) -> str:
    """Return the letter of a column as a spreadsheet program shows it: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def parse(sheet: Sheet, columns: Sequence[Column]) -> tuple[list[Record], list[Problem]]:
    """Read all rows by ``columns``; return what could be read and every mistake.

    Raises ``Refused`` when the first filled row holds no heading at all.
    """
    found = {heading: find_column(heading, columns) for heading in sheet.headings}
    if not any(found.values()):
        listed = ", ".join(column.heading for column in columns if column.required)
        raise Refused(
            _("Row %(row)s of %(name)s holds no headings; expected at least: %(columns)s.")
            % {"row": sheet.header_row, "name": sheet.name, "columns": listed},
            code="no_header",
        )
    problems = _heading_problems(sheet, columns, found)
    missing = {column.key for column in columns} - {each.key for each in found.values() if each}
    present = [column for column in columns if column.required and column.key not in missing]
    headings = {column.key: heading for heading, column in found.items() if column}
    records = []
    for row in sheet.rows:
        values, wrong = _values(row, found, headings, present)
        problems += wrong
        records.append(Record(row=row, values=values, headings=headings))
    if not sheet.rows:
        raise Refused(
            _("%(name)s holds headings and no rows.") % {"name": sheet.name}, code="sheet_empty"
        )
    return records, problems


def _heading_problems(
    sheet: Sheet, columns: Sequence[Column], found: dict[str, Column | None]
) -> list[Problem]:
    """Return the headings that are unknown, stand twice or are missing."""
    header = Row(sheet=sheet.name, number=sheet.header_row, cells={})
    problems, seen = [], set()
    for heading in sheet.headings:
        column = found[heading]
        if column is None:
            near = nearest_heading(heading, columns)
            hint = _("There is no such column.")
            if near:
                hint += " " + _("Did you mean “%(heading)s”?") % {"heading": near}
            problems.append(header.problem(heading, "", hint))
        elif column.key in seen:
            problems.append(header.problem(heading, "", _("This column stands there twice.")))
        else:
            seen.add(column.key)
    problems += [
        header.problem(column.heading, "", _("This column is missing."))
        for column in columns
        if column.required and column.key not in seen
    ]
    return problems


def _values(
    row: Row,
    found: dict[str, Column | None],
    headings: dict[str, str],
    required: Sequence[Column],
) -> tuple[dict[str, Any], list[Problem]]:
    """Read one row; return its values and its mistakes."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    filled: set[str] = set()
    for heading, column in found.items():
        cell = row.cells[heading]
        if column is None or is_blank(cell):
            continue
        filled.add(column.key)
        if isinstance(cell, ErrorCell):
            problems.append(row.problem(heading, cell, _("This cell holds an error.")))
            continue
        try:
            values[column.key] = column.read(cell)
        except Refused as refused:
            problems.append(row.problem(heading, as_text(cell), refused))
    problems += [
        row.problem(headings[column.key], "", _("This cell must be filled."))
        for column in required
        if column.key not in filled
    ]
    return values, problems
