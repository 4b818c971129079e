"""What the screens, the office and the calendars ask of training."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from lllo.clock import AMSTERDAM
from lllo.contracts.models import Entitlement
from lllo.programmes.models import EntitlementKind
from lllo.training.models import Cohort, CourseSeat, Event, Registration

if TYPE_CHECKING:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatWithoutName:
    """A place in a cohort, at an event or in a course that still needs a person."""

    kind: str  # cohort, event or course
    organisation: Organisation
    label: str
    starts_on: date
    place: Registration | CourseSeat


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


def _events_of(places: QuerySet[Registration]) -> EventQuerySet:
    """Return the published events for all and of the cohorts of ``places``, each once."""
    return _events_of_cohorts(places.filter(cohort__isnull=False).values("cohort"))


def _events_of_cohorts(cohorts: Any) -> EventQuerySet:
    """Return the published events for all and of some cohorts."""
    return Event.objects.filter(Q(cohort__isnull=True) | Q(cohort__in=cohorts), is_published=True)


def upcoming_events(organisation: Organisation, *, at: datetime) -> EventQuerySet:
    """Return the events an organisation can still go to, the next first."""
    return events_for_organisation(organisation).upcoming(at).select_related("cohort")


def cohort_demand(programme: Programme) -> list[CohortDemand]:
    """Return how full each cohort is, in one query."""
    active = Q(registrations__state=Registration.State.REGISTERED)
    nameless = active & Q(registrations__person__isnull=True)
    cohorts = programme.cohorts.annotate(
        registered=Count("registrations", filter=active),
        without_name=Count("registrations", filter=nameless),
    ).order_by("number")
    return [
        CohortDemand(
            cohort=cohort,
            capacity=cohort.capacity,
            registered=cohort.registered,
            without_name=cohort.without_name,
        )
        for cohort in cohorts
    ]


def masterclass_seats_left(*, on: date) -> Decimal:
    """Return the masterclass seats granted for a day and not yet taken: demand for a cohort."""
    entitlements = Entitlement.objects.on(on).filter(kind=EntitlementKind.MASTERCLASS_SEAT)
    sums = entitlements.with_used().aggregate(granted=Sum("quantity"), taken=Sum("used"))
    return (sums["granted"] or Decimal(0)) - (sums["taken"] or Decimal(0))


def seats_without_name(user: User | None = None) -> list[SeatWithoutName]:
    """Return the places that need a person, the first to start first; two queries.

    ``user`` limits them to what that account may see.
    """
    places = Registration.objects.without_name().select_related("organisation", "cohort", "event")
    seats = CourseSeat.objects.without_name().select_related("organisation")
    if user is not None:
        places, seats = places.visible_to(user), seats.visible_to(user)
    rows = [_place(place) for place in places]
    rows += [
        SeatWithoutName(
            kind="course",
            organisation=seat.organisation,
            label=seat.course_name,
            starts_on=seat.starts_on,
            place=seat,
        )
        for seat in seats
    ]
    return sorted(rows, key=lambda row: (row.starts_on, row.organisation.name, row.label))


def _place(place: Registration) -> SeatWithoutName:
    """Return a registration as a seat that needs a person."""
    what = place.cohort or place.event
    assert what is not None, "a registration is for a cohort or for an event"
    if isinstance(what, Cohort):
        kind, starts_on = "cohort", what.starts_on
    else:
        kind, starts_on = "event", what.starts_at.astimezone(AMSTERDAM).date()
    return SeatWithoutName(
        kind=kind,
        organisation=place.organisation,
        label=str(what),
        starts_on=starts_on,
        place=place,
    )
