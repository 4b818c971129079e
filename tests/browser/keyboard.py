"""What stands in the way of someone who has a keyboard alone.

A page without positive tabindex is walked in the order of its markup, so each stop can be judged by
itself: focused by script, as Tab would, and looked at. Real presses, and with them traps, are for
the layouts in ``test_keyboard.py``.
"""

from __future__ import annotations

JUDGE = """() => {
  const found = []
  const say = (what, each) => found.push(`${what}: ${each.outerHTML.slice(0, 100)}`)
  const root = document.documentElement
  const before = root.style.scrollBehavior
  root.style.scrollBehavior = 'auto'
  document.activeElement?.blur()

  const isShown = each => each.checkVisibility({visibilityProperty: true})
  const stops = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex], [contenteditable]')]
    .filter(each => each.tabIndex >= 0 && !each.matches(':disabled') && isShown(each))
  const words = each => (each?.textContent || '').trim()
  const named = ids => ids.split(/\\s+/).map(id => words(document.getElementById(id))).join('')
  const nameOf = each => each.ariaLabel || named(each.getAttribute('aria-labelledby') || '')
    || [...(each.labels || [])].map(words).join('') || (each.matches('input, select, textarea') ? '' : words(each))
    || each.title || (each.matches('[type=submit], [type=button], [type=reset]') ? each.value : '')
    || each.querySelector('img[alt], svg[aria-label]')?.getAttribute('alt')

  const look = each => {
    const style = getComputedStyle(each)
    return {outline: style.outlineStyle === 'none' || style.outlineWidth === '0px' ? ''
      : `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`, shadow: style.boxShadow}
  }
  // Alike: the same kind of stop in the same kind of place has the same ring.
  const kindOf = each => `${each.localName}.${each.className}.${each.type || ''}<${each.parentElement.className}`
  const judged = new Set()

  for (const each of stops) {
    if (each.tabIndex > 0) say('has an order of its own', each)
    if (each.closest('[aria-hidden=true], [inert]')) say('is hidden from those who hear the page', each)
    if (!nameOf(each)) say('has no name', each)
  }
  const unlike = stops.filter(each => !judged.has(kindOf(each)) && judged.add(kindOf(each)))
  const plain = new Map(unlike.map(each => [each, look(each)]))
  for (const each of [...new Set([...unlike, ...stops.slice(-3)])]) {
    each.focus()
    if (document.activeElement !== each) { say('cannot be reached', each); continue }
    const lit = look(each), dull = plain.get(each)
    if (!each.matches(':focus-visible')) say('does not know it is lit', each)
    else if (dull && (!lit.outline || lit.outline === dull.outline) && lit.shadow === dull.shadow)
      say('shows no focus', each)
    const box = each.getBoundingClientRect()
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)]
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)]
    if (right - left < 1 || bottom - top < 1) { say('is nowhere to be seen when it is lit', each); continue }
    const isOver = (x, y) => {
      const hit = document.elementFromPoint(x, y)
      return hit && !each.contains(hit) && !hit.contains(each) && ![...(each.labels || [])].some(one => one.contains(hit))
    }
    const points = [[0.5, 0.5], [0.1, 0.15], [0.9, 0.85]]
    if (points.every(([x, y]) => isOver(left + (right - left) * x, top + (bottom - top) * y)))
      say('is covered when it is lit', each)
  }
  document.activeElement?.blur()
  root.style.scrollBehavior = before
  scrollTo({top: 0, behavior: 'instant'})
  return found
}"""


def obstacles(page):
    """Return what is wrong with the stops of a page, as short lines; the page stays as it was."""
    page.keyboard.press("Shift")  # from here on the browser lights what is focused, as after Tab
    return page.evaluate(JUDGE)
