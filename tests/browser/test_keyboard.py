"""Every kind of page by keyboard alone, and enlarged to twice its size.

Every page is judged stop by stop in the walk (``keyboard.py``); here Tab is pressed for each layout,
to find what only pressing it finds: an order that is another, and a place one does not get out of.
"""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.browser.keyboard import obstacles
from tests.browser.looking import sticking_out

pytestmark = pytest.mark.browser
MOST = 250  # stops; a page with more of them would be a trap of its own
AT_ONCE = 20
# Notes each stop. A date has several, the last with the browser's own ring; all others come in order.
NOTE = """() => {
  window.stops = []
  let before = null, isOver = false
  document.addEventListener('focusin', event => {
    const here = event.target, isFirst = here.className === 'skip'
    isOver = isOver || (isFirst && before !== null)
    if (isOver) return
    const style = getComputedStyle(here)
    const wrong = []
    if (!before && !isFirst) wrong.push('is not the way to the content')
    if (!here.checkVisibility({visibilityProperty: true}) || here.getBoundingClientRect().width < 1)
      wrong.push('cannot be seen')
    if (before !== here && style.outlineStyle === 'none' && style.boxShadow === 'none') wrong.push('shows no focus')
    if (before && before !== here && !(before.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING))
      wrong.push('comes out of order')
    before = here
    window.stops.push(...wrong.map(what => `${what}: ${here.outerHTML.slice(0, 100)}`))
  })
  window.isWalked = () => isOver || (before !== null && document.activeElement === document.body)
}"""
WRONG = {
    '<a href="#x" tabindex="3">Naar x</a>': "has an order of its own",
    '<p aria-hidden="true"><a href="#x">Naar x</a></p>': "is hidden from those who hear",
    '<p><a href="#x"><svg aria-hidden="true"></svg></a></p>': "has no name",
    '<a class="dull" href="#x">Naar x</a>': "shows no focus",
    '<a class="far" href="#x">Naar x</a>': "is nowhere to be seen",
    '<p class="deep"></p><a href="#x">Naar x</a><p class="over">Altijd vooraan</p>': "is covered",
}
STYLE = """<style>.dull:focus-visible { outline: none } .far { position: fixed; left: -900px }
  .deep { height: 3000px } .over { position: fixed; inset: 20% 0 0; margin: 0; background: white }</style>"""


def layouts(year):
    """Return for everyone the layouts they look at."""
    contract = year.contracts[0]
    organisation = contract.organisation.public_id
    return {
        "office": (
            reverse("office_home"),
            reverse("invoices"),
            reverse("organisation", kwargs={"public_id": organisation}),
            reverse("payment_record", kwargs={"public_id": invoice_of(contract)}),
        ),
        "portal": (reverse("portal_overview", kwargs={"organisation": organisation}),),
        "lead": (reverse("lead_home"),),
    }


def invoice_of(contract):
    return contract.contract_years.get(number=1).invoices.first().public_id


@pytest.mark.parametrize("name", ["office", "portal", "lead"])
def test_layouts_are_walked_by_keyboard_and_enlarged(year, users, sign_in, name):
    page = sign_in(users[name])
    for path in layouts(year)[name]:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path)
        assert walk(page) == [], path
        page.set_viewport_size({"width": 640, "height": 450})
        assert sticking_out(page) == [], path
        if page.locator(".menu-button").count():  # the office has more places than fit
            page.click(".menu-button")
            assert page.locator("#menu a").first.is_visible()


def test_door_is_walked_by_keyboard(year, open_page):
    page = open_page("/account/inloggen/")
    assert walk(page) == []
    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_dialog_gives_the_focus_back(users, sign_in):
    page = sign_in(users["office"])
    page.focus("[data-opens=keys]")
    page.keyboard.press("Enter")
    assert page.locator("#keys").is_visible()
    assert page.evaluate("document.getElementById('keys').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert page.locator("#keys").is_hidden()
    assert page.evaluate("document.activeElement.dataset.opens") == "keys"


def test_each_obstacle_is_found_and_a_plain_page_has_none(browser):
    page = browser.new_page()
    plain = '<button>Bewaar</button><label>Naam <input></label><a href="#x">Naar x</a>'
    page.set_content(plain)
    assert obstacles(page) == []
    for markup, words in WRONG.items():
        page.set_content(STYLE + markup)
        (found,) = obstacles(page)
        assert found.startswith(words), found
    page.close()


def walk(page):
    """Press Tab until the page ends, and return what is wrong at the stops."""
    page.evaluate(NOTE)
    for _ in range(MOST // AT_ONCE):
        for _press in range(AT_ONCE):
            page.keyboard.press("Tab")
        if page.evaluate("window.isWalked()"):
            return page.evaluate("window.stops")
    return [*page.evaluate("window.stops"), f"no end after {MOST} stops"]
