# ruff: noqa: DTZ001 - a time of the clock in Amsterdam has no zone
from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from lllo.errors import Refused
from lllo.training import actions
from lllo.training.bookings import booked_twice
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
