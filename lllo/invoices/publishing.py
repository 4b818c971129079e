"""Gives a number to what was made ready, and keeps its documents with it.

The documents are made before the number is taken: what takes time (setting the page,
PDF/A, e-invoice) happens outside of any transaction. Then, in one transaction, all is
read again under lock; only if it still says the same is the number taken, put into the
documents, and everything written. So the row of the series is locked for milliseconds,
and a crash at any point leaves nothing behind.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lllo import clock
from lllo.documents.actions import store
from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.invoices import annexes, refusals, turns
from lllo.invoices.models import Invoice, InvoiceLine, NumberSeries, VatTotal
from lllo.invoices.snapshot import as_json
from lllo.rules.numbering import number as number_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from lllo.invoices.ahead import Made
    from lllo.invoices.papers import Papers, Prepared
    from lllo.invoices.snapshot import InvoiceSnapshot
    from lllo.office.content import Series

ATTEMPTS = 5  # times that something may change while documents are made


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An invoice or credit note with dates, parties and totals; only the number is missing.

    ``lines`` that are not in the database yet are written with it; ``snapshot`` is what it says.
    """

    invoice: Invoice
    lines: tuple[InvoiceLine, ...]
    vat_totals: tuple[VatTotal, ...]
    snapshot: InvoiceSnapshot


def publish(
    read: Callable[[], Ready],
    series: Series,
    *,
    on: date,
    note: Callable[[Ready], None],
    made: Made | None = None,
) -> Invoice:
    """Give a number to what ``read`` returns, and keep it; ``read`` locks what it reads.

    ``note`` is called in the transaction that writes, after the number was given. ``made`` are
    papers that were made ahead; they are used if they still say what is read. Refuses
    what keeps changing while its documents are made.
    """
    refusals.refuse_to_come(on)
    for _attempt in range(ATTEMPTS):
        snapshot, prepared = made or _made(read, series, on)
        with turns.next_in_line() as turn:
            prepared = prepared.expecting(expected_number(series, on, waiting=turn.others))
            turn.begin()
            with transaction.atomic():
                ready = read()
                if ready.snapshot == snapshot:
                    _write(ready, prepared, _next_number(ready.invoice, series, on), snapshot)
                    note(ready)
                    return ready.invoice
        made = None
    raise Refused(
        _("This kept changing while its documents were made. Try again."), code="keeps_changing"
    )


def _made(read: Callable[[], Ready], series: Series, on: date) -> Made:
    """Make the papers of what is read now."""
    from lllo.invoices.papers import prepare  # noqa: PLC0415 - reportlab and lxml take 0.3 s

    with looking():
        snapshot = read().snapshot
    return snapshot, prepare(snapshot, expected_number(series, on), annexes.contents(snapshot))


def looking() -> AbstractContextManager[None]:
    """Give a transaction for reading what locks; on SQLite none, as it would wait for writers."""
    return transaction.atomic() if connection.features.has_select_for_update else nullcontext()


def expected_number(series: Series, on: date, *, waiting: int = 0) -> str:
    """Return the number that will come when ``waiting`` others got theirs, if nobody else comes."""
    row = NumberSeries.objects.filter(code=series.code, year=on.year).first()
    return number_of(series.format, on.year, (row.last_number if row else 0) + 1 + waiting)


def _next_number(invoice: Invoice, series: Series, on: date) -> str:
    """Take the next number of a series; its row stays locked until the transaction ends."""
    rows = NumberSeries.objects.select_for_update()
    row, _is_new = rows.get_or_create(code=series.code, year=on.year)
    last = Invoice.objects.filter(series=series.code).aggregate(last=Max("issue_date"))["last"]
    refusals.refuse_before(last, on)
    row.last_number += 1
    row.save(update_fields=["last_number"])
    number = number_of(series.format, on.year, row.last_number)
    refusals.refuse_number_taken(number)
    invoice.series = series.code
    return number


def _write(ready: Ready, prepared: Prepared, number: str, snapshot: InvoiceSnapshot) -> None:
    """Write documents, lines and totals, and as the last thing the invoice as issued.

    After that the database lets nothing of it change, its rows included.
    """
    invoice = ready.invoice
    if invoice.pk is None:
        refuse_invalid(invoice)
        invoice.save()
    numbered = snapshot.numbered(number)
    _write_rows(ready)
    _keep(invoice, prepared.numbered(number), numbered)
    invoice.number = number
    invoice.issued_at = clock.now()
    invoice.state = Invoice.State.ISSUED
    refuse_invalid(invoice)
    invoice.save()


def _write_rows(ready: Ready) -> None:
    """Write the VAT totals, and the lines that a draft does not have yet."""
    for total in ready.vat_totals:
        refuse_invalid(total)
        total.invoice = ready.invoice
    VatTotal.objects.bulk_create(ready.vat_totals)
    new = [line for line in ready.lines if line.pk is None]
    for line in new:
        line.invoice = ready.invoice
    InvoiceLine.objects.bulk_create(new)


def _keep(invoice: Invoice, papers: Papers, snapshot: InvoiceSnapshot) -> None:
    """Keep the bytes that leave the house, and what they say."""
    stem = snapshot.file_stem
    invoice.pdf = store(papers.pdf, filename=f"{stem}.pdf", media_type="application/pdf")
    invoice.xml = store(papers.xml, filename=f"{stem}.xml", media_type="application/xml")
    invoice.snapshot = as_json(snapshot)
