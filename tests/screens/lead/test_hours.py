from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from lllo.budget.actions import book_hours
from lllo.budget.models import HourEntry
from lllo.people.models import Organisation, User
from tests.screens import scene as build

HOURS = "/programma/uren/"
AROUND = 6  # session, account and roles; programme and demo


@pytest.fixture
def erin(scene):
    """Erin is a specialist of the university."""
    return build.make_account("specialist", scene.university, given_name="Erin")


@pytest.fixture
def as_erin(erin, client):
    client.force_login(erin)
    return client


@pytest.fixture
def line(scene):
    return scene.edition.programme.lines.get(code="vertical")


def row(**changes):
    values = {
        "on": "2026-05-20",
        "hours": "7,5",
        "line": "vertical",
        "organisation": "",
        "description": "Projectanalyse",
    }
    return values | changes


def booked(person, line, **changes):
    values = {"on": build.TODAY, "hours": Decimal(2), "description": "Analyse"} | changes
    return book_hours(person, line=line, by=None, **values)


def test_one_row_books_hours_and_stays_on_the_page(as_erin, erin):
    answer = as_erin.post(HOURS, row())
    assert answer.headers["Location"] == HOURS
    entry = HourEntry.objects.get()
    assert (entry.person, entry.hours, entry.recorded_by) == (erin.person, Decimal("7.5"), erin)
    page = as_erin.get(HOURS).content.decode()
    assert "Projectanalyse" in page
    assert "€" not in page.split('id="main"')[1].split("</main>")[0]  # hours, and no amounts


def test_row_remembers_line_organisation_and_words_of_the_last_time(as_erin, erin, line, scene):
    organisation = build.make_participant(scene, 0).organisation
    booked(erin.person, line, organisation=organisation, description="Klankbord")
    form = as_erin.get(HOURS).context["form"]
    assert form.initial["line"] == "vertical"
    assert form.initial["organisation"] == organisation.public_id
    page = as_erin.get(HOURS).content.decode()
    assert '<option value="Klankbord">' in page
    assert page.count("autofocus") == 1


