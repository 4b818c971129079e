"""An addendum has a document, says who signed it, and is mailed or not; papers come back signed."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from lllo.contracts import addendum as papers
from lllo.contracts.actions import SignatureData, amend_contract, keep_signed_copy
from lllo.contracts.actions.addenda import change_of
from lllo.contracts.models import Signature
from lllo.contracts.queries import agreements
from lllo.documents.models import Document
from lllo.documents.queries import content
from lllo.errors import Refused
from lllo.outbox.models import Job
from lllo.people.models import AuditEntry
from tests import world
from tests.contracts.builders import draft, signed

pytestmark = pytest.mark.django_db
AGREED = date(2026, 11, 1)
SIGNED = [
    SignatureData(party="participant", name=" Carol ", job_title="Wethouder", signed_on=AGREED),
    SignatureData(party="university", name="Dave", signed_on=AGREED),
]


def amend(contract, **fields):
    fields = {"package_code": "professional", "from_year": 2, "agreed_on": AGREED} | fields
    return amend_contract(contract, reason="meer projecten", by=None, **fields)


def refusal(function, *args, **fields) -> str:
    with pytest.raises(Refused) as refused:
        function(*args, **fields)
    return refused.value.code


def words(pdf: bytes) -> str:
    reader = PdfReader(io.BytesIO(pdf))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_addendum_is_kept_as_a_document_with_its_signatures(organisation, edition):
    world.mark_demo()
    contract = signed(organisation, edition)
    addendum = amend(contract, signatures=SIGNED)
    said = content(addendum.document_text).decode().replace("\u00a0", " ")
    assert "| 2 | 1 maart 2027 tot en met 29 februari 2028 | € 7.500,00 | € 12.000,00 |" in said
    assert "**€ 22.500,00** | **€ 31.500,00**" in said
    assert "in plaats van het pakket *Basis* het pakket *Professional*" in said
    assert "meer projecten" not in said  # why is for the history
    text = words(content(addendum.document))
    for part in (f"Addendum 1 bij overeenkomst {contract.number}", "Carol, Wethouder",
                 "Getekend op 1 november 2026", "DEMO"):  # fmt: skip
        assert part in text, part
    assert addendum.document.filename == f"{contract.number}-addendum-1.pdf"
    own = Signature.objects.filter(addendum=addendum).values_list("party", "name")
    assert set(own) == {("participant", "Carol"), ("university", "Dave")}
    assert contract.signatures.filter(addendum=None).count() == 2
    entry = AuditEntry.objects.get(action="contract.amended")
    assert entry.detail["sha256"] == addendum.document.sha256
    assert agreements(organisation) == [contract.agreement, addendum.document]
    assert not Job.objects.exists()


def test_addendum_leaves_as_one_job_and_only_to_somebody(organisation, edition):
    contract = signed(organisation, edition)
    assert refusal(amend, contract, send=True) == "seller_incomplete"
    world.mark_demo()
    assert refusal(amend, contract, send=True) == "no_contact"
    assert not contract.addenda.exists()
    assert not Document.objects.filter(filename__contains="-addendum-").exists()
    world.make_person("Contact", organisation, "contact")
    amend(contract, send=True)
    job = Job.objects.get()
    assert (job.kind, job.key) == ("mail.addendum", f"addendum:{contract.number}/1")


def test_addendum_is_signed_by_both_after_the_agreement(organisation, edition):
    contract = signed(organisation, edition)
    early = SignatureData(party="participant", name="Carol", signed_on=date(2026, 1, 31))
    for signatures, code in (
        ([early, SIGNED[1]], "agreed_before_signature"),
        (SIGNED[:1], "signatures_incomplete"),
    ):
        assert refusal(amend, contract, signatures=signatures) == code
    assert not contract.addenda.exists()
    assert contract.contract_years.get(number=2).package_code == "basis"


def test_addendum_to_be_signed_leaves_room_for_names(organisation, edition):
    contract = signed(organisation, edition)
    change = replace(change_of(contract, "professional", 2, agreed_on=AGREED), agreed_on=None)
    text = words(papers.pdf(change))
    assert "Handtekening:" in text
    assert "Overeengekomen op" not in text
    assert refusal(change_of, contract, "basis", 2, agreed_on=AGREED) == "nothing_changes"


def test_signed_copy_stands_beside_what_was_sent(organisation, edition):
    other = draft(world.make_organisation("Gemeente Elders (demo)"), edition)
    assert refusal(keep_signed_copy, other, b"%PDF-", by=None) == "not_signed"
    contract = signed(organisation, edition)
    addendum = amend(contract)
    sent = contract.agreement_id
    for record, name in (
        (contract, f"{contract.number}-getekend.pdf"),
        (addendum, f"{contract.number}-1-getekend.pdf"),
    ):
        keep_signed_copy(record, b"%PDF-scan", by=None)
        kept = type(record).objects.get(pk=record.pk).signed_copy
        assert (kept.filename, content(kept)) == (name, b"%PDF-scan")
    assert type(contract).objects.get(pk=contract.pk).agreement_id == sent
