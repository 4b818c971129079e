"""Which rows make up a figure of the overview: what they add up to is the figure itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Sum, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.budget.models import BudgetYear, Expense, HourEntry, InKindEntry
from lllo.budget.queries import InKindBalance, find_budget_year
from lllo.contracts.models import ContractYear
from lllo.contracts.queries import contract_year_prices
from lllo.errors import Refused
from lllo.rules.budget import running_shares
from lllo.rules.money import ZERO, to_cents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from django.db.models import Model, QuerySet

    from lllo.budget.models import BudgetAmount
    from lllo.people.models import Organisation
    from lllo.rules.price import Price


class Figure(TextChoices):
    """The figures of a line in a year; each value names its attribute of ``LineFigures``."""

    BUDGET = "budget", gettext_lazy("Budget")
    COMMITTED = "committed", gettext_lazy("Committed")
    INVOICED = "invoiced", gettext_lazy("Invoiced")
    SPENT = "spent", gettext_lazy("Spent")
    REMAINING = "remaining", gettext_lazy("Remaining")
    IN_KIND_PROMISED = "in_kind_promised", gettext_lazy("In kind, promised")
    IN_KIND_DELIVERED = "in_kind_delivered", gettext_lazy("In kind, delivered")


SHARED = frozenset({Figure.COMMITTED, Figure.INVOICED, Figure.IN_KIND_PROMISED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One row behind a figure: ``amount`` as it was booked, ``counted`` as it counts here.

    ``record`` is the row of the ledger: a contract year, an invoice, hours, costs,
    a contribution in kind or a budget amount.
    """

    on: date | None
    what: str
    record: Model
    organisation: Organisation | None = None
    note: str = ""
    amount: Decimal
    counted: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """A figure with all its rows; without a ``line`` it is that of all lines together."""

    budget_year: BudgetYear
    line: BudgetAmount | None
    figure: Figure
    rows: tuple[Source, ...]
    total: Decimal


def figure_sources(
    year: int, figure: Figure, code: str = "", *, invoiced: Iterable[Source] = ()
) -> Sources:
    """Return the rows behind one figure of a line (``code``), or of all lines (no code).

    What belongs to all lines is divided by the key of the budget, so that the parts
    of the rows add up to the part of the sum. ``invoiced`` brings the rows of the
    floor above. Refuses a line that has no share of that year.
    """
    budget_year = find_budget_year(year)
    amounts = list(budget_year.amounts.select_related("line").order_by("line__position", "line"))
    line = next((each for each in amounts if each.line.code == code), None)
    if code and line is None:
        raise Refused(
            _("%(line)s has no share of the budget of %(year)s.") % {"line": code, "year": year},
            code="line_without_budget",
        )
    shown = [line] if line else amounts
    rows = invoiced if figure == Figure.INVOICED else READERS[figure](budget_year, shown)
    weights = {each.line.code: each.weight for each in amounts}
    counted = tuple(_counted(figure, list(rows), weights, code))
    return Sources(
        budget_year=budget_year,
        line=line,
        figure=figure,
        rows=counted,
        total=sum((row.counted for row in counted), ZERO),
    )


def _counted(
    figure: Figure, rows: Sequence[Source], weights: dict[str, int], code: str
) -> Iterable[Source]:
    """Return the rows with what counts of each."""
    amounts = [row.amount for row in rows]
    if figure in SHARED and code:
        amounts = running_shares(amounts, weights, code)
    for row, part in zip(rows, amounts, strict=True):
        yield Source(
            on=row.on,
            what=row.what,
            record=row.record,
            organisation=row.organisation,
            note=row.note,
            amount=row.amount,
            counted=part,
        )


def _budget(budget_year: BudgetYear, lines: Sequence[BudgetAmount]) -> list[Source]:
    """Return the share of each line."""
    return [
        Source(
            on=None,
            what=_("Share of %(line)s in the budget of %(year)s")
            % {"line": each.line, "year": budget_year.year},
            record=each,
            amount=each.amount,
        )
        for each in lines
    ]


def _committed(budget_year: BudgetYear, _lines: Sequence[BudgetAmount]) -> list[Source]:
    """Return the fees agreed for the contract years that start in the year."""
    return _agreed(budget_year, lambda price: price.price)


