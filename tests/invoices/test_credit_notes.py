"""Credit notes whole and by line: never more than was invoiced, and to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lllo.errors import Refused
from lllo.invoices.actions import credit_invoice, draft_invoices
from lllo.invoices.models import Invoice
from lllo.invoices.queries import invoice_rows, invoiced_by_year, open_amount
from tests.invoices.builders import ISSUE_DAY, issue, sent

pytestmark = pytest.mark.django_db


def credit(invoice, **values):
    return credit_invoice(invoice, on=ISSUE_DAY, reason="Afspraak", by=None, **values)


def refusal(invoice, **values) -> str:
    with pytest.raises(Refused) as refused:
        credit(invoice, **values)
    assert "%(" not in str(refused.value)
    return refused.value.code


def row(invoice):
    return invoice_rows(on=ISSUE_DAY).get(pk=invoice.pk)


@pytest.mark.both_databases
def test_lines_are_credited_in_parts_and_come_to_the_invoice(edition, demo):
    invoice = sent(issue(edition))  # Basis 7500 exempt, Projecten 4500 at 21 %
    first = credit(invoice, lines={2: Decimal("1000.01")})
    assert (first.net_amount, first.vat_amount, first.payable_amount) == (
        Decimal("1000.01"),
        Decimal("210.00"),
        Decimal("1210.01"),
    )
    line = first.lines.get()
    assert (line.quantity, line.unit_price, line.position) == (1, Decimal("1000.01"), 1)
    assert line.credits == invoice.lines.get(position=2)
    assert row(invoice).status == "open"
    assert open_amount(invoice) == Decimal("11734.99")
    second = credit(invoice, lines={2: None, 1: Decimal(500)})
    assert [line.net_amount for line in second.lines.all()] == [500, Decimal("3499.99")]
    rest = credit(invoice)
    assert (rest.net_amount, rest.vat_amount) == (7000, 0)
    notes = [first, second, rest]
    assert sum(note.payable_amount for note in notes) == invoice.payable_amount
    assert sum(note.vat_amount for note in notes) == invoice.vat_amount
    assert (row(invoice).status, open_amount(invoice)) == ("credited", 0)
    assert refusal(invoice) == "already_credited"
    assert invoiced_by_year() == {2026: 0}


def test_part_of_a_credit_leaves_the_invoice_standing_and_a_whole_one_makes_a_new_draft(
    edition, demo
):
    invoice = issue(edition)
    credit(invoice, lines={2: None})
    run = draft_invoices(2026, on=ISSUE_DAY, by=None)
    assert (run.created, run.unchanged, run.blocked) == ([], [invoice], [])
    credit(invoice)
    (again,) = draft_invoices(2026, on=ISSUE_DAY, by=None).created
    assert (again.revision, again.net_amount) == (1, 12000)


def test_credit_is_never_more_than_what_is_left(edition, demo):
    invoice = issue(edition)
    assert refusal(invoice, lines={2: Decimal("4500.01")}) == "credit_too_much"
    assert refusal(invoice, lines={3: None}) == "line_unknown"
    assert refusal(invoice, lines={1: Decimal(0)}) == "credit_not_positive"
    credit(invoice, lines={2: Decimal(4000)})
    assert refusal(invoice, lines={2: Decimal("500.01")}) == "credit_too_much"
    credit(invoice, lines={2: None})
    assert refusal(invoice, lines={2: None}) == "credit_not_positive"
    assert Invoice.objects.filter(kind="credit_note").count() == 2


def test_credit_notes_may_share_the_series_of_the_invoices(edition, demo):
    demo.replace("invoicing/numbering.toml", 'credit_notes = "own"', 'credit_notes = "shared"')
    invoice = issue(edition)
    note = credit(invoice)
    assert (note.number, note.series, issue(edition).number) == (
        "F2026-0002",
        "invoice",
        "F2026-0003",
    )


def test_credit_after_a_payment_is_owed_back(edition, demo):
    from lllo.invoices.actions import record_payment

    invoice = issue(edition)
    record_payment(invoice, amount=Decimal(12945), on=date(2026, 3, 20), by=None)
    credit(invoice, lines={1: Decimal(500)})
    assert (row(invoice).status, open_amount(invoice)) == ("to_refund", -500)
