"""Whether what the database keeps of each invoice is what its payments and notes come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from lllo.invoices.models import Invoice, Payment
from lllo.rules.money import ZERO, to_cents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal


def false_balances() -> Iterator[Invoice]:
    """Return the invoices and notes of which a kept amount is not true, or that have none."""
    paid = _sums(Payment.objects.order_by().values_list("invoice").annotate(Sum("amount")))
    notes = Invoice.objects.filter(corrects__isnull=False).order_by()
    credited = _sums(notes.values_list("corrects").annotate(Sum("payable_amount")))
    rows = Invoice.objects.without_contents().select_related("balance")
    for invoice in rows.order_by("pk"):
        kept = getattr(invoice, "balance", None)
        is_paid, taken = paid.get(invoice.pk, ZERO), credited.get(invoice.pk, ZERO)
        is_owed = invoice.state == Invoice.State.ISSUED and invoice.kind == Invoice.Kind.INVOICE
        owed = (invoice.payable_amount or ZERO) - taken - is_paid if is_owed else ZERO
        if kept is None or (kept.paid_amount, kept.credited_amount, kept.open_amount) != (
            is_paid,
            taken,
            owed,
        ):
            yield invoice


def _sums(rows: Iterable[Any]) -> dict[int, Decimal]:
    """Return sums of the database by invoice, in cents: SQLite adds up in binary."""
    return {pk: to_cents(amount or ZERO) for pk, amount in rows}
