from __future__ import annotations

import pytest
from django.urls import reverse

from lllo.people.models import User
from tests.screens import scene as build

SCREENS = {"office_home", "lead_home", "portal_home"}
MAY_ENTER = {
    "backoffice": {"office_home"},
    "auditor": {"office_home", "lead_home"},
    "lead": {"lead_home"},
    "specialist": {"lead_home"},
    "contact": {"portal_home"},
    "participant": {"portal_home"},
    "partner": {"portal_home"},
}
FIRST = {
    "backoffice": "/kantoor/",
    "auditor": "/kantoor/",
    "lead": "/programma/",
    "specialist": "/programma/",
    "contact": "/deelnemer/",
    "participant": "/deelnemer/",
    "partner": "/deelnemer/",
}


@pytest.mark.parametrize("role", list(MAY_ENTER))
def test_role_arrives_at_its_first_screen(scene, client, role):
    client.force_login(build.make_account(role, scene.university))
    assert client.get("/").headers["Location"] == FIRST[role]


@pytest.mark.parametrize("role", list(MAY_ENTER))
def test_role_enters_its_own_screens_only(scene, client, role):
    client.force_login(build.make_account(role, scene.university))
    answers = {name: client.get(reverse(name)).status_code for name in SCREENS}
    assert answers == {name: 200 if name in MAY_ENTER[role] else 403 for name in SCREENS}


def test_wrong_role_reads_a_sentence_and_a_way_back(scene, client):
    client.force_login(build.make_account("participant", scene.university))
    answer = client.get("/kantoor/")
    assert answer.status_code == 403
    assert 'href="/"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/", "/kantoor/", "/programma/", "/deelnemer/"])
def test_stranger_is_asked_to_sign_in(db, client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/account/inloggen/?next={path}"


def test_someone_without_a_role_reads_whom_to_ask(db, client):
    client.force_login(User.objects.create_user("niemand@example.org"))
    answer = client.get("/")
    assert answer.status_code == 200
    assert "lllo/no_role.html" in [template.name for template in answer.templates]


def test_ended_role_lets_nobody_in(scene, bob, client):
    bob.person.memberships.update(ended_on=build.TODAY)
    client.force_login(bob)
    assert client.get("/kantoor/").status_code == 403


def test_account_with_every_right_enters_all_screens(scene, client):
    client.force_login(User.objects.create_superuser("root@example.org", "x"))
    assert {client.get(reverse(name)).status_code for name in SCREENS} == {200}


def test_several_roles_lead_to_the_first_and_show_a_menu_of_all(scene, bob, client):
    build.Membership.objects.create(person=bob.person, organisation=scene.university, role="lead")
    client.force_login(bob)
    assert client.get("/").headers["Location"] == "/kantoor/"
    page = client.get("/kantoor/").content.decode()
    assert 'href="/programma/"' in page
    assert 'href="/deelnemer/"' not in page


def test_back_room_has_no_door_of_its_own(db, client):
    answer = client.get("/beheer/login/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/inloggen/")
