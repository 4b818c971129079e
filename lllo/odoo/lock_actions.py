"""One writer for each Odoo database: a lease that is renewed with every batch.

Concurrent loads of one model lose with serialisation errors, and two runs that read before they
write could both decide to write.
"""

from __future__ import annotations

import errno
import os
import socket
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lllo import clock
from lllo.errors import Refused
from lllo.odoo.models import OdooServer

if TYPE_CHECKING:
    from collections.abc import Iterator

LEASE = timedelta(minutes=10)
_held: set[str] = set()  # by this process


class Lock:
    """The right to write to one Odoo, as long as it is renewed."""

    def __init__(self, server: str, lease: timedelta) -> None:
        self.server = server
        self.lease = lease
        self.holder = f"{socket.gethostname()}:{os.getpid()}"

    def renew(self) -> None:
        """Prolong the lease; refuses when another took it, for then we are too late to write."""
        held = OdooServer.objects.filter(server=self.server, holder=self.holder)
        if not held.update(locked_until=clock.real_now() + self.lease):
            raise Refused(
                _("Another run with Odoo took over; this one stops."), code="odoo_lock_lost"
            )


@contextmanager
def only_writer(server: str, *, longest_call: timedelta = LEASE) -> Iterator[Lock]:
    """Hold the lock of an Odoo database inside the block; refuses while another holds it.

    The lease outlives the longest call with all its attempts: it cannot be renewed meanwhile.
    """
    lock = Lock(server, max(LEASE, longest_call))
    with transaction.atomic():
        OdooServer.objects.get_or_create(server=server)
        row = OdooServer.objects.select_for_update().get(server=server)
        if row.holder and not _is_free(row):
            raise Refused(
                _("Another run with Odoo is busy (%(holder)s); try again later.")
                % {"holder": row.holder},
                code="odoo_busy",
            )
        row.holder, row.locked_until = lock.holder, clock.real_now() + lock.lease
        row.save(update_fields=["holder", "locked_until"])
    _held.add(server)
    try:
        yield lock
    finally:
        _held.discard(server)
        mine = OdooServer.objects.filter(server=server, holder=lock.holder)
        mine.update(holder="", locked_until=None)


def _is_free(row: OdooServer) -> bool:
    """Tell whether the lease ran out, or its process on this computer is gone."""
    if row.locked_until is None or row.locked_until <= clock.real_now():
        return True
    host, _colon, pid = row.holder.rpartition(":")
    if host != socket.gethostname():
        return False
    if int(pid) == os.getpid():  # in a container a process comes back under its old number
        return row.server not in _held
    try:
        os.kill(int(pid), 0)
    except OSError as error:
        return error.errno == errno.ESRCH
    return False
