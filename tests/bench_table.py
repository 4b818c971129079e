"""One table of all figures of ``make bench``: what was found, what it should be, whether it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

HEAD = f"{'what':54} {'figure':>12} {'aim':>12} {'x start':>8}  {'':8}  note"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure of the bench; without an aim it is there to compare with."""

    what: str
    value: float
    unit: str = "s"
    aim: float | None = None
    at_least: bool = False  # the aim is the least, not the most
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the figure is what it should be; ``None`` where nothing was promised."""
        if self.aim is None:
            return None
        return self.value >= self.aim if self.at_least else self.value <= self.aim


def of_row(row) -> Figure:
    """Return the row of a part of the bench as a figure; its aim is written out."""
    aim = float(row.aim.split()[0]) if row.aim else None
    unit, at_least = getattr(row, "unit", "s"), getattr(row, "at_least", False)
    return Figure(
        what=row.what, value=row.seconds, unit=unit, aim=aim, at_least=at_least, note=row.note
    )


def lines(figures: Iterable[Figure], start: float) -> list[str]:
    """Return rows of the table; ``start`` is what starting Python takes: it tells machines apart."""
    return [_line(figure, start) for figure in figures]


def _line(figure: Figure, start: float) -> str:
    held = {True: "held", False: "NOT HELD", None: ""}[figure.holds]
    ratio = f"{figure.value / start:.2f}" if figure.unit == "s" else ""
    aim = "" if figure.aim is None else _shown(figure.aim, figure.unit)
    shown = _shown(figure.value, figure.unit)
    return f"{figure.what:54} {shown:>12} {aim:>12} {ratio:>8}  {held:8}  {figure.note}".rstrip()


def _shown(value: float, unit: str) -> str:
    digits = {"s": 4 if value < 1 else 2, "x": 2, "kB": 1, "shift": 3}.get(unit, 0)
    return f"{value:.{digits}f} {unit}"
