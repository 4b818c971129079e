"""A process of its own for the tests that kill workers: ``python -m tests.outbox.process``."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

from lllo.cli.run import start_django

LEASE = timedelta(seconds=3)


def slow(job):
    """Note the attempt; the first one never ends by itself."""
    with Path(job.payload["file"]).open("a") as file:
        file.write(f"{job.key} {job.attempts}\n")
    if job.payload.get("hangs") and job.attempts == 1:
        time.sleep(100)


def enqueue(file, number, hangs):
    from django.db import transaction

    from lllo.outbox import actions

    with transaction.atomic():
        for n in range(int(number)):
            actions.enqueue("test.slow", f"job-{n}", {"file": file, "hangs": hangs == "hangs"})


def work():
    from lllo.outbox import worker

    worker.run(once=True, lease=LEASE)


def show():
    from lllo.outbox.models import Job

    print(json.dumps(list(Job.objects.order_by("pk").values("key", "state", "attempts"))))


if __name__ == "__main__":
    start_django()
    from django.conf import settings

    settings.OUTBOX_HANDLERS = {"test.slow": "tests.outbox.process.slow"}
    {"enqueue": enqueue, "work": work, "show": show}[sys.argv[1]](*sys.argv[2:])
    sys.stdout.flush()
    os._exit(0)
