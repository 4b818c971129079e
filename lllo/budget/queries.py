"""What a budget year holds against what was promised, invoiced, spent and delivered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Prefetch,
    Q,
    Sum,
    prefetch_related_objects,
)
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from lllo.budget.models import BudgetAmount, BudgetYear, Expense, HourEntry, InKindEntry
from lllo.contracts.models import ContractYear
from lllo.contracts.queries import contract_year_prices
from lllo.errors import Refused
from lllo.formats import money
from lllo.programmes.models import EntitlementKind, PackageEdition
from lllo.rules.budget import Capacity, Needed, capacity, gap, packages_needed, shares
from lllo.rules.money import ZERO, to_cents

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from decimal import Decimal

    from django.db.models import QuerySet

    from lllo.programmes.models import DevelopmentLine, Programme
    from lllo.rules.price import Package, Price

    Sums = dict[tuple[int, int], Decimal]  # by calendar year and line


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFigures:
    """The figures of one development line, or of all together, in euros.

    ``remaining`` is budget less spent. What is in kind is no money: it stands
    beside the other figures and counts in none of them.
    """

    code: str
    name: str
    budget: Decimal
    committed: Decimal
    invoiced: Decimal
    spent: Decimal
    remaining: Decimal
    in_kind_promised: Decimal
    in_kind_delivered: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Whether the fees agreed carry the budget, and which packages would close the gap."""

    income: Decimal
    gap: Decimal
    packages: tuple[Needed, ...]
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A budget year as the programme lead reads it."""

    year: int
    lines: tuple[LineFigures, ...]
    total: LineFigures
    coverage: Coverage
    capacity: Capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class InKindBalance:
    """What the university promised in kind for one contract year, and what it delivered."""

    promised: Decimal
    delivered: Decimal
    remaining: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What the contract years that start in one calendar year hold; all amounts without VAT."""

    fees: Decimal
    in_kind: Decimal
    coaching_hours: Decimal
    invoiced: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Booked:
    """The sums of the rows that count, by calendar year and line."""

    hours: Sums
    costs: Sums
    in_kind: Sums


def budget_years() -> list[int]:
    """Return the calendar years with a budget of any programme."""
    return sorted(set(BudgetYear.objects.values_list("year", flat=True)))


def find_budget_year(year: int, *, programme: Programme | None = None) -> BudgetYear:
    """Return the budget of a calendar year; refuses a year without one and names those with one."""
    years = BudgetYear.objects.all()
    if programme:
        years = years.filter(programme=programme)
    found = years.filter(year=year).order_by("-programme_id").first()
    if found is None:
        raise _no_budget(year, years)
    return found


def budget_year_of(line: DevelopmentLine, year: int) -> BudgetYear:
    """Return the budget in which rows of a line count; refuses a line that has no share of it."""
    budget_year = find_budget_year(year, programme=line.programme)
    if not budget_year.amounts.filter(line=line).exists():
        raise Refused(
            _("%(line)s has no share of the budget of %(year)s.") % {"line": line, "year": year},
            code="line_without_budget",
        )
    return budget_year


def _no_budget(year: int, years: QuerySet[BudgetYear]) -> Refused:
    """Say that a year has no budget, and which years have one."""
    known = [str(each) for each in years.values_list("year", flat=True).distinct().order_by("year")]
    if not known:
        return Refused(
            _("There is no budget yet. Load it with: lllo programme load"), code="no_budget"
        )
    return Refused(
        _("There is no budget for %(year)s; there is one for %(years)s.")
        % {"year": year, "years": get_text_list(known, _("and"))},
        code="no_budget_year",
    )


def budget_overview(year: int, invoiced: Mapping[int, Decimal] | None = None) -> Overview:
    """Return the overview of one budget year; see ``budget_overviews``."""
    return budget_overviews([year], invoiced=invoiced)[0]


