"""The day that an address names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lllo import clock
from lllo.errors import Refused
from lllo.people.cells import parse_date

if TYPE_CHECKING:
    from datetime import date


def day_of(text: str) -> tuple[date, str]:
    """Return the day that is asked for; for what is no day: today, with a sentence why."""
    if not text:
        return clock.today(), ""
    try:
        return parse_date(text), ""
    except Refused as refused:
        return clock.today(), str(refused)
