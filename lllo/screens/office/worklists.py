"""What the office still has to do: one declaration for each work list, read the same way.

A list is a query that returns only what is not done, and a function that says
what stands in a row. ``queries`` reads all of them for the first screen; each
leads to the list of the office that is filtered alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from lllo.contracts.models import Choice
from lllo.screens.office import waiting
from lllo.screens.office.due import years_to_invoice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from lllo.screens.office.waiting import Row

    Text = str | _StrPromise

ORGANISATION = _("Organisation")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSpec:
    """A work list: where it leads, its words, its query and its rows; an empty label: no column."""

    code: str
    group: str
    name: Text
    meaning: Text
    page: str  # the name of the list of the office
    rows: Callable[[date], QuerySet[Any]]
    row: Callable[[Any, date], Row]
    filters: Mapping[str, str] = field(default_factory=dict)
    title_label: Text = ORGANISATION
    subject_label: Text = ""
    day_label: Text = ""
    note_label: Text = ""
    amount_label: Text = ""
    is_late: bool = False
    is_long: bool = False  # may have thousands of rows in a big installation

    @property
    def href(self) -> str:
        """The address of the list of the office, filtered alike."""
        query = urlencode(self.filters)
        return f"{reverse(self.page)}?{query}" if query else reverse(self.page)


GROUPS = {
    "agreements": _("Agreements"),
    "invoices": _("Invoices"),
    "training": _("Training"),
    "projects": _("Projects and students"),
    "house": _("Programme and system"),
}
WORK_LISTS = (
    ListSpec(
        code="keuzes-zonder-pakket",
        group="agreements",
        name=_("Choices without a package"),
        meaning=_("Committed orally. Ask which package it will be and record it."),
        page="choices",
        filters={"status": "committed"},
        rows=lambda _on: waiting.choices(Choice.State.COMMITTED),
        row=waiting.choice_row,
        day_label=_("Stated on"),
        note_label=_("Waiting"),
    ),
    ListSpec(
        code="overeenkomsten-te-maken",
        group="agreements",
        name=_("Agreements to make"),
        meaning=_("The package is chosen; there is no agreement yet."),
        page="choices",
        filters={"status": "chosen"},
        rows=lambda _on: waiting.choices(Choice.State.CHOSEN),
        row=waiting.choice_row,
        subject_label=_("Package"),
        day_label=_("Stated on"),
        note_label=_("Waiting"),
    ),
    ListSpec(
        code="overeenkomsten-te-sturen",
        group="agreements",
        name=_("Agreements to send"),
        meaning=_("Made and not offered. Look them through and offer them."),
        page="contracts",
        filters={"status": "draft"},
        rows=waiting.contracts_to_offer,
        row=waiting.contract_row,
        subject_label=_("Agreement"),
        day_label=_("Starts on"),
    ),
    ListSpec(
        code="overeenkomsten-te-ondertekenen",
        group="agreements",
        name=_("Agreements to sign"),
        meaning=_("Offered; a signature is missing."),
        page="contracts",
        filters={"status": "offered"},
        rows=waiting.contracts_to_sign,
        row=waiting.contract_row,
        subject_label=_("Agreement"),
        day_label=_("Offered on"),
        note_label=_("Waiting"),
    ),
    ListSpec(
        code="ordernummer-ontbreekt",
        group="agreements",
        name=_("Order number missing"),
        meaning=_("The organisation asks for its order number on the invoice."),
        page="contracts",
        filters={"ontbreekt": "ordernummer"},
        rows=waiting.contracts_without_number,
        row=waiting.order_row,
        subject_label=_("Agreement"),
        note_label=_("Orderer"),
    ),
    ListSpec(
        code="besteller-ontbreekt",
        group="agreements",
        name=_("Orderer missing"),
        meaning=_("The organisation asks who ordered, and nobody is named."),
        page="contracts",
        filters={"ontbreekt": "besteller"},
        rows=waiting.contracts_without_orderer,
        row=waiting.order_row,
        subject_label=_("Agreement"),
    ),
    ListSpec(
        code="facturen-te-maken",
        group="invoices",
        name=_("Invoices to draft"),
        meaning=_("An instalment of the contract year is due and has no invoice."),
        page="years_to_invoice",
        rows=years_to_invoice,
        row=waiting.year_row,
        subject_label=_("Agreement"),
        day_label=_("Due since"),
        note_label=_("Waiting"),
    ),
    ListSpec(
        code="concepten-uit-te-geven",
        group="invoices",
        name=_("Drafts to issue"),
        meaning=_("Look them through; issuing gives them their number."),
        page="invoices",
        filters={"status": "draft"},
        rows=waiting.drafts,
        row=waiting.draft_row,
        subject_label=_("Agreement"),
        day_label=_("Period starts on"),
        amount_label=_("Without VAT"),
    ),
    ListSpec(
        code="facturen-te-versturen",
        group="invoices",
        name=_("Invoices to send"),
        meaning=_("Issued, and not handed over to be sent."),
        page="invoices",
        filters={"verzonden": "nee"},
        rows=waiting.unsent,
        is_long=True,
        row=waiting.invoice_row,
        subject_label=_("Invoice"),
        day_label=_("Date"),
        note_label=_("Waiting"),
        amount_label=_("To pay"),
    ),
    ListSpec(
        code="facturen-niet-aangekomen",
        group="invoices",
        name=_("Invoices that did not arrive"),
        meaning=_("Sending failed, or nobody knows whether it arrived. Look at the invoice."),
        page="invoices",
        filters={"verzonden": "vast"},
        rows=waiting.unarrived,
        row=waiting.invoice_row,
        subject_label=_("Invoice"),
        day_label=_("Date"),
        amount_label=_("To pay"),
        is_late=True,
    ),
    ListSpec(
        code="facturen-te-laat",
        group="invoices",
        name=_("Overdue invoices"),
        meaning=_("The last day to pay has passed and an amount is open."),
        page="invoices",
        filters={"status": "overdue"},
        rows=waiting.overdue,
        is_long=True,
        row=waiting.overdue_row,
        subject_label=_("Invoice"),
        day_label=_("Due on"),
        note_label=_("Overdue"),
        amount_label=_("Open"),
        is_late=True,
    ),
    ListSpec(
        code="bankregels",
        group="invoices",
        name=_("Bank entries to match"),
        meaning=_("Came in at the bank and fits no invoice by itself."),
        page="bank_entries",
        filters={"status": "unmatched"},
        rows=waiting.bank_entries,
        row=waiting.bank_row,
        title_label=_("Payer"),
        subject_label=_("Description"),
        day_label=_("Booked on"),
        amount_label=_("Amount"),
    ),
    ListSpec(
        code="plaatsen-zonder-naam",
        group="training",
        name=_("Places without a name"),
        meaning=_("Registered for a cohort or an event; nobody is named."),
        page="registrations",
        filters={"naam": "ontbreekt"},
        rows=waiting.places_without_name,
        row=waiting.place_row,
        subject_label=_("Cohort or event"),
        day_label=_("Registered on"),
        note_label=_("Waiting"),
    ),
    ListSpec(
        code="coachingverzoeken",
        group="training",
        name=_("Requests for coaching"),
        meaning=_("Plan a session, or say why not."),
        page="coaching_requests",
        filters={"status": "waiting"},
        rows=waiting.coaching_requests,
        row=waiting.request_row,
        subject_label=_("Subject"),
        day_label=_("Asked on"),
        note_label=_("Waiting"),
    ),
    ListSpec(
        code="coaching-af-te-ronden",
        group="training",
        name=_("Coaching to conclude"),
        meaning=_("The moment has passed; say whether it was held."),
        page="coaching",
        filters={"wanneer": "afronden"},
        rows=waiting.sessions_to_conclude,
        row=waiting.session_row,
        subject_label=_("Subject"),
        day_label=_("Day"),
        note_label=_("Coach"),
    ),
    ListSpec(
        code="vakplaatsen-aangevraagd",
        group="training",
        name=_("Course seats applied for"),
        meaning=_("Grant them, or say why not."),
        page="course_seats",
        filters={"status": "applied"},
        rows=waiting.seats_applied_for,
        row=waiting.seat_row,
        subject_label=_("Course"),
        day_label=_("Starts on"),
    ),
    ListSpec(
        code="vakplaatsen-zonder-naam",
        group="training",
        name=_("Course seats without a name"),
        meaning=_("Reserved for an organisation; nobody is named."),
        page="course_seats",
        filters={"naam": "ontbreekt"},
        rows=waiting.seats_without_name,
        row=waiting.seat_row,
        subject_label=_("Course"),
        day_label=_("Starts on"),
    ),
    ListSpec(
        code="projecten-voorgesteld",
        group="projects",
        name=_("Projects proposed"),
        meaning=_("Take them up, or say why not."),
        page="projects",
        filters={"status": "proposed"},
        rows=waiting.projects_proposed,
        row=waiting.project_row,
        subject_label=_("Project"),
        day_label=_("Proposed on"),
        note_label=_("Waiting"),
    ),
    ListSpec(
        code="plaatsingen-aangeboden",
        group="projects",
        name=_("Placements without a student"),
        meaning=_("Offered by an organisation; find a student."),
        page="placements",
        filters={"status": "offered"},
        rows=waiting.placements_offered,
        row=waiting.placement_row,
        title_label=_("Host"),
        subject_label=_("Placement"),
        day_label=_("Starts on"),
    ),
    ListSpec(
        code="correcties",
        group="house",
        name=_("Corrections asked for"),
        meaning=_("An organisation says that its data are not right."),
        page="corrections",
        filters={"status": "waiting"},
        rows=waiting.corrections,
        row=waiting.correction_row,
        subject_label=_("As it should be"),
        day_label=_("Asked on"),
        note_label=_("Waiting"),
    ),
    ListSpec(
        code="mislukte-taken",
        group="house",
        name=_("Failed jobs"),
        meaning=_("Tried six times without success. Mend the cause, then try again."),
        page="jobs",
        filters={"status": "failed"},
        rows=waiting.failed_jobs,
        row=waiting.job_row,
        title_label=_("Job"),
        subject_label=_("Last error"),
        day_label=_("Made on"),
        is_late=True,
    ),
    ListSpec(
        code="open-vragen",
        group="house",
        name=_("Open questions"),
        meaning=_("The default holds until its owner confirms."),
        page="questions",
        filters={"status": "open"},
        rows=waiting.questions,
        row=waiting.question_row,
        title_label=_("Question"),
        subject_label=_("Default in force"),
        note_label=_("Owner"),
    ),
)
