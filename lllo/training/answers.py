"""What people answered to an invitation by mail."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.people.models import Person, ScopedQuerySet


class AnswerQuerySet(ScopedQuerySet):
    """Answers to invitations."""

    organisation_lookup = "registration__organisation"


class Answer(models.Model):
    """What the person of a place said of one event; it changes nothing of the place itself.

    By mail it is a claim: nobody can tell who sent it. ``sequence`` is that of the event
    as the person knew it.
    """

    class Word(models.TextChoices):
        ACCEPTED = "accepted", _("comes")
        TENTATIVE = "tentative", _("comes perhaps")
        DECLINED = "declined", _("does not come")

    class Way(models.TextChoices):
        PAGE = "page", _("on the page of the invitation")
        MAIL = "mail", _("by mail, not checked")

    registration = models.ForeignKey(
        "training.Registration", models.PROTECT, related_name="answers"
    )
    event = models.ForeignKey("training.Event", models.PROTECT, related_name="answers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="answers")
    word = models.CharField(_("answer"), max_length=10, choices=Word)
    way = models.CharField(_("way"), max_length=4, choices=Way)
    sequence = models.PositiveIntegerField(_("sequence"), default=0)
    answered_at = models.DateTimeField(_("answered at"), default=clock.now)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to an invitation")
        verbose_name_plural = _("answers to invitations")
        ordering = ["event", "registration", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "event", "person"], name="answer_once_for_each_event"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.event}: {self.get_word_display()}"

    @property
    def is_of_before(self) -> bool:
        """Whether time or place of the event changed since; ask with the event at hand."""
        return self.sequence < self.event.sequence
