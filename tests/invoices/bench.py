"""What an invoice costs, step by step; a run of many; eight processes at once.

``python -m tests.invoices.bench [COUNT] [STEPS]``: prints a table, and leaves nothing behind. Part
of ``make bench``. Steps are measured in processor time, which other work on the machine spoils
least. The aims are those of the project: 0.060 s an invoice, 400 MB a run, 1.5 times the throughput
for eight processes on two cores.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
REPEATS = 60
ROUNDS = 4


@dataclass(frozen=True)
class Row:
    what: str
    seconds: float
    aim: str = ""
    note: str = ""
    unit: str = "s"
    at_least: bool = False


def start(folder: Path) -> None:
    """Start Django on an empty demo database, with the rules that the test packages carry."""
    from tests.invoices.einvoice_rules import all_rules, write_manifest

    os.environ.update(
        LLLO_SECRET_KEY="bench" * 10,
        DATABASE_URL=f"sqlite:///{folder}/db.sqlite3",
        DJANGO_SETTINGS_MODULE="lllo.settings",
        LLLO_EINVOICE_RULES=str(write_manifest(folder, *all_rules())),
    )
    import django

    django.setup()


def fill(count: int) -> None:
    """Make drafts, as many as asked, each of an organisation of its own."""
    from django.core.management import call_command
    from django.db import transaction

    from lllo.invoices.actions import draft_invoices
    from tests.invoices.builders import START, sign
    from tests.world import make_edition, mark_demo

    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        mark_demo()
        edition = make_edition()
        for _ in range(count):
            sign(edition, "professional_plus")
        draft_invoices(2026, on=START, by=None)


def typical(work: Callable[[], object]) -> float:
    """Return the processor seconds of a step: the median of many, after one to warm up."""
    work()
    taken = []
    for _ in range(REPEATS):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def steps() -> list[Row]:
    """Return what each step of the documents takes; the database is the rest of an issue."""
    from lllo.invoices import archive, pdf, preflight, qr, schema, ubl
    from lllo.invoices.page import title_of
    from lllo.rules import invoice as rules
    from tests.invoices import sheets

    snapshot = sheets.usual()
    treatment = rules.Treatment(category="S", rate=snapshot.vat[-1].rate)
    lines = [rules.Line(net_amount=line.net_amount, treatment=treatment) for line in snapshot.lines]
    stand_in = "F0000-0000"
    dummy = pdf.render(snapshot.numbered(stand_in), draw_qr=False)
    drawn = qr.operators(qr.payload(snapshot), pdf.QR_SIDE)
    page = archive.with_number(dummy, stand_in, snapshot.number, drawn)
    attachment = (f"{snapshot.file_stem}.pdf", title_of(snapshot), page)
    xml = ubl.write(snapshot, [attachment])
    final = archive.archived(page, xml, filename="a.xml", on=snapshot.issue_date)
    work: dict[str, Callable[[], object]] = {
        "VAT": lambda: rules.totals(lines),
        "preflight": lambda: preflight.problems(snapshot),
        "page (PDF)": lambda: pdf.render(snapshot.numbered(stand_in), draw_qr=False),
        "QR": lambda: qr.operators(qr.payload(snapshot), pdf.QR_SIDE),
        "number on the page": lambda: archive.with_number(dummy, stand_in, snapshot.number, drawn),
        "UBL": lambda: ubl.write(snapshot, [attachment]),
        "XSD": lambda: schema.refuse_invalid(xml, snapshot),
        "PDF/A with UBL": lambda: archive.archived(
            page, xml, filename="a.xml", on=snapshot.issue_date
        ),
        "PDF/A validated": lambda: archive.refuse_unarchivable(final),
        "hashes": lambda: (hashlib.sha256(final), hashlib.sha256(xml)),
    }
    return [Row(f"  {what}", typical(step)) for what, step in work.items()]


def issued() -> Row:
    """Issue drafts as a run does, one by one in this process, everything included."""
    from lllo.invoices import ahead
    from lllo.invoices.actions import issue_drafts
    from tests.invoices.builders import ISSUE_DAY

    taken: list[float] = []
    passed: list[float] = []

    def watch(drafts):
        for draft in drafts:
            began, clock = time.process_time(), time.perf_counter()
            yield draft
            taken.append(time.process_time() - began)
            passed.append(time.perf_counter() - clock)

    ahead.WORTH_IT = sys.maxsize  # no other processes
    result = issue_drafts(2026, on=ISSUE_DAY, progress=watch, by=None)
    assert not result.blocked
    note = f"of the processor, all included; {statistics.median(passed):.3f} by the clock"
    return Row("issue an invoice, one core", statistics.median(taken), "0.060", note)


def memory_mb() -> int:
    """Return the largest memory that this process or one of its children had."""
    sizes = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return max(sizes) // 1024


def child(kind: str, count: int) -> dict[str, float]:
    """Do one part in a process and a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        start(Path(folder))
        from lllo import clock
        from tests.invoices.builders import NOW

        with clock.at(NOW):
            return PARTS[kind](count)


def run_of_many(count: int) -> dict[str, float]:
    """Issue as the run of a year does, on all cores."""
    from lllo.invoices.actions import issue_drafts
    from tests.invoices.builders import ISSUE_DAY

    fill(count)
    began = time.perf_counter()
    result = issue_drafts(2026, on=ISSUE_DAY, by=None)
    taken = time.perf_counter() - began
    assert (len(result.issued), result.blocked) == (count, [])
    return {"seconds": taken, "memory_mb": memory_mb()}


