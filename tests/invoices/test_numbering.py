"""Numbers stay without gaps and doubles when processes issue at once and are killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.invoices.issuing import DRAFTS, KILLED, PROCESSES
from tests.plugin import ADDRESS

ROOT = Path(__file__).resolve().parents[2]
NAME = f"lllo_issuing_{os.getpid()}"


@contextmanager
def fresh_postgres():
    """Make a database beside that of the tests, and drop it afterwards."""
    import psycopg

    server = os.environ[ADDRESS]
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {NAME}")
        try:
            yield urlsplit(server)._replace(path=f"/{NAME}").geturl()
        finally:
            admin.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@contextmanager
def fresh_database(folder: Path):
    if connection.vendor == "postgresql":
        with fresh_postgres() as address:
            yield address
    else:
        yield f"sqlite:///{folder / 'lllo.sqlite3'}"


@pytest.mark.both_databases
def test_numbers_have_no_gap_and_no_double_when_processes_are_killed(tmp_path):
    with fresh_database(tmp_path) as address:
        done = subprocess.run(
            [sys.executable, "-m", "tests.invoices.issuing"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "lllo.settings"},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "killed": KILLED,
        "ended_well": PROCESSES - KILLED,
        "drafts": 0,
        "numbers": [f"F2026-{number:04d}" for number in range(1, DRAFTS + 1)],
        "last_number": DRAFTS,
        "bad_papers": 0,
        "different_papers": 2 * DRAFTS,
        "numbered_papers": DRAFTS,
        "documents": 2 * DRAFTS,
        "audits": DRAFTS,
        "vat_totals": 2 * DRAFTS,
    }
