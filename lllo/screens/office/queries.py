"""Reads the work lists and the events that come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Window

from lllo.people.models import Organisation
from lllo.screens.office.worklists import GROUPS, WORK_LISTS
from lllo.training.models import Event

if TYPE_CHECKING:
    from datetime import date, datetime

    from lllo.people.models import User
    from lllo.screens.office.worklists import ListSpec, Row, Text

FIRST_ROWS = 5
EVENTS_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkList:
    """A work list with its count and its first rows."""

    spec: ListSpec
    count: int
    rows: tuple[Row, ...]

    @property
    def has_more(self) -> bool:
        """Whether the page of the list shows more than these rows."""
        return self.count > len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The work lists of one subject."""

    name: Text
    lists: tuple[WorkList, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeScreen:
    """The first screen of the office."""

    on: date
    groups: tuple[Group, ...]
    waiting: tuple[WorkList, ...]  # the lists that are not empty
    total: int
    is_new: bool  # nothing to do because nothing is there yet
    events: tuple[Event, ...]


def office_screen(user: User, *, at: datetime, on: date) -> OfficeScreen:
    """Return all counts, the first rows and the coming events: one query for each list."""
    lists = {spec.code: first_rows(spec, on) for spec in WORK_LISTS}
    groups = tuple(
        Group(
            name=name,
            lists=tuple(lists[spec.code] for spec in WORK_LISTS if spec.group == code),
        )
        for code, name in GROUPS.items()
    )
    waiting = tuple(worklist for worklist in lists.values() if worklist.count)
    return OfficeScreen(
        on=on,
        is_new=not waiting and not Organisation.objects.participating().exists(),
        groups=groups,
        waiting=waiting,
        total=sum(worklist.count for worklist in waiting),
        events=tuple(
            Event.objects.visible_to(user).upcoming(at).select_related("cohort")[:EVENTS_SHOWN]
        ),
    )


def first_rows(spec: ListSpec, on: date) -> WorkList:
    """Return the first rows of a list, and how many there are, in one query."""
    found = list(spec.rows(on).annotate(rows_in_all=Window(Count("*")))[:FIRST_ROWS])
    return WorkList(
        spec=spec,
        count=found[0].rows_in_all if found else 0,
        rows=tuple(spec.row(each, on) for each in found),
    )
