"""What an organisation says is wrong in the data that only the office changes."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo.fields import actor_field, public_id_field
from lllo.people.models import Organisation, ScopedQuerySet


class CorrectionRequestQuerySet(ScopedQuerySet):
    """Requests to correct the data of an organisation."""

    def waiting(self) -> Self:
        """Return the requests that the office did not answer yet."""
        return self.filter(state=CorrectionRequest.State.WAITING)


class CorrectionRequest(models.Model):
    """Columns of an organisation as they were and as its contact wants them, by name."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for the backoffice")
        ACCEPTED = "accepted", _("changed")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = public_id_field()
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="correction_requests"
    )
    before = models.JSONField(_("as it is"), default=dict, blank=True)
    wanted = models.JSONField(_("as it should be"), default=dict, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    answer = models.TextField(_("answer"), blank=True)
    asked_by = actor_field(_("asked by"))
    asked_on = models.DateField(_("asked on"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        app_label = "people"
        verbose_name = _("request for a correction")
        verbose_name_plural = _("requests for corrections")
        ordering = ["asked_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(state="waiting"),
                name="correction_one_waiting",
            ),
            models.CheckConstraint(
                name="correction_declined_has_answer",
                condition=~models.Q(state="declined") | ~models.Q(answer=""),
            ),
            models.CheckConstraint(
                name="correction_answered_has_date",
                condition=models.Q(state="waiting", answered_on__isnull=True)
                | (~models.Q(state="waiting") & models.Q(answered_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        columns = {each.name: each for each in Organisation._meta.concrete_fields}
        names = [str(columns[name].verbose_name) for name in self.wanted if name in columns]
        return f"{self.organisation}: {', '.join(names) or self.remark[:60]}"
