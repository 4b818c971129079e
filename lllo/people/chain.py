"""Chains the audit trail by hash, so that a row that is changed or taken away is seen.

Each link holds its position, the hash of the link before it, and the SHA-256 of
that with its own content. Links are added right after a transaction has ended,
under a lock on the one row of ``AuditHead``: the lock is held for a moment only
and nothing else is waited for under it. Taken while an action works, it would
let two actions that lock rows in another order wait for each other for good. A
process that dies in between leaves a row without a link, and the next one links it.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lllo.people.models import AuditEntry, AuditHead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

CHUNK = 1000
COLUMNS = (
    "position",
    "previous",
    "actor_id",
    "on_behalf_of_id",
    "origin",
    "address",
    "action",
    "object_type",
    "object_id",
    "object_label",
    "result",
    "detail",
)


_later: ContextVar[bool] = ContextVar("chained at the end of a run", default=False)


@contextmanager
def at_the_end() -> Iterator[None]:
    """Chain what happens in the block once, at its end: a run of many has a transaction for each.

    Until then other processes may chain it, as they do with what one that died left behind.
    """
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)
        if connection.in_atomic_block:
            seal_after_commit()
        else:
            seal()


def seal_after_commit() -> None:
    """Chain the rows of this transaction once it has ended well."""
    if not _later.get() and not any(waiting[1] is seal for waiting in connection.run_on_commit):
        transaction.on_commit(seal, robust=True)  # the change itself stands, whatever happens here


def seal() -> int:
    """Chain every row that has no link yet; return how many."""
    sealed = 0
    while _unsealed().exists() and (done := _seal_some()):  # looked at first: no lock in vain
        sealed += done
    return sealed


def _unsealed() -> QuerySet[AuditEntry]:
    """Return the rows without a link, the oldest first."""
    return AuditEntry.objects.filter(position=None).order_by("pk")


def _seal_some() -> int:
    """Chain the oldest rows without a link, one process at a time."""
    with transaction.atomic():
        AuditHead.objects.get_or_create(pk=1)
        head = AuditHead.objects.select_for_update().get(pk=1)
        entries = list(_unsealed()[:CHUNK])
        for entry in entries:
            entry.position, entry.previous = head.position + 1, head.sha256
            entry.sha256 = digest(entry)
            head.position, head.sha256 = entry.position, entry.sha256
        if entries:
            _write(entries)
            head.save()
    return len(entries)


def _write(entries: list[AuditEntry]) -> None:
    """Store the links in one go; ``bulk_update`` takes ten times as long."""
    rows = [(entry.position, entry.previous, entry.sha256, entry.pk) for entry in entries]
    table = connection.ops.quote_name(AuditEntry._meta.db_table)
    statement = f"UPDATE {table} SET position = %s, previous = %s, sha256 = %s WHERE id = %s"  # noqa: S608 - the name is ours
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def digest(entry: AuditEntry) -> str:
    """Return the SHA-256 of a row and its place in the chain, as JSON with sorted keys."""
    content = {column: getattr(entry, column) for column in COLUMNS}
    content["at"] = entry.at.astimezone(UTC).isoformat()
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def broken_links() -> Iterator[str]:
    """Return a sentence for the first link that does not hold, and one for an end that is gone."""
    head = AuditHead.objects.first() or AuditHead()  # first: rows go on being added behind it
    position, sha256 = 0, ""
    links = AuditEntry.objects.filter(position__lte=head.position).order_by("position")
    for entry in links.iterator(chunk_size=CHUNK):
        if entry.position != position + 1 or entry.previous != sha256:
            yield _("Audit trail: row %(position)s is gone or was put elsewhere.") % {
                "position": position + 1
            }
            return
        if digest(entry) != entry.sha256:
            yield _("Audit trail: row %(position)s was changed after it was written.") % {
                "position": entry.position
            }
            return
        position, sha256 = entry.position, entry.sha256
    if (head.position, head.sha256) != (position, sha256):
        yield _("Audit trail: the last rows are gone; there were %(count)s.") % {
            "count": head.position
        }
        return
    last = AuditEntry.objects.aggregate(last=Max("position"))["last"] or 0
    end = AuditHead.objects.first() or AuditHead()  # last: it stands at that row or further
    if last > end.position:
        yield _("Audit trail: row %(position)s stands after its end.") % {"position": last}
