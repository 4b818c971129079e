"""An invoice is handed to the outbox, sent once for each key, and what became of it noted.

A delivery goes from *waiting* to *sent* through *not known*: before anything is handed to a
mail server it is *not known*, and only the server's answer makes it *sent* or *waiting* again.
So a connection that breaks, or a worker that dies, never leads to a second copy by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from lllo import clock
from lllo.errors import Refused
from lllo.invoices.models import Delivery, Invoice, Reminder
from lllo.invoices.readiness import BY_MAIL, BY_PEPPOL
from lllo.invoices.snapshot import from_json
from lllo.outbox.actions import enqueue
from lllo.people import audit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lllo.people.models import User

KINDS = {Delivery.Channel.MAIL: "mail.invoice", Delivery.Channel.PEPPOL: "peppol.invoice"}
OPEN = (Delivery.State.PENDING, Delivery.State.UNKNOWN)
LONGEST = 500


def send_invoice(invoice: Invoice, *, by: User | None) -> list[Delivery]:
    """Hand an issued invoice or credit note to the outbox, over the channels of its organisation.

    What was handed over before is returned as it is; to send it again there is ``resend_invoice``.
    """
    with transaction.atomic():
        return ask_deliveries(_locked(invoice), by=by)


def resend_invoice(invoice: Invoice, *, channel: str, by: User | None) -> Delivery:
    """Send the same documents again over a channel, to the address that is known now.

    Refuses while an earlier one waits, or while nobody knows whether it arrived.
    """
    with transaction.atomic():
        locked = _locked(invoice)
        earlier = locked.deliveries.filter(channel=channel, reminder=None)
        if earlier.filter(state__in=OPEN).exists():
            raise Refused(
                _("Invoice %(number)s is still being sent, or it is not known whether it arrived.")
                % {"number": locked.number},
                code="delivery_open",
            )
        return _ask(locked, channel, count=earlier.count() + 1, by=by)


def ask_deliveries(invoice: Invoice, *, by: User | None) -> list[Delivery]:
    """Ask for the first delivery over each channel, in the transaction of the caller."""
    organisation = invoice.organisation
    channels = [
        channel
        for channel, ways in (
            (Delivery.Channel.MAIL, BY_MAIL),
            (Delivery.Channel.PEPPOL, BY_PEPPOL),
        )
        if organisation.invoice_channel in ways
    ]
    return [_first(invoice, channel, by=by) for channel in channels]


def ask_reminder(reminder: Reminder, *, by: User | None) -> Delivery:
    """Ask for the mail of a reminder, in the transaction of the caller."""
    invoice = reminder.invoice
    key = f"{invoice.number}:reminder:{reminder.level}"
    recipient = _recipient(invoice, Delivery.Channel.MAIL)
    return _make(
        Delivery(invoice=invoice, reminder=reminder, recipient=recipient, key=key, asked_by=by),
        Delivery.Channel.MAIL,
    )


def _first(invoice: Invoice, channel: str, *, by: User | None) -> Delivery:
    """Return the delivery there is over a channel, or ask for it."""
    known: Iterable[Any] = invoice.deliveries.filter(channel=channel, reminder=None)
    return next(iter(known), None) or _ask(invoice, channel, count=1, by=by)


def _ask(invoice: Invoice, channel: str, *, count: int, by: User | None) -> Delivery:
    """Make a delivery with its job."""
    key = f"{invoice.number}:{channel}:{count}"
    recipient = _recipient(invoice, channel)
    made = _make(Delivery(invoice=invoice, recipient=recipient, key=key, asked_by=by), channel)
    audit.record("invoice.sending", invoice, by=by, channel=str(channel), to=recipient)
    return made


def _make(delivery: Delivery, channel: str) -> Delivery:
    """Save a delivery, and the job that carries it out."""
    delivery.channel = channel
    delivery.save()
    enqueue(KINDS[Delivery.Channel(channel)], delivery.key, {"delivery": delivery.key})
    return delivery


def _recipient(invoice: Invoice, channel: str) -> str:
    """Return where a delivery goes: the mail address of now, the Peppol number as issued."""
    if channel == Delivery.Channel.MAIL:
        if invoice.organisation.invoice_email:
            return invoice.organisation.invoice_email
        raise Refused(
            _("%(organisation)s has no mail address for invoices.")
            % {"organisation": invoice.organisation},
            code="invoice_email_missing",
        )
    endpoint = from_json(invoice.snapshot).buyer.endpoint
    if endpoint is None:
        raise Refused(
            _("Invoice %(number)s holds no Peppol number of the buyer; credit it first.")
            % {"number": invoice.number},
            code="endpoint_missing",
        )
    return ":".join(endpoint)


def begin(delivery: Delivery) -> bool:
    """Note that a delivery is about to be handed over; false when that was done before.

    Refuses one of which nobody knows whether it arrived: a person must find out first.
    """
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.state == Delivery.State.UNKNOWN:
            raise Refused(
                _("It is not known whether this arrived. Find out, and say so at the invoice."),
                code="delivery_unknown",
            )
        if row.state in (Delivery.State.SENT, Delivery.State.DELIVERED):
            return False
        row.state, row.problem = Delivery.State.UNKNOWN, ""
        row.save(update_fields=["state", "problem"])
    return True


def note_sent(delivery: Delivery) -> None:
    """Note that the mail server or access point took a delivery."""
    with transaction.atomic():
        _set(delivery, state=Delivery.State.SENT, sent_at=clock.now(), problem="")
        action = "reminder.sent" if delivery.reminder_id else "invoice.sent"
        audit.record(
            action, delivery.invoice, by=None, channel=delivery.channel, to=delivery.recipient
        )


def note_problem(delivery: Delivery, problem: str, *, is_last: bool) -> None:
    """Note why a delivery was not taken; it waits for its next attempt unless that was the last."""
    state = Delivery.State.FAILED if is_last else Delivery.State.PENDING
    _set(delivery, state=state, problem=problem[:LONGEST])


def note_unknown(delivery: Delivery, problem: str) -> None:
    """Note that nobody knows whether a delivery arrived, and why."""
    _set(delivery, state=Delivery.State.UNKNOWN, problem=problem[:LONGEST])


def note_receipt(delivery: Delivery, *, delivered: bool, at: datetime, problem: str = "") -> bool:
    """Note what the access point answered; false when that was known already."""
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.state in (Delivery.State.DELIVERED, Delivery.State.FAILED):
            return False
        if delivered:
            _set(row, state=Delivery.State.DELIVERED, delivered_at=at, problem="")
        else:
            _set(row, state=Delivery.State.FAILED, problem=problem[:LONGEST])
        action = "invoice.delivered" if delivered else "invoice.delivery_failed"
        audit.record(action, row.invoice, by=None, channel=row.channel, to=row.recipient)
    return True


def settle_delivery(delivery: Delivery, *, arrived: bool, by: User | None) -> Delivery:
    """Say of a delivery that was not known whether it arrived; if not, it may be sent again."""
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.state != Delivery.State.UNKNOWN:
            raise Refused(
                _("Of this delivery is known how it fared: %(state)s.")
                % {"state": row.get_state_display()},
                code="delivery_known",
            )
        if arrived:
            _set(row, state=Delivery.State.SENT, sent_at=clock.now())
        else:
            _set(row, state=Delivery.State.FAILED)
        audit.record("invoice.delivery_settled", row.invoice, by=by, key=row.key, arrived=arrived)
    return row


def _set(delivery: Delivery, **values: Any) -> None:
    """Write the columns of a delivery."""
    for name, value in values.items():
        setattr(delivery, name, value)
    delivery.save(update_fields=list(values))


def _locked(invoice: Invoice) -> Invoice:
    """Return an issued invoice, locked; refuse a draft."""
    rows = Invoice.objects.select_for_update(of=("self",)).select_related("organisation")
    locked = rows.get(pk=invoice.pk)
    if locked.state != Invoice.State.ISSUED:
        raise Refused(_("This invoice is a draft; it was not issued yet."), code="not_issued")
    return locked
