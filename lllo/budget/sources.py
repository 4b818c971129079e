"""Which rows make up a figure of the overview: what they add up to is the figure itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Subquery, Sum, TextChoices
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.budget.ledgers import RowLedger, ShortLedger, Source
from lllo.budget.models import BudgetYear, Expense, HourEntry, InKindEntry
from lllo.budget.queries import find_budget_year
from lllo.contracts.models import ContractLine, ContractYear
from lllo.contracts.queries import MONEY, agreed_amount
from lllo.errors import Refused
from lllo.rules.budget import running_shares, shares
from lllo.rules.money import ZERO, to_cents

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from django.db.models import QuerySet

    from lllo.budget.ledgers import Ledger
    from lllo.budget.models import BudgetAmount


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
class Sources:
    """A figure with its rows; without a ``line`` it is that of all lines together."""

    budget_year: BudgetYear
    line: BudgetAmount | None
    figure: Figure
    ledgers: tuple[Ledger, ...]
    weights: dict[str, int]
    count: int
    total: Decimal

    @property
    def rows(self) -> list[Source]:
        """All rows."""
        return self.part(0, None)

    def part(self, start: int, stop: int | None) -> list[Source]:
        """Return the rows of a page with what counts of each, in a fixed number of queries."""
        if self.figure not in SHARED or self.line is None:
            return [replace(row, counted=row.amount) for row in self._part(start, stop)]
        (ledger,) = self.ledgers
        rows, before = ledger.part(start, stop), ledger.total(start) if start else ZERO
        amounts = [row.amount for row in rows]
        parts = running_shares(amounts, self.weights, self.line.line.code, start=before)
        return [replace(row, counted=part) for row, part in zip(rows, parts, strict=True)]

    def _part(self, start: int, stop: int | None) -> list[Source]:
        """Return rows of the ledgers, which follow one another."""
        found: list[Source] = []
        for ledger in self.ledgers:
            found += ledger.part(start, stop)
            length = ledger.count() if len(self.ledgers) > 1 else 0
            start = max(start - length, 0)
            stop = None if stop is None else max(stop - length, 0)
        return found


def figure_sources(
    year: int, figure: Figure, code: str = "", *, invoiced: Ledger | None = None
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
    if figure == Figure.INVOICED:
        ledgers: tuple[Ledger, ...] = (invoiced or ShortLedger(()),)
    else:
        ledgers = READERS[figure](budget_year, [line] if line else amounts)
    weights = {each.line.code: each.weight for each in amounts}
    total = sum((ledger.total() for ledger in ledgers), ZERO)
    return Sources(
        budget_year=budget_year,
        line=line,
        figure=figure,
        ledgers=ledgers,
        weights=weights,
        count=sum(ledger.count() for ledger in ledgers),
        total=shares(total, weights)[code] if figure in SHARED and code else total,
    )


def _budget(budget_year: BudgetYear, lines: Sequence[BudgetAmount]) -> tuple[Ledger, ...]:
    """Return the share of each line."""
    rows = [
        Source(
            on=None,
            what=_("Share of %(line)s in the budget of %(year)s")
            % {"line": each.line, "year": budget_year.year},
            record=each,
            amount=each.amount,
        )
        for each in lines
    ]
    return (ShortLedger(rows),)


def _committed(budget_year: BudgetYear, _lines: Sequence[BudgetAmount]) -> tuple[Ledger, ...]:
    """Return the fees agreed for the contract years that start in the year."""
    years = contract_years_of(budget_year.year)
    return (RowLedger((years, agreed_amount(borne_by_university=False), _agreed)),)


def _promised(budget_year: BudgetYear, _lines: Sequence[BudgetAmount]) -> tuple[Ledger, ...]:
    """Return what the university promised in kind for those contract years, if anything."""
    borne = ContractLine.objects.filter(contract_year=OuterRef("pk"), borne_by_university=True)
    years = contract_years_of(budget_year.year).filter(Exists(borne))
    return (RowLedger((years, agreed_amount(borne_by_university=True), _agreed)),)


def contract_years_of(year: int) -> QuerySet[ContractYear]:
    """Return the contract years that count in a calendar year, each with its organisation."""
    years = ContractYear.objects.starting_in(year).running()
    return years.select_related("contract__organisation").order_by(
        "starts_on", "contract__number", "pk"
    )


def _agreed(year: ContractYear) -> Source:
    """Tell a contract year with a part of its price."""
    return Source(
        on=year.starts_on,
        what=_contract_year(year),
        record=year,
        organisation=year.contract.organisation,
        note=year.package_name,
        amount=to_cents(year.worth),  # type: ignore[attr-defined] # annotated
    )


def _contract_year(year: ContractYear) -> str:
    return _("%(contract)s, contract year %(number)s") % {
        "contract": year.contract.number,
        "number": year.number,
    }


def _spent(budget_year: BudgetYear, lines: Sequence[BudgetAmount]) -> tuple[Ledger, ...]:
    """Return hours and costs of the lines in the year, reversals among them, by day."""
    return (_spending(budget_year, lines, F("amount")),)


def _remaining(budget_year: BudgetYear, lines: Sequence[BudgetAmount]) -> tuple[Ledger, ...]:
    """Return the budget, and what was spent as amounts that go off."""
    return (*_budget(budget_year, lines), _spending(budget_year, lines, -F("amount")))


def _spending(budget_year: BudgetYear, lines: Sequence[BudgetAmount], worth: Any) -> RowLedger:
    """Return hours and costs mixed by their day."""
    keys = [each.line_id for each in lines]
    hours = HourEntry.objects.in_year(budget_year.year).filter(line__in=keys)
    costs = Expense.objects.in_year(budget_year.year).filter(line__in=keys)
    return RowLedger(
        (costs.select_related("line"), worth, _cost),
        (hours.select_related("person", "organisation", "line"), worth, _hours),
    )


def _hours(entry: HourEntry) -> Source:
    """Tell hours."""
    return Source(
        on=entry.on,
        what=str(entry.person),
        record=entry,
        organisation=entry.organisation,
        note=entry.description,
        amount=to_cents(entry.worth),  # type: ignore[attr-defined] # annotated
    )


def _cost(entry: Expense) -> Source:
    """Tell costs."""
    return Source(
        on=entry.on,
        what=entry.supplier or _("Costs"),
        record=entry,
        note=entry.description,
        amount=to_cents(entry.worth),  # type: ignore[attr-defined] # annotated
    )


def _delivered(budget_year: BudgetYear, lines: Sequence[BudgetAmount]) -> tuple[Ledger, ...]:
    """Return what was delivered in kind for the contract years that start in the year."""
    entries = InKindEntry.objects.filter(
        contract_year__starts_on__year=budget_year.year, line__in=[each.line_id for each in lines]
    ).select_related("contract_year__contract__organisation", "line")
    return (RowLedger((entries.order_by("on", "pk"), F("amount"), _delivery)),)


def _delivery(entry: InKindEntry) -> Source:
    """Tell a contribution in kind."""
    return Source(
        on=entry.on,
        what=_contract_year(entry.contract_year),
        record=entry,
        organisation=entry.contract_year.contract.organisation,
        note=entry.description,
        amount=to_cents(entry.worth),  # type: ignore[attr-defined] # annotated
    )


READERS: dict[Figure, Callable[[BudgetYear, Sequence[BudgetAmount]], tuple[Ledger, ...]]] = {
    Figure.BUDGET: _budget,
    Figure.COMMITTED: _committed,
    Figure.SPENT: _spent,
    Figure.REMAINING: _remaining,
    Figure.IN_KIND_PROMISED: _promised,
    Figure.IN_KIND_DELIVERED: _delivered,
}


IN_KIND = ("promised", "delivered", "remaining")


def in_kind_totals(years: QuerySet[ContractYear]) -> tuple[int, dict[str, Decimal]]:
    """Return how many ``in_kind_years`` there are, and what they add up to."""
    # Not by the names of what is added up: Django would add up nothing.
    sums = {f"all_{name}": Sum(name) for name in IN_KIND}
    totals = years.aggregate(count=Count("pk"), **sums)
    return totals["count"], {name: to_cents(totals[f"all_{name}"] or ZERO) for name in IN_KIND}


def in_kind_years(year: int | None = None) -> QuerySet[ContractYear]:
    """Return the contract years with a promise or a delivery in kind, by organisation.

    Each carries what is ``promised``, ``delivered`` and ``remaining``; ``year`` is the one
    in which they start.
    """
    borne = ContractLine.objects.filter(contract_year=OuterRef("pk"), borne_by_university=True)
    entries = InKindEntry.objects.filter(contract_year=OuterRef("pk")).order_by()
    sums = entries.values("contract_year").annotate(together=Sum("amount"))
    delivered = Coalesce(Subquery(sums.values("together"), output_field=MONEY), ZERO)
    years = ContractYear.objects.running().filter(Exists(borne) | Exists(entries))
    if year is not None:
        years = years.starting_in(year)
    return (
        years.select_related("contract__organisation")
        .annotate(
            promised=agreed_amount(borne_by_university=True),
            delivered=Round(delivered, precision=2, output_field=MONEY),
        )
        .annotate(remaining=Round(F("promised") - F("delivered"), precision=2, output_field=MONEY))
        .order_by("starts_on", "contract__number", "pk")
    )
