from __future__ import annotations

from datetime import date

import pytest

from lllo.rules.period import Period, add_years, contract_years, months_later


def test_contract_years_follow_each_other():
    first, second, third = contract_years(date(2026, 3, 1), 3)
    assert (first.starts_on, first.ends_on) == (date(2026, 3, 1), date(2027, 3, 1))
    assert second.starts_on == first.ends_on
    assert third.last_day == date(2029, 2, 28)


def test_add_years_from_a_leap_day_is_the_first_of_march():
    assert add_years(date(2028, 2, 29), 1) == date(2029, 3, 1)
    assert add_years(date(2028, 2, 29), 4) == date(2032, 2, 29)


def test_period_is_half_open():
    period = Period(starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1))
    assert date(2026, 12, 31) in period
    assert date(2027, 1, 1) not in period


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 3, 1)),
        (date(2028, 1, 31), 1, date(2028, 3, 1)),
        (date(2026, 11, 15), 2, date(2027, 1, 15)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_months_later(day, months, expected):
    assert months_later(day, months) == expected


def test_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends after it starts"):
        Period(starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 1))
