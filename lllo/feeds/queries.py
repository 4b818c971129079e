"""Which calendars there are, and what stands in each: as calendar/feeds.toml says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parseaddr
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Max, Q
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lllo.clock import AMSTERDAM
from lllo.contracts.models import ContractYear
from lllo.errors import Refused
from lllo.feeds import ics, items
from lllo.people.models import AuditEntry, Organisation, Person
from lllo.programmes.models import PackageEdition
from lllo.programmes.queries import is_demo
from lllo.training.models import CoachingSession, Cohort, CourseSeat, Event, Registration
from lllo.training.queries import (
    events_for_all,
    events_for_cohort,
    events_for_organisation,
    events_for_person,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.db.models import QuerySet

    from lllo.feeds.ics import Item
    from lllo.office.content import FeedContent, Office

SHOW_CANCELLED = timedelta(days=30)  # after the date; by then every calendar has asked again
EVERYTHING = frozenset({"events", "coaching", "courses", "deadlines", "days"})
ALLOWED = {
    "public": frozenset({"events", "days"}),
    "cohort": frozenset({"events", "days"}),
    "organisation": EVERYTHING - {"deadlines"},
    "person": EVERYTHING - {"deadlines"},
    "coach": frozenset({"events", "coaching", "days"}),
    "office": EVERYTHING,
}
NAMES_ORGANISATIONS = frozenset({"office", "coach"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One calendar; ``owner`` is the cohort, organisation or person it is for, if any.

    ``file`` is its name as a file.
    """

    code: str
    scope: str
    name: str
    file: str
    description: str
    includes: tuple[str, ...]
    owner: Cohort | Organisation | Person | None


def feeds(office: Office) -> list[Feed]:
    """Return every calendar there is now, in the order of the office folder."""
    prefix = "DEMO " if is_demo() else ""
    found = [
        _feed(content, owner, prefix)
        for content in office.feeds
        for owner in _owners(content.scope)
    ]
    shared = {file for file, count in Counter(feed.file for feed in found).items() if count > 1}
    named = [replace(feed, file=_unshared(feed)) if feed.file in shared else feed for feed in found]
    return [replace(feed, file=f"{feed.file}.ics") for feed in named]


def content(feed: Feed, office: Office, *, on: date) -> bytes:
    """Return the bytes of a calendar as it is on a day."""
    with translation.override(settings.LANGUAGE_CODE):
        entries = items_for(feed, office, on=on)
        return ics.calendar(feed.name, entries, description=feed.description)


def single_event(event: Event, *, at: datetime) -> bytes:
    """Return one event as a file for a calendar of one's own, made at a moment.

    It has the UID that it has in the feeds, so who takes both has it once.
    """
    name, email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    with translation.override(settings.LANGUAGE_CODE):
        item = items.of_event(event)
    if is_demo():
        item = replace(item, title=f"DEMO {item.title}")
    organizer = ics.Organizer(name=name or event.programme.name, email=email)
    return ics.single(item, organizer, at=at)


def contents(office: Office, *, on: date) -> list[tuple[Feed, bytes]]:
    """Return every calendar with its bytes as they are on a day."""
    return [(feed, content(feed, office, on=on)) for feed in feeds(office)]


def items_for(feed: Feed, office: Office, *, on: date) -> list[Item]:
    """Return the entries of a calendar on a day.

    The day matters for what was cancelled only: it stands there until 30 days
    after its date. The number of queries depends on ``includes`` alone.
    """
    sources: dict[str, Callable[[], Iterable[Item]]] = {
        "events": lambda: _events(feed, on),
        "coaching": lambda: _coaching(feed, on),
        "courses": lambda: _courses(feed),
        "deadlines": _deadlines,
        "days": lambda: _days(office),
    }
    return list(chain.from_iterable(sources[kind]() for kind in feed.includes))


def _feed(content: FeedContent, owner: Any, prefix: str) -> Feed:
    """Return one calendar; refuses content that its readers may not see."""
    forbidden = sorted(set(content.includes) - ALLOWED[content.scope])
    if forbidden:
        sentence = _(
            "calendar/feeds.toml: the calendar %(code)s has the scope %(scope)s and may not hold:"
            " %(kinds)s."
        )
        detail = {"code": content.code, "scope": content.scope, "kinds": ", ".join(forbidden)}
        raise Refused(sentence % detail, code="feed_holds_too_much")
    title, file = content.name, content.code
    if owner:
        title, file = _joined(title, str(owner), ": "), _joined(file, slugify(str(owner)), "-")
    return Feed(
        code=content.code,
        scope=content.scope,
        name=prefix + title,
        file=file,
        description=content.description,
        includes=content.includes,
        owner=owner,
    )


