"""Forms of an invoice: order number, issue, credit whole or by line, invoice again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.errors import Refused
from lllo.formats import day, money
from lllo.invoices.actions import (
    credit_invoice,
    draft_invoices,
    issue_invoice,
    set_order_number,
)
from lllo.invoices.credit_queries import creditable_lines, owed_back
from lllo.invoices.issue_actions import refuse_unissuable
from lllo.invoices.models import Invoice
from lllo.screens.components.cells import shown
from lllo.screens.components.forms import MoneyField, Preview, WordField
from lllo.screens.office.records.acting import OfficeAction, OnDay
from lllo.screens.office.records.contracts import OrderForm
from lllo.screens.office.records.places import address

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from lllo.invoices.credit_queries import Creditable
    from lllo.people.models import User

YES, NO = "yes", "no"
WHOLE, BY_LINE = "whole", "lines"


def send_field(initial: str = NO) -> WordField:
    """Return the question whether something leaves at once."""
    return WordField(
        label=gettext_lazy("Send at once"),
        choices=[
            (YES, gettext_lazy("yes, by mail or Peppol as the organisation asks")),
            (NO, gettext_lazy("no, I send it later")),
        ],
        initial=initial,
        required=False,
    )


def sent_at_once(form: Any) -> str:
    """Return the answer to that question in words, to look at before it is done."""
    asked = form.fields["send"]
    return str(dict(asked.choices)[form.cleaned_data["send"] or NO])


class OnInvoice(OfficeAction):
    """A form on one invoice."""

    model: ClassVar[Any] = Invoice

    def rows(self) -> Any:
        """Return the invoices with what their sentences name."""
        return super().rows().select_related("organisation", "contract_year__contract")

    def heading(self) -> str:
        """Say which invoice."""
        return f"{self.title}: {self.subject}"


class InvoiceOrder(OnInvoice):
    """The order number of a draft."""

    title = gettext_lazy("Record the order number")
    form_class = OrderForm
    said = gettext_lazy("The order number was recorded on the draft.")
    refused_fields = {"order_number_missing": "purchase_order_number"}

    def initial(self) -> dict[str, Any]:
        """Begin with what is known."""
        invoice = self.subject
        names = ("purchase_order_number", "orderer")
        return {name: getattr(invoice, name) for name in names}

    def act(self, form: Any, user: User) -> Any:
        """Record it."""
        return set_order_number(self.subject, by=user, **form.cleaned_data)


class IssueForm(OnDay):
    """The date of the invoice, and whether it leaves at once."""

    send = send_field(YES)


class InvoiceIssue(OnInvoice):
    """A draft gets its number and never changes again."""

    title = gettext_lazy("Issue the invoice")
    button = gettext_lazy("Go on")
    form_class = IssueForm
    said = gettext_lazy("The invoice was issued.")
    refused_fields = {"day_to_come": "on", "issue_date_before_last": "on"}

    def initial(self) -> dict[str, Any]:
        """Begin with today, and with sending it: what waits is easily forgotten."""
        return {"on": clock.today(), "send": YES}

    def preview(self, form: Any) -> Preview | None:
        """Show what it will say; refuses what could not be issued."""
        invoice = self.subject
        refuse_unissuable(invoice, on=form.day())
        return Preview(
            lines=[
                (_("Organisation"), str(invoice.organisation)),
                (_("Issue date"), day(form.day())),
                (_("Order number"), invoice.purchase_order_number),
                (_("Without VAT"), money(invoice.net_amount)),
                (_("VAT"), shown(invoice.vat_amount, "money")),
                (_("To pay"), shown(invoice.payable_amount, "money")),
                (_("Send at once"), sent_at_once(form)),
            ],
            heads=(_("Invoice line"), _("Amount")),
            rows=[(line.name, money(line.net_amount)) for line in invoice.lines.all()],
            warning=_("It gets a number and does not change any more; a mistake is credited."),
            button=_("Issue"),
        )

    def act(self, form: Any, user: User) -> Any:
        """Issue it."""
        send = form.cleaned_data["send"] == YES
        return issue_invoice(self.subject, on=form.day(), send=send, by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Say its number."""
        return _("Invoice %(number)s was issued.") % {"number": result.number}, address(result)


