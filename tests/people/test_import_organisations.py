from __future__ import annotations

import threading

import pytest
from django.db import connection

from lllo.people.actions import import_organisations
from lllo.people.imports import Answers
from lllo.people.models import AuditEntry, Organisation
from tests import world
from tests.people.files import write_csv, write_xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HEADER = ["Naam", "KvK-nummer", "OIN", "Postcode", "Ordernummer verplicht"]


def run(path, *rows, header=HEADER, **options):
    return import_organisations(write_csv(path, header, *rows), by=None, **options)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "o.csv"


def traces() -> tuple[int, int, int]:
    history = Organisation.history.count()
    return Organisation.objects.count(), history, AuditEntry.objects.count()


def test_new_rows_are_written_with_history_and_audit(path):
    result = run(
        path,
        ["Gemeente A", "12345678", "", "7500aa", "ja"],
        ["Netbeheer B", "01234567", "00000001123456782000", "", "nee"],
    )
    assert (result.new, result.changed, result.unchanged, result.refused) == (2, 0, 0, False)
    first = Organisation.objects.get(kvk_number="12345678")
    assert (first.postal_code, first.order_number_rule) == ("7500 AA", "always")
    assert traces() == (2, 2, 2)


def test_the_same_file_twice_changes_nothing(path):
    rows = [
        ["Gemeente A", "12345678", "", "7500aa", "ja"],
        ["Zonder nummer", "", "", "7522 nb", "nee"],
        ["=1+1", "", "", "", ""],
    ]
    run(path, *rows)
    before = traces()
    result = run(path, *rows)
    assert (result.new, result.changed, result.unchanged) == (0, 0, 3)
    assert traces() == before


def test_dry_run_shows_field_by_field_and_writes_nothing(path):
    run(path, ["Gemeente A", "12345678", "", "7500 AA", "nee"])
    before = traces()
    result = run(
        path, ["Gemeente Aa", "12345678", "", "", "ja"], ["Nieuw", "", "", "", ""], dry_run=True
    )
    changed, new = result.changes
    assert (changed.row, changed.status, new.status) == (2, "changed", "new")
    first = changed.fields[0]
    assert (first.field, first.before, first.after) == ("name", "Gemeente A", "Gemeente Aa")
    assert [each.field for each in changed.fields] == ["name", "order_number_rule"]
    assert traces() == before


def test_an_empty_cell_leaves_what_is_there(path):
    run(path, ["Gemeente A", "12345678", "", "7500 AA", "ja"])
    run(path, ["Gemeente A", "12345678", "00000001123456782000", "", ""])
    organisation = Organisation.objects.get()
    assert (organisation.postal_code, organisation.order_number_rule) == ("7500 AA", "always")
    assert organisation.oin == "00000001123456782000"


def test_oin_matches_and_may_bring_another_kvk_number(path):
    run(path, ["Gemeente A", "12345678", "00000001123456782000", "", ""])
    result = run(path, ["Gemeente A", "87654321", "00000001123456782000", "", ""])
    assert [each.field for each in result.changes[0].fields] == ["kvk_number"]
    assert Organisation.objects.get().kvk_number == "87654321"


@pytest.mark.parametrize(
    "name",
    ["Gemeente Voorbeeldstad", "VOORBÉÉLDSTAD", "Voorbeldstad", "Gemeente Voorbeeldstad (demo)"],
)
def test_a_name_alone_is_a_question_and_nothing_is_written(path, name):
    known = world.make_organisation("Gemeente Voorbeeldstad", kvk_number="12345678")
    before = traces()
    result = run(path, [name, "", "", "7511 ZZ", ""], ["Ander", "", "", "", ""])
    (question,) = result.questions
    assert (question.row, question.candidates[0].id) == (2, str(known.public_id))
    assert "--merge 2" in str(question)
    assert traces() == before


def test_an_addition_in_brackets_is_asked_about_from_either_side_and_tells_two_apart(path):
    world.make_organisation("Gemeente Dal (demo)")
    assert len(run(path, ["Dal", "", "", "7511 ZZ", ""]).questions) == 1
    assert len(run(path, ["Dal [proef]", "", "", "7511 ZZ", ""]).questions) == 0


def test_a_row_that_says_nothing_new_about_a_name_is_no_question(path):
    known = world.make_organisation("Gemeente Voorbeeldstad", kvk_number="12345678")
    result = run(path, ["Gemeente Voorbeeldstad", "", "", known.postal_code, ""])
    assert (result.unchanged, result.refused) == (1, False)


def test_answer_merge_brings_the_known_one_up_to_date(path):
    known = world.make_organisation("Gemeente Voorbeeldstad")
    row = ["Voorbeeldstad", "12345678", "", "", ""]
    result = run(path, row, answers=Answers(merge={2: ""}))
    assert (result.changed, result.refused) == (1, False)
    known.refresh_from_db()
    assert (known.name, known.kvk_number) == ("Voorbeeldstad", "12345678")
    again = run(path, row, answers=Answers(merge={2: ""}))
    assert (again.unchanged, again.refused) == (1, False)


