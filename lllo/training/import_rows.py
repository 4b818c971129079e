"""Events in a file: the columns of a spreadsheet, and the entries of a calendar file."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.errors import Refused
from lllo.people import sheets
from lllo.people.cells import as_text, one_of, parse_date, parse_yes_no, text
from lllo.people.columns import fitting
from lllo.training.models import LONGEST_UID, Event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lllo.people.cells import Cell

MOST = 5_000  # entries of a calendar file
OURS = "-//lllo//"  # how PRODID of our own files begins
NAMESPACE = uuid.UUID("5f0c1f2e-6d0a-4a3f-9a58-1b1d5a3c7e10")
SAFE_UID = re.compile(r"[\w.@+:~-]+", re.ASCII)  # what stands in an address as it is
TIME = re.compile(r"(?:(?P<day>.+?)(?:\s+(?:om\s+|at\s+)?|T))?(?P<hour>\d{1,2})[:.](?P<minute>\d\d)"
                  r"(?::00)?(?:\s*uur)?")  # fmt: skip
KINDS = {
    "masterclass": ("masterclass", "masterclass"),
    "knowledge_event": ("kennisbijeenkomst", "knowledge event"),
    "challenge": ("challenge", "challenge"),
    "symposium": ("symposium", "symposium"),
    "training": ("training", "training"),
    "other": ("overig", "other"),
}
STATES = {
    "tentative": ("voorlopig", "tentative"),
    "confirmed": ("vast", "confirmed"),
    "cancelled": ("vervalt", "cancelled"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One event as a file has it; ``values`` holds only what the file says.

    ``starts_at`` and ``ends_at`` are two moments, naive in Amsterdam or aware, or two days
    of which the second is the day after. ``only_moves``: the file is our own, and its texts
    are made up of more than the event.
    """

    record: sheets.Record
    uid: str
    values: dict[str, Any] = field(default_factory=dict)
    only_moves: bool = False


def parse_moment(cell: Cell) -> date | datetime | time:
    """Return a day, a moment, or a time alone; midnight is a day.

    Reads ``20-01-2026 13:30``, ``20 januari 2026``, ``13.30 uur`` and cells of programs.
    """
    if isinstance(cell, datetime):
        return cell if cell.time() != time() else cell.date()
    if isinstance(cell, date | time):
        return cell
    match = TIME.fullmatch(as_text(cell)) if isinstance(cell, str) else None
    if match is None:
        return parse_date(cell)
    try:
        clock = time(int(match["hour"]), int(match["minute"]))
    except ValueError as error:
        raise Refused(_("Expected a time such as 13:30."), code="time") from error
    return datetime.combine(parse_date(match["day"]), clock) if match["day"] else clock


def parse_start(cell: Cell) -> date | datetime:
    """Return a day or a moment."""
    found = parse_moment(cell)
    if isinstance(found, time):
        sentence = _("Expected a date with a time, such as 20-01-2026 13:30.")
        raise Refused(sentence, code="moment")
    return found


