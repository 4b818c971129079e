"""The form of a new cohort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.programmes.models import Programme
from lllo.screens.components.forms import DayField, Form
from lllo.screens.office.records.acting import OfficeAction
from lllo.screens.office.records.places import address
from lllo.training.actions import open_cohort
from lllo.training.models import Cohort

if TYPE_CHECKING:
    from lllo.people.models import User


class CohortForm(Form):
    """A group that follows the masterclasses together."""

    number = forms.IntegerField(
        label=gettext_lazy("Number"),
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    starts_on = DayField(label=gettext_lazy("Starts on"))
    capacity = forms.IntegerField(
        label=gettext_lazy("Places"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("Left empty: everyone fits."),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )


class CohortNew(OfficeAction):
    """A new cohort."""

    title = gettext_lazy("Open a cohort")
    button = gettext_lazy("Open the cohort")
    form_class = CohortForm
    made = Cohort
    refused_fields = {"cohort_exists": "number"}

    def initial(self) -> dict[str, Any]:
        """Begin with the next number."""
        last = Cohort.objects.order_by("-number").values_list("number", flat=True).first() or 0
        name = _("Cohort %(number)s") % {"number": last + 1}
        return {"number": last + 1, "name": name, "starts_on": clock.today()}

    def act(self, form: Any, user: User) -> Any:
        """Open it in the programme that began last."""
        programme = Programme.objects.latest("starts_on", "pk")
        return open_cohort(programme, by=user, **form.cleaned_data)

    def done(self, result: Any) -> tuple[str, str]:
        """Go to its page."""
        return _("%(cohort)s is open.") % {"cohort": result}, address(result)
