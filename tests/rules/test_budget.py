from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lllo.rules.budget import (
    Funding,
    Needed,
    Sold,
    capacity,
    gap,
    outlook,
    packages_needed,
    percent_covered,
    running_shares,
    shares,
    sold,
)
from lllo.rules.price import Component, Package, Term

FUNDING = Funding(
    staff_days=Decimal(92),
    day_rate=Decimal("1250.00"),
    hours_per_day=Decimal(8),
    extras=Decimal("5000.00"),
)
AMOUNTS = st.decimals(min_value=0, max_value=10_000_000, places=2)


def package(code: str, price: str, *, in_kind: str = "") -> Package:
    components = [Component(code="paid", name="Paid", amount=Decimal(price))] if price else []
    if in_kind:
        components.append(
            Component(code="own", name="Own", amount=Decimal(in_kind), borne_by_university=True)
        )
    return Package(code=code, name=code.title(), components=tuple(components))


PACKAGES = (
    package("basis", "7500"),
    package("basis_plus", "11500"),
    package("professional", "12000", in_kind="15000"),
    package("professional_plus", "16000", in_kind="15000"),
)


def test_budget_is_days_at_a_rate_and_extras():
    assert FUNDING.amount == Decimal("120000.00")


@pytest.mark.parametrize(
    "change",
    [{"staff_days": Decimal(-1)}, {"day_rate": Decimal(0)}, {"hours_per_day": Decimal(0)}],
)
def test_funding_refuses_parameters_that_mean_nothing(change):
    values = {name: getattr(FUNDING, name) for name in FUNDING.__slots__}
    with pytest.raises(ValueError, match="less than zero"):
        Funding(**(values | change))


@pytest.mark.parametrize(
    ("hours", "worth"), [("8", "1250.00"), ("0.25", "39.06"), ("7.50", "1171.88"), ("-8", "-1250")]
)
def test_hours_are_worth_their_part_of_the_day_rate(hours, worth):
    assert FUNDING.worth(Decimal(hours)) == Decimal(worth)


def test_shares_divide_the_budget_over_three_lines():
    assert shares(FUNDING.amount, {"a": 1, "b": 1, "c": 1}) == {
        line: Decimal("40000.00") for line in "abc"
    }


@given(amount=AMOUNTS, weights=st.lists(st.integers(0, 9), min_size=1, max_size=5).filter(any))
def test_shares_lose_no_cent(amount, weights):
    parts = shares(amount, {str(index): weight for index, weight in enumerate(weights)})
    assert sum(parts.values()) == amount


def test_gap_is_what_the_income_falls_short():
    assert gap(Decimal(120000), Decimal(97500)) == Decimal(22500)
    assert gap(Decimal(120000), Decimal(120000)) == 0
    assert gap(Decimal(120000), Decimal(130000)) == 0


def test_packages_needed_for_the_whole_budget_are_those_of_the_programme():
    assert packages_needed(Decimal(120000), PACKAGES) == (
        Needed(code="basis", name="Basis", needed=16),
        Needed(code="basis_plus", name="Basis_Plus", needed=11),
        Needed(code="professional", name="Professional", needed=10),
        Needed(code="professional_plus", name="Professional_Plus", needed=8),
    )


@pytest.mark.parametrize(
    ("missing", "needed"), [("0", 0), ("0.01", 1), ("7500", 1), ("7500.01", 2)]
)
def test_packages_needed_are_whole(missing, needed):
    assert packages_needed(Decimal(missing), PACKAGES[:1])[0].needed == needed


def test_a_package_without_a_price_closes_no_gap():
    assert packages_needed(Decimal(100), [package("gift", "", in_kind="15000")]) == ()


@given(missing=AMOUNTS, price=st.decimals(min_value="0.01", max_value=100_000, places=2))
def test_packages_needed_are_enough_and_one_less_is_not(missing, price):
    needed = packages_needed(missing, [package("one", str(price))])[0].needed
    assert needed * price >= missing
    assert needed == 0 or (needed - 1) * price < missing


