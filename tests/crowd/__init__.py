"""An installation as large as it may ever become: 2 000 organisations, 60 000 registrations.

Everything is written in bulk, without actions, and is the same each time. The first organisation
is much larger than the others, and so is the first event: their pages show most.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction

from lllo.people.models import AuditEntry, AuditHead
from tests.crowd import invoices, parties, training, work
from tests.crowd.rows import Crowd, Size, put
from tests.screens import scene as build


def fill(scene: build.Scene, size: Size | None = None) -> Crowd:
    """Fill the database around a scene, and tell the database about it as time would."""
    crowd = Crowd(size or Size(), scene)
    with transaction.atomic():
        for part in (parties, training, invoices, work):
            part.fill(crowd)
        audit(crowd)
    if connection.vendor == "postgresql":  # autovacuum would do so within a minute
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return crowd


def audit(crowd) -> None:
    """Let much have happened to the records, in a chain of which the links are not real."""
    actions = (("contracts.contract", "contracts.sign"), ("people.organisation", "people.change_organisation"),
               ("training.registration", "training.register"), ("invoices.invoice", "invoices.issue"))  # fmt: skip
    count = crowd.size.audit
    put(
        AuditEntry,
        (
            AuditEntry(
                at=build.NOW - timedelta(minutes=5 * (count - number)), origin="web",
                action=actions[number % 4][1], object_type=actions[number % 4][0],
                object_id=str(number // 4 % 20_000), object_label=f"Record {number}",
                position=number + 1, sha256="0" * 64, previous="0" * 64,
            )
            for number in range(count)
        ),
    )  # fmt: skip
    AuditHead.objects.update_or_create(pk=1, defaults={"position": count, "sha256": "0" * 64})
