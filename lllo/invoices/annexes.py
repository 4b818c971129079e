"""Annexes of an organisation's invoices, and the bytes of those that an invoice names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lllo.documents import queries as documents
from lllo.invoices.models import InvoiceAnnex

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lllo.documents.models import Document
    from lllo.invoices.snapshot import InvoiceSnapshot
    from lllo.people.models import Organisation

MEGABYTE = 1_000_000
LARGEST = 3 * MEGABYTE  # bytes of one annex
TOGETHER = 4 * MEGABYTE  # of all with one invoice: UBL and PDF/A hold them, and a mail holds both


def annexes_of(organisation: Organisation) -> QuerySet[InvoiceAnnex]:
    """Return what goes with the invoices of an organisation now, also those of one contract."""
    found: QuerySet[InvoiceAnnex] = InvoiceAnnex.objects.for_organisation(organisation).in_force()
    return found.select_related("document", "contract", "added_by").order_by("pk")


def named_by(snapshot: InvoiceSnapshot) -> list[tuple[str, Document]]:
    """Return the annexes of an invoice with the names of their files, removed ones as well."""
    if not snapshot.annexes:
        return []
    hashes = {annex.sha256 for annex in snapshot.annexes}
    kept = InvoiceAnnex.objects.filter(document__sha256__in=hashes)
    found = {row.document.sha256: row.document for row in kept}
    return [(annex.filename, found[annex.sha256]) for annex in snapshot.annexes]


def contents(snapshot: InvoiceSnapshot) -> dict[str, bytes]:
    """Return the bytes of the annexes of an invoice by their sha256."""
    return {item.sha256: documents.content(item) for _name, item in named_by(snapshot)}
