"""A small programme with something in every calendar, and the calendars of its office."""

# ruff: noqa: DTZ001 - a time of the clock in Amsterdam has no zone
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from lllo.office.content import DayContent, FeedContent, HolidaysContent
from lllo.training import actions
from tests import world
from tests.office import folders
from tests.training import builders

TODAY = date(2026, 3, 10)
ALL = ("events", "coaching", "courses", "deadlines", "days")
FEEDS = (
    FeedContent(code="programma", name="Programma", scope="public", description="Voor iedereen."),
    FeedContent(code="cohort", name="Cohort", scope="cohort"),
    FeedContent(code="organisatie", name="Organisatie", scope="organisation", includes=ALL[:3]),
    FeedContent(code="persoonlijk", name="Mijn programma", scope="person", includes=ALL[:3]),
    FeedContent(code="bureau", name="Bureau", scope="office", includes=ALL),
    FeedContent(code="coach", name="Coach", scope="coach", includes=("events", "coaching")),
)
BLOCK = DayContent(key="blok-1a", name="Blok 1A", on=date(2026, 9, 7), until=date(2026, 11, 13))
CLOSED = DayContent(key="dicht", name="Gesloten", on=date(2026, 5, 15), kind="holiday")


def write_office(target, feeds=FEEDS):
    """Copy the office folders and put these calendars in the place of theirs."""
    folders.copy_to(target)
    tables = [
        f"[[feeds]]\ncode = {json.dumps(each.code)}\nname = {json.dumps(each.name)}\n"
        f"scope = {json.dumps(each.scope)}\ndescription = {json.dumps(each.description)}\n"
        f"includes = {json.dumps(each.includes)}\nparts = {json.dumps(each.parts)}\n"
        for each in feeds
    ]
    (target / "calendar" / "feeds.toml").write_text("\n".join(tables), encoding="utf-8")
    return target


def make_office(*feeds, public_holidays=True, days=(BLOCK, CLOSED), notice_months=None):
    budget = SimpleNamespace(years=(2026, 2027, 2028))
    programme = {"valid_from": date(2026, 1, 1), "budget": budget, "notice_months": notice_months}
    return SimpleNamespace(
        feeds=feeds or FEEDS,
        holidays=HolidaysContent(public_holidays=public_holidays, days=days),
        programme=SimpleNamespace(**programme),
    )


@dataclass
class Programme:
    organisation: Any
    other: Any
    person: Any
    coach: Any
    cohort: Any
    contract: Any
    masterclass: Any
    symposium: Any
    session: Any


def make_programme(edition) -> Programme:
    """Two organisations, of which one has a place, a coaching session and two course seats."""
    programme = edition.programme
    organisation = world.make_organisation()
    other = world.make_organisation("Nutsbedrijf Voorbeeld (demo)", kind="utility")
    university = world.make_organisation("Universiteit (demo)", kind="university")
    person = world.make_person(organisation=organisation)
    coach = world.make_person("Specialist", university, "specialist")
    contract = builders.make_contract(organisation, edition)
    cohort = builders.make_cohort(programme)
    actions.register_for_cohort(organisation, cohort, person=person, on=TODAY, by=None)
    part = actions.PartData(
        title="Plenair; opening",
        leader="Spreker",
        location="Zaal 2",
        starts_at=datetime(2026, 5, 21, 10),
        ends_at=datetime(2026, 5, 21, 11),
    )
    masterclass = schedule(programme, cohort=cohort, parts=(part,), description="Neem mee: casus")
    symposium = schedule(
        programme,
        title="Symposium",
        kind="symposium",
        starts_at=date(2026, 10, 24),
        ends_at=date(2026, 10, 27),
    )
    schedule(programme, title="Concept", is_published=False)
    schedule(programme, title="Andere groep", cohort=builders.make_cohort(programme, 2))
    session = actions.plan_coaching(
        organisation,
        actions.CoachingData(
            coach=coach,
            subject="Vertrouwelijk onderwerp",
            starts_at=datetime(2026, 6, 4, 13),
            hours=Decimal("1.5"),
            person=person,
        ),
        by=None,
    )
    course = actions.CourseData(
        course_code="201900001", course_name="Assetmanagement", starts_on=date(2026, 9, 7)
    )
    actions.take_course_seat(organisation, course, person=person, on=TODAY, by=None)
    actions.take_course_seat(organisation, course, on=TODAY, by=None)
    return Programme(
        organisation=organisation,
        other=other,
        person=person,
        coach=coach,
        cohort=cohort,
        contract=contract,
        masterclass=masterclass,
        symposium=symposium,
        session=session,
    )


def schedule(programme, **values):
    return actions.schedule_event(programme, builders.event_data(**values), by=None)
