from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from lllo.contracts import agreement
from lllo.contracts.actions import offer_contract, send_agreement, withdraw_contract
from lllo.contracts.models import Contract
from lllo.contracts.offers import left_blank
from lllo.documents.models import Document
from lllo.documents.queries import content
from lllo.documents.templates import render
from lllo.errors import Refused
from lllo.outbox.models import Job
from lllo.people.models import AuditEntry, Organisation
from tests import world
from tests.contracts.builders import OFFERED, draft, use_office
from tests.invoices.builders import OfficeFolder

pytestmark = pytest.mark.django_db
PRICES = {
    "basis": ("7.500,00", "0,00", "7.500,00", "22.500,00"),
    "basis_plus": ("11.500,00", "0,00", "11.500,00", "34.500,00"),
    "professional": ("27.000,00", "15.000,00", "12.000,00", "36.000,00"),
    "professional_plus": ("31.000,00", "15.000,00", "16.000,00", "48.000,00"),
}


@pytest.fixture
def seller(tmp_path, monkeypatch):
    """An office that says who the university is."""
    folder = OfficeFolder(tmp_path / "office")
    folder.fill_seller()
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(folder.root))


def text_of(contract):
    """The Markdown of an agreement, its spaces and escapes made plain."""
    text = render("agreement.md.j2", agreement.context(contract, on=OFFERED))
    return text.replace("\u00a0", " ").replace("\\", "")


@pytest.mark.parametrize(("package", "amounts"), PRICES.items())
def test_agreement_shows_gross_in_kind_price_and_total(organisation, edition, package, amounts):
    text = text_of(draft(organisation, edition, package))
    gross, in_kind, price, total = amounts
    assert f"| Waarde van het pakket per jaar | € {gross} |" in text
    assert f"| Inbreng in natura door de universiteit per jaar | € {in_kind} |" in text
    assert f"| **Te betalen door de deelnemer per jaar** | **€ {price}** |" in text
    assert f"| **Te betalen door de deelnemer in 3 jaar** | **€ {total}** |" in text
    assert ("nooit gefactureerd" in text) == (in_kind != "0,00")


def test_agreement_names_parties_term_and_rights(organisation, edition):
    organisation.kvk_number, organisation.oin = "12345678", "00000001234567890000"
    organisation.save()
    text = text_of(draft(organisation, edition, "professional_plus"))
    for part in (
        "Gemeente Voorbeeldstad (demo)",
        "12345678",
        "00000001234567890000",
        "van 1 maart 2026 tot en met 28 februari 2029",
        "2. 1 maart 2027 tot en met 29 februari 2028",
        "4 uur coaching",
        "2 vakplaatsen",
        "| Uren coaching | per organisatie |",
        "leren op het werk, voor studiepunten (EC); de omvang bepalen partijen in overleg",
        "Modeltekst",
    ):
        assert part in text


def test_agreement_says_what_was_recorded_or_none(organisation, edition):
    text = text_of(draft(organisation, edition))
    assert "| Inkoopvoorwaarden die van toepassing zijn | geen |" in text
    assert "| Verplichtingennummer of ordernummer | geen |" in text
    assert "| Tussentijdse beëindiging | geen |" in text
    other = world.make_organisation("Gemeente Elders (demo)", order_number_rule="always")
    text = text_of(draft(other, edition, purchasing_terms="VNG-model 2018", orderer="Inkoop"))
    assert "| Inkoopvoorwaarden die van toepassing zijn | VNG-model 2018 |" in text
    assert "op te geven door de deelnemer" in text
    assert "| Besteller | Inkoop |" in text


def test_agreement_prints_names_literally(edition):
    nasty = world.make_organisation("Gemeente | *Ster* <b>{{ 7*7 }}</b>")
    document = agreement.pdf(draft(nasty, edition), on=OFFERED)
    assert "Gemeente | *Ster* <b>{{ 7*7 }}</b>" in pages(document)


def test_offer_contract_copies_how_is_billed(organisation, edition, tmp_path, monkeypatch):
    world.mark_demo()
    use_office(
        tmp_path,
        monkeypatch,
        terms=("instalments = 1 ", "instalments = 4 "),
        vat=("prices_include_vat = false", "prices_include_vat = true"),
    )
    contract = draft(organisation, edition)
    assert (contract.instalments, contract.payment_days, contract.prices_include_vat) == (
        1,
        30,
        False,
    )
    contract = offer_contract(contract, on=OFFERED, by=None)
    use_office(
        tmp_path,
        monkeypatch,
        terms=("payment_days = 30 ", "payment_days = 14 "),
        vat=("prices_include_vat = true", "prices_include_vat = false"),
    )
    contract.refresh_from_db()
    assert (contract.instalments, contract.payment_days, contract.prices_include_vat) == (
        4,
        30,
        True,
    )
    text = text_of(contract)
    assert "in 4 gelijke termijnen" in text
    assert "binnen 30 dagen" in text
    assert text != text_of(draft(world.make_organisation("Gemeente Elders (demo)"), edition))


