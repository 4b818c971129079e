"""Nothing moves while a page appears; when its largest part appears is a figure for ``make bench``.

The figures go to ``test-output/vitals.txt``; a machine that is busy is no defect, so only the
shift is tested. After 0.6 s on this machine a reader would begin to wait.
"""

from __future__ import annotations

from itertools import product

import pytest

from tests.browser.conftest import PICTURES

pytestmark = pytest.mark.browser
FIGURES = PICTURES.parent / "vitals.txt"
PAGES = {
    "office": ("/kantoor/", "/kantoor/organisaties/", "/kantoor/aanmeldingen/", "/kantoor/facturen/"),
    "portal": ("/deelnemer/",),
    "lead": ("/programma/", "/programma/cohorten/"),
}  # fmt: skip
# Two frames after the largest part was painted everything that was to move has moved.
VITALS = """() => new Promise(done => {
  const seen = {shift: 0, largest: 0}
  new PerformanceObserver(list => list.getEntries().forEach(each => { seen.shift += each.value }))
    .observe({type: 'layout-shift', buffered: true})
  new PerformanceObserver(list => {
    list.getEntries().forEach(each => { seen.largest = each.startTime })
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(seen))))
  }).observe({type: 'largest-contentful-paint', buffered: true})
})"""


@pytest.mark.parametrize("name", list(PAGES))
def test_nothing_moves_while_a_page_appears(users, sign_in, name):
    page = sign_in(users[name])
    lines = []
    for path, width in product(PAGES[name], (1280, 390)):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        seen = page.evaluate(VITALS)
        lines.append(f"{path:28} {width:5} {seen['largest'] / 1000:7.3f} {seen['shift']:7.3f}\n")
        assert seen["shift"] == 0, path
        assert seen["largest"] > 0, path
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    with FIGURES.open("a", encoding="utf-8") as file:
        file.writelines(lines)
