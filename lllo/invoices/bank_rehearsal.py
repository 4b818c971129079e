"""What reading a bank statement would do: it is read, looked at, and taken back whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from lllo.invoices.bank_actions import Reading, read_statements
from lllo.invoices.models import BankEntry, BankStatement
from lllo.invoices.queries import invoice_rows

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A part of an entry that would be a payment of an invoice; ``open_after`` is what stays open.

    Below zero: that much would be owed back.
    """

    number: str
    organisation: str
    amount: Decimal
    open_after: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """An entry that is not known yet, with the payments that it would be; none: nobody knows."""

    entry: BankEntry
    bookings: tuple[Booking, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What reading a file would bring."""

    reading: Reading
    entries: tuple[Rehearsed, ...]

    @property
    def matched(self) -> tuple[Rehearsed, ...]:
        """The entries that would be booked by themselves."""
        return tuple(each for each in self.entries if each.bookings)

    @property
    def unmatched(self) -> tuple[Rehearsed, ...]:
        """The entries that somebody would have to look at."""
        return tuple(each for each in self.entries if not each.bookings)


def rehearse(content: bytes, *, filename: str) -> Rehearsal:
    """Return what reading a CAMT.053 file would do; nothing of it stays."""
    with transaction.atomic():
        before = set(BankStatement.objects.values_list("pk", flat=True))
        reading = read_statements(content, filename=filename, by=None)
        new = BankEntry.objects.exclude(statement__in=before)
        entries = tuple(_rehearsed(entry) for entry in new.prefetch_related("payments__invoice"))
        transaction.set_rollback(True)
    return Rehearsal(reading=reading, entries=entries)


def _rehearsed(entry: BankEntry) -> Rehearsed:
    """Return an entry with its payments, and what each leaves open."""
    rows = invoice_rows().in_bulk([payment.invoice_id for payment in entry.payments.all()])
    return Rehearsed(
        entry=entry,
        bookings=tuple(
            Booking(
                number=rows[payment.invoice_id].number or "",
                organisation=str(rows[payment.invoice_id].organisation),
                amount=payment.amount,
                open_after=rows[payment.invoice_id].open_amount,
            )
            for payment in entry.payments.all()
        ),
    )
