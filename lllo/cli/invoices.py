"""Invoices: the run of a year, one invoice, credit notes, payments and files."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lllo.cli.output import show
from lllo.cli.run import DATE, dry_run_option, format_option, uses_database
from lllo.texts import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from lllo.invoices.actions import Blocked, IssueResult, RunResult
    from lllo.invoices.models import Invoice

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
RUN_COLUMNS = {
    "result": _("Result"),
    "number": _("Number"),
    "organisation": _("Organisation"),
    "contract": _("Contract"),
    "net_amount": _("Net"),
    "vat_amount": _("VAT"),
    "payable_amount": _("To pay"),
    "remark": _("Remark"),
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
RESULTS = {
    "created": _("drafted"),
    "renewed": _("renewed"),
    "removed": _("removed"),
    "unchanged": _("unchanged"),
    "issued": _("issued"),
    "blocked": _("blocked"),
}
YEAR = click.IntRange(2000, 2100)
on_option = click.option("--on", type=DATE, help=_("The day it counts for; today unless given."))


@click.group(help=_("Invoices, credit notes and payments."))
def invoices() -> None:
    """Group the commands about invoices."""


@invoices.command(help=_("Draft the invoices of a year once, and issue them with --issue."))
@click.option("--year", type=YEAR, required=True, help=_("The year in which contract years start."))
@on_option
@click.option("--issue", is_flag=True, help=_("Give the drafts their numbers."))
@dry_run_option
@format_option
@uses_database
def run(year: int, on: datetime | None, issue: bool, dry_run: bool, output_format: str) -> None:
    """Draft, and issue if asked; what could not be done is listed with the reason.

    Leaves with 1 when something that was to be issued was not.
    """
    from lllo.invoices.actions import IssueResult, draft_invoices, issue_drafts

    day = _day(on)
    with _undone(dry_run):
        drafted = draft_invoices(year, on=day, by=None)
        issued = IssueResult()
        if issue:
            issued = issue_drafts(year, on=day, progress=_progress, by=None)
    document = _run_document(drafted, issued)
    rows = [row for part in document.values() for row in part]
    show(rows, output_format, RUN_COLUMNS, document=document)
    if output_format == "table":
        counts = ", ".join(f"{RESULTS[key]}: {len(part)}" for key, part in document.items() if part)
        click.echo(counts or _("There is nothing to invoice."))
        if dry_run:
            click.echo(_("Nothing was changed."))
    if issue and document["blocked"]:
        sys.exit(1)


@invoices.command(name="list", help=_("List invoices and credit notes."))
@click.option("--year", type=YEAR, help=_("The year in which contract years start."))
@click.option("--organisation", help=_("Its name, KvK number or OIN."))
@click.option("--status", help=_("draft, open, overdue, paid, credited or settled"))
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
    """Print one invoice; JSON and CSV hold it whole and by line."""
    from lllo.invoices.queries import find_invoice

    invoice = find_invoice(number)
    lines = [{key: getattr(line, key) for key in LINE_COLUMNS} for line in invoice.lines.all()]
    document = {
        **_row(invoice, output_format),
        "reason": invoice.reason,
        "corrects": invoice.corrects.number if invoice.corrects else None,
        "seller": invoice.seller,
        "buyer": invoice.buyer,
        "lines": lines,
        "vat_totals": list(
            invoice.vat_totals.values(
                "category", "rate", "taxable_amount", "tax_amount", "exemption_reason"
            )
        ),
        "payments": list(invoice.payments.values("received_on", "amount", "reference")),
        "sha256": invoice.pdf.sha256 if invoice.pdf else None,
    }
    if output_format == "table":
        show([document], output_format, COLUMNS)
    show(lines, output_format, LINE_COLUMNS, document=document)


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
@on_option
@uses_database
def issue(contract: str, year: int, on: datetime | None) -> None:
    """Give one draft its number; also one that was credited before."""
    from lllo.invoices.actions import issue_invoice
    from lllo.invoices.queries import draft_of

    invoice = issue_invoice(draft_of(contract, year), on=_day(on), by=None)
    click.echo(_("Issued: %s") % invoice.number)


@invoices.command(help=_("Take back a whole invoice by a credit note."))
@click.argument("number")
@click.option("--reason", required=True, help=_("Why; it is printed on the credit note."))
@on_option
@uses_database
def credit(number: str, reason: str, on: datetime | None) -> None:
    """Credit an invoice."""
    from lllo.invoices.actions import credit_invoice
    from lllo.invoices.queries import find_invoice

    note = credit_invoice(find_invoice(number), on=_day(on), reason=reason, by=None)
    click.echo(
        _("Invoice %(number)s was credited by %(note)s.")
        % {"number": note.corrects and note.corrects.number, "note": note.number}
    )


@invoices.command(help=_("Note a payment that came in."))
@click.argument("number")
@click.option("--amount", required=True, help=_("For example 7500.00 or 7.500,00."))
@on_option
@click.option("--reference", default="", help=_("What the bank says of it."))
@uses_database
def pay(number: str, amount: str, on: datetime | None, reference: str) -> None:
    """Record a payment and say what is still open, or owed back."""
    from lllo.formats import money
    from lllo.invoices.actions import record_payment
    from lllo.invoices.queries import find_invoice, open_amount
    from lllo.people.cells import parse_amount

    invoice = find_invoice(number)
    record_payment(invoice, amount=parse_amount(amount), on=_day(on), reference=reference, by=None)
    still_open = open_amount(invoice)
    sentence = _("Of %(number)s is still open: %(amount)s")
    if still_open < 0:
        sentence = _("%(number)s was credited; owed back of it: %(amount)s")
    click.echo(sentence % {"number": invoice.number, "amount": money(abs(still_open))})


@invoices.command(help=_("Write the PDF of each issued invoice to a folder."))
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


def _day(on: datetime | None) -> date:
    """Return the day asked for, or today."""
    from lllo import clock

    return on.date() if on else clock.today()


def _progress(drafts: Sequence[Any]) -> Iterable[Any]:
    """Show on a terminal how the issuing comes along; on standard error, beside the rows."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    text = _("Issuing invoices")
    return track(drafts, text, console=console, disable=not console.is_terminal, transient=True)


