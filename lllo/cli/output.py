"""Prints rows as a table, JSON or CSV; amounts keep two decimals, dates are ISO in JSON and CSV."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: amounts as text with two decimals, dates as ISO text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def show(
    rows: Sequence[Any], output_format: str, columns: Mapping[str, str], *, document: Any = None
) -> None:
    """Print ``rows`` (dataclasses or mappings); ``columns`` gives key and translated heading.

    JSON prints ``document`` in place of the rows where a command has more to tell than rows.
    """
    plain_rows = [plain(row) for row in rows]
    if output_format == "json":
        value = plain_rows if document is None else plain(document)
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))
    elif output_format == "csv":
        click.echo(_csv(plain_rows, list(columns)), nl=False)
    else:
        _table(rows, columns)


def _csv(rows: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> str:
    """Return the rows as CSV; a text that a spreadsheet would run as a formula is escaped."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(keys)
    for row in rows:
        writer.writerow([_cell(row.get(key)) for key in keys])
    return buffer.getvalue()


def _cell(value: Any) -> Any:
    """Return a value that a spreadsheet shows and does not run; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA) and not _is_number(value):
        return "'" + value
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else value


def _is_number(text: str) -> bool:
    """Tell whether a text is a plain negative amount."""
    return text.removeprefix("-").replace(".", "", 1).isdigit()


def human(value: Any) -> str:
    """Return a value as a Dutch reader expects it in a table."""
    from django.utils import formats

    if value is None:
        return "–"
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, Decimal):
        return formats.number_format(value, decimal_pos=2, use_l10n=True, force_grouping=True)
    if isinstance(value, datetime):
        return f"{value:%d-%m-%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, list | tuple):
        return ", ".join(human(item) for item in value)
    return str(value)


def _table(rows: Sequence[Any], columns: Mapping[str, str]) -> None:
    """Print a table; amounts and numbers stand right."""
    from rich.console import Console
    from rich.table import Table

    table = Table(header_style="bold", box=None, pad_edge=False)
    values = [row if isinstance(row, dict) else _fields(row) for row in rows]
    for key, heading in columns.items():
        numeric = any(isinstance(row.get(key), Decimal | int) for row in values)
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in values:
        table.add_row(*(human(row.get(key)) for key in columns))
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def _fields(row: Any) -> dict[str, Any]:
    """Return the fields of a dataclass without copying what they hold."""
    return {field.name: getattr(row, field.name) for field in dataclasses.fields(row)}
