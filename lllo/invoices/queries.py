"""Invoices with what is paid and open, and what was invoiced for each contract year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    CharField,
    F,
    Q,
    Sum,
    Value,
    When,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.contracts.queries import find_contract
from lllo.errors import Refused
from lllo.invoices.models import Invoice, InvoiceQuerySet, Payment
from lllo.invoices.waiting_queries import was_sent
from lllo.people.models import Organisation
from lllo.rules.matching import Receivable
from lllo.rules.money import ZERO, to_cents

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from lllo.invoices.models import BankEntry

STATUS_LABELS = {
    "draft": gettext_lazy("draft"),
    "open": gettext_lazy("open"),
    "unsent": gettext_lazy("not sent"),  # nobody is late with what never left the house
    "overdue": gettext_lazy("overdue"),
    "paid": gettext_lazy("paid"),
    "to_refund": gettext_lazy("refund due"),  # paid too much, or credited after it was paid
    "credited": gettext_lazy("credited"),
    "settled": gettext_lazy("settled"),  # a credit note: nothing is to be done with it
}


def invoice_rows(
    organisation: Organisation | None = None, year: int | None = None, *, on: date | None = None
) -> InvoiceQuerySet:
    """Return invoices and credit notes with what is paid, credited and open, and a ``status``.

    ``year`` is the year in which the contract year starts. An open amount below
    zero is owed to the organisation: it paid too much, or what was credited afterwards.
    ``status`` is a key of ``STATUS_LABELS``, as seen on ``on`` (today).
    """
    rows: InvoiceQuerySet = Invoice.objects.select_related(
        "organisation", "contract_year__contract"
    )
    if organisation is not None:
        rows = rows.for_organisation(organisation)
    if year is not None:
        rows = rows.filter(contract_year__starts_on__year=year)
    known = with_balance(rows).annotate(status=_status(on or clock.today()))
    return known.order_by(F("issue_date").asc(nulls_last=True), "number", "pk")  # drafts at the end


def with_balance(rows: InvoiceQuerySet) -> InvoiceQuerySet:
    """Add what is paid, credited and open, as the database keeps it."""
    return rows.annotate(
        paid_amount=F("balance__paid_amount"),
        credited_amount=F("balance__credited_amount"),
        open_amount=F("balance__open_amount"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What invoices add up to for who gets them; ``open_amount`` below zero is to be paid back."""

    open_amount: Decimal
    overdue_amount: Decimal
    draft_amount: Decimal  # without VAT, of what nobody owes yet


def owed(rows: Iterable[Any]) -> Owed:
    """Add up rows of ``invoice_rows`` that were read already."""
    found = list(rows)

    def together(amounts: Iterable[Decimal]) -> Decimal:
        return to_cents(sum(amounts, ZERO))

    return Owed(
        open_amount=together(row.open_amount for row in found),
        overdue_amount=together(row.open_amount for row in found if row.status == "overdue"),
        draft_amount=together(row.net_amount for row in found if row.status == "draft"),
    )


def open_amount(invoice: Invoice) -> Decimal:
    """Return what is still to be paid of an invoice; below zero: what is to be paid back."""
    row: Invoice = invoice_rows().get(pk=invoice.pk)
    return row.open_amount  # type: ignore[attr-defined] # annotated


def unpaid_amount(invoice: Invoice) -> Decimal:
    """Return what of the amount to pay did not come in, credited or not."""
    row: Invoice = invoice_rows().get(pk=invoice.pk)
    assert row.payable_amount is not None
    return to_cents(row.payable_amount - row.paid_amount)  # type: ignore[attr-defined] # annotated


def find_invoice(number: str) -> Invoice:
    """Return an invoice or credit note by its number."""
    found: Invoice | None = invoice_rows().filter(number__iexact=number.strip()).first()
    if found is None:
        sentence = _(
            "There is no invoice with the number %(number)s; the list of invoices shows them all."
        )
        raise Refused(sentence % {"number": number}, code="invoice_unknown")
    return found


def draft_of(contract_number: str, year: int) -> Invoice:
    """Return the first draft of a contract for the contract year that starts in ``year``."""
    drafts = invoice_rows(year=year).drafts().order_by("instalment")
    found: Invoice | None = drafts.filter(
        contract_year__contract__number__iexact=contract_number.strip()
    ).first()
    if found is None:
        contract = find_contract(contract_number)
        if contract.signed_on is None:
            raise Refused(
                _("Contract %(number)s is not signed, so there is nothing to invoice.")
                % {"number": contract.number},
                code="not_signed",
            )
        raise Refused(
            _("Contract %(number)s has no draft for %(year)s. Make it with: lllo invoices run")
            % {"number": contract_number, "year": year},
            code="draft_unknown",
        )
    return found


def invoiced_by_year() -> dict[int, Decimal]:
    """Return the net amount invoiced less credited, by the year that contract years start in."""
    sums = (
        Invoice.objects.issued()
        .order_by()
        .values_list("contract_year__starts_on", "kind")
        .annotate(invoiced=Sum("net_amount"))
    )
    years: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for starts_on, kind, invoiced in sums:
        amount = to_cents(invoiced)
        years[starts_on.year] += -amount if kind == Invoice.Kind.CREDIT_NOTE else amount
    return dict(years)


def _status(on: date) -> Case:
    """Return the state of an invoice as the office says it: what is to be done comes first."""
    return Case(
        When(state=Invoice.State.DRAFT, then=Value("draft")),
        When(kind=Invoice.Kind.CREDIT_NOTE, then=Value("settled")),
        When(open_amount__lt=ZERO, then=Value("to_refund")),
        When(credited_amount__gt=ZERO, credited_amount=F("payable_amount"), then=Value("credited")),
        When(open_amount=ZERO, then=Value("paid")),
        When(~Q(was_sent()), then=Value("unsent")),
        When(due_date__lt=on, then=Value("overdue")),
        default=Value("open"),
        output_field=CharField(),
    )


def receivables() -> list[Receivable]:
    """Return every issued invoice as a bank statement could mean it."""
    ibans: dict[int, set[str]] = defaultdict(set)
    for pk, iban in Organisation.objects.exclude(iban="").values_list("pk", "iban"):
        ibans[pk].add(iban)
    paid = Payment.objects.exclude(entry__payer_iban="").filter(entry__isnull=False)
    for pk, iban in paid.values_list("invoice__organisation", "entry__payer_iban"):
        ibans[pk].add(iban)
    rows = invoice_rows().issued().filter(kind=Invoice.Kind.INVOICE)
    return [
        Receivable(
            key=pk, number=number or "", open_amount=to_cents(amount), ibans=frozenset(ibans[org])
        )
        for pk, number, amount, org in rows.values_list(
            "pk", "number", "open_amount", "organisation"
        )
    ]


def left_of_entry(entry: BankEntry) -> Decimal:
    """Return what of an entry of the bank is not a payment yet."""
    paid = entry.payments.filter(reversed_by__isnull=True).aggregate(paid=Sum("amount"))["paid"]
    return entry.amount - to_cents(paid or ZERO)
