"""Sends again what differs in Odoo and is ours; what is booked or merged is left for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lllo.odoo.models import OdooRecord
from lllo.odoo.wording import note

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lllo.odoo.reconcile import Finding

State = OdooRecord.State
MENDABLE = ("changed", "missing", "unsent")


def mark_to_send(server: str, findings: Iterable[Finding]) -> list[str]:
    """Let the next push write these records again; return their keys and those never sent."""
    keys = {finding.key for finding in findings if finding.what in MENDABLE and finding.key}
    with transaction.atomic():
        records = OdooRecord.objects.here(server).filter(key__in=keys)
        known = list(records.select_for_update(of=("self",)))
        found = [
            record
            for record in known
            if record.state not in (State.STOPPED, State.LEFT)
            and not (record.kind == "invoice" and record.booked_on)
        ]
        for record in found:
            record.sha256, record.accepted = "", {}
            record.state, record.said = State.WAITING, note("again")
            record.save(update_fields=["sha256", "accepted", "state", "said"])
    unsent = keys - {record.key for record in known}
    return sorted(unsent | {record.key for record in found})
