"""Jobs: enqueued with the change they belong to, leased, done, tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from lllo import clock
from lllo.errors import Refused
from lllo.outbox import actions
from lllo.outbox.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def real(monkeypatch):
    """It is noon by both clocks; call it to set the real one, by which jobs are due."""

    def set_to(moment):
        monkeypatch.setattr(clock, "real_now", lambda: moment)

    set_to(NOW)
    with clock.at(NOW):
        yield set_to


def make(key="a", **payload):
    return actions.enqueue("test", key, payload)


def test_same_key_is_one_job():
    first, second = make(x=1), make(x=2)
    assert first == second
    assert Job.objects.get().payload == {"x": 1}


@pytest.mark.django_db(transaction=True)
def test_enqueue_goes_with_the_transaction_it_belongs_to():
    with transaction.atomic():
        make()
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    with pytest.raises(RuntimeError, match="transaction"):
        make()
    with transaction.atomic():
        make()
    assert Job.objects.get().state == Job.State.PENDING


def test_lease_takes_the_job_that_is_due_longest(real):
    late = make("late")
    real(NOW - timedelta(hours=1))
    early = make("early")
    real(NOW + timedelta(hours=1))
    make("not yet")
    assert actions.lease_next(NOW) == early
    assert actions.lease_next(NOW) == late
    assert actions.lease_next(NOW) is None
    early.refresh_from_db()
    assert (early.state, early.attempts) == (Job.State.LEASED, 1)
    assert early.leased_until == NOW + actions.LEASE


def test_lease_that_ran_out_is_given_again():
    make()
    first = actions.lease_next(NOW)
    assert actions.lease_next(NOW + actions.LEASE - timedelta(seconds=1)) is None
    second = actions.lease_next(NOW + actions.LEASE)
    assert (second, second.attempts) == (first, 2)
    assert not actions.finish(first)  # too late: another worker has it
    assert not actions.fail(first, "too late")
    assert actions.finish(second)
    second.refresh_from_db()
    assert (second.state, second.done_at, second.last_error) == (Job.State.DONE, NOW, "")
    assert not actions.fail(second, "after the end")


def test_job_that_kills_its_workers_ends_as_failed():
    job = make()
    for attempt in range(actions.ATTEMPTS):
        assert actions.lease_next(NOW + attempt * actions.LEASE) == job
    assert actions.lease_next(NOW + timedelta(days=1)) is None
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert job.last_error


def test_failures_wait_longer_each_time_and_end():
    job = make()
    waits = []
    for attempt in range(1, actions.ATTEMPTS + 1):
        job.refresh_from_db()
        job = actions.lease_next(job.due_at)
        assert job.attempts == attempt
        assert actions.fail(job, f"error {attempt}" + "x" * 1000)
        job.refresh_from_db()
        waits.append((job.due_at - NOW) // timedelta(minutes=1))
    assert waits[:-1] == [1, 5, 25, 125, 625]
    assert job.state == Job.State.FAILED
    assert job.last_error.startswith("error 6")
    assert len(job.last_error) == actions.LONGEST_ERROR
    assert actions.lease_next(NOW + timedelta(days=99)) is None


def test_retry_gives_a_failed_job_all_its_attempts(backoffice):
    job = make()
    Job.objects.update(state=Job.State.FAILED, attempts=6)
    job = actions.retry(job, by=backoffice)
    assert (job.state, job.attempts, job.due_at) == (Job.State.PENDING, 0, NOW)
    assert (job.retried_at, job.retried_by) == (NOW, backoffice)
    with pytest.raises(Refused) as caught:
        actions.retry(job, by=None)
    assert caught.value.code == "job_not_failed"


def test_lease_takes_the_same_queries_however_many_jobs_there_are(django_assert_num_queries):
    for number in range(3):
        make(str(number))
        with django_assert_num_queries(4):  # savepoint, job, lease, end of the savepoint
            actions.lease_next(NOW)


def test_job_that_waits_is_hastened_and_one_in_progress_is_not(real):
    job = make()
    Job.objects.filter(pk=job.pk).update(due_at=NOW + timedelta(hours=9), attempts=5)
    assert (actions.hasten(job).due_at, job.attempts) == (NOW, 0)

    leased = actions.lease_next(NOW)
    assert actions.hasten(leased).attempts == 1
