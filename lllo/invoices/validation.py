"""Runs the official rules over e-invoices, in a process that may die without harm."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lllo.documents.queries import content
from lllo.errors import Refused
from lllo.invoices import schema
from lllo.invoices.models import Validation
from lllo.invoices.snapshot import from_json
from lllo.invoices.validation_queries import rules_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.invoices.models import Invoice
    from lllo.invoices.rulepacks import RulePack

START_SECONDS, DOCUMENT_SECONDS = 30, 10  # compiling the rules; then 0.03 s is usual
MEMORY_MB = 600  # a process that needs more is replaced; 250 is usual
MOST_IN_VAIN = 2  # starts without a result: then it is not the documents
PROGRAM = (sys.executable, "-m", "lllo.invoices.schematron")
Findings = list[dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the rules said of one invoice; nothing is stored yet."""

    invoice: Invoice
    rules: tuple[RulePack, ...]
    findings: Findings

    @property
    def state(self) -> str:
        """``not_checked`` unless schematron rules were run, else by what was found."""
        if not any(pack.kind == "schematron" for pack in self.rules):
            return Validation.State.NOT_CHECKED
        is_fatal = any(item["weight"] == "fatal" for item in self.findings)
        return Validation.State.INVALID if is_fatal else Validation.State.VALID


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of a batch; for those in ``failed`` nothing is known, with a sentence why."""

    checked: list[Checked] = field(default_factory=list)
    failed: list[tuple[Invoice, str]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Work:
    """One document on its way: the findings so far, and what the process must still run."""

    invoice: Invoice
    path: Path
    rules: tuple[RulePack, ...]
    findings: Findings

    @property
    def stylesheets(self) -> list[str]:
        """The compiled rules that the process runs."""
        return [str(pack.path) for pack in self.rules if pack.kind == "schematron"]


def check(invoices: Sequence[Invoice]) -> Outcome:
    """Run schemas and rules over the XML of issued invoices.

    A document at which the process dies or hangs is left out, with a sentence; the rest goes on.
    """
    outcome = Outcome()
    with tempfile.TemporaryDirectory(prefix="lllo-ubl-") as folder:
        works = [_work(invoice, Path(folder)) for invoice in invoices]
        waiting = [work for work in works if work.stylesheets]
        if waiting:
            refuse_without_saxon()
        outcome.checked += [_checked(work) for work in works if not work.stylesheets]
        _check_all(waiting, outcome)
    return outcome


def _check_all(waiting: list[_Work], outcome: Outcome) -> None:
    """Start processes until each document was checked or left out."""
    in_vain = 0
    while waiting:
        done, problem = _run(waiting)
        outcome.checked += [_checked(work) for work in waiting[:done]]
        waiting = waiting[done:]
        in_vain = 0 if done else in_vain + 1
        if problem and waiting:
            is_hopeless = in_vain >= MOST_IN_VAIN
            left = waiting if is_hopeless else waiting[:1]
            outcome.failed += [(work.invoice, problem) for work in left]
            waiting = waiting[len(left) :]


def refuse_without_saxon() -> None:
    """Refuse to start the process where the package that runs the rules is not installed."""
    if find_spec("saxonche") is None:
        raise Refused(
            _("The rules cannot be run: saxonche is not installed (pip install lllo[validation])."),
            code="rules_not_runnable",
        )


def _work(invoice: Invoice, folder: Path) -> _Work:
    """Write the XML of an invoice where the process finds it, and check it by the schemas."""
    assert invoice.xml is not None
    snapshot = from_json(invoice.snapshot)
    xml = content(invoice.xml)
    path = folder / f"{invoice.pk}.xml"
    path.write_bytes(xml)
    return _Work(
        invoice=invoice,
        path=path,
        rules=rules_for(snapshot),
        findings=[
            {"rule": "XSD", "weight": "fatal", "text": text, "place": ""}
            for text in schema.errors(xml, snapshot)
        ],
    )


def _checked(work: _Work) -> Checked:
    """Return what is known of a document that went through all its rules."""
    return Checked(invoice=work.invoice, rules=work.rules, findings=work.findings)


def _run(works: Sequence[_Work]) -> tuple[int, str]:
    """Let one process do what it can; return how many documents it did, and what went wrong."""
    documents = [
        {"id": number, "path": str(work.path), "rules": work.stylesheets}
        for number, work in enumerate(works)
    ]
    job = json.dumps({"memory_mb": MEMORY_MB, "documents": documents})
    output, problem = _output(job, START_SECONDS + DOCUMENT_SECONDS * len(works))
    done = 0
    for line in output.splitlines():
        if (result := _result(line, done)) is None:
            break
        works[done].findings.extend(result["findings"])
        done += 1
    if not done and not problem:
        problem = _("The process that runs the rules said nothing.")
    return done, problem


def _output(job: str, seconds: float) -> tuple[str, str]:
    """Run the process; return what it wrote, and a sentence if it did not end well."""
    try:
        ended = subprocess.run(  # noqa: S603 - our own program
            PROGRAM, input=job.encode(), capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        sentence = _("The process that runs the rules took more than %(seconds)s seconds.")
        return (error.stdout or b"").decode(errors="replace"), sentence % {"seconds": seconds}
    except OSError as error:
        sentence = _("The process that runs the rules does not start: %(problem)s.")
        return "", sentence % {"problem": error.strerror}
    written = ended.stdout.decode(errors="replace")
    if ended.returncode == 0:
        return written, ""
    sentence = _("The process that runs the rules died (%(code)s).")
    return written, sentence % {"code": ended.returncode}


def _result(line: str, number: int) -> dict[str, Any] | None:
    """Return a line of the process if it is whole and of the document whose turn it is."""
    try:
        result: dict[str, Any] = json.loads(line)
    except ValueError:
        return None
    return result if result.get("id") == number else None
