from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lllo.errors import Refused
from lllo.people.models import AuditEntry
from lllo.training import actions
from lllo.training.models import CoachingRequest
from lllo.training.queries import requests_waiting
from tests import world
from tests.training import builders

TODAY = date(2026, 6, 1)


@pytest.fixture
def ask(organisation, contract):
    def run(subject="Van ambitie naar project", *, on=TODAY, **values):
        wish = actions.CoachingWish(subject=subject, **values)
        return actions.ask_for_coaching(organisation, wish, on=on, by=None)

    return run


@pytest.fixture
def talk(coach):
    return actions.CoachingData(
        coach=coach,
        subject="Van ambitie naar project",
        starts_at=datetime(2026, 6, 15, 10, 0),  # noqa: DTZ001 - a time in Amsterdam
        hours=Decimal(2),
    )


def refusal_of(action, *arguments, **keywords):
    with pytest.raises(Refused) as refusal:
        action(*arguments, **keywords)
    return refusal.value.code


def test_request_waits_and_takes_no_hours(ask, contract, person):
    request = ask(" Samenwerken ", wish=" Liefst op maandag. ", person=person)
    assert (request.subject, request.wish, request.state) == (
        "Samenwerken", "Liefst op maandag.", "waiting",
    )  # fmt: skip
    assert builders.used(contract, "coaching_hour") == 0
    assert AuditEntry.objects.filter(action="coaching.asked").count() == 1


def test_same_subject_waits_once_for_each_person(ask, person):
    ask()
    assert refusal_of(ask, "VAN ambitie naar project") == "already_asked"
    assert ask(person=person).person == person
    assert str(ask("Iets anders")).endswith("Iets anders")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"subject": "  "}, "invalid_value"),
        ({"subject": "A" * 201}, "invalid_value"),
        ({"on": date(2025, 1, 1)}, "no_contract"),
    ],
)
def test_request_that_cannot_be_is_refused(ask, values, code):
    assert refusal_of(ask, **values) == code
    assert not CoachingRequest.objects.exists()


def test_request_needs_a_package_with_coaching_and_an_own_person(organisation, edition, ask):
    stranger = world.make_person("Vreemd", world.make_organisation("Elders (demo)"))
    assert refusal_of(ask, person=stranger) == "person_of_another_organisation"
    other = world.make_organisation("Zonder coaching (demo)")
    builders.make_contract(other, edition, number="OV-2", course_seat="2")
    wish = actions.CoachingWish(subject="Vraag")
    assert refusal_of(actions.ask_for_coaching, other, wish, on=TODAY, by=None) == "not_entitled"


@pytest.mark.both_databases
def test_planning_takes_the_hours_and_answers_once(ask, talk, contract):
    request = ask()
    planned = actions.plan_requested_coaching(request, talk, on=TODAY, by=None)
    assert (planned.state, planned.session.request, planned.answered_on) == (
        "planned", planned, TODAY,
    )  # fmt: skip
    assert builders.used(contract, "coaching_hour") == 2
    again = refusal_of(actions.plan_requested_coaching, request, talk, on=TODAY, by=None)
    assert again == "request_answered"
    assert builders.used(contract, "coaching_hour") == 2
    assert (
        refusal_of(actions.withdraw_coaching_request, request, on=TODAY, by=None)
        == "request_answered"
    )


def test_declining_needs_a_reason_that_is_kept(ask):
    request = ask()
    decline = actions.decline_coaching_request
    assert refusal_of(decline, request, on=TODAY, reason=" ", by=None) == "reason_missing"
    declined = decline(request, on=TODAY, reason="Deze coach is er niet meer. ", by=None)
    assert (declined.state, declined.answer) == ("declined", "Deze coach is er niet meer.")
    assert ask().state == "waiting"


def test_withdrawn_request_may_be_asked_again(ask):
    withdrawn = actions.withdraw_coaching_request(ask(), on=TODAY, by=None)
    assert (withdrawn.state, withdrawn.answered_on) == ("withdrawn", TODAY)
    assert ask().state == "waiting"


@pytest.mark.parametrize(
    "values",
    [
        {"state": "planned", "answered_on": TODAY},
        {"state": "declined", "answered_on": TODAY},
        {"state": "withdrawn"},
        {"answered_on": TODAY},
    ],
)
def test_database_keeps_what_a_state_demands(ask, values):
    request = ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        CoachingRequest.objects.filter(pk=request.pk).update(**values)


@pytest.mark.parametrize("rows", [1, 3])
def test_office_sees_what_waits_oldest_first(
    rows, ask, organisation, backoffice, person, django_assert_num_queries
):
    for number in range(rows):
        ask(f"Vraag {number}", on=date(2026, 6, 10 - number))
    data = actions.CourseData(course_code="", course_name="Vak", starts_on=date(2026, 9, 7))
    actions.apply_for_course_seat(organisation, data, person=person, on=TODAY, by=None)
    assert backoffice.sees_everything  # reads the roles
    with django_assert_num_queries(2):
        found = requests_waiting(backoffice)
        shown = [(each.what, str(each.organisation), str(each.person or "")) for each in found]
    assert shown[0] == ("Vak", str(organisation), str(person))
    assert [what for what, *_ in shown[1:]] == [f"Vraag {rows - 1 - n}" for n in range(rows)]
    elsewhere = world.make_user("contact", world.make_organisation("Elders (demo)"))
    assert requests_waiting(elsewhere) == []
