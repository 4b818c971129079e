"""The page of the style: each component with its markup; and the statement on accessibility."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_safe

from lllo.screens.access import for_roles
from lllo.screens.menu import STAFF
from lllo.screens.style_samples import samples

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

COLOURS = (
    "paper", "surface", "sunken", "ink", "ink-soft", "rule", "rule-strong", "accent", "strand-1",
    "strand-2", "strand-3", "done", "done-soft", "wait", "wait-soft", "late", "late-soft",
)  # fmt: skip
SPECIMENS = (
    ("01_head", gettext_lazy("Head of a page")),
    ("02_buttons", gettext_lazy("Buttons")),
    ("03_badges", gettext_lazy("States")),
    ("04_notes", gettext_lazy("Notes")),
    ("05_panel", gettext_lazy("Facts")),
    ("06_table", gettext_lazy("Table")),
    ("07_empty", gettext_lazy("Nothing yet")),
    ("08_tiles", gettext_lazy("Work lists")),
    ("09_entitlements", gettext_lazy("Entitlements")),
    ("10_tabs", gettext_lazy("Tabs")),
    ("11_steps", gettext_lazy("Steps")),
    ("12_timeline", gettext_lazy("History")),
    ("13_chart", gettext_lazy("Chart with its table")),
    ("14_meter", gettext_lazy("Meter")),
    ("15_form", gettext_lazy("Form")),
    ("16_mistakes", gettext_lazy("Form with mistakes")),
    ("17_conflict", gettext_lazy("Changed meanwhile")),
    ("18_preview", gettext_lazy("Preview")),
    ("19_list", gettext_lazy("List")),
    ("20_dialog", gettext_lazy("Dialog and folded text")),
    ("21_document", gettext_lazy("Document")),
    ("22_pick", gettext_lazy("Choose one of many")),
)
EXAMINED_ON = date(2026, 11, 22)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """What does not conform, what that means for people, and what is done about it."""

    what: str | _StrPromise
    consequence: str | _StrPromise
    measure: str | _StrPromise


DEVIATIONS = (
    Deviation(
        what=gettext_lazy("Agreements and invoices as PDF are not fully tagged."),
        consequence=gettext_lazy("A screen reader reads them in order, but without headings."),
        measure=gettext_lazy(
            "The same contents stand on a page; ask the backoffice if you miss something."
        ),
    ),
    Deviation(
        what=gettext_lazy("The back room, for rare corrections by the office, is that of Django."),
        consequence=gettext_lazy(
            "Some of its lists have links that differ from the text by colour only."
        ),
        measure=gettext_lazy(
            "Daily work does not need it; everything stands on pages of our own as well."
        ),
    ),
    Deviation(
        what=gettext_lazy("Texts that the office writes itself may lack a language of their own."),
        consequence=gettext_lazy("A screen reader may read an English title with Dutch sounds."),
        measure=gettext_lazy("Titles of events will get a language when a calendar needs it."),
    ),
)


@require_safe
@for_roles(STAFF)
def style(request: HttpRequest) -> HttpResponse:
    """Show every component, for who makes or judges a page."""
    with override("nl"):
        values = {**samples(), "request": request}
    context = {
        "title": _("Style"),
        "note": _("The parts that every page is made of, with their markup."),
        "colours": COLOURS,
        "spaces": range(1, 8),
        "specimens": [_specimen(name, label, values) for name, label in SPECIMENS],
    }
    return render(request, "style/index.html", context)


def _specimen(name: str, label: object, values: dict[str, object]) -> dict[str, object]:
    """Return a component as it looks and its markup; in Dutch, for its fictitious values are."""
    template = get_template(f"style/{name}.html")
    with override("nl"):
        shown = template.render(values)  # without what a whole page is told: it asks the database
    source = template.template.source.strip()  # type: ignore[attr-defined]
    return {"code": f"specimen-{name}", "name": label, "shown": shown, "source": source}


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how accessible the site is, what is not yet, and whom to tell."""
    context = {
        "deviations": DEVIATIONS,
        "examined_on": EXAMINED_ON,
        "contact": settings.DEFAULT_FROM_EMAIL,
    }
    return render(request, "style/accessibility.html", context)
