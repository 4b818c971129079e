"""Searches everything at once: names, numbers, KvK; a few hits of each kind and the way to all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Q, When
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from lllo.contracts.models import Contract
from lllo.invoices.models import Invoice
from lllo.people.models import Organisation, Person
from lllo.projects.models import Placement, Project
from lllo.screens.access import OFFICE, Role, may_enter
from lllo.screens.components.cells import Cell, Column, shown
from lllo.screens.components.pages import RolePage
from lllo.screens.components.query import SEARCH, searched, words
from lllo.screens.components.tables import Table
from lllo.screens.office.lists.base import listed_name
from lllo.screens.office.lists.contracts import Contracts
from lllo.screens.office.lists.events import Cohorts, Events
from lllo.screens.office.lists.invoices import Invoices
from lllo.screens.office.lists.organisations import Organisations
from lllo.screens.office.lists.people import People
from lllo.screens.office.lists.projects import Placements, Projects
from lllo.screens.office.records.places import address
from lllo.training.models import Cohort, Event

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import ClassVar

    from django.db.models import Model
    from django.http import HttpRequest, HttpResponse

    from lllo.people.models import User
    from lllo.screens.list_parts import Text
    from lllo.screens.office.lists.base import OfficeList

SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of record: its list, whose search it shares, and what a hit says."""

    page: type[OfficeList]
    model: type[Model]
    order: str
    name: Callable[[Any], object] = str
    hint: Callable[[Any], object] = lambda _row: ""
    related: tuple[str, ...] = ()
    named: str = ""  # lookup of the name: hits in it come before hits in a town or a number


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One record that was found."""

    text: str
    href: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The first hits of a kind; ``all_href`` leads to all of them in the list."""

    label: Text
    hits: Sequence[Hit]
    has_more: bool
    all_href: str

    @property
    def table(self) -> Table:
        """The hits as a table."""
        columns = (
            Column(
                key="name", label=_("Name"), value=lambda hit: Cell(text=hit.text, href=hit.href)
            ),
            Column(key="hint", label=_("About"), value=lambda hit: hit.hint),
        )
        return Table(caption=self.label, columns=columns, rows=self.hits)


def _join(*parts: object) -> str:
    """Return what tells a hit apart, without what is not known."""
    return " · ".join(str(part) for part in parts if part)


KINDS = (
    Kind(
        page=Organisations,
        model=Organisation,
        order="name_key",
        named="name_key__plain",
        hint=lambda row: _join(row.city, row.kvk_number and f"KvK {row.kvk_number}"),
    ),
    Kind(page=People, model=Person, order="name_key", name=listed_name, hint=lambda row: row.email),
    Kind(
        page=Contracts,
        model=Contract,
        order="-number",
        hint=lambda row: _join(row.organisation, row.package_name, row.get_state_display()),
        related=("organisation",),
    ),
    Kind(
        page=Invoices,
        model=Invoice,
        order="-number",
        name=lambda row: row.number or row.get_state_display(),
        hint=lambda row: _join(
            row.organisation, row.contract_year.contract, row.purchase_order_number
        ),
        related=("organisation", "contract_year__contract"),
    ),
    Kind(
        page=Events,
        model=Event,
        order="-starts_at",
        hint=lambda row: _join(shown(row.starts_at), row.cohort, row.location),
        related=("cohort",),
    ),
    Kind(page=Cohorts, model=Cohort, order="number"),
    Kind(
        page=Projects,
        model=Project,
        order="title",
        hint=lambda row: _join(row.organisation, row.get_state_display()),
        related=("organisation",),
    ),
    Kind(
        page=Placements,
        model=Placement,
        order="title",
        hint=lambda row: _join(row.host, row.student_name, row.get_state_display()),
        related=("host",),
    ),
)


def search_everything(user: User, text: str) -> list[Found]:
    """Return what an account may see of each kind that holds all the words: a query for each."""
    if not words(text):
        return []
    found = (_found(kind, user, text) for kind in KINDS)
    return [each for each in found if each.hits]


def _found(kind: Kind, user: User, text: str) -> Found:
    """Return the first hits of one kind."""
    everything = getattr(kind.model._default_manager, "visible_to", None)
    rows = everything(user) if everything else kind.model._default_manager.all()
    rows = searched(rows, kind.page.search, text).select_related(*kind.related)
    first = list(rows.order_by(*_order(kind, text))[: SHOWN + 1])
    hits = [
        Hit(text=str(kind.name(row)), href=address(row), hint=str(kind.hint(row)))
        for row in first[:SHOWN]
    ]
    may_list = may_enter(user, kind.page.roles)
    href = f"{reverse(kind.page.url_name)}?{urlencode({SEARCH: text})}" if may_list else ""
    return Found(label=kind.page.title, hits=hits, has_more=len(first) > SHOWN, all_href=href)


def _order(kind: Kind, text: str) -> list[Any]:
    """Return the order of the hits: who is looked for by name stands on top."""
    if not kind.named:
        return [kind.order, "pk"]
    by_name = reduce(and_, (Q(**{kind.named: word}) for word in words(text)))
    return [Case(When(by_name, then=0), default=1), kind.order, "pk"]


class SearchPage(RolePage):
    """The page behind the search field in the head."""

    roles: ClassVar[frozenset[Any]] = OFFICE | {Role.LEAD}

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what was found; a single hit is opened at once."""
        text = " ".join(words(request.GET.get(SEARCH, "")))
        found = search_everything(self.user, text)
        hits = [hit for each in found for hit in each.hits]
        if len(hits) == 1:
            return redirect(hits[0].href)
        context = {"text": text, "found": found, "total": len(hits)}
        return render(request, "office/search.html", context)
