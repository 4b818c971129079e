"""Speed as a table: ``make bench``. Machines differ, so read it beside the first row.

Each figure is the median of several runs in one session; ``x start`` is the
ratio to starting Python, which makes two runs on two machines comparable.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import bench_browser, bench_screens
from tests.feeds import bench as feeds_bench
from tests.invoices import bench

ROOT = Path(__file__).resolve().parent.parent
LLLO = Path(sys.executable).parent / "lllo"
SCREENS = {"/kantoor/": "backoffice", "/deelnemer/": "contact", "/programma/": "lead"}


def seconds(command: list[str], cwd: Path, runs: int) -> float:
    """Return the median wall time of a command as a whole process."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run(command, cwd=cwd, check=True, capture_output=True)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def screens(folder: Path) -> dict[str, tuple[float, int]]:
    """Return for each first screen the median server time in seconds and its number of queries."""
    os.environ.update(
        LLLO_ENV_FILE=str(folder / "lllo.env"), DJANGO_SETTINGS_MODULE="lllo.settings"
    )
    for name in ("DATABASE_URL", "LLLO_SECRET_KEY"):
        os.environ.pop(name, None)
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from lllo.people.models import User

    figures = {}
    for path, role in SCREENS.items():
        client = Client(headers={"host": "localhost"})
        client.force_login(
            User.objects.filter(person__memberships__role=role).order_by("pk").first()
        )
        address = client.get(path, follow=True).request["PATH_INFO"]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        count = len(queries)  # now: the next request begins a new list
        taken = []
        for _ in range(20):
            started = time.perf_counter()
            client.get(address)
            taken.append(time.perf_counter() - started)
        figures[path] = (statistics.median(taken), count)
    return figures


def people_file(folder: Path, rows: int) -> Path:
    """Write a spreadsheet of organisations, as the office would hand it in."""
    path = folder / "organisaties.csv"
    lines = ["naam;soort;KvK-nummer;straat;postcode;plaats;factuur-e-mail"]
    lines += [
        f"Organisatie {number:05} (demo);gemeente;{80_000_000 + number};Voorbeeldstraat {number};"
        f"7500 AA;Voorbeeldstad;org{number}@example.org"
        for number in range(rows)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def main() -> None:
    rows: list[tuple[str, float, str, str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = seconds([sys.executable, "-c", "pass"], folder, 9)
        rows.append(("python -c pass", start, "", ""))
        rows.append(("lllo --help", seconds([str(LLLO), "--help"], folder, 9), "0.15 s", ""))
        rows.append(
            (
                "lllo packages --format json",
                seconds([str(LLLO), "packages", "--format", "json"], folder, 5),
                "",
                "",
            )
        )
        rows.append(
            (
                "tests of rules/",
                seconds(
                    [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/rules"],
                    ROOT,
                    3,
                ),
                "",
                "whole process",
            )
        )
        rows.append(
            (
                "lllo demo --no-serve",
                seconds([str(LLLO), "demo", "--dir", "demo", "--no-serve"], folder, 1),
                "20 s",
                "",
            )
        )
        demo = folder / "demo"
        rows.append(
            (
                "lllo budget --year 2026",
                seconds([str(LLLO), "budget", "--year", "2026"], demo, 3),
                "",
                "",
            )
        )
        for path, (taken, queries) in screens(demo).items():
            rows.append((f"GET {path}", taken, "0.050 s", f"{queries} queries"))
        imported = people_file(folder, 5000)
        rows.append(
            (
                "lllo import organisations (5 000 rows)",
                seconds([str(LLLO), "import", "organisations", str(imported)], demo, 1),
                "15 s",
                "",
            )
        )
    invoices = [(row.what, row.seconds, row.aim, row.note) for row in bench.report(1000)]
    rows += [(what, taken, aim, note) for what, taken, aim, note in invoices]
    rows += [(row.what, row.seconds, row.aim, row.note) for row in feeds_bench.report()]
    print(f"{'what':42} {'seconds':>9} {'x start':>9}  {'aim':>8}  note")
    for what, taken, aim, note in rows:
        print(f"{what:42} {taken:9.3f} {taken / start:9.1f}  {aim:>8}  {note}")


if __name__ == "__main__":
    main()
    bench_screens.main([])
    bench_browser.main()
    subprocess.run([sys.executable, "-m", "tests.odoo.bench"], cwd=ROOT, check=True)
