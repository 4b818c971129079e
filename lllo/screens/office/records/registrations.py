"""Forms of registrations: a place in a cohort or at an event, its name, and giving it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.screens.components.forms import Form
from lllo.screens.components.replacing import Replaces
from lllo.screens.events import event_name
from lllo.screens.office.records.acting import (
    ColleagueForm,
    ForOrganisation,
    NamesSomeone,
    OfficeAction,
    OnDay,
    OrganisationField,
    PersonField,
    may_override,
)
from lllo.screens.office.records.page import GRANTERS
from lllo.screens.office.records.places import address
from lllo.training.actions import (
    cancel_registration,
    name_registration,
    register_for_cohort,
    register_for_event,
    replace_person,
)
from lllo.training.models import Cohort, Event, Registration

if TYPE_CHECKING:
    from lllo.people.models import Organisation, User

OVER = "override_reason"
COHORT, EVENT = "cohort", "event"


def _to_choose() -> list[Any]:
    """Return the cohorts, and the events to come that are open to all."""
    cohorts = [(f"{COHORT}:{each.public_id}", str(each)) for each in Cohort.objects.all()]
    open_to_all = Event.objects.upcoming(clock.now()).filter(cohort=None, is_published=True)
    events = [(f"{EVENT}:{each.uid}", event_name(each)) for each in open_to_all]
    found = [(_("Cohorts"), cohorts), (_("Events"), events)]
    return [("", _("Choose …")), *(group for group in found if group[1])]


def _place(
    where: Cohort | Event, organisation: Organisation, data: dict[str, Any], user: User
) -> Registration:
    """Take a place in a cohort or at an event."""
    if isinstance(where, Event):
        return register_for_event(
            organisation, where, person=data["person"], on=clock.today(), by=user
        )
    return register_for_cohort(
        organisation,
        where,
        person=data["person"],
        on=clock.today(),
        override_reason=data.get(OVER, ""),
        by=user,
    )


class PlaceForm(ColleagueForm):
    """Where, and who."""

    where = forms.ChoiceField(label=gettext_lazy("Cohort or event"), choices=[])
    field_order = ("where", "person", OVER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = _to_choose()  # type: ignore[attr-defined]

    def place(self) -> Cohort | Event:
        """Return the cohort or event that was chosen."""
        kind, _colon, key = self.cleaned_data["where"].partition(":")
        return Cohort.objects.get(public_id=key) if kind == COHORT else Event.objects.get(uid=key)


class PlaceTaking(OfficeAction):
    """What every form that takes a place does."""

    roles = GRANTERS
    refused_fields = {
        "already_registered": "person",
        "person_in_other_cohort": "person",
        "person_of_another_organisation": "person",
        "override_not_allowed": OVER,
    }

    def done(self, result: Any) -> tuple[str, str]:
        """Say who has a place."""
        name = result.person or _("name follows")
        values = {"where": result.cohort or result.event, "name": name}
        return _("Registered for %(where)s: %(name)s.") % values, address(self.subject)

    def undo(self, result: Any) -> tuple[str, str] | None:
        """Offer to cancel it."""
        return reverse("registration_cancel", args=[result.public_id]), _("Cancel it again")


class OrganisationRegister(PlaceTaking, ForOrganisation):
    """A place for the organisation of the page."""

    title = gettext_lazy("Register")
    button = gettext_lazy("Register")
    form_class = PlaceForm

    def act(self, form: Any, user: User) -> Any:
        """Register."""
        return _place(form.place(), self.subject, form.cleaned_data, user)


class GuestForm(Form):
    """Which organisation, and who."""

    organisation = OrganisationField()
    person = PersonField(
        label=gettext_lazy("Person"),
        required=False,
        help_text=gettext_lazy("Mail address or name; it may follow later."),
    )
    override_reason = forms.CharField(
        label=gettext_lazy("Reason to go beyond what is left"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Only a programme lead; the reason stays visible."),
    )

    def __init__(self, *args: Any, may_go_beyond: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_go_beyond:
            del self.fields[OVER]


class CohortRegister(PlaceTaking):
    """A place in the cohort of the page."""

    title = gettext_lazy("Register an organisation")
    button = gettext_lazy("Register")
    form_class = GuestForm
    model: ClassVar[Any] = Cohort
    refused_fields = {
        **PlaceTaking.refused_fields,
        "one_person_per_cohort": "organisation",
        "no_contract": "organisation",
        "contract_not_signed": "organisation",
        "use_exceeded": "organisation",
    }

    def rows(self) -> Any:
        """Return all cohorts; who may come here sees them all."""
        return Cohort.objects.visible_to(self.user)

    def form_options(self) -> dict[str, Any]:
        """Return whether the account may go beyond what is left."""
        return {"may_go_beyond": may_override(self.user)}

    def act(self, form: Any, user: User) -> Any:
        """Register."""
        return _place(self.subject, form.cleaned_data["organisation"], form.cleaned_data, user)


class EventRegister(CohortRegister):
    """A place at the event of the page."""

    model = Event
    argument = "uid"

    def rows(self) -> Any:
        """Return the events that the account sees."""
        return Event.objects.visible_to(self.user)

    def form_options(self) -> dict[str, Any]:
        """Offer nothing to go beyond: an event takes nothing of what was agreed."""
        return {"may_go_beyond": False}


class OnRegistration(OfficeAction):
    """A form on one registration."""

    model = Registration

    def rows(self) -> Any:
        """Return the registrations with what they are for."""
        return super().rows().select_related("organisation", "cohort", "event", "person")

    def owner(self) -> Any:
        """Return to the organisation."""
        return self.subject.organisation

    def heading(self) -> str:
        """Say which place."""
        return f"{self.title}: {self.subject}"


class RegistrationName(Replaces, OnRegistration, NamesSomeone):
    """A name for a place, or another one."""

    refused_fields = {
        "already_registered": "person",
        "person_in_other_cohort": "person",
        "person_of_another_organisation": "person",
    }

    def heading(self) -> str:
        """Say which place, and whose it is now."""
        values = {"person": self.subject.person, "what": self.subject.cohort or self.subject.event}
        if self.subject.person:
            return _("Replace %(person)s at %(what)s") % values
        return _("Who comes to %(what)s?") % values

    def act(self, form: Any, user: User) -> Any:
        """Name or replace."""
        name = replace_person if self.subject.person else name_registration
        return name(self.subject, form.cleaned_data["person"], by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Say who has the place now."""
        values = {"person": result.person, "what": result.cohort or result.event}
        return _("%(person)s has the place in %(what)s.") % values, address(self.owner())


class RegistrationCancel(OnRegistration):
    """A place is given up."""

    title = gettext_lazy("Cancel the registration")
    button = gettext_lazy("Cancel the registration")
    form_class = OnDay
    is_dangerous = True
    said = gettext_lazy("The registration was cancelled; the place is free again.")
    roles = GRANTERS

    @property
    def intro(self) -> str:  # type: ignore[override]
        """Say how much is given up: a place in a cohort is one at all of its events."""
        if self.subject.cohort is None:
            return ""
        sentence = _(
            "This gives up the whole place in %(cohort)s: all of its events, not one of them. The"
            " masterclass seat of the agreement is given back."
        )
        return sentence % {"cohort": self.subject.cohort}

    def act(self, form: Any, user: User) -> Any:
        """Cancel it."""
        return cancel_registration(self.subject, on=form.day(), by=user)
