"""The lists of the house itself: jobs that leave it, open questions, corrections asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lllo import clock
from lllo.outbox.actions import retry
from lllo.outbox.models import Job
from lllo.people.correction_actions import accept_correction, decline_correction
from lllo.people.corrections import CorrectionRequest
from lllo.people.models import Organisation
from lllo.programmes.queries import questions_in_force
from lllo.screens.components.lists import Cell, Column
from lllo.screens.list_parts import (
    CaseFilter,
    WordFilter,
    day_column,
    organisation_column,
    text_column,
)
from lllo.screens.office.lists.base import OfficeList, badge, state_column
from lllo.screens.office.lists.doing import OnDay, WithReason, bulk

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lllo.people.models import User
    from lllo.programmes.models import Question


KINDS = {
    "mail.agreement": _("agreement by mail"),
    "mail.addendum": _("addendum by mail"),
    "mail.invoice": _("invoice or reminder by mail"),
    "peppol.invoice": _("invoice by Peppol"),
    "mail.invitation": _("invitation by mail"),
    "mail.coaching": _("coaching by mail"),
    "mail.course_seat": _("answer on a course seat by mail"),
    "mail.place": _("welcome with the dates by mail"),
    "mail.placement": _("answer on a place for a student by mail"),
    "mail.trial": _("trial mail"),
    "mail.calendar": _("calendar invitation by mail"),
    "mail.calendar_renewal": _("new calendar address asked for by mail"),
    "invoices.issue": _("issuing an invoice"),
    "invoices.check": _("checking e-invoices"),
    "odoo.push": _("sending to Odoo"),
    "odoo.pull": _("fetching payments from Odoo"),
    "odoo.check": _("checking the connection with Odoo"),
    "odoo.reconcile": _("comparing with Odoo"),
}


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of jobs there are."""
    names = Job.objects.order_by("kind").values_list("kind", flat=True).distinct()
    return [(name, kind_of(name)) for name in names]


def kind_of(name: str) -> str:
    """Return what a kind of job does, in words; one that nobody described by its name."""
    return str(KINDS.get(name, name))


def job_name(row: Job) -> str:
    """Return what a job does, and for what."""
    name, about = capfirst(kind_of(row.kind)), _about(row.payload)
    return f"{name}: {about}" if about else name


def _about(payload: dict[str, Any]) -> str:
    """Return what a job is about, as far as it says so itself."""
    if keys := payload.get("keys"):
        return ngettext("%(count)s record", "%(count)s records", len(keys)) % {"count": len(keys)}
    if delivery := payload.get("delivery"):  # number of the invoice, how, and how often
        return str(delivery).rsplit(":", 2)[0]
    return str(payload.get("label") or payload.get("contract") or payload.get("to") or "")


class JobFilters(django_filters.FilterSet):
    """What the list of jobs is narrowed by."""

    status = WordFilter("state", _("State"), Job.State.choices)
    soort = WordFilter("kind", _("Kind"), kinds)


