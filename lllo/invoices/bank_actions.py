"""Bank statements: read once, matched with invoices, the rest assigned or dismissed by hand."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.contracts.refusals import refuse_without_reason
from lllo.errors import Refused
from lllo.formats import money
from lllo.invoices import camt
from lllo.invoices.models import BankEntry, BankStatement, Invoice, Payment
from lllo.invoices.payment_actions import take_payment
from lllo.invoices.queries import left_of_entry, receivables
from lllo.people import audit
from lllo.programmes.queries import seller_in_force
from lllo.rules.identifiers import compact
from lllo.rules.matching import Match, Unmatched, match
from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from decimal import Decimal

    from lllo.people.models import User
    from lllo.rules.matching import Receivable

    Receivables = dict[int, Receivable]

WHY = {
    Unmatched.TAKEN_BACK: gettext_lazy("The bank took a payment back: reverse that payment."),
    Unmatched.SEVERAL: gettext_lazy("It names several invoices and is not what is open of them."),
    Unmatched.AMBIGUOUS: gettext_lazy("Several invoices of this payer have this open amount."),
    Unmatched.NOTHING: gettext_lazy("It names no invoice, and no open amount of this payer fits."),
}


@dataclass(slots=True, kw_only=True)
class Reading:
    """What reading a file brought; ``known`` entries were there already."""

    matched: int = 0
    unmatched: int = 0
    known: int = 0
    left_out: int = 0  # what went out, and what is not in euros


def read_statements(content: bytes, *, filename: str, by: User | None) -> Reading:
    """Read a CAMT.053 file: note its entries and the payments that they are.

    The same file, or the same entry in another file, changes nothing. Refuses the
    statement of an account that is not the seller's.
    """
    statements = camt.read(content)
    sha256 = hashlib.sha256(content).hexdigest()
    reading = Reading()
    with transaction.atomic():
        waiting = {item.key: item for item in receivables()}
        for statement in statements:
            _refuse_other_account(statement.account)
            row, is_new = BankStatement.objects.get_or_create(  # another may read it just now
                sha256=sha256,
                statement_id=statement.statement_id,
                defaults={
                    "filename": filename[-200:],
                    "account": statement.account,
                    "read_by": by,
                },
            )
            if not is_new:
                reading.known += len(statement.entries)
                continue
            _take_entries(row, statement, waiting, reading, by=by)
            audit.record("bank.statement_read", row, by=by, filename=row.filename)
    return reading


def _refuse_other_account(account: str) -> None:
    """Refuse a statement of an account on which no invoice is paid."""
    own = compact(seller_in_force().iban)
    if own and compact(account) != own:
        raise Refused(
            _("This is a statement of %(account)s; invoices are paid to %(own)s.")
            % {"account": account or "–", "own": own},
            code="camt_other_account",
        )


def _take_entries(
    row: BankStatement,
    statement: camt.Statement,
    waiting: Receivables,
    reading: Reading,
    *,
    by: User | None,
) -> None:
    """Note the entries of a statement that no other one held."""
    known = set(
        BankEntry.objects.filter(key__in=[entry.key for entry in statement.entries]).values_list(
            "key", flat=True
        )
    )
    reading.left_out += statement.left_out
    for entry in statement.entries:
        if entry.key in known:
            reading.known += 1
            continue
        found = match(entry.amount, entry.text, entry.payer_iban, list(waiting.values()))
        _note(row, entry, found, waiting, by=by)
        if found.parts:
            reading.matched += 1
        else:
            reading.unmatched += 1


def _note(
    row: BankStatement,
    entry: camt.Entry,
    found: Match,
    waiting: Receivables,
    *,
    by: User | None,
) -> None:
    """Write an entry with the payments that it is."""
    saved = BankEntry.objects.create(
        statement=row,
        state=BankEntry.State.MATCHED if found.parts else BankEntry.State.UNMATCHED,
        remark=str(WHY[found.why]) if found.why else "",
        **{
            name: getattr(entry, name)
            for name in (
                "key", "booked_on", "amount", "payer", "payer_iban", "text", "bank_reference"
            )
        },
    )  # fmt: skip
    for key, amount in found.parts:
        _pay(saved, Invoice.objects.get(pk=key), amount, by=by)
        waiting[key] = replace(waiting[key], open_amount=waiting[key].open_amount - amount)


def _pay(entry: BankEntry, invoice: Invoice, amount: Decimal, *, by: User | None) -> Payment:
    """Take over a part of an entry as a payment."""
    return take_payment(
        invoice,
        amount=amount,
        on=entry.booked_on,
        reference=entry.text,
        source=Payment.Source.BANK,
        source_key=f"{entry.key}:{entry.payments.count() + 1}",
        entry=entry,
        by=by,
    )


def assign_entry(
    entry: BankEntry, invoice: Invoice, *, amount: Decimal | None = None, by: User | None
) -> Payment:
    """Say by hand which invoice an entry pays; ``amount`` for a part of it, else all that is left.

    The entry is matched when nothing of it is left.
    """
    with transaction.atomic():
        row = _unmatched(entry)
        left = left_of_entry(row)
        amount = left if amount is None else amount
        if not ZERO < amount <= left:
            raise Refused(
                _("Of this entry %(left)s is left to assign.") % {"left": money(left)},
                code="entry_too_much",
            )
        payment = _pay(row, invoice, amount, by=by)
        if amount == left:
            row.state, row.remark = BankEntry.State.MATCHED, ""
            row.save(update_fields=["state", "remark"])
    return payment


def dismiss_entry(entry: BankEntry, *, reason: str, by: User | None) -> BankEntry:
    """Say that an entry, or what is left of it, pays no invoice, and why."""
    refuse_without_reason(reason)
    with transaction.atomic():
        row = _unmatched(entry)
        row.state, row.remark = BankEntry.State.DISMISSED, reason.strip()[:300]
        row.save(update_fields=["state", "remark"])
        audit.record("bank.entry_dismissed", row, by=by, reason=row.remark)
    return row


def _unmatched(entry: BankEntry) -> BankEntry:
    """Return an entry, locked; refuse one that nobody needs to look at any more."""
    row = BankEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if row.state != BankEntry.State.UNMATCHED:
        raise Refused(
            _("This entry is dealt with already: %(state)s.") % {"state": row.get_state_display()},
            code="entry_dealt_with",
        )
    return row
