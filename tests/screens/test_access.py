from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from lllo.invoices.models import Invoice
from lllo.people.models import User
from lllo.training.models import Cohort, Event
from tests.screens import scene as build
from tests.screens.addresses import addresses, outcome, path_of, read_table, row_of
from tests.screens.lead import rows as lead_rows
from tests.screens.office import samples as office_samples
from tests.screens.portal.rows import variables

ROLES, ROWS = read_table()
SCREENS = {"office_home", "lead_home", "own_work", "portal_home"}
FIRST = {
    "backoffice": "/kantoor/",
    "auditor": "/kantoor/",
    "lead": "/programma/",
    "specialist": "/mijn-werk/",
    "contact": "/deelnemer/",
    "participant": "/deelnemer/",
    "partner": "/deelnemer/",
}


@pytest.mark.parametrize("role", list(FIRST))
def test_role_arrives_at_its_first_screen(scene, client, role):
    client.force_login(build.make_account(role, scene.university))
    assert client.get("/").headers["Location"] == FIRST[role]


@pytest.fixture
def samples(alice):
    """The papers of Alice's organisation and the other variables of addresses."""
    build.fill(build.Scene(alice.contract.edition, Cohort.objects.get(), None), 1, offset=3)
    return {
        "agreement_pdf": {"public_id": alice.contract.public_id},
        "agreement_copy_pdf": {"public_id": alice.contract.public_id},
        "addendum_pdf": {"public_id": alice.contract.public_id, "number": 1},
        "addendum_copy_pdf": {"public_id": alice.contract.public_id, "number": 1},
        "addendum_document": {"public_id": alice.contract.public_id, "number": 1},
        "agreement_document": {"public_id": alice.contract.public_id},
        "invoice_pdf": {"public_id": Invoice.objects.get(number="F-2026-0001").public_id},
        "event_ics": {"uid": Event.objects.first().uid},
        "attendance": {"uid": Event.objects.first().uid},
        "account_reset_password_from_key": {"uidb36": "1", "key": "niet-meer"},
        "account_act_for": {"public_id": alice.contract.organisation.public_id},
        "office_invitation_renew": {"public_id": alice.contract.public_id},  # not one of ours
        "office_invitation_withdraw": {"public_id": alice.contract.public_id},
        "subscription_renew": {"public_id": alice.contract.public_id},
        "subscription_revoke": {"public_id": alice.contract.public_id},
        "office_subscription_renew": {"public_id": alice.contract.public_id},
        **variables(alice.contract),
        **office_samples.variables(alice.contract),
        **lead_rows.variables(alice.contract),
        **dict(of_back_room()),
        "code": "facturen-te-laat",
        "app_label": "people",
    }


def of_back_room():
    """Yield the row for each address of the back room: a number 1 there need not be."""
    for model in admin.site._registry:
        row = model._base_manager.order_by("pk").first()
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for action in ("change", "delete", "history"):
            if row:
                yield f"{name}_{action}", {"object_id": row.pk}
    yield "admin:auth_user_password_change", {"id": User.objects.first().pk}


@pytest.fixture
def sign_in_as(scene, alice, charlie, client):
    """Return a function that signs in someone of the table."""

    def account(who):
        if who == "elsewhere":
            return charlie
        if who in {"no role", "door", "all rights"}:
            rights = {"is_staff": who != "no role", "is_superuser": who == "all rights"}
            return User.objects.create_user("zonder.rol@example.org", "x", **rights)
        inside = {"participant", "contact", "partner", "specialist"}
        place = alice.contract.organisation if who in inside else scene.university
        return build.make_account(who, place, given_name="Iemand")

    def sign_in_as(who):
        if who != "stranger":
            client.force_login(account(who))
        return client

    return sign_in_as


@pytest.mark.parametrize("who", ROLES)
def test_every_address_answers_each_role_as_the_table_says(samples, sign_in_as, who):
    """Signing out comes last: it would make a stranger of everyone."""
    client = sign_in_as(who)
    wrong = {}
    for name, written in sorted(addresses(), key=lambda each: "logout" in each[0]):
        found = outcome(client, path_of(name, written, samples))
        expected = ROWS[row_of(name, ROWS)][who]
        if found not in expected:
            wrong[name] = (found, expected)
    assert wrong == {}


def test_table_has_a_row_for_every_address_and_no_other():
    assert {row_of(name, ROWS) for name, _ in addresses()} == set(ROWS)
    assert len(list(addresses())) > 200


def test_table_has_a_column_for_every_role():
    assert set(build.Membership.Role.values) <= set(ROLES)


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
