"""The page of an invoice, and its forms: order number, issue, credit, payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.formats import day, money
from lllo.invoices.actions import (
    credit_invoice,
    issue_invoice,
    record_payment,
    reverse_payment,
    set_order_number,
)
from lllo.invoices.models import Invoice, Payment
from lllo.invoices.queries import STATUS_LABELS, invoice_rows, open_amount
from lllo.screens.components.forms import DayField, Form, MoneyField, Preview
from lllo.screens.office.records import words
from lllo.screens.office.records.acting import OfficeAction, OnDay, WithReason
from lllo.screens.office.records.contracts import OrderForm
from lllo.screens.office.records.page import (
    Heading,
    Link,
    RecordPage,
    Screen,
    Section,
    Table,
    allowed,
    to,
)
from lllo.screens.office.records.places import address, to_list

if TYPE_CHECKING:
    from lllo.people.models import User


class InvoicePage(RecordPage):
    """One invoice or credit note: what it says, what was paid, what is open."""

    def rows(self) -> Any:
        """Return the invoices that the account sees, with what is open of them."""
        return invoice_rows().visible_to(self.user).select_related("corrects")

    def screen(self, record: Any) -> Screen:
        """Return the page."""
        return Screen(
            title=_title(record),
            kind=record.get_kind_display(),
            crumbs=to_list(Invoice, self.user),
            state=words.badge(STATUS_LABELS[record.status], record.status),
            links=allowed(self.user, *_links(record)),
            sections=[
                _facts(record),
                _lines(record),
                _payments(record, self.user),
            ],
            about=[record, *([record.corrects] if record.corrects else [])],
        )


def _title(invoice: Any) -> str:
    """Return the number, or whose draft it is."""
    return invoice.number or _("Draft for %(organisation)s") % {
        "organisation": invoice.organisation
    }


def _links(invoice: Any) -> list[Link | None]:
    """Return what can be done with an invoice as it stands."""
    key = invoice.public_id
    if invoice.state == Invoice.State.DRAFT:
        return [
            to(_("Issue"), "invoice_issue", key, is_main=True),
            to(_("Order number"), "invoice_order", key),
        ]
    pdf = to("PDF", "invoice_pdf", key, roles=InvoicePage.roles)
    if invoice.kind == Invoice.Kind.CREDIT_NOTE:
        return [pdf]
    is_paid = invoice.paid_amount >= invoice.payable_amount
    pay = to(_("Record a payment"), "payment_record", key, is_main=True)
    credit = to(_("Credit"), "invoice_credit", key)
    is_credited = invoice.credited_amount >= invoice.payable_amount
    return [None if is_paid else pay, pdf, None if is_credited else credit]


def _facts(invoice: Any) -> Section:
    """Return to whom, for what, when and how much."""
    contract = invoice.contract_year.contract
    notes = [words.text(each, address(each)) for each in invoice.credit_notes.all()]
    corrects = invoice.corrects
    facts = [
        (_("Organisation"), words.organisation(invoice.organisation)),
        (_("Agreement"), words.text(contract, address(contract))),
        (_("Contract year"), words.number(invoice.contract_year.number)),
        (_("Period starts on"), words.day(invoice.period_starts_on)),
        (
            _("Up to and including"),
            words.day(words.last_day(invoice.period_starts_on, invoice.period_ends_on)),
        ),
        (_("Order number"), words.text(invoice.purchase_order_number)),
        (_("Orderer"), words.text(invoice.orderer)),
        (_("Issue date"), words.day(invoice.issue_date)),
        (_("To be paid on"), words.day(invoice.due_date)),
        *([(_("Takes back"), words.text(corrects, address(corrects)))] if corrects else []),
        *[(_("Credited by"), note) for note in notes],
        *([(_("Reason"), words.text(invoice.reason))] if invoice.reason else []),
    ]
    return Section(code="gegevens", title=_("Data"), facts=facts)


def _lines(invoice: Any) -> Section:
    """Return the lines with VAT and totals."""
    rows = [
        (
            words.text(line.name, hint=line.description),
            words.number(line.quantity),
            words.money(line.unit_price),
            words.number(line.vat_rate),
            words.money(line.net_amount),
        )
        for line in invoice.lines.order_by("position")
    ]
    facts = [
        (_("Without VAT"), words.money(invoice.net_amount)),
        (_("VAT"), words.money(invoice.vat_amount)),
        (_("To pay"), words.money(invoice.payable_amount)),
        (_("Credited"), words.money(invoice.credited_amount)),
        (_("Paid"), words.money(invoice.paid_amount)),
        (_("Open"), words.money(invoice.open_amount)),
    ]
    headings = [
        Heading(label=_("Line")),
        Heading(label=_("Quantity"), kind="number"),
        Heading(label=_("Price"), kind="money"),
        Heading(label=_("VAT %"), kind="number"),
        Heading(label=_("Amount"), kind="money"),
    ]
    return Section(
        code="regels",
        title=_("Lines and totals"),
        table=Table(headings=headings, rows=rows),
        facts=facts,
    )


def _payments(invoice: Any, user: User) -> Section:
    """Return what came in, and what was taken back."""
    payments = list(invoice.payments.order_by("received_on", "pk"))
    taken_back = {each.reverses_id for each in payments}
    rows = [
        (
            words.day(payment.received_on),
            words.text(
                payment.reference,
                hint=_("reversal") if payment.reverses_id else "",
            ),
            words.Cell(
                value=payment.amount,
                kind="money",
                links=()
                if payment.reverses_id or payment.pk in taken_back
                else allowed(
                    user,
                    to(
                        _("Reverse"),
                        "payment_reverse",
                        payment.public_id,
                        about=money(payment.amount),
                    ),
                ),
            ),
        )
        for payment in payments
    ]
    headings = [
        Heading(label=_("Received on")),
        Heading(label=_("Reference")),
        Heading(label=_("Amount"), kind="money"),
    ]
    return Section(
        code="betalingen",
        title=_("Payments"),
        table=Table(headings=headings, rows=rows),
        empty=_("Nothing came in yet."),
    )


class OnInvoice(OfficeAction):
    """A form on one invoice."""

    model = Invoice

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


class InvoiceIssue(OnInvoice):
    """A draft gets its number and never changes again."""

    title = gettext_lazy("Issue the invoice")
    button = gettext_lazy("Go on")
    form_class = OnDay
    said = gettext_lazy("The invoice was issued.")
    refused_fields = {"day_to_come": "on", "issue_date_before_last": "on"}

    def initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": clock.today()}

    def preview(self, form: Any) -> Preview | None:
        """Show what it will say."""
        invoice = self.subject
        return Preview(
            lines=[
                (_("Organisation"), str(invoice.organisation)),
                (_("Issue date"), day(form.day())),
                (_("Order number"), invoice.purchase_order_number),
            ],
            heads=(_("Line"), _("Amount")),
            rows=[(line.name, money(line.net_amount)) for line in invoice.lines.all()],
            warning=_("It gets a number and does not change any more; a mistake is credited."),
            button=_("Issue"),
        )

    def act(self, form: Any, user: User) -> Any:
        """Issue it."""
        return issue_invoice(self.subject, on=form.day(), by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Say its number."""
        return _("Invoice %(number)s was issued.") % {"number": result.number}, address(result)


