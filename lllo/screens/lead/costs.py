"""Costs that are not hours: booked on a line, taken back when they were wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.budget.actions import book_expense
from lllo.budget.models import Expense, HourEntry, InKindEntry
from lllo.formats import NO_BREAK_SPACE, money
from lllo.programmes.models import DevelopmentLine
from lllo.screens.access import may_enter
from lllo.screens.components.cells import Cell, Column
from lllo.screens.components.crumbs import HeadAction
from lllo.screens.components.forms import ActionPage, DayField, Form, MoneyField
from lllo.screens.components.lists import ListPage
from lllo.screens.entries import ReversesEntry
from lllo.screens.lead.page import AMOUNTS, WRITERS, budget_years, programme_now, tabs_of, way_back

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from lllo.people.models import User

CENT = Decimal("0.01")
NO_BUDGET = {"no_budget_year": "on", "no_budget": "on", "line_without_budget": "line"}


class LineField(forms.ModelChoiceField):
    """A line of the programme that runs, named by its code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            DevelopmentLine.objects.none(),
            label=gettext_lazy("Line"),
            to_field_name="code",
            empty_label=gettext_lazy("Choose …"),
            **options,
        )


def offer_lines(form: Form) -> None:
    """Let a form offer the lines of the programme that runs."""
    lines = DevelopmentLine.objects.filter(programme=programme_now())
    form.fields["line"].queryset = lines.select_related("programme")  # type: ignore[attr-defined]


class EntryFilters(django_filters.FilterSet):
    """Rows of a line, or of a year."""

    line = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Line"),
        queryset=DevelopmentLine.objects.all(),
        to_field_name="code",
        empty_label=gettext_lazy("all lines"),
    )
    jaar = django_filters.ChoiceFilter(
        label=gettext_lazy("Year"),
        choices=lambda: [(year, str(year)) for year in budget_years()],
        empty_label=gettext_lazy("all years"),
        method="of_year",
    )

    def of_year(self, rows: QuerySet[Any], _name: str, year: str) -> QuerySet[Any]:
        """Keep the rows dated in a year."""
        return rows.filter(on__year=year)


def fate(row: Expense | InKindEntry | HourEntry) -> tuple[str, str]:
    """Return what a badge says of a row, and its tone."""
    if row.reverses_id is not None:
        return _("reversal"), "plain"
    return (_("taken back"), "late") if hasattr(row, "reversed_by") else ("", "plain")


def described(row: Any) -> Cell:
    """Return the description of a row with what became of it."""
    badge, tone = fate(row)
    return Cell(text=row.description, badge=badge, tone=tone)  # type: ignore[arg-type]


class Expenses(ListPage):
    """The costs of all lines."""

    title = gettext_lazy("Costs")
    url_name = "lead_expenses"
    roles = AMOUNTS
    template_name = "lead/list.html"
    search = ("description", "supplier")
    search_hint = gettext_lazy("description or supplier")
    filterset_class = EntryFilters
    order = "-on"
    columns = (
        Column(
            key="what",
            label=gettext_lazy("What"),
            value=described,
            plain=lambda row: row.description,
            sort="description",
            is_wide=True,
        ),
        Column(
            key="on",
            label=gettext_lazy("Day"),
            value=lambda row: row.on,
            sort=("on", "pk"),
            kind="day",
        ),
        Column(
            key="line",
            label=gettext_lazy("Line"),
            value=lambda row: str(row.line),
            sort="line__position",
        ),
        Column(
            key="supplier",
            label=gettext_lazy("Supplier"),
            value=lambda row: row.supplier,
            sort="supplier",
        ),
        Column(
            key="amount",
            label=gettext_lazy("Amount"),
            value=lambda row: row.amount,
            sort="amount",
            kind="money",
            total="amount",
        ),
    )
    empty = gettext_lazy("No costs are booked yet.")

    def prepare(self) -> None:
        """Add what a programme lead may do."""
        if may_enter(self.user, WRITERS):
            self.columns = (*type(self).columns, take_back_column("lead_expense_undo"))  # type: ignore[misc,assignment]
            self.empty_action = self.head_actions()[0]  # type: ignore[misc]
        super().prepare()

    def head_actions(self) -> Sequence[HeadAction]:
        """Offer to book one more."""
        label, href = _("Book costs"), reverse("lead_expense_new")
        return [HeadAction(label=label, href=href, roles=WRITERS, is_main=True)]

    def rows(self, user: User) -> QuerySet[Expense]:  # noqa: ARG002 - the roles of this page see all
        """Return all costs."""
        return Expense.objects.select_related("line", "reversed_by")

    def page_context(self) -> dict[str, Any]:
        """Return the parts of the programme."""
        return {"tabs": tabs_of(self.user, "lead_expenses")}


def take_back_column(url_name: str) -> Column:
    """Return a column with the way to take back each row that stands."""

    def value(row: Any) -> Cell:
        if fate(row)[0]:
            return Cell(text="")
        return Cell(
            text=_("Take back").replace(" ", NO_BREAK_SPACE),
            href=reverse(url_name, args=[row.public_id]),
        )

    return Column(key="mend", label=gettext_lazy("Mend"), value=value, plain=lambda _row: "")


class ExpenseForm(Form):
    """Costs of a day."""

    line = LineField()
    on = DayField(label=gettext_lazy("Day"))
    amount = MoneyField(label=gettext_lazy("Amount, without VAT"), least=CENT)
    supplier = forms.CharField(label=gettext_lazy("Supplier"), required=False, max_length=200)
    description = forms.CharField(label=gettext_lazy("What for"), max_length=300)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_lines(self)


class BookExpense(ActionPage):
    """Books costs on a line."""

    title = gettext_lazy("Book costs")
    button = gettext_lazy("Book")
    roles = WRITERS
    form_class = ExpenseForm
    refused_fields = {**NO_BUDGET, "amount_not_positive": "amount"}

    def initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": clock.today()}

    def crumbs(self) -> Any:
        """Return the way back."""
        return way_back("lead_expenses")

    def act(self, form: Any, user: User) -> Expense:
        """Book them."""
        return book_expense(**form.cleaned_data, by=user)

    def done(self, result: Expense) -> tuple[str, str]:
        """Say what was booked."""
        sentence = _("%(amount)s is booked on %(line)s.") % {
            "amount": money(result.amount),
            "line": result.line,
        }
        return sentence, reverse("lead_expenses")

    def undo(self, result: Expense) -> tuple[str, str]:
        """Offer to take it back at once."""
        return reverse("lead_expense_undo", args=[result.public_id]), _("Take back")


class UndoEntry(ReversesEntry):
    """Takes a row back, and leads to the rows of its kind."""

    roles = WRITERS
    tab = ""
    subject: Expense | InKindEntry

    def crumbs(self) -> Any:
        """Return the way back."""
        return way_back(self.tab)

    def done(self, result: Expense | InKindEntry) -> tuple[str, str]:
        """Say what no longer counts."""
        amount = money(-result.amount)
        return _("%(amount)s is taken back.") % {"amount": amount}, reverse(self.tab)


class UndoExpense(UndoEntry):
    """Takes costs back."""

    tab = "lead_expenses"

    def record(self) -> Expense:
        """Return the row."""
        return get_object_or_404(
            Expense.objects.select_related("line__programme"), public_id=self.kwargs["public_id"]
        )
