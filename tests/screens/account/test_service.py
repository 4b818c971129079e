"""Signing in through SURFconext, played with a real service on this machine."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from lllo import clock
from lllo.people.account_actions import invite, token_of
from lllo.people.models import AuditEntry, Invitation, Membership, User
from tests import world
from tests.screens.account.service import CLIENT, SECRET, oidc_service

DOOR = "/account/surfconext/"


@pytest.fixture(scope="module")
def running():
    with oidc_service() as service:
        yield service


@pytest.fixture
def service(running, settings):
    app = {
        "provider_id": "surfconext",
        "name": "SURFconext",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": running.address, "uid_field": "sub"},
    }
    settings.OIDC_SERVICE = app
    oidc = {**settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": [app]}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": oidc}
    running.claims = {"sub": "urn:collab:1", "email": "iemand@example.org"}
    running.userinfo = None
    running.asked.clear()
    return running


@pytest.fixture
def go(service, client):
    """Return a function that follows the browser to the service and back; gives the last answer."""

    def go(query="", *, at=client):
        leaving = at.get(DOOR + query).headers["Location"]
        assert leaving.startswith(f"{service.address}/authorize?")
        back = urlsplit(service.authorize(dict(parse_qsl(urlsplit(leaving).query))))
        return at.get(f"{back.path}?{back.query}")

    return go


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_stranger_gets_no_account_by_signing_in(service, go, client, db):
    answer = go()
    assert answer.status_code == 403
    assert not is_signed_in(client)
    assert not User.objects.exists()
    assert not SocialAccount.objects.exists()


def test_few_claims_are_asked_and_fewer_kept(service, go, organisation, settings, client):
    person = world.make_person("Iemand", organisation, email="iemand@example.org")
    settings.LLLO_OIDC_ALLOW = ["@example.org"]
    service.userinfo = {**service.claims, "name": "Iemand", "eduperson_affiliation": "staff"}
    assert go().headers["Location"] == "/"
    assert set(service.asked[0]["scope"].split()) == {"openid", "email"}
    tied = SocialAccount.objects.get()
    assert (tied.uid, tied.user.person, tied.extra_data) == (
        "urn:collab:1",
        person,
        {"sub": "urn:collab:1"},
    )
    go(at=Client())
    assert SocialAccount.objects.get().extra_data == {"sub": "urn:collab:1"}
    assert not SocialToken.objects.exists()
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert actions == {"account.created", "account.service_tied", "account.signed_in"}


def test_address_that_is_not_on_the_list_leads_nowhere(service, go, organisation, settings, client):
    world.make_person("Iemand", organisation, email="iemand@example.org")
    settings.LLLO_OIDC_ALLOW = ["@utwente.example"]
    assert go().status_code == 403
    assert not User.objects.exists()


def test_listed_address_of_nobody_we_know_leads_nowhere(service, go, db, settings):
    settings.LLLO_OIDC_ALLOW = ["@example.org"]
    assert go().status_code == 403
    assert not User.objects.exists()


def test_sub_counts_from_the_first_time_and_the_address_no_more(
    service, go, organisation, settings, client
):
    person = world.make_person("Iemand", organisation, email="iemand@example.org")
    settings.LLLO_OIDC_ALLOW = ["@example.org"]
    go()
    service.claims = {"sub": "urn:collab:1", "email": "nieuw@example.org"}
    settings.LLLO_OIDC_ALLOW = []
    other = Client()
    go(at=other)
    assert other.session["_auth_user_id"] == str(person.user.pk)
    service.claims = {"sub": "urn:collab:2", "email": "iemand@example.org"}
    third = Client()
    assert go(at=third).status_code == 403


def test_user_info_of_someone_else_is_refused(service, go, organisation, settings):
    world.make_person("Iemand", organisation, email="iemand@example.org")
    settings.LLLO_OIDC_ALLOW = ["@example.org"]
    service.userinfo = {"sub": "urn:collab:9", "email": "iemand@example.org"}
    assert go().status_code == 403
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("said", [False, "false"])
def test_address_that_the_service_did_not_verify_leads_nowhere(
    service, go, organisation, settings, said
):
    world.make_person("Iemand", organisation, email="iemand@example.org")
    settings.LLLO_OIDC_ALLOW = ["@example.org"]
    service.claims["email_verified"] = said
    assert go().status_code == 403
    assert not SocialAccount.objects.exists()
    service.claims["email_verified"] = True
    assert go().status_code == 302


@pytest.mark.parametrize("role", ["backoffice", "lead", "auditor"])
def test_address_alone_opens_no_account_of_the_staff(service, go, university, settings, role):
    world.make_person("Kantoor", university, role, email="iemand@example.org")
    settings.LLLO_OIDC_ALLOW = ["iemand@example.org"]
    assert go().status_code == 403
    assert not User.objects.exists()


@pytest.mark.parametrize("right", ["is_staff", "is_superuser"])
def test_address_alone_opens_no_account_of_the_back_room(
    service, go, organisation, settings, right
):
    person = world.make_person("Beheer", organisation, email="iemand@example.org")
    User.objects.create_user(person.email, None, person=person, **{right: True})
    settings.LLLO_OIDC_ALLOW = ["iemand@example.org"]
    assert go().status_code == 403
    assert not SocialAccount.objects.exists()


@pytest.fixture
def invited(organisation):
    person = world.make_person("Genodigd", organisation, "contact", email="g@example.org")
    return invite(person, at=clock.now(), by=None)


def test_invited_person_goes_on_with_the_service(service, go, invited, client):
    client.get(f"/account/uitnodiging/{token_of(invited.public_id)}/")
    page = client.get("/account/uitnodiging/").content.decode()
    assert f'href="{DOOR}"' in page
    assert go().headers["Location"] == "/"
    account = User.objects.get()
    assert (account.person, account.has_usable_password()) == (invited.person, False)
    assert client.get("/deelnemer/", follow=True).status_code == 200
    invited.refresh_from_db()
    assert invited.state(clock.now()) == Invitation.State.ACCEPTED


def test_invitation_that_ended_in_between_is_refused(service, go, invited, client):
    client.get(f"/account/uitnodiging/{token_of(invited.public_id)}/")
    Invitation.objects.update(withdrawn_at=clock.now())
    answer = go()
    assert answer.status_code == 403
    assert not User.objects.exists()


def test_closed_account_stays_closed(service, go, organisation, settings, client):
    world.make_person("Iemand", organisation, email="iemand@example.org")
    settings.LLLO_OIDC_ALLOW = ["@example.org"]
    go()
    User.objects.update(is_active=False)
    other = Client()
    assert go(at=other).headers["Location"] == "/account/inactief/"
    assert not is_signed_in(other)


@pytest.mark.usefixtures("demanding")
@pytest.mark.parametrize(("has_mfa", "goes_on"), [(False, False), (True, True)])
def test_second_step_of_the_service_counts_if_it_has_one(
    go, university, settings, client, has_mfa, goes_on
):
    person = world.make_person("Kantoor", university, "backoffice", email="iemand@example.org")
    invitation = invite(person, at=clock.now(), by=None)
    client.get(f"/account/uitnodiging/{token_of(invitation.public_id)}/")
    settings.LLLO_OIDC_HAS_MFA = has_mfa
    go()
    assert (client.get("/kantoor/").status_code == 200) is goes_on


def test_account_is_tied_and_untied_by_its_owner(service, go, contact, sign_in, client):
    sign_in(contact)
    page = client.get("/account/koppelingen/").content.decode()
    assert f"{DOOR}?process=connect" in page
    confirm = client.get(DOOR + "?process=connect")
    if "bevestigen" in confirm.headers["Location"]:
        client.post(confirm.headers["Location"], {"password": "vier-woorden-zijn-genoeg"})
    go("?process=connect")
    tied = SocialAccount.objects.get()
    assert tied.user == contact
    client.post("/account/koppelingen/", {"account": tied.pk})
    assert not SocialAccount.objects.exists()
    assert AuditEntry.objects.filter(action="account.service_untied", actor=contact).exists()


def test_forged_return_is_refused(service, client, db):
    answer = client.get("/account/surfconext/terug/?code=x&state=y")
    assert answer.status_code in {200, 401}
    assert not is_signed_in(client)


def test_cancelled_sign_in_says_so(service, client, db):
    leaving = client.get(DOOR).headers["Location"]
    state = dict(parse_qsl(urlsplit(leaving).query))["state"]
    answer = client.get(
        f"/account/surfconext/terug/?error=access_denied&state={state}", follow=True
    )
    assert "socialaccount/login_cancelled.html" in [each.name for each in answer.templates]


def test_service_that_is_away_is_a_sentence(service, settings, client, db):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
        "http://127.0.0.1:9"
    )
    answer = client.get(DOOR)
    assert answer.status_code == 502
    assert "socialaccount/authentication_error.html" in [each.name for each in answer.templates]


def test_without_the_setting_there_is_no_door(client, db):
    assert client.get(DOOR).status_code == 404
    assert DOOR not in client.get("/account/inloggen/").content.decode()


def test_membership_that_ended_opens_no_account(service, go, organisation, settings):
    world.make_person("Iemand", organisation, email="iemand@example.org")
    Membership.objects.update(ended_on="2026-01-01")
    settings.LLLO_OIDC_ALLOW = ["@example.org"]
    assert go().status_code == 403
