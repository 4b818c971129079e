"""Forms of organisations: new, changed, people with a role, roles that end."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.forms import fields_for_model, model_to_dict
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lllo import clock
from lllo.people.actions import (
    OrganisationData,
    PersonData,
    add_membership,
    end_membership,
    save_organisation,
    save_person,
)
from lllo.people.directory import near_names
from lllo.people.models import Membership, Organisation, Person
from lllo.people.roles import roles_at
from lllo.screens.addressing import form_of_address_field
from lllo.screens.components.forms import DayField, Form, Preview, WordField
from lllo.screens.office.records.acting import (
    OfficeAction,
    OnDay,
    OrganisationField,
    PersonField,
)
from lllo.screens.office.records.places import address
from lllo.screens.office.records.stated import HELP, StatedForm, as_written
from lllo.training.actions.checks import SPECIALISTS
from lllo.training.models import CoachingSession, EventPart
from lllo.training.queries import led_to_come, talks_to_come

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lllo.people.models import User
    from lllo.training.models import Event

ORGANISATION_FIELDS = [field.name for field in fields(OrganisationData)]
PERSON_FIELDS = [field.name for field in fields(PersonData)]
OF_INVOICES = ("invoice_", "order", "peppol_", "contract_reference", "annexes_")  # beginnings
NAMED_OF_ACCOUNT = {"account_needs_email": "email", "email": "email"}


class OrganisationForm(StatedForm):
    """Everything that the office states of an organisation."""

    groups: ClassVar[Any] = (
        (gettext_lazy("Name"), ("name", "legal_name", "kind")),
        (
            gettext_lazy("Numbers"),
            ("kvk_number", "oin", "rsin", "vat_identifier", "iban"),
        ),
        (gettext_lazy("Address"), ("street", "postal_code", "city", "country_code")),
        (
            gettext_lazy("Invoices"),
            tuple(name for name in ORGANISATION_FIELDS if name.startswith(OF_INVOICES)),
        ),
    )


OrganisationForm.base_fields.update(
    fields_for_model(
        Organisation,
        fields=ORGANISATION_FIELDS,
        widgets={"remark": forms.Textarea},
        help_texts=HELP,
    )
)
as_written(OrganisationForm.base_fields)


class PersonForm(Form):
    """Name and address of a person."""

    groups: ClassVar[Any] = (
        (
            gettext_lazy("Name"),
            ("given_name", "initials", "name_prefix", "family_name", "form_of_address"),
        ),
        (gettext_lazy("Contact"), ("email", "phone", "language")),
    )


PersonForm.base_fields.update(fields_for_model(Person, fields=PERSON_FIELDS))
PersonForm.base_fields["form_of_address"] = form_of_address_field()


class RoleForm(Form):
    """A role at an organisation from a day on."""

    role = WordField(
        label=gettext_lazy("Role"), choices=Membership.Role.choices, initial="participant"
    )
    job_title = forms.CharField(label=gettext_lazy("Job title"), max_length=100, required=False)
    on = DayField(label=gettext_lazy("Starts on"), required=False)

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if organisation is not None:  # a role that would be refused is not offered
            roles = [(role.value, role.label) for role in roles_at(organisation)]
            self.fields["role"].choices = roles  # type: ignore[attr-defined]

    def membership(self) -> dict[str, Any]:
        """Return what ``add_membership`` asks beside person and organisation."""
        data = self.cleaned_data
        on = data["on"] or clock.today()
        return {"role": data["role"], "job_title": data["job_title"], "on": on}


class OrganisationNew(OfficeAction):
    """A new organisation; a name that looks like a known one is asked about first."""

    title = gettext_lazy("New organisation")
    form_class = OrganisationForm
    made = Organisation
    refused_fields = {name: name for name in ORGANISATION_FIELDS}

    def initial(self) -> dict[str, Any]:
        """Begin with a municipality in the Netherlands."""
        return {"kind": Organisation.Kind.MUNICIPALITY, "country_code": "NL"}

    def preview(self, form: Any) -> Preview | None:
        """Ask whether this is not an organisation that is known already."""
        names = Organisation.objects.values_list("name", flat=True)
        near = near_names(form.cleaned_data["name"], names)
        if not near:
            return None
        return Preview(
            sentences=[_("Is this organisation not one of these?"), *near],
            warning=_("The same organisation twice would divide its agreements and invoices."),
            button=_("It is a new organisation"),
        )

    def act(self, form: Any, user: User) -> Any:
        """Save it."""
        return save_organisation(OrganisationData(**form.cleaned_data), by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Go to its page."""
        sentence = _("%(organisation)s was added.")
        if result.takes_part:
            sentence = _("%(organisation)s was added. Next: record its contact person.")
        return sentence % {"organisation": result}, address(result)


