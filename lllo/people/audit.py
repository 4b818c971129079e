"""Writes the audit trail; every action calls ``record`` in its own transaction.

Where an action came from, and on whose behalf staff did it, is said once for a
whole request by ``coming_from``; ``record`` may name an organisation itself.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lllo import clock
from lllo.people import chain
from lllo.people.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import Model

    from lllo.people.models import Organisation, User

DONE, REFUSED = "done", "refused"
WEB, COMMAND_LINE, WORKER = "web", "command line", "worker"  # kinds of origins
CALENDAR_REPLY = "calendar reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where actions come from: a kind, the network address, and who is acted for."""

    kind: str
    address: str | None = None
    on_behalf_of: Organisation | None = None


_origin: ContextVar[Origin | None] = ContextVar("origin of actions", default=None)


@contextmanager
def coming_from(origin: Origin) -> Iterator[None]:
    """Let everything that is recorded inside the block come from ``origin``."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)


def record(
    action: str,
    obj: Model,
    *,
    by: User | None,
    on_behalf_of: Organisation | None = None,
    result: str = DONE,
    **detail: Any,
) -> AuditEntry:
    """Note that ``by`` (``None``: nobody who is signed in) did ``action`` to ``obj``.

    ``detail`` must be JSON: amounts as strings, dates as ISO text.
    """
    entry = _entry(action, obj, by=by, detail=detail)
    entry.result = result
    if on_behalf_of:
        entry.on_behalf_of = on_behalf_of
    entry.save()
    chain.seal_after_commit()
    return entry


def record_each(action: str, objects: Sequence[Model], *, by: User | None) -> None:
    """Note the same action for many rows in a few statements."""
    AuditEntry.objects.bulk_create([_entry(action, obj, by=by, detail={}) for obj in objects])
    chain.seal_after_commit()


def _entry(action: str, obj: Model, *, by: User | None, detail: dict[str, Any]) -> AuditEntry:
    """Return the line of the audit trail, not saved."""
    origin = _origin.get() or Origin(kind=WEB if by else COMMAND_LINE)
    return AuditEntry(
        at=clock.now(),
        actor=by,
        on_behalf_of=origin.on_behalf_of,
        origin=origin.kind,
        address=origin.address,
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:300],
        detail=detail,
    )
