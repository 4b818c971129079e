"""Payments: noted by hand, taken over from the bank or the finance system, and reversed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.invoices import refusals
from lllo.invoices.models import BankEntry, Invoice, Payment
from lllo.invoices.queries import unpaid_amount
from lllo.people import audit

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from lllo.people.models import User


def record_payment(
    invoice: Invoice,
    *,
    amount: Decimal,
    on: date,
    reference: str = "",
    anyway: bool = False,
    by: User | None,
) -> Payment:
    """Note by hand money that came in for an invoice, also after a credit: then it is owed back.

    Asks, by a refusal, whether it is right: the same amount on the same day once more
    (``payment_noted``), and more than is not paid yet (``payment_too_much``). ``anyway`` says yes.
    """
    refusals.refuse_to_come(on)
    with transaction.atomic():
        locked = _locked(invoice)
        payment = Payment(
            invoice=locked, amount=amount, received_on=on, reference=reference, recorded_by=by
        )
        refuse_invalid(payment)
        refusals.refuse_no_amount(amount)
        if not anyway:
            refusals.refuse_noted_before(locked, amount, on)
            refusals.refuse_more_than_unpaid(locked, amount, unpaid_amount(locked))
        return _save(payment, by=by)


def take_payment(  # noqa: PLR0913 - each is a column of the row it writes
    invoice: Invoice,
    *,
    amount: Decimal,
    on: date,
    reference: str,
    source: str,
    source_key: str,
    entry: BankEntry | None = None,
    by: User | None,
) -> Payment:
    """Take over a payment that another system knows by ``source_key``, once; kept as it is.

    More than was to be paid is kept, too: it is owed back.
    """
    with transaction.atomic():
        locked = _locked(invoice)
        known: Payment | None = Payment.objects.filter(source=source, source_key=source_key).first()
        if known is not None:
            return known
        payment = Payment(
            invoice=locked,
            amount=amount,
            received_on=on,
            reference=reference[:140],
            source=source,
            source_key=source_key,
            entry=entry,
            recorded_by=by,
        )
        refuse_invalid(payment)
        refusals.refuse_no_amount(amount)
        return _save(payment, by=by)


def reverse_payment(payment: Payment, *, on: date, by: User | None) -> Payment:
    """Take a payment back: it was noted wrongly, or the money was returned."""
    refusals.refuse_to_come(on)
    with transaction.atomic():
        invoice = Invoice.objects.select_for_update(of=("self",)).get(pk=payment.invoice_id)
        if payment.reverses_id or Payment.objects.filter(reverses=payment).exists():
            raise Refused(_("This payment was reversed already."), code="already_reversed")
        reversal = Payment.objects.create(
            invoice=invoice,
            amount=-payment.amount,
            received_on=on,
            reference=payment.reference,
            reverses=payment,
            recorded_by=by,
        )
        BankEntry.objects.filter(payments=payment).update(
            state=BankEntry.State.UNMATCHED, remark=_("Its payment was reversed.")
        )
        audit.record("invoice.payment_reversed", invoice, by=by, amount=str(payment.amount))
    return reversal


def _locked(invoice: Invoice) -> Invoice:
    """Return an issued invoice, locked; refuse drafts and credit notes."""
    locked = Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)
    refusals.refuse_not_issued(locked)
    return locked


def _save(payment: Payment, *, by: User | None) -> Payment:
    """Write a payment with its line in the audit trail."""
    payment.save()
    audit.record(
        "invoice.paid",
        payment.invoice,
        by=by,
        amount=str(payment.amount),
        received_on=payment.received_on.isoformat(),
        source=payment.source,
    )
    return payment
