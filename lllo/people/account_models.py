"""The audit trail, chained by hash, and the invitations by which accounts begin."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.fields import public_id_field
from lllo.people.scopes import StaffQuerySet

if TYPE_CHECKING:
    from datetime import datetime

SHA256 = 64  # hexadecimal digits
VALID_FOR = timedelta(days=14)


class AuditEntry(models.Model):
    """One thing that happened: action, object, result, origin, actor, moment (BIO2 8.15.01).

    The last three columns are the chain; they are filled right after the
    transaction in which the row was written (``lllo.people.chain``).
    """

    at = models.DateTimeField(_("moment"), default=clock.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    on_behalf_of = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        verbose_name=_("on behalf of"),
        null=True,
        blank=True,
        related_name="+",
    )
    origin = models.CharField(_("origin"), max_length=60)
    address = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(_("kind of object"), max_length=60)
    object_id = models.CharField(_("object"), max_length=60)
    object_label = models.CharField(_("label"), max_length=300)
    result = models.CharField(_("result"), max_length=20, default="done")
    detail = models.JSONField(_("detail"), default=dict)
    position = models.BigIntegerField(_("position in the chain"), null=True, unique=True)
    previous = models.CharField(_("hash of the row before"), max_length=SHA256, blank=True)
    sha256 = models.CharField(_("hash of this row"), max_length=SHA256, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_object"),
            models.Index(fields=["-at", "-id"], name="audit_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_label}"


class AuditHead(models.Model):
    """The last link of the chain: one row, locked while links are added.

    Without it nobody could tell that the newest rows were taken away.
    """

    position = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=SHA256, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("end of the audit trail")
        constraints = [models.CheckConstraint(name="audit_head_once", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return f"{self.position}:{self.sha256}"


class InvitationQuerySet(StaffQuerySet):
    """Invitations by whether they can still be used."""

    def waiting(self) -> Self:
        """Return those that were neither used nor withdrawn; some may have run out."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


class Invitation(models.Model):
    """A link by which one person opens an account, once and within fourteen days.

    Only the hash of the link's secret is kept: who reads the database cannot
    use it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("used")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = public_id_field()
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="invitations")
    email = models.EmailField(_("mail address"))
    token_hash = models.CharField(max_length=SHA256, unique=True)
    created_at = models.DateTimeField(_("made at"), default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("used at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_one_waiting",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="invitation_one_end",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def state(self, at: datetime) -> Invitation.State:
        """Return what became of the invitation by ``at``."""
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return self.State.OPEN if at < self.expires_at else self.State.EXPIRED
