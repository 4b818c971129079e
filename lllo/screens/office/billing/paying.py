"""Forms of payments: recorded by hand, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.formats import day, money
from lllo.invoices.actions import record_payment, reverse_payment
from lllo.invoices.models import Payment
from lllo.invoices.queries import open_amount
from lllo.screens.components.forms import DayField, Form, MoneyField
from lllo.screens.office.billing.changing import OnInvoice
from lllo.screens.office.records.acting import OfficeAction, OnDay
from lllo.screens.office.records.places import address

if TYPE_CHECKING:
    from lllo.people.models import User


class PaymentForm(Form):
    """Money that came in."""

    amount = MoneyField(label=gettext_lazy("Amount"))
    on = DayField(label=gettext_lazy("Received on"))
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        max_length=140,
        required=False,
        help_text=gettext_lazy("As it stands on the statement of the bank."),
    )
    anyway = forms.BooleanField(
        label=gettext_lazy("This is right, although it looks odd"),
        required=False,
        help_text=gettext_lazy("For a second payment alike on one day, or more than is open."),
    )


class PaymentRecord(OnInvoice):
    """A payment for an invoice."""

    title = gettext_lazy("Record a payment")
    form_class = PaymentForm
    refused_fields = {
        "payment_too_much": "amount",
        "payment_noted": "anyway",
        "payment_not_positive": "amount",
        "day_to_come": "on",
    }

    def initial(self) -> dict[str, Any]:
        """Begin with all that is open, today."""
        return {"amount": max(open_amount(self.subject), 0), "on": clock.today()}

    def act(self, form: Any, user: User) -> Any:
        """Record it."""
        return record_payment(self.subject, by=user, **form.cleaned_data)

    def done(self, result: Any) -> tuple[str, str]:
        """Say how much."""
        sentence = _("%(amount)s received was recorded.") % {"amount": money(result.amount)}
        return sentence, address(self.subject)

    def undo(self, result: Any) -> tuple[str, str] | None:
        """Offer to reverse it."""
        return reverse("payment_reverse", args=[result.public_id]), _("Reverse it")


class PaymentReverse(OfficeAction):
    """A payment was recorded wrongly, or the money was returned."""

    title = gettext_lazy("Reverse the payment")
    button = gettext_lazy("Reverse it")
    intro = gettext_lazy("Both rows stay visible; the amount is open again.")
    form_class = OnDay
    model = Payment
    said = gettext_lazy("The payment was reversed; the amount is open again.")
    refused_fields = {"day_to_come": "on"}

    def rows(self) -> Any:
        """Return the payments for invoices that the account sees."""
        return Payment.objects.visible_to(self.user).select_related("invoice")

    def owner(self) -> Any:
        """Return to the invoice."""
        return self.subject.invoice

    def heading(self) -> str:
        """Say which payment."""
        values = {
            "amount": money(self.subject.amount),
            "day": day(self.subject.received_on),
        }
        return _("Reverse: %(amount)s of %(day)s") % values

    def act(self, form: Any, user: User) -> Any:
        """Reverse it."""
        return reverse_payment(self.subject, on=form.day(), by=user)