def one_and_eight(count: int) -> dict[str, float]:
    """Let one process issue, then eight at once; return the best rate of each of some rounds.

    What a process does once (imports, fonts, schemas, its connection) it did before it is let go.
    Besides: the processor time of an invoice alone and among eight, and how much of it was spent
    with the lock; other work on the machine spoils these least.
    """
    from lllo.invoices.models import Invoice
    from lllo.invoices.papers import prepare
    from tests.invoices import sheets

    fill(2 * count)
    prepare(sheets.usual(), "F2026-0001")
    drafts = list(Invoice.objects.drafts().order_by("pk"))
    each = count // ROUNDS
    best = {"1": 0.0, "8": 0.0, "cpu_1": 0.0, "cpu_8": 0.0, "locked_8": 0.0}
    for at in range(0, 2 * each * ROUNDS, 2 * each):
        first, second = drafts[at : at + each], drafts[at + each : at + 2 * each]
        one = _together([first])
        eight = _together([second[share::8] for share in range(8)])
        best = {
            "1": max(best["1"], one["rate"]),
            "8": max(best["8"], eight["rate"]),
            "cpu_1": min(best["cpu_1"] or one["cpu"], one["cpu"]),
            "cpu_8": min(best["cpu_8"] or eight["cpu"], eight["cpu"]),
            "locked_8": min(best["locked_8"] or eight["locked"], eight["locked"]),
        }
    return best


def _together(shares: list[list[object]]) -> dict[str, float]:
    """Let processes issue a share each, all at once; return rate and processor time of an invoice."""
    from django.db import connections

    connections.close_all()
    go, told = os.pipe(), os.pipe()
    children = [_issuing(share, go, told[1]) for share in shares]
    for _child in children:
        os.read(told[0], 1)  # it is warm
    began = time.perf_counter()
    os.close(go[1])
    assert not any(os.waitpid(child, 0)[1] for child in children)
    taken = time.perf_counter() - began
    os.close(told[1])
    with os.fdopen(told[0], encoding="ascii") as lines:
        used = [json.loads(line) for line in lines]
    count = sum(map(len, shares))
    os.close(go[0])
    return {
        "rate": count / taken,
        "cpu": sum(item["cpu"] for item in used) / count,
        "locked": sum(item["locked"] for item in used) / count,
    }


def _issuing(drafts: list[object], go: tuple[int, int], told: int) -> int:
    """Start a process that issues some drafts, as a run does, once it is let go."""
    from lllo.invoices import issue_actions, turns
    from lllo.invoices.billing import in_force
    from lllo.invoices.papers import prepare
    from lllo.people import chain
    from tests.invoices import sheets
    from tests.invoices.builders import ISSUE_DAY

    child = os.fork()
    if child:
        return child
    os.close(go[1])
    billing, locked, marks = in_force(), 0.0, []
    begin = turns._FileTurn.begin
    turns._FileTurn.begin = lambda turn: (begin(turn), marks.append(time.process_time()))
    issue_actions.refuse_unissuable(drafts[0], on=ISSUE_DAY)
    prepare(sheets.usual(), "F2026-0001")
    os.write(told, b" ")
    os.read(go[0], 1)
    began = time.process_time()
    with chain.at_the_end():
        for draft in drafts:
            issue_actions._issue(draft, billing, on=ISSUE_DAY, send=False, by=None)
            locked += time.process_time() - marks[-1]
    used = {"cpu": time.process_time() - began, "locked": locked}
    os.write(told, (json.dumps(used) + "\n").encode())
    os._exit(0)


def report(count: int) -> list[Row]:
    """Return all figures; each part in a process of its own, so that none warms up another."""
    rows = [
        Row(name, seconds, aim, note) for name, seconds, aim, note in _child("steps", 60)["rows"]
    ]
    run = _child("run", count)
    rows.append(Row(f"issue an invoice, a run of {count}, all cores", run["seconds"] / count))
    rows.append(Row("  memory of its largest process", run["memory_mb"], "400", unit="MB"))
    rates = _child("processes", 240)
    ratio = rates["8"] / rates["1"]
    rows.append(
        Row(
            "eight processes at once, throughput of one",
            ratio,
            "1.5",
            f"{1 / rates['8']:.3f} s each; of the processor"
            f" {rates['cpu_1']:.3f} alone, {rates['cpu_8']:.3f} among eight,"
            f" {rates['locked_8']:.3f} of it with the lock",
            unit="x",
            at_least=True,
        )
    )
    return rows


def _steps_and_issue(count: int) -> dict[str, object]:
    fill(count)
    whole = issued()
    parts = steps()
    rest = whole.seconds - sum(row.seconds for row in parts)
    rows = [whole, *parts, Row("  database and the rest", rest)]
    return {
        "rows": [
            (row.what, row.seconds, row.aim, row.note or f"{row.seconds / whole.seconds:.0%}")
            for row in rows
        ]
    }


PARTS = {"steps": _steps_and_issue, "run": run_of_many, "processes": one_and_eight}


def _child(kind: str, count: int) -> dict:
    """Run a part as a program."""
    command = [sys.executable, "-m", "tests.invoices.bench", kind, str(count)]
    ended = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return json.loads(ended.stdout)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        json.dump(child(sys.argv[1], int(sys.argv[2])), sys.stdout)
    else:
        for row in report(int(sys.argv[1]) if len(sys.argv) == 2 else 1000):
            print(f"{row.what:42} {row.seconds:9.4f}  {row.aim:>8}  {row.note}")
