"""What the office needs to match an entry of the bank by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from lllo.invoices.models import Invoice, Payment
from lllo.invoices.queries import left_of_entry
from lllo.invoices.waiting_queries import not_paid
from lllo.rules.identifiers import compact
from lllo.rules.money import to_cents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from lllo.invoices.models import BankEntry

SHORTEST_WORD = 4  # of a name, to be looked for in what the payer wrote
JUDGED = ("number", "organisation", "organisation__name")
REASONS = {  # by their weight
    4: gettext_lazy("the number is mentioned"),
    3: gettext_lazy("the same amount is open"),
    2: gettext_lazy("paid from this account before"),
    1: gettext_lazy("the name looks like it"),
}
ALIKE = frozenset({"gemeente", "stichting", "demo", "waterschap", "provincie"})  # says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An invoice that an entry may pay, what is open of it, and why it is suggested."""

    invoice: Invoice
    open_amount: Decimal
    reasons: tuple[str, ...]


def suggestions(entry: BankEntry, most: int = 6) -> list[Suggestion]:
    """Return the open invoices that an entry may pay, the likeliest first."""
    left = left_of_entry(entry)
    known = _payers(entry)
    words = compact(f"{entry.payer} {entry.text}").lower()
    rows = not_paid(Invoice.objects.order_by("due_date", "number"))
    judged = {
        pk: (amount, _weights(found, amount == left, known, words))
        for pk, amount, *found in rows.values_list("pk", "balance__open_amount", *JUDGED)
    }
    weight = {pk: sum(weights) for pk, (_amount, weights) in judged.items() if weights}
    first = sorted(weight, key=lambda pk: -weight[pk])[:most]
    invoices = Invoice.objects.without_contents().select_related("organisation").in_bulk(first)
    return [
        Suggestion(
            invoice=invoices[pk],
            open_amount=to_cents(judged[pk][0]),
            reasons=tuple(str(REASONS[each]) for each in judged[pk][1]),
        )
        for pk in first
    ]


def _payers(entry: BankEntry) -> set[int]:
    """Return the organisations that paid from the account of an entry before."""
    if not entry.payer_iban:
        return set()
    paid = Payment.objects.filter(entry__payer_iban=entry.payer_iban)
    return set(paid.values_list("invoice__organisation", flat=True))


def _weights(found: Sequence[Any], is_amount: bool, known: set[int], words: str) -> list[int]:  # noqa: FBT001 - told apart by its name
    """Return what speaks for an invoice, as keys of ``REASONS``; nothing when nothing does."""
    number, organisation, name = found
    names = (word for word in name.lower().split() if word.strip("()") not in ALIKE)
    holds = {
        4: compact(number).lower() in words,
        3: is_amount,
        2: organisation in known,
        1: any(len(word) >= SHORTEST_WORD and compact(word).lower() in words for word in names),
    }
    return [weight for weight, is_so in holds.items() if is_so]
