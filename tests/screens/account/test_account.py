from __future__ import annotations

import re

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from lllo.people.models import AuditEntry, Membership, User
from lllo.screens.account.devices import device_name
from tests import world
from tests.screens.account.conftest import PASSWORD

DEVICES = "/account/apparaten/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0"


@pytest.mark.parametrize("has_password", [True, False])
def test_overview_shows_what_can_be_changed(contact, client, has_password):
    if not has_password:
        contact.set_unusable_password()
        contact.save()
    client.force_login(contact)
    page = client.get("/account/").content.decode()
    word = "wijzigen" if has_password else "instellen"
    assert f'href="/account/wachtwoord/{word}/"' in page
    assert f'href="{DEVICES}"' in page


def test_devices_are_listed_in_words(contact, sign_in, client):
    sign_in(contact)
    other = Client(headers={"User-Agent": FIREFOX})
    sign_in(contact, at=other)
    page = other.get(DEVICES).content.decode()
    assert "Firefox" in page
    assert client.session.session_key not in page
    assert len(re.findall(r'name="end" value="[0-9a-f]{16}"', page)) == 1


def test_one_device_is_signed_out(contact, sign_in, client):
    sign_in(contact)
    other = Client()
    sign_in(contact, at=other)
    page = client.get(DEVICES).content.decode()
    code = re.search(r'name="end" value="([0-9a-f]{16})"', page)[1]
    client.post(DEVICES, {"end": code})
    assert other.get(DEVICES).status_code == 302
    assert client.get(DEVICES).status_code == 200


def test_all_others_are_signed_out_and_nobody_else(contact, staff, sign_in, client):
    sign_in(contact)
    others = [Client(), Client()]
    for other in others:
        sign_in(contact, at=other)
    colleague = Client()
    sign_in(staff, at=colleague)
    client.post(DEVICES, {"end": "others"})
    assert [other.get(DEVICES).status_code for other in others] == [302, 302]
    assert client.get(DEVICES).status_code == 200
    assert colleague.get(DEVICES).status_code == 200
    entry = AuditEntry.objects.get(action="account.devices_signed_out")
    assert (entry.actor, entry.detail) == (contact, {"sessions": 2})


def test_signing_out_everywhere_includes_this_device(contact, sign_in, client):
    sign_in(contact)
    other = Client()
    sign_in(contact, at=other)
    assert client.post(DEVICES, {"end": "all"}).headers["Location"] == "/account/inloggen/"
    assert client.get(DEVICES).status_code == 302
    assert other.get(DEVICES).status_code == 302
    assert not UserSession.objects.exists()


def test_made_up_code_signs_nobody_out(contact, staff, sign_in, client):
    sign_in(contact)
    other = Client()
    sign_in(staff, at=other)
    client.post(DEVICES, {"end": "0" * 16})
    assert other.get(DEVICES).status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [(FIREFOX, "Firefox op Linux"), (IPHONE, "Safari op iPhone"), (EDGE, "Edge op Windows")],
)
def test_device_is_named_in_words(agent, words):
    assert device_name(agent).replace(" on ", " op ") == words


def test_device_that_says_little_is_named_as_far_as_it_goes():
    assert device_name("Firefox/1") == "Firefox"
    assert device_name("curl on Linux") == "Linux"
    assert device_name("")


@pytest.fixture
def both(staff, organisation):
    """Someone of the office who takes part for an organisation, too."""
    Membership.objects.create(person=staff.person, organisation=organisation, role="contact")
    world.make_person("Elders", world.make_organisation("Andere gemeente (demo)"))
    return staff


def choose(client, role):
    return client.post("/account/rol/", {"role": role})


def test_chosen_role_decides_what_one_enters_and_sees(both, client):
    client.force_login(both)
    assert client.get("/kantoor/").status_code == 200
    assert choose(client, "contact").headers["Location"] == "/"
    assert client.get("/").headers["Location"] == "/deelnemer/"
    assert client.get("/kantoor/").status_code == 403
    assert client.get("/deelnemer/", follow=True).status_code == 200
    choose(client, "backoffice")
    assert client.get("/kantoor/").status_code == 200
    assert client.get("/deelnemer/").status_code == 403
    choose(client, "")
    assert client.get("/deelnemer/", follow=True).status_code == 200
    assert client.get("/kantoor/").status_code == 200


def test_visible_rows_follow_the_chosen_role(both, organisation):
    from lllo.people.models import Organisation, Person

    assert Organisation.objects.visible_to(both).count() == 3
    both.acting_as = "contact"
    assert list(Organisation.objects.visible_to(both)) == [organisation]
    assert Person.objects.visible_to(both).count() == 1
    both.acting_as = "backoffice"
    assert Organisation.objects.visible_to(both).count() == 3
    assert both.places({"contact"}) == {}


def test_role_one_does_not_have_changes_nothing(both, client):
    client.force_login(both)
    choose(client, "lead")
    assert client.get("/programma/").status_code == 403
    assert client.get("/kantoor/").status_code == 200


def test_role_that_ended_is_not_acted_in(both, client):
    client.force_login(both)
    choose(client, "contact")
    both.person.memberships.filter(role="contact").update(ended_on="2026-01-02")
    assert client.get("/deelnemer/").status_code == 403
    assert client.get("/kantoor/").status_code == 200


def test_superuser_in_a_role_has_the_rights_of_that_role(both, client):
    both.is_superuser = True
    both.save()
    client.force_login(both)
    assert client.get("/programma/").status_code == 200
    choose(client, "contact")
    assert client.get("/programma/").status_code == 403


