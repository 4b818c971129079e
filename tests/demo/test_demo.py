"""The demo as a newcomer meets it: one command in an empty folder, cut off once on the way."""

from __future__ import annotations

import fcntl
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from email.header import decode_header, make_header
from pathlib import Path

import icalendar
import pikepdf
import pytest
from pikepdf import pdfa
from pypdf import PdfReader

from lllo.invoices.snapshot import NLCIUS, PEPPOL_BIS
from tests.feeds.parsers import agree
from tests.invoices import einvoice_rules
from tests.invoices.test_ubl import nlcius_errors

LLLO = Path(sys.executable).parent / "lllo"
OWN = ("DATABASE_URL", "LLLO_SECRET_KEY", "LLLO_ENV_FILE", "LLLO_CLOCK", "EMAIL_URL")


def environment():
    return {name: value for name, value in os.environ.items() if name not in OWN}


def lllo(*arguments, cwd, check=True):
    return subprocess.run(
        [LLLO, *arguments], cwd=cwd, env=environment(), check=check, capture_output=True, text=True
    )


def rows(*arguments, cwd):
    return json.loads(lllo(*arguments, "--format", "json", cwd=cwd).stdout)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A demo whose first run was killed while it recorded agreements."""
    place = tmp_path_factory.mktemp("demo")
    first = subprocess.Popen(
        [LLLO, "demo", "--no-serve"],
        cwd=place,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    for _step in range(3):
        first.stdout.readline()
    first.send_signal(signal.SIGKILL)
    first.wait()
    first.stdout.close()
    assert not (place / "demo" / "lllo.sqlite3").exists()
    return place, lllo("demo", "--no-serve", cwd=place).stdout


def test_second_run_at_once_is_refused_and_spoils_nothing(tmp_path):
    first = subprocess.Popen(
        [LLLO, "demo", "--no-serve"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    with first.stdout:
        first.stdout.readline()
        before = (tmp_path / "demo" / ".building.sqlite3").stat().st_ino
        second = lllo("demo", "--no-serve", cwd=tmp_path, check=False)
        first.kill()
        first.wait()
    assert (tmp_path / "demo" / ".building.sqlite3").stat().st_ino == before
    assert second.returncode == 1
    assert len(second.stderr.splitlines()) == 1
    assert str(tmp_path / "demo") in second.stderr
    with (tmp_path / "demo" / ".lllo.lock").open() as lock:  # it died with the process
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.fixture(scope="module")
def demo(made):
    return made[0] / "demo"


def figures(output):
    """The summary without the steps, which a second run need not take."""
    return [line for line in output.splitlines() if not line.startswith("•")]


def test_second_run_gives_the_same_figures(made):
    place, first = made
    assert figures(lllo("demo", "--no-serve", cwd=place).stdout) == figures(first)


def test_summary_counts_packages_and_names_logins(made):
    text = made[1]
    assert re.search(r"Basis +5 +3 +7\.500,00 +22\.500,00", text)
    assert re.search(r"Basis Plus +3 +2 +11\.500,00 +23\.000,00", text)
    assert re.search(r"Professional +4 +2 +12\.000,00 +24\.000,00", text)
    assert re.search(r"Professional Plus +2 +2 +16\.000,00 +32\.000,00", text)
    assert text.count("@example.org") == 7


def test_budget_of_the_demo(demo):
    budget = rows("budget", "--year", "2026", cwd=demo)
    assert [line["budget"] for line in budget["lines"]] == ["40000.00"] * 3
    assert budget["total"]["budget"] == "120000.00"
    assert budget["total"]["committed"] == "101500.00"
    needed = {package["code"]: package["needed"] for package in budget["coverage"]["packages"]}
    assert needed == {"basis": 3, "basis_plus": 2, "professional": 2, "professional_plus": 2}


def test_committed_is_the_sum_of_signed_fees(demo):
    signed = [row for row in rows("contracts", "list", cwd=demo) if row["state"] == "signed"]
    fees = sum(float(row["price"]) for row in signed)
    assert len(signed) == 9
    assert fees == 101500


def test_contracts_and_choices_are_in_every_state(demo):
    with sqlite3.connect(demo / "lllo.sqlite3") as database:
        choices = {
            row[0] for row in database.execute("select distinct state from contracts_choice")
        }
        contracts = {
            row[0] for row in database.execute("select distinct state from contracts_contract")
        }
    assert choices == {"committed", "chosen", "contracted", "withdrawn"}
    assert contracts == {"draft", "offered", "signed"}


def test_invoice_numbers_have_no_gap(demo):
    numbers = [row["number"] for row in rows("invoices", "list", cwd=demo) if row["number"]]
    invoices = [number for number in numbers if number.startswith("F")]
    assert invoices == [f"F2026-{number:04}" for number in range(1, len(invoices) + 1)]
    assert [number for number in numbers if number.startswith("C")] == ["C2026-0001"]


def test_every_document_says_demo_and_is_whole(demo):
    files = sorted((demo / "documents").glob("*.pdf"))
    assert len(files) == 9 + 1 + 11  # invoices, credit note, agreements
    for file in files:
        pages = PdfReader(file).pages
        assert all("DEMO" in page.extract_text() for page in pages), file.name
        assert len(pages) == 1 or file.name.startswith("LLO"), file.name


def test_calendars_are_readable_and_say_demo(demo):
    files = sorted((demo / "calendars").glob("*.ics"))
    assert {"programma.ics", "cohort-1.ics", "cohort-2.ics", "bureau.ics"} <= {
        f.name for f in files
    }
    for file in files:
        agree(file.read_bytes())  # our strict reader and two parsers, on each entry
        calendar = icalendar.Calendar.from_ical(file.read_bytes())
        assert calendar.calendar_name.startswith("DEMO")


def test_mail_with_every_agreement_and_the_open_invitation_was_sent(demo):
    """Two messages of the same moment may share a file, so the messages are counted."""
    text = "".join(file.read_text(encoding="utf-8") for file in (demo / "mail").iterdir())
    subjects = [
        str(make_header(decode_header(folded)))
        for folded in re.findall(r"^Subject: *(.*(?:\n[ \t].*)*)", text, re.MULTILINE)
    ]
    assert all(subject.strip().startswith("[DEMO] ") for subject in subjects)
    kinds = Counter(subject.split()[1] for subject in subjects)
    answers = {"Welkom": 21, "Vakplaats": 4, "Coachingsgesprek": 2, "Uw": 2, "Een": 1}
    assert kinds == {"Overeenkomst": 11, "Uitnodiging": 1, **answers}


def test_check_finds_no_mistake_in_the_demo(demo):
    assert lllo("check", cwd=demo).returncode == 0


def test_demo_refuses_a_database_that_is_not_one(tmp_path, migrated):
    migrated(tmp_path / "lllo.sqlite3")
    refused = lllo("demo", "--dir", ".", "--no-serve", cwd=tmp_path, check=False)
    assert refused.returncode == 1
    assert "lllo.sqlite3" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_demo_refuses_a_folder_where_it_cannot_put_its_lock(tmp_path):
    (tmp_path / ".lllo.lock").mkdir()
    refused = lllo("demo", "--dir", ".", "--no-serve", cwd=tmp_path, check=False)
    assert refused.returncode == 1
    assert str(tmp_path) in refused.stderr
    assert "Traceback" not in refused.stderr


def test_demo_refuses_a_folder_it_cannot_write(tmp_path):
    (tmp_path / "file").write_text("")
    refused = lllo("demo", "--dir", "file/demo", "--no-serve", cwd=tmp_path, check=False)
    assert refused.returncode in {1, 2}
    assert "Traceback" not in refused.stderr


def test_every_e_invoice_of_the_demo_satisfies_all_rules(demo, tmp_path):
    lllo("invoices", "export", "--out", tmp_path / "out", cwd=demo)
    documents = []
    for path in sorted((tmp_path / "out").glob("*.xml")):
        xml, page = path.read_bytes(), path.with_suffix(".pdf").read_bytes()
        assert pdfa.validate_written(io.BytesIO(page), "3b").passed, path.name
        with pikepdf.open(io.BytesIO(page)) as pdf:
            assert pdf.attachments[path.name].get_file().read_bytes() == xml
        assert einvoice_rules.schema_errors(xml) == []
        form = NLCIUS if b"nen.nl:nlcius" in xml else PEPPOL_BIS
        assert form == PEPPOL_BIS or nlcius_errors(xml) == []
        documents.append((form, xml))
    issued = [row for row in rows("invoices", "list", cwd=demo) if row["number"]]
    assert len(documents) == len(issued) > 0
    assert einvoice_rules.findings(tmp_path, documents) == [[]] * len(documents)
