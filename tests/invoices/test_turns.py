"""Processes that issue on SQLite wait in a line; who is next knows the number that comes."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from contextlib import ExitStack

import pytest
from django.db import connection

from lllo.invoices import turns

HOLD = """
import fcntl, sys
handle = open(sys.argv[1], "w")
fcntl.flock(handle, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def database(tmp_path, monkeypatch):
    path = tmp_path / "lllo.sqlite3"
    monkeypatch.setitem(connection.settings_dict, "NAME", str(path))
    monkeypatch.setattr(connection, "vendor", "sqlite")
    return path


def held(path):
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def test_who_is_next_begins_when_the_writer_died_and_lets_the_next_come(database):
    with held(f"{database}{turns.TURN}") as writer:
        writer.stdout.readline()
        with turns.next_in_line() as turn, ExitStack() as stack:
            line = turns._opened(f"{database}{turns.LINE}", stack)
            with pytest.raises(BlockingIOError):
                fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
            writer.kill()
            turn.begin()
            fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_number_of_who_writes_is_counted(database):
    with held(f"{database}{turns.TURN}") as writer:
        writer.stdout.readline()
        with turns.next_in_line() as turn:
            assert turn.others == 1
        writer.kill()
    with turns.next_in_line() as turn:
        assert turn.others == 0


@pytest.mark.parametrize("name", ["/nowhere/lllo.sqlite3", "file:memorydb_default?mode=memory"])
def test_without_a_file_that_can_be_locked_nobody_waits(database, monkeypatch, name):
    monkeypatch.setitem(connection.settings_dict, "NAME", name)
    with turns.next_in_line() as turn:
        turn.begin()
        assert turn.others == 0
    assert not list(database.parent.iterdir())


@pytest.mark.django_db
def test_inside_a_transaction_nobody_waits(database):
    with turns.next_in_line() as turn:
        turn.begin()
    assert not list(database.parent.iterdir())
