"""A plain table for a page: a few rows that need no search, order or pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lllo.screens.components.cells import shown, shown_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.utils.functional import _StrPromise

    from lllo.screens.components.cells import Column, ShownCell


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns, as a list shows them; ``foot`` has totals by the key of a column."""

    caption: str | _StrPromise
    columns: Sequence[Column]
    rows: Iterable[Any]
    foot: Mapping[str, object] = field(default_factory=dict)
    empty: str | _StrPromise = ""
    empty_label: str | _StrPromise = ""
    empty_href: str = ""
    shows_caption: bool = False

    def shown_rows(self) -> list[list[ShownCell]]:
        """Return the cells of each row."""
        return [[shown_cell(column, row) for column in self.columns] for row in self.rows]

    def shown_foot(self) -> list[tuple[Column, str]]:
        """Return the totals, one for each column; nothing when there are none."""
        if not self.foot:
            return []
        return [(each, shown(self.foot.get(each.key), each.kind)) for each in self.columns]
