"""The last places of a cohort go to as many as there are places, however many ask at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.invoices.test_numbering import fresh_database
from tests.training.rush import CAPACITY, PROCESSES

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.both_databases
def test_last_places_of_a_cohort_are_given_once(tmp_path):
    with fresh_database(tmp_path) as address:
        done = subprocess.run(
            [sys.executable, "-m", "tests.training.rush"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "lllo.settings"},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    full = ["cohort_full"] * (PROCESSES - CAPACITY)
    assert json.loads(done.stdout) == {
        "outcomes": full + ["registered"] * CAPACITY,
        "places": CAPACITY,
        "uses": CAPACITY,
    }
