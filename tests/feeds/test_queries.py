# ruff: noqa: DTZ001 - a time of the clock in Amsterdam has no zone
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from lllo import clock
from lllo.contracts.models import Contract
from lllo.errors import Refused
from lllo.feeds import deadlines, making, queries, sources
from lllo.office.content import FeedContent
from lllo.people import audit
from lllo.people.models import AuditEntry
from lllo.programmes.models import PackageEdition
from lllo.training import actions
from tests import world as people
from tests.feeds import world
from tests.feeds.parsers import agree

TODAY = world.TODAY


@pytest.fixture
def programme(edition):
    return world.make_programme(edition)


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"  # the message ids, whatever the catalogue holds


def feed(code, owner=None, office=None):
    feeds = queries.feeds(office or world.make_office())
    (found,) = [each for each in feeds if each.code == code and each.owner == owner]
    return found


def content(found, office, on):
    return bytes(making.make(found, office, on=on).body)


def items_for(found, office, on):
    return [
        item
        for source in sources.sources(found, office, on=on)
        for item in source.items([row[0] for row in source.stored("nl")])
    ]


def titles(found, office=None, on=TODAY):
    with translation.override("en"):
        items = items_for(found, office or world.make_office(), on=on)
    return [item.title for item in sorted(items, key=lambda item: item.title)]


def test_feeds_are_one_for_each_owner(programme):
    found = [
        (each.file.removesuffix(".ics"), each.name) for each in queries.feeds(world.make_office())
    ]
    assert found == [
        ("programma", "Programma"),
        ("cohort-1", "Cohort 1"),
        ("cohort-2", "Cohort 2"),
        ("organisatie-gemeente-voorbeeldstad-demo", "Organisatie: Gemeente Voorbeeldstad (demo)"),
        ("organisatie-nutsbedrijf-voorbeeld-demo", "Organisatie: Nutsbedrijf Voorbeeld (demo)"),
        ("persoonlijk-alice-achternaam", "Mijn programma: Alice Achternaam"),
        ("bureau", "Bureau"),
        ("coach-alice-specialist", "Coach: Alice Specialist"),
    ]


def test_feeds_say_demo_in_a_demo(programme):
    people.mark_demo()
    assert feed("programma").name == "DEMO Programma"
    assert b"X-WR-CALNAME:DEMO Programma" in content(
        feed("programma"), world.make_office(), on=TODAY
    )


def test_feeds_of_owners_with_one_name_have_files_of_their_own(programme):
    twin = people.make_organisation(programme.organisation.name)
    files = [each.file.removesuffix(".ics") for each in queries.feeds(world.make_office())]
    assert len(set(files)) == len(files)
    assert f"organisatie-gemeente-voorbeeldstad-demo-{str(twin.public_id)[:8]}" in files


def test_feeds_of_cohorts_and_of_nobody_with_one_name_have_files_of_their_own(programme):
    programme.cohort.programme.cohorts.update(name="Cohort")
    office = world.make_office(
        FeedContent(code="cohort", name="Cohort", scope="cohort"),
        FeedContent(code="cohort", name="Nog een", scope="public"),
    )
    files = [each.file.removesuffix(".ics") for each in queries.feeds(office)]
    number = programme.cohort.programme_id
    assert files == [f"cohort-{number}-1", f"cohort-{number}-2", "cohort-0"]


@pytest.mark.parametrize(
    ("scope", "kind"),
    [("public", "coaching"), ("cohort", "courses"), ("public", "deadlines")],
)
def test_feeds_refuse_content_their_readers_may_not_see(db, scope, kind):
    people.make_organisation()
    world.builders.make_cohort(people.make_programme())
    office = world.make_office(
        FeedContent(code="x", name="X", scope=scope, includes=("events", kind))
    )
    with pytest.raises(Refused, match=kind) as refusal:
        queries.feeds(office)
    assert refusal.value.code == "feed_holds_too_much"


