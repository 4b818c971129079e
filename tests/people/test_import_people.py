from __future__ import annotations

from datetime import date

import pytest

from lllo.people.actions import import_people
from lllo.people.imports import Answers
from lllo.people.models import AuditEntry, Membership, Person
from tests import world
from tests.people.files import write_csv

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HEADER = ["E-mail", "Voornaam", "Achternaam", "Organisatie", "Rol", "Functie", "Vanaf"]
ON = date(2026, 3, 1)


def run(path, *rows, header=HEADER, **options):
    return import_people(write_csv(path, header, *rows), on=ON, by=None, **options)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "p.csv"


@pytest.fixture
def town():
    return world.make_organisation("Gemeente Voorbeeldstad", kvk_number="12345678")


def traces() -> tuple[int, int, int, int]:
    histories = Person.history.count() + Membership.history.count()
    counts = (Person.objects.count(), Membership.objects.count(), AuditEntry.objects.count())
    return (*counts, histories)


ALICE = ["alice@example.org", "Alice", "Achternaam", "12345678", "deelnemer, contact", "adviseur",
         "01-04-2026"]  # fmt: skip


def test_people_get_their_roles(path, town):
    result = run(path, ALICE)
    assert (result.new, result.refused) == (1, False)
    memberships = Membership.objects.filter(person__email="alice@example.org", organisation=town)
    assert {each.role for each in memberships} == {"participant", "contact"}
    assert {each.started_on for each in memberships} == {date(2026, 4, 1)}
    assert {each.job_title for each in memberships} == {"adviseur"}


def test_form_of_address_is_read_as_the_template_writes_it(path, town):
    header = [*HEADER, "Aanspreekvorm"]
    run(path, [*ALICE, "mevrouw"], header=header)
    assert Person.objects.get().form_of_address == "ms"
    assert run(path, [*ALICE, "jonkvrouw"], header=header).refused
    run(path, [*ALICE, ""], header=header)
    assert Person.objects.get().form_of_address == "ms"  # an empty cell says nothing


def test_role_without_a_day_begins_on_the_day_of_the_import(path, town):
    run(path, [*ALICE[:4], "deelnemer", "", ""])
    assert Membership.objects.get().started_on == ON
    import_people(write_csv(path, HEADER, [*ALICE[:4], "contact", "", ""]), by=None)
    assert Membership.objects.count() == 2


def test_the_same_file_twice_changes_nothing(path, town):
    nameless = ["", "Bob", "Zonder adres", "Voorbeeldstad", "deelnemer", "", ""]
    run(path, ALICE, nameless)
    before = traces()
    result = run(path, ALICE, nameless)
    assert (result.new, result.changed, result.unchanged) == (0, 0, 2)
    assert traces() == before


def test_dry_run_writes_nothing(path, town):
    before = traces()
    assert run(path, ALICE, dry_run=True).new == 1
    assert traces() == before


def test_a_known_address_changes_the_person_and_the_role(path, town):
    run(path, ALICE)
    result = run(path, ["Alice@example.org", "Alicia", *ALICE[2:4], "deelnemer", "directeur", ""])
    (change,) = result.changes
    assert [each.field for each in change.fields] == ["email", "given_name", "job_title"]
    assert Person.objects.get().given_name == "Alicia"
    assert Membership.objects.get(role="participant").job_title == "directeur"
    assert Membership.objects.get(role="contact").job_title == "adviseur"


def test_one_person_may_stand_in_several_rows(path, town, university):
    other = ["alice@example.org", "", "Achternaam", "Universiteit Twente (demo)", "specialist"]
    result = run(path, ALICE, [*other, "", ""], [*ALICE[:4], "deelnemer", "adviseur", ""])
    assert (result.new, result.changed, result.unchanged) == (1, 1, 1)
    assert Person.objects.count() == 1
    assert Membership.objects.filter(organisation=university).get().role == "specialist"


def test_rows_of_one_person_fill_each_other_up_but_do_not_differ(path, town):
    header = [*HEADER, "Telefoon"]
    rows = ([*ALICE, ""], [*ALICE, "053 000 0000"])
    assert run(path, *rows, header=header).refused is False
    assert Person.objects.get().phone == "053 000 0000"
    Membership.objects.all().delete()
    result = run(path, ALICE, ["alice@example.org", "Anna", *ALICE[2:]])
    assert [(each.row, each.column) for each in result.problems] == [(3, "Voornaam")]
    differing = run(path, ALICE, [*ALICE[:5], "chef", ""])
    assert differing.refused is False


def test_a_name_alone_is_a_question_wherever_it_is_known(path, town, university):
    world.make_person("Achternaam", university)
    result = run(path, ["a@example.org", *ALICE[1:]])
    assert [question.row for question in result.questions] == [2]
    assert Person.objects.count() == 1


def test_a_near_name_is_a_question_within_the_organisation_only(path, town, university):
    world.make_person("Achternaaam", town)
    world.make_person("Acternaam", university)
    (question,) = run(path, ["a@example.org", *ALICE[1:]]).questions
    assert [each.label.split(" (")[0] for each in question.candidates] == ["Alice Achternaaam"]


def test_a_new_role_by_name_alone_is_never_given_silently(path, town):
    world.make_person("Achternaam", town, email="")
    row = ["", "Alice", "Achternaam", "12345678", "contact", "", ""]
    assert run(path, row).questions
    assert run(path, row, answers=Answers(merge={2: ""})).changed == 1
    assert run(path, row, answers=Answers(merge={2: ""})).unchanged == 1
    assert Membership.objects.filter(role="contact").count() == 1


def test_answers_settle_a_question(path, town):
    known = world.make_person("Achternaam", town)
    row = ["a@example.org", *ALICE[1:]]
    assert run(path, row, answers=Answers(new=frozenset({2}))).new == 1
    other = ["b@example.org", *ALICE[1:]]
    merged = run(path, other, answers=Answers(merge={2: str(known.public_id)}))
    assert merged.changed == 1
    known.refresh_from_db()
    assert known.email == "b@example.org"


def test_merging_moves_the_account_along(path, town):
    user = world.make_user("contact", town)
    row = ["nieuw@example.org", "Bob", "Contact", "12345678", "contact", "", ""]
    assert run(path, row, answers=Answers(merge={2: ""})).changed == 1
    user.refresh_from_db()
    assert user.email == "nieuw@example.org"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["x", *ALICE[1:]], "E-mail"),
        (["a@example.org", "A", "B", "Onbekend", "deelnemer", "", ""], "Organisatie"),
        (["a@example.org", "A", "B", "", "deelnemer", "", ""], "Organisatie"),
        (["a@example.org", "A", "B", "12345678", "koning", "", ""], "Rol"),
        (["a@example.org", "A", "B", "12345678", "backoffice", "", ""], "Rol"),
        (["a@example.org", "A", "", "12345678", "deelnemer", "", ""], "Achternaam"),
        (["a@example.org", "A", "B", "12345678", "deelnemer", "", "30-02-2026"], "Vanaf"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_written(path, town, row, column):
    result = run(path, ALICE[:], row)
    assert [(each.row, each.column) for each in result.problems] == [(3, column)]
    assert not Person.objects.exists()
