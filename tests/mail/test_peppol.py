"""E-invoices go to the access point through a folder, and its receipts come back."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from lllo.invoices.actions import resend_invoice, send_invoice
from lllo.invoices.models import Delivery
from lllo.mail.peppol import collect_receipts
from lllo.outbox import worker
from lllo.outbox.models import Job
from lllo.people.models import AuditEntry, Organisation
from tests.invoices.builders import issue
from tests.world import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.LLLO_PEPPOL_OUTBOX = str(tmp_path / "peppol")
    return tmp_path / "peppol"


@pytest.fixture
def invoice(edition, demo):
    organisation = make_organisation(oin="00000001123456782000", invoice_channel="both")
    return issue(edition, "basis", organisation=organisation)


@pytest.fixture
def sent(folder, invoice):
    """Handed to the access point."""
    send_invoice(invoice, by=None)
    worker.run(once=True)
    return Delivery.objects.get(channel="peppol")


def answer(folder, stem, **said):
    (folder / "receipts").mkdir(exist_ok=True)
    (folder / "receipts" / f"{stem}.json").write_text(json.dumps(said))


def test_both_channels_are_used_and_the_document_is_the_stored_one(folder, invoice, sent):
    assert sent.state == "sent"
    assert sent.recipient == "0190:00000001123456782000"
    assert sorted(file.name for file in (folder / "out").iterdir()) == [
        "F2026-0001-peppol-1.json",
        "F2026-0001-peppol-1.xml",
    ]
    assert (folder / "out/F2026-0001-peppol-1.xml").read_bytes() == bytes(invoice.xml.content)
    address = json.loads((folder / "out/F2026-0001-peppol-1.json").read_text())
    assert address == {"number": "F2026-0001", "receiver": "0190:00000001123456782000"}
    assert {item.state for item in Delivery.objects.all()} == {"sent"}


def test_doing_it_again_changes_nothing(folder, sent):
    before = {file: file.stat().st_mtime_ns for file in (folder / "out").iterdir()}
    Job.objects.update(state="pending", done_at=None)
    worker.run(once=True)
    assert {file: file.stat().st_mtime_ns for file in (folder / "out").iterdir()} == before
    Delivery.objects.update(state="pending")  # the worker died before it noted that it was done
    Job.objects.update(state="pending", done_at=None)
    worker.run(once=True)
    assert {file: file.stat().st_mtime_ns for file in (folder / "out").iterdir()} == before


def test_receipt_says_that_it_was_delivered_once(folder, sent):
    answer(folder, "F2026-0001-peppol-1", status="delivered", at="2026-03-02T10:00:00+01:00")
    assert collect_receipts().delivered == ["F2026-0001:peppol:1"]
    assert collect_receipts().delivered == []
    sent.refresh_from_db()
    assert (sent.state, sent.delivered_at) == ("delivered", datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert AuditEntry.objects.filter(action="invoice.delivered").count() == 1


def test_receipt_says_why_it_failed_and_it_can_be_sent_again(folder, invoice, sent):
    answer(
        folder, "F2026-0001-peppol-1", status="failed", at="2026-03-02T10:00", message="Onbekend"
    )
    assert collect_receipts().failed == ["F2026-0001:peppol:1"]
    sent.refresh_from_db()
    assert (sent.state, sent.problem) == ("failed", "Onbekend")
    assert resend_invoice(invoice, channel="peppol", by=None).key == "F2026-0001:peppol:2"


def test_receipt_that_cannot_be_read_is_named(folder, sent):
    answer(folder, "F2026-0001-peppol-1", status="misschien")
    answer(folder, "anders", status="delivered")
    assert collect_receipts().unreadable == ["F2026-0001-peppol-1.json"]
    (folder / "receipts/F2026-0001-peppol-1.json").write_text("{")
    assert collect_receipts().unreadable == ["F2026-0001-peppol-1.json"]
    answer(folder, "F2026-0001-peppol-1", status="delivered")
    assert collect_receipts().delivered == ["F2026-0001:peppol:1"]


def test_receipt_that_came_twice_is_noted_once(folder, sent):
    from lllo.invoices.delivery_actions import note_receipt

    at = datetime(2026, 3, 2, tzinfo=UTC)
    assert note_receipt(sent, delivered=True, at=at)
    assert not note_receipt(sent, delivered=False, at=at, problem="te laat")


def test_folder_that_cannot_be_written_is_tried_again(folder, invoice):
    folder.write_text("in the way")
    send_invoice(invoice, by=None)
    worker.run(once=True)
    delivery = Delivery.objects.get(channel="peppol")
    assert delivery.state == "pending"
    assert delivery.problem


def test_without_an_access_point_the_office_is_told(settings, invoice):
    settings.LLLO_PEPPOL_OUTBOX = ""
    send_invoice(invoice, by=None)
    worker.run(once=True)
    delivery = Delivery.objects.get(channel="peppol")
    assert (delivery.state, "LLLO_PEPPOL_OUTBOX" in delivery.problem) == ("failed", True)


def test_invoice_without_a_peppol_number_is_not_sent_over_peppol(edition, demo, folder):
    from lllo.errors import Refused
    from lllo.invoices.models import Invoice
    from tests.triggers import lifted

    issued = issue(edition, "basis")
    Organisation.objects.update(invoice_channel="peppol")
    (one,) = send_invoice(issued, by=None)
    assert one.recipient.startswith("0106:")
    with lifted():
        said = {**issued.snapshot, "buyer": {**issued.snapshot["buyer"], "kvk_number": ""}}
        Invoice.objects.filter(pk=issued.pk).update(snapshot=said)
    one.delete()
    with pytest.raises(Refused) as refused:
        send_invoice(issued, by=None)
    assert refused.value.code == "endpoint_missing"
