"""What is open of an invoice is kept by the database, whoever writes a payment or a note."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import transaction

from lllo.invoices.balance_queries import false_balances
from lllo.invoices.credit_actions import credit_invoice
from lllo.invoices.models import Balance, Payment
from lllo.invoices.payment_actions import record_payment, reverse_payment
from lllo.invoices.protection import KEEPERS, missing_triggers
from tests import triggers
from tests.invoices.builders import draft, issue

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ON = date(2026, 6, 1)
MIGRATION = import_module("lllo.invoices.migrations.0003_balances_are_kept")


def kept(invoice):
    row = Balance.objects.get(pk=invoice.pk)
    return row.paid_amount, row.credited_amount, row.open_amount


def test_balance_follows_a_draft_that_is_issued_paid_reversed_and_credited(edition, demo):
    waiting = draft(edition)
    assert kept(waiting) == (0, 0, 0)

    invoice = issue(edition, "basis")
    due = invoice.payable_amount
    assert kept(invoice) == (0, 0, due)

    payment = record_payment(invoice, amount=Decimal("0.10"), on=ON, by=None)
    record_payment(invoice, amount=Decimal("0.20"), on=ON, by=None)
    assert kept(invoice) == (Decimal("0.30"), 0, due - Decimal("0.30"))

    reverse_payment(payment, on=ON, by=None)
    assert kept(invoice) == (Decimal("0.20"), 0, due - Decimal("0.20"))

    note = credit_invoice(invoice, on=ON, reason="verkeerd", by=None)
    assert kept(invoice) == (Decimal("0.20"), due, Decimal("-0.20"))
    assert kept(note) == (0, 0, 0)

    waiting.lines.all().delete()
    waiting.delete()
    assert set(Balance.objects.values_list("pk", flat=True)) == {invoice.pk, note.pk}
    assert list(false_balances()) == []


def test_rows_written_past_the_actions_count_too(edition, demo):
    one, other = issue(edition), issue(edition, "basis")
    rows = [Payment(invoice=one, received_on=ON, amount=number) for number in (1, 2)]
    Payment.objects.bulk_create(rows)
    assert kept(one)[0] == 3

    Payment.objects.filter(amount=2).update(invoice=other)
    assert (kept(one)[0], kept(other)[0]) == (1, 2)

    Payment.objects.filter(invoice=other).delete()
    assert kept(other) == (0, 0, other.payable_amount)


def test_what_is_rolled_back_leaves_no_balance_behind(edition, demo):
    invoice = issue(edition)
    with transaction.atomic():
        record_payment(invoice, amount=Decimal(5), on=ON, by=None)
        assert kept(invoice)[0] == 5
        transaction.set_rollback(True)
    assert kept(invoice) == (0, 0, invoice.payable_amount)


def test_false_balance_is_found_and_added_up_anew_by_the_next_payment(edition, demo):
    invoice, other = issue(edition), issue(edition, "basis")
    Balance.objects.filter(pk=invoice.pk).update(open_amount=1)
    Balance.objects.filter(pk=other.pk).delete()
    assert set(false_balances()) == {invoice, other}

    record_payment(invoice, amount=Decimal(5), on=ON, by=None)
    assert kept(invoice) == (5, 0, invoice.payable_amount - 5)
    assert list(false_balances()) == [other]


def test_check_tells_when_nobody_keeps_it(edition):
    assert missing_triggers(KEEPERS) == []
    with transaction.atomic():
        MIGRATION.remove(None, triggers._Editor())
        assert set(missing_triggers(KEEPERS)) == set(KEEPERS)
        transaction.set_rollback(True)
    assert missing_triggers(KEEPERS) == []
