"""Money that comes in: payments, bank statements, who owes what, and the list for finance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lllo.cli.output import show
from lllo.cli.run import day_of, format_option, on_option, uses_database
from lllo.texts import _

if TYPE_CHECKING:
    from datetime import datetime

    from lllo.invoices.models import BankEntry

ENTRY_COLUMNS = {
    "id": _("Entry"),
    "booked_on": _("Booked on"),
    "amount": _("Amount"),
    "payer": _("Payer"),
    "text": _("Description"),
    "state": _("State"),
    "remark": _("Remark"),
}
AGEING_COLUMNS = {
    "organisation": _("Organisation"),
    "not_due": _("Not due yet"),
    "days_30": _("1 to 30 days"),
    "days_60": _("31 to 60 days"),
    "days_90": _("61 to 90 days"),
    "older": _("Over 90 days"),
    "to_return": _("Owed back"),
    "total": _("Total"),
}
STATES = ["unmatched", "matched", "dismissed"]


@click.command(help=_("Note a payment that came in."))
@click.argument("number")
@click.option("--amount", required=True, help=_("For example 7500.00 or 7.500,00."))
@on_option
@click.option("--reference", default="", help=_("What the bank says of it."))
@click.option("--anyway", is_flag=True, help=_("Also if it was noted before, or is too much."))
@uses_database
def pay(number: str, amount: str, on: datetime | None, reference: str, anyway: bool) -> None:
    """Record a payment and say what is still open, or owed back."""
    from lllo.formats import money
    from lllo.invoices.actions import record_payment
    from lllo.invoices.queries import find_invoice, open_amount
    from lllo.people.cells import parse_amount

    invoice = find_invoice(number)
    record_payment(
        invoice,
        amount=parse_amount(amount),
        on=day_of(on),
        reference=reference,
        anyway=anyway,
        by=None,
    )
    still_open = open_amount(invoice)
    sentence = _("Of %(number)s is still open: %(amount)s")
    if still_open < 0:
        sentence = _("Of %(number)s is owed back: %(amount)s")
    click.echo(sentence % {"number": invoice.number, "amount": money(abs(still_open))})


@click.group(help=_("Bank statements (CAMT.053), and what on them is no payment yet."))
def bank() -> None:
    """Group the commands about the bank."""


@bank.command(help=_("Read a statement of the bank; the same file twice changes nothing."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@uses_database
def read(file: Path) -> None:
    """Read a CAMT.053 file and match what came in."""
    from lllo.invoices.bank_actions import read_statements

    found = read_statements(file.read_bytes(), filename=file.name, by=None)
    click.echo(
        _(
            "Matched: %(matched)s. Not matched: %(unmatched)s. Known already: %(known)s. "
            "Left out (paid by us, or not in euros): %(left_out)s."
        )
        % {
            "matched": found.matched,
            "unmatched": found.unmatched,
            "known": found.known,
            "left_out": found.left_out,
        }
    )
    if found.unmatched:
        click.echo(_("See: lllo invoices bank list"))


@bank.command(name="list", help=_("List what came in and is not matched with an invoice."))
@click.option("--state", type=click.Choice(STATES), default="unmatched", help=_("Which entries."))
@format_option
@uses_database
def list_(state: str, output_format: str) -> None:
    """List entries of the bank."""
    from lllo.invoices.models import BankEntry

    rows = [
        {
            "id": str(entry.public_id)[:8],
            "booked_on": entry.booked_on,
            "amount": entry.amount,
            "payer": entry.payer,
            "payer_iban": entry.payer_iban,
            "text": entry.text,
            "state": entry.get_state_display() if output_format == "table" else entry.state,
            "remark": entry.remark,
        }
        for entry in BankEntry.objects.filter(state=state)
    ]
    show(rows, output_format, ENTRY_COLUMNS)


@bank.command(help=_("Say which invoice ENTRY pays."))
@click.argument("entry")
@click.argument("number")
@click.option("--amount", help=_("A part of it; all that is left unless given."))
@uses_database
def assign(entry: str, number: str, amount: str | None) -> None:
    """Assign an entry by hand."""
    from lllo.invoices.bank_actions import assign_entry
    from lllo.invoices.queries import find_invoice
    from lllo.people.cells import parse_amount

    part = parse_amount(amount) if amount else None
    payment = assign_entry(_entry(entry), find_invoice(number), amount=part, by=None)
    click.echo(_("Noted: %(payment)s for %(number)s.") % {"payment": payment, "number": number})


@bank.command(help=_("Say that ENTRY pays no invoice."))
@click.argument("entry")
@click.option("--reason", required=True, help=_("What it is."))
@uses_database
def dismiss(entry: str, reason: str) -> None:
    """Dismiss an entry."""
    from lllo.invoices.bank_actions import dismiss_entry

    click.echo(_("Dismissed: %s") % dismiss_entry(_entry(entry), reason=reason, by=None))


@click.command(help=_("List what each organisation owes, by how long it is overdue."))
@on_option
@format_option
@uses_database
def ageing(on: datetime | None, output_format: str) -> None:
    """Print the ageing list."""
    from lllo.invoices import ageing_queries

    rows: list[dict[str, Any]] = [
        {key: getattr(row, key) for key in AGEING_COLUMNS} | {"organisation": str(row.organisation)}
        for row in ageing_queries.ageing(day_of(on))
    ]
    show(rows, output_format, AGEING_COLUMNS)


@click.command(help=_("Write what finance books to a spreadsheet (xlsx)."))
@click.option("--year", type=click.IntRange(2000, 2100), help=_("The year of issue."))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help=_("The file.")
)
@uses_database
def ledger(year: int | None, out: Path) -> None:
    """Write a row for each line of what was issued."""
    from lllo.invoices.ledger import as_xlsx, ledger_rows

    rows = ledger_rows(year)
    unfinished = out.with_name(f".{out.name}.part")
    try:
        unfinished.write_bytes(as_xlsx(rows))
        unfinished.replace(out)
    except OSError as error:
        sentence = _("%(path)s cannot be written: %(reason)s.")
        detail = {"path": out, "reason": error.strerror}
        raise click.ClickException(sentence % detail) from error
    click.echo(_("%(path)s: %(count)s rows.") % {"path": out, "count": len(rows)})


def _entry(code: str) -> BankEntry:
    """Return the entry that a command names by the first characters of its id."""
    from lllo.errors import Refused
    from lllo.invoices.models import BankEntry

    wanted = code.strip().lower().replace("-", "")
    found = [
        entry
        for entry in BankEntry.objects.all()
        if wanted and entry.public_id.hex.startswith(wanted)
    ]
    if len(found) != 1:
        raise Refused(
            _("There is no single entry %s. See: lllo invoices bank list") % code,
            code="entry_unknown",
        )
    return found[0]
