"""Writes the audit trail; every action calls ``record`` in its own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lllo import clock
from lllo.people.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model

    from lllo.people.models import User


def record(action: str, obj: Model, *, by: User | None, **detail: Any) -> AuditEntry:
    """Note that ``by`` (``None``: the command line) did ``action`` to ``obj``.

    ``detail`` must be JSON: amounts as strings, dates as ISO text.
    """
    entry = _entry(action, obj, by=by, detail=detail)
    entry.save()
    return entry


def record_each(action: str, objects: Sequence[Model], *, by: User | None) -> None:
    """Note the same action for many rows in a few statements."""
    AuditEntry.objects.bulk_create([_entry(action, obj, by=by, detail={}) for obj in objects])


def _entry(action: str, obj: Model, *, by: User | None, detail: dict[str, Any]) -> AuditEntry:
    """Return the line of the audit trail, not saved."""
    return AuditEntry(
        at=clock.now(),
        actor=by,
        origin="web" if by else "command line",
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:300],
        detail=detail,
    )
