"""Compares both sides, and keeps what differs for the page of the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from lllo import clock
from lllo.odoo import mapping
from lllo.odoo.models import OdooDifference, OdooRecord, OdooRun
from lllo.odoo.note_actions import begin_run, end_run
from lllo.odoo.reconcile import reconcile
from lllo.odoo.wording import note, of_error

if TYPE_CHECKING:
    from datetime import datetime

    from lllo.odoo.client import Client
    from lllo.odoo.mapping.base import Booking
    from lllo.odoo.reconcile import Balance, Report
    from lllo.people.models import User


def keep_comparison(client: Client, booking: Booking, *, at: datetime, by: User | None) -> OdooRun:
    """Compare, and keep what differs in place of what the comparison before found."""
    server, before = client.connection.server, client.calls
    run = begin_run(server, OdooRun.Kind.RECONCILE, at=at, by=by)
    try:
        report = reconcile(client, booking, at=at)
    except Exception as error:
        figures = {"calls": client.calls - before, "counts": {}}
        end_run(run, at=clock.now(), said=of_error(error), is_whole=False, **figures)
        raise
    counts = {"differences": len(report.findings)}
    run.details = {"balances": [_plain(balance) for balance in report.balances]}
    figures = {"calls": client.calls - before, "counts": counts}
    with transaction.atomic():
        OdooDifference.objects.filter(run__server=server).delete()
        _keep(run, report)
        end_run(run, at=clock.now(), said=note("compared", **counts), is_whole=True, **figures)
    return run


def _keep(run: OdooRun, report: Report) -> None:
    """Write the findings of a report."""
    known = {record.key: record for record in OdooRecord.objects.here(run.server)}
    rows = [
        OdooDifference(
            run=run,
            record=known.get(finding.key),
            kind=finding.kind,
            key=finding.key,
            label=finding.label[:300],
            what=finding.what,
            field=finding.field[:200],
            ours=finding.ours,
            theirs=finding.theirs,
            our_name=finding.our_name[:300],
            their_name=finding.their_name[:300],
            odoo_model=mapping.BY_KIND[finding.kind].model,
            odoo_id=finding.odoo_id,
        )
        for finding in report.findings
    ]
    OdooDifference.objects.bulk_create(rows, batch_size=200)


def _plain(balance: Balance) -> dict[str, Any]:
    """Return one kind of thing on both sides as JSON; amounts are texts."""
    sums = [None if each is None else str(each) for each in (balance.our_sum, balance.their_sum)]
    values = {"kind": balance.kind, "ours": balance.ours, "theirs": balance.theirs}
    return values | {"our_sum": sums[0], "their_sum": sums[1]}