class InvoiceCredit(OnInvoice):
    """An invoice is taken back by a credit note."""

    title = gettext_lazy("Credit the invoice")
    button = gettext_lazy("Go on")
    intro = gettext_lazy("The credit note is issued at once and takes the whole invoice back.")
    form_class = WithReason
    is_dangerous = True
    refused_fields = {
        "reason_missing": "reason",
        "day_to_come": "on",
        "credit_before_invoice": "on",
        "issue_date_before_last": "on",
    }

    def initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": clock.today()}

    def preview(self, form: Any) -> Preview | None:
        """Show what is taken back, and what must be paid back."""
        row = invoice_rows().get(pk=self.subject.pk)
        return Preview(
            lines=[
                (_("Takes back"), money(row.payable_amount - row.credited_amount)),
                (_("To be paid back"), money(row.paid_amount)),
                (_("Reason"), form.cleaned_data["reason"]),
            ],
            warning=_("A credit note cannot be taken back; the next run drafts the year again."),
            button=_("Credit"),
        )

    def act(self, form: Any, user: User) -> Any:
        """Credit it."""
        reason = form.cleaned_data["reason"]
        return credit_invoice(self.subject, on=form.day(), reason=reason, by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Say the number of the credit note."""
        sentence = _("Credit note %(number)s was issued.") % {"number": result.number}
        return sentence, address(self.subject)


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
        own = Invoice.objects.visible_to(self.user)
        return Payment.objects.filter(invoice__in=own).select_related("invoice")

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
