# ruff: noqa: DTZ001 - a time of the clock in Amsterdam has no zone
from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from lllo.clock import AMSTERDAM
from lllo.errors import Refused
from lllo.training import actions
from lllo.training.bookings import booked_twice, coach_booked_twice
from lllo.training.models import CoachingSession
from tests.training import builders


def schedule(edition, **values):
    return actions.schedule_event(edition.programme, builders.event_data(**values), by=None)


def part(leader, start=10, end=11):
    return actions.PartData(
        title="Deel",
        leader=leader,
        starts_at=datetime(2026, 5, 21, start),
        ends_at=datetime(2026, 5, 21, end),
    )


def test_cohort_is_not_at_two_places(edition):
    cohort = builders.make_cohort(edition.programme)
    first = schedule(edition, cohort=cohort)
    with pytest.raises(Refused) as refusal:
        schedule(edition, title="Anders", cohort=cohort)
    assert refusal.value.code == "cohort_at_two_places"
    schedule(edition, title="Ander cohort", cohort=builders.make_cohort(edition.programme, 2))
    schedule(edition, title="Voor iedereen")
    actions.cancel_event(first, by=None)
    schedule(edition, title="Anders", cohort=cohort)


def test_event_of_a_cohort_is_not_moved_onto_another(edition):
    cohort = builders.make_cohort(edition.programme)
    schedule(edition, cohort=cohort)
    later = builders.event_data(
        title="Later",
        cohort=cohort,
        starts_at=datetime(2026, 5, 21, 16, 30),
        ends_at=datetime(2026, 5, 21, 18),
    )
    event = actions.schedule_event(edition.programme, later, by=None)
    earlier = replace(later, starts_at=datetime(2026, 5, 21, 16))
    with pytest.raises(Refused) as refusal:
        actions.change_event(event, earlier, by=None)
    assert refusal.value.code == "cohort_at_two_places"
    assert actions.change_event(event, replace(later, title="Beter"), by=None).title == "Beter"


def test_room_is_booked_twice_only_at_the_same_time(edition):
    event = schedule(edition, location="Zaal  1")
    assert booked_twice(event) == []
    twin = schedule(edition, title="Tweeling", location="zaal 1")
    assert len(booked_twice(event)) == len(booked_twice(twin)) == 1
    schedule(
        edition,
        title="Dag",
        location="Zaal 1",
        starts_at=date(2026, 5, 21),
        ends_at=date(2026, 5, 22),
    )
    assert len(booked_twice(event)) == 1
    assert booked_twice(actions.cancel_event(twin, by=None)) == []
    assert booked_twice(event) == []


def test_event_without_a_place_books_no_room(edition):
    schedule(edition, location="")
    assert booked_twice(schedule(edition, location="")) == []


def test_speaker_is_booked_twice_where_parts_share_time(edition):
    event = schedule(edition, location="A", parts=(part("Spreker"), part("", 11, 12)))
    schedule(edition, location="B", parts=(part("Spreker", 11, 12), part("Ander")))
    assert booked_twice(event) == []
    schedule(edition, location="C", parts=(part("spreker ", 10, 12),))
    (sentence,) = booked_twice(event)
    assert "Spreker" in sentence


def test_event_can_be_looked_at_before_it_is_saved(edition):
    programme, event_data = edition.programme, builders.event_data
    taken = schedule(edition)
    tried = actions.trial(programme, event_data(title="Nog iets"))
    part = actions.PartData(
        title="Lezing", starts_at=tried.starts_at, ends_at=tried.ends_at, leader="Niemand"
    )
    (sentence,) = booked_twice(tried, [part])
    assert taken.title in sentence
    assert booked_twice(actions.trial(programme, event_data(), taken), ()) == []
    with pytest.raises(Refused):
        actions.trial(programme, event_data(title="x" * 300))


def test_coach_who_leads_meanwhile_is_booked_twice(edition, contract, organisation, coach):
    lecture = schedule(edition, location="A", parts=(replace(part("", 13, 14), specialist=coach),))

    def talk(hour, minute=0, hours="1"):
        moment = datetime(2026, 5, 21, hour, minute, tzinfo=AMSTERDAM)
        return CoachingSession(coach=coach, starts_at=moment, hours=Decimal(hours))

    assert coach_booked_twice(talk(12)) == coach_booked_twice(talk(14)) == []
    (sentence,) = coach_booked_twice(talk(12, hours="1.25"))
    assert lecture.title in sentence
    assert booked_twice(lecture) == []
    wish = {"coach": coach, "subject": "Rollen", "hours": Decimal("1.5")}
    data = actions.CoachingData(**wish, starts_at=datetime(2026, 5, 21, 12))
    planned = actions.plan_coaching(organisation, data, by=None)
    (sentence,) = booked_twice(lecture)
    assert str(coach) in sentence
    assert str(organisation) not in sentence  # who plans events need not know with whom
    assert coach_booked_twice(planned) == coach_booked_twice(talk(13, 30))  # with itself it is not
    assert len(coach_booked_twice(talk(13))) == 2
    evening = {"starts_at": datetime(2026, 5, 21, 17), "ends_at": datetime(2026, 5, 21, 18)}
    assert booked_twice(schedule(edition, title="Later", specialist=coach, **evening)) == []
    days = {"starts_at": date(2026, 5, 21), "ends_at": date(2026, 5, 22)}
    assert booked_twice(schedule(edition, title="Dag", specialist=coach, **days)) == []
    whole = schedule(edition, title="Alles", location="B", specialist=coach)
    assert len(coach_booked_twice(planned)) == 2
    for event in (lecture, whole):
        actions.cancel_event(event, by=None)
    assert coach_booked_twice(planned) == []
    actions.cancel_coaching(planned, on=date(2026, 5, 1), by=None)
    again = schedule(edition, specialist=coach)
    assert booked_twice(again) == []
