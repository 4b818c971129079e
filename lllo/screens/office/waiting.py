"""What waits for the office: the rows of each work list, and what stands in a row.

The rows of a list are those that the list of the office shows when it is filtered
as the work list says; both use the same questions of the rooms. Here they are only told apart and
put in order: ``shown`` reads what stands in them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lllo import clock
from lllo.contracts.lists import without_orderer
from lllo.contracts.models import Choice, Contract
from lllo.invoices.models import BankEntry, Invoice
from lllo.invoices.queries import with_balance
from lllo.invoices.waiting_queries import (
    contracts_without_order_number,
    held_up,
    not_paid,
    was_sent,
)
from lllo.outbox.models import Job
from lllo.people.corrections import CorrectionRequest
from lllo.programmes.queries import questions_in_force
from lllo.projects.models import Placement, Project
from lllo.rules.period import Period
from lllo.screens.office.due import due_days
from lllo.screens.office.lists.house import job_name, wanted
from lllo.screens.office.lists.invoices import not_sent, stuck, with_delivery
from lllo.screens.office.records.places import address
from lllo.training.models import CoachingRequest, CoachingSession, CourseSeat, Registration
from lllo.training.places import still_nameless, to_conclude

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing to do: whom or what it is about, and what one needs to know to do it."""

    title: str
    title_url: str = ""
    subject: str = ""
    day: date | None = None
    note: str = ""
    amount: Decimal | None = None
    url: str = ""
    form_url: str = ""  # where it is done at once, for who may
    flag: str = ""

    def for_reader(self, *, may_write: bool) -> Row:
        """Return the row with one address behind its subject, if there is one for the reader."""
        return replace(self, url=self.form_url) if may_write and self.form_url else self


def how_long(day: date, on: date) -> str:
    """Return how long something waits since a day, in words."""
    days = (on - day).days
    if days <= 0:
        return _("since today")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def about(organisation: Any, **values: Any) -> Row:
    """Return a row about an organisation."""
    return Row(title=str(organisation), title_url=address(organisation), **values)


def choices(state: str) -> QuerySet[Any]:
    """Return the choices in a state, oldest first."""
    return Choice.objects.filter(state=state).order_by("stated_on", "pk")


def choice_row(choice: Any, on: date) -> Row:
    """Return a choice with how long it waits."""
    return about(
        choice.organisation,
        subject=choice.package_name or choice.package_code,
        day=choice.stated_on,
        note=how_long(choice.stated_on, on),
        form_url=reverse("contract_make", args=[choice.public_id]),
    )


def contracts_to_offer(_on: date) -> QuerySet[Any]:
    """Return the agreements that were made and not offered."""
    return Contract.objects.drafts().order_by("starts_on", "number")


def contracts_to_sign(_on: date) -> QuerySet[Any]:
    """Return the agreements of which a signature is missing."""
    return Contract.objects.offered().order_by("offered_on", "number")


def contract_row(contract: Any, on: date) -> Row:
    """Return an agreement with its start, or with how long it waits since it was offered."""
    offered = contract.offered_on
    return about(
        contract.organisation,
        subject=f"{contract.number} · {contract.package_name}",
        day=offered or contract.starts_on,
        note=how_long(offered, on) if offered else "",
        url=address(contract),
    )


def contracts_without_number(on: date) -> QuerySet[Any]:
    """Return the agreements whose invoices need an order number."""
    return contracts_without_order_number(Contract.objects.all(), on).order_by("number")


def contracts_without_orderer(on: date) -> QuerySet[Any]:
    """Return the agreements whose invoices need an orderer."""
    return without_orderer(Contract.objects.all(), on).order_by("number")


def order_row(contract: Any, _on: date) -> Row:
    """Return an agreement with who orders."""
    return about(
        contract.organisation,
        subject=f"{contract.number} · {contract.package_name}",
        note=contract.orderer or contract.organisation.orderer,
        url=address(contract),
    )


