"""The parts of the pages in a real browser: scripts, keys, a lost connection, and no script at all."""

from __future__ import annotations

from itertools import product

import pytest
from playwright.sync_api import expect

from lllo.people.models import Organisation
from tests import world
from tests.browser.looking import ONLY_CONTRAST, look, overflow, violations
from tests.screens import scene as build

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.screens.components.site")]
KINDS = ("municipality", "province", "utility")
LONG = "Samenwerkingsverbandsvoorbereidingscommissie Geïntegreerde-Opgavenaanpak " * 2
SEND = "main form .actions button"


@pytest.fixture
def office(transactional_db, settings, client):
    """Someone of the backoffice, and more organisations than fit on a page."""
    settings.LLLO_CLOCK = build.NOW
    settings.PASSWORD_HASHERS = build.QUICK_HASHERS
    user = world.make_user("backoffice")
    for number in range(60):
        world.make_organisation(f"Gemeente {number:02}", kind=KINDS[number % 3])
    world.make_organisation("Gemeente Enig")
    client.force_login(user)
    return client.cookies["sessionid"].value


@pytest.fixture
def visit(browser, live_server, office):
    """Return a function that opens a page as that person."""
    contexts = []

    def visit(path, *, width=1280, scheme="light", script=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale="nl-NL",
            base_url=live_server.url, java_script_enabled=script,
        )  # fmt: skip
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": office, "url": live_server.url}])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()


def test_every_component_is_accessible_and_fits(visit, picture):
    page = visit("/stijl/")
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    for width, scheme in product((1280, 390, 320), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        picture(page, f"style-{width}-{scheme}")
        assert overflow(page) <= 0, width
    assert violations(page, ONLY_CONTRAST) == []
    page.emulate_media(color_scheme="light")
    assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate(
        "document.querySelectorAll('details[data-drop]').forEach((each) => (each.open = false))"
    )
    page.click("[data-opens=example]")
    assert violations(page, within="dialog[open]") == []
    assert page.complaints == []


def test_states_that_come_after_sending_are_accessible_and_fit(visit, picture):
    """A preview, what was done, a conflict, many rows at once, nothing found, filters unfolded."""
    page = visit("/nieuw/")
    wrong = {}

    def judge(state):
        picture(page, f"state-{state}")
        if found := look(page):
            wrong[state] = found

    page.fill("[name=name]", LONG)
    page.click(SEND)
    judge("preview")
    page.click(SEND)
    page.wait_for_url("**/lijst/")
    page.goto("/lijst/?q=commissie")
    judge("long")
    page.click("[data-rows] tbody a")
    page.fill("[name=city]", "Beekdorp")
    Organisation.objects.filter(name__startswith="Samen").update(city="Esloo")
    page.click(SEND)
    judge("conflict")
    page.click(SEND)
    page.wait_for_selector(".messages button")
    judge("done")
    Organisation.objects.filter(name="Gemeente 03").update(name="Weiger 03")
    Organisation.objects.filter(name="Gemeente 13").update(remark="al gezet")
    page.goto("/lijst/?q=3")
    page.check("thead .tick input")
    page.select_option("#bulk-code", "remark")
    page.click(".bulk-bar button")
    page.fill("[name=remark]", "gezien")
    page.click("[value=bekijk]")
    judge("many")
    page.click("[value=doe]")
    judge("result")
    page.goto("/lijst/?q=nergens&kind=province")
    page.set_viewport_size({"width": 320, "height": 900})
    page.click(".filter-more summary")
    judge("nothing")
    assert not wrong, wrong


def test_list_answers_while_one_types_and_keeps_the_focus(visit):
    page = visit("/lijst/")
    page.fill("#list-search", "gemeente enig")
    page.wait_for_url("**/lijst/?q=gemeente%20enig")
    expect(page.locator("[data-rows] tbody tr")).to_have_count(1)
    assert "1 " in page.inner_text("#list-count")
    assert page.evaluate("document.activeElement.id") == "list-search"
    page.goto("/lijst/")
    page.focus("#sort-name")
    page.keyboard.press("Enter")
    page.wait_for_selector("th[aria-sort=descending]")
    assert page.evaluate("document.activeElement.id") == "sort-name"
    page.click("#page-next")
    page.wait_for_url("**pagina=2*")
    expect(page.locator("#list-count")).to_be_focused()
    page.go_back()
    page.wait_for_selector("#page-next")
    assert violations(page) == []
    assert page.complaints == []


def test_keys_lead_through_a_list_and_can_be_switched_off(visit):
    page = visit("/lijst/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "Gemeente 01"
    assert page.locator("input[name=rij]:checked").count() == 1
    assert page.inner_text("[data-chosen]").startswith("1 ")
    page.check("thead .tick input")
    assert page.inner_text("[data-chosen]").startswith("50 ")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "site-search"
    page.keyboard.press("?")
    assert page.input_value("#site-search") == "?"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    assert violations(page) == []
    page.uncheck("[data-keys]")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("?")
    assert page.locator("#keys").is_hidden()


def test_lost_connection_is_told_and_the_page_stays(visit):
    page = visit("/lijst/")
    page.context.set_offline(True)
    page.click("#sort-name")
    expect(page.locator("#live")).not_to_be_empty()
    assert page.locator("[data-rows] tbody tr").count() == 50
    page.context.set_offline(False)
    page.click("#sort-name")
    page.wait_for_selector("th[aria-sort=descending]")
    expect(page.locator("#live")).to_be_empty()


def test_sign_in_that_expired_during_a_call_leads_to_the_door(visit, client):
    page = visit("/lijst/")
    page.context.clear_cookies()
    page.click("#sort-kind")
    page.wait_for_url("**/account/inloggen/?next=/lijst/")


def test_everything_works_without_script(visit):
    page = visit("/lijst/", width=390, script=False)
    page.click(".menu-button")
    assert page.locator("#menu").is_visible()
    page.click(".menu-close")
    assert page.locator("#menu").is_hidden()
    page.fill("#list-search", "gemeente")
    assert page.locator("[name=kind]").is_hidden()  # the filters are folded until asked for
    page.click(".filter-more summary")
    page.select_option("[name=kind]", "province")
    page.click(".filter-actions button")
    page.wait_for_url("**?q=gemeente&kind=province&**")
    assert page.locator("[data-rows] tbody tr").count() == 20
    page.check("#bulk-all")
    page.select_option("#bulk-code", "plain")
    page.click(".bulk-bar button")
    page.wait_for_selector(".messages .warning")  # too many for this one: back, with a sentence
    assert page.url.endswith("?q=gemeente&kind=province")
    page.click("text=Gemeente 04")
    page.wait_for_url("**/wijzig/**")
    page.fill("[name=name]", "")
    page.click("main form .actions button")
    page.wait_for_selector("#mistakes")
    assert page.evaluate("document.activeElement.id") == "mistakes"
    page.click("#mistakes a")
    assert page.evaluate("document.activeElement.id") == "id_name"
