from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from lllo.people.models import AuditEntry
from lllo.screens.components.sealed import seal
from lllo.training.actions import cancel_registration, move_registrations
from lllo.training.models import Attendance, Cohort, Event, Registration
from tests.screens import scene as build

AROUND = 6  # session, account and roles; programme and demo
OPEN = "/programma/cohorten/openen/"


@pytest.fixture
def people(scene):
    """Three organisations with one person each in the first cohort."""
    for number in range(3):
        build.make_participant(scene, number)
    Registration.objects.filter(person__isnull=True).delete()
    return list(Registration.objects.order_by("pk"))


@pytest.fixture
def second(scene):
    return Cohort.objects.create(
        programme=scene.edition.programme, number=2, name="Cohort 2", starts_on=date(2026, 9, 1)
    )


@pytest.fixture
def as_lead(eve, client):
    client.force_login(eve)
    return client


def opening(people, **changes):
    values = {
        "number": "2",
        "name": "Cohort 2",
        "starts_on": "2026-09-01",
        "capacity": "16",
        "places": [str(place.public_id) for place in people],
    }
    return values | changes


def test_page_shows_people_demand_and_ways_to_act(people, as_lead):
    answer = as_lead.get("/programma/cohorten/")
    page = answer.content.decode()
    assert answer.context["seats"].left == 2 * 3 - 6  # each organisation took both its seats
    assert page.count(">Alice Voorbeeld") == 3
    assert OPEN in page
    assert "/verplaatsen/" in page


def test_open_starts_with_the_next_number_and_the_size_of_the_last(people, as_lead):
    initial = as_lead.get(OPEN).context["form"].initial
    assert (initial["number"], initial["capacity"]) == (2, 16)
    assert initial["starts_on"] == date(2026, 8, 1)


def test_first_cohort_starts_with_number_one(scene, as_lead):
    Cohort.objects.all().delete()
    assert as_lead.get(OPEN).context["form"].initial["number"] == 1


def test_open_shows_who_moves_before_it_is_done(people, scene, as_lead):
    Event.objects.filter(title="Masterclass 7").update(cohort=scene.cohort)
    answer = as_lead.post(OPEN, opening(people[:2]))
    assert answer.status_code == 200
    preview = answer.context["preview"]
    names = {f"{place.person}, {place.organisation}" for place in people[:2]}
    assert {row[0] for row in preview.rows} == names
    assert any("Masterclass 7" in sentence for sentence in preview.sentences)
    assert Cohort.objects.count() == 1


def test_open_moves_them_and_offers_to_move_them_back(people, as_lead):
    answer = as_lead.post(OPEN, opening(people[:2], bevestigd="1"), follow=True)
    second = Cohort.objects.get(number=2)
    assert second.registrations.count() == 2
    (message,) = answer.context["messages"]
    undo = message.extra_tags.split("\x1f")[1]
    back = as_lead.post(undo)
    assert back.status_code == 302
    assert not Cohort.objects.filter(number=2).exists()
    assert AuditEntry.objects.filter(action="registration.moved").count() == 4
    assert AuditEntry.objects.filter(action="cohort.removed").count() == 1


def test_people_of_two_cohorts_move_back_each_to_their_own(people, second, as_lead, scene):
    move_registrations([people[1]], second, on=build.TODAY, by=None)
    values = opening(people[:2], number="3", name="Cohort 3", bevestigd="1")
    answer = as_lead.post(OPEN, values, follow=True)
    assert Cohort.objects.get(number=3).registrations.count() == 2
    (message,) = answer.context["messages"]
    assert as_lead.post(message.extra_tags.split("\x1f")[1]).status_code == 302
    assert Registration.objects.get(pk=people[0].pk).cohort == scene.cohort
    assert Registration.objects.get(pk=people[1].pk).cohort == second
    assert not Cohort.objects.filter(number=3).exists()


def test_open_without_people_only_opens(people, as_lead):
    answer = as_lead.post(OPEN, opening([], bevestigd="1"))
    assert answer.headers["Location"].endswith("#cohort-2")
    assert Cohort.objects.count() == 2


