"""Invitations by mail, as the person gets them and as a mail program reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import icalendar
import pytest
import vobject
from django.core import mail

from lllo import clock
from lllo.errors import Refused
from lllo.feeds import actions as subscriptions
from lllo.feeds import chores, invitation_actions, lint, queries
from lllo.feeds.models import MailChoice, MailedInvitation, Subscription
from lllo.outbox import worker
from lllo.outbox.models import Job
from lllo.people.models import AuditEntry, Membership, Person
from lllo.training import actions
from lllo.training.models import Answer, Registration
from tests import world as people
from tests.feeds import world
from tests.training import builders

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def settled(settings, tmp_path):
    settings.FEED_FOLDER = str(tmp_path / "agenda")
    settings.LLLO_CLOCK = NOW
    settings.LANGUAGE_CODE = "en"
    settings.DEFAULT_FROM_EMAIL = "Programma, bureau <lllo@example.org>"
    settings.LLLO_BASE_URL = "https://lllo.example.org"
    settings.OUTBOX_CHORES = {}


@pytest.fixture
def programme(edition):
    """The programme of the feeds; its participant is called De Vries and reads English."""
    made = world.make_programme(edition)
    Person.objects.filter(pk=made.person.pk).update(
        given_name="", initials="", family_name="Vries, J. de", language="en"
    )
    made.person.refresh_from_db()
    return made


def choose(programme):
    return invitation_actions.choose_mail(programme.person, at=NOW, by=None)


def tell(*, minutes=6):
    """Look for what is new, let the minutes of collecting pass, and return the mails."""
    mail.outbox.clear()
    invitation_actions.sync(at=clock.now())
    Job.objects.exclude(kind="mail.calendar").delete()  # the short answers of tests/mail
    Job.objects.update(due_at=clock.real_now() - timedelta(minutes=minutes))
    worker.run(once=True)
    return [message_from_bytes(each.message().as_bytes(), policy=policy.default)
            for each in mail.outbox]  # fmt: skip


def told(message):
    """Return METHOD and entry as our strict reader and two parsers see them."""
    part = list(message.iter_parts())[-1]
    data = part.get_payload(decode=True)
    method, entry = lint.read_message(data)
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == method
    assert part.get_content_disposition() is None
    calendar = icalendar.Calendar.from_ical(data)
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], str(event["UID"])) == (method, entry.uid)
    assert event.decoded("DTSTART") == entry.start
    other = vobject.readOne(data.decode())
    assert (other.method.value, other.vevent.uid.value) == (method, entry.uid)
    return method, event


def move(event, *, tell=True, days=1, **values):
    names = ("kind", "title", "description", "location", "url", "cohort")
    data = builders.event_data(**{name: getattr(event, name) for name in names})
    later = timedelta(days=days)
    data = replace(
        data, **{"starts_at": event.starts_at + later, "ends_at": event.ends_at + later, **values}
    )
    return actions.change_event(event, data, tell=tell, by=None)


def of(programme, messages):
    """Return the mail about the masterclass, and its number among the others."""
    found = [each for each in messages if told(each)[1]["UID"] == programme.masterclass.uid]
    return found[0] if found else None


def test_nobody_is_invited_who_did_not_choose_it(programme):
    assert tell() == []
    assert MailedInvitation.objects.count() == 0


def test_everything_to_come_is_one_mail_each_and_comes_once(programme):
    choose(programme)
    messages = tell()
    found = {str(told(each)[1]["SUMMARY"]) for each in messages}
    assert found == {"Masterclass 1 (Cohort 1)", "Coaching", "Course: Assetmanagement"}
    assert len(messages) == 3
    assert {told(each)[0] for each in messages} == {"REQUEST"}
    assert tell() == []
    assert AuditEntry.objects.filter(action="calendar.invited").count() == 3


def test_invitation_is_one_mail_for_one_person_whatever_the_name(programme):
    choose(programme)
    message = of(programme, tell())
    (to,) = message["To"].addresses
    assert (to.display_name, to.addr_spec) == ("Vries, J. de", programme.person.email)
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Programma, bureau", "lllo@example.org")
    assert message.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    last = list(message.iter_parts())[-1]
    assert last["Content-Transfer-Encoding"] == "base64"
    assert str(message["Subject"]) == "Invitation: Masterclass 1 (Cohort 1)"
    event = told(message)[1]
    attendee = event["ATTENDEE"]
    assert not isinstance(attendee, list)
    assert str(attendee) == f"mailto:{programme.person.email}"
    assert attendee.params["CN"] == "Vries, J. de"
    assert attendee.params["RSVP"] == "FALSE"
    assert str(event["ORGANIZER"]) == "mailto:lllo@example.org"


def test_invitation_has_the_uid_of_the_feed_and_says_what_when_where(programme):
    choose(programme)
    message = of(programme, tell())
    feed = queries.feed_of(world.make_office(), "cohort", programme.cohort)
    from lllo.feeds import making

    body = bytes(making.make(feed, world.make_office(), on=world.TODAY).body)
    assert f"UID:{programme.masterclass.uid}".encode() in body
    text = message.get_body(("plain",)).get_content()
    row = MailedInvitation.objects.get(uid=programme.masterclass.uid)
    for words in ("Vries, J. de", "21 May 2026, 09:30–16:30", "Zaal 1, Voorbeeldstad", row.token):
        assert words in text
    assert row.token not in str(Job.objects.values_list("payload", "key"))
    html = message.get_body(("html",)).get_content()
    assert f'href="https://lllo.example.org/antwoord/{row.token}/"' in html


def test_changes_of_five_minutes_are_one_mail_with_a_higher_sequence(programme):
    choose(programme)
    first = told(of(programme, tell()))[1]
    for number in range(3):
        programme.masterclass = move(programme.masterclass)
        invitation_actions.sync(at=NOW)
        assert Job.objects.filter(state="pending").count() == 1, number
    (message,) = tell()
    method, event = told(message)
    assert (method, str(event["UID"])) == ("REQUEST", programme.masterclass.uid)
    assert event["SEQUENCE"] > first["SEQUENCE"]
    assert event.decoded("DTSTART") == datetime(2026, 5, 24, 7, 30, tzinfo=UTC)
    assert str(message["Subject"]).startswith("Changed: ")
    job = Job.objects.filter(state="pending")
    assert not job.exists()


def test_change_that_is_taken_back_in_time_is_no_mail(programme):
    choose(programme)
    tell()
    seat = Registration.objects.get(person=programme.person)
    colleague = people.make_person("Collega", programme.organisation)
    actions.replace_person(seat, colleague, by=None)
    invitation_actions.sync(at=NOW)
    actions.replace_person(seat, programme.person, by=None)
    assert tell() == []


def test_text_alone_is_no_mail(programme):
    choose(programme)
    tell()
    move(programme.masterclass, days=0, title="Masterclass een", description="Anders")
    assert tell() == []


def test_office_may_change_without_a_mail_and_the_next_one_tells_all(programme):
    choose(programme)
    first = told(of(programme, tell()))[1]
    event = move(programme.masterclass, tell=False)
    assert tell() == []
    move(event, location="Zaal 9")
    (message,) = tell()
    now = told(message)[1]
    assert now["SEQUENCE"] == first["SEQUENCE"] + 2
    assert str(now["LOCATION"]) == "Zaal 9"


def test_cancelled_event_is_taken_back_and_quietly_if_so_wished(programme):
    choose(programme)
    first = told(of(programme, tell()))[1]
    actions.cancel_event(programme.masterclass, by=None)
    (message,) = tell()
    method, event = told(message)
    assert (method, str(event["STATUS"])) == ("CANCEL", "CANCELLED")
    assert event["SEQUENCE"] > first["SEQUENCE"]
    assert str(event["SUMMARY"]) == "Masterclass 1 (Cohort 1)"
    assert "does not take place" in message.get_body(("plain",)).get_content()
    actions.cancel_coaching(programme.session, on=world.TODAY, by=None)
    (coaching,) = tell()
    assert told(coaching)[0] == "CANCEL"
    assert tell() == []


def test_event_that_is_cancelled_without_a_mail_stays_silent(programme):
    choose(programme)
    tell()
    actions.cancel_event(programme.masterclass, tell=False, by=None)
    assert tell() == []


def test_event_that_is_hidden_is_taken_back_and_shown_again_invited_again(programme):
    choose(programme)
    tell()
    event = move(programme.masterclass, days=0, is_published=False)
    hidden = told(tell()[0])
    move(event, days=0, is_published=True)
    shown = told(tell()[0])
    assert (hidden[0], shown[0]) == ("CANCEL", "REQUEST")
    assert shown[1]["SEQUENCE"] > hidden[1]["SEQUENCE"]


def test_place_of_another_is_taken_back_for_one_and_not_mailed_to_who_did_not_choose(programme):
    choose(programme)
    tell()
    seat = Registration.objects.get(person=programme.person)
    actions.replace_person(seat, people.make_person("Collega", programme.organisation), by=None)
    (message,) = tell()
    assert told(message)[0] == "CANCEL"
    assert "taken out of it" in message.get_body(("plain",)).get_content()


def test_ended_membership_takes_everything_back(programme):
    choose(programme)
    tell()
    Membership.objects.filter(person=programme.person).update(ended_on=world.TODAY)
    assert {told(each)[0] for each in tell()} == {"CANCEL"}
    assert tell() == []


def test_past_events_are_silent(programme, settings):
    choose(programme)
    tell()
    settings.LLLO_CLOCK = datetime(2026, 5, 22, 9, tzinfo=UTC)
    actions.cancel_event(programme.masterclass, by=None)
    assert of(programme, tell()) is None


def test_event_that_was_cancelled_before_the_choice_is_never_mailed(programme):
    actions.cancel_event(programme.masterclass, by=None)
    choose(programme)
    assert of(programme, tell()) is None


def test_mail_that_cannot_be_sent_is_tried_again_as_the_same(programme, settings):
    choose(programme)
    settings.EMAIL_BACKEND = "tests.feeds.test_invitations.Broken"
    assert tell() == []
    assert {job.state for job in Job.objects.all()} == {"pending"}
    assert not MailedInvitation.objects.exclude(sent_at=None).exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert len(tell()) == 3


class Broken:
    """A mail server that is away."""

    def __init__(self, **_options):
        pass

    def send_messages(self, _messages):
        raise ConnectionRefusedError("away")


def test_failed_for_good_is_not_tried_without_end(programme):
    choose(programme)
    invitation_actions.sync(at=NOW)
    Job.objects.update(state="failed")
    assert invitation_actions.sync(at=NOW) == 0
    move(programme.masterclass)
    assert invitation_actions.sync(at=NOW) == 1


def test_choice_ends_secret_addresses_and_none_is_made_while_it_holds(programme):
    feed = queries.feed_of(world.make_office(), "persoonlijk", programme.person)
    subscriptions.subscribe(feed, programme.person, by=None)
    choose(programme)
    choose(programme)
    assert not Subscription.objects.living().exists()
    assert AuditEntry.objects.filter(action="calendar.mail_chosen").count() == 1
    with pytest.raises(Refused) as refusal:
        subscriptions.subscribe(feed, programme.person, by=None)
    assert refusal.value.code == "invitations_chosen"
    tell()
    invitation_actions.choose_subscription(programme.person, by=None)
    invitation_actions.choose_subscription(programme.person, by=None)
    assert AuditEntry.objects.filter(action="calendar.subscription_chosen").count() == 1
    assert {told(each)[0] for each in tell()} == {"CANCEL"}
    subscriptions.subscribe(feed, programme.person, by=None)
    assert not MailChoice.objects.exists()


def test_choice_needs_a_mail_address(programme):
    Person.objects.filter(pk=programme.person.pk).update(email="")
    with pytest.raises(Refused) as refusal:
        choose(programme)
    assert refusal.value.code == "no_mail_address"


def test_coach_is_invited_with_the_name_of_the_organisation(programme):
    invitation_actions.choose_mail(programme.coach, at=NOW, by=None)
    (message,) = tell()
    assert str(told(message)[1]["SUMMARY"]) == f"Coaching: {programme.organisation}"
    assert "/antwoord/" not in message.get_body(("plain",)).get_content()


def test_demo_says_so(programme):
    people.mark_demo()
    choose(programme)
    message = of(programme, tell())
    assert str(message["Subject"]) == "Invitation: [DEMO] Masterclass 1 (Cohort 1)"
    assert str(told(message)[1]["SUMMARY"]) == "[DEMO] Masterclass 1 (Cohort 1)"


def test_event_for_all_is_mailed_to_who_registered(programme):
    choose(programme)
    actions.register_for_event(
        programme.organisation, programme.symposium, person=programme.person, on=world.TODAY,
        by=None,
    )  # fmt: skip
    (symposium,) = [m for m in tell() if str(told(m)[1]["SUMMARY"]) == "Symposium"]
    assert told(symposium)[1].decoded("DTSTART") == date(2026, 10, 24)
    assert "24 October 2026 – 26 October 2026" in symposium.get_body(("plain",)).get_content()
    seat = Registration.objects.get(event=programme.symposium)
    actions.cancel_registration(seat, on=world.TODAY, by=None)
    (message,) = tell()
    assert told(message)[0] == "CANCEL"
    assert told(message)[1].decoded("DTSTART") == date(2026, 10, 24)


def test_worker_looks_by_itself_and_not_when_nothing_happened(
    programme, settings, django_assert_num_queries
):
    chores._seen.clear()
    choose(programme)
    assert chores.invite() == 3
    with django_assert_num_queries(1):
        assert chores.invite() == 0


@pytest.fixture
def row(programme):
    choose(programme)
    tell()
    return MailedInvitation.objects.get(uid=programme.masterclass.uid)


def answer(row, word="accepted", way="page"):
    return invitation_actions.answer(row, word, way=way, at=clock.now())


def test_answer_is_kept_with_the_place_and_the_last_word_counts(programme, row):
    assert invitation_actions.invitation_of(row.token) == row
    assert invitation_actions.invitation_of("0" * 64) is None
    kept = answer(row)
    assert answer(row).pk == kept.pk
    assert AuditEntry.objects.filter(action="registration.answered").count() == 1
    again = answer(row, "declined")
    assert (again.pk, again.word, again.registration.state) == (kept.pk, "declined", "registered")
    move(programme.masterclass)
    kept = Answer.objects.select_related("event").get()
    assert kept.is_of_before


def test_answer_is_refused_when_nobody_needs_it(programme, row, settings):
    coaching = MailedInvitation.objects.get(uid=programme.session.uid)
    with pytest.raises(Refused) as refusal:
        answer(coaching)
    assert refusal.value.code == "invitation_not_open"
    with clock.at(datetime(2026, 5, 22, tzinfo=UTC)), pytest.raises(Refused) as refusal:
        answer(row)
    assert refusal.value.code == "event_is_over"
    actions.cancel_event(programme.masterclass, by=None)
    with pytest.raises(Refused) as refusal:
        answer(row)
    assert refusal.value.code == "event_is_cancelled"


@pytest.mark.parametrize("gone", ["replaced", "cancelled"])
def test_answer_of_a_place_that_is_gone_is_refused(programme, row, gone):
    if gone == "replaced":
        other = people.make_person("Collega", programme.organisation)
        actions.replace_person(row.registration, other, by=None)
    else:
        actions.cancel_registration(row.registration, on=world.TODAY, by=None)
    with pytest.raises(Refused) as refusal:
        answer(row)
    assert refusal.value.code == "place_gone"