def test_capacity_counts_in_kind_and_coaching_in_days():
    four_professionals = capacity(FUNDING, in_kind=Decimal(60000), coaching_hours=Decimal(16))
    assert four_professionals.funded_days == Decimal(92)
    assert four_professionals.promised_days == Decimal(50)
    assert four_professionals.remaining_days == Decimal(42)


def test_capacity_below_zero_shows_what_is_promised_too_much():
    assert capacity(
        FUNDING, in_kind=Decimal(120000), coaching_hours=Decimal(0)
    ).remaining_days == Decimal(-4)


@given(st.lists(AMOUNTS, max_size=12), st.integers(0, 5), st.integers(0, 5))
def test_running_shares_add_up_to_the_share_of_the_sum(amounts, first, second):
    weights = {"a": first, "b": second, "c": 1}
    for code, share in shares(sum(amounts, Decimal(0)), weights).items():
        parts = running_shares(amounts, weights, code)
        assert sum(parts, Decimal(0)) == share
        alone = [shares(amount, weights)[code] for amount in amounts]
        assert all(abs(x - y) <= Decimal("0.02") for x, y in zip(parts, alone, strict=True))


def test_running_shares_take_back_what_a_credit_note_takes_back():
    amounts = [Decimal("7500.00"), Decimal("-7500.00")]
    assert sum(running_shares(amounts, {"a": 1, "b": 1, "c": 1}, "a")) == 0


COACHED = Package(
    code="coached",
    name="Coached",
    components=(
        Component(
            code="paid",
            name="Paid",
            amount=Decimal(7500),
            terms=(
                Term(kind="coaching_hour", quantity=Decimal(4)),
                Term(kind="course_seat", quantity=Decimal(2)),
            ),
        ),
    ),
)
BY_AGREEMENT = Package(
    code="open",
    name="Open",
    components=(
        Component(
            code="o",
            name="O",
            amount=Decimal(100),
            terms=(Term(kind="coaching_hour", quantity=None),),
        ),
    ),
)


def test_sold_counts_money_and_promises_of_each_package():
    together = sold(
        [*PACKAGES, COACHED, BY_AGREEMENT], {"professional": 2, "coached": 3, "open": 1, "gone": 9}
    )
    assert together == Sold(
        income=Decimal(2 * 12000 + 3 * 7500 + 100),
        in_kind=Decimal(30000),
        coaching_hours=Decimal(12),
    )
    assert sold(PACKAGES, {}) == Sold()


def test_outlook_of_ten_professional_pays_and_does_not_fit_in_the_days():
    result = outlook(FUNDING.amount, FUNDING, sold(PACKAGES, {"professional": 10}), PACKAGES)
    assert (result.income, result.gap, result.surplus) == (120000, 0, 0)
    assert result.capacity.remaining_days == Decimal(92 - 120)
    assert {each.needed for each in result.packages} == {0}


def test_outlook_adds_to_what_was_agreed():
    agreed = Sold(income=Decimal("97500.00"))
    result = outlook(FUNDING.amount, FUNDING, agreed + sold(PACKAGES, {"basis": 1}), PACKAGES)
    assert (result.gap, result.surplus) == (Decimal("15000.00"), 0)
    assert [each.needed for each in result.packages] == [2, 2, 2, 1]
    more = outlook(FUNDING.amount, FUNDING, agreed + sold(PACKAGES, {"basis": 4}), PACKAGES)
    assert (more.gap, more.surplus) == (0, Decimal("7500.00"))


@pytest.mark.parametrize(
    ("income", "budget", "percent"),
    [("119999.99", 120000, 99), (120000, 120000, 100), (7500, 120000, 6), (7500, 0, 0)],
)
def test_percent_covered_is_never_too_many(income, budget, percent):
    assert percent_covered(Decimal(income), Decimal(budget)) == percent
