"""Workers as real processes: killed in the middle, and several at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.outbox.process import LEASE
from tests.plugin import ADDRESS

pytestmark = pytest.mark.both_databases


@pytest.fixture
def environment(transactional_db, tmp_path, migrated):
    """Return the environment of processes that share one database with committed rows."""
    if connection.vendor == "postgresql":
        parts = urlsplit(os.environ[ADDRESS])
        url = parts._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        return os.environ | {"DATABASE_URL": url}
    return os.environ | {"DATABASE_URL": migrated(tmp_path / "lllo.sqlite3")}


def start(environment, *words):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.outbox.process", *words],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def run(environment, *words):
    process = start(environment, *words)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return output


def wait_for(path, text):
    until = time.monotonic() + 60
    while not (path.exists() and text in path.read_text()):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_job_of_a_killed_worker_is_done_again_when_its_lease_runs_out(environment, tmp_path):
    log = tmp_path / "log"
    run(environment, "enqueue", str(log), "1", "hangs")
    worker = start(environment, "work")
    wait_for(log, "job-0 1")
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    died = time.monotonic()
    jobs = json.loads(run(environment, "show"))
    assert jobs == [{"key": "job-0", "state": "leased", "attempts": 1}]

    time.sleep(max(0, died + LEASE.total_seconds() - time.monotonic()) + 0.1)
    run(environment, "work")
    assert log.read_text() == "job-0 1\njob-0 2\n"
    jobs = json.loads(run(environment, "show"))
    assert jobs == [{"key": "job-0", "state": "done", "attempts": 2}]
    run(environment, "work")
    assert log.read_text() == "job-0 1\njob-0 2\n"


def test_several_workers_do_each_job_once(environment, tmp_path):
    log = tmp_path / "log"
    run(environment, "enqueue", str(log), "40", "")
    workers = [start(environment, "work") for _ in range(3)]
    for worker in workers:
        worker.communicate(timeout=60)
        assert worker.returncode == 0
    assert Counter(log.read_text().splitlines()) == {f"job-{n} 1": 1 for n in range(40)}
    assert {job["state"] for job in json.loads(run(environment, "show"))} == {"done"}
