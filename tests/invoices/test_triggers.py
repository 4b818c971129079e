"""What was issued does not move: the database itself refuses, whoever asks."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from lllo.documents.models import Document
from lllo.invoices.models import Invoice, InvoiceLine, VatTotal
from lllo.invoices.protection import missing_triggers
from tests import triggers
from tests.invoices.builders import draft, issue

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
OF_INVOICE = "invoice_id = (SELECT id FROM invoices_invoice WHERE state = 'issued')"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE invoices_invoice SET due_date = '2030-01-01' WHERE state = 'issued'",
        "UPDATE invoices_invoice SET state = 'draft' WHERE state = 'issued'",
        "DELETE FROM invoices_invoice WHERE state = 'issued'",
        f"UPDATE invoices_invoiceline SET net_amount = 1 WHERE {OF_INVOICE}",
        f"DELETE FROM invoices_invoiceline WHERE {OF_INVOICE}",
        f"UPDATE invoices_vattotal SET tax_amount = 1 WHERE {OF_INVOICE}",
        f"DELETE FROM invoices_vattotal WHERE {OF_INVOICE}",
        "UPDATE documents_document SET filename = 'x' WHERE filename LIKE '%.pdf'",
        "UPDATE documents_document SET filename = 'x' WHERE filename LIKE '%.xml'",
        "DELETE FROM documents_document WHERE filename LIKE '%.xml'",
    ],
)
def test_database_refuses(edition, demo, sql):
    issue(edition)
    with (
        pytest.raises(IntegrityError, match="issued"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_rows_of_what_was_issued_cannot_be_added_or_moved(edition, demo):
    issued, waiting = issue(edition), draft(edition)
    line = InvoiceLine(invoice=issued, position=9, name="x", unit_price=1, net_amount=1)
    total = VatTotal(invoice=issued, category="S", rate=9, taxable_amount=1, tax_amount=1)
    for act in (
        line.save,
        total.save,
        lambda: waiting.lines.update(invoice=issued),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_drafts_and_other_documents_may_change(edition, demo):
    waiting = draft(edition)
    Invoice.objects.filter(pk=waiting.pk).update(orderer="Inkoop")
    waiting.lines.all().delete()
    waiting.delete()
    other = Document.objects.create(filename="x", media_type="x", content=b"", sha256="")
    Document.objects.filter(pk=other.pk).update(filename="y")
    other.delete()


def test_check_tells_when_the_protection_is_gone(db):
    assert missing_triggers() == []
    with triggers.lifted():
        assert "invoices_invoice_no_update" in missing_triggers()
