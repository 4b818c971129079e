"""Forms of attendance and of cohorts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.programmes.models import Programme
from lllo.screens.components.forms import DayField, Form
from lllo.screens.office.records.acting import OfficeAction
from lllo.screens.office.records.event_queries import comers
from lllo.screens.office.records.events import OnEvent
from lllo.screens.office.records.places import address
from lllo.training.actions import open_cohort, record_attendance
from lllo.training.models import Attendance, Cohort

if TYPE_CHECKING:
    from lllo.people.models import User


class AttendanceForm(Form):
    """Who was there, one question for each person."""

    def __init__(self, *args: Any, people: list[Any], known: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {f"p-{person.public_id}": person for person in people}
        choices = [("", _("not known")), *Attendance.Status.choices]
        for name, person in self.people.items():
            self.fields[name] = forms.ChoiceField(
                label=str(person),
                choices=choices,
                required=False,
                initial=known.get(person.pk, ""),
                widget=forms.RadioSelect(attrs={"class": "inline"}),
            )


class EventAttendance(OnEvent):
    """Who was at the event; saying it again corrects it."""

    title = gettext_lazy("Attendance")
    form_class = AttendanceForm
    said = gettext_lazy("The attendance was recorded.")

    def prepare(self) -> None:
        """Look up who was to come and what is known of them."""
        super().prepare()
        self.people = comers(self.subject, self.user)
        self.known = dict(self.subject.attendances.values_list("person", "status"))

    def version(self, record: Any) -> dict[str, str]:
        """Return the event and what is known of each person: another may have said so meanwhile."""
        known = {
            f"p-{person.public_id}": self.known[person.pk]
            for person in self.people
            if person.pk in self.known
        }
        return {**super().version(record), **known}

    def form_options(self) -> dict[str, Any]:
        """Return who was to come."""
        return {"people": self.people, "known": self.known}

    def page_context(self) -> dict[str, Any]:
        """Say so when nobody is registered by name."""
        return {} if self.people else {"note": _("Nobody is registered by name yet.")}

    def act(self, form: Any, user: User) -> Any:
        """Record what is new, all or nothing."""
        for name, person in form.people.items():
            status = form.cleaned_data[name]
            if status and status != self.known.get(person.pk):
                record_attendance(self.subject, person, status, by=user)
        return self.subject


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
