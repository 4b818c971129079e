"""Events: schedule, change and cancel them, and load those of the office folder.

``sequence`` and ``changed_at`` tell the calendars of participants what is new:
the sequence rises when a person must come at another time or to another place,
or not at all (RFC 5546 2.1.4), the moment of change with every change.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from lllo import clock
from lllo.clock import AMSTERDAM
from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.people import audit
from lllo.training.actions.checks import is_specialist, moment, refuse_backwards
from lllo.training.actions.event_parts import PartData, as_parts, differ, moved, save_parts
from lllo.training.bookings import others_at_once
from lllo.training.models import Event, new_uid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.office.content import EventContent, Office
    from lllo.people.models import Person, User
    from lllo.programmes.models import Programme
    from lllo.training.models import Cohort, EventPart

MOVES = frozenset({"starts_at", "ends_at", "all_day", "location", "status"})
TELLS = MOVES | {"is_published"}  # who is invited by mail hears of it
BOOKS = frozenset({"starts_at", "ends_at", "cohort", "is_published"})
ON_SCREEN = ("cohort", "specialist", "leader")  # what the office folder does not know
OWN_COLUMNS = frozenset({"starts_at", "ends_at", "parts"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EventData:
    """An event from a moment to a moment, or whole days: two dates, the second the day after.

    A time without a zone is a time in Amsterdam.
    """

    kind: str
    title: str
    starts_at: datetime | date
    ends_at: datetime | date
    cohort: Cohort | None = None
    key: str = ""
    description: str = ""
    location: str = ""
    specialist: Person | None = None
    leader: str = ""
    url: str = ""
    status: str = Event.Status.CONFIRMED
    is_published: bool = True
    remark: str = ""
    parts: tuple[PartData, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedEvents:
    """What loading the office folder did, by key.

    ``kept`` were cancelled here and are not in the folder; ``absent`` stand here
    and are gone from the folder. Both stay as they are.
    """

    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def schedule_event(
    programme: Programme, data: EventData, *, uid: str = "", by: User | None
) -> Event:
    """Put an event in the calendar; its UID is made once and never changes.

    ``uid`` is that of an event which others made, and which comes from their calendar.
    """
    _refuse_cancelled_status(data)
    event = Event(programme=programme, uid=uid or new_uid(), **_columns(data))
    refuse_invalid(event)
    parts = as_parts(event, data.parts)
    _refuse_no_specialist(event, parts, set())
    with transaction.atomic():
        if data.key and Event.objects.filter(programme=programme, key=data.key).exists():
            sentence = _("There is an event with the key %(key)s already.")
            raise Refused(sentence % {"key": data.key}, code="event_key_exists")
        _refuse_two_places(event)
        event.save()
        save_parts(event, parts)
        audit.record("event.scheduled", event, by=by, starts_at=event.starts_at.isoformat())
    return event


def change_event(event: Event, data: EventData, *, tell: bool = True, by: User | None) -> Event:
    """Give an event the values of ``data``; nothing is written where nothing differs.

    ``tell``: who is invited by mail gets a mail, if time, place or status change.
    """
    return _change(event, data, tell=tell, by=by)[0]


def _change(
    event: Event, data: EventData, *, tell: bool = True, by: User | None
) -> tuple[Event, list[str]]:
    """Change an event and return it with the names of what changed."""
    _refuse_cancelled_status(data)
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=event.pk)
        _refuse_cancelled(event)
        columns, leading = _columns(data), _leading(event)
        changed = [name for name, value in columns.items() if getattr(event, name) != value]
        for name in changed:
            setattr(event, name, columns[name])
        refuse_invalid(event)
        parts = as_parts(event, data.parts)
        _refuse_no_specialist(event, parts, leading)
        if differ(event, parts):
            changed.append("parts")
        if not BOOKS.isdisjoint(changed):
            _refuse_two_places(event)
        if changed:
            _stamp(event, moved=not MOVES.isdisjoint(changed))
            if tell and not TELLS.isdisjoint(changed):
                event.announced_at = event.changed_at
            event.save()
            save_parts(event, parts, tell=tell)
            audit.record("event.changed", event, by=by, changed=sorted(changed))
    return event, changed


def trial(programme: Programme, data: EventData, event: Event | None = None) -> Event:
    """Return an event as ``data`` would make it, not saved: to look at what it would book."""
    columns = _columns(data)
    tried = Event(programme=programme, pk=event.pk if event else None, **columns)
    refuse_invalid(tried)
    return tried


def cancel_event(event: Event, *, tell: bool = True, by: User | None) -> Event:
    """Cancel an event; the calendars show it as cancelled until some time after its date.

    ``tell``: who is invited by mail gets a mail.
    """
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=event.pk)
        _refuse_cancelled(event)
        event.status = Event.Status.CANCELLED
        _stamp(event, moved=True)
        if tell:
            event.announced_at = event.changed_at
        event.save()
        audit.record("event.cancelled", event, by=by)
    return event


def load_events(office: Office, programme: Programme, *, by: User | None) -> LoadedEvents:
    """Make or change the events of the office folder, each known by its key.

    The folder wins over changes made on screen, except that a cancelled event
    stays cancelled: it needs a new key, so that nobody's calendar revives it.
    """
    done: dict[str, list[str]] = {field.name: [] for field in fields(LoadedEvents)}
    with transaction.atomic():
        known = {event.key: event for event in programme.events.exclude(key="")}
        for content in office.events:
            done[_load(content, programme, known.pop(content.key, None), by)].append(content.key)
        done["absent"] = list(known)
    return LoadedEvents(**{name: tuple(sorted(keys)) for name, keys in done.items()})


def _load(content: EventContent, programme: Programme, event: Event | None, by: User | None) -> str:
    """Load one event and return what was done: a field of ``LoadedEvents``."""
    data = _from_content(content)
    cancelled = content.status == Event.Status.CANCELLED
    if event is None:
        event = schedule_event(programme, data, by=by)
        if cancelled:
            cancel_event(event, by=by)
        return "created"
    if event.status == Event.Status.CANCELLED:
        return "unchanged" if cancelled else "kept"
    if cancelled:
        cancel_event(event, by=by)
        return "changed"
    kept = {name: getattr(event, name) for name in ON_SCREEN}
    data = replace(data, parts=moved_parts(event, data), **kept)
    return "changed" if _change(event, data, by=by)[1] else "unchanged"


def _from_content(content: EventContent) -> EventData:
    """Return an event of the office folder as data; a cancelled one is cancelled afterwards."""
    cancelled = content.status == Event.Status.CANCELLED
    return EventData(
        key=content.key,
        kind=content.kind,
        title=content.title,
        starts_at=content.starts_at,
        ends_at=_first_day_after(content.ends_at),
        description=content.description,
        location=content.location,
        url=content.url,
        status=Event.Status.CONFIRMED if cancelled else content.status,
        is_published=content.published,
        remark=content.remark,
    )


def _first_day_after(end: datetime | date) -> datetime | date:
    """Return the exclusive end of what the office folder names by its last day."""
    return end if isinstance(end, datetime) else end + timedelta(days=1)


def _columns(data: EventData) -> dict[str, Any]:
    """Return the columns of an event; whole days are stored from midnight to midnight."""
    columns = {
        field.name: getattr(data, field.name)
        for field in fields(data)
        if field.name not in OWN_COLUMNS
    }
    all_day = not isinstance(data.starts_at, datetime)
    if all_day is isinstance(data.ends_at, datetime):
        sentence = _("Give two moments, or two days: the start and the end are not alike.")
        raise Refused(sentence, code="event_half_all_day")
    starts_at, ends_at = _stored(data.starts_at), _stored(data.ends_at)
    refuse_backwards(data.title, starts_at, ends_at)
    return {**columns, "starts_at": starts_at, "ends_at": ends_at, "all_day": all_day}


def _stored(value: datetime | date) -> datetime:
    """Return a moment, or the midnight at which a day begins in Amsterdam, as UTC."""
    if isinstance(value, datetime):
        return moment(value)
    return datetime.combine(value, time(), AMSTERDAM).astimezone(UTC)


def as_data(event: Event) -> EventData:
    """Return an event as it is, with its parts; whole days as days."""
    names = [field.name for field in fields(EventData) if field.name not in OWN_COLUMNS]
    starts_at: Any = event.starts_at
    ends_at: Any = event.ends_at
    if event.all_day:
        starts_at, ends_at = (each.astimezone(AMSTERDAM).date() for each in (starts_at, ends_at))
    values = {name: getattr(event, name) for name in names}
    data = EventData(**values, starts_at=starts_at, ends_at=ends_at)
    return replace(data, parts=moved_parts(event, data))


def moved_parts(event: Event, data: EventData) -> tuple[PartData, ...]:
    """Return the stored parts as data, moved along with the event to the start in ``data``."""
    return moved(event, _columns(data)["starts_at"] - event.starts_at)


def _stamp(event: Event, *, moved: bool) -> None:
    """Note the moment of change, and a higher sequence when people must act on it.

    The moment is always a later one, even where the clock stands still (a demo).
    """
    event.changed_at = max(clock.now(), event.changed_at + timedelta(seconds=1))
    event.sequence += moved


def _leading(event: Event) -> set[int | None]:
    """Return who leads an event as it is stored, or a part of it."""
    return {event.specialist_id, *event.parts.values_list("specialist", flat=True)}


def _refuse_no_specialist(
    event: Event, parts: Sequence[EventPart], leading: set[int | None]
) -> None:
    """Refuse who is to lead something and is no specialist; who led before may go on."""
    for person in (event.specialist, *(part.specialist for part in parts)):
        if person and person.pk not in leading and not is_specialist(person):
            sentence = _(
                "%(person)s is no specialist or programme lead; write the name of a guest instead."
            )
            raise Refused(sentence % {"person": person}, code="not_a_specialist")


def _refuse_two_places(event: Event) -> None:
    """Refuse an event of a cohort that has another one then: nobody can be at two places.

    What is not published is an idea, and books nobody.
    """
    if event.cohort is None or not event.is_published:
        return
    other = others_at_once(event).filter(cohort=event.cohort, is_published=True).first()
    if other:
        sentence = _("%(cohort)s has %(other)s at that time already; choose another time.")
        detail = {"cohort": event.cohort, "other": other}
        raise Refused(sentence % detail, code="cohort_at_two_places")


def _refuse_cancelled(event: Event) -> None:
    """Refuse to touch a cancelled event: calendars have dropped it."""
    if event.status == Event.Status.CANCELLED:
        sentence = _("%(event)s is cancelled; schedule a new event instead.")
        raise Refused(sentence % {"event": event}, code="event_cancelled")


def _refuse_cancelled_status(data: EventData) -> None:
    """Refuse to cancel by the way; that is an act of its own."""
    if data.status == Event.Status.CANCELLED:
        sentence = _("Cancel an event by cancelling it, not by changing its status.")
        raise Refused(sentence, code="event_cancel_by_status")
