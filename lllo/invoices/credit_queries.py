"""What of an invoice can still be credited, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lllo.invoices.queries import open_amount
from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from decimal import Decimal

    from lllo.invoices.models import Invoice, InvoiceLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Creditable:
    """A line of an issued invoice with the net amount of it that no credit note took back."""

    line: InvoiceLine
    left: Decimal


def creditable_lines(invoice: Invoice) -> list[Creditable]:
    """Return the lines of which something is left to credit."""
    found = []
    for line in invoice.lines.prefetch_related("credited_by").order_by("position"):
        left = line.net_amount - sum((each.net_amount for each in line.credited_by.all()), ZERO)
        if left:
            found.append(Creditable(line=line, left=left))
    return found


def owed_back(invoice: Invoice) -> Decimal:
    """Return what is to be paid back of an invoice: it was paid, and then credited."""
    return max(-open_amount(invoice), ZERO)
