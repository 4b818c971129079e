"""Payments, and the bank statements that they were read from."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.fields import actor_field, money_field, public_id_field
from lllo.invoices.models.invoice import Invoice, OfInvoiceQuerySet
from lllo.people.scopes import StaffQuerySet


class BankStatement(models.Model):
    """A statement of a CAMT.053 file; the same file is read once."""

    public_id = public_id_field()
    filename = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    statement_id = models.CharField(_("statement"), max_length=60)
    account = models.CharField("IBAN", max_length=34)
    read_by = actor_field(_("read by"))
    read_at = models.DateTimeField(_("read at"), default=clock.now)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ["-read_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["sha256", "statement_id"], name="bank_statement_once"),
        ]

    def __str__(self) -> str:
        return self.statement_id


class BankEntryQuerySet(StaffQuerySet):
    """Amounts that came in at the bank."""

    def unmatched(self) -> Self:
        """Return what somebody must look at."""
        return self.filter(state=BankEntry.State.UNMATCHED)


class BankEntry(models.Model):
    """An amount on a statement; ``key`` tells it apart in every file that holds it.

    An amount below zero is a payment that the bank took back.
    """

    class State(models.TextChoices):
        MATCHED = "matched", _("matched")
        UNMATCHED = "unmatched", _("not matched")
        DISMISSED = "dismissed", _("no payment of an invoice")

    public_id = public_id_field()
    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="entries")
    key = models.CharField(_("key"), max_length=64, unique=True)
    booked_on = models.DateField(_("booked on"))
    amount = money_field(_("amount"))
    payer = models.CharField(_("payer"), max_length=140, blank=True)
    payer_iban = models.CharField(_("IBAN of the payer"), max_length=34, blank=True)
    text = models.CharField(_("description"), max_length=1000, blank=True)
    bank_reference = models.CharField(_("reference of the bank"), max_length=140, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UNMATCHED)
    remark = models.CharField(_("remark"), max_length=300, blank=True)  # why not, or why dismissed

    objects = BankEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank entry")
        verbose_name_plural = _("bank entries")
        ordering = ["booked_on", "pk"]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount} {self.payer}".strip()


class Payment(models.Model):
    """Money that came in for an invoice; a reversal is a negative row.

    ``source_key`` names it at its source (an entry of the bank, a payment in the ERP), so that
    it is taken over once.
    """

    class Source(models.TextChoices):
        HAND = "hand", _("by hand")
        BANK = "bank", _("bank statement")
        ERP = "erp", _("finance system")

    public_id = public_id_field()
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="payments")
    received_on = models.DateField(_("received on"))
    amount = money_field(_("amount"))
    reference = models.CharField(_("reference"), max_length=140, blank=True)
    source = models.CharField(_("source"), max_length=4, choices=Source, default=Source.HAND)
    source_key = models.CharField(_("key at the source"), max_length=120, blank=True)
    entry = models.ForeignKey(
        BankEntry, models.PROTECT, null=True, blank=True, related_name="payments"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    recorded_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=clock.now)

    objects = OfInvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="payment_negative_only_as_reversal",
                condition=models.Q(amount__gt=0, reverses__isnull=True)
                | models.Q(amount__lt=0, reverses__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~models.Q(source_key=""),
                name="payment_once_by_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.received_on} {self.amount}"
