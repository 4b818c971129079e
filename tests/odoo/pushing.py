"""Pushes that are killed, then two that are not; a program of its own on a database file.

Settings come by the environment. Each child is killed once the fake has counted so many more
calls; the last two pushes run whole.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from urllib.request import urlopen

import django

KILLED_AFTER = (2, 6, 11, 17, 24)


def main() -> None:
    django.setup()
    from django.db import connections

    connections.close_all()
    killed = [_killed(calls) for calls in KILLED_AFTER]
    outcomes = [_push(), _push()]
    json.dump({"killed": killed, "outcomes": outcomes}, sys.stdout)


def _killed(calls: int) -> bool:
    """Push in a child that dies by SIGKILL; true unless it was done before."""
    limit = _count() + calls
    child = os.fork()
    if child == 0:
        _push()
        os._exit(0)
    while _count() < limit:
        done, _status = os.waitpid(child, os.WNOHANG)
        if done:
            return False
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _push() -> dict:
    from lllo import clock
    from lllo.odoo import mapping
    from lllo.odoo.client import client
    from lllo.odoo.push import push

    outcome = push(client(), mapping.booking(), at=clock.now(), by=None)
    return {"counts": outcome.counts, "problems": outcome.problems, "calls": outcome.calls}


def _count() -> int:
    """Return how many calls the fake has seen."""
    with urlopen(os.environ["LLLO_ODOO_URL"] + "/fake/calls", timeout=30) as answer:  # noqa: S310 - our own server
        return int(json.loads(answer.read())["total"])


if __name__ == "__main__":
    main()
