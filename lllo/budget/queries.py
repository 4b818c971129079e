"""What a budget year holds against what was promised, invoiced, spent and delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from lllo.budget.models import BudgetYear, Expense, HourEntry, InKindEntry
from lllo.contracts.models import ContractYear, Entitlement
from lllo.contracts.queries import committed_fees, contract_year_prices
from lllo.errors import Refused
from lllo.formats import money
from lllo.programmes.models import EntitlementKind, PackageEdition
from lllo.rules.budget import Capacity, Needed, capacity, gap, packages_needed, shares
from lllo.rules.money import ZERO, to_cents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from django.db.models import QuerySet

    from lllo.programmes.models import Programme
    from lllo.rules.price import Price


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

    contract_year: ContractYear
    promised: Decimal
    delivered: Decimal
    remaining: Decimal


def find_budget_year(year: int, *, programme: Programme | None = None) -> BudgetYear:
    """Return the budget of a calendar year; refuses a year without one and names those with one."""
    years = BudgetYear.objects.all()
    if programme:
        years = years.filter(programme=programme)
    found = years.filter(year=year).order_by("-programme").first()
    if found:
        return found
    known = [str(each) for each in years.values_list("year", flat=True).distinct().order_by("year")]
    if not known:
        raise Refused(
            _("There is no budget yet. Load it with: lllo programme load"), code="no_budget"
        )
    raise Refused(
        _("There is no budget for %(year)s; there is one for %(years)s.")
        % {"year": year, "years": get_text_list(known, _("and"))},
        code="no_budget_year",
    )


def budget_overview(year: int, invoiced: Mapping[int, Decimal] | None = None) -> Overview:
    """Return the overview of a budget year, in a fixed number of queries.

    ``invoiced`` gives the net amount invoiced by the key of the contract year;
    the invoices live on a floor above, so who asks brings them along. Fees and
    promises in kind count in the year in which their contract year starts and
    are divided over the lines by the key of the budget; hours and costs count
    in the year of their day, at their own line.
    """
    budget_year = find_budget_year(year)
    fees = committed_fees(year)
    promised = _in_kind(contract_year_prices(contract_year for contract_year, _fee in fees))
    income = sum((fee for _contract_year, fee in fees), ZERO)
    starting = set(ContractYear.objects.starting_in(year).values_list("pk", flat=True))
    net = sum((amount for key, amount in (invoiced or {}).items() if key in starting), ZERO)
    lines = _lines(budget_year, committed=income, invoiced=net, promised=promised)
    return Overview(
        year=year,
        lines=lines,
        total=_total(lines),
        coverage=_coverage(budget_year, income),
        capacity=capacity(
            budget_year.to_rules(), in_kind=promised, coaching_hours=_coaching_hours(fees)
        ),
    )


def _in_kind(prices: Mapping[int, Price]) -> Decimal:
    """Return what the university bears of all contract years together."""
    return sum((price.in_kind for price in prices.values()), ZERO)


def _lines(
    budget_year: BudgetYear, *, committed: Decimal, invoiced: Decimal, promised: Decimal
) -> tuple[LineFigures, ...]:
    """Return the figures by line: what belongs to all is divided by the key, the rest is summed."""
    amounts = list(budget_year.amounts.select_related("line").order_by("line__position", "line"))
    weights = {amount.line.code: amount.weight for amount in amounts}
    committed_by, invoiced_by = shares(committed, weights), shares(invoiced, weights)
    promised_by = shares(promised, weights)
    hours = _by_line(HourEntry.objects.in_year(budget_year.year))
    costs = _by_line(Expense.objects.in_year(budget_year.year))
    delivered = _by_line(
        InKindEntry.objects.filter(contract_year__starts_on__year=budget_year.year)
    )
    figures = []
    for amount in amounts:
        line = amount.line
        spent = hours.get(line.pk, ZERO) + costs.get(line.pk, ZERO)
        figures.append(
            LineFigures(
                code=line.code,
                name=line.name,
                budget=amount.amount,
                committed=committed_by[line.code],
                invoiced=invoiced_by[line.code],
                spent=spent,
                remaining=amount.amount - spent,
                in_kind_promised=promised_by[line.code],
                in_kind_delivered=delivered.get(line.pk, ZERO),
            )
        )
    return tuple(figures)


def _by_line(
    entries: QuerySet[HourEntry] | QuerySet[Expense] | QuerySet[InKindEntry],
) -> dict[int, Decimal]:
    """Return the sum of the rows by the key of their line."""
    return _sums(entries.order_by().values_list("line").annotate(total=Sum("amount")))


def _sums(rows: Iterable[tuple[int, Decimal]]) -> dict[int, Decimal]:
    """Return sums by key in whole cents; SQLite adds up in binary fractions."""
    return {key: to_cents(total) for key, total in rows}


def _total(lines: Iterable[LineFigures]) -> LineFigures:
    """Return the sum of all lines."""
    columns = [name for name in LineFigures.__slots__ if name not in {"code", "name"}]
    sums = {name: sum((getattr(line, name) for line in lines), ZERO) for name in columns}
    return LineFigures(code="total", name=_("Total"), **sums)


def _coverage(budget_year: BudgetYear, income: Decimal) -> Coverage:
    """Return how far the income carries the budget, with the packages that are offered then."""
    missing = gap(budget_year.amount, income)
    edition = PackageEdition.objects.in_force(budget_year.last_day)
    offered = edition.packages.prefetch_related("components__entitlement_terms") if edition else ()
    needed = packages_needed(missing, [package.to_rules() for package in offered])
    return Coverage(
        income=income,
        gap=missing,
        packages=needed,
        sentence=_coverage_sentence(income - budget_year.amount, needed),
    )


def _coverage_sentence(surplus: Decimal, needed: Iterable[Needed]) -> str:
    """Say what must be sold yet, or that nothing must."""
    if surplus >= 0:
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


def _coaching_hours(fees: Iterable[tuple[ContractYear, Decimal]]) -> Decimal:
    """Return the coaching hours that the contract years entitle to."""
    rows = Entitlement.objects.filter(
        contract_year__in=[contract_year.pk for contract_year, _fee in fees],
        kind=EntitlementKind.COACHING_HOUR,
    )
    return to_cents(rows.aggregate(total=Sum("quantity"))["total"] or ZERO)


def in_kind_balance(contract_year: ContractYear) -> InKindBalance:
    """Return what was promised in kind for one contract year and what is delivered of it."""
    return _balances([contract_year])[0]


def in_kind_balances(year: int) -> list[InKindBalance]:
    """Return the contract years that start in a year and promise something in kind, with balances.

    Three queries; years that an early end cut off are not among them.
    """
    years = ContractYear.objects.starting_in(year).running()
    ordered = years.select_related("contract__organisation").order_by(
        "contract__organisation__name", "contract__number", "number"
    )
    return [balance for balance in _balances(list(ordered)) if balance.promised]


def _balances(contract_years: list[ContractYear]) -> list[InKindBalance]:
    """Return the balance of each contract year."""
    prices = contract_year_prices(contract_years)
    rows = InKindEntry.objects.filter(contract_year__in=prices).order_by()
    delivered = _sums(rows.values_list("contract_year").annotate(total=Sum("amount")))
    return [
        InKindBalance(
            contract_year=each,
            promised=prices[each.pk].in_kind,
            delivered=delivered.get(each.pk, ZERO),
            remaining=prices[each.pk].in_kind - delivered.get(each.pk, ZERO),
        )
        for each in contract_years
    ]
