"""Checks office folders, settings and database, and lists the open questions."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from lllo.cli.output import show
from lllo.cli.run import format_option, refuse_missing_database, uses_django
from lllo.texts import _

if TYPE_CHECKING:
    from lllo.setup.checks import Report

COLUMNS = {"area": _("Where"), "text": _("Mistake")}
QUESTIONS = {
    "code": _("Code"),
    "question": _("Question"),
    "default": _("Until then"),
    "owner": _("Owner"),
}


@click.command(help=_("Check office folders, settings and database; then list the open questions."))
@format_option
@uses_django
def check(output_format: str) -> None:
    """Print all mistakes at once; exit 1 when there is one."""
    from lllo.setup.checks import check_all

    try:
        refuse_missing_database()
        report, missing = check_all(), []
    except click.ClickException as error:
        report, missing = check_all(database=False), [error.message]
    notes = [*missing, *report.notes]
    if output_format == "table":
        _print(report, notes)
    else:
        document = {"mistakes": report.mistakes, "notes": notes, "questions": report.questions}
        show(report.mistakes, output_format, COLUMNS, document=document)
    if report.mistakes:
        sys.exit(1)


def _print(report: Report, notes: list[str]) -> None:
    """Print mistakes as lines that an editor can jump to, then notes and questions."""
    for mistake in report.mistakes:
        click.echo(mistake.text)
    if report.mistakes:
        click.echo(_("Mistakes: %s") % len(report.mistakes))
    else:
        click.echo(_("No mistakes found."))
    for note in notes:
        click.echo(_("Note: %s") % note)
    if report.questions:
        click.echo()
        click.echo(_("Questions that are still open: %s") % len(report.questions))
        show(report.questions, "table", QUESTIONS)
