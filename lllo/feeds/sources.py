"""Where the entries of a calendar come from: a stamp of each first, and the entry only if asked.

A stamp is the same as long as the entry is. Events are many, so theirs are made by
the database, and of an event whose stamp is known little is read. Of the rest
there are few: they are made at once, and their stamp is a hash.
"""

from __future__ import annotations

import functools
import hashlib
import operator
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

from django.db import connection
from django.db.models import CharField, Max, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Collate

from lllo.clock import AMSTERDAM
from lllo.feeds import items
from lllo.feeds.deadlines import deadlines
from lllo.feeds.models import Entry
from lllo.feeds.texts import Texts
from lllo.people.models import Organisation
from lllo.programmes.models import PackageEdition
from lllo.training.models import CoachingSession, CourseSeat, Event, EventPart
from lllo.training.queries import (
    events_for_all,
    events_for_cohort,
    events_for_organisation,
    events_for_person,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from django.db.models import QuerySet

    from lllo.feeds.ics import Item
    from lllo.feeds.queries import Feed
    from lllo.office.content import Office

SHOW_CANCELLED = timedelta(days=30)  # after the date; by then every calendar has asked again
NAMES_ORGANISATIONS = frozenset({"office", "coach"})
AT_ONCE = 500  # values in a query
SHOWN_OF_SEATS = ("course_code", "course_name", "ec", "starts_on", "organisation__name",
                  "organisation__public_id", "use__recorded_at")  # fmt: skip
NAME = ("given_name", "initials", "name_prefix", "family_name")


Stored = tuple[str, str, str | None, bytes | None]  # UID, stamp, and as stored: stamp and bytes
Rows = Iterator[Stored]


class Source(Protocol):
    """A kind of entries in one calendar."""

    def stored(self, form: str) -> Rows:
        """Return each entry in the order of UIDs, with what is stored of it in a form."""

    def items(self, uids: Collection[str]) -> Iterable[Item]:
        """Return the entries with these UIDs."""


@dataclass(frozen=True, slots=True)
class Events:
    """The events of a calendar; ``with_parts``: their parts stand in their text."""

    rows: QuerySet[Event]
    texts: Texts
    led: LedParts
    with_parts: bool = True

    def stored(self, form: str) -> Rows:
        """Return stamps and bytes in one query, some hundreds of rows at once in memory.

        Names that stand in the text of an event are part of its stamp.
        """
        known = Entry.objects.filter(form_id=form, uid=OuterRef("uid")).order_by()
        stored = Subquery(known.values("stamp")), Subquery(known.values("body"))
        rows = self.rows.order_by(by_uid())
        changed = Cast("changed_at", CharField())
        columns = ("uid", "cohort__name", *named("specialist"))
        mark, names = self.texts.mark, self.led.names
        found = rows.values_list(*stored, changed, *columns).iterator(chunk_size=AT_ONCE)
        for stamp, body, moment, uid, *shown in found:
            more = "|".join(filter(None, (*shown, *names.get(uid, ()))))
            yield uid, f"{moment}|{mark}|{more}", stamp, body

    def items(self, uids: Collection[str]) -> Iterator[Item]:
        """Return the events with their parts."""
        wanted = sorted(uids)
        for start in range(0, len(wanted), AT_ONCE):
            rows = Event.objects.filter(uid__in=wanted[start : start + AT_ONCE])
            rows = rows.select_related("cohort", "specialist")
            for event in rows.prefetch_related("parts__specialist"):
                yield items.of_event(event, self.texts, with_parts=self.with_parts)


def named(person: str) -> list[str]:
    """Return the columns of the name of a person."""
    return [f"{person}__{name}" for name in NAME]


class LedParts:
    """Who leads parts of events: names by the UID of the event, and whether someone does."""

    def __init__(self) -> None:
        self.names: dict[str, list[str]] = defaultdict(list)
        self.people: set[int] = set()
        columns = ("event__uid", "specialist_id", *named("specialist"))
        rows = EventPart.objects.filter(specialist__isnull=False).order_by("pk")
        for uid, person, *name in rows.values_list(*columns):
            self.names[uid] += name
            self.people.add(person)


def by_uid() -> Any:
    """Return the order of UIDs that Python has, too."""
    return Collate("uid", "C") if connection.vendor == "postgresql" else "uid"


@dataclass(frozen=True, slots=True)
class Made:
    """Entries that are made at once, because there are few of them."""

    made: dict[str, Item]

    def stored(self, form: str) -> Rows:
        """Return hashes of the entries with what is stored of them, some hundreds at once."""
        wanted = sorted(self.made)
        for start in range(0, len(wanted), AT_ONCE):
            uids = wanted[start : start + AT_ONCE]
            rows = Entry.objects.filter(form_id=form, uid__in=uids)
            known = {row[0]: row[1:] for row in rows.values_list("uid", "stamp", "body")}
            for uid in uids:
                stamp = hashlib.sha256(repr(self.made[uid]).encode()).hexdigest()
                yield uid, stamp, *known.get(uid, (None, None))

    def items(self, uids: Collection[str]) -> Iterator[Item]:
        """Return the entries with these UIDs."""
        return (self.made[uid] for uid in uids)


def sources(feed: Feed, office: Office, *, on: date) -> list[Source]:
    """Return what a calendar is made of on a day, as ``calendar/feeds.toml`` says.

    The day matters for what was cancelled only: it stands there until 30 days
    after its date. The number of queries depends on ``includes`` alone.
    """
    texts, led = Texts(feed.language), LedParts()
    kinds: dict[str, Callable[[], Iterable[Item]]] = {
        "coaching": lambda: _coaching(feed, texts, on),
        "courses": lambda: _courses(feed, texts),
        "deadlines": lambda: deadlines(
            _organisation(feed), notice_months=office.programme.notice_months
        ),
        "days": lambda: _days(office, feed.language),
        "lectures": lambda: _lectures(feed, on, led),
    }
    found: list[Source] = [_made(kinds[kind]()) for kind in feed.includes if kind in kinds]
    events = _events(feed, on)
    if events is not None:
        found.append(Events(events, texts, led, with_parts=not feed.parts_apart))
        if feed.parts_apart:
            found.append(_made(_parts(events)))
    return found


def _made(found: Iterable[Item]) -> Made:
    return Made({item.uid: item for item in found})


def _events(feed: Feed, on: date) -> QuerySet[Event] | None:
    """Return the events of a calendar; only the office sees what is not published."""
    owner: Any = feed.owner  # its scope says which kind it is
    by_scope: dict[str, Callable[[], QuerySet[Event]]] = {
        "public": events_for_all,
        "cohort": lambda: events_for_cohort(owner),
        "organisation": lambda: events_for_organisation(owner),
        "person": lambda: events_for_person(owner),
        "coach": lambda: Event.objects.filter(is_published=True),
        "office": Event.objects.all,
    }
    found = [by_scope[feed.scope]()] if "events" in feed.includes else []
    if "lectures" in feed.includes:
        found.append(Event.objects.filter(is_published=True, specialist=owner))
    return functools.reduce(operator.or_, found).exclude(_gone(on)) if found else None


def _gone(on: date) -> Q:
    """Return what no calendar shows any more on a day."""
    return Q(status=Event.Status.CANCELLED, ends_at__lt=_oldest(on))


def _parts(events: QuerySet[Event]) -> Iterator[Item]:
    """Return the parts of events as entries of their own."""
    rows = EventPart.objects.filter(event__in=events.order_by().values("pk"))
    return map(items.of_part, rows.select_related("event__cohort", "specialist"))


def _lectures(feed: Feed, on: date, led: LedParts) -> Iterator[Item]:
    """Return the parts of events that the owner of a calendar leads, as entries of their own."""
    if not feed.owner or feed.owner.pk not in led.people:
        return iter(())
    rows = EventPart.objects.filter(specialist=feed.owner.pk, event__is_published=True)
    gone = Q(event__status=Event.Status.CANCELLED, event__ends_at__lt=_oldest(on))
    return map(items.of_part, rows.exclude(gone).select_related("event__cohort", "specialist"))


def _coaching(feed: Feed, texts: Texts, on: date) -> Iterator[Item]:
    """Return the coaching sessions of a calendar."""
    gone = Q(state=CoachingSession.State.CANCELLED, starts_at__lt=_oldest(on))
    sessions, named = CoachingSession.objects.exclude(gone), feed.scope in NAMES_ORGANISATIONS
    if feed.owner:
        column = {"coach": "coach", "person": "person"}.get(feed.scope, "organisation")
        sessions = sessions.filter(**{column: feed.owner})
    if named:
        sessions = sessions.select_related("organisation")
    return (items.of_coaching(session, texts, name_organisation=named) for session in sessions)


def _courses(feed: Feed, texts: Texts) -> Iterator[Item]:
    """Return the starts of courses: one entry for all seats of an organisation in a course."""
    seats = CourseSeat.objects.certain().select_related("organisation", "use").only(*SHOWN_OF_SEATS)
    if feed.owner:
        seats = seats.filter(**{feed.scope: feed.owner})
    seats = seats.order_by("organisation_id", "course_code", "starts_on", "pk")
    groups = groupby(seats, key=lambda s: (s.organisation_id, s.course_code, s.starts_on))
    named = feed.scope in NAMES_ORGANISATIONS
    return (items.of_course(list(group), texts, name_organisation=named) for _key, group in groups)


def _organisation(feed: Feed) -> Organisation | None:
    """Return whose deadlines a calendar holds; without an owner those of all."""
    return feed.owner if isinstance(feed.owner, Organisation) else None


def _days(office: Office, language: str) -> Iterator[Item]:
    """Return holidays and blocks, changed when the office folders were last loaded."""
    import holidays  # noqa: PLC0415 - takes a tenth of a second, and few calendars need it

    loaded = PackageEdition.objects.aggregate(latest=Max("loaded_at"))["latest"]
    modified = loaded or datetime.combine(office.programme.valid_from, time(), UTC)
    for day in office.holidays.days:
        yield items.of_office_day(day, modified)
    if office.holidays.public_holidays:
        spoken = "nl" if language == "nl" else "en_US"
        years = office.programme.budget.years
        found = holidays.country_holidays("NL", years=years, language=spoken)
        for on, name in sorted(found.items()):
            yield items.of_public_holiday(on, name, modified)


def _oldest(on: date) -> datetime:
    """Return the moment before which a cancelled entry is gone."""
    return datetime.combine(on, time(), AMSTERDAM) - SHOW_CANCELLED
