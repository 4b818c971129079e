"""Geometry of the pictures: from amounts to whole units of an SVG."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 400
HEAD_HEIGHT = 24
ROW_HEIGHT = 58
TEXT_DROP = 16  # from the top of a row to the foot of its words
BAR_DROP = 24
BAR_HEIGHT = 20


def scaled(value: Decimal, of: Decimal, length: int) -> int:
    """Return the part of ``length`` that ``value`` is of ``of``, from 0 to ``length``."""
    if of <= 0 or value <= 0:
        return 0
    share = (min(value, of) / of * length).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return int(share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One line in one year: what there is, what came in by agreement, what went out."""

    name: str
    budget: Decimal
    committed: Decimal
    spent: Decimal
    remaining: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedBar:
    """A bar with its places in the picture."""

    bar: Bar
    number: int  # from 1; the strand whose colour it has
    text_y: int
    top: int
    committed: int
    spent: int
    budget_x: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearChart:
    """The bars of one year, all on the scale that the years share."""

    year: int
    bars: tuple[PlacedBar, ...]
    width: int
    height: int
    bar_height: int
    spent_height: int


def year_chart(year: int, bars: Sequence[Bar], largest: Decimal) -> YearChart:
    """Place the bars of a year; ``largest`` is the amount that fills the whole width."""
    length = WIDTH - 2  # the mark of the budget is two wide and stays inside
    placed = tuple(
        PlacedBar(
            bar=bar,
            number=number,
            text_y=HEAD_HEIGHT + (number - 1) * ROW_HEIGHT + TEXT_DROP,
            top=HEAD_HEIGHT + (number - 1) * ROW_HEIGHT + BAR_DROP,
            committed=scaled(bar.committed, largest, length),
            spent=scaled(bar.spent, largest, length),
            budget_x=scaled(bar.budget, largest, length) + 1,
        )
        for number, bar in enumerate(bars, start=1)
    )
    return YearChart(
        year=year,
        bars=placed,
        width=WIDTH,
        height=HEAD_HEIGHT + ROW_HEIGHT * len(placed),
        bar_height=BAR_HEIGHT,
        spent_height=BAR_HEIGHT // 2,
    )
