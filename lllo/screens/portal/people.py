"""The people of an organisation: who they are, a new one, a typing mistake, one who leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.people.actions import PersonData
from lllo.people.models import Membership, Person
from lllo.people.own_data_actions import correct_colleague, may_correct, register_colleague
from lllo.screens.access import PORTAL
from lllo.screens.components.cells import Cell, Column
from lllo.screens.components.crumbs import HeadAction
from lllo.screens.components.tables import Table, part_of
from lllo.screens.portal import queries
from lllo.screens.portal.forms import ColleagueForm, NothingForm, PersonForm
from lllo.screens.portal.place import (
    ADDED,
    CONTACT,
    GOES_ON,
    NamesColleague,
    PortalAction,
    ReadingPage,
)
from lllo.training.actions import end_participation

if TYPE_CHECKING:
    from django.db.models import Model

    from lllo.people.models import User
    from lllo.screens.portal.place import Place
    from lllo.screens.portal.queries import Colleague

NAMES = ("given_name", "name_prefix", "family_name", "email", "phone")
KEPT = ("initials", "form_of_address", "language")  # a colleague says these of oneself


class PeoplePage(ReadingPage):
    """Everyone of the organisation, with roles and places."""

    url_name = "portal_people"
    title = gettext_lazy("People")
    template_name = "portal/people.html"
    here = PORTAL

    def content(self) -> dict[str, Any]:
        """Return the table; a contact finds the ways to change it."""
        everyone = queries.people(self.user, self.place)
        part = part_of(everyone.count(), self.request.GET)
        shown = everyone[part.start : part.stop]
        rows = queries.colleagues(self.user, self.place, shown, at=clock.now())
        columns = _columns(self.place)
        table = Table(
            caption=_("People of %(organisation)s") % {"organisation": self.place.organisation},
            columns=columns,
            rows=rows,
            part=part,
            empty=_("Nobody is known yet at your organisation."),
        )
        new = HeadAction(
            label=_("Add a colleague"), href=self.place.href("portal_person_new"), is_main=True
        )
        return {"table": table, "head_actions": [new] if self.place.is_contact else []}


def _columns(place: Place) -> list[Column]:
    columns = [
        Column(key="name", label=_("Name"), value=_name, is_wide=True),
        Column(key="role", label=_("Role"), value=lambda row: row.roles),
    ]
    if place.is_contact:
        columns.append(Column(key="seats", label=_("Places"), value=_seats))

    def change(row: Colleague) -> Cell:
        """Lead to one's own details, and a contact to those that may be corrected."""
        if row.person == place.person:
            return Cell(text=_("Change my details"), href=reverse("portal_me"))
        if not place.is_contact or row.can_sign_in:
            return Cell(text="")
        href = place.href("portal_person", person=row.person.public_id)
        return Cell(text=_("Change the details"), href=href)

    own = Column(key="change", label=_("Details"), value=change, kind="action")
    if not place.is_contact:
        return [*columns, own]

    def leave(row: Colleague) -> Cell:
        if {each.role for each in row.memberships} != {Membership.Role.PARTICIPANT}:
            return Cell(text="")
        href = place.href("portal_person_leave", person=row.person.public_id)
        return Cell(text=_("Has left"), href=href)

    account = Column(key="account", label=_("Signs in"), value=_signs_in)
    return [
        *columns,
        account,
        own,
        Column(key="leave", label=_("No longer works here"), value=leave, kind="action"),
    ]


def _name(row: Colleague) -> Cell:
    return Cell(text=str(row.person), hint=row.person.email)


def _seats(row: Colleague) -> str:
    return ", ".join(row.seats) or "–"


def _signs_in(row: Colleague) -> str:
    return _("yes") if row.can_sign_in else _("no")


class OnePerson(PortalAction):
    """An action of a contact on one of the people of the organisation."""

    here = CONTACT
    parent = "portal_people"

    def record(self) -> Model:
        """Return the person, if that is one of ours."""
        seen = Membership.objects.visible_to(self.user).open()
        held = seen.for_organisation(self.place.organisation)
        people = Person.objects.visible_to(self.user).filter(pk__in=held.values("person"))
        return get_object_or_404(people, public_id=self.kwargs["person"])


