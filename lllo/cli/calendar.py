"""Calendars as files, and which there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lllo.cli.imports import import_options, run_import, write_template
from lllo.cli.output import show
from lllo.cli.run import dry_run_option, format_option, uses_database, uses_django
from lllo.texts import _

if TYPE_CHECKING:
    from lllo.feeds.queries import Feed


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
    known = {row["file"]: row for row in rows if row.pop("feed")}
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


@calendar.command(
    help=_("List the calendars with their addresses: that of a public one, or how many are out.")
)
@format_option
@uses_database
def feeds(output_format: str) -> None:
    """List every calendar; secret addresses are kept nowhere, so only their number is known."""
    from django.conf import settings

    rows, _contents = _calendars()
    for row in rows:
        feed = row.pop("feed")
        row["address"] = None
        if feed.scope == "public":
            row["address"] = f"{settings.LLLO_BASE_URL.rstrip('/')}/agenda/{feed.code}.ics"
        row["subscriptions"] = _subscriptions(feed)
    columns = {
        "code": _("Code"),
        "name": _("Calendar"),
        "file": _("File"),
        "entries": _("Entries"),
        "address": _("Address"),
        "subscriptions": _("Secret addresses"),
    }
    show(rows, output_format, columns)


@calendar.command(help=_("Check an .ics file strictly (RFC 5545 and 7986)."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def lint(file: Path) -> None:
    """Say what is wrong with a file, or how many entries it holds; exit 1 when it is wrong."""
    from lllo.feeds.lint import read, read_single

    data = file.read_bytes()
    try:
        entries = read_single(data) if b"\r\nMETHOD:" in data else read(data)
    except (ValueError, LookupError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    click.echo(_("%(file)s is right; entries: %(count)s") % {"file": file, "count": len(entries)})


@calendar.command(
    name="import",
    help=_("Import events from a spreadsheet or .ics file: known by UID, and a moved one moves."),
)
@click.option("--no-mail", is_flag=True, help=_("Send no mail to who is invited by mail."))
@import_options
@uses_django
def import_(file: Path, template: bool, no_mail: bool, **options: Any) -> None:
    """Import events, or write the template."""
    from functools import partial

    from lllo.training.imports import COLUMNS, import_events

    if template:
        write_template(file, COLUMNS, _("Events"))
    else:
        run_import(partial(import_events, tell=not no_mail), file, **options)


@calendar.command(help=_("Read the replies to invitations from the mailbox (LLLO_IMAP_HOST)."))
@format_option
@uses_database
def replies(output_format: str) -> None:
    """Take the replies that nobody has looked at; say why others were left."""
    from lllo.feeds import mailbox

    found = mailbox.collect()
    rows = [
        {"email": each.email, "answer": each.word, "uid": each.uid, "left": None}
        for each in found.taken
    ]
    rows += [{"email": None, "answer": None, "uid": None, "left": each} for each in found.left]
    columns = {
        "email": _("Mail address"),
        "answer": _("Answer"),
        "uid": "UID",
        "left": _("Why it was left"),
    }
    show(rows, output_format, columns)


def _subscriptions(feed: Feed) -> int:
    """Return how many people hold an address of a calendar."""
    from lllo.feeds.models import Subscription

    rows = Subscription.objects.living().filter(feed=feed.code)
    if feed.scope in {"organisation", "cohort"}:
        rows = rows.filter(**{feed.scope: feed.owner})
    elif feed.scope != "office":
        rows = rows.filter(person=feed.owner) if feed.owner else rows.none()
    return rows.count()


def _calendars() -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """Return every calendar as a row, and its bytes by file name."""
    from lllo import clock, office
    from lllo.feeds import making, queries

    rows, contents = [], {}
    folders = office.read()
    for feed, content in making.contents(queries.feeds(folders), folders, on=clock.today()):
        entries = content.count(b"BEGIN:VEVENT\r\n")
        row = {"code": feed.code, "name": feed.name, "file": feed.file, "entries": entries}
        rows.append({**row, "feed": feed})
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
