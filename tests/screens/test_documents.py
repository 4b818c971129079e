from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

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
@pytest.mark.parametrize("role", ["partner", "specialist"])
def test_partner_and_specialist_get_no_documents(charlie, client, address, role):
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
    assert answer.redirect_chain[-1][0] == "/deelnemer/"
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