class OrganisationEdit(OfficeAction):
    """The data of an organisation."""

    title = gettext_lazy("Change data")
    form_class = OrganisationForm
    model = Organisation
    refused_fields = OrganisationNew.refused_fields
    said = gettext_lazy("The data were saved.")

    def heading(self) -> str:
        """Say whose."""
        return f"{self.title}: {self.subject}"

    def initial(self) -> dict[str, Any]:
        """Begin with what is stated now."""
        return model_to_dict(self.subject, ORGANISATION_FIELDS)

    def act(self, form: Any, user: User) -> Any:
        """Save what was changed."""
        data = OrganisationData(**form.cleaned_data)
        return save_organisation(data, organisation=self.subject, by=user)


class PersonEdit(OfficeAction):
    """The data of a person."""

    title = gettext_lazy("Change data")
    form_class = PersonForm
    model = Person
    refused_fields = NAMED_OF_ACCOUNT
    said = gettext_lazy("The data were saved.")

    def heading(self) -> str:
        """Say whose."""
        return f"{self.title}: {self.subject}"

    def initial(self) -> dict[str, Any]:
        """Begin with what is stated now."""
        return model_to_dict(self.subject, PERSON_FIELDS)

    def act(self, form: Any, user: User) -> Any:
        """Save what was changed."""
        return save_person(PersonData(**form.cleaned_data), person=self.subject, by=user)


class NewColleagueForm(PersonForm, RoleForm):
    """A person who is new, with the role at the organisation of the page."""

    groups: ClassVar[Any] = (
        *PersonForm.groups,
        (gettext_lazy("Role"), ("role", "job_title", "on")),
    )


class NewPersonForm(NewColleagueForm):
    """A person who is new, with a role at an organisation that is looked up."""

    organisation = OrganisationField()
    groups: ClassVar[Any] = (
        *PersonForm.groups,
        (gettext_lazy("Role"), ("organisation", "role", "job_title", "on")),
    )


class AtOrganisation(OfficeAction):
    """A role at the organisation of the page, if it is that of an organisation."""

    def form_options(self) -> dict[str, Any]:
        """Return at which organisation, if that is known."""
        return {"organisation": self.subject} if self.model is Organisation else {}

    def initial(self) -> dict[str, Any]:
        """Begin with the contact, as long as a participating organisation has none."""
        if self.model is not Organisation or not self.subject.takes_part:
            return {}
        held = Membership.objects.current().filter(role=Membership.Role.CONTACT)
        has_contact = held.for_organisation(self.subject).exists()
        return {} if has_contact else {"role": Membership.Role.CONTACT}


class ColleagueNew(AtOrganisation):
    """Someone new at the organisation of the page."""

    title = gettext_lazy("New person")
    form_class: ClassVar[Any] = NewColleagueForm
    model: ClassVar[Any] = Organisation
    refused_fields = {"email": "email", "role_needs_university": "role"}

    def act(self, form: Any, user: User) -> Any:
        """Save the person and the role, both or neither."""
        data = PersonData(**{name: form.cleaned_data[name] for name in PERSON_FIELDS})
        person = save_person(data, by=user)
        add_membership(person, self._organisation(form), by=user, **form.membership())
        return person

    def _organisation(self, form: Any) -> Organisation:
        return form.cleaned_data.get("organisation") or self.subject

    def done(self, result: Any) -> tuple[str, str]:
        """Return to the organisation, or to the person when there is none."""
        return _("%(person)s was added.") % {"person": result}, address(self.subject or result)


class PersonNew(ColleagueNew):
    """Someone new, wherever the office begins."""

    form_class = NewPersonForm
    model = None
    made = Person


