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
        ({"starts_on": date(2029, 9, 3)}, "course_outside_agreement"),
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


@pytest.fixture
def apply(organisation, contract):
    def run(name="Asset management", *, person=None, starts_on=STARTS, code="", remark=""):
        data = actions.CourseData(course_code=code, course_name=name, starts_on=starts_on)
        return actions.apply_for_course_seat(
            organisation, data, person=person, remark=remark, on=TODAY, by=None
        )

    return run


def granted(code="201900001", starts_on=STARTS):
    return actions.CourseData(course_code=code, course_name="Assetmanagement", starts_on=starts_on)


def test_apply_takes_the_seat_at_once_and_needs_no_code(apply, contract, person):
    seat = apply(person=person, remark=" Voor ons riool. ")
    assert (seat.state, seat.course_code, seat.remark, seat.applied_on) == (
        "applied", "", "Voor ons riool.", TODAY,
    )  # fmt: skip
    assert builders.used(contract, "course_seat") == 1
    assert list(CourseSeat.objects.applied()) == [seat]
    assert not CourseSeat.objects.certain().exists()


@pytest.mark.both_databases
def test_apply_is_refused_beyond_the_seats_and_for_the_same_course(apply, contract, person):
    apply(person=person)
    assert refusal_of(apply, " asset MANAGEMENT", person=person).code == "course_seat_doubled"
    apply("Tweede vak")
    assert refusal_of(apply, "Derde vak").code == "use_exceeded"
    assert builders.used(contract, "course_seat") == 2


def test_applied_seat_stays_applied_when_it_gets_another_name(apply, person, colleague):
    seat = apply(person=person)
    assert actions.assign_course_seat(seat, colleague, by=None).state == "applied"
    assert refusal_of(actions.complete_course_seat, seat, on=STARTS, by=None).code == (
        "course_seat_applied"
    )


def test_confirm_states_the_course_as_the_university_knows_it(apply, contract, person):
    seat = actions.confirm_course_seat(apply(person=person), granted(), on=TODAY, by=None)
    assert (seat.state, seat.course_code, seat.course_name) == (
        "confirmed", "201900001", "Assetmanagement",
    )  # fmt: skip
    assert Use.objects.count() == 1
    again = refusal_of(actions.confirm_course_seat, seat, granted(), on=TODAY, by=None)
    assert again.code == "course_seat_not_applied"
    again = refusal_of(actions.decline_course_seat, seat, on=TODAY, reason="Nee", by=None)
    assert again.code == "course_seat_not_applied"


def test_confirm_without_a_name_reserves(apply):
    assert actions.confirm_course_seat(apply(), granted(), on=TODAY, by=None).state == "reserved"


def test_confirm_on_a_day_of_the_next_year_moves_the_use(apply, contract):
    data = granted(starts_on=date(2027, 4, 5))
    seat = actions.confirm_course_seat(apply(), data, on=TODAY, by=None)
    assert (builders.used(contract, "course_seat", 1), seat.use.used_on) == (0, data.starts_on)
    assert builders.used(contract, "course_seat", 2) == 1


def test_confirm_refuses_a_course_without_code_or_one_the_person_has(apply, take, person):
    seat = apply(person=person)
    refused = refusal_of(actions.confirm_course_seat, seat, granted(code=" "), on=TODAY, by=None)
    assert refused.code == "course_code_missing"
    take("201900001", person=person)
    refused = refusal_of(actions.confirm_course_seat, seat, granted(), on=TODAY, by=None)
    assert refused.code == "course_seat_doubled"
    assert refusal_of(take, "").code == "course_code_missing"


@pytest.mark.both_databases
def test_decline_gives_the_seat_back_with_a_reason(apply, contract, person):
    seat = apply(person=person)
    decline = actions.decline_course_seat
    assert refusal_of(decline, seat, on=TODAY, reason="", by=None).code == "reason_missing"
    declined = decline(seat, on=TODAY, reason="Dit vak is vol.", by=None)
    assert (declined.state, declined.answer) == ("declined", "Dit vak is vol.")
    assert builders.used(contract, "course_seat") == 0
    assert refusal_of(decline, seat, on=TODAY, reason="Nee", by=None).code == "course_seat_closed"
    assert apply(person=person).state == "applied"


@pytest.mark.parametrize(("starts_on", "ended_on"), [
    (date(2020, 2, 1), None), (date(2035, 1, 1), None), (date(2035, 1, 1), date(2026, 12, 31)),
])  # fmt: skip
def test_course_begins_within_the_agreement_and_the_refusal_says_when(
    organisation, contract, person, starts_on, ended_on
):
    contract.ended_on = ended_on
    contract.save()
    course = actions.CourseData(course_code="1", course_name="Netwerken", starts_on=starts_on)
    with pytest.raises(Refused) as refusal:
        actions.apply_for_course_seat(organisation, course, on=date(2026, 6, 1), by=None)
    assert refusal.value.code == "course_outside_agreement"
    assert "1 maart 2026" in str(refusal.value)
    last = "30 december 2026" if ended_on else "28 februari 2029"
    assert last in str(refusal.value)
