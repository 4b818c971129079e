from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lllo.contracts.models import Use
from lllo.errors import Refused
from lllo.people.models import AuditEntry, Person
from lllo.training import actions
from lllo.training.models import Attendance, Cohort, Event, Registration
from lllo.training.moves import plan_move, seats_to_fill
from tests import world
from tests.training import builders

TODAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def _in_march(settings):
    settings.LLLO_CLOCK = datetime(2026, 3, 10, 8, tzinfo=UTC)


@pytest.fixture
def second(programme):
    return builders.make_cohort(programme, 2, starts_on=date(2026, 9, 1))


@pytest.fixture
def next_year(programme):
    return builders.make_cohort(programme, 3, starts_on=date(2027, 4, 1))


@pytest.fixture
def place(organisation, contract, cohort, person):
    return actions.register_for_cohort(organisation, cohort, person=person, on=TODAY, by=None)


def make_places(edition, cohort, count):
    """Return the places of as many organisations, each with its own agreement."""
    places = []
    for number in range(count):
        organisation = world.make_organisation(f"Gemeente {number} (demo)")
        builders.make_contract(organisation, edition, number=f"OV-{number}")
        person = world.make_person(f"Persoon{number}", organisation)
        places.append(
            actions.register_for_cohort(organisation, cohort, person=person, on=TODAY, by=None)
        )
    return places


def refusal_of(places, cohort, **keywords):
    """Return the code with which a move is refused; nothing has changed then."""
    before = list(Registration.objects.values_list("pk", "cohort", "use"))
    uses = Use.objects.count()
    with pytest.raises(Refused) as refusal:
        actions.move_registrations(places, cohort, on=TODAY, by=None, **keywords)
    assert list(Registration.objects.values_list("pk", "cohort", "use")) == before
    assert Use.objects.count() == uses
    return refusal.value.code


@pytest.mark.both_databases
def test_place_moves_with_its_seat(place, second, contract, lead):
    moved = actions.move_registrations([place], second, on=TODAY, by=lead)
    assert [each.cohort for each in moved] == [second]
    place.refresh_from_db()
    assert (place.cohort, place.use.reason) == (second, "Plaats in Cohort 2")
    assert builders.used(contract, "masterclass_seat") == 1
    assert Use.objects.count() == 1
    entry = AuditEntry.objects.get(action="registration.moved")
    assert (entry.detail["before"], entry.detail["cohort"]) == ("Cohort 1", "Cohort 2")


def test_moving_back_undoes_it(place, cohort, second, contract):
    actions.move_registrations([place], second, on=TODAY, by=None)
    actions.move_registrations([place], cohort, on=TODAY, by=None)
    place.refresh_from_db()
    assert (place.cohort, place.use.reason) == (cohort, "Plaats in Cohort 1")
    assert builders.used(contract, "masterclass_seat") == 1


def test_other_contract_year_takes_its_seat_and_gives_the_old_one_back(place, next_year, contract):
    actions.move_registrations([place], next_year, on=TODAY, by=None)
    place.refresh_from_db()
    assert builders.used(contract, "masterclass_seat", 1) == 0
    assert builders.used(contract, "masterclass_seat", 2) == 1
    assert (place.use.used_on, place.use.person) == (next_year.starts_on, place.person)


def test_place_without_a_seat_takes_one(place, second, contract):
    Registration.objects.update(use=None)
    actions.move_registrations([place], second, on=TODAY, by=None)
    assert builders.used(contract, "masterclass_seat", 1) == 2  # the old one is not its own


def test_attendance_stays_and_is_told(place, second, cohort, person, organisation, programme):
    event = actions.schedule_event(programme, builders.event_data(cohort=cohort), by=None)
    Attendance.objects.create(
        event=event, person=person, organisation=organisation, status="present"
    )
    (move,) = plan_move([place], second, on=TODAY).moves
    assert (move.attended, move.problem) == (1, None)
    actions.move_registrations([place], second, on=TODAY, by=None)
    assert Attendance.objects.count() == 1


def test_seat_that_was_used_does_not_go_to_another_year(
    place, next_year, cohort, person, organisation, programme
):
    event = actions.schedule_event(programme, builders.event_data(cohort=cohort), by=None)
    Attendance.objects.create(
        event=event, person=person, organisation=organisation, status="present"
    )
    assert refusal_of([place], next_year) == "place_was_used"


def test_plan_names_the_events_that_calendars_lose_and_get(place, cohort, second, programme):
    old = actions.schedule_event(programme, builders.event_data(cohort=cohort), by=None)
    new = actions.schedule_event(
        programme, builders.event_data(cohort=second, title="Masterclass 1b"), by=None
    )
    actions.schedule_event(
        programme,
        builders.event_data(cohort=second, title="Nog geheim", is_published=False),
        by=None,
    )
    plan = plan_move([place], second, on=TODAY)
    assert (plan.leaving, plan.coming, plan.refused) == ((old,), (new,), None)


def test_plan_for_a_cohort_that_is_to_be_opened(place, programme, cohort):
    Event.objects.all().delete()
    planned = Cohort(
        programme=programme, number=2, name="Cohort 2", starts_on=date(2026, 9, 1), capacity=1
    )
    plan = plan_move([place], planned, on=TODAY)
    assert (plan.refused, plan.coming) == (None, ())


def test_nothing_chosen_is_refused(second):
    assert refusal_of([], second) == "nothing_chosen"


def test_place_that_is_there_already_is_refused(place, cohort):
    assert refusal_of([place], cohort) == "in_cohort_already"


def test_cancelled_place_is_refused(place, second):
    actions.cancel_registration(place, on=TODAY, by=None)
    assert refusal_of([place], second) == "no_place_in_cohort"