class MemberForm(RoleForm):
    """Someone who is known already, with a role here."""

    person = PersonField()
    field_order: Any = ("person", "role", "job_title", "on")


class MemberNew(AtOrganisation):
    """A role at the organisation of the page for someone who is known already."""

    title = gettext_lazy("Give someone a role")
    form_class: ClassVar[Any] = MemberForm
    model: ClassVar[Any] = Organisation
    refused_fields = {"role_needs_university": "role"}

    def act(self, form: Any, user: User) -> Any:
        """Give the role."""
        person = form.cleaned_data["person"]
        return add_membership(person, self.subject, by=user, **form.membership())

    def done(self, result: Any) -> tuple[str, str]:
        """Say which role."""
        return _("New role: %(role)s.") % {"role": result}, address(self.subject)

    def undo(self, result: Any) -> tuple[str, str] | None:
        """Offer to end a role that was given by mistake."""
        return reverse("membership_end", args=[result.public_id]), _("End this role")


class RoleElsewhereForm(RoleForm):
    """A role at an organisation that is looked up."""

    organisation = OrganisationField()
    field_order: Any = ("organisation", "role", "job_title", "on")


class RoleNew(MemberNew):
    """A role for the person of the page."""

    title = gettext_lazy("Add a role")
    form_class = RoleElsewhereForm
    model = Person

    def act(self, form: Any, user: User) -> Any:
        """Give the role."""
        organisation = form.cleaned_data["organisation"]
        return add_membership(self.subject, organisation, by=user, **form.membership())


class MembershipEnd(OfficeAction):
    """The end of a role; its rights end at once."""

    title = gettext_lazy("End a role")
    intro = gettext_lazy(
        "The day is the first one without the role. What the person may see and do because of"
        " this role ends at once; registrations and seats stay."
    )
    button = gettext_lazy("End this role")
    form_class = OnDay
    model = Membership
    is_dangerous = True
    refused_fields = {"membership_end_too_early": "on"}

    def owner(self) -> Any:
        """Return to the organisation."""
        return self.subject.organisation

    def heading(self) -> str:
        """Say whose role it is."""
        return _("End this role: %(role)s") % {"role": self.subject}

    def preview(self, form: Any) -> Preview | None:
        """Say what a specialist is still to give when no role is left for it; it stays so."""
        held = self.subject
        others = held.person.memberships.open().filter(role__in=SPECIALISTS).exclude(pk=held.pk)
        if held.role not in SPECIALISTS or others.exists():
            return None
        return _still_to_give(held, form.day())

    def act(self, form: Any, user: User) -> Any:
        """End it."""
        return end_membership(self.subject, on=form.day(), by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Say that it ended."""
        return _("The role ended: %(role)s.") % {"role": result}, address(self.owner())

    def version(self, record: Any) -> Mapping[str, str]:
        """Return whether it ended meanwhile."""
        return {"ended_on": str(record.ended_on or "")}


def _still_to_give(held: Membership, day: date) -> Preview | None:
    """Return a warning with the lectures and talks of a person from a day on, if any."""
    at = max(clock.now(), datetime.combine(day, time(), clock.AMSTERDAM))
    found = [*led_to_come(held.person, at=at), *talks_to_come(held.person, at=at)]
    rows = [_to_give(each) for each in sorted(found, key=lambda each: each.starts_at)]
    if not rows:
        return None
    sentence = ngettext(
        "%(count)s lecture or talk of %(person)s is still to come. It stays until somebody else is"
        " named or it is cancelled.",
        "%(count)s lectures and talks of %(person)s are still to come. They stay until somebody"
        " else is named or they are cancelled.",
        len(rows),
    )
    return Preview(
        warning=sentence % {"count": len(rows), "person": held.person},
        heads=(_("When"), _("What")),
        rows=rows,
        button=_("End this role"),
    )


def _to_give(each: Event | EventPart | CoachingSession) -> tuple[object, str]:
    """Return when and what: a part with its event, a talk with its organisation."""
    if isinstance(each, EventPart):
        return each.starts_at, f"{each.event}: {each}"
    if isinstance(each, CoachingSession):
        return each.starts_at, _("Coaching: %(subject)s") % {"subject": each}
    return localdate(each.starts_at) if each.all_day else each.starts_at, str(each)
