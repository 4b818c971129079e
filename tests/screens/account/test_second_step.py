from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from lllo.people import chain
from lllo.people.account_actions import reset_second_factor
from lllo.people.models import AuditEntry, Membership, User
from tests import world
from tests.screens.account import keys

SETUP = "/account/tweede-stap/"
ASKED = "/account/tweede-stap/inloggen/"


def audited(action):
    return AuditEntry.objects.filter(action=action)


@pytest.fixture
def own_transactions(transactional_db):
    """allauth tells of a new second step after its transaction, in the same request."""
    yield
    cache.clear()


@pytest.mark.usefixtures("own_transactions")
def test_staff_sets_up_a_second_step_before_anything_else(demanding, staff, client, sign_in, app):
    sign_in(staff)
    for path in ("/", "/kantoor/", "/kantoor/uitnodigingen/", "/account/apparaten/"):
        answer = client.get(path)
        assert (path, answer.headers.get("Location")) == (path, SETUP)
    assert client.get(SETUP).status_code == 200
    app()
    assert client.get("/kantoor/").status_code == 200
    added = audited("account.second_factor_added").order_by("pk")
    assert [entry.detail["kind"] for entry in added] == ["totp", "recovery_codes"]
    assert {entry.actor for entry in added} == {staff}
    assert [message.to for message in mail.outbox] == [[staff.email]]
    assert list(chain.broken_links()) == []
    assert not AuditEntry.objects.filter(position=None).exists()


def test_back_room_is_shut_without_a_second_step(demanding, db, client):
    client.force_login(User.objects.create_superuser("root@example.org"))
    assert client.get("/beheer/").headers["Location"] == SETUP


def test_one_can_always_leave_and_choose_the_language(demanding, staff, client, sign_in):
    sign_in(staff)
    assert client.post("/i18n/setlang/", {"language": "en"}).headers["Location"] == "/"
    assert client.get("/.well-known/security.txt").status_code == 200
    assert client.get("/account/uitloggen/").status_code == 200


def test_code_of_the_app_is_asked_at_the_next_sign_in(demanding, staff, client, sign_in, app):
    sign_in(staff)
    secret = app()
    other = Client()
    assert sign_in(staff, at=other).headers["Location"] == ASKED
    assert other.get("/kantoor/").status_code == 302
    assert "errorlist" in other.post(ASKED, {"code": "000000"}).content.decode()
    assert audited("account.second_factor_failed").get().result == "refused"
    answer = other.post(ASKED, {"code": keys.code(secret, steps=1)})
    assert answer.headers["Location"] == "/"
    assert other.get("/kantoor/").status_code == 200


def test_code_works_once(demanding, staff, client, sign_in, app):
    sign_in(staff)
    secret = app()
    first, second = Client(), Client()
    for visitor in (first, second):
        sign_in(staff, at=visitor)
    used = keys.code(secret, steps=1)
    assert first.post(ASKED, {"code": used}).status_code == 302
    assert second.post(ASKED, {"code": used}).status_code == 200


def test_recovery_code_works_once(demanding, staff, client, sign_in, app):
    sign_in(staff)
    app()
    page = client.get("/account/tweede-stap/codes/").content.decode()
    codes = re.findall(r"<li><code>(\w+)</code>", page)
    assert len(codes) == 10
    other = Client()
    sign_in(staff, at=other)
    assert other.post(ASKED, {"code": codes[0]}).status_code == 302
    third = Client()
    sign_in(staff, at=third)
    assert third.post(ASKED, {"code": codes[0]}).status_code == 200
    assert client.get("/account/tweede-stap/codes/bestand/").status_code == 200


@pytest.mark.usefixtures("own_transactions")
def test_new_recovery_codes_replace_the_old(staff, client, sign_in, app):
    sign_in(staff)
    app()
    before = client.get("/account/tweede-stap/codes/").content
    client.post("/account/tweede-stap/codes/nieuw/")
    assert client.get("/account/tweede-stap/codes/").content != before
    assert audited("account.recovery_codes_renewed").get().actor == staff


