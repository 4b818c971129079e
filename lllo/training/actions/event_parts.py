"""The parts of an event: made, changed and taken away together with it.

A part that stays keeps its row and its UID: the calendar of who leads it moves an entry,
and does not lose one and get another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.training.actions.checks import moment, refuse_backwards
from lllo.training.models import EventPart, new_uid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from lllo.people.models import Person
    from lllo.training.models import Event

COLUMNS = ("title", "specialist", "leader", "location")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartData:
    """A part of an event; a time without a zone is a time in Amsterdam.

    ``uid`` is that of the part it was; without one it is the part of that title, if the
    event has one, or a new part.
    """

    title: str
    starts_at: datetime
    ends_at: datetime
    specialist: Person | None = None
    leader: str = ""
    location: str = ""
    uid: str = ""


def as_parts(event: Event, data: Sequence[PartData]) -> list[EventPart]:
    """Return the parts that an event is to have, unsaved; refuses one outside the event."""
    known = {part.uid: part for part in event.parts.all()} if event.pk else {}
    asked = {part.uid for part in data}
    rows = []
    for position, part in enumerate(data, start=1):
        starts_at, ends_at = moment(part.starts_at), moment(part.ends_at)
        refuse_backwards(part.title, starts_at, ends_at)
        if starts_at < event.starts_at or ends_at > event.ends_at:
            sentence = _("%(part)s does not lie within the times of the event.")
            raise Refused(sentence % {"part": part.title}, code="part_outside_event")
        was = known.pop(part.uid, None) or _of_title(part, known, asked)
        row = EventPart(
            pk=was.pk if was else None,
            uid=was.uid if was else new_uid(),
            position=position,
            starts_at=starts_at,
            ends_at=ends_at,
            **{name: getattr(part, name) for name in COLUMNS},
        )
        if was:
            row.announced_at = was.announced_at
        refuse_invalid(row)
        rows.append(row)
    return rows


def _of_title(part: PartData, known: dict[str, EventPart], asked: set[str]) -> EventPart | None:
    """Take the part with the title of one that names none, unless another one means it."""
    if part.uid:
        return None
    same = [uid for uid, was in known.items() if was.title == part.title and uid not in asked]
    return known.pop(same[0]) if same else None


def differ(event: Event, parts: Sequence[EventPart]) -> bool:
    """Tell whether an event has other parts than these."""
    return [_values(part) for part in event.parts.order_by("position")] != [*map(_values, parts)]


def save_parts(event: Event, parts: Sequence[EventPart], *, tell: bool = True) -> None:
    """Give an event these parts and no others.

    ``tell``: who leads one that moved hears of it by mail, if that person chose so.
    """
    before = {part.pk: part for part in event.parts.all()}
    event.parts.exclude(pk__in=[part.pk for part in parts if part.pk]).delete()
    for part in parts:
        was = before.get(part.pk)
        if was is None or (tell and _place_and_time(was) != _place_and_time(part)):
            part.announced_at = event.changed_at
        part.event = event
        part.save()


def moved(event: Event, later: timedelta) -> tuple[PartData, ...]:
    """Return the stored parts as data, ``later`` than they are."""
    return tuple(
        PartData(
            uid=part.uid,
            starts_at=part.starts_at + later,
            ends_at=part.ends_at + later,
            **{name: getattr(part, name) for name in COLUMNS},
        )
        for part in event.parts.select_related("specialist").order_by("position")
    )


def _values(part: EventPart) -> tuple[Any, ...]:
    """Return what tells two parts apart."""
    return (part.uid, part.title, part.specialist_id, part.leader, *_place_and_time(part))


def _place_and_time(part: EventPart) -> tuple[Any, ...]:
    return part.location, part.starts_at, part.ends_at
