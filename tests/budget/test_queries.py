from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from lllo.budget.actions import book_expense, book_hours, deliver_in_kind, reverse_entry
from lllo.budget.queries import budget_overview, budget_overviews, find_budget_year
from lllo.contracts.models import Contract
from lllo.errors import Refused
from lllo.programmes.models import PackageEdition
from lllo.rules.budget import Capacity, Needed
from tests import world
from tests.budget.builders import make_budget, make_signed

DAY = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_overview_of_a_year_without_contracts(programme):
    overview = budget_overview(2026)
    assert [(line.code, line.budget, line.remaining) for line in overview.lines] == [
        (code, Decimal("40000.00"), Decimal("40000.00")) for code in world.LINES
    ]
    assert overview.total.budget == Decimal("120000.00")
    assert overview.coverage.income == 0
    assert overview.coverage.packages == (
        Needed(code="basis", name="Basis", needed=16),
        Needed(code="basis_plus", name="Basis Plus", needed=11),
        Needed(code="professional", name="Professional", needed=10),
        Needed(code="professional_plus", name="Professional Plus", needed=8),
    )
    assert overview.capacity == Capacity(
        funded_days=Decimal(92), promised_days=Decimal(0), remaining_days=Decimal(92)
    )


@pytest.mark.both_databases
def test_overview_divides_signed_fees_over_the_lines_without_losing_a_cent(edition, programme):
    for package in ("basis", "basis_plus", "professional", "professional_plus"):
        make_signed(edition, package)
    make_signed(edition, "professional", starts_on=date(2027, 1, 1))
    overview = budget_overview(2026)
    assert overview.total.committed == overview.coverage.income == Decimal("47000.00")
    assert [line.committed for line in overview.lines] == [
        Decimal("15666.67"),
        Decimal("15666.67"),
        Decimal("15666.66"),
    ]
    assert overview.total.in_kind_promised == Decimal("30000.00")
    assert overview.capacity.promised_days == Decimal(26)
    assert budget_overview(2027).total.committed == Decimal("59000.00")


def test_overview_says_what_is_needed_yet(edition, programme):
    for _each in range(13):
        make_signed(edition, "basis")
    coverage = budget_overview(2026).coverage
    assert coverage.gap == Decimal("22500.00")
    assert [each.needed for each in coverage.packages] == [3, 2, 2, 2]
    assert coverage.sentence == (
        "3 × Basis, 2 × Basis Plus, 2 × Professional or 2 × Professional Plus more needed:"
        " €\N{NO-BREAK SPACE}22,500.00 to go."
    )


def test_overview_says_when_the_agreements_carry_the_budget(edition, programme):
    for _each in range(8):
        make_signed(edition, "professional_plus")
    overview = budget_overview(2026)
    assert (overview.coverage.gap, overview.coverage.packages[0].needed) == (0, 0)
    assert overview.coverage.sentence == (
        "The agreements carry the budget; €\N{NO-BREAK SPACE}8,000.00 is left over."
    )
    assert overview.capacity.remaining_days == Decimal(-8)


def test_overview_before_any_edition_names_the_gap_only(programme, edition):
    edition.valid_from = date(2030, 1, 1)
    edition.save()
    assert (
        budget_overview(2026).coverage.sentence == "€\N{NO-BREAK SPACE}120,000.00 more is needed."
    )


def test_a_contract_that_ended_early_counts_only_the_years_that_began(edition, programme):
    contract = make_signed(edition)
    contract.state, contract.ended_on = Contract.State.ENDED, date(2027, 1, 1)
    contract.end_reason = "Herindeling"
    contract.save()
    assert budget_overview(2026).total.committed == Decimal(12000)
    assert budget_overview(2027).total.committed == 0


def test_spending_counts_in_the_year_of_its_day_at_its_own_line(programme, line, university):
    specialist = world.make_person("Specialist", university)
    for on in (DAY, date(2027, 4, 1)):
        book_hours(specialist, line=line, on=on, hours=Decimal(8), description="x", by=None)
        book_expense(line, on=on, amount=Decimal("0.10"), description="x", by=None)
    wrong = book_expense(line, on=DAY, amount=Decimal(500), description="x", by=None)
    reverse_entry(wrong, on=DAY, by=None)
    vertical, horizontal, _organisation = budget_overview(2026).lines
    assert (vertical.spent, vertical.remaining) == (Decimal("1250.10"), Decimal("38749.90"))
    assert (horizontal.spent, horizontal.remaining) == (0, Decimal(40000))


