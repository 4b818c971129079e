"""What the office decides about mails, and what a moved event says of answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lllo import clock
from lllo.training import actions
from lllo.training.models import Answer
from tests import world
from tests.training.builders import event_data

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def event(programme):
    with clock.at(NOW):
        return actions.schedule_event(programme, event_data(), by=None)


@pytest.mark.parametrize(
    ("values", "tell", "is_told"),
    [
        ({"location": "Elders"}, True, True),
        ({"is_published": False}, True, True),
        ({"title": "Anders"}, True, False),
        ({"location": "Elders"}, False, False),
    ],
)
def test_change_is_announced_when_it_matters_and_the_office_says_so(event, values, tell, is_told):
    with clock.at(NOW + timedelta(hours=1)):
        changed = actions.change_event(event, event_data(**values), tell=tell, by=None)
    assert (changed.announced_at > NOW) is is_told


@pytest.mark.parametrize("tell", [True, False])
def test_cancelling_is_announced_if_the_office_says_so(event, tell):
    with clock.at(NOW + timedelta(hours=1)):
        assert (actions.cancel_event(event, tell=tell, by=None).announced_at > NOW) is tell


def test_changes_are_later_each_time_where_the_clock_stands_still(event):
    with clock.at(NOW):
        moments = [event.changed_at]
        for title in "abc":
            event = actions.change_event(event, event_data(title=title), by=None)
            moments.append(event.changed_at)
    assert moments == sorted(set(moments))


def test_answer_is_seen_by_the_own_organisation(event, organisation):
    person = world.make_person(organisation=organisation)
    seat = actions.register_for_event(organisation, event, person=person, on=NOW.date(), by=None)
    data = actions.AnswerData(word="accepted", way="page", sequence=0)
    answer = actions.record_answer(seat, event, person, data, at=NOW)
    assert str(answer).startswith(f"{person}, {event}: ")
    elsewhere = world.make_user("participant", world.make_organisation("Elders (demo)"))
    own = world.make_user("contact", organisation)
    assert list(Answer.objects.visible_to(own)) == [answer]
    assert not Answer.objects.visible_to(elsewhere).exists()
