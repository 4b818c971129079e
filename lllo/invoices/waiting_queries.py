"""What waits for the office, as rows of the database: blocked drafts, reminders due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from lllo import office
from lllo.errors import OfficeMistake
from lllo.invoices.models import Hold, Invoice, Reminder
from lllo.invoices.readiness import BY_MAIL
from lllo.people.models import Organisation
from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lllo.invoices.models import InvoiceQuerySet
    from lllo.office.content import ReminderStep

NEEDED = ("legal_name", "street", "postal_code", "city")  # of whoever is billed


def held_up(rows: InvoiceQuerySet) -> InvoiceQuerySet:
    """Return the drafts that lack something which every run asks for.

    What is rarer (a wrong digit, say) only the preview of the run knows.
    """
    incomplete = Q(vat_amount__isnull=True)
    for name in NEEDED:
        incomplete |= Q(**{f"organisation__{name}": ""})
    incomplete |= Q(
        organisation__country_code="NL", organisation__kvk_number="", organisation__oin=""
    )
    incomplete |= Q(organisation__invoice_channel__in=BY_MAIL, organisation__invoice_email="")
    lacking = Invoice.objects.lacking_order_number().values("pk")
    return rows.drafts().filter(incomplete | Q(pk__in=lacking))


def to_remind(on: date) -> InvoiceQuerySet:
    """Return the invoices of which a reminder is due on a day and may be sent.

    The same as ``reminders.proposals`` without a reason, but for the database; empty while the
    ladder cannot be read.
    """
    return _reached(on).exclude(_left_alone(on))


def left_alone(on: date) -> InvoiceQuerySet:
    """Return the invoices of which a reminder is due on a day, but something holds it back."""
    return _reached(on).filter(_left_alone(on))


def _reached(on: date) -> InvoiceQuerySet:
    """Return the invoices that have come to their next step, the longest due first."""
    try:
        ladder = office.read().terms.reminders
    except OfficeMistake:
        ladder = ()
    late = not_paid(Invoice.objects.filter(due_date__lt=on))
    return late.filter(_due(ladder, on)).order_by(F("due_date").asc(), "number")


def _left_alone(on: date) -> Q:
    """Return the condition that no reminder may be sent."""
    # As sets, which the database reads once: few are held, few organisations have no address.
    held = Hold.objects.in_force(on).values("invoice")
    nowhere = Organisation.objects.filter(invoice_email="").values("pk")
    return Q(pk__in=held) | Q(organisation__in=nowhere)


def not_paid(rows: InvoiceQuerySet) -> InvoiceQuerySet:
    """Return the invoices of which something is open; of drafts and credit notes nothing is."""
    return rows.filter(balance__open_amount__gt=ZERO)


def _due(ladder: Sequence[ReminderStep], on: date) -> Q:
    """Return the condition that the next step of the ladder is due."""
    later = Reminder.objects.filter(invoice=OuterRef("invoice"), level__gt=OuterRef("level"))
    last = Reminder.objects.filter(~Exists(later)).order_by()
    due = Q(pk__in=[])
    for level, step in enumerate(ladder):  # of the last step that was taken; none: 0
        if level:
            between = step.days_overdue - ladder[level - 1].days_overdue
            rested = last.filter(level=level, reminded_on__lte=on - timedelta(days=between))
            is_next = Q(pk__in=rested.values("invoice"))
        else:
            is_next = ~Q(Exists(Reminder.objects.filter(invoice=OuterRef("pk"))))
        due |= is_next & Q(due_date__lte=on - timedelta(days=step.days_overdue))
    return due
