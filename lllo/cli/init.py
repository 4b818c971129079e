"""The first five minutes on the terminal: what is done, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lllo.cli.output import show
from lllo.cli.run import format_option, uses_database
from lllo.texts import _

if TYPE_CHECKING:
    from lllo.setup.checklist import Step

COLUMNS = {"code": _("Step"), "title": _("What"), "done": _("Done"), "command": _("Command")}


@click.command(help=_("Show what a new installation still needs, and what to do next."))
@click.option("--mail", metavar="ADDRESS", help=_("Send a trial mail to ADDRESS first."))
@format_option
@uses_database
def init(mail: str | None, output_format: str) -> None:
    """Print the checklist that the first screen of the office shows, too."""
    from lllo.setup.checklist import checklist

    if mail:
        _send(mail)
    steps = checklist()
    if output_format != "table":
        show(steps, output_format, {**COLUMNS, "hint": "", "remark": ""})
        return
    if not steps:
        click.echo(_("Everything is there: programme, seller, VAT, first records and mail."))
        return
    _print(steps)


def _send(address: str) -> None:
    """Put the trial mail in the outbox and say who sends it."""
    from lllo.mail.trial import send_trial

    send_trial(address, by=None)
    click.echo(_("A trial mail to %s waits for the worker: lllo worker") % address)


def _print(steps: tuple[Step, ...]) -> None:
    """Print the steps with a mark each; those that are open say what to do."""
    done = sum(step.done for step in steps)
    click.echo(_("%(done)s of %(all)s steps are done.") % {"done": done, "all": len(steps)})
    for step in steps:
        click.echo(f"{_mark(step)} {step.title}")
        if step.done:
            continue
        lines: list[Any] = [step.remark or step.hint, f"$ {step.command}"]
        for line in lines:
            click.echo(f"    {line}")


def _mark(step: Step) -> str:
    """Return the mark before a step."""
    return click.style("✓", fg="green") if step.done else "○"
