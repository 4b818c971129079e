from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from lllo import clock
from lllo.errors import Refused
from lllo.mail.invitation import send_invitation
from lllo.outbox.models import Job
from lllo.outbox.worker import run
from lllo.people.account_actions import invite, token_of
from lllo.people.models import AuditEntry, Invitation, Membership, User
from tests import world
from tests.screens.account.conftest import PASSWORD

AT = datetime(2026, 5, 20, 8, tzinfo=UTC)
LIST, NEW = "/kantoor/uitnodigingen/", "/kantoor/uitnodigingen/nieuw/"
ACCEPT = "/account/uitnodiging/"


@pytest.fixture
def invited(organisation):
    person = world.make_person("Genodigd", organisation, "contact")
    return invite(person, at=AT, by=None)


def open_link(client, invitation):
    return client.get(f"{ACCEPT}{token_of(invitation.public_id)}/", follow=True)


def test_link_in_the_mail_opens_an_account_and_signs_in(invited, organisation, client):
    assert run(once=True)["done"] == 1
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([invited.email], "Uitnodiging – lllo")
    assert organisation.name in message.body
    link = next(line for line in message.body.splitlines() if line.startswith("http"))
    page = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    assert page.redirect_chain == [(ACCEPT, 302)]  # the secret is in no address any more
    assert invited.email in page.content.decode()
    assert organisation.name in page.content.decode()
    answer = client.post(ACCEPT, {"password": PASSWORD})
    assert answer.headers["Location"] == "/"
    assert User.objects.get(email=invited.email).check_password(PASSWORD)
    assert client.get("/deelnemer/", follow=True).status_code == 200


def test_looking_at_a_link_does_not_use_it_up(invited, client):
    for _look in range(3):
        assert open_link(client, invited).status_code == 200
    assert Invitation.objects.get().state(AT) == Invitation.State.OPEN


def test_link_works_once(invited, client):
    open_link(client, invited)
    client.post(ACCEPT, {"password": PASSWORD})
    other = Client()
    page = open_link(other, invited)
    assert page.status_code == 410
    assert other.post(ACCEPT, {"password": "een-ander-wachtwoord"}).status_code == 410
    assert User.objects.get().check_password(PASSWORD)


def test_page_that_was_open_too_long_says_so(invited, client):
    open_link(client, invited)
    with clock.at(AT + timedelta(days=14)):
        assert client.post(ACCEPT, {"password": PASSWORD}).status_code == 410
    assert not User.objects.exists()


def test_link_with_a_mistake_and_no_link_at_all_are_a_sentence(db, client):
    assert client.get(f"{ACCEPT}{'x' * 43}/", follow=True).status_code == 410
    assert Client().get(ACCEPT).status_code == 410


def test_weak_password_is_a_sentence_at_the_field(invited, client):
    open_link(client, invited)
    page = client.post(ACCEPT, {"password": "kort"})
    assert page.status_code == 200
    assert "errorlist" in page.content.decode()
    assert not User.objects.exists()


def test_staff_that_was_invited_sets_up_a_second_step_first(demanding, university, client):
    person = world.make_person("Nieuw", university, "lead")
    open_link(client, invite(person, at=AT, by=None))
    client.post(ACCEPT, {"password": PASSWORD})
    assert client.get("/programma/").headers["Location"] == "/account/tweede-stap/"


def test_mail_is_in_the_language_of_the_person(organisation):
    person = world.make_person("Guest", organisation, "contact", language="en")
    invite(person, at=AT, by=None)
    run(once=True)
    assert mail.outbox[0].subject == "Invitation – lllo"


def test_mail_of_an_invitation_that_ended_is_not_sent(invited):
    Invitation.objects.update(withdrawn_at=AT)
    with pytest.raises(Refused) as caught:
        send_invitation(Job.objects.get())
    assert caught.value.code == "invitation_ended"


def test_mail_is_not_sent_when_the_key_changed(invited, settings):
    settings.SECRET_KEY = "another-key-" + "y" * 50
    with pytest.raises(Refused) as caught:
        send_invitation(Job.objects.get())
    assert caught.value.code == "invitation_other_key"


@pytest.fixture
def office(staff, client):
    client.force_login(staff)
    return client


