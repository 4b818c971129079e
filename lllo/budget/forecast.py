"""What a year would be when more were sold: money and days, with the contract years behind them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lllo.budget.queries import find_budget_year, packages_offered
from lllo.budget.sources import contract_years_of
from lllo.contracts.models import Choice, Contract, Entitlement
from lllo.contracts.queries import contract_year_prices
from lllo.programmes.models import EntitlementKind
from lllo.rules.budget import Sold, capacity, outlook, sold
from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from lllo.budget.models import BudgetYear
    from lllo.contracts.models import ContractYear
    from lllo.rules.budget import Outlook
    from lllo.rules.price import Package


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedDays:
    """What one contract year brings, and what it promises of the time of staff."""

    contract_year: ContractYear
    fee: Decimal
    in_kind: Decimal
    coaching_hours: Decimal
    days: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedYear:
    """A budget year with what was signed for it, and the packages that are offered in it."""

    budget_year: BudgetYear
    packages: tuple[Package, ...]
    sold: Sold


def promised_days(budget_year: BudgetYear) -> list[PromisedDays]:
    """Return the days that each contract year promises; they add up to those of the overview."""
    years = list(contract_years_of(budget_year.year))
    prices = contract_year_prices(years)
    coaching = Entitlement.objects.filter(
        contract_year__in=prices, kind=EntitlementKind.COACHING_HOUR, quantity__isnull=False
    )
    hours = dict(coaching.values_list("contract_year", "quantity"))
    funding, rows = budget_year.to_rules(), []
    in_kind = coached = before = ZERO
    for each in years:
        price, own_hours = prices[each.pk], hours.get(each.pk, ZERO)
        in_kind, coached = in_kind + price.in_kind, coached + own_hours
        together = capacity(funding, in_kind=in_kind, coaching_hours=coached).promised_days
        rows.append(
            PromisedDays(
                contract_year=each,
                fee=price.price,
                in_kind=price.in_kind,
                coaching_hours=own_hours,
                days=together - before,
            )
        )
        before = together
    return rows


def agreed_year(year: int) -> AgreedYear:
    """Return a year as it is agreed; refuses one without a budget."""
    budget_year = find_budget_year(year)
    (packages,) = packages_offered([budget_year])
    together = Sold()
    for row in promised_days(budget_year):
        together += Sold(income=row.fee, in_kind=row.in_kind, coaching_hours=row.coaching_hours)
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
    codes = [*unsigned.values_list("package_code", flat=True)]
    codes += chosen.values_list("package_code", flat=True)
    return dict(Counter(codes))
