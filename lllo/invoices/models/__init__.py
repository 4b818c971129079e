"""Invoices and credit notes with numbers and annexes, what was sent, and what was paid."""

from __future__ import annotations

from lllo.invoices.models.annex import InvoiceAnnex
from lllo.invoices.models.balance import Balance
from lllo.invoices.models.invoice import (
    Invoice,
    InvoiceLine,
    InvoiceQuerySet,
    NumberSeries,
    VatTotal,
)
from lllo.invoices.models.payment import BankEntry, BankStatement, Payment
from lllo.invoices.models.sending import Delivery, Hold, Reminder, RunPreview
from lllo.invoices.models.validation import Validation

__all__ = [
    "Balance",
    "BankEntry",
    "BankStatement",
    "Delivery",
    "Hold",
    "Invoice",
    "InvoiceAnnex",
    "InvoiceLine",
    "InvoiceQuerySet",
    "NumberSeries",
    "Payment",
    "Reminder",
    "RunPreview",
    "Validation",
    "VatTotal",
]
