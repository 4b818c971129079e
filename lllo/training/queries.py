"""What the screens, the office and the calendars ask of training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from lllo.clock import AMSTERDAM
from lllo.contracts.models import Entitlement
from lllo.programmes.models import EntitlementKind
from lllo.rules.period import Period
from lllo.training.models import (
    CoachingRequest,
    CoachingSession,
    Cohort,
    CourseSeat,
    Event,
    EventPart,
    Registration,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from lllo.people.models import Organisation, Person, User
    from lllo.programmes.models import Programme
    from lllo.training.models import EventQuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortDemand:
    """How full a cohort is; without a capacity ``free`` is ``None``."""

    cohort: Cohort
    capacity: int | None
    registered: int
    without_name: int

    @property
    def free(self) -> int | None:
        """The places left, never less than none."""
        return None if self.capacity is None else max(0, self.capacity - self.registered)


def events_for_all() -> EventQuerySet:
    """Return the published events that belong to no cohort: anyone may come."""
    return Event.objects.filter(is_published=True, cohort__isnull=True)


def events_for_cohort(cohort: Cohort) -> EventQuerySet:
    """Return the published events of a cohort and those for all."""
    return _events_of_cohorts([cohort])


def events_for_organisation(organisation: Organisation) -> EventQuerySet:
    """Return the published events that concern an organisation.

    They are those for all, and those of the cohorts in which it has a place.
    """
    places = Registration.objects.active().for_organisation(organisation)
    return _events_of(places)


def events_for_person(person: Person) -> EventQuerySet:
    """Return the published events that concern one person: those for all and of own cohorts."""
    return _events_of(Registration.objects.active().filter(person=person))


def course_days(organisation: Organisation) -> Period | None:
    """Return the days on which a course of an organisation may begin: those of its agreement.

    Of the last agreement with course seats, up to an early end; nothing without one.
    """
    seats = Entitlement.objects.for_organisation(organisation)
    seats = seats.filter(kind=EntitlementKind.COURSE_SEAT).select_related("contract_year__contract")
    last = seats.order_by("contract_year__contract__starts_on", "contract_year__ends_on").last()
    if last is None:
        return None
    contract = last.contract_year.contract
    years = seats.filter(contract_year__contract=contract).order_by("contract_year__starts_on")
    ends_on = min(last.contract_year.ends_on, contract.ended_on or contract.ends_on)
    starts_on = years[0].contract_year.starts_on
    return Period(starts_on=starts_on, ends_on=ends_on) if starts_on < ends_on else None


def led_to_come(person: Person, *, at: datetime) -> list[Event | EventPart]:
    """Return the events, and the parts of events, that someone is to lead, the next first."""
    events = Event.objects.upcoming(at).filter(specialist=person).select_related("cohort")
    parts = EventPart.objects.filter(specialist=person, ends_at__gt=at)
    parts = parts.exclude(event__status=Event.Status.CANCELLED).select_related("event__cohort")
    return sorted([*events, *parts], key=lambda led: (led.starts_at, led.pk))


def talks_to_come(coach: Person, *, at: datetime) -> list[CoachingSession]:
    """Return the planned talks that someone is to give as a coach, the next first."""
    planned = CoachingSession.objects.filter(coach=coach, state=CoachingSession.State.PLANNED)
    return list(planned.filter(starts_at__gt=at).select_related("organisation", "person"))


def _events_of(places: QuerySet[Registration]) -> EventQuerySet:
    """Return the published events for all and of the cohorts of ``places``, each once."""
    return _events_of_cohorts(places.filter(cohort__isnull=False).values("cohort"))


def _events_of_cohorts(cohorts: Any) -> EventQuerySet:
    """Return the published events for all and of some cohorts."""
    return Event.objects.filter(Q(cohort__isnull=True) | Q(cohort__in=cohorts), is_published=True)


def cohort_demand(
    programme: Programme, cohorts: Iterable[Cohort] | None = None
) -> list[CohortDemand]:
    """Return how full each cohort is, or each of some ``cohorts``, in one query."""
    active = Q(registrations__state=Registration.State.REGISTERED)
    nameless = active & Q(registrations__person__isnull=True)
    rows = programme.cohorts.order_by("number")
    if cohorts is not None:
        rows = rows.filter(pk__in=[each.pk for each in cohorts])
    found = rows.annotate(
        registered=Count("registrations", filter=active),
        without_name=Count("registrations", filter=nameless),
    )
    return [
        CohortDemand(
            cohort=cohort,
            capacity=cohort.capacity,
            registered=cohort.registered,
            without_name=cohort.without_name,
        )
        for cohort in found
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWaiting:
    """Something that an organisation asked for and nobody answered yet."""

    request: CoachingRequest | CourseSeat
    organisation: Organisation
    person: Person | None
    what: str
    asked_on: date | None


def requests_waiting(user: User) -> list[RequestWaiting]:
    """Return the requests for coaching and for course seats that wait, the oldest first.

    Two queries; ``CoachingRequest.objects.waiting()`` and ``CourseSeat.objects.applied()``
    are the rows of each kind by themselves.
    """
    talks = CoachingRequest.objects.visible_to(user).waiting()
    seats = CourseSeat.objects.visible_to(user).applied()
    found = [
        RequestWaiting(
            request=talk,
            organisation=talk.organisation,
            person=talk.person,
            what=talk.subject,
            asked_on=talk.asked_on,
        )
        for talk in talks.select_related("organisation", "person")
    ]
    found += [
        RequestWaiting(
            request=seat,
            organisation=seat.organisation,
            person=seat.person,
            what=seat.course_name,
            asked_on=seat.applied_on,
        )
        for seat in seats.select_related("organisation", "person").order_by("applied_on", "pk")
    ]
    return sorted(found, key=lambda waiting: str(waiting.asked_on))


def places_of(person: Person, organisation: Organisation, *, on: date) -> list[str]:
    """Return what a person still holds of an organisation: places, and seats in courses to come.

    A place at an event that is over and a course that was completed do not count.
    """
    held = Registration.objects.active().for_organisation(organisation).filter(person=person)
    held = held.select_related("cohort", "event")
    seats = CourseSeat.objects.active().for_organisation(organisation).filter(person=person)
    return [
        str(place.cohort or place.event)
        for place in held
        if place.event is None or place.event.ends_at.astimezone(AMSTERDAM).date() >= on
    ] + [seat.course_name for seat in seats.exclude(state=CourseSeat.State.COMPLETED)]
