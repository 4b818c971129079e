"""The agreement goes by mail, over a real connection."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from lllo import clock
from lllo.contracts.actions import amend_contract
from lllo.contracts.actions.addenda import change_of
from lllo.contracts.models import Contract
from lllo.documents.actions import store
from lllo.errors import OfficeMistake
from lllo.mail import addendum as addendum_mail
from lllo.mail.letter import compose
from lllo.outbox import actions, worker
from lllo.people.models import AuditEntry
from tests import world
from tests.contracts import builders
from tests.mail.sink import smtp_sink

PDF = b"%PDF-1.4 agreement \x00\xff"


@pytest.fixture
def sink(settings):
    with smtp_sink() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.DEFAULT_FROM_EMAIL = "LLO <lllo@example.org>"
        yield server


@pytest.fixture
def contract(edition, organisation):
    return Contract.objects.create(
        number="OVK-2026-0001",
        organisation=organisation,
        edition=edition,
        package_code="basis",
        package_name="Basis",
        starts_on=date(2026, 3, 1),
        ends_on=date(2029, 3, 1),
        years=3,
        state=Contract.State.OFFERED,
        offered_on=date(2026, 1, 15),
        agreement=store(PDF, filename="OVK-2026-0001.pdf", media_type="application/pdf"),
    )


@pytest.fixture
def contact(organisation):
    return world.make_person("Łęcki", organisation, "contact", email="contact@example.org")


def test_addendum_reaches_the_contacts(sink, edition, organisation, contact):
    world.mark_demo()
    with clock.at(datetime(2026, 11, 15, 12, tzinfo=UTC)):
        signed = builders.signed(organisation, edition)
        addendum = amend_contract(
            signed, package_code="professional", from_year=2, reason="meer",
            agreed_on=date(2026, 11, 1), send=True, by=None,
        )  # fmt: skip
        preview = addendum_mail.preview(change_of(signed, "basis", 3, agreed_on=date(2026, 11, 1)))
    worker.run(once=True)
    [(recipients, mail)] = sink.mails
    assert recipients == ["contact@example.org"]
    assert mail["Subject"].strip().startswith(f"[DEMO] Addendum 1 bij overeenkomst {signed.number}")
    [attached] = mail.iter_attachments()
    assert attached.get_content() == bytes(addendum.document.content)
    assert AuditEntry.objects.filter(action="contract.addendum_sent").count() == 1
    assert preview.files == (f"{signed.number}-addendum-2.pdf",)
    assert "Addendum 2" in preview.subject


def send(contract):
    """Enqueue the mail and let the worker do it; return the job."""
    with transaction.atomic():
        job = actions.enqueue(
            "mail.agreement", f"agreement:{contract.number}", {"contract": contract.number}
        )
    worker.run(once=True)
    job.refresh_from_db()
    return job


def test_agreement_reaches_the_contacts_once(sink, contract, contact, organisation):
    world.make_person("Ander", organisation, "participant")
    assert send(contract).state == "done"
    assert send(contract).attempts == 1
    [(recipients, mail)] = sink.mails
    assert recipients == ["contact@example.org"]
    assert mail["From"] == "LLO <lllo@example.org>"
    assert mail["Subject"].strip() == (
        "Overeenkomst OVK-2026-0001 – Uniforme Werkwijze Geïntegreerde Opgaven"
    )
    body = mail.get_body(("plain",)).get_content()
    assert body.startswith("Geachte Alice Łęcki,\n")
    assert "van 1 maart 2026 tot en met 28 februari 2029" in body
    [attachment] = mail.iter_attachments()
    assert attachment.get_content() == PDF
    assert attachment.get_filename() == "OVK-2026-0001.pdf"
    assert attachment.get_content_type() == "application/pdf"
    entry = AuditEntry.objects.get(action="contract.agreement_sent")
    assert (entry.actor, entry.detail) == (None, {"to": ["contact@example.org"]})


def test_repeated_mail_has_the_same_message_id(sink, contract, contact):
    job = send(contract)
    job.state, job.done_at = "pending", None
    job.save()
    worker.run(once=True)
    first, second = [mail["Message-ID"] for _to, mail in sink.mails]
    assert first == second
    assert first.endswith("@example.org>")


def test_demo_says_so_in_the_subject(sink, contract, contact):
    world.mark_demo()
    send(contract)
    [(_to, mail)] = sink.mails
    assert mail["Subject"].strip().startswith("[DEMO] Overeenkomst")
    assert mail["Reply-To"]


def test_without_a_contact_the_job_says_so(sink, contract):
    job = send(contract)
    assert (job.state, job.attempts) == ("failed", 1)
    assert "Gemeente Voorbeeldstad (demo)" in job.last_error
    assert not sink.mails


def test_withdrawn_agreement_is_not_sent(sink, contract, contact):
    Contract.objects.update(state=Contract.State.WITHDRAWN)
    assert "OVK-2026-0001" in send(contract).last_error
    assert not sink.mails


def test_changed_document_is_not_sent(sink, contract, contact):
    document = contract.agreement
    document.content = b"another"
    document.save()
    assert "OVK-2026-0001.pdf" in send(contract).last_error
    assert not sink.mails


@pytest.mark.parametrize("word", ["RCPT", "DATA"])
def test_refusal_of_the_mail_server_is_tried_again(sink, contract, contact, word):
    sink.answers[word] = "451 busy"
    job = send(contract)
    assert (job.state, job.attempts) == ("pending", 1)
    assert "busy" in job.last_error
    assert not AuditEntry.objects.filter(action="contract.agreement_sent").exists()


def test_mail_server_that_is_away_is_tried_again(settings, contract, contact):
    with smtp_sink() as server:
        port = server.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    assert "ConnectionRefused" in send(contract).last_error


@pytest.mark.parametrize("text", ["Geachte,\n", "Onderwerp:\nx", ""])
def test_template_without_a_subject_is_a_mistake(db, tmp_path, monkeypatch, text):
    folder = tmp_path / "invoicing" / "templates"
    folder.mkdir(parents=True)
    (folder / "x.txt.j2").write_text(text)
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(tmp_path))
    with pytest.raises(OfficeMistake, match=r"invoicing/templates/x\.txt\.j2:1: .*Onderwerp"):
        compose("x.txt.j2", {}, to=[], key="x", demo=False)


def test_name_cannot_add_a_header(sink, contract, contact, organisation):
    programme = contract.edition.programme
    programme.name = "Naam\nBcc: someone@example.org\n\nTekst"
    programme.save()
    send(contract)
    [(recipients, mail)] = sink.mails
    assert recipients == ["contact@example.org"]
    assert mail["Bcc"] is None
    assert mail["Subject"].endswith("Naam Bcc: someone@example.org Tekst")