COLUMNS = (
    sheets.Column(
        key="uid",
        nl="UID",
        en="UID",
        read=text(LONGEST_UID),
        explanation=gettext_lazy(
            "The fixed name of the event in calendars. Leave it empty for a new event; with it, a"
            " moved event is known again."
        ),
    ),
    sheets.Column(
        key="title",
        nl="Titel",
        en="Title",
        aliases=("naam", "bijeenkomst"),
        read=fitting(Event, "title"),
        explanation=gettext_lazy("As people read it in their calendars."),
        required=True,
        example="Masterclass 7",
    ),
    sheets.Column(
        key="kind",
        nl="Soort",
        en="Kind",
        read=one_of(KINDS),
        words=KINDS,
        explanation=gettext_lazy("One of the words of the list; empty for a new event: other."),
        example="masterclass",
    ),
    sheets.Column(
        key="starts_at",
        nl="Begin",
        en="Starts at",
        aliases=("begint", "start", "van", "datum"),
        read=parse_start,
        explanation=gettext_lazy("Date and time in the Netherlands; a date alone is a whole day."),
        required=True,
        example="21-05-2026 09:30",
    ),
    sheets.Column(
        key="ends_at",
        nl="Einde",
        en="Ends at",
        aliases=("eindigt", "eind", "tot"),
        read=parse_moment,
        explanation=gettext_lazy(
            "Date and time, or a time on the same day; of whole days the last day."
        ),
        required=True,
        example="16:30",
    ),
    sheets.Column(
        key="location",
        nl="Plaats",
        en="Location",
        aliases=("locatie",),
        read=fitting(Event, "location"),
        explanation=gettext_lazy("Room, building and town."),
        example="Campus, Enschede",
    ),
    sheets.Column(
        key="specialist",
        nl="Specialist",
        en="Specialist",
        read=text(254),
        explanation=gettext_lazy(
            "Mail address or name of the specialist who leads it; gets it in an own calendar."
        ),
        example="noor@example.org",
    ),
    sheets.Column(
        key="leader",
        nl="Gast",
        en="Guest",
        aliases=("spreker", "gastspreker"),
        read=fitting(Event, "leader"),
        explanation=gettext_lazy("Name of a guest from outside who leads it."),
    ),
    sheets.Column(
        key="cohort",
        nl="Cohort",
        en="Cohort",
        read=text(100),
        explanation=gettext_lazy("Name or number of the cohort; empty for a new event: for all."),
        example="1",
    ),
    sheets.Column(
        key="description",
        nl="Omschrijving",
        en="Description",
        aliases=("tekst",),
        read=fitting(Event, "description"),
        explanation=gettext_lazy("The text under the event."),
    ),
    sheets.Column(
        key="url",
        nl="Webadres",
        en="Address of the page",
        aliases=("url", "link"),
        read=fitting(Event, "url"),
        explanation=gettext_lazy("Page about it, with https://."),
    ),
    sheets.Column(
        key="status",
        nl="Status",
        en="Status",
        read=one_of(STATES),
        words=STATES,
        explanation=gettext_lazy("One of the words of the list."),
        example="vast",
    ),
    sheets.Column(
        key="is_published",
        nl="Gepubliceerd",
        en="Published",
        read=parse_yes_no,
        explanation=gettext_lazy("ja: participants see it; nee: only the office."),
        example="ja",
    ),
    sheets.Column(
        key="remark",
        nl="Opmerking",
        en="Remark",
        read=fitting(Event, "remark"),
        explanation=gettext_lazy("For the office only."),
    ),
)


def rows_of_sheet(path: Path) -> tuple[list[EventRow], list[sheets.Problem]]:
    """Return the events of a spreadsheet, and every cell that cannot be used."""
    records, problems = sheets.parse(sheets.read(path), COLUMNS)
    wrong = {problem.row for problem in problems}
    rows = []
    for record in records:
        if record.row.number in wrong or not {"title", "starts_at", "ends_at"} <= set(
            record.values
        ):
            continue
        values = dict(record.values)
        try:
            values["ends_at"] = _end(values["starts_at"], values["ends_at"])
        except Refused as refused:
            problems.append(record.problem("ends_at", refused))
            continue
        rows.append(EventRow(record=record, uid=safe_uid(values.pop("uid", "")), values=values))
    return rows, problems


def _end(start: date | datetime, end: date | datetime | time) -> date | datetime:
    """Return the end that belongs to a start: a time is on its day, a last day counts whole."""
    if isinstance(start, datetime):
        if isinstance(end, time):
            return datetime.combine(start.date(), end)
        if isinstance(end, datetime):
            return end
        sentence = _("Expected a time: the event begins at one.")
        raise Refused(sentence, code="event_half_all_day")
    if isinstance(end, datetime | time):
        sentence = _("Expected a date: the event has no time at which it begins.")
        raise Refused(sentence, code="event_half_all_day")
    return end + timedelta(days=1)


