"""The lists of hours, costs and contributions in kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lllo.budget.models import Expense, HourEntry, InKindEntry
from lllo.people.models import Person
from lllo.programmes.models import DevelopmentLine
from lllo.screens.components.lists import Cell, Column
from lllo.screens.entries import ReverseForm, take_back
from lllo.screens.office.lists.base import (
    CaseFilter,
    OfficeList,
    PickFilter,
    YearFilter,
    day_column,
    link,
    organisation_column,
    person_column,
    text_column,
)
from lllo.screens.office.lists.doing import bulk
from lllo.screens.office.lists.projects import line_column

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lllo.people.models import User

REVERSE = bulk(
    "terugdraaien",
    _("Reverse rows"),
    take_back,
    form_class=ReverseForm,
    intro=_("Each row stays, with a row beside it that takes it back."),
    done=_("Rows reversed: %(count)s."),
)


def standing() -> CaseFilter:
    """Return the filter on rows that were taken back."""
    return CaseFilter(
        _("Rows"),
        {
            "geldig": (_("that hold"), lambda rows: rows.standing()),
            "terug": (
                _("reversed, and reversals"),
                lambda rows: rows.exclude(pk__in=rows.model.objects.standing().values("pk")),
            ),
        },
    )


def lines() -> PickFilter:
    """Return the filter on the development line."""
    return PickFilter("line", _("Line"), DevelopmentLine.objects.all(), to_field_name="code")


def description(row: Any) -> Cell:
    """Return what a row is for, and whether it was taken back."""
    if row.reverses_id:
        return Cell(text=row.description, badge=_("reversal"))
    return Cell(text=row.description, badge=_("reversed") if row.is_reversed else "")


DESCRIPTION = Column(
    key="omschrijving", label=_("Description"), value=description, sort="description", is_wide=True
)


class EntryList(OfficeList):
    """Rows that count in the budget, the newest first."""

    order = "-dag"
    bulk = (REVERSE,)


class HourFilters(django_filters.FilterSet):
    """What the list of hours is narrowed by."""

    jaar = YearFilter(HourEntry, "on", _("Year"))
    lijn = lines()
    persoon = PickFilter(
        "person", _("Person"), Person.objects.filter(pk__in=HourEntry.objects.values("person"))
    )
    rijen = standing()


class Hours(EntryList):
    """All hours booked."""

    title = _("Hours")
    url_name = "hours"
    makes: ClassVar = {"hours_book": _("Book hours"), "imports": _("Import")}
    export_name = "uren"
    filterset_class = HourFilters
    search = ("description", "person__name_key__plain", "organisation__name_key__plain")
    empty = _("No hours were booked yet. The programme lead and the specialists book their own.")
    columns = (
        day_column("dag", _("Day"), "on"),
        person_column(),
        line_column(),
        DESCRIPTION,
        Column(
            key="organisatie",
            label=_("Organisation"),
            value=lambda row: (
                row.organisation
                and link(row.organisation, "organisation", row.organisation.public_id)
            ),
            sort="organisation__name_key",
            is_extra=True,
        ),
        text_column("uren", _("Hours"), "hours", kind="number", total="hours"),
        text_column("bedrag", _("Amount"), "amount", kind="money", total="amount"),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the hours with all they name."""
        found = HourEntry.objects.visible_to(user).select_related("person", "line", "organisation")
        return with_reversal(found)


class ExpenseFilters(django_filters.FilterSet):
    """What the list of costs is narrowed by."""

    jaar = YearFilter(Expense, "on", _("Year"))
    lijn = lines()
    rijen = standing()


class Expenses(EntryList):
    """All costs that are not hours."""

    title = _("Costs")
    url_name = "expenses"
    makes: ClassVar = {"expense_book": _("Book costs")}
    export_name = "kosten"
    filterset_class = ExpenseFilters
    search = ("description", "supplier")
    empty = _("No costs were booked yet.")
    columns = (
        day_column("dag", _("Day"), "on"),
        line_column(),
        DESCRIPTION,
        text_column("leverancier", _("Supplier"), "supplier"),
        text_column("bedrag", _("Amount"), "amount", kind="money", total="amount"),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the costs with their lines."""
        return with_reversal(Expense.objects.visible_to(user).select_related("line"))


class InKindFilters(django_filters.FilterSet):
    """What the list of contributions in kind is narrowed by."""

    jaar = YearFilter(InKindEntry, "on", _("Year"))
    lijn = lines()
    rijen = standing()


class InKindEntries(EntryList):
    """All that the university delivered of its own contribution."""

    title = _("In kind")
    url_name = "in_kind"
    export_name = "inbreng-in-natura"
    intro = _("What the university delivered of its own contribution. It is never invoiced.")
    filterset_class = InKindFilters
    search = (
        "description",
        "contract_year__contract__organisation__name_key__plain",
        "contract_year__contract__number",
    )
    empty = _("Nothing was delivered in kind yet.")
    columns = (
        day_column("dag", _("Day"), "on"),
        organisation_column("contract_year__contract__organisation"),
        Column(
            key="overeenkomst",
            label=_("Agreement"),
            value=lambda row: link(
                row.contract_year.contract.number, "contract", row.contract_year.contract.public_id
            ),
            sort="contract_year__contract__number",
            is_extra=True,
        ),
        line_column(),
        DESCRIPTION,
        text_column("uren", _("Hours"), "hours", kind="number", total="hours"),
        text_column("bedrag", _("Worth"), "amount", kind="money", total="amount"),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the contributions with whose they are."""
        found = InKindEntry.objects.visible_to(user)
        return with_reversal(found.select_related("contract_year__contract__organisation", "line"))


def with_reversal(entries: QuerySet[Any]) -> QuerySet[Any]:
    """Add ``is_reversed``: whether another row takes this one back."""
    return entries.annotate(is_reversed=Q(reversed_by__isnull=False))
