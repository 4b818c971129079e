"""The invoices of the demo: a run in March, one for the late joiner, payments, a credit note."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from lllo import clock
from lllo.demo import data
from lllo.demo.story import moment
from lllo.invoices import actions as invoices
from lllo.invoices.delivery_actions import note_sent
from lllo.invoices.draft_actions import draft_invoices, set_order_number
from lllo.invoices.models import Delivery, Invoice
from lllo.invoices.queries import draft_of
from lllo.rules.money import to_cents

if TYPE_CHECKING:
    from datetime import date

    from lllo.demo.story import Story


def bill(story: Story) -> None:
    """Run the invoices of the year; one organisation stays blocked for want of an order number.

    What the last run issued was not sent yet, so that there is something to send.
    """
    _run(story, data.INVOICED_ON)
    _send(data.INVOICED_ON)
    _credit(story)
    _send(data.CREDITED_ON + timedelta(days=1))
    _pay(story)
    _run(story, data.INVOICED_LATE_ON)


def _run(story: Story, on: date) -> None:
    with clock.at(moment(on)):
        draft_invoices(data.YEAR, on=on, by=story.office)
        invoices.issue_drafts(data.YEAR, on=on, send=on == data.INVOICED_ON, by=story.office)


def _send(on: date) -> None:
    """Let what waits have been taken by the mail server, soon after it was handed over."""
    with clock.at(moment(on, "10:05")):
        for delivery in Delivery.objects.filter(state=Delivery.State.PENDING).order_by("pk"):
            note_sent(delivery)


def _invoice(story: Story, name: str) -> Invoice:
    organisation = story.parties.organisations[name]
    return (
        Invoice.objects.issued()
        .for_organisation(organisation)
        .filter(kind=Invoice.Kind.INVOICE)
        .order_by("-revision")[0]
    )


def _credit(story: Story) -> None:
    """Credit the invoice with the wrong order number, and make a new one with the right number."""
    with clock.at(moment(data.CREDITED_ON)):
        invoices.credit_invoice(
            _invoice(story, data.CREDITED_HOST),
            on=data.CREDITED_ON,
            reason="Verkeerd ordernummer",
            send=True,
            by=story.office,
        )
    on = data.CREDITED_ON + timedelta(days=1)
    with clock.at(moment(on)):
        draft_invoices(data.YEAR, on=on, by=story.office)
        draft = draft_of(story.contracts[data.CREDITED_HOST].number, data.YEAR)
        set_order_number(draft, purchase_order_number="4500-0099137", by=story.office)
        invoices.issue_invoice(draft, on=on, send=True, by=story.office)


def _pay(story: Story) -> None:
    for name, on, percent in data.PAYERS:
        invoice = _invoice(story, name)
        assert invoice.payable_amount is not None
        with clock.at(moment(on)):
            invoices.record_payment(
                invoice,
                amount=to_cents(invoice.payable_amount * Decimal(percent) / 100),
                on=on,
                reference=invoice.number or "",
                by=story.office,
            )
