"""The back room of invoices, numbers and payments: to look at; nothing of an invoice changes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from lllo.backroom import CalendarYear, ReadOnlyAdmin, ReadOnlyInline
from lllo.invoices.models import (
    Balance,
    BankEntry,
    BankStatement,
    Delivery,
    Hold,
    Invoice,
    InvoiceAnnex,
    InvoiceLine,
    NumberSeries,
    Payment,
    Reminder,
    RunPreview,
    Validation,
    VatTotal,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(NumberSeries)
class NumberSeriesAdmin(CalendarYear, ReadOnlyAdmin):
    list_display = ["code", "calendar_year", "last_number"]
    list_filter = ["code"]
    readonly_fields = ["code", "calendar_year", "last_number"]
    fields = [*readonly_fields]


@admin.register(InvoiceAnnex)
class InvoiceAnnexAdmin(ReadOnlyAdmin):
    list_display = ["title", "organisation", "contract", "added_at", "removed_at"]
    search_fields = ["title", "organisation__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows with whose they are: Django adds nothing to the joins of a manager."""
        found: QuerySet[Any] = super().get_queryset(request)
        return found.select_related("document", "organisation", "contract")


class InvoiceLineInline(ReadOnlyInline):
    model = InvoiceLine
    fields = ["position", "name", "quantity", "unit_price", "net_amount", "vat_code"]


class VatTotalInline(ReadOnlyInline):
    model = VatTotal


class BalanceInline(ReadOnlyInline):
    model = Balance
    fields = ["paid_amount", "credited_amount", "open_amount"]


class PaymentInline(ReadOnlyInline):
    model = Payment
    fields = ["received_on", "amount", "reference", "source", "recorded_by"]


class DeliveryInline(ReadOnlyInline):
    model = Delivery
    fields = ["channel", "recipient", "state", "problem", "asked_at", "sent_at", "delivered_at"]


class ReminderInline(ReadOnlyInline):
    model = Reminder
    fields = ["level", "name", "reminded_on", "open_amount", "made_by"]


class HoldInline(ReadOnlyInline):
    model = Hold
    fields = ["kind", "reason", "until", "placed_by", "placed_at", "lifted_at"]


class ValidationInline(ReadOnlyInline):
    model = Validation
    fields = ["state", "rules", "findings", "checked_at"]


class BankEntryInline(ReadOnlyInline):
    model = BankEntry
    fields = ["booked_on", "amount", "payer", "payer_iban", "text", "state", "remark"]


@admin.register(Invoice)
class InvoiceAdmin(ReadOnlyAdmin):
    list_display = [
        "__str__",
        "kind",
        "state",
        "organisation",
        "issue_date",
        "due_date",
        "net_amount",
        "payable_amount",
    ]
    list_filter = ["state", "kind", "series"]
    list_select_related = ["organisation", "contract_year__contract"]
    search_fields = ["number", "organisation__name", "purchase_order_number"]
    date_hierarchy = "issue_date"
    readonly_fields = [
        "number",
        "kind",
        "state",
        "organisation",
        "contract_year",
        "instalment",
        "revision",
        "corrects",
        "reason",
        "issue_date",
        "due_date",
        "period_starts_on",
        "period_last_day",
        "purchase_order_number",
        "orderer",
        "seller",
        "buyer",
        "net_amount",
        "vat_amount",
        "payable_amount",
        "pdf",
        "xml",
        "made_by",
        "made_at",
        "issued_at",
    ]
    fields = [*readonly_fields]
    inlines = [
        InvoiceLineInline,
        VatTotalInline,
        BalanceInline,
        PaymentInline,
        DeliveryInline,
        ReminderInline,
        HoldInline,
        ValidationInline,
    ]

    @admin.display(description=_("last day of the period"), ordering="period_ends_on")
    def period_last_day(self, invoice: Invoice) -> str:
        return date_format(invoice.period_ends_on - timedelta(days=1))


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    list_display = ["received_on", "invoice", "amount", "reference", "recorded_by"]
    list_select_related = ["invoice__contract_year__contract", "recorded_by__person"]
    list_filter = ["source"]
    search_fields = ["invoice__number", "reference", "invoice__organisation__name"]
    date_hierarchy = "received_on"


@admin.register(BankStatement)
class BankStatementAdmin(ReadOnlyAdmin):
    list_display = ["statement_id", "account", "filename", "read_by", "read_at"]
    list_select_related = ["read_by__person"]
    search_fields = ["statement_id", "filename", "entries__payer", "entries__text"]
    inlines = [BankEntryInline]


@admin.register(RunPreview)
class RunPreviewAdmin(CalendarYear, ReadOnlyAdmin):
    list_display = ["calendar_year", "on", "made_by", "made_at"]
    list_select_related = ["made_by__person"]
    readonly_fields = ["calendar_year", "on", "rows", "made_by", "made_at"]
    fields = [*readonly_fields]