def test_office_acts_for_an_organisation_and_the_trail_names_both(both, client):
    other = world.make_organisation("Gemeente Beekdorp (demo)")
    client.force_login(both)
    answer = client.post(f"/account/namens/{other.public_id}/")
    assert answer.headers["Location"] == "/deelnemer/"
    page = client.get("/deelnemer/", follow=True)
    assert other.name in page.content.decode()
    assert client.get("/kantoor/").status_code == 403
    client.post("/i18n/setlang/", {"language": "en"})
    client.post(DEVICES, {"end": "others"})
    entry = AuditEntry.objects.get(action="account.devices_signed_out")
    assert (entry.actor, entry.on_behalf_of, entry.origin, entry.address) == (
        both,
        other,
        "web",
        "127.0.0.1",
    )
    assert AuditEntry.objects.get(action="account.acts_for").on_behalf_of == other
    client.post("/account/namens/stoppen/")
    assert client.get("/kantoor/").status_code == 200
    client.post(DEVICES, {"end": "others"})
    assert AuditEntry.objects.latest("pk").on_behalf_of is None


def test_only_the_backoffice_acts_for_others(university, organisation, client):
    for role in ("lead", "auditor"):
        user = world.make_user(role, university)
        client.force_login(user)
        assert client.post(f"/account/namens/{organisation.public_id}/").status_code == 403


def test_nobody_acts_for_the_university(both, university, client):
    client.force_login(both)
    assert client.post(f"/account/namens/{university.public_id}/").status_code == 404


def test_who_leaves_the_office_does_not_go_on_for_others(both, client):
    other = world.make_organisation("Gemeente Beekdorp (demo)")
    client.force_login(both)
    client.post(f"/account/namens/{other.public_id}/")
    both.person.memberships.filter(role="backoffice").update(ended_on="2026-01-02")
    page = client.get("/deelnemer/", follow=True).content.decode()
    assert other.name not in page


def test_back_room_is_entered_as_oneself(both, client):
    both.is_staff = both.is_superuser = True
    both.save()
    other = world.make_organisation("Gemeente Beekdorp (demo)")
    client.force_login(both)
    client.post(f"/account/namens/{other.public_id}/")
    assert client.get("/beheer/").status_code == 200


def test_rights_follow_while_acting_for_an_organisation(both, organisation):
    both.acting_for = organisation
    assert both.roles == {"contact"}
    assert not both.sees_everything
    assert list(both.organisations()) == [organisation]
    assert list(both.organisations({"partner"})) == []
    assert both.places({"contact"}) == {organisation: {"contact"}}
    assert not both.memberships_now().exists()


def test_sign_in_and_wrong_password_leave_a_row(contact, sign_in, client):
    sign_in(contact, "mis")
    sign_in(contact)
    rows = AuditEntry.objects.order_by("pk").values_list("action", "result", "actor")
    assert list(rows) == [
        ("account.sign_in_failed", "refused", None),
        ("account.signed_in", "done", contact.pk),
    ]


def test_unknown_name_is_not_kept(db, client):
    client.post("/account/inloggen/", {"login": "wachtwoord@example.org", "password": "x"})
    assert not AuditEntry.objects.exists()


def test_wrong_passwords_are_limited_across_processes(contact, sign_in, client, settings):
    """The counts are rows of the database; a process of its own would begin at nothing."""
    assert "db.DatabaseCache" in settings.CACHES["default"]["BACKEND"]
    for _attempt in range(5):
        sign_in(contact, "mis", at=Client())
    refused = sign_in(contact, at=Client())
    assert refused.status_code == 200
    assert "/account/" in refused.content.decode()
    assert AuditEntry.objects.filter(action="account.sign_in_failed").count() == 5


def test_forgotten_password_is_limited(db, client):
    codes = [
        client.post("/account/wachtwoord/vergeten/", {"email": "x@example.org"}).status_code
        for _attempt in range(6)
    ]
    assert codes[0] == 302
    assert codes[-1] in {200, 429}


def test_address_behind_a_proxy_is_the_one_the_proxy_saw(contact, sign_in, client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client.defaults["HTTP_X_FORWARDED_FOR"] = "203.0.113.1, 198.51.100.7"
    sign_in(contact)
    assert AuditEntry.objects.get().address == "198.51.100.7"


def test_changed_password_is_noted_and_mailed(contact, sign_in, client, mailoutbox):
    sign_in(contact)
    new = "een-heel-ander-wachtwoord"
    client.post(
        "/account/wachtwoord/wijzigen/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    contact.refresh_from_db()
    assert contact.check_password(new)
    assert AuditEntry.objects.get(action="account.password_changed").actor == contact
    assert [message.to for message in mailoutbox] == [[contact.email]]


def test_mail_server_that_is_down_undoes_nothing(contact, sign_in, client, settings):
    sign_in(contact)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    new = "een-heel-ander-wachtwoord"
    client.post(
        "/account/wachtwoord/wijzigen/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    contact.refresh_from_db()
    assert contact.check_password(new)


def test_class_based_view_asks_strangers_to_sign_in_and_refuses_others(contact, rf):
    from django.contrib.auth.models import AnonymousUser
    from django.core.exceptions import PermissionDenied
    from django.http import HttpResponse

    from lllo.screens.access import OFFICE, ForRoles

    class Page(ForRoles):
        roles = OFFICE

        def get(self, request):
            return HttpResponse(request.path)

    request = rf.get("/pagina/?q=1")
    request.user = AnonymousUser()
    assert Page.as_view()(request).headers["Location"] == "/account/inloggen/?next=/pagina/%3Fq%3D1"
    request.user = contact
    with pytest.raises(PermissionDenied):
        Page.as_view()(request)
    request.user = User.objects.create_superuser("root@example.org")
    assert Page.as_view()(request).status_code == 200
