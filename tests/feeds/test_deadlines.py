from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from lllo.contracts.models import Contract
from lllo.feeds import making, queries
from lllo.feeds.deadlines import deadlines
from lllo.invoices.models import Payment
from lllo.office.content import FeedContent
from tests.feeds import world
from tests.feeds.parsers import agree
from tests.screens import scene as build


@pytest.fixture
def scene(db, settings):
    settings.LANGUAGE_CODE = "en"
    return build.make_scene()


def titles(organisation=None):
    with translation.override("en"):
        return {(item.title, item.starts) for item in deadlines(organisation)}


def test_organisation_sees_its_own_without_amounts(scene):
    contract = build.make_participant(scene, 0)
    build.make_invoice(contract, number="F-2026-0001", due=date(2026, 6, 1))
    other = build.make_participant(scene, 1)
    found = titles(contract.organisation)
    assert ("Invoice F-2026-0001 is due", date(2026, 6, 1)) in found
    assert not any(other.number in title for title, _day in found)
    everyones = {title for title, _day in titles()}
    assert f"Invoice F-2026-0001 is due: {contract.organisation}" in everyones
    assert len(titles()) > len(found)


def test_paid_invoice_has_no_deadline(scene):
    contract = build.make_participant(scene, 0)
    invoice = build.make_invoice(contract, number="F-2026-0001")
    Payment.objects.create(
        invoice=invoice, amount=invoice.payable_amount, received_on=date(2026, 5, 1)
    )
    assert not any("F-2026-0001" in title for title, _day in titles(contract.organisation))


def test_signature_is_wanted_before_the_start(scene):
    contract = build.make_participant(scene, 0)
    Contract.objects.filter(pk=contract.pk).update(state="offered", signed_on=None)
    found = titles(contract.organisation)
    assert (f"Agreement {contract.number} should be signed before today", build.START) in found


@pytest.mark.parametrize(
    ("code", "state", "title"),
    [
        ("basis", "chosen", "The agreement should be signed before today"),
        ("", "committed", "A package should be chosen before today"),
    ],
)
def test_choice_is_wanted_before_the_start(scene, code, state, title):
    organisation = build.world.make_organisation("Gemeente Later (demo)")
    organisation.choices.create(
        edition=scene.edition,
        package_code=code,
        state=state,
        stated_on=date(2026, 1, 1),
        starts_on=build.START,
    )
    assert titles(organisation) == {(title, build.START)}


def test_parts_stand_apart_where_the_office_says_so(edition, settings):
    settings.LANGUAGE_CODE = "en"
    programme = world.make_programme(edition)
    content = FeedContent(code="x", name="X", scope="cohort", parts="entries")
    office = world.make_office(content)
    feed = queries.feed_of(office, "x", programme.cohort)
    body = bytes(making.make(feed, office, on=world.TODAY).body)
    assert {entry.summary for entry in agree(body)} == {
        "Masterclass 1 (Cohort 1)",
        "Masterclass 1: Plenair; opening (Cohort 1)",
        "Symposium",
    }
    assert b"10:00" not in body


@pytest.mark.parametrize(
    ("months", "day"), [(3, date(2028, 11, 30)), (1, date(2029, 1, 31)), (None, None)]
)
def test_notice_has_a_day_only_where_the_office_named_a_period(edition, settings, months, day):
    settings.LANGUAGE_CODE = "en"
    programme = world.make_programme(edition)
    office = world.make_office(
        FeedContent(code="x", name="X", scope="organisation", includes=("deadlines",)),
        notice_months=months,
    )
    feed = queries.feed_of(office, "x", programme.organisation)
    entries = agree(bytes(making.make(feed, office, on=world.TODAY).body))
    found = {entry.summary: entry.start for entry in entries if "notice" in entry.summary}
    assert found == ({"Last day to give notice of OV-2026-001": day} if day else {})


def test_changed_template_changes_the_entries(edition, monkeypatch, tmp_path):
    programme = world.make_programme(edition)
    folder = world.write_office(tmp_path / "office") / "calendar" / "templates"
    for kind in ("event", "coaching", "course"):
        (folder / f"{kind}.nl.txt.j2").write_text("Eerst", encoding="utf-8")
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(tmp_path / "office"))
    office = world.make_office()
    feed = queries.feed_of(office, "persoonlijk", programme.person)
    before = bytes(making.make(feed, office, on=world.TODAY).body)
    assert before.count(b"DESCRIPTION:Eerst") == len(agree(before))
    (folder / "event.nl.txt.j2").write_text("{{ event.title }}!", encoding="utf-8")
    after = bytes(making.make(feed, office, on=world.TODAY).body)
    assert b"DESCRIPTION:Symposium!" in after
    assert [e.uid for e in agree(after)] == [e.uid for e in agree(before)]
