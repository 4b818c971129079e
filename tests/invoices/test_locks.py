"""The contract is locked first, as whoever amends or ends one does; so nobody waits in a circle."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lllo.invoices.actions import credit_invoice, draft_invoices, issue_invoice, set_order_number
from tests.invoices.builders import ISSUE_DAY, draft, issue

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def run(_invoice):
    draft_invoices(2026, on=ISSUE_DAY, by=None)


def order(invoice):
    set_order_number(invoice, purchase_order_number="45", by=None)


def give_number(invoice):
    issue_invoice(invoice, on=ISSUE_DAY, by=None)


def credit(invoice):
    credit_invoice(invoice, on=ISSUE_DAY, reason="x", by=None)


@pytest.mark.parametrize(
    ("make", "act"), [(draft, run), (draft, order), (draft, give_number), (issue, credit)]
)
def test_contract_is_locked_before_anything_of_it_is_read(edition, demo, make, act):
    invoice = make(edition)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        act(invoice)
    reads = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    first = next(sql for sql in reads if "contracts_" in sql or "invoices_" in sql)
    if connection.features.has_select_for_update:  # SQLite has one writer, and locks no rows
        assert 'FROM "contracts_contract"' in first
        assert "FOR UPDATE" in first
