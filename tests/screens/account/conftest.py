"""Someone of the office who must have a second step, and how people sign in."""

from __future__ import annotations

import re

import pytest

from lllo.people.models import User
from tests import world
from tests.screens.account import keys

PASSWORD = "vier-woorden-zijn-genoeg"
STAFF = ["backoffice", "lead", "specialist", "auditor", "backroom"]


@pytest.fixture
def demanding(settings):
    """An installation that is no demo, as it is when nobody sets LLLO_MFA_ROLES."""
    settings.LLLO_MFA_ROLES = STAFF


@pytest.fixture
def staff(university):
    user = world.make_user("backoffice", university, email="bob.backoffice@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def contact(organisation):
    person = world.make_person("Contact", organisation, "contact", given_name="Carla")
    return User.objects.create_user(person.email, PASSWORD, person=person)


@pytest.fixture
def sign_in(client):
    """Return a function that types mail address and password at the door."""

    def sign_in(user, password=PASSWORD, *, at=client):
        return at.post("/account/inloggen/", {"login": user.email, "password": password})

    return sign_in


@pytest.fixture
def app(client):
    """Return a function that sets up an app with codes for who is signed in; gives its secret."""

    def app():
        page = client.get("/account/tweede-stap/app/", follow=True)
        if page.redirect_chain:  # the password first
            target = page.redirect_chain[-1][0]
            client.post(target, {"password": PASSWORD})
            page = client.get("/account/tweede-stap/app/")
        secret = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode())[1]
        answer = client.post("/account/tweede-stap/app/", {"code": keys.code(secret)})
        assert answer.status_code == 302, answer.content.decode()
        return secret

    return app
