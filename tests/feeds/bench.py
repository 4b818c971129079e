"""What a calendar costs the server: 150, 1 000 and 10 000 events, unchanged and changed.

``python -m tests.feeds.bench``: prints a table, and leaves nothing behind. Part of ``make bench``. *Made anew*:
something happened since, so the calendar is put together again from its stored entries; *one
changed*: one of them is written again. Beside it icalendar writes all entries, in the same run.
Seconds are those of the processor, so that other work on the machine does not count.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
AIMS = {150: 0.010, 1_000: 0.020, 10_000: 0.120}
UNCHANGED, MEMORY = 0.003, 30
REPEATS = 15
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    what: str
    seconds: float
    aim: str = ""
    note: str = ""


def report() -> list[Row]:
    """Return the rows of all sizes; each is measured in a process of its own."""
    rows: list[Row] = []
    for count in AIMS:
        with tempfile.TemporaryDirectory() as name:
            token = _process(Path(name), "fill", str(count))
            found = json.loads(_process(Path(name), "measure", str(count), token))
        rows += _rows(count, found)
    return rows


def _rows(count: int, found: dict[str, float]) -> list[Row]:
    size = f"{count:,}".replace(",", " ")
    all_of_them = found["icalendar"]
    ratio = f"icalendar, all: {all_of_them:.3f} s = x {all_of_them / found['anew']:.0f}"
    return [
        Row(f"calendar of {size}, unchanged (304)", found["unchanged"], f"{UNCHANGED:.3f} s"),
        Row(f"calendar of {size}, made anew", found["anew"], f"{AIMS[count]:.3f} s", ratio),
        Row(f"calendar of {size}, one changed", found["changed"], "",
            f"entries written again: {found['written']:.0f}"),
        Row(f"calendar of {size}, made first", found["first"], "",
            f"memory of made anew: {found['memory']:.0f} MB"
            + (f" (aim {MEMORY})" if count == max(AIMS) else "")),
    ]  # fmt: skip


def _process(folder: Path, *words: str) -> str:
    environment = os.environ | {
        "LLLO_SECRET_KEY": "bench" * 10,
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "DJANGO_SETTINGS_MODULE": "lllo.settings",
        "LLLO_ENV_FILE": str(folder / "none.env"),
        "LLLO_FEED_FOLDER": str(folder / "agenda"),
        "LLLO_LOG_LEVEL": "ERROR",
    }
    environment.pop("LLLO_CLOCK", None)
    command = [sys.executable, "-m", "tests.feeds.bench", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip().splitlines()[-1]


def fill(count: int) -> str:
    """Make events of three years and a participant who subscribed; return the secret address."""
    from django.core.management import call_command

    from lllo import office
    from lllo.feeds import actions, queries
    from lllo.training.models import Event
    from tests import world

    call_command("migrate", verbosity=0, interactive=False)
    programme = world.make_edition().programme
    Event.objects.bulk_create(_event(programme, number, count) for number in range(count))
    person = world.make_person(organisation=world.make_organisation())
    feed = queries.feed_of(office.read(), "persoonlijk", person)
    return actions.subscribe(feed, person, by=None)[1]


def _event(programme, number: int, count: int):
    from lllo.training.models import Event

    starts_at = START + timedelta(minutes=number * (1096 * 24 * 60 // count))
    return Event(
        programme=programme,
        kind="masterclass",
        title=f"Masterclass {number}: geïntegreerde opgaven, deel {number % 7}",
        description="Neem een casus mee; koffie vanaf 9:00.\n" * 4,
        location="Campus, gebouw 7, Enschede (demo)",
        url=f"https://example.org/masterclass/{number}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
    )


def measure(count: int, token: str) -> dict[str, float]:
    """Return seconds and megabytes; the calendar was never asked for before."""
    from django.test import Client

    from lllo.feeds import http
    from lllo.feeds.models import Entry
    from lllo.training.models import Event

    http.askers.most = 10**9  # it asks more often than a program may
    client, path = Client(headers={"host": "localhost"}), f"/agenda/{token}.ics"
    answers: list[object] = []

    def ask(**headers: str) -> None:
        answers.append(client.get(path, headers=headers))

    found = {"first": _seconds(ask)}
    etag = answers[-1]["ETag"]
    assert answers[-1].content.count(b"BEGIN:VEVENT") == count
    found["unchanged"] = _median(lambda: ask(**{"if-none-match": etag}))
    assert answers[-1].status_code == 304
    found["anew"] = _median(ask, _happen)
    found["memory"] = _memory(token) if count == max(AIMS) else 0.0
    known = dict(Entry.objects.values_list("uid", "stamp"))
    found["changed"] = _median(ask, lambda: _move(Event.objects.first()), repeats=3)
    now = dict(Entry.objects.values_list("uid", "stamp"))
    found["written"] = sum(known[uid] != now[uid] for uid in now)
    found["icalendar"] = _seconds(_with_icalendar)
    return found


def _memory(token: str) -> float:
    """Return by how many megabytes a process of its own grows that makes the calendar anew."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.feeds.bench", "memory", token],
        cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return float(done.stdout.strip().splitlines()[-1])


def memory(token: str) -> float:
    """Return the growth of this process, after a small question that loads all code."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.get("/agenda/onbekend.ics")  # reads the office folders, too
    _happen()
    before = _peak()
    client.get(f"/agenda/{token}.ics")
    return (_peak() - before) / 1024


def _peak() -> int:
    """Return the most memory this program had, in kB; getrusage counts who started it as well."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


def _happen() -> None:
    """Let something happen that no calendar shows."""
    from lllo.people import audit, chain
    from lllo.people.models import Person

    audit.record("bench.happened", Person.objects.first(), by=None)
    chain.seal()


def _move(event) -> None:
    from dataclasses import replace

    from lllo.people import chain
    from lllo.training.actions import as_data, change_event

    data = as_data(event)
    later = timedelta(minutes=5)
    data = replace(data, starts_at=event.starts_at + later, ends_at=event.ends_at + later)
    change_event(event, data, by=None)
    chain.seal()


def _with_icalendar() -> None:
    """Write every event with the library, as a calendar without stored entries would."""
    from lllo.feeds import ics, items
    from lllo.feeds.texts import Texts
    from lllo.training.models import Event

    texts = Texts("nl")
    events = Event.objects.select_related("cohort").prefetch_related("parts")
    ics.calendar("Alles", [items.of_event(event, texts) for event in events])


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _median(
    work: Callable[[], object],
    before: Callable[[], object] = lambda: None,
    *,
    repeats: int = REPEATS,
) -> float:
    taken = []
    for _ in range(repeats):
        before()
        taken.append(_seconds(work))
    return statistics.median(taken)


def main(words: list[str]) -> None:
    """Do one step of the bench, or print all of it."""
    if words:
        import django

        django.setup()
        step = {"fill": lambda: fill(int(words[1])), "memory": lambda: memory(words[1]),
                "measure": lambda: json.dumps(measure(int(words[1]), words[2]))}[words[0]]  # fmt: skip
        print(step())
        return
    for row in report():
        print(f"{row.what:42} {row.seconds:9.4f}  {row.aim:>8}  {row.note}")


if __name__ == "__main__":
    main(sys.argv[1:])
