"""Who leads an event or a part of it: a specialist, a guest, or both."""

# ruff: noqa: DTZ001 - a time of the clock in Amsterdam has no zone
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from lllo import clock
from lllo.errors import Refused
from lllo.people.actions import end_membership
from lllo.people.models import User
from lllo.training import actions
from lllo.training.bookings import booked_twice
from lllo.training.imports import import_events
from lllo.training.models import Event
from lllo.training.queries import led_to_come
from tests import world
from tests.training.builders import event_data
from tests.training.test_events import BATTLE

TODAY = datetime(2026, 4, 1, 9, tzinfo=UTC)


@pytest.fixture
def university(settings):
    settings.LLLO_CLOCK = TODAY
    return world.make_organisation("Universiteit (demo)", kind="university")


@pytest.fixture
def noor(university):
    return world.make_person("Noor", university, "specialist")


def part(title="Lezing", start=10, end=11, **values):
    day = {"year": 2026, "month": 5, "day": 21}
    times = {"starts_at": datetime(**day, hour=start), "ends_at": datetime(**day, hour=end)}
    return actions.PartData(title=title, **times, **values)


def schedule(programme, **values):
    return actions.schedule_event(programme, event_data(**values), by=None)


def change(event, **values):
    return actions.change_event(event, replace(actions.as_data(event), **values), by=None)


def test_specialist_and_guest_lead_together(programme, noor):
    event = schedule(programme, specialist=noor, leader="Gast", parts=(part(specialist=noor),))
    assert (event.led_by, event.parts.get().led_by) == (f"{noor}, Gast", str(noor))
    assert schedule(programme, title="Zonder").led_by == ""


def test_who_is_no_specialist_does_not_lead_but_may_go_on(programme, noor, university):
    guest = world.make_person("Gast", university, "partner")
    for values in ({"specialist": guest}, {"parts": (part(specialist=guest),)}):
        with pytest.raises(Refused) as refusal:
            schedule(programme, **values)
        assert refusal.value.code == "not_a_specialist"
    event = schedule(programme, specialist=noor)
    end_membership(noor.memberships.get(), on=clock.today(), by=None)
    assert change(event, title="Anders").specialist == noor
    assert change(event, parts=(part(specialist=noor),)).parts.get().specialist == noor
    with pytest.raises(Refused):
        change(change(event, specialist=None, parts=()), specialist=noor)


def test_part_stays_itself_through_every_change(programme, noor):
    event = schedule(programme, parts=(part("Een"), part("Twee", 11, 12), part("Drie", 12, 13)))
    uids = dict(event.parts.values_list("title", "uid"))
    _first, second, third = actions.as_data(event).parts
    second = replace(second, title="Twee, beter", specialist=noor)
    event = change(event, parts=(third, second, part("Nieuw", 13, 14)))
    rows = {row.title: (row.uid, row.position) for row in event.parts.all()}
    assert rows["Drie"] == (uids["Drie"], 1)
    assert rows["Twee, beter"] == (uids["Twee"], 2)
    assert rows["Nieuw"][0] not in uids.values()
    assert len(rows) == 3
    stamp = event.changed_at
    same = tuple(replace(each, uid="") for each in actions.as_data(event).parts)
    assert change(event, parts=same).changed_at == stamp  # known by their titles
    twins = change(event, parts=(*actions.as_data(event).parts, part("Drie", 15, 16)))
    assert twins.parts.count() == 4
    copy = schedule(programme, title="Kopie", parts=actions.as_data(event).parts)
    assert not {each.uid for each in copy.parts.all()} & {each.uid for each in event.parts.all()}


def test_specialist_hears_of_a_part_that_moved_if_told(programme, noor):
    event = schedule(programme, parts=(part(specialist=noor),))
    first = event.parts.get().announced_at
    data = actions.as_data(event)
    renamed = actions.change_event(event, replace(data, parts=(replace(data.parts[0], title="X"),)), by=None)  # fmt: skip
    assert renamed.parts.get().announced_at == first
    later = replace(actions.as_data(event).parts[0], location="Zaal 3")
    quiet = actions.change_event(event, replace(data, parts=(later,)), tell=False, by=None)
    assert quiet.parts.get().announced_at == first
    loud = change(event, parts=(replace(later, location="Zaal 4"),))
    assert loud.parts.get().announced_at == loud.changed_at > first
    assert loud.announced_at == event.announced_at  # who comes needs not hear of a room of a part


def test_specialist_is_booked_twice(programme, noor):
    event = schedule(programme, location="A", specialist=noor)
    other = schedule(programme, title="Dag", location="B", parts=(part(specialist=noor),))
    guest = schedule(programme, title="Gast", location="C", leader=str(noor).upper())
    assert len(booked_twice(event)) == 2
    assert len(booked_twice(other)) == 2
    assert str(noor).upper() in booked_twice(guest)[0]


def test_who_leads_sees_it_before_it_is_published(programme, noor, university):
    account = User.objects.create_user(noor.email, person=noor)
    mine = schedule(programme, is_published=False, specialist=noor)
    part_of = schedule(programme, title="Dag", is_published=False, parts=(part(specialist=noor),))
    schedule(programme, title="Idee", is_published=False)
    assert set(Event.objects.visible_to(account)) == {mine, part_of}
    assert led_to_come(noor, at=TODAY) == [mine, part_of.parts.get()]
    assert led_to_come(noor, at=TODAY + timedelta(days=90)) == []
    actions.cancel_event(part_of, by=None)
    assert led_to_come(noor, at=TODAY) == [mine]
    end_membership(noor.memberships.get(), on=clock.today(), by=None)
    account = type(account).objects.get(pk=account.pk)
    assert not Event.objects.visible_to(account).exists()


def test_load_of_the_office_folder_keeps_who_leads(programme, noor):
    office = SimpleNamespace(events=[BATTLE])
    actions.load_events(office, programme, by=None)
    event = change(Event.objects.get(), specialist=noor, leader="Gast")
    assert actions.load_events(office, programme, by=None).unchanged == (event.key,)
    assert Event.objects.get().led_by == f"{noor}, Gast"


def test_import_names_the_specialist(programme, noor, university, tmp_path):
    noor.email = "noor@example.org"
    noor.save()
    path = tmp_path / "lijst.csv"

    def run(specialist, guest=""):
        head = "Titel;Begin;Einde;Specialist;Gast"
        row = f"Lezing;21-05-2026 09:30;16:30;{specialist};{guest}"
        path.write_text(f"{head}\n{row}\n", encoding="utf-8")
        return import_events(path, dry_run=False, by=None)

    assert run("NOOR@example.org", "Gast").new == 1
    assert Event.objects.get().led_by == f"{noor}, Gast"
    assert run(str(noor), "Gast").unchanged == 1
    assert len(run("Niemand").problems) == 1
    twin = world.make_person("Noor", university, "specialist", email="twin@example.org")
    assert str(twin) == str(noor)
    assert "noor" in str(run(str(noor)).problems[0]).lower()
