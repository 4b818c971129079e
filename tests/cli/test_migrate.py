"""``lllo migrate``."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys

from click.testing import CliRunner
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from lllo.cli import main


def test_migrate_twice_changes_nothing(db):
    assert CliRunner().invoke(main, ["migrate"]).exit_code == 0
    assert CliRunner().invoke(main, ["migrate"]).exit_code == 0


def test_migrate_makes_the_database_of_a_folder(tmp_path):
    (tmp_path / "lllo.env").write_text("LLLO_SECRET_KEY=x\n")
    hidden = ("LLLO_", "DATABASE_URL")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(hidden)}
    result = subprocess.run(
        [sys.executable, "-m", "lllo", "migrate"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    made = sqlite3.connect(tmp_path / "lllo.sqlite3")
    tables = {name for (name,) in made.execute("SELECT name FROM sqlite_master")}
    made.close()
    assert {"outbox_job", "documents_document", "contracts_contract"} <= tables


def test_migrate_says_when_the_folder_is_not_there(tmp_path):
    url = f"sqlite:///{tmp_path / 'no' / 'such' / 'lllo.sqlite3'}"
    result = subprocess.run(
        [sys.executable, "-m", "lllo", "migrate"],
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "Traceback" not in result.stderr


def test_migrate_makes_the_table_that_counts_for_rate_limits(db):
    from django.core.cache import cache

    cache.set("teller", 1)
    assert cache.get("teller") == 1


def test_database_of_another_version_is_left_as_it_is(db):
    MigrationRecorder(connection).record_applied("invoices", "0099_of_later")
    result = CliRunner().invoke(main, ["migrate"])
    assert result.exit_code == 1
    assert "invoices.0099_of_later" in result.output
