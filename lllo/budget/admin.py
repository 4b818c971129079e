"""The back room of the budget and what counts in it: rows are reversed, not changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.backroom import CalendarYear, ReadOnlyAdmin, ReadOnlyInline
from lllo.budget.actions import reverse_entry
from lllo.budget.models import BudgetAmount, BudgetYear, Expense, HourEntry, InKindEntry
from lllo.errors import Refused
from lllo.people.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class BudgetAmountInline(ReadOnlyInline):
    model = BudgetAmount


@admin.register(BudgetYear)
class BudgetYearAdmin(CalendarYear, ReadOnlyAdmin):
    """Loaded from the office folder; change it there and load it again."""

    list_display = ["calendar_year", "programme", "staff_days", "day_rate", "extras", "amount"]
    list_filter = ["programme"]
    list_select_related = ["programme"]
    readonly_fields = [
        "programme",
        "calendar_year",
        "staff_days",
        "day_rate",
        "hours_per_day",
        "extras",
        "amount",
    ]
    fields = [*readonly_fields]
    inlines = [BudgetAmountInline]


class EntryAdmin(ReadOnlyAdmin):
    """Rows that count; the one thing to do with a wrong one is to reverse it, dated today."""

    actions = ["reverse"]
    date_hierarchy = "on"
    list_filter = ["line", ("reverses", admin.EmptyFieldListFilter)]

    def has_reverse_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    @admin.action(description=gettext_lazy("Reverse the chosen rows"), permissions=["reverse"])
    def reverse(self, request: HttpRequest, entries: QuerySet[Any]) -> None:
        for entry in entries:
            try:
                reverse_entry(entry, on=clock.today(), by=cast(User, request.user))
            except Refused as refused:
                messages.error(request, f"{entry}: {refused}")
            else:
                messages.success(request, _("%(entry)s is reversed.") % {"entry": entry})


@admin.register(HourEntry)
class HourEntryAdmin(EntryAdmin):
    list_display = ["on", "person", "line", "hours", "amount", "organisation", "description"]
    list_select_related = ["person", "line", "organisation"]
    search_fields = ["person__given_name", "person__family_name", "description"]


@admin.register(Expense)
class ExpenseAdmin(EntryAdmin):
    list_display = ["on", "line", "amount", "supplier", "description"]
    list_select_related = ["line"]
    search_fields = ["description", "supplier"]


@admin.register(InKindEntry)
class InKindEntryAdmin(EntryAdmin):
    list_display = ["on", "contract_year", "line", "amount", "hours", "description"]
    list_select_related = ["contract_year__contract", "line"]
    search_fields = ["contract_year__contract__organisation__name", "description"]
