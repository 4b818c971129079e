"""Where someone is in the portal: one organisation, the roles there, and the pages it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy

from lllo.people.models import Membership
from lllo.screens.access import PORTAL, Role
from lllo.screens.components.cards import Tab
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.forms import ActionPage
from lllo.screens.components.pages import RolePage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    from lllo.people.models import Organisation, Person, User

CONTACT = frozenset({Role.CONTACT})
ADDED, GOES_ON = "wie", "verder"  # in an address: who was added, and the form that waits
MEMBER = frozenset({Role.CONTACT, Role.PARTICIPANT})
# Address, word and who finds it among the tabs; who has no tab is refused at the address, too.
TABS = (
    ("portal_overview", gettext_lazy("Overview"), PORTAL),
    ("portal_people", gettext_lazy("People"), PORTAL),
    ("portal_registrations", gettext_lazy("Registrations"), MEMBER),
    ("portal_agenda", gettext_lazy("Calendar"), PORTAL),
    ("portal_offers", gettext_lazy("Cases and students"), MEMBER),
    ("portal_papers", gettext_lazy("Documents"), MEMBER),
    ("portal_organisation", gettext_lazy("Our details"), CONTACT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One of the organisations of an account, and what it may do there."""

    organisation: Organisation
    roles: frozenset[str]
    person: Person | None
    others: tuple[Organisation, ...] = ()

    @property
    def is_contact(self) -> bool:
        """Whether this account manages the organisation; a participant only itself."""
        return Role.CONTACT in self.roles

    @property
    def is_member(self) -> bool:
        """Whether the organisation takes part; a partner sees no amounts and takes no places."""
        return not self.roles.isdisjoint(MEMBER)

    def href(self, name: str, **variables: Any) -> str:
        """Return the address of a page of this organisation."""
        values = {"organisation": self.organisation.public_id, **variables}
        return reverse(name, kwargs=values)


def place_of(user: User, public_id: Any) -> Place:
    """Return an organisation of an account; another one is not there, as far as it can tell."""
    places = user.places(PORTAL)
    for organisation, roles in places.items():
        if organisation.public_id == public_id:
            return Place(
                organisation=organisation,
                roles=frozenset(roles),
                person=None if user.acting_for else user.person,
                others=tuple(other for other in places if other != organisation),
            )
    raise Http404


class PortalPage(RolePage):
    """A page of one organisation; ``here`` are the roles at it that may see the page."""

    roles: ClassVar[frozenset[Any]] = PORTAL
    here: ClassVar[frozenset[Role]] = MEMBER
    place: Place

    def prepare(self) -> None:
        """Find out where we are, and refuse a role that has no business here."""
        self.place = place_of(self.user, self.kwargs["organisation"])
        if self.here.isdisjoint(self.place.roles):
            raise PermissionDenied
        super().prepare()


class ReadingPage(PortalPage):
    """A page with the tabs of the organisation; ``content`` is what its template shows."""

    url_name: ClassVar[str]
    title: ClassVar[str | _StrPromise]
    template_name: ClassVar[str]

    def content(self) -> dict[str, Any]:
        """Return the values of the template."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the page."""
        context = {
            "place": self.place,
            "title": self.title,
            "page_tabs": _tabs(self.place, self.url_name),
            "others": [(each.name, _overview(each)) for each in self.place.others],
            **self.content(),
        }
        return render(request, self.template_name, context)


class PortalAction(PortalPage, ActionPage):
    """One action for one organisation; ``parent`` is the page it belongs to."""

    parent: ClassVar[str] = "portal_overview"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back: the organisation, and the page the action belongs to."""
        way = [Crumb(label=self.place.organisation.name, href=self.place.href("portal_overview"))]
        label = next(label for name, label, _roles in TABS if name == self.parent)
        if self.parent != "portal_overview":
            way.append(Crumb(label=label, href=self.place.href(self.parent)))
        return way

    def form_options(self) -> dict[str, Any]:
        """Let the form know for which organisation it is."""
        return {"place": self.place}

    def back(self, message: str) -> tuple[str, str]:
        """Return a sentence and the page the action belongs to."""
        return message, self.place.href(self.parent)


class NamesColleague(PortalAction):
    """An action that asks for a colleague: a contact adds one who is missing, and comes back."""

    template_name = "portal/names_colleague.html"

    def initial(self) -> dict[str, Any]:
        """Begin with who was just added."""
        added = self.request.GET.get(ADDED, "")
        return {**super().initial(), **({"person": added, "people": [added]} if added else {})}

    def page_context(self) -> dict[str, Any]:
        """Return the way to add a colleague."""
        way = ""
        if self.place.is_contact:
            asked = urlencode({GOES_ON: self.request.path})
            way = f"{self.place.href('portal_person_new')}?{asked}"
        return {**super().page_context(), "new_colleague": way}


def _tabs(place: Place, current: str) -> list[Tab]:
    return [
        Tab(label=label, href=place.href(name), is_current=name == current)
        for name, label, roles in TABS
        if not roles.isdisjoint(place.roles)
    ]


def _overview(organisation: Organisation) -> str:
    return reverse("portal_overview", args=[organisation.public_id])


def roles_in_words(roles: frozenset[str]) -> str:
    """Return the roles at one organisation as a line."""
    words = [str(role.label) for role in Membership.Role if role in roles]
    return ", ".join(words) or gettext("none")
