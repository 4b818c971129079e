"""Reads the work lists and the events that come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Window

from lllo.people.models import Organisation
from lllo.screens.access import may_enter
from lllo.screens.office.lists.base import WRITERS
from lllo.screens.office.shown import records
from lllo.screens.office.worklists import GROUPS, WORK_LISTS
from lllo.training.models import Event

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from lllo.people.models import User
    from lllo.screens.office.listspec import ListSpec, Text
    from lllo.screens.office.waiting import Row

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
    waiting: tuple[WorkList, ...]  # the lists that are not empty


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeScreen:
    """The first screen of the office."""

    on: date
    groups: tuple[Group, ...]
    waiting: tuple[WorkList, ...]  # the lists that are not empty
    done: tuple[WorkList, ...]
    total: int
    is_new: bool  # nothing to do because nothing is there yet
    events: tuple[Event, ...]


def office_screen(user: User, *, at: datetime, on: date) -> OfficeScreen:
    """Return all counts, the first rows and the coming events.

    One query for each list, and one for each kind of record.
    """
    lists = work_lists(on, may_write=may_enter(user, WRITERS))
    waiting = tuple(each for each in lists if each.count)
    groups = tuple(
        Group(name=name, waiting=tuple(each for each in waiting if each.spec.group == code))
        for code, name in GROUPS.items()
    )
    return OfficeScreen(
        on=on,
        is_new=not waiting and not Organisation.objects.participating().exists(),
        groups=groups,
        waiting=waiting,
        done=tuple(each for each in lists if not each.count),
        total=sum(worklist.count for worklist in waiting),
        events=tuple(
            Event.objects.visible_to(user).upcoming(at).select_related("cohort")[:EVENTS_SHOWN]
        ),
    )


def work_lists(on: date, *, may_write: bool) -> list[WorkList]:
    """Return all lists with their count and first rows."""
    rows = [spec.rows(on) for spec in WORK_LISTS]
    keys = [first_keys(each) for each in rows]
    found = records(zip(rows, keys, strict=True))
    return [
        WorkList(
            spec=spec,
            count=max(first.values(), default=0),
            rows=tuple(
                spec.row(found[each.model][pk], on).for_reader(may_write=may_write) for pk in first
            ),
        )
        for spec, each, first in zip(WORK_LISTS, rows, keys, strict=True)
    ]


def first_keys(rows: QuerySet[Any]) -> dict[int, int]:
    """Return the keys of the first rows of a list, each with how many rows there are.

    Only keys: with the rows, the database would carry along all that stands in thousands of
    them to count them.
    """
    counted = rows.annotate(rows_in_all=Window(Count("*")))
    return dict(counted.values_list("pk", "rows_in_all")[:FIRST_ROWS])
