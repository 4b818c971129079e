"""Forms of coaching and of seats in courses."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.contracts.queries import balances, left_of
from lllo.formats import quantity
from lllo.people.models import Person
from lllo.programmes.models import EntitlementKind
from lllo.screens.components.forms import (
    DayField,
    MomentField,
    PickField,
    Preview,
    QuantityField,
)
from lllo.screens.components.replacing import Replaces
from lllo.screens.office.records.acting import (
    ColleagueForm,
    ForOrganisation,
    NamesSomeone,
    OfficeAction,
    OnDay,
    coaches,
    line_field,
)
from lllo.screens.office.records.page import GRANTERS
from lllo.screens.office.records.places import address
from lllo.training.actions import (
    CoachingData,
    CourseData,
    assign_course_seat,
    cancel_coaching,
    complete_course_seat,
    hold_coaching,
    plan_coaching,
    release_course_seat,
    take_course_seat,
)
from lllo.training.actions.checks import moment
from lllo.training.bookings import coach_booked_twice
from lllo.training.models import CoachingSession, CourseSeat

if TYPE_CHECKING:
    from datetime import date

    from lllo.people.models import Organisation, User

OVER = "override_reason"
TENTH = Decimal("0.1")
FROM_AGREEMENT = {  # what the agreement refuses, whatever is taken from it
    "person_of_another_organisation": "person",
    "override_not_allowed": OVER,
}


class CoachingForm(ColleagueForm):
    """A talk: with whom, about what, when and how long."""

    coach = PickField(Person.objects.none(), label=gettext_lazy("Coach"))
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    starts_at = MomentField(label=gettext_lazy("Starts at"))
    hours = QuantityField(label=gettext_lazy("Hours"))
    line = line_field(required=False)
    location = forms.CharField(label=gettext_lazy("Location"), max_length=300, required=False)
    field_order = ("coach", "person", "subject", "starts_at", "hours", "line", "location", OVER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coach"].queryset = coaches()  # type: ignore[attr-defined]


def warned(data: CoachingData) -> Preview | None:
    """Return what the coach has at the time of a talk, to be confirmed."""
    talk = CoachingSession(coach=data.coach, starts_at=moment(data.starts_at), hours=data.hours)
    found = coach_booked_twice(talk)
    if not found:
        return None
    return Preview(
        lines=[(_("Subject"), data.subject)],
        warning=" ".join(found),
        button=_("Save all the same"),
    )


class CoachingPlan(ForOrganisation):
    """A coaching session; its hours are taken at once."""

    title = gettext_lazy("Plan a coaching session")
    form_class = CoachingForm
    said = gettext_lazy("The session was planned; its hours are reserved.")
    refused_fields = {
        **FROM_AGREEMENT,
        "use_exceeded": "hours",
        "use_not_positive": "hours",
        "not_a_coach": "coach",
        "no_contract": "starts_at",
        "time_does_not_exist": "starts_at",
        "time_exists_twice": "starts_at",
    }

    def page_context(self) -> dict[str, Any]:
        """Show how much there is to plan."""
        return {"facts": [(_("Coaching hours left"), hours_left(self.subject))]}

    def preview(self, form: Any) -> Preview | None:
        """Ask once more where the coach is needed twice."""
        return warned(CoachingData(**form.cleaned_data))

    def act(self, form: Any, user: User) -> Any:
        """Plan it."""
        return plan_coaching(self.subject, CoachingData(**form.cleaned_data), by=user)

    def undo(self, result: Any) -> tuple[str, str] | None:
        """Offer to cancel it."""
        return reverse("coaching_cancel", args=[result.uid]), _("Cancel it again")


def hours_left(organisation: Organisation) -> str:
    """Return how many hours of coaching an organisation can still have now, in words."""
    nothing = _("none: no agreement with coaching runs now")
    return in_words(organisation, EntitlementKind.COACHING_HOUR, clock.today(), nothing)


def seats_left(organisation: Organisation, on: date) -> str:
    """Return how many course seats are left in the contract year of a day, in words."""
    nothing = _("none: no agreement with courses runs then")
    return in_words(organisation, EntitlementKind.COURSE_SEAT, on, nothing)


def in_words(organisation: Organisation, kind: str, on: date, nothing: str) -> str:
    """Return what is left of a kind in the contract year of a day."""
    found = [each for each in balances(organisation, on=on) if each.kind == kind]
    if not found:
        return nothing
    sums = left_of(kind, found)
    if sums is None:
        return _("by agreement, not limited")
    left, granted = sums
    return _("%(left)s of %(granted)s") % {"left": quantity(left), "granted": quantity(granted)}


class OnCoaching(OfficeAction):
    """A form on one session."""

    model = CoachingSession
    argument = "uid"

    def rows(self) -> Any:
        """Return the sessions with their organisation."""
        return super().rows().select_related("organisation")

    def owner(self) -> Any:
        """Return to the organisation."""
        return self.subject.organisation

    def heading(self) -> str:
        """Say which session."""
        return f"{self.title}: {self.subject.subject}"


class CoachingHold(OnCoaching):
    """A session was held."""

    title = gettext_lazy("Coaching was held")
    button = gettext_lazy("It was held")
    intro = gettext_lazy("The hours stay used.")
    said = gettext_lazy("The session was held.")

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - there is nothing to fill in
        """Note it."""
        return hold_coaching(self.subject, by=user)


class CoachingCancel(OnCoaching):
    """A planned session does not take place."""

    title = gettext_lazy("Cancel the coaching")
    button = gettext_lazy("Cancel the coaching")
    intro = gettext_lazy("The hours are given back.")
    form_class = OnDay
    is_dangerous = True
    roles = GRANTERS
    said = gettext_lazy("The session was cancelled; its hours were given back.")

    def act(self, form: Any, user: User) -> Any:
        """Cancel it."""
        return cancel_coaching(self.subject, on=form.day(), by=user)


class SeatForm(ColleagueForm):
    """A course and, if known, who takes it."""

    course_code = forms.CharField(
        label=gettext_lazy("Course code"),
        max_length=40,
        help_text=gettext_lazy(
            "From the course catalogue: the student desk registers the seat under this code."
        ),
    )
    course_name = forms.CharField(label=gettext_lazy("Course"), max_length=200)
    starts_on = DayField(label=gettext_lazy("Starts on"))
    ec = QuantityField(
        label="EC", least=TENTH, most=Decimal("999.9"), step=TENTH, initial=Decimal(5)
    )
    field_order = ("course_code", "course_name", "starts_on", "ec", "person", OVER)


class SeatTake(ForOrganisation):
    """A seat in a course of the university."""

    title = gettext_lazy("Take a course seat")
    intro = gettext_lazy("One person takes two seats, or two people take one each.")
    form_class = SeatForm
    refused_fields = {
        **FROM_AGREEMENT,
        "no_contract": "starts_on",
        "course_outside_agreement": "starts_on",
        "course_seat_doubled": "person",
    }

    def act(self, form: Any, user: User) -> Any:
        """Take it."""
        data = dict(form.cleaned_data)
        person = data.pop("person")
        return take_course_seat(
            self.subject, CourseData(**data), person=person, on=clock.today(), by=user
        )

    def done(self, result: Any) -> tuple[str, str]:
        """Say whose it is."""
        values = {"course": result.course_name, "name": result.person or _("name follows")}
        return _("Seat in %(course)s: %(name)s.") % values, address(self.subject)

    def undo(self, result: Any) -> tuple[str, str] | None:
        """Offer to give it back."""
        return reverse("course_seat_release", args=[result.public_id]), _("Give it back")


class OnSeat(OfficeAction):
    """A form on one seat."""

    model = CourseSeat

    def rows(self) -> Any:
        """Return the seats with their organisation."""
        return super().rows().select_related("organisation", "person")

    def owner(self) -> Any:
        """Return to the organisation."""
        return self.subject.organisation

    def heading(self) -> str:
        """Say which seat."""
        return f"{self.title}: {self.subject}"


class SeatAssign(Replaces, OnSeat, NamesSomeone):
    """A name for a seat, or another one."""

    refused_fields = {"course_seat_doubled": "person", "person_of_another_organisation": "person"}

    def heading(self) -> str:
        """Say which course, and whose seat it is now."""
        values = {"course": self.subject.course_name, "person": self.subject.person}
        if self.subject.person:
            return _("Replace %(person)s in %(course)s") % values
        return _("Who follows %(course)s?") % values

    def act(self, form: Any, user: User) -> Any:
        """Assign it."""
        return assign_course_seat(self.subject, form.cleaned_data["person"], by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Say whose it is now."""
        values = {"course": result.course_name, "name": result.person}
        return _("Seat in %(course)s: %(name)s.") % values, address(self.owner())


class SeatRelease(OnSeat):
    """A seat is given back."""

    title = gettext_lazy("Give the course seat back")
    button = gettext_lazy("Give it back")
    intro = gettext_lazy(
        "The organisation can use the seat for another course, and who had it finds the course no"
        " longer in the calendar. This cannot be taken back; a seat can be taken anew."
    )
    form_class = OnDay
    is_dangerous = True
    roles = GRANTERS
    said = gettext_lazy("The seat was given back; it can be taken again.")

    def act(self, form: Any, user: User) -> Any:
        """Give it back."""
        return release_course_seat(self.subject, on=form.day(), by=user)


class SeatComplete(OnSeat):
    """The course was completed."""

    title = gettext_lazy("The course was completed")
    button = gettext_lazy("It was completed")
    intro = gettext_lazy(
        "The seat stays used, and nothing of it can be changed or given back after this."
    )
    form_class = OnDay
    said = gettext_lazy("The course was completed.")
    refused_fields = {"course_not_begun": "on"}

    def act(self, form: Any, user: User) -> Any:
        """Note it."""
        return complete_course_seat(self.subject, on=form.day(), by=user)
