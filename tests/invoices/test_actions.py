"""Issue, credit notes and payments: what is frozen, what is refused, and the numbers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lllo.contracts.models import Contract
from lllo.documents.queries import content
from lllo.errors import Refused
from lllo.invoices.actions import (
    credit_invoice,
    draft_invoices,
    issue_drafts,
    issue_invoice,
    record_payment,
    reverse_payment,
    set_order_number,
)
from lllo.invoices.issue_actions import refuse_unissuable
from lllo.invoices.models import Invoice, NumberSeries, Payment
from lllo.invoices.queries import invoice_rows, open_amount
from lllo.people.models import AuditEntry, Organisation
from tests.invoices.builders import ISSUE_DAY, NOW, START, draft, issue, sign
from tests.world import make_organisation

pytestmark = pytest.mark.django_db
TOMORROW = NOW.date() + timedelta(days=1)


def refusal(function, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        function(*args, by=None, **kwargs)
    assert "%(" not in str(refused.value)
    return refused.value.code


@pytest.mark.both_databases
def test_issue_numbers_freezes_and_keeps_the_pdf(edition, confirmed, backoffice):
    invoice = issue_invoice(draft(edition), on=ISSUE_DAY, by=backoffice)
    stored = Invoice.objects.get(pk=invoice.pk)
    assert (stored.number, stored.series, stored.state) == ("F2026-0001", "invoice", "issued")
    assert (stored.issue_date, stored.due_date) == (date(2026, 3, 2), date(2026, 4, 1))
    assert (stored.seller["legal_name"], stored.seller["kvk_number"]) == (
        "Universiteit Proef (demo)",
        "00000000",
    )
    assert stored.buyer["legal_name"] == stored.organisation.legal_name
    assert content(stored.pdf).startswith(b"%PDF-")
    assert stored.pdf.filename == "F2026-0001.pdf"
    assert [
        (total.category, total.rate, total.taxable_amount, total.tax_amount, total.exemption_code)
        for total in stored.vat_totals.all()
    ] == [("E", 0, 7500, 0, "VATEX-EU-132-1I"), ("S", 21, 4500, 945, "")]
    entry = AuditEntry.objects.get(action="invoice.issued")
    assert (entry.actor, entry.object_label) == (backoffice, "F2026-0001")


def test_what_was_issued_does_not_move(edition, confirmed):
    invoice = issue(edition)
    Organisation.objects.update(name="Anders", legal_name="Anders", street="Anders 1")
    confirmed.replace("invoicing/vat.toml", "rate = 21", "rate = 19")
    draft_invoices(2026, on=ISSUE_DAY, by=None)
    stored = Invoice.objects.get(pk=invoice.pk)
    assert (stored.buyer, stored.payable_amount) == (invoice.buyer, 12945)
    assert refusal(issue_invoice, invoice, on=ISSUE_DAY) == "already_issued"


@pytest.mark.both_databases
def test_numbers_follow_each_other_by_series_and_year(edition, confirmed):
    first, second = issue(edition), issue(edition)
    note = credit_invoice(first, on=date(2026, 12, 31), reason="Dubbel", by=None)
    third = issue(edition, on=date(2026, 12, 31))
    later = issue(edition, starts_on=date(2027, 1, 1), on=date(2027, 1, 1))
    assert [item.number for item in (first, second, note, third, later)] == [
        "F2026-0001",
        "F2026-0002",
        "C2026-0001",
        "F2026-0003",
        "F2027-0001",
    ]
    assert sorted(NumberSeries.objects.values_list("code", "year", "last_number")) == [
        ("credit_note", 2026, 1),
        ("invoice", 2026, 3),
        ("invoice", 2027, 1),
    ]


@pytest.mark.both_databases
def test_date_before_the_last_of_the_series_is_refused_and_takes_no_number(edition, confirmed):
    issue(edition, on=date(2026, 3, 10))
    waiting = draft(edition)
    assert refusal(issue_invoice, waiting, on=date(2026, 3, 9)) == "issue_date_before_last"
    assert refusal(issue_invoice, waiting, on=date(2025, 12, 31)) == "issue_date_before_last"
    assert issue_invoice(waiting, on=date(2026, 3, 10), by=None).number == "F2026-0002"
    assert NumberSeries.objects.count() == 1


def test_series_with_another_code_and_the_same_format_is_refused(edition, office_folder):
    office_folder.confirm()
    issue(edition)
    office_folder.replace("invoicing/numbering.toml", 'code = "invoice"', 'code = "factuur"')
    waiting = draft(edition, organisation=make_organisation("Gemeente Tweede (demo)"))
    assert refusal(issue_invoice, waiting, on=ISSUE_DAY) == "number_taken"
    assert NumberSeries.objects.get().code == "invoice"


def test_undecided_vat_is_refused(edition, office_folder):
    assert refusal(issue_invoice, draft(edition), on=ISSUE_DAY) == "vat_unknown"


def test_unconfirmed_vat_is_refused_outside_a_demo(edition, office_folder):
    office_folder.fill_seller()
    office_folder.decide_vat()
    invoice = draft(edition)
    assert refusal(issue_invoice, invoice, on=ISSUE_DAY) == "vat_unconfirmed"
    assert not NumberSeries.objects.exists()


def test_unconfirmed_vat_is_issued_in_a_demo(edition, demo):
    assert issue(edition).number == "F2026-0001"


@pytest.mark.parametrize(
    "key", ["legal_name", "street", "postal_code", "city", "kvk_number", "iban"]
)
def test_incomplete_seller_is_refused(edition, confirmed, key):
    invoice = draft(edition)
    text = (confirmed.root / "invoicing/seller.toml").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(f"{key} ="))
    confirmed.replace("invoicing/seller.toml", line, f'{key} = ""')
    assert refusal(issue_invoice, invoice, on=ISSUE_DAY) == "seller_incomplete"


@pytest.mark.parametrize("key", ["legal_name", "street", "postal_code", "city"])
def test_buyer_without_name_or_real_address_is_refused(edition, confirmed, key):
    organisation = make_organisation(
        invoice_street="Postbus 20", invoice_postal_code="7500 AA", invoice_city="X", **{key: ""}
    )
    invoice = draft(edition, organisation=organisation)
    assert refusal(issue_invoice, invoice, on=ISSUE_DAY) == "buyer_incomplete"


def test_reverse_charge_needs_the_vat_identifier_of_the_buyer(edition, confirmed):
    confirmed.replace("invoicing/vat.toml", 'category = "S"', 'category = "AE"')
    confirmed.replace(
        "invoicing/vat.toml", "rate = 21", 'rate = 0\nexemption_reason = "Btw verlegd"'
    )
    with_education_only = draft(edition, "basis")
    assert issue_invoice(with_education_only, on=ISSUE_DAY, by=None).number == "F2026-0001"
    invoice = draft(edition)
    assert refusal(issue_invoice, invoice, on=ISSUE_DAY) == "buyer_vat_identifier_missing"
    Organisation.objects.update(vat_identifier="NL000099998B57")
    assert issue_invoice(invoice, on=ISSUE_DAY, by=None).vat_amount == 0


def test_missing_order_number_is_refused_where_it_is_required(edition, confirmed):
    organisation = make_organisation(order_number_rule="always")
    invoice = draft(edition, organisation=organisation)
    assert refusal(issue_invoice, invoice, on=ISSUE_DAY) == "order_number_missing"
    other = make_organisation("Gemeente Ander (demo)", order_number_rule="always")
    assert issue(edition, organisation=other, purchase_order_number="45").number == "F2026-0001"


def test_stale_draft_is_refused(edition, confirmed):
    invoice = draft(edition)
    confirmed.replace("invoicing/vat.toml", "rate = 21", "rate = 19")
    assert refusal(issue_invoice, invoice, on=ISSUE_DAY) == "draft_stale"
    draft_invoices(2026, on=ISSUE_DAY, by=None)
    assert issue_invoice(invoice, on=ISSUE_DAY, by=None).vat_amount == 855


def test_draft_of_an_instalment_that_an_early_end_cut_off_is_refused(edition, confirmed):
    contract = sign(edition, instalments=2)
    _first, second = draft_invoices(2026, on=date(2026, 9, 1), by=None).created
    Contract.objects.filter(pk=contract.pk).update(
        state=Contract.State.ENDED, ended_on=date(2026, 8, 1), end_reason="Herindeling"
    )
    assert refusal(issue_invoice, second, on=date(2026, 9, 1)) == "draft_stale"


def test_days_to_pay_are_those_of_the_contract(edition, confirmed):
    waiting = draft(edition, payment_days=14)
    confirmed.replace("invoicing/terms.toml", "payment_days = 30", "payment_days = 7")
    invoice = issue_invoice(waiting, on=ISSUE_DAY, by=None)
    note = credit_invoice(invoice, on=ISSUE_DAY, reason="x", by=None)
    assert (invoice.due_date, note.due_date) == (date(2026, 3, 16), date(2026, 3, 16))


def test_days_in_the_future_are_refused(edition, confirmed):
    invoice, waiting = issue(edition), draft(edition)
    payment = record_payment(invoice, amount=Decimal(1), on=NOW.date(), by=None)
    refused = [
        refusal(draft_invoices, 2026, on=TOMORROW),
        refusal(issue_drafts, 2026, on=TOMORROW),
        refusal(issue_invoice, waiting, on=TOMORROW),
        refusal(credit_invoice, invoice, on=TOMORROW, reason="x"),
        refusal(record_payment, invoice, amount=Decimal(1), on=TOMORROW),
        refusal(reverse_payment, payment, on=TOMORROW),
    ]
    assert refused == ["day_to_come"] * len(refused)
    assert issue_invoice(waiting, on=NOW.date(), by=None).number == "F2027-0001"


@pytest.mark.both_databases
def test_amounts_that_binary_numbers_miss_are_kept_when_they_add_up(edition, demo):
    invoice = draft(edition)
    rows = Invoice.objects.filter(pk=invoice.pk)
    for cents in range(100_011, 9_000_000_00, 1_234_567):
        net, vat = Decimal(cents) / 100, Decimal(cents * 21 // 100) / 100
        rows.update(net_amount=net, vat_amount=vat, payable_amount=net + vat)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(payable_amount=net + vat + Decimal("0.01"))


@pytest.mark.both_databases
def test_run_issues_what_it_can_and_reports_the_rest(edition, confirmed):
    sign(edition)
    sign(edition, "basis", make_organisation("Zonder nummer (demo)", order_number_rule="always"))
    sign(edition)
    draft_invoices(2026, on=START, by=None)
    result = issue_drafts(2026, on=ISSUE_DAY, by=None)
    assert [item.number for item in result.issued] == ["F2026-0001", "F2026-0002"]
    assert [(item.organisation, item.code) for item in result.blocked] == [
        ("Zonder nummer (demo)", "order_number_missing")
    ]
    assert "ordernummer" in result.blocked[0].reason or "order number" in result.blocked[0].reason
    again = issue_drafts(2026, on=ISSUE_DAY, by=None)
    assert (again.issued, len(again.blocked)) == ([], 1)


def test_run_does_not_issue_again_what_was_credited(edition, confirmed):
    credit_invoice(issue(edition), on=ISSUE_DAY, reason="Vergissing", by=None)
    (again,) = draft_invoices(2026, on=ISSUE_DAY, by=None).created
    assert [item.code for item in issue_drafts(2026, on=ISSUE_DAY, by=None).blocked] == [
        "credited_before"
    ]
    assert issue_invoice(again, on=ISSUE_DAY, by=None).number == "F2026-0002"


@pytest.mark.both_databases
def test_credit_note_says_what_the_invoice_said(edition, confirmed, backoffice):
    invoice = issue(edition, purchase_order_number="45")
    Organisation.objects.update(legal_name="Anders")
    confirmed.replace("invoicing/vat.toml", "rate = 21", "rate = 19")
    note = credit_invoice(invoice, on=date(2026, 3, 5), reason=" Verkeerd adres ", by=backoffice)
    assert (note.kind, note.number, note.corrects, note.reason) == (
        "credit_note",
        "C2026-0001",
        invoice,
        "Verkeerd adres",
    )
    assert (note.payable_amount, note.vat_amount, note.buyer) == (12945, 945, invoice.buyer)
    assert [(line.name, line.vat_rate) for line in note.lines.all()] == [
        ("Basis", 0),
        ("Projecten", 21),
    ]
    assert [total.tax_amount for total in note.vat_totals.all()] == [0, 945]
    assert content(note.pdf).startswith(b"%PDF-")
    assert open_amount(invoice) == 0


def test_credit_is_refused(edition, confirmed):
    waiting = draft(edition)
    assert refusal(credit_invoice, waiting, on=ISSUE_DAY, reason="x") == "not_issued"
    invoice = issue_invoice(waiting, on=ISSUE_DAY, by=None)
    assert refusal(credit_invoice, invoice, on=ISSUE_DAY, reason=" ") == "reason_missing"
    assert refusal(credit_invoice, invoice, on=START, reason="x") == "credit_before_invoice"
    note = credit_invoice(invoice, on=ISSUE_DAY, reason="x", by=None)
    assert refusal(credit_invoice, invoice, on=ISSUE_DAY, reason="x") == "already_credited"
    assert refusal(credit_invoice, note, on=ISSUE_DAY, reason="x") == "is_credit_note"


@pytest.mark.both_databases
def test_payments_add_up_to_what_is_to_be_paid(edition, confirmed, backoffice):
    invoice = issue(edition)
    first = record_payment(
        invoice, amount=Decimal("12944.99"), on=date(2026, 3, 20), reference="R1", by=backoffice
    )
    assert open_amount(invoice) == Decimal("0.01")
    assert refusal(record_payment, invoice, amount=Decimal("0.02"), on=START) == "payment_too_much"
    record_payment(invoice, amount=Decimal("0.01"), on=date(2026, 3, 21), by=None)
    assert open_amount(invoice) == 0
    reversal = reverse_payment(first, on=date(2026, 3, 22), by=backoffice)
    assert (reversal.amount, reversal.reverses) == (-first.amount, first)
    assert open_amount(invoice) == Decimal("12944.99")


def test_payments_are_refused(edition, confirmed):
    waiting = draft(edition)
    assert refusal(record_payment, waiting, amount=Decimal(1), on=START) == "not_issued"
    invoice = issue_invoice(waiting, on=ISSUE_DAY, by=None)
    for amount in (Decimal(0), Decimal(-1)):
        assert refusal(record_payment, invoice, amount=amount, on=START) == "payment_not_positive"
    payment = record_payment(invoice, amount=Decimal(1), on=START, by=None)
    reversal = reverse_payment(payment, on=START, by=None)
    for row in (payment, reversal):
        assert refusal(reverse_payment, row, on=START) == "already_reversed"
    note = credit_invoice(invoice, on=ISSUE_DAY, reason="x", by=None)
    assert refusal(record_payment, note, amount=Decimal(1), on=START) == "is_credit_note"


@pytest.mark.parametrize(
    "values",
    [
        {"amount": Decimal("0.004")},
        {"amount": Decimal("1.005")},
        {"amount": Decimal("NaN")},
        {"amount": Decimal("1e11")},
        {"amount": Decimal(1), "reference": "x" * 141},
    ],
)
def test_payment_that_does_not_fit_is_refused(edition, demo, values):
    assert refusal(record_payment, issue(edition), on=ISSUE_DAY, **values) == "invalid_value"
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"purchase_order_number": "x" * 61},
        {"purchase_order_number": "1", "orderer": "x" * 201},
    ],
)
def test_order_number_that_does_not_fit_is_refused(edition, demo, values):
    assert refusal(set_order_number, draft(edition), **values) == "invalid_value"


def test_empty_order_number_is_refused(edition, demo):
    invoice = draft(edition)
    assert refusal(set_order_number, invoice, purchase_order_number=" ") == "order_number_missing"


def test_reason_of_a_credit_note_that_does_not_fit_is_refused(edition, demo):
    invoice = issue(edition)
    assert refusal(credit_invoice, invoice, on=ISSUE_DAY, reason="x" * 301) == "invalid_value"


@pytest.mark.both_databases
def test_money_that_comes_in_after_a_credit_note_is_owed_back(edition, confirmed):
    invoice = issue(edition)
    credit_invoice(invoice, on=ISSUE_DAY, reason="x", by=None)
    too_much = Decimal("12945.01")
    assert refusal(record_payment, invoice, amount=too_much, on=ISSUE_DAY) == "payment_too_much"
    payment = record_payment(invoice, amount=Decimal("12945.00"), on=ISSUE_DAY, by=None)
    row = invoice_rows().get(pk=invoice.pk)
    assert (row.status, row.open_amount) == ("to_refund", Decimal("-12945.00"))
    reverse_payment(payment, on=ISSUE_DAY, by=None)
    row = invoice_rows().get(pk=invoice.pk)
    assert (row.status, row.open_amount) == ("credited", 0)


def test_credit_of_a_paid_invoice_leaves_what_is_to_be_paid_back(edition, confirmed):
    invoice = issue(edition)
    payment = record_payment(invoice, amount=Decimal(100), on=ISSUE_DAY, by=None)
    credit_invoice(invoice, on=ISSUE_DAY, reason="x", by=None)
    assert open_amount(invoice) == -100
    reverse_payment(payment, on=ISSUE_DAY, by=None)
    assert open_amount(invoice) == 0


def test_what_cannot_be_issued_is_told_before_and_nothing_is_made(edition, demo):
    invoice = draft(edition)
    refuse_unissuable(invoice, on=ISSUE_DAY)
    assert Invoice.objects.get().state == Invoice.State.DRAFT
    Organisation.objects.filter(pk=invoice.organisation_id).update(order_number_rule="always")
    with pytest.raises(Refused) as refused:
        refuse_unissuable(Invoice.objects.get(), on=ISSUE_DAY)
    with pytest.raises(Refused) as later:
        issue_invoice(Invoice.objects.get(), on=ISSUE_DAY, by=None)
    assert refused.value.code == later.value.code
