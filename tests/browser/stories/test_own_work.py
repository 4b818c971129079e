"""A specialist rounds off a talk and notes who was there; a partner plans an event."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lllo.training.models import Attendance, CoachingSession, Event, Registration
from tests.browser.stories.acts import follow, press, say
from tests.screens import scene as build

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def scene(site):
    """A participant with a person at an event that is over, and a talk that has begun."""
    scene = build.make_scene()
    scene.contract = build.make_participant(scene, 0)
    return scene


@pytest.fixture(scope="module")
def noor(scene):
    """Noor led the event and gave the talk."""
    noor = build.make_account("specialist", scene.university, given_name="Noor")
    begun = build.NOW - timedelta(hours=2)
    Event.objects.filter(title="Masterclass 7").update(
        cohort=scene.cohort, specialist=noor.person, starts_at=begun
    )
    CoachingSession.objects.update(coach=noor.person, starts_at=begun)
    Registration.objects.filter(person=None).delete()
    return noor


def test_specialist_rounds_off_a_talk_books_its_hours_and_notes_who_was_there(noor, visit, keep):
    page = visit(noor)
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn bijeenkomsten en gesprekken")
    keep(page, "specialist-work")
    follow(page, "Is het gehouden?")
    press(page, "Het is gehouden")
    say(page, "als gehouden genoteerd")
    expect(page.get_by_label("Uren", exact=True)).to_have_value("1,5")
    expect(page.get_by_label("Wat is er gedaan")).to_have_value(
        "Coaching: Van ambitie naar project"
    )
    page.get_by_label("Lijn").select_option(index=1)
    press(page, "Boeken")
    page.get_by_role("navigation").get_by_role("link", name="Mijn werk").click()
    follow(page, re.compile("^Aanwezigheid"), exact=False)
    page.get_by_role("checkbox", name=re.compile("Alice Voorbeeld0")).check()
    keep(page, "specialist-attendance")
    page.get_by_label("Met de gekozen rijen").select_option("present")
    press(page, "Bekijk wat er gebeurt")
    press(page, "Uitvoeren voor 1 rij")
    assert Attendance.objects.get().status == "present"


def test_partner_plans_an_event_and_finds_who_comes(scene, visit, keep):
    page = visit(build.make_account("partner", scene.university, given_name="Pim"))
    page.get_by_role("navigation").get_by_role("link", name="Bijeenkomsten").click()
    follow(page, "Nieuwe bijeenkomst")
    page.get_by_label("Titel").fill("Kennisbijeenkomst ondergrond")
    page.get_by_label("Soort").select_option("knowledge_event")
    page.get_by_label("Begint om").fill("2026-06-11T13:00")
    page.get_by_label("Eindigt om").fill("2026-06-11T16:00")
    page.get_by_label("Gepubliceerd").uncheck()
    press(page, "Opslaan")
    say(page, "staat in de agenda")
    keep(page, "partner-event")
    follow(page, "Aanwezigheid")
    expect(page.get_by_role("main")).to_contain_text("Van uw eigen organisatie is niemand")
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role(
        "link", name="Bijeenkomsten"
    ).click()
    expect(page.get_by_role("row", name=re.compile("Kennisbijeenkomst"))).to_contain_text(
        "niet gepubliceerd"
    )
