"""Taking back hours, costs and contributions in kind: the same for the office and the lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.budget.actions import reverse_entry
from lllo.formats import day, money
from lllo.screens.components.forms import ActionPage, DayField, Form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lllo.people.models import User

REFUSED_REVERSAL = {"before_entry": "on", "no_budget_year": "on", "no_budget": "on"}


class ReverseForm(Form):
    """On which day a reversal counts."""

    on = DayField(
        label=gettext_lazy("Day on which it is taken back"),
        required=False,
        help_text=gettext_lazy("Empty: the day of the row itself, so that its year is right."),
    )


def take_back(row: Any, data: Mapping[str, Any], user: User) -> Any:
    """Reverse a row: on the day that was filled in, else on its own, in its own budget year."""
    return reverse_entry(row, on=data["on"] or row.on, by=user)


class ReversesEntry(ActionPage):
    """Takes a row back: a reversal that names it; both stay."""

    button = gettext_lazy("Take back")
    intro = gettext_lazy("A reversal is booked beside it; both rows stay, and add up to nought.")
    form_class = ReverseForm
    is_dangerous = True
    refused_fields = REFUSED_REVERSAL

    def heading(self) -> str:
        """Name the row."""
        return _("Take back: %(description)s, %(day)s, %(amount)s") % {
            "description": self.subject.description,
            "day": day(self.subject.on),
            "amount": money(self.subject.amount),
        }

    def act(self, form: Any, user: User) -> Any:
        """Reverse it."""
        return take_back(self.subject, form.cleaned_data, user)
