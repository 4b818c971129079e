"""What an organisation brings to the programme: cases, and places for students."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.projects.actions import (
    PlacementData,
    ProjectData,
    offer_placement,
    propose_project,
    withdraw_placement,
    withdraw_project,
)
from lllo.projects.models import Placement, Project
from lllo.rules.period import Period
from lllo.screens.components.cells import Cell, Column, shown
from lllo.screens.components.crumbs import HeadAction
from lllo.screens.components.tables import Table
from lllo.screens.portal import queries
from lllo.screens.portal.forms import CaseForm, ReasonForm, StudentPlaceForm
from lllo.screens.portal.place import PortalAction, ReadingPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

    from lllo.people.models import User
    from lllo.screens.components.cells import Tone
    from lllo.screens.portal.place import Place

TONES: Mapping[str, Tone] = {
    "proposed": "wait", "offered": "wait", "matched": "good", "active": "good",
    "running": "good", "completed": "good",
}  # fmt: skip
# What the office has not taken up yet may be taken back here; after that it is a talk.
UNANSWERED = ("proposed", "offered")


class OffersPage(ReadingPage):
    """The cases and student places of the organisation, and how they stand."""

    url_name = "portal_offers"
    title = gettext_lazy("Cases and students")
    template_name = "portal/offers.html"

    def content(self) -> dict[str, Any]:
        """Return both tables."""
        place, user = self.place, self.user
        return {
            "cases": _cases(place, queries.projects(user, place)),
            "student_places": _student_places(place, queries.placements(user, place)),
            "head_actions": [
                HeadAction(label=_("Bring a case"), href=place.href("portal_case_new")),
                HeadAction(
                    label=_("Offer a place for a student"), href=place.href("portal_student_new")
                ),
            ],
        }


def _cases(place: Place, rows: list[Project]) -> Table:
    return Table(
        caption=_("Cases"),
        columns=[
            Column(key="title", label=_("Case"), value=_case, is_wide=True),
            Column(key="line", label=_("Line"), value=lambda row: str(row.line)),
            Column(key="state", label=_("State"), value=_state),
            Column(
                key="withdraw",
                kind="action",
                label=_("No longer needed"),
                value=lambda row: _way_back(place, row, row.contact_id, "portal_case_withdraw"),
            ),
        ],
        rows=rows,
        empty=_(
            "You brought no case yet. A case is a question from your practice on which others"
            " think along: in a masterclass, in research or by students."
        ),
        empty_label=_("Bring a case"),
        empty_href=place.href("portal_case_new"),
    )


def _student_places(place: Place, rows: list[Placement]) -> Table:
    return Table(
        caption=_("Places for students"),
        columns=[
            Column(key="title", label=_("Assignment"), value=_placement, is_wide=True),
            Column(key="guide", label=_("Guided by"), value=lambda row: row.host_supervisor),
            Column(key="state", label=_("State"), value=_state),
            Column(
                key="withdraw",
                kind="action",
                label=_("No longer needed"),
                value=lambda row: _way_back(
                    place, row, row.host_supervisor_id, "portal_student_withdraw"
                ),
            ),
        ],
        rows=rows,
        empty=_(
            "You offer no place for a student yet: someone who graduates, an intern, or a"
            " researcher who works at your organisation for a while."
        ),
        empty_label=_("Offer a place for a student"),
        empty_href=place.href("portal_student_new"),
    )


def _case(row: Project) -> Cell:
    contact = _("Contact: %(person)s") % {"person": row.contact} if row.contact else ""
    return Cell(text=row.title, hint=contact)


def _placement(row: Placement) -> Cell:
    last = Period(starts_on=row.starts_on, ends_on=row.ends_on).last_day
    term = _("%(first)s to %(last)s") % {"first": shown(row.starts_on), "last": shown(last)}
    return Cell(text=row.title, hint=f"{row.get_kind_display()}, {term}")


def _state(row: Project | Placement) -> Cell:
    student = getattr(row, "student_name", "")
    tone = TONES.get(row.state, "plain")
    return Cell(text="", badge=row.get_state_display(), tone=tone, hint=student)


def _way_back(place: Place, row: Project | Placement, own: int | None, name: str) -> Cell:
    is_own = place.person is not None and own == place.person.pk
    if row.state not in UNANSWERED or not (place.is_contact or is_own):
        return Cell(text="")
    return Cell(text=_("Withdraw"), href=place.href(name, offer=row.public_id))


class NewCasePage(PortalAction):
    """A case is proposed."""

    title = gettext_lazy("Bring a case")
    intro = gettext_lazy(
        "Tell in a few words what is going on. The programme looks with you at how to take it up:"
        " in a masterclass, with researchers or with students."
    )
    button = gettext_lazy("Propose the case")
    parent = "portal_offers"
    form_class = CaseForm
    refused_fields = {"title_taken": "title", "title_missing": "title"}

    def initial(self) -> dict[str, Any]:
        """Begin with the reader as the one who knows more."""
        return {"person": self.place.person and self.place.person.public_id}

    def act(self, form: Any, user: User) -> Project:
        """Propose it."""
        typed = form.cleaned_data
        data = ProjectData(
            organisation=self.place.organisation,
            line=typed["line"],
            title=typed["title"],
            summary=typed["summary"],
            contact=form.chosen(),
        )
        return propose_project(data, on=clock.today(), by=user)

    def done(self, result: Project) -> tuple[str, str]:
        """Say what happens next."""
        sentence = _("You proposed “%(title)s”. The programme gets in touch with you.")
        return self.back(sentence % {"title": result})


class NewStudentPlacePage(PortalAction):
    """A place for a student is offered."""

    title = gettext_lazy("Offer a place for a student")
    intro = gettext_lazy(
        "The programme looks for a student who fits. You hear who it is before it begins."
    )
    button = gettext_lazy("Offer the place")
    parent = "portal_offers"
    form_class = StudentPlaceForm
    refused_fields = {"end_before_start": "last_day", "hours_not_positive": "hours"}

    def initial(self) -> dict[str, Any]:
        """Begin with the reader as the guide of the student."""
        return {"person": self.place.person and self.place.person.public_id}

    def act(self, form: Any, user: User) -> Placement:
        """Offer it."""
        typed = form.cleaned_data
        data = PlacementData(
            kind=typed["kind"],
            title=typed["title"],
            description=typed["description"],
            host=self.place.organisation,
            line=typed["line"],
            starts_on=typed["starts_on"],
            ends_on=typed["last_day"] + timedelta(days=1),
            hours=typed["hours"],
            host_supervisor=form.chosen(),
        )
        return offer_placement(data, by=user)

    def done(self, result: Placement) -> tuple[str, str]:
        """Say what happens next."""
        sentence = _("You offered “%(title)s”. You hear from us when there is a student.")
        return self.back(sentence % {"title": result})


class WithdrawOffer(PortalAction):
    """Something that was offered is taken back, with the reason."""

    button = gettext_lazy("Withdraw")
    parent = "portal_offers"
    form_class = ReasonForm
    refused_fields = {"reason_missing": "reason"}
    is_dangerous = True

    def heading(self) -> str:
        """Name it."""
        return _("Withdraw “%(title)s”") % {"title": self.subject}

    def done(self, result: Model) -> tuple[str, str]:
        """Say what was taken back."""
        return self.back(_("“%(title)s” is withdrawn.") % {"title": result})

    def found(self, rows: Any, person_column: str) -> Model:
        """Return one of ours that was not taken up yet or was taken back; a participant's own."""
        if not self.place.is_contact:
            own = self.place.person and self.place.person.pk
            rows = rows.filter(**{person_column: own})
        rows = rows.filter(state__in=[*UNANSWERED, "withdrawn"])
        return get_object_or_404(rows, public_id=self.kwargs["offer"])


class WithdrawCasePage(WithdrawOffer):
    """A case is taken back."""

    def record(self) -> Model:
        """Return the case."""
        rows = Project.objects.visible_to(self.user).for_organisation(self.place.organisation)
        return self.found(rows, "contact")

    def act(self, form: Any, user: User) -> Project:
        """Take it back."""
        reason = form.cleaned_data["reason"]
        return withdraw_project(self.subject, on=clock.today(), reason=reason, by=user)


class WithdrawStudentPlacePage(WithdrawOffer):
    """A place for a student is taken back."""

    def record(self) -> Model:
        """Return the place."""
        rows = Placement.objects.visible_to(self.user).for_organisation(self.place.organisation)
        return self.found(rows, "host_supervisor")

    def act(self, form: Any, user: User) -> Placement:
        """Take it back."""
        reason = form.cleaned_data["reason"]
        return withdraw_placement(self.subject, on=clock.today(), reason=reason, by=user)
