"""What the official rules said of an e-invoice, with the versions of the rules."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.fields import public_id_field
from lllo.invoices.models.invoice import Invoice, OfInvoiceQuerySet


class Validation(models.Model):
    """One check of the XML of an invoice; the last one counts, and without any it is not checked.

    ``rules`` holds name, version and sha256 of each set of rules, ``findings`` the rule, its
    weight (``fatal`` or ``warning``), text and place.
    """

    class State(models.TextChoices):
        VALID = "valid", _("valid")
        INVALID = "invalid", _("not valid")
        NOT_CHECKED = "not_checked", _("not checked")

    public_id = public_id_field()
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="validations")
    state = models.CharField(_("state"), max_length=11, choices=State)
    xml_sha256 = models.CharField(_("SHA-256 of the XML"), max_length=64)
    rules = models.JSONField(_("rules"), default=list, blank=True)
    findings = models.JSONField(_("findings"), default=list, blank=True)
    checked_at = models.DateTimeField(_("checked at"), default=clock.now)

    objects = OfInvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of an e-invoice")
        verbose_name_plural = _("checks of e-invoices")
        ordering = ["-checked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="validation_checked_by_rules",
                condition=models.Q(state="not_checked") | ~models.Q(rules=[]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} {self.get_state_display()}"
