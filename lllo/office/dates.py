"""Checks when things happen: feeds, holidays and blocks, events."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from lllo.office.mistakes import _
from lllo.office.offer import TWICE, note_twice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.office.content import (
        DayContent,
        EventContent,
        EventsContent,
        FeedsContent,
        HolidaysContent,
    )
    from lllo.office.source import Source

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def check_feeds(source: Source, content: FeedsContent) -> None:
    """Check that each calendar stands once and holds something."""
    note_twice(source, content.feeds, "code")
    for feed in content.feeds:
        if not feed.includes:
            text = _("includes is empty; expected what the calendar holds, such as %(example)s.")
            source.wrong(feed, text, "includes", example='["events"]')


def check_holidays(source: Source, content: HolidaysContent) -> None:
    """Check that days end after they start and that those of one kind do not overlap."""
    note_twice(source, content.days, "key")
    right = [day for day in content.days if not _ends_early(source, day)]
    for index, day in enumerate(right):
        for earlier in right[:index]:
            if day.kind == earlier.kind and _overlap(day, earlier):
                text = _('"%(name)s" shares days with "%(other)s" of the same kind (%(kind)s).')
                source.wrong(day, text, "on", name=day.name, other=earlier.name, kind=day.kind)


def _ends_early(source: Source, day: DayContent) -> bool:
    if day.until is None or day.until >= day.on:
        return False
    text = _("until is %(until)s, before %(on)s; expected the last day.")
    source.wrong(day, text, "until", until=day.until, on=day.on)
    return True


def _overlap(one: DayContent, other: DayContent) -> bool:
    return one.on <= (other.until or other.on) and other.on <= (one.until or one.on)


def check_events(sources: Sequence[tuple[Source, EventsContent]]) -> None:
    """Check the events of all years: keys, ends and moments."""
    seen: set[str] = set()
    for source, content in sources:
        for event in content.events:
            if event.key in seen:
                source.wrong(event, TWICE, "key", key="key", value=event.key)
            seen.add(event.key)
            _check_times(source, event)
            if event.url and not event.url.startswith(("https://", "http://")):
                text = _('url is "%(value)s"; expected an address that begins with https://.')
                source.wrong(event, text, "url", value=event.url)


def _check_times(source: Source, event: EventContent) -> None:
    """Check that an event ends after it starts, at moments that exist once."""
    starts_at, ends_at = event.starts_at, event.ends_at
    if isinstance(starts_at, datetime) != isinstance(ends_at, datetime):
        text = _("ends_at is %(value)s; expected two moments or two days, not one of each.")
        source.wrong(event, text, "ends_at", value=ends_at.isoformat())
        return
    is_early = ends_at <= starts_at if isinstance(starts_at, datetime) else ends_at < starts_at
    if is_early:
        text = _("The event ends at %(ends_at)s, before it starts at %(starts_at)s.")
        moments = {"ends_at": ends_at.isoformat(), "starts_at": starts_at.isoformat()}
        source.wrong(event, text, "ends_at", **moments)
    for key, moment in (("starts_at", starts_at), ("ends_at", ends_at)):
        if not _happens_once(moment):
            text = _(
                "%(key)s is %(value)s, when the clock is changed; expected a time that exists once."
            )
            source.wrong(event, text, key, key=key, value=moment.isoformat())


def _happens_once(moment: datetime | date) -> bool:
    """Tell whether the clock in Amsterdam shows a time exactly once."""
    if not isinstance(moment, datetime):
        return True
    first, second = (moment.replace(tzinfo=AMSTERDAM, fold=fold) for fold in (0, 1))
    return first.astimezone(UTC) == second.astimezone(UTC)
