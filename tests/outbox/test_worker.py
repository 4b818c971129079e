"""The worker: does what is due, survives what goes wrong, tells no secrets."""

from __future__ import annotations

import base64
import os
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction

from lllo import clock
from lllo.errors import OfficeMistake, Refused
from lllo.outbox import actions, worker
from lllo.outbox.models import Job
from lllo.outbox.secrets import without_secrets

pytestmark = pytest.mark.django_db
ADDRESS = "smtp://someone:pa55-word@mail.example.org"  # nobody's
done = []


def handle(job):
    done.append(job.key)
    error = job.payload.get("error")
    if error == "refused":
        raise Refused("Nee, zo niet.", code="no")
    if error == "office":
        raise OfficeMistake(["mail.txt.j2:1: Zonder onderwerp."])
    if error == "late":  # as if another worker had taken it meanwhile
        Job.objects.update(attempts=9)
    elif error == "database":
        raise OperationalError("gone")
    elif error:
        raise ValueError(error)


@pytest.fixture(autouse=True)
def _handler(settings):
    done.clear()
    settings.OUTBOX_HANDLERS = {"test": f"{__name__}.handle", "gone": "no.such.module"}


def make(key, kind="test", **payload):
    return actions.enqueue(kind, key, payload)


def test_once_does_everything_that_is_due_and_stops():
    make("a")
    make("b")
    seen = []
    assert worker.run(once=True, report=seen.append) == {"done": 2}
    assert done == ["a", "b"]
    assert [job.state for job in seen] == ["done", "done"]
    assert worker.run(once=True) == {}


@pytest.mark.parametrize(
    ("kind", "error", "text"),
    [
        ("test", "office", "mail.txt.j2:1: Zonder onderwerp."),
        ("test", "stuk", "ValueError: stuk"),
        ("test", "database", "OperationalError: gone"),
        ("gone", "", "ModuleNotFoundError"),
        ("unheard", "", "unheard"),
    ],
)
def test_failed_attempt_is_noted_and_the_next_job_goes_on(kind, error, text):
    job = make("a", kind, error=error)
    make("b")
    assert worker.run(once=True) == {"pending": 1, "done": 1}
    job.refresh_from_db()
    assert text in job.last_error
    assert job.attempts == 1


def test_refusal_fails_at_once_and_waits_for_a_person():
    job = make("a", error="refused")
    make("b")
    assert worker.run(once=True) == {"failed": 1, "done": 1}
    job.refresh_from_db()
    assert (job.state, job.attempts, job.last_error) == (Job.State.FAILED, 1, "Nee, zo niet.")
    Job.objects.filter(pk=job.pk).update(payload={})
    actions.retry(job, by=None)
    assert worker.run(once=True) == {"done": 1}


