"""The office asks the holder of an address for a new one: what is mailed, and when it is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core import mail

from lllo.errors import Refused
from lllo.feeds import actions, queries
from lllo.feeds.invitation_actions import choose_mail
from lllo.feeds.models import Subscription
from lllo.office.content import FeedContent
from lllo.outbox import worker
from lllo.outbox.models import Job
from tests.feeds import world

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
OWN = FeedContent(code="persoonlijk", name="Eigen", scope="person", includes=("events",))
OFFICE = world.make_office(OWN)


@pytest.fixture
def person(edition, settings):
    settings.LLLO_CLOCK = NOW
    made = world.make_programme(edition).person
    made.email, made.language = "petra@example.org", "en"
    made.save()
    Job.objects.all().delete()  # the mails about what was made
    return made


def subscribe(person):
    feed = queries.feed_of(OFFICE, "persoonlijk", person)
    return actions.subscribe(feed, person, by=None)[0]


def refusal(subscription):
    with pytest.raises(Refused) as refused:
        actions.end_for_renewal(subscription, by=None)
    return refused.value.code


def test_holder_reads_in_an_own_language_where_to_make_a_new_one(person):
    held = subscribe(person)
    ended = actions.end_for_renewal(held, by=None)
    assert (ended.end, actions.end_for_renewal(held, by=None)) == ("renewed", ended)
    assert not Subscription.objects.living().exists()
    worker.run(once=True)
    (letter,) = mail.outbox
    assert letter.body.startswith(f"Dear {person.given_name},")
    assert letter.subject == f"Make a new address for your calendar: Mijn programma: {person}"
    assert "http://127.0.0.1:8000/account/agenda/\n" in letter.body
    assert held.token_hash not in letter.message().as_string()


def test_what_cannot_be_renewed_is_refused_and_stays(person):
    gone = actions.revoke(subscribe(person), by=None)
    assert refusal(gone) == "subscription_ended"
    held = subscribe(person)
    person.memberships.update(ended_on=NOW.date())
    assert refusal(held) == "no_right_to_feed"
    person.email = ""
    person.save()
    assert refusal(Subscription.objects.get(pk=held.pk)) == "no_mail_address"
    assert list(Subscription.objects.living()) == [held]
    assert not Job.objects.exists()


def test_no_mail_about_what_was_done_meanwhile(person):
    actions.end_for_renewal(subscribe(person), by=None)
    held = subscribe(person)  # the holder saw it on the own page
    worker.run(once=True)
    actions.end_for_renewal(held, by=None)
    choose_mail(person, at=NOW, by=None)
    assert {job.state for job in _done()} == {Job.State.DONE}
    assert mail.outbox == []


def test_mail_address_that_was_lost_since_is_told_to_the_office(person):
    actions.end_for_renewal(subscribe(person), by=None)
    person.email = ""
    person.save()
    (job,) = _done()
    assert job.state == Job.State.FAILED
    assert str(person) in job.last_error


def _done():
    """Do the jobs that mail the way to a new address, and return all of them."""
    while job := worker.work_one():
        assert job.kind == actions.RENEWAL
    return list(Job.objects.filter(kind=actions.RENEWAL))
