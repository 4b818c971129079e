"""Eight processes issue the same drafts at once, four are killed; run as a program of its own.

It works in the database of DATABASE_URL, which it fills, and prints as JSON what is in it at the end.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
import time

import django

PROCESSES = 8
KILLED = 4
DRAFTS = 16
BEFORE = 4  # numbers given out before the first is killed
EXIT_WELL = 0


def prepare() -> None:
    from django.db import transaction

    from lllo.invoices.actions import draft_invoices
    from tests import triggers
    from tests.invoices.builders import START, sign
    from tests.tables import make_tables
    from tests.world import make_edition, make_organisation, mark_demo

    make_tables()
    triggers.install()
    with transaction.atomic():
        mark_demo()
        edition, organisation = make_edition(), make_organisation()
        for _ in range(DRAFTS):
            sign(edition, "professional_plus", organisation)
        draft_invoices(2026, on=START, by=None)


def issue_until_done(seed: int) -> None:
    from lllo.errors import Refused
    from lllo.invoices.actions import issue_drafts, issue_invoice
    from lllo.invoices.models import Invoice
    from tests.invoices.builders import ISSUE_DAY

    chance = random.Random(seed)  # noqa: S311 - only the order of work
    while drafts := list(Invoice.objects.drafts()):
        try:
            if seed % 4 == 1:
                issue_drafts(2026, on=ISSUE_DAY, by=None)  # whole runs beside single ones
            else:
                issue_invoice(chance.choice(drafts), on=ISSUE_DAY, by=None)
        except Refused as refused:
            if refused.code != "already_issued":
                raise


def start(seed: int) -> int:
    child = os.fork()
    if child == 0:
        issue_until_done(seed)
        os._exit(EXIT_WELL)
    return child


def kill_some(children: list[int]) -> None:
    """Kill as soon as numbers are given out, at moments that fall anywhere in an issue."""
    from lllo.invoices.models import Invoice

    chance = random.Random(0)  # noqa: S311 - moments, not secrets
    while Invoice.objects.issued().count() < BEFORE:
        time.sleep(0.005)
    for child in children:
        time.sleep(chance.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)


def outcome(ends: list[int]) -> dict[str, object]:
    from lllo.documents.models import Document
    from lllo.invoices.models import Invoice, NumberSeries
    from lllo.people.models import AuditEntry

    issued = Invoice.objects.issued().select_related("pdf", "xml").order_by("number")
    return {
        "killed": ends.count(-signal.SIGKILL),
        "ended_well": ends.count(EXIT_WELL),
        "drafts": Invoice.objects.drafts().count(),
        "numbers": [item.number for item in issued],
        "last_number": NumberSeries.objects.get().last_number,
        "bad_papers": sum(
            hashlib.sha256(bytes(paper.content)).hexdigest() != paper.sha256
            for item in issued
            for paper in (item.pdf, item.xml)
        ),
        "different_papers": len({p.sha256 for item in issued for p in (item.pdf, item.xml)}),
        "numbered_papers": sum(
            item.number.encode() in bytes(item.xml.content)
            and item.snapshot["number"] == item.number
            for item in issued
        ),
        "documents": Document.objects.filter(filename__regex="^F2026").count(),
        "audits": AuditEntry.objects.filter(action="invoice.issued").count(),
        "vat_totals": sum(item.vat_totals.count() for item in issued),
    }


def main() -> None:
    django.setup()
    from lllo import clock
    from lllo.invoices import papers
    from tests.invoices import sheets
    from tests.invoices.builders import NOW

    papers.prepare(sheets.usual(), "F2026-0001")  # fonts and the like once, before there are eight
    with clock.at(NOW):
        work()


def work() -> None:
    from django.db import connections

    prepare()
    connections.close_all()
    children = [start(seed) for seed in range(PROCESSES)]
    kill_some(children[:KILLED])
    ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    json.dump(outcome(ends), sys.stdout)


if __name__ == "__main__":
    main()