def safe_uid(uid: str) -> str:
    """Return a UID that can stand in an address; another one becomes a fixed one of ours."""
    uid = uid.strip()
    if not uid or (SAFE_UID.fullmatch(uid) and len(uid) <= LONGEST_UID):
        return uid
    return str(uuid.uuid5(NAMESPACE, uid))


def rows_of_calendar(path: Path) -> tuple[list[EventRow], list[sheets.Problem]]:
    """Return the events of a calendar file, counted from 1, and what cannot be taken over."""
    from icalendar import Calendar  # noqa: PLC0415 - takes a tenth of a second

    try:
        calendar = Calendar.from_ical(path.read_bytes())
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        sentence = _("%(name)s is no calendar file (.ics).")
        raise Refused(sentence % {"name": path.name}, code="ics_unreadable") from error
    entries = calendar.walk("VEVENT")
    if not entries or len(entries) > MOST:
        sentence = _("%(name)s holds %(count)s events; expected 1 to %(most)s.")
        detail = {"name": path.name, "count": len(entries), "most": MOST}
        raise Refused(sentence % detail, code="ics_count")
    is_ours = str(calendar.get("PRODID", "")).startswith(OURS)
    rows, problems = [], []
    for number, entry in enumerate(entries, start=1):
        record = _record(path.name, number, entry)
        try:
            values = dict(_values(entry))
        except Refused as refused:
            problems.append(record.problem("", refused))
            continue
        uid = safe_uid(str(entry.get("UID", "")))
        rows.append(EventRow(record=record, uid=uid, values=values, only_moves=is_ours))
    return rows, problems


def _record(name: str, number: int, entry: Any) -> sheets.Record:
    """Return an entry as a row, by which problems name it."""
    title = str(entry.get("SUMMARY", ""))
    row = sheets.Row(sheet=name, number=number, cells={"SUMMARY": title})
    return sheets.Record(row=row, values={}, headings={"title": "SUMMARY"})


def _values(entry: Any) -> Iterator[tuple[str, Any]]:
    """Return what an entry says, by the columns of an event."""
    if entry.errors or "RRULE" in entry or "RDATE" in entry or "RECURRENCE-ID" in entry:
        raise Refused(
            _("It repeats, or is damaged; write each date as an event of its own."),
            code="ics_repeats",
        )
    title = as_text(str(entry.get("SUMMARY", "")))
    if not title:
        raise Refused(_("It has no title."), code="ics_without_title")
    yield "title", title
    yield from zip(("starts_at", "ends_at"), _times(entry), strict=True)
    yield "location", as_text(str(entry.get("LOCATION", "")))
    yield "description", str(entry.get("DESCRIPTION", "")).strip()
    yield "url", str(entry.get("URL", ""))
    status = str(entry.get("STATUS", "CONFIRMED")).lower()
    yield "status", status if status in STATES else Event.Status.CONFIRMED.value
    if str(entry.get("CLASS", "PUBLIC")).upper() != "PUBLIC":
        yield "is_published", False


def _times(entry: Any) -> tuple[date | datetime, date | datetime]:
    """Return start and end; a day without an end is one day, a time without a zone ours."""
    try:
        start = entry.decoded("DTSTART")
        end = entry.decoded("DTEND") if "DTEND" in entry else None
        if end is None and "DURATION" in entry:
            end = start + entry.decoded("DURATION")
    except (KeyError, ValueError, TypeError) as error:
        raise Refused(_("It has no time that can be read."), code="ics_time") from error
    if end is None and not isinstance(start, datetime):
        end = start + timedelta(days=1)
    if end is None or isinstance(start, datetime) is not isinstance(end, datetime):
        raise Refused(_("It has no time that can be read."), code="ics_time")
    return start, end
