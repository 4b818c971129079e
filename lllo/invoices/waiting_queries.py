"""What waits for the office, as rows of the database: blocked drafts, reminders due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, DateField, Exists, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from lllo import office
from lllo.errors import OfficeMistake
from lllo.invoices.models import Hold, Invoice, Reminder
from lllo.invoices.queries import with_balance
from lllo.invoices.readiness import BY_MAIL
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
    try:
        ladder = office.read().terms.reminders
    except OfficeMistake:
        ladder = ()
    taken = Reminder.objects.filter(invoice=OuterRef("pk")).order_by()
    late = Invoice.objects.select_related("organisation").without_contents()
    late = late.filter(due_date__lt=on).exclude(organisation__invoice_email="")
    rows = with_balance(late).annotate(
        steps_taken=Coalesce(
            Subquery(
                taken.values("invoice").annotate(count=Count("pk")).values("count"),
                output_field=IntegerField(),
            ),
            Value(0),
        ),
        reminded_last=Subquery(
            taken.order_by("-level").values("reminded_on")[:1], output_field=DateField()
        ),
    )
    held = Hold.objects.in_force(on).filter(invoice=OuterRef("pk"))
    due = not_paid(rows).filter(_due(ladder, on), ~Exists(held))
    return due.order_by(F("due_date").asc(), "number")


def not_paid(rows: InvoiceQuerySet) -> InvoiceQuerySet:
    """Return the issued invoices of ``with_balance`` of which something is open.

    The database adds up once for this; for a ``status`` it does so for each word.
    """
    return rows.filter(state=Invoice.State.ISSUED, kind=Invoice.Kind.INVOICE, open_amount__gt=ZERO)


def _due(ladder: Sequence[ReminderStep], on: date) -> Q:
    """Return the condition that the next step of the ladder is due."""
    due = Q(pk__in=[])
    for taken, step in enumerate(ladder):
        late_enough = Q(steps_taken=taken, due_date__lte=on - timedelta(days=step.days_overdue))
        if taken:
            between = step.days_overdue - ladder[taken - 1].days_overdue
            late_enough &= Q(reminded_last__lte=on - timedelta(days=between))
        due |= late_enough
    return due
