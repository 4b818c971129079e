"""What the screens, the office and the calendars ask of training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from lllo.training.models import Cohort, Event, Registration

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lllo.people.models import Organisation, Person
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


def _events_of(places: QuerySet[Registration]) -> EventQuerySet:
    """Return the published events for all and of the cohorts of ``places``, each once."""
    return _events_of_cohorts(places.filter(cohort__isnull=False).values("cohort"))


def _events_of_cohorts(cohorts: Any) -> EventQuerySet:
    """Return the published events for all and of some cohorts."""
    return Event.objects.filter(Q(cohort__isnull=True) | Q(cohort__in=cohorts), is_published=True)


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
