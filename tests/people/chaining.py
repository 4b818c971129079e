"""Four processes write audit rows at once, one is killed; run as a program of its own.

It works in the database of DATABASE_URL, which it fills, and prints as JSON what is in it at the end.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time

import django

PROCESSES = 4
ROWS = 12  # of each process; every third in one transaction with the next


def prepare() -> None:
    from tests.tables import make_tables
    from tests.world import make_organisation

    make_tables()
    make_organisation()


def write(number: int, *, forever: bool) -> None:
    """Two rows locked in another order by each process: a chain written under locks would deadlock."""
    from django.db import transaction

    from lllo.people import audit
    from lllo.people.models import Organisation

    organisation = Organisation.objects.get()
    step = 0
    while forever or step < ROWS:
        with transaction.atomic():
            audit.record("organisation.changed", organisation, by=None, by_process=number)
            if step % 3 == 0:
                Organisation.objects.select_for_update().get()
                audit.record("organisation.changed", organisation, by=None, step=step)
        step += 1


def start(number: int) -> int:
    child = os.fork()
    if child == 0:
        write(number, forever=number == PROCESSES - 1)
        os._exit(0)
    return child


def outcome(ends: list[int]) -> dict[str, object]:
    from lllo.people import audit, chain
    from lllo.people.models import AuditEntry, AuditHead, Organisation

    audit.record("organisation.changed", Organisation.objects.get(), by=None)  # links what was left
    positions = list(AuditEntry.objects.order_by("position").values_list("position", flat=True))
    whole = positions == list(range(1, len(positions) + 1))
    last = AuditEntry.objects.get(position=len(positions))
    is_head = str(AuditHead.objects.get()) == f"{last.position}:{last.sha256}"
    return {
        "ends": sorted(ends, reverse=True),
        "positions": "1 to the number of rows" if whole else positions,
        "broken": list(chain.broken_links()),
        "at_least": len(positions) > (PROCESSES - 1) * ROWS,
        "head": "is the last row" if is_head else "is another",
    }


def main() -> None:
    django.setup()
    from django.db import connections

    prepare()
    connections.close_all()
    children = [start(number) for number in range(PROCESSES)]
    ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children[:-1]]
    time.sleep(0.05)
    os.kill(children[-1], signal.SIGKILL)
    ends.append(os.waitstatus_to_exitcode(os.waitpid(children[-1], 0)[1]))
    json.dump(outcome(ends), sys.stdout)


if __name__ == "__main__":
    main()
