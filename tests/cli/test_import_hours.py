from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from lllo.budget.models import HourEntry
from lllo.cli import main
from tests import world
from tests.budget.builders import make_budget

ROWS = """Persoon;Datum;Uren;Ontwikkellijn;Omschrijving
alice.specialist@example.org;01-04-2026;7,5;Verticale integratie;Analyse
alice.specialist@example.org;02-04-2026;8;horizontal;Gesprek
"""


@pytest.fixture
def file(edition, university, tmp_path):
    make_budget(edition.programme)
    world.make_person("Specialist", university, "specialist")
    path = tmp_path / "uren.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def run(*arguments):
    return CliRunner().invoke(main, ["import", "hours", *map(str, arguments)])


def test_hours_are_imported_once(file):
    first = json.loads(run(file, "--format", "json").output)
    assert (first["new"], first["unchanged"], first["problems"]) == (2, 0, [])
    assert first["changes"][0]["label"] == "Alice Specialist, 01-04-2026"
    again = run(file)
    assert again.exit_code == 0
    assert again.output.startswith("0 ")
    assert HourEntry.objects.count() == 2


def test_a_trial_shows_the_rows_and_writes_nothing(file):
    result = run(file, "--dry-run")
    assert result.exit_code == 0
    assert "Alice Specialist, 01-04-2026" in result.output
    assert "7.50" in result.output
    assert not HourEntry.objects.exists()


def test_rows_as_csv(file):
    rows = run(file, "--dry-run", "--format", "csv").output.splitlines()
    assert rows[0] == "row,label,hours,line,description"
    assert rows[1] == '2,"Alice Specialist, 01-04-2026",7.50,Verticale integratie,Analyse'


def test_mistakes_are_printed_with_their_place_and_nothing_is_written(file):
    file.write_text(ROWS.replace("7,5", "veel").replace("horizontal", "schuin"), encoding="utf-8")
    result = run(file)
    assert result.exit_code == 1
    assert "uren.csv" in result.stderr
    assert "Uren" in result.stderr
    assert "“veel”" in result.stderr
    assert "“schuin”" in result.stderr
    assert not HourEntry.objects.exists()


def test_a_file_that_is_not_there_is_one_sentence(db, tmp_path):
    result = run(tmp_path / "niet.xlsx")
    assert result.exit_code == 1
    assert "niet.xlsx" in result.output


def test_the_template_is_written_once(db, tmp_path):
    path = tmp_path / "leeg.xlsx"
    assert run(path, "--template").exit_code == 0
    assert path.stat().st_size > 0
    assert run(path, "--template").exit_code == 1
