"""A passkey in a real browser: made, and used to sign in, by our own script under the strict CSP."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from tests.browser.conftest import PASSWORD
from tests.screens import scene as build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def bob():
    university = build.world.make_organisation("Universiteit (demo)", kind="university")
    return build.make_account("backoffice", university, given_name="Bob")


def test_passkey_is_made_and_signs_in_alone(bob, sign_in, settings):
    settings.LLLO_MFA_ROLES = ["backoffice"]
    settings.ALLOWED_HOSTS = ["*"]
    page = sign_in(bob)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    assert page.url.endswith("/account/tweede-stap/")
    page.click("a[href='/account/passkeys/nieuw/']")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.fill("input[name=name]", "Laptop")
    page.check("input[name=passwordless]")
    with page.expect_navigation():
        page.click("form[data-passkey] button")
    assert page.locator("ul.codes li").count() == 10
    assert Authenticator.objects.filter(user=bob, type="webauthn").count() == 1
    page.context.clear_cookies()
    page.goto("/account/inloggen/")
    with page.expect_navigation(url="**/kantoor/"):
        page.click("form[data-passkey] button")
    assert page.complaints == []


def test_passkey_that_is_not_there_is_a_sentence(bob, open_page):
    page = open_page("/account/inloggen/")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator", {"options": DEVICE | {"isUserVerified": False}}
    )
    page.click("form[data-passkey] button")
    alert = page.locator("form[data-passkey] [role=alert]")
    alert.filter(has_text="passkey").wait_for()
    assert page.url.endswith("/account/inloggen/")
