"""Everything that happens to invoices: drafted, issued, sent, credited, reminded of and paid."""

from __future__ import annotations

from lllo.invoices.annex_actions import add_annex, remove_annex
from lllo.invoices.credit_actions import credit_invoice
from lllo.invoices.delivery_actions import resend_invoice, send_invoice, settle_delivery
from lllo.invoices.draft_actions import Blocked, RunResult, draft_invoices, set_order_number
from lllo.invoices.issue_actions import IssueResult, issue_drafts, issue_invoice
from lllo.invoices.payment_actions import record_payment, reverse_payment
from lllo.invoices.preview_actions import note_run, preview_run
from lllo.invoices.reminder_actions import hold_invoice, lift_hold, send_reminders

__all__ = [
    "Blocked",
    "IssueResult",
    "RunResult",
    "add_annex",
    "credit_invoice",
    "draft_invoices",
    "hold_invoice",
    "issue_drafts",
    "issue_invoice",
    "lift_hold",
    "note_run",
    "preview_run",
    "record_payment",
    "remove_annex",
    "resend_invoice",
    "reverse_payment",
    "send_invoice",
    "send_reminders",
    "set_order_number",
    "settle_delivery",
]
