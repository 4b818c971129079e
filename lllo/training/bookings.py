"""What is booked twice: a cohort at two places at once, a room or a speaker in two events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext as _

from lllo.clock import AMSTERDAM
from lllo.training.models import Event, EventPart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from lllo.people.models import Person
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

    Whole days book nothing. Two queries beside the parts of the event itself; ``parts``
    stand in for those of an event that is not saved like that yet.
    """
    if event.status == Event.Status.CANCELLED:
        return []
    shown = list(event.parts.select_related("specialist")) if parts is None else parts
    others = list(others_at_once(event).select_related("specialist"))
    own = [led for led in (event, *shown) if _speakers(led)]
    found = [*_rooms(event, others), *(_double(own, others) if own else ())]
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
                    sentence = _("%(speaker)s is booked twice: also at %(other)s (%(when)s).")
                    yield sentence % {"speaker": _speakers(here)[key], **_told(other)}


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
    return {"other": event.title, "when": f"{event.starts_at.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}"}