def budget_overviews(
    years: Sequence[int], *, invoiced: Mapping[int, Decimal] | None = None
) -> list[Overview]:
    """Return the overviews of budget years, as asked, in one fixed number of queries.

    ``invoiced`` gives the net amount invoiced by the calendar year in which the contract
    year starts; the invoices live on a floor above, so who asks brings them along. Fees and
    promises in kind count in the year in which their contract year starts and
    are divided over the lines by the key of the budget; hours and costs count
    in the year of their day, at their own line.
    """
    budget_years = _budget_years(years)
    agreed, booked = agreed_sums(years, invoiced), _booked(years)
    packages = packages_offered(budget_years)
    overviews = []
    for budget_year, offered in zip(budget_years, packages, strict=True):
        promises = agreed[budget_year.year]
        lines = _lines(budget_year, promises, booked)
        overviews.append(
            Overview(
                year=budget_year.year,
                lines=lines,
                total=_total(lines),
                coverage=_coverage(budget_year, promises.fees, offered),
                capacity=capacity(
                    budget_year.to_rules(),
                    in_kind=promises.in_kind,
                    coaching_hours=promises.coaching_hours,
                ),
            )
        )
    return overviews


def _budget_years(years: Sequence[int]) -> list[BudgetYear]:
    """Return the budgets of calendar years with the amounts of their lines."""
    amounts = Prefetch("amounts", BudgetAmount.objects.select_related("line"))
    rows = BudgetYear.objects.filter(year__in=years).order_by("programme_id")
    found = {each.year: each for each in rows.prefetch_related(amounts)}
    for year in years:
        if year not in found:
            raise _no_budget(year, BudgetYear.objects.all())
    return [found[year] for year in years]


def agreed_sums(
    years: Collection[int], invoiced: Mapping[int, Decimal] | None = None
) -> dict[int, Agreed]:
    """Return by calendar year what the contract years that start in it hold, in two queries.

    Fees and promises of years that an early end cut off are left out; what was
    invoiced for such a year is not.
    """
    begun = Q(pk__in=[])
    for year in years:  # between two days: out of each row SQLite would take the year in Python
        begun |= Q(starts_on__year=year)
    running = ContractYear.objects.filter(begun).running()
    fees, in_kind = _by_start(
        running,
        Sum("lines__amount", filter=Q(lines__borne_by_university=False)),
        Sum("lines__amount", filter=Q(lines__borne_by_university=True)),
    )
    coaching = Q(entitlements__kind=EntitlementKind.COACHING_HOUR)
    (hours,) = _by_start(running, Sum("entitlements__quantity", filter=coaching))
    return {
        year: Agreed(
            fees=fees[year],
            in_kind=in_kind[year],
            coaching_hours=hours[year],
            invoiced=(invoiced or {}).get(year, ZERO),
        )
        for year in years
    }


def _by_start(years: QuerySet[ContractYear], *sums: Sum) -> list[defaultdict[int, Decimal]]:
    """Return each sum over contract years by the calendar year in which they start."""
    # By day, for SQLite takes the year out of a date in Python; only a few days occur.
    named = {f"sum_{number}": each for number, each in enumerate(sums)}
    rows: Any = years.order_by().values("starts_on").annotate(**named)
    found: list[defaultdict[int, Decimal]] = [defaultdict(lambda: ZERO) for _each in sums]
    for row in rows:
        for together, name in zip(found, named, strict=True):
            together[row["starts_on"].year] += to_cents(row[name] or ZERO)
    return found


def _booked(years: Collection[int]) -> _Booked:
    """Return what was spent and delivered; in kind counts in the year of its contract year."""
    return _Booked(
        hours=_sums(HourEntry.objects.all(), "on", years),
        costs=_sums(Expense.objects.all(), "on", years),
        in_kind=_sums(InKindEntry.objects.all(), "contract_year__starts_on", years),
    )


def _sums(
    entries: QuerySet[HourEntry] | QuerySet[Expense] | QuerySet[InKindEntry],
    day: str,
    years: Collection[int],
) -> Sums:
    """Return sums by year and line in whole cents; SQLite adds up in binary fractions."""
    named = {f"in_{year}": Sum("amount", filter=Q(**{f"{day}__year": year})) for year in years}
    rows: Any = entries.order_by().values("line").annotate(**named)
    return {
        (year, row["line"]): to_cents(row[f"in_{year}"] or ZERO) for row in rows for year in years
    }


