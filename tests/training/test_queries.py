# ruff: noqa: DTZ001 - a time of the clock in Amsterdam has no zone
from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lllo.training import actions, queries
from tests import world
from tests.training import builders

TODAY = date(2026, 3, 10)
MOMENT = datetime(2026, 3, 10, 12, tzinfo=UTC)


def schedule(programme, title, **values):
    return actions.schedule_event(programme, builders.event_data(title=title, **values), by=None)


def test_events_for_organisation_are_those_for_all_and_of_its_cohorts(
    organisation, contract, programme, cohort, person
):
    other = builders.make_cohort(programme, 2)
    schedule(programme, "Symposium")
    schedule(programme, "Concept", is_published=False)
    schedule(programme, "Masterclass cohort 1", cohort=cohort)
    schedule(programme, "Masterclass cohort 2", cohort=other)
    mine = ["Symposium"]
    assert [e.title for e in queries.events_for_organisation(organisation)] == mine
    place = actions.register_for_cohort(organisation, cohort, person=person, on=TODAY, by=None)
    mine = ["Symposium", "Masterclass cohort 1"]
    assert [e.title for e in queries.events_for_organisation(organisation)] == mine
    assert [e.title for e in queries.events_for_person(person)] == mine
    assert [e.title for e in queries.events_for_cohort(cohort)] == mine
    assert [e.title for e in queries.events_for_all()] == ["Symposium"]
    actions.cancel_registration(place, on=TODAY, by=None)
    assert [e.title for e in queries.events_for_organisation(organisation)] == ["Symposium"]


@pytest.mark.parametrize("rows", [1, 3])
def test_upcoming_events_leave_out_what_is_over_or_cancelled(
    organisation, programme, django_assert_num_queries, rows
):
    past = {"starts_at": datetime(2026, 2, 6, 9), "ends_at": datetime(2026, 2, 6, 12)}
    schedule(programme, "Voorbij", **past)
    actions.cancel_event(schedule(programme, "Afgelast"), by=None)
    titles = [schedule(programme, f"Komt {n}").title for n in range(rows)]
    with django_assert_num_queries(1):
        found = [(e.title, e.cohort) for e in queries.upcoming_events(organisation, at=MOMENT)]
    assert [title for title, cohort in found] == titles


@pytest.mark.parametrize("rows", [1, 3])
def test_cohort_demand_counts_places(edition, programme, django_assert_num_queries, rows):
    builders.make_cohort(programme, 2)
    cohort = builders.make_cohort(programme, capacity=3)
    for number in range(rows):
        organisation = world.make_organisation(f"Gemeente {number} (demo)")
        builders.make_contract(organisation, edition, number=f"OV-{number}")
        place = actions.register_for_cohort(organisation, cohort, on=TODAY, by=None)
        if number == 1:
            person = world.make_person(organisation=organisation)
            actions.name_registration(place, person, by=None)
    with django_assert_num_queries(1):
        first, second = queries.cohort_demand(programme)
    assert (first.cohort, first.registered, first.free) == (cohort, rows, 3 - rows)
    assert first.without_name == (1 if rows == 1 else 2)
    assert (second.registered, second.capacity, second.free) == (0, None, None)


def test_masterclass_seats_left_is_what_was_granted_and_not_taken(
    organisation, contract, cohort, edition
):
    other = world.make_organisation("Tweede (demo)")
    builders.make_contract(other, edition, number="OV-2")
    actions.register_for_cohort(organisation, cohort, on=TODAY, by=None)
    assert queries.masterclass_seats_left(on=cohort.starts_on) == 3
    assert queries.masterclass_seats_left(on=date(2025, 1, 1)) == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_seats_without_name_the_first_to_start_first(
    edition, programme, cohort, django_assert_num_queries, rows
):
    event = schedule(programme, "Symposium")
    for number in range(rows):
        organisation = world.make_organisation(f"Gemeente {number} (demo)")
        builders.make_contract(organisation, edition, number=f"OV-{number}")
        course = actions.CourseData(course_code="1", course_name="Vak", starts_on=date(2026, 9, 7))
        actions.take_course_seat(organisation, course, on=TODAY, by=None)
        actions.register_for_event(organisation, event, on=TODAY, by=None)
        actions.register_for_cohort(organisation, cohort, on=TODAY, by=None)
    with django_assert_num_queries(2):
        found = queries.seats_without_name()
    kinds = [(row.kind, row.label, row.starts_on) for row in found]
    assert kinds == [
        *[("cohort", "Cohort 1", date(2026, 4, 1))] * rows,
        *[("event", "Symposium", date(2026, 5, 21))] * rows,
        *[("course", "Vak", date(2026, 9, 7))] * rows,
    ]
    assert found[0].organisation.name == "Gemeente 0 (demo)"


def test_seats_without_name_shows_a_contact_only_own_seats(organisation, contract, cohort, edition):
    other = world.make_organisation("Tweede (demo)")
    builders.make_contract(other, edition, number="OV-2")
    for each in (organisation, other):
        actions.register_for_cohort(each, cohort, on=TODAY, by=None)
    contact = world.make_user("contact", organisation)
    assert [row.organisation for row in queries.seats_without_name(contact)] == [organisation]
