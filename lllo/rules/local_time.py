"""Clock times on the two Sundays a year on which the clock changes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

UNSAFE_UNTIL = time(4)


def times_shown(local: datetime, zone: tzinfo) -> int:
    """Tell how often the clocks of ``zone`` show the naive ``local``: 0, 1 or 2 times.

    In spring an hour is skipped, in autumn an hour comes twice (PEP 495: before a
    gap ``fold`` 0 has the smaller offset, in a repeated hour the larger one).
    """
    first = local.replace(tzinfo=zone, fold=0).utcoffset() or timedelta()
    second = local.replace(tzinfo=zone, fold=1).utcoffset() or timedelta()
    if first == second:
        return 1
    return 2 if first > second else 0


def clock_changes(day: date, zone: tzinfo) -> bool:
    """Tell whether a day in ``zone`` is shorter or longer than 24 hours."""
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    return start.utcoffset() != end.utcoffset()


def near_clock_change(moment: datetime, zone: tzinfo) -> bool:
    """Tell whether a moment lies in the first four hours of a day on which the clock changes.

    Calendar programs disagree about local times in those hours, so they get UTC.
    """
    local = moment.astimezone(zone)
    return local.time() < UNSAFE_UNTIL and clock_changes(local.date(), zone)
