"""The list of invoices and credit notes: to issue, to send, open and overdue."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import django_filters
from django.db.models import (
    Case,
    DateField,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.contracts.models import ContractYear
from lllo.errors import Refused
from lllo.formats import money
from lllo.invoices.batch_actions import CHECK, ISSUE, ask_check, ask_issue
from lllo.invoices.billing_queries import delivery_addresses
from lllo.invoices.delivery_actions import send_invoice
from lllo.invoices.issue_actions import refuse_unissuable
from lllo.invoices.models import Delivery, Invoice, Validation
from lllo.invoices.queries import STATUS_LABELS, invoice_rows
from lllo.invoices.reminder_actions import send_reminders
from lllo.invoices.validation_queries import with_validation_state
from lllo.invoices.waiting_queries import held_up
from lllo.outbox.queries import unfinished_batches
from lllo.people.models import Organisation
from lllo.rules.money import ZERO
from lllo.screens.components.crumbs import HeadAction
from lllo.screens.components.forms import Form, WordField
from lllo.screens.components.lists import Column
from lllo.screens.list_parts import (
    CaseFilter,
    PickFilter,
    WordFilter,
    YearFilter,
    day_column,
    link,
    text_column,
)
from lllo.screens.office.lists.base import OfficeList, badge
from lllo.screens.office.lists.doing import OnDay, bulk, named, refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from lllo.people.models import User
    from lllo.screens.components.lists import Cell

DELIVERED = {Delivery.State.DELIVERED: "good", Delivery.State.SENT: "good"}
STUCK = (Delivery.State.FAILED, Delivery.State.UNKNOWN)


def with_delivery(invoices: QuerySet[Any]) -> QuerySet[Any]:
    """Add ``delivery``: how the last sending of the invoice itself fared, or ``None``."""
    sent = Delivery.objects.filter(invoice=OuterRef("pk"), reminder__isnull=True)
    last = sent.order_by("-asked_at", "-pk").values("state")[:1]
    return invoices.annotate(delivery=Subquery(last))


def with_signs(invoices: QuerySet[Any]) -> QuerySet[Any]:
    """Add ``net`` and ``payable``: below zero on a credit note, so that they can be added up."""
    money: DecimalField[Any, Any] = DecimalField(max_digits=12, decimal_places=2)
    note = Q(kind=Invoice.Kind.CREDIT_NOTE)
    return invoices.annotate(
        net=Case(When(note, then=-F("net_amount")), default="net_amount", output_field=money),
        payable=Case(
            When(note, then=-F("payable_amount")), default="payable_amount", output_field=money
        ),
    )


def not_sent(invoices: QuerySet[Any]) -> QuerySet[Any]:
    """Return what was issued, never handed over to be sent, and has to be.

    What is paid or wholly credited needs no sending, nor does a credit note of what
    never left. The rows know their balance, as ``with_balance`` gives it.
    """
    sent = Delivery.objects.filter(invoice=OuterRef("pk"), reminder__isnull=True)
    corrected = Delivery.objects.filter(invoice=OuterRef("corrects"), reminder__isnull=True)
    is_open = Q(open_amount__gt=ZERO)  # asked first: of most nothing is open
    is_note = Q(Exists(corrected), kind=Invoice.Kind.CREDIT_NOTE, state=Invoice.State.ISSUED)
    return invoices.filter(is_open | is_note).filter(~Exists(sent))


def stuck(invoices: QuerySet[Any]) -> QuerySet[Any]:
    """Return what did not arrive, or of which nobody knows."""
    ever = Delivery.objects.filter(reminder__isnull=True, state__in=STUCK)
    return invoices.filter(pk__in=ever.values("invoice"), delivery__in=STUCK)


class InvoiceFilters(django_filters.FilterSet):
    """What the list of invoices is narrowed by."""

    status = WordFilter("status", _("State"), list(STATUS_LABELS.items()))
    soort = WordFilter("kind", _("Kind"), Invoice.Kind.choices)
    jaar = YearFilter(ContractYear, "starts_on", _("Contract year starts in"), "contract_year")
    verzonden = CaseFilter(
        _("Sending"),
        {
            "nee": (_("not sent yet"), not_sent),
            "bezig": (
                _("on its way"),
                lambda rows: rows.filter(delivery=Delivery.State.PENDING),
            ),
            "ja": (_("sent"), lambda rows: rows.filter(delivery__in=list(DELIVERED))),
            "vast": (_("did not arrive"), stuck),
        },
    )
    kanaal = WordFilter("organisation__invoice_channel", _("Channel"), Organisation.Channel.choices)
    controle = WordFilter("validation_state", _("Check"), Validation.State.choices)
    organisatie = PickFilter(
        "organisation",
        _("Organisation"),
        Organisation.objects.filter(pk__in=Invoice.objects.values("organisation")),
    )
    ontbreekt = CaseFilter(
        _("Missing"),
        {
            "ordernummer": (_("order number"), lambda rows: rows.lacking_order_number()),
            "iets": (_("anything that keeps a draft from being issued"), held_up),
        },
    )


class InBatch(Form):
    """A form of which the rows go to the worker together, under one key."""

    def clean(self) -> dict[str, Any]:
        """Give the batch its key."""
        return {**(super().clean() or {}), "batch": uuid.uuid4()}


class IssueForm(InBatch, OnDay):
    """Asks for the date of the invoices, and whether they leave at once."""

    send = WordField(
        label=_("Send at once"),
        choices=[
            ("yes", _("yes, by mail or Peppol as each organisation asks")),
            ("no", _("no, only issue them")),
        ],
        initial="yes",
    )


def issue(invoice: Invoice, data: Mapping[str, Any], user: User) -> object:
    """Let the worker issue one draft."""
    send = data["send"] == "yes"
    return ask_issue([invoice], on=data["on"], send=send, key=data["batch"], by=user)


def check(invoice: Invoice, data: Mapping[str, Any], user: User) -> object:
    """Let the worker run the official rules over one invoice."""
    return ask_check([invoice], key=data["batch"], by=user)


def why_not_check(invoice: Invoice, _data: Mapping[str, Any], _user: User) -> str:
    """Return why there is nothing to check."""
    if invoice.state == Invoice.State.ISSUED:
        return ""
    return gettext("This invoice is a draft; it was not issued yet.")


def with_address(invoice: Invoice) -> str:
    """Return an invoice with where it goes."""
    ways = (f"{way}: {to or '–'}" for way, to in delivery_addresses(invoice.organisation))
    return f"{named(invoice)} → {', '.join(ways)}"


def to_be_paid(invoice: Invoice) -> str:
    """Return the amount of a draft: what is issued is what the preview showed."""
    if invoice.payable_amount is None:
        return gettext("VAT not known yet")
    return gettext("%(amount)s to pay") % {"amount": money(invoice.payable_amount)}


def together(invoices: Sequence[Invoice]) -> str:
    """Return what drafts come to."""
    total = sum((each.payable_amount or ZERO for each in invoices), ZERO)
    return gettext("Together %(amount)s to pay.") % {"amount": money(total)}


def why_not_issue(invoice: Invoice, data: Mapping[str, Any], _user: User) -> str:
    """Return why a draft cannot be issued; no number is taken and no document made for this."""
    return refusal(lambda: refuse_unissuable(invoice, on=data["on"]))


def send(invoice: Invoice, _data: Mapping[str, Any], user: User) -> object:
    """Hand one invoice over to be sent; refuses one that was."""
    if invoice.deliveries.filter(reminder__isnull=True).exists():
        sentence = gettext("%(number)s was handed over before; send it again on its page.")
        raise Refused(sentence % {"number": invoice.number}, code="sent_before")
    return send_invoice(invoice, by=user)


def remind(invoice: Invoice, data: Mapping[str, Any], user: User) -> None:
    """Take the step of the ladder that is due for one invoice."""
    found = send_reminders(on=data["on"], invoices={invoice.pk}, by=user)
    if not found:
        raise Refused(gettext("No reminder is due."), code="no_reminder_due")
    if found[0].reason:
        raise Refused(found[0].reason, code=found[0].code)


def organisation(invoice: Any) -> Cell:
    """Return whose invoice it is, with its agreement below it."""
    year = invoice.contract_year
    hint = f"{year.contract.number} · {year.package_name}"
    buyer = invoice.organisation
    return link(buyer.name, "organisation", buyer.public_id, hint=hint)


def status(invoice: Any) -> Cell:
    """Return the state as the office says it; a credit note is called so."""
    if invoice.kind == Invoice.Kind.CREDIT_NOTE:
        return badge(invoice.get_kind_display(), "settled")
    return badge(STATUS_LABELS[invoice.status], invoice.status)


def checked_status(invoice: Any) -> Cell:
    """Return the state, and that the official rules found fault with the e-invoice."""
    found = status(invoice)
    if invoice.validation_state == Validation.State.INVALID:
        return replace(found, hint=_("the e-invoice is not valid"))
    return found


def delivery(invoice: Any) -> Cell | None:
    """Return how the sending fared."""
    if invoice.delivery is None:
        return None
    return badge(Delivery.State(invoice.delivery).label, f"delivery_{invoice.delivery}")


def validation(invoice: Any) -> object:
    """Return what the official rules said; a draft has no e-invoice."""
    is_draft = invoice.state == Invoice.State.DRAFT
    return "" if is_draft else Validation.State(invoice.validation_state).label


class Invoices(OfficeList):
    """All invoices and credit notes, the newest first."""

    title = _("Invoices")
    url_name = "invoices"
    export_name = "facturen"
    template_name = "office/billing/list.html"
    order = "-datum"
    filterset_class = InvoiceFilters
    search = (
        "number",
        "organisation__name_key__plain",
        "organisation__kvk_number__startswith",
        "purchase_order_number",
        "contract_year__contract__number",
    )
    search_hint = _("Number, organisation, order number or agreement.")
    empty = _("There are no invoices yet. They are drafted for the agreements that are due.")
    empty_action = HeadAction(label=_("Invoice run"), href=reverse_lazy("invoice_run"))
    makes = {"invoice_run": _("Invoice run"), "invoice_ageing": _("Ageing")}
    downloads = (
        HeadAction(
            label=_("PDF and XML of these invoices (zip)"), href=reverse_lazy("invoice_papers")
        ),
        HeadAction(
            label=_("For finance: ledger accounts (xlsx)"), href=reverse_lazy("invoice_ledger")
        ),
    )
    columns = (
        Column(
            key="nummer",
            label=_("Number"),
            value=lambda row: link(row.number or _("draft"), "invoice", row.public_id),
            plain=lambda row: row.number or "",
            sort=("number", "period_starts_on"),
            is_short=True,
        ),
        Column(
            key="organisatie",
            label=_("Organisation"),
            value=organisation,
            sort="organisation__name_key",
            is_wide=True,
        ),
        Column(key="status", label=_("State"), value=checked_status, sort="status", kind="badge"),
        Column(
            key="datum",
            label=_("Date"),
            value=lambda row: row.issue_date,
            sort=("dated", "number"),
            kind="day",
        ),
        day_column("vervalt", _("Due on"), "due_date", is_spare=True),
        Column(
            key="verzonden",
            label=_("Sending"),
            value=delivery,
            sort="delivery",
            kind="badge",
            is_extra=True,
        ),
        text_column(
            "order", _("Order number"), "purchase_order_number", is_extra=True, is_short=True
        ),
        text_column("netto", _("Without VAT"), "net", kind="money", total="net", is_extra=True),
        text_column("bedrag", _("To pay"), "payable", kind="money", total="payable", is_spare=True),
        text_column("open", _("Open"), "open_amount", kind="money", total="open_amount"),
    )
    sheet_columns = (
        Column(key="controle", label=_("Check"), value=validation),
        Column(key="soort", label=_("Kind"), value=lambda row: row.get_kind_display()),
        Column(
            key="overeenkomst",
            label=_("Agreement"),
            value=lambda row: row.contract_year.contract.number,
        ),
        Column(key="pakket", label=_("Package"), value=lambda row: row.contract_year.package_name),
    )
    bulk = (
        bulk(
            "uitgeven",
            _("Issue drafts"),
            issue,
            judge=why_not_issue,
            standing=to_be_paid,
            sum_up=together,
            form_class=IssueForm,
            intro=_(
                "Each draft gets its number and its documents; nothing of it changes after that."
            ),
            done=_("Drafts handed to the worker to be issued: %(count)s."),
            most=100,
        ),
        bulk(
            "versturen",
            _("Send invoices"),
            send,
            intro=_("By mail or Peppol, as each organisation asks. They leave as jobs."),
            done=_("Invoices on their way: %(count)s."),
            name=with_address,
        ),
        bulk(
            "controleren",
            _("Check e-invoices"),
            check,
            judge=why_not_check,
            form_class=InBatch,
            intro=_("The official rules are run over the XML in the background."),
            done=_("E-invoices handed to the worker to be checked: %(count)s."),
        ),
        bulk(
            "herinneren",
            _("Send reminders"),
            remind,
            form_class=OnDay,
            intro=_("The step that is due now, of the ladder in the office folder."),
            done=_("Reminders on their way: %(count)s."),
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the invoices with what is paid, what is open and how they were sent."""
        listed = invoice_rows(on=clock.today()).without_contents()
        rows = with_validation_state(listed).visible_to(user)
        # Drafts come first: databases differ in where they put what has no date.
        dated = Coalesce("issue_date", Value(date.max), output_field=DateField())
        return with_signs(with_delivery(rows)).annotate(dated=dated)

    def page_context(self) -> dict[str, Any]:
        """Show what the worker is busy with."""
        return {"batches": unfinished_batches(ISSUE, CHECK)[:3]}

    def row_class(self, row: Any) -> str:
        """Return ``late`` for an invoice that should have been paid."""
        return "late" if row.status == "overdue" else ""
