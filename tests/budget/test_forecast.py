from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lllo.budget.forecast import agreed_year, promised_days, waiting_packages, what_if
from lllo.budget.queries import budget_overview, find_budget_year
from lllo.contracts.models import Choice, Contract
from lllo.programmes.models import PackageEdition
from tests import world
from tests.budget.builders import make_signed

DAY = date(2026, 4, 1)


@pytest.fixture
def contracts(edition, programme):
    return [make_signed(edition, package) for package in ("professional", "basis", "basis_plus")]


def test_promised_days_add_up_to_the_capacity(contracts, edition):
    make_signed(edition, "professional", starts_on=date(2027, 1, 1))
    for year in (2026, 2027):
        together = sum(row.days for row in promised_days(find_budget_year(year)))
        assert together == budget_overview(year).capacity.promised_days
    year = find_budget_year(2026)
    pages = [promised_days(year, start, start + 1) for start in range(len(promised_days(year)))]
    assert [row for page in pages for row in page] == promised_days(year)
    days = [row.days for row in promised_days(find_budget_year(2026))]
    assert days == [Decimal("12.50"), Decimal("0.50"), Decimal("0.50")]


def test_what_if_on_top_of_what_was_signed(contracts):
    agreed = agreed_year(2026)
    now, then = what_if(agreed, {}), what_if(agreed, {"professional": 2})
    overview = budget_overview(2026)
    assert now.income == overview.coverage.income == Decimal(31000)
    assert now.capacity == overview.capacity
    assert now.packages == overview.coverage.packages
    assert then.income == Decimal(55000)
    assert then.capacity.promised_days == Decimal("13.50") + 2 * Decimal("12.50")
    assert then.gap == Decimal(65000)


def test_what_if_from_nothing(contracts):
    then = what_if(agreed_year(2026), {"basis": 16}, on_top=False)
    assert (then.income, then.gap, then.surplus) == (120000, 0, 0)
    assert then.capacity.promised_days == 8


def test_what_if_without_an_offer_changes_nothing(contracts):
    PackageEdition.objects.update(valid_from=date(2030, 1, 1))
    agreed = agreed_year(2026)
    assert agreed.packages == ()
    assert what_if(agreed, {"basis": 16}) == what_if(agreed, {})


@pytest.mark.parametrize("count", [1, 3])
def test_agreed_year_takes_a_fixed_number_of_queries(
    edition, programme, count, django_assert_num_queries
):
    for _number in range(count):
        make_signed(edition)
    # The year; editions with packages, components, terms; fees and hours of coaching.
    with django_assert_num_queries(1 + 4 + 2):
        what_if(agreed_year(2026), {})


def test_waiting_packages_counts_what_was_chosen_or_offered_and_not_signed(edition, contracts):
    Contract.objects.filter(pk=contracts[1].pk).update(state="offered")
    for state, package in (("chosen", "basis"), ("committed", ""), ("withdrawn", "basis")):
        Choice.objects.create(
            organisation=world.make_organisation(f"Gemeente {state} (demo)"),
            edition=edition,
            package_code=package,
            state=state,
            stated_on=DAY,
            starts_on=DAY,
            withdrawn_on=DAY if state == "withdrawn" else None,
        )
    assert waiting_packages(2026) == {"basis": 2}
    assert waiting_packages(2027) == {}
