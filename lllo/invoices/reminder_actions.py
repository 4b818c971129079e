"""Reminders by the ladder of the office, and what holds them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lllo import clock
from lllo.contracts.refusals import refuse_without_reason
from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.invoices import refusals
from lllo.invoices.delivery_actions import ask_reminder
from lllo.invoices.models import Hold, Invoice, Reminder
from lllo.invoices.reminders import Proposal, proposals
from lllo.people import audit

if TYPE_CHECKING:
    from datetime import date

    from lllo.people.models import User


def send_reminders(
    *, on: date, invoices: set[int] | None = None, by: User | None
) -> list[Proposal]:
    """Take the step of the ladder that is due for each invoice, and hand its mail to the outbox.

    Returns what there was to do: proposals with a ``reason`` were left alone. ``invoices``
    (primary keys) narrows it to some. The same day again does nothing.
    """
    refusals.refuse_to_come(on)
    found = proposals(on, invoices)
    for proposal in found:
        if not proposal.reason:
            _remind(proposal, on=on, by=by)
    return found


def _remind(proposal: Proposal, *, on: date, by: User | None) -> None:
    """Write a reminder with its mail, unless somebody else did meanwhile."""
    with transaction.atomic():
        invoice = Invoice.objects.select_for_update(of=("self",)).get(pk=proposal.invoice.pk)
        now = proposals(on, {invoice.pk})
        if not now or now[0].reason or now[0].level != proposal.level:
            return
        reminder = Reminder.objects.create(
            invoice=invoice,
            level=proposal.level,
            name=proposal.step.name,
            template=proposal.step.template,
            reminded_on=on,
            open_amount=now[0].open_amount,
            made_by=by,
        )
        ask_reminder(reminder, by=by)
        audit.record("invoice.reminded", invoice, by=by, level=proposal.level, name=reminder.name)


def hold_invoice(
    invoice: Invoice, *, kind: str, reason: str, until: date | None = None, by: User | None
) -> Hold:
    """Note that an invoice is disputed, or that its reminders pause until a day.

    Refuses a draft, and a second hold while one stands.
    """
    refuse_without_reason(reason)
    with transaction.atomic():
        locked = Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)
        refusals.refuse_not_issued(locked)
        if locked.holds.filter(lifted_at__isnull=True).exists():
            raise Refused(
                _("Reminders of invoice %(number)s are held back already.")
                % {"number": locked.number},
                code="held_already",
            )
        hold = Hold(invoice=locked, kind=kind, reason=reason.strip(), until=until, placed_by=by)
        refuse_invalid(hold)
        hold.save()
        audit.record("invoice.held", locked, by=by, kind=kind, reason=hold.reason)
    return hold


def lift_hold(invoice: Invoice, *, by: User | None) -> Hold:
    """Let an invoice be reminded of again."""
    with transaction.atomic():
        locked = Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)
        hold: Hold | None = locked.holds.filter(lifted_at__isnull=True).first()
        if hold is None:
            raise Refused(
                _("Nothing holds back the reminders of invoice %(number)s.")
                % {"number": locked.number},
                code="not_held",
            )
        hold.lifted_at, hold.lifted_by = clock.now(), by
        hold.save(update_fields=["lifted_at", "lifted_by"])
        audit.record("invoice.released", locked, by=by, kind=hold.kind)
    return hold
