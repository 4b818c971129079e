"""Addresses of invoicing."""

from __future__ import annotations

from django.urls import path

from lllo.screens.office.billing import (
    annexes,
    bank,
    batch,
    changing,
    finance,
    organisation,
    paying,
    reminders,
    run,
    sending,
)
from lllo.screens.office.billing.invoice import InvoicePage
from lllo.screens.office.billing.papers import InvoicePapers

ID = "<uuid:public_id>"
# Where, which page, and the name by which others lead there.
PAGES = (
    ("facturen/ronde", run.RunPage, "invoice_run"),
    ("facturen/ronde/bekijken", run.RunLook, "invoice_run_look"),
    ("facturen/ronde/concepten", run.RunDraft, "invoice_run_draft"),
    ("facturen/ronde/uitgeven", run.RunIssue, "invoice_run_issue"),
    (f"facturen/werk/{ID}", batch.BatchPage, "invoice_batch"),
    (f"facturen/werk/{ID}/opnieuw", batch.BatchRetry, "invoice_batch_retry"),
    ("facturen/herinneringen", reminders.RemindersPage, "invoice_reminders"),
    ("facturen/herinneringen/versturen", reminders.RemindersSend, "invoice_reminders_send"),
    ("facturen/bank", bank.BankPage, "bank"),
    ("facturen/bank/inlezen", bank.BankUpload, "bank_upload"),
    (f"facturen/bank/inlezen/{ID}", bank.BankCheck, "bank_check"),
    (f"facturen/bank/{ID}/boeken", bank.BankAssign, "bank_assign"),
    (f"facturen/bank/{ID}/opzij", bank.BankDismiss, "bank_dismiss"),
    ("facturen/ouderdom", finance.AgeingPage, "invoice_ageing"),
    (f"facturen/{ID}", InvoicePage, "invoice"),
    (f"facturen/{ID}/ordernummer", changing.InvoiceOrder, "invoice_order"),
    (f"facturen/{ID}/uitgeven", changing.InvoiceIssue, "invoice_issue"),
    (f"facturen/{ID}/crediteren", changing.InvoiceCredit, "invoice_credit"),
    (f"facturen/{ID}/opnieuw", changing.InvoiceAgain, "invoice_again"),
    (f"facturen/{ID}/betaling", paying.PaymentRecord, "payment_record"),
    (f"betalingen/{ID}/terugboeken", paying.PaymentReverse, "payment_reverse"),
    (f"facturen/{ID}/versturen", sending.InvoiceSend, "invoice_send"),
    (f"facturen/{ID}/nogmaals-versturen", sending.InvoiceResend, "invoice_resend"),
    (f"facturen/{ID}/herinnering", sending.InvoiceRemind, "invoice_remind"),
    (f"facturen/{ID}/aanhouden", sending.InvoiceHold, "invoice_hold"),
    (f"facturen/{ID}/vrijgeven", sending.InvoiceRelease, "invoice_release"),
    (f"facturen/{ID}/controleren", sending.InvoiceCheck, "invoice_check"),
    (f"verzendingen/{ID}/uitkomst", sending.DeliverySettle, "delivery_settle"),
    (f"organisaties/{ID}/facturatie", organisation.OrganisationBilling, "organisation_billing"),
    (f"organisaties/{ID}/bijlagen", annexes.Annexes, "organisation_annexes"),
    (f"bijlagen/{ID}/weghalen", annexes.AnnexRemove, "annex_remove"),
)

urlpatterns = [
    path("facturen/grootboek.xlsx", finance.Ledger.as_view(), name="invoice_ledger"),
    path("bijlagen/<uuid:public_id>.pdf", annexes.annex_pdf, name="annex_pdf"),
    path("facturen/stukken.zip", InvoicePapers.as_view(), name="invoice_papers"),
    *(path(f"{where}/", page.as_view(), name=name) for where, page, name in PAGES),
]
