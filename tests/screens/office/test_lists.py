"""What holds for every list of the office."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse

from lllo.screens.components.query import Question
from lllo.screens.office.lists.urls import LISTS
from lllo.training.models import Attendance, Event, Registration
from tests import world
from tests.screens import scene as build
from tests.screens.office.rows import fill_waiting

PAGES = {page.url_name: page for page in LISTS.values()}
# Session, account, roles, programme, demo and whether the account acts for another, as everywhere;
# filters kept, count with totals, keys, rows. More: a filter that offers rows or years, prefetched roles.
QUERIES = {
    "organisations": 11,
    "people": 11,
    "corrections": 10,
    "choices": 12,
    "contracts": 12,
    "years_to_invoice": 12,
    "invoices": 13,  # what the worker is busy with, and the organisations to choose from
    "payments": 11,
    "bank_entries": 11,
    "events": 14,  # who leads: to choose from, and of parts
    "cohorts": 11,
    "registrations": 12,
    "coaching": 13,
    "coaching_requests": 10,
    "course_seats": 12,
    "projects": 12,
    "placements": 12,
    "hours": 13,
    "expenses": 12,
    "in_kind": 12,
    "jobs": 11,
    "questions": 10,
    "log": 11,
}


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_a_constant_number_of_queries(scene, office, rows, django_assert_num_queries):
    build.fill(scene, rows)
    fill_waiting(scene, rows)
    for name in PAGES:
        with django_assert_num_queries(QUERIES[name], info=name):
            answer = office.page(name)
        assert len(answer.context["rows"]) >= (1 if name in {"cohorts", "events"} else rows), name


@pytest.fixture
def filled(scene):
    """Two rows for each list, and more for some."""
    build.fill(scene, 2)
    fill_waiting(scene, 2)


def test_list_without_rows_says_what_to_do(scene, office):
    build.Event.objects.all().delete()
    scene.cohort.delete()
    scene.edition.questions.all().delete()
    for name, page in PAGES.items():
        shown = office.page(name)
        if name not in {"organisations", "people"}:
            assert str(page.empty) in shown.content.decode(), name


def test_spreadsheet_holds_what_the_list_shows(filled, office):
    for name, page in PAGES.items():
        shown, sheet = office.page(name).context, office.sheet(name)
        columns = (*page.columns, *page.sheet_columns)
        assert sheet[0] == [str(column.label) for column in columns], name
        assert len(sheet) - 1 == shown["page"].paginator.count, name


def test_every_column_can_be_sorted_that_says_so(filled, bob):
    """The database is asked for the rows as the address asks for them; no page is drawn."""
    for name, page in PAGES.items():
        rows = page().rows(bob)
        whole = rows.count()
        for column in page.columns:
            question = Question(QueryDict(f"sorteer=-{column.key}"), page.columns, page.order)
            if column.order:
                assert question.order == f"-{column.key}", (name, column.key)
                found = rows.order_by(*question.order_by(), "pk").values_list("pk", flat=True)
                assert len(found) == whole, (name, column.key)


def test_every_filter_and_the_search_answer(filled, office, bob):
    """Each word of each filter keeps some of the rows, and never more than there are."""
    for name, page in PAGES.items():
        rows = page().rows(bob)
        whole = rows.count()
        for field, asked in page.filterset_class({}, queryset=rows).filters.items():
            for value, _label in list(
                getattr(asked.field, "choices", [("", ""), (build.TODAY, "")])
            )[1:]:
                kept = page.filterset_class({field: str(value)}, queryset=rows).qs
                assert kept.count() <= whole, (field, value)
        assert office.page(name, q="gemeente 1").context["page"].paginator.count <= whole


@pytest.mark.parametrize(("role", "is_maker"), [("lead", False), ("partner", True)])
def test_events_with_their_cohorts_are_listed_for_lead_and_partner(scene, client, role, is_maker):
    """The last one first; a partner plans them, concepts included, and reads names only."""
    Event.objects.filter(title="Masterclass 7").update(cohort=scene.cohort, is_published=False)
    client.force_login(build.make_account(role, scene.university))
    answer = client.get(reverse("events"))
    page, rows = answer.content.decode(), answer.context["rows"]
    assert [row["cells"][3].text for row in rows] == ["", "", "Cohort 1"]
    assert (reverse("cohort", args=[scene.cohort.public_id]) in page) != is_maker
    assert (reverse("event_new") in page) == is_maker
    coming = client.get(reverse("events"), {"wanneer": "komt"}).context["rows"]
    assert coming[0]["cells"][1].text == "Masterclass 7"


@pytest.mark.parametrize("role", ["lead", "specialist", "partner", "contact", "participant"])
def test_lists_are_for_the_office_only(scene, client, role):
    client.force_login(build.make_account(role, scene.university))
    event = Event.objects.first()
    paths = [reverse(name) for name in PAGES if name != "events" or role not in {"lead", "partner"}]
    if role not in {
        "lead",
        "partner",
        "specialist",
    }:  # who sees or leads an event sees who was there
        paths.append(reverse("attendance", args=[event.uid]))
    for path in paths:
        assert client.get(path).status_code == 403, path
        assert client.post(path, {"bulk": "x"}).status_code == 403, path


def test_auditor_reads_and_does_nothing(filled, auditor):
    for name, page in PAGES.items():
        reads(auditor, name)
        for bulk in page.bulk:
            sent = {"bulk": bulk.code, "alle": "1", "stap": "doe"}
            answer = auditor.client.post(reverse(name), sent)
            assert "resultaat" not in answer.headers["Location"], name
    reads(auditor, "attendance", Event.objects.first().uid)


def reads(auditor, name, *args):
    """Look for anything on a page that changes something."""
    answer = auditor.page(name, *args)
    assert (answer.context["bulks"], answer.context["head_actions"]) == ([], [])
    page = answer.content.decode().split('<main id="main"')[1].split("</main>")[0]
    assert 'name="rij"' not in page
    for form in ("/naam/", "/plannen/", "/bevestigen/", "/overeenkomst/"):
        assert form not in page


def test_buttons_in_the_head_lead_to_forms_that_open(scene, office):
    for name in PAGES:
        for action in office.page(name).context["head_actions"]:
            assert office.client.get(action.href).status_code == 200, action.href


def test_names_are_sorted_by_family_name_without_prefix(scene, office):
    for given, prefix, family in (
        ("Alice", "van", "Puffelen"), ("Bob", "", "de Éen"), ("Carol", "", "Quist"),
        ("Dave", "", "Olde"),
    ):  # fmt: skip
        world.make_person(family, given_name=given, name_prefix=prefix)
    names = [name for name in office.labels("people") if "Voorbeeld" not in name]
    assert names == ["de Éen, Bob", "Olde, Dave", "Puffelen, Alice van", "Quist, Carol"]
    assert office.labels("people", q="EEN bob") == ["de Éen, Bob"]
    assert office.labels("people", q="van puffelen") == ["Puffelen, Alice van"]


def test_amounts_and_days_read_as_in_dutch(scene, office):
    build.fill(scene, 1)
    (row,) = office.cells("invoices", status="unsent")
    assert row[3:5] == ["16\xa0mrt\xa02026", "15\xa0apr\xa02026"]
    assert row[-2:] == ["€\xa016.000,00", "€\xa016.000,00"]


def test_filters_are_kept_under_a_name(scene, office):
    office.client.post(reverse("contracts") + "?status=offered", {"filter_naam": "Wachtend"})
    page = office.page("contracts")
    assert [each.name for each in page.context["saved_filters"]] == ["Wachtend"]
    assert 'href="/kantoor/overeenkomsten/?status=offered"' in page.content.decode()


def test_attendance_takes_a_constant_number_of_queries(scene, office, django_assert_num_queries):
    event = Event.objects.first()
    Event.objects.filter(pk=event.pk).update(cohort=scene.cohort)
    for rows in (1, 3):
        build.fill(scene, rows, offset=rows)
        with django_assert_num_queries(11):
            assert office.page("attendance", event.uid).context["rows"]


def test_partner_notes_attendance_and_finds_no_way_to_records(scene, client):
    build.fill(scene, 1)
    place = Registration.objects.filter(person__isnull=False).first()
    event = Event.objects.filter(cohort=None, is_published=True).first()
    began = build.NOW - timedelta(days=1)
    Event.objects.filter(pk=event.pk).update(starts_at=began, ends_at=began + timedelta(hours=1))
    held = Registration.objects.create(
        event=event,
        organisation=place.organisation,
        person=place.person,
    )
    client.force_login(build.make_account("partner", held.organisation))
    path = reverse("attendance", args=[held.event.uid])
    answer = client.get(path)
    assert [bulk.code for bulk in answer.context["bulks"]] == list(Attendance.Status.values)
    assert "/kantoor/personen/" not in answer.content.decode()
    client.post(
        path,
        {"bulk": "present", "rij": str(held.public_id), "stap": "doe", "once": str(uuid.uuid4())},
    )
    assert Attendance.objects.get(event=held.event).status == "present"
