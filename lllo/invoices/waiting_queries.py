"""What waits for the office, as rows of the database: blocked drafts, reminders due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q

from lllo import office
from lllo.contracts.lists import without_order_number
from lllo.errors import OfficeMistake
from lllo.invoices.models import Delivery, Hold, Invoice, InvoiceQuerySet, Reminder
from lllo.invoices.readiness import BY_MAIL
from lllo.people.models import Organisation
from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from lllo.contracts.models import ContractQuerySet
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
    return rows.drafts().filter(incomplete | InvoiceQuerySet.LACKS_ORDER_NUMBER)


def contracts_without_order_number(contracts: ContractQuerySet, on: date) -> ContractQuerySet:
    """Return the contracts whose invoices need an order number that is not known yet.

    Known is also what stands on the invoice or draft of the contract year in which a day falls:
    many an organisation gives one order a year.
    """
    billed = Invoice.objects.exclude(purchase_order_number="").filter(
        contract_year__contract=OuterRef("pk"),
        contract_year__starts_on__lte=on,
        contract_year__ends_on__gt=on,
    )
    return without_order_number(contracts, on).filter(~Exists(billed))


def to_remind(on: date) -> InvoiceQuerySet:
    """Return the invoices of which a reminder is due on a day and may be sent.

    The same as ``reminders.proposals`` without a reason, but for the database; empty while the
    ladder cannot be read.
    """
    return _reached(on).filter(was_sent()).exclude(_held_back(on))


def left_alone(on: date) -> InvoiceQuerySet:
    """Return the invoices of which a reminder is due on a day, but something holds it back."""
    return _reached(on).filter(_held_back(on) | ~Q(was_sent()))


def was_sent() -> Exists:
    """Return the condition that an invoice left the house: nobody is late with what never came."""
    return Exists(Delivery.objects.left().filter(invoice=OuterRef("pk")))


def _reached(on: date) -> InvoiceQuerySet:
    """Return the invoices that have come to their next step, the longest due first."""
    try:
        ladder = office.read().terms.reminders
    except OfficeMistake:
        ladder = ()
    late = not_paid(Invoice.objects.filter(due_date__lt=on))
    return late.filter(_due(ladder, on)).order_by(F("due_date").asc(), "number")


def _held_back(on: date) -> Q:
    """Return the condition that somebody said not to, or that there is no address to send it to."""
    # As sets, too: few are held, few organisations have no address.
    held = Hold.objects.in_force(on).values("invoice")
    nowhere = Organisation.objects.filter(invoice_email="").values("pk")
    return Q(pk__in=held) | Q(organisation__in=nowhere)


def not_paid(rows: InvoiceQuerySet) -> InvoiceQuerySet:
    """Return the invoices of which something is open; of drafts and credit notes nothing is."""
    return rows.filter(balance__open_amount__gt=ZERO)


def _due(ladder: Sequence[ReminderStep], on: date) -> Q:
    """Return the condition that the next step of the ladder is due."""
    due = Q(pk__in=[])
    for level, step in enumerate(ladder):  # of the last step that was taken; none: 0
        is_next = ~Q(pk__in=_reminded(level__gt=level))
        if level:
            between = step.days_overdue - ladder[level - 1].days_overdue
            is_next &= Q(pk__in=_reminded(level=level, reminded_on__lte=on - timedelta(between)))
        due |= is_next & Q(due_date__lte=on - timedelta(step.days_overdue))
    return due


def _reminded(**known: object) -> QuerySet[Any]:
    """Return the invoices with such a reminder, as a set that the database reads once."""
    return Reminder.objects.filter(**known).order_by().values("invoice")
