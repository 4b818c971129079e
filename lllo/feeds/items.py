"""Turns rows into entries of a calendar; what has no UID of its own gets one from a stable key.

Texts are in the language of the reader. Titles of coaching are neutral: a calendar is read
over shoulders.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lllo.clock import AMSTERDAM
from lllo.feeds.ics import CANCELLED, Item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.feeds.texts import Texts
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


def of_event(event: Event, texts: Texts, *, with_parts: bool = True) -> Item:
    """Return an event, its parts in its text unless they stand by themselves.

    It says so when it is not published.
    """
    starts, ends = event.starts_at.astimezone(AMSTERDAM), event.ends_at.astimezone(AMSTERDAM)
    return Item(
        uid=event.uid,
        title=_title(event, event.title),
        starts=starts.date() if event.all_day else starts,
        ends=ends.date() if event.all_day else ends,
        modified=event.changed_at,
        sequence=event.sequence,
        status=event.status.upper(),
        location=event.location,
        description=texts.of_event(event, with_parts=with_parts),
        url=event.url,
        category=event.get_kind_display(),
    )


def of_part(part: EventPart) -> Item:
    """Return a part of an event as an entry of its own."""
    event = part.event
    return Item(
        uid=part.uid,
        title=_title(event, f"{event.title}: {part.title}"),
        starts=part.starts_at,
        ends=part.ends_at,
        modified=event.changed_at,
        sequence=event.sequence,
        status=event.status.upper(),
        location=part.location or event.location,
        description=part.led_by,
        url=event.url,
        category=event.get_kind_display(),
    )


def _title(event: Event, title: str) -> str:
    """Return a title with the cohort, and with a word when it is not published."""
    if event.cohort and event.cohort.name not in title:
        title = f"{title} ({event.cohort.name})"
    return title if event.is_published else _("Not published: %(title)s") % {"title": title}


def of_coaching(session: CoachingSession, texts: Texts, *, name_organisation: bool) -> Item:
    """Return a session without its subject and its people."""
    title = _("Coaching")
    if name_organisation:
        title = _("Coaching: %(organisation)s") % {"organisation": session.organisation}
    cancelled = session.state == session.State.CANCELLED
    return Item(
        uid=session.uid,
        title=title,
        starts=session.starts_at,
        ends=session.ends_at,
        modified=session.changed_at,
        sequence=session.sequence,
        status=CANCELLED if cancelled else "CONFIRMED",
        location=session.location,
        description=texts.of_coaching(session),
        category=_("Coaching"),
    )


def of_course(seats: Sequence[CourseSeat], texts: Texts, *, name_organisation: bool) -> Item:
    """Return the start of a course in which one organisation has ``seats``."""
    seat = seats[0]
    title = _("Course: %(course)s") % {"course": seat.course_name}
    if name_organisation:
        title = f"{title} ({seat.organisation})"
    days = Days(
        key=_course_key(seat),
        title=title,
        starts_on=seat.starts_on,
        ends_on=seat.starts_on + ONE_DAY,
        category=_("Course"),
        description=texts.of_course(seat),
    )
    return of_days(days, max(seat.use.recorded_at for seat in seats))


def course_uid(seat: CourseSeat) -> str:
    """Return the UID under which the start of a course stands in every calendar."""
    return str(uuid.uuid5(NAMESPACE, _course_key(seat)))


def _course_key(seat: CourseSeat) -> str:
    return f"course:{seat.organisation.public_id}:{seat.course_code}:{seat.starts_on}"


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
