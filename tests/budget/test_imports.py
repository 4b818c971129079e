from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from lllo.budget.actions import book_hours, reverse_entry
from lllo.budget.imports import COLUMNS, import_hours, parse_hours
from lllo.budget.models import BudgetAmount, HourEntry
from lllo.errors import Refused
from lllo.people import sheets
from tests import world

HEADER = "Persoon;Datum;Uren;Ontwikkellijn;Organisatie;Omschrijving"
ALICE = "alice.specialist@example.org"
DAY = "01-04-2026"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def specialist(programme, university):
    return world.make_person("Specialist", university, "specialist")


@pytest.fixture
def sheet(tmp_path):
    def write(*rows: str, header: str = HEADER):
        path = tmp_path / "uren.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return write


def run(path, *, dry_run=False, by=None):
    return import_hours(path, dry_run=dry_run, by=by)


@pytest.mark.both_databases
def test_hours_are_booked_with_all_they_name(specialist, organisation, sheet, lead):
    path = sheet(
        f"{ALICE};{DAY};7,5;Verticale integratie;{organisation.name};Analyse",
        "Alice Specialist;2-4-2026;8;horizontal;;Gesprek",
    )
    result = run(path, by=lead)
    assert (result.new, result.unchanged, result.problems) == (2, 0, ())
    first, second = HourEntry.objects.order_by("on")
    assert (first.person, first.hours, first.amount) == (
        specialist,
        Decimal("7.50"),
        Decimal("1171.88"),
    )
    assert (first.organisation, first.recorded_by) == (organisation, lead)
    assert (second.line.code, second.organisation, second.on) == (
        "horizontal",
        None,
        date(2026, 4, 2),
    )


@pytest.mark.both_databases
def test_the_same_file_twice_changes_nothing(specialist, sheet):
    rows = [f"{ALICE};{DAY};2;vertical;;Overleg", f"{ALICE};{DAY};2;vertical;;Overleg"]
    assert run(sheet(*rows)).new == 2
    again = run(sheet(*rows, f"{ALICE};{DAY};1;vertical;;Nazorg"))
    assert (again.new, again.unchanged) == (1, 2)
    assert HourEntry.objects.count() == 3


def test_a_row_is_the_same_however_it_was_written(specialist, sheet):
    run(sheet(f"{ALICE};{DAY};2;vertical;;Overleg"))
    again = run(sheet("Alice Specialist;1 april 2026;2,00;Verticale integratie;;  overleg"))
    assert (again.new, again.unchanged) == (0, 1)


def test_a_dry_run_shows_and_books_nothing(specialist, sheet):
    result = run(sheet(f"{ALICE};{DAY};2;vertical;;Overleg"), dry_run=True)
    assert (result.dry_run, result.new) == (True, 1)
    assert result.changes[0].label == "Alice Specialist, 01-04-2026"
    assert [change.after for change in result.changes[0].fields] == [
        "2.00",
        "Verticale integratie",
        "Overleg",
    ]
    assert not HourEntry.objects.exists()


def test_all_mistakes_come_at_once_and_nothing_is_booked(specialist, sheet):
    path = sheet(
        f"{ALICE};{DAY};8;vertical;;Goed",
        f"niemand@example.org;{DAY};8;vertical;;x",
        f"{ALICE};31-02-2026;8;vertical;;x",
        f"{ALICE};{DAY};25;vertical;;x",
        f"{ALICE};{DAY};8;diagonaal;;x",
        f"{ALICE};{DAY};8;vertical;Gemeente Onbekend;x",
        f"{ALICE};01-04-2031;8;vertical;;x",
        f"{ALICE};{DAY};8;vertical;;",
        f"niemand@example.org;{DAY};acht;diagonaal;;x",
    )
    result = run(path)
    assert [(problem.row, problem.column) for problem in result.problems] == [
        (3, "Persoon"),
        (4, "Datum"),
        (5, "Uren"),
        (6, "Ontwikkellijn"),
        (7, "Organisatie"),
        (8, "Datum"),
        (9, "Omschrijving"),
        (10, "Uren"),
        (10, "Persoon"),
        (10, "Ontwikkellijn"),
    ]
    assert {problem.sheet for problem in result.problems} == {"uren.csv"}
    sentences = [str(problem) for problem in result.problems]
    assert "one of: Verticale integratie, Horizontale integratie" in sentences[3]
    assert "“01-04-2031”. There is no budget for 2031; there is one for 2026" in sentences[5]
    assert (result.new, result.changes) == (0, ())
    assert not HourEntry.objects.exists()


