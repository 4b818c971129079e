"""From rows to what an invoice says, and back from what was kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lllo.invoices.actions import credit_invoice
from lllo.invoices.billing import in_force
from lllo.invoices.freezing import buyer_of, snapshot_of
from lllo.invoices.snapshot import Annex, as_json, from_json, tidy
from tests.invoices import sheets
from tests.invoices.builders import ISSUE_DAY, issue
from tests.world import make_organisation

ANNEX = Annex(filename="bijlage.pdf", title="Bijlage", sha256="0" * 64)


def snapshot(invoice):
    return snapshot_of(invoice, invoice.lines.all(), invoice.vat_totals.all(), in_force())


@pytest.mark.django_db
def test_snapshot_takes_everything_from_the_rows(edition, demo):
    found = snapshot(issue(edition, "professional_plus", purchase_order_number="45"))
    assert found.in_kind == (("Eigen inbreng UT", Decimal("15000.00")),)
    assert (found.period.last_day, found.demo, found.original) == (date(2027, 2, 28), True, None)
    assert [line.name for line in found.lines] == ["Basis", "Projecten", "Specialisaties"]
    assert found.seller.name == "Universiteit Voorbeeld (demo)"
    assert found.file_stem == "F2026-0001"
    assert found.contract_reference == found.contract_number


@pytest.mark.django_db
def test_issued_invoice_keeps_the_snapshot_of_its_documents(edition, demo):
    invoice = issue(edition, "professional_plus")
    invoice.refresh_from_db()
    assert from_json(invoice.snapshot) == snapshot(invoice)


@pytest.mark.django_db
def test_credit_note_knows_its_original(edition, confirmed):
    note = credit_invoice(issue(edition), on=ISSUE_DAY, reason="Dubbel", by=None)
    found = snapshot(note)
    assert (found.original.number, found.original.issue_date, found.original.reason) == (
        "F2026-0001",
        ISSUE_DAY,
        "Dubbel",
    )
    assert found.demo is False


@pytest.mark.django_db
def test_parties_kept_with_other_fields_than_now_are_still_read(edition, demo):
    invoice = issue(edition)
    invoice.seller = {"name": "Toen", "fax": "053"}
    assert (snapshot(invoice).seller.name, snapshot(invoice).seller.legal_name) == ("Toen", "")


@pytest.mark.django_db
def test_buyer_takes_what_the_organisation_has():
    found = buyer_of(make_organisation(oin="00000001123456782000", orderer="Team 3"))
    assert (found.oin, found.invoice_format) == ("00000001123456782000", "peppol_bis_3")


@pytest.mark.parametrize(
    "sheet", [sheets.usual(), replace(sheets.credit_note(), annexes=(ANNEX,)), sheets.many_rates()]
)
def test_what_was_kept_reads_back_as_it_was(sheet):
    assert from_json(json.loads(json.dumps(as_json(sheet)))) == sheet


def test_tidy_texts_keep_their_lines():
    found = tidy(replace(sheets.usual(), text=" Een \x0b regel\r\nen  nog een\x00"))
    assert found.text == "Een regel\nen nog een"
    assert tidy(sheets.credit_note()) == sheets.credit_note()


def test_number_with_a_slash_is_no_folder():
    assert replace(sheets.usual(), number="LLO/2026/1 á").file_stem == "LLO-2026-1-á"


@pytest.mark.parametrize(
    ("changes", "endpoint"),
    [
        ({}, ("0190", "00000001123456782000")),
        ({"peppol_scheme": "0106", "peppol_id": "12345678"}, ("0106", "12345678")),
        ({"oin": ""}, ("0106", "00000001")),
        (
            {"oin": "", "kvk_number": "", "vat_identifier": "NL999999990B01"},
            ("9944", "NL999999990B01"),
        ),
        (
            {"oin": "", "kvk_number": "", "vat_identifier": "BE0123456749"},
            ("9925", "BE0123456749"),
        ),
        ({"oin": "", "kvk_number": "", "vat_identifier": "CHE123"}, None),
    ],
)
def test_endpoint_is_the_first_number_known(changes, endpoint):
    assert replace(sheets.BUYER, **changes).endpoint == endpoint
