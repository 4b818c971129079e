from __future__ import annotations

from tempfile import gettempdir

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lllo.people.models import Organisation
from lllo.screens.models import PendingImport
from lllo.training.models import Event
from tests import world
from tests.screens import scene as build

GOOD = "Naam;KvK-nummer;Soort\nGemeente Nieuwstad (demo);90000031;gemeente\n"


@pytest.fixture
def office(scene, bob, client):
    client.force_login(bob)
    return client


def upload(client, text, *, kind="organisaties", name="lijst.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(f"/kantoor/import/{kind}/", {"file": SimpleUploadedFile(name, content)})


def test_file_is_shown_row_by_row_and_written_only_then(office):
    answer = upload(office, GOOD)
    assert answer.status_code == 302
    path = answer.headers["Location"]
    page = office.get(path)
    assert "Gemeente Nieuwstad (demo)" in page.content.decode()
    fields = {label: before for label, before, _after in page.context["changes"][0]["fields"]}
    assert "KvK-nummer" in fields
    assert set(fields.values()) == {""}
    assert not Organisation.objects.filter(name__startswith="Gemeente Nieuwstad").exists()
    assert office.post(path, {}).headers["Location"] == "/kantoor/organisaties/"
    assert Organisation.objects.get(name="Gemeente Nieuwstad (demo)").kvk_number == "90000031"
    pending = PendingImport.objects.get()
    assert (bytes(pending.content), bool(pending.done_message)) == (b"", True)


def test_second_confirmation_leads_to_the_outcome_of_the_first(office):
    path = upload(office, GOOD).headers["Location"]
    office.post(path, {})
    assert office.get(path).headers["Location"] == "/kantoor/organisaties/"
    answer = office.post(path, {})
    assert answer.status_code == 422
    assert Organisation.objects.filter(name__startswith="Gemeente Nieuwstad").count() == 1


def test_problems_are_told_by_row_and_column_and_there_is_no_way_on(office):
    path = upload(office, GOOD.replace("90000031", "123")).headers["Location"]
    page = office.get(path)
    (problem,) = page.context["result"].problems
    assert (problem.row, problem.column) == (2, "KvK-nummer")
    assert 2 not in {change["row"] for change in page.context["changes"]}
    assert "123" in page.content.decode()
    assert 'name="once"' not in page.content.decode()
    assert office.post(path, {}).status_code == 422
    assert not Organisation.objects.filter(name__startswith="Gemeente Nieuwstad").exists()


def test_row_that_looks_like_a_known_one_is_asked_about(office):
    known = world.make_organisation("Gemeente Nieuwstad (demo)", city="")
    path = upload(office, "Naam;Plaats\nNieuwstad (demo);Nieuwstad\n").headers["Location"]
    (question,) = office.get(path).context["result"].questions
    assert office.post(path, {}).status_code == 422
    assert office.post(path, {f"row_{question.row}": str(known.public_id)}).status_code == 302
    known.refresh_from_db()
    assert known.city == "Nieuwstad"


def test_row_may_be_somebody_new_after_all(office):
    world.make_organisation("Gemeente Nieuwstad (demo)")
    path = upload(office, "Naam;Plaats\nNieuwstad (demo);Nieuwstad\n").headers["Location"]
    assert office.post(path, {"row_2": "new"}).status_code == 302
    assert Organisation.objects.filter(name__contains="Nieuwstad").count() == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.xlsx", b"MZ\x90\x00\x03"),
        ("leeg.csv", b" \n"),
        ("ander.csv", b"een;twee\n1;2\n"),
        ("groot.csv", b"x" * (10 * 1024 * 1024 + 1)),
    ],
)
def test_file_that_cannot_be_used_is_refused_in_a_sentence(office, name, content):
    answer = upload(office, content, name=name)
    assert answer.status_code == 422
    mistakes = [each.message for each in answer.context["form"].mistakes()]
    assert mistakes
    assert not any(gettempdir() in each for each in mistakes)
    assert not PendingImport.objects.exists()


def test_people_and_hours_are_imported_alike(office, scene):
    build.make_spending(scene)
    people = "Voornaam;Achternaam;E-mail;Organisatie;Rol\nDana;Nieuwmans;dana@example.org;Universiteit (demo);specialist\n"
    path = upload(office, people, kind="personen").headers["Location"]
    assert office.post(path, {}).headers["Location"] == "/kantoor/personen/"
    hours = "Persoon;Datum;Uren;Ontwikkellijn;Omschrijving\ndana@example.org;01-05-2026;7,5;Verticale integratie;Analyse\n"
    path = upload(office, hours, kind="uren").headers["Location"]
    assert office.post(path, {}).headers["Location"] == "/kantoor/uren/"


def test_nobody_sees_the_file_of_another(office, scene):
    path = upload(office, GOOD).headers["Location"]
    office.force_login(build.make_account("backoffice", scene.university, given_name="Carla"))
    assert office.get(path).status_code == 404


@pytest.mark.parametrize("kind", ["organisaties", "personen", "uren"])
def test_empty_spreadsheet_can_be_filled_in_and_read(office, kind):
    answer = office.get(f"/kantoor/import/{kind}/sjabloon.xlsx")
    assert answer.content.startswith(b"PK")
    assert upload(office, answer.content, kind=kind, name="leeg.xlsx").status_code == 422


def test_unknown_kind_is_not_found(office):
    assert office.get("/kantoor/import/katten/").status_code == 404
    assert office.get("/kantoor/import/katten/sjabloon.xlsx").status_code == 404


def test_calendar_file_of_others_becomes_events(office):
    entry = "UID:ander@example.org\r\nSUMMARY:Ronde tafel\r\nDTSTART:20260921T073000Z\r\n"
    entry = f"BEGIN:VEVENT\r\n{entry}DTEND:20260921T100000Z\r\nEND:VEVENT\r\n"
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Voorbeeld//NL\r\n{entry}END:VCALENDAR\r\n"
    path = upload(office, text, kind="bijeenkomsten", name="agenda.ics").headers["Location"]
    shown = {
        label: after for label, _before, after in office.get(path).context["changes"][0]["fields"]
    }
    assert shown["Begin"] == "21-09-2026 09:30"
    assert not Event.objects.filter(uid="ander@example.org").exists()
    assert office.post(path, {}).headers["Location"] == "/kantoor/bijeenkomsten/"
    assert Event.objects.get(uid="ander@example.org").title == "Ronde tafel"
    assert upload(office, "niets", kind="organisaties", name="agenda.ics").status_code == 422


def test_import_of_events_mails_unless_the_box_is_emptied(office):
    """The box says what ``--no-mail`` says; of other imports nobody hears by mail."""
    known = Event.objects.exclude(location="").order_by("pk").first()
    for day, ticked in (("14", {}), ("15", {"tell": "on"})):
        text = f"UID;Titel;Begin;Einde\n{known.uid};{known.title};{day}-09-2027 09:00;12:00\n"
        path = upload(office, text, kind="bijeenkomsten").headers["Location"]
        assert office.get(path).context["form"].fields["tell"].initial is True
        before = Event.objects.get(pk=known.pk).announced_at
        assert office.post(path, ticked).status_code == 302
        after = Event.objects.get(pk=known.pk)
        assert after.starts_at.day == int(day)
        assert (after.announced_at > before) is bool(ticked)
    path = upload(office, GOOD).headers["Location"]
    assert "tell" not in office.get(path).context["form"].fields
