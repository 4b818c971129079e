"""Short mails to participants: in the language of the reader, once, and only while still true."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail

from lllo import office as folders
from lllo.mail import answers
from lllo.outbox import worker
from lllo.outbox.models import Job
from lllo.people.models import AuditEntry, Person
from lllo.programmes.models import DevelopmentLine
from lllo.projects.actions import PlacementData, StudentData, match_placement, offer_placement
from lllo.setup.samples import samples
from lllo.training import actions
from lllo.training.actions import CoachingData, CoachingWish, CourseData
from lllo.training.models import Event
from tests import world
from tests.training import builders

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _today(settings):
    settings.LLLO_CLOCK = NOW


@pytest.fixture
def contract(organisation, edition):
    return builders.make_contract(organisation, edition)


@pytest.fixture
def anna(organisation, contract):
    """Anna reads English; she has an account."""
    user = world.make_user("participant", organisation, email="anna@example.org", language="en")
    return user.person


@pytest.fixture
def olga(organisation, contract):
    """Olga reads Dutch, and does not sign in."""
    return world.make_person("Olga", organisation)


@pytest.fixture
def office(university):
    return world.make_user("backoffice", university, email="bob@example.org")


def sent():
    """Let the worker send everything; return the mails by who gets them."""
    worker.run(once=True)
    assert not Job.objects.exclude(state="done").exists()
    found = {each.to[0]: each for each in mail.outbox}
    assert len(found) == len(mail.outbox)
    return found


def talk_with(coach, person, *, hours="1.5"):
    starts_at = NOW + timedelta(days=9, hours=1, minutes=30)
    return CoachingData(
        coach=coach, person=person, subject="Samen plannen", starts_at=starts_at,
        hours=Decimal(hours), location="Stadhuis",
    )  # fmt: skip


def test_planned_talk_says_coach_day_and_hour_in_the_language_of_each(
    organisation, contract, anna, olga, university, office
):
    coach = world.make_person("Kenner", university, "specialist", given_name="Sem")
    request = actions.ask_for_coaching(
        organisation, CoachingWish(subject="Samen plannen", person=olga), on=TODAY,
        by=anna.user,
    )  # fmt: skip
    actions.plan_requested_coaching(request, talk_with(coach, olga), on=TODAY, by=office)
    found = sent()
    dutch, english = found[olga.email], found[anna.email]
    assert dutch.subject == "Coachingsgesprek gepland – Samen plannen"
    for words in ("Sem Kenner", "10 juni 2026, 11:30 uur, duur 1,5 uur", "Stadhuis", "Alice Olga"):
        assert words in dutch.body
    assert "website" not in dutch.body
    assert english.subject == "Coaching planned – Samen plannen"
    assert "10 June 2026, 11:30" in english.body
    assert "http://127.0.0.1:8000/" in english.body
    assert AuditEntry.objects.filter(action="answer.mailed").count() == 2
    worker.run(once=True)
    assert len(mail.outbox) == 2


def test_what_changed_again_before_its_mail_is_told_once_as_it_is(
    organisation, contract, olga, university, cohort_of_two, office
):
    coach = world.make_person("Kenner", university, "specialist", given_name="Sem")
    talk = actions.plan_coaching(organisation, talk_with(coach, olga), by=office)
    actions.cancel_coaching(talk, on=TODAY, by=office)
    place = actions.register_for_cohort(
        organisation, cohort_of_two, person=olga, on=TODAY, by=office
    )
    actions.cancel_registration(place, on=TODAY, by=office)
    (only,) = sent().values()
    assert only.subject.startswith("Coachingsgesprek vervalt")


def test_declined_request_and_course_say_why(organisation, contract, olga, office):
    request = actions.ask_for_coaching(
        organisation, CoachingWish(subject="Raad", person=olga), on=TODAY, by=None
    )
    actions.decline_coaching_request(request, on=TODAY, reason="Buiten de coaching", by=office)
    assert "Reden: Buiten de coaching" in sent()[olga.email].body
    mail.outbox.clear()
    course = CourseData(course_code="", course_name="Netwerken", starts_on=date(2026, 9, 1))
    seat = actions.apply_for_course_seat(organisation, course, person=olga, on=TODAY, by=None)
    actions.decline_course_seat(seat, on=TODAY, reason="Het vak is vol", by=office)
    assert "Reden: Het vak is vol" in sent()[olga.email].body


def test_confirmed_course_says_when_it_begins_and_how_much_it_is(organisation, olga, office):
    course = CourseData(course_code="2019", course_name="Netwerken", starts_on=date(2026, 9, 1))
    seat = actions.apply_for_course_seat(organisation, course, person=olga, on=TODAY, by=None)
    actions.confirm_course_seat(seat, course, on=TODAY, by=office)
    body = sent()[olga.email].body
    assert "Netwerken (2019), 5 EC" in body
    assert "1 september 2026" in body


@pytest.fixture
def cohort_of_two(edition):
    """A cohort with a masterclass that has been and one to come, and one day of all."""
    cohort = builders.make_cohort(edition.programme)
    for title, days in (("Masterclass 1", -20), ("Masterclass 2", 20)):
        start = NOW + timedelta(days=days)
        Event.objects.create(
            programme=edition.programme, cohort=cohort, kind="masterclass", title=title,
            starts_at=start, ends_at=start + timedelta(hours=3), location="Campus",
        )  # fmt: skip
    return cohort


def test_welcome_holds_the_dates_to_come(organisation, anna, olga, cohort_of_two, office, edition):
    actions.register_for_cohort(organisation, cohort_of_two, person=olga, on=TODAY, by=office)
    start = datetime(2026, 9, 4, 22, tzinfo=UTC)
    event = Event.objects.create(
        programme=edition.programme, kind="symposium", title="Symposium", all_day=True,
        starts_at=start, ends_at=start + timedelta(days=1),
    )  # fmt: skip
    actions.register_for_event(organisation, event, person=anna, on=TODAY, by=office)
    found = sent()
    assert "21 juni 2026, 10:00–13:00 uur: Masterclass 2, Campus" in found[olga.email].body
    assert "Masterclass 1" not in found[olga.email].body
    assert "- 5 September 2026: Symposium" in found[anna.email].body


def test_student_is_named_to_who_guides_there(organisation, olga, office):
    data = PlacementData(
        kind="internship", title="Gebiedsteam", host=organisation,
        line=DevelopmentLine.objects.first(), starts_on=date(2026, 9, 1),
        ends_on=date(2027, 2, 1), hours=Decimal(640), host_supervisor=olga,
    )  # fmt: skip
    student = StudentData(name="Bob Student (demo)", institution="Universiteit Twente")
    match_placement(offer_placement(data, by=None), student, by=office)
    body = sent()[olga.email].body
    assert "Bob Student (demo), Universiteit Twente" in body
    assert "1 september 2026 tot en met 31 januari 2027" in body


def test_nothing_is_mailed_to_who_lost_the_address_or_the_place(
    organisation, olga, cohort_of_two, office
):
    place = actions.register_for_cohort(
        organisation, cohort_of_two, person=olga, on=TODAY, by=office
    )
    anders = world.make_person("Anders", organisation)
    actions.replace_person(place, anders, by=office)
    Person.objects.filter(pk=anders.pk).update(email="")
    assert sent() == {}


def test_samples_have_what_the_mails_get(organisation, olga):
    common = set(answers.context_for(olga, organisation))
    for name, values in samples(folders.read()):
        if name in {answers.COACHING, answers.COURSE_SEAT, answers.PLACE, answers.PLACEMENT}:
            assert common < set(values), name
