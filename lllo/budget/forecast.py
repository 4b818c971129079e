"""What a year would be when more were sold: money and days, with the contract years behind them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from lllo.budget.queries import agreed_sums, find_budget_year, packages_offered
from lllo.budget.sources import contract_years_of
from lllo.contracts.models import Choice, Contract, Entitlement
from lllo.contracts.queries import MONEY, agreed_amount
from lllo.programmes.models import EntitlementKind
from lllo.rules.budget import Sold, capacity, outlook, sold
from lllo.rules.money import ZERO, to_cents

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from django.db.models import QuerySet

    from lllo.budget.models import BudgetYear
    from lllo.contracts.models import ContractYear
    from lllo.rules.budget import Outlook
    from lllo.rules.price import Package


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedDays:
    """What one contract year promises of the time of staff."""

    contract_year: ContractYear
    in_kind: Decimal
    coaching_hours: Decimal
    days: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedYear:
    """A budget year with what was signed for it, and the packages that are offered in it."""

    budget_year: BudgetYear
    packages: tuple[Package, ...]
    sold: Sold


def promising_years(year: int) -> QuerySet[ContractYear]:
    """Return the contract years of a year, each with the ``in_kind`` and ``hours`` it promises."""
    coaching = Entitlement.objects.filter(
        contract_year=OuterRef("pk"), kind=EntitlementKind.COACHING_HOUR
    )
    hours = Subquery(coaching.values("quantity"), output_field=MONEY)
    in_kind = agreed_amount(borne_by_university=True)
    return contract_years_of(year).annotate(in_kind=in_kind, hours=Coalesce(hours, ZERO))


def promised_days(
    budget_year: BudgetYear, start: int = 0, stop: int | None = None
) -> list[PromisedDays]:
    """Return the days that contract years promise; all add up to those of the overview.

    ``start`` and ``stop`` choose a page of them.
    """
    years, funding = promising_years(budget_year.year), budget_year.to_rules()
    # Not by the names of what is added up: Django would add up nothing.
    sums = {"all_in_kind": Sum("in_kind"), "all_hours": Sum("hours")}
    before = years[:start].aggregate(**sums) if start else {}
    in_kind = to_cents(before.get("all_in_kind") or ZERO)
    coached = to_cents(before.get("all_hours") or ZERO)
    days = capacity(funding, in_kind=in_kind, coaching_hours=coached).promised_days
    rows = []
    for each in years[start:stop]:
        own_in_kind, own_hours = to_cents(each.in_kind), to_cents(each.hours)  # type: ignore[attr-defined] # annotated
        in_kind, coached = in_kind + own_in_kind, coached + own_hours
        together = capacity(funding, in_kind=in_kind, coaching_hours=coached).promised_days
        rows.append(
            PromisedDays(
                contract_year=each,
                in_kind=own_in_kind,
                coaching_hours=own_hours,
                days=together - days,
            )
        )
        days = together
    return rows


def agreed_year(year: int) -> AgreedYear:
    """Return a year as it is agreed; refuses one without a budget."""
    budget_year = find_budget_year(year)
    (packages,) = packages_offered([budget_year])
    agreed = agreed_sums([year])[year]
    together = Sold(
        income=agreed.fees, in_kind=agreed.in_kind, coaching_hours=agreed.coaching_hours
    )
    return AgreedYear(budget_year=budget_year, packages=tuple(packages), sold=together)


def what_if(agreed: AgreedYear, numbers: Mapping[str, int], *, on_top: bool = True) -> Outlook:
    """Return a year with so many of each package sold, by code.

    ``on_top``: beside what was signed for that year; else instead of it.
    """
    more = sold(agreed.packages, numbers)
    return outlook(
        agreed.budget_year.amount,
        agreed.budget_year.to_rules(),
        agreed.sold + more if on_top else more,
        agreed.packages,
    )


def waiting_packages(year: int) -> dict[str, int]:
    """Return by package code what was chosen or offered for a year, and not signed yet."""
    unsigned = Contract.objects.filter(
        state__in=[Contract.State.DRAFT, Contract.State.OFFERED], starts_on__year=year
    )
    chosen = Choice.objects.open().filter(starts_on__year=year).exclude(package_code="")
    together: Counter[str] = Counter()
    for rows in (unsigned, chosen):
        counts = rows.order_by().values_list("package_code").annotate(number=Count("pk"))
        together.update(dict(counts))
    return dict(together)