class Jobs(OfficeList):
    """All jobs, those made last first."""

    title = _("Jobs")
    url_name = "jobs"
    export_name = "taken"
    intro = _("What the worker does one by one: mails, invoices and e-invoices, Odoo.")
    order = "-gemaakt"
    filterset_class = JobFilters
    search = ("key", "kind", "last_error")
    empty = _("Nothing had to leave the house yet.")
    columns = (
        Column(key="taak", label=_("Job"), value=job_name, sort=("kind", "key"), is_wide=True),
        state_column(),
        text_column("pogingen", _("Attempts"), "attempts", kind="number"),
        Column(key="fout", label=_("Last error"), value=lambda row: row.last_error),
        Column(
            key="gemaakt",
            label=_("Made at"),
            value=lambda row: row.created_at,
            sort="created_at",
            kind="moment",
        ),
        Column(
            key="gedaan",
            label=_("Done at"),
            value=lambda row: row.done_at,
            sort="done_at",
            kind="moment",
            is_extra=True,
        ),
    )
    sheet_columns = (
        Column(key="soort", label=_("Kind"), value=lambda row: row.kind),
        Column(key="sleutel", label=_("Key"), value=lambda row: row.key),
    )
    bulk = (
        bulk(
            "opnieuw",
            _("Try again"),
            lambda row, _data, user: retry(row, by=user),
            name=job_name,
            intro=_("Mend the cause first: each job gets all its attempts anew."),
            done=_("Jobs to be tried again: %(count)s."),
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the jobs."""
        return Job.objects.visible_to(user)

    def row_class(self, row: Any) -> str:
        """Return ``late`` for a job that failed."""
        return "late" if row.state == Job.State.FAILED else ""


class QuestionFilters(django_filters.FilterSet):
    """What the list of questions is narrowed by."""

    status = CaseFilter(
        _("State"),
        {
            "open": (_("open"), lambda rows: rows.filter(confirmed=False)),
            "bevestigd": (_("confirmed"), lambda rows: rows.filter(confirmed=True)),
        },
    )


def answer(question: Question) -> Cell:
    """Return whether a question is still open, and whether it holds up invoices."""
    if question.confirmed:
        return badge(_("confirmed"), "paid")
    if question.holds_invoices:
        return badge(_("holds up invoices"), "overdue")
    return badge(_("open"), "open")


class Questions(OfficeList):
    """The questions of the edition in force, with the default that holds until then."""

    title = _("Open questions")
    url_name = "questions"
    export_name = "vragen"
    intro = _(
        "What the programme left open. The default holds until its owner confirms it in"
        " packages_config/questions.toml and the programme is loaded again."
    )
    order = "volgorde"
    filterset_class = QuestionFilters
    search = ("question", "default", "reason", "owner")
    empty = _("No questions were loaded. Load the programme from the office folders.")
    columns = (
        Column(
            key="vraag",
            label=_("Question"),
            value=lambda row: Cell(text=row.question, hint=row.reason),
            sort="question",
        ),
        Column(key="antwoord", label=_("Default in force"), value=lambda row: row.default),
        text_column("eigenaar", _("Owner"), "owner"),
        Column(
            key="volgorde",
            label=_("State"),
            value=answer,
            sort=("confirmed", "-holds_invoices", "position"),
            kind="badge",
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:  # noqa: ARG002 - of the programme, for all staff
        """Return the questions of the edition in force."""
        return questions_in_force(clock.today())


class CorrectionFilters(django_filters.FilterSet):
    """What the list of corrections is narrowed by."""

    status = WordFilter("state", _("State"), CorrectionRequest.State.choices)


def wanted(request: CorrectionRequest) -> str:
    """Return what should change into what, column by column."""
    organisation = Organisation._meta
    changes = [
        f"{organisation.get_field(name).verbose_name}: {value}"  # type: ignore[union-attr]
        for name, value in request.wanted.items()
    ]
    return "; ".join([*changes, *([request.remark] if request.remark else [])])


class Corrections(OfficeList):
    """What organisations say is wrong in their data, the oldest first."""

    title = _("Corrections asked for")
    url_name = "corrections"
    export_name = "correcties"
    order = "gevraagd"
    filterset_class = CorrectionFilters
    search = ("organisation__name_key__plain", "remark")
    empty = _("No organisation asked for a correction yet. Contacts do so on their own pages.")
    columns = (
        organisation_column(),
        Column(key="wens", label=_("As it should be"), value=wanted, is_wide=True),
        day_column("gevraagd", _("Asked on"), "asked_on"),
        state_column(),
        text_column("antwoord", _("Answer"), "answer", is_extra=True),
    )
    bulk = (
        bulk(
            "aannemen",
            _("Accept corrections"),
            lambda row, data, user: accept_correction(row, on=data["on"], by=user),
            form_class=OnDay,
            intro=_("The data of the organisation change as asked for."),
            done=_("Corrections accepted: %(count)s."),
        ),
        bulk(
            "afwijzen",
            _("Decline corrections"),
            lambda row, data, user: decline_correction(
                row, on=data["on"], reason=data["reason"], by=user
            ),
            form_class=WithReason,
            intro=_("The organisation reads the reason."),
            done=_("Corrections declined: %(count)s."),
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the corrections with whose they are."""
        return CorrectionRequest.objects.visible_to(user).select_related("organisation")
