"""Calendars as files, and which there are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lllo.cli.output import show
from lllo.cli.run import dry_run_option, format_option, uses_database
from lllo.texts import _


@click.group(help=_("The calendars of the programme as files for Outlook, Google and others."))
def calendar() -> None:
    """Group the commands about calendars."""


@calendar.command(help=_("Write every calendar as an .ics file into a folder."))
@click.option(
    "--out",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help=_("The folder to write to; it is made where it does not exist."),
)
@dry_run_option
@format_option
@uses_database
def export(folder: Path, dry_run: bool, output_format: str) -> None:
    """Write what changed; the same data gives the same files."""
    from lllo.feeds import files

    rows, contents = _calendars()
    try:
        written = files.write(folder, contents, dry_run=dry_run)
    except OSError as error:
        sentence = _("The folder %(folder)s cannot be written: %(problem)s")
        detail = {"folder": folder, "problem": error.strerror}
        raise click.ClickException(sentence % detail) from error
    known = {row["file"]: row for row in rows}
    empty = {"code": None, "name": None, "entries": None}
    result = [
        {**known.get(row.file, empty), "file": row.file, "state": row.state} for row in written
    ]
    states = _states()
    if output_format == "table":
        result = [{**row, "state": states[row["state"]]} for row in result]
    columns = {
        "file": _("File"),
        "name": _("Calendar"),
        "entries": _("Entries"),
        "state": _("What happened"),
    }
    show(result, output_format, columns)


@calendar.command(help=_("List the calendars; their addresses come with the site."))
@format_option
@uses_database
def feeds(output_format: str) -> None:
    """List code, name, file and number of entries of every calendar."""
    rows, _contents = _calendars()
    columns = {
        "code": _("Code"),
        "name": _("Calendar"),
        "file": _("File"),
        "entries": _("Entries"),
    }
    show(rows, output_format, columns)


def _calendars() -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """Return every calendar as a row, and its bytes by file name."""
    from lllo import clock, office
    from lllo.feeds import queries

    rows, contents = [], {}
    for feed, content in queries.contents(office.read(), on=clock.today()):
        entries = content.count(b"BEGIN:VEVENT\r\n")
        rows.append({"code": feed.code, "name": feed.name, "file": feed.file, "entries": entries})
        contents[feed.file] = content
    return rows, contents


def _states() -> dict[str, str]:
    """Return what happened to a file, in words."""
    return {
        "new": _("new"),
        "changed": _("changed"),
        "unchanged": _("unchanged"),
        "removed": _("removed, no calendar any more"),
        "left": _("left: no calendar any more, but changed by somebody"),
    }
