"""Writes an iCalendar file (RFC 5545, 7986): the same items always give the same bytes.

Our own VTIMEZONE with rules, because calendar programs misread the one that
icalendar makes. A feed has no METHOD: then DTSTAMP means the last change (RFC 5545
3.8.7.2) and no clock is needed. No VALARM, no ATTENDEE: a feed rings no bells
and names no participants.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from lllo.clock import AMSTERDAM
from lllo.rules.local_time import near_clock_change

if TYPE_CHECKING:
    from collections.abc import Iterable

PRODID = "-//lllo//Programme calendar//EN"
CANCELLED = "CANCELLED"
REFRESH = timedelta(hours=1)

# The rules of the European Union; DTSTART is the first change since each rule holds.
VTIMEZONE = Timezone.from_ical(
    "BEGIN:VTIMEZONE\r\n"
    "TZID:Europe/Amsterdam\r\n"
    "X-LIC-LOCATION:Europe/Amsterdam\r\n"
    "BEGIN:DAYLIGHT\r\n"
    "TZOFFSETFROM:+0100\r\n"
    "TZOFFSETTO:+0200\r\n"
    "TZNAME:CEST\r\n"
    "DTSTART:19810329T020000\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    "END:DAYLIGHT\r\n"
    "BEGIN:STANDARD\r\n"
    "TZOFFSETFROM:+0200\r\n"
    "TZOFFSETTO:+0100\r\n"
    "TZNAME:CET\r\n"
    "DTSTART:19961027T030000\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    "END:STANDARD\r\n"
    "END:VTIMEZONE\r\n"
)

LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
SPACES = re.compile("[ \t\n]+")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a calendar: two aware moments, or whole days with the day after as end.

    ``modified`` is the last change of anything in the entry. ``transparent``:
    it does not make people busy.
    """

    uid: str
    title: str
    starts: datetime | date
    ends: datetime | date
    modified: datetime
    sequence: int = 0
    status: str = "CONFIRMED"
    location: str = ""
    description: str = ""
    url: str = ""
    category: str = ""
    transparent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Organizer:
    """Who publishes an entry: a name and a mail address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """The one person to whom a message goes; ``may_reply``: answers by mail are read."""

    name: str
    email: str
    may_reply: bool = False


def single(item: Item, organizer: Organizer, *, at: datetime) -> bytes:
    """Return a file with one entry, for a calendar of one's own.

    METHOD:PUBLISH asks for an organizer, and DTSTAMP is then the moment ``at``
    which the file is made (RFC 5546 3.2.1). Without a name of a calendar:
    programs that read one make a new calendar of the file.
    """
    return _message("PUBLISH", _sent(item, organizer, at))


def request(item: Item, organizer: Organizer, guest: Guest, *, at: datetime) -> bytes:
    """Return an invitation of one person, or what changed in it (RFC 5546 3.2.2)."""
    event = _sent(item, organizer, at)
    event.add("attendee", _attendee(guest))
    return _message("REQUEST", event)


def cancel(item: Item, organizer: Organizer, guest: Guest, *, at: datetime) -> bytes:
    """Return what takes an invitation back (RFC 5546 3.2.5); programs add a word to its title."""
    event = _sent(replace(item, status=CANCELLED), organizer, at)
    del event["SUMMARY"]
    event.add("summary", line(item.title))
    event.add("attendee", _attendee(replace(guest, may_reply=False)))
    return _message("CANCEL", event)


def _message(method: str, event: Event) -> bytes:
    """Return a file that does something with one entry."""
    cal = Calendar()
    cal.add("prodid", PRODID)
    cal.add("version", "2.0")
    cal.add("calscale", "GREGORIAN")
    cal.add("method", method)
    cal.add_component(VTIMEZONE.copy(recursive=True))
    cal.add_component(event)
    return bytes(cal.to_ical())


def _sent(item: Item, organizer: Organizer, at: datetime) -> Event:
    """Return an entry with who sends it and when."""
    event = _event(item)
    del event["DTSTAMP"]
    event.add("dtstamp", at.astimezone(UTC))
    event.add("organizer", _address(organizer.name, organizer.email))
    return event


def _attendee(guest: Guest) -> vCalAddress:
    address = _address(guest.name, guest.email)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "NEEDS-ACTION"
    address.params["RSVP"] = "TRUE" if guest.may_reply else "FALSE"
    return address


def _address(name: str, email: str) -> vCalAddress:
    """Return a mail address with the name that programs show; icalendar quotes it."""
    address = vCalAddress(f"mailto:{email}")
    address.params["CN"] = line(name).replace('"', "'")
    return address


FOOTER = b"END:VCALENDAR\r\n"


def calendar(name: str, items: Iterable[Item], *, description: str = "") -> bytes:
    """Return the bytes of a calendar file; without items it holds the time zone only."""
    entries = [entry(item) for item in sorted(items, key=lambda item: item.uid)]
    return joined(header(name, description), entries)


@functools.lru_cache(maxsize=256)
def header(name: str, description: str = "") -> bytes:
    """Return a calendar file up to its first entry."""
    cal = Calendar()
    cal.add("prodid", PRODID)
    cal.add("version", "2.0")
    cal.add("calscale", "GREGORIAN")
    for key in ("name", "x-wr-calname"):
        cal.add(key, vText(line(name)))
    if description:
        for key in ("description", "x-wr-caldesc"):
            cal.add(key, vText(text(description)))
    cal.add("x-wr-timezone", AMSTERDAM.key)
    cal.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    cal.add("x-published-ttl", "PT1H")
    cal.add_component(VTIMEZONE.copy(recursive=True))
    return bytes(cal.to_ical()).removesuffix(FOOTER)


def entry(item: Item) -> bytes:
    """Return one entry as it stands in every calendar: its VEVENT."""
    return bytes(_event(item).to_ical())


def joined(header: bytes, entries: Iterable[bytes]) -> bytes:
    """Return a calendar file of its header and its entries, in the order given."""
    return b"".join((header, *entries, FOOTER))


def _event(item: Item) -> Event:
    """Return one VEVENT."""
    event = Event()
    cancelled = item.status == CANCELLED
    event.add("uid", item.uid)
    event.add("sequence", item.sequence)
    event.add("dtstamp", item.modified.astimezone(UTC))
    event.add("last-modified", item.modified.astimezone(UTC))
    for key, value in zip(("dtstart", "dtend"), _times(item), strict=True):
        event.add(key, value)
    title = line(item.title)
    event.add("summary", _("Cancelled: %(title)s") % {"title": title} if cancelled else title)
    event.add("status", item.status)
    event.add("transp", "TRANSPARENT" if cancelled or item.transparent else "OPAQUE")
    for key, value in _texts(item):
        if value:
            event.add(key, value)
    return event


def _times(item: Item) -> tuple[Any, Any]:
    """Return start and end as they are written: days, Amsterdam, or UTC in unsafe hours.

    Both ends change together: programs expect them to be of one kind.
    """
    starts, ends = item.starts, item.ends
    if not isinstance(starts, datetime) or not isinstance(ends, datetime):
        return starts, ends
    unsafe = near_clock_change(starts, AMSTERDAM) or near_clock_change(ends, AMSTERDAM)
    zone = UTC if unsafe else AMSTERDAM
    return starts.astimezone(zone), ends.astimezone(zone)


def _texts(item: Item) -> tuple[tuple[str, Any], ...]:
    """Return the properties that are left out when empty.

    The address stands in the description, too: not every program shows URL.
    """
    url = line(item.url).replace(" ", "%20")
    return (
        ("location", line(item.location)),
        ("description", text("\n\n".join(part for part in (item.description, url) if part))),
        ("url", url),
        ("categories", [line(item.category)] if item.category else None),
    )


def text(value: str) -> str:
    """Return a text without control characters, its lines ended by a line feed only."""
    return CONTROLS.sub("", LINE_ENDS.sub("\n", value)).strip(" \t\n")


def line(value: str) -> str:
    """Return a text on one line; a no-break space stays one."""
    return SPACES.sub(" ", text(value))
