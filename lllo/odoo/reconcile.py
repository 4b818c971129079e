"""Compares both sides: counts and sums, per record what is missing or changed, per field how."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from lllo.invoices.models import Invoice
from lllo.odoo import mapping
from lllo.odoo.comparing import Comparer, Difference
from lllo.odoo.loading import Loader
from lllo.odoo.lost import where as where_now
from lllo.odoo.models import OdooDifference, OdooRecord
from lllo.odoo.naming import named
from lllo.odoo.session import Session
from lllo.rules.money import ZERO, to_cents

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from lllo.odoo.client import Client
    from lllo.odoo.mapping.base import Booking, Entity, Row
    from lllo.odoo.wording import Note

State = OdooRecord.State
CHUNK = 200
WHAT = dict(OdooDifference.What.choices)
OF_MOVES = ("state", "amount_untaxed", "amount_tax", "amount_total")
Found = dict[int, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One difference; ``what`` is a key of ``WHAT``, ``field`` empty for a whole record.

    ``our_name`` and ``their_name`` say what is behind the ids of another model, ``relation``;
    ``said`` is how the last attempt to send it ended.
    """

    kind: str
    label: str
    what: str
    field: str = ""
    ours: str = ""
    theirs: str = ""
    our_name: str = ""
    their_name: str = ""
    relation: str = ""
    said: Note | None = None
    key: str = ""
    odoo_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """One kind of thing on both sides; ``sum`` only of invoices, less credit notes."""

    kind: str
    ours: int
    theirs: int
    our_sum: Decimal | None = None
    their_sum: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a comparison found."""

    balances: list[Balance]
    findings: list[Finding]


def reconcile(client: Client, booking: Booking, *, at: datetime) -> Report:
    """Return how both sides differ; nothing is written."""
    session = Session(client=client, booking=booking, at=at)
    session.open()
    balances: list[Balance] = []
    findings: list[Finding] = []
    for entity in mapping.ENTITIES:
        side = _Side(session, entity)
        findings += side.findings()
        balances.append(side.balance())
    return Report(balances=balances, findings=named(session, findings))


class _Side:
    """One kind of thing, on both sides."""

    def __init__(self, session: Session, entity: Entity) -> None:
        self.session = session
        self.entity = entity
        self.client = session.client
        self.loader = Loader(session, entity)
        self.comparer = Comparer(session.client, self.loader.writer)
        known = list(entity.rows(session.booking))
        self.rows = [row for row in known if not row.gone]
        self.keys = {row.key for row in known}
        self.orphans = 0
        self.there: Found = {}
        self.lines: dict[str, dict[str, Any]] = {}

    def findings(self) -> Iterator[Finding]:
        """Yield every difference."""
        sent = [row for row in self.rows if self._sent(row)]
        self._read(sent)
        for row in self.rows:
            record = self.session.records.get(row.key)
            if record is not None and record.state == State.LEFT:
                continue  # somebody decided that it is not kept in step
            if record is None or record.odoo_id is None:
                yield self._finding(row, "unsent", said=record.said if record else None)
            elif record.odoo_id not in self.there:
                yield self._lost(row, record)
            else:
                yield from self._differences(row, record, self.there[record.odoo_id])
        yield from self._left_behind()
        if self.entity.is_move:
            yield from self._extra()

    def balance(self) -> Balance:
        """Return the counts, and of invoices the sums."""
        if not self.entity.is_move:
            return Balance(
                kind=self.entity.kind, ours=len(self.rows), theirs=len(self.there) + self.orphans
            )
        booked = [move for move in self.there.values() if move["state"] == "posted"]
        return Balance(
            kind=self.entity.kind,
            ours=len(self.rows),
            theirs=len(booked),
            our_sum=_our_sum(),
            their_sum=sum((_signed(move) for move in booked), ZERO),
        )

    def _sent(self, row: Row) -> bool:
        """Tell whether a row was sent once."""
        record = self.session.records.get(row.key)
        return record is not None and record.odoo_id is not None

    def _read(self, rows: Sequence[Row]) -> None:
        """Read their side of some rows, with the lines."""
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            names = {"active"}
            for row in chunk:
                names |= set(self.comparer.columns(self.entity.model, row.values).values())
            names |= {*OF_MOVES, "move_type"} if self.entity.is_move else set()
            names |= {self.entity.lines} if self.entity.lines else set()
            ids = [self.session.records[row.key].odoo_id for row in chunk]
            found = self.client.read(self.entity.model, [["id", "in", ids]], sorted(names))
            self.there |= {item["id"]: item for item in found}
            self._read_lines(chunk, found)

    def _read_lines(self, rows: Sequence[Row], found: Sequence[dict[str, Any]]) -> None:
        """Read the lines of some records, by their external ids."""
        ids = [pk for item in found for pk in item.get(self.entity.lines, ())]
        if not ids:
            return
        model = self.entity.lines_model
        names = {
            name
            for row in rows
            for line in row.lines
            for name in self.comparer.columns(model, line.values).values()
        }
        keys = self.client.call(model, "get_external_id", ids)
        for item in self.client.read(model, [["id", "in", ids]], sorted(names)):
            self.lines[keys.get(str(item["id"])) or f"{model} {item['id']}"] = item

    def _lost(self, row: Row, record: OdooRecord) -> Finding:
        """Return what became of a record that is not there under its id."""
        where = where_now(self.client, record.external_id) if record.external_id else None
        if where is None:
            return self._finding(row, "missing")
        return self._finding(row, "merged", theirs=str(where), relation=self.entity.model)

    def _differences(
        self, row: Row, record: OdooRecord, theirs: dict[str, Any]
    ) -> Iterator[Finding]:
        """Yield the fields that differ, but for those that were left as they are."""
        is_left = record.accepted.get("active") == "0"
        if theirs.get("active") is False and not (record.is_archived or is_left):
            yield self._finding(row, "archived", field="active", ours="1", theirs="0")
        found = list(self.comparer.differences(self.entity.model, row.values, theirs))
        if self.entity.is_move:
            found += _of_move(row, theirs)
        if self.entity.lines:
            found += self._of_lines(row, theirs)
        for each in found:
            if record.accepted.get(each.field) != each.theirs:
                yield self._finding(row, "changed", **asdict(each))

    def _of_lines(self, row: Row, theirs: dict[str, Any]) -> Iterator[Difference]:
        """Yield the differences of lines, and the lines that only one side has."""
        prefix, model = self.client.connection.prefix, self.entity.lines_model
        names = {f"{prefix}.{line.key}": line for line in row.lines}
        for number, (name, line) in enumerate(names.items(), start=1):
            label = f"line {number}"
            if name not in self.lines:
                yield Difference(field=label, ours=str(line.values["name"]), theirs="")
                continue
            for each in self.comparer.differences(model, line.values, self.lines[name]):
                yield replace(each, field=f"{label}: {each.field}")
        by_id = {item["id"]: name for name, item in self.lines.items()}
        for pk in theirs.get(self.entity.lines, ()):
            record = self.session.records[row.key]
            known = {f"{prefix}.{key}" for key in record.lines}
            if by_id.get(pk) not in names and by_id.get(pk) not in known:
                text = str(self.lines.get(by_id.get(pk, ""), {}).get("name") or pk)
                yield Difference(field=f"line ({pk})", ours="", theirs=text)

    def _left_behind(self) -> Iterator[Finding]:
        """Yield what was sent and is nothing of ours any more, such as a withdrawn event."""
        lost = {
            record.odoo_id: record
            for record in self.session.records.values()
            if record.kind == self.entity.kind and record.key not in self.keys
            if record.odoo_id and record.state != State.LEFT
        }
        if not lost:
            return
        domain = [["id", "in", sorted(lost)]]
        for item in self.client.read(self.entity.model, domain, ["display_name"]):
            self.orphans += 1
            record = lost[item["id"]]
            yield Finding(
                kind=self.entity.kind,
                label=record.label,
                what="extra",
                theirs=str(item["display_name"]),
                key=record.key,
                odoo_id=record.odoo_id,
            )

    def _extra(self) -> Iterator[Finding]:
        """Yield the entries of our journal that are not ours: nobody else should book there."""
        known = [pk for (model, pk) in self.session.keys if model == self.entity.model]
        domain = [
            ["journal_id.code", "=", self.session.booking.odoo.journal],
            ["id", "not in", known],
        ]
        for item in self.client.read(self.entity.model, domain, ["id", "name", "amount_total"]):
            yield Finding(
                kind=self.entity.kind,
                label=str(item["name"] or item["id"]),
                what="extra",
                theirs=f"{Decimal(str(item['amount_total'])):.2f}",
                odoo_id=item["id"],
            )

    def _finding(self, row: Row, what: str, **more: Any) -> Finding:
        """Return a finding at a row."""
        record = self.session.records.get(row.key)
        return Finding(
            kind=self.entity.kind,
            label=str(row.obj),
            what=what,
            key=row.key,
            odoo_id=record.odoo_id if record else None,
            **more,
        )


def _of_move(row: Row, theirs: dict[str, Any]) -> Iterator[Difference]:
    """Yield how the totals of an entry differ, and whether it is booked."""
    invoice: Any = row.obj
    ours = ("posted", invoice.net_amount, invoice.vat_amount, invoice.payable_amount)
    for name, our in zip(OF_MOVES, ours, strict=True):
        value = theirs[name] if name == "state" else to_cents(Decimal(str(theirs[name])))
        if our != value:
            yield Difference(field=name, ours=str(our), theirs=str(value))


def _our_sum() -> Decimal:
    """Return the sum of what was issued, less credit notes."""
    issued = Invoice.objects.issued()
    sums = [
        issued.filter(kind=kind).aggregate(total=Sum("payable_amount"))["total"] or ZERO
        for kind in (Invoice.Kind.INVOICE, Invoice.Kind.CREDIT_NOTE)
    ]
    return to_cents(sums[0] - sums[1])


def _signed(move: dict[str, Any]) -> Decimal:
    """Return the total of an entry; a credit note counts below zero."""
    total = to_cents(Decimal(str(move["amount_total"])))
    return -total if move["move_type"] == "out_refund" else total
