"""Small spreadsheets for tests."""

from __future__ import annotations

import xlsxwriter


def write_csv(path, *rows, encoding="utf-8", delimiter=";"):
    lines = [delimiter.join(row) for row in rows]
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def write_xlsx(path, *sheets):
    """Write sheets of (name, rows); a text stays a text."""
    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    day = workbook.add_format({"num_format": "dd-mm-yyyy"})
    for name, rows in sheets:
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            for index, cell in enumerate(row):
                style = day if hasattr(cell, "year") else None
                sheet.write(number, index, cell, style)
    workbook.close()
    return path
