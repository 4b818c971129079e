"""The import of hours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lllo.cli.output import show
from lllo.cli.run import dry_run_option, format_option, refuse_missing_database, uses_django
from lllo.texts import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lllo.people.imports import ImportResult

COLUMNS = {
    "row": _("Row"),
    "label": _("Person and day"),
    "hours": _("Hours"),
    "line": _("Development line"),
    "description": _("Description"),
}


@click.command(help=_("Import hours: each row once, all rows or none."))
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--template",
    is_flag=True,
    help=_("Write an empty FILE with an explanation for each column, and stop."),
)
@dry_run_option
@format_option
@uses_django
def hours(file: Path, template: bool, dry_run: bool, output_format: str) -> None:
    """Import hours, or write the template."""
    from lllo.budget.imports import COLUMNS as SHEET
    from lllo.budget.imports import import_hours
    from lllo.people import sheets

    if template:
        sheets.template(file, SHEET, title=_("Hours"))
        click.echo(_("%s is written. Fill it in and import it.") % file)
        return
    refuse_missing_database()
    result = import_hours(file, dry_run=dry_run, progress=_progress, by=None)
    _show(result, output_format)
    if result.refused:
        for problem in result.problems:
            click.echo(str(problem), err=True)
        raise click.ClickException(_("Nothing was written: %s problems.") % len(result.problems))


def _progress(rows: Sequence[Any]) -> Iterable[Any]:
    """Show a bar while the rows are booked, on a terminal only."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(rows, _("Writing"), console=console, disable=not console.is_terminal)


def _show(result: ImportResult, output_format: str) -> None:
    """Print the rows that are new; in a table only those of a trial, and the count."""
    rows = [
        {"row": change.row, "label": change.label}
        | {field.field: field.after for field in change.fields}
        for change in result.changes
    ]
    if output_format != "table":
        show(rows, output_format, COLUMNS, document=result)
        return
    if rows and result.dry_run:
        show(rows, "table", COLUMNS)
    counts = {"new": result.new, "unchanged": result.unchanged}
    if result.dry_run or result.refused:
        click.echo(_("%(new)s new, %(unchanged)s unchanged. Nothing is written yet.") % counts)
    else:
        click.echo(_("%(new)s new, %(unchanged)s unchanged.") % counts)
