from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from lllo.cli import main
from lllo.feeds import actions, queries
from tests import world as people
from tests.feeds import world
from tests.feeds.parsers import agree


@pytest.fixture
def programme(edition):
    return world.make_programme(edition)


def run(*arguments, code=0):
    result = CliRunner().invoke(main, ["calendar", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


def export(folder, *arguments):
    return json.loads(run("export", "--out", folder, "--format", "json", *arguments))


def test_export_writes_a_valid_file_for_every_calendar(programme, tmp_path):
    rows = export(tmp_path)
    files = {path.name: path for path in tmp_path.glob("*.ics")}
    assert {row["file"] for row in rows} == set(files)
    assert {"programma.ics", "cohort-1.ics", "cohort-2.ics", "bureau.ics"} <= set(files)
    for row in rows:
        assert set(row) == {"code", "name", "file", "entries", "state"}
        assert row["state"] == "new"
        assert len(agree(files[row["file"]].read_bytes())) == row["entries"]


def test_export_again_changes_nothing(programme, tmp_path):
    export(tmp_path)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
    assert {row["state"] for row in export(tmp_path)} == {"unchanged"}
    assert before == {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in tmp_path.iterdir()}


def test_export_removes_the_calendar_of_an_organisation_that_is_gone(programme, tmp_path):
    export(tmp_path)
    programme.other.delete()
    gone = "organisatie-nutsbedrijf-voorbeeld-demo.ics"
    (row,) = [row for row in export(tmp_path) if row["file"] == gone]
    assert row == {"code": None, "name": None, "entries": None, "file": gone, "state": "removed"}
    assert not (tmp_path / gone).exists()


def test_export_dry_run_writes_nothing(programme, tmp_path):
    folder = tmp_path / "out"
    assert {row["state"] for row in export(folder, "--dry-run")} == {"new"}
    assert not folder.exists()


def test_export_prints_a_table_and_csv(programme, tmp_path):
    assert "programma.ics" in run("export", "--out", tmp_path)
    rows = list(csv.DictReader(io.StringIO(run("export", "--out", tmp_path, "--format", "csv"))))
    assert {row["state"] for row in rows} == {"unchanged"}


def test_export_to_a_file_or_without_a_folder_is_refused(programme, tmp_path):
    path = tmp_path / "file"
    path.write_text("not a folder")
    run("export", "--out", path, code=2)
    run("export", code=2)
    assert "file" in run("export", "--out", path / "below", code=1)


def test_feeds_lists_the_calendars(programme):
    people.mark_demo()
    rows = json.loads(run("feeds", "--format", "json"))
    assert rows[0] == {
        "code": "programma",
        "name": "DEMO Programma",
        "file": "programma.ics",
        "entries": 1,
        "address": "http://127.0.0.1:8000/agenda/programma.ics",
        "subscriptions": 0,
    }
    assert "programma.ics" in run("feeds")


def test_feeds_count_who_holds_an_address(programme):
    office = world.make_office()
    for code, owner in (("persoonlijk", programme.person), ("cohort", programme.cohort)):
        actions.subscribe(queries.feed_of(office, code, owner), programme.person, by=None)
    rows = json.loads(run("feeds", "--format", "json"))
    held = {row["file"]: row["subscriptions"] for row in rows if row["subscriptions"]}
    assert held == {"persoonlijk-alice-achternaam.ics": 1, "cohort-1.ics": 1}
    assert all(row["address"] is None for row in rows if row["code"] != "programma")


def test_lint_says_what_is_wrong(programme, tmp_path):
    export(tmp_path)
    path = tmp_path / "programma.ics"
    assert "programma.ics" in run("lint", path)
    path.write_bytes(path.read_bytes().replace(b"STATUS:CONFIRMED", b"STATUS:SURE"))
    assert "STATUS" in run("lint", path, code=1)
    path.write_bytes(b"<html>")
    run("lint", path, code=1)
    run("lint", tmp_path / "none.ics", code=2)