def _joined(first: str, second: str, separator: str) -> str:
    """Join the name of a calendar and its owner: Cohort 1, and not Cohort: Cohort 1."""
    return second if second.startswith(first) else f"{first}{separator}{second}"


def _unshared(feed: Feed) -> str:
    """Return a file name of its own for one of several owners with the same name."""
    owner = feed.owner
    mark = f"{owner.programme_id}-{owner.number}" if isinstance(owner, Cohort) else _short_id(owner)
    return f"{feed.file}-{mark}"


def _short_id(owner: Organisation | Person | None) -> str:
    """Return the beginning of the public id of an owner."""
    return str(owner.public_id)[:8] if owner else "0"


def _owners(scope: str) -> Iterable[Any]:
    """Return for whom there is a calendar of a scope; one for nobody in particular: ``None``."""
    if scope == "cohort":
        return Cohort.objects.order_by("programme", "number")
    if scope == "organisation":
        return Organisation.objects.participating()
    if scope == "coach":
        return Person.objects.filter(coached_sessions__isnull=False).distinct()
    if scope == "person":
        return Person.objects.filter(
            Q(registrations__state=Registration.State.REGISTERED)
            | Q(course_seats__in=CourseSeat.objects.active())
            | Q(coaching_sessions__isnull=False)
        ).distinct()
    return [None]


def _events(feed: Feed, on: date) -> Iterator[Item]:
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
    events = by_scope[feed.scope]().exclude(gone)
    return map(items.of_event, events.select_related("cohort").prefetch_related("parts"))


def _coaching(feed: Feed, on: date) -> Iterator[Item]:
    """Return the coaching sessions of a calendar."""
    gone = Q(state=CoachingSession.State.CANCELLED, starts_at__lt=_oldest(on))
    sessions = CoachingSession.objects.exclude(gone).select_related("organisation")
    if feed.owner:
        column = {"coach": "coach", "person": "person"}.get(feed.scope, "organisation")
        sessions = sessions.filter(**{column: feed.owner})
    named = feed.scope in NAMES_ORGANISATIONS
    return (items.of_coaching(session, name_organisation=named) for session in sessions)


def _courses(feed: Feed) -> Iterator[Item]:
    """Return the starts of courses: one entry for all seats of an organisation in a course."""
    seats = CourseSeat.objects.active().select_related("organisation", "use")
    if feed.owner:
        seats = seats.filter(**{feed.scope: feed.owner})
    seats = seats.order_by("organisation_id", "course_code", "starts_on", "pk")
    groups = groupby(seats, key=lambda s: (s.organisation_id, s.course_code, s.starts_on))
    named = feed.scope in NAMES_ORGANISATIONS
    return (items.of_course(list(group), name_organisation=named) for _key, group in groups)


def _deadlines() -> Iterator[Item]:
    """Return the first and last days of contract years; the audit trail knows their last change."""
    years = list(ContractYear.objects.running().select_related("contract__organisation"))
    changes = AuditEntry.objects.filter(
        object_type="contracts.contract", object_id__in={str(year.contract_id) for year in years}
    )
    latest = dict(
        changes.order_by()
        .values("object_id")
        .annotate(latest=Max("at"))
        .values_list("object_id", "latest")
    )
    for year in years:
        modified = latest.get(str(year.contract_id), year.contract.made_at)
        yield from items.of_contract_year(year, modified)


def _days(office: Office) -> Iterator[Item]:
    """Return holidays and blocks, changed when the office folders were last loaded."""
    import holidays  # noqa: PLC0415 - takes a tenth of a second, and few calendars need it

    loaded = PackageEdition.objects.aggregate(latest=Max("loaded_at"))["latest"]
    modified = loaded or datetime.combine(office.programme.valid_from, time(), UTC)
    for day in office.holidays.days:
        yield items.of_office_day(day, modified)
    if office.holidays.public_holidays:
        language = "nl" if settings.LANGUAGE_CODE == "nl" else "en_US"
        years = office.programme.budget.years
        for on, name in sorted(
            holidays.country_holidays("NL", years=years, language=language).items()
        ):
            yield items.of_public_holiday(on, name, modified)


def _oldest(on: date) -> datetime:
    """Return the moment before which a cancelled entry is gone."""
    return datetime.combine(on, time(), AMSTERDAM) - SHOW_CANCELLED