def test_error_tells_no_secrets(settings, monkeypatch):
    settings.EMAIL_HOST_PASSWORD = "hunter2-of-nobody"
    monkeypatch.setenv("SOME_API_TOKEN", "abc123token")
    encoded = base64.b64encode(b"hunter2-of-nobody").decode()
    job = make(
        "a", error=f"{ADDRESS} hunter2-of-nobody {encoded} abc123token {settings.SECRET_KEY}"
    )
    worker.run(once=True)
    job.refresh_from_db()
    for secret in ("pa55-word", "hunter2", encoded.rstrip("="), "abc123token", settings.SECRET_KEY):
        assert secret not in job.last_error
    assert "mail.example.org" in job.last_error


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("password=abc, x", "password=•••, x"),
        ('{"api_key": "abc"}', '{"api_key": •••'),
        ("Authorization: Bearer abc.def", "Authorization: Bearer •••"),
        ("postgres://u:p@h/db", "postgres://•••@h/db"),
        ("mail naar a@example.org mislukt", "mail naar a@example.org mislukt"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(text, expected):
    assert without_secrets(text) == expected


@pytest.mark.parametrize("error", ["stuk", "office", "refused"])
def test_failure_is_noted_where_no_secret_key_is_set(settings, error):
    settings.SECRET_KEY = ""
    job = make("a", error=error)
    worker.run(once=True)
    job.refresh_from_db()
    assert job.state in {Job.State.PENDING, Job.State.FAILED}
    assert job.last_error


def test_secret_that_is_not_text_is_hidden(monkeypatch):
    monkeypatch.setitem(os.environ, "SOME_API_TOKEN", "abc\udcff123")
    assert without_secrets("x abc\udcff123") == "x •••"


def test_back_off_and_leases_run_out_while_the_clock_stands_still(settings, monkeypatch):
    settings.LLLO_CLOCK = datetime(2030, 1, 1, tzinfo=UTC)
    job = make("a", error="stuk")
    assert worker.run(once=True) == {"pending": 1}
    assert worker.run(once=True) == {}
    later = clock.real_now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "real_now", lambda: later)
    job.refresh_from_db()
    job.payload = {}
    job.save()
    leased = actions.lease_next(clock.real_now(), timedelta(minutes=1))  # and its worker dies
    assert leased == job
    assert worker.run(once=True) == {}
    monkeypatch.setattr(clock, "real_now", lambda: later + timedelta(minutes=1))
    assert worker.run(once=True) == {"done": 1}
    job.refresh_from_db()
    assert job.done_at == settings.LLLO_CLOCK


def test_real_clock_goes_on_in_a_block_with_a_fixed_moment():
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    before = clock.real_now()
    with clock.at(moment):
        assert clock.now() == moment
        assert before <= clock.real_now() < before + timedelta(minutes=1)


def test_lease_that_ran_out_during_the_attempt_is_logged(caplog):
    job = make("a", error="late")
    worker.work_one()
    assert "lease of a ran out" in caplog.text
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.LEASED, 9)


def test_worker_stops_when_told():
    stop = Event()
    make("a")
    make("b")
    assert worker.run(once=False, stop=stop, report=lambda _job: stop.set()) == {"done": 1}


def test_worker_waits_for_work(monkeypatch):
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.05)
    stop = Event()
    job = make("a")
    Job.objects.update(due_at=job.due_at + timedelta(seconds=0.2))
    assert worker.run(once=False, stop=stop, report=lambda _job: stop.set()) == {"done": 1}


def test_database_that_is_away_is_waited_for(caplog):
    stop = Event()

    def away(*_query):
        stop.set()
        raise OperationalError("connection to postgres://u:secret@h refused")

    with connection.execute_wrapper(away):
        assert worker.run(once=False, stop=stop) == {}
        with pytest.raises(OperationalError):
            worker.run(once=True)
    assert "refused" in caplog.text
    assert "secret" not in caplog.text


def test_lease_is_longer_than_a_mail_may_take(settings):
    assert timedelta(seconds=settings.EMAIL_TIMEOUT) * 5 < actions.LEASE


def chore():
    done.append("chore")


def broken_chore():
    raise ValueError(ADDRESS)


def away_chore():
    raise OperationalError("gone")


def test_chores_are_done_once_in_their_time_and_a_broken_one_stops_nothing(settings, caplog):
    path = "tests.outbox.test_worker"
    settings.OUTBOX_CHORES = {f"{path}.broken_chore": 60, f"{path}.chore": 60}
    done.clear()
    chores = worker.Chores()
    chores.do()
    chores.do()
    assert done == ["chore"]
    assert "ValueError" in caplog.text
    assert "pa55-word" not in caplog.text
    settings.OUTBOX_CHORES = {f"{path}.away_chore": 0}
    with pytest.raises(OperationalError):
        chores.do()


def test_job_may_wait_for_further_changes():
    with transaction.atomic():
        job = actions.enqueue("kind", "waits", {}, wait=timedelta(minutes=5))
    assert actions.lease_next(clock.real_now()) is None
    assert actions.lease_next(clock.real_now() + timedelta(minutes=6)) == job
