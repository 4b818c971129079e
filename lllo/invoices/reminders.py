"""Which invoices are to be reminded of on a day, by the ladder in ``terms.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lllo import office
from lllo.formats import day
from lllo.invoices.queries import invoice_rows
from lllo.invoices.waiting_queries import not_paid

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from lllo.invoices.models import Hold, Invoice
    from lllo.office.content import ReminderStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A step of the ladder that is due; ``reason`` says why it is left alone, if it is.

    ``code`` says the same for programs.
    """

    invoice: Invoice
    level: int
    step: ReminderStep
    open_amount: Decimal
    days_overdue: int
    recipient: str
    reason: str = ""
    code: str = ""


def proposals(on: date, invoices: set[int] | None = None) -> list[Proposal]:
    """Return the next step of each overdue invoice that is due on a day, oldest due date first.

    Steps are never skipped, and between two of them lies at least as much time as the
    ladder puts between them, however late the one before was taken.
    """
    ladder = office.read().terms.reminders
    rows = not_paid(invoice_rows(on=on)).filter(due_date__lt=on).without_contents()
    rows = rows.select_related(None).select_related("organisation")
    if invoices is not None:
        rows = rows.filter(pk__in=invoices)
    rows = rows.prefetch_related("reminders", "holds").order_by("due_date", "number")
    found = (_proposal(invoice, ladder, on) for invoice in rows)
    return [proposal for proposal in found if proposal]


def _proposal(invoice: Invoice, ladder: tuple[ReminderStep, ...], on: date) -> Proposal | None:
    """Return the step that is due for an invoice, or nothing."""
    assert invoice.due_date is not None
    taken = sorted(invoice.reminders.all(), key=lambda reminder: reminder.level)
    level = taken[-1].level + 1 if taken else 1
    if level > len(ladder):
        return None
    step = ladder[level - 1]
    due_on = invoice.due_date + timedelta(days=step.days_overdue)
    if taken:
        between = step.days_overdue - ladder[level - 2].days_overdue
        due_on = max(due_on, taken[-1].reminded_on + timedelta(days=between))
    if on < due_on:
        return None
    code, reason = _reason(invoice, on)
    return Proposal(
        invoice=invoice,
        level=level,
        step=step,
        open_amount=invoice.open_amount,  # type: ignore[attr-defined] # annotated
        days_overdue=(on - invoice.due_date).days,
        recipient=invoice.organisation.invoice_email,
        reason=reason,
        code=code,
    )


def _reason(invoice: Invoice, on: date) -> tuple[str, str]:
    """Return why an invoice is left alone, as a code and in words; empty when it is not."""
    for hold in invoice.holds.all():
        if hold.lifted_at is None and (hold.until is None or hold.until > on):
            return "held_back", _hold_sentence(hold)
    if not invoice.organisation.invoice_email:
        return "invoice_email_missing", _("there is no mail address for invoices")
    if invoice.status == "unsent":  # type: ignore[attr-defined] # annotated
        return "invoice_not_sent", _("the invoice itself was not sent yet; send it first")
    return "", ""


def _hold_sentence(hold: Hold) -> str:
    """Return what holds a reminder back, in words."""
    words = {"kind": hold.get_kind_display(), "reason": hold.reason}
    if hold.until is None:
        return _("%(kind)s: %(reason)s") % words
    return _("%(kind)s until %(day)s: %(reason)s") % {**words, "day": day(hold.until)}