def test_in_kind_counts_with_the_contract_year_and_never_as_money(contract, line):
    years = list(contract.contract_years.all())
    deliver_in_kind(
        years[0],
        line=line,
        on=date(2027, 2, 1),
        amount=Decimal(2000),
        description="x",
        by=None,
    )
    overview = budget_overview(2026)
    assert [line.in_kind_delivered for line in overview.lines] == [Decimal(2000), 0, 0]
    assert [line.in_kind_promised for line in overview.lines] == [Decimal(5000)] * 3
    assert (overview.total.spent, overview.total.committed) == (0, Decimal(12000))
    assert budget_overview(2027).total.in_kind_delivered == 0


def test_invoiced_is_what_was_brought_along_for_contract_years_of_the_year(contract):
    overview = budget_overview(2026, {2026: Decimal("12000.00"), 2027: Decimal("99.00")})
    assert overview.total.invoiced == Decimal("12000.00")
    assert [line.invoiced for line in overview.lines] == [Decimal(4000)] * 3


def test_overviews_of_several_years_are_those_of_each_year(edition, programme, line, university):
    make_signed(edition, "basis", starts_on=date(2027, 9, 1))
    contract = make_signed(edition)
    contract.state, contract.ended_on = Contract.State.ENDED, date(2028, 1, 1)
    contract.end_reason = "Herindeling"
    contract.save()
    specialist = world.make_person("Specialist", university)
    for day in (DAY, date(2027, 1, 1), date(2027, 12, 31)):
        entry = {"line": line, "on": day, "description": "x", "by": None}
        book_hours(specialist, hours=Decimal(8), **entry)
        deliver_in_kind(
            contract.contract_years.get(starts_on__lte=day, ends_on__gt=day),
            amount=Decimal(100),
            **entry,
        )
    invoiced = {2027: Decimal(7500)}
    years = [2028, 2026, 2027]
    overviews = budget_overviews(years, invoiced=invoiced)
    assert overviews == [budget_overview(year, invoiced) for year in years]
    totals = [each.total for each in overviews]
    assert [total.committed for total in totals] == [7500, 12000, 19500]
    assert [total.invoiced for total in totals] == [0, 0, 7500]
    assert [total.spent for total in totals] == [0, 1250, 2500]
    assert [total.in_kind_promised for total in totals] == [0, 15000, 15000]
    assert [total.in_kind_delivered for total in totals] == [0, 200, 100]
    assert [each.capacity.promised_days for each in overviews] == [
        Decimal("0.50"), Decimal("12.50"), Decimal("13.00"),
    ]  # fmt: skip


def test_overviews_follow_the_edition_in_force_at_the_end_of_each_year(edition, programme):
    later = world.make_edition(programme, sha256="1" * 64)
    PackageEdition.objects.filter(pk=later.pk).update(valid_from=date(2027, 12, 31))
    later.components.filter(code="basis").update(amount=Decimal(10000))
    needed = [each.coverage.packages[0].needed for each in budget_overviews([2026, 2027, 2028])]
    assert needed == [16, 12, 12]


def test_overviews_refuse_a_year_without_a_budget(programme):
    with pytest.raises(Refused, match="no budget for 2025; there is one for 2026, 2027 and 2028"):
        budget_overviews([2026, 2025])
    assert budget_overviews([]) == []


def test_a_key_of_other_weights_divides_otherwise(edition):
    make_budget(edition.programme, weights={"vertical": 2, "horizontal": 1, "organisation": 1})
    make_signed(edition)
    overview = budget_overview(2026)
    assert [line.budget for line in overview.lines] == [60000, 30000, 30000]
    assert [line.committed for line in overview.lines] == [6000, 3000, 3000]


@pytest.mark.parametrize("count", [1, 3])
def test_overview_takes_the_same_queries_whatever_the_number_of_contracts(
    edition, line, django_assert_num_queries, count
):
    for _each in range(count):
        year = make_signed(edition).contract_years.first()
        deliver_in_kind(year, line=line, on=DAY, amount=Decimal(1), description="x", by=None)
        book_expense(line, on=DAY, amount=Decimal(1), description="x", by=None)
    with django_assert_num_queries(11):
        budget_overview(2026)
    with django_assert_num_queries(11):
        budget_overviews([2026, 2027, 2028])


def test_find_budget_year_names_the_years_that_have_one(programme):
    with pytest.raises(Refused, match="no budget for 2025; there is one for 2026, 2027 and 2028"):
        find_budget_year(2025)


def test_find_budget_year_says_how_to_load_a_budget(db):
    with pytest.raises(Refused, match="lllo programme load") as refusal:
        find_budget_year(2026)
    assert refusal.value.code == "no_budget"
