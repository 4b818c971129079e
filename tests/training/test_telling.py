"""Who hears what: each reader once, never who did it, never without an address."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from lllo.outbox.models import Job
from lllo.people.models import User
from lllo.training import actions
from lllo.training.actions import CoachingData, CoachingWish, CourseData
from tests import world
from tests.training import builders

TODAY = date(2026, 6, 1)
COURSE = CourseData(course_code="2019", course_name="Netwerken", starts_on=date(2026, 9, 1))


@pytest.fixture
def contact(organisation):
    """The contact, with an account."""
    return world.make_user("contact", organisation, email="contact@example.org")


@pytest.fixture
def office(university):
    return world.make_user("backoffice", university, email="bob@example.org")


@pytest.fixture
def talk(coach, contract):
    starts_at = datetime(2026, 6, 15, 10, 0)  # noqa: DTZ001 - a time in Amsterdam
    return CoachingData(coach=coach, subject="Samen", starts_at=starts_at, hours=Decimal(2))


def told(kind):
    return sorted(Job.objects.filter(kind=kind).values_list("payload__to", flat=True))


def test_planned_and_cancelled_talk_is_told_to_asker_and_person_once(
    organisation, contact, office, person, talk
):
    wish = CoachingWish(subject="Samen", person=person)
    request = actions.ask_for_coaching(organisation, wish, on=TODAY, by=contact)
    assert told("mail.coaching") == []
    data = CoachingData(
        **{name: getattr(talk, name) for name in talk.__slots__} | {"person": person}
    )
    planned = actions.plan_requested_coaching(request, data, on=TODAY, by=office)
    both = sorted([contact.person.email, person.email])
    assert told("mail.coaching") == both
    actions.cancel_coaching(planned.session, on=TODAY, by=office)
    assert told("mail.coaching") == sorted(both * 2)


def test_talk_for_the_whole_organisation_is_told_to_its_contacts(organisation, contact, talk):
    actions.plan_coaching(organisation, talk, by=None)
    assert told("mail.coaching") == [contact.person.email]


def test_staff_that_asked_is_nobody_of_the_organisation(organisation, contact, office, talk):
    request = actions.ask_for_coaching(
        organisation, CoachingWish(subject="Samen"), on=TODAY, by=office
    )
    actions.decline_coaching_request(request, on=TODAY, reason="Vol", by=office)
    assert told("mail.coaching") == [contact.person.email]


def test_request_that_nobody_signed_for_is_answered_to_its_person(organisation, contract, person):
    wish = CoachingWish(subject="Samen", person=person)
    request = actions.ask_for_coaching(organisation, wish, on=TODAY, by=None)
    actions.decline_coaching_request(request, on=TODAY, reason="Vol", by=None)
    assert told("mail.coaching") == [person.email]


def test_answer_on_a_course_goes_to_who_applied_and_who_takes_it(
    organisation, contract, contact, office, person, colleague
):
    seats = [
        actions.apply_for_course_seat(organisation, COURSE, person=each, on=TODAY, by=by)
        for each, by in ((person, contact), (None, None))
    ]
    assert told("mail.course_seat") == []
    actions.confirm_course_seat(seats[0], COURSE, on=TODAY, by=office)
    assert told("mail.course_seat") == sorted([contact.person.email, person.email])
    actions.decline_course_seat(seats[1], on=TODAY, reason="Vol", by=office)  # to the contact
    assert told("mail.course_seat").count(contact.person.email) == 2
    actions.assign_course_seat(seats[0], colleague, by=contact)
    assert told("mail.course_seat").count(colleague.email) == 1


def test_place_is_told_to_who_gets_it_and_not_to_who_takes_it(
    organisation, contract, contact, cohort, person, colleague
):
    place = actions.register_for_cohort(organisation, cohort, on=TODAY, by=contact)
    actions.name_registration(place, contact.person, by=contact)
    assert told("mail.place") == []
    actions.replace_person(place, person, by=contact)
    person.email = ""
    person.save()
    later = {"starts_at": date(2026, 7, 1), "ends_at": date(2026, 7, 2)}
    event = actions.schedule_event(cohort.programme, builders.event_data(**later), by=None)
    actions.register_for_event(organisation, event, person=colleague, on=TODAY, by=contact)
    actions.register_for_event(organisation, event, person=person, on=TODAY, by=contact)
    assert told("mail.place") == sorted([colleague.email, "alice.achternaam@example.org"])
    assert User.objects.count() == 1
