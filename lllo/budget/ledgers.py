"""Rows that add up to a figure, counted and added up by the database and read a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import IntegerField, Sum, Value

from lllo.rules.money import ZERO, to_cents

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from decimal import Decimal

    from django.db.models import Model, QuerySet

    from lllo.people.models import Organisation


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


class Ledger(Protocol):
    """Rows in an order that stays."""

    def count(self) -> int:
        """Return how many rows there are."""

    def total(self, first: int | None = None) -> Decimal:
        """Return what all rows are worth, or the first so many."""

    def part(self, start: int, stop: int | None) -> list[Source]:
        """Return the rows from one place to another, or to the end."""


class ShortLedger:
    """A few rows that are there already."""

    def __init__(self, rows: Sequence[Source]) -> None:
        self.rows = list(rows)

    def count(self) -> int:
        """Return how many rows there are."""
        return len(self.rows)

    def total(self, first: int | None = None) -> Decimal:
        """Return what all rows are worth, or the first so many."""
        return sum((row.amount for row in self.rows[:first]), ZERO)

    def part(self, start: int, stop: int | None) -> list[Source]:
        """Return the rows from one place to another, or to the end."""
        return self.rows[start:stop]


class RowLedger:
    """The rows of ordered querysets, one after the other or mixed by their day.

    Each kind comes with what a row is worth, for the database, and with how one is told.
    """

    def __init__(self, *kinds: tuple[QuerySet[Any], Any, Callable[[Any], Source]]) -> None:
        self.kinds = [(rows.annotate(worth=worth), tell) for rows, worth, tell in kinds]

    def count(self) -> int:
        """Return how many rows there are."""
        return sum(rows.count() for rows, _tell in self.kinds)

    def total(self, first: int | None = None) -> Decimal:
        """Return what all rows are worth, or the first so many of a ledger of one kind."""
        together = ZERO
        for rows, _tell in self.kinds:
            counted = rows.order_by() if first is None else rows[:first]
            together += to_cents(counted.aggregate(sum=Sum("worth"))["sum"] or ZERO)
        return together

    def part(self, start: int, stop: int | None) -> list[Source]:
        """Return the rows from one place to another; which they are is looked up first."""
        places = self._places()[start:stop]
        wanted: list[list[int]] = [[] for _kind in self.kinds]
        for number, key in places:
            wanted[number].append(key)
        found = [
            {row.pk: tell(row) for row in (rows if stop is None else rows.filter(pk__in=keys))}
            for (rows, tell), keys in zip(self.kinds, wanted, strict=True)
        ]
        return [found[number][key] for number, key in places]

    def _places(self) -> Any:
        """Return the number of its kind and the key of each row, in order."""
        named = [
            rows.annotate(kind_number=Value(number, IntegerField()))
            for number, (rows, _tell) in enumerate(self.kinds)
        ]
        if len(named) == 1:
            return named[0].values_list("kind_number", "pk")
        days = [rows.order_by().values_list("on", "kind_number", "pk") for rows in named]
        mixed = days[0].union(*days[1:], all=True).order_by("on", "kind_number", "pk")
        return _WithoutDay(mixed)


class _WithoutDay:
    """Rows of a union, of which the day serves the order only."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows

    def __getitem__(self, wanted: slice) -> list[tuple[int, int]]:
        return [(number, key) for _day, number, key in self.rows[wanted]]
