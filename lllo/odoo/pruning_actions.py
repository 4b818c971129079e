"""Lets go of old runs and of jobs that were done: an hourly worker makes thousands in a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lllo.odoo.models import OdooRun
from lllo.outbox.models import Job

if TYPE_CHECKING:
    from datetime import datetime


def forget_before(moment: datetime) -> int:
    """Delete the runs and done jobs about Odoo that began before; return how many.

    Of each Odoo and kind the last run stays, the last whole one, and what differences belong to.
    Jobs that failed stay: somebody must look at them.
    """
    with transaction.atomic():
        old = OdooRun.objects.filter(started_at__lt=moment, differences=None)
        runs, _each = old.exclude(pk__in=_last()).delete()
        done = Job.objects.filter(kind__startswith="odoo.", state=Job.State.DONE, batch=None)
        jobs, _each = done.filter(created_at__lt=moment).delete()
    return runs + jobs


def _last() -> set[int]:
    """Return the last run, and the last whole one, of each kind at each Odoo."""
    found: dict[tuple[str, str, bool], int] = {}
    rows = OdooRun.objects.order_by("started_at", "pk")
    for pk, server, kind, is_whole in rows.values_list("pk", "server", "kind", "is_whole"):
        found[server, kind, False] = pk
        if is_whole:
            found[server, kind, True] = pk
    return set(found.values())
