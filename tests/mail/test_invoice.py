"""Invoices go by mail once, over a real connection that may break at any moment."""

from __future__ import annotations

from datetime import date

import pytest

from lllo.errors import OfficeMistake, Refused
from lllo.invoices.actions import (
    credit_invoice,
    issue_invoice,
    resend_invoice,
    send_invoice,
    send_reminders,
    settle_delivery,
)
from lllo.invoices.models import Delivery, Invoice
from lllo.mail.invoice import preview
from lllo.outbox import actions as outbox
from lllo.outbox import worker
from lllo.outbox.models import Job
from lllo.people.models import AuditEntry, Organisation, Person
from tests.invoices.builders import ISSUE_DAY, draft, issue, sent
from tests.mail.sink import smtp_sink
from tests.world import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(settings):
    with smtp_sink() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.DEFAULT_FROM_EMAIL = "LLO <lllo@example.org>"
        yield server


@pytest.fixture
def invoice(edition, demo):
    return issue(edition, purchase_order_number="4500012345")


def work() -> Job:
    """Let the worker do what is due; return the last job."""
    worker.run(once=True)
    return Job.objects.latest("pk")


def again() -> Job:
    """Let what failed be due at once, as if its time had come."""
    Job.objects.update(due_at="2020-01-01T00:00:00Z")
    return work()


def state() -> str:
    return Delivery.objects.latest("pk").state


def test_invoice_goes_once_with_two_files_and_no_copy(sink, invoice, backoffice):
    (delivery,) = send_invoice(invoice, by=backoffice)
    assert send_invoice(invoice, by=backoffice) == [delivery]
    assert work().state == "done"
    work()
    [(recipients, mail)] = sink.mails
    assert recipients == ["facturen@example.org"]
    assert (mail["To"], mail["Cc"], mail["Reply-To"]) == (
        "facturen@example.org",
        None,
        "facturen@example.org",
    )
    assert mail["Subject"].strip().startswith("[DEMO] Factuur F2026-0001 – Uniforme")
    body = mail.get_body(("plain",)).get_content()
    assert "Ordernummer: 4500012345" in body
    assert "Te betalen uiterlijk: 1 april 2026" in body
    pdf, xml = mail.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content()) == ("F2026-0001.pdf", bytes(invoice.pdf.content))
    assert (xml.get_filename(), xml.get_content_type()) == ("F2026-0001.xml", "application/xml")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.key) == ("sent", "F2026-0001:mail:1")
    assert AuditEntry.objects.filter(action="invoice.sent").count() == 1


def test_preview_shows_the_mail_and_sends_nothing(sink, invoice):
    letter = preview(invoice)
    assert letter.to == "facturen@example.org"
    assert letter.subject.startswith("[DEMO] Factuur F2026-0001")
    assert "€\xa012.945,00" in letter.body
    assert letter.files == ("F2026-0001.pdf", "F2026-0001.xml")
    assert not sink.mails
    assert not Delivery.objects.exists()


def test_invoice_begins_with_the_name_of_who_reads_that_address(invoice):
    assert preview(invoice).body.startswith("Geachte heer of mevrouw,\n")
    Person.objects.create(
        family_name="Vries", name_prefix="de", form_of_address="ms", email="Facturen@example.org"
    )
    assert preview(invoice).body.startswith("Geachte mevrouw De Vries,\n")


def test_connection_that_breaks_after_data_is_not_known_and_not_repeated(sink, invoice):
    sink.breaks_after_data = True
    send_invoice(invoice, by=None)
    assert (work().state, state()) == ("failed", "unknown")
    sink.breaks_after_data = False
    outbox.retry(Job.objects.get(), by=None)
    assert (work().state, state()) == ("failed", "unknown")
    assert len(sink.mails) == 1
    with pytest.raises(Refused) as refused:
        resend_invoice(invoice, channel="mail", by=None)
    assert refused.value.code == "delivery_open"


@pytest.mark.parametrize(("arrived", "after"), [(True, "sent"), (False, "failed")])
def test_person_finds_out_what_became_of_it(sink, invoice, backoffice, arrived, after):
    sink.breaks_after_data = True
    (delivery,) = send_invoice(invoice, by=None)
    work()
    assert settle_delivery(delivery, arrived=arrived, by=backoffice).state == after
    with pytest.raises(Refused) as refused:
        settle_delivery(delivery, arrived=arrived, by=backoffice)
    assert refused.value.code == "delivery_known"
    sink.breaks_after_data = False
    resend_invoice(invoice, channel="mail", by=backoffice)
    work()
    first, second = [mail for _to, mail in sink.mails]
    assert first["Message-ID"] != second["Message-ID"]
    assert [part.get_content() for part in first.iter_attachments()] == [
        part.get_content() for part in second.iter_attachments()
    ]


def test_resent_invoice_goes_to_the_address_of_now_and_is_the_same(sink, invoice):
    send_invoice(invoice, by=None)
    work()
    Organisation.objects.filter(pk=invoice.organisation_id).update(
        invoice_email="nieuw@example.org"
    )
    assert resend_invoice(invoice, channel="mail", by=None).key == "F2026-0001:mail:2"
    work()
    (first, _mail), (second, mail) = sink.mails
    assert (first, second) == (["facturen@example.org"], ["nieuw@example.org"])
    assert next(mail.iter_attachments()).get_content() == bytes(invoice.pdf.content)


