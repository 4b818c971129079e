"""The lists of rows that count in the budget: what the office and the lead both read of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lllo.budget.models import Expense, InKindEntry
from lllo.budget.queries import budget_years
from lllo.programmes.models import DevelopmentLine
from lllo.screens.components.cells import Cell, Column
from lllo.screens.components.lists import ListPage
from lllo.screens.list_parts import (
    ALL,
    CaseFilter,
    PickFilter,
    day_column,
    line_column,
    link,
    organisation_column,
    text_column,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lllo.people.models import User


class EntryFilters(django_filters.FilterSet):
    """Rows of a year or of a line, and those that hold or do not."""

    jaar = django_filters.ChoiceFilter(
        field_name="on__year",
        label=_("Year"),
        choices=lambda: [(str(year), str(year)) for year in reversed(budget_years())],
        empty_label=ALL,
    )
    lijn = PickFilter("line", _("Line"), DevelopmentLine.objects.all(), to_field_name="code")
    rijen = CaseFilter(
        _("Rows"),
        {
            "geldig": (_("that hold"), lambda rows: rows.standing()),
            "terug": (
                _("reversed, and reversals"),
                lambda rows: rows.exclude(pk__in=rows.model.objects.standing().values("pk")),
            ),
        },
    )


def holds(row: Any) -> bool:
    """Tell whether a row counts: neither taken back nor a reversal."""
    return not (row.reverses_id or row.is_reversed)


def described(row: Any) -> Cell:
    """Return what a row is for, and whether it was taken back."""
    if row.reverses_id:
        return Cell(text=row.description, badge=_("reversal"))
    badge = _("reversed") if row.is_reversed else ""
    return Cell(text=row.description, badge=badge, tone="late" if badge else "plain")


DESCRIPTION = Column(
    key="omschrijving", label=_("Description"), value=described, sort="description", is_wide=True
)
DAY = day_column("dag", _("Day"), "on")


class EntryList(ListPage):
    """Rows that count in the budget, the newest first."""

    order = "-dag"
    filterset_class = EntryFilters

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the rows, each knowing whether another takes it back (``is_reversed``)."""
        return self.entries(user).annotate(is_reversed=Q(reversed_by__isnull=False))

    def entries(self, user: User) -> QuerySet[Any]:
        """Return the rows with all that they name."""
        raise NotImplementedError


class ExpenseList(EntryList):
    """All costs that are not hours."""

    title = _("Costs")
    export_name = "kosten"
    search = ("description", "supplier")
    search_hint = _("description or supplier")
    empty = _("No costs were booked yet.")
    columns: ClassVar[Any] = (
        DAY,
        line_column(),
        DESCRIPTION,
        text_column("leverancier", _("Supplier"), "supplier"),
        text_column("bedrag", _("Amount"), "amount", kind="money", total="amount"),
    )

    def entries(self, user: User) -> QuerySet[Any]:
        """Return the costs with their lines."""
        return Expense.objects.visible_to(user).select_related("line")


class InKindList(EntryList):
    """All that the university delivered of its own contribution."""

    title = _("In kind")
    export_name = "inbreng-in-natura"
    intro = _("What the university delivered of its own contribution. It is never invoiced.")
    search = (
        "description",
        "contract_year__contract__organisation__name_key__plain",
        "contract_year__contract__number",
    )
    search_hint = _("description, organisation or agreement")
    empty = _("Nothing was delivered in kind yet. Record it at the agreement that promises it.")
    columns: ClassVar[Any] = (
        DAY,
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
        replace(DESCRIPTION, is_wide=False),
        text_column("uren", _("Hours"), "hours", kind="number", total="hours", is_spare=True),
        text_column("bedrag", _("Worth"), "amount", kind="money", total="amount"),
    )

    def entries(self, user: User) -> QuerySet[Any]:
        """Return the deliveries with whose they are."""
        found = InKindEntry.objects.visible_to(user)
        return found.select_related("contract_year__contract__organisation", "line")
