"""What is open, paid and overdue, as the lists show it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lllo.contracts.models import Contract
from lllo.errors import Refused
from lllo.invoices.actions import credit_invoice, record_payment
from lllo.invoices.queries import draft_of, find_invoice, invoice_rows, invoiced_by_year
from tests.invoices.builders import ISSUE_DAY, draft, issue, sent
from tests.world import make_user

pytestmark = pytest.mark.django_db


def pay(invoice, amount: str) -> None:
    record_payment(invoice, amount=Decimal(amount), on=ISSUE_DAY, by=None)


@pytest.mark.both_databases
def test_status_and_amounts_of_each_kind(edition, demo):
    paid, partly, credited, refund = (issue(edition, "basis") for _ in range(4))
    sent(partly)
    pay(paid, "7500")
    pay(partly, "0.10")
    pay(partly, "0.20")
    pay(refund, "100")
    for invoice in (credited, refund):
        credit_invoice(invoice, on=ISSUE_DAY, reason="x", by=None)
    waiting = draft(edition)
    rows = {row.pk: row for row in invoice_rows(on=date(2026, 4, 1))}
    assert [
        (rows[item.pk].status, rows[item.pk].paid_amount, rows[item.pk].open_amount)
        for item in (paid, partly, credited, refund, waiting)
    ] == [
        ("paid", 7500, 0),
        ("open", Decimal("0.30"), Decimal("7499.70")),
        ("credited", 0, 0),
        ("to_refund", 100, -100),
        ("draft", 0, 0),
    ]
    assert {row.status for row in rows.values() if row.kind == "credit_note"} == {"settled"}
    assert invoice_rows().get(pk=issue(edition, "basis").pk).status == "unsent"
    assert invoice_rows(on=date(2026, 4, 2)).get(pk=partly.pk).status == "overdue"


@pytest.mark.both_databases
def test_amounts_that_binary_numbers_miss_are_paid_in_full(edition, demo):
    invoice = issue(edition, "basis")
    for amount in ("0.10", "0.20", "7499.70"):
        pay(invoice, amount)
    assert invoice_rows().get().status == "paid"
    assert list(invoice_rows().filter(status="paid")) == [invoice]


def test_rows_of_an_organisation_and_of_a_year(edition, demo):
    invoice, other = issue(edition), issue(edition)
    assert list(invoice_rows(invoice.organisation)) == [invoice]
    assert set(invoice_rows(year=2026)) == {invoice, other}
    assert not invoice_rows(year=2027)


def test_contact_sees_the_invoices_of_its_own_organisation(edition, demo):
    invoice, _other = issue(edition), issue(edition)
    contact = make_user("contact", invoice.organisation)
    assert list(invoice_rows().visible_to(contact)) == [invoice]


@pytest.mark.parametrize("rows", [1, 3])
def test_rows_take_one_query(edition, demo, rows, django_assert_num_queries):
    for _ in range(rows):
        issue(edition)
    with django_assert_num_queries(1):
        found = [
            (row.number, row.status, row.organisation.name, row.contract_year.contract.number)
            for row in invoice_rows()
        ]
    assert len(found) == rows


@pytest.mark.both_databases
def test_invoiced_by_year_counts_credit_notes_off(edition, demo):
    issue(edition)
    credited = issue(edition, "basis")
    draft(edition)
    credit_invoice(credited, on=ISSUE_DAY, reason="x", by=None)
    assert invoiced_by_year() == {2026: Decimal("12000.00")}


@pytest.mark.parametrize("rows", [1, 3])
def test_invoiced_by_year_takes_one_query(edition, demo, rows, django_assert_num_queries):
    for _ in range(rows):
        issue(edition)
    with django_assert_num_queries(1):
        assert invoiced_by_year() == {2026: rows * Decimal("12000.00")}


def test_invoices_and_drafts_are_found_by_their_numbers(edition, demo):
    invoice = issue(edition)
    waiting = draft(edition)
    assert find_invoice(" f2026-0001 ") == invoice
    assert draft_of(waiting.contract_year.contract.number.lower(), 2026) == waiting
    with pytest.raises(Refused, match="F2026-0009"):
        find_invoice("F2026-0009")
    with pytest.raises(Refused, match="2027"):
        draft_of(waiting.contract_year.contract.number, 2027)


def test_draft_of_an_unsigned_contract_says_so(edition, organisation):
    Contract.objects.create(
        number="LLO-2026-099",
        organisation=organisation,
        edition=edition,
        package_code="basis",
        package_name="Basis",
        starts_on=date(2026, 3, 1),
        ends_on=date(2029, 3, 1),
        years=3,
    )
    with pytest.raises(Refused) as refused:
        draft_of("LLO-2026-099", 2026)
    assert refused.value.code == "not_signed"
