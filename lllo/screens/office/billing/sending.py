"""Forms that send: an invoice with its mail in sight, once more, a reminder; and a check."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.errors import LlloError, Refused
from lllo.invoices.actions import (
    hold_invoice,
    lift_hold,
    resend_invoice,
    send_invoice,
    send_reminders,
    settle_delivery,
)
from lllo.invoices.batch_actions import ask_check
from lllo.invoices.billing_queries import delivery_addresses
from lllo.invoices.models import Delivery, Hold, Reminder
from lllo.invoices.reminders import proposals
from lllo.mail.invoice import preview
from lllo.screens.components.forms import DayField, Form, WordField
from lllo.screens.office.billing.changing import OnInvoice
from lllo.screens.office.records.acting import OfficeAction

if TYPE_CHECKING:
    from datetime import date

    from lllo.invoices.reminders import Proposal
    from lllo.mail.letter import Letter
    from lllo.people.models import User

ARRIVED, LOST = "arrived", "lost"


class OnIssued(OnInvoice):
    """A form on what was issued: there is nothing to send or to check of a draft."""

    def rows(self) -> Any:
        """Return what was issued, with all that its mail says."""
        contract = "contract_year__contract__edition__programme"
        return super().rows().issued().select_related("pdf", "xml", contract)


class WithLetter(OnIssued):
    """A form that shows the mail before it is sent."""

    template_name = "office/billing/letter.html"

    def letter(self) -> Letter:
        """Return the mail as it would be sent."""
        return preview(self.subject)

    def page_context(self) -> dict[str, Any]:
        """Show the mail, or the sentence that says why there is none."""
        try:
            letter, trouble = self.letter(), ""
        except LlloError as error:  # a template of the office that cannot be used
            letter, trouble = None, str(error)
        return {
            "letter": letter,
            "trouble": trouble,
            "addresses": delivery_addresses(self.subject.organisation),
            "organisation": self.subject.organisation,
        }


class InvoiceSend(WithLetter):
    """What was issued leaves for the first time."""

    title = gettext_lazy("Send")
    button = gettext_lazy("Send it")
    said = gettext_lazy("It is on its way; the page of the invoice shows how it fares.")

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Hand it over; refuses what was handed over before."""
        if self.subject.deliveries.filter(reminder__isnull=True).exists():
            sentence = _("%(number)s was handed over before; send it again on its page.")
            raise Refused(sentence % {"number": self.subject.number}, code="sent_before")
        return send_invoice(self.subject, by=user)


class ResendForm(Form):
    """Over which channel it goes once more."""

    channel = WordField(label=gettext_lazy("Channel"), choices=Delivery.Channel.choices)


class InvoiceResend(WithLetter):
    """The same documents once more; nothing is made again."""

    title = gettext_lazy("Send again")
    intro = gettext_lazy("The same documents leave once more, to the address that is known now.")
    button = gettext_lazy("Send it again")
    form_class = ResendForm
    said = InvoiceSend.said
    refused_fields = {
        "delivery_open": "channel",
        "invoice_email_missing": "channel",
        "endpoint_missing": "channel",
    }

    def initial(self) -> dict[str, Any]:
        """Begin with the channel of the last sending."""
        last = self.subject.deliveries.filter(reminder__isnull=True).first()
        return {"channel": last.channel if last else Delivery.Channel.MAIL}

    def act(self, form: Any, user: User) -> Any:
        """Hand it over once more."""
        return resend_invoice(self.subject, channel=form.cleaned_data["channel"], by=user)


class SettleForm(Form):
    """What somebody found out."""

    outcome = WordField(
        label=gettext_lazy("What you found out"),
        choices=[
            (ARRIVED, gettext_lazy("it arrived")),
            (LOST, gettext_lazy("it did not arrive; it may be sent again")),
        ],
    )