def year_row(year: Any, on: date) -> Row:
    """Return a contract year with the day since which it is due."""
    day = due_days(year, on)[year.invoiced]
    return about(
        year.contract.organisation,
        subject=f"{year.contract.number} · {year.package_name}",
        day=day,
        note=how_long(day, on),
        url=address(year.contract),
    )


def drafts(_on: date) -> QuerySet[Any]:
    """Return the drafts of invoices."""
    found = Invoice.objects.drafts()
    return found.order_by("period_starts_on", "organisation__name_key", "pk")


def blocked_drafts(_on: date) -> QuerySet[Any]:
    """Return the drafts on which something is missing."""
    found = held_up(Invoice.objects.all())
    return found.order_by("period_starts_on", "organisation__name_key", "pk")


def draft_row(invoice: Any, _on: date) -> Row:
    """Return a draft with its period and amount."""
    period = Period(starts_on=invoice.period_starts_on, ends_on=invoice.period_ends_on)
    return about(
        invoice.organisation,
        subject=f"{invoice.contract_year.contract.number} · {invoice.contract_year.package_name}",
        day=period.starts_on,
        amount=invoice.net_amount,
        url=address(invoice),
    )


def unsent(_on: date) -> QuerySet[Any]:
    """Return the invoices that were issued and not handed over to be sent."""
    found = not_sent(with_balance(Invoice.objects.all()))
    return found.order_by("issue_date", "number")


def unarrived(_on: date) -> QuerySet[Any]:
    """Return the invoices whose sending failed, or of which nobody knows."""
    found = stuck(with_delivery(Invoice.objects.all()))
    return found.order_by("issue_date", "number")


def invoice_row(invoice: Any, on: date) -> Row:
    """Return an issued invoice with how long ago that was."""
    return about(
        invoice.organisation,
        subject=invoice.number,
        day=invoice.issue_date,
        note=how_long(invoice.issue_date, on),
        amount=_to_pay(invoice),
        url=address(invoice),
    )


def _to_pay(invoice: Any) -> Decimal:
    """Return what is open of an invoice; a credit note takes back, so it is below zero."""
    is_note = invoice.kind == Invoice.Kind.CREDIT_NOTE
    amount: Decimal = -invoice.payable_amount if is_note else invoice.balance.open_amount
    return amount


def overdue(on: date) -> QuerySet[Any]:
    """Return the invoices that should have been paid; who never got one is not late with it."""
    late = not_paid(Invoice.objects.filter(due_date__lt=on)).filter(was_sent())
    return late.order_by("due_date", "number")


def overdue_row(invoice: Any, on: date) -> Row:
    """Return an invoice with how long it is overdue."""
    return about(
        invoice.organisation,
        subject=invoice.number,
        day=invoice.due_date,
        note=how_long(invoice.due_date, on),
        amount=invoice.balance.open_amount,
        url=address(invoice),
    )


def bank_entries(_on: date) -> QuerySet[Any]:
    """Return what came in at the bank and fits no invoice."""
    return BankEntry.objects.unmatched().order_by("booked_on", "pk")


def bank_row(entry: Any, on: date) -> Row:
    """Return an entry with who paid."""
    return Row(
        title=entry.payer or entry.payer_iban or entry.key,
        subject=entry.text,
        day=entry.booked_on,
        note=how_long(entry.booked_on, on),
        amount=entry.amount,
        form_url=reverse("bank_assign", args=[entry.public_id]) if entry.amount > 0 else "",
    )


def places_without_name(on: date) -> QuerySet[Any]:
    """Return the places for which nobody is named."""
    found = still_nameless(Registration.objects.all(), on)
    return found.order_by("organisation__name_key", "pk")


def place_row(place: Any, on: date) -> Row:
    """Return a place with how long it waits."""
    registered_on = localdate(place.registered_at)
    return about(
        place.organisation,
        subject=str(place.cohort or place.event),
        day=registered_on,
        note=how_long(registered_on, on),
        form_url=reverse("registration_name", args=[place.public_id]),
    )


