"""Seats in courses of the university: one person takes two, or two people one each.

A seat counts in the contract year in which its course starts; for a course that
runs already, of the day on which it is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lllo.contracts.actions import name_use, use_entitlement
from lllo.contracts.models import ContractYear
from lllo.contracts.queries import entitlement_for
from lllo.contracts.refusals import refuse_without_reason
from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.formats import day
from lllo.people import audit
from lllo.people.models import Person
from lllo.people.queries import doer_of
from lllo.programmes.models import EntitlementKind
from lllo.training.actions.checks import refuse_stranger
from lllo.training.actions.registrations import SEAT, give_back
from lllo.training.actions.telling import concerned, tell
from lllo.training.models import CourseSeat
from lllo.training.queries import course_days

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lllo.contracts.models import Use
    from lllo.people.models import Organisation, User

State = CourseSeat.State
MAIL = "mail.course_seat"


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
    seat = CourseSeat(
        organisation=organisation, person=person, state=_state_with(person), **_columns(data)
    )
    _refuse_without_code(seat)
    return _taken(seat, data, "course_seat.taken", on=on, by=by)


def apply_for_course_seat(
    organisation: Organisation,
    data: CourseData,
    *,
    person: Person | None = None,
    remark: str = "",
    on: date,
    by: User | None,
) -> CourseSeat:
    """Ask for a seat in a course, of which the code may be left to the office.

    The seat is taken at once, so that it is not promised twice; a refusal by the
    office gives it back.
    """
    seat = CourseSeat(
        organisation=organisation,
        person=person,
        state=State.APPLIED,
        remark=remark.strip(),
        applied_on=on,
        **_columns(data),
    )
    return _taken(seat, data, "course_seat.applied_for", on=on, by=by)


def confirm_course_seat(
    seat: CourseSeat, data: CourseData, *, on: date, by: User | None
) -> CourseSeat:
    """Grant a seat that was applied for, with the course as the university knows it.

    On another day than asked for, the seat counts in the contract year of that day.
    """
    with transaction.atomic():
        seat = _locked(seat)
        _refuse_unless_applied(seat)
        moved = data.starts_on != seat.starts_on
        before, seat.state = seat.use, _state_with(seat.person)
        for name, value in _columns(data).items():
            setattr(seat, name, value)
        refuse_invalid(seat)
        _refuse_without_code(seat)
        _refuse_doubled(seat, beside=seat.pk)
        _refuse_outside(seat)
        if moved:
            reason = _("The course starts on another day")
            give_back(before, seat, on=on, reason=reason, by=by)
            seat.use = _use(seat, data, on=on, by=by)
        seat.save()
        audit.record("course_seat.confirmed", seat, by=by, on=on.isoformat())
        _tell(seat, _concerned(seat), by=by)
    return seat


def decline_course_seat(seat: CourseSeat, *, on: date, reason: str, by: User | None) -> CourseSeat:
    """Say no to an application, with the reason the applicant reads; the seat is free again."""
    refuse_without_reason(reason)
    with transaction.atomic():
        seat = _locked(seat)
        _refuse_unless_applied(seat)
        seat.state, seat.answer = State.DECLINED, reason.strip()
        refuse_invalid(seat)
        seat.save()
        give_back(seat.use, seat, on=on, reason=_("Course seat declined"), by=by)
        audit.record("course_seat.declined", seat, by=by, on=on.isoformat(), reason=reason)
        _tell(seat, _concerned(seat), by=by)
    return seat


def assign_course_seat(seat: CourseSeat, person: Person, *, by: User | None) -> CourseSeat:
    """Say who takes a seat, or who takes it instead."""
    with transaction.atomic():
        seat = _locked(seat)
        refuse_stranger(person, seat.organisation)
        before, seat.person = seat.person, person
        _refuse_doubled(seat)
        if seat.state != State.APPLIED:
            seat.state = State.CONFIRMED
        seat.save()
        name_use(seat.use, person)
        audit.record("course_seat.assigned", seat, by=by, before=str(before or ""))
        _tell_holder(seat, by=by)
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
        if seat.state == State.APPLIED:
            sentence = _("This seat in %(course)s was applied for; confirm it first.")
            raise Refused(sentence % {"course": seat.course_name}, code="course_seat_applied")
        if on < seat.starts_on:
            sentence = _("%(course)s starts on %(day)s; it cannot be completed before.")
            detail = {"course": seat.course_name, "day": day(seat.starts_on)}
            raise Refused(sentence % detail, code="course_not_begun")
        seat.state = State.COMPLETED
        seat.save()
        audit.record("course_seat.completed", seat, by=by, on=on.isoformat())
    return seat


def _state_with(person: Person | None) -> State:
    """Return the state of a seat that the office granted: confirmed once it has a name."""
    return State.CONFIRMED if person else State.RESERVED


def _columns(data: CourseData) -> dict[str, Any]:
    """Return what a seat copies of its course."""
    return {
        "course_code": data.course_code.strip(),
        "course_name": data.course_name.strip(),
        "ec": data.ec,
        "starts_on": data.starts_on,
    }


def _taken(
    seat: CourseSeat, data: CourseData, action: str, *, on: date, by: User | None
) -> CourseSeat:
    """Write a new seat with the use of the entitlement that it takes."""
    refuse_stranger(seat.person, seat.organisation)
    refuse_invalid(seat)
    _refuse_outside(seat)
    with transaction.atomic():
        seat.use = _use(seat, data, on=on, by=by)
        _refuse_doubled(seat)
        seat.save()
        audit.record(action, seat, by=by, on=on.isoformat())
        _tell_holder(seat, by=by)
    return seat


def _tell(seat: CourseSeat, people: Iterable[Person], *, by: User | None) -> None:
    """Mail what became of an application, or whose seat it is."""
    payload = {"course_seat": str(seat.public_id), "state": seat.state}
    tell(MAIL, f"course_seat:{seat.public_id}:{seat.state}", payload, people, by=by)


def _tell_holder(seat: CourseSeat, *, by: User | None) -> None:
    """Mail who has a seat that is certain; of an application only its answer is mailed."""
    if seat.state == State.CONFIRMED and seat.person:
        _tell(seat, [seat.person], by=by)


def _concerned(seat: CourseSeat) -> list[Person]:
    """Return who wants to know how an application was answered."""
    applied = doer_of("course_seat.applied_for", seat)
    return concerned(seat.organisation, seat.person, applied.person if applied else None)


def _use(seat: CourseSeat, data: CourseData, *, on: date, by: User | None) -> Use:
    """Take one seat of the contract year in which the course starts, or of today if it runs."""
    day = max(on, data.starts_on)
    return use_entitlement(
        entitlement_for(seat.organisation, EntitlementKind.COURSE_SEAT, day),
        quantity=SEAT,
        on=day,
        reason=_("Seat in %(course)s") % {"course": data.course_name},
        person=seat.person,
        override_reason=data.override_reason,
        by=by,
    )


def _locked(seat: CourseSeat) -> CourseSeat:
    """Return a seat that is still open to change, and lock it."""
    seat = CourseSeat.objects.select_for_update().get(pk=seat.pk)
    if seat.state in {State.COMPLETED, *CourseSeat.GIVEN_BACK}:
        sentence = _("This seat in %(course)s is %(state)s and stays so.")
        detail = {"course": seat.course_name, "state": seat.get_state_display()}
        raise Refused(sentence % detail, code="course_seat_closed")
    return seat


def _refuse_unless_applied(seat: CourseSeat) -> None:
    """Refuse to answer an application that was answered before."""
    if seat.state != State.APPLIED:
        sentence = _("This seat in %(course)s is %(state)s; only an application can be answered.")
        detail = {"course": seat.course_name, "state": seat.get_state_display()}
        raise Refused(sentence % detail, code="course_seat_not_applied")


def _refuse_without_code(seat: CourseSeat) -> None:
    """Refuse to grant a seat in a course that the university could not find."""
    if not seat.course_code:
        raise Refused(_("Give the code of the course."), code="course_code_missing")


def _refuse_outside(seat: CourseSeat) -> None:
    """Refuse a course that begins on a day outside the agreement, and say which days are possible.

    Who has no agreement with course seats, or one that ended early, is refused by the
    entitlement itself.
    """
    days = course_days(seat.organisation)
    years = ContractYear.objects.for_organisation(seat.organisation)
    if days is None or years.covering(seat.starts_on).exists():
        return
    sentence = _(
        "%(course)s starts on %(day)s, and a course must start within the agreement: from %(first)s"
        " to %(last)s."
    )
    detail = {
        "course": seat.course_name,
        "day": day(seat.starts_on),
        "first": day(days.starts_on),
        "last": day(days.last_day),
    }
    raise Refused(sentence % detail, code="course_outside_agreement")


def _refuse_doubled(seat: CourseSeat, *, beside: int | None = None) -> None:
    """Refuse a second seat of one person in the same course; the person is locked.

    An application may lack the code: then the name says which course it is. The
    seat ``beside`` which no other may be does not count.
    """
    if seat.person is None:
        return
    Person.objects.select_for_update().get(pk=seat.person.pk)
    course = Q(course_name__iexact=seat.course_name)
    if seat.course_code:
        course |= Q(course_code=seat.course_code)
    same = CourseSeat.objects.active().filter(course, person=seat.person, starts_on=seat.starts_on)
    if same.exclude(pk=beside).exists():
        sentence = _("%(person)s has a seat in %(course)s already.")
        detail = {"person": seat.person, "course": seat.course_name}
        raise Refused(sentence % detail, code="course_seat_doubled")