def test_a_day_of_more_than_24_hours_is_refused_with_what_was_booked(specialist, sheet, line):
    book_hours(
        specialist, line=line, on=date(2026, 4, 1), hours=Decimal(10), description="x", by=None
    )
    result = run(sheet(f"{ALICE};{DAY};10;vertical;;a", f"{ALICE};{DAY};4,5;vertical;;b"))
    assert [(problem.row, problem.value) for problem in result.problems] == [(3, "4,5")]
    assert "Alice Specialist has 24.5 hours on that day" in str(result.problems[0])


def test_hours_changed_after_an_import_ask_for_a_reversal(specialist, sheet):
    run(sheet(f"{ALICE};{DAY};4;vertical;;Overleg"))
    corrected = sheet(f"{ALICE};{DAY};6;vertical;;Overleg")
    result = run(corrected)
    assert [problem.expected for problem in result.problems] == [
        "Imported before with 4 hours; reverse that entry first."
    ]
    reverse_entry(HourEntry.objects.get(), on=date(2026, 4, 1), by=None)
    assert run(corrected).new == 1
    assert HourEntry.objects.standing().get().hours == 6


def test_a_row_that_was_reversed_does_not_come_back(specialist, sheet):
    path = sheet(f"{ALICE};{DAY};4;vertical;;Overleg")
    run(path)
    reverse_entry(HourEntry.objects.get(), on=date(2026, 4, 1), by=None)
    assert run(path).unchanged == 1


def test_a_line_without_a_share_of_that_year_is_told_for_each_row(specialist, sheet):
    BudgetAmount.objects.filter(line__code="vertical", budget_year__year=2027).delete()
    result = run(
        sheet(
            f"{ALICE};{DAY};8;vertical;;x",
            f"{ALICE};01-04-2027;8;vertical;;x",
            f"{ALICE};02-04-2027;8;horizontal;;x",
        )
    )
    assert [problem.row for problem in result.problems] == [3]
    assert "no share of the budget of 2027" in str(result.problems[0])
    assert not HourEntry.objects.exists()


def test_a_file_without_the_columns_is_refused_by_column(specialist, sheet):
    result = run(sheet(f"{ALICE};{DAY}", header="Persoon;Datum"))
    assert {problem.column for problem in result.problems} == {
        "Hours",
        "Development line",
        "Description",
    }


@pytest.mark.parametrize("cell", ["acht", "0", "-1", "24,25", "7:30", 0.333, True, None])
def test_parse_hours_refuses_what_is_not_hours_of_a_day(cell):
    with pytest.raises(Refused, match="such as 7,5"):
        parse_hours(cell)


@pytest.mark.parametrize(
    ("cell", "hours"), [("7,5", "7.5"), (8, "8"), (0.25, "0.25"), ("24", "24")]
)
def test_parse_hours_reads_hours(cell, hours):
    assert parse_hours(cell) == Decimal(hours)


def test_the_template_can_be_read_back_and_holds_no_rows(db, tmp_path):
    path = tmp_path / "uren.xlsx"
    sheets.template(path, COLUMNS, title="Uren")
    assert [heading.rstrip(" *") for heading in sheets.read(path).headings] == [
        column.heading for column in COLUMNS
    ]
    with pytest.raises(Refused, match="no rows"):
        run(path)
