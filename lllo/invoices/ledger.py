"""What the finance system books: a row for each line of what was issued, as a spreadsheet."""

from __future__ import annotations

import io
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from lllo import office
from lllo.invoices.models import Invoice
from lllo.invoices.queries import STATUS_LABELS, invoice_rows
from lllo.rules.money import ZERO, split
from lllo.rules.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet

    from lllo.invoices.models import InvoiceLine
    from lllo.office.content import LedgerContent

HEADINGS = {
    "number": _("Number"),
    "kind": _("Kind"),
    "issue_date": _("Date"),
    "due_date": _("Due"),
    "period_starts_on": _("Period from"),
    "period_last_day": _("Period to and including"),
    "organisation": _("Organisation"),
    "kvk_number": _("KvK number"),
    "contract": _("Contract"),
    "purchase_order_number": _("Order number"),
    "corrects": _("Credits invoice"),
    "component": _("Component"),
    "description": _("Description"),
    "account": _("Ledger account"),
    "cost_centre": _("Cost centre"),
    "net_amount": _("Net"),
    "vat_category": _("VAT category"),
    "vat_rate": _("VAT rate"),
    "vat_amount": _("VAT"),
    "payable_amount": _("To pay"),
    "status": _("Status"),
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A line of an invoice; a credit note has amounts below zero. VAT is divided over the lines."""

    number: str
    kind: str
    issue_date: date
    due_date: date
    period_starts_on: date
    period_last_day: date
    organisation: str
    kvk_number: str
    contract: str
    purchase_order_number: str
    corrects: str
    component: str
    description: str
    account: str
    cost_centre: str
    net_amount: Decimal
    vat_category: str
    vat_rate: Decimal
    vat_amount: Decimal
    payable_amount: Decimal
    status: str


def ledger_rows(
    year: int | None = None, *, among: QuerySet[Invoice] | None = None
) -> list[LedgerRow]:
    """Return the rows of all that was issued; ``year`` is that of the date of issue.

    ``among`` narrows them to some invoices: those that a list shows.
    """
    rows = invoice_rows().issued().select_related("corrects")
    if year is not None:
        rows = rows.filter(issue_date__year=year)
    if among is not None:
        rows = rows.filter(pk__in=among.order_by().values("pk"))
    booked = {row.component: row for row in office.read().terms.ledger}
    rows = rows.prefetch_related("lines", "vat_totals")
    return [row for invoice in rows for row in _rows(invoice, booked)]


def _rows(invoice: Invoice, booked: dict[str, LedgerContent]) -> Iterator[LedgerRow]:
    """Return the rows of one invoice."""
    sign = -1 if invoice.kind == Invoice.Kind.CREDIT_NOTE else 1
    assert invoice.issue_date is not None
    assert invoice.due_date is not None
    period = Period(starts_on=invoice.period_starts_on, ends_on=invoice.period_ends_on)
    vat = _vat_by_line(invoice)
    for line in invoice.lines.all():
        account = booked.get(line.component_code)
        yield LedgerRow(
            number=str(invoice.number),
            kind=invoice.get_kind_display(),
            issue_date=invoice.issue_date,
            due_date=invoice.due_date,
            period_starts_on=period.starts_on,
            period_last_day=period.last_day,
            organisation=invoice.buyer.get("legal_name") or str(invoice.organisation),
            kvk_number=invoice.buyer.get("kvk_number", ""),
            contract=invoice.contract_year.contract.number,
            purchase_order_number=invoice.purchase_order_number,
            corrects=(invoice.corrects and invoice.corrects.number) or "",
            component=line.name,
            description=line.description,
            account=account.account if account else "",
            cost_centre=account.cost_centre if account else "",
            net_amount=sign * line.net_amount,
            vat_category=line.vat_category,
            vat_rate=line.vat_rate or ZERO,
            vat_amount=sign * vat[line.pk],
            payable_amount=sign * (line.net_amount + vat[line.pk]),
            status=str(STATUS_LABELS[invoice.status]),  # type: ignore[attr-defined] # annotated
        )


def _vat_by_line(invoice: Invoice) -> dict[int, Decimal]:
    """Divide the VAT of each category and rate over its lines, losing no cent."""
    found: dict[int, Decimal] = {}
    for total in invoice.vat_totals.all():
        lines: list[InvoiceLine] = [
            line
            for line in invoice.lines.all()
            if (line.vat_category, line.vat_rate) == (total.category, total.rate)
        ]
        weights = [line.net_amount for line in lines]
        parts = split(total.tax_amount, weights if any(weights) else [1] * len(lines))
        found |= {line.pk: part for line, part in zip(lines, parts, strict=True)}
    return found


def as_xlsx(rows: Iterable[LedgerRow]) -> bytes:
    """Return the rows as a workbook; a text never becomes a formula."""
    import xlsxwriter  # noqa: PLC0415 - slow to import

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        kinds = {
            "date": book.add_format({"num_format": "dd-mm-yyyy"}),
            "Decimal": book.add_format({"num_format": "#,##0.00"}),
        }
        columns = fields(LedgerRow)
        for index, field in enumerate(columns):
            sheet.write_string(0, index, str(HEADINGS[field.name]), bold)
        for number, row in enumerate(rows, start=1):
            for index, field in enumerate(columns):
                _write(sheet, number, index, getattr(row, field.name), kinds.get(str(field.type)))
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(columns) - 1, 16)
    return buffer.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, form: Any) -> None:
    """Write a cell as what it is."""
    if form is None:
        text = str(value)
        sheet.write_string(row, column, "'" + text if text.startswith(FORMULA) else text)
    elif hasattr(value, "isoformat"):
        sheet.write_datetime(row, column, value, form)
    else:
        sheet.write_number(row, column, value, form)
