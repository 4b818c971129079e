"""Payments from the bank: matched once, the rest in a list for a person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lllo.errors import Refused
from lllo.invoices.actions import reverse_payment
from lllo.invoices.ageing_queries import ageing, ageing_sums
from lllo.invoices.bank_actions import assign_entry, dismiss_entry, read_statements
from lllo.invoices.models import BankEntry, BankStatement, Payment
from lllo.invoices.payment_actions import record_payment, take_payment
from lllo.invoices.queries import invoice_rows, open_amount
from lllo.people.models import Organisation
from tests.invoices.builders import issue
from tests.invoices.statements import entry, statement
from tests.world import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
IBAN = "NL91ABNA0417164300"


def read(*entries, **values):
    return read_statements(statement(*entries, **values), filename="maart.xml", by=None)


def status(invoice):
    return invoice_rows(on=date(2026, 3, 25)).get(pk=invoice.pk).status


def test_statement_is_matched_once_whatever_file_holds_it(edition, demo, backoffice):
    invoice = issue(edition)
    Organisation.objects.filter(pk=invoice.organisation_id).update(iban=IBAN)
    entries = (
        entry("10000.00", "Eerste deel F2026-0001", reference="B1"),
        entry("2945.00", "de rest", reference="B2"),
        entry("5.00", "rente", reference="B3", iban=""),
        entry("9.00", "uit", sign="DBIT"),
    )
    first = read(*entries)
    assert (first.matched, first.unmatched, first.known, first.left_out) == (2, 1, 0, 1)
    assert status(invoice) == "paid"
    again = read(*entries)
    assert (again.matched, again.unmatched, again.known) == (0, 0, 3)
    later = read(*entries, entry("1.00", "F2026-0001", reference="B4"), number="S2")
    assert (later.matched, later.known) == (1, 3)
    assert (open_amount(invoice), status(invoice)) == (Decimal("-1.00"), "to_refund")
    assert (BankStatement.objects.count(), Payment.objects.count()) == (2, 3)
    assert {payment.source for payment in Payment.objects.all()} == {"bank"}


def test_payer_is_known_by_the_account_of_an_earlier_payment(edition, demo):
    organisation = make_organisation("Gemeente Zelfde (demo)")
    first = issue(edition, "basis", organisation=organisation)
    second = issue(edition, organisation=organisation)
    read(entry("7500.00", "F2026-0001", iban="NL02RABO0123456789"))
    assert read(entry("12945.00", "?", iban="NL02RABO0123456789", reference="B2")).matched == 1
    assert (status(first), status(second)) == ("paid", "paid")


def test_statement_of_another_account_is_refused_whole(edition, demo):
    with pytest.raises(Refused) as refused:
        read(entry("1.00", "x"), account="NL02RABO0123456789")
    assert refused.value.code == "camt_other_account"
    assert not BankStatement.objects.exists()


def test_entry_is_assigned_by_hand_in_parts(edition, demo, backoffice):
    one, other = issue(edition, "basis"), issue(edition, "basis")
    read(entry("8000.00", "geen kenmerk"))
    row = BankEntry.objects.get()
    assert (row.state, row.payments.count()) == ("unmatched", 0)
    assign_entry(row, one, amount=Decimal(7500), by=backoffice)
    row.refresh_from_db()
    assert row.state == "unmatched"
    with pytest.raises(Refused) as refused:
        assign_entry(row, other, amount=Decimal(501), by=backoffice)
    assert refused.value.code == "entry_too_much"
    payment = assign_entry(row, other, by=backoffice)
    row.refresh_from_db()
    assert (payment.amount, row.state) == (500, "matched")
    for act in (
        lambda: assign_entry(row, one, by=None),
        lambda: dismiss_entry(row, reason="x", by=None),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "entry_dealt_with"
    reverse_payment(payment, on=date(2026, 3, 22), by=backoffice)
    row.refresh_from_db()
    assert row.state == "unmatched"
    assert assign_entry(row, one, by=backoffice).amount == 500


def test_entry_that_pays_nothing_is_dismissed_with_a_reason(edition, demo, backoffice):
    issue(edition)
    read(entry("3.00", "rente"), entry("7.00", "F2026-0001", sign="DBIT", reference="B2",
                                       more="<RvslInd>true</RvslInd>"))  # fmt: skip
    interest, back = BankEntry.objects.order_by("-amount")
    assert (back.amount, back.state) == (-7, "unmatched")
    with pytest.raises(Refused):
        dismiss_entry(interest, reason=" ", by=backoffice)
    assert dismiss_entry(interest, reason="Rente", by=backoffice).state == "dismissed"
    assert list(BankEntry.objects.unmatched()) == [back]


def test_bank_is_seen_by_staff_only(edition, demo, backoffice, organisation):
    from tests.world import make_user

    issue(edition)
    read(entry("3.00", "rente"))
    assert BankEntry.objects.all().visible_to(backoffice).count() == 1
    assert not BankEntry.objects.all().visible_to(make_user("contact", organisation)).exists()


def test_payment_of_another_system_is_taken_once(edition, demo):
    invoice = issue(edition)
    values = {
        "amount": Decimal(20000),
        "on": date(2026, 3, 20),
        "reference": "x" * 200,
        "source": "erp",
        "source_key": "odoo:7",
        "by": None,
    }
    assert take_payment(invoice, **values) == take_payment(invoice, **values)
    assert open_amount(invoice) == -7055
    with pytest.raises(Refused) as refused:
        take_payment(invoice, **values | {"amount": Decimal(0), "source_key": "odoo:8"})
    assert refused.value.code == "payment_not_positive"


def test_same_payment_by_hand_is_asked_about(edition, demo):
    invoice = issue(edition)
    values = {"amount": Decimal(100), "on": date(2026, 3, 20), "by": None}
    first = record_payment(invoice, **values)
    with pytest.raises(Refused) as refused:
        record_payment(invoice, **values)
    assert refused.value.code == "payment_noted"
    record_payment(invoice, **values, anyway=True)
    record_payment(invoice, **values | {"amount": Decimal(13000)}, anyway=True)
    assert open_amount(invoice) == -255
    reverse_payment(first, on=date(2026, 3, 21), by=None)


def test_ageing_says_who_owes_what_and_since_when(edition, demo):
    for name in ("1", "2", "3"):
        issue(edition, "basis", organisation=make_organisation(name))
    record_payment(
        invoice_rows().get(number="F2026-0002"), amount=Decimal(8000), on=date(2026, 3, 20),
        anyway=True, by=None,
    )  # fmt: skip
    record_payment(
        invoice_rows().get(number="F2026-0003"), amount=Decimal(7500), on=date(2026, 3, 20), by=None
    )
    due = date(2026, 4, 1)
    columns = ("not_due", "days_30", "days_60", "days_90", "older")
    for day, column in (
        (due, "not_due"),
        (date(2026, 4, 2), "days_30"),
        (date(2026, 5, 1), "days_30"),
        (date(2026, 5, 2), "days_60"),
        (date(2026, 6, 30), "days_90"),
        (date(2026, 7, 1), "older"),
    ):
        rows = ageing(day)
        assert [row.organisation.name for row in rows] == ["1", "2"]
        assert [name for name in columns if getattr(rows[0], name)] == [column]
        assert (rows[0].total, rows[1].total, rows[1].to_return) == (7500, -500, 500)
        found = ageing_sums(day)
        assert (found.count, found.totals[column], found.totals["to_return"]) == (2, 7500, 500)
        assert found.totals["total"] == 7000
    assert ageing(due, 1, 2) == ageing(due)[1:]