def test_session_from_before_the_second_step_is_asked_for_it(
    demanding, staff, client, sign_in, app
):
    old = Client()
    sign_in(staff, at=old)
    sign_in(staff)
    secret = app()
    answer = old.get("/kantoor/")
    assert answer.headers["Location"].startswith("/account/tweede-stap/bevestigen/?next=%2Fkantoor")
    done = old.post(answer.headers["Location"], {"code": keys.code(secret, steps=1)})
    assert done.headers["Location"] == "/kantoor/"
    assert old.get("/kantoor/").status_code == 200


def test_demo_offers_and_demands_nothing(demanding, staff, client, sign_in, app):
    world.mark_demo()
    sign_in(staff)
    assert client.get("/kantoor/").status_code == 200
    app()
    assert Authenticator.objects.filter(user=staff, type="totp").exists()


def test_nothing_is_demanded_of_a_contact_who_may_have_one(
    demanding, contact, client, sign_in, app
):
    sign_in(contact)
    assert client.get(SETUP).status_code == 200
    assert client.get("/account/apparaten/").status_code == 200
    app()
    assert client.get(SETUP).status_code == 200


def test_lower_role_that_was_chosen_demands_no_less(
    demanding, staff, organisation, client, sign_in
):
    Membership.objects.create(person=staff.person, organisation=organisation, role="participant")
    sign_in(staff)
    session = client.session
    session["acting_as"] = "participant"
    session.save()
    assert client.get("/deelnemer/").headers["Location"] == SETUP


def test_last_second_step_of_staff_stays(demanding, staff, client, sign_in, app):
    sign_in(staff)
    app()
    client.post("/account/tweede-stap/app/weg/")
    assert Authenticator.objects.filter(user=staff, type="totp").exists()


def test_contact_may_take_the_app_away(demanding, contact, client, sign_in, app):
    sign_in(contact)
    app()
    assert client.post("/account/tweede-stap/app/weg/").status_code == 302
    assert not Authenticator.objects.filter(user=contact).exists()
    assert audited("account.second_factor_removed").count() == 2  # the codes go with it


def test_secret_is_stored_encrypted_and_read_with_an_older_key(
    staff, client, sign_in, app, settings
):
    sign_in(staff)
    secret = app()
    stored = Authenticator.objects.get(user=staff, type="totp")
    assert secret not in str(stored.data)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-key-" + "z" * 50
    other = Client()
    sign_in(staff, at=other)
    assert other.post(ASKED, {"code": keys.code(secret, steps=1)}).status_code == 302


def test_who_lost_the_telephone_sets_up_anew(demanding, staff, client, sign_in, app):
    sign_in(staff)
    app()
    reset_second_factor(staff, by=None)
    assert client.get("/kantoor/").headers["Location"].startswith("/account/inloggen/")
    sign_in(staff)
    assert client.get("/kantoor/").headers["Location"] == SETUP


def test_wrong_codes_are_limited(staff, client, sign_in, app):
    sign_in(staff)
    secret = app()
    other = Client()
    sign_in(staff, at=other)
    for _attempt in range(6):
        other.post(ASKED, {"code": "000000"})
    assert other.post(ASKED, {"code": keys.code(secret, steps=1)}).status_code == 200


@pytest.mark.parametrize("language", ["nl", "en"])
def test_qr_code_is_drawn_in_the_page(staff, client, sign_in, language):
    sign_in(staff)
    client.post("/i18n/setlang/", {"language": language})
    asked = client.get("/account/tweede-stap/app/").headers["Location"]
    client.post(asked, {"password": "vier-woorden-zijn-genoeg"})
    page = client.get("/account/tweede-stap/app/").content.decode()
    assert "<svg" in page
    assert "data:image" not in page
