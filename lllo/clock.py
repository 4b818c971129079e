"""The only reader of today and now; everything else is told the time.

A demo sets ``LLLO_CLOCK`` so that its work lists stay the same whenever it is
opened; ``at`` does the same for a block of code. ``real_now`` is the exception:
it goes on when the programme's clock stands still.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_fixed: ContextVar[datetime | None] = ContextVar("fixed moment", default=None)


def now() -> datetime:
    """Return the present moment as an aware UTC ``datetime``."""
    fixed = _fixed.get() or settings.LLLO_CLOCK
    return fixed.astimezone(UTC) if fixed else real_now()


def real_now() -> datetime:
    """Return the moment of the computer's own clock, whatever ``at`` and ``LLLO_CLOCK`` say.

    For leases and back-off, which are about processes and not about the
    programme's day: with a clock that stands still they would never run out.
    """
    return datetime.now(UTC)  # noqa: TID251 - the one reader


def today() -> date:
    """Return the present day in Europe/Amsterdam."""
    return now().astimezone(AMSTERDAM).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let ``now`` be ``moment`` (aware) inside the block."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
