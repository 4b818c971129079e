"""The first screens as people see them: pictures, complaints of the browser, accessibility."""

from __future__ import annotations

from itertools import product

import pytest

from tests.browser.conftest import PASSWORD
from tests.browser.looking import overflow, violations
from tests.screens import scene as build

pytestmark = pytest.mark.browser
SCREENS = {"office": "/kantoor/", "portal": "/deelnemer/", "lead": "/programma/"}


def look(page, picture, name):
    """Keep pictures of a page wide and narrow, light and dark, and let axe judge it narrow.

    Wide it is judged in the walk of all pages.
    """
    for width, scheme in product((1280, 390), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        picture(page, f"{name}-{width}-{scheme}")
        assert overflow(page) <= 0, width
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 900})
    assert overflow(page) <= 0
    assert violations(page) == []
    assert page.complaints == []


def test_login_looks_right(year, open_page, picture):
    look(open_page("/account/inloggen/"), picture, "login")


@pytest.mark.parametrize("name", list(SCREENS))
def test_first_screen_looks_right(users, sign_in, picture, name):
    page = sign_in(users[name])
    assert SCREENS[name] in page.url
    look(page, picture, name)


def test_empty_installation_says_what_comes_next(db_of_nothing, sign_in, picture):
    page = sign_in(db_of_nothing)
    for name, path in SCREENS.items():
        page.goto(path)
        picture(page, f"{name}-empty")
        assert overflow(page) <= 0, name
    assert page.complaints == []


BACK_ROOM = (
    "/beheer/", "/beheer/people/", "/beheer/people/organisation/", "/beheer/people/person/add/",
    "/beheer/people/user/", "/beheer/people/user/add/", "/beheer/people/membership/add/",
    "/beheer/contracts/contract/", "/beheer/invoices/invoice/", "/beheer/training/event/",
    "/beheer/people/auditentry/", "/beheer/password_change/",
)  # fmt: skip


def test_back_room_runs_under_the_strict_policy(year, sign_in, picture):
    """A script or style that the policy stops would be a complaint of the browser."""
    page = sign_in(build.User.objects.create_superuser("beheer@example.org", PASSWORD))
    stopped = []
    page.on(  # what is less than a warning is advice on Django's own password forms
        "console",
        lambda said: stopped.append(said.text) if said.type in {"warning", "error"} else None,
    )
    organisation = year.contracts[0].organisation
    opened = f"/beheer/people/organisation/{organisation.pk}/change/"
    for path in (*BACK_ROOM, opened, opened.replace("change", "history")):
        page.goto(path)
        assert page.locator(".demo strong").inner_text() == "DEMO", path
        assert stopped == [], path
    page.goto(opened)
    picture(page, "back-room")
    page.click(".theme-toggle >> nth=0")
    assert page.locator("html").get_attribute("data-theme") != "auto"
    page.click("input[name=_save]")
    page.wait_for_selector(".messagelist .success")
    assert stopped == []


def test_event_is_put_into_a_calendar(users, sign_in):
    page = sign_in(users["portal"])
    with page.expect_download() as download:
        page.click(".next .button")
    assert download.value.suggested_filename.endswith(".ics")


def test_pages_that_say_no_are_in_the_look(users, sign_in, picture):
    page = sign_in(users["portal"], width=390)
    for name, path in {"403": "/kantoor/", "404": "/nergens/"}.items():
        page.goto(path)
        picture(page, name)
        assert violations(page) == []
        assert overflow(page) <= 0
    # the browser itself notes the two refusals, and nothing else
    assert len(page.complaints) == 2
    assert all("Failed to load resource" in complaint for complaint in page.complaints)


def test_wrong_password_is_said_where_readers_hear_it(year, open_page, picture):
    page = open_page("/account/inloggen/", width=390)
    page.fill("input[name=login]", "niemand@example.org")
    page.fill("input[name=password]", "mis")
    page.click("main button")
    page.wait_for_selector("main [role=alert]:not(:empty)")
    picture(page, "login-wrong")
    assert violations(page) == []
    assert page.complaints == []


def test_password_form_tells_each_mistake(users, sign_in, picture):
    page = sign_in(users["portal"], width=390)
    page.goto("/account/wachtwoord/wijzigen/")
    page.fill("input[name=oldpassword]", "mis")
    page.fill("input[name=password1]", "kort")
    page.fill("input[name=password2]", "anders")
    page.click("main button")
    page.wait_for_selector(".errorlist")
    picture(page, "password-wrong")
    assert violations(page) == []
    assert page.complaints == []


def test_language_switch_answers_in_english(users, sign_in, picture):
    page = sign_in(users["lead"])
    page.click(".account-menu summary")
    page.click("button[name=language]")
    page.wait_for_selector("html[lang=en]")
    assert page.url.endswith("/programma/")
    picture(page, "lead-english")
    assert page.complaints == []
