"""Turns rows into entries of a calendar; what has no UID of its own gets one from a stable key.

Texts are in the language of the installation, whoever asks, so that a calendar
has one form. Titles of coaching are neutral: a calendar is read over shoulders.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lllo.clock import AMSTERDAM
from lllo.feeds.ics import CANCELLED, Item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.contracts.models import ContractYear
    from lllo.office.content import DayContent
    from lllo.training.models import CoachingSession, CourseSeat, Event, EventPart

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:lllo:calendar")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Whole days without a row of their own: ``key`` is stable, ``ends_on`` the day after."""

    key: str
    title: str
    starts_on: date
    ends_on: date
    category: str
    description: str = ""


def of_days(days: Days, modified: datetime) -> Item:
    """Return whole days that make nobody busy."""
    return Item(
        uid=str(uuid.uuid5(NAMESPACE, days.key)),
        title=days.title,
        starts=days.starts_on,
        ends=days.ends_on,
        modified=modified,
        category=days.category,
        description=days.description,
        transparent=True,
    )


def of_event(event: Event) -> Item:
    """Return an event with its parts as text; it says so when it is not published."""
    title = event.title
    if event.cohort and event.cohort.name not in title:
        title = f"{title} ({event.cohort.name})"
    if not event.is_published:
        title = _("Not published: %(title)s") % {"title": title}
    starts, ends = event.starts_at.astimezone(AMSTERDAM), event.ends_at.astimezone(AMSTERDAM)
    return Item(
        uid=event.uid,
        title=title,
        starts=starts.date() if event.all_day else starts,
        ends=ends.date() if event.all_day else ends,
        modified=event.changed_at,
        sequence=event.sequence,
        status=event.status.upper(),
        location=event.location,
        description=_description(event),
        url=event.url,
        category=event.get_kind_display(),
    )


def _description(event: Event) -> str:
    """Return the text of an event and a line for each of its parts."""
    parts = sorted(event.parts.all(), key=lambda part: (part.starts_at, part.position))
    programme = "\n".join(_part(part) for part in parts)
    return "\n\n".join(block for block in (event.description, programme) if block)


def _part(part: EventPart) -> str:
    """Return a part on one line: 09:30–10:15 Title (leader), place."""
    starts, ends = (at.astimezone(AMSTERDAM) for at in (part.starts_at, part.ends_at))
    leader = f" ({part.leader})" if part.leader else ""
    place = f", {part.location}" if part.location else ""
    return f"{starts:%H:%M}–{ends:%H:%M} {part.title}{leader}{place}"


def of_coaching(session: CoachingSession, *, name_organisation: bool) -> Item:
    """Return a session without its subject and its people."""
    title = _("Coaching")
    if name_organisation:
        title = _("Coaching: %(organisation)s") % {"organisation": session.organisation}
    cancelled = session.state == session.State.CANCELLED
    return Item(
        uid=session.uid,
        title=title,
        starts=session.starts_at,
        ends=session.starts_at + timedelta(minutes=int(session.hours * 60)),
        modified=session.changed_at,
        sequence=session.sequence,
        status=CANCELLED if cancelled else "CONFIRMED",
        location=session.location,
        category=_("Coaching"),
    )


def of_course(seats: Sequence[CourseSeat], *, name_organisation: bool) -> Item:
    """Return the start of a course in which one organisation has ``seats``."""
    seat = seats[0]
    title = _("Course: %(course)s") % {"course": seat.course_name}
    if name_organisation:
        title = f"{title} ({seat.organisation})"
    key = f"course:{seat.organisation.public_id}:{seat.course_code}:{seat.starts_on}"
    ec = number_format(seat.ec.normalize(), use_l10n=True)
    days = Days(
        key=key,
        title=title,
        starts_on=seat.starts_on,
        ends_on=seat.starts_on + ONE_DAY,
        category=_("Course"),
        description=_("%(code)s, %(ec)s EC") % {"code": seat.course_code, "ec": ec},
    )
    return of_days(days, max(seat.use.recorded_at for seat in seats))


def of_contract_year(year: ContractYear, modified: datetime) -> tuple[Item, Item]:
    """Return the day on which a contract year starts and is invoiced, and its last day."""
    contract = year.contract
    ends_on = min(year.ends_on, contract.ended_on or year.ends_on)
    text = {
        "number": contract.number,
        "year": year.number,
        "organisation": contract.organisation,
    }
    if ends_on == (contract.ended_on or contract.ends_on):
        last = _("Contract %(number)s ends: %(organisation)s") % text
    else:
        last = _("Contract year %(year)s of %(number)s ends: %(organisation)s") % text
    key = f"contract-year:{contract.public_id}:{year.number}"
    first = _("Contract year %(year)s of %(number)s starts, invoice: %(organisation)s") % text
    rows = (
        (f"{key}:start", first, year.starts_on, ""),
        (f"{key}:end", last, ends_on - ONE_DAY, _("Entitlements that are left lapse after today.")),
    )
    start, end = (
        of_days(
            Days(
                key=row_key,
                title=title,
                starts_on=day,
                ends_on=day + ONE_DAY,
                category=_("Deadline"),
                description=description,
            ),
            modified,
        )
        for row_key, title, day, description in rows
    )
    return start, end


def of_office_day(day: DayContent, modified: datetime) -> Item:
    """Return a holiday or a block of the academic year from the office folder."""
    days = Days(
        key=f"day:{day.key}",
        title=day.name,
        starts_on=day.on,
        ends_on=(day.until or day.on) + ONE_DAY,
        category=_("Holiday") if day.kind == "holiday" else _("Academic year"),
    )
    return of_days(days, modified)


def of_public_holiday(day: date, name: str, modified: datetime) -> Item:
    """Return a public holiday in the Netherlands."""
    days = Days(
        key=f"public-holiday:{day}",
        title=name,
        starts_on=day,
        ends_on=day + ONE_DAY,
        category=_("Holiday"),
    )
    return of_days(days, modified)
