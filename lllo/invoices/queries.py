"""Invoices with what is paid and open, and what was invoiced for each contract year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import (
    Case,
    CharField,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.contracts.queries import find_contract
from lllo.errors import Refused
from lllo.invoices.models import Invoice, InvoiceQuerySet, Payment
from lllo.rules.money import ZERO, to_cents

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from lllo.people.models import Organisation

MONEY: DecimalField[Decimal, Decimal] = DecimalField(max_digits=12, decimal_places=2)
STATUS_LABELS = {
    "draft": gettext_lazy("draft"),
    "open": gettext_lazy("open"),
    "overdue": gettext_lazy("overdue"),
    "paid": gettext_lazy("paid"),
    "credited": gettext_lazy("credited"),
    "settled": gettext_lazy("settled"),  # a credit note: nothing is to be done with it
}


def invoice_rows(
    organisation: Organisation | None = None, year: int | None = None, *, on: date | None = None
) -> InvoiceQuerySet:
    """Return invoices and credit notes with ``paid_amount``, ``open_amount`` and ``status``.

    ``year`` is the year in which the contract year starts. An open amount below
    zero is owed to the organisation: it paid what was credited afterwards.
    ``status`` is a key of ``STATUS_LABELS``, as seen on ``on`` (today).
    """
    rows: InvoiceQuerySet = Invoice.objects.select_related(
        "organisation", "contract_year__contract"
    )
    if organisation is not None:
        rows = rows.for_organisation(organisation)
    if year is not None:
        rows = rows.filter(contract_year__starts_on__year=year)
    return (
        rows.annotate(paid_amount=_paid(), is_credited=_is_credited())
        .annotate(open_amount=_open())
        .annotate(status=_status(on or clock.today()))
        .order_by(F("issue_date").asc(nulls_last=True), "number", "pk")  # drafts at the end
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
        raise Refused(
            _("There is no invoice with the number %(number)s. See: lllo invoices list")
            % {"number": number},
            code="invoice_unknown",
        )
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


def invoiced_by_contract_year(year: int | None = None) -> dict[int, Decimal]:
    """Return the net amount invoiced less credited, by primary key of the contract year.

    ``year`` is the year in which the contract year starts; without it all of them.
    """
    rows = Invoice.objects.issued()
    if year is not None:
        rows = rows.filter(contract_year__starts_on__year=year)
    sign = Case(When(kind=Invoice.Kind.CREDIT_NOTE, then=Value(-1)), default=Value(1))
    sums = (
        rows.order_by()
        .values("contract_year")
        .annotate(invoiced=Sum(F("net_amount") * sign, output_field=MONEY))
    )
    return {
        pk: to_cents(invoiced) for pk, invoiced in sums.values_list("contract_year", "invoiced")
    }


def _paid() -> Round:
    """Return the sum of payments and reversals of an invoice."""
    payments = Payment.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    total = Subquery(payments.annotate(total=Sum("amount")).values("total"), output_field=MONEY)
    return Round(Coalesce(total, ZERO), precision=2, output_field=MONEY)


def _is_credited() -> Exists:
    """Return whether a credit note took an invoice back."""
    return Exists(Invoice.objects.filter(corrects=OuterRef("pk")))


def _open() -> Round:
    """Return what is open of an invoice, rounded because SQLite adds up in binary."""
    owed = Case(
        When(Q(state=Invoice.State.DRAFT) | Q(kind=Invoice.Kind.CREDIT_NOTE), then=Value(ZERO)),
        When(is_credited=True, then=-F("paid_amount")),
        default=F("payable_amount") - F("paid_amount"),
        output_field=MONEY,
    )
    return Round(owed, precision=2, output_field=MONEY)


def _status(on: date) -> Case:
    """Return the state of an invoice as the office says it."""
    return Case(
        When(state=Invoice.State.DRAFT, then=Value("draft")),
        When(kind=Invoice.Kind.CREDIT_NOTE, then=Value("settled")),
        When(is_credited=True, then=Value("credited")),
        When(open_amount__lte=ZERO, then=Value("paid")),
        When(due_date__lt=on, then=Value("overdue")),
        default=Value("open"),
        output_field=CharField(),
    )
