"""The list for finance: a row for each line, that adds up to the invoices."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from lllo.invoices.actions import credit_invoice
from lllo.invoices.ledger import as_xlsx, ledger_rows
from lllo.invoices.models import Invoice
from lllo.people.models import Organisation
from tests.invoices.builders import ISSUE_DAY, issue
from tests.world import make_organisation

pytestmark = pytest.mark.django_db
LEDGER = '\n[[ledger]]\ncomponent = "projecten"\naccount = "80100"\ncost_centre = "LLO-1"\n'


@pytest.fixture
def booked(demo):
    file = demo.root / "invoicing/terms.toml"
    file.write_text(file.read_text(encoding="utf-8") + LEDGER, encoding="utf-8")


def test_rows_hold_account_and_cost_centre_and_add_up(edition, booked):
    invoice = issue(edition, "professional_plus")
    credit_invoice(invoice, lines={2: 1000}, on=ISSUE_DAY, reason="x", by=None)
    rows = ledger_rows(2026)
    assert [(row.number, row.component, row.account, row.cost_centre) for row in rows] == [
        ("C2026-0001", "Projecten", "80100", "LLO-1"),
        ("F2026-0001", "Basis", "", ""),
        ("F2026-0001", "Projecten", "80100", "LLO-1"),
        ("F2026-0001", "Specialisaties", "", ""),
    ]
    assert [row.vat_amount for row in rows] == [-210, 0, 945, 0]
    assert sum(row.payable_amount for row in rows[1:]) == invoice.payable_amount
    assert (rows[0].net_amount, rows[0].corrects) == (-1000, "F2026-0001")
    assert ledger_rows(2025) == []
    assert len(ledger_rows()) == 4


def test_workbook_holds_numbers_and_days_and_no_formula(edition, booked):
    issue(edition, "basis", organisation=make_organisation("=1+1 (demo)", legal_name="=1+1"))
    sheet = pd.read_excel(io.BytesIO(as_xlsx(ledger_rows())), engine="calamine")
    assert sheet.iloc[0, 0] == "F2026-0001"
    assert "'=1+1" in sheet.iloc[0].astype(str).to_list()
    assert 7500 in sheet.iloc[0].to_list()
    assert pd.Timestamp("2026-03-02") in sheet.iloc[0].to_list()
    assert Invoice.objects.count() == Organisation.objects.count() == 1
