"""Counts, in the memory of one process, how often an address is asked for, and notes its use.

A calendar program asks every five minutes at most. Who asks more often is still
answered, with the bytes as they were last made; only guessing is refused.
"""

from __future__ import annotations

import atexit
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from django.db import DatabaseError, models

from lllo import clock
from lllo.feeds.models import Subscription

if TYPE_CHECKING:
    from collections.abc import Hashable

HOUR = timedelta(hours=1)
MOST_NAMES = 20_000


class Limit:
    """At most ``most`` times an hour for each name; the names asked for last are remembered."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._counts: OrderedDict[Hashable, tuple[datetime, int]] = OrderedDict()
        self._lock = Lock()

    def passed(self, name: Hashable) -> bool:
        """Count once more, and tell whether that is too often in this hour."""
        now = clock.real_now()
        with self._lock:
            since, count = self._counts.pop(name, (now, 0))
            if now - since >= HOUR:
                since, count = now, 0
            self._counts[name] = (since, count + 1)
            if len(self._counts) > MOST_NAMES:
                self._counts.popitem(last=False)
        return count + 1 > self.most

    def is_passed(self, name: Hashable) -> bool:
        """Tell whether it is too often already, without counting."""
        since, count = self._counts.get(name, (clock.real_now(), 0))
        return count > self.most and clock.real_now() - since < HOUR

    def clear(self) -> None:
        """Forget every count."""
        with self._lock:
            self._counts.clear()


class Uses:
    """How often each address was used, written to the database now and then, and at the end."""

    every = timedelta(minutes=5)

    def __init__(self) -> None:
        self._waiting: dict[int, tuple[int, datetime]] = {}
        self._written = datetime(1970, 1, 1, tzinfo=UTC)
        self._lock = Lock()
        atexit.register(self.write)

    def note(self, pk: int) -> None:
        """Note one use; write what waits when the last time is long ago."""
        with self._lock:
            count, _last = self._waiting.get(pk, (0, None))
            self._waiting[pk] = (count + 1, clock.now())
        if clock.real_now() - self._written >= self.every:
            self.write()

    def write(self) -> None:
        """Write what waits; a database that is away gets it the next time."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
            self._written = clock.real_now()
        try:
            for pk, (count, last) in list(waiting.items()):
                Subscription.objects.filter(pk=pk).update(
                    use_count=models.F("use_count") + count, last_used_at=last
                )
                del waiting[pk]
        except DatabaseError:
            self._put_back(waiting)

    def _put_back(self, waiting: dict[int, tuple[int, datetime]]) -> None:
        """Let uses wait again, together with those that came in meanwhile."""
        with self._lock:
            for pk, (count, last) in waiting.items():
                more, latest = self._waiting.get(pk, (0, last))
                self._waiting[pk] = (count + more, latest)
