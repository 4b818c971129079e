"""Seats in courses of the university: applied for, given to someone, given back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.rules.entitlement import Kind
from lllo.screens.components.cells import Cell, Column, shown
from lllo.screens.components.replacing import Replaces
from lllo.screens.components.tables import Table
from lllo.screens.portal.forms import CourseForm, NothingForm, WhoForm
from lllo.screens.portal.place import CONTACT, NamesColleague, PortalAction
from lllo.screens.portal.queries import left_now
from lllo.training.actions import (
    CourseData,
    apply_for_course_seat,
    assign_course_seat,
    release_course_seat,
)
from lllo.training.models import CourseSeat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model, QuerySet

    from lllo.people.models import User
    from lllo.screens.components.cells import Tone
    from lllo.screens.portal.place import Place

State = CourseSeat.State
OPEN = (State.APPLIED, State.RESERVED, State.CONFIRMED)
TONES: Mapping[str, Tone] = {
    State.APPLIED: "wait",
    State.CONFIRMED: "good",
    State.COMPLETED: "good",
    State.DECLINED: "late",
}


def course_table(place: Place, rows: list[CourseSeat]) -> Table:
    """Return the course seats of an organisation; who may not change one finds no way there."""

    def change(row: CourseSeat) -> Cell:
        if row.state not in OPEN:
            return Cell(text="")
        word = _("Replace") if row.person else _("Give a name")
        return Cell(text=word, href=place.href("portal_course_person", seat=row.public_id))

    def release(row: CourseSeat) -> Cell:
        own = place.person is not None and row.person_id == place.person.pk
        if row.state not in OPEN or not (own or place.is_contact):
            return Cell(text="")
        href = place.href("portal_course_release", seat=row.public_id)
        return Cell(text=_("Give back"), href=href)

    columns = [
        Column(key="course", label=_("Course"), value=_course, is_wide=True),
        Column(key="who", label=_("Who"), value=_who),
        Column(key="state", label=_("State"), value=_state),
    ]
    if place.is_contact:
        columns.append(Column(key="change", label=_("Change"), value=change, kind="action"))
    columns.append(Column(key="release", label=_("No longer needed"), value=release, kind="action"))
    return Table(
        caption=_("Course seats"),
        columns=columns,
        rows=rows,
        empty=_("Nobody follows a course yet."),
        empty_label=_("Apply for a course"),
        empty_href=place.href("portal_course_apply"),
    )


def _course(row: CourseSeat) -> Cell:
    code = f"{row.course_code}, " if row.course_code else ""
    starts = _("starts on %(day)s") % {"day": shown(row.starts_on)}
    return Cell(text=row.course_name, hint=f"{code}{starts}")


def _who(row: CourseSeat) -> Cell:
    if row.person:
        return Cell(text=str(row.person))
    if row.state not in OPEN:
        return Cell(text="")
    return Cell(text="", badge=_("name needed"), tone="wait")


def _state(row: CourseSeat) -> Cell:
    tone = TONES.get(row.state, "plain")
    return Cell(text="", badge=row.get_state_display(), tone=tone, hint=row.answer)


class ApplyPage(NamesColleague):
    """Someone wants to follow a course."""

    title = gettext_lazy("Apply for a course")
    intro = gettext_lazy(
        "The seat is kept for you at once. The backoffice asks the course for a place and tells"
        " you whether it can be; if not, you can use the seat for another course."
    )
    button = gettext_lazy("Apply")
    parent = "portal_registrations"
    form_class = CourseForm
    refused_fields = {
        "course_seat_doubled": "course_name",
        "course_outside_agreement": "starts_on",
        "no_contract": "starts_on",
    }

    def page_context(self) -> dict[str, Any]:
        """Say beforehand how many seats there are to take."""
        note = left_now(self.place, Kind.COURSE_SEAT, on=clock.today())
        return {**super().page_context(), "note": note}

    def act(self, form: Any, user: User) -> CourseSeat:
        """Apply."""
        typed = form.cleaned_data
        data = CourseData(
            course_code=typed["course_code"],
            course_name=typed["course_name"],
            starts_on=typed["starts_on"],
        )
        return apply_for_course_seat(
            self.place.organisation,
            data,
            person=form.chosen(),
            remark=typed["remark"],
            on=clock.today(),
            by=user,
        )

    def done(self, result: CourseSeat) -> tuple[str, str]:
        """Say what happens next."""
        sentence = _("You applied for %(course)s. The backoffice answers.")
        return self.back(sentence % {"course": result.course_name})


class OneSeat(PortalAction):
    """An action on one course seat of the organisation."""

    parent = "portal_registrations"

    def record(self) -> Model:
        """Return the seat, if it is ours; one that was given back refuses by itself."""
        rows = self.reachable().select_related("person")
        return get_object_or_404(rows, public_id=self.kwargs["seat"])

    def reachable(self) -> QuerySet[CourseSeat]:
        """Return the seats that may be acted on."""
        seen = CourseSeat.objects.visible_to(self.user)
        rows: QuerySet[CourseSeat] = seen.for_organisation(self.place.organisation)
        return rows


class SeatPersonPage(Replaces, OneSeat, NamesColleague):
    """A seat gets a name, or another one."""

    here = CONTACT
    form_class = WhoForm
    refused_fields = {"course_seat_doubled": "person"}

    def heading(self) -> str:
        """Say which course, and whose seat it is now."""
        detail = {"course": self.subject.course_name, "person": self.subject.person}
        if self.subject.person:
            return _("Replace %(person)s in %(course)s") % detail
        return _("Who follows %(course)s?") % detail

    def form_options(self) -> dict[str, Any]:
        """Leave out who has the seat already."""
        return {**super().form_options(), "without": [self.subject.person_id]}

    def act(self, form: Any, user: User) -> CourseSeat:
        """Give the seat to someone."""
        return assign_course_seat(self.subject, form.cleaned_data["person"], by=user)

    def done(self, result: CourseSeat) -> tuple[str, str]:
        """Say who follows the course."""
        sentence = _("%(person)s has the seat in %(course)s now.")
        return self.back(sentence % {"person": result.person, "course": result.course_name})


class ReleasePage(OneSeat):
    """A seat is given back."""

    title = gettext_lazy("Give back a course seat")
    button = gettext_lazy("Give back the seat")
    form_class = NothingForm
    is_dangerous = True

    def reachable(self) -> QuerySet[CourseSeat]:
        """Return every seat for a contact, else one's own."""
        rows = super().reachable()
        own = self.place.person and self.place.person.pk
        return rows if self.place.is_contact else rows.filter(person=own)

    @property
    def intro(self) -> str:  # type: ignore[override]
        """Say what is given back."""
        sentence = _(
            "The seat in %(course)s (%(person)s) is given back; your organisation can use it for"
            " another course."
        )
        name = self.subject.person or _("a name that follows")
        return sentence % {"course": self.subject.course_name, "person": name}

    def act(self, form: Any, user: User) -> CourseSeat:  # noqa: ARG002 - nothing is asked
        """Give it back."""
        return release_course_seat(self.subject, on=clock.today(), by=user)

    def done(self, result: CourseSeat) -> tuple[str, str]:
        """Say what was given back."""
        sentence = _("The seat in %(course)s is free again.")
        return self.back(sentence % {"course": result.course_name})
