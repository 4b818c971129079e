"""What is booked twice: a room or a speaker in two events, a coach who leads one meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext as _

from lllo.clock import AMSTERDAM
from lllo.training.models import CoachingSession, Event, EventPart

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from lllo.people.models import Person, ScopedQuerySet
    from lllo.training.models import EventQuerySet


class Led(Protocol):
    """What of an event or a part counts: a row, or what it is to become."""

    @property
    def specialist(self) -> Person | None:
        """Who of the university speaks."""

    @property
    def leader(self) -> str:
        """Which guest speaks."""

    @property
    def starts_at(self) -> datetime:
        """When."""

    @property
    def ends_at(self) -> datetime:
        """Until when."""


def others_at_once(event: Event) -> EventQuerySet:
    """Return the other events of a programme that share time with one and are not cancelled."""
    rows = Event.objects.filter(
        programme=event.programme_id, starts_at__lt=event.ends_at, ends_at__gt=event.starts_at
    )
    return rows.exclude(status=Event.Status.CANCELLED).exclude(pk=event.pk)


def booked_twice(event: Event, parts: Sequence[Led] | None = None) -> list[str]:
    """Return a sentence for each room and each speaker that is needed elsewhere at that time.

    Whole days book nothing. Three queries beside the parts of the event itself; ``parts``
    stand in for those of an event that is not saved like that yet.
    """
    if event.status == Event.Status.CANCELLED:
        return []
    shown = list(event.parts.select_related("specialist")) if parts is None else parts
    others = list(others_at_once(event).select_related("specialist"))
    own = [led for led in (event, *shown) if _speakers(led)]
    found = [*_rooms(event, others), *(_double(own, others) if own else ()), *_coaching(own)]
    return [*dict.fromkeys(found)]


def coach_booked_twice(talk: CoachingSession) -> list[str]:
    """Return a sentence for each lecture and each other talk of a coach at the time of a talk.

    ``talk`` need not be saved. Three queries.
    """
    meanwhile = {"starts_at__lt": talk.ends_at, "ends_at__gt": talk.starts_at}
    events = Event.objects.filter(specialist=talk.coach, all_day=False, **meanwhile)
    parts = EventPart.objects.filter(specialist=talk.coach, **meanwhile)
    parts = parts.exclude(event__status=Event.Status.CANCELLED).select_related("event")
    led = [*events.exclude(status=Event.Status.CANCELLED), *(part.event for part in parts)]
    found = [_also_at(str(talk.coach), each) for each in led]
    others = _talks({talk.coach_id}, talk.ends_at).exclude(pk=talk.pk)
    found += [_also_coaching(each) for each in others if talk.starts_at < each.ends_at]
    return [*dict.fromkeys(found)]


def _rooms(event: Event, others: Sequence[Event]) -> Iterator[str]:
    room = _same(event.location)
    if not room or event.all_day:
        return
    for other in others:
        if not other.all_day and _same(other.location) == room:
            sentence = _("%(room)s is booked twice: %(other)s is there as well (%(when)s).")
            yield sentence % {"room": event.location, **_told(other)}


def _double(own: Sequence[Led], others: Sequence[Event]) -> Iterator[str]:
    """Return who speaks at two places; ``others`` share time with the event."""
    parts = EventPart.objects.filter(event__in=[other.pk for other in others])
    elsewhere: list[tuple[Led, Event]] = [(other, other) for other in others if not other.all_day]
    elsewhere += [(part, part.event) for part in parts.select_related("event", "specialist")]
    for there, other in elsewhere:
        for here in own:
            if here.starts_at < there.ends_at and there.starts_at < here.ends_at:
                for key in _speakers(here).keys() & _speakers(there).keys():
                    yield _also_at(_speakers(here)[key], other)


def _coaching(own: Sequence[Led]) -> Iterator[str]:
    """Return who of the university coaches while leading."""
    leading = [(led.specialist.pk, led) for led in own if led.specialist]
    if not leading:
        return
    last = max(led.ends_at for _key, led in leading)
    for talk in _talks({key for key, _led in leading}, last):
        for key, here in leading:
            if (
                key == talk.coach_id
                and here.starts_at < talk.ends_at
                and talk.starts_at < here.ends_at
            ):
                yield _also_coaching(talk)


def _talks(coaches: Collection[int], before: datetime) -> ScopedQuerySet:
    """Return the planned talks of some coaches that begin before a moment; few are older."""
    planned = CoachingSession.objects.filter(state=CoachingSession.State.PLANNED)
    rows: ScopedQuerySet = planned.filter(coach__in=coaches, starts_at__lt=before)
    return rows.select_related("coach")


def _also_at(speaker: str, other: Event) -> str:
    sentence = _("%(speaker)s is booked twice: also at %(other)s (%(when)s).")
    return sentence % {"speaker": speaker, **_told(other)}


def _also_coaching(talk: CoachingSession) -> str:
    """Return that somebody coaches then; with whom is not for all who plan events."""
    sentence = _("%(speaker)s is booked twice: a coaching talk is at that time (%(when)s).")
    return sentence % {"speaker": talk.coach, "when": _moment(talk.starts_at)}


def _speakers(led: Led) -> dict[str, str]:
    """Return the names of who speaks, as they are compared and as they are written."""
    if isinstance(led, Event) and led.all_day:
        return {}
    names = [str(each) for each in (led.specialist, led.leader) if each]
    return {_same(name): name for name in names}


def _same(name: str) -> str:
    """Return a name as it is compared."""
    return " ".join(name.casefold().split())


def _told(event: Event) -> dict[str, str]:
    return {"other": event.title, "when": _moment(event.starts_at)}


def _moment(value: datetime) -> str:
    return f"{value.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}"
