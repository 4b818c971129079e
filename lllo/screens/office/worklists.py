"""What the office still has to do: one declaration for each work list, read the same way.

A list is a query that returns only what is not done, and a function that says
what stands in a row. ``queries`` reads all of them for the first screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lllo.contracts.models import Choice, Contract
from lllo.invoices.models import Invoice
from lllo.invoices.queries import invoice_rows
from lllo.outbox.models import Job
from lllo.programmes.models import Package, PackageEdition, Question
from lllo.rules.period import Period
from lllo.screens.office.due import due_days, years_to_invoice
from lllo.training.models import CourseSeat, Registration

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

    from django.utils.functional import _StrPromise

    Text = str | _StrPromise


ORGANISATION = gettext_lazy("Organisation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing to do: whom or what it is about, and what one needs to know to do it."""

    title: str
    subject: str = ""
    day: date | None = None
    note: str = ""
    amount: Decimal | None = None
    url: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSpec:
    """A work list: its address, its words, its query and its rows; an empty label: no column."""

    code: str
    group: str
    name: Text
    meaning: Text
    rows: Callable[[date], QuerySet[Any]]
    row: Callable[[Any, date], Row]
    title_label: Text = ORGANISATION
    subject_label: Text = ""
    day_label: Text = ""
    note_label: Text = ""
    amount_label: Text = ""
    is_late: bool = False


def how_long(day: date, on: date) -> str:
    """Return how long something waits since a day, in words."""
    days = (on - day).days
    if days <= 0:
        return _("since today")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def _choices(state: str) -> QuerySet[Any]:
    """Return the choices in a state, oldest first, with the name of the package."""
    package = Package.objects.filter(edition=OuterRef("edition"), code=OuterRef("package_code"))
    return (
        Choice.objects.filter(state=state)
        .select_related("organisation")
        .annotate(package_name=Subquery(package.values("name")[:1]))
        .order_by("stated_on", "pk")
    )


def _choice_row(choice: Any, on: date) -> Row:
    return Row(
        title=str(choice.organisation),
        subject=choice.package_name or choice.package_code,
        day=choice.stated_on,
        note=how_long(choice.stated_on, on),
    )


def _contracts_to_offer(_on: date) -> QuerySet[Any]:
    return Contract.objects.drafts().select_related("organisation").order_by("starts_on", "number")


def _contract_row(contract: Any, on: date) -> Row:
    offered = contract.offered_on
    return Row(
        title=str(contract.organisation),
        subject=f"{contract.number} · {contract.package_name}",
        day=offered or contract.starts_on,
        note=how_long(offered, on) if offered else "",
        url=reverse("agreement_pdf", args=[contract.public_id]) if contract.agreement_id else "",
    )


def _contracts_to_sign(_on: date) -> QuerySet[Any]:
    return (
        Contract.objects.offered().select_related("organisation").order_by("offered_on", "number")
    )


def _without_order_number(on: date) -> QuerySet[Any]:
    waiting = Q(state__in=[Contract.State.DRAFT, Contract.State.OFFERED])
    running = Q(state=Contract.State.SIGNED, ends_on__gt=on)
    return (
        Contract.objects.filter(waiting | running, purchase_order_number="")
        .filter(organisation__purchase_order_required=True)
        .select_related("organisation")
        .order_by("number")
    )


def _order_number_row(contract: Any, _on: date) -> Row:
    return Row(
        title=str(contract.organisation),
        subject=f"{contract.number} · {contract.package_name}",
        note=contract.orderer or contract.organisation.orderer,
    )


def _year_row(year: Any, on: date) -> Row:
    day = due_days(year, on)[year.invoiced]
    return Row(
        title=str(year.contract.organisation),
        subject=f"{year.contract.number} · {year.package_name}",
        day=day,
        note=how_long(day, on),
    )


def _invoices_to_issue(_on: date) -> QuerySet[Any]:
    return (
        Invoice.objects.drafts()
        .select_related("organisation", "contract_year__contract")
        .order_by("period_starts_on", "organisation__name", "pk")
    )


