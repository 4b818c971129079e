"""Projects and cases of organisations, the students who work on them, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.fields import actor_field, public_id_field, quantity_field
from lllo.people.models import Membership, Organisation, Person
from lllo.people.scopes import ProgrammeStaffQuerySet, ScopedQuerySet
from lllo.programmes.models import Deliverable, DevelopmentLine
from lllo.training.models import Event

if TYPE_CHECKING:
    from lllo.people.models import User


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
    contact = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="brought_projects",
        verbose_name=_("contact at the organisation"),
    )
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
    description = models.TextField(_("description"), blank=True)
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


class DeliverableStep(models.Model):
    """A deliverable came in a state on a day; the newest step says how it stands."""

    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="steps")
    state = models.CharField(_("state"), max_length=12, choices=Deliverable.State)
    on = models.DateField(_("day"))
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    recorded_by = actor_field(_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=clock.now)

    objects = ProgrammeStaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a deliverable")
        verbose_name_plural = _("steps of deliverables")
        ordering = ["deliverable", "-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.deliverable}: {self.get_state_display()}"


class ContributionQuerySet(ScopedQuerySet):
    """Contributions to deliverables."""

    def visible_to(self, user: User) -> Self:
        """Return all rows for those who work on the products too, else those of own people."""
        return self if Membership.Role.SPECIALIST in user.roles else super().visible_to(user)

    def standing(self) -> Self:
        """Return the contributions that were not taken back."""
        return self.filter(withdrawn_on__isnull=True)


class Contribution(models.Model):
    """What an organisation contributed to a deliverable: a case, a session, a thesis."""

    public_id = public_id_field()
    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="contributions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contributions")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    placement = models.ForeignKey(
        Placement, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    on = models.DateField(_("day"))
    description = models.CharField(_("description"), max_length=300)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_by = actor_field(_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=clock.now)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution to a deliverable")
        verbose_name_plural = _("contributions to deliverables")
        ordering = ["deliverable", "-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="contribution_withdrawn_has_reason",
                condition=models.Q(withdrawn_on__isnull=True) | ~models.Q(withdrawn_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.description
