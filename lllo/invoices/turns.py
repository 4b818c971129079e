"""Lets processes of this machine that issue invoices wait for each other in a line.

SQLite lets one process write. The others ask again after pauses that grow to a tenth of a
second, in which often nobody writes: eight processes together were slower than one. Locks of
the operating system wake the next one at once, and a process that dies lets go of them.

There are two: one for who writes, one for who is next. Who is next knows which number comes,
and makes the papers with it while the other still writes.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from django.db import connection

try:
    import fcntl
except ImportError:  # not on Windows: there SQLite's own waiting must do
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE, TURN = "-line", "-turn"  # behind the name of the database, as SQLite's own are


class Turn:
    """A place in the line; ``others`` is 1 while somebody writes, and takes a number."""

    def __init__(self, *, others: int = 0) -> None:
        self.others = others

    def begin(self) -> None:
        """Wait until nobody else writes, and let the next one be next."""


class _FileTurn(Turn):
    """A place in the line before a SQLite file."""

    def __init__(self, database: str, stack: ExitStack) -> None:
        self.line = _opened(database + LINE, stack)
        self.turn = _opened(database + TURN, stack)
        fcntl.flock(self.line, fcntl.LOCK_EX)
        super().__init__(others=int(self._is_taken()))

    def _is_taken(self) -> bool:
        """Take the turn if it is free; tell whether it is not."""
        try:
            fcntl.flock(self.turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False

    def begin(self) -> None:
        """Wait until nobody else writes, and let the next one be next."""
        fcntl.flock(self.turn, fcntl.LOCK_EX)
        fcntl.flock(self.line, fcntl.LOCK_UN)


@contextmanager
def next_in_line() -> Iterator[Turn]:
    """Wait until this process is next to write; only where the database is a SQLite file.

    Inside a transaction nobody waits: who holds the database and then waited for its turn would
    hold up whoever has the turn. PostgreSQL lets processes wait at its rows.
    """
    database = str(connection.settings_dict["NAME"])
    is_file = connection.vendor == "sqlite" and "memory" not in database.rpartition("/")[2]
    if fcntl is None or not is_file or connection.in_atomic_block:
        yield Turn()
        return
    with ExitStack() as stack:
        try:
            turn: Turn = _FileTurn(database, stack)
        except OSError:  # a file system without locks, or files of another user: SQLite waits then
            turn = Turn()
        yield turn


def _opened(path: str, stack: ExitStack) -> int:
    """Return a handle of a file that is only there to be locked."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o660)
    stack.callback(os.close, handle)
    return handle
