"""What the programme lead reads on one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lllo.budget.models import BudgetYear
from lllo.budget.queries import budget_overviews
from lllo.budget.sources import Figure
from lllo.invoices.queries import invoiced_by_year
from lllo.programmes.models import PackageEdition
from lllo.programmes.queries import open_questions
from lllo.rules.money import ZERO
from lllo.screens.charts import Bar, year_chart
from lllo.screens.lead.figures import figure_href
from lllo.training.queries import cohort_demand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from lllo.budget.queries import LineFigures, Overview
    from lllo.programmes.models import Deliverable, Programme, Question
    from lllo.screens.charts import YearChart


COHORTS_SHOWN, PRODUCTS_SHOWN = 6, 8
GRID = (Figure.BUDGET, Figure.COMMITTED, Figure.SPENT, Figure.REMAINING)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One figure of a line through the years, each amount with the address of its rows."""

    figure: Figure
    cells: tuple[tuple[Decimal, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineYears:
    """One development line through the years, in the order of the years."""

    name: str
    number: int  # from 1: the strand whose colour it has; 0: all lines together
    figures: tuple[LineFigures, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysLeft:
    """The days of staff, with what is promised beyond them, if anything."""

    promised: Decimal
    funded: Decimal
    left: Decimal
    beyond: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPart:
    """Three lines by three years, and whether the year on view is carried."""

    years: tuple[int, ...]
    lines: tuple[LineYears, ...]
    charts: tuple[YearChart, ...]
    current: Overview
    days: DaysLeft
    columns: int  # of the table: the words and the years


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortSeats:
    """A cohort with the seats that are taken in it."""

    name: str
    starts_on: date
    taken: int
    without_name: int
    capacity: int | None
    is_full: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProducts:
    """What one development line must deliver."""

    name: str
    number: int
    aim: str
    deliverables: tuple[Deliverable, ...]
    more: int  # than are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadScreen:
    """The first screen of the programme lead; ``budget`` is missing until a budget is loaded."""

    budget: BudgetPart | None
    cohorts: tuple[CohortSeats, ...]  # the last ones
    more_cohorts: int
    lines: tuple[LineProducts, ...]
    questions: tuple[Question, ...]
    is_loaded: bool  # whether the office folders were loaded at all


def lead_screen(on: date, *, year: int | None = None) -> LeadScreen:
    """Return everything, in a fixed number of queries; ``year`` is on view, else that of today."""
    edition = PackageEdition.objects.select_related("programme").in_force(on)
    budget = _budget(year or on.year)
    if edition is None:
        return LeadScreen(
            budget=budget, cohorts=(), more_cohorts=0, lines=(), questions=(), is_loaded=False
        )
    cohorts = _cohorts(edition.programme)
    return LeadScreen(
        budget=budget,
        cohorts=cohorts,
        more_cohorts=edition.programme.cohorts.count() - len(cohorts),
        lines=_products(edition.programme),
        questions=tuple(open_questions(edition).order_by("-holds_invoices", "position")),
        is_loaded=True,
    )


def _budget(wanted: int) -> BudgetPart | None:
    """Return the years of the budget, with the year that is wanted, or the nearest, on view."""
    years = sorted(set(BudgetYear.objects.values_list("year", flat=True)))
    if not years:
        return None
    overviews = budget_overviews(years, invoiced=invoiced_by_year())
    current = min(overviews, key=lambda overview: abs(overview.year - wanted))
    days = current.capacity
    return BudgetPart(
        years=tuple(years),
        lines=_lines(overviews),
        charts=_charts(overviews),
        current=current,
        columns=1 + len(years),
        days=DaysLeft(
            promised=days.promised_days,
            funded=days.funded_days,
            left=max(days.remaining_days, ZERO),
            beyond=max(-days.remaining_days, ZERO),
        ),
    )


def _lines(overviews: Sequence[Overview]) -> tuple[LineYears, ...]:
    """Turn the overviews of years into rows of lines, with all lines together at the end."""
    rows = zip(*(overview.lines for overview in overviews), strict=True)
    lines = [
        _line_years(overviews, figures, number) for number, figures in enumerate(rows, start=1)
    ]
    totals = tuple(overview.total for overview in overviews)
    return (*lines, _line_years(overviews, totals, 0))


def _line_years(
    overviews: Sequence[Overview], figures: tuple[LineFigures, ...], number: int
) -> LineYears:
    """Return a line, each of its amounts with the address of the rows behind it."""
    code = figures[0].code if number else ""
    rows = [
        GridRow(
            figure=each,
            cells=tuple(
                (getattr(line, each.value), figure_href(overview.year, code, each))
                for overview, line in zip(overviews, figures, strict=True)
            ),
        )
        for each in GRID
    ]
    return LineYears(name=figures[0].name, number=number, figures=figures, rows=tuple(rows))


def _charts(overviews: Sequence[Overview]) -> tuple[YearChart, ...]:
    """Return a chart for each year, all on one scale so that they compare."""
    amounts = [
        max(line.budget, line.committed, line.spent)
        for overview in overviews
        for line in overview.lines
    ]
    return tuple(
        year_chart(
            overview.year,
            [
                Bar(
                    name=line.name,
                    budget=line.budget,
                    committed=line.committed,
                    spent=line.spent,
                    remaining=line.remaining,
                )
                for line in overview.lines
            ],
            max(amounts, default=ZERO),
        )
        for overview in overviews
    )


def _cohorts(programme: Programme) -> tuple[CohortSeats, ...]:
    """Return the cohorts that started last or will start."""
    last = programme.cohorts.order_by("-number")[:COHORTS_SHOWN]
    return tuple(
        CohortSeats(
            name=demand.cohort.name,
            starts_on=demand.cohort.starts_on,
            taken=demand.registered,
            without_name=demand.without_name,
            capacity=demand.capacity,
            is_full=demand.free == 0,
        )
        for demand in cohort_demand(programme, last)
    )


def _products(programme: Programme) -> tuple[LineProducts, ...]:
    """Return what each line must deliver; the page of the products has all of them."""
    lines = programme.lines.prefetch_related("deliverables")
    return tuple(
        LineProducts(
            name=line.name,
            number=number,
            aim=line.aim,
            deliverables=tuple(list(line.deliverables.all())[:PRODUCTS_SHOWN]),
            more=max(len(line.deliverables.all()) - PRODUCTS_SHOWN, 0),
        )
        for number, line in enumerate(lines, start=1)
    )
