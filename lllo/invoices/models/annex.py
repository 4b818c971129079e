"""PDF files that go with every invoice of an organisation, or of one of its contracts."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.contracts.models import Contract
from lllo.documents.models import Document
from lllo.fields import actor_field, public_id_field
from lllo.people.models import Organisation
from lllo.people.scopes import PapersQuerySet


class InvoiceAnnexQuerySet(PapersQuerySet):
    """Annexes; who sees the invoices of an organisation sees them."""

    def in_force(self) -> Self:
        """Return what goes with the invoices that are issued now."""
        return self.filter(removed_at__isnull=True)


class InvoiceAnnexManager(models.Manager.from_queryset(InvoiceAnnexQuerySet)):  # type: ignore[misc]
    """Gives annexes with their documents, but without the bytes of them."""

    def get_queryset(self) -> InvoiceAnnexQuerySet:
        """Return all rows so."""
        found: InvoiceAnnexQuerySet = super().get_queryset()
        return found.select_related("document").defer("document__content")


class InvoiceAnnex(models.Model):
    """A PDF that goes with the invoices of an organisation from then on; a row is never deleted.

    Issued invoices hold its bytes. ``archivable``: it can stand behind an invoice in one PDF/A-3b.
    """

    public_id = public_id_field()
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="invoice_annexes", verbose_name=_("organisation")
    )
    contract = models.ForeignKey(  # empty: with the invoices of all its contracts
        Contract,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invoice_annexes",
        verbose_name=_("contract"),
    )
    title = models.CharField(_("title"), max_length=100)
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="+", verbose_name=_("document")
    )
    archivable = models.BooleanField(_("can stand in the PDF of the invoice"))
    added_by = actor_field(_("added by"))
    added_at = models.DateTimeField(_("added at"), default=clock.now)
    removed_by = actor_field(_("removed by"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = InvoiceAnnexManager()

    class Meta:
        verbose_name = _("annex of invoices")
        verbose_name_plural = _("annexes of invoices")
        ordering = ["organisation", "pk"]

    def __str__(self) -> str:
        return self.title

    def goes_with(self, contract: Contract) -> bool:
        """Tell whether it goes with the invoices of a contract that are issued now."""
        return self.removed_at is None and self.contract_id in (None, contract.pk)
