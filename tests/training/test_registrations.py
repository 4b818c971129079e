from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lllo import clock
from lllo.contracts.actions import reverse_use
from lllo.contracts.models import Use
from lllo.errors import Refused
from lllo.people.models import AuditEntry
from lllo.training import actions
from lllo.training.models import Attendance, Registration
from tests import world
from tests.training import builders

TODAY = date(2026, 3, 10)
BEFORE = datetime(2026, 5, 20, 12, tzinfo=UTC)
AFTER = datetime(2026, 5, 22, 12, tzinfo=UTC)


def refusal_of(action, *arguments, **keywords):
    with pytest.raises(Refused) as refusal:
        action(*arguments, by=None, **keywords)
    return refusal.value


@pytest.fixture
def place(organisation, contract, cohort, person):
    return actions.register_for_cohort(organisation, cohort, person=person, on=TODAY, by=None)


@pytest.fixture
def event(programme):
    return actions.schedule_event(programme, builders.event_data(), by=None)


@pytest.fixture
def cohort_event(programme, cohort):
    return actions.schedule_event(programme, builders.event_data(cohort=cohort), by=None)


@pytest.mark.both_databases
def test_register_for_cohort_takes_a_masterclass_seat(place, contract, cohort, person):
    assert (place.person, place.state) == (person, "registered")
    assert place.use.used_on == cohort.starts_on  # the seat counts when the cohort starts
    assert builders.used(contract, "masterclass_seat") == 1
    assert AuditEntry.objects.filter(action="registration.made").count() == 1


def test_register_for_cohort_takes_the_seat_of_the_year_in_which_it_starts(
    organisation, contract, programme
):
    late = builders.make_cohort(programme, 2, starts_on=date(2027, 4, 1))
    actions.register_for_cohort(organisation, late, on=date(2027, 2, 1), by=None)
    assert builders.used(contract, "masterclass_seat", 1) == 0
    assert builders.used(contract, "masterclass_seat", 2) == 1


def test_register_for_cohort_that_runs_counts_from_the_day_itself(
    organisation, contract, programme
):
    early = builders.make_cohort(programme, 2, starts_on=date(2026, 2, 6))
    place = actions.register_for_cohort(organisation, early, on=TODAY, by=None)
    assert place.use.used_on == TODAY


def test_one_person_takes_a_place_in_one_cohort_of_a_programme(
    place, organisation, programme, person, colleague
):
    second = builders.make_cohort(programme, 2, starts_on=date(2026, 6, 1))
    error = refusal_of(actions.register_for_cohort, organisation, second, person=person, on=TODAY)
    assert error.code == "person_in_other_cohort"
    other = actions.register_for_cohort(organisation, second, on=TODAY, by=None)
    assert refusal_of(actions.name_registration, other, person).code == "person_in_other_cohort"
    actions.name_registration(other, colleague, by=None)
    assert refusal_of(actions.replace_person, other, person).code == "person_in_other_cohort"
    actions.cancel_registration(place, on=TODAY, by=None)
    assert actions.replace_person(other, person, by=None).person == person


@pytest.mark.both_databases
def test_register_for_cohort_refuses_a_doubled_registration(place, organisation, cohort, person):
    error = refusal_of(actions.register_for_cohort, organisation, cohort, person=person, on=TODAY)
    assert error.code == "already_registered"
    assert Registration.objects.count() == Use.objects.count() == 1


@pytest.mark.parametrize("named", [True, False])
def test_register_for_cohort_refuses_a_second_person_of_one_organisation(
    place, organisation, cohort, colleague, named
):
    error = refusal_of(
        actions.register_for_cohort,
        organisation,
        cohort,
        person=colleague if named else None,
        on=TODAY,
    )
    assert error.code == "one_person_per_cohort"
    assert str(place.person) in str(error)


