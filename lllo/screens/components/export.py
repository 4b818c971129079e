"""Writes what a list shows as a spreadsheet."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from lllo.people.template import escaped
from lllo.screens.components.cells import plain_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lllo.screens.components.cells import Column

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "head": {"bold": True, "bottom": 1},
    "money": {"num_format": "€ #,##0.00"},
    "number": {"num_format": "#,##0.##"},
    "day": {"num_format": "dd-mm-yyyy"},
    "moment": {"num_format": "dd-mm-yyyy hh:mm"},
}
WIDTHS = {"text": 28, "money": 14, "number": 10, "day": 12, "moment": 17, "badge": 16, "action": 16}
LONGEST_CELL = 32_000  # a spreadsheet takes 32 767


def spreadsheet(
    name: str, title: str, columns: Sequence[Column], rows: Iterable[Any]
) -> HttpResponse:
    """Return an answer that hands rows out as a file; ``name`` has no extension."""
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.xlsx")
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    content = workbook(title, columns, rows)
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)


def workbook(title: str, columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """Return an xlsx file with one sheet; texts are never formulas."""
    import xlsxwriter  # noqa: PLC0415 - only an export needs it

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(_sheet_name(title))
    styles = {name: book.add_format(style) for name, style in FORMATS.items()}
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS[column.kind])
        sheet.write_string(0, place, escaped(str(column.label)), styles["head"])
    number = 0
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            _write(sheet, (number, place), plain_value(column, row), styles, column.kind)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, number, max(0, len(columns) - 1))
    book.close()
    return target.getvalue()


def _write(sheet: Any, place: tuple[int, int], value: object, styles: Any, kind: str) -> None:
    """Write a cell by the kind of its value."""
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        sheet.write_datetime(*place, local.replace(tzinfo=None), styles["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, styles["day"])
    elif isinstance(value, Decimal | int) and not isinstance(value, bool):
        sheet.write_number(*place, value, styles["money" if kind == "money" else "number"])
    else:
        sheet.write_string(*place, escaped(str(value))[:LONGEST_CELL])


def _sheet_name(title: str) -> str:
    """Return a title as the name of a sheet may be: 31 characters, some not allowed."""
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in title)[:31].strip() or "lijst"
