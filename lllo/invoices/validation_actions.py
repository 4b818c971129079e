"""Keeps what the official rules said of e-invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lllo.invoices.models import Invoice, Validation
from lllo.invoices.validation import Outcome, check
from lllo.people import audit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lllo.invoices.validation import Checked
    from lllo.people.models import User

BATCH = 200


def validate_invoices(invoices: Sequence[Invoice], *, at: datetime, by: User | None) -> Outcome:
    """Run the rules over issued invoices and keep what they said, batch by batch.

    What could not be checked stays in the state it was in.
    """
    whole = Outcome()
    for start in range(0, len(invoices), BATCH):
        part = check(invoices[start : start + BATCH])
        for checked in part.checked:
            keep(checked, at=at, by=by)
        whole.checked += part.checked
        whole.failed += part.failed
    return whole


def keep(checked: Checked, *, at: datetime, by: User | None) -> Validation | None:
    """Keep what the rules said; what says the same as the last time is not kept twice."""
    with transaction.atomic():
        invoice = (
            Invoice.objects.select_for_update(of=("self",))
            .select_related("xml")
            .get(pk=checked.invoice.pk)
        )
        assert invoice.xml is not None
        values = {
            "state": checked.state,
            "xml_sha256": invoice.xml.sha256,
            "rules": [
                {"name": pack.name, "version": pack.version, "sha256": pack.sha256}
                for pack in checked.rules
            ],
            "findings": checked.findings,
        }
        last = invoice.validations.first()
        if last and all(getattr(last, key) == value for key, value in values.items()):
            return None
        kept = Validation.objects.create(invoice=invoice, checked_at=at, **values)
        audit.record("invoice.validated", invoice, by=by, state=kept.state)
    return kept
