"""Takes over from Odoo what was paid: each payment once, and taken back when it is undone there.

Odoo tells what is open of an invoice, not each payment. What came in by other ways (by hand, from
the bank) and what our credit notes took back is subtracted first.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from lllo import clock
from lllo.invoices.models import Invoice, Payment
from lllo.invoices.payment_actions import reverse_payment, take_payment
from lllo.invoices.queries import invoice_rows
from lllo.odoo import wording
from lllo.odoo.booking import take_figures
from lllo.odoo.lock_actions import only_writer
from lllo.odoo.models import OdooRecord, OdooRun, OdooServer
from lllo.odoo.note_actions import begin_run, end_run, keep
from lllo.odoo.problems import Kind, Problem
from lllo.odoo.wording import note, of_error
from lllo.rules.money import ZERO, to_cents

if TYPE_CHECKING:
    from datetime import date

    from lllo.odoo.client import Client
    from lllo.odoo.mapping.base import Booking
    from lllo.people.models import User

OVERLAP = timedelta(minutes=10)  # a transaction there may be committed after its write_date
PAGE = 500
FIELDS = (
    *("id", "name", "state", "move_type", "write_date", "date", "invoice_date"),
    *("amount_total", "amount_residual", "payment_state"),
    *("reversal_move_ids", "reversal_move_id"),
)
BOOKED = "posted"


def pull(client: Client, booking: Booking, *, at: datetime, by: User | None) -> OdooRun:
    """Read what changed in our journal since the last time; return the run with its counts."""
    server = client.connection.server
    with only_writer(server, longest_call=client.connection.longest_call) as lock:
        run = begin_run(server, OdooRun.Kind.PULL, at=at, by=by)
        before, counts = client.calls, {"seen": 0, "payments": 0, "reversed": 0}
        state = OdooServer.objects.get(server=server)
        until = state.pulled_until
        try:
            for move in _moves(client, booking, until):
                lock.renew()
                counts["seen"] += 1
                _take(server, move, counts, by=by)
                written = _moment(move["write_date"])
                until = max(until or written, written)
            OdooServer.objects.filter(server=server).update(pulled_until=until)
        except Exception as error:
            figures = {"calls": client.calls - before, "counts": counts}
            end_run(run, at=clock.now(), said=of_error(error), is_whole=False, **figures)
            raise
        figures = {"calls": client.calls - before, "counts": counts}
        end_run(run, at=clock.now(), said=note("pulled", **counts), is_whole=True, **figures)
    return run


def _moves(client: Client, booking: Booking, until: datetime | None) -> list[dict[str, Any]]:
    """Return the entries of our journal that changed, credit notes first.

    Pages go by id: an entry that changes meanwhile would move among pages by ``write_date``. What
    a credit note took back must be known before its invoice is looked at.
    """
    domain: list[Any] = [
        ["journal_id", "=", _journal(client, booking.odoo.journal)],
        ["move_type", "in", ["out_invoice", "out_refund"]],
    ]
    if until is not None:
        domain.append(["write_date", ">=", f"{until - OVERLAP:%Y-%m-%d %H:%M:%S}"])
    found: list[dict[str, Any]] = []
    while True:
        after = [["id", ">", found[-1]["id"]]] if found else []
        page = client.read("account.move", domain + after, FIELDS, order="id", limit=PAGE)
        found += page
        if len(page) < PAGE:
            return sorted(found, key=lambda move: move["move_type"] == "out_invoice")


def _journal(client: Client, code: str) -> int:
    """Return our journal; without it nothing would be found, day after day."""
    found = client.read("account.journal", [["code", "=", code]], ["id"], limit=2)
    if len(found) != 1:
        said = note("not_once", model="account.journal", value=code, count=len(found))
        raise Problem(Kind.MISSING, said)
    return int(found[0]["id"])


def _moment(text: str) -> datetime:
    """Return a moment of Odoo, which is always UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _take(server: str, move: dict[str, Any], counts: dict[str, int], *, by: User | None) -> None:
    """Note what Odoo says of one entry, and take over what was paid; others' are passed over."""
    record: OdooRecord | None = (
        OdooRecord.objects.here(server)
        .filter(odoo_model="account.move", odoo_id=move["id"])
        .first()
    )
    if record is None or move["state"] != BOOKED:
        return
    before = (record.payment_state, record.residual, record.booked_on, record.said)
    take_figures(record, move)
    is_moved = move["date"] != move["invoice_date"]
    if record.booked_on and is_moved and record.state == OdooRecord.State.SENT:
        closed = note("period_closed", day=wording.day(record.booked_on))
        record.said = note("booked", number=str(move["name"]), detail=closed)
    if move["move_type"] == "out_invoice":
        _settle(record, move, counts, by=by)
    if before != (record.payment_state, record.residual, record.booked_on, record.said):
        keep([record])