def coaching_requests(_on: date) -> QuerySet[Any]:
    """Return what was asked for and not answered."""
    return CoachingRequest.objects.waiting().order_by("asked_on", "pk")


def request_row(request: Any, on: date) -> Row:
    """Return a request with how long it waits."""
    return about(
        request.organisation,
        subject=request.subject,
        day=request.asked_on,
        note=how_long(request.asked_on, on),
        form_url=reverse("coaching_request_plan", args=[request.public_id]),
    )


def sessions_to_conclude(_on: date) -> QuerySet[Any]:
    """Return the coaching that has begun and of which nobody said how it went."""
    found = to_conclude(CoachingSession.objects.all(), clock.now())
    return found.order_by("starts_at", "pk")


def session_row(session: Any, _on: date) -> Row:
    """Return a session with its coach."""
    return about(
        session.organisation,
        subject=session.subject,
        day=localdate(session.starts_at),
        note=str(session.coach),
        form_url=reverse("coaching_hold", args=[session.uid]),
    )


def seats_applied_for(_on: date) -> QuerySet[Any]:
    """Return the course seats that were applied for."""
    found = CourseSeat.objects.applied()
    return found.order_by("starts_on", "organisation__name_key", "pk")


def seats_without_name(_on: date) -> QuerySet[Any]:
    """Return the course seats for which nobody is named."""
    found = CourseSeat.objects.without_name()
    return found.order_by("starts_on", "organisation__name_key", "pk")


def seat_row(seat: Any, _on: date) -> Row:
    """Return a seat with its course."""
    is_asked = seat.state == CourseSeat.State.APPLIED
    where = "course_seat_confirm" if is_asked else "course_seat_assign"
    return about(
        seat.organisation,
        subject=seat.course_name,
        day=seat.starts_on,
        form_url=reverse(where, args=[seat.public_id]),
    )


def projects_proposed(_on: date) -> QuerySet[Any]:
    """Return the projects that nobody took up or turned down."""
    return Project.objects.filter(state=Project.State.PROPOSED).order_by("proposed_on", "pk")


def project_row(project: Any, on: date) -> Row:
    """Return a project with how long it waits."""
    return about(
        project.organisation,
        subject=project.title,
        day=project.proposed_on,
        note=how_long(project.proposed_on, on),
        url=address(project),
    )


def placements_offered(_on: date) -> QuerySet[Any]:
    """Return the places that have no student."""
    return Placement.objects.filter(state=Placement.State.OFFERED).order_by("starts_on", "pk")


def placement_row(placement: Any, _on: date) -> Row:
    """Return a place with its start."""
    return about(
        placement.host,
        subject=placement.title,
        day=placement.starts_on,
        url=address(placement),
    )


def corrections(_on: date) -> QuerySet[Any]:
    """Return the corrections that were asked for and not answered."""
    return CorrectionRequest.objects.waiting().order_by("asked_on", "pk")


def correction_row(request: Any, on: date) -> Row:
    """Return a correction with what should change."""
    return about(
        request.organisation,
        subject=wanted(request),
        day=request.asked_on,
        note=how_long(request.asked_on, on),
        form_url=reverse("correction_accept", args=[request.public_id]),
    )


def failed_jobs(_on: date) -> QuerySet[Any]:
    """Return the jobs that used all their attempts."""
    return Job.objects.failed().order_by("created_at")


def job_row(job: Any, _on: date) -> Row:
    """Return a job with its last error."""
    return Row(title=job_name(job), subject=job.last_error, day=localdate(job.created_at))


def questions(on: date) -> QuerySet[Any]:
    """Return the questions that nobody confirmed."""
    return questions_in_force(on).filter(confirmed=False).order_by("-holds_invoices", "position")


def question_row(question: Any, _on: date) -> Row:
    """Return a question with its default."""
    return Row(
        title=question.question,
        subject=question.default,
        note=question.owner,
        flag=_("holds up invoices") if question.holds_invoices else "",
    )
