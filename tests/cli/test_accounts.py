from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from lllo.cli import main
from lllo.people.models import User
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
