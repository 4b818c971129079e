# ruff: noqa: DTZ001 - a time of the clock in Amsterdam has no zone
from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from lllo import clock
from lllo.errors import Refused
from lllo.training import actions
from lllo.training.models import CoachingSession
from tests import world
from tests.training import builders

MAY = date(2026, 5, 1)


@pytest.fixture
def plan(organisation, contract, coach):
    def run(hours="2", starts_at=datetime(2026, 5, 7, 13, 0), by=None, **values):
        data = actions.CoachingData(
            coach=values.pop("coach", coach),
            subject=values.pop("subject", "Rolverdeling"),
            starts_at=starts_at,
            hours=Decimal(hours),
            **values,
        )
        return actions.plan_coaching(organisation, data, by=by)

    return run


def test_plan_coaching_takes_hours_of_the_contract_year(plan, contract, person):
    session = plan(person=person)
    assert session.starts_at == datetime(2026, 5, 7, 11, tzinfo=UTC)
    assert (session.use.quantity, session.use.used_on) == (2, date(2026, 5, 7))
    assert builders.used(contract, "coaching_hour") == 2


@pytest.mark.both_databases
def test_plan_coaching_refuses_a_fifth_hour(plan, contract, lead):
    plan(hours="4")
    with pytest.raises(Refused, match="4") as refusal:
        plan(hours="1")
    assert refusal.value.code == "use_exceeded"
    assert builders.used(contract, "coaching_hour") == 4
    extra = plan(hours="1", override_reason="Afgesproken met de gemeente", by=lead)
    assert extra.use.override_reason


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"starts_at": datetime(2026, 3, 29, 2, 30)}, "time_does_not_exist"),
        ({"starts_at": datetime(2026, 2, 28, 23, 0)}, "no_contract"),
        ({"starts_at": datetime(2029, 3, 1, 0, 0)}, "no_contract"),
        ({"hours": "0"}, "use_not_positive"),
        ({"hours": "0.333"}, "invalid_value"),
        ({"subject": ""}, "invalid_value"),
    ],
)
def test_plan_coaching_refuses_what_cannot_be(plan, values, code):
    with pytest.raises(Refused) as refusal:
        plan(**values)
    assert refusal.value.code == code
    assert not CoachingSession.objects.exists()


def test_plan_coaching_refuses_a_coach_who_is_none_and_a_stranger(plan, person):
    foundation = world.make_organisation("Stichting Samen (demo)", kind="partner")
    partner = world.make_person("Ina", foundation, "partner")
    for nobody in (person, partner):
        with pytest.raises(Refused) as refusal:
            plan(coach=nobody)
        assert refusal.value.code == "not_a_coach"
    stranger = world.make_person("Vreemd", world.make_organisation("Elders (demo)"))
    with pytest.raises(Refused) as refusal:
        plan(person=stranger)
    assert refusal.value.code == "person_of_another_organisation"


def test_hold_coaching_keeps_the_hours_used(plan, contract):
    session = plan()
    with clock.at(datetime(2026, 5, 7, 10, tzinfo=UTC)), pytest.raises(Refused) as refusal:
        actions.hold_coaching(session, by=None)
    assert refusal.value.code == "coaching_not_begun"
    with clock.at(datetime(2026, 5, 7, 14, tzinfo=UTC)):
        held = actions.hold_coaching(session, by=None)
    assert (held.state, held.sequence) == ("held", 0)
    assert builders.used(contract, "coaching_hour") == 2
    with pytest.raises(Refused) as refusal:
        actions.cancel_coaching(session, on=MAY, by=None)
    assert refusal.value.code == "coaching_not_planned"


@pytest.mark.both_databases
def test_cancel_coaching_gives_the_hours_back_once(plan, contract):
    session = plan()
    cancelled = actions.cancel_coaching(session, on=MAY, by=None)
    assert (cancelled.state, cancelled.sequence) == ("cancelled", 1)
    assert builders.used(contract, "coaching_hour") == 0
    with pytest.raises(Refused) as refusal:
        actions.cancel_coaching(session, on=MAY, by=None)
    assert refusal.value.code == "coaching_not_planned"
    assert builders.used(contract, "coaching_hour") == 0
