"""Forms of hours and costs: booked at a development line, and reversed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.budget.actions import book_expense, book_hours
from lllo.budget.models import Expense, HourEntry
from lllo.people.models import Person
from lllo.screens.access import OFFICE, may_enter
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.forms import (
    DayField,
    Form,
    MoneyField,
    PickField,
    QuantityField,
)
from lllo.screens.entries import ReversesEntry
from lllo.screens.office.records.acting import (
    OfficeAction,
    OrganisationField,
    line_field,
    staff,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.people.models import User


class OfEntries(OfficeAction):
    """A form that belongs to the list of hours, or to that of costs."""

    url_name = "hours"
    list_label: Any = gettext_lazy("Hours")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the list."""
        if not may_enter(self.user, OFFICE):
            return ()
        return (Crumb(label=str(self.list_label), href=reverse(self.url_name)),)

    def done(self, result: Any) -> tuple[str, str]:  # noqa: ARG002 - the list shows it
        """Return to the list."""
        return str(self.said), reverse(self.url_name)


class HoursForm(Form):
    """Who worked how long for which line."""

    person = PickField(Person.objects.none(), label=gettext_lazy("Person"))
    on = DayField(label=gettext_lazy("Day"))
    hours = QuantityField(label=gettext_lazy("Hours"))
    line = line_field()
    organisation = OrganisationField(required=False)
    description = forms.CharField(label=gettext_lazy("What was done"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = staff()  # type: ignore[attr-defined]


class HoursBook(OfEntries):
    """Hours at the day rate of their year."""

    title = gettext_lazy("Book hours")
    form_class = HoursForm
    said = gettext_lazy("The hours were booked.")
    refused_fields = {
        "hours_not_positive": "hours",
        "more_than_a_day": "hours",
        "no_budget_year": "on",
        "line_without_budget": "line",
    }

    def initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": clock.today()}

    def act(self, form: Any, user: User) -> Any:
        """Book them."""
        data = dict(form.cleaned_data)
        return book_hours(data.pop("person"), by=user, **data)

    def undo(self, result: Any) -> tuple[str, str] | None:
        """Hours just booked are reversed."""
        return reverse("hours_reverse", args=[result.public_id]), _("Reverse them")


class ExpenseForm(Form):
    """Costs for a line that are not hours."""

    line = line_field()
    on = DayField(label=gettext_lazy("Day"))
    amount = MoneyField(label=gettext_lazy("Amount"))
    description = forms.CharField(label=gettext_lazy("For what"), max_length=300)
    supplier = forms.CharField(label=gettext_lazy("Supplier"), max_length=200, required=False)


class ExpenseBook(OfEntries):
    """Costs in the year of their day."""

    url_name = "expenses"
    list_label = gettext_lazy("Costs")
    title = gettext_lazy("Book costs")
    form_class = ExpenseForm
    said = gettext_lazy("The costs were booked.")
    refused_fields = {
        "amount_not_positive": "amount",
        "no_budget_year": "on",
        "line_without_budget": "line",
    }

    def initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": clock.today()}

    def act(self, form: Any, user: User) -> Any:
        """Book them."""
        data = dict(form.cleaned_data)
        return book_expense(data.pop("line"), by=user, **data)

    def undo(self, result: Any) -> tuple[str, str] | None:
        """Costs just booked are reversed."""
        return reverse("expense_reverse", args=[result.public_id]), _("Reverse them")


class EntryReverse(ReversesEntry, OfEntries):
    """A row is taken back by a negative one."""

    said = gettext_lazy("The row was reversed.")


class HoursReverse(EntryReverse):
    """Hours are taken back."""

    model = HourEntry

    def rows(self) -> Any:
        """Return the hours; who may come here sees them all."""
        return HourEntry.objects.visible_to(self.user).select_related("line", "person")


class ExpenseReverse(EntryReverse):
    """Costs are taken back."""

    url_name = "expenses"
    list_label = gettext_lazy("Costs")
    model = Expense

    def rows(self) -> Any:
        """Return the costs; who may come here sees them all."""
        return Expense.objects.visible_to(self.user).select_related("line")