def _promised(budget_year: BudgetYear, _lines: Sequence[BudgetAmount]) -> list[Source]:
    """Return what the university promised in kind for those contract years, if anything."""
    return [row for row in _agreed(budget_year, lambda price: price.in_kind) if row.amount]


def contract_years_of(year: int) -> QuerySet[ContractYear]:
    """Return the contract years that count in a calendar year, each with its organisation."""
    years = ContractYear.objects.starting_in(year).running()
    return years.select_related("contract__organisation").order_by(
        "starts_on", "contract__number", "pk"
    )


def _agreed(budget_year: BudgetYear, part: Callable[[Price], Decimal]) -> list[Source]:
    """Return a part of the price of each contract year that counts."""
    years = list(contract_years_of(budget_year.year))
    prices = contract_year_prices(years)
    return [
        Source(
            on=each.starts_on,
            what=_("%(contract)s, contract year %(number)s")
            % {"contract": each.contract.number, "number": each.number},
            record=each,
            organisation=each.contract.organisation,
            note=each.package_name,
            amount=part(prices[each.pk]),
        )
        for each in years
    ]


def _spent(budget_year: BudgetYear, lines: Sequence[BudgetAmount]) -> list[Source]:
    """Return hours and costs of the lines in the year, reversals among them, by day."""
    keys = [each.line_id for each in lines]
    hours = HourEntry.objects.in_year(budget_year.year).filter(line__in=keys)
    costs = Expense.objects.in_year(budget_year.year).filter(line__in=keys)
    rows = [
        Source(
            on=each.on,
            what=str(each.person),
            record=each,
            organisation=each.organisation,
            note=each.description,
            amount=each.amount,
        )
        for each in hours.select_related("person", "organisation", "line")
    ]
    rows += [
        Source(
            on=each.on,
            what=each.supplier or _("Costs"),
            record=each,
            note=each.description,
            amount=each.amount,
        )
        for each in costs.select_related("line")
    ]
    return sorted(rows, key=lambda row: (row.on, row.record._meta.label, row.record.pk))


def _remaining(budget_year: BudgetYear, lines: Sequence[BudgetAmount]) -> list[Source]:
    """Return the budget, and what was spent as amounts that go off."""
    spent = [
        Source(
            on=row.on,
            what=row.what,
            record=row.record,
            organisation=row.organisation,
            note=row.note,
            amount=-row.amount,
        )
        for row in _spent(budget_year, lines)
    ]
    return _budget(budget_year, lines) + spent


def _delivered(budget_year: BudgetYear, lines: Sequence[BudgetAmount]) -> list[Source]:
    """Return what was delivered in kind for the contract years that start in the year."""
    entries = InKindEntry.objects.filter(
        contract_year__starts_on__year=budget_year.year, line__in=[each.line_id for each in lines]
    ).select_related("contract_year__contract__organisation", "line")
    return [
        Source(
            on=each.on,
            what=_("%(contract)s, contract year %(number)s")
            % {"contract": each.contract_year.contract.number, "number": each.contract_year.number},
            record=each,
            organisation=each.contract_year.contract.organisation,
            note=each.description,
            amount=each.amount,
        )
        for each in entries.order_by("on", "pk")
    ]


READERS: dict[Figure, Callable[[BudgetYear, Sequence[BudgetAmount]], list[Source]]] = {
    Figure.BUDGET: _budget,
    Figure.COMMITTED: _committed,
    Figure.SPENT: _spent,
    Figure.REMAINING: _remaining,
    Figure.IN_KIND_PROMISED: _promised,
    Figure.IN_KIND_DELIVERED: _delivered,
}


def in_kind_balances(year: int) -> list[tuple[ContractYear, InKindBalance]]:
    """Return what was promised in kind for the contract years of a year, and what is delivered.

    Contract years without such a promise are left out. Three queries.
    """
    years = list(contract_years_of(year))
    prices = contract_year_prices(years)
    delivered = InKindEntry.objects.filter(contract_year__in=prices).order_by()
    sums = dict(
        delivered.values("contract_year")
        .annotate(total=Sum("amount"))
        .values_list("contract_year", "total")
    )
    found = []
    for each in years:
        promised, done = prices[each.pk].in_kind, to_cents(sums.get(each.pk, ZERO))
        if promised or done:
            balance = InKindBalance(promised=promised, delivered=done, remaining=promised - done)
            found.append((each, balance))
    return found
