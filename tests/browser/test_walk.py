"""Walks every address of the site in a browser, so that a page added later is walked, too.

Each page is judged by axe in light and dark, at 1280 and 320 pixels; a form that demands something
is sent empty, and its mistakes are judged as well. Who may go where is in ``tests/screens``.
"""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.browser.conftest import PASSWORD
from tests.browser.looking import AXE, look
from tests.screens import scene as build
from tests.screens.walk import (
    PARTS,
    STATUS,
    give_second_step,
    pages_of,
    pages_of_nothing,
    parts,
)

pytestmark = pytest.mark.browser
REQUIRED = "main form[method=post] [aria-required=true]"
EMPTY = """() => {
  const field = document.querySelector('main form[method=post] [aria-required=true]')
  for (const each of field.form.elements)
    if (each.ariaRequired === 'true' && each.matches(':not([type=radio], [type=checkbox])')) each.value = ''
  field.form.requestSubmit(field.form.querySelector('button:not([type=button]), [type=submit]'))
}"""
MISTAKES = {200, 401, 409, 422}
# What these see, another role sees with more around it; its forms are sent empty there.
SEEN_BY_OTHERS = {"auditor", "specialist", "participant", "partner"}
# There is no programme that could have one, and the account is nobody to invite.
EMPTY_STATUS = STATUS | {"lead_cohort_open": 404, "calendar_way": 404}


@pytest.fixture
def _quick(transactional_db, settings):
    settings.LLLO_CLOCK = build.NOW
    settings.PASSWORD_HASHERS = build.QUICK_HASHERS


@pytest.fixture
def walker(_quick, sign_in, open_page):
    """Return a function that signs in someone of a role and tells which pages there are."""

    def walker(role, part):
        user, paths = pages_of(role)
        page = sign_in(user) if user else open_page()
        if user:
            confirm(page)
        if role == "backoffice":  # the others have no second step yet
            give_second_step(user)
        page.complaints.clear()
        page.context.add_init_script(AXE)
        return page, dict(list(paths.items())[part :: PARTS[role]])

    return walker


@pytest.mark.parametrize(("role", "part"), parts())
def test_every_page_and_its_mistakes_are_accessible_and_fit(walker, role, part):
    page, paths = walker(role, part)
    wrong = {}
    for name, path in paths.items():
        if found := visit(page, path, STATUS.get(name, 200), briefly=role in SEEN_BY_OTHERS):
            wrong[name] = found
    assert not wrong, in_lines(wrong)


@pytest.mark.usefixtures("_quick")
def test_second_step_of_signing_in_is_accessible(sign_in):
    user = build.make_account("backoffice", build.make_scene().university)
    give_second_step(user)
    page = sign_in(user)
    page.complaints.clear()
    assert page.url.endswith(reverse("mfa_authenticate"))
    assert not look(page) + send_empty(page)


def test_every_page_of_an_empty_installation_says_so_accessibly(db_of_nothing, sign_in):
    page = sign_in(db_of_nothing)
    page.complaints.clear()
    wrong = {}
    for name, path in pages_of_nothing().items():
        if found := visit(page, path, EMPTY_STATUS.get(name, 200), briefly=True):
            wrong[name] = found
    assert not wrong, in_lines(wrong)


def confirm(page):
    """Let someone say once more who they are, as pages about a second step demand."""
    page.goto(reverse("account_reauthenticate"))
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_load_state()


def in_lines(wrong):
    """Return what is wrong so that all of it can be read, each page and finding on a line."""
    return "\n".join(f"{name}: {each}" for name, found in wrong.items() for each in found)


def visit(page, path, status, *, briefly=False):
    """Look at a page, and at what it says when its form is sent with nothing in it."""
    answer = page.goto(path)
    found = look(page)
    if answer.status != status:
        found.append(f"answers {answer.status}")
    if answer.request.redirected_from:
        found.append(f"leads to {answer.url}")
    if not briefly and page.locator(REQUIRED).count():
        found += [f"mistake: {each}" for each in send_empty(page)]
    return found


def send_empty(page):
    """Send the first form that demands something; nothing can happen but mistakes."""
    with page.expect_navigation() as sent:
        page.evaluate(EMPTY)
    found = look(page)
    if sent.value.status not in MISTAKES:
        found.append(f"answers {sent.value.status}")
    if not page.locator("[role=alert]:not(:empty)").count():
        found.append("says nothing of the mistake")
    return found
