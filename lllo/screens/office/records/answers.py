"""Forms that answer what an organisation asked: coaching, a course seat, other data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.formats import day
from lllo.people.correction_actions import accept_correction, decline_correction
from lllo.people.corrections import CorrectionRequest
from lllo.people.queries import doer_of
from lllo.screens.components.forms import Form, Preview
from lllo.screens.office.records.acting import OfficeAction
from lllo.screens.office.records.coaching import (
    CoachingForm,
    CoachingPlan,
    OnSeat,
    SeatForm,
    hours_left,
    seats_left,
    warned,
)
from lllo.screens.office.records.page import GRANTERS
from lllo.training.actions import (
    CoachingData,
    CourseData,
    confirm_course_seat,
    decline_coaching_request,
    decline_course_seat,
    plan_requested_coaching,
)
from lllo.training.models import CoachingRequest
from lllo.training.queries import course_days

if TYPE_CHECKING:
    from lllo.people.models import User
    from lllo.rules.period import Period


class AnswerForm(Form):
    """Why not; the organisation reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("The organisation reads this."),
    )


class OfOrganisation(OfficeAction):
    """A form on something that an organisation asked."""

    def rows(self) -> Any:
        """Return the requests with their organisation."""
        return super().rows().select_related("organisation")

    def owner(self) -> Any:
        """Return to the organisation."""
        return self.subject.organisation

    def heading(self) -> str:
        """Say what was asked."""
        return f"{self.title}: {self.subject}"


class OfCoachingRequest(OfOrganisation):
    """A form on a talk that was asked for; the way back names the organisation."""

    model = CoachingRequest
    roles = GRANTERS

    def heading(self) -> str:
        """Say about what."""
        return f"{self.title}: {self.subject.subject}"


class CoachingRequestPlan(OfCoachingRequest):
    """A talk that was asked for is planned."""

    title = gettext_lazy("Plan the coaching that was asked for")
    template_name = "office/answer.html"
    form_class = CoachingForm
    said = gettext_lazy("The session was planned; its hours are reserved.")
    refused_fields = CoachingPlan.refused_fields

    def form_options(self) -> dict[str, Any]:
        """Return whose people may be named, and who asks."""
        return {"organisation": self.subject.organisation, "user": self.user}

    def initial(self) -> dict[str, Any]:
        """Begin with what was asked."""
        person = self.subject.person
        return {"subject": self.subject.subject, "person": person.public_id if person else None}

    def page_context(self) -> dict[str, Any]:
        """Show what was asked above the form."""
        request = self.subject
        asked = [
            (_("Wish"), request.wish or "–"),
            (_("For whom"), request.person or _("the whole organisation")),
            (_("Asked by"), request.asked_by or "–"),
            (_("Organisation"), request.organisation),
            (_("Asked on"), day(request.asked_on)),
            (_("Coaching hours left"), hours_left(request.organisation)),
        ]
        href = reverse("coaching_request_decline", args=[request.public_id])
        return {"facts": asked, "decline_href": href}

    def preview(self, form: Any) -> Preview | None:
        """Ask once more where the coach is needed twice."""
        return warned(CoachingData(**form.cleaned_data))

    def act(self, form: Any, user: User) -> Any:
        """Plan it."""
        data = CoachingData(**form.cleaned_data)
        return plan_requested_coaching(self.subject, data, on=clock.today(), by=user)


class CoachingRequestDecline(OfCoachingRequest):
    """A talk that was asked for is not planned."""

    title = gettext_lazy("Decline the coaching that was asked for")
    button = gettext_lazy("Decline")
    intro = gettext_lazy(
        "The applicant gets the answer by mail. This cannot be taken back; the organisation can ask"
        " again, or a talk can be planned without a request."
    )
    form_class = AnswerForm
    is_dangerous = True
    said = gettext_lazy("The request was declined; the organisation reads why.")

    def act(self, form: Any, user: User) -> Any:
        """Decline it."""
        reason = form.cleaned_data["reason"]
        return decline_coaching_request(self.subject, on=clock.today(), reason=reason, by=user)


