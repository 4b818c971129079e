"""What is booked twice: a cohort at two places at once, a room or a speaker in two events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext as _

from lllo.clock import AMSTERDAM
from lllo.training.models import Event, EventPart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from lllo.training.models import EventQuerySet


class Part(Protocol):
    """What of a part counts: a row, or what it is to become."""

    @property
    def leader(self) -> str:
        """Who speaks."""

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


def booked_twice(event: Event, parts: Sequence[Part] | None = None) -> list[str]:
    """Return a sentence for each room and each speaker that is needed elsewhere at that time.

    Whole days book no room. Two queries beside the parts of the event itself; ``parts``
    stand in for those of an event that is not saved like that yet.
    """
    if event.status == Event.Status.CANCELLED:
        return []
    shown = list(event.parts.all()) if parts is None else parts
    return [*dict.fromkeys([*_rooms(event), *_speakers(event, shown)])]


def _rooms(event: Event) -> Iterator[str]:
    room = _same(event.location)
    if not room or event.all_day:
        return
    for other in others_at_once(event).filter(all_day=False):
        if _same(other.location) == room:
            sentence = _("%(room)s is booked twice: %(other)s is there as well (%(when)s).")
            yield sentence % {"room": event.location, **_told(other)}


def _speakers(event: Event, parts: Sequence[Part]) -> Iterator[str]:
    own = [part for part in parts if part.leader]
    if not own:
        return
    elsewhere = EventPart.objects.filter(event__in=others_at_once(event)).exclude(leader="")
    for other in elsewhere.select_related("event"):
        for part in own:
            shared = part.starts_at < other.ends_at and other.starts_at < part.ends_at
            if shared and _same(part.leader) == _same(other.leader):
                sentence = _("%(speaker)s is booked twice: also at %(other)s (%(when)s).")
                yield sentence % {"speaker": part.leader, **_told(other.event)}


def _same(name: str) -> str:
    """Return a name as it is compared."""
    return " ".join(name.casefold().split())


def _told(event: Event) -> dict[str, str]:
    return {"other": event.title, "when": f"{event.starts_at.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}"}