def pages(content):
    reader = PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_offer_contract_stores_the_agreement(organisation, edition, backoffice, seller):
    contract = offer_contract(draft(organisation, edition), on=OFFERED, by=backoffice)
    assert (contract.state, contract.offered_on) == (Contract.State.OFFERED, OFFERED)
    document = Document.objects.get(pk=contract.agreement_id)
    said = agreement.text(contract, on=OFFERED).encode()
    assert contract.agreement_text.content == said
    assert (document.filename, document.media_type) == (
        f"{contract.number}.pdf",
        "application/pdf",
    )
    text = pages(content(document))
    assert f"Overeenkomst {contract.number}" in text
    assert "DEMO" not in text
    entry = AuditEntry.objects.get(action="contract.offered")
    assert (entry.actor, entry.detail["sha256"]) == (backoffice, document.sha256)
    assert not Job.objects.exists()


def test_offer_in_a_demo_says_so_on_every_page(organisation, edition):
    world.mark_demo()
    document = agreement.pdf(draft(organisation, edition, "professional_plus"), on=OFFERED)
    for page in PdfReader(io.BytesIO(document)).pages:
        assert "DEMO" in page.extract_text()


def test_agreement_gives_equal_bytes_for_equal_input(organisation, edition):
    contract = draft(organisation, edition)
    assert agreement.pdf(contract, on=OFFERED) == agreement.pdf(contract, on=OFFERED)


def test_offer_with_send_leaves_one_job(organisation, edition):
    world.mark_demo()
    world.make_person("Contact", organisation, "contact")
    contract = offer_contract(draft(organisation, edition), on=OFFERED, send=True, by=None)
    job = Job.objects.get()
    assert (job.kind, job.key) == ("mail.agreement", f"agreement:{contract.number}")
    assert job.payload == {"contract": contract.number}


def test_offer_that_names_no_university_is_not_sent(organisation, edition):
    contract = draft(organisation, edition)
    with pytest.raises(Refused, match=r"seller\.toml.*legal_name, street") as refused:
        offer_contract(contract, on=OFFERED, by=None)
    assert refused.value.code == "seller_incomplete"
    assert not Document.objects.exists()


def test_concept_is_the_document_of_now_and_says_so_on_every_page(organisation, edition):
    contract = draft(organisation, edition)
    for is_demo in (False, True):
        if is_demo:
            world.mark_demo()
        reader = PdfReader(io.BytesIO(agreement.concept(contract, on=OFFERED)))
        for page in reader.pages:
            assert "CONCEPT" in page.extract_text()
            assert ("DEMO" in page.extract_text()) == is_demo
    assert not Document.objects.exists()


def test_what_an_agreement_leaves_blank_is_known_before(edition):
    bare = Organisation(name="Gemeente Proef", country_code="NL", city="Proefstad")
    assert len(left_blank(bare)) == 4
    bare.country_code = "DE"
    assert len(left_blank(bare)) == 3


@pytest.mark.parametrize("role", ["participant", "contact"])
def test_offer_that_reaches_nobody_is_not_sent(organisation, edition, role):
    world.mark_demo()
    world.make_person("Zonder mail", organisation, "contact", email="")
    ended = world.make_person("Elders", organisation, role)
    ended.memberships.filter(role="contact").update(ended_on=OFFERED)
    contract = draft(organisation, edition)
    with pytest.raises(Refused) as refused:
        offer_contract(contract, on=OFFERED, send=True, by=None)
    assert refused.value.code == "no_contact"
    assert offer_contract(contract, on=OFFERED, by=None).state == "offered"


def test_agreement_that_was_offered_can_be_sent_later_and_again(organisation, edition):
    world.mark_demo()
    contract = draft(organisation, edition)
    with pytest.raises(Refused) as refused:
        send_agreement(contract, by=None)
    assert refused.value.code == "contract_draft"
    contract = offer_contract(contract, on=OFFERED, by=None)
    with pytest.raises(Refused) as refused:
        send_agreement(contract, by=None)
    assert refused.value.code == "no_contact"
    world.make_person("Contact", organisation, "contact")
    sent = [send_agreement(contract, again=again, by=None).key for again in (True, False, True)]
    first = f"agreement:{contract.number}"
    assert sent == [first, first, f"{first}:2"]
    assert Job.objects.count() == 2
    assert contract.agreement.sha256 == type(contract).objects.get().agreement.sha256


def test_offer_twice_is_refused(organisation, edition):
    world.mark_demo()
    world.make_person("Contact", organisation, "contact")
    contract = offer_contract(draft(organisation, edition), on=OFFERED, send=True, by=None)
    with pytest.raises(Refused) as caught:
        offer_contract(contract, on=date(2026, 1, 20), send=True, by=None)
    assert caught.value.code == "contract_offered"
    assert (Job.objects.count(), Document.objects.count()) == (1, 2)  # the PDF and its text


def test_offer_of_a_withdrawn_contract_is_refused(organisation, edition):
    contract = withdraw_contract(draft(organisation, edition), by=None)
    with pytest.raises(Refused) as caught:
        offer_contract(contract, on=OFFERED, by=None)
    assert caught.value.code == "contract_withdrawn"
    assert contract.number in str(caught.value)
