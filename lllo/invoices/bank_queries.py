"""What the office needs to match an entry of the bank by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lllo.invoices.models import Invoice, Payment
from lllo.invoices.queries import invoice_rows, left_of_entry
from lllo.invoices.waiting_queries import not_paid
from lllo.rules.identifiers import compact
from lllo.rules.money import to_cents

if TYPE_CHECKING:
    from decimal import Decimal

    from lllo.invoices.models import BankEntry

SHORTEST_WORD = 4  # of a name, to be looked for in what the payer wrote
ALIKE = frozenset({"gemeente", "stichting", "demo", "waterschap", "provincie"})  # says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An invoice that an entry may pay, what is open of it, and why it is suggested."""

    invoice: Invoice
    open_amount: Decimal
    reasons: tuple[str, ...]
    weight: int


def suggestions(entry: BankEntry, most: int = 6) -> list[Suggestion]:
    """Return the open invoices that an entry may pay, the likeliest first."""
    left = left_of_entry(entry)
    known = _payers(entry)
    words = compact(f"{entry.payer} {entry.text}").lower()
    rows = not_paid(invoice_rows()).select_related(None).select_related("organisation")
    rows = rows.only("number", "public_id", "organisation__name", "organisation__public_id")
    found = [_judged(row, left, known, words) for row in rows.order_by("due_date", "number")]
    likely = [each for each in found if each.weight]
    return sorted(likely, key=lambda each: -each.weight)[:most]


def _payers(entry: BankEntry) -> set[int]:
    """Return the organisations that paid from the account of an entry before."""
    if not entry.payer_iban:
        return set()
    paid = Payment.objects.filter(entry__payer_iban=entry.payer_iban)
    return set(paid.values_list("invoice__organisation", flat=True))


def _judged(row: Invoice, left: Decimal, known: set[int], words: str) -> Suggestion:
    """Return an invoice with what speaks for it."""
    amount = to_cents(row.open_amount)  # type: ignore[attr-defined] # annotated
    names = [
        word for word in str(row.organisation).lower().split() if word.strip("()") not in ALIKE
    ]
    found = (
        (4, compact(str(row.number)).lower() in words, _("the number is mentioned")),
        (3, amount == left, _("the same amount is open")),
        (2, row.organisation_id in known, _("paid from this account before")),
        (
            1,
            any(len(word) >= SHORTEST_WORD and compact(word).lower() in words for word in names),
            _("the name looks like it"),
        ),
    )
    return Suggestion(
        invoice=row,
        open_amount=amount,
        reasons=tuple(reason for _weight, holds, reason in found if holds),
        weight=sum(weight for weight, holds, _reason in found if holds),
    )
