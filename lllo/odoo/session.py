"""One run with Odoo: what it knows, what it notes, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lllo.odoo.models import OdooRecord
from lllo.odoo.note_actions import keep
from lllo.odoo.wording import note

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from lllo.odoo.client import Client
    from lllo.odoo.lock_actions import Lock
    from lllo.odoo.mapping.base import Booking, Entity, Row
    from lllo.odoo.wording import Note

State = OdooRecord.State
DECIDED = ("state", "odoo_id", "external_id", "sha256", "accepted", "make_new", "follows_id")


@dataclass(slots=True, kw_only=True)
class Session:
    """The records of one Odoo database at hand, and a tally of what is done with them."""

    client: Client
    booking: Booking
    at: datetime
    lock: Lock | None = None  # none: nothing is written
    records: dict[str, OdooRecord] = field(default_factory=dict)
    keys: dict[tuple[str, int], str] = field(default_factory=dict)  # by model and id in Odoo
    seen: set[tuple[str, int]] = field(default_factory=set)  # surely there in this run
    held: set[str] = field(default_factory=set)  # keys that this run could not send
    forbidden: set[str] = field(default_factory=set)  # models that we may not write to
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[tuple[str, Note]] = field(default_factory=list)
    batches: list[dict[str, Any]] = field(default_factory=list)

    def open(self) -> None:
        """Read what was sent to this Odoo before."""
        self.records = {row.key: row for row in OdooRecord.objects.here(self.server)}
        self.keys = {
            (row.odoo_model, row.odoo_id): row.key for row in self.records.values() if row.odoo_id
        }

    def refresh(self, keys: Iterable[str]) -> None:
        """Read again what somebody may have decided about records since the run began."""
        mine = {row.pk: row for key in keys if (row := self.records[key]).pk}
        for now in OdooRecord.objects.filter(pk__in=list(mine)):
            record = mine[now.pk]
            if record.odoo_id is not None:
                self.keys.pop((record.odoo_model, record.odoo_id), None)
            for name in DECIDED:
                setattr(record, name, getattr(now, name))
            if record.odoo_id is not None:
                self.keys[record.odoo_model, record.odoo_id] = record.key

    @property
    def server(self) -> str:
        """The Odoo database that this is about."""
        return self.client.connection.server

    @property
    def is_dry(self) -> bool:
        """Whether nothing is written, here or there."""
        return self.lock is None

    def meet(self, entity: Entity, row: Row) -> OdooRecord:
        """Return the record of a row; a new one is not saved before something is noted."""
        record = self.records.get(row.key)
        if record is None:
            record = self.records[row.key] = OdooRecord(
                server=self.server,
                kind=entity.kind,
                key=row.key,
                object_type=row.obj._meta.label_lower,
                object_id=row.obj.pk,
                odoo_model=entity.model,
                external_id=f"{self.client.connection.prefix}.{row.key}",
            )
        record.label = str(row.obj)[:300]
        return record

    def beat(self) -> None:
        """Prolong the right to write."""
        if self.lock is not None:
            self.lock.renew()

    def take_id(self, record: OdooRecord, odoo_id: int) -> bool:
        """Note the id of a record; false when another of ours has it: then both stop."""
        other = self.keys.get((record.odoo_model, odoo_id))
        if other is not None and other != record.key:
            self.stop_both(record, self.records[other])
            return False
        self.forget_id(record)
        record.odoo_id = odoo_id
        self.keys[record.odoo_model, odoo_id] = record.key
        self.seen.add((record.odoo_model, odoo_id))
        return True

    def are_there(self, model: str, ids: Sequence[int]) -> set[int]:
        """Return which of some ids exist in Odoo, and remember them."""
        found = {row["id"] for row in self.client.read(model, [["id", "in", ids]], ["id"])}
        self.seen |= {(model, pk) for pk in found}
        return found

    def forget_id(self, record: OdooRecord) -> None:
        """Note that a record is not there any more."""
        if record.odoo_id is not None:
            self.keys.pop((record.odoo_model, record.odoo_id), None)
        record.odoo_id = None

    def stop_both(self, record: OdooRecord, other: OdooRecord) -> None:
        """Stop two things of ours that became one record in Odoo; each would overwrite it."""
        self.forget_id(record)
        record.follows = other
        for one, two in ((other, record), (record, other)):
            said = note("merged", other=two.label, id=other.odoo_id)
            self.note([one], State.STOPPED, said)

    def note(self, records: Iterable[OdooRecord], state: str, said: Note) -> None:
        """Write how an attempt ended."""
        found = list(records)
        for record in found:
            record.state, record.said, record.tried_at = state, said, self.at
            if state == State.SENT:
                record.sent_at = self.at
            if state in (State.PROBLEM, State.STOPPED):
                self.problems.append((str(record), said))
            if state != State.SENT:
                self.held.add(record.key)
            self.counts[state] += 1
        if not self.is_dry:
            keep(found)
