"""Invoices and reminders on their way: sent, delivered, not known; reminded of, held back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lllo.cli.output import show
from lllo.cli.run import DATE, day_of, dry_run_option, format_option, on_option, uses_database
from lllo.texts import _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lllo.invoices.models import Delivery

DELIVERY_COLUMNS = {
    "number": _("Number"),
    "what": _("What"),
    "channel": _("Channel"),
    "recipient": _("To"),
    "state": _("State"),
    "sent_at": _("Sent at"),
    "problem": _("Problem"),
}
REMINDER_COLUMNS = {
    "number": _("Number"),
    "organisation": _("Organisation"),
    "step": _("Reminder"),
    "days_overdue": _("Days overdue"),
    "open_amount": _("Open"),
    "recipient": _("To"),
    "reason": _("Left alone"),
}
CHANNELS = ["mail", "peppol"]


@click.command(help=_("Send an invoice over its channels, or show the mail with --preview."))
@click.argument("number")
@click.option("--preview", is_flag=True, help=_("Show the mail and send nothing."))
@click.option(
    "--again", type=click.Choice(CHANNELS), help=_("Send it once more over this channel.")
)
@format_option
@uses_database
def send(number: str, preview: bool, again: str | None, output_format: str) -> None:
    """Hand an invoice to the outbox; the worker sends it."""
    from lllo.invoices.actions import resend_invoice, send_invoice
    from lllo.invoices.queries import find_invoice

    invoice = find_invoice(number)
    if preview:
        _show_letter(invoice, output_format)
    elif again:
        _show_deliveries([resend_invoice(invoice, channel=again, by=None)], output_format)
    else:
        _show_deliveries(send_invoice(invoice, by=None), output_format)


def _show_letter(invoice: Any, output_format: str) -> None:
    """Print a mail as it would be sent."""
    from lllo.mail.invoice import preview

    letter = preview(invoice)
    if output_format != "table":
        show([letter], output_format, {"to": "", "subject": "", "body": "", "files": ""})
        return
    click.echo(_("To: %s") % (letter.to or "–"))
    click.echo(_("Subject: %s") % letter.subject)
    click.echo(_("Files: %s") % ", ".join(letter.files))
    click.echo("\n" + letter.body)


@click.command(help=_("List what was sent, and what became of it."))
@click.option("--number", help=_("Of this invoice only."))
@click.option("--stuck", is_flag=True, help=_("Only what failed, or of which nothing is known."))
@format_option
@uses_database
def deliveries(number: str | None, stuck: bool, output_format: str) -> None:
    """List deliveries."""
    from lllo.invoices.models import Delivery

    rows = Delivery.objects.stuck() if stuck else Delivery.objects.all()
    if number:
        rows = rows.filter(invoice__number__iexact=number)
    _show_deliveries(rows.select_related("invoice", "reminder"), output_format)


@click.command(help=_("Say whether the last delivery of an invoice arrived, if that is not known."))
@click.argument("number")
@click.option("--arrived/--lost", required=True, help=_("What you found out."))
@uses_database
def settle(number: str, arrived: bool) -> None:
    """Settle a delivery that is not known."""
    from lllo.errors import Refused
    from lllo.invoices.actions import settle_delivery
    from lllo.invoices.queries import find_invoice

    unknown = find_invoice(number).deliveries.filter(state="unknown").first()
    if unknown is None:
        raise Refused(
            _("Of %s there is no delivery of which nothing is known.") % number,
            code="delivery_known",
        )
    settled = settle_delivery(unknown, arrived=arrived, by=None)
    click.echo(f"{settled}: {settled.get_state_display()}")


@click.command(help=_("Collect the receipts of the access point for Peppol."))
@uses_database
def receipts() -> None:
    """Collect receipts."""
    from lllo.mail.peppol import collect_receipts

    found = collect_receipts()
    click.echo(
        _("Delivered: %(delivered)s. Failed: %(failed)s.")
        % {"delivered": len(found.delivered), "failed": len(found.failed)}
    )
    for name in found.unreadable:
        click.echo(_("This receipt cannot be read: %s") % name)


@click.command(help=_("Remind of overdue invoices by the ladder in invoicing/terms.toml."))
@on_option
@dry_run_option
@format_option
@uses_database
def remind(on: datetime | None, dry_run: bool, output_format: str) -> None:
    """Propose reminders, and send them unless it is a dry run."""
    from lllo.invoices.actions import send_reminders
    from lllo.invoices.reminders import proposals

    day = day_of(on)
    found = proposals(day) if dry_run else send_reminders(on=day, by=None)
    rows = [
        {
            "number": item.invoice.number,
            "organisation": str(item.invoice.organisation),
            "level": item.level,
            "step": item.step.name,
            "days_overdue": item.days_overdue,
            "open_amount": item.open_amount,
            "recipient": item.recipient,
            "reason": item.reason,
            "code": item.code,
        }
        for item in found
    ]
    show(rows, output_format, REMINDER_COLUMNS)
    if output_format == "table":
        click.echo(_("There is nothing to remind of.") if not rows else "", nl=not rows)
        if dry_run:
            click.echo(_("Nothing was changed."))


@click.command(help=_("Hold back the reminders of an invoice: it is disputed, or paused."))
@click.argument("number")
@click.option("--reason", required=True, help=_("Why."))
@click.option("--until", type=DATE, help=_("Paused until this day; without it: disputed."))
@uses_database
def hold(number: str, reason: str, until: datetime | None) -> None:
    """Hold back reminders."""
    from lllo.invoices.actions import hold_invoice
    from lllo.invoices.queries import find_invoice

    placed = hold_invoice(
        find_invoice(number),
        kind="paused" if until else "disputed",
        reason=reason,
        until=until.date() if until else None,
        by=None,
    )
    click.echo(str(placed))


@click.command(help=_("Let an invoice be reminded of again."))
@click.argument("number")
@uses_database
def release(number: str) -> None:
    """Lift what holds reminders back."""
    from lllo.invoices.actions import lift_hold
    from lllo.invoices.queries import find_invoice

    lift_hold(find_invoice(number), by=None)
    click.echo(_("Invoice %s is reminded of again.") % number)


def _show_deliveries(found: Iterable[Delivery], output_format: str) -> None:
    """Print deliveries."""
    for_people = output_format == "table"
    rows = [
        {
            "number": item.invoice.number,
            "what": item.reminder.name if item.reminder else item.invoice.get_kind_display(),
            "channel": item.channel,
            "recipient": item.recipient,
            "state": item.get_state_display() if for_people else item.state,
            "asked_at": item.asked_at,
            "sent_at": item.sent_at,
            "delivered_at": item.delivered_at,
            "problem": item.problem,
        }
        for item in found
    ]
    show(rows, output_format, DELIVERY_COLUMNS)
