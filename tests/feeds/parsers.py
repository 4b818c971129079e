"""What two independent parsers make of a file, in the form of the linter."""

from __future__ import annotations

from datetime import UTC, datetime

import icalendar
import vobject

from lllo.feeds import lint


def _utc(value):
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def with_icalendar(data: bytes) -> list[lint.Entry]:
    calendar = icalendar.Calendar.from_ical(data)
    events = calendar.walk("VEVENT")
    assert not [error for component in calendar.walk() for error in component.errors]
    return sorted(
        (
            lint.Entry(
                uid=str(event["UID"]),
                start=_utc(event["DTSTART"].dt),
                end=_utc(event["DTEND"].dt),
                summary=str(event["SUMMARY"]),
            )
            for event in events
        ),
        key=lambda entry: entry.uid,
    )


def with_vobject(data: bytes) -> list[lint.Entry]:
    calendar = vobject.readOne(data.decode())
    return sorted(
        (
            lint.Entry(
                uid=event.uid.value,
                start=_utc(event.dtstart.value),
                end=_utc(event.dtend.value),
                summary=event.summary.value,
            )
            for event in calendar.contents.get("vevent", [])
        ),
        key=lambda entry: entry.uid,
    )


def agree(data: bytes, *, read=lint.read) -> list[lint.Entry]:
    """Return the entries of a file on which the linter and both parsers agree."""
    entries = read(data)
    assert with_icalendar(data) == entries
    assert with_vobject(data) == entries
    return entries
