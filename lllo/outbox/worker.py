"""Does the jobs of the outbox, one after the other, until it is told to stop."""

from __future__ import annotations

import logging
from collections import Counter
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from lllo import clock
from lllo.errors import LlloError, Refused
from lllo.outbox.actions import LEASE, fail, finish, lease_next
from lllo.outbox.secrets import without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from lllo.outbox.models import Job

IDLE_SECONDS = 2
log = logging.getLogger(__name__)


def run(
    *,
    once: bool,
    lease: timedelta = LEASE,
    stop: Event | None = None,
    report: Callable[[Job], None] = lambda _job: None,
) -> Counter[str]:
    """Do what is due; with ``once`` return when nothing is, else wait for more until ``stop``.

    ``report`` is called with each job after its attempt. Returns how many
    attempts left their job in which state.
    """
    stop = stop or Event()
    tally: Counter[str] = Counter()
    chores = Chores()
    while not stop.is_set():
        try:
            chores.do()
            job = work_one(lease)
        except (OperationalError, InterfaceError) as error:
            if once:
                raise
            log.warning("The database does not answer: %s", without_secrets(str(error)))
            connection.close()  # the next attempt opens a new one
            job = None
        if job:
            tally[job.state] += 1
            report(job)
        elif once:
            break
        else:
            stop.wait(IDLE_SECONDS)
            close_old_connections()
    return tally


class Chores:
    """What is done beside the jobs, and looks by itself for what is to be done.

    A chore that fails is logged and comes again; what it must not lose it makes a job of.
    """

    def __init__(self) -> None:
        self._next: dict[str, float] = {}

    def do(self) -> None:
        """Do what has waited for as long as ``OUTBOX_CHORES`` says; at first, all of it."""
        for path, seconds in settings.OUTBOX_CHORES.items():
            if monotonic() < self._next.get(path, 0.0):
                continue
            self._next[path] = monotonic() + seconds
            try:
                import_string(path)()
            except (OperationalError, InterfaceError):
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, the jobs must go on
                log.warning("%s: %s", path, without_secrets(f"{type(error).__name__}: {error}"))


def work_one(lease: timedelta = LEASE) -> Job | None:
    """Do the next job and return it as it is after the attempt; nothing when none is due."""
    job = lease_next(clock.real_now(), lease)
    if job is None:
        return None
    if not _attempt(job):
        log.warning("The lease of %s ran out during its attempt.", job.key)
    job.refresh_from_db()
    return job


def _attempt(job: Job) -> bool:
    """Call the handler of a job and note how it ended; false when its lease had run out."""
    path = settings.OUTBOX_HANDLERS.get(job.kind)
    if path is None:
        return fail(job, _("Nothing here knows how to do “%(kind)s”.") % {"kind": job.kind})
    try:
        import_string(path)(job)
    except Refused as refused:  # a rule says no, and would say so again: it takes a person
        return fail(job, without_secrets(str(refused)), for_good=True)
    except LlloError as error:
        return fail(job, without_secrets(str(error)))
    except Exception as error:  # noqa: BLE001 - whatever it is, the next job must go on
        text = without_secrets(f"{type(error).__name__}: {error}")
        log.warning("%s failed: %s", job.key, text)
        return fail(job, text)
    return finish(job)
