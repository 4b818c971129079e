"""Every kind of page by keyboard alone, and enlarged to twice its size."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.browser.looking import sticking_out

pytestmark = pytest.mark.browser
MOST = 250  # stops; a page with more of them would be a trap of its own
# A date has several stops, the last with the browser's own ring; all others come in order.
STOP = """() => {
  const here = document.activeElement
  if (!here || here === document.body) return null
  const style = getComputedStyle(here)
  const before = window.stopBefore
  window.stopBefore = here
  return {
    what: here.outerHTML.slice(0, 100),
    isFirst: here.className === 'skip',
    isShown: here.checkVisibility({visibilityProperty: true}) && here.getBoundingClientRect().width > 0,
    hasRing: before === here || style.outlineStyle !== 'none' || style.boxShadow !== 'none',
    isInOrder: !before || before === here || !!(before.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING),
  }
}"""


def layouts(year):
    """Return for each layout who looks at it, and where."""
    contract = year.contracts[0]
    organisation = contract.organisation.public_id
    own = {"organisation": organisation}
    return {
        "home": ("office", reverse("office_home")),
        "list": ("office", reverse("invoices")),
        "record": ("office", reverse("organisation", kwargs={"public_id": organisation})),
        "form": ("office", reverse("payment_record", kwargs={"public_id": invoice_of(contract)})),
        "portal": ("portal", reverse("portal_overview", kwargs=own)),
        "lead": ("lead", reverse("lead_home")),
    }


def invoice_of(contract):
    return contract.contract_years.get(number=1).invoices.first().public_id


@pytest.mark.parametrize("name", ["home", "list", "record", "form", "portal", "lead"])
def test_page_is_walked_by_keyboard_and_enlarged(year, users, sign_in, name):
    who, path = layouts(year)[name]
    page = sign_in(users[who])
    page.goto(path)
    assert walk(page) == []
    page.set_viewport_size({"width": 640, "height": 450})
    assert sticking_out(page) == []
    if page.locator(".menu-button").count():  # the office has more places than fit
        page.click(".menu-button")
        assert page.locator("#menu a").first.is_visible()


def test_door_is_walked_by_keyboard(year, open_page):
    assert walk(open_page("/account/inloggen/")) == []


def test_dialog_gives_the_focus_back(users, sign_in):
    page = sign_in(users["office"])
    page.focus("[data-opens=keys]")
    page.keyboard.press("Enter")
    assert page.locator("#keys").is_visible()
    assert page.evaluate("document.getElementById('keys').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert page.locator("#keys").is_hidden()
    assert page.evaluate("document.activeElement.dataset.opens") == "keys"


def walk(page):
    """Press Tab until the page ends, and return what is wrong at the stops."""
    wrong, first = [], True
    for _ in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (stop["isFirst"] and not first):
            return wrong
        if first and not stop["isFirst"]:
            wrong.append(f"first is not the way to the content: {stop['what']}")
        first = False
        for mark, words in (
            ("isShown", "cannot be seen"),
            ("hasRing", "shows no focus"),
            ("isInOrder", "comes out of order"),
        ):
            if not stop[mark]:
                wrong.append(f"{words}: {stop['what']}")
    return [*wrong, f"no end after {MOST} stops"]
