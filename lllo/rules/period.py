"""Ranges of days. An end is always the first day *after* the range."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = 12  # in a year


def add_years(day: date, years: int) -> date:
    """Return the same day ``years`` later; 29 February becomes 1 March in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the first of the next month without that day."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    first = date(day.year + years, month + 1, 1)
    same = first + timedelta(days=day.day - 1)
    if same.month == first.month:
        return same
    return months_later(first, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days from ``starts_on`` up to and not including ``ends_on``."""

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on <= self.starts_on:
            raise ValueError(f"a period ends after it starts: {self.starts_on} to {self.ends_on}")

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on

    @property
    def last_day(self) -> date:
        """The last day inside the period, as people say it."""
        return self.ends_on - timedelta(days=1)


def contract_years(starts_on: date, years: int) -> tuple[Period, ...]:
    """Return the contract years of a contract of ``years`` years, one after the other."""
    return tuple(
        Period(starts_on=add_years(starts_on, number), ends_on=add_years(starts_on, number + 1))
        for number in range(years)
    )
