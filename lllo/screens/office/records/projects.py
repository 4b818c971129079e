"""Forms of projects and placements, from proposal or offer to the end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.people.models import Organisation, Person
from lllo.projects.actions import (
    PlacementData,
    ProjectData,
    StudentData,
    complete_placement,
    complete_project,
    match_placement,
    offer_placement,
    propose_project,
    start_placement,
    start_project,
    withdraw_placement,
    withdraw_project,
)
from lllo.projects.models import Placement, Project
from lllo.screens.components.forms import (
    DayField,
    Form,
    PickField,
    QuantityField,
    WordField,
)
from lllo.screens.office.records.acting import (
    OfficeAction,
    OnDay,
    OrganisationField,
    WithReason,
    coaches,
    line_field,
    people_of,
)
from lllo.screens.office.records.places import address

if TYPE_CHECKING:
    from lllo.people.models import User

ONE_DAY = timedelta(days=1)  # an end is the first day after; people name the last


class ProjectForm(OnDay):
    """A project or case."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    line = line_field()
    summary = forms.CharField(label=gettext_lazy("Summary"), widget=forms.Textarea, required=False)
    field_order: Any = ("title", "line", "summary", "on")


class ProjectPropose(OfficeAction):
    """A project that an organisation brings."""

    title = gettext_lazy("New project or case")
    form_class: ClassVar[Any] = ProjectForm
    model: ClassVar[Any] = Organisation
    refused_fields = {"title_taken": "title", "title_missing": "title"}

    def act(self, form: Any, user: User) -> Any:
        """Record it."""
        data = dict(form.cleaned_data)
        data.pop("on")
        organisation = data.pop("organisation", None) or self.subject
        project = ProjectData(organisation=organisation, **data)
        return propose_project(project, on=form.day(), by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Go to its page."""
        return _("The project “%(project)s” was recorded.") % {"project": result}, address(result)


class AnyProjectForm(ProjectForm):
    """A project of an organisation that is looked up."""

    organisation = OrganisationField()
    field_order: Any = ("organisation", "title", "line", "summary", "on")


class ProjectNew(ProjectPropose):
    """A project, wherever the office begins."""

    form_class = AnyProjectForm
    model = None
    made = Project


class Step(OfficeAction):
    """One step of a project or placement, on a day."""

    form_class: ClassVar[Any] = OnDay

    def heading(self) -> str:
        """Say of what."""
        return f"{self.title}: {self.subject}"


class ProjectStart(Step):
    """A project is taken up."""

    model = Project
    title = gettext_lazy("Take the project up")
    button = gettext_lazy("Take it up")
    intro = gettext_lazy(
        "The organisation sees it as under way and can no longer take it back itself. A project"
        " does not become a proposal again; it can be completed or withdrawn."
    )
    said = gettext_lazy("The project was taken up.")

    def act(self, form: Any, user: User) -> Any:
        """Start it."""
        return start_project(self.subject, on=form.day(), by=user)


class ProjectComplete(Step):
    """A project has its result."""

    model = Project
    title = gettext_lazy("Complete the project")
    button = gettext_lazy("Complete it")
    intro = gettext_lazy("Placements in it must be completed first.")
    said = gettext_lazy("The project was completed.")

    def act(self, form: Any, user: User) -> Any:
        """Complete it."""
        return complete_project(self.subject, on=form.day(), by=user)


class ProjectWithdraw(Step):
    """A project stops without a result."""

    model = Project
    title = gettext_lazy("Withdraw the project")
    button = gettext_lazy("Withdraw it")
    intro = gettext_lazy("This cannot be taken back; the reason stays visible.")
    form_class = WithReason
    is_dangerous = True
    said = gettext_lazy("The project was withdrawn.")

    def act(self, form: Any, user: User) -> Any:
        """Withdraw it."""
        reason = form.cleaned_data["reason"]
        return withdraw_project(self.subject, on=form.day(), reason=reason, by=user)


class PlacementForm(Form):
    """A place for a student."""

    kind = WordField(label=gettext_lazy("Kind"), choices=Placement.Kind.choices)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    line = line_field()
    starts_on = DayField(label=gettext_lazy("Starts on"))
    last_day = DayField(label=gettext_lazy("Last day"))
    hours = QuantityField(label=gettext_lazy("Hours of the student"))
    project = PickField(Project.objects.none(), label=gettext_lazy("Project"), required=False)
    host_supervisor = PickField(
        Person.objects.none(), label=gettext_lazy("Supervisor at the organisation"), required=False
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Project.objects.for_organisation(organisation)
        self.fields["project"].queryset = own  # type: ignore[attr-defined]
        self.fields["host_supervisor"].queryset = people_of(organisation)  # type: ignore[attr-defined]


class PlacementOffer(OfficeAction):
    """A place that an organisation offers."""

    title = gettext_lazy("Offer a placement")
    form_class = PlacementForm
    model = Organisation
    refused_fields = {"end_before_start": "last_day", "hours_not_positive": "hours"}

    def form_options(self) -> dict[str, Any]:
        """Return whose projects and people may be chosen."""
        return {"organisation": self.subject}

    def act(self, form: Any, user: User) -> Any:
        """Offer it."""
        data = dict(form.cleaned_data)
        ends_on = data.pop("last_day") + ONE_DAY
        return offer_placement(PlacementData(host=self.subject, ends_on=ends_on, **data), by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Go to its page."""
        sentence = _("The placement “%(placement)s” was recorded. Next: give it to a student.")
        return sentence % {"placement": result}, address(result)


class StudentForm(Form):
    """Who takes a place."""

    name = forms.CharField(label=gettext_lazy("Name of the student"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("Mail address"), required=False)
    institution = forms.CharField(label=gettext_lazy("Institution"), max_length=100)
    university_supervisor = PickField(
        Person.objects.none(), label=gettext_lazy("Supervisor at the university"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["university_supervisor"].queryset = coaches()  # type: ignore[attr-defined]


class PlacementMatch(Step):
    """A place is given to a student."""

    model = Placement
    title = gettext_lazy("Give the placement to a student")
    intro = gettext_lazy(
        "The organisation hears by mail who comes and can no longer take the place back itself."
        " The place is not offered again; where the student does not come, withdraw it."
    )
    form_class = StudentForm
    refused_fields = {"student_missing": "name"}
    said = gettext_lazy("The placement has a student.")

    def act(self, form: Any, user: User) -> Any:
        """Match it."""
        return match_placement(self.subject, StudentData(**form.cleaned_data), by=user)


class PlacementStart(Step):
    """The student has begun."""

    model = Placement
    title = gettext_lazy("The student has begun")
    button = gettext_lazy("The student has begun")
    intro = gettext_lazy(
        "The placement counts as running, and its project cannot be completed before it is. It"
        " does not go back to waiting; it can be completed or withdrawn."
    )
    said = gettext_lazy("The placement has begun.")

    def act(self, form: Any, user: User) -> Any:
        """Start it."""
        return start_placement(self.subject, on=form.day(), by=user)


class PlacementComplete(Step):
    """The student has finished."""

    model = Placement
    title = gettext_lazy("The student has finished")
    button = gettext_lazy("The student has finished")
    intro = gettext_lazy("The result itself is recorded by the institution.")
    said = gettext_lazy("The placement was completed.")

    def act(self, form: Any, user: User) -> Any:
        """Complete it."""
        return complete_placement(self.subject, on=form.day(), by=user)


class PlacementWithdraw(Step):
    """A place is taken back, or stops early."""

    model = Placement
    title = gettext_lazy("Withdraw the placement")
    button = gettext_lazy("Withdraw it")
    intro = gettext_lazy("This cannot be taken back; the reason stays visible.")
    form_class = WithReason
    is_dangerous = True
    said = gettext_lazy("The placement was withdrawn.")

    def act(self, form: Any, user: User) -> Any:
        """Withdraw it."""
        reason = form.cleaned_data["reason"]
        return withdraw_placement(self.subject, on=form.day(), reason=reason, by=user)
