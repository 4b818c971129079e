"""Writes what a run found out about records; each batch in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from lllo.odoo.models import OdooRecord, OdooRun

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lllo.odoo.wording import Note
    from lllo.people.models import User

NOT_CHANGED = ("id", "public_id", "server", "key", "kind", "object_type", "object_id", "odoo_model")
CHANGED = [
    field.name for field in OdooRecord._meta.concrete_fields if field.name not in NOT_CHANGED
]


def keep(records: Sequence[OdooRecord]) -> None:
    """Write records, those that are new included."""
    with transaction.atomic():
        # First those that give up an id, for another may have it now.
        known = [row for row in records if row.pk]
        for has_id in (False, True):
            rows = [row for row in known if (row.odoo_id is not None) is has_id]
            OdooRecord.objects.bulk_update(rows, CHANGED, batch_size=50)
        OdooRecord.objects.bulk_create([row for row in records if not row.pk], batch_size=50)


def begin_run(server: str, kind: str, *, at: datetime, by: User | None) -> OdooRun:
    """Note that a run begins; one that is killed stays without an end."""
    run: OdooRun = OdooRun.objects.create(server=server, kind=kind, started_at=at, started_by=by)
    return run


def end_run(run: OdooRun, *, at: datetime, said: Note, is_whole: bool, **figures: Any) -> None:
    """Note how a run ended: ``calls`` and ``counts``, and a sentence."""
    run.ended_at, run.is_whole, run.said = at, is_whole, said
    run.calls, run.counts = figures["calls"], figures["counts"]
    run.save()
