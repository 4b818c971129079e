from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.core import mail

from lllo.cli import main
from lllo.people.models import AuditEntry, Invitation, Organisation, User
from tests import world

pytestmark = pytest.mark.django_db


def lllo(*arguments, text=None):
    return CliRunner().invoke(main, ["accounts", *arguments], input=text)


CREATE = ("create", "lead@example.org", "--role", "lead", "--organisation", "Universiteit Twente")


@pytest.fixture
def university():
    return world.make_organisation("Universiteit Twente", kind="university")


def test_account_is_made_with_a_password_from_the_input(university):
    arguments = (*CREATE, "--family-name", "Lead", "--password-stdin")
    result = lllo(*arguments, text="paard-batterij-niet\r\n")
    assert result.exit_code == 0, result.output
    assert User.objects.get(email="lead@example.org").check_password("paard-batterij-niet")
    assert lllo(*arguments, text="paard-batterij-niet\n").exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        CREATE,
        (
            "create",
            "geen-adres",
            "--role",
            "lead",
            "--organisation",
            "Twente",
            "--family-name",
            "L",
        ),
        (*CREATE[:-1], "Onbekend", "--family-name", "Lead"),
        (*CREATE[:3], "baas", *CREATE[4:], "--family-name", "Lead"),
    ],
)
def test_account_that_is_refused_is_one_sentence(university, arguments):
    result = lllo(*arguments)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert not User.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_accounts_are_listed(university, count):
    for number in range(count):
        person = world.make_person(f"Naam{number}", university, "backoffice")
        User.objects.create_user(person.email, person=person)
    accounts = json.loads(lllo("list", "--format", "json").stdout)
    assert len(accounts) == count
    assert accounts[0] == {
        "email": "alice.naam0@example.org",
        "person": "Alice Naam0",
        "roles": ["backoffice"],
        "organisations": ["Universiteit Twente"],
        "active": True,
        "last_login": None,
    }
    assert "Alice Naam0" in lllo("list").stdout


INVITE = ("--role", "lead", "--organisation", "Universiteit Twente")


def test_back_room_is_opened_with_an_option(university):
    result = lllo(*CREATE, "--family-name", "Lead", "--back-room")
    assert result.exit_code == 0, result.output
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser) == (True, True)


def test_someone_is_invited_and_mailed_by_the_worker(university):
    result = lllo("invite", "lead@example.org", *INVITE, "--family-name", "Lead")
    assert result.exit_code == 0, result.output
    assert "lead@example.org" in result.stdout
    assert Invitation.objects.get().person.family_name == "Lead"
    assert CliRunner().invoke(main, ["worker", "--once"]).exit_code == 0
    assert [message.to for message in mail.outbox] == [["lead@example.org"]]
    assert AuditEntry.objects.get(action="invitation.mailed").origin == "worker"
    assert lllo("invite", "x@example.org", *INVITE).exit_code == 1  # a new person needs a name


def test_account_is_closed_opened_and_signed_out(university):
    lllo(*CREATE, "--family-name", "Lead")
    for command in ("close", "reopen", "sign-out", "reset-second-step"):
        result = lllo(command, "LEAD@example.org")
        assert result.exit_code == 0, result.output
        assert len(result.stdout.splitlines()) == 1
        assert User.objects.get().is_active is (command != "close")


@pytest.mark.parametrize("command", ["close", "reopen", "sign-out", "reset-second-step"])
def test_account_that_is_not_there_is_one_sentence(command, db):
    result = lllo(command, "niemand@example.org")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


FIRST = ("create", "bob@example.org", "--role", "backoffice", "--family-name", "Kuiper")


def test_first_account_of_a_site_names_the_university():
    result = lllo(*FIRST, "--university", "Universiteit  Twente")
    assert result.exit_code == 0, result.output
    assert "/account/wachtwoord/vergeten/" in result.output  # there is no password yet
    user = User.objects.get()
    assert user.person.memberships.get().organisation.kind == "university"
    again = lllo("create", "eve@example.org", *FIRST[2:], "--university", "universiteit twente")
    assert again.exit_code == 0, again.output
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("where", [(), ("--university", "U", "--organisation", "U")])
def test_account_is_at_one_place(where):
    assert lllo(*FIRST, *where).exit_code == 2
    assert not Organisation.objects.exists()


def test_refused_first_account_leaves_no_university():
    assert lllo(*FIRST[:4], "--university", "U").exit_code == 1
    assert not Organisation.objects.exists()
