"""Who gets invitations by mail instead of a subscription, and which of them went out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.fields import actor_field, public_id_field
from lllo.outbox.models import Job
from lllo.people.models import Person
from lllo.training.models import LONGEST_UID, Event, Registration

if TYPE_CHECKING:
    from uuid import UUID

    from lllo.people.models import User

SHA256 = 64  # hexadecimal digits
LONGEST_STAMP = 60


class MailChoiceQuerySet(models.QuerySet["MailChoice"]):
    """Who gets invitations by mail."""

    def visible_to(self, user: User) -> Self:
        """Return all rows for staff, else one's own."""
        return self if user.sees_everything else self.filter(person=user.person)


class MailChoice(models.Model):
    """Someone who gets invitations by mail: then there is no secret address for that person.

    Both would show everything twice in one calendar program.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="mail_choice")
    chosen_at = models.DateTimeField(_("chosen at"), default=clock.now)
    chosen_by = actor_field(_("chosen by"))

    objects = MailChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitations by mail")
        verbose_name_plural = _("invitations by mail")

    def __str__(self) -> str:
        return str(self.person)


class MailedInvitation(models.Model):
    """What one person was told by mail about one thing in the calendar.

    ``stamp`` says of which state of that thing the person was told, ``aim`` of which one a
    job is to tell, or has told: while they are the same nothing is to be done. Both are
    empty before the first mail; ``WITHDRAWN`` stands for a thing that is not the person's any more.
    """

    WITHDRAWN = "withdrawn"

    public_id = public_id_field()
    uid = models.CharField("UID", max_length=LONGEST_UID)
    person = models.ForeignKey(Person, models.PROTECT, related_name="mailed_invitations")
    email = models.EmailField(_("mail address"), blank=True)
    registration = models.ForeignKey(
        Registration, models.PROTECT, null=True, blank=True, related_name="mailed_invitations"
    )
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="mailed_invitations"
    )
    sequence = models.PositiveIntegerField(_("sequence"), default=0)
    stamp = models.CharField(max_length=LONGEST_STAMP, blank=True)
    aim = models.CharField(max_length=LONGEST_STAMP, blank=True)
    is_open = models.BooleanField(_("invited"), default=False)
    shown = models.JSONField(default=dict)  # the entry as it was last sent, to take it back
    ends_at = models.DateTimeField(_("ends at"))
    token_hash = models.CharField(max_length=SHA256, unique=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    jobs = models.PositiveIntegerField(default=0)  # how many there were: part of their keys
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation that was mailed")
        verbose_name_plural = _("invitations that were mailed")
        ordering = ["person", "ends_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["uid", "person"], name="mailed_invitation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.shown.get('title', self.uid)}"

    @property
    def token(self) -> str:
        """The secret of the link by which this one invitation is answered; it is not stored."""
        return token_of(self.public_id)


def token_of(public_id: UUID) -> str:
    """Return the secret of an invitation, which only holders of the site's key can make."""
    return salted_hmac("lllo.feeds.answer", public_id.hex, algorithm="sha256").hexdigest()


def hash_of(token: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()
