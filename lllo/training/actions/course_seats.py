"""Seats in courses of the university: one person takes two, or two people one each.

A seat counts in the contract year in which its course starts; for a course that
runs already, of the day on which it is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lllo.contracts.actions import name_use, use_entitlement
from lllo.contracts.queries import entitlement_for
from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.people import audit
from lllo.people.models import Person
from lllo.programmes.models import EntitlementKind
from lllo.training.actions.checks import refuse_stranger
from lllo.training.actions.registrations import SEAT, give_back
from lllo.training.models import CourseSeat

if TYPE_CHECKING:
    from datetime import date

    from lllo.people.models import Organisation, User

State = CourseSeat.State


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseData:
    """A course; ``override_reason`` lets a programme lead go beyond the seats."""

    course_code: str
    course_name: str
    starts_on: date
    ec: Decimal = Decimal(5)
    override_reason: str = ""


def take_course_seat(
    organisation: Organisation,
    data: CourseData,
    *,
    person: Person | None = None,
    on: date,
    by: User | None,
) -> CourseSeat:
    """Take a seat in a course; without a person it is reserved, with one confirmed."""
    refuse_stranger(person, organisation)
    seat = CourseSeat(
        organisation=organisation,
        person=person,
        course_code=data.course_code,
        course_name=data.course_name,
        ec=data.ec,
        starts_on=data.starts_on,
        state=State.CONFIRMED if person else State.RESERVED,
    )
    refuse_invalid(seat)
    day = max(on, data.starts_on)
    with transaction.atomic():
        entitlement = entitlement_for(organisation, EntitlementKind.COURSE_SEAT, day)
        seat.use = use_entitlement(
            entitlement,
            quantity=SEAT,
            on=day,
            reason=_("Seat in %(course)s") % {"course": data.course_name},
            person=person,
            override_reason=data.override_reason,
            by=by,
        )
        _refuse_doubled(seat)
        seat.save()
        audit.record("course_seat.taken", seat, by=by, on=on.isoformat())
    return seat


def assign_course_seat(seat: CourseSeat, person: Person, *, by: User | None) -> CourseSeat:
    """Say who takes a seat, or who takes it instead."""
    with transaction.atomic():
        seat = _locked(seat)
        refuse_stranger(person, seat.organisation)
        before, seat.person = seat.person, person
        _refuse_doubled(seat)
        seat.state = State.CONFIRMED
        seat.save()
        name_use(seat.use, person)
        audit.record("course_seat.assigned", seat, by=by, before=str(before or ""))
    return seat


def release_course_seat(seat: CourseSeat, *, on: date, by: User | None) -> CourseSeat:
    """Give a seat back that was not completed."""
    with transaction.atomic():
        seat = _locked(seat)
        seat.state = State.WITHDRAWN
        seat.save()
        give_back(seat.use, seat, on=on, reason=_("Course seat released"), by=by)
        audit.record("course_seat.released", seat, by=by, on=on.isoformat())
    return seat


def complete_course_seat(seat: CourseSeat, *, on: date, by: User | None) -> CourseSeat:
    """Note that the person completed the course."""
    with transaction.atomic():
        seat = _locked(seat)
        if seat.person is None:
            sentence = _("Nobody has this seat in %(course)s yet; name a person first.")
            raise Refused(sentence % {"course": seat.course_name}, code="course_seat_without_name")
        if on < seat.starts_on:
            sentence = _("%(course)s starts on %(day)s; it cannot be completed before.")
            detail = {"course": seat.course_name, "day": f"{seat.starts_on:%d-%m-%Y}"}
            raise Refused(sentence % detail, code="course_not_begun")
        seat.state = State.COMPLETED
        seat.save()
        audit.record("course_seat.completed", seat, by=by, on=on.isoformat())
    return seat


def _locked(seat: CourseSeat) -> CourseSeat:
    """Return a seat that is still open to change, and lock it."""
    seat = CourseSeat.objects.select_for_update().get(pk=seat.pk)
    if seat.state in {State.COMPLETED, State.WITHDRAWN}:
        sentence = _("This seat in %(course)s is %(state)s and stays so.")
        detail = {"course": seat.course_name, "state": seat.get_state_display()}
        raise Refused(sentence % detail, code="course_seat_closed")
    return seat


def _refuse_doubled(seat: CourseSeat) -> None:
    """Refuse a second seat of one person in the same course; the person is locked."""
    if seat.person is None:
        return
    Person.objects.select_for_update().get(pk=seat.person.pk)
    same = CourseSeat.objects.active().filter(
        person=seat.person, course_code=seat.course_code, starts_on=seat.starts_on
    )
    if same.exists():
        sentence = _("%(person)s has a seat in %(course)s already.")
        detail = {"person": seat.person, "course": seat.course_name}
        raise Refused(sentence % detail, code="course_seat_doubled")
