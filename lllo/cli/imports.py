"""Imports of spreadsheets: organisations, people and hours."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lllo.cli.output import show
from lllo.cli.run import (
    dry_run_option,
    format_option,
    refuse_missing_database,
    uses_django,
)
from lllo.texts import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lllo.people.imports import Answers, ImportResult

HOURS = "lllo.cli.import_hours"


class ImportGroup(click.Group):
    """The imports of this module, and that of hours, which lives with the budget."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the imports in the order in which an office needs them."""
        return ["organisations", "people", "hours"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one import; that of hours is loaded when it is asked for."""
        if cmd_name == "hours":
            return importlib.import_module(HOURS).hours
        return super().get_command(ctx, cmd_name)


class Answer(click.ParamType):
    """``ROW`` or ``ROW=ID``: which row is meant, and what it is the same as."""

    name = "row[=id]"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[int, str]:
        """Return the row and the id, which is empty when there is only one to choose."""
        row, _sign, wanted = str(value).partition("=")
        if not row.strip().isdecimal():
            sentence = _("%s is not a row; expected a number such as 12, or 12=ID.") % value
            self.fail(sentence, param, ctx)
        return int(row), wanted.strip()


@click.group(name="import", cls=ImportGroup, help=_("Import a spreadsheet (xlsx or csv)."))
def imports() -> None:
    """Group the imports."""


def import_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that the imports of organisations and people share."""
    for option in (
        format_option,
        dry_run_option,
        click.option(
            "--new",
            "new",
            multiple=True,
            type=int,
            metavar="ROW",
            help=_("This row is a new one, although its name is known. May be repeated."),
        ),
        click.option(
            "--merge",
            "merge",
            multiple=True,
            type=Answer(),
            metavar="ROW[=ID]",
            help=_("This row is the one with the same name that is known. May be repeated."),
        ),
        click.option(
            "--template",
            is_flag=True,
            help=_("Write an empty FILE with an explanation for each column, and stop."),
        ),
        click.argument("file", type=click.Path(path_type=Path)),
    ):
        command = option(command)
    return command


@imports.command(help=_("Import organisations: matched by KvK number and OIN; a name alone asks."))
@import_options
@uses_django
def organisations(file: Path, template: bool, **options: Any) -> None:
    """Import organisations, or write the template."""
    from lllo.people.actions import import_organisations
    from lllo.people.import_organisations import COLUMNS

    if template:
        write_template(file, COLUMNS, _("Organisations"))
    else:
        run_import(import_organisations, file, **options)


@imports.command(help=_("Import people and roles: matched by mail address; a name alone asks."))
@import_options
@uses_django
def people(file: Path, template: bool, **options: Any) -> None:
    """Import people, or write the template."""
    from lllo.people.actions import import_people
    from lllo.people.import_people import COLUMNS

    if template:
        write_template(file, COLUMNS, _("People"))
    else:
        run_import(import_people, file, **options)


def write_template(file: Path, columns: Sequence[Any], title: str) -> None:
    """Write an empty spreadsheet and say so."""
    from lllo.people.sheets import template

    template(file, columns, title=title)
    click.echo(_("%s is written. Fill it in and import it.") % file)


def run_import(
    action: Callable[..., ImportResult],
    file: Path,
    *,
    merge: Sequence[tuple[int, str]],
    new: Sequence[int],
    dry_run: bool,
    output_format: str,
) -> None:
    """Import, print the outcome, and leave with 1 when the file was not taken."""
    refuse_missing_database()
    answers = _answers(merge, new)
    result = action(file, dry_run=dry_run, answers=answers, progress=_progress, by=None)
    _show(result, output_format)
    if result.refused:
        for line in (*result.problems, *result.questions):
            click.echo(str(line), err=True)
        sentence = _("Nothing was written. Problems: %(problems)s, questions: %(questions)s.")
        counts = {"problems": len(result.problems), "questions": len(result.questions)}
        raise click.ClickException(sentence % counts)


def _answers(merge: Sequence[tuple[int, str]], new: Sequence[int]) -> Answers:
    """Return what the office said about rows."""
    from lllo.people.imports import Answers

    return Answers(merge=dict(merge), new=frozenset(new))


def _progress(entries: Sequence[Any]) -> Iterable[Any]:
    """Show a bar while the rows are written, on a terminal only."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(entries, _("Writing"), console=console, disable=not console.is_terminal)


def _show(result: ImportResult, output_format: str) -> None:
    """Print the diff: one line for each new row, one for each field that changes."""
    columns = {
        "row": _("Row"),
        "status": _("What"),
        "label": _("Name"),
        "field": _("Field"),
        "before": _("Was"),
        "after": _("Becomes"),
    }
    rows = _lines(result)
    if output_format != "table":
        show(rows, output_format, columns, document=result)
        return
    if rows and (result.dry_run or result.changed):
        words = {"new": _("new"), "changed": _("changed")}
        show([{**row, "status": words[row["status"]]} for row in rows], "table", columns)
    sentence = (
        _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged. Nothing is written yet.")
        if result.dry_run or result.refused
        else _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged.")
    )
    counts = {"new": result.new, "changed": result.changed, "unchanged": result.unchanged}
    click.echo(sentence % counts)


def _lines(result: ImportResult) -> list[dict[str, Any]]:
    """Return the changes one field a line; a new row is one line that names what it holds."""
    lines = []
    for change in result.changes:
        line = {"row": change.row, "status": change.status, "label": change.label}
        if change.status == "new":
            held = ", ".join(each.field for each in change.fields)
            lines.append({**line, "field": held, "before": "", "after": ""})
            continue
        lines += [
            {**line, "field": each.field, "before": each.before, "after": each.after}
            for each in change.fields
        ]
    return lines