def test_items_for_each_reader(programme):
    course = "Course: Assetmanagement"
    masterclass = "Masterclass 1 (Cohort 1)"
    own = ["Coaching", course, masterclass, "Symposium"]
    assert titles(feed("programma")) == ["Symposium"]
    assert titles(feed("cohort", programme.cohort)) == [masterclass, "Symposium"]
    assert titles(feed("organisatie", programme.organisation)) == own
    assert titles(feed("persoonlijk", programme.person)) == own
    assert titles(feed("organisatie", programme.other)) == ["Symposium"]
    assert titles(feed("coach", programme.coach)) == [
        "Andere groep (Cohort 2)",
        "Coaching: Gemeente Voorbeeldstad (demo)",
        masterclass,
        "Symposium",
    ]


def test_items_for_the_office_hold_everything(programme):
    found = titles(feed("bureau"))
    organisation = "Gemeente Voorbeeldstad (demo)"
    assert {
        "Not published: Concept",
        f"Coaching: {organisation}",
        f"Course: Assetmanagement ({organisation})",
        f"Contract year 1 of OV-2026-001 starts, invoice: {organisation}",
        f"Contract year 1 of OV-2026-001 ends: {organisation}",
        f"Contract OV-2026-001 ends: {organisation}",
        "Blok 1A",
        "Gesloten",
    } <= set(found)
    assert len([title for title in found if "OV-2026-001" in title]) == 6


def test_coaching_is_neutral_for_who_looks_over_a_shoulder(programme):
    data = content(feed("organisatie", programme.organisation), world.make_office(), on=TODAY)
    text = data.replace(b"\r\n ", b"").decode()
    for secret in ("Vertrouwelijk", "Specialist", "Achternaam"):
        assert secret not in text


def test_parts_of_an_event_stand_in_its_text(programme):
    data = content(feed("cohort", programme.cohort), world.make_office(), on=TODAY)
    assert (
        r"DESCRIPTION:Neem mee: casus\n\n10:00–11:00 Plenair\; opening (Spreker)\, Zaal 2"
        in data.replace(b"\r\n ", b"").decode()
    )


def test_days_are_whole_days_with_the_day_after_as_end(programme):
    office = world.make_office()
    entries = {entry.summary: entry for entry in agree(content(feed("bureau"), office, on=TODAY))}
    block = entries["Blok 1A"]
    assert (block.start, block.end) == (date(2026, 9, 7), date(2026, 11, 14))
    closed = entries["Gesloten"]
    assert (closed.start, closed.end) == (date(2026, 5, 15), date(2026, 5, 16))
    symposium = entries["Symposium"]
    assert (symposium.start, symposium.end) == (date(2026, 10, 24), date(2026, 10, 27))
    last = entries["Contract OV-2026-001 ends: Gemeente Voorbeeldstad (demo)"]
    assert last.start == date(2029, 2, 28)
    kingsday = [entry for entry in entries.values() if entry.start == date(2026, 4, 27)]
    assert len(kingsday) == 1


def test_public_holidays_are_taken_only_where_the_office_says_so(programme):
    def dates(office):
        return {item.starts for item in items_for(feed("bureau"), office, on=TODAY)}

    assert date(2026, 4, 27) in dates(world.make_office())
    assert date(2026, 4, 27) not in dates(world.make_office(public_holidays=False))


def test_public_holidays_are_in_dutch_in_a_dutch_installation(programme, settings):
    settings.LANGUAGE_CODE = "nl"
    assert "Koningsdag" in titles(feed("bureau"))


def test_all_feeds_are_valid_and_read_alike(programme):
    office = world.make_office()
    for each in queries.feeds(office):
        agree(content(each, office, on=TODAY))


def test_content_depends_on_data_only(programme, settings):
    office = world.make_office()
    found = feed("bureau")
    first = content(found, office, on=TODAY)
    with translation.override("nl"), clock.at(datetime(2027, 1, 1, tzinfo=UTC)):
        assert content(found, office, on=TODAY + timedelta(days=20)) == first


def test_cancelled_events_and_sessions_are_gone_after_thirty_days(programme):
    actions.cancel_event(programme.masterclass, by=None)  # 21 May
    actions.cancel_coaching(programme.session, on=TODAY, by=None)  # 4 June
    found = feed("organisatie", programme.organisation)
    cancelled = "Masterclass 1 (Cohort 1)"
    assert cancelled in titles(found, on=date(2026, 6, 20))
    assert cancelled not in titles(found, on=date(2026, 6, 21))
    assert "Coaching" in titles(found, on=date(2026, 7, 4))
    assert "Coaching" not in titles(found, on=date(2026, 7, 5))
    data = content(found, world.make_office(), on=TODAY)
    agree(data)
    assert data.count(b"STATUS:CANCELLED") == data.count(b"TRANSP:TRANSPARENT") - 1 == 2


