"""What happens to a job: enqueued, leased, finished, failed, tried again.

When a job is due and how long a lease lasts go by the real clock, so that they
run out where the programme's clock stands still, too.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lllo import clock
from lllo.errors import Refused
from lllo.outbox.models import Batch, Job

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from lllo.people.models import User

LEASE = timedelta(minutes=5)  # longer than any handler takes
ATTEMPTS = 6  # the last one a good thirteen hours after the first
LONGEST_ERROR = 500
AT_ONCE = timedelta()
AT_A_TIME = 500  # jobs in one statement


def open_batch(kind: str, key: UUID, *, by: User | None) -> Batch:
    """Return the batch with this public id, made when it is not there yet."""
    return Batch.objects.get_or_create(public_id=key, defaults={"kind": kind, "made_by": by})[0]


def enqueue(
    kind: str,
    key: str,
    payload: dict[str, Any],
    *,
    batch: Batch | None = None,
    wait: timedelta = AT_ONCE,
) -> Job:
    """Note that something must be done; the same key gives the job that is already there.

    ``wait``: not before so long from now, so that further changes can come along.

    Call it inside the transaction of the change it belongs to: when that is
    rolled back the job was never there.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("enqueue belongs in the transaction of the change itself")
    due_at = clock.real_now() + wait
    values = {"kind": kind, "payload": payload, "due_at": due_at, "batch": batch}
    return Job.objects.get_or_create(key=key, defaults=values)[0]


def enqueue_all(kind: str, payloads: Mapping[str, dict[str, Any]], *, batch: Batch) -> None:
    """Note all jobs of a batch by their key, to be done in this order; what is there stays."""
    due_at = clock.real_now()
    jobs = [
        Job(kind=kind, key=key, payload=payload, due_at=due_at, batch=batch)
        for key, payload in payloads.items()
    ]
    Job.objects.bulk_create(jobs, ignore_conflicts=True, batch_size=AT_A_TIME)


def lease_next(now: datetime, lease: timedelta = LEASE) -> Job | None:
    """Take the next job that is due, or whose lease ran out because its worker died.

    A job that lost its worker at each of its attempts becomes failed: it may
    be the job that kills them.
    """
    while True:
        with transaction.atomic():
            job = _due(now)
            if job is None:
                return None
            if job.attempts < ATTEMPTS:
                job.state = Job.State.LEASED
                job.attempts += 1
                job.leased_until = now + lease
                job.save(update_fields=["state", "attempts", "leased_until"])
                return job
            job.state = Job.State.FAILED
            job.leased_until = None
            job.last_error = _("The worker stopped during each of the attempts.")
            job.save(update_fields=["state", "leased_until", "last_error"])


def _due(now: datetime) -> Job | None:
    """Lock and return a job to do; those that another worker is about to take are skipped."""
    due = Q(state=Job.State.PENDING, due_at__lte=now) | Q(
        state=Job.State.LEASED, leased_until__lte=now
    )
    skip = connection.features.has_select_for_update_skip_locked
    return Job.objects.select_for_update(skip_locked=skip).filter(due).first()


def finish(job: Job) -> bool:
    """Note that a job was done; false when its lease ran out and another worker has it now."""
    return _settle(job, state=Job.State.DONE, done_at=clock.now(), leased_until=None, last_error="")


def fail(job: Job, error: str, *, for_good: bool = False) -> bool:
    """Note why an attempt failed; the next one comes after 1, 5, 25, 125 and 625 minutes.

    ``for_good``: no next one comes by itself, for it would fail the same way.
    """
    is_last = for_good or job.attempts >= ATTEMPTS
    return _settle(
        job,
        state=Job.State.FAILED if is_last else Job.State.PENDING,
        due_at=clock.real_now() + timedelta(minutes=5 ** (job.attempts - 1)),
        leased_until=None,
        last_error=error[:LONGEST_ERROR],
    )


def _settle(job: Job, **values: Any) -> bool:
    """Write the end of an attempt, only if it is still this one that holds the lease."""
    mine = Job.objects.filter(pk=job.pk, state=Job.State.LEASED, attempts=job.attempts)
    return bool(mine.update(**values))


def retry(job: Job, *, by: User | None) -> Job:
    """Let a failed job be tried again at once, with all its attempts."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        if job.state != Job.State.FAILED:
            raise Refused(
                _("Only a job that failed can be tried again; this one is %(state)s.")
                % {"state": job.get_state_display()},
                code="job_not_failed",
            )
        job.state, job.attempts, job.due_at = Job.State.PENDING, 0, clock.real_now()
        job.retried_at, job.retried_by = clock.now(), by
        job.save(update_fields=["state", "attempts", "due_at", "retried_at", "retried_by"])
    return job


def hasten(job: Job) -> Job:
    """Let a job that waits for its next attempt be due at once, with all its attempts."""
    now = clock.real_now()
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.PENDING, due_at__gt=now)
    waiting.update(due_at=now, attempts=0)
    job.refresh_from_db()
    return job


def retry_batch(batch: Batch, *, by: User | None) -> int:
    """Let all failed jobs of a batch be tried again at once; return how many there were."""
    failed = list(batch.jobs.filter(state=Job.State.FAILED))
    for job in failed:
        retry(job, by=by)
    return len(failed)
