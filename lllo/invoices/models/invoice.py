"""Invoices and credit notes with gapless numbers; terms are those of EN 16931."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Round
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.contracts.models import ContractYear
from lllo.documents.models import Document
from lllo.fields import actor_field, money_field, public_id_field, quantity_field
from lllo.people.models import Organisation
from lllo.people.scopes import PapersQuerySet


class NumberSeries(models.Model):
    """The last number given out in a series and year; locked while the next is taken."""

    code = models.SlugField(_("code"))
    year = models.PositiveSmallIntegerField(_("year"))
    last_number = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        ordering = ["code", "year"]
        constraints = [
            models.UniqueConstraint(fields=["code", "year"], name="number_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.year}"


class OfInvoiceQuerySet(PapersQuerySet):
    """Rows of an invoice; who sees the invoice sees them."""

    organisation_lookup = "invoice__organisation"


class InvoiceQuerySet(PapersQuerySet):
    """Invoices and credit notes."""

    # The condition that the organisation sends an invoice back for want of an order number.
    LACKS_ORDER_NUMBER = models.Q(purchase_order_number="") & (
        models.Q(organisation__order_number_rule=Organisation.OrderNumberRule.ALWAYS)
        | models.Q(
            organisation__order_number_rule=Organisation.OrderNumberRule.ABOVE,
            payable_amount__gt=models.F("organisation__order_number_above"),
        )
    )

    def drafts(self) -> Self:
        """Return what has no number yet."""
        return self.filter(state=Invoice.State.DRAFT)

    def issued(self) -> Self:
        """Return what has a number."""
        return self.filter(state=Invoice.State.ISSUED)

    def without_contents(self) -> Self:
        """Leave the three long columns in the database until asked for; no list shows them."""
        return self.defer("seller", "buyer", "snapshot")

    def lacking_order_number(self) -> Self:
        """Return the drafts that the organisation would send back for want of an order number."""
        return self.drafts().filter(self.LACKS_ORDER_NUMBER)


class Invoice(models.Model):
    """An invoice (380) or a credit note (381); once issued nothing of it changes.

    The database refuses it (migration ``issued_stays_as_it_is``). ``seller``,
    ``buyer`` and ``snapshot`` are written at issue, amounts are positive on a credit
    note, too. ``period_ends_on`` is the first day after the period.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("invoice")
        CREDIT_NOTE = "credit_note", _("credit note")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ISSUED = "issued", _("issued")

    public_id = public_id_field()
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.INVOICE)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invoices")
    contract_year = models.ForeignKey(ContractYear, models.PROTECT, related_name="invoices")
    instalment = models.PositiveSmallIntegerField(_("instalment"), default=1)
    revision = models.PositiveSmallIntegerField(_("revision"), default=0)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="credit_notes"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    series = models.SlugField(_("number series"), blank=True)
    number = models.CharField(_("number"), max_length=40, null=True, blank=True, unique=True)
    issue_date = models.DateField(_("issue date"), null=True, blank=True)
    due_date = models.DateField(_("due date"), null=True, blank=True)
    period_starts_on = models.DateField(_("period starts on"))
    period_ends_on = models.DateField(_("period ends on"))
    purchase_order_number = models.CharField(_("order number"), max_length=60, blank=True)
    orderer = models.CharField(_("orderer"), max_length=200, blank=True)
    net_amount = money_field(_("amount without VAT"))
    vat_amount = money_field(_("VAT"), null=True, blank=True)  # empty: the VAT is not known yet
    payable_amount = money_field(_("amount to pay"), null=True, blank=True)
    pdf = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    xml = models.ForeignKey(  # the e-invoice (UBL)
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="UBL"
    )
    made_by = actor_field(_("made by"))
    made_at = models.DateTimeField(_("made at"), default=clock.now)
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    # Last: SQLite reads a row from its beginning, and these are most of it.
    seller = models.JSONField(_("seller"), default=dict, blank=True)  # empty on a draft
    buyer = models.JSONField(_("buyer"), default=dict, blank=True)
    snapshot = models.JSONField(_("what it says"), default=dict, blank=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["number", "pk"]
        indexes = [  # each issue asks for the last day of its series
            models.Index(fields=["series", "issue_date"], name="invoice_series_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contract_year", "instalment", "revision"],
                condition=models.Q(kind="invoice"),
                name="invoice_once",
            ),
            models.CheckConstraint(
                name="invoice_issued_is_whole",
                condition=models.Q(state="draft", number__isnull=True)
                | models.Q(
                    state="issued",
                    number__isnull=False,
                    issue_date__isnull=False,
                    due_date__isnull=False,
                    issued_at__isnull=False,
                    vat_amount__isnull=False,
                    payable_amount__isnull=False,
                    pdf__isnull=False,
                    xml__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="invoice_credit_note_corrects",
                condition=models.Q(kind="invoice", corrects__isnull=True)
                | (models.Q(kind="credit_note", corrects__isnull=False) & ~models.Q(reason="")),
            ),
            models.CheckConstraint(
                name="invoice_adds_up",
                condition=models.Q(vat_amount__isnull=True)
                | models.Q(
                    # Rounded on both sides because SQLite adds up and compares in binary.
                    Exact(
                        Round("payable_amount", 2),
                        Round(models.F("net_amount") + models.F("vat_amount"), 2),
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.get_state_display()} {self.contract_year}"


class InvoiceLine(models.Model):
    """A line (BG-25) with its VAT as it was when the invoice was issued.

    ``credits`` is the line of the invoice that a line of a credit note takes back.
    """

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    credits = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="credited_by"
    )
    position = models.PositiveSmallIntegerField(_("position"))
    component_code = models.SlugField(_("component"))
    name = models.CharField(_("name"), max_length=200)
    description = models.CharField(_("description"), max_length=300, blank=True)
    quantity = quantity_field(_("quantity"), default=1)
    unit_price = money_field(_("unit price"))
    net_amount = money_field(_("net amount"))
    vat_code = models.SlugField(_("VAT code"), blank=True)
    vat_category = models.CharField(_("VAT category"), max_length=2, blank=True)
    vat_rate = models.DecimalField(  # empty: the VAT is not known yet
        _("VAT rate in per cent"), max_digits=5, decimal_places=2, null=True, blank=True
    )

    objects = OfInvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering = ["invoice", "position"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_once"),
        ]

    def __str__(self) -> str:
        return self.name


class VatTotal(models.Model):
    """The VAT of an invoice for one category and rate (BG-23), rounded once."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="vat_totals")
    category = models.CharField(_("VAT category"), max_length=2)
    rate = models.DecimalField(_("VAT rate in per cent"), max_digits=5, decimal_places=2)
    taxable_amount = money_field(_("taxable amount"))
    tax_amount = money_field(_("VAT"))
    exemption_reason = models.CharField(_("exemption reason"), max_length=300, blank=True)
    exemption_code = models.CharField(_("exemption code"), max_length=40, blank=True)

    objects = OfInvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("VAT total")
        verbose_name_plural = _("VAT totals")
        ordering = ["invoice", "category", "rate"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "category", "rate"], name="vat_total_once"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.rate} %"
