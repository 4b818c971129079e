from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from lllo.contracts.models import Contract
from lllo.feeds import lint
from lllo.invoices.models import Invoice
from lllo.training.models import Event
from tests import world
from tests.feeds.parsers import agree
from tests.screens import scene as build


def agreement(contract) -> str:
    return reverse("agreement_pdf", args=[contract.public_id])


def invoice(contract) -> str:
    return reverse("invoice_pdf", args=[contract.organisation.invoices.get().public_id])


@pytest.mark.parametrize(
    ("address", "name"), [(agreement, "OV-2026-000"), (invoice, "F-2026-0001")]
)
def test_own_document_is_handed_out_as_a_file(alice, client, address, name):
    client.force_login(alice)
    answer = client.get(address(alice.contract))
    assert answer.status_code == 200
    assert answer.content == f"%PDF-1.4 {name}".encode()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_agreement_as_a_page_says_what_was_offered(alice, client):
    client.force_login(alice)
    address = reverse("agreement_document", args=[alice.contract.public_id])
    page = client.get(address).content.decode()
    assert '<article class="paper paper-text" lang="nl">' in page
    assert "<h2>Artikel 1. Pakket en prijs</h2>" in page
    assert agreement(alice.contract) in page
    papers = client.get(reverse("portal_papers", args=[alice.contract.organisation.public_id]))
    bill = alice.contract.organisation.invoices.get().public_id
    own = (address, *(reverse(f"invoice_{kind}", args=[bill]) for kind in ("document", "xml")))
    assert all(f'href="{each}"' in papers.content.decode() for each in own)
    text = alice.contract.agreement_text
    text.content = b"iets anders"
    text.save()
    assert client.get(address).headers["Location"] == "/"


@pytest.mark.parametrize("address", [agreement, invoice])
def test_document_of_another_organisation_is_not_there(alice, charlie, client, address):
    client.force_login(alice)
    assert client.get(address(charlie.contract)).status_code == 404


@pytest.mark.parametrize("address", [agreement, invoice])
@pytest.mark.parametrize("role", ["backoffice", "lead", "auditor"])
def test_staff_gets_documents_of_everyone(scene, charlie, client, address, role):
    client.force_login(build.make_account(role, scene.university))
    assert client.get(address(charlie.contract)).status_code == 200


@pytest.mark.parametrize("address", [agreement, invoice])
@pytest.mark.parametrize("role", ["participant", "partner", "specialist"])
def test_who_is_no_contact_gets_no_documents(charlie, client, address, role):
    client.force_login(build.make_account(role, charlie.contract.organisation))
    assert client.get(address(charlie.contract)).status_code == 403


@pytest.mark.parametrize("address", [agreement, invoice])
def test_stranger_must_sign_in_for_a_document(alice, client, address):
    assert client.get(address(alice.contract)).status_code == 302


def test_unknown_document_is_not_there(alice, client):
    client.force_login(alice)
    assert client.get(reverse("invoice_pdf", args=[uuid.uuid4()])).status_code == 404


def test_draft_has_no_document(scene, bob, client):
    contract = build.make_participant(scene, 4, package="basis")
    draft = build.make_invoice(contract)
    client.force_login(bob)
    assert client.get(reverse("invoice_pdf", args=[draft.public_id])).status_code == 404


def test_document_that_was_changed_is_refused_in_a_sentence(alice, client):
    document = alice.contract.agreement
    document.content = b"something else"
    document.save()
    client.force_login(alice)
    answer = client.get(agreement(alice.contract), follow=True)
    assert answer.redirect_chain[-1][0].startswith("/deelnemer/")
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


@pytest.mark.parametrize("address", [agreement, invoice])
def test_contact_elsewhere_is_no_way_to_the_papers_where_one_is_a_partner(
    alice, charlie, client, address
):
    build.Membership.objects.create(
        person=alice.person, organisation=charlie.contract.organisation, role="partner"
    )
    client.force_login(alice)
    assert client.get(address(alice.contract)).status_code == 200
    assert client.get(address(charlie.contract)).status_code == 404


@pytest.mark.parametrize(
    ("role", "sees"),
    [("contact", True), ("participant", False), ("partner", False), ("specialist", False)],
)
def test_papers_are_visible_by_the_role_at_that_organisation(scene, role, sees):
    contract = build.make_participant(scene, 0, package="basis")
    build.make_invoice(contract, number="F-1")
    user = build.make_account(role, contract.organisation)
    assert Contract.objects.visible_to(user).exists() == sees
    assert Invoice.objects.visible_to(user).exists() == sees


def test_papers_are_not_visible_after_the_role_ended(alice):
    alice.person.memberships.update(ended_on=build.TODAY)
    assert not Contract.objects.visible_to(alice).exists()


def test_account_without_a_person_sees_no_papers(alice):
    nobody = build.User.objects.create_user("niemand@example.org")
    assert not Contract.objects.visible_to(nobody).exists()
    assert not Invoice.objects.visible_to(nobody).exists()


def ics(event) -> str:
    return reverse("event_ics", args=[event.uid])


def test_event_is_handed_out_for_a_calendar(alice, client):
    event = Event.objects.order_by("starts_at").first()
    client.force_login(alice)
    answer = client.get(ics(event))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="masterclass-7.ics"'
    (entry,) = agree(answer.content, read=lint.read_single)
    assert (entry.uid, entry.start, entry.summary) == (event.uid, event.starts_at, event.title)


def test_event_of_a_demo_says_so(alice, client):
    world.mark_demo()
    client.force_login(alice)
    (entry,) = agree(client.get(ics(Event.objects.first())).content, read=lint.read_single)
    assert entry.summary.startswith("DEMO ")


def test_event_that_is_not_published_is_for_staff(alice, bob, client):
    event = Event.objects.first()
    Event.objects.update(is_published=False)
    client.force_login(alice)
    assert client.get(ics(event)).status_code == 404
    client.force_login(bob)
    assert client.get(ics(event)).status_code == 200


def test_participant_finds_the_next_event_and_the_later_ones_for_a_calendar(alice, client):
    client.force_login(alice)
    page = client.get("/deelnemer/", follow=True).content.decode()
    assert {ics(event) in page for event in Event.objects.all()} == {True}
