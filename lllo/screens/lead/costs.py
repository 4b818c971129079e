"""Costs that are not hours: booked on a line, taken back when they were wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.budget.actions import book_expense
from lllo.budget.models import Expense, InKindEntry
from lllo.formats import NO_BREAK_SPACE, money
from lllo.programmes.models import DevelopmentLine
from lllo.screens.access import may_enter
from lllo.screens.components.cells import Cell, Column
from lllo.screens.components.crumbs import HeadAction
from lllo.screens.components.forms import ActionPage, DayField, Form, MoneyField
from lllo.screens.entries import ReversesEntry
from lllo.screens.entry_lists import EntryList, ExpenseList, holds
from lllo.screens.lead.page import AMOUNTS, WRITERS, programme_now, tabs_of, way_back

if TYPE_CHECKING:
    from collections.abc import Sequence

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


class WithWayBack(EntryList):
    """A list in which a programme lead takes rows back, one by one, and makes new ones."""

    roles = AMOUNTS
    template_name = "lead/list.html"
    new: ClassVar[tuple[str, Any]]  # the address where a row is made, and the words of its button
    undo_name: ClassVar[str]

    def prepare(self) -> None:
        """Add what a programme lead may do."""
        if may_enter(self.user, WRITERS):
            self.columns = (*type(self).columns, take_back_column(self.undo_name))  # type: ignore[misc]
            self.empty_action = self.head_actions()[0]  # type: ignore[misc]
        super().prepare()

    def head_actions(self) -> Sequence[HeadAction]:
        """Offer to make one more."""
        name, label = self.new
        return [HeadAction(label=label, href=reverse(name), roles=WRITERS, is_main=True)]

    def page_context(self) -> dict[str, Any]:
        """Return the parts of the programme."""
        return {"tabs": tabs_of(self.user, self.url_name)}


class Expenses(WithWayBack, ExpenseList):
    """The costs of all lines."""

    url_name = "lead_expenses"
    new = "lead_expense_new", gettext_lazy("Book costs")
    undo_name = "lead_expense_undo"


def take_back_column(url_name: str) -> Column:
    """Return a column with the way to take back each row that stands."""

    def value(row: Any) -> Cell:
        if not holds(row):
            return Cell(text="")
        return Cell(
            text=_("Take back").replace(" ", NO_BREAK_SPACE),
            href=reverse(url_name, args=[row.public_id]),
        )

    label = gettext_lazy("Mend")
    return Column(key="mend", label=label, value=value, plain=lambda _row: "", kind="action")


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
            Expense.objects.visible_to(self.user).select_related("line__programme"),
            public_id=self.kwargs["public_id"],
        )
