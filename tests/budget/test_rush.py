"""A day, a promise and a row hold what they hold, however many book at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.invoices.test_numbering import fresh_database

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.both_databases
def test_nothing_is_booked_beyond_what_there_is(tmp_path):
    with fresh_database(tmp_path) as address:
        done = subprocess.run(
            [sys.executable, "-m", "tests.budget.rush"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "lllo.settings"},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        {"done": 2, "more_than_a_day": 2},
        {"done": 2, "beyond_promise": 2},
        {"done": 1, "already_reversed": 3},
        [2026, 2027],
    ]
