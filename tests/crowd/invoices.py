"""Invoices of a crowd: three for each agreement, paid, open or overdue, with what was sent."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from lllo.invoices.models import (
    BankEntry,
    BankStatement,
    Delivery,
    Invoice,
    InvoiceLine,
    Payment,
    Reminder,
    VatTotal,
)
from lllo.invoices.models.validation import Validation
from lllo.invoices.snapshot import as_json
from tests.crowd.rows import documents_of, put
from tests.invoices import sheets
from tests.screens import scene as build
from tests.triggers import lifted

VAT = Decimal("0.21")
CENT = Decimal("0.01")
RULES = [{"name": "NLCIUS", "version": "1.0.3", "sha256": "0" * 64}]


def fill(crowd) -> None:
    """Invoice every year of every agreement, credit some, and draft what comes next."""
    with lifted():  # lines are inserted after the invoice that has its number
        issued = _issued(crowd)
        drafts = _drafts(crowd)
        credits_ = _credit_notes(issued[50::100])
        _lines(crowd, [*issued, *drafts, *credits_])
    _payments(issued)
    _sendings(issued)
    _bank(issued)


def _net(crowd, year) -> Decimal:
    return sum((line.amount for line in _billed(crowd, year)), Decimal(0))


def _billed(crowd, year):
    return [line for line in crowd.lines[year.pk] if not line.borne_by_university]


def _amounts(net) -> dict[str, Decimal]:
    vat = (net * VAT).quantize(CENT)
    return {"net_amount": net, "vat_amount": vat, "payable_amount": net + vat}


def _issued(crowd) -> list[Invoice]:
    count = len(crowd.years)
    pdfs = documents_of(f"F-{number}.pdf" for number in range(count))
    xmls = documents_of(f"F-{number}.xml" for number in range(count))
    snapshot = as_json(sheets.usual())
    rows = []
    for number, year in enumerate(crowd.years):
        day = build.TODAY - timedelta(days=400 - number * 400 // count)
        rows.append(
            Invoice(
                state="issued", organisation=year.contract.organisation, contract_year=year,
                number=f"F-2026-{number + 30:04}", series="invoice", issue_date=day,
                due_date=day + timedelta(days=30), issued_at=build.NOW, made_at=build.NOW,
                period_starts_on=year.starts_on, period_ends_on=year.ends_on, pdf=pdfs[number],
                xml=xmls[number], snapshot=snapshot, seller=snapshot["seller"],
                buyer=snapshot["buyer"], **_amounts(_net(crowd, year)),
            )
        )  # fmt: skip
    return put(Invoice, rows)


def _drafts(crowd) -> list[Invoice]:
    """Draft a second instalment for one in five first years."""
    return put(
        Invoice,
        (
            Invoice(
                organisation=year.contract.organisation, contract_year=year, instalment=2,
                period_starts_on=year.starts_on, period_ends_on=year.ends_on,
                **_amounts(_net(crowd, year)),
            )
            for year in crowd.years[::15]
        ),
    )  # fmt: skip


def _credit_notes(invoices) -> list[Invoice]:
    return put(
        Invoice,
        (
            Invoice(
                kind="credit_note", state="issued", corrects=invoice, reason="verkeerd besteld",
                organisation=invoice.organisation, contract_year=invoice.contract_year,
                number=f"C-2026-{number:05}", series="credit", issue_date=build.TODAY,
                due_date=build.TODAY, issued_at=build.NOW, period_starts_on=invoice.period_starts_on,
                period_ends_on=invoice.period_ends_on, pdf=invoice.pdf, xml=invoice.xml,
                snapshot=invoice.snapshot, **_amounts(invoice.net_amount),
            )
            for number, invoice in enumerate(invoices)
        ),
    )  # fmt: skip


def _lines(crowd, invoices) -> None:
    put(
        InvoiceLine,
        (
            InvoiceLine(
                invoice=invoice, position=position, component_code=line.component_code,
                name=line.component_name, unit_price=line.amount, net_amount=line.amount,
                vat_code=line.vat_code, vat_category="S", vat_rate=21,
            )
            for invoice in invoices
            for position, line in enumerate(_billed(crowd, invoice.contract_year), start=1)
        ),
    )  # fmt: skip
    put(
        VatTotal,
        (
            VatTotal(
                invoice=invoice, category="S", rate=21, taxable_amount=invoice.net_amount,
                tax_amount=invoice.vat_amount,
            )
            for invoice in invoices
        ),
    )  # fmt: skip


def _payments(invoices) -> None:
    """Of each ten invoices seven are paid and one is paid in part."""
    parts = (1,) * 7 + (2, 0, 0)
    put(
        Payment,
        (
            Payment(
                invoice=invoice, received_on=invoice.issue_date + timedelta(days=20),
                amount=(invoice.payable_amount / parts[number % 10]).quantize(CENT),
                reference=invoice.number,
            )
            for number, invoice in enumerate(invoices)
            if parts[number % 10]
        ),
    )  # fmt: skip


def _sendings(invoices) -> None:
    put(
        Delivery,
        (
            Delivery(
                invoice=invoice, channel="mail", key=f"mail:{number}", recipient="o@example.org",
                state="failed" if number % 100 == 9 else "sent", sent_at=build.NOW,
            )
            for number, invoice in enumerate(invoices)
        ),
    )  # fmt: skip
    put(
        Validation,
        (Validation(invoice=invoice, state="valid", rules=RULES) for invoice in invoices),
    )
    put(
        Reminder,
        (
            Reminder(
                invoice=invoice, level=1, name="Herinnering", template="reminder",
                reminded_on=invoice.due_date + timedelta(days=14), open_amount=invoice.payable_amount,
            )
            for invoice in invoices[8::10]
        ),
    )  # fmt: skip


def _bank(invoices) -> None:
    statement = BankStatement.objects.create(filename="mei.xml", sha256="0" * 64, statement_id="1")
    put(
        BankEntry,
        (
            BankEntry(
                statement=statement, key=f"entry:{number}", booked_on=invoice.issue_date,
                amount=invoice.payable_amount, payer=str(invoice.organisation), text="factuur",
                state="unmatched" if number % 20 == 0 else "matched",
            )
            for number, invoice in enumerate(invoices[::2])
        ),
    )  # fmt: skip
