"""What the worker does: send, fetch, and ask itself for it when something changed.

The client is imported by a job, not with this module: settings name its functions.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from lllo import clock
from lllo.errors import Refused
from lllo.odoo import mapping
from lllo.odoo.actions import PULL, PUSH, ask, refuse_off
from lllo.odoo.models import OdooRecord, OdooServer
from lllo.odoo.problems import Kind, Problem
from lllo.odoo.pruning_actions import forget_before
from lllo.odoo.queries import is_on
from lllo.outbox.actions import hasten
from lllo.outbox.models import Job
from lllo.people.models import AuditEntry, User

if TYPE_CHECKING:
    from collections.abc import Iterator

AT_MOST = timedelta(minutes=3)  # a job's lease is longer
PULL_EVERY = timedelta(hours=1)
BUSY = ("odoo_busy", "odoo_lock_lost")


def push_changes(job: Job) -> None:
    """Send what a job names, or all that changed; what time does not allow becomes another job."""
    from lllo.odoo.client import client  # noqa: PLC0415 - slow to import
    from lllo.odoo.push import Wish, push  # noqa: PLC0415 - with it

    refuse_off()  # the office may have switched it off since it was asked for
    keys = job.payload.get("keys") or None
    wish = Wish(keys=keys, until=clock.real_now() + AT_MOST)
    with _later_if_busy():
        outcome = push(client(), mapping.booking(), wish, at=clock.now(), by=None)
    if not outcome.is_whole:
        with transaction.atomic():
            ask(PUSH, job.payload)


def pull_payments(job: Job) -> None:  # noqa: ARG001 - every handler is given its job
    """Fetch what was paid."""
    from lllo.odoo.client import client  # noqa: PLC0415 - slow to import
    from lllo.odoo.pull_actions import pull  # noqa: PLC0415 - with it

    refuse_off()
    with _later_if_busy():
        pull(client(), mapping.booking(), at=clock.now(), by=None)


def check_connection(job: Job) -> None:
    """Look whether everything is there, and keep the lines for the office."""
    from lllo.odoo.check_actions import keep_check  # noqa: PLC0415 - slow to import
    from lllo.odoo.client import client  # noqa: PLC0415 - with it

    keep_check(client(), at=clock.now(), by=_asker(job))


def compare_sides(job: Job) -> None:
    """Compare both sides, and keep what differs for the office."""
    from lllo.odoo.client import client  # noqa: PLC0415 - slow to import
    from lllo.odoo.comparison_actions import keep_comparison  # noqa: PLC0415 - with it

    keep_comparison(client(), mapping.booking(), at=clock.now(), by=_asker(job))


@contextmanager
def _later_if_busy() -> Iterator[None]:
    """Let a job come again when another run holds Odoo: no person needs to do anything."""
    try:
        yield
    except Refused as refused:
        if refused.code in BUSY:
            raise Problem(Kind.BUSY, str(refused)) from refused
        raise


def _asker(job: Job) -> User | None:
    """Return who asked for a job."""
    return User.objects.filter(pk=job.payload.get("by")).first()


def ask_when_due() -> None:
    """Put a push in the outbox when something was done since the last one, and a pull each hour.

    Each hour what was not sent or was refused is tried again, too: it may have been mended in
    Odoo, and after a day without Odoo nothing waits half a day longer. Every action leaves a row
    in the audit trail; what this room itself writes there is no change.
    """
    if not is_on():
        return
    with transaction.atomic():
        server = OdooServer.objects.get_or_create(server=settings.LLLO_ODOO.server)[0]
        row = OdooServer.objects.select_for_update().get(pk=server.pk)
        changes = AuditEntry.objects.exclude(action__startswith="odoo.")
        newest = changes.order_by("-pk").values_list("pk", flat=True).first() or 0
        if newest > row.audit_seen:
            row.audit_seen = newest
            ask(PUSH, {"keys": []}, now=False)
        now = clock.real_now()
        if row.asked_at is None or now - row.asked_at >= PULL_EVERY:
            row.asked_at = now
            ask(PULL, {"by": None}, now=False)
            if _has_unsent(row.server):
                ask(PUSH, {"keys": []}, now=False)
            _hasten_waiting()
        row.save(update_fields=["audit_seen", "asked_at"])


def forget_old() -> None:
    """Let go of runs and done jobs that nobody looks at any more."""
    forget_before(clock.now() - timedelta(days=settings.LLLO_ODOO.keep_days))


def _hasten_waiting() -> None:
    """Let what waits for another attempt wait no longer."""
    for job in Job.objects.filter(kind__in=(PUSH, PULL), state=Job.State.PENDING):
        hasten(job)


def _has_unsent(server: str) -> bool:
    """Tell whether something waits to be sent, or was refused."""
    states = (OdooRecord.State.WAITING, OdooRecord.State.PROBLEM)
    return OdooRecord.objects.here(server).filter(state__in=states).exists()