def _settle(
    record: OdooRecord, move: dict[str, Any], counts: dict[str, int], *, by: User | None
) -> None:
    """Bring the payments that came from Odoo to what it says was paid."""
    if _is_credited_there(record, move):
        if record.state != OdooRecord.State.LEFT:  # a person has seen it
            record.state = OdooRecord.State.STOPPED
            record.said = note("credited_there")
        return
    on = min(_moment(move["write_date"]).astimezone(clock.AMSTERDAM).date(), clock.today())
    settled = to_cents(Decimal(str(move["amount_total"])) - Decimal(str(move["amount_residual"])))
    with transaction.atomic():
        Invoice.objects.select_for_update(of=("self",)).get(pk=record.object_id)
        row: Any = invoice_rows().get(pk=record.object_id)
        mine = _from_odoo(row)
        already = sum((payment.amount for payment in mine), ZERO)
        wanted = max(ZERO, settled - _credited(record.server, row) - (row.paid_amount - already))
        while already > wanted:
            payment = mine.pop()
            reverse_payment(payment, on=on, by=by)
            already -= payment.amount
            counts["reversed"] += 1
        if wanted > already:
            _pay(row, wanted - already, move, on=on, by=by)
            counts["payments"] += 1


def _pay(
    invoice: Invoice, amount: Decimal, move: dict[str, Any], *, on: date, by: User | None
) -> None:
    """Take over an amount; its key counts the payments, so that two readers make it once."""
    number = Payment.objects.filter(invoice=invoice, source=Payment.Source.ERP).count() + 1
    take_payment(
        invoice,
        amount=amount,
        on=on,
        reference=str(move["name"]),
        source=Payment.Source.ERP,
        source_key=f"odoo:{invoice.public_id.hex}:{number}",
        by=by,
    )


def _from_odoo(invoice: Invoice) -> list[Payment]:
    """Return the payments that came from Odoo and hold."""
    mine = invoice.payments.filter(source=Payment.Source.ERP, reverses=None, reversed_by=None)
    return list(mine.order_by("pk"))


def _credited(server: str, invoice: Invoice) -> Decimal:
    """Return what of our credit notes Odoo has booked."""
    notes = Invoice.objects.filter(corrects=invoice)
    booked = OdooRecord.objects.here(server).filter(
        kind="invoice", object_id__in=notes.values("pk"), booked_on__isnull=False
    )
    found = notes.filter(pk__in=booked.values("object_id"))
    return sum((note.payable_amount or ZERO for note in found), ZERO)


def _is_credited_there(record: OdooRecord, move: dict[str, Any]) -> bool:
    """Tell whether a credit note that is not ours was made for an invoice."""
    notes = move.get("reversal_move_ids") or move.get("reversal_move_id") or []
    ours = OdooRecord.objects.here(record.server).filter(odoo_model="account.move")
    return len(notes) != ours.filter(odoo_id__in=notes).count()
