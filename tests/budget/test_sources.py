from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lllo.budget.actions import book_expense, book_hours, deliver_in_kind, reverse_entry
from lllo.budget.ledgers import ShortLedger, Source
from lllo.budget.queries import InKindBalance, budget_overview, in_kind_balance
from lllo.budget.sources import Figure, figure_sources, in_kind_years
from lllo.contracts.models import Contract
from lllo.errors import Refused
from tests import world
from tests.budget.builders import make_signed

DAY = date(2026, 4, 1)
PACKAGES = ("basis", "basis_plus", "professional", "professional_plus", "basis", "professional")


@pytest.fixture
def busy_year(edition, programme, university):
    """Six contracts, hours on every line, costs, a reversal and a contribution in kind."""
    specialist = world.make_person("Specialist", university, "specialist")
    contracts = [make_signed(edition, package) for package in PACKAGES]
    make_signed(edition, "professional", starts_on=date(2027, 1, 1))
    for number, line in enumerate(programme.lines.all(), start=1):
        hours = Decimal("2.25") * number
        book_hours(specialist, line=line, on=DAY, hours=hours, description="Analyse", by=None)
        book_expense(line, on=DAY, amount=Decimal("99.95"), description="Zaal", by=None)
    wrong = book_expense(
        line, on=DAY, amount=Decimal(10), description="Fout", supplier="X", by=None
    )
    reverse_entry(wrong, on=DAY, by=None)
    year = contracts[2].contract_years.get(number=1)
    deliver_in_kind(year, line=line, on=DAY, hours=Decimal(3), description="Begeleiding", by=None)
    return contracts


@pytest.mark.parametrize("figure", [each for each in Figure if each != Figure.INVOICED])
@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_rows_add_up_to_the_figure_of_the_overview(busy_year, figure, year):
    overview = budget_overview(year)
    for figures in (*overview.lines, overview.total):
        code = "" if figures.code == "total" else figures.code
        sources = figure_sources(year, figure, code)
        assert sources.total == getattr(figures, figure.value), (figures.code, sources.rows)
        assert sum(row.counted for row in sources.rows) == sources.total


def test_invoiced_rows_come_from_the_floor_above_and_are_divided(busy_year):
    nets = [Decimal(7500), Decimal("11500.01"), Decimal(-7500)]
    years = [contract.contract_years.get(number=1) for contract in busy_year[:3]]
    invoiced = [
        Source(on=DAY, what=f"F-{net}", record=year, amount=net)
        for net, year in zip(nets, years, strict=True)
    ]
    ledger = ShortLedger(invoiced)
    overview = budget_overview(2026, {2026: sum(nets)})
    for figures in overview.lines:
        sources = figure_sources(2026, Figure.INVOICED, figures.code, invoiced=ledger)
        assert sources.total == figures.invoiced
    assert figure_sources(2026, Figure.INVOICED, invoiced=ledger).total == Decimal("11500.01")


def test_each_row_names_what_it_is(busy_year):
    rows = figure_sources(2026, Figure.SPENT, "organisation").rows
    assert [row.what for row in rows].count("X") == 2
    assert {row.note for row in rows} == {"Analyse", "Zaal", "Fout"}
    first = figure_sources(2026, Figure.COMMITTED, "vertical").rows[0]
    assert (first.organisation, first.note) == (busy_year[0].organisation, "Basis")
    assert (first.amount, first.counted) == (Decimal(7500), Decimal(2500))


def test_year_that_an_early_end_cut_off_is_no_source(busy_year):
    Contract.objects.filter(pk=busy_year[0].pk).update(ended_on=date(2027, 1, 1))
    assert len(figure_sources(2026, Figure.COMMITTED).rows) == 6
    assert len(figure_sources(2027, Figure.COMMITTED).rows) == 6  # five of 2026, one of 2027


def test_unknown_line_and_year_are_refused(programme):
    with pytest.raises(Refused) as refusal:
        figure_sources(2026, Figure.SPENT, "diagonal")
    assert refusal.value.code == "line_without_budget"
    with pytest.raises(Refused) as refusal:
        figure_sources(2031, Figure.SPENT)
    assert refusal.value.code == "no_budget_year"


@pytest.mark.both_databases
@pytest.mark.parametrize("figure", [each for each in Figure if each != Figure.INVOICED])
def test_pages_of_rows_are_parts_of_the_whole(busy_year, figure):
    for code in ("", "organisation"):
        sources = figure_sources(2026, figure, code)
        together = [sources.part(start, start + 2) for start in range(0, sources.count, 2)]
        assert [row for part in together for row in part] == sources.rows
        assert sum(row.counted for row in sources.rows) == sources.total
    if figure in {Figure.SPENT, Figure.REMAINING}:
        days = [row.on for row in sources.rows if row.on]
        assert days == sorted(days)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("figure", "queries"),  # the year, its lines; sum, number, which rows, and these; sum before
    [(Figure.SPENT, 9), (Figure.COMMITTED, 7), (Figure.IN_KIND_DELIVERED, 6)],
)
def test_number_of_queries_does_not_depend_on_rows(
    busy_year, figure, queries, rows, django_assert_max_num_queries
):
    with django_assert_max_num_queries(queries):
        part = figure_sources(2026, figure, "organisation").part(1, 1 + rows)
        assert all(str(row.organisation) and row.record for row in part)


def test_in_kind_years_agree_with_the_balance_of_each(busy_year, django_assert_num_queries):
    with django_assert_num_queries(1):
        years = list(in_kind_years(2026))
        assert [str(year.contract.organisation) for year in years]
    assert len(years) == 3  # the contract years with a promise
    assert len(in_kind_years()) == 12
    for year in years:
        found = InKindBalance(
            promised=year.promised, delivered=year.delivered, remaining=year.remaining
        )
        assert found == in_kind_balance(year)
