from __future__ import annotations

from datetime import date

import pytest

from lllo.errors import Refused
from lllo.people.models import Membership
from lllo.training import actions
from lllo.training.models import CourseSeat, Registration
from lllo.training.queries import places_of
from tests import world
from tests.training import builders

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 1)


@pytest.fixture
def event(programme):
    return actions.schedule_event(programme, builders.event_data(), by=None)


@pytest.fixture
def register(organisation, event):
    def run(*people, without_name=0):
        return actions.register_colleagues(
            organisation, event, people=people, without_name=without_name, on=TODAY, by=None
        )

    return run


def refusal_of(action, *arguments, **keywords):
    with pytest.raises(Refused) as refusal:
        action(*arguments, **keywords)
    return refusal.value.code


def test_people_and_places_without_name_come_together(register, person, colleague):
    made = register(person, colleague, without_name=2)
    assert [each.person for each in made] == [person, colleague, None, None]


def test_all_of_them_or_none(register, person):
    stranger = world.make_person("Vreemd", world.make_organisation("Elders (demo)"))
    assert refusal_of(register, person, stranger) == "person_of_another_organisation"
    assert not Registration.objects.exists()


def test_nobody_and_too_many_are_refused(register):
    assert refusal_of(register) == "nobody_chosen"
    assert refusal_of(register, without_name=21) == "too_many_without_name"


def test_participant_leaves_once_nothing_is_left(register, organisation, contract, person):
    membership = Membership.objects.get(person=person)
    (place,) = register(person)
    end = actions.end_participation
    assert refusal_of(end, membership, on=TODAY, by=None) == "places_left"
    actions.cancel_registration(place, on=TODAY, by=None)
    assert end(membership, on=TODAY, by=None).ended_on == TODAY


def test_contact_is_not_ended_here(organisation):
    contact = world.make_person("Contact", organisation, "contact")
    membership = Membership.objects.get(person=contact)
    assert refusal_of(actions.end_participation, membership, on=TODAY, by=None) == (
        "not_a_participant"
    )


def test_places_of_someone_are_those_to_come(register, organisation, contract, cohort, person):
    register(person)
    actions.register_for_cohort(organisation, cohort, person=person, on=TODAY, by=None)
    data = actions.CourseData(course_code="1", course_name="Vak", starts_on=date(2026, 9, 7))
    actions.take_course_seat(organisation, data, person=person, on=TODAY, by=None)
    assert places_of(person, organisation, on=TODAY) == ["Masterclass 1", "Cohort 1", "Vak"]
    CourseSeat.objects.update(state="completed")
    assert places_of(person, organisation, on=date(2026, 6, 1)) == ["Cohort 1"]
