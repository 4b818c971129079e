from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from lllo.feeds.models import Subscription
from lllo.outbox import worker
from lllo.people.models import AuditEntry
from tests.screens import scene as build

PAGE = "/account/agenda/"


@pytest.fixture(autouse=True)
def _elsewhere(settings, tmp_path):
    settings.FEED_FOLDER = str(tmp_path)


def subscribe(client, code="persoonlijk:"):
    answer = client.post(PAGE, {"calendar": code})
    assert answer.status_code == 200
    return answer


def secret(answer):
    return re.search(r"/agenda/([\w-]{32})\.ics", answer.content.decode()).group(1)


def test_address_is_shown_once_and_works(alice, client):
    client.force_login(alice)
    answer = subscribe(client)
    page = answer.content.decode()
    token = secret(answer)
    assert f"webcal://127.0.0.1:8000/agenda/{token}.ics" in page
    assert "<svg" in page
    assert "style=" not in page
    assert "no-store" in answer["Cache-Control"]
    assert Client().get(f"/agenda/{token}.ics").status_code == 200
    assert token not in client.get(PAGE).content.decode()


def test_contact_subscribes_for_the_organisation(alice, client):
    client.force_login(alice)
    subscribe(client, f"organisatie:{alice.contract.organisation.public_id}")
    assert Subscription.objects.get().organisation == alice.contract.organisation


def test_second_time_says_to_renew(alice, client):
    client.force_login(alice)
    subscribe(client)
    assert client.post(PAGE, {"calendar": "persoonlijk:"}).status_code == 302
    assert Subscription.objects.count() == 1


@pytest.mark.parametrize("name", ["bureau:", "onbekend:", "", "organisatie:x"])
def test_what_is_not_offered_is_not_made(alice, client, name):
    client.force_login(alice)
    assert client.post(PAGE, {"calendar": name}).headers["Location"] == PAGE
    assert not Subscription.objects.exists()


def test_renewing_and_ending(alice, client):
    client.force_login(alice)
    old = secret(subscribe(client))
    first = Subscription.objects.get()
    page = reverse("subscription_renew", args=[first.public_id])
    assert client.get(page).status_code == 200
    renewed = client.post(page)
    new = secret(renewed)
    assert new != old
    assert renewed.context["name"] == "Mijn programma: Alice Voorbeeld"
    living = Subscription.objects.living().get()
    assert client.get(page).status_code == 404
    end = reverse("subscription_revoke", args=[living.public_id])
    assert client.get(end).status_code == 200
    assert client.post(end).headers["Location"] == PAGE
    assert not Subscription.objects.living().exists()


def test_others_cannot_touch_it_and_the_backoffice_can(alice, charlie, bob, scene, client):
    client.force_login(alice)
    subscribe(client)
    end = reverse("subscription_revoke", args=[Subscription.objects.get().public_id])
    auditor = build.make_account("auditor", scene.university, given_name="Anna")
    for other in (charlie, auditor):
        client.force_login(other)
        assert client.post(end).status_code == 404
    listed = client.get("/kantoor/abonnementen/").content.decode()
    assert "Alice" in listed
    assert end not in listed  # an auditor only looks
    client.force_login(bob)
    listed = client.get("/kantoor/abonnementen/").content.decode()
    assert "Alice" in listed
    assert end in listed
    assert client.post(end).headers["Location"] == "/kantoor/abonnementen/"


def test_office_does_not_get_to_see_the_secret_of_another(alice, bob, client):
    client.force_login(alice)
    subscribe(client)
    page = reverse("subscription_renew", args=[Subscription.objects.get().public_id])
    client.force_login(bob)
    assert client.get(page).status_code == 404
    assert client.post(page).status_code == 404
    assert page not in client.get("/kantoor/abonnementen/").content.decode()
    own = secret(subscribe(client))
    mine = reverse("subscription_renew", args=[bob.person.subscriptions.get().public_id])
    assert secret(client.post(mine)) != own


def test_new_address_without_a_right_says_why(alice, client):
    client.force_login(alice)
    organisation = alice.contract.organisation
    subscribe(client, f"organisatie:{organisation.public_id}")
    page = reverse("subscription_renew", args=[Subscription.objects.get().public_id])
    organisation.memberships.filter(person=alice.person).update(role="participant")
    answer = client.post(page, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert str(alice.person) in "".join(str(each) for each in answer.context["messages"])
    assert Subscription.objects.living().count() == 1


OFFICE = "/kantoor/abonnementen/"


def test_office_renews_without_seeing_and_the_holder_makes_the_new_one(alice, bob, client):
    client.force_login(alice)
    old = secret(subscribe(client))
    held = Subscription.objects.get()
    page = reverse("office_subscription_renew", args=[held.public_id])
    client.force_login(bob)
    assert page in client.get(OFFICE).content.decode()
    form = client.get(page)
    sent = {name: form.context[name] for name in ("once", "seen")}
    answers = [client.post(page, sent) for _time in range(2)]
    assert [each.headers["Location"] for each in answers] == [OFFICE, OFFICE]
    assert client.post(page, {"seen": sent["seen"]}).status_code == 409  # from another window
    assert client.post(page).status_code == 302
    assert AuditEntry.objects.filter(action="subscription.renewal_asked").count() == 1
    assert b"VEVENT" not in Client().get(f"/agenda/{old}.ics").content
    worker.run(once=True)
    (letter,) = [each for each in mail.outbox if "/account/agenda/" in each.body]
    assert letter.recipients() == [f"{alice.person} <{alice.person.email}>"]
    assert "/agenda/" not in letter.body.replace("/account/agenda/", "")
    client.force_login(alice)
    shown = client.get(PAGE)
    (offer,) = [each for each, _address in shown.context["offers"] if each.to_renew]
    assert (offer.to_renew, offer.subscription) == (held, None)
    new = secret(subscribe(client, offer.name))
    assert new != old
    assert Client().get(f"/agenda/{new}.ics").status_code == 200
    assert not [each for each, _address in client.get(PAGE).context["offers"] if each.to_renew]


def test_office_renews_many_and_reads_why_one_is_not(alice, charlie, bob, client):
    for user in (alice, charlie, bob):
        client.force_login(user)
        subscribe(client)
    charlie.person.email = ""
    charlie.person.save()
    rows = ",".join(str(each.public_id) for each in Subscription.objects.exclude(person=bob.person))
    looked = client.post(OFFICE, {"bulk": "vernieuwen", "rijen": rows, "stap": "bekijk"})
    shown = looked.content.decode()
    assert str(charlie.person) in shown
    token = re.search(r'name="once" value="([^"]+)"', shown).group(1)
    client.post(OFFICE, {"bulk": "vernieuwen", "rijen": rows, "stap": "doe", "once": token})
    living = Subscription.objects.living()
    assert {each.person for each in living} == {charlie.person, bob.person}
    page = reverse("office_subscription_renew", args=[living.get(person=charlie.person).public_id])
    assert client.post(page).status_code == 422
    own = reverse("subscription_renew", args=[living.get(person=bob.person).public_id])
    assert own in client.get(OFFICE).content.decode()  # one's own is shown at once