def test_moved_event_keeps_its_uid_and_raises_its_sequence(programme):
    before = agree(content(feed("programma"), world.make_office(), on=TODAY))
    data = actions.EventData(
        kind="symposium",
        title="Symposium",
        starts_at=datetime(2026, 10, 25, 9),
        ends_at=datetime(2026, 10, 25, 12),
        location=programme.symposium.location,
    )
    actions.change_event(programme.symposium, data, by=None)
    body = content(feed("programma"), world.make_office(), on=TODAY)
    (after,) = agree(body)
    assert [after.uid] == [entry.uid for entry in before]
    assert after.start == datetime(2026, 10, 25, 8, tzinfo=UTC)
    assert b"SEQUENCE:1\r\n" in body


def test_course_keeps_its_uid_while_seats_come_and_go(programme):
    found = feed("organisatie", programme.organisation)
    office = world.make_office()

    def course():
        return [item for item in items_for(found, office, on=TODAY) if "Asset" in item.title]

    (before,) = course()
    first, second = programme.organisation.course_seats.all()
    actions.release_course_seat(first, on=TODAY, by=None)
    (after,) = course()
    assert after.uid == before.uid
    actions.release_course_seat(second, on=TODAY, by=None)
    assert course() == []


def test_deadlines_know_an_early_end_and_when_it_was_noted(programme):
    contract = programme.contract
    Contract.objects.filter(pk=contract.pk).update(
        state="ended", ended_on=date(2027, 6, 1), end_reason="Herindeling"
    )
    noted = datetime(2027, 3, 1, 10, tzinfo=UTC)
    with clock.at(noted):
        audit.record("contract.ended", contract, by=None)
    found = feed("bureau")
    items = [
        item
        for item in items_for(found, world.make_office(), on=TODAY)
        if contract.number in item.title
    ]
    assert sorted(item.starts for item in items) == [
        date(2026, 3, 1),
        date(2027, 2, 28),
        date(2027, 3, 1),
        date(2027, 5, 31),
    ]
    assert {item.modified for item in items} == {noted}


def test_deadlines_without_an_audit_entry_changed_when_the_contract_was_made(programme):
    AuditEntry.objects.all().delete()
    assert {item.modified for item in deadlines.deadlines(None)} == {programme.contract.made_at}


def test_days_changed_when_the_folders_were_loaded(programme, edition):
    PackageEdition.objects.update(loaded_at=datetime(2026, 2, 2, 8, tzinfo=UTC))
    office = world.make_office()
    assert {item.modified for item in sources._days(office, "nl")} == {
        datetime(2026, 2, 2, 8, tzinfo=UTC)
    }


def test_days_without_a_load_changed_when_the_programme_became_valid(db):
    office = world.make_office()
    assert {item.modified for item in sources._days(office, "nl")} == {
        datetime(2026, 1, 1, tzinfo=UTC)
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_items_for_an_organisation_take_as_many_queries_for_one_as_for_three(
    edition, django_assert_num_queries, rows
):
    programme = world.make_programme(edition)
    for number in range(rows):
        world.schedule(edition.programme, title=f"Dag {number}")
    found = feed("organisatie", programme.organisation)
    office = world.make_office()
    # who leads parts, events with their bytes, events, parts, coaching and courses with theirs
    with django_assert_num_queries(8):
        items_for(found, office, on=TODAY)


@pytest.mark.parametrize("rows", [1, 3])
def test_items_for_the_office_take_as_many_queries_for_one_as_for_three(
    edition, django_assert_num_queries, rows
):
    world.make_programme(edition)
    for number in range(rows):
        organisation = people.make_organisation(f"Gemeente {number} (demo)")
        world.builders.make_contract(organisation, edition, number=f"OV-{number}")
    found, office = feed("bureau"), world.make_office()
    # the same, four kinds of deadlines, audit, edition, and the bytes of deadlines and days
    with django_assert_num_queries(16):
        items_for(found, office, on=TODAY)
