"""The address of a list: words to search for, filters, order, page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
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


def searched(rows: QuerySet[Any], lookups: Sequence[str], text: str) -> QuerySet[Any]:
    """Keep the rows in which each word is found; none comes twice."""
    whole = [_lookup(lookup) for lookup in lookups]
    for word in words(text):
        rows = rows.filter(_holds(rows.model, whole, word))
    return rows


def _holds(model: Any, lookups: Sequence[str], word: str) -> Q:
    """Return the condition that a row holds a word; each other table is looked through once.

    No conditions over joins: a database could not tell then which table to begin with.
    """
    anywhere = Q()
    others: defaultdict[str, list[str]] = defaultdict(list)
    for lookup in lookups:
        first, _, rest = lookup.partition("__")
        if model._meta.get_field(first).is_relation:
            others[first].append(rest)
        else:
            anywhere |= Q(**{lookup: word})
    for first, rests in others.items():
        field = model._meta.get_field(first)
        related = field.related_model
        keys = related._base_manager.filter(_holds(related, rests, word)).values("pk")
        belongs = Q(**{f"{first}__in": keys})
        if not field.concrete or field.many_to_many:
            # Several may belong to one row: it is found by its own key, so that it comes once.
            belongs = Q(pk__in=model._base_manager.filter(belongs).values("pk"))
        anywhere |= belongs
    return anywhere


def _lookup(lookup: str) -> str:
    """Return a lookup that finds a word anywhere, unless it says itself how to look."""
    own = ("__plain", "__startswith", "__istartswith", "__exact", "__iexact")
    return lookup if lookup.endswith(own) else f"{lookup}__icontains"
