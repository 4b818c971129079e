"""Writes an empty spreadsheet with an explanation for each column."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.people.cells import FORMULA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lllo.people.columns import Column

LAST_ROW = 10_000  # as far as the lists of choices reach
MARK_REQUIRED = " *"
NARROWEST = 14


def template(path: Path, columns: Sequence[Column], *, title: str) -> None:
    """Write an empty workbook, or a csv file when the name ends in ``.csv``.

    A file that is there already is not written over. Raises ``Refused``.
    """
    if path.exists():
        raise Refused(
            _("%(path)s is there already and is not written over.") % {"path": path},
            code="file_exists",
        )
    write = {".csv": _write_csv, ".xlsx": _write_workbook}.get(path.suffix.lower())
    if write is None:
        raise Refused(
            _("%(path)s: a template's name ends in .xlsx or .csv.") % {"path": path},
            code="file_kind",
        )
    try:
        write(path, columns, title)
    except OSError as error:
        raise Refused(
            _("%(path)s cannot be written: %(reason)s.")
            % {"path": path, "reason": error.strerror or error},
            code="unwritable",
        ) from error


def escaped(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run as a formula."""
    return "'" + text if text.startswith(FORMULA) else text


def _explained(column: Column) -> list[str]:
    """Return the line that explains a column: heading, demand, explanation, example."""
    demand = _("required") if column.required else _("optional")
    explanation = str(column.explanation)
    if column.choices:
        listed = ", ".join(column.choices)
        explanation += " " + _("One of: %(words)s.") % {"words": listed}
    return [column.heading, demand, explanation, column.example]


def _write_csv(path: Path, columns: Sequence[Column], _title: str) -> None:
    """Write headings and, as remarks, their explanation; utf-8 with a mark, so Excel knows."""
    with path.open("x", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(column.heading for column in columns)
        for column in columns:
            heading, demand, explanation, example = _explained(column)
            shown = " " + _("Example: %(example)s") % {"example": example} if example else ""
            writer.writerow([f"# {heading} ({demand}): {explanation}{shown}"])


def _write_workbook(path: Path, columns: Sequence[Column], title: str) -> None:
    """Write a sheet with frozen headings, notes and lists, and a sheet that explains."""
    import xlsxwriter  # noqa: PLC0415 - only a template needs it
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415 - comes with it

    # The texts of our own columns may begin with a sign; none may become a formula or a link.
    workbook = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False}
    )
    _filled_in(workbook, columns, title)
    _explanation(workbook, columns)
    try:
        workbook.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error


def _filled_in(workbook: Any, columns: Sequence[Column], title: str) -> None:
    """Add the sheet that the office fills in."""
    sheet = workbook.add_worksheet(title)
    bold = workbook.add_format({"bold": True, "bottom": 1})
    as_text = workbook.add_format({"num_format": "@"})  # keeps the zeros of a number
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(columns):
        heading = column.heading + (MARK_REQUIRED if column.required else "")
        sheet.set_column(index, index, max(NARROWEST, len(heading) + 2), as_text)
        sheet.write_string(0, index, heading, bold)
        _heading, demand, explanation, example = _explained(column)
        note = "\n".join(part for part in (f"{explanation} ({demand})", example) if part)
        sheet.write_comment(0, index, note, {"x_scale": 2, "y_scale": 1.5})
        if column.choices:
            rule = {"validate": "list", "source": column.choices, "error_type": "warning"}
            sheet.data_validation(1, index, LAST_ROW, index, rule)


def _explanation(workbook: Any, columns: Sequence[Column]) -> None:
    """Add the sheet that says what belongs in each column."""
    sheet = workbook.add_worksheet(_("Explanation"))
    bold = workbook.add_format({"bold": True, "bottom": 1})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 0)
    for index, width in enumerate((26, 12, 80, 30)):
        sheet.set_column(index, index, width, wrapped)
    headings = (_("Column"), _("Required?"), _("Explanation"), _("Example"))
    for index, heading in enumerate(headings):
        sheet.write_string(0, index, heading, bold)
    for number, column in enumerate(columns, start=1):
        for index, text in enumerate(_explained(column)):
            sheet.write_string(number, index, escaped(text), wrapped)
