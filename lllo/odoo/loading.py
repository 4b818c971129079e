"""Sends rows with ``load()``: nothing twice, bad rows named, merged records left alone.

``load()`` with external ids does the same when it is done again, so an answer that was lost is
asked for by sending the batch once more: what arrived is found by its key, what did not is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lllo.odoo.linked import give_names
from lllo.odoo.lost import follow
from lllo.odoo.models import OdooRecord
from lllo.odoo.problems import Kind, Problem, is_conflict
from lllo.odoo.sheet import Writer, as_json
from lllo.odoo.twins import without_twins
from lllo.odoo.wording import note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.odoo.mapping.base import Entity, Row
    from lllo.odoo.session import Session
    from lllo.odoo.sheet import Sheet

State = OdooRecord.State


class Loader:
    """Sends the rows of one entity."""

    def __init__(self, session: Session, entity: Entity) -> None:
        self.session = session
        self.entity = entity
        self.client = session.client
        self.writer = Writer(session.client, entity, session.records)
        self.context = {"tz": "UTC", "lang": session.booking.odoo.language, **entity.context}

    @property
    def size(self) -> int:
        """How many records go in one call."""
        connection = self.client.connection
        is_heavy = bool(self.entity.lines)
        return connection.invoices_per_call if is_heavy else connection.contacts_per_call

    def send(self, rows: Sequence[Row]) -> None:
        """Send rows; how each ended is noted at its record."""
        ready = [row for row in rows if self.resolves(row)]
        if not self.session.is_dry:
            ready = self._present(ready)
        ready = without_twins(self.session, self.entity, ready)
        if not self.session.is_dry:
            give_names(self.session, [self.record(row) for row in ready])
        for sheet in self.writer.sheets(ready, self.size):
            if self.session.is_dry:
                self.session.batches.append(as_json(sheet, self.entity))
                continue
            self.session.beat()
            done = [row for row in self.load(sheet) if self.record(row).state != State.STOPPED]
            self._empty_lines(done)
            self.session.note([self.record(row) for row in done], State.SENT, note("in_step"))

    def record(self, row: Row) -> OdooRecord:
        """Return the record of a row."""
        return self.session.records[row.key]

    def resolves(self, row: Row) -> bool:
        """Tell whether everything that a row names is there; note it when it is not."""
        try:
            self.writer.sheet([row])
        except Problem as problem:
            if problem.concerns_all:
                raise
            self.refuse([row], problem)
            return False
        return True

    def refuse(self, rows: Sequence[Row], problem: Problem) -> None:
        """Note that Odoo refuses rows."""
        self.session.note([self.record(row) for row in rows], State.PROBLEM, problem.said)

    def load(self, sheet: Sheet) -> list[Row]:
        """Load a batch, its halves when something in it is refused; return what arrived."""
        try:
            ids = self._ids(self.entity.model, sheet.fields, sheet.data)
        except Problem as problem:
            if problem.concerns_all:
                raise
            if len(sheet.rows) == 1 or problem.kind == Kind.ACCESS:
                self.refuse(sheet.rows, problem)
                return []
            middle = len(sheet.rows) // 2
            halves = sheet.rows[:middle], sheet.rows[middle:]
            return [row for half in halves for row in self.load(self.writer.sheet(half))]
        pairs = zip(sheet.rows, ids, strict=True)
        return [row for row, odoo_id in pairs if self._settle(row, odoo_id)]

    def _ids(self, model: str, fields: Sequence[str], data: Sequence[Sequence[str]]) -> list[int]:
        """Return the ids of the records that were loaded; raises ``Problem``."""
        attempts = self.client.connection.attempts
        for attempt in range(1, attempts + 1):
            try:
                rows = [list(row) for row in data]
                answer = self.client.call(
                    model, "load", fields=list(fields), data=rows, context=self.context
                )
            except Problem as problem:
                if not problem.may_be_done or attempt == attempts:
                    raise
            else:
                if answer.get("ids"):
                    return list(answer["ids"])
                text = " ".join(str(item.get("message", "")) for item in answer["messages"])
                if not is_conflict(text):
                    raise Problem(Kind.DATA, text)
            self.client.pause(attempt)
        raise Problem(Kind.BUSY)

    def _settle(self, row: Row, odoo_id: int) -> bool:
        """Note what arrived under which id; false when that belongs to another of ours."""
        record = self.record(row)
        if not self.session.take_id(record, odoo_id):
            return False
        record.sha256 = row.sha256
        record.is_archived = row.gone
        record.accepted = {}
        return True

    def _present(self, rows: Sequence[Row]) -> list[Row]:
        """Look whether known records are still there before they are written to.

        A merge leaves our key at the survivor: sending first would overwrite it.
        """
        known = [row for row in rows if self.record(row).odoo_id]
        gone: set[int] = set()
        for start in range(0, len(known), self.size):
            chunk = known[start : start + self.size]
            ids = [pk for row in chunk if (pk := self.record(row).odoo_id)]
            gone |= set(ids) - self.session.are_there(self.entity.model, ids)
        missing = {row.key for row in known if self.record(row).odoo_id in gone}
        return [
            row for row in rows if row.key not in missing or follow(self.session, self.record(row))
        ]

    def _empty_lines(self, rows: Sequence[Row]) -> None:
        """Set lines that fell away to quantity 0; a confirmed order lets none go."""
        prefix = self.client.connection.prefix
        vanished: list[list[str]] = []
        for row in rows:
            record, now = self.record(row), [line.key for line in row.lines]
            vanished += [[f"{prefix}.{key}", "0"] for key in record.lines if key not in now]
            record.lines = now
        if vanished:
            self._ids(self.entity.lines_model, ("id", "product_uom_qty"), vanished)
