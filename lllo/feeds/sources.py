"""Where the entries of a calendar come from: a stamp of each first, and the entry only if asked.

A stamp is the same as long as the entry is. Events are many, so theirs are made by
the database, and an event whose stamp is known is not read at all. Of the rest
there are few: they are made at once, and their stamp is a hash.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import CharField, Max, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat

from lllo.clock import AMSTERDAM
from lllo.feeds import items
from lllo.feeds.deadlines import deadlines
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
    from collections.abc import Callable, Collection, Iterable, Iterator

    from django.db.models import QuerySet

    from lllo.feeds.ics import Item
    from lllo.feeds.queries import Feed
    from lllo.office.content import Office

SHOW_CANCELLED = timedelta(days=30)  # after the date; by then every calendar has asked again
NAMES_ORGANISATIONS = frozenset({"office", "coach"})
AT_ONCE = 500  # values in a query


class Source(Protocol):
    """A kind of entries in one calendar."""

    def uids(self) -> QuerySet[Any] | list[str]:
        """Return the UIDs of all entries, as what a query can ask for."""

    def stamps(self) -> dict[str, str]:
        """Return the stamp of each entry by its UID."""

    def items(self, uids: Collection[str]) -> Iterable[Item]:
        """Return the entries with these UIDs."""


@dataclass(frozen=True, slots=True)
class Events:
    """The events of a calendar; ``with_parts``: their parts stand in their text."""

    rows: QuerySet[Event]
    texts: Texts
    with_parts: bool = True

    def uids(self) -> QuerySet[Any]:
        """Return the UIDs as a query of their own: they may be many."""
        return self.rows.order_by().values("uid")

    def stamps(self) -> dict[str, str]:
        """Return the stamps in one query; the name of the cohort stands in the title."""
        mark = Value(f"|{self.texts.mark}|")
        parts = (Cast("changed_at", CharField()), mark, Coalesce("cohort__name", Value("")))
        rows = self.rows.order_by().annotate(stamp=Concat(*parts, output_field=CharField()))
        return dict(rows.values_list("uid", "stamp"))

    def items(self, uids: Collection[str]) -> Iterator[Item]:
        """Return the events with their parts."""
        wanted = sorted(uids)
        for start in range(0, len(wanted), AT_ONCE):
            rows = Event.objects.filter(uid__in=wanted[start : start + AT_ONCE])
            for event in rows.select_related("cohort").prefetch_related("parts"):
                yield items.of_event(event, self.texts, with_parts=self.with_parts)


@dataclass(frozen=True, slots=True)
class Made:
    """Entries that are made at once, because there are few of them."""

    made: dict[str, Item]

    def uids(self) -> list[str]:
        """Return the UIDs."""
        return list(self.made)

    def stamps(self) -> dict[str, str]:
        """Return a hash of each entry."""
        return {
            uid: hashlib.sha256(repr(item).encode()).hexdigest() for uid, item in self.made.items()
        }

    def items(self, uids: Collection[str]) -> Iterator[Item]:
        """Return the entries with these UIDs."""
        return (self.made[uid] for uid in uids)


def sources(feed: Feed, office: Office, *, on: date) -> list[Source]:
    """Return what a calendar is made of on a day, as ``calendar/feeds.toml`` says.

    The day matters for what was cancelled only: it stands there until 30 days
    after its date. The number of queries depends on ``includes`` alone.
    """
    texts, apart = Texts(feed.language), feed.parts_apart
    kinds: dict[str, Callable[[], Source]] = {
        "events": lambda: Events(_events(feed, on), texts, with_parts=not apart),
        "coaching": lambda: _made(_coaching(feed, texts, on)),
        "courses": lambda: _made(_courses(feed, texts)),
        "deadlines": lambda: _made(
            deadlines(_organisation(feed), notice_months=office.programme.notice_months)
        ),
        "days": lambda: _made(_days(office, feed.language)),
    }
    found = [kinds[kind]() for kind in feed.includes]
    return [*found, _made(_parts(feed, on))] if apart and "events" in feed.includes else found


def _made(found: Iterable[Item]) -> Made:
    return Made({item.uid: item for item in found})


def _events(feed: Feed, on: date) -> QuerySet[Event]:
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
    gone = Q(status=Event.Status.CANCELLED, ends_at__lt=_oldest(on))
    return by_scope[feed.scope]().exclude(gone)


def _parts(feed: Feed, on: date) -> Iterator[Item]:
    """Return the parts of the events of a calendar as entries of their own."""
    events = _events(feed, on).order_by().values("pk")
    return map(
        items.of_part, EventPart.objects.filter(event__in=events).select_related("event__cohort")
    )


def _coaching(feed: Feed, texts: Texts, on: date) -> Iterator[Item]:
    """Return the coaching sessions of a calendar."""
    gone = Q(state=CoachingSession.State.CANCELLED, starts_at__lt=_oldest(on))
    sessions = CoachingSession.objects.exclude(gone).select_related("organisation")
    if feed.owner:
        column = {"coach": "coach", "person": "person"}.get(feed.scope, "organisation")
        sessions = sessions.filter(**{column: feed.owner})
    named = feed.scope in NAMES_ORGANISATIONS
    return (items.of_coaching(session, texts, name_organisation=named) for session in sessions)


def _courses(feed: Feed, texts: Texts) -> Iterator[Item]:
    """Return the starts of courses: one entry for all seats of an organisation in a course."""
    seats = CourseSeat.objects.certain().select_related("organisation", "use")
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
