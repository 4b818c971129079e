"""Choosing mail, answering without signing in, and what the office sees of the answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lllo import clock
from lllo.feeds import invitation_actions
from lllo.feeds.models import MailChoice, MailedInvitation, Subscription
from lllo.outbox import worker
from lllo.outbox.models import Job
from lllo.training.actions import register_for_event
from lllo.training.models import Answer, Event
from tests.screens import scene as build

PAGE = "/account/agenda/"
WAY = "/account/agenda/manier/"


@pytest.fixture(autouse=True)
def _elsewhere(settings, tmp_path):
    settings.FEED_FOLDER = str(tmp_path)
    settings.OUTBOX_CHORES = {}


def test_person_chooses_mail_after_seeing_what_ends(alice, client):
    client.force_login(alice)
    client.post(PAGE, {"calendar": "persoonlijk:"})
    asked = client.post(WAY, {"way": "mail"})
    assert asked.status_code == 200
    assert not MailChoice.objects.exists()
    client.post(WAY, {"way": "mail", "bevestigd": "1"})
    assert MailChoice.objects.get().person == alice.person
    assert not Subscription.objects.living().exists()
    page = client.get(PAGE).content.decode()
    assert 'name="calendar"' not in page
    client.post(WAY, {"way": "abonnement", "bevestigd": "1"})
    assert not MailChoice.objects.exists()
    assert client.post(WAY, {"way": "abonnement"}).headers["Location"] == PAGE


def test_office_chooses_for_a_person_and_nobody_else_does(alice, bob, client):
    path = reverse("person_calendar", args=[alice.person.public_id])
    client.force_login(alice)
    assert client.post(path, {"way": "mail", "bevestigd": "1"}).status_code == 403
    client.force_login(bob)
    assert client.get(path).status_code == 200
    client.post(path, {"way": "mail", "bevestigd": "1"})
    choice = MailChoice.objects.get()
    assert (choice.person, choice.chosen_by) == (alice.person, bob)


@pytest.fixture
def event(alice):
    return Event.objects.filter(is_published=True, cohort=None).order_by("starts_at").first()


@pytest.fixture
def path(alice, event):
    """Return where the link in Alice's mail leads."""
    register_for_event(
        alice.contract.organisation, event, person=alice.person, on=build.TODAY, by=None
    )
    invitation_actions.choose_mail(alice.person, at=build.NOW, by=None)
    invitation_actions.sync(at=clock.now())
    Job.objects.update(due_at=clock.real_now() - timedelta(minutes=1))
    worker.run(once=True)
    return reverse("invitation_answer", args=[MailedInvitation.objects.get(uid=event.uid).token])


def test_looking_changes_nothing_and_a_button_answers(path, event, alice):
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(path)
    assert page.status_code == 200
    assert event.title in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]
    stranger.head(path)
    assert not Answer.objects.exists()
    sent = {"antwoord": "declined", "csrfmiddlewaretoken": page.cookies["csrftoken"].value}
    assert stranger.post(path, sent).headers["Location"] == path
    answer = Answer.objects.get()
    assert (answer.word, answer.way, answer.person) == ("declined", "page", alice.person)
    assert Client().post(path, {"antwoord": "misschien"}).status_code == 422


def test_unknown_withdrawn_and_late_links_say_so(path, event, settings):
    assert Client().get("/antwoord/" + "0" * 64 + "/").status_code == 404
    settings.LLLO_CLOCK = event.ends_at + timedelta(hours=1)
    late = Client().post(path, {"antwoord": "accepted"})
    assert late.status_code == 422
    MailedInvitation.objects.update(is_open=False)
    assert Client().get(path).status_code == 410


def test_office_sees_the_answer_and_that_a_mail_is_only_a_claim(path, event, alice, bob, client):
    row = MailedInvitation.objects.get(uid=event.uid)
    invitation_actions.answer(row, "tentative", way="mail", at=clock.now())
    client.force_login(bob)
    for page in (reverse("event", args=[event.uid]), reverse("registrations")):
        shown = client.get(page).content.decode()
        assert str(Answer.Word.TENTATIVE.label) in shown
        assert str(Answer.Way.MAIL.label) in shown
