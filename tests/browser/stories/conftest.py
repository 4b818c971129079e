"""Stories: whole tasks in a browser, as someone in the Netherlands plays them.

The rows of a module are made once; what a story does to them is rolled back. ``keep`` leaves a picture in test-output/stories and lets axe judge what stands on it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from tests import world
from tests.browser.conftest import capture
from tests.browser.looking import NOTES, overflow, violations
from tests.browser.stories.site import OneByOne, Site
from tests.screens import scene as build

PICTURES = Path(__file__).resolve().parents[3] / "test-output" / "stories"


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """The site on a fixed day, empty but for the mark of a demo; what is added goes at the end."""
    fixed = override_settings(LLLO_CLOCK=build.NOW, PASSWORD_HASHERS=build.QUICK_HASHERS)
    with fixed, django_db_blocker.unblock(), transaction.atomic():
        world.mark_demo()
        with Site() as site:
            yield site
        transaction.set_rollback(True)


@pytest.fixture
def visit(browser, site, db):
    """Return a function that opens a page as someone; the browser must have nothing to complain."""
    contexts, complaints = [], []

    def note(text):
        if not text.startswith(NOTES):
            complaints.append(text)

    def visit(user=None, path="/", *, width=1280, script=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="nl-NL", base_url=site.url,
            java_script_enabled=script,
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(10_000)
        if user:
            context.add_cookies([site.cookie_of(user)])
        page = context.new_page()
        page.complaints = complaints  # a story that breaks something on purpose empties it
        page.on("console", lambda said: note(said.text))
        page.on("pageerror", lambda error: note(str(error)))
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()
    with OneByOne.turn:  # nothing is under way any more
        pass
    assert complaints == []


@pytest.fixture
def keep():
    """Return a function that keeps a picture of the page and judges what stands on it."""

    def keep(page, name):
        PICTURES.mkdir(parents=True, exist_ok=True)
        capture(page, PICTURES / f"{name}.png")
        assert overflow(page) <= 0, name
        assert violations(page, within="main") == [], name

    return keep
