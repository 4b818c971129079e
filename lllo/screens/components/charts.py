"""Charts as values: bars in a picture, and the same figures in a table below it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from lllo.screens.charts import scaled
from lllo.screens.components.cells import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrPromise

    from lllo.screens.components.cells import Kind

WIDTH = 400
ROW_HEIGHT = 46
TEXT_DROP, BAR_DROP, BAR_HEIGHT = 14, 20, 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar; ``mark`` is an aim or a limit on the same scale, ``strand`` (1 to 3) its colour."""

    label: str | _StrPromise
    value: Decimal | int
    mark: Decimal | int | None = None
    strand: int = 0
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """Bars below each other; ``code`` tells charts on one page apart."""

    code: str
    title: str | _StrPromise
    bars: Sequence[Bar]
    kind: Kind = "number"
    label: str | _StrPromise = ""  # heading of the first column of the table
    value_label: str | _StrPromise = ""
    mark_label: str | _StrPromise = ""
    is_limit: bool = False  # beyond the mark a bar warns


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedBar:
    """A bar with its places in the picture and its figures in words."""

    bar: Bar
    text_y: int
    top: int
    length: int
    mark_x: int | None
    value: str
    mark: str
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A chart as the template draws it."""

    chart: BarChart
    bars: tuple[PlacedBar, ...]
    width: int
    height: int
    bar_height: int


def placed(chart: BarChart) -> Placed:
    """Place the bars; the largest value or mark fills the width."""
    figures = [Decimal(each.value) for each in chart.bars]
    figures += [Decimal(each.mark) for each in chart.bars if each.mark is not None]
    largest = max(figures, default=Decimal(0))
    bars = tuple(_placed(bar, number, largest, chart) for number, bar in enumerate(chart.bars))
    height = max(1, len(bars)) * ROW_HEIGHT
    return Placed(chart=chart, bars=bars, width=WIDTH, height=height, bar_height=BAR_HEIGHT)


def _placed(bar: Bar, number: int, largest: Decimal, chart: BarChart) -> PlacedBar:
    length = WIDTH - 2  # the mark is two wide and stays inside
    mark_x = None if bar.mark is None else scaled(Decimal(bar.mark), largest, length) + 1
    return PlacedBar(
        bar=bar,
        text_y=number * ROW_HEIGHT + TEXT_DROP,
        top=number * ROW_HEIGHT + BAR_DROP,
        length=scaled(Decimal(bar.value), largest, length),
        mark_x=mark_x,
        value=shown(bar.value, chart.kind),
        mark="" if bar.mark is None else shown(bar.mark, chart.kind),
        is_over=chart.is_limit and bar.mark is not None and bar.value > bar.mark,
    )
