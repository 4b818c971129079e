"""What was sent of an invoice and how it fared, reminders, and what holds them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.fields import actor_field, money_field, public_id_field
from lllo.invoices.models.invoice import Invoice, OfInvoiceQuerySet
from lllo.people.scopes import StaffQuerySet

if TYPE_CHECKING:
    from datetime import date


class Reminder(models.Model):
    """A step of the ladder in ``terms.toml`` that was taken for an invoice, once."""

    public_id = public_id_field()
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="reminders")
    level = models.PositiveSmallIntegerField(_("step"))
    name = models.CharField(_("name"), max_length=100)
    template = models.CharField(_("template"), max_length=100)
    reminded_on = models.DateField(_("reminded on"))
    open_amount = money_field(_("open amount"))
    made_by = actor_field(_("made by"))
    made_at = models.DateTimeField(_("made at"), default=clock.now)

    objects = OfInvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["invoice", "level"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "level"], name="reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.invoice}"


class DeliveryQuerySet(OfInvoiceQuerySet):
    """Deliveries by what the office must do with them."""

    def left(self) -> Self:
        """Return what left the house: of the invoice itself, and taken by who carries it on."""
        return self.filter(
            reminder__isnull=True, state__in=[Delivery.State.SENT, Delivery.State.DELIVERED]
        )

    def stuck(self) -> Self:
        """Return what failed, or of which nobody knows whether it arrived."""
        return self.filter(state__in=[Delivery.State.FAILED, Delivery.State.UNKNOWN])


class Delivery(models.Model):
    """One sending of an invoice or reminder over one channel; ``key`` is sent at most once.

    ``unknown``: the connection broke after everything was handed over, or the worker died while
    it waited for the answer. It is not sent again until a person has found out.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("mail")
        PEPPOL = "peppol", "Peppol"

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        SENT = "sent", _("sent")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("failed")
        UNKNOWN = "unknown", _("not known whether it arrived")

    public_id = public_id_field()
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="deliveries")
    reminder = models.ForeignKey(
        Reminder, models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    key = models.CharField(_("key"), max_length=120, unique=True)
    recipient = models.CharField(_("recipient"), max_length=254)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PENDING)
    problem = models.CharField(_("problem"), max_length=500, blank=True)
    asked_by = actor_field(_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=clock.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="delivery_sent_has_moment",
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_delivered_has_moment",
                condition=~models.Q(state="delivered") | models.Q(delivered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} {self.get_channel_display()} {self.recipient}"


class HoldQuerySet(OfInvoiceQuerySet):
    """What holds reminders back."""

    def in_force(self, on: date) -> Self:
        """Return what holds on a day; ``until`` is the first day on which it no longer does."""
        return self.filter(lifted_at__isnull=True).filter(
            models.Q(until__isnull=True) | models.Q(until__gt=on)
        )


class Hold(models.Model):
    """Why an invoice is not reminded of: it is disputed, or paused until a day."""

    class Kind(models.TextChoices):
        DISPUTED = "disputed", _("disputed")
        PAUSED = "paused", _("paused")

    public_id = public_id_field()
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="holds")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    reason = models.CharField(_("reason"), max_length=300)
    until = models.DateField(_("until"), null=True, blank=True)
    placed_by = actor_field(_("placed by"))
    placed_at = models.DateTimeField(_("placed at"), default=clock.now)
    lifted_by = actor_field(_("lifted by"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["-placed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"],
                condition=models.Q(lifted_at__isnull=True),
                name="hold_one_at_a_time",
            ),
            models.CheckConstraint(name="hold_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.invoice}: {self.get_kind_display()}"


class RunPreview(models.Model):
    """What a run of a year was to do when somebody looked; the next one names what changed."""

    year = models.PositiveSmallIntegerField(_("year"))
    on = models.DateField(_("day"))
    rows = models.JSONField(_("rows"), default=dict)
    made_by = actor_field(_("made by"))
    made_at = models.DateTimeField(_("made at"), default=clock.now)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview of a run")
        verbose_name_plural = _("previews of runs")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.year} {self.on}"
