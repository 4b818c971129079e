"""The page of an invoice: what it says, what came in, how it left, what may be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from lllo.formats import money
from lllo.invoices.models import Delivery, Invoice
from lllo.invoices.queries import STATUS_LABELS, invoice_rows
from lllo.invoices.validation_queries import with_validation_state
from lllo.odoo.mapping import keys
from lllo.screens.office.billing import sending_parts
from lllo.screens.office.odoo.parts import odoo_part
from lllo.screens.office.records import words
from lllo.screens.office.records.histories import OF_INVOICE, told_of, told_of_odoo
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
    """One invoice or credit note: what it says, what was paid, how it was sent, what is open."""

    def rows(self) -> Any:
        """Return the invoices that the account sees, with what is open and what the rules said."""
        rows = with_validation_state(invoice_rows()).visible_to(self.user)
        sent = Prefetch(
            "deliveries", Delivery.objects.visible_to(self.user).select_related("reminder")
        )
        return rows.select_related("corrects").prefetch_related("credit_notes", sent)

    def screen(self, record: Any) -> Screen:
        """Return the page."""
        return Screen(
            title=_title(record),
            kind=record.get_kind_display(),
            crumbs=to_list(Invoice, self.user),
            lead=str(record.organisation),
            state=words.badge(STATUS_LABELS[record.status], record.status),
            links=allowed(self.user, *_links(record)),
            sections=list(_sections(record, self.user)),
            about=[
                *told_of(record, OF_INVOICE, self.user),
                *([record.corrects] if record.corrects else []),
                told_of_odoo(keys.invoice(record), self.user),
            ],
        )


def _sections(invoice: Any, user: User) -> list[Section]:
    """Return the parts of the page; what was never issued cannot have been sent or paid."""
    found = [_facts(invoice), _lines(invoice), *_vat(invoice)]
    if invoice.state == Invoice.State.DRAFT:
        return found
    if invoice.kind == Invoice.Kind.INVOICE:
        found.append(_payments(invoice, user))
    found.append(sending_parts.deliveries(invoice, user))
    if invoice.kind == Invoice.Kind.INVOICE:
        found.append(sending_parts.reminders(invoice, user))
    found.append(sending_parts.validation(invoice, user))
    return [*found, *odoo_part(invoice, "invoice_odoo", invoice.public_id, user)]


def _title(invoice: Any) -> str:
    """Return the number, or whose draft it is."""
    return invoice.number or _("Draft for %(organisation)s") % {
        "organisation": invoice.organisation
    }


def _links(invoice: Any) -> list[Link | None]:
    """Return what can be done with an invoice as it stands, and its papers."""
    key = invoice.public_id
    if invoice.state == Invoice.State.DRAFT:
        billing = to(_("Billing data"), "organisation_billing", invoice.organisation.public_id)
        return [
            to(_("Issue"), "invoice_issue", key, is_main=True),
            to(_("Order number"), "invoice_order", key),
            billing,
        ]
    papers = [
        to(label, name, key, roles=InvoicePage.roles)
        for label, name in (
            (_("As a page"), "invoice_document"),
            ("PDF", "invoice_pdf"),
            ("XML", "invoice_xml"),
        )
    ]
    return [*_next(invoice), *papers]


def _next(invoice: Any) -> list[Link | None]:
    """Return what is done next with what was issued: sent, paid, credited, invoiced again."""
    key = invoice.public_id
    was_sent = any(each.reminder_id is None for each in invoice.deliveries.all())
    send = None if was_sent else to(_("Send"), "invoice_send", key, is_main=True)
    if invoice.kind == Invoice.Kind.CREDIT_NOTE:
        return [send]
    is_paid = invoice.paid_amount >= invoice.payable_amount
    pay = to(_("Record a payment"), "payment_record", key, is_main=was_sent)
    if invoice.credited_amount >= invoice.payable_amount:
        return [None if is_paid else pay, to(_("Invoice again"), "invoice_again", key)]
    return [send, None if is_paid else pay, to(_("Credit"), "invoice_credit", key)]


def _facts(invoice: Any) -> Section:
    """Return to whom, for what, when and how much."""
    contract = invoice.contract_year.contract
    notes = [words.text(each, address(each)) for each in invoice.credit_notes.all()]
    corrects = invoice.corrects
    facts = [
        (_("Organisation"), words.organisation(invoice.organisation)),
        (_("Agreement"), words.text(contract, address(contract))),
        (_("Contract year"), words.number(invoice.contract_year.number)),
        (_("Instalment"), words.number(invoice.instalment)),
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
        Heading(label=_("Invoice line")),
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


def _vat(invoice: Any) -> list[Section]:
    """Return the VAT by rate as it was issued; a draft has none yet."""
    rows = [
        (
            words.text(total.category, hint=total.exemption_reason),
            words.number(total.rate),
            words.money(total.taxable_amount),
            words.money(total.tax_amount),
        )
        for total in invoice.vat_totals.all()
    ]
    headings = [
        Heading(label=_("VAT category")),
        Heading(label=_("VAT %"), kind="number"),
        Heading(label=_("Over"), kind="money"),
        Heading(label=_("VAT"), kind="money"),
    ]
    table = Table(headings=headings, rows=rows)
    return [Section(code="btw", title=_("VAT by rate"), table=table)] if rows else []


def _payments(invoice: Any, user: User) -> Section:
    """Return what came in, and what was taken back."""
    payments = list(invoice.payments.order_by("received_on", "pk"))
    taken_back = {each.reverses_id for each in payments}
    rows = [_payment(each, user, is_final=each.pk in taken_back) for each in payments]
    headings = [
        Heading(label=_("Received on")),
        Heading(label=_("Reference")),
        Heading(label=_("Amount"), kind="money"),
    ]
    intro = ""
    if invoice.open_amount < 0:
        intro = _("%(amount)s is owed back to the organisation.") % {
            "amount": money(-invoice.open_amount)
        }
    return Section(
        code="betalingen",
        title=_("Payments"),
        intro=intro,
        table=Table(headings=headings, rows=rows),
        empty=_("Nothing came in yet."),
    )


def _payment(payment: Any, user: User, *, is_final: bool) -> tuple[words.Cell, ...]:
    """Return a payment, with the way to reverse it while it stands."""
    stands = not (payment.reverses_id or is_final)
    href = reverse("payment_reverse", args=[payment.public_id])
    undo = Link(label=_("Reverse"), href=href, about=money(payment.amount))
    source = payment.get_source_display()
    return (
        words.day(payment.received_on),
        words.text(payment.reference, hint=_("reversal") if payment.reverses_id else source),
        words.Cell(value=payment.amount, kind="money", links=allowed(user, undo) if stands else ()),
    )
