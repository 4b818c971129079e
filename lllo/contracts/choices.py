"""Which package an organisation chose, before there is an agreement."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.fields import actor_field, public_id_field
from lllo.people.models import Organisation
from lllo.people.scopes import ScopedQuerySet
from lllo.programmes.models import PackageEdition


class ChoiceQuerySet(ScopedQuerySet):
    """Choices of a package."""

    def open(self) -> Self:
        """Return the choices of which no agreement was made yet."""
        return self.filter(state__in=[Choice.State.COMMITTED, Choice.State.CHOSEN])


class Choice(models.Model):
    """What an organisation said it wants, before anything is agreed."""

    class State(models.TextChoices):
        COMMITTED = "committed", _("committed orally")
        CHOSEN = "chosen", _("package chosen")
        CONTRACTED = "contracted", _("agreement made")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = public_id_field()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="choices")
    edition = models.ForeignKey(PackageEdition, models.PROTECT, related_name="choices")
    package_code = models.SlugField(_("package"), blank=True)  # empty while only committed orally
    state = models.CharField(_("state"), max_length=12, choices=State)
    stated_on = models.DateField(_("stated on"))
    starts_on = models.DateField(_("wanted start"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    recorded_by = actor_field(_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=clock.now)

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["-stated_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(state__in=["committed", "chosen"]),
                name="choice_one_open",
            ),
            models.CheckConstraint(
                name="choice_has_package",
                condition=models.Q(state__in=["committed", "withdrawn"])
                | ~models.Q(package_code=""),
            ),
            models.CheckConstraint(
                name="choice_withdrawn_has_date",
                condition=~models.Q(state="withdrawn") | models.Q(withdrawn_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.package_code or self.get_state_display()}"
