from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lllo.contracts.models import Use
from lllo.errors import Refused
from lllo.training import actions
from lllo.training.models import CourseSeat
from tests import world
from tests.training import builders

TODAY = date(2026, 6, 1)
STARTS = date(2026, 9, 7)


@pytest.fixture
def take(organisation, contract):
    def run(code="201900001", *, person=None, by=None, **values):
        fields = {"course_name": f"Vak {code}", "starts_on": STARTS, **values}
        data = actions.CourseData(course_code=code, **fields)
        return actions.take_course_seat(organisation, data, person=person, on=TODAY, by=by)

    return run


def refusal_of(action, *arguments, **keywords):
    with pytest.raises(Refused) as refusal:
        action(*arguments, **keywords)
    return refusal.value


def test_take_course_seat_is_reserved_until_it_has_a_name(take, contract, person):
    seat = take()
    assert (seat.state, seat.person, seat.use.used_on) == ("reserved", None, STARTS)
    assert take("201900002", person=person).state == "confirmed"
    assert builders.used(contract, "course_seat") == 2


def test_take_course_seat_two_by_one_person_or_one_by_each(take, person, colleague):
    take("a", person=person)
    first = take("b", person=person)
    actions.release_course_seat(first, on=TODAY, by=None)
    assert take("b", person=colleague).state == "confirmed"


@pytest.mark.both_databases
def test_take_course_seat_refuses_a_third_with_the_rule(take, contract, person, colleague, lead):
    take("a", person=person)
    take("b", person=colleague)
    error = refusal_of(take, "c")
    assert error.code == "use_exceeded"
    assert "2" in str(error)
    assert builders.used(contract, "course_seat") == 2
    assert take("c", override_reason="Derde vak afgesproken", by=lead).use.override_reason


def test_take_course_seat_refuses_the_same_course_twice_for_one_person(take, contract, person):
    take("a", person=person)
    assert refusal_of(take, "a", person=person).code == "course_seat_doubled"
    assert builders.used(contract, "course_seat") == 1


def test_take_course_seat_counts_in_the_year_in_which_the_course_starts(take, contract):
    take(starts_on=date(2027, 4, 5))
    assert builders.used(contract, "course_seat", 1) == 0
    assert builders.used(contract, "course_seat", 2) == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"course_name": ""}, "invalid_value"),
        ({"ec": Decimal("5.25")}, "invalid_value"),
        ({"starts_on": date(2029, 9, 3)}, "no_contract"),
    ],
)
def test_take_course_seat_refuses_what_cannot_be(take, values, code):
    assert refusal_of(take, **values).code == code
    assert not CourseSeat.objects.exists()


def test_take_course_seat_refuses_a_person_of_another_organisation(take):
    stranger = world.make_person("Vreemd", world.make_organisation("Elders (demo)"))
    assert refusal_of(take, person=stranger).code == "person_of_another_organisation"


def test_take_course_seat_refuses_a_package_without_courses(organisation, edition):
    builders.make_contract(organisation, edition, masterclass_seat="2")
    data = actions.CourseData(course_code="a", course_name="Vak", starts_on=STARTS)
    error = refusal_of(actions.take_course_seat, organisation, data, on=TODAY, by=None)
    assert error.code == "not_entitled"


def test_assign_course_seat_names_and_replaces(take, person, colleague):
    seat = take()
    assert actions.assign_course_seat(seat, person, by=None).state == "confirmed"
    assert Use.objects.get().person == person
    assert actions.assign_course_seat(seat, colleague, by=None).person == colleague
    assert Use.objects.get().person == colleague
    error = refusal_of(actions.assign_course_seat, seat, colleague, by=None)
    assert error.code == "course_seat_doubled"


@pytest.mark.both_databases
def test_release_course_seat_gives_it_back_once(take, contract):
    seat = take()
    assert actions.release_course_seat(seat, on=TODAY, by=None).state == "withdrawn"
    assert builders.used(contract, "course_seat") == 0
    error = refusal_of(actions.release_course_seat, seat, on=TODAY, by=None)
    assert error.code == "course_seat_closed"


def test_complete_course_seat_needs_a_person_and_a_course_that_began(take, person):
    seat = take()
    error = refusal_of(actions.complete_course_seat, seat, on=STARTS, by=None)
    assert error.code == "course_seat_without_name"
    actions.assign_course_seat(seat, person, by=None)
    error = refusal_of(actions.complete_course_seat, seat, on=TODAY, by=None)
    assert error.code == "course_not_begun"
    assert actions.complete_course_seat(seat, on=STARTS, by=None).state == "completed"
    error = refusal_of(actions.complete_course_seat, seat, on=STARTS, by=None)
    assert error.code == "course_seat_closed"
