# ruff: noqa: DTZ001 - a time of the clock in Amsterdam has no zone
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from lllo import clock
from lllo.errors import Refused
from lllo.office.content import EventContent
from lllo.people.models import AuditEntry
from lllo.training import actions
from lllo.training.models import Event
from tests.training.builders import event_data

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LATER = datetime(2026, 4, 1, 12, tzinfo=UTC)


def part(title, start, end, **values):
    day = {"year": 2026, "month": 5, "day": 21}
    return actions.PartData(
        title=title,
        starts_at=datetime(**day, hour=start, minute=0),
        ends_at=datetime(**day, hour=end, minute=0),
        **values,
    )


@pytest.fixture
def event(programme):
    with clock.at(LATER - timedelta(days=1)):
        return actions.schedule_event(programme, event_data(), by=None)


def refusal_of(action, *arguments, **keywords):
    with pytest.raises(Refused) as refusal:
        action(*arguments, **keywords, by=None)
    return refusal.value


def test_schedule_event_stores_amsterdam_time_as_utc(event, programme):
    stored = Event.objects.get()
    assert stored == event
    assert stored.starts_at == datetime(2026, 5, 21, 7, 30, tzinfo=UTC)
    assert stored.ends_at == datetime(2026, 5, 21, 14, 30, tzinfo=UTC)
    assert (stored.sequence, stored.all_day, stored.programme) == (0, False, programme)
    assert len(stored.uid) == 36
    assert AuditEntry.objects.get().action == "event.scheduled"


def test_schedule_event_of_whole_days_runs_from_midnight_to_midnight(programme):
    data = event_data(starts_at=date(2026, 10, 24), ends_at=date(2026, 10, 27))
    event = actions.schedule_event(programme, data, by=None)
    assert event.all_day
    assert event.starts_at == datetime(2026, 10, 23, 22, tzinfo=UTC)
    assert event.ends_at == datetime(2026, 10, 26, 23, tzinfo=UTC)


def test_schedule_event_keeps_its_parts_in_order(programme):
    parts = (part("Plenair", 10, 11, leader="Spreker"), part("Ronde 1", 11, 12, location="Zaal 2"))
    event = actions.schedule_event(programme, event_data(parts=parts), by=None)
    assert [(p.position, p.title, p.leader, p.location) for p in event.parts.all()] == [
        (1, "Plenair", "Spreker", ""),
        (2, "Ronde 1", "", "Zaal 2"),
    ]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"ends_at": datetime(2026, 5, 21, 9, 30)}, "event_ends_before_start"),
        ({"ends_at": date(2026, 5, 22)}, "event_half_all_day"),
        ({"starts_at": date(2026, 5, 21)}, "event_half_all_day"),
        ({"status": "cancelled"}, "event_cancel_by_status"),
        ({"status": "maybe"}, "invalid_value"),
        ({"kind": "party"}, "invalid_value"),
        ({"title": ""}, "invalid_value"),
        ({"title": "x" * 201}, "invalid_value"),
        ({"url": "javascript:alert(1)"}, "invalid_value"),
        ({"parts": (part("Te vroeg", 8, 10),)}, "part_outside_event"),
        ({"parts": (part("Te laat", 16, 17),)}, "part_outside_event"),
        ({"parts": (part("Terug", 12, 11),)}, "event_ends_before_start"),
        ({"parts": (part("", 11, 12),)}, "invalid_value"),
    ],
)
def test_schedule_event_refuses_what_cannot_be(programme, values, code):
    error = refusal_of(actions.schedule_event, programme, event_data(**values))
    assert error.code == code
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("starts_at", "code"),
    [
        (datetime(2026, 3, 29, 2, 30), "time_does_not_exist"),
        (datetime(2026, 3, 29, 2, 30, tzinfo=AMSTERDAM), "time_does_not_exist"),
        (datetime(2026, 10, 25, 2, 30), "time_exists_twice"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "time_exists_twice"),
    ],
)
def test_schedule_event_refuses_times_of_the_clock_changes(programme, starts_at, code):
    ends_at = datetime(2026, 10, 25, 12, tzinfo=AMSTERDAM)
    error = refusal_of(
        actions.schedule_event, programme, event_data(starts_at=starts_at, ends_at=ends_at)
    )
    assert error.code == code
    assert "02:30" in str(error)


