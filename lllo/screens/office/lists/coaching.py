"""The lists of coaching sessions, of what was asked for, and of course seats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.people.models import Person
from lllo.programmes.models import DevelopmentLine
from lllo.screens.components.lists import Cell, Column
from lllo.screens.list_parts import (
    CaseFilter,
    PickFilter,
    WordFilter,
    YearFilter,
    day_column,
    link,
    organisation_column,
    text_column,
)
from lllo.screens.office.lists.base import (
    TO_ORGANISATIONS,
    OfficeList,
    person_column,
    state_column,
)
from lllo.screens.office.lists.doing import OnDay, WithReason, bulk
from lllo.training.actions import (
    CourseData,
    cancel_coaching,
    complete_course_seat,
    confirm_course_seat,
    decline_coaching_request,
    decline_course_seat,
    hold_coaching,
    release_course_seat,
)
from lllo.training.models import CoachingRequest, CoachingSession, CourseSeat
from lllo.training.places import to_conclude

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from lllo.people.models import User


class SessionFilters(django_filters.FilterSet):
    """What the list of coaching sessions is narrowed by."""

    status = WordFilter("state", _("State"), CoachingSession.State.choices)
    wanneer = CaseFilter(
        _("When"),
        {
            "komt": (_("to come"), lambda rows: rows.filter(starts_at__gt=clock.now())),
            "afronden": (_("to conclude"), lambda rows: to_conclude(rows, clock.now())),
        },
    )
    coach = PickFilter(
        "coach", _("Coach"), Person.objects.filter(pk__in=CoachingSession.objects.values("coach"))
    )
    lijn = PickFilter("line", _("Line"), DevelopmentLine.objects.all(), to_field_name="code")
    jaar = YearFilter(CoachingSession, "starts_at", _("Year"))


class CoachingSessions(OfficeList):
    """All coaching sessions, the last one first."""

    title = _("Coaching")
    url_name = "coaching"
    export_name = "coaching"
    order = "-wanneer"
    filterset_class = SessionFilters
    search = (
        "organisation__name_key__plain",
        "person__name_key__plain",
        "coach__name_key__plain",
        "subject",
    )
    search_hint = _("Organisation, person, coach or subject.")
    empty = _("No coaching is planned yet. Plan a session on the page of an organisation.")
    empty_action = TO_ORGANISATIONS
    columns = (
        Column(
            key="wanneer",
            label=_("When"),
            value=lambda row: row.starts_at,
            sort="starts_at",
            kind="moment",
        ),
        organisation_column(),
        person_column(),
        text_column("onderwerp", _("Subject"), "subject", is_spare=True),
        person_column("coach", _("Coach"), key="coach"),
        state_column(),
        text_column("uren", _("Hours"), "hours", kind="number", total="hours"),
    )
    bulk = (
        bulk(
            "gehouden",
            _("Note as held"),
            lambda row, _data, user: hold_coaching(row, by=user),
            intro=_("The hours stay used."),
            done=_("Sessions noted as held: %(count)s."),
        ),
        bulk(
            "annuleren",
            _("Cancel sessions"),
            lambda row, data, user: cancel_coaching(row, on=data["on"], by=user),
            form_class=OnDay,
            intro=_("The hours are given back to the organisation."),
            done=_("Sessions cancelled: %(count)s."),
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the sessions with all they name, known by their UID."""
        found = CoachingSession.objects.visible_to(user)
        related = found.select_related("organisation", "person", "coach", "line")
        return related.annotate(public_id=F("uid"))


class RequestFilters(django_filters.FilterSet):
    """What the list of requests is narrowed by."""

    status = WordFilter("state", _("State"), CoachingRequest.State.choices)


def asked(request: Any) -> Cell:
    """Return the subject, as the way to plan it while it waits."""
    if request.state == CoachingRequest.State.WAITING and request.may_write:
        return link(request.subject, "coaching_request_plan", request.public_id)
    return Cell(text=request.subject, hint=request.answer)


