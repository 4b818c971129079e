"""Who owes what and for how long, with its totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lllo.invoices.queries import Ageing, ageing
from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

COLUMNS = ("not_due", "days_30", "days_60", "days_90", "older", "to_return", "total")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingList:
    """The organisations that owe or are owed something on a day; ``totals`` by ``COLUMNS``."""

    on: date
    rows: tuple[Ageing, ...]
    totals: dict[str, Decimal]


def ageing_list(on: date) -> AgeingList:
    """Return the ageing list of a day."""
    rows = tuple(ageing(on))
    totals = {name: sum((getattr(row, name) for row in rows), ZERO) for name in COLUMNS}
    return AgeingList(on=on, rows=rows, totals=totals)