def test_register_for_cohort_refuses_a_second_place_beside_one_without_name(
    organisation, contract, cohort, person
):
    actions.register_for_cohort(organisation, cohort, on=TODAY, by=None)
    error = refusal_of(actions.register_for_cohort, organisation, cohort, person=person, on=TODAY)
    assert error.code == "one_person_per_cohort"


@pytest.mark.both_databases
def test_register_for_cohort_refuses_a_full_cohort(organisation, contract, edition, programme):
    small = builders.make_cohort(programme, capacity=1)
    actions.register_for_cohort(organisation, small, on=TODAY, by=None)
    other = world.make_organisation("Nutsbedrijf Voorbeeld (demo)")
    builders.make_contract(other, edition, number="OV-2026-002")
    error = refusal_of(actions.register_for_cohort, other, small, on=TODAY)
    assert error.code == "cohort_full"
    assert "1" in str(error)


def test_register_for_cohort_refuses_a_third_cohort_and_a_lead_may_override(
    organisation, contract, programme, lead
):
    cohorts = [builders.make_cohort(programme, number) for number in (1, 2, 3)]
    for cohort in cohorts[:2]:
        actions.register_for_cohort(organisation, cohort, on=TODAY, by=None)
    error = refusal_of(actions.register_for_cohort, organisation, cohorts[2], on=TODAY)
    assert error.code == "use_exceeded"
    place = actions.register_for_cohort(
        organisation, cohorts[2], on=TODAY, override_reason="Derde plaats afgesproken", by=lead
    )
    assert place.use.override_reason == "Derde plaats afgesproken"


def test_register_for_cohort_refuses_without_a_signed_contract(organisation, cohort):
    error = refusal_of(actions.register_for_cohort, organisation, cohort, on=TODAY)
    assert error.code == "no_contract"


def test_register_for_cohort_refuses_a_person_of_another_organisation(
    organisation, contract, cohort
):
    stranger = world.make_person("Vreemd", world.make_organisation("Elders (demo)"))
    error = refusal_of(actions.register_for_cohort, organisation, cohort, person=stranger, on=TODAY)
    assert error.code == "person_of_another_organisation"
    assert not Registration.objects.exists()


def test_register_for_event_uses_no_entitlement(organisation, event, person, colleague):
    for someone in (person, None):
        place = actions.register_for_event(organisation, event, person=someone, on=TODAY, by=None)
    actions.name_registration(place, colleague, by=None)
    assert Registration.objects.active().count() == 2
    assert not Use.objects.exists()
    error = refusal_of(actions.register_for_event, organisation, event, person=person, on=TODAY)
    assert error.code == "already_registered"


@pytest.mark.parametrize(
    ("values", "on", "code"),
    [
        ({}, date(2026, 5, 22), "event_is_over"),
        ({"is_published": False}, TODAY, "event_not_published"),
    ],
)
def test_register_for_event_refuses_what_is_not_open(organisation, programme, values, on, code):
    event = actions.schedule_event(programme, builders.event_data(**values), by=None)
    assert refusal_of(actions.register_for_event, organisation, event, on=on).code == code


def test_register_for_event_refuses_a_cancelled_one_and_one_of_a_cohort(
    organisation, event, cohort_event
):
    actions.cancel_event(event, by=None)
    error = refusal_of(actions.register_for_event, organisation, event, on=TODAY)
    assert error.code == "event_is_cancelled"
    error = refusal_of(actions.register_for_event, organisation, cohort_event, on=TODAY)
    assert error.code == "event_of_cohort"


def test_name_registration_names_a_place_once(organisation, contract, cohort, person, colleague):
    place = actions.register_for_cohort(organisation, cohort, on=TODAY, by=None)
    error = refusal_of(actions.replace_person, place, person)
    assert error.code == "registration_without_name"
    assert actions.name_registration(place, person, by=None).person == person
    error = refusal_of(actions.name_registration, place, colleague)
    assert error.code == "registration_has_name"