class CoachingRequests(OfficeList):
    """What organisations asked for, the oldest first."""

    title = _("Requests for coaching")
    url_name = "coaching_requests"
    export_name = "coachingverzoeken"
    order = "gevraagd"
    filterset_class = RequestFilters
    search = ("organisation__name_key__plain", "person__name_key__plain", "subject", "wish")
    empty = _("No organisation asked for coaching yet. Participants do so on their own pages.")
    columns = (
        organisation_column(),
        person_column(),
        Column(key="onderwerp", label=_("Subject"), value=asked, sort="subject"),
        text_column("wens", _("Question and preferred moments"), "wish", is_spare=True),
        day_column("gevraagd", _("Asked on"), "asked_on"),
        Column(
            key="door",
            label=_("Asked by"),
            value=lambda row: str(row.asked_by or ""),
            is_extra=True,
        ),
        state_column(),
    )
    bulk = (
        bulk(
            "afwijzen",
            _("Decline requests"),
            lambda row, data, user: decline_coaching_request(
                row, on=data["on"], reason=data["reason"], by=user
            ),
            form_class=WithReason,
            intro=_("The organisation reads the reason."),
            done=_("Requests declined: %(count)s."),
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the requests with who asked."""
        found = CoachingRequest.objects.visible_to(user)
        return found.select_related("organisation", "person", "asked_by__person")


def courses() -> list[tuple[str, str]]:
    """Return the courses in which there is a seat, by code."""
    seats = CourseSeat.objects.exclude(course_code="").order_by("course_name", "course_code")
    return list(dict(seats.values_list("course_code", "course_name")).items())


class SeatFilters(django_filters.FilterSet):
    """What the list of course seats is narrowed by."""

    status = WordFilter("state", _("State"), CourseSeat.State.choices)
    vak = WordFilter("course_code", _("Course"), courses)
    naam = CaseFilter(
        _("Name"),
        {
            "ontbreekt": (_("still missing"), lambda rows: rows.without_name()),
            "bekend": (_("known"), lambda rows: rows.filter(person__isnull=False)),
        },
    )
    start = YearFilter(CourseSeat, "starts_on", _("Starts in"))


def confirm(seat: CourseSeat, data: Mapping[str, Any], user: User) -> CourseSeat:
    """Grant a seat as it was applied for."""
    course = CourseData(
        course_code=seat.course_code,
        course_name=seat.course_name,
        starts_on=seat.starts_on,
        ec=seat.ec,
    )
    return confirm_course_seat(seat, course, on=data["on"], by=user)


def course(seat: Any) -> Cell:
    """Return the course, as the way to grant it while it is applied for."""
    if seat.state == CourseSeat.State.APPLIED and seat.may_write:
        return link(seat.course_name, "course_seat_confirm", seat.public_id, hint=seat.remark)
    return Cell(text=seat.course_name)


class CourseSeats(OfficeList):
    """All seats in courses of the university, by start."""

    title = _("Course seats")
    url_name = "course_seats"
    export_name = "vakplaatsen"
    order = "start"
    filterset_class = SeatFilters
    search = (
        "course_name",
        "course_code__startswith",
        "organisation__name_key__plain",
        "person__name_key__plain",
    )
    search_hint = _("Course, organisation or name.")
    empty = _("No course seats are taken yet. Take one on the page of an organisation.")
    empty_action = TO_ORGANISATIONS
    columns = (
        Column(
            key="vak",
            label=_("Course"),
            value=course,
            sort=("course_name", "course_code"),
        ),
        text_column("code", _("Course code"), "course_code", is_short=True, is_extra=True),
        organisation_column(),
        person_column(named_at="course_seat_assign"),
        day_column("start", _("Starts on"), "starts_on"),
        text_column("ec", "EC", "ec", kind="number"),
        state_column(),
    )
    bulk = (
        bulk(
            "bevestigen",
            _("Grant applications"),
            confirm,
            form_class=OnDay,
            intro=_(
                "As applied for. Another code or day is given on the page of the organisation."
            ),
            done=_("Applications granted: %(count)s."),
        ),
        bulk(
            "afwijzen",
            _("Decline applications"),
            lambda row, data, user: decline_course_seat(
                row, on=data["on"], reason=data["reason"], by=user
            ),
            form_class=WithReason,
            intro=_("The applicant reads the reason; the seat is free again."),
            done=_("Applications declined: %(count)s."),
        ),
        bulk(
            "afgerond",
            _("Note as completed"),
            lambda row, data, user: complete_course_seat(row, on=data["on"], by=user),
            form_class=OnDay,
            done=_("Seats noted as completed: %(count)s."),
        ),
        bulk(
            "teruggeven",
            _("Give seats back"),
            lambda row, data, user: release_course_seat(row, on=data["on"], by=user),
            form_class=OnDay,
            intro=_("The organisation may take another course for it."),
            done=_("Seats given back: %(count)s."),
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the seats with who takes them."""
        return CourseSeat.objects.visible_to(user).select_related("organisation", "person")
