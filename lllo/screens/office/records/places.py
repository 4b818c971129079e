"""Where each kind of record has its page and its list, and the way back from a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from lllo.contracts.models import Contract
from lllo.invoices.models import Invoice
from lllo.people.models import Organisation, Person
from lllo.projects.models import Placement, Project
from lllo.screens.access import OFFICE, Role, may_enter
from lllo.screens.components.crumbs import Crumb
from lllo.training.models import Cohort, Event

if TYPE_CHECKING:
    from django.db.models import Model
    from django.utils.functional import _StrPromise

    from lllo.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The names of the addresses of a kind of record."""

    page: str
    list: str
    label: _StrPromise
    argument: str = "public_id"
    readers: frozenset[Role] = OFFICE  # of the list


PLACES: dict[type[Model], Place] = {
    Organisation: Place(
        page="organisation", list="organisations", label=gettext_lazy("Organisations")
    ),
    Person: Place(page="person", list="people", label=gettext_lazy("People")),
    Contract: Place(page="contract", list="contracts", label=gettext_lazy("Agreements")),
    Event: Place(
        page="event",
        list="events",
        label=gettext_lazy("Events"),
        argument="uid",
        readers=OFFICE | {Role.LEAD, Role.PARTNER},
    ),
    Cohort: Place(page="cohort", list="cohorts", label=gettext_lazy("Cohorts")),
    Invoice: Place(page="invoice", list="invoices", label=gettext_lazy("Invoices")),
    Placement: Place(page="placement", list="placements", label=gettext_lazy("Placements")),
    Project: Place(page="project", list="projects", label=gettext_lazy("Projects")),
}


def address(record: Any) -> str:
    """Return the address of the page of a record."""
    place = PLACES[type(record)]
    return reverse(place.page, args=[getattr(record, place.argument)])


def to_list(model: type[Model], user: User) -> tuple[Crumb, ...]:
    """Return the way back to the list of a kind of record, for who may see lists."""
    place = PLACES[model]
    if not may_enter(user, place.readers):
        return ()
    return (Crumb(label=place.label, href=reverse(place.list)),)


def to_record(record: Any, user: User) -> tuple[Crumb, ...]:
    """Return the way back to a record, over its list."""
    return (*to_list(type(record), user), Crumb(label=str(record), href=address(record)))