def test_schedule_event_accepts_the_hours_around_the_clock_changes(programme):
    data = event_data(starts_at=datetime(2026, 3, 29, 1, 59), ends_at=datetime(2026, 3, 29, 3, 0))
    event = actions.schedule_event(programme, data, by=None)
    assert (event.ends_at - event.starts_at).total_seconds() == 60


def test_schedule_event_refuses_a_key_twice(programme):
    actions.schedule_event(programme, event_data(key="masterclass-1"), by=None)
    error = refusal_of(actions.schedule_event, programme, event_data(key="masterclass-1"))
    assert error.code == "event_key_exists"


def test_change_event_writes_nothing_when_nothing_differs(event):
    with clock.at(LATER):
        actions.change_event(event, event_data(), by=None)
    stored = Event.objects.get()
    assert (stored.sequence, stored.changed_at) == (0, event.changed_at)
    assert AuditEntry.objects.filter(action="event.changed").count() == 0


@pytest.mark.parametrize(
    ("values", "sequence"),
    [
        ({"starts_at": datetime(2026, 5, 21, 10, 0)}, 1),
        ({"ends_at": datetime(2026, 5, 21, 17, 0)}, 1),
        ({"location": "Elders"}, 1),
        ({"status": "tentative"}, 1),
        ({"starts_at": date(2026, 5, 21), "ends_at": date(2026, 5, 22)}, 1),
        ({"title": "Masterclass een"}, 0),
        ({"description": "Neem een casus mee."}, 0),
        ({"url": "https://example.org/mc1"}, 0),
        ({"is_published": False}, 0),
        ({"parts": (part("Plenair", 10, 11),)}, 0),
    ],
)
def test_change_event_raises_the_sequence_for_time_place_and_status(event, values, sequence):
    with clock.at(LATER):
        changed = actions.change_event(event, event_data(**values), by=None)
    stored = Event.objects.get()
    assert stored.uid == event.uid
    assert (
        (stored.sequence, stored.changed_at)
        == (sequence, LATER)
        == (
            changed.sequence,
            changed.changed_at,
        )
    )
    entry = AuditEntry.objects.get(action="event.changed")
    assert set(entry.detail["changed"]) >= set(values) - {"starts_at", "ends_at"}


def test_change_event_replaces_parts(programme):
    data = event_data(parts=(part("Plenair", 10, 11), part("Ronde", 11, 12)))
    event = actions.schedule_event(programme, data, by=None)
    actions.change_event(event, replace(data, parts=(part("Slot", 12, 13),)), by=None)
    assert [p.title for p in event.parts.all()] == ["Slot"]


def test_change_event_refuses_to_cancel_and_to_revive(event):
    error = refusal_of(actions.change_event, event, event_data(status="cancelled"))
    assert error.code == "event_cancel_by_status"
    actions.cancel_event(event, by=None)
    error = refusal_of(actions.change_event, event, event_data())
    assert error.code == "event_cancelled"


def test_change_event_refused_leaves_the_event_alone(event):
    refusal_of(
        actions.change_event, event, event_data(parts=(part("Buiten", 1, 2),), title="Nieuw")
    )
    assert Event.objects.get().title == "Masterclass 1"


def test_cancel_event_raises_the_sequence_once(event):
    with clock.at(LATER):
        cancelled = actions.cancel_event(event, by=None)
    assert (cancelled.status, cancelled.sequence, cancelled.changed_at) == ("cancelled", 1, LATER)
    assert refusal_of(actions.cancel_event, event).code == "event_cancelled"
    assert Event.objects.get().sequence == 1