@pytest.mark.parametrize("word", ["RCPT", "DATA"])
def test_refusal_of_the_server_is_tried_again(sink, invoice, word):
    sink.answers[word] = "451 busy"
    send_invoice(invoice, by=None)
    assert (work().state, state()) == ("pending", "pending")
    assert "busy" in Delivery.objects.get().problem
    sink.answers.clear()
    sink.mails.clear()
    assert (again().state, state()) == ("done", "sent")
    assert len(sink.mails) == 1


def test_server_that_stays_away_fails_in_the_end_and_can_be_tried_again(settings, sink, invoice):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    send_invoice(invoice, by=None)
    assert (work().state, state()) == ("pending", "pending")
    for _attempt in range(outbox.ATTEMPTS - 1):
        again()
    assert (Job.objects.get().state, state()) == ("failed", "failed")
    settings.EMAIL_PORT = port
    outbox.retry(Job.objects.get(), by=None)
    assert (work().state, state()) == ("done", "sent")


def test_worker_that_died_while_it_waited_sends_no_second_mail(sink, invoice):
    (delivery,) = send_invoice(invoice, by=None)
    Delivery.objects.filter(pk=delivery.pk).update(state="unknown")  # as it leaves it
    assert (work().state, state()) == ("failed", "unknown")
    assert not sink.mails


def test_job_that_is_done_again_sends_nothing(sink, invoice):
    send_invoice(invoice, by=None)
    work()
    Job.objects.update(state="pending", done_at=None, attempts=0)
    assert again().state == "done"
    assert len(sink.mails) == 1


def test_broken_template_leaves_the_invoice_as_it_was(sink, invoice, demo):
    path = "invoicing/templates/invoice_mail.txt.j2"
    demo.replace(path, "ontvangt u {{ kind|lower }} {{ number }}", "ontvangt u {{ nummer }}")
    with pytest.raises(OfficeMistake, match="invoice_mail"):
        preview(invoice)
    send_invoice(invoice, by=None)
    assert (work().state, state()) == ("pending", "pending")
    assert "nummer" in Delivery.objects.get().problem
    demo.replace(path, "ontvangt u {{ nummer }}", "ontvangt u {{ kind|lower }} {{ number }}")
    assert (again().state, state()) == ("done", "sent")
    assert len(sink.mails) == 1


def test_issue_can_send_in_the_same_transaction(sink, edition, demo):
    waiting = draft(edition)
    issued = issue_invoice(waiting, on=ISSUE_DAY, send=True, by=None)
    assert Delivery.objects.get().invoice == issued
    credit_invoice(issued, on=ISSUE_DAY, reason="Dubbel", send=True, by=None)
    worker.run(once=True)
    subjects = [mail["Subject"] for _to, mail in sink.mails]
    assert "Creditnota C2026-0001" in subjects[1]
    body = sink.mails[1][1].get_body(("plain",)).get_content()
    assert "hoort bij factuur F2026-0001. Reden: Dubbel" in body
    assert "Te betalen uiterlijk" not in body


def test_sending_is_refused(edition, demo):
    waiting = draft(edition)
    for act in (send_invoice, lambda one, by: resend_invoice(one, channel="mail", by=by)):
        with pytest.raises(Refused) as refused:
            act(waiting, by=None)
        assert refused.value.code == "not_issued"
    issued = issue_invoice(waiting, on=ISSUE_DAY, by=None)
    Organisation.objects.update(invoice_email="")
    with pytest.raises(Refused) as refused:
        send_invoice(issued, by=None)
    assert refused.value.code == "invoice_email_missing"


def test_changed_document_is_not_sent(sink, invoice):
    from lllo.documents.models import Document
    from tests.triggers import lifted

    send_invoice(invoice, by=None)
    with lifted():
        Document.objects.filter(pk=invoice.pdf_id).update(content=b"another")
    assert (work().state, state()) == ("failed", "failed")
    assert not sink.mails


def test_reminder_carries_the_pdf_and_what_is_open(sink, edition, demo):
    sent(issue(edition, organisation=make_organisation(order_number_label="Verplichtingennummer"),
               purchase_order_number="V-1"))  # fmt: skip
    assert len(send_reminders(on=date(2026, 4, 8), by=None)) == 1
    worker.run(once=True)
    [(_to, mail)] = sink.mails
    assert mail["Subject"].strip().startswith("[DEMO] Herinnering: factuur F2026-0001")
    body = mail.get_body(("plain",)).get_content()
    assert "Openstaand bedrag: €\xa012.945,00" in body
    assert "Verplichtingennummer: V-1" in body
    assert "Ontvangen:" not in body
    (pdf,) = mail.iter_attachments()
    assert pdf.get_filename() == "F2026-0001.pdf"
    assert AuditEntry.objects.filter(action="reminder.sent").exists()
    assert Invoice.objects.get().reminders.get().deliveries.get().state == "sent"