class NewPersonPage(PortalAction):
    """A colleague becomes one of the people of the organisation."""

    title = gettext_lazy("Add a colleague")
    intro = gettext_lazy(
        "Your colleague gets no account by this, only a place in your list: you can then give"
        " places to them. The backoffice sends an invitation to who wants to sign in."
    )
    button = gettext_lazy("Add")
    here = CONTACT
    parent = "portal_people"
    form_class = ColleagueForm
    refused_fields = {
        "email": "email",
        "address_in_use": "email",
        "address_known": "email",
        "colleague_known": "family_name",
    }

    def initial(self) -> dict[str, Any]:
        """Remember which form asked for the colleague."""
        return {"goes_on": self.request.GET.get(GOES_ON, "")}

    def act(self, form: Any, user: User) -> Person:
        """Add the colleague."""
        return register_colleague(
            self.place.organisation,
            _data(form),
            job_title=form.cleaned_data["job_title"],
            on=clock.today(),
            by=user,
        )

    def done(self, result: Person) -> tuple[str, str]:
        """Say who was added, and go on with the form that asked for the colleague."""
        sentence = _("%(person)s is one of your people now.") % {"person": result}
        asked = self.request.POST.get("goes_on", "")
        if not _asks_for_colleague(asked, self.place):
            return self.back(sentence)
        return sentence, f"{asked}?{urlencode({ADDED: result.public_id})}"


def _asks_for_colleague(path: str, place: Place) -> bool:
    """Tell whether an address is one of a form of this organisation that names colleagues."""
    try:
        found = resolve(path)
    except Resolver404:
        return False
    page = getattr(found.func, "view_class", None)
    here = found.kwargs.get("organisation") == place.organisation.public_id
    return here and isinstance(page, type) and issubclass(page, NamesColleague)


class PersonPage(OnePerson):
    """A typing mistake in the name or the address of a colleague is mended."""

    title = gettext_lazy("Change the details of a colleague")
    form_class = PersonForm
    refused_fields = {"email": "email", "taken": "email"}

    @property
    def intro(self) -> str:  # type: ignore[override]
        """Say beforehand when only the person can change this."""
        if may_correct(self.subject, self.place.organisation):
            return ""
        sentence = _(
            "%(person)s signs in or works elsewhere, too. Only %(person)s or the backoffice"
            " can change these details."
        )
        return sentence % {"person": self.subject}

    def initial(self) -> dict[str, Any]:
        """Return what is known."""
        return {name: getattr(self.subject, name) for name in NAMES}

    def act(self, form: Any, user: User) -> Person:
        """Mend it; what the form does not ask stays."""
        data = _data(form, **{name: getattr(self.subject, name) for name in KEPT})
        return correct_colleague(self.subject, self.place.organisation, data, by=user)

    def done(self, result: Person) -> tuple[str, str]:
        """Say whose details were changed."""
        return self.back(_("The details of %(person)s are changed.") % {"person": result})


class LeavePage(OnePerson):
    """A colleague no longer works there."""

    title = gettext_lazy("A colleague has left")
    button = gettext_lazy("Has left")
    form_class = NothingForm
    is_dangerous = True

    def record(self) -> Model:
        """Return the role that ends, or the one that did: that refuses by itself."""
        seen = Membership.objects.visible_to(self.user)
        held = seen.for_organisation(self.place.organisation)
        held = held.filter(person__public_id=self.kwargs["person"]).select_related("person")
        latest = held.filter(role=Membership.Role.PARTICIPANT).order_by("-started_on", "-pk")
        membership = latest.filter(ended_on__isnull=True).first() or latest.first()
        if membership is None:
            raise Http404
        return membership

    def heading(self) -> str:
        """Name the colleague."""
        return _("Has %(person)s left?") % {"person": self.subject.person}

    @property
    def intro(self) -> str:  # type: ignore[override]
        """Say what it means, for there is no button to undo it."""
        sentence = _(
            "%(person)s no longer stands in your list and can no longer sign in for"
            " %(organisation)s. What was attended stays."
        )
        detail = {"person": self.subject.person, "organisation": self.place.organisation}
        return sentence % detail

    def act(self, form: Any, user: User) -> Membership:  # noqa: ARG002 - nothing is asked
        """End the role."""
        return end_participation(self.subject, on=clock.today(), by=user)

    def done(self, result: Membership) -> tuple[str, str]:
        """Say who left."""
        sentence = _("%(person)s is no longer one of your people.")
        return self.back(sentence % {"person": result.person})


def _data(form: Any, **values: str) -> PersonData:
    """Return what a form says of a person."""
    typed = form.cleaned_data
    return PersonData(**{name: typed[name] for name in NAMES}, **values)
