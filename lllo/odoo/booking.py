"""Brings invoices and credit notes into the books: draft, compare, post, compare, attach.

What is there is read before anything is written, so a run that was cut off goes on where it was.
A booked entry is never written to: 17 would allow it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lllo.odoo import wording
from lllo.odoo.attaching import attach
from lllo.odoo.loading import Loader
from lllo.odoo.mapping.base import Lookup
from lllo.odoo.models import OdooRecord
from lllo.odoo.problems import Kind, Problem
from lllo.odoo.rounding import correct_tax
from lllo.odoo.sheet import as_json
from lllo.odoo.wording import note
from lllo.rules.money import to_cents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.invoices.models import Invoice
    from lllo.odoo.mapping.base import Entity, Row
    from lllo.odoo.session import Session
    from lllo.odoo.wording import Note

    Moves = dict[str, dict[str, Any]]  # by the key of our invoice

State = OdooRecord.State
TOTALS = ("amount_untaxed", "amount_tax", "amount_total")
FIELDS = (
    *("id", "name", "state", "date", "invoice_date", "payment_reference"),
    *TOTALS,
    *("payment_state", "amount_residual"),
)


class Booker:
    """Books batches of invoices."""

    def __init__(self, session: Session, entity: Entity) -> None:
        self.session = session
        self.client = session.client
        self.model = entity.model
        self.entity = entity
        self.loader = Loader(session, entity)
        self.size = self.loader.size

    def send(self, rows: Sequence[Row]) -> None:
        """Book invoices; how each ended is noted at its record."""
        ready = [row for row in rows if self.loader.resolves(row)]
        if self.session.is_dry:
            sheets = self.loader.writer.sheets(ready, self.size)
            self.session.batches += [as_json(sheet, self.entity) for sheet in sheets]
        else:
            self._book(ready)

    def _book(self, rows: Sequence[Row]) -> None:
        """Bring invoices into the books: written in batches, read all at once."""
        if not rows:
            return
        there = self._find(rows)
        rows = [row for row in rows if not self._refused(row, there.get(row.key))]
        self._load([row for row in rows if self._is_to_load(row, there.get(row.key))])
        rows = [row for row in rows if self.loader.record(row).odoo_id]
        moves = self.read(rows)
        rows = [row for row in rows if self._fits(row, moves)]
        drafts = [row for row in rows if moves[row.key]["state"] == "draft"]
        for start in range(0, len(drafts), self.size):
            self.session.beat()
            self._post(drafts[start : start + self.size])
        if drafts:
            moves = self.read(rows)
        booked = [row for row in rows if self._is_booked(row, moves.get(row.key))]
        bare = attach(self.session, [self._pair(row) for row in booked], self.size)
        for row in booked:
            if row.key not in bare:
                self._note_booked(row, moves[row.key])

    def read(self, rows: Sequence[Row]) -> Moves:
        """Return the entries as they are in Odoo now."""
        ids = {self.loader.record(row).odoo_id: row.key for row in rows}
        if not ids:
            return {}
        found = self.client.read(self.model, [["id", "in", list(ids)]], FIELDS)
        return {ids[item["id"]]: item for item in found}

    def _find(self, rows: Sequence[Row]) -> Moves:
        """Return what is there by its id, or by our number in our journal; take over its id."""
        numbers = [str(row.values["name"]) for row in rows]
        ids = [pk for row in rows if (pk := self.loader.record(row).odoo_id)]
        journal = self.loader.writer.look_up(_journal(rows[0]))
        by_number = ["|", ["name", "in", numbers], ["payment_reference", "in", numbers]]
        domain = ["|", ["id", "in", ids], "&", ["journal_id", "=", journal], *by_number]
        found = self.client.read(self.model, domain, FIELDS)
        self._take_over(rows, [item["id"] for item in found])
        by_id = {item["id"]: item for item in found}
        there: Moves = {}
        for row in rows:
            record = self.loader.record(row)
            if record.odoo_id in by_id:
                there[row.key] = by_id[record.odoo_id]
                continue
            self.session.forget_id(record)
            number = str(row.values["name"])
            same = [item for item in found if item["name"] == number]
            if same:
                there[row.key] = same[0] | {"state": "foreign"}
        return there

    def _take_over(self, rows: Sequence[Row], ids: Sequence[int]) -> None:
        """Note the ids of entries that an earlier run made and did not hear of."""
        unknown = [pk for pk in ids if (self.model, pk) not in self.session.keys]
        if not unknown:
            return
        names = self.client.call(self.model, "get_external_id", unknown)
        by_name = {self.loader.record(row).external_id: row for row in rows}
        for pk, name in names.items():
            if name in by_name:
                self.session.take_id(self.loader.record(by_name[name]), int(pk))

    def _refused(self, row: Row, move: dict[str, Any] | None) -> bool:
        """Stop what a person must look at: a number that is taken, an entry that was cancelled."""
        state = move["state"] if move else ""
        if state == "foreign":
            code = "number_taken"
        elif state == "cancel":
            code = "cancelled"
        else:
            return False
        assert move is not None
        said = note(code, number=row.values["name"], id=move["id"])
        self.session.note([self.loader.record(row)], State.STOPPED, said)
        return True

    def _is_to_load(self, row: Row, move: dict[str, Any] | None) -> bool:
        """Tell whether an entry must be made, or a draft brought up to date."""
        if move is None:
            return True
        return bool(move["state"] == "draft" and self.loader.record(row).sha256 != row.sha256)

    def _load(self, rows: Sequence[Row]) -> None:
        """Load drafts, and keep their ids at once."""
        for sheet in self.loader.writer.sheets(rows, self.size):
            self.session.beat()
            done = self.loader.load(sheet)
            records = [self.loader.record(row) for row in done]
            self.session.note(records, State.WAITING, note("draft"))

    def _fits(self, row: Row, moves: Moves) -> bool:
        """Tell whether the totals are ours to the cent; a rounding is corrected on a draft."""
        move, (record, invoice) = moves.get(row.key), self._pair(row)
        if move is None:
            return False
        if not differs(invoice, move):
            return True
        if move["state"] == "draft" and correct_tax(self.client, self.session.booking, row, move):
            moves |= self.read([row])
            if not differs(invoice, moves[row.key]):
                return True
        code = "totals_differ" if move["state"] == "draft" else "booked_changed"
        said = note(code, totals=differs(invoice, moves[row.key]))
        self.session.note([record], State.PROBLEM, said)
        return False

    def _post(self, rows: Sequence[Row]) -> None:
        """Book drafts; what an answer that was lost did not book is booked again."""
        attempts = self.client.connection.attempts
        for attempt in range(1, attempts + 1):
            ids = [pk for row in rows if (pk := self.loader.record(row).odoo_id)]
            try:
                self.client.call(self.model, "action_post", ids)
            except Problem as problem:
                if not problem.may_be_done:
                    self._post_halves(rows, problem)
                    return
                if attempt == attempts:
                    raise
            else:
                return
            self.client.pause(attempt)
            moves = self.read(rows)
            rows = [row for row in rows if moves.get(row.key, {}).get("state") == "draft"]
            if not rows:
                return

    def _post_halves(self, rows: Sequence[Row], problem: Problem) -> None:
        """Book the halves of a batch that was refused, until the bad one is alone."""
        if problem.concerns_all:
            raise problem
        if len(rows) == 1 or problem.kind == Kind.ACCESS:
            self.loader.refuse(rows, problem)
            return
        middle = len(rows) // 2
        self._post(rows[:middle])
        self._post(rows[middle:])

    def _is_booked(self, row: Row, move: dict[str, Any] | None) -> bool:
        """Tell whether an entry is in the books as we meant it."""
        if move is None or move["state"] != "posted":
            return False  # noted already
        record, invoice = self._pair(row)
        if move["name"] != invoice.number or differs(invoice, move):
            totals = differs(invoice, move) or [move["name"]]
            said = note("booked_otherwise", name=move["name"], totals=totals)
            self.session.note([record], State.PROBLEM, said)
            return False
        return True

    def _note_booked(self, row: Row, move: dict[str, Any]) -> None:
        """Note that an entry is whole, and what Odoo says of it."""
        record, invoice = self._pair(row)
        record.sha256 = row.sha256
        take_figures(record, move)
        self.session.note([record], State.SENT, booked(record, invoice))

    def _pair(self, row: Row) -> tuple[OdooRecord, Invoice]:
        """Return the record of a row with our invoice."""
        return self.loader.record(row), row.obj  # type: ignore[return-value] # rows of invoices


def differs(invoice: Invoice, move: dict[str, Any]) -> list[Note]:
    """Say how the totals of an entry differ from ours; nothing when they are equal."""
    ours = (invoice.net_amount, invoice.vat_amount, invoice.payable_amount)
    theirs = [to_cents(Decimal(str(move[name]))) for name in TOTALS]
    return [
        note("total", name=note(name), theirs=wording.money(their), ours=wording.money(our))
        for name, our, their in zip(TOTALS, ours, theirs, strict=True)
        if our is not None and our != their
    ]


def booked(record: OdooRecord, invoice: Invoice) -> Note:
    """Say that an entry is in the books, and when it counts if not on its own day."""
    said = note("booked", number=invoice.number)
    if record.booked_on and record.booked_on != invoice.issue_date:
        said["detail"] = note("period_closed", day=wording.day(record.booked_on))
    return said


def take_figures(record: OdooRecord, move: dict[str, Any]) -> None:
    """Put on a record what Odoo says of payment and day."""
    record.payment_state = move.get("payment_state") or ""
    record.residual = to_cents(Decimal(str(move["amount_residual"])))
    record.booked_on = date.fromisoformat(move["date"])


def _journal(row: Row) -> Lookup:
    """Return the journal that a row names."""
    journal = row.values["journal_id"]
    assert isinstance(journal, Lookup)
    return journal
