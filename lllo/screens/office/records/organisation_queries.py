"""Everything of one organisation, in a number of queries that does not grow with its rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, When

from lllo.budget.models import InKindEntry
from lllo.budget.queries import InKindBalance, in_kind_balances
from lllo.contracts.lists import with_chosen_package
from lllo.contracts.models import Choice, Contract, ContractYear
from lllo.contracts.queries import balances, contract_year_prices
from lllo.invoices.queries import Owed, invoice_rows, owed
from lllo.invoices.validation_queries import with_validation_state
from lllo.people.corrections import CorrectionRequest
from lllo.people.models import Membership
from lllo.projects.models import Placement, Project
from lllo.screens.office.lists.invoices import with_signs
from lllo.screens.office.records.page import ROWS_SHOWN
from lllo.training.models import CoachingRequest, CoachingSession, CourseSeat, Registration

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lllo.contracts.queries import Balance
    from lllo.people.models import Organisation, User
    from lllo.rules.price import Price


@dataclass(frozen=True, kw_only=True)
class Everything:
    """What the page of an organisation shows, as rows."""

    on: date
    choice: Any  # with the name of its package
    contracts: list[Contract]
    years: list[ContractYear]
    prices: dict[int, Price]
    balances: list[Balance]
    invoices: list[Any]
    memberships: list[Membership]  # the first ones
    people_count: int
    registrations: list[Registration]  # the last ones
    registration_count: int
    seated: list[Registration]  # those that hold a use
    seats: list[CourseSeat]
    sessions: list[CoachingSession]
    requests: list[CoachingRequest]
    corrections: list[CorrectionRequest]
    projects: list[Project]
    placements: list[Placement]
    in_kind: list[InKindEntry]

    @property
    def running(self) -> list[ContractYear]:
        """The contract years in which today falls, and that were not cut off."""
        return [
            year
            for year in self.years
            if year.starts_on <= self.on < year.ends_on
            and (year.contract.ended_on is None or self.on < year.contract.ended_on)
        ]

    @property
    def current(self) -> ContractYear | None:
        """The contract year that runs, or else the next one to come."""
        coming = [year for year in self.years if year.starts_on > self.on]
        return next(iter([*self.running, *coming]), None)

    @cached_property
    def owed(self) -> Owed:
        """What the organisation has to pay yet, what of it is late, and what drafts hold."""
        return owed(self.invoices)

    @cached_property
    def in_kind_of(self) -> dict[int, InKindBalance]:
        """What was promised and delivered in kind, by the key of the contract year."""
        return in_kind_balances(self.prices, self.in_kind)

    def balances_of(self, year: ContractYear) -> list[Balance]:
        """Return the entitlements of a contract year."""
        return [each for each in self.balances if each.contract_year.pk == year.pk]


def everything(organisation: Organisation, user: User, *, on: date) -> Everything:
    """Return all rows of an organisation that the account may see."""

    def own(model: Any, *related: str) -> Any:
        rows = model.objects.visible_to(user).for_organisation(organisation)
        return rows.select_related(*related) if related else rows

    years = list(own(ContractYear, "contract").order_by("starts_on", "pk"))
    bills: Any = invoice_rows(organisation, on=on).visible_to(user)
    places = own(Registration, "cohort", "event", "person")
    return Everything(
        on=on,
        choice=with_chosen_package(own(Choice, "edition").open()).first(),
        contracts=list(own(Contract).order_by("-starts_on", "-pk")),
        years=years,
        prices=contract_year_prices(years),
        balances=balances(organisation),
        invoices=list(with_signs(with_validation_state(bills))),
        memberships=list(
            own(Membership, "person").order_by(
                F("ended_on").asc(nulls_first=True),
                Case(When(role="contact", then=0), default=1),
                "person__name_key",
                "pk",
            )[:ROWS_SHOWN]
        ),
        people_count=own(Membership).count(),
        registrations=list(places.order_by("-pk")[:ROWS_SHOWN]),
        registration_count=places.count(),
        seated=list(places.filter(use__isnull=False)),
        seats=list(own(CourseSeat, "person").order_by("-starts_on")),
        sessions=list(own(CoachingSession, "coach", "person").order_by("-starts_at")),
        requests=list(own(CoachingRequest, "person").waiting()),
        corrections=list(own(CorrectionRequest).waiting()),
        projects=list(own(Project, "line")),
        placements=list(own(Placement, "line")),
        in_kind=list(own(InKindEntry, "line", "contract_year", "reversed_by").order_by("on", "pk")),
    )


def holders_of(found: Everything) -> dict[int, Any]:
    """Return the registration, seat or session that holds a use, by the key of the use."""
    rows: list[Any] = [*found.seated, *found.seats, *found.sessions]
    return {row.use_id: row for row in rows if row.use_id}


def reversed_uses(found: Everything) -> set[int]:
    """Return the keys of the uses that were given back."""
    return {use.reverses_id for each in found.balances for use in each.rows if use.reverses_id}


def by_contract(years: Iterable[ContractYear]) -> dict[int, list[ContractYear]]:
    """Return contract years by the key of their contract."""
    found: dict[int, list[ContractYear]] = defaultdict(list)
    for year in years:
        found[year.contract_id].append(year)
    return found