def _draft_row(invoice: Any, _on: date) -> Row:
    period = Period(starts_on=invoice.period_starts_on, ends_on=invoice.period_ends_on)
    return Row(
        title=str(invoice.organisation),
        subject=f"{invoice.contract_year.contract.number} · {invoice.contract_year.package_name}",
        day=period.starts_on,
        amount=invoice.net_amount,
    )


def _overdue(on: date) -> QuerySet[Any]:
    return invoice_rows(on=on).filter(status="overdue").order_by("due_date", "number")


def _overdue_row(invoice: Any, on: date) -> Row:
    return Row(
        title=str(invoice.organisation),
        subject=invoice.number,
        day=invoice.due_date,
        note=how_long(invoice.due_date, on),
        amount=invoice.open_amount,
        url=reverse("invoice_pdf", args=[invoice.public_id]),
    )


def _places_without_name(on: date) -> QuerySet[Any]:
    return (
        Registration.objects.without_name()
        .exclude(event__ends_at__date__lt=on)
        .select_related("organisation", "cohort", "event")
        .order_by("organisation__name", "pk")
    )


def _place_row(place: Any, on: date) -> Row:
    registered_on = localdate(place.registered_at)
    return Row(
        title=str(place.organisation),
        subject=str(place.cohort or place.event),
        day=registered_on,
        note=how_long(registered_on, on),
    )


def _seats_without_name(_on: date) -> QuerySet[Any]:
    return (
        CourseSeat.objects.without_name()
        .select_related("organisation")
        .order_by("starts_on", "organisation__name", "pk")
    )


def _seat_row(seat: Any, _on: date) -> Row:
    return Row(title=str(seat.organisation), subject=seat.course_name, day=seat.starts_on)


def _failed_jobs(_on: date) -> QuerySet[Any]:
    return Job.objects.failed().order_by("created_at")


def _job_row(job: Any, _on: date) -> Row:
    return Row(title=job.key, subject=job.last_error, day=localdate(job.created_at))


def _questions(on: date) -> QuerySet[Any]:
    edition = PackageEdition.objects.filter(valid_from__lte=on).order_by("-valid_from", "-pk")
    return Question.objects.filter(
        edition=Subquery(edition.values("pk")[:1]), confirmed=False
    ).order_by("-holds_invoices", "position")


def _question_row(question: Any, _on: date) -> Row:
    return Row(
        title=question.question,
        subject=question.default,
        note=question.owner,
        flag=_("holds up invoices") if question.holds_invoices else "",
    )


