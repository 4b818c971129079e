"""The lead of the programme: is 2027 covered, a second cohort, hours, and the rows of a figure."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from lllo.training.models import Registration
from tests.browser.stories.acts import follow, press, say, undo
from tests.screens import scene as build

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def eve(site):
    """The lead of a programme with a few signed agreements."""
    scene = build.make_scene()
    build.fill(scene, 2)
    build.make_spending(scene)
    Registration.objects.filter(person=None).delete()  # one person of an organisation in a cohort
    return build.make_account("lead", scene.university, given_name="Eve")


def test_whether_2027_is_covered_is_seen_and_tried_out(eve, visit, keep):
    page = visit(eve)
    follow(page, "2027")
    coverage = page.get_by_role("region", name="Dekking")
    expect(coverage).to_contain_text("€ 71.000 van € 120.000")
    expect(coverage).to_contain_text("Er ontbreekt € 49.000,00.")
    expect(coverage).to_contain_text("7 × Basis")
    keep(page, "lead-2027")
    follow(page, "of een mix")
    expect(page.get_by_label("Begrotingsjaar")).to_have_value("2027")
    page.get_by_label("Basis (optioneel)").fill("2")
    page.get_by_label("Professional Plus").fill("2")
    press(page, "Reken uit")
    expect(page.get_by_role("region", name="Geld")).to_contain_text("€ 118.000 van € 120.000")
    expect(page.get_by_role("table", name=re.compile("wat als"))).to_contain_text("Tekort")
    keep(page, "lead-what-if")


def test_second_cohort_is_opened_with_chosen_people_and_undone(eve, visit, keep):
    page = visit(eve, "/programma/cohorten/")
    follow(page, "Cohort openen")
    page.get_by_label(re.compile("^Alice Voorbeeld0, ")).check()
    page.get_by_label(re.compile("^Alice Voorbeeld3, ")).check()
    keep(page, "lead-cohort-form")
    press(page, "Bekijk wat er gebeurt")
    expect(page.get_by_role("region", name="Dit gaat er gebeuren")).to_contain_text(
        "Alice Voorbeeld3"
    )
    keep(page, "lead-cohort-preview")
    press(page, "Cohort openen")
    second = page.get_by_role("region", name="Cohort 2")
    expect(second).to_contain_text("Alice Voorbeeld0")
    keep(page, "lead-cohorts")
    undo(page, "Terugplaatsen")
    say(page, "2 personen zijn verplaatst naar Cohort 1.")
    expect(page.get_by_role("heading", name="Cohort 2")).to_have_count(0)
    expect(page.get_by_role("region", name="Cohort 1")).to_contain_text("Alice Voorbeeld0")


def test_hours_of_today_are_booked_in_five_steps(eve, visit, keep):
    """Under twenty seconds: the day stands there, typing begins at the hours."""
    page = visit(eve, "/programma/uren/")
    expect(page.get_by_label("Dag")).to_have_value("2026-05-20")
    expect(page.get_by_label("Uren", exact=True)).to_be_focused()
    steps = ("2,5", "Tab", "v", "Tab", "Tab", "overleg met de regio", "Enter")
    with page.expect_navigation():
        for step in steps:
            key = step in {"Tab", "Enter"}
            (page.keyboard.press if key else page.keyboard.type)(step)
    say(page, "Geboekt op Verticale integratie")
    keep(page, "lead-hours")
    typed_again = page.get_by_label("Lijn")
    expect(typed_again).to_have_value("vertical")
    undo(page, "Terugboeken")
    expect(page.get_by_role("main")).not_to_contain_text("overleg met de regio")


def test_figure_leads_to_its_rows(eve, visit, keep):
    page = visit(eve, "/programma/?jaar=2026")
    table = page.get_by_role("table", name=re.compile("Begroting, toegezegd"))
    group = table.get_by_role("row", name=re.compile("^Toegezegd")).first
    with page.expect_navigation():
        group.get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("Gemeente Voorbeeldstad (demo)")
    expect(page.get_by_role("main")).to_contain_text("23.666,6")
    keep(page, "lead-figure")
