"""The pages of allauth in the words of the site: labels, mistakes, messages, ways."""

from __future__ import annotations

import pytest
from allauth.account.adapter import get_adapter
from django.utils import translation

from tests.screens.account.conftest import PASSWORD

DOOR, CHANGE = "/account/inloggen/", "/account/wachtwoord/wijzigen/"
BUTTONS = ("/account/rol/", "/account/namens/stoppen/")


@pytest.fixture
def english(client):
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.django_db
def test_door_says_what_every_other_form_says(english):
    page = english.get(DOOR).content.decode()
    for words in ("Mail address", "Stay signed in on this device", "/account/wachtwoord/vergeten/"):
        assert words in page
    assert "placeholder" not in page
    assert "Remember Me" not in page


@pytest.mark.django_db
def test_what_is_missing_at_the_door_is_told_in_a_summary(english):
    page = english.post(DOOR, {}).content.decode()
    assert "Mail address: Fill this in." in page
    assert "Password: Fill this in." in page


def change(client, **typed):
    values = {"oldpassword": PASSWORD, "password1": "vier-andere-woorden", **typed}
    return client.post(CHANGE, values)


def test_second_password_that_differs_is_told_in_our_words(contact, english):
    english.force_login(contact)
    page = change(english, password2="heel-andere-woorden").content.decode()
    assert "This is not the same as the new password above." in page
    assert "You must type" not in page


def test_after_another_password_one_is_back_at_the_account(contact, client):
    client.force_login(contact)
    answer = change(client, password2="vier-andere-woorden")
    assert answer.headers["Location"] == "/account/"


@pytest.mark.parametrize("path", BUTTONS)
def test_address_of_a_button_is_a_page_when_it_is_opened(contact, client, path):
    client.force_login(contact)
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "<h1>" in answer.content.decode()


def test_ways_to_confirm_that_it_is_you_are_named_as_elsewhere(staff, sign_in, app, client):
    sign_in(staff)
    app()
    with translation.override("en"):
        said = [
            str(way["description"]) for way in get_adapter().get_reauthentication_methods(staff)
        ]
    assert said == ["With your password", "With a code of the app, or a recovery code"]
