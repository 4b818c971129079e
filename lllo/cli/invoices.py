"""Invoices: the run of a year, one invoice, credit notes, payments and files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lllo.cli.invoice_annexes import annexes
from lllo.cli.invoice_money import ageing, bank, ledger, pay
from lllo.cli.invoice_rules import rules, validate
from lllo.cli.invoice_run import YEAR, preview, run
from lllo.cli.invoice_sending import deliveries, hold, receipts, release, remind, send, settle
from lllo.cli.output import show
from lllo.cli.run import day_of, format_option, on_option, uses_database
from lllo.texts import _

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

COLUMNS = {
    "number": _("Number"),
    "kind": _("Kind"),
    "organisation": _("Organisation"),
    "contract": _("Contract"),
    "issue_date": _("Date"),
    "due_date": _("Due"),
    "net_amount": _("Net"),
    "vat_amount": _("VAT"),
    "payable_amount": _("To pay"),
    "open_amount": _("Open"),
    "status": _("Status"),
}
LINE_COLUMNS = {
    "name": _("Name"),
    "description": _("Description"),
    "quantity": _("Quantity"),
    "unit_price": _("Unit price"),
    "vat_category": _("VAT category"),
    "vat_rate": _("VAT rate"),
    "net_amount": _("Net"),
}

VAT_COLUMNS = {
    "category": _("VAT category"),
    "rate": _("VAT rate"),
    "taxable_amount": _("Over"),
    "tax_amount": _("VAT"),
    "exemption_reason": _("Why exempt"),
}
PAYMENT_COLUMNS = {
    "received_on": _("Received on"),
    "amount": _("Amount"),
    "reference": _("Reference"),
    "source": _("Source"),
}
REMINDER_COLUMNS = {
    "reminded_on": _("Date"),
    "name": _("Reminder"),
    "open_amount": _("Open"),
}
NOTE_COLUMNS = {
    "number": _("Credit note"),
    "issue_date": _("Date"),
    "payable_amount": _("Amount"),
    "reason": _("Reason"),
}
DELIVERY_COLUMNS = {
    "sent_at": _("Sent at"),
    "channel": _("Channel"),
    "recipient": _("To"),
    "state": _("State"),
    "problem": _("Problem"),
}
PARTS = {
    "lines": LINE_COLUMNS,
    "vat_totals": VAT_COLUMNS,
    "payments": PAYMENT_COLUMNS,
    "credit_notes": NOTE_COLUMNS,
    "deliveries": DELIVERY_COLUMNS,
    "reminders": REMINDER_COLUMNS,
}


@click.group(help=_("Invoices, credit notes and payments."))
def invoices() -> None:
    """Group the commands about invoices."""


for command in (
    preview, run, send, deliveries, settle, receipts, remind, hold, release,
    pay, bank, ageing, ledger, annexes, rules, validate,
):  # fmt: skip
    invoices.add_command(command)


@invoices.command(name="list", help=_("List invoices and credit notes."))
@click.option("--year", type=YEAR, help=_("The year in which contract years start."))
@click.option("--organisation", help=_("Its name, KvK number or OIN."))
@click.option(
    "--status", help=_("draft, unsent, open, overdue, paid, to_refund, credited or settled")
)
@format_option
@uses_database
def list_(
    year: int | None, organisation: str | None, status: str | None, output_format: str
) -> None:
    """Print invoices with what is open."""
    from lllo.invoices.queries import STATUS_LABELS, invoice_rows
    from lllo.people.queries import find_organisation

    if status and status not in STATUS_LABELS:
        raise click.BadParameter(_("Expected one of: %s.") % ", ".join(STATUS_LABELS))
    found = invoice_rows(find_organisation(organisation) if organisation else None, year)
    if status:
        found = found.filter(status=status)
    show([_row(item, output_format) for item in found], output_format, COLUMNS)


@invoices.command(name="show", help=_("Show one invoice with its lines, VAT and payments."))
@click.argument("number")
@format_option
@uses_database
def show_(number: str, output_format: str) -> None:
    """Print one invoice; JSON holds it whole, CSV its lines."""
    from lllo.invoices.queries import find_invoice

    invoice = find_invoice(number)
    document = _document(invoice, output_format)
    if output_format != "table":
        show(document["lines"], output_format, LINE_COLUMNS, document=document)
        return
    show([document], output_format, COLUMNS)
    for part, columns in PARTS.items():
        if document[part]:
            click.echo()
            show(document[part], output_format, columns)


@invoices.command(help=_("Note the order number of an organisation on a draft."))
@click.argument("contract")
@click.option("--year", type=YEAR, required=True, help=_("The year in which contract years start."))
@click.option("--number", required=True, help=_("The order number, as the organisation gave it."))
@click.option("--orderer", default="", help=_("Who ordered it."))
@uses_database
def order(contract: str, year: int, number: str, orderer: str) -> None:
    """Fill in an order number."""
    from lllo.invoices.actions import set_order_number
    from lllo.invoices.queries import draft_of

    draft = draft_of(contract, year)
    set_order_number(draft, purchase_order_number=number, orderer=orderer, by=None)
    click.echo(
        _("The draft of %(contract)s has order number %(number)s.")
        % {"contract": contract, "number": number}
    )


@invoices.command(help=_("Issue the draft of one contract."))
@click.argument("contract")
@click.option("--year", type=YEAR, required=True, help=_("The year in which contract years start."))
@click.option("--send", is_flag=True, help=_("Send it at once."))
@on_option
@uses_database
def issue(contract: str, year: int, send: bool, on: datetime | None) -> None:
    """Give one draft its number; also one that was credited before."""
    from lllo.invoices.actions import issue_invoice
    from lllo.invoices.queries import draft_of

    invoice = issue_invoice(draft_of(contract, year), on=day_of(on), send=send, by=None)
    click.echo(_("Issued: %s") % invoice.number)


@invoices.command(help=_("Take back an invoice, or a part of it, by a credit note."))
@click.argument("number")
@click.option("--reason", required=True, help=_("Why; it is printed on the credit note."))
@click.option(
    "--line",
    "lines",
    multiple=True,
    help=_("Only this line: its position, or POSITION=AMOUNT without VAT; may be repeated."),
)
@click.option("--send", is_flag=True, help=_("Send it at once."))
@on_option
@uses_database
def credit(
    number: str, reason: str, lines: tuple[str, ...], send: bool, on: datetime | None
) -> None:
    """Credit an invoice."""
    from lllo.invoices.actions import credit_invoice
    from lllo.invoices.queries import find_invoice

    amounts = dict(_credit_line(line) for line in lines) or None
    note = credit_invoice(
        find_invoice(number), lines=amounts, on=day_of(on), reason=reason, send=send, by=None
    )
    click.echo(
        _("Invoice %(number)s was credited by %(note)s.")
        % {"number": note.corrects and note.corrects.number, "note": note.number}
    )


def _credit_line(text: str) -> tuple[int, Decimal | None]:
    """Return position and amount of ``2`` or ``2=1.500,00``."""
    from lllo.people.cells import parse_amount

    position, equals, amount = text.partition("=")
    if not position.strip().isdigit():
        raise click.BadParameter(_("Expected a line such as 2, or 2=1500.00."))
    return int(position), parse_amount(amount) if equals else None


@invoices.command(help=_("Write PDF and XML of each issued invoice to a folder."))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help=_("The folder.")
)
@click.option("--year", type=YEAR, help=_("The year in which contract years start."))
@uses_database
def export(out: Path, year: int | None) -> None:
    """Write the documents; a second time only what is new."""
    from lllo.invoices.export import export_invoices

    try:
        written, unchanged = export_invoices(out, year=year)
    except OSError as error:
        sentence = _("The folder %(folder)s cannot be written: %(problem)s")
        detail = {"folder": out, "problem": error.strerror}
        raise click.ClickException(sentence % detail) from error
    for name in written:
        click.echo(str(out / name))
    click.echo(
        _("%(written)s written, %(unchanged)s were there already.")
        % {"written": len(written), "unchanged": len(unchanged)}
    )


def _row(invoice: Any, output_format: str) -> dict[str, Any]:
    """Return an invoice of ``invoice_rows``: with words for people, with codes for machines."""
    from lllo.invoices.queries import STATUS_LABELS

    for_people = output_format == "table"
    return {
        "number": invoice.number,
        "kind": invoice.get_kind_display() if for_people else invoice.kind,
        "status": str(STATUS_LABELS[invoice.status]) if for_people else invoice.status,
        "organisation": str(invoice.organisation),
        "contract": invoice.contract_year.contract.number,
        "contract_year": invoice.contract_year.number,
        "instalment": invoice.instalment,
        "period_starts_on": invoice.period_starts_on,
        "period_ends_on": invoice.period_ends_on,
        "issue_date": invoice.issue_date,
        "due_date": invoice.due_date,
        "purchase_order_number": invoice.purchase_order_number,
        "orderer": invoice.orderer,
        "net_amount": invoice.net_amount,
        "vat_amount": invoice.vat_amount,
        "payable_amount": invoice.payable_amount,
        "paid_amount": invoice.paid_amount,
        "open_amount": invoice.open_amount,
    }


def _payment(payment: Any, *, for_people: bool) -> dict[str, Any]:
    """Return a payment."""
    source = payment.get_source_display() if for_people else payment.source
    return {key: getattr(payment, key) for key in PAYMENT_COLUMNS} | {"source": source}


def _document(invoice: Any, output_format: str) -> dict[str, Any]:
    """Return everything about an invoice."""
    for_people = output_format == "table"
    return {
        **_row(invoice, output_format),
        "reason": invoice.reason,
        "corrects": invoice.corrects.number if invoice.corrects else None,
        "seller": invoice.seller,
        "buyer": invoice.buyer,
        "lines": list(invoice.lines.values(*LINE_COLUMNS)),
        "vat_totals": list(invoice.vat_totals.values(*VAT_COLUMNS)),
        "payments": [_payment(item, for_people=for_people) for item in invoice.payments.all()],
        "credit_notes": [
            {"number": note.number, "issue_date": note.issue_date,
             "payable_amount": note.payable_amount, "reason": note.reason}
            for note in invoice.credit_notes.order_by("number")
        ],
        "deliveries": [
            {"sent_at": item.sent_at, "channel": item.channel, "recipient": item.recipient,
             "state": item.get_state_display() if for_people else item.state,
             "problem": item.problem}
            for item in invoice.deliveries.order_by("pk")
        ],
        "reminders": list(invoice.reminders.values(*REMINDER_COLUMNS)),
        "sha256": invoice.pdf.sha256 if invoice.pdf else None,
        "xml_sha256": invoice.xml.sha256 if invoice.xml else None,
    }  # fmt: skip
