"""Finds again what is not in Odoo any more under the id that we know: merged, or deleted there.

Odoo accepts any number for an analytic account, and an id that leads nowhere is refused in words
that nobody understands; so what a record refers to is looked up before it is sent.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lllo.odoo.models import OdooRecord
from lllo.odoo.note_actions import keep
from lllo.odoo.problems import Problem
from lllo.odoo.wording import note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lllo.odoo.client import Client
    from lllo.odoo.mapping.base import Row
    from lllo.odoo.session import Session

State = OdooRecord.State
MANY = 500


def without_lost(session: Session, rows: Sequence[Row]) -> list[Row]:
    """Return the rows of which everything they refer to is there; the others wait, and say why."""
    used = {key: _holder(session, key) for row in rows for key in row.refs()}
    gone = set(_gone(session, used.values()))
    lost = {key for key in sorted(gone) if not _is_back(session, session.records[key])}
    ready: list[Row] = []
    for row in rows:
        names = [str(used[key]) for key in row.refs() if used[key].key in lost]
        if not names:
            ready.append(row)
            continue
        said = note("waits", needs=list(dict.fromkeys(names)))
        session.note([session.records[row.key]], State.WAITING, said)
    return ready


def _holder(session: Session, key: str) -> OdooRecord:
    """Return the record that is in Odoo for one of ours."""
    record = session.records[key]
    return session.records[record.follows.key] if record.follows else record


def _gone(session: Session, records: Iterable[OdooRecord]) -> Iterator[str]:
    """Yield the keys of records that are not there any more; each is asked for once in a run."""
    by_model: dict[str, dict[int, str]] = defaultdict(dict)
    for record in records:
        if record.odoo_id and (record.odoo_model, record.odoo_id) not in session.seen:
            by_model[record.odoo_model][record.odoo_id] = record.key
    for model, keys in by_model.items():
        ids = list(keys)
        for start in range(0, len(ids), MANY):
            there = session.are_there(model, ids[start : start + MANY])
            yield from (keys[pk] for pk in ids[start : start + MANY] if pk not in there)


def _is_back(session: Session, record: OdooRecord) -> bool:
    """Tell whether a record is there under another id; else say what becomes of it."""
    if not follow(session, record):
        return False
    if record.odoo_id is None:
        session.note([record], State.WAITING, note("deleted"))
        return False
    keep([record])
    return True


def follow(session: Session, record: OdooRecord) -> bool:
    """Go where the key of a record leads now; false when a person must decide.

    A merge leaves our key at the survivor; what was deleted has no id then, and is made anew.
    """
    if not record.external_id:
        session.forget_id(record)
        session.note([record], State.STOPPED, note("link_lost"))
        return False
    odoo_id = where(session.client, record.external_id)
    if odoo_id is None:
        session.forget_id(record)
        return True
    return session.take_id(record, odoo_id)


def where(client: Client, external_id: str) -> int | None:
    """Return the id to which an external id leads."""
    module, _dot, name = external_id.partition(".")
    try:
        found = client.call("ir.model.data", "check_object_reference", module=module, xml_id=name)
    except Problem as problem:
        if problem.concerns_all:
            raise
        return None
    return int(found[1])
