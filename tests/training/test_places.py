# ruff: noqa: DTZ001 - a time of the clock in Amsterdam has no zone
from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from lllo import clock
from lllo.training import actions, places
from lllo.training.models import CoachingSession, Cohort, Event, Registration
from tests import world
from tests.training import builders

TODAY = date(2026, 3, 10)
AFTER = datetime(2026, 5, 22, 12, tzinfo=UTC)


def schedule(programme, title, **values):
    return actions.schedule_event(programme, builders.event_data(title=title, **values), by=None)


@pytest.fixture
def place(organisation, contract, cohort):
    return actions.register_for_cohort(organisation, cohort, on=TODAY, by=None)


def test_events_count_the_places_of_their_cohort_or_their_own(
    organisation, programme, cohort, place, person, colleague
):
    schedule(programme, "Masterclass", cohort=cohort)
    symposium = schedule(programme, "Symposium")
    schedule(programme, "Niemand")
    for each in (person, colleague):
        actions.register_for_event(organisation, symposium, person=each, on=TODAY, by=None)
    counts = {event.title: event.places for event in places.with_places(Event.objects.all())}
    assert counts == {"Masterclass": 1, "Symposium": 2, "Niemand": 0}


def test_cohorts_count_their_places_and_those_without_a_name(programme, cohort, place):
    builders.make_cohort(programme, 2)
    counts = [
        (each.registered, each.without_name)
        for each in places.with_demand(Cohort.objects.order_by("number"))
    ]
    assert counts == [(1, 1), (0, 0)]


def test_place_at_an_event_that_is_over_needs_no_name_any_more(organisation, programme, place):
    event = schedule(programme, "Symposium")
    own = actions.register_for_event(organisation, event, on=TODAY, by=None)
    found = places.still_nameless(Registration.objects.all(), date(2026, 5, 21))
    assert set(found) == {place, own}
    found = places.still_nameless(Registration.objects.all(), date(2026, 5, 22))
    assert list(found) == [place]


def test_places_at_an_event_are_those_of_its_cohort_or_its_own(
    organisation, programme, cohort, place, person
):
    masterclass = schedule(programme, "Masterclass", cohort=cohort)
    symposium = schedule(programme, "Symposium")
    own = actions.register_for_event(organisation, symposium, person=person, on=TODAY, by=None)
    assert list(places.places_at(Registration.objects.all(), masterclass)) == [place]
    assert list(places.places_at(Registration.objects.all(), symposium)) == [own]
    rows = places.with_attendance(Registration.objects.filter(pk=own.pk), symposium)
    assert rows.get().attendance is None
    with clock.at(AFTER):
        actions.record_attendance(symposium, person, "present", by=None)
    assert rows.get().attendance == "present"


def test_session_is_to_conclude_once_it_has_begun(organisation, contract, coach):
    data = actions.CoachingData(
        coach=coach, subject="Rol", starts_at=datetime(2026, 5, 7, 13), hours=Decimal(1)
    )
    session = actions.plan_coaching(organisation, data, by=None)
    rows = CoachingSession.objects.all()
    assert not places.to_conclude(rows, datetime(2026, 5, 7, 10, 59, tzinfo=UTC))
    assert list(places.to_conclude(rows, datetime(2026, 5, 7, 11, tzinfo=UTC))) == [session]
    with clock.at(AFTER):
        actions.hold_coaching(session, by=None)
    assert not places.to_conclude(rows, AFTER)


def test_candidates_are_colleagues_who_have_no_place_of_the_kind(
    organisation, programme, place, person, colleague
):
    world.make_person("Specialist", organisation, "specialist")
    world.make_person("Vreemd", world.make_organisation("Gemeente Elders (demo)"))
    assert list(places.candidates(place)) == [person, colleague]
    second = builders.make_cohort(programme, 2)
    actions.register_for_cohort(organisation, second, person=colleague, on=TODAY, by=None)
    assert list(places.candidates(place)) == [person]
    symposium = schedule(programme, "Symposium")
    own = actions.register_for_event(organisation, symposium, on=TODAY, by=None)
    assert list(places.candidates(own)) == [person, colleague]
