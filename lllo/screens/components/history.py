"""What happened to a record, in words: the audit trail as people read it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Model, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.people.audit import CALENDAR_REPLY, COMMAND_LINE, WEB, WORKER
from lllo.people.models import AuditEntry
from lllo.screens.components.history_texts import sentence_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

MOST = 200
ORIGINS = {
    WEB: gettext_lazy("the site"),
    COMMAND_LINE: gettext_lazy("the command line"),
    WORKER: gettext_lazy("the worker"),
    CALENDAR_REPLY: gettext_lazy("a reply from a calendar"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happened; ``label`` may name what it happened to, if the sentence does not."""

    at: datetime
    who: str
    on_behalf_of: str
    sentence: str
    label: str = ""


def timeline(objects: Model | Iterable[Model | QuerySet[Any]], *, most: int = MOST) -> list[Moment]:
    """Return what happened to records, the latest first; one query.

    A query set stands for all its rows: they are looked up within that query.
    """
    several = [objects] if isinstance(objects, Model) else list(objects)
    about = [_about(label, ids) for label, ids in _ids_by_kind(several).items()]
    about += [_about(*_of_rows(each)) for each in several if isinstance(each, QuerySet)]
    if not about:
        return []
    # Looked up one by one and put together: PostgreSQL reads the whole trail for a long OR.
    first, *others = about
    entries = AuditEntry.objects.filter(pk__in=first.union(*others, all=True))
    shown = entries.select_related("actor__person", "on_behalf_of")[:most]
    return [_moment(entry) for entry in shown]


def _about(kind: str, ids: Any) -> QuerySet[Any]:
    """Return the keys of the entries about records of a kind."""
    found = AuditEntry.objects.filter(object_type=kind, object_id__in=ids)
    return found.order_by().values("pk")


def _ids_by_kind(several: Iterable[Model | QuerySet[Any]]) -> dict[str, list[str]]:
    """Return the ids of the records that were handed over themselves, by kind."""
    ids: dict[str, list[str]] = defaultdict(list)
    for each in several:
        if not isinstance(each, QuerySet):
            ids[each._meta.label_lower].append(str(each.pk))
    return ids


def _of_rows(rows: QuerySet[Any]) -> tuple[str, QuerySet[Any]]:
    """Return the kind of rows and their ids, as text as the trail has them."""
    ids = rows.order_by().values(audit_key=Cast("pk", CharField()))
    return rows.model._meta.label_lower, ids


def _moment(entry: AuditEntry) -> Moment:
    return Moment(
        at=entry.at,
        who=who_did(entry),
        on_behalf_of=str(entry.on_behalf_of or ""),
        sentence=sentence_of(entry),
    )


def who_did(entry: AuditEntry) -> str:
    """Return who did it, and by which way if that is not the site."""
    way = origin_of(entry.origin)
    if entry.actor is None:
        return _("somebody who was not signed in") if entry.origin == WEB else way
    if entry.origin == WEB:
        return str(entry.actor)
    return _("%(who)s, through %(way)s") % {"who": entry.actor, "way": way}


def origin_of(kind: str) -> str:
    """Return where an action came from, in words; one that nobody described as it stands."""
    return str(ORIGINS.get(kind, kind))
