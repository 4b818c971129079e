from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from lllo.feeds.models import Subscription
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