def test_answer_new_makes_another_once(path):
    world.make_organisation("Gemeente Voorbeeldstad", postal_code="7500 AA")
    row = ["Gemeente Voorbeeldstad", "", "", "7511 ZZ", ""]
    answers = Answers(new=frozenset({2}))
    assert run(path, row, answers=answers).new == 1
    assert run(path, row, answers=answers).unchanged == 1
    assert Organisation.objects.count() == 2


def test_answer_merge_says_which_of_several(path):
    first = world.make_organisation("Gemeente Dal", postal_code="7500 AA")
    world.make_organisation("Stichting Dal", postal_code="7500 AB")
    row = ["Dal", "12345678", "", "", ""]
    refused = run(path, row, answers=Answers(merge={2: ""}))
    assert f"--merge 2={first.public_id}" in str(refused.problems[0])
    wrong = run(path, row, answers=Answers(merge={2: "iets"}))
    assert "iets" in str(wrong.problems[0])
    done = run(path, row, answers=Answers(merge={2: str(first.public_id)}))
    assert (done.changed, done.refused) == (1, False)
    first.refresh_from_db()
    assert first.kvk_number == "12345678"


def test_answers_that_fit_no_row_are_problems(path):
    row = ["Dal", "", "", "", ""]
    assert run(path, row, answers=Answers(merge={9: ""})).problems[0].row == 9
    assert run(path, row, answers=Answers(new=frozenset({9}))).refused
    assert run(path, row, answers=Answers(merge={2: ""})).refused
    assert run(path, row, answers=Answers(merge={2: ""}, new=frozenset({2}))).refused
    assert not Organisation.objects.exists()


def test_two_numbers_of_different_organisations_are_a_problem(path):
    world.make_organisation("Een", kvk_number="12345678")
    world.make_organisation("Twee", oin="00000001123456782000")
    result = run(path, ["Drie", "12345678", "00000001123456782000", "", ""])
    assert "Een" in str(result.problems[0])
    assert "Twee" in str(result.problems[0])


def test_a_number_of_one_and_the_name_of_another_are_a_problem(path):
    world.make_organisation("Een", kvk_number="12345678")
    world.make_organisation("Twee")
    result = run(path, ["Twee", "12345678", "", "", ""])
    assert result.problems[0].column == "Naam"


def test_two_rows_for_one_organisation_are_a_problem(path):
    result = run(path, ["Een", "12345678", "", "", ""], ["Een bv", "12345678", "", "", ""])
    (problem,) = result.problems
    assert problem.row == 3
    again = run(path, ["Een", "", "", "", ""], ["Een", "", "", "", ""])
    assert again.problems[0].row == 3


def test_a_row_like_one_before_it_is_a_question(path):
    result = run(path, ["Voorbeelddorp", "", "", "", "ja"], ["Voorbeelddorp", "", "", "", "nee"])
    (question,) = result.questions
    assert (question.row, question.candidates[0].id) == (3, "row-2")
    rows = (["Voorbeelddorp", "", "", "", "ja"], ["Voorbeelddorp", "", "", "", "nee"])
    assert run(path, *rows, answers=Answers(new=frozenset({3}))).new == 2


def test_every_mistake_of_every_row_is_told_and_nothing_is_written(path):
    result = run(
        path,
        ["", "1234567", "12", "7500", "misschien"],
        ["Goed", "12345678", "", "7500 AA", "ja"],
        ["Fout", "", "00000001123456782000", "", ""],
    )
    assert [problem.column for problem in result.problems] == [
        "KvK-nummer", "OIN", "Ordernummer verplicht", "Naam"
    ]  # fmt: skip
    assert {problem.row for problem in result.problems} == {2}
    assert {problem.sheet for problem in result.problems} == {"o.csv"}
    assert not Organisation.objects.exists()


def test_rsin_that_is_not_the_one_in_the_oin_is_a_problem(path):
    header = ["Naam", "OIN", "RSIN"]
    result = run(path, ["A", "00000001123456782000", "809249145"], header=header)
    assert result.problems[0].column == "RSIN"


def test_postal_code_goes_by_the_country_of_the_row(path):
    header = ["Naam", "Postcode", "Land"]
    assert run(path, ["A", "48599", ""], header=header).problems[0].column == "Postcode"
    assert run(path, ["A", "48599", "DE"], header=header).new == 1


def test_unreadable_row_is_not_asked_about(path):
    world.make_organisation("Gemeente Voorbeeldstad", kvk_number="12345678")
    result = run(path, ["Gemeente Voorbeeldstad", "1234567", "", "", ""])
    assert (len(result.problems), result.questions) == (1, ())


def test_workbook_is_read_like_csv(tmp_path):
    rows = [["name", "KVK NUMBER", "kind"], ["A", 12345678, "netbeheerder"]]
    path = write_xlsx(tmp_path / "o.xlsx", ("Organisaties", rows))
    assert import_organisations(path, by=None).new == 1
    assert Organisation.objects.get().kind == "grid_operator"


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once_makes_everything_once(path):
    write_csv(path, HEADER, ["Zonder nummer", "", "", "7500 AA", "ja"])
    if connection.vendor != "postgresql":  # one connection in memory: the turns come one by one
        import_organisations(path, by=None)
        assert import_organisations(path, by=None).unchanged == 1
        return

    def work():
        import_organisations(path, by=None)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Organisation.objects.count() == 1
