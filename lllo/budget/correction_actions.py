"""Corrects hours: the wrong row is taken back and the right one booked, both or neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lllo.budget.actions import book_hours, lock_budget_years, reverse_entry
from lllo.errors import Refused

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from lllo.budget.models import HourEntry
    from lllo.people.models import Organisation, User
    from lllo.programmes.models import DevelopmentLine


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursData:
    """Hours as they should have been booked."""

    line: DevelopmentLine
    on: date
    hours: Decimal
    organisation: Organisation | None = None
    description: str


def correct_hours(entry: HourEntry, data: HoursData, *, by: User | None) -> HourEntry:
    """Take hours back on their own day and book them as ``data`` says; return the new row.

    The reversal counts on the day of the row, so that the year in which the wrong
    hours counted is right again. Refuses a correction that changes nothing.
    """
    if all(getattr(entry, name) == getattr(data, name) for name in HoursData.__slots__):
        raise Refused(
            _("Nothing changes: these are the hours as they are."), code="nothing_changes"
        )
    with transaction.atomic():
        years = {entry.on.year, data.on.year}
        lock_budget_years(programme=data.line.programme, year__in=years)
        reverse_entry(entry, on=entry.on, by=by)
        return book_hours(
            entry.person,
            line=data.line,
            on=data.on,
            hours=data.hours,
            organisation=data.organisation,
            description=data.description,
            by=by,
        )
