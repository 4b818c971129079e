"""Budget years and their amounts by development line; hours, costs and contributions in kind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.contracts.models import ContractYear
from lllo.fields import money_field, public_id_field, quantity_field
from lllo.people.models import Organisation, Person
from lllo.people.scopes import ProgrammeStaffQuerySet, ScopedQuerySet, StaffQuerySet
from lllo.programmes.models import DevelopmentLine, Programme
from lllo.projects.models import Placement
from lllo.rules.budget import Funding

if TYPE_CHECKING:
    from lllo.people.models import User


class BudgetYear(models.Model):
    """The budget of a calendar year, with the parameters it was built from."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="budget_years")
    year = models.PositiveSmallIntegerField(_("year"))
    staff_days = quantity_field(_("staff days"))
    day_rate = money_field(_("day rate"))
    hours_per_day = quantity_field(_("hours in a day"))
    extras = money_field(_("extras"))
    amount = money_field(_("amount"))

    objects = ProgrammeStaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget year")
        verbose_name_plural = _("budget years")
        ordering = ["programme", "year"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "year"], name="budget_year_once"),
            models.CheckConstraint(name="budget_amount_positive", condition=models.Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def last_day(self) -> date:
        """The last day of the calendar year."""
        return date(self.year, 12, 31)

    def to_rules(self) -> Funding:
        """Return the parameters of the year as the rules know them."""
        return Funding(
            staff_days=self.staff_days,
            day_rate=self.day_rate,
            hours_per_day=self.hours_per_day,
            extras=self.extras,
        )


class BudgetAmount(models.Model):
    """The share of one development line in a budget year, and its part of the fees."""

    budget_year = models.ForeignKey(BudgetYear, models.PROTECT, related_name="amounts")
    line = models.ForeignKey(DevelopmentLine, models.PROTECT, related_name="budget_amounts")
    amount = money_field(_("amount"))
    weight = models.PositiveSmallIntegerField(_("weight of the key"), default=1)

    objects = ProgrammeStaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget amount")
        verbose_name_plural = _("budget amounts")
        ordering = ["budget_year", "line"]
        constraints = [
            models.UniqueConstraint(fields=["budget_year", "line"], name="budget_line_once"),
            models.CheckConstraint(
                name="budget_line_not_negative", condition=models.Q(amount__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.budget_year} {self.line}"


class Entry(models.Model):
    """A dated row that counts; a reversal is a negative row that names the row it reverses."""

    public_id = public_id_field()
    line = models.ForeignKey(DevelopmentLine, models.PROTECT, related_name="+")
    amount = money_field(_("amount"))
    description = models.CharField(_("description"), max_length=300)
    recorded_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=clock.now)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_negative_only_as_reversal",
                condition=models.Q(amount__gte=0, reverses__isnull=True)
                | models.Q(amount__lte=0, reverses__isnull=False),
            ),
        ]


class EntryQuerySet(StaffQuerySet):
    """Rows of hours and costs; of what is spent a specialist reads the sums of a line only."""

    def standing(self) -> Self:
        """Return the rows that hold: neither reversed nor a reversal."""
        return self.filter(reverses__isnull=True, reversed_by__isnull=True)

    def in_year(self, year: int) -> Self:
        """Return the rows dated in a calendar year."""
        return self.filter(on__year=year)


class HourEntryQuerySet(EntryQuerySet):
    """Hours; who booked them sees them."""

    def visible_to(self, user: User) -> Self:
        """Return all rows for staff, else the hours of ``user``."""
        return self if user.sees_everything else self.filter(person=user.person_id)


class HourEntry(Entry):
    """Hours of a person for a line, at the day rate of their day; ``amount`` is fixed at entry."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="hour_entries")
    on = models.DateField(_("day"))
    hours = quantity_field(_("hours"))
    day_rate = money_field(_("day rate"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="hour_entries"
    )
    key = models.CharField(_("key of the import"), max_length=64, blank=True)

    objects = HourEntryQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name = _("hours")
        verbose_name_plural = _("hours")
        ordering = ["-on", "-pk"]
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(
                fields=["key"], condition=~models.Q(key=""), name="hours_key_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.person}: {self.hours}"


class Expense(Entry):
    """Costs for a line that are not hours: materials, catering, lodging."""

    on = models.DateField(_("day"))
    supplier = models.CharField(_("supplier"), max_length=200, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name = _("costs")
        verbose_name_plural = _("costs")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.description}"


class InKindEntryQuerySet(EntryQuerySet, ScopedQuerySet):  # type: ignore[override]  # two parents
    """Contributions in kind."""

    organisation_lookup = "contract_year__contract__organisation"
    visible_to = ScopedQuerySet.visible_to  # who gets it sees it, too


class InKindEntry(Entry):
    """What the university delivered of its own contribution to one contract year."""

    contract_year = models.ForeignKey(ContractYear, models.PROTECT, related_name="in_kind_entries")
    on = models.DateField(_("day"))
    hours = quantity_field(_("hours"), null=True, blank=True)
    placement = models.ForeignKey(
        Placement, models.PROTECT, null=True, blank=True, related_name="in_kind_entries"
    )
    override_reason = models.CharField(_("reason to go beyond"), max_length=300, blank=True)

    objects = InKindEntryQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name = _("contribution in kind")
        verbose_name_plural = _("contributions in kind")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.contract_year}: {self.description}"
