"""To what the people who chose invitations by mail are to be invited, as things are now.

The same things that stand in a calendar of one's own: events for which one holds a place, what
one leads, coaching, and the starts of courses.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from lllo.clock import AMSTERDAM
from lllo.feeds import items
from lllo.feeds.models import MailChoice
from lllo.people.models import Membership, Person
from lllo.training.models import CoachingSession, CourseSeat, Event, EventPart, Registration

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from django.db.models import QuerySet

    from lllo.feeds.ics import Item
    from lllo.feeds.texts import Texts

Key = tuple[int, str]  # of a person, and the UID of a thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One thing for one person.

    ``stamp`` changes when the person is to hear of a change; ``is_off``: it was cancelled, or
    is not shown any more. ``item`` makes the entry, which takes a template.
    """

    uid: str
    person: Person
    stamp: str
    is_off: bool
    ends_at: datetime
    item: Callable[[Texts], Item]
    registration: Registration | None = None
    event: Event | None = None


def choosers() -> list[Person]:
    """Return who gets invitations: chose so, has a mail address, and a role today."""
    now = Membership.objects.current().values("person")
    chosen = MailChoice.objects.values("person")
    return list(Person.objects.filter(pk__in=chosen).filter(pk__in=now).exclude(email=""))


def wanted(people: Collection[Person], *, at: datetime) -> dict[Key, Wanted]:
    """Return what is to come for some people; the number of queries does not depend on theirs."""
    by_pk = {person.pk: person for person in people}
    led = _lectures(by_pk, at)  # first: who has a place at an event as well, is asked to answer
    found = (*led, *_events(by_pk, at), *_coaching(by_pk, at), *_courses(by_pk, at))
    return {(each.person.pk, each.uid): each for each in found}


def _events(people: dict[int, Person], at: datetime) -> Iterator[Wanted]:
    """Return the events of the places that people hold."""
    places = Registration.objects.active().filter(person__in=people).order_by("pk")
    of_cohort: dict[int, list[Registration]] = defaultdict(list)
    of_event: dict[int, list[Registration]] = defaultdict(list)
    for place in places:
        if place.cohort_id:
            of_cohort[place.cohort_id].append(place)
        else:
            of_event[place.event_id].append(place)
    own = Q(pk__in=of_event) | Q(cohort__in=of_cohort)
    for event in _coming(at).filter(own):
        for place in (*of_cohort.get(event.cohort_id or 0, ()), *of_event.get(event.pk, ())):
            yield _of_event(event, place, people[place.person_id or 0])


def _lectures(people: dict[int, Person], at: datetime) -> Iterator[Wanted]:
    """Return the events that people lead, and the parts of events."""
    for event in _coming(at).filter(specialist__in=people):
        yield _of_event(event, None, people[event.specialist_id or 0])
    parts = EventPart.objects.filter(specialist__in=people, ends_at__gt=at)
    for part in parts.select_related("event__cohort", "specialist"):
        yield _of_part(part, people[part.specialist_id or 0])


def _coming(at: datetime) -> QuerySet[Event]:
    """Return the events to come, with what stands in their text."""
    events = Event.objects.filter(ends_at__gt=at).select_related("cohort", "specialist")
    return events.prefetch_related("parts__specialist")


def _of_part(part: EventPart, person: Person) -> Wanted:
    event = part.event
    return Wanted(
        uid=part.uid,
        person=person,
        stamp=max(event.announced_at, part.announced_at).isoformat(),
        is_off=_is_off(event),
        ends_at=part.ends_at,
        item=lambda _texts: items.of_part(part),
    )


def _is_off(event: Event) -> bool:
    return event.status == Event.Status.CANCELLED or not event.is_published


def _of_event(event: Event, place: Registration | None, person: Person) -> Wanted:
    """Return an event for who has a place, or leads it: that needs no answer."""
    return Wanted(
        uid=event.uid,
        person=person,
        stamp=event.announced_at.isoformat(),
        is_off=_is_off(event),
        ends_at=event.ends_at,
        item=lambda texts: items.of_event(event, texts),
        registration=place,
        event=event if place else None,
    )


def _coaching(people: dict[int, Person], at: datetime) -> Iterator[Wanted]:
    """Return the talks that people have, or give."""
    since = at - timedelta(days=1)  # a talk that has begun lasts a day at most
    coming = CoachingSession.objects.filter(starts_at__gt=since).select_related("organisation")
    for session in coming.filter(person__in=people) | coming.filter(coach__in=people):
        for pk, person in people.items():
            if pk in (session.person_id, session.coach_id):
                yield _of_coaching(session, person)


def _of_coaching(session: CoachingSession, person: Person) -> Wanted:
    named = session.coach_id == person.pk
    return Wanted(
        uid=session.uid,
        person=person,
        stamp=str(session.sequence),
        is_off=session.state == CoachingSession.State.CANCELLED,
        ends_at=session.ends_at,
        item=lambda texts: items.of_coaching(session, texts, name_organisation=named),
    )


def _courses(people: dict[int, Person], at: datetime) -> Iterator[Wanted]:
    """Return the first days of the courses in which people have a seat."""
    seats = CourseSeat.objects.certain().filter(person__in=people, starts_on__gte=at.date())
    for seat in seats.select_related("organisation", "use"):
        yield _of_course(seat, people[seat.person_id or 0])


def _of_course(seat: CourseSeat, person: Person) -> Wanted:
    first = datetime.combine(seat.starts_on, time(), AMSTERDAM)
    return Wanted(
        uid=items.course_uid(seat),
        person=person,
        stamp=seat.starts_on.isoformat(),
        is_off=False,
        ends_at=first + timedelta(days=1),
        item=lambda texts: items.of_course([seat], texts, name_organisation=False),
    )
