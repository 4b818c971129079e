"""A real browser, a real server, and someone who signs in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import world
from tests.browser.chromium import FLAGS, NoChromium, find_chromium
from tests.screens import scene as build

PICTURES = Path(__file__).resolve().parents[2] / "test-output" / "screens"
PASSWORD = "wachtwoord-van-niemand"
CAPTURES = 4


@pytest.fixture(scope="session", autouse=True)
def _allow_async_unsafe():
    """Playwright's own event loop runs in this thread, which Django would refuse."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    try:
        path = find_chromium()
    except NoChromium as missing:
        pytest.fail(str(missing), pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, live_server):
    """Return a function that opens a page and collects what the browser complains about."""
    contexts = []

    def open_page(path="/", *, width=1280, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale="nl-NL",
            base_url=live_server.url,
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def sign_in(open_page):
    """Return a function that signs someone in through the form and lands on the first screen."""

    def sign_in(user, **options):
        page = open_page("/account/inloggen/", **options)
        page.fill("input[name=login]", user.email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_load_state()
        return page

    return sign_in


@pytest.fixture
def picture():
    """Return a function that keeps a picture of the whole page."""

    def picture(page, name):
        PICTURES.mkdir(parents=True, exist_ok=True)
        capture(page, PICTURES / f"{name}.png")

    return picture


def capture(page, path):
    """Take the picture; Chromium now and then refuses one capture and takes it when asked again."""
    from playwright.sync_api import Error

    for left in reversed(range(CAPTURES)):
        try:
            return page.screenshot(path=path, full_page=True)
        except Error as problem:
            if not left or "Unable to capture screenshot" not in problem.message:
                raise
            page.wait_for_timeout(500)
    return None


@pytest.fixture
def year(transactional_db, settings):
    """A demo with two rows of everything, on a fixed day."""
    settings.LLLO_CLOCK = build.NOW
    settings.PASSWORD_HASHERS = build.QUICK_HASHERS
    world.mark_demo()
    scene = build.make_scene()
    scene.contracts = build.fill(scene, 2)
    build.make_spending(scene)
    return scene


@pytest.fixture
def users(year):
    """One account for each first screen."""
    participant = year.contracts[0].organisation
    return {
        "office": build.make_account("backoffice", year.university, given_name="Bob"),
        "portal": build.make_account("contact", participant, given_name="Dana"),
        "lead": build.make_account("lead", year.university, given_name="Eve"),
    }


@pytest.fixture
def db_of_nothing(transactional_db, settings):
    """An installation in which nothing was loaded, and the account that may see all of it."""
    settings.LLLO_CLOCK = build.NOW
    settings.PASSWORD_HASHERS = build.QUICK_HASHERS
    return build.User.objects.create_superuser("begin@example.org", PASSWORD)
