"""What organisations ask for in training, before anything is planned."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo.fields import actor_field, public_id_field
from lllo.people.models import Organisation, Person, ScopedQuerySet


class CoachingRequestQuerySet(ScopedQuerySet):
    """Requests for coaching."""

    def waiting(self) -> Self:
        """Return the requests that nobody answered yet."""
        return self.filter(state=CoachingRequest.State.WAITING)


class CoachingRequest(models.Model):
    """What an organisation would like to talk about; it uses no hours until a talk is planned."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for an answer")
        PLANNED = "planned", _("planned")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = public_id_field()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="coaching_requests")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="coaching_requests"
    )
    subject = models.CharField(_("subject"), max_length=200)
    wish = models.TextField(_("question and preferred moments"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    session = models.OneToOneField(
        "training.CoachingSession",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="request",
    )
    answer = models.TextField(_("answer"), blank=True)
    asked_by = actor_field(_("asked by"))
    asked_on = models.DateField(_("asked on"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    objects = CoachingRequestQuerySet.as_manager()

    class Meta:
        app_label = "training"
        verbose_name = _("request for coaching")
        verbose_name_plural = _("requests for coaching")
        ordering = ["asked_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="coaching_request_planned_has_session",
                condition=models.Q(state="planned", session__isnull=False)
                | (~models.Q(state="planned") & models.Q(session__isnull=True)),
            ),
            models.CheckConstraint(
                name="coaching_request_declined_has_answer",
                condition=~models.Q(state="declined") | ~models.Q(answer=""),
            ),
            models.CheckConstraint(
                name="coaching_request_answered_has_date",
                condition=models.Q(state="waiting", answered_on__isnull=True)
                | (~models.Q(state="waiting") & models.Q(answered_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.subject}"
