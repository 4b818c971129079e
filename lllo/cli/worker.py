"""Does the work that leaves the house: mail, and what later parts put in the outbox."""

from __future__ import annotations

import os
import signal
from threading import Event
from typing import TYPE_CHECKING

import click

from lllo.cli.run import uses_database
from lllo.texts import _

if TYPE_CHECKING:
    from lllo.outbox.models import Job


class Stop(Event):
    """Is set by a signal, or by the end of the process that started this one."""

    def __init__(self, parent: int | None) -> None:
        super().__init__()
        self._parent = parent

    def is_set(self) -> bool:
        """Tell whether to stop; a process whose parent ended gets another one."""
        return super().is_set() or self._parent not in {None, os.getppid()}


@click.command(help=_("Do the work in the outbox, such as sending mail."))
@click.option("--once", is_flag=True, help=_("Do what is due now and stop."))
@click.option("--retry-failed", is_flag=True, help=_("First let all failed jobs be tried again."))
@click.option("--parent", type=int, hidden=True, help=_("Stop when this process is gone."))
@uses_database
def worker(once: bool, retry_failed: bool, parent: int | None) -> None:
    """Work until Ctrl-C or SIGTERM; the job in hand is finished first."""
    from lllo.outbox.actions import retry
    from lllo.outbox.models import Job
    from lllo.outbox.worker import run
    from lllo.people.audit import WORKER, Origin, coming_from

    for job in Job.objects.failed() if retry_failed else ():
        retry(job, by=None)
    stop = Stop(parent)
    before = {
        number: signal.signal(number, lambda *_: stop.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    if not once:
        click.echo(_("Waiting for work – stop with Ctrl-C."))
    try:
        with coming_from(Origin(kind=WORKER)):
            tally = run(once=once, stop=stop, report=_report)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    failed = Job.objects.failed().count()
    click.echo(
        _("Done: %(done)s. To be tried again: %(pending)s. Failed in all: %(failed)s.")
        % {"done": tally["done"], "pending": tally["pending"], "failed": failed}
    )
    if once and failed:
        raise click.exceptions.Exit(1)


def _report(job: Job) -> None:
    """Print how an attempt ended."""
    line = f"{job.key}: {job.get_state_display()}"
    click.echo(f"{line} – {job.last_error}" if job.last_error else line)
