"""A plain table for a page: a few rows that need no search, order or pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator

from lllo.screens.components.cells import row_html, shown, shown_cell
from lllo.screens.components.query import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http import QueryDict
    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString

    from lllo.screens.components.cells import Column, ShownCell


PART_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which of many rows a page shows: those from ``start`` up to ``stop``."""

    number: int
    pages: int
    count: int
    start: int
    stop: int
    previous_href: str = ""
    next_href: str = ""

    @property
    def first(self) -> int:
        """The first row that is shown, counted from one."""
        return self.start + 1


def part_of(count: int, asked: QueryDict, *, size: int = PART_SIZE, name: str = PAGE) -> Part:
    """Return the part that an address asks for; ``name`` is that of the page in the address."""
    page = Paginator(range(count), size).get_page(asked.get(name))

    def href(number: int) -> str:
        query = asked.copy()
        query[name] = str(number)
        return f"?{query.urlencode()}"

    return Part(
        number=page.number,
        pages=page.paginator.num_pages,
        count=count,
        start=max(page.start_index() - 1, 0),
        stop=page.end_index(),
        previous_href=href(page.previous_page_number()) if page.has_previous() else "",
        next_href=href(page.next_page_number()) if page.has_next() else "",
    )


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
    part: Part | None = None  # where there are more rows than are shown

    def shown_rows(self) -> list[list[ShownCell]]:
        """Return the cells of each row."""
        return [[shown_cell(column, row) for column in self.columns] for row in self.rows]

    def rows_html(self) -> list[SafeString]:
        """Return the rows as the page shows them."""
        return [row_html(cells) for cells in self.shown_rows()]

    def shown_foot(self) -> list[tuple[Column, str]]:
        """Return the totals, one for each column; nothing when there are none."""
        if not self.foot:
            return []
        return [(each, shown(self.foot.get(each.key), each.kind)) for each in self.columns]