def test_first_row_remembers_nothing(as_erin):
    assert as_erin.get(HOURS).context["form"].initial["line"] is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"hours": ""}, "hours"),
        ({"hours": "veel"}, "hours"),
        ({"hours": "0"}, "hours"),
        ({"hours": "-1"}, "hours"),
        ({"hours": "24,5"}, "hours"),
        ({"on": "gisteren"}, "on"),
        ({"on": "2031-01-01"}, "on"),
        ({"line": "diagonaal"}, "line"),
        ({"organisation": "00000000-0000-0000-0000-000000000000"}, "organisation"),
        ({"description": ""}, "description"),
        ({"description": "x" * 301}, "description"),
        ({"description": "a\x00b"}, "description"),
    ],
)
def test_mistake_is_told_at_its_field_and_books_nothing(as_erin, changes, field):
    answer = as_erin.post(HOURS, row(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not HourEntry.objects.exists()


def test_line_without_a_share_is_told_at_the_line(as_erin, line):
    line.budget_amounts.all().delete()
    assert "line" in as_erin.post(HOURS, row()).context["form"].errors


def test_script_stays_text(as_erin):
    as_erin.post(HOURS, row(description="<script>alert(1)</script>"))
    assert "<script>alert" not in as_erin.get(HOURS).content.decode()


def test_form_sent_twice_books_once(as_erin):
    values = row(once=as_erin.get(HOURS).context["once"])
    as_erin.post(HOURS, values)
    as_erin.post(HOURS, values)
    assert HourEntry.objects.count() == 1


def test_message_takes_it_back_at_once(as_erin):
    answer = as_erin.post(HOURS, row(), follow=True)
    (message,) = answer.context["messages"]
    as_erin.post(message.extra_tags.split("\x1f")[1])
    assert not HourEntry.objects.standing().exists()
    assert HourEntry.objects.count() == 2


def test_taking_back_twice_is_refused(as_erin, erin, line):
    address = reverse("lead_hours_undo", args=[booked(erin.person, line).public_id])
    assert as_erin.post(address).status_code == 302
    assert as_erin.post(address).status_code == 422


def test_correct_takes_back_and_books_anew(as_erin, erin, line, scene):
    organisation = build.make_participant(scene, 0).organisation
    entry = booked(erin.person, line, organisation=organisation)
    address = reverse("lead_hours_correct", args=[entry.public_id])
    form = as_erin.get(address).context["form"]
    assert form.initial["hours"] == 2
    answer = as_erin.post(address, row(hours="3", on="2026-05-12"))
    assert answer.headers["Location"] == f"{HOURS}?week=2026-W20"
    (right,) = HourEntry.objects.standing()
    assert (right.hours, right.on) == (3, date(2026, 5, 12))


def test_correct_refuses_nothing_and_too_much(as_erin, erin, line):
    entry = booked(erin.person, line, description="Projectanalyse")
    address = reverse("lead_hours_correct", args=[entry.public_id])
    assert as_erin.post(address, row(hours="2")).status_code == 422
    assert "hours" in as_erin.post(address, row(hours="25")).context["form"].errors
    assert HourEntry.objects.count() == 1


def test_hours_of_someone_else_are_not_there(as_erin, eve, line):
    entry = booked(eve.person, line, description="Van Eve")
    for name in ("lead_hours_correct", "lead_hours_undo"):
        address = reverse(name, args=[entry.public_id])
        assert as_erin.get(address).status_code == 404
        assert as_erin.post(address, row()).status_code == 404
    assert "Van Eve" not in as_erin.get(f"{HOURS}?wie=iedereen").content.decode()


def test_lead_reads_everyone_and_mends_own_rows_only(client, eve, erin, line):
    booked(erin.person, line, description="Van Erin")
    own = booked(eve.person, line, description="Van Eve")
    client.force_login(eve)
    assert "Van Erin" not in client.get(HOURS).content.decode()
    page = client.get(f"{HOURS}?wie=iedereen").content.decode()
    assert "Van Erin" in page
    assert page.count("/verbeteren/") == 1
    assert reverse("lead_hours_correct", args=[own.public_id]) in page


@pytest.mark.parametrize("week", ["2026-W20", "2026-W21", "onzin", "2026-W99", "-W", "20261-W2"])
def test_week_on_view_is_that_of_the_address_or_this_one(as_erin, erin, line, week):
    booked(erin.person, line, description="Deze week")
    rows = as_erin.get(f"{HOURS}?week={week}").context["table"].rows
    assert len(rows) == (week != "2026-W20")


def test_auditor_reads_everyone_and_books_nothing(client, scene, erin, line):
    booked(erin.person, line, description="Van Erin")
    client.force_login(build.make_account("auditor", scene.university))
    page = client.get(HOURS).content.decode()
    assert "Van Erin" in page
    assert 'name="hours"' not in page
    assert client.post(HOURS, row()).status_code == 403
    assert HourEntry.objects.count() == 1


def test_account_without_a_person_has_no_hours_of_its_own(client, scene):
    client.force_login(User.objects.create_superuser("root@example.org", "x"))
    assert client.get(HOURS).status_code == 200
    assert client.post(HOURS, row()).status_code == 403


def test_specialist_elsewhere_names_own_organisation_only(client, scene):
    organisation = build.make_participant(scene, 0).organisation
    build.make_participant(scene, 1)
    client.force_login(build.make_account("specialist", organisation))
    field = client.get(HOURS).context["form"].fields["organisation"]
    assert list(field.queryset) == [organisation]
    assert Organisation.objects.participating().count() == 2


def test_typed_text_survives_an_expired_sign_in(client, erin):
    client.force_login(erin)
    seen = client.get(HOURS).context["seen"]
    client.logout()
    answer = client.post(HOURS, row(description="Bijna weg") | {"seen": seen})
    assert "/account/inloggen/" in answer.headers["Location"]
    client.force_login(erin)
    assert "Bijna weg" in client.get(HOURS).content.decode()
    assert not HourEntry.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_depend_on_rows(
    as_erin, erin, line, scene, django_assert_num_queries, rows
):
    for number in range(rows):
        organisation = build.make_participant(scene, number).organisation
        booked(erin.person, line, organisation=organisation)
    # Around; last row; whether inside the university, edition, lines, organisations; week; words.
    with django_assert_num_queries(AROUND + 1 + 4 + 1 + 1):
        as_erin.get(HOURS)
