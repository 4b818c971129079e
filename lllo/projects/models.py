"""Projects and cases of organisations, and the students who work on them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.fields import public_id_field, quantity_field
from lllo.people.models import Organisation, Person, ScopedQuerySet
from lllo.programmes.models import DevelopmentLine


class Project(models.Model):
    """A project or case from practice that an organisation brings."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACTIVE = "active", _("active")
        COMPLETED = "completed", _("completed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = public_id_field()
    title = models.CharField(_("title"), max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="projects")
    line = models.ForeignKey(DevelopmentLine, models.PROTECT, related_name="projects")
    summary = models.TextField(_("summary"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    proposed_on = models.DateField(_("proposed on"))
    created_at = models.DateTimeField(_("made at"), default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["organisation", "title"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "title"], name="project_title_once"),
        ]

    def __str__(self) -> str:
        return self.title


class PlacementQuerySet(ScopedQuerySet):
    """Placements; the host organisation sees its own."""

    organisation_lookup = "host"

    def running(self) -> Self:
        """Return the placements that are under way."""
        return self.filter(state=Placement.State.RUNNING)


class Placement(models.Model):
    """A place for a student at an organisation, from offer to result."""

    class Kind(models.TextChoices):
        GRADUATION = "graduation", _("graduation")
        INTERNSHIP = "internship", _("internship")
        ENGD = "engd", _("post-master (EngD)")
        PHD = "phd", _("PhD")

    class State(models.TextChoices):
        OFFERED = "offered", _("offered")
        MATCHED = "matched", _("matched")
        RUNNING = "running", _("running")
        COMPLETED = "completed", _("completed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = public_id_field()
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    host = models.ForeignKey(Organisation, models.PROTECT, related_name="placements")
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="placements"
    )
    line = models.ForeignKey(DevelopmentLine, models.PROTECT, related_name="placements")
    student_name = models.CharField(_("student"), max_length=200, blank=True)
    student_email = models.EmailField(_("student mail address"), blank=True)
    institution = models.CharField(_("institution of the student"), max_length=100, blank=True)
    university_supervisor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="supervised_placements"
    )
    host_supervisor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="hosted_placements"
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    hours = quantity_field(_("hours of the student"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OFFERED)
    created_at = models.DateTimeField(_("made at"), default=clock.now)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="placement_end_after_start",
                condition=models.Q(ends_on__gt=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="placement_hours_positive", condition=models.Q(hours__gt=0)
            ),
            models.CheckConstraint(
                name="placement_matched_has_student",
                condition=~models.Q(state__in=["matched", "running", "completed"])
                | ~models.Q(student_name=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title