class CreditForm(OnDay):
    """What is taken back, why, and whether the credit note leaves at once."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("It is printed on the credit note."),
    )
    what = WordField(
        label=gettext_lazy("What is taken back"),
        choices=[
            (WHOLE, gettext_lazy("everything that is left")),
            (BY_LINE, gettext_lazy("only the amounts below, without VAT")),
        ],
        initial=WHOLE,
        required=False,
    )
    send = send_field()

    def __init__(self, *args: Any, lines: Sequence[Creditable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in lines:
            help_text = _("Left to credit: %(amount)s.") % {"amount": money(each.left)}
            field = MoneyField(label=each.line.name, required=False, help_text=help_text)
            self.add_fields({f"line_{each.line.position}": field})
        names = [f"line_{each.line.position}" for each in lines]
        self.order_fields(["reason", "what", *names, "on", "send"])

    def amounts(self) -> dict[int, Decimal | None] | None:
        """Return the net amount for each line that is named; nothing: all that is left."""
        if self.cleaned_data["what"] != BY_LINE:
            return None
        return {
            int(name.removeprefix("line_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("line_") and value is not None
        }

    def clean(self) -> dict[str, Any]:
        """Refuse amounts that would not count, and lines without any amount."""
        data: dict[str, Any] = super().clean() or {}
        named = [name for name, value in data.items() if name.startswith("line_") and value]
        if data.get("what") == BY_LINE and not (named or self.errors):
            self.add_error("what", _("Fill in an amount for at least one line."))
        if data.get("what") != BY_LINE and named:
            self.add_error("what", _("Amounts were filled in: choose “only the amounts below”."))
        return data


class InvoiceCredit(OnInvoice):
    """An invoice is taken back by a credit note, whole or by line."""

    title = gettext_lazy("Credit the invoice")
    button = gettext_lazy("Go on")
    intro = gettext_lazy("The credit note is issued at once; the invoice itself never changes.")
    form_class = CreditForm
    is_dangerous = True
    refused_fields = {
        "reason_missing": "reason",
        "day_to_come": "on",
        "credit_before_invoice": "on",
        "issue_date_before_last": "on",
        "credit_too_much": "what",
        "credit_not_positive": "what",
    }

    def initial(self) -> dict[str, Any]:
        """Begin with today."""
        was_sent = self.subject.deliveries.left().exists()
        return {"on": clock.today(), "what": WHOLE, "send": YES if was_sent else NO}

    def form_options(self) -> dict[str, Any]:
        """Return the lines of which something is left."""
        return {"lines": creditable_lines(self.subject)}

    def preview(self, form: Any) -> Preview | None:
        """Show the credit note as it would be: it is made, looked at, and taken back."""
        with transaction.atomic():
            note = self._credit(form, send=False, user=self.user)
            rows = [(line.name, money(line.net_amount)) for line in note.lines.all()]
            back = owed_back(self.subject)
            transaction.set_rollback(True)
        return Preview(
            lines=[
                (_("Takes back without VAT"), money(note.net_amount)),
                (_("VAT"), shown(note.vat_amount, "money")),
                (_("Takes back"), shown(note.payable_amount, "money")),
                (_("To be paid back"), money(back)),
                (_("Reason"), form.cleaned_data["reason"]),
                (_("Send at once"), sent_at_once(form)),
            ],
            heads=(_("Invoice line"), _("Amount")),
            rows=rows,
            warning=_("A credit note cannot be taken back."),
            button=_("Credit"),
        )

    def _credit(self, form: Any, *, send: bool, user: User) -> Invoice:
        return credit_invoice(
            self.subject,
            lines=form.amounts(),
            on=form.day(),
            reason=form.cleaned_data["reason"],
            send=send,
            by=user,
        )

    def act(self, form: Any, user: User) -> Any:
        """Credit it."""
        return self._credit(form, send=form.cleaned_data["send"] == YES, user=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Say the number of the credit note."""
        sentence = _("Credit note %(number)s was issued.") % {"number": result.number}
        return sentence, address(self.subject)


class InvoiceAgain(OnInvoice):
    """What was credited whole is drafted anew, as agreement and office folders say now."""

    title = gettext_lazy("Invoice again")
    intro = gettext_lazy(
        "A new draft is made of what the agreement says now. Look it through, and issue it when it"
        " is right."
    )
    button = gettext_lazy("Make the draft")

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Draft the contract year; refuses with the reason why it cannot be."""
        year, instalment = self.subject.contract_year, self.subject.instalment
        run = draft_invoices(
            year.starts_on.year, on=clock.today(), only=year, instalment=instalment, by=user
        )
        for each in run.blocked:
            raise Refused(each.reason, code=each.code)
        drafts = [*run.created, *run.renewed, *run.unchanged]
        found = [each for each in drafts if each.instalment == instalment and not each.number]
        if not found:
            raise Refused(
                _("There is nothing to invoice again: what was invoiced still stands."),
                code="nothing_due",
            )
        return found[0]

    def done(self, result: Any) -> tuple[str, str]:
        """Go to the draft."""
        return _("The draft is there. Look it through before it is issued."), address(result)
