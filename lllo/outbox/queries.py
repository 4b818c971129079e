"""How a batch of jobs comes along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q

from lllo import clock
from lllo.outbox.models import Batch, Job

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

UNTOUCHED = timedelta(seconds=30)  # a worker looks every two seconds
RECENT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many jobs of a batch stand where; ``due_since`` is of the one that waits longest."""

    done: int
    waiting: int
    failed: int
    in_progress: int
    due_since: datetime | None

    @property
    def total(self) -> int:
        """All jobs of the batch."""
        return self.done + self.waiting + self.failed + self.in_progress

    @property
    def is_finished(self) -> bool:
        """Whether nothing happens any more by itself."""
        return not (self.waiting or self.in_progress)

    @property
    def is_stalled(self) -> bool:
        """Whether no worker seems to be there: jobs are due, and nobody takes them."""
        if self.in_progress or self.due_since is None:
            return False
        return clock.real_now() - self.due_since > UNTOUCHED


def progress_of(batch: Batch) -> Progress:
    """Return how a batch comes along; one query."""
    state = Job.State
    return Progress(
        **batch.jobs.order_by().aggregate(
            done=Count("pk", filter=Q(state=state.DONE)),
            waiting=Count("pk", filter=Q(state=state.PENDING)),
            failed=Count("pk", filter=Q(state=state.FAILED)),
            in_progress=Count("pk", filter=Q(state=state.LEASED)),
            due_since=Min("due_at", filter=Q(state=state.PENDING)),
        )
    )


def unfinished_batches(*kinds: str) -> QuerySet[Batch]:
    """Return the batches of these kinds that still have something to do, or that failed lately."""
    moving = Job.objects.filter(state__in=[Job.State.PENDING, Job.State.LEASED])
    failed = Job.objects.failed().filter(created_at__gte=clock.now() - RECENT)
    jobs = Q(pk__in=moving.values("batch")) | Q(pk__in=failed.values("batch"))
    return Batch.objects.filter(jobs, kind__in=kinds)
