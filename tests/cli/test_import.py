from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.conf import settings

from lllo.cli import main
from lllo.people.models import Membership, Organisation, Person
from tests import world
from tests.people.files import write_csv

pytestmark = pytest.mark.django_db


def lllo(*arguments):
    return CliRunner().invoke(main, ["import", *map(str, arguments)])


@pytest.fixture
def file(tmp_path):
    header = ["Naam", "KvK-nummer", "Postcode"]
    return write_csv(tmp_path / "o.csv", header, ["Gemeente A", "12345678", "7500aa"])


def test_organisations_are_imported_once(file):
    counts = {"dry_run": False, "new": 1, "changed": 0, "unchanged": 0}
    result = lllo("organisations", file, "--format", "json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert {key: document[key] for key in counts} == counts
    assert document["changes"][0]["fields"][1] == {
        "field": "kvk_number", "before": "", "after": "12345678"
    }  # fmt: skip
    again = json.loads(lllo("organisations", file, "--format", "json").stdout)
    assert (again["new"], again["unchanged"], again["changes"]) == (0, 1, [])


def test_dry_run_shows_the_diff_and_writes_nothing(file):
    world.make_organisation("Gemeente Aa", kvk_number="12345678", postal_code="")
    result = lllo("organisations", file, "--dry-run")
    assert result.exit_code == 0
    assert "Gemeente Aa" in result.stdout
    assert "7500 AA" in result.stdout
    assert Organisation.objects.get().name == "Gemeente Aa"


def test_csv_gives_one_line_a_change(file):
    lines = lllo("organisations", file, "--dry-run", "--format", "csv").stdout.splitlines()
    assert lines == [
        "row,status,label,field,before,after",
        '2,new,Gemeente A,"name, kvk_number, postal_code",,',
    ]


def test_problems_and_questions_end_with_1_and_nothing_written(file, tmp_path):
    world.make_organisation("Gemeente Beek")
    rows = (["Gemeente A", "1234567", ""], ["Beek", "", "7500 AB"], ["Goed", "", ""])
    path = write_csv(tmp_path / "fout.csv", ["Naam", "KvK-nummer", "Postcode"], *rows)
    result = lllo("organisations", path)
    assert result.exit_code == 1
    assert "KvK-nummer" in result.stderr
    assert "--merge 3" in result.stderr
    assert "Traceback" not in result.output
    assert Organisation.objects.count() == 1


def test_answers_are_given_by_row(tmp_path):
    known = world.make_organisation("Gemeente Beek")
    world.make_organisation("Gemeente Dal")
    rows = (["Beek", "12345678"], ["Dal", "87654321"])
    path = write_csv(tmp_path / "o.csv", ["Naam", "KvK"], *rows)
    result = lllo("organisations", path, "--merge", f"2={known.public_id}", "--new", "3")
    assert result.exit_code == 0, result.output
    known.refresh_from_db()
    assert (known.name, Organisation.objects.count()) == ("Beek", 3)


def test_an_answer_that_is_no_row_is_wrong_usage(file):
    assert lllo("organisations", file, "--merge", "alle").exit_code == 2


@pytest.mark.parametrize("name", ["niet-daar.xlsx", "."])
def test_file_that_is_not_there_is_a_sentence(tmp_path, name):
    result = lllo("people", tmp_path / name)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert str(tmp_path) in result.stderr


def test_people_are_imported(tmp_path):
    world.make_organisation("Gemeente A", kvk_number="12345678")
    header = ["E-mail", "Achternaam", "Organisatie", "Rol"]
    row = ["a@example.org", "Achternaam", "12345678", "deelnemer"]
    path = write_csv(tmp_path / "p.csv", header, row)
    document = json.loads(lllo("people", path, "--format", "json").stdout)
    assert (document["new"], document["problems"], document["questions"]) == (1, [], [])
    assert Membership.objects.get().person == Person.objects.get()


@pytest.mark.parametrize("command", ["organisations", "people"])
@pytest.mark.parametrize("name", ["leeg.xlsx", "leeg.csv"])
def test_template_is_written_once(tmp_path, command, name):
    result = lllo(command, "--template", tmp_path / name)
    assert result.exit_code == 0, result.output
    assert (tmp_path / name).stat().st_size > 0
    assert lllo(command, "--template", tmp_path / name).exit_code == 1
    assert lllo(command, tmp_path / name).exit_code == 1


@pytest.mark.parametrize("command", ["organisations", "people"])
def test_template_needs_no_database(tmp_path, monkeypatch, file, command):
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "none.sqlite3")}
    monkeypatch.setitem(settings.DATABASES, "default", settings.DATABASES["default"] | database)
    result = lllo(command, "--template", tmp_path / "leeg.xlsx")
    assert result.exit_code == 0, result.output
    refused = lllo(command, file)
    assert refused.exit_code == 1
    assert "none.sqlite3" in refused.stderr


def test_help_names_all_imports():
    output = CliRunner().invoke(main, ["import"]).output
    assert output.index("organisations") < output.index("people")
