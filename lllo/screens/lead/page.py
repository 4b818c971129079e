"""What the pages of the programme lead share: who may do what, their tabs, and their years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.people.models import Organisation
from lllo.programmes.models import PackageEdition
from lllo.screens.access import LEAD, Role, may_enter
from lllo.screens.components.cards import Tab
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.pages import RolePage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    from lllo.people.models import OrganisationQuerySet, User
    from lllo.programmes.models import Programme
    from lllo.screens.components.crumbs import HeadAction

READERS = LEAD
AMOUNTS = frozenset({Role.LEAD, Role.AUDITOR})  # who reads what one organisation pays
WRITERS = frozenset({Role.LEAD})
BOOKERS = frozenset({Role.LEAD, Role.SPECIALIST})  # whose own hours count
TABS: tuple[tuple[str, Any, frozenset[Role]], ...] = (
    ("lead_home", _("Overview"), READERS),
    ("lead_coverage", _("What if"), READERS),
    ("lead_hours", _("Hours"), READERS),
    ("lead_cohorts", _("Cohorts"), READERS),
    ("lead_deliverables", _("Products"), READERS),
    ("lead_expenses", _("Costs"), AMOUNTS),
    ("lead_in_kind", _("In kind"), AMOUNTS),
    ("lead_questions", _("Questions"), READERS),
)


def tabs_of(user: User, current: str) -> list[Tab]:
    """Return the parts of the programme that an account may read."""
    return [
        Tab(label=label, href=reverse(name), is_current=name == current)
        for name, label, roles in TABS
        if may_enter(user, roles)
    ]


def way_back(*names: str) -> list[Crumb]:
    """Return the way back over the tabs with these names, from the overview."""
    labels = {name: label for name, label, _roles in TABS}
    first = Crumb(label=_("Programme"), href=reverse("lead_home"))
    return [first, *(Crumb(label=labels[name], href=reverse(name)) for name in names)]


def programme_now() -> Programme | None:
    """Return the programme of the edition in force; nothing until one is loaded."""
    edition = PackageEdition.objects.select_related("programme").in_force(clock.today())
    return edition.programme if edition else None


def nearest_year(years: Sequence[int], wanted: str) -> int | None:
    """Return the year that is asked for, else the one nearest to today; nothing without years."""
    if wanted.isdecimal() and len(wanted) < 5 and int(wanted) in years:  # noqa: PLR2004 - a year
        return int(wanted)
    this_year = clock.today().year
    return min(years, key=lambda year: abs(year - this_year), default=None)


def organisations_to_name(user: User) -> OrganisationQuerySet:
    """Return the participants whose names an account may choose from.

    People of the university book hours for any of them; the names tell no amounts.
    """
    everyone = Organisation.objects.participating()
    own = user.organisations()
    is_inside = user.sees_everything or own.filter(kind=Organisation.Kind.UNIVERSITY).exists()
    return everyone if is_inside else everyone.visible_to(user)


class LeadPage(RolePage):
    """A page to read, below the tabs of the programme; a subclass fills ``values``."""

    title: str | _StrPromise = ""
    note: str | _StrPromise = ""
    roles = READERS
    template_name = ""
    tab = ""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the page."""
        context = {"title": self.title, "note": self.note, "crumbs": (), **self.values()}
        context["head_actions"] = [
            action for action in self.head_actions() if may_enter(self.user, action.roles)
        ]
        context["tabs"] = tabs_of(self.user, self.tab)
        return render(request, self.template_name, context)

    def values(self) -> dict[str, Any]:
        """Return what the template shows."""
        raise NotImplementedError

    def head_actions(self) -> Sequence[HeadAction]:
        """Return the buttons in the head; each names its roles."""
        return ()
