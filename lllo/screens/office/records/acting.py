"""What the forms of the office have in common: the record they act on and the way back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.errors import Refused
from lllo.people.models import Membership, Organisation, Person
from lllo.people.queries import find_organisation, find_person
from lllo.programmes.models import DevelopmentLine, Programme
from lllo.screens.components.forms import ActionPage, DayField, Form, PickField
from lllo.screens.office.records.page import GRANTERS, WRITERS
from lllo.screens.office.records.places import address, to_list, to_record
from lllo.training.actions.checks import SPECIALISTS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from django.db.models import Model, QuerySet

    from lllo.people.models import User
    from lllo.screens.components.crumbs import Crumb

STAFF = (Membership.Role.SPECIALIST, Membership.Role.LEAD, Membership.Role.PARTNER)


class OfficeAction(ActionPage):
    """A form of the office; ``model`` says on what, nothing: it makes something new."""

    roles: ClassVar[frozenset[Any]] = WRITERS
    form_class: ClassVar[Any] = Form
    model: ClassVar[Any] = None
    made: ClassVar[Any] = None  # what a form without a record makes
    argument: ClassVar[str] = "public_id"
    said: Any = gettext_lazy("This was recorded.")

    def rows(self) -> QuerySet[Any]:
        """Return the rows on which the account may act."""
        return self.model._default_manager.visible_to(self.user)

    def record(self) -> Model | None:
        """Return the row of the address, or 404."""
        if self.model is None:
            return None
        return get_object_or_404(self.rows(), **{self.argument: self.kwargs[self.argument]})

    def owner(self) -> Any:
        """Return the record to whose page the form belongs."""
        return self.subject

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to that page, or to the list of what is made."""
        if self.model is None:
            return to_list(self.made, self.user) if self.made else ()
        return to_record(self.owner(), self.user)

    def done(self, result: Any) -> tuple[str, str]:  # noqa: ARG002 - a subclass reads it
        """Return to the page that the form belongs to."""
        return str(self.said), address(self.owner())


class OnDay(Form):
    """Asks on which day something counts; without an answer, today, so that *undo* needs none."""

    on = DayField(
        label=gettext_lazy("Day"), required=False, help_text=gettext_lazy("Empty: today.")
    )

    def day(self) -> date:
        """Return the day."""
        return self.cleaned_data["on"] or clock.today()


class WithReason(OnDay):
    """Asks for the day and the reason."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class GiveBack(OnDay):
    """Asks for the day and, if there is one, the reason; *undo* sends neither."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)

    def why(self) -> str:
        """Return the reason, or that it was recorded wrongly."""
        return self.cleaned_data["reason"] or _("recorded wrongly")


class OrganisationField(forms.CharField):
    """An organisation by name, KvK number or OIN; the refusal names those that look like it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Organisation"))
        options.setdefault("help_text", gettext_lazy("Name, KvK number or OIN."))
        options.setdefault("max_length", 200)
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        """Return the organisation."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return find_organisation(text)
        except Refused as refused:
            raise forms.ValidationError(str(refused), code=refused.code) from refused


class PersonField(forms.CharField):
    """A person by mail address or name; who has a role elsewhere is found as well."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Person"))
        options.setdefault("help_text", gettext_lazy("Mail address or name."))
        options.setdefault("max_length", 254)
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        """Return the person."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return find_person(text)
        except Refused as refused:
            raise forms.ValidationError(str(refused), code=refused.code) from refused


class ColleagueForm(Form):
    """A form that asks for someone of one organisation."""

    person = PickField(
        Person.objects.none(),
        label=gettext_lazy("Person"),
        required=False,
        help_text=gettext_lazy("The name may follow later."),
    )
    override_reason = forms.CharField(
        label=gettext_lazy("Reason to go beyond what is left"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Only a programme lead; the reason stays visible."),
    )

    def __init__(self, *args: Any, organisation: Organisation, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_of(organisation)  # type: ignore[attr-defined]
        if not may_override(user):
            del self.fields["override_reason"]


class WhoForm(Form):
    """Who of an organisation takes a place; not who has it already."""

    person = PickField(Person.objects.none(), label=gettext_lazy("Person"))

    def __init__(
        self, *args: Any, organisation: Organisation, holder: Person | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        others = people_of(organisation).exclude(pk=holder and holder.pk)
        self.fields["person"].queryset = others  # type: ignore[attr-defined]


class NamesSomeone(OfficeAction):
    """Gives a place of an organisation to one of its people."""

    form_class = WhoForm
    template_name = "office/names_someone.html"
    intro = gettext_lazy("People with a role at the organisation can be chosen.")

    def form_options(self) -> dict[str, Any]:
        """Return whose people may be named, and whom it is taken from."""
        return {"organisation": self.subject.organisation, "holder": self.subject.person}

    def page_context(self) -> dict[str, Any]:
        """Return the way to record who is missing."""
        return {"colleague_new": reverse("colleague_new", args=[self.owner().public_id])}


class ForOrganisation(OfficeAction):
    """A form on the page of an organisation that may go beyond its entitlements."""

    model = Organisation
    roles = GRANTERS

    def form_options(self) -> dict[str, Any]:
        """Return whose people may be named, and who asks."""
        return {"organisation": self.subject, "user": self.user}


def people_of(organisation: Organisation) -> QuerySet[Any]:
    """Return who has a role at an organisation, now or to come."""
    held = Membership.objects.open().for_organisation(organisation)
    return Person.objects.filter(pk__in=held.values("person"))


def staff() -> QuerySet[Any]:
    """Return who may supervise or book hours."""
    held = Membership.objects.current().filter(role__in=STAFF)
    return Person.objects.filter(pk__in=held.values("person"))


def coaches(also: Collection[int | None] = ()) -> QuerySet[Any]:
    """Return the specialists and leads of the university; a partner manages events.

    ``also``: who leads or coaches already, whatever became of the role.
    """
    held = Membership.objects.current().filter(role__in=SPECIALISTS)
    return Person.objects.filter(Q(pk__in=held.values("person")) | Q(pk__in=[*filter(None, also)]))


def may_override(user: User) -> bool:
    """Tell whether an account may go beyond what was agreed."""
    return user.has_every_right or Membership.Role.LEAD in user.roles


def lines() -> QuerySet[Any]:
    """Return the development lines of the newest programme; their codes are unique there."""
    newest = Programme.objects.order_by("-starts_on", "-pk").values("pk")[:1]
    return DevelopmentLine.objects.filter(programme__in=newest)


def line_field(**options: Any) -> PickField:
    """Return a field for a development line, named by its code."""
    options.setdefault("label", gettext_lazy("Development line"))
    return PickField(lines(), to_field_name="code", **options)
