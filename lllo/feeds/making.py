"""Makes a calendar from stored entries, and an entry again only when what it shows has changed.

A calendar is its header, the bytes of its entries in the order of their UIDs, and its
end. While the audit trail has not grown since it was made, and the day is the same,
nothing is looked at: everything that happens leaves a line there.
"""

from __future__ import annotations

import hashlib
import heapq
import io
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from lllo import clock
from lllo.feeds import ics
from lllo.feeds.models import Entry, FeedFile, Form
from lllo.feeds.sources import AT_ONCE, NAMES_ORGANISATIONS, sources
from lllo.people.models import AuditHead

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from lllo.feeds.ics import Item
    from lllo.feeds.models import Subscription
    from lllo.feeds.queries import Feed
    from lllo.feeds.sources import Rows, Source
    from lllo.office.content import Office

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Under which key a calendar is stored, and what it and its file are called."""

    key: str
    name: str
    filename: str


def make(feed: Feed, office: Office, *, on: date, known: FeedFile | None = None) -> FeedFile:
    """Return a calendar as it is on a day; what did not change is not made again.

    ``known``: as it was when last made, where that was read already.
    Two workers that make it at once store, and serve, the same bytes.
    """
    head = audit_position()  # before a look at anything: what happens meanwhile is seen next time
    with translation.override(feed.language):
        body = _body(feed, office, on)
    named = Named(key=feed.key, name=feed.name, filename=feed.file)
    if known is None or known.key != feed.key:
        known = stored(feed.key)
    return _keep(named, body, (head, on), known)


def make_ended(subscription: Subscription) -> FeedFile:
    """Return the empty calendar of an address that has ended, or whose holder lost the right.

    A calendar program that is told 404 goes on showing what it had.
    """
    was = subscription.file
    with translation.override(subscription.person.language):
        name = _("%(calendar)s (ended)") % {"calendar": was.name if was else subscription.feed}
    body = ics.joined(ics.header(name), [])
    key = f"ended:{subscription.public_id}"
    filename = was.filename if was else f"{subscription.feed}.ics"
    named = Named(key=key, name=name, filename=filename)
    return _keep(named, body, (audit_position(), clock.today()), stored(key))


def audit_position() -> int:
    """Return how far the audit trail is."""
    return AuditHead.objects.values_list("position", flat=True).first() or 0


def contents(feeds: Collection[Feed], office: Office, *, on: date) -> Iterator[tuple[Feed, bytes]]:
    """Return each calendar with its bytes as they are on a day."""
    return ((feed, bytes(make(feed, office, on=on).body)) for feed in feeds)


@dataclass(frozen=True, slots=True)
class Stale:
    """An entry to be made: its source and stamp, and where in the file its old bytes stand."""

    uid: str
    source: int
    stamp: str
    starts: int
    ends: int


def _body(feed: Feed, office: Office, on: date) -> bytes:
    """Return the bytes of a calendar, after the entries that changed were made again.

    Entries come from the database in the order in which they stand: of a large calendar
    no more is in memory than its bytes.
    """
    found, form = sources(feed, office, on=on), _form(feed)
    file, stale = io.BytesIO(), []
    file.write(ics.header(feed.name, feed.description))
    last = ""
    rows = [_numbered(number, source.stored(form)) for number, source in enumerate(found)]
    for uid, number, stamp, known, body in heapq.merge(*rows, key=itemgetter(0)):
        if uid == last:
            continue  # of two kinds: someone leads a part that stands apart for everyone
        last = uid
        starts = file.tell()
        if body is not None:
            file.write(body)
        if stamp != known:
            stale.append(Stale(uid, number, stamp, starts, file.tell()))
    file.write(ics.FOOTER)
    return _mended(file, stale, _fresh(found, form, stale)) if stale else file.getvalue()


def _numbered(number: int, rows: Rows) -> Iterator[tuple[str, int, str, str | None, bytes | None]]:
    """Return rows with the number of their source."""
    return ((uid, number, stamp, known, body) for uid, stamp, known, body in rows)


def _fresh(found: list[Source], form: str, stale: list[Stale]) -> dict[str, bytes]:
    """Return the bytes of the entries that had to be made again."""
    fresh: dict[str, bytes] = {}
    for number, source in enumerate(found):
        stamps = {each.uid: each.stamp for each in stale if each.source == number}
        if stamps:
            fresh |= _renew(source, form, stamps)
    return fresh


def _mended(file: io.BytesIO, stale: list[Stale], fresh: dict[str, bytes]) -> bytes:
    """Return a calendar with the fresh entries in the places of the stale ones."""
    old, mended, done = file.getbuffer(), io.BytesIO(), 0
    for each in stale:
        mended.write(old[done : each.starts])
        mended.write(fresh.get(each.uid, b""))  # gone meanwhile
        done = each.ends
    mended.write(old[done:])
    return mended.getvalue()


def _form(feed: Feed) -> str:
    """Return the form of the entries of a calendar: what makes the same entry read otherwise."""
    named = ".named" if feed.scope in NAMES_ORGANISATIONS else ""
    return f"{feed.language}{named}{'.apart' if feed.parts_apart else ''}"


def _renew(source: Source, form: str, stamps: dict[str, str]) -> dict[str, bytes]:
    """Make the entries whose stamp changed; another worker may have done so just now."""
    columns = ("stamp", "sequence", "place_and_time", "modified_at", "body")
    with transaction.atomic():
        Form.objects.get_or_create(name=form)
        Form.objects.select_for_update().get(name=form)
        known = {row[0]: row[1:] for row in _rows(form, list(stamps), ("uid", *columns))}
        stale = [uid for uid in stamps if uid not in known or known[uid][0] != stamps[uid]]
        made = [
            _entry(item, form, stamps[item.uid], known.get(item.uid))
            for item in source.items(stale)
        ]
        Entry.objects.bulk_create(
            made,
            batch_size=AT_ONCE // 10,
            update_conflicts=True,
            unique_fields=["uid", "form"],
            update_fields=list(columns),
        )
    fresh = {uid: bytes(row[-1]) for uid, row in known.items()}
    return fresh | {entry.uid: bytes(entry.body) for entry in made}


def _rows(form: str, uids: list[str], columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Return columns of the stored entries with these UIDs, some hundreds at once."""
    rows = Entry.objects.filter(form_id=form)
    return chain.from_iterable(
        rows.filter(uid__in=uids[start : start + AT_ONCE]).values_list(*columns)
        for start in range(0, len(uids), AT_ONCE)
    )


