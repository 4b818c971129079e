"""The address of a list: words to search for, filters, order, page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from lllo.screens.components.cells import Column

SEARCH, ORDER, PAGE, EXPORT, RESULT = "q", "sorteer", "pagina", "formaat", "resultaat"
LONGEST_SEARCH = 200
MOST_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a column; ``href`` is empty where the list cannot be sorted."""

    column: Column
    href: str
    direction: str  # "ascending", "descending" or nothing: the value of aria-sort


def words(text: str) -> list[str]:
    """Return the words to look for; nobody types a NUL, and a database may stumble over it."""
    return text.replace("\x00", " ")[:LONGEST_SEARCH].split()[:MOST_WORDS]


class Question:
    """What the address of a list asks for."""

    def __init__(self, asked: QueryDict, columns: Sequence[Column], default: str) -> None:
        self.asked = asked
        self.columns = columns
        self.default = default
        self.text = " ".join(words(asked.get(SEARCH, "")))
        wanted = asked.get(ORDER, default)
        self.order = wanted if self._column(wanted) else default

    def _column(self, order: str) -> Column | None:
        """Return the column that an order names, if the list can be sorted by it."""
        key = order.removeprefix("-")
        return next((each for each in self.columns if each.key == key and each.order), None)

    def order_by(self) -> list[str]:
        """Return the order for the database."""
        column = self._column(self.order)
        if column is None:
            return []
        if not self.order.startswith("-"):
            return list(column.order)
        return [
            each.removeprefix("-") if each.startswith("-") else f"-{each}" for each in column.order
        ]

    @property
    def is_filtered(self) -> bool:
        """Whether anything but order and page is asked for."""
        plain = {ORDER, PAGE, EXPORT, RESULT}
        return any(value for name, value in self.asked.items() if name not in plain)

    def query(self, **changes: str) -> str:
        """Return the query of an address that asks the same, with changes; no page, no format."""
        asked = self.asked.copy()
        for name in (PAGE, EXPORT, RESULT):
            asked.pop(name, None)
        for name, value in changes.items():
            asked[name] = value
        for name in [name for name in asked if not any(asked.getlist(name))]:
            del asked[name]
        return asked.urlencode()

    def heads(self) -> list[Head]:
        """Return the heads of the columns, each with the address that sorts by it."""
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        if not column.order:
            return Head(column=column, href="", direction="")
        key = self.order.removeprefix("-")
        down = self.order.startswith("-")
        direction = ("descending" if down else "ascending") if key == column.key else ""
        turned = f"-{column.key}" if direction == "ascending" else column.key
        return Head(column=column, href=f"?{self.query(**{ORDER: turned})}", direction=direction)

    def page_href(self, number: int) -> str:
        """Return the address of a page of the list."""
        return f"?{self.query(**{PAGE: str(number)})}"

    def export_href(self) -> str:
        """Return the address of the list as a spreadsheet."""
        return f"?{self.query(**{EXPORT: 'xlsx'})}"