def test_place_at_an_event_is_refused(organisation, programme, second):
    event = actions.schedule_event(programme, builders.event_data(), by=None)
    place = actions.register_for_event(organisation, event, on=TODAY, by=None)
    assert refusal_of([place], second) == "no_place_in_cohort"


def test_cohort_of_another_programme_is_refused(place):
    other = type(place.cohort.programme).objects.create(
        code="ander", name="Ander programma", starts_on=TODAY
    )
    assert refusal_of([place], builders.make_cohort(other)) == "other_programme"


def test_second_place_of_an_organisation_is_refused(place, second, organisation, cohort):
    other = actions.register_for_cohort(organisation, second, on=TODAY, by=None)
    assert refusal_of([place], second) == "one_person_per_cohort"
    third = builders.make_cohort(cohort.programme, 4, starts_on=date(2026, 10, 1))
    assert refusal_of([place, other], third) == "one_person_per_cohort"


def test_second_place_of_a_person_is_refused(place, second, edition, person):
    elsewhere = world.make_organisation("Gemeente Beekdorp (demo)")
    builders.make_contract(elsewhere, edition, number="OV-2")
    person.memberships.create(organisation=elsewhere, role="participant", started_on=TODAY)
    other = actions.register_for_cohort(elsewhere, second, on=TODAY, by=None)
    other.person = person  # as it may stand since before one person had one cohort
    other.save()
    assert refusal_of([place], second) == "already_registered"


def test_too_few_places_are_told_with_their_number(edition, cohort, programme):
    places = make_places(edition, cohort, 3)
    small = builders.make_cohort(programme, 2, capacity=2)
    assert refusal_of(places, small) == "cohort_full"
    actions.move_registrations(places[:2], small, on=TODAY, by=None)
    assert refusal_of(places[2:], small) == "cohort_full"


def test_year_without_a_seat_left_is_refused(place, next_year, organisation, programme, contract):
    for number in (5, 6):
        cohort = builders.make_cohort(programme, number, starts_on=date(2027, 5, 1))
        actions.register_for_cohort(organisation, cohort, on=TODAY, by=None)
    assert refusal_of([place], next_year) == "use_exceeded"


@pytest.mark.parametrize("start", [date(2031, 1, 1), date(2028, 1, 1)])
def test_day_without_an_agreement_is_refused(place, programme, contract, start):
    contract.ended_on, contract.end_reason = date(2027, 6, 1), "Fusie"
    contract.save()
    late = builders.make_cohort(programme, 2, starts_on=start)
    assert refusal_of([place], late) in {"no_contract", "contract_ended"}


@pytest.mark.both_databases
def test_open_cohort_with_people_does_both(place, programme, lead):
    data = actions.CohortData(number=2, name="Cohort 2", starts_on=date(2026, 9, 1), capacity=16)
    cohort = actions.open_cohort_with(programme, data, [place], on=TODAY, by=lead)
    place.refresh_from_db()
    assert (place.cohort, cohort.capacity) == (cohort, 16)


def test_open_cohort_without_people_only_opens_it(programme):
    data = actions.CohortData(number=1, name="Cohort 1", starts_on=TODAY)
    assert actions.open_cohort_with(programme, data, [], on=TODAY, by=None).pk


def test_open_cohort_that_cannot_hold_them_opens_nothing(edition, cohort, programme):
    places = make_places(edition, cohort, 2)
    data = actions.CohortData(number=2, name="Cohort 2", starts_on=TODAY, capacity=1)
    with pytest.raises(Refused) as refusal:
        actions.open_cohort_with(programme, data, places, on=TODAY, by=None)
    assert refusal.value.code == "cohort_full"
    assert Cohort.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_plan_takes_a_fixed_number_of_queries(
    edition, cohort, second, django_assert_num_queries, count
):
    make_places(edition, cohort, count)
    places = list(Registration.objects.select_related("organisation", "person", "cohort", "use"))
    # Places there, seats with their uses, presences; events that leave and come.
    with django_assert_num_queries(1 + 2 + 1 + 2):
        plan = plan_move(places, second, on=TODAY)
        assert plan.refused is None
    assert Person.objects.count() == count


def test_seats_to_fill_are_those_of_agreements_that_run(place, contract):
    seats = seats_to_fill(TODAY)
    assert (seats.granted, seats.used, seats.left) == (2, 1, 1)
    Use.objects.create(entitlement=place.use.entitlement, quantity=4, used_on=TODAY, reason="x")
    assert seats_to_fill(TODAY).left == 0
    contract.ended_on, contract.end_reason = TODAY, "Fusie"
    contract.save()
    assert seats_to_fill(TODAY).granted == 0


def test_undo_opening_keeps_a_cohort_that_is_in_use(place, cohort, programme):
    data = actions.CohortData(number=7, name="Cohort 7", starts_on=cohort.starts_on)
    opened = actions.open_cohort_with(programme, data, [place], on=TODAY, by=None)
    actions.schedule_event(programme, builders.event_data(cohort=opened), by=None)
    (back,) = actions.undo_opening(opened, {cohort: [place]}, on=TODAY, by=None)
    assert back.cohort == cohort
    assert type(cohort).objects.filter(pk=opened.pk).exists()


def test_undo_opening_takes_an_empty_cohort_away(place, cohort, programme):
    data = actions.CohortData(number=7, name="Cohort 7", starts_on=cohort.starts_on)
    opened = actions.open_cohort_with(programme, data, [place], on=TODAY, by=None)
    actions.undo_opening(opened, {cohort: [place]}, on=TODAY, by=None)
    assert not type(cohort).objects.filter(number=7).exists()
