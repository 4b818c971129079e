"""The lists of payments, and of what came in at the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lllo.formats import money
from lllo.invoices.models import BankEntry, Invoice, Payment
from lllo.invoices.payment_actions import reverse_payment
from lllo.screens.components.cells import shown
from lllo.screens.components.lists import Cell, Column
from lllo.screens.list_parts import (
    CaseFilter,
    WordFilter,
    YearFilter,
    day_column,
    link,
    organisation_column,
    text_column,
)
from lllo.screens.office.lists.base import TO_BANK, OfficeList, badge
from lllo.screens.office.lists.doing import OnDay, bulk

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lllo.people.models import User


class PaymentFilters(django_filters.FilterSet):
    """What the list of payments is narrowed by."""

    jaar = YearFilter(Payment, "received_on", _("Year"))
    bron = WordFilter("source", _("Source"), Payment.Source.choices)
    rijen = CaseFilter(
        _("Rows"),
        {
            "geldig": (
                _("that hold"),
                lambda rows: rows.filter(reverses__isnull=True, reversed_by__isnull=True),
            ),
            "terug": (
                _("reversed, and reversals"),
                lambda rows: rows.filter(Q(reverses__isnull=False) | Q(reversed_by__isnull=False)),
            ),
        },
    )


def reference(payment: Any) -> Cell:
    """Return the reference, and whether the payment was taken back."""
    if payment.reverses_id:
        return Cell(text=payment.reference, badge=_("reversal"))
    return Cell(text=payment.reference, badge=_("reversed") if payment.is_reversed else "")


def named(payment: Any) -> str:
    """Return a payment by its day, its invoice, whose that is, and the amount."""
    invoice = payment.invoice
    parts = (shown(payment.received_on), invoice, invoice.organisation, money(payment.amount))
    return " · ".join(map(str, parts))


class Payments(OfficeList):
    """All money that came in, the newest first."""

    title = _("Payments")
    url_name = "payments"
    export_name = "betalingen"
    order = "-dag"
    filterset_class = PaymentFilters
    search = ("invoice__number", "invoice__organisation__name_key__plain", "reference")
    search_hint = _("Invoice, organisation or reference.")
    empty = _("No payments came in yet. Read a bank statement, or record one at its invoice.")
    empty_action = TO_BANK
    columns = (
        day_column("dag", _("Received on"), "received_on"),
        Column(
            key="factuur",
            label=_("Invoice"),
            value=lambda row: link(row.invoice.number, "invoice", row.invoice.public_id),
            sort="invoice__number",
            is_short=True,
        ),
        organisation_column("invoice__organisation"),
        Column(key="kenmerk", label=_("Reference"), value=reference, sort="reference"),
        Column(
            key="bron",
            label=_("Source"),
            value=lambda row: row.get_source_display(),
            sort="source",
            is_extra=True,
        ),
        text_column("bedrag", _("Amount"), "amount", kind="money", total="amount"),
    )
    bulk = (
        bulk(
            "terugdraaien",
            _("Reverse payments"),
            lambda row, data, user: reverse_payment(row, on=data["on"], by=user),
            form_class=OnDay,
            name=named,
            intro=_("It was noted wrongly, or the money went back. The invoice is open again."),
            done=_("Payments reversed: %(count)s."),
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the payments of the invoices that the account may see."""
        found = Payment.objects.filter(invoice__in=Invoice.objects.visible_to(user))
        reversed_too = found.annotate(is_reversed=Q(reversed_by__isnull=False))
        return reversed_too.select_related("invoice__organisation")


class EntryFilters(django_filters.FilterSet):
    """What the list of bank entries is narrowed by."""

    status = WordFilter("state", _("State"), BankEntry.State.choices)
    jaar = YearFilter(BankEntry, "booked_on", _("Year"))


def remark(entry: Any) -> Cell:
    """Return why an entry fits no invoice, with the way to match it."""
    if entry.state == BankEntry.State.UNMATCHED and entry.may_write and entry.amount > 0:
        return link(entry.remark or _("match it"), "bank_assign", entry.public_id)
    return Cell(text=entry.remark)


class BankEntries(OfficeList):
    """All amounts on the statements that were read, the newest first."""

    title = _("Bank entries")
    url_name = "bank_entries"
    export_name = "bankregels"
    intro = _("What the statements of the bank say. What is not matched is matched by hand.")
    order = "-dag"
    filterset_class = EntryFilters
    search = ("payer", "payer_iban", "text", "bank_reference")
    search_hint = _("Payer, IBAN, description or reference.")
    empty = _("No bank statement was read yet.")
    empty_action = TO_BANK
    columns = (
        day_column("dag", _("Booked on"), "booked_on"),
        Column(
            key="betaler",
            label=_("Payer"),
            value=lambda row: Cell(text=row.payer, hint=row.payer_iban),
            sort="payer",
        ),
        text_column("omschrijving", _("Description"), "text", is_wide=True),
        Column(
            key="status",
            label=_("State"),
            value=lambda row: badge(row.get_state_display(), f"bank_{row.state}"),
            sort="state",
            kind="badge",
        ),
        Column(key="opmerking", label=_("Remark"), value=remark, is_extra=True),
        text_column("bedrag", _("Amount"), "amount", kind="money", total="amount"),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the entries."""
        return BankEntry.objects.visible_to(user)