def test_replace_person_keeps_the_seat(place, contract, colleague):
    assert actions.replace_person(place, colleague, by=None).person == colleague
    assert Use.objects.get().person == colleague
    assert builders.used(contract, "masterclass_seat") == 1
    entry = AuditEntry.objects.get(action="registration.named")
    assert entry.detail == {"before": "Alice Achternaam"}


def test_replace_person_refuses_the_same_person_and_a_stranger(place, person):
    assert refusal_of(actions.replace_person, place, person).code == "already_registered"
    stranger = world.make_person("Vreemd", world.make_organisation("Elders (demo)"))
    error = refusal_of(actions.replace_person, place, stranger)
    assert error.code == "person_of_another_organisation"


def test_seat_of_a_registration_is_not_given_back_by_itself(place, contract):
    use = place.use
    error = refusal_of(reverse_use, use, on=use.used_on, reason="ziek")
    assert error.code == "use_has_owner"
    assert str(place) in str(error)
    assert builders.used(contract, "masterclass_seat") == 1


@pytest.mark.both_databases
def test_cancel_registration_gives_the_seat_back_once(
    place, contract, organisation, cohort, person
):
    cancelled = actions.cancel_registration(place, on=TODAY, by=None)
    assert cancelled.state == "cancelled"
    assert builders.used(contract, "masterclass_seat") == 0
    assert refusal_of(actions.cancel_registration, place, on=TODAY).code == "registration_cancelled"
    again = actions.register_for_cohort(organisation, cohort, person=person, on=TODAY, by=None)
    assert again.pk != place.pk
    assert builders.used(contract, "masterclass_seat") == 1


def test_cancel_registration_of_an_event_gives_nothing_back(organisation, event, person):
    place = actions.register_for_event(organisation, event, person=person, on=TODAY, by=None)
    actions.cancel_registration(place, on=TODAY, by=None)
    assert not Use.objects.exists()


def test_cancel_registration_refuses_a_place_that_was_used(
    place, organisation, event, cohort_event, person, colleague
):
    own = actions.register_for_event(organisation, event, person=person, on=TODAY, by=None)
    other = actions.register_for_event(organisation, event, person=colleague, on=TODAY, by=None)
    with clock.at(AFTER):
        actions.record_attendance(cohort_event, person, "present", by=None)
        actions.record_attendance(event, person, "present", by=None)
    for used in (place, own):
        error = refusal_of(actions.cancel_registration, used, on=date(2026, 5, 22))
        assert error.code == "place_was_used"
    assert actions.cancel_registration(other, on=TODAY, by=None).state == "cancelled"


def test_record_attendance_of_a_cohort_and_corrects_it(place, cohort_event, person, organisation):
    with clock.at(AFTER):
        actions.record_attendance(cohort_event, person, "absent", by=None)
        actions.record_attendance(cohort_event, person, "present", by=None)
        actions.record_attendance(cohort_event, person, "present", by=None)
    attendance = Attendance.objects.get()
    assert (attendance.status, attendance.organisation) == ("present", organisation)
    assert AuditEntry.objects.filter(action="attendance.recorded").count() == 2


def test_record_attendance_beforehand_takes_excuses_only(place, cohort_event, person):
    with clock.at(BEFORE):
        error = refusal_of(actions.record_attendance, cohort_event, person, "present")
        assert error.code == "event_not_begun"
        actions.record_attendance(cohort_event, person, "excused", by=None)
    assert Attendance.objects.get().status == "excused"


def test_record_attendance_refuses_strangers_and_cancelled_events(
    place, event, cohort_event, person, colleague
):
    with clock.at(AFTER):
        error = refusal_of(actions.record_attendance, cohort_event, colleague, "present")
        assert error.code == "not_registered"
        assert (
            refusal_of(actions.record_attendance, event, person, "absent").code == "not_registered"
        )
        actions.cancel_event(cohort_event, by=None)
        error = refusal_of(actions.record_attendance, cohort_event, person, "excused")
    assert error.code == "event_is_cancelled"
