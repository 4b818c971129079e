"""Which calendars there are, and for whom: as calendar/feeds.toml says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.feeds import ics, items
from lllo.feeds.texts import Texts
from lllo.people.models import Organisation, Person
from lllo.programmes.queries import is_demo
from lllo.training.models import Cohort, CourseSeat, Registration

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lllo.office.content import FeedContent, Office
    from lllo.training.models import Event

EVERYTHING = frozenset({"events", "coaching", "courses", "deadlines", "days"})
OWN = frozenset({"lectures"})  # what one person leads
ALLOWED = {
    "public": frozenset({"events", "days"}),
    "cohort": frozenset({"events", "days"}),
    "organisation": EVERYTHING,  # for its contacts only
    "person": (EVERYTHING | OWN) - {"deadlines"},
    "coach": frozenset({"events", "coaching", "days"}) | OWN,
    "office": EVERYTHING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One calendar; ``owner`` is the cohort, organisation or person it is for, if any.

    ``file`` is its name as a file, ``language`` that of its texts; ``parts_apart``: parts of
    events are entries of their own.
    """

    code: str
    scope: str
    name: str
    file: str
    description: str
    includes: tuple[str, ...]
    owner: Cohort | Organisation | Person | None
    language: str
    parts_apart: bool = False

    @property
    def key(self) -> str:
        """The name under which its bytes are stored."""
        return f"{self.code}:{_owner_key(self.owner)}:{self.language}"


def feeds(office: Office) -> list[Feed]:
    """Return every calendar there is now, in the order of the office folder."""
    prefix = name_prefix()
    found = [
        _feed(content, owner, prefix)
        for content in office.feeds
        for owner in _owners(content.scope)
    ]
    shared = {file for file, count in Counter(feed.file for feed in found).items() if count > 1}
    named = [replace(feed, file=_unshared(feed)) if feed.file in shared else feed for feed in found]
    return [replace(feed, file=f"{feed.file}.ics") for feed in named]


def feed_of(office: Office, code: str, owner: Any, *, language: str = "") -> Feed | None:
    """Return the calendar with a code for one owner, or nothing where the office has none."""
    prefix = name_prefix()
    for content in office.feeds:
        if content.code == code:
            return feed_for(content, owner, prefix, language=language)
    return None


def feed_for(content: FeedContent, owner: Any, prefix: str, *, language: str = "") -> Feed:
    """Return the calendar of one owner; who makes many asks for ``name_prefix`` once."""
    feed = _feed(content, owner, prefix)
    feed = replace(feed, file=f"{feed.file}.ics")
    return replace(feed, language=language) if language else feed


def name_prefix() -> str:
    """Return what the names of calendars begin with: a demo says that it is one."""
    return "DEMO " if is_demo() else ""


def single_event(event: Event, *, at: datetime) -> bytes:
    """Return one event as a file for a calendar of one's own, made at a moment.

    It has the UID that it has in the feeds, so who takes both has it once.
    """
    name, email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    with translation.override(settings.LANGUAGE_CODE):
        item = items.of_event(event, Texts())
    if is_demo():
        item = replace(item, title=f"DEMO {item.title}")
    organizer = ics.Organizer(name=name or event.programme.name, email=email)
    return ics.single(item, organizer, at=at)


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
        language=owner.language if isinstance(owner, Person) else settings.LANGUAGE_CODE,
        parts_apart=content.parts == "entries",
    )


def _joined(first: str, second: str, separator: str) -> str:
    """Join the name of a calendar and its owner: Cohort 1, and not Cohort: Cohort 1."""
    return second if second.startswith(first) else f"{first}{separator}{second}"


def _unshared(feed: Feed) -> str:
    """Return a file name of its own for one of several owners with the same name."""
    owner = feed.owner
    mark = f"{owner.programme_id}-{owner.number}" if isinstance(owner, Cohort) else _short_id(owner)
    return f"{feed.file}-{mark}"


def _owner_key(owner: Cohort | Organisation | Person | None) -> str:
    """Return for whom a calendar is, as a part of its key."""
    return f"{owner._meta.model_name}-{owner.pk}" if owner else ""


def _short_id(owner: Organisation | Person | None) -> str:
    """Return the beginning of the public id of an owner."""
    return str(owner.public_id)[:8] if owner else "0"


def _owners(scope: str) -> Iterable[Any]:
    """Return for whom there is a calendar of a scope; one for nobody in particular: ``None``."""
    if scope == "cohort":
        return Cohort.objects.order_by("programme", "number")
    if scope == "organisation":
        return Organisation.objects.participating()
    leads = Q(events_led__isnull=False) | Q(parts_led__isnull=False)
    if scope == "coach":
        return Person.objects.filter(Q(coached_sessions__isnull=False) | leads).distinct()
    if scope == "person":
        return Person.objects.filter(
            leads
            | Q(registrations__state=Registration.State.REGISTERED)
            | Q(course_seats__in=CourseSeat.objects.certain())
            | Q(coaching_sessions__isnull=False)
        ).distinct()
    return [None]
