"""What is open of each invoice, added up by the database itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo.fields import money_field
from lllo.invoices.models.invoice import Invoice, OfInvoiceQuerySet


class Balance(models.Model):
    """What is paid, credited and open of an invoice or credit note; each has one such row.

    Read only: triggers (migration ``balances_are_kept``) add it up anew from payments and credit
    notes, in the transaction that writes one of these. Lists of thousands of invoices ask for it.
    Below zero is owed to the organisation; of drafts and credit notes nothing is open.
    """

    invoice = models.OneToOneField(
        Invoice, models.DO_NOTHING, primary_key=True, related_name="balance"
    )
    paid_amount = money_field(_("paid"), default=0)
    credited_amount = money_field(_("credited"), default=0)
    open_amount = money_field(_("open amount"), default=0)

    objects = OfInvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("balance of an invoice")
        verbose_name_plural = _("balances of invoices")
        ordering = ["invoice"]
        indexes = [models.Index(fields=["open_amount"], name="balance_open")]

    def __str__(self) -> str:
        return str(self.open_amount)
