from __future__ import annotations

import html
import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from lllo.people.models import AuditEntry
from tests.screens.account.conftest import PASSWORD
from tests.screens.account.keys import Passkey

NEW = "/account/passkeys/nieuw/"
ASKED = "/account/tweede-stap/inloggen/"


def options(page, kind):
    written = re.search(r'data-options="([^"]*)"', page.content.decode())[1]
    return json.loads(html.unescape(written))[kind]


def open_new(client):
    asked = client.get(NEW)
    if asked.status_code == 302:
        client.post(asked.headers["Location"], {"password": PASSWORD})
        asked = client.get(NEW)
    return asked


@pytest.fixture
def passkey(client):
    """Return a function that adds a passkey for who is signed in."""

    def passkey(name="Telefoon"):
        key = Passkey()
        made = key.make(options(open_new(client), "creation_options"))
        answer = client.post(NEW, {"name": name, "credential": made, "passwordless": "on"})
        assert answer.status_code == 302, answer.content.decode()
        return key

    return passkey


def test_passkey_is_a_second_step(demanding, staff, client, sign_in, passkey):
    sign_in(staff)
    key = passkey()
    assert client.get("/kantoor/").status_code == 200
    other = Client()
    assert sign_in(staff, at=other).headers["Location"] == ASKED
    asked = options(other.get(ASKED), "request_options")
    assert other.post(ASKED, {"credential": key.sign(asked)}).headers["Location"] == "/"
    assert other.get("/kantoor/").status_code == 200


def test_passkey_alone_signs_in(demanding, staff, client, sign_in, passkey):
    sign_in(staff)
    key = passkey()
    other = Client()
    path = "/account/passkeys/inloggen/"
    asked = other.get(path, headers={"Accept": "application/json"}).json()["request_options"]
    answer = other.post(path, {"credential": key.sign(asked)})
    assert answer.headers["Location"] == "/"
    assert other.get("/kantoor/").status_code == 200
    assert AuditEntry.objects.filter(action="account.signed_in", actor=staff).count() == 2


def test_answer_of_another_key_is_refused(staff, client, sign_in, passkey):
    sign_in(staff)
    key, thief = passkey(), Passkey()
    thief.id, thief.user_handle = key.id, key.user_handle
    other = Client()
    path = "/account/passkeys/inloggen/"
    asked = other.get(path, headers={"Accept": "application/json"}).json()["request_options"]
    answer = other.post(path, {"credential": thief.sign(asked)})
    assert answer.headers["Location"] == "/account/inloggen/"
    assert other.get("/kantoor/").status_code == 302


def test_answer_is_not_used_twice(staff, client, sign_in, passkey):
    sign_in(staff)
    key = passkey()
    other = Client()
    path = "/account/passkeys/inloggen/"
    asked = other.get(path, headers={"Accept": "application/json"}).json()["request_options"]
    answer = key.sign(asked)
    other.post(path, {"credential": answer})
    again = Client().post(path, {"credential": answer})
    assert again.headers["Location"] == "/account/inloggen/"


def test_passkey_gets_another_name_and_goes(contact, client, sign_in, passkey):
    sign_in(contact)
    passkey()
    row = Authenticator.objects.get(user=contact, type="webauthn")
    client.post(f"/account/passkeys/{row.pk}/naam/", {"name": "Sleutelbos"})
    assert "Sleutelbos" in client.get("/account/passkeys/").content.decode()
    assert client.get(f"/account/passkeys/{row.pk}/weg/").status_code == 200
    client.post(f"/account/passkeys/{row.pk}/weg/")
    assert not Authenticator.objects.filter(user=contact).exists()


def test_last_passkey_of_staff_stays_and_one_of_two_goes(
    demanding, staff, client, sign_in, passkey
):
    sign_in(staff)
    passkey()
    row = Authenticator.objects.get(user=staff, type="webauthn")
    answer = client.post(f"/account/passkeys/{row.pk}/weg/", follow=True)
    assert Authenticator.objects.filter(pk=row.pk).exists()
    assert answer.redirect_chain[-1][0] == "/account/tweede-stap/"
    passkey("Reserve")
    client.post(f"/account/passkeys/{row.pk}/weg/")
    assert not Authenticator.objects.filter(pk=row.pk).exists()


def test_old_session_confirms_with_the_passkey(demanding, staff, client, sign_in, passkey):
    old = Client()
    sign_in(staff, at=old)
    sign_in(staff)
    key = passkey()
    Authenticator.objects.filter(user=staff, type="recovery_codes").delete()
    asked = old.get("/kantoor/").headers["Location"]
    assert asked.startswith("/account/passkeys/bevestigen/")
    answer = key.sign(options(old.get(asked), "request_options"))
    old.post(asked, {"credential": answer})
    assert old.get("/kantoor/").status_code == 200


def test_pages_of_passkeys_load_our_own_script_only(staff, client, sign_in):
    sign_in(staff)
    page = open_new(client).content.decode()
    assert set(re.findall(r'<script[^>]*src="([^"]+)"', page)) >= {"/static/lllo/passkeys.js"}
    assert all(
        path.startswith("/static/") for path in re.findall(r'<script[^>]*src="([^"]+)"', page)
    )
    assert not re.search(r"<script(?![^>]*src=)", page)
