"""Speed as one table: ``make bench``, or ``python -m tests.bench [PART...]`` for some of it.

Machines differ, so read it beside the first row: ``x start`` is the ratio to starting Python, which
makes two runs on two machines comparable. Seconds of commands are by the clock, those of pages are
the 95th percentile by the clock with those of the processor beside it: other work on the machine
spoils the first. Every part runs in processes of its own; one that fails is named, and the rest is
measured all the same. The end says how many aims are held; a figure that is not is no failure.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests import bench_browser, bench_screens, bench_table
from tests.bench_table import Figure, of_row
from tests.feeds import bench as feeds_bench
from tests.invoices import bench as invoices_bench

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
LLLO = Path(sys.executable).parent / "lllo"
SCREENS = {"/kantoor/": "backoffice", "/deelnemer/": "contact", "/programma/": "lead"}
IMPORTED = 5000
INVOICES = 500


def timed(what: str, command: list[str], cwd: Path, runs: int, aim: float | None = None) -> Figure:
    """Return the median time of a command as a whole process, by the clock and the processor."""
    taken, used = [], []
    for _ in range(runs):
        started, before = time.perf_counter(), _used()
        subprocess.run(command, cwd=cwd, check=True, capture_output=True)
        taken.append(time.perf_counter() - started)
        used.append(_used() - before)
    note = f"processor {statistics.median(used):.3f}"
    return Figure(what=what, value=statistics.median(taken), aim=aim, note=note)


def _used() -> float:
    """Return the processor seconds of all processes that ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def commands() -> list[Figure]:
    """Return what starting and the commands take, on a demo in an empty folder."""
    with tempfile.TemporaryDirectory() as name:
        folder, demo = Path(name), Path(name) / "demo"

        def lllo(*words: str, runs: int, aim: float | None = None, cwd: Path = folder) -> Figure:
            what = f"lllo {' '.join(map(_short, words))}"
            return timed(what, [str(LLLO), *words], cwd, runs, aim)

        rules = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/rules"]
        return [
            lllo("--help", runs=9, aim=0.15),
            lllo("packages", "--format", "json", runs=5),
            timed("tests of rules/", rules, ROOT, 1),
            lllo("demo", "--dir", "demo", "--no-serve", runs=1, aim=20),
            lllo("budget", "--year", "2026", runs=3, cwd=demo),
            *first_screens(demo),
            lllo("import", "organisations", str(sheet(folder)), runs=1, aim=15, cwd=demo),
        ]


def first_screens(demo: Path) -> list[Figure]:
    """Return what the first screen of each user takes in a demo."""
    inside = os.environ | {"LLLO_ENV_FILE": str(demo / "lllo.env"), "DJANGO_SETTINGS_MODULE": "lllo.settings"}  # fmt: skip
    command = [sys.executable, "-m", "tests.bench", "--screens"]
    ended = subprocess.run(command, cwd=ROOT, env=inside, check=True, capture_output=True)
    return [Figure(**each) for each in json.loads(ended.stdout)]


def screens() -> list[dict]:
    """Measure the first screens in this process, which was told of a demo."""
    import django

    django.setup()
    from django.test import Client

    from lllo.people.models import User

    found = []
    for path, role in SCREENS.items():
        client = Client(headers={"host": "localhost"})
        held = User.objects.filter(person__memberships__role=role)
        client.force_login(held.order_by("pk").first())
        page = bench_screens.measure(client, role, path, client.get(path, follow=True).request["PATH_INFO"])  # fmt: skip
        note = f"processor {page.cpu:.3f}, {page.queries} queries"
        found.append({"what": f"GET {path} in a demo", "value": page.median, "aim": 0.05, "note": note})  # fmt: skip
    return found


def _short(word: str) -> str:
    return f"({IMPORTED} rows)" if word.endswith(".csv") else word


def sheet(folder: Path) -> Path:
    """Write a spreadsheet of organisations, as the office would hand it in."""
    path = folder / "organisaties.csv"
    lines = ["naam;soort;KvK-nummer;straat;postcode;plaats;factuur-e-mail"]
    lines += [
        f"Organisatie {number:05} (demo);gemeente;{80_000_000 + number};Voorbeeldstraat {number};"
        f"7500 AA;Voorbeeldstad;org{number}@example.org"
        for number in range(IMPORTED)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def odoo() -> list[Figure]:
    """Return how many calls keep Odoo in step."""
    command = [sys.executable, "-m", "tests.odoo.bench", "--json"]
    ended = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found = json.loads(ended.stdout.splitlines()[-1])
    return [
        Figure(
            what=f"Odoo, {server.split(',')[0]}: {each['what']}", value=each["calls"],
            unit="calls", aim=each["aim"] or None, note=f"{each['seconds']:.1f} s",
        )
        for server, figures in found.items()
        for each in figures
    ]  # fmt: skip


PARTS: dict[str, Callable[[], list[Figure]]] = {
    "commands": commands,
    "invoices": lambda: [of_row(row) for row in invoices_bench.report(INVOICES)],
    "calendars": lambda: [of_row(row) for row in feeds_bench.report()],
    "odoo": odoo,
    "browser": bench_browser.report,
    "sqlite": lambda: bench_screens.figures("sqlite"),
    "postgres": lambda: bench_screens.figures("postgres"),
}


def main(wanted: list[str]) -> int:
    """Measure all parts, or those named, and print each as it is found; return how many failed."""
    if wanted == ["--screens"]:
        json.dump(screens(), sys.stdout)
        return 0
    if unknown := set(wanted) - PARTS.keys():
        sys.exit(f"No part is called {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}.")
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    began, failed = time.perf_counter(), []
    start = timed("python -c pass", [sys.executable, "-c", "pass"], ROOT, 9)
    figures = [start]
    print("\n".join([bench_table.HEAD, *bench_table.lines(figures, start.value)]), flush=True)
    for name in [each for each in PARTS if each in wanted or not wanted]:
        try:
            found = measured(name)
        except (subprocess.CalledProcessError, SystemExit) as problem:
            failed.append(name)
            told = getattr(problem, "stderr", "") or ""
            print(f"{name} could not be measured: {problem}\n{str(told)[-2000:]}", flush=True)
            continue
        figures += found
        print("\n".join(bench_table.lines(found, start.value)), flush=True)
    aims = [figure.holds for figure in figures if figure.holds is not None]
    print(f"{sum(aims)} of {len(aims)} aims held; {time.perf_counter() - began:.0f} s in all.")
    return len(failed)


def measured(name: str) -> list[Figure]:
    """Measure a part, and tell who waits which one it is and what it takes."""
    print(f"• {name}", end="", flush=True, file=sys.stderr)
    clock, used = time.perf_counter(), _used()
    try:
        return PARTS[name]()
    finally:
        taken = time.perf_counter() - clock
        print(f" {taken:.0f} s, processor {_used() - used:.0f} s", flush=True, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