def test_open_twice_with_one_form_opens_once(people, as_lead):
    form = as_lead.get(OPEN).context
    values = opening(people[:1], bevestigd="1", once=form["once"])
    first, again = as_lead.post(OPEN, values), as_lead.post(OPEN, values)
    assert first.headers["Location"] == again.headers["Location"]
    assert Cohort.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "1", "bevestigd": "1"}, "number"),
        ({"number": "0"}, "number"),
        ({"capacity": "1"}, "capacity"),
        ({"name": "x" * 101}, "name"),
        ({"starts_on": "morgen"}, "starts_on"),
        ({"places": ["00000000-0000-0000-0000-000000000000"]}, "places"),
    ],
)
def test_open_tells_a_mistake_at_its_field_and_does_nothing(people, as_lead, changes, field):
    answer = as_lead.post(OPEN, opening(people[:2], **changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Cohort.objects.count() == 1


def test_open_needs_a_programme(scene, as_lead):
    scene.edition.valid_from = date(2030, 1, 1)
    scene.edition.save()
    assert as_lead.get(OPEN).status_code == 404
    assert as_lead.get("/programma/cohorten/").context["cohorts"] == ()


def test_move_after_a_preview_and_back(people, second, as_lead, scene):
    address = reverse("lead_cohort_move", args=[scene.cohort.public_id])
    values = {"places": [str(people[0].public_id)], "cohort": str(second.public_id)}
    preview = as_lead.post(address, values)
    assert preview.context["preview"].rows[0][2]
    answer = as_lead.post(address, {**values, "bevestigd": "1"}, follow=True)
    people[0].refresh_from_db()
    assert people[0].cohort == second
    (message,) = answer.context["messages"]
    undo = message.extra_tags.split("\x1f")[1]
    assert as_lead.get(undo).status_code == 200
    as_lead.post(undo)
    people[0].refresh_from_db()
    assert people[0].cohort == scene.cohort


def test_move_to_another_contract_year_says_so(people, scene, as_lead):
    late = Cohort.objects.create(
        programme=scene.edition.programme, number=3, name="Cohort 3", starts_on=date(2027, 9, 1)
    )
    address = reverse("lead_cohort_move", args=[scene.cohort.public_id])
    values = {"places": [str(people[0].public_id)], "cohort": str(late.public_id)}
    seat = as_lead.post(address, values).context["preview"].rows[0][2]
    assert "2" in seat


def test_move_that_is_refused_stands_in_the_form(people, second, scene, as_lead):
    Registration.objects.filter(pk=people[0].pk).update(cohort=second)
    address = reverse("lead_cohort_move", args=[second.public_id])
    values = {"places": [str(people[0].public_id)], "cohort": str(scene.cohort.public_id)}
    scene.cohort.capacity = 2
    scene.cohort.save()
    answer = as_lead.post(address, values)
    assert answer.status_code == 422
    assert "cohort" in answer.context["form"].errors


def test_preview_tells_presence_and_refuses_a_second_place(people, second, scene, as_lead):
    event = Event.objects.first()
    event.cohort = scene.cohort
    event.save()
    person, organisation = people[0].person, people[0].organisation
    Attendance.objects.create(
        event=event, person=person, organisation=organisation, status="present"
    )
    address = reverse("lead_cohort_move", args=[scene.cohort.public_id])
    values = {"places": [str(people[0].public_id)], "cohort": str(second.public_id)}
    assert "1" in as_lead.post(address, values).context["preview"].rows[0][2]
    Registration.objects.create(cohort=second, organisation=organisation)
    answer = as_lead.post(address, values)
    assert answer.status_code == 422
    assert "__all__" in answer.context["form"].errors


def test_place_that_was_given_up_cannot_be_moved_back(people, second, as_lead, scene):
    address = reverse("lead_cohort_move", args=[scene.cohort.public_id])
    values = {
        "places": [str(people[0].public_id)],
        "cohort": str(second.public_id),
        "bevestigd": "1",
    }
    answer = as_lead.post(address, values, follow=True)
    (message,) = answer.context["messages"]
    cancel_registration(Registration.objects.get(pk=people[0].pk), on=build.TODAY, by=None)
    assert as_lead.post(message.extra_tags.split("\x1f")[1]).status_code == 422


@pytest.mark.parametrize("sealed", ["onzin", "gAAAAABx"])
def test_address_of_moving_back_is_ours_or_nothing(scene, as_lead, sealed):
    assert as_lead.get(f"/programma/cohorten/terug/{sealed}/").status_code == 404


@pytest.mark.parametrize("role", ["specialist", "auditor"])
def test_who_only_reads_opens_and_moves_nothing(people, scene, client, role):
    client.force_login(build.make_account(role, scene.university))
    page = client.get("/programma/cohorten/")
    assert OPEN not in page.content.decode()
    move = reverse("lead_cohort_move", args=[scene.cohort.public_id])
    for address in (OPEN, move):
        assert client.get(address).status_code == 403
        assert client.post(address, opening(people)).status_code == 403
    assert Cohort.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_depend_on_rows(
    scene, eve, client, django_assert_num_queries, rows
):
    for number in range(rows):
        build.make_participant(scene, number)
    client.force_login(eve)
    # Around; edition, cohorts (2), demand, their events, first people, seats (2).
    with django_assert_num_queries(AROUND + 1 + 2 + 1 + 1 + 1 + 2):
        client.get("/programma/cohorten/")


def test_moving_back_says_who_goes_where(people, second, as_lead, scene):
    moved = move_registrations(people[:1], second, on=build.TODAY, by=None)
    sealed = seal({"homes": [(moved[0].pk, scene.cohort.pk)]})
    page = as_lead.get(reverse("lead_cohort_move_back", args=[sealed]))
    assert page.context["facts"] == [(scene.cohort, str(moved[0].person))]


@pytest.mark.django_db
def test_without_a_programme_there_is_no_cohort_to_open(client):
    client.force_login(build.User.objects.create_superuser("begin@example.org"))
    page = client.get(reverse("lead_cohorts"))
    assert OPEN not in page.content.decode()


def test_opened_cohort_keeps_the_tabs_and_leads_on(scene, as_lead):
    """Its places, its events, and a place for an organisation; a specialist reads only."""
    page = as_lead.get("/programma/cohorten/?cohort=1")
    assert page.context["tabs"]
    assert not page.context["crumbs"]
    key = scene.cohort.public_id
    for name in ("cohort", "cohort_register"):
        assert reverse(name, args=[key]) in page.content.decode()
    assert page.context["cohorts"][0]["events"] == 0
    Event.objects.update(cohort=scene.cohort)
    Event.objects.filter(title="Masterclass 7").update(status="cancelled")
    page = as_lead.get("/programma/cohorten/")
    assert page.context["cohorts"][0]["events"] == 2
    assert f"{reverse('events')}?cohort={key}" in page.content.decode()
    as_lead.force_login(build.make_account("specialist", scene.university, given_name="Noor"))
    page = as_lead.get("/programma/cohorten/").content.decode()
    assert reverse("cohort", args=[key]) not in page