GROUPS = {
    "agreements": gettext_lazy("Agreements"),
    "invoices": gettext_lazy("Invoices"),
    "training": gettext_lazy("Training"),
    "house": gettext_lazy("Programme and system"),
}
WORK_LISTS = (
    ListSpec(
        code="keuzes-zonder-pakket",
        group="agreements",
        name=gettext_lazy("Choices without a package"),
        meaning=gettext_lazy("Committed orally. Ask which package it will be and record it."),
        rows=lambda _on: _choices(Choice.State.COMMITTED),
        row=_choice_row,
        day_label=gettext_lazy("Stated on"),
        note_label=gettext_lazy("Waiting"),
    ),
    ListSpec(
        code="overeenkomsten-te-maken",
        group="agreements",
        name=gettext_lazy("Agreements to make"),
        meaning=gettext_lazy("The package is chosen; there is no agreement yet."),
        rows=lambda _on: _choices(Choice.State.CHOSEN),
        row=_choice_row,
        subject_label=gettext_lazy("Package"),
        day_label=gettext_lazy("Stated on"),
        note_label=gettext_lazy("Waiting"),
    ),
    ListSpec(
        code="overeenkomsten-te-sturen",
        group="agreements",
        name=gettext_lazy("Agreements to send"),
        meaning=gettext_lazy("Made and not offered. Look them through and offer them."),
        rows=_contracts_to_offer,
        row=_contract_row,
        subject_label=gettext_lazy("Agreement"),
        day_label=gettext_lazy("Starts on"),
    ),
    ListSpec(
        code="overeenkomsten-te-ondertekenen",
        group="agreements",
        name=gettext_lazy("Agreements to sign"),
        meaning=gettext_lazy("Offered; a signature is missing."),
        rows=_contracts_to_sign,
        row=_contract_row,
        subject_label=gettext_lazy("Agreement"),
        day_label=gettext_lazy("Offered on"),
        note_label=gettext_lazy("Waiting"),
    ),
    ListSpec(
        code="ordernummer-ontbreekt",
        group="agreements",
        name=gettext_lazy("Order number missing"),
        meaning=gettext_lazy("The organisation asks for its order number on the invoice."),
        rows=_without_order_number,
        row=_order_number_row,
        subject_label=gettext_lazy("Agreement"),
        note_label=gettext_lazy("Orderer"),
    ),
    ListSpec(
        code="facturen-te-maken",
        group="invoices",
        name=gettext_lazy("Invoices to draft"),
        meaning=gettext_lazy("An instalment of the contract year is due and has no invoice."),
        rows=years_to_invoice,
        row=_year_row,
        subject_label=gettext_lazy("Agreement"),
        day_label=gettext_lazy("Due since"),
        note_label=gettext_lazy("Waiting"),
    ),
    ListSpec(
        code="facturen-te-versturen",
        group="invoices",
        name=gettext_lazy("Drafts to issue"),
        meaning=gettext_lazy("Look them through; issuing gives them their number."),
        rows=_invoices_to_issue,
        row=_draft_row,
        subject_label=gettext_lazy("Agreement"),
        day_label=gettext_lazy("Period starts on"),
        amount_label=gettext_lazy("Without VAT"),
    ),
    ListSpec(
        code="facturen-te-laat",
        group="invoices",
        name=gettext_lazy("Overdue invoices"),
        meaning=gettext_lazy("The last day to pay has passed and an amount is open."),
        rows=_overdue,
        row=_overdue_row,
        subject_label=gettext_lazy("Invoice"),
        day_label=gettext_lazy("Due on"),
        note_label=gettext_lazy("Overdue"),
        amount_label=gettext_lazy("Open"),
        is_late=True,
    ),
    ListSpec(
        code="plaatsen-zonder-naam",
        group="training",
        name=gettext_lazy("Places without a name"),
        meaning=gettext_lazy("Registered for a cohort or an event; nobody is named."),
        rows=_places_without_name,
        row=_place_row,
        subject_label=gettext_lazy("Cohort or event"),
        day_label=gettext_lazy("Registered on"),
        note_label=gettext_lazy("Waiting"),
    ),
    ListSpec(
        code="vakplaatsen-zonder-naam",
        group="training",
        name=gettext_lazy("Course seats without a name"),
        meaning=gettext_lazy("Reserved for an organisation; nobody is named."),
        rows=_seats_without_name,
        row=_seat_row,
        subject_label=gettext_lazy("Course"),
        day_label=gettext_lazy("Starts on"),
    ),
    ListSpec(
        code="mislukte-taken",
        group="house",
        name=gettext_lazy("Failed jobs"),
        meaning=gettext_lazy("Tried six times without success. Mend the cause, then try again."),
        rows=_failed_jobs,
        row=_job_row,
        title_label=gettext_lazy("Job"),
        subject_label=gettext_lazy("Last error"),
        day_label=gettext_lazy("Made on"),
        is_late=True,
    ),
    ListSpec(
        code="open-vragen",
        group="house",
        name=gettext_lazy("Open questions"),
        meaning=gettext_lazy("The default holds until its owner confirms."),
        rows=_questions,
        row=_question_row,
        title_label=gettext_lazy("Question"),
        subject_label=gettext_lazy("Default in force"),
        note_label=gettext_lazy("Owner"),
    ),
)
