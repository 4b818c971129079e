"""Work that leaves the house: written with the change itself, done later by the worker."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.fields import actor_field, public_id_field


class BatchQuerySet(models.QuerySet["Batch"]):
    """Batches by who may look at them."""

    def visible_to(self, user: Any) -> BatchQuerySet:
        """Return all batches for staff; to others they mean nothing."""
        return self if user.sees_everything else self.none()


class Batch(models.Model):
    """Many jobs of one kind that somebody asked for at once, to see how they come along."""

    public_id = public_id_field()
    kind = models.CharField(_("kind"), max_length=60)
    made_by = actor_field(_("made by"))
    made_at = models.DateTimeField(_("made at"), default=clock.now)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of jobs")
        verbose_name_plural = _("batches of jobs")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs by what the office wants to know of them."""

    def failed(self) -> JobQuerySet:
        """Return the jobs that have used all their attempts."""
        return self.filter(state=Job.State.FAILED)

    def visible_to(self, user: Any) -> JobQuerySet:
        """Return all jobs for staff; to others they mean nothing."""
        return self if user.sees_everything else self.none()


class Job(models.Model):
    """One thing to do outside the house, at most once for each key.

    A worker leases a job for a while; a lease that runs out (the worker died)
    makes the job due again, so a handler must be safe to repeat.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        LEASED = "leased", _("in progress")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    public_id = public_id_field()
    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, blank=True, related_name="jobs", verbose_name=_("batch")
    )
    payload = models.JSONField(_("payload"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due at"), default=clock.now)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("made at"), default=clock.now)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    retried_at = models.DateTimeField(_("tried again at"), null=True, blank=True)
    retried_by = models.ForeignKey(  # empty: the command line
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="outbox_due")]
        constraints = [
            models.CheckConstraint(
                name="outbox_leased_has_end",
                condition=~models.Q(state="leased") | models.Q(leased_until__isnull=False),
            ),
            models.CheckConstraint(
                name="outbox_done_has_moment",
                condition=~models.Q(state="done") | models.Q(done_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.key