def _entry(item: Item, form: str, stamp: str, known: tuple[Any, ...] | None) -> Entry:
    """Return an entry to store: a later change and a higher sequence than the one before it.

    The stamp may change while the bytes need not, and a text may change while the
    row it comes from did not (the name of a cohort): then the change is now.
    """
    place_and_time = _place_and_time(item)
    modified, sequence = item.modified, item.sequence
    if known:
        _old_stamp, old_sequence, old_place, old_modified, old_body = known
        moved = place_and_time != old_place
        sequence = max(sequence, old_sequence + (moved and sequence <= old_sequence))
        same = replace(item, modified=max(modified, old_modified), sequence=sequence)
        if ics.entry(same) == bytes(old_body):
            modified = old_modified
        elif modified <= old_modified:
            modified = max(clock.now(), old_modified + SECOND)
    item = replace(item, modified=modified, sequence=sequence)
    return Entry(
        uid=item.uid,
        form_id=form,
        stamp=stamp,
        sequence=sequence,
        place_and_time=place_and_time,
        modified_at=modified,
        body=ics.entry(item),
    )


def _place_and_time(item: Item) -> str:
    """Return a hash of what people must act on when it changes (RFC 5546 2.1.4)."""
    parts = (item.starts.isoformat(), item.ends.isoformat(), item.location, item.status)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def stored(key: str) -> FeedFile | None:
    """Return a calendar as it was last made, its bytes unread."""
    return FeedFile.objects.filter(key=key).defer("body").first()


def _keep(named: Named, body: bytes, seen: tuple[int, date], known: FeedFile | None) -> FeedFile:
    """Store the bytes of a calendar; equal bytes keep their hash and their moment of change.

    ``seen``: how far the audit trail was and on which day, when they were put together.
    """
    head, on = seen
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if known and (known.name, known.filename, known.etag) == (named.name, named.filename, etag):
        known.body = body
        _note_seen(known, head, on)
        return known
    with transaction.atomic():
        rows = FeedFile.objects.select_for_update().defer("body")
        file, _made = rows.get_or_create(key=named.key)
        if file.checked_on and (file.checked_on, file.checked_to) > (on, head):
            return file  # another worker looked later than we did
        columns = ["name", "filename", "checked_to", "checked_on"]
        if file.etag != etag:
            now = clock.now().replace(microsecond=0)
            file.changed_at = max(now, file.changed_at + SECOND) if file.changed_at else now
            file.etag = etag
            columns += ["etag", "changed_at", "body"]
        file.name, file.filename, file.body = named.name, named.filename, body
        file.checked_to, file.checked_on = head, on
        file.save(update_fields=columns)
    return file


def _note_seen(file: FeedFile, head: int, on: date) -> None:
    """Note that a calendar is still what it was, unless another worker looked later."""
    if file.stands(head, on):
        return  # an ended address comes here at each question
    later = Q(checked_on__gt=on) | Q(checked_on=on, checked_to__gt=head)
    rows = FeedFile.objects.filter(pk=file.pk, etag=file.etag).exclude(later)
    rows.update(checked_to=head, checked_on=on)