class ConfirmForm(SeatForm):
    """The course as the university knows it; the person stays as was asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["person"]


def _between(days: Period) -> str:
    """Return the first and the last day of a range."""
    detail = {"first": day(days.starts_on), "last": day(days.last_day)}
    return _("%(first)s to %(last)s") % detail


class SeatConfirm(OnSeat):
    """A seat that was applied for is granted."""

    title = gettext_lazy("Confirm the course seat")
    button = gettext_lazy("Confirm")
    intro = gettext_lazy(
        "The applicant and who follows the course hear of it by mail, and the course comes in the"
        " calendar. The seat is in use already; on another day it counts in the contract year of"
        " that day. It can still be given back later."
    )
    form_class = ConfirmForm
    roles = GRANTERS
    said = gettext_lazy("The course seat was confirmed.")
    template_name = "office/answer.html"
    refused_fields = {
        "no_contract": "starts_on",
        "course_outside_agreement": "starts_on",
        "course_code_missing": "course_code",
    }

    def form_options(self) -> dict[str, Any]:
        """Return whose seat, and who asks."""
        return {"organisation": self.subject.organisation, "user": self.user}

    def initial(self) -> dict[str, Any]:
        """Begin with what was applied for."""
        names = ("course_code", "course_name", "starts_on", "ec")
        return {name: getattr(self.subject, name) for name in names}

    def page_context(self) -> dict[str, Any]:
        """Show who asked and what, above the form, and the way to say no."""
        seat = self.subject
        asker = doer_of("course_seat.applied_for", seat)
        days = course_days(seat.organisation)
        left = seats_left(seat.organisation, seat.use.used_on)
        asked = [
            (_("Organisation"), seat.organisation),
            (_("For whom"), seat.person or _("name follows")),
            (_("Asked by"), asker or "–"),
            (_("Asked on"), day(seat.applied_on) if seat.applied_on else "–"),
            (_("Wish"), seat.remark or "–"),
            (_("Course seats left beside this one"), left),
            (_("Days within the agreement"), _between(days) if days else "–"),
        ]
        href = reverse("course_seat_decline", args=[seat.public_id])
        return {"facts": asked, "decline_href": href}

    def act(self, form: Any, user: User) -> Any:
        """Confirm it."""
        data = CourseData(**form.cleaned_data)
        return confirm_course_seat(self.subject, data, on=clock.today(), by=user)


class SeatDecline(OnSeat):
    """A seat that was applied for is not granted."""

    title = gettext_lazy("Decline the course seat")
    button = gettext_lazy("Decline")
    intro = gettext_lazy(
        "The organisation gets the seat back to use for another course, and the applicant gets the"
        " answer by mail. This cannot be taken back; they can apply again."
    )
    form_class = AnswerForm
    roles = GRANTERS
    is_dangerous = True
    said = gettext_lazy("The application was declined; the seat is free again.")

    def act(self, form: Any, user: User) -> Any:
        """Decline it."""
        reason = form.cleaned_data["reason"]
        return decline_course_seat(self.subject, on=clock.today(), reason=reason, by=user)


class CorrectionAccept(OfOrganisation):
    """Data become as the organisation asked."""

    title = gettext_lazy("Change the data as asked")
    model = CorrectionRequest
    said = gettext_lazy("The data were changed as asked.")

    def page_context(self) -> dict[str, Any]:
        """Show what changes at once: there is nothing to fill in before it."""
        return {"preview": self.preview(None), "is_first_step": True}

    def preview(self, form: Any) -> Preview | None:  # noqa: ARG002 - there is nothing to fill in
        """Show what changes."""
        request = self.subject
        columns = {field.name: field for field in request.organisation._meta.concrete_fields}
        return Preview(
            heads=(_("Field"), _("Is now"), _("Becomes")),
            rows=[
                (
                    capfirst(columns[name].verbose_name),
                    _in_words(columns[name], getattr(request.organisation, name)),
                    _in_words(columns[name], value),
                )
                for name, value in request.wanted.items()
            ],
            lines=[(_("Remark"), request.remark)] if request.remark else [],
            button=_("Change the data"),
        )

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - there is nothing to fill in
        """Accept it."""
        return accept_correction(self.subject, on=clock.today(), by=user)


def _in_words(column: Any, value: object) -> object:
    """Return what a column holds as people read it, a choice by its word."""
    return dict(column.flatchoices).get(value, value) or "–"


class CorrectionDecline(OfOrganisation):
    """Data stay as they are."""

    title = gettext_lazy("Decline the change of data")
    button = gettext_lazy("Decline")
    intro = gettext_lazy(
        "The data stay as they are, and the organisation reads the answer on its own page. This"
        " cannot be taken back; it can ask again."
    )
    form_class = AnswerForm
    model = CorrectionRequest
    is_dangerous = True
    said = gettext_lazy("The request was declined; the organisation reads why.")

    def act(self, form: Any, user: User) -> Any:
        """Decline it."""
        reason = form.cleaned_data["reason"]
        return decline_correction(self.subject, on=clock.today(), reason=reason, by=user)