def _lines(budget_year: BudgetYear, agreed: Agreed, booked: _Booked) -> tuple[LineFigures, ...]:
    """Return the figures by line: what belongs to all is divided by the key, the rest is summed."""
    amounts = sorted(budget_year.amounts.all(), key=lambda each: (each.line.position, each.line_id))
    weights = {amount.line.code: amount.weight for amount in amounts}
    committed, invoiced = shares(agreed.fees, weights), shares(agreed.invoiced, weights)
    promised = shares(agreed.in_kind, weights)
    figures = []
    for amount in amounts:
        code, key = amount.line.code, (budget_year.year, amount.line_id)
        spent = booked.hours.get(key, ZERO) + booked.costs.get(key, ZERO)
        figures.append(
            LineFigures(
                code=code,
                name=amount.line.name,
                budget=amount.amount,
                committed=committed[code],
                invoiced=invoiced[code],
                spent=spent,
                remaining=amount.amount - spent,
                in_kind_promised=promised[code],
                in_kind_delivered=booked.in_kind.get(key, ZERO),
            )
        )
    return tuple(figures)


def _total(lines: Iterable[LineFigures]) -> LineFigures:
    """Return the sum of all lines."""
    columns = [name for name in LineFigures.__slots__ if name not in {"code", "name"}]
    sums = {name: sum((getattr(line, name) for line in lines), ZERO) for name in columns}
    return LineFigures(code="total", name=_("Total"), **sums)


def packages_offered(budget_years: Sequence[BudgetYear]) -> list[list[Package]]:
    """Return for each budget year the packages that are offered at its end."""
    editions = list(PackageEdition.objects.order_by("valid_from", "pk"))
    found = []
    for budget_year in budget_years:
        valid = [each for each in editions if each.valid_from <= budget_year.last_day]
        found.append(valid[-1] if valid else None)
    in_force = list({each.pk: each for each in found if each}.values())
    prefetch_related_objects(in_force, "packages__components__entitlement_terms")
    return [
        [package.to_rules() for package in each.packages.all()] if each else [] for each in found
    ]


def _coverage(budget_year: BudgetYear, income: Decimal, offered: Iterable[Package]) -> Coverage:
    """Return how far the income carries the budget, with the packages that are offered then."""
    missing = gap(budget_year.amount, income)
    needed = packages_needed(missing, offered)
    return Coverage(
        income=income,
        gap=missing,
        packages=needed,
        sentence=_coverage_sentence(income - budget_year.amount, needed),
    )


def _coverage_sentence(surplus: Decimal, needed: Iterable[Needed]) -> str:
    """Say what must be sold yet, or that nothing must."""
    if surplus == 0:
        return _("The agreements carry the budget exactly.")
    if surplus > 0:
        return _("The agreements carry the budget; %(surplus)s is left over.") % {
            "surplus": money(surplus)
        }
    packages = [f"{each.needed} × {each.name}" for each in needed]
    if not packages:
        return _("%(gap)s more is needed.") % {"gap": money(-surplus)}
    return _("%(packages)s more needed: %(gap)s to go.") % {
        "packages": get_text_list(packages, _("or")),
        "gap": money(-surplus),
    }


def in_kind_balances(
    prices: Mapping[int, Price], entries: Iterable[InKindEntry]
) -> dict[int, InKindBalance]:
    """Return the same by the key of the contract year, of rows that were read already."""
    delivered: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        delivered[entry.contract_year_id] += entry.amount
    return {
        key: InKindBalance(
            promised=price.in_kind,
            delivered=to_cents(delivered[key]),
            remaining=to_cents(price.in_kind - delivered[key]),
        )
        for key, price in prices.items()
    }


def hours_together(rows: Iterable[HourEntry]) -> Decimal:
    """Return the hours of rows that were read already."""
    return sum((row.hours for row in rows), ZERO)


def in_kind_balance(contract_year: ContractYear) -> InKindBalance:
    """Return what was promised in kind for one contract year and what is delivered of it."""
    promised = contract_year_prices([contract_year])[contract_year.pk].in_kind
    delivered = contract_year.in_kind_entries.aggregate(total=Sum("amount"))["total"]
    delivered = to_cents(delivered or ZERO)  # SQLite adds in binary
    return InKindBalance(promised=promised, delivered=delivered, remaining=promised - delivered)
