"""Places in cohorts and at events as lists show them: how many, whose, and who was there.

Functions from a QuerySet to a QuerySet: a list adds them to the rows that its reader may see.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from lllo.clock import AMSTERDAM
from lllo.people.models import Membership, Person
from lllo.training.models import Answer, Attendance, CoachingSession, Registration

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from django.db.models import QuerySet

    from lllo.people.models import PersonQuerySet, ScopedQuerySet
    from lllo.training.models import Cohort, Event, EventQuerySet, RegistrationQuerySet

AT_THE_ORGANISATION = (Membership.Role.PARTICIPANT, Membership.Role.CONTACT)


def with_places(events: EventQuerySet) -> EventQuerySet:
    """Add ``places``: how many places count for an event, those of its cohort or its own."""
    active = Registration.objects.active()
    of_event = active.filter(event=OuterRef("pk"))
    of_cohort = active.filter(cohort=OuterRef("cohort"))
    return events.annotate(
        places=Coalesce(
            _counted(of_cohort, "cohort"),
            _counted(of_event, "event"),
            0,
            output_field=IntegerField(),
        )
    )


def with_unnoted(events: EventQuerySet) -> EventQuerySet:
    """Add ``unnoted``: of how many people with a place nobody noted whether they were there."""
    noted = Attendance.objects.filter(event=OuterRef(OuterRef("pk")), person=OuterRef("person"))
    counts_for = Q(event=OuterRef("pk")) | Q(cohort=OuterRef("cohort"))
    places = Registration.objects.active().filter(counts_for, ~Exists(noted), person__isnull=False)
    counts = places.order_by().values(one=Value(1)).annotate(count=Count("pk")).values("count")
    return events.annotate(unnoted=Coalesce(Subquery(counts, output_field=IntegerField()), 0))


def with_demand(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Add ``registered`` and ``without_name``, the numbers of places of each kind."""
    active = Registration.objects.active().filter(cohort=OuterRef("pk"))
    nameless = active.filter(person__isnull=True)
    return cohorts.annotate(
        registered=Coalesce(_counted(active, "cohort"), 0),
        without_name=Coalesce(_counted(nameless, "cohort"), 0),
    )


def _counted(rows: QuerySet[Any], by: str) -> Subquery:
    """Return how many rows there are, ``None`` for none."""
    counts = rows.order_by().values(by).annotate(count=Count("pk")).values("count")
    return Subquery(counts, output_field=IntegerField())


def still_nameless(registrations: RegistrationQuerySet, on: date) -> RegistrationQuerySet:
    """Return the places that need a name yet: those at events that are over do not."""
    today = datetime.combine(on, time(), AMSTERDAM)
    return registrations.without_name().exclude(event__ends_at__lt=today)


def places_at(registrations: RegistrationQuerySet, event: Event) -> RegistrationQuerySet:
    """Return the places that count for an event: its own, or those of its cohort."""
    of_cohort = Q(cohort=event.cohort_id, cohort__isnull=False)
    return registrations.active().filter(Q(event=event) | of_cohort)


def with_attendance(registrations: RegistrationQuerySet, event: Event) -> RegistrationQuerySet:
    """Add ``attendance``: how it was noted that the person of a place was there, or ``None``."""
    noted = Attendance.objects.filter(event=event, person=OuterRef("person"))
    return registrations.annotate(attendance=Subquery(noted.values("status")[:1]))


def with_answer(registrations: RegistrationQuerySet) -> RegistrationQuerySet:
    """Add ``answer``, ``answer_way`` and ``answer_to`` of what the person of a place said last.

    It answers an invitation by mail; ``answer_to`` is the title of the event.
    """
    said = Answer.objects.filter(registration=OuterRef("pk"), person=OuterRef("person"))
    last = said.order_by("-answered_at", "-pk")
    return registrations.annotate(
        answer=Subquery(last.values("word")[:1]),
        answer_way=Subquery(last.values("way")[:1]),
        answer_to=Subquery(last.values("event__title")[:1]),
    )


def to_conclude(sessions: ScopedQuerySet, at: datetime) -> ScopedQuerySet:
    """Return the coaching sessions that have begun and of which nobody said how they went."""
    return sessions.filter(state=CoachingSession.State.PLANNED, starts_at__lte=at)


def candidates(registration: Registration) -> PersonQuerySet:
    """Return the people who could take a place: of the organisation, without a place of the kind.

    For a cohort those without a place in any cohort of its programme: one person in each.
    """
    held = Membership.objects.open().filter(
        organisation=registration.organisation_id, role__in=AT_THE_ORGANISATION
    )
    taken = Registration.objects.active().filter(person__isnull=False)
    if registration.cohort_id:
        taken = taken.filter(cohort__programme__cohorts=registration.cohort_id)
    else:
        taken = taken.filter(event=registration.event_id)
    people: PersonQuerySet = Person.objects.filter(pk__in=held.values("person"))
    return people.exclude(pk__in=taken.values("person")).order_by("name_key", "pk")