def office(*events):
    return SimpleNamespace(events=events)


def office_event(key="masterclass-6", **values):
    fields = {
        "title": "Masterclass 6",
        "kind": "masterclass",
        "starts_at": date(2026, 2, 6),
        "ends_at": date(2026, 2, 6),
        "status": "tentative",
        "remark": "Een andere bron noemt 28 november 2025.",
    }
    return EventContent(key=key, **{**fields, **values})


BATTLE = office_event(
    "battle-of-concepts",
    title="Battle of Concepts",
    kind="challenge",
    starts_at=datetime(2025, 12, 12, 9),
    ends_at=datetime(2025, 12, 12, 11),
    location="Connect-U, Enschede",
    status="confirmed",
)


def test_load_events_makes_each_event_once(programme):
    loaded = actions.load_events(office(office_event(), BATTLE), programme, by=None)
    assert loaded.created == ("battle-of-concepts", "masterclass-6")
    masterclass = Event.objects.get(key="masterclass-6")
    assert masterclass.ends_at == datetime(2026, 2, 6, 23, tzinfo=UTC)  # the day after, Amsterdam
    again = actions.load_events(office(office_event(), BATTLE), programme, by=None)
    assert again == actions.LoadedEvents(unchanged=("battle-of-concepts", "masterclass-6"))
    assert Event.objects.count() == 2


def test_load_events_changes_an_event_and_keeps_uid_cohort_and_parts(programme, cohort):
    actions.load_events(office(BATTLE), programme, by=None)
    event = Event.objects.get()
    starts_at = datetime(2025, 12, 12, 9, 15)
    data = actions.EventData(
        key=event.key,
        kind=event.kind,
        title=event.title,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        location=event.location,
        status=event.status,
        remark=event.remark,
        cohort=cohort,
        parts=(
            actions.PartData(
                title="Pitches", starts_at=starts_at, ends_at=starts_at.replace(hour=10)
            ),
        ),
    )
    actions.change_event(event, data, by=None)
    moved = replace(BATTLE, starts_at=datetime(2026, 1, 12, 10), ends_at=datetime(2026, 1, 12, 12))
    loaded = actions.load_events(office(moved), programme, by=None)
    assert loaded == actions.LoadedEvents(changed=("battle-of-concepts",))
    after = Event.objects.get()
    assert (after.uid, after.cohort, after.sequence) == (event.uid, cohort, 1)
    assert after.parts.get().starts_at == datetime(2026, 1, 12, 9, 15, tzinfo=UTC)


def test_load_events_cancels_and_never_revives(programme):
    actions.load_events(office(BATTLE, office_event()), programme, by=None)
    cancelled = replace(BATTLE, status="cancelled")
    loaded = actions.load_events(office(cancelled), programme, by=None)
    assert loaded == actions.LoadedEvents(
        changed=("battle-of-concepts",), absent=("masterclass-6",)
    )
    assert Event.objects.get(key=BATTLE.key).status == "cancelled"
    again = actions.load_events(office(cancelled, office_event()), programme, by=None)
    assert again.unchanged == ("battle-of-concepts", "masterclass-6")
    revived = actions.load_events(office(BATTLE, office_event()), programme, by=None)
    assert revived.kept == ("battle-of-concepts",)
    assert Event.objects.get(key=BATTLE.key).status == "cancelled"


def test_load_events_takes_in_an_event_that_was_cancelled_before(programme):
    loaded = actions.load_events(office(replace(BATTLE, status="cancelled")), programme, by=None)
    assert loaded.created == ("battle-of-concepts",)
    assert Event.objects.get().status == "cancelled"


def test_load_events_does_all_or_nothing(programme):
    wrong = replace(BATTLE, key="wrong", ends_at=BATTLE.starts_at)
    error = refusal_of(actions.load_events, office(BATTLE, wrong), programme)
    assert error.code == "event_ends_before_start"
    assert not Event.objects.exists()
