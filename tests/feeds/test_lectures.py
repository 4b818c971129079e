"""What a specialist leads, in the specialist's own calendar and mail."""

# ruff: noqa: DTZ001 - a time of the clock in Amsterdam has no zone
from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from lllo import clock
from lllo.feeds import invitation_actions, lint, making, queries
from lllo.feeds.models import Entry
from lllo.office.content import FeedContent
from lllo.outbox import worker
from lllo.outbox.models import Job
from lllo.training import actions
from tests import world as people
from tests.feeds import world
from tests.feeds.parsers import agree

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
OWN = FeedContent(code="eigen", name="Eigen", scope="person", includes=("events", "lectures"))
LED = FeedContent(code="lezing", name="Lezing", scope="coach", includes=("lectures", "coaching"))
APART = FeedContent(code="los", name="Los", scope="person", includes=("events", "lectures"),
                    parts="entries")  # fmt: skip
OFFICE = world.make_office(OWN, LED, APART)


@pytest.fixture
def programme(edition, settings):
    settings.LLLO_CLOCK = NOW
    settings.LANGUAGE_CODE = "en"
    made = world.make_programme(edition)
    made.sem = people.make_person("Kenner", made.coach.memberships.get().organisation, "specialist")
    return made


def lecture(programme, person, **values):
    """Let someone lead the part of the masterclass, which is of a cohort."""
    programme.masterclass.refresh_from_db()
    data = actions.as_data(programme.masterclass)
    part = replace(data.parts[0], specialist=person, **values)
    return actions.change_event(programme.masterclass, replace(data, parts=(part,)), by=None)


def entries(person, content=LED, on=world.TODAY):
    """Return the entries of a calendar by title, with all properties, as every reader sees it."""
    feed = queries.feed_of(OFFICE, content.code, person)
    data = bytes(making.make(feed, OFFICE, on=on).body)
    agree(data)
    blocks = re.findall(rb"BEGIN:VEVENT\r\n(.*?)END:VEVENT", data.replace(b"\r\n ", b""), re.DOTALL)
    found = [dict(line.split(":", 1) for line in each.decode().splitlines()) for each in blocks]
    return {each["SUMMARY"]: each for each in found}


@pytest.mark.both_databases  # the order of UIDs, and bytes as each gives them
def test_lecture_stands_in_the_calendar_of_who_gives_it_and_moves_there(programme):
    title = "Masterclass 1: Plenair\\; opening (Cohort 1)"
    lecture(programme, programme.coach, leader="Gast")
    first = entries(programme.coach)[title]
    assert first["UID"] == programme.masterclass.parts.get().uid
    assert first["DESCRIPTION"] == f"{programme.coach}\\, Gast"
    assert title in entries(programme.coach, OWN)  # the masterclass itself is not theirs
    assert "Masterclass 1 (Cohort 1)" not in entries(programme.coach, OWN)
    assert entries(programme.sem) == {}
    lecture(programme, programme.coach, starts_at=datetime(2026, 5, 21, 13),
            ends_at=datetime(2026, 5, 21, 14))  # fmt: skip
    moved = entries(programme.coach)[title]
    assert moved["UID"] == first["UID"]
    assert int(moved["SEQUENCE"]) == int(first["SEQUENCE"]) + 1
    assert moved["LAST-MODIFIED"] > first["LAST-MODIFIED"]


def test_lecture_goes_over_to_another_specialist_and_ends_with_the_event(programme):
    lecture(programme, programme.coach)
    feed = queries.feed_of(OFFICE, "lezing", programme.coach)
    before = making.make(feed, OFFICE, on=world.TODAY)
    lecture(programme, programme.sem)
    after = making.make(feed, OFFICE, on=world.TODAY)
    assert after.etag != before.etag
    assert after.changed_at > before.changed_at
    assert [*entries(programme.coach)] == ["Coaching: Gemeente Voorbeeldstad (demo)"]
    (uid,) = (each["UID"] for each in entries(programme.sem).values())
    assert uid == programme.masterclass.parts.get().uid
    actions.cancel_event(programme.masterclass, by=None)
    (gone,) = entries(programme.sem).values()
    assert (gone["STATUS"], gone["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert not gone["SUMMARY"].startswith("Masterclass")  # a word before it says so
    assert (
        entries(programme.sem, on=programme.masterclass.ends_at.date() + timedelta(days=32)) == {}
    )


def test_who_leads_a_whole_event_has_it_once_and_not_before_it_is_published(programme):
    data = actions.as_data(programme.masterclass)
    actions.change_event(programme.masterclass, replace(data, specialist=programme.sem), by=None)
    assert [*entries(programme.sem)] == ["Masterclass 1 (Cohort 1)"]
    text = entries(programme.sem)["Masterclass 1 (Cohort 1)"]["DESCRIPTION"]
    assert text.startswith(f"Verzorgd door {programme.sem}\\n")
    lecture(programme, programme.sem)
    assert len(entries(programme.sem, APART)) == 3  # with the symposium, and no part twice
    programme.masterclass.refresh_from_db()
    idea = replace(actions.as_data(programme.masterclass), is_published=False)
    actions.change_event(programme.masterclass, idea, by=None)
    assert entries(programme.sem) == {}


def test_name_that_changed_is_followed_in_the_entries_that_show_it_only(programme):
    lecture(programme, programme.sem)
    owner = programme.person
    entries(owner, OWN)
    before = dict(Entry.objects.values_list("uid", "modified_at"))
    programme.sem.family_name = "Kénner"
    programme.sem.save()
    assert "Kénner" in entries(owner, OWN)["Masterclass 1 (Cohort 1)"]["DESCRIPTION"]
    after = dict(Entry.objects.values_list("uid", "modified_at"))
    assert [uid for uid in after if after[uid] != before[uid]] == [programme.masterclass.uid]


def tell():
    mail.outbox.clear()
    invitation_actions.sync(at=clock.now())
    Job.objects.exclude(kind="mail.calendar").delete()  # the short answers of tests/mail
    Job.objects.update(due_at=clock.real_now() - timedelta(minutes=6))
    worker.run(once=True)
    found = []
    for message in mail.outbox:
        part = message.message().get_payload()[-1]
        method, entry = lint.read_message(part.get_payload(decode=True))
        found.append((message.to[0], method, entry.summary))
    return sorted(found)


def test_specialist_who_chose_mail_is_invited_to_the_lecture_only(programme, settings):
    settings.OUTBOX_CHORES = {}
    for person in (programme.sem, programme.coach):
        invitation_actions.choose_mail(person, at=NOW, by=None)
    tell()
    lecture(programme, programme.sem)
    ((_to, method, title),) = tell()
    assert (method, title) == ("REQUEST", "Masterclass 1: Plenair; opening (Cohort 1)")
    assert "/antwoord/" not in mail.outbox[0].body  # who leads was asked by a person
    lecture(programme, programme.coach)
    (first, second) = tell()
    assert {first[1], second[1]} == {"CANCEL", "REQUEST"}
    assert tell() == []
    data = replace(actions.as_data(programme.symposium), specialist=programme.sem)
    actions.change_event(programme.symposium, data, by=None)
    ((_to, method, title),) = tell()
    assert (method, title) == ("REQUEST", "Symposium")
