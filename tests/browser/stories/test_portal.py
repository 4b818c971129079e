"""A contact and a participant of an organisation: on a telephone, twice a year, without a manual."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.stories.acts import follow, press, say
from tests.screens import scene as build
from tests.screens.portal.rows import make_request

pytestmark = pytest.mark.browser
TELEPHONE = 390


@pytest.fixture(scope="module")
def year(site):
    """An organisation with everything in its package, one with little, and accounts at the first."""
    scene = build.make_scene()
    scene.here, scene.elsewhere, _third = build.fill(scene, 1)
    scene.dana = build.make_account("contact", scene.here.organisation, given_name="Dana")
    scene.fenna = build.make_account("participant", scene.here.organisation, given_name="Fenna")
    make_request(scene.here.organisation, scene.dana.person, "Vraag van Dana")
    return scene


@pytest.fixture
def dana(year, visit):
    """Return a function that opens a page of the organisation as its contact."""
    return lambda path="", **how: visit(year.dana, home_of(year) + path, **how)


@pytest.fixture
def fenna(year, visit):
    """Return a function that opens a page of the organisation as a participant."""
    return lambda path="", **how: visit(year.fenna, home_of(year) + path, **how)


def home_of(year):
    return f"/deelnemer/{year.here.organisation.public_id}/"


def test_participant_is_replaced_on_a_place(dana, keep):
    page = dana(width=TELEPHONE)
    card = page.get_by_role("article").filter(has_text="Masterclass").first
    expect(card).to_contain_text("Alice Voorbeeld0")
    keep(page, "portal-overview")
    follow(page, re.compile("Vervangen.*Alice Voorbeeld0"))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Alice Voorbeeld0 vervangen bij Cohort 1"
    )
    page.get_by_label("Wie", exact=True).select_option(label="Charlie Voorbeeld0")
    keep(page, "portal-replace")
    press(page, "Opslaan")
    say(page, "Charlie Voorbeeld0 heeft nu de plaats bij Cohort 1.")
    keep(page, "portal-replaced")


def test_colleague_comes_without_a_name_that_follows_later(dana, keep):
    page = dana("agenda/", width=TELEPHONE)
    follow(page, re.compile("Aanmelden.*Dag van de kennisuitwisseling"))
    page.get_by_label("Plaatsen waarvan de naam later volgt").fill("1")
    press(page, "Aanmelden")
    say(page, "U hebt 1 plaats bij Dag van de kennisuitwisseling.")
    expect(page.get_by_role("main")).to_contain_text("Aangemeld: naam volgt nog")
    follow(page, "Personen")
    follow(page, "Collega toevoegen")
    for label, text in (("Voornaam", "Gijs"), ("Achternaam", "Later"), ("E-mail", "g@example.org")):
        page.get_by_label(label).fill(text)
    press(page, "Toevoegen")
    follow(page, "Aanmeldingen")
    place = page.get_by_role("row", name=re.compile("Dag van de kennisuitwisseling"))
    expect(place).to_contain_text("naam nodig")
    with page.expect_navigation():
        place.get_by_role("link", name=re.compile("Naam geven")).click()
    page.get_by_label("Wie", exact=True).select_option(label="Gijs Later")
    press(page, "Opslaan")
    say(page, "Gijs Later heeft nu de plaats bij Dag van de kennisuitwisseling.")
    keep(page, "portal-registrations")


def test_coaching_a_course_a_case_and_a_student_place_are_asked_for(dana, keep):
    page = dana()
    follow(page, "Coaching vragen")
    page.get_by_label("Waarover wilt u praten").fill("Samen sturen op de ondergrond")
    press(page, "Vragen")
    say(page, "Samen sturen op de ondergrond")
    follow(page, "Vak aanvragen")
    page.get_by_label("Welk vak").fill("Assetmanagement")
    page.get_by_label("Wanneer begint het").fill("2026-09-01")
    keep(page, "portal-course")
    press(page, "Aanvragen")
    expect(page.get_by_role("row", name=re.compile("Assetmanagement"))).to_contain_text(
        "aangevraagd"
    )
    follow(page, "Casussen en studenten")
    follow(page, "Casus inbrengen")
    page.get_by_label("Titel").fill("Riolering en warmte in één straat")
    page.get_by_label("Waar gaat het over").fill("Drie opdrachtgevers, één sleuf.")
    page.get_by_label("Verticale integratie").check()
    press(page, "Casus voorstellen")
    follow(page, "Plek voor een student aanbieden")
    offer_student_place(page)
    keep(page, "portal-offers")
    follow(page, "Overzicht")
    waiting = page.get_by_role("region", name="Wacht op antwoord van de backoffice")
    expect(waiting).to_contain_text("Vak: Assetmanagement")


def offer_student_place(page):
    page.get_by_label("Onderwerp van de opdracht").fill("Meten aan de ondergrond")
    page.get_by_label("afstudeeropdracht").check()
    page.get_by_label("Wat gaat de student doen").fill("Een half jaar meten en rekenen.")
    page.get_by_label("Van", exact=True).fill("2026-09-01")
    page.get_by_label("Tot en met").fill("2027-01-31")
    page.get_by_label("Hoeveel uur").fill("640")
    page.get_by_label("Horizontale integratie").check()
    press(page, "Plek aanbieden")
    expect(page.get_by_role("row", name=re.compile("Meten aan"))).to_contain_text("aangeboden")


def test_calendar_is_subscribed_to(dana, keep):
    page = dana(width=TELEPHONE)
    page.goto("/account/agenda/")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Abonneren.*Mijn programma")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Adres van de agenda")
    expect(page.get_by_role("main")).to_contain_text("Alleen nu te zien: wij bewaren het niet.")
    expect(page.get_by_role("link", name="In mijn agenda openen")).to_be_visible()
    keep(page, "portal-subscribed")


def test_own_details_are_confirmed_and_wait_for_nobody(dana):
    page = dana()
    follow(page, "Mijn gegevens bekijken")
    page.get_by_label("Telefoon").fill("053 000 0000")
    press(page, "Dit klopt")
    page.goto("/deelnemer/")
    expect(page.get_by_role("link", name="Mijn gegevens bekijken")).to_have_count(0)


def test_participant_sees_only_what_is_ones_own(fenna, year, keep):
    page = fenna(width=TELEPHONE)
    main = page.get_by_role("main")
    expect(main).not_to_contain_text("Alice Voorbeeld0")
    expect(main).not_to_contain_text("Vraag van Dana")
    expect(page.get_by_role("link", name="Documenten")).to_have_count(1)
    keep(page, "portal-participant")
    follow(page, "Aanmeldingen")
    expect(main).not_to_contain_text("Voorbeeld0")
    follow(page, "Documenten")
    expect(main).not_to_contain_text("€")
    keep(page, "portal-own-papers")


@pytest.mark.parametrize("part", ["", "mensen/", "documenten/", "agenda/"])
def test_other_organisation_is_not_there_for_who_guesses_its_address(dana, year, part):
    page = dana()
    answer = page.goto(f"/deelnemer/{year.elsewhere.organisation.public_id}/{part}")
    assert answer.status == 404
    expect(page.get_by_role("main")).not_to_contain_text(str(year.elsewhere.organisation))
