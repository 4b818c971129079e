from __future__ import annotations

from datetime import date

import pytest

from lllo.training import actions, queries
from tests import world
from tests.training import builders

TODAY = date(2026, 3, 10)


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
