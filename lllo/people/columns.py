"""What a column of a spreadsheet is called, how its cells are read, and which column is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from lllo.people.cells import Cell, Words, dutch, shown, text
from lllo.people.names import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import Model


LONGEST_REMARK = 10_000  # where the database sets no limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column; ``explanation`` (lazy) says in a template what belongs in it."""

    key: str
    nl: str
    en: str
    read: Callable[[Cell], Any]
    explanation: Any
    required: bool = False
    example: str = ""
    aliases: tuple[str, ...] = ()
    words: Words = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """The heading in the active language."""
        return self.nl if dutch() else self.en

    @property
    def choices(self) -> list[str]:
        """The words a cell may hold, in the active language; empty when it is free."""
        return shown(self.words)

    def word(self, value: str) -> str:
        """Return the word for a code of the column, in the active language; else what it is."""
        pair = self.words.get(value)
        if pair is None:
            return value
        return pair[0] if dutch() else pair[1]

    @property
    def names(self) -> frozenset[str]:
        """Every heading under which the column is recognised, as ``heading_key`` writes it."""
        return frozenset(heading_key(name) for name in (self.nl, self.en, self.key, *self.aliases))


def fitting(model: type[Model], key: str) -> Callable[[Cell], str]:
    """Return the reader of a text that fits the column ``key`` of the database."""
    return text(getattr(model._meta.get_field(key), "max_length", None) or LONGEST_REMARK)


def heading_key(heading: str) -> str:
    """Return a heading without case, accents, spaces and signs: ``KvK-nummer *`` → kvknummer."""
    return re.sub(r"[\W_]+", "", plain(heading))


def find_column(heading: str, columns: Sequence[Column]) -> Column | None:
    """Return the column that a heading means, or nothing."""
    key = heading_key(heading)
    return next((column for column in columns if key in column.names), None)


def nearest_heading(heading: str, columns: Sequence[Column]) -> str:
    """Return the known heading nearest to an unknown one, or nothing when none is near."""
    by_name = {name: column.heading for column in columns for name in sorted(column.names)}
    near = get_close_matches(heading_key(heading), list(by_name), n=1, cutoff=0.55)
    return by_name[near[0]] if near else ""
