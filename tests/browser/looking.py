"""What a page must hold to in a browser: accessible, within the window, without a complaint."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# Targets of 24 pixels are a rule of WCAG 2.2 that axe leaves off unless it is asked for.
EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
ONLY_CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
# What the browser says of every answer that is no success, and its advice on password fields.
NOTES = ("Failed to load resource", "[DOM] ")
JUDGE = """async ([within, options]) => (await axe.run(within, options)).violations.flatMap(each => each.nodes.map(
  node => `${each.id}: ${node.target} ${node.html.slice(0, 90)}`))"""
# What sticks out of the window by itself: all that is in it stays within.
WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(each => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest('.scroll *, pre *'))
  .filter(each => ![...each.children].some(one => one.getBoundingClientRect().right > innerWidth + 1))
  .slice(0, 5).map(each => each.outerHTML.slice(0, 120))"""

SKIPS = """() => document.querySelector('a, button, input:not([type=hidden]), summary')?.matches('.skip[href="#main"]')
  && document.getElementById('main')?.tabIndex === -1"""


def violations(page, options=EVERYTHING, within="html"):
    """Return what axe-core finds, as short lines; its script is put into a page once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(JUDGE, [within, options])


def overflow(page):
    """Return how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def sticking_out(page):
    """Return what is wider than the window, the innermost first, or nothing when all of it fits."""
    if overflow(page) <= 0:
        return []
    return page.evaluate(WIDE)


def look(page, *, briefly=False):
    """Return what is wrong with a page in light and dark, wide and narrow.

    Briefly is without what a page shares with others: its head and foot, and the dark.
    """
    found = violations(page, within="main" if briefly else "html")
    if not page.evaluate(SKIPS):
        found.append("its first stop does not lead past the head")
    if not briefly:
        page.emulate_media(color_scheme="dark")
        found += [f"dark: {each}" for each in violations(page, ONLY_CONTRAST, "main")]
        page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 900})
    found += [f"wider than 320: {each}" for each in sticking_out(page)]
    page.set_viewport_size({"width": 1280, "height": 900})
    found += [text for text in page.complaints if not text.startswith(NOTES)]
    page.complaints.clear()
    return found
