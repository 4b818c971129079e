"""``lllo worker``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from lllo.cli import main
from lllo.outbox import actions
from lllo.outbox.models import Job

KEY = "agreement:OVK-2026-9999"


def run(*words):
    return CliRunner().invoke(main, ["worker", *words])


def test_once_with_nothing_to_do(db):
    result = run("--once")
    assert result.exit_code == 0
    assert "0" in result.output


def test_once_tells_what_went_wrong(db):
    actions.enqueue("mail.agreement", KEY, {"contract": "OVK-2026-9999"})
    before = signal.getsignal(signal.SIGTERM)
    result = run("--once")
    assert KEY in result.output
    assert "DoesNotExist" in result.output
    assert Job.objects.get().attempts == 1
    assert signal.getsignal(signal.SIGTERM) == before


def test_failed_jobs_end_with_1_and_can_be_retried(db):
    job = actions.enqueue("mail.agreement", KEY, {"contract": "OVK-2026-9999"})
    Job.objects.update(state="failed", attempts=6)
    assert run("--once").exit_code == 1
    assert run("--once", "--retry-failed").exit_code == 0
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("pending", 1)
    assert job.retried_at


@pytest.fixture(scope="module")
def environment(tmp_path_factory, migrated):
    file = tmp_path_factory.mktemp("worker") / "lllo.sqlite3"
    return os.environ | {"DATABASE_URL": migrated(file)}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_worker_stops_at_a_signal(environment, number):
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "lllo", "worker"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process.stdout:
        assert "Ctrl-C" in process.stdout.readline()
        process.send_signal(number)
        assert process.wait(timeout=30) == 0
