# ruff: noqa: DTZ001 - a time of the clock in Amsterdam has no zone
from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from lllo.rules.local_time import clock_changes, near_clock_change, times_shown

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("local", "times"),
    [
        (datetime(2026, 3, 29, 1, 59), 1),
        (datetime(2026, 3, 29, 2, 0), 0),
        (datetime(2026, 3, 29, 2, 59), 0),
        (datetime(2026, 3, 29, 3, 0), 1),
        (datetime(2026, 10, 25, 1, 59), 1),
        (datetime(2026, 10, 25, 2, 0), 2),
        (datetime(2026, 10, 25, 2, 59), 2),
        (datetime(2026, 10, 25, 3, 0), 1),
        (datetime(2026, 7, 1, 2, 30), 1),
    ],
)
def test_times_shown_counts_how_often_a_clock_shows_a_time(local, times):
    assert times_shown(local, AMSTERDAM) == times


def test_times_shown_is_always_one_where_the_clock_stands_still():
    assert times_shown(datetime(2026, 3, 29, 2, 30), UTC) == 1


def test_clock_changes_on_two_sundays_a_year():
    changes = [
        day
        for day in (date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(365))
        if clock_changes(day, AMSTERDAM)
    ]
    assert changes == [date(2026, 3, 29), date(2026, 10, 25)]


@pytest.mark.parametrize(
    ("moment", "near"),
    [
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), False),  # the evening before
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), True),  # midnight
        (datetime(2026, 3, 29, 1, 59, tzinfo=UTC), True),  # 03:59
        (datetime(2026, 3, 29, 2, 0, tzinfo=UTC), False),  # 04:00
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), True),  # 02:30 for the first time
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), True),  # 02:30 for the second time
        (datetime(2026, 10, 26, 1, 30, tzinfo=UTC), False),
    ],
)
def test_near_clock_change_covers_the_small_hours_of_those_sundays(moment, near):
    assert near_clock_change(moment, AMSTERDAM) is near
