"""From rows to what is printed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lllo.invoices.actions import credit_invoice
from lllo.invoices.billing import in_force
from lllo.invoices.sheet import sheet_of
from tests.invoices.builders import ISSUE_DAY, issue
from tests.invoices.sheets import usual

pytestmark = pytest.mark.django_db


def sheet(invoice):
    return sheet_of(invoice, invoice.lines.all(), invoice.vat_totals.all(), in_force())


def test_sheet_takes_everything_from_the_rows(edition, demo):
    found = sheet(issue(edition, "professional_plus", purchase_order_number="45"))
    assert found.in_kind == (("Eigen inbreng UT", Decimal("15000.00")),)
    assert (found.period.last_day, found.demo, found.original) == (date(2027, 2, 28), True, None)
    assert [line.name for line in found.lines] == ["Basis", "Projecten", "Specialisaties"]
    assert found.seller.name == "Universiteit Voorbeeld (demo)"
    assert found.file_stem == "F2026-0001"


def test_credit_note_knows_its_original(edition, confirmed):
    note = credit_invoice(issue(edition), on=ISSUE_DAY, reason="Dubbel", by=None)
    found = sheet(note)
    assert (found.original.number, found.original.issue_date, found.original.reason) == (
        "F2026-0001",
        ISSUE_DAY,
        "Dubbel",
    )
    assert found.demo is False


def test_parties_kept_with_other_fields_than_now_are_still_read(edition, demo):
    invoice = issue(edition)
    invoice.seller = {"name": "Toen", "fax": "053"}
    assert (sheet(invoice).seller.name, sheet(invoice).seller.legal_name) == ("Toen", "")


def test_number_with_a_slash_is_no_folder():
    import dataclasses

    assert dataclasses.replace(usual(), number="LLO/2026/1 á").file_stem == "LLO-2026-1-á"
