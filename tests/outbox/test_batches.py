"""Jobs that were asked for together: how they come along, and what failed once more."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from lllo import clock
from lllo.outbox import actions
from lllo.outbox.models import Batch, Job
from lllo.outbox.queries import progress_of, unfinished_batches
from tests.world import make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = uuid.UUID(int=7)


@pytest.fixture
def batch(monkeypatch):
    monkeypatch.setattr(clock, "real_now", lambda: NOW)
    with clock.at(NOW):
        batch = actions.open_batch("test", KEY, by=None)
        for name in ("a", "b", "c"):
            actions.enqueue("test", name, {}, batch=batch)
        yield batch


def state(batch):
    found = progress_of(batch)
    return found.done, found.waiting, found.in_progress, found.failed


def test_same_key_is_the_same_batch(batch):
    assert actions.open_batch("test", KEY, by=None) == batch
    assert state(batch) == (0, 3, 0, 0)


def test_progress_counts_jobs_until_nothing_moves(batch, backoffice):
    actions.finish(actions.lease_next(NOW))
    actions.fail(actions.lease_next(NOW), "weg", for_good=True)
    actions.lease_next(NOW)
    assert state(batch) == (1, 0, 1, 1)
    assert not progress_of(batch).is_finished
    assert list(unfinished_batches("test")) == [batch]
    Job.objects.filter(state="leased").update(state="done", done_at=NOW)
    assert progress_of(batch).is_finished
    assert progress_of(batch).total == 3
    assert actions.retry_batch(batch, by=backoffice) == 1
    assert state(batch) == (2, 1, 0, 0)
    assert actions.retry_batch(batch, by=backoffice) == 0


def test_jobs_that_nobody_takes_are_told(batch, monkeypatch):
    assert not progress_of(batch).is_stalled
    monkeypatch.setattr(clock, "real_now", lambda: NOW + timedelta(minutes=2))
    assert progress_of(batch).is_stalled
    actions.lease_next(NOW + timedelta(minutes=2))
    assert not progress_of(batch).is_stalled


def test_batches_are_for_staff(batch, backoffice, organisation):
    assert Batch.objects.visible_to(backoffice).get() == batch
    assert not Batch.objects.visible_to(make_user("contact", organisation)).exists()
    assert str(batch) == f"test {KEY}"