@contextmanager
def _undone(dry_run: bool) -> Iterator[None]:
    """Undo at its end what is done inside, if it is a dry run."""
    from contextlib import nullcontext

    from django.db import transaction

    with transaction.atomic() if dry_run else nullcontext():
        yield
        if dry_run:
            transaction.set_rollback(True)


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


def _run_document(drafted: RunResult, issued: IssueResult) -> dict[str, list[dict[str, Any]]]:
    """Return what a run did, by result; what was issued or blocked is told of only there."""
    numbered = {item.pk for item in issued.issued}
    blocked = _once([*drafted.blocked, *issued.blocked])

    def drafts(result: str, found: Iterable[Invoice]) -> list[dict[str, Any]]:
        left = [item for item in found if item.pk not in numbered and not _stuck(item, blocked)]
        return _run_rows(result, left)

    return {
        "created": drafts("created", drafted.created),
        "renewed": drafts("renewed", drafted.renewed),
        "removed": [{"result": RESULTS["removed"], "remark": text} for text in drafted.removed],
        "unchanged": drafts("unchanged", drafted.unchanged),
        "issued": _run_rows("issued", issued.issued),
        "blocked": _blocked_rows(blocked.values()),
    }


def _once(blocked: Iterable[Blocked]) -> dict[str, Blocked]:
    """Return what is blocked by contract, with the first reason: the one to solve first."""
    first: dict[str, Blocked] = {}
    for item in blocked:
        first.setdefault(item.contract, item)
    return first


def _stuck(invoice: Invoice, blocked: dict[str, Blocked]) -> bool:
    """Tell whether an invoice is a draft of a contract that is blocked."""
    return not invoice.number and invoice.contract_year.contract.number in blocked


def _run_rows(result: str, found: Iterable[Invoice]) -> list[dict[str, Any]]:
    """Return the rows of invoices to which a run did the same."""
    return [
        {
            "result": RESULTS[result],
            "number": invoice.number,
            "organisation": str(invoice.organisation),
            "contract": invoice.contract_year.contract.number,
            "contract_year": invoice.contract_year.number,
            "net_amount": invoice.net_amount,
            "vat_amount": invoice.vat_amount,
            "payable_amount": invoice.payable_amount,
            "remark": _("VAT not decided yet") if invoice.vat_amount is None else "",
        }
        for invoice in found
    ]


def _blocked_rows(blocked: Iterable[Blocked]) -> list[dict[str, Any]]:
    """Return what could not be done, and why."""
    return [
        {
            "result": RESULTS["blocked"],
            "organisation": item.organisation,
            "contract": item.contract,
            "code": item.code,
            "remark": item.reason,
        }
        for item in blocked
    ]
