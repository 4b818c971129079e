"""What the screens remember of someone: filters with a name, and forms that were sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.fields import public_id_field
from lllo.people.scopes import OwnQuerySet

LONGEST_QUERY = 1000


class SavedFilter(models.Model):
    """The address of a list as someone likes to see it, under a name of their own."""

    public_id = public_id_field()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    list_name = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filter"), max_length=LONGEST_QUERY, blank=True)
    created_at = models.DateTimeField(_("made at"), default=clock.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["list_name", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "list_name", "name"], name="saved_filter_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """One form that was sent; the same form sent again gets the answer of the first time.

    The row is written in the transaction that does what the form asks, so it
    is there when that was done, and not there when it was refused.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token = models.UUIDField(_("token"))
    outcome = models.JSONField(_("outcome"), default=dict)
    created_at = models.DateTimeField(_("sent at"), default=clock.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "token"], name="submission_once"),
        ]

    def __str__(self) -> str:
        return str(self.token)


class PendingImport(models.Model):
    """A spreadsheet that was uploaded and not taken over yet; its bytes go when it is."""

    public_id = public_id_field()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.SlugField(_("kind"))
    filename = models.CharField(_("file name"), max_length=150)
    content = models.BinaryField(_("content"))
    done_message = models.CharField(_("outcome"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("uploaded at"), default=clock.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded spreadsheet")
        verbose_name_plural = _("uploaded spreadsheets")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.filename