def test_office_invites_someone_new(office, organisation):
    values = {
        "email": "nieuw@example.org",
        "organisation": organisation.public_id,
        "role": "participant",
        "family_name": "Nieuw",
    }
    assert office.post(NEW, values).headers["Location"] == LIST
    assert Membership.objects.get(person__email="nieuw@example.org").role == "participant"
    page = office.get(LIST).content.decode()
    assert "nieuw@example.org" in page
    assert (
        AuditEntry.objects.get(action="invitation.sent").actor.email == "bob.backoffice@example.org"
    )


def test_form_that_is_refused_keeps_what_was_typed(office, organisation):
    page = office.post(
        NEW,
        {
            "email": "nieuw@example.org",
            "organisation": organisation.public_id,
            "role": "participant",
        },
    )
    assert page.status_code == 422
    assert "nieuw@example.org" in page.content.decode()
    assert not Invitation.objects.exists()


def test_office_renews_and_withdraws(office, invited):
    office.post(f"{LIST}{invited.public_id}/opnieuw/")
    newest = Invitation.objects.first()
    assert newest != invited
    office.post(f"{LIST}{newest.public_id}/intrekken/")
    office.post(f"{LIST}{newest.public_id}/intrekken/")  # twice: a sentence
    states = [each.state(AT) for each in Invitation.objects.all()]
    assert states == [Invitation.State.WITHDRAWN] * 2


def test_account_in_use_is_not_invited_again(office, invited):
    User.objects.create_user(invited.email, PASSWORD, person=invited.person)
    page = office.post(f"{LIST}{invited.public_id}/opnieuw/")
    assert Invitation.objects.count() == 1
    assert page.status_code == 422


def test_empty_list_says_what_an_invitation_is(office):
    assert "<table" not in office.get(LIST).content.decode()


def test_auditor_reads_and_invites_nobody(university, invited, client):
    client.force_login(world.make_user("auditor", university))
    page = client.get(LIST)
    assert page.status_code == 200
    assert invited.email in page.content.decode().replace("<wbr>", "")
    assert str(invited.public_id) not in page.content.decode()
    assert client.post(NEW).status_code == 403
    assert client.post(f"{LIST}{invited.public_id}/opnieuw/").status_code == 403
    assert client.post(f"{LIST}{invited.public_id}/intrekken/").status_code == 403


def test_list_takes_the_same_queries_for_any_number(
    office, organisation, django_assert_num_queries
):
    for count in (1, 50):
        for number in range(count):
            person = world.make_person(f"Nummer{count}{number}", organisation)
            invite(person, at=AT, by=None)
        office.get(LIST)
        with django_assert_num_queries(10):
            office.get(LIST)


@pytest.mark.parametrize("state", Invitation.State.values)
def test_list_is_narrowed_by_what_became_of_them(office, organisation, state):
    sent = [
        invite(world.make_person(name, organisation), at=AT, by=None)
        for name in ("Open", "Gebruikt", "Ingetrokken", "Verlopen")
    ]
    known = Invitation.objects.filter
    known(pk=sent[1].pk).update(accepted_at=AT)
    known(pk=sent[2].pk).update(withdrawn_at=AT)
    known(pk=sent[3].pk).update(expires_at=AT)
    with clock.at(AT + timedelta(hours=1)):
        rows = office.get(LIST, {"status": state}).context["page"]
        assert [each.state(clock.now()) for each in rows] == [state]


def test_many_are_invited_again_and_those_who_came_in_are_passed_over(office, organisation):
    waiting, used = (
        invite(world.make_person(name, organisation), at=AT, by=None) for name in ("Een", "Twee")
    )
    Invitation.objects.filter(pk=used.pk).update(accepted_at=AT)
    rows = [str(waiting.public_id), str(used.public_id)]
    office.post(LIST, {"bulk": "renew", "rij": rows, "stap": "doe"})
    assert Invitation.objects.count() == 3
    newest = Invitation.objects.waiting().get()
    assert newest.person == waiting.person
    office.post(LIST, {"bulk": "withdraw", "rij": [str(newest.public_id)], "stap": "doe"})
    assert not Invitation.objects.waiting().exists()
