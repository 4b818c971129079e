"""Documents as they left the house: the bytes and their hash, never made again."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.fields import public_id_field


class Document(models.Model):
    """The bytes of one agreement or invoice as they were sent."""

    public_id = public_id_field()
    filename = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=100)
    content = models.BinaryField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64)
    created_at = models.DateTimeField(_("made at"), default=clock.now)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.filename


def paper_field(verbose_name: Any) -> models.ForeignKey[Any, Any]:
    """Return the column of a document that a row may have and that is never deleted with it."""
    return models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=verbose_name
    )
