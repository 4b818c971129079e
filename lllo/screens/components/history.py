"""What happened to a record, in words: the audit trail as people read it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from lllo.people.models import AuditEntry
from lllo.screens.components.history_texts import sentence_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happened; ``label`` may name what it happened to, if the sentence does not."""

    at: datetime
    who: str
    on_behalf_of: str
    sentence: str
    label: str = ""


def timeline(objects: Model | Iterable[Model], *, most: int = MOST) -> list[Moment]:
    """Return what happened to one or more records, the latest first; one query."""
    several = [objects] if isinstance(objects, Model) else list(objects)
    keys: dict[str, list[str]] = defaultdict(list)
    for obj in several:
        keys[obj._meta.label_lower].append(str(obj.pk))
    if not keys:
        return []
    wanted = Q()
    for kind, ids in keys.items():
        wanted |= Q(object_type=kind, object_id__in=ids)
    entries = AuditEntry.objects.filter(wanted).select_related("actor__person", "on_behalf_of")
    return [_moment(entry) for entry in entries[:most]]


def _moment(entry: AuditEntry) -> Moment:
    return Moment(
        at=entry.at,
        who=str(entry.actor) if entry.actor else _("the command line"),
        on_behalf_of=str(entry.on_behalf_of or ""),
        sentence=sentence_of(entry),
    )
