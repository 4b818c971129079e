"""The audit trail: whatever is changed by SQL is seen, and processes chain one after the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction

from lllo.people import audit, chain
from lllo.people.models import AuditEntry, AuditHead
from tests import world
from tests.people.chaining import PROCESSES
from tests.plugin import ADDRESS

ROOT = Path(__file__).resolve().parents[2]
NAME = f"lllo_chaining_{os.getpid()}"


@pytest.fixture
def trail(organisation, backoffice):
    for number in range(4):
        audit.record("organisation.changed", organisation, by=backoffice, number=number, name="é")
    assert chain.seal() == 4
    return list(AuditEntry.objects.order_by("position"))


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def found():
    return list(chain.broken_links())


def test_untouched_trail_has_no_broken_link(trail):
    assert found() == []
    assert [entry.position for entry in trail] == [1, 2, 3, 4]
    assert [entry.previous for entry in trail[1:]] == [entry.sha256 for entry in trail[:-1]]
    assert trail[0].previous == ""
    assert str(AuditHead.objects.get()) == f"4:{trail[-1].sha256}"


def test_empty_trail_is_whole(db):
    assert found() == []
    assert chain.seal() == 0


@pytest.mark.parametrize(
    "change",
    [
        "actor_id = NULL",
        "action = 'organisation.seen'",
        "object_label = 'x'",
        "object_id = '0'",
        "result = 'refused'",
        "origin = 'elders'",
        "address = '192.0.2.9'",
        "at = '2020-01-01 00:00:00'",
        "detail = '{}'",
        "sha256 = 'f'",
    ],
)
def test_row_that_was_changed_is_named(trail, change):
    run(f"UPDATE people_auditentry SET {change} WHERE position = 2")
    (sentence,) = found()
    assert "2" in sentence


def test_row_that_acts_for_another_organisation_now_is_named(trail):
    other = world.make_organisation("Andere gemeente (demo)")
    run("UPDATE people_auditentry SET on_behalf_of_id = %s WHERE position = 3", other.pk)
    assert len(found()) == 1


def test_row_that_was_taken_away_is_named(trail):
    run("DELETE FROM people_auditentry WHERE position = 2")
    (sentence,) = found()
    assert "2" in sentence


def test_last_rows_that_were_taken_away_are_missed(trail):
    run("DELETE FROM people_auditentry WHERE position > 2")
    (sentence,) = found()
    assert "4" in sentence


def test_whole_trail_that_was_taken_away_is_missed(trail):
    run("DELETE FROM people_auditentry")
    assert len(found()) == 1


def test_row_whose_hash_was_made_anew_breaks_the_next_link(trail):
    entry = trail[1]
    entry.action = "organisation.seen"
    run(
        "UPDATE people_auditentry SET action = %s, sha256 = %s WHERE position = 2",
        entry.action,
        chain.digest(entry),
    )
    (sentence,) = found()
    assert "3" in sentence


def test_end_that_was_put_back_is_seen(trail):
    run("UPDATE people_audithead SET position = 2, sha256 = %s", trail[1].sha256)
    (sentence,) = found()
    assert "4" in sentence


def test_row_that_is_added_during_the_check_is_no_broken_link(trail, organisation):
    steps = ["people_auditentry", "people_audithead"]  # right before the end is read, after rows

    def meanwhile(execute, sql, params, many, context):
        if steps and f'FROM "{steps[0]}"' in sql:
            del steps[0]
            if not steps:
                audit.record("organisation.changed", organisation, by=None)
                chain.seal()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        assert found() == []
    assert AuditHead.objects.get().position > len(trail)


def test_rows_that_changed_places_are_seen(trail):
    run("UPDATE people_auditentry SET position = NULL WHERE position = 2")
    run("UPDATE people_auditentry SET position = 2 WHERE position = 3")
    run("UPDATE people_auditentry SET position = 3 WHERE position IS NULL")
    assert len(found()) == 1


def test_check_reports_a_broken_trail(trail):
    from lllo.setup.invariants import INVARIANTS

    assert chain.broken_links in INVARIANTS


def test_trail_is_chained_right_after_the_transaction(
    organisation, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        with transaction.atomic():
            audit.record("organisation.changed", organisation, by=None)
            audit.record("organisation.changed", organisation, by=None)
        audit.record_each("organisation.seen", [organisation], by=None)
    assert len(callbacks) == 1
    assert not AuditEntry.objects.filter(position=None).exists()
    assert found() == []


def test_what_is_rolled_back_has_no_link(organisation, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        audit.record("organisation.changed", organisation, by=None)
        with transaction.atomic():
            audit.record("organisation.seen", organisation, by=None)
            transaction.set_rollback(True)
    assert AuditEntry.objects.get().position == 1


def test_many_rows_are_chained_in_parts(organisation, monkeypatch):
    monkeypatch.setattr(chain, "CHUNK", 3)
    audit.record_each("organisation.seen", [organisation] * 8, by=None)
    assert chain.seal() == 8
    assert found() == []


def test_origin_and_on_whose_behalf_come_from_the_request(organisation, backoffice):
    origin = audit.Origin(kind="web", address="192.0.2.7", on_behalf_of=organisation)
    with audit.coming_from(origin):
        entry = audit.record("organisation.changed", organisation, by=backoffice)
    assert (entry.origin, entry.address, entry.on_behalf_of) == ("web", "192.0.2.7", organisation)
    other = audit.record("organisation.changed", organisation, by=None, result=audit.REFUSED)
    assert (other.origin, other.address, other.on_behalf_of, other.result) == (
        "command line",
        None,
        None,
        "refused",
    )
    named = audit.record(
        "organisation.changed", organisation, by=backoffice, on_behalf_of=organisation
    )
    assert named.on_behalf_of == organisation


@contextmanager
def fresh_database(folder: Path):
    if connection.vendor != "postgresql":
        yield f"sqlite:///{folder / 'lllo.sqlite3'}"
        return
    import psycopg

    server = os.environ[ADDRESS]
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {NAME}")
        try:
            yield urlsplit(server)._replace(path=f"/{NAME}").geturl()
        finally:
            admin.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.mark.both_databases
def test_processes_that_write_at_once_make_one_chain(tmp_path):
    with fresh_database(tmp_path) as address:
        done = subprocess.run(
            [sys.executable, "-m", "tests.people.chaining"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "lllo.settings"},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "ends": [0] * (PROCESSES - 1) + [-9],
        "positions": "1 to the number of rows",
        "broken": [],
        "at_least": True,
        "head": "is the last row",
    }