class DeliverySettle(OfficeAction):
    """Of a sending nobody knows whether it arrived, and somebody found out."""

    title = gettext_lazy("Say how it fared")
    intro = gettext_lazy(
        "Arrived: it counts as sent. Not arrived: it counts as failed, and the page of the invoice"
        " offers to send it again. This is said once; it cannot be taken back."
    )
    form_class = SettleForm
    model = Delivery
    said = gettext_lazy("This was recorded at the invoice.")

    def rows(self) -> Any:
        """Return the sendings of the invoices that the account sees."""
        return super().rows().select_related("invoice__organisation")

    def owner(self) -> Any:
        """Return to the invoice."""
        return self.subject.invoice

    def page_context(self) -> dict[str, Any]:
        """Show which sending it is about."""
        sending = self.subject
        return {
            "facts": [
                (_("Invoice"), sending.invoice),
                (_("Organisation"), sending.invoice.organisation),
                (_("Sent to"), f"{sending.get_channel_display()}: {sending.recipient}"),
                (_("Asked at"), sending.asked_at),
                (_("State"), sending.get_state_display()),
                *([(_("Problem"), sending.problem)] if sending.problem else []),
            ]
        }

    def act(self, form: Any, user: User) -> Any:
        """Note it."""
        arrived = form.cleaned_data["outcome"] == ARRIVED
        return settle_delivery(self.subject, arrived=arrived, by=user)


class HoldForm(Form):
    """Why nobody is reminded for a while."""

    kind = WordField(label=gettext_lazy("Disputed or paused"), choices=Hold.Kind.choices)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("What is disputed, or what was agreed and with whom."),
    )
    until = DayField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("From this day on reminders go out again; empty: until released."),
    )


class InvoiceHold(OnIssued):
    """Reminders wait: the invoice is disputed, or something else was agreed."""

    title = gettext_lazy("Hold reminders back")
    form_class = HoldForm
    said = gettext_lazy("Nobody is reminded of this invoice for now.")
    refused_fields = {"reason_missing": "reason"}

    def act(self, form: Any, user: User) -> Any:
        """Hold it."""
        return hold_invoice(self.subject, by=user, **form.cleaned_data)


class InvoiceRelease(OnIssued):
    """Reminders go out again."""

    title = gettext_lazy("Remind of it again")
    intro = gettext_lazy("From now on the ladder of reminders counts again for this invoice.")
    button = gettext_lazy("Release")
    said = gettext_lazy("This invoice is reminded of again.")

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Lift the hold."""
        return lift_hold(self.subject, by=user)


class InvoiceRemind(WithLetter):
    """The step of the ladder that is due for one invoice, with its mail to look at."""

    title = gettext_lazy("Remind")
    button = gettext_lazy("Send the reminder")
    said = gettext_lazy("The reminder is on its way.")

    def prepare(self) -> None:
        """Look up which step is due."""
        super().prepare()
        found = proposals(clock.today(), {self.subject.pk})
        self.proposal: Proposal | None = found[0] if found else None

    def letter(self) -> Letter:
        """Return the mail of the step that is due."""
        if self.proposal is None or self.proposal.reason:
            raise _why_not(self.proposal)
        return letter_of(self.proposal, on=clock.today())

    def page_context(self) -> dict[str, Any]:
        """Show the mail and its address; a reminder goes by mail only."""
        mail = self.proposal.recipient if self.proposal else ""
        return {**super().page_context(), "addresses": [(_("mail"), mail)]}

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Take the step."""
        found = send_reminders(on=clock.today(), invoices={self.subject.pk}, by=user)
        if not found or found[0].reason:
            raise _why_not(found[0] if found else None)
        return found


def _why_not(proposal: Proposal | None) -> Refused:
    """Return the refusal of a reminder that is not due, or that something holds back."""
    if proposal is None:
        return Refused(_("No reminder is due."), code="no_reminder_due")
    return Refused(proposal.reason, code=proposal.code)


def letter_of(proposal: Proposal, *, on: date) -> Letter:
    """Return the mail of a step that is due on a day, before it is taken."""
    step = Reminder(
        invoice=proposal.invoice,
        level=proposal.level,
        name=proposal.step.name,
        template=proposal.step.template,
        reminded_on=on,
        open_amount=proposal.open_amount,
    )
    return preview(proposal.invoice, step)


class InvoiceCheck(OnIssued):
    """The official rules are run over the XML, by the worker."""

    title = gettext_lazy("Check the e-invoice")
    intro = gettext_lazy(
        "The official rules are run over the XML in the background. Without rules that are set up"
        " it stays “not checked”."
    )
    button = gettext_lazy("Check now")

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Ask for it."""
        return ask_check([self.subject], key=uuid.uuid4(), by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Go where it is seen."""
        return _("The check is asked for."), reverse("invoice_batch", args=[result.public_id])
