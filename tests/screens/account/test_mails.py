"""The mails about an account: each in our own words, in the language of who gets it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.template.loader import get_template

from lllo.people.models import User
from tests import world
from tests.screens.account.conftest import PASSWORD

# allauth has more mails than this site can send: nobody signs up, changes the address that names
# the account, or signs in by a code from a mail.
NEVER = {
    "account/email/account_already_exists", "account/email/email_changed",
    "account/email/email_confirm", "account/email/email_confirmation",
    "account/email/email_confirmation_signup", "account/email/email_deleted",
    "account/email/login_code", "account/email/password_reset_code",
}  # fmt: skip
TEMPLATES = Path(allauth.__file__).parent / "templates"
LINK = "https://lllo.example.org/account/wachtwoord/nieuw/1-abc/"
KNOWN = {
    "password_reset_url": LINK, "provider": "SURFconext", "ip": "198.51.100.7",
    "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "timestamp": datetime(2026, 5, 20, 8, tzinfo=UTC),
}  # fmt: skip
FAMILIAR = re.compile(r"\b(je|jij|jou|jouw)\b", re.IGNORECASE)


def mails():
    """Return the name of every mail of allauth that this site sends."""
    found = TEMPLATES.glob("*/email/*_subject.txt")
    names = {str(path.relative_to(TEMPLATES)).removesuffix("_subject.txt") for path in found}
    assert names >= NEVER
    return sorted(names - NEVER)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_mail_is_ours_short_and_in_the_language_of_its_reader(organisation, rf, language):
    person = world.make_person("Lezer", organisation, "contact", language=language)
    User.objects.create_user(person.email, person=person)
    with request_context(rf.get("/")):
        for name in mails():
            for part in ("subject", "message"):
                origin = get_template(f"{name}_{part}.txt").origin.name
                assert not origin.startswith(str(TEMPLATES)), origin
            known = KNOWN | {"email": person.email}
            letter = get_adapter().render_mail(name, person.email, known)
            assert letter.subject.endswith(" – lllo"), name
            assert letter.alternatives == [], name
            assert not FAMILIAR.search(letter.subject + letter.body), letter.body
            assert "\n\n\n" not in letter.body, letter.body
            assert len(letter.body) < 700, name
            if "key" in name:
                assert LINK in letter.body
            elif "unknown" not in name:
                assert "198.51.100.7" in letter.body
                assert "http://127.0.0.1:8000/account/\n" in letter.body


def test_mail_goes_out_in_the_language_of_the_person_and_is_marked(
    contact, sign_in, client, mailoutbox
):
    contact.person.language = "en"
    contact.person.save()
    world.mark_demo()
    sign_in(contact)
    new = "een-heel-ander-wachtwoord"
    client.post(
        "/account/wachtwoord/wijzigen/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    (letter,) = mailoutbox
    assert letter.subject.startswith("[DEMO] Your password was changed – ")
    assert "The password of your account was changed." in letter.body
