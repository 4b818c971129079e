"""What a page must hold to in a browser: accessible, within the window, without a complaint."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python

from tests.browser.keyboard import obstacles

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# Targets of 24 pixels are a rule of WCAG 2.2 that axe leaves off unless it is asked for.
EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
ONLY_CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
# Contrast takes most of axe's time; see ``colours``.
ALL_BUT_CONTRAST = EVERYTHING | {
    "rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}}
}
# What a narrow window changes: how far apart things are, and what has to be scrolled.
ONLY_NARROW = {
    "resultTypes": ["violations"],
    "runOnly": ["target-size", "scrollable-region-focusable", "label"],
}
NARROW, WIDE_MENU, WINDOW = 320, 961, 1280  # the second is the least with the menu in a row
# What the browser says of every answer that is no success, and its advice on password fields.
NOTES = ("Failed to load resource", "[DOM] ")
JUDGE = """async ([within, options]) => (await axe.run(within, options)).violations.flatMap(each => each.nodes.map(
  node => `${each.id}: ${node.target} ${node.html.slice(0, 90)}`))"""
# What sticks out of the window by itself: all that is in it stays within.
WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(each => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest('.scroll *, pre *'))
  .filter(each => ![...each.children].some(one => one.getBoundingClientRect().right > innerWidth + 1))
  .slice(0, 5).map(each => each.outerHTML.slice(0, 120))"""

# Each way in which words stand out from what is behind them: their colour, size and weight.
COLOURS = """() => {
  const found = new Set()
  const clear = style => /^(transparent|rgba\\(.*, 0\\))$/.test(style.backgroundColor) && style.backgroundImage === 'none'
  for (const each of document.querySelectorAll('body, body *')) {
    const words = [...each.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
    if (!(words || each.matches('input, select, textarea')) || !each.checkVisibility()) continue
    const {color, fontSize, fontWeight} = getComputedStyle(each)
    let behind = each, faded = ''
    for (let above = each; above; above = above.parentElement) {
      if (clear(getComputedStyle(behind))) behind = above
      const {opacity} = getComputedStyle(above)
      if (opacity !== '1') faded += ` ${opacity}`
    }
    const {backgroundColor, backgroundImage} = getComputedStyle(behind)
    found.add(`${color} ${fontSize} ${fontWeight} on ${backgroundColor} ${backgroundImage}${faded}`)
  }
  return [...found]
}"""

UNFOLD = """is => document.querySelectorAll('details').forEach(each => {
  if (!is) each.open = each.wasOpen
  else { each.wasOpen = each.open; each.open = true }
})"""
SKIPS = """() => document.querySelector('a, button, input:not([type=hidden]), summary')?.matches('.skip[href="#main"]')
  && document.getElementById('main')?.tabIndex === -1"""


_judged = set()


def violations(page, options=EVERYTHING, within="html"):
    """Return what axe-core finds, as short lines; its script is put into a page once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(JUDGE, [within, options])


def contrast(page):
    """Return what can hardly be read; colours that were judged on an earlier page are not again."""
    colours = set(page.evaluate(COLOURS))
    if colours <= _judged:
        return []
    found = violations(page, ONLY_CONTRAST)
    if not found:
        _judged.update(colours)
    return found


def overflow(page):
    """Return how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def sticking_out(page):
    """Return what is wider than the window, the innermost first, or nothing when all of it fits."""
    if overflow(page) <= 0:
        return []
    return page.evaluate(WIDE)


def misfits(page):
    """Return what does not fit windows of other widths, also when all that folds is open."""
    page.set_viewport_size({"width": NARROW, "height": 900})
    found = [f"at {NARROW}: {each}" for each in violations(page, ONLY_NARROW)]
    page.evaluate(UNFOLD, True)
    for width in (NARROW, WIDE_MENU, WINDOW):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"wider than {width}: {each}" for each in sticking_out(page)]
    page.evaluate(UNFOLD, False)
    return found


def look(page):
    """Return what is wrong with a page in light and dark, wide and narrow, and by keyboard."""
    found = violations(page, ALL_BUT_CONTRAST) + contrast(page) + obstacles(page)
    if not page.evaluate(SKIPS):
        found.append("its first stop does not lead past the head")
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {each}" for each in contrast(page)]
    page.emulate_media(color_scheme="light")
    found += misfits(page)
    found += [text for text in page.complaints if not text.startswith(NOTES)]
    page.complaints.clear()
    return found
